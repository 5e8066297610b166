"""The content systems that Chinese legal blogs run on: how each is recognised, and where it keeps its articles.

Data, not code: a mark is enough to recognise a system; the patterns are its defaults, which the survey corrects by what
it sees. Sources: the systems' own templates and routing (Z-BlogPHP 1.7, WordPress 6, Typecho 1.2/1.3, DedeCMS V5.7/V6,
DedeBIZ).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from ..site import Platform
from .head import read_head


@dataclass(frozen=True, slots=True)
class Profile:
    """One content system. Marks and patterns are regular expressions; paths are relative to the site's root."""

    platform: Platform
    label: str
    generator: str  # in <meta name=generator> or a Powered-by line
    assets: str  # in addresses of style sheets, scripts, images, links
    headers: str = r"(?!)"  # in response headers, as «name: value»
    sitemaps: tuple[str, ...] = ()  # where one usually is
    feeds: tuple[str, ...] = ()
    list_patterns: tuple[str, ...] = ()
    exclude_patterns: tuple[str, ...] = ()


COMMON_SITEMAPS = ("/sitemap.xml", "/sitemap_index.xml", "/sitemap.xml.gz", "/sitemap.txt")
COMMON_FEEDS = ("/feed/", "/rss.xml", "/atom.xml", "/feed.xml", "/rss", "/feed.json")

PROFILES: tuple[Profile, ...] = (
    Profile(
        "zblog",
        "Z-BlogPHP",
        generator=r"Z-?Blog",
        assets=r"/zb_(?:users|system)/",
        headers=r"product: z-blog",
        sitemaps=("/sitemap.xml", "/zb_users/plugin/sitemap/sitemap.xml"),
        feeds=("/feed.php", "/rss.xml"),
        list_patterns=(r"^/(?:page_\d+|(?:author|tags?|category|date)[/_-].+)$", r"^/[^/]+_\d+\.html$"),
        exclude_patterns=(r"^/zb_system/", r"^/search\.php"),
    ),
    Profile(
        "wordpress",
        "WordPress",
        generator=r"WordPress",
        assets=r"/wp-(?:content|includes)/|/wp-json/",
        headers=r"link: .*wp-json|x-pingback: .*xmlrpc\.php|x-redirect-by: wordpress",
        sitemaps=("/wp-sitemap.xml", "/sitemap_index.xml", "/sitemap.xml"),
        feeds=("/feed/", "/?feed=rss2"),
        list_patterns=(r"^/(?:category|tag|author|date|page)(?:/|$)", r"/page/\d+/?$", r"[?&](?:cat|tag|author|paged|m)="),
        exclude_patterns=(r"^/wp-(?:admin|login|json|includes)", r"/(?:trackback|embed)/?$", r"[?&]replytocom="),
    ),
    Profile(
        "typecho",
        "Typecho",
        generator=r"Typecho",
        assets=r"/usr/(?:themes|plugins|uploads)/",
        sitemaps=("/sitemap.xml",),
        feeds=("/feed/", "/feed/atom/"),
        list_patterns=(r"^/(?:index\.php/)?(?:category|tag|author|page|search)/", r"^/(?:index\.php/)?\d{4}/(?:\d{1,2}/){0,2}$"),
        exclude_patterns=(r"^/(?:index\.php/)?action/", r"^/admin/", r"[?&]replyTo="),
    ),
    Profile(
        "dedecms",
        "DedeCMS",
        generator=r"Dede(?:CMS|BIZ)|织梦",
        assets=r"/templets/|/plus/(?:count|list|view|search)\.php|/apps/(?:list|view|count|search)\.php|/static/web/(?:css|js)/|dedeajax",
        sitemaps=("/sitemap.xml", "/data/sitemap.xml"),
        feeds=("/data/rss/1.xml", "/rss.xml"),
        list_patterns=(r"/(?:plus|apps)/list\.php", r"/list_\d+(?:_\d+)?\.html$", r"/index(?:_\d+)?\.html$", r"/$"),
        exclude_patterns=(r"^/(?:member|user|dede|data(?!/(?:rss/|sitemap))|include)/", r"/(?:plus|apps)/(?:search|stow|recommend|feedback|count|digg_ajax|download)\.php"),
    ),
    Profile(
        "generic",
        "其他系统",
        generator=r"(?!)",
        assets=r"(?!)",
    ),
)  # fmt: skip
BY_NAME: dict[Platform, Profile] = {profile.platform: profile for profile in PROFILES}
_POWERED = re.compile(r"(?:powered\s+by|由|基于|技术支持|程序)[^。\n]{0,40}", re.IGNORECASE)


def recognise(tree: LexborHTMLParser, headers: Iterable[tuple[str, str]] = (), url: str = "") -> Platform:
    """Which content system wrote a page: its generator mark first, then headers, addresses, the Powered-by line."""
    generator = read_head(tree, url).meta.get("generator", "")
    head = "\n".join(f"{name.lower()}: {value}" for name, value in headers)
    addresses = "\n".join(_addresses(tree))
    powered = "\n".join(_POWERED.findall(tree.body.text()[-3000:])) if tree.body is not None else ""
    for where, what in ((generator, "generator"), (head, "headers"), (addresses, "assets"), (powered, "generator")):
        for profile in PROFILES:
            if where and re.search(getattr(profile, what), where, re.IGNORECASE):
                return profile.platform
    return "generic"


def _addresses(tree: LexborHTMLParser) -> Iterable[str]:
    for node in tree.css("link[href], script[src], img[src], a[href]")[:300]:
        attributes = node.attributes
        yield attributes.get("href") or attributes.get("src") or ""
