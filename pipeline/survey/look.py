"""A site seen through a few dozen requests: its system, sitemaps, feeds, lists and some of its articles."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import urljoin

from selectolax.lexbor import LexborHTMLParser

from .. import labels
from ..discover import platforms
from ..discover.addresses import is_home
from ..discover.feeds import parse_feed
from ..discover.links import look
from ..discover.sitemaps import parse_sitemap
from ..discover.sniff import sniff
from ..errors import InputError
from ..extract import decode, is_article, parse
from ..extract import read as read_article
from ..models import Failure, Link, Page, PageKind
from ..urls import canonicalize, path_of, same_site
from .refusals import refusal, told, why

Get = Callable[[str], Awaitable[Page | Failure]]

MAX_SITEMAPS = 6  # candidates that are tried
MAX_FEEDS = 6
MAX_LISTS = 4  # list pages that are looked at
MAX_ARTICLES = 6  # articles …
MAX_FRAMES = 6  # frames of a home page that is a frameset
MAX_COLUMNS = 12  # further lists that are looked at before they are written down
_LISTS: tuple[PageKind, ...] = ("list", "tag", "home")
_OTHER_SCHEME = re.compile(r"[A-Za-z][\w+.-]*:(?!\d)")
_ROBOTS_SITEMAP = re.compile(r"^\s*sitemap\s*:\s*(\S+)", re.IGNORECASE | re.MULTILINE)
_ROBOTS_DELAY = re.compile(r"^\s*crawl-delay\s*:\s*([\d.]+)", re.IGNORECASE | re.MULTILINE)
NOTHING: tuple[PageKind, ...] = ("message", "empty")  # home pages that are no place to begin at
NOT_START = re.compile(
    r"/(?:author|tags?|date|page|\d{4}/\d{1,2})(?:[/_.-]|$)|[?&](?:page\w*|tag|author)=", re.IGNORECASE
)  # lists that are no columns of the site


@dataclass(slots=True)
class Seen:
    """What has been learned so far."""

    base: str
    tree: LexborHTMLParser
    kind: PageKind
    links: tuple[Link, ...]
    profile: platforms.Profile
    sitemaps: list[str] = field(default_factory=list)
    feeds: list[str] = field(default_factory=list)
    lists: list[str] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)  # of these, those seen to have articles
    candidates: list[str] = field(default_factory=list)  # URLs thought to be articles
    articles: list[str] = field(default_factory=list)  # URLs seen to be articles
    refuted: list[str] = field(default_factory=list)  # thought to be articles and are none
    titles: list[str] = field(default_factory=list)  # document titles of articles
    dates: list[datetime] = field(default_factory=list)
    findings: list[str] = field(default_factory=list)
    refused: dict[str, Failure] = field(default_factory=dict)  # URL → why it could not be seen; it may be there

    def is_delayed(self, url: str) -> bool:
        """Whether a URL was refused for now: what the site says of it stands until it is seen."""
        return url in self.refused and self.refused[url].retry


async def look_at(base_url: str, get: Get) -> Seen:
    """Look at a site through ``get`` (15 to 45 requests) and note what is there.

    InputError where ``base_url`` is no http(s) URL, the home page cannot be read, or there is nowhere to begin.
    """
    bare = "://" not in base_url
    url = canonicalize(f"http://{base_url}" if bare else base_url)
    if url is None or (bare and _OTHER_SCHEME.match(base_url)):
        raise InputError(f"{base_url} 不是网址")
    if not url.endswith("/"):
        url = urljoin(url, "/")  # somebody's favourite article: the site is looked at from its home page
    seen = await _home(url, get)
    await _robots(seen, get)
    await _find_sitemaps(seen, get)
    await _find_feeds(seen, get)
    await _look_at_lists(seen, get)
    await _look_at_articles(seen, get)
    await _look_at_columns(seen, get)
    seen.findings += told(seen.refused.items())
    if seen.kind in NOTHING and not (seen.columns or seen.feeds or seen.sitemaps):
        raise InputError(f"{seen.base} 的首页没有内容，也没有找到网站地图和订阅，没有可写的入口")
    return seen


async def _home(url: str, get: Get) -> Seen:
    page = await get(url)
    if isinstance(page, Failure):
        raise InputError(f"{url} 取不到：{why(page)}")
    if page.status != 200:
        raise InputError(f"{url} 回应 {page.status}，看不到首页")
    final = canonicalize(page.final_url) or url
    if sniff(page.body, page.header("content-type")) != "html":
        raise InputError(f"{final} 不是网页")
    tree = parse(decode(page.body, page.header("content-type")))
    kind, links = look(tree, final)
    if kind == "wall":
        raise InputError(f"{final} 是登录、验证或防护页面，看不到网站内容")
    base = final if path_of(final) == "/" or not is_home(final, None) else canonicalize("/", final) or final
    profile = platforms.BY_NAME[platforms.recognise(tree, page.headers, final)]
    seen = Seen(base, tree, kind, links, profile)
    if not same_site(final, url):
        seen.findings.append(f"{url} 转到了 {final}，以后者为准")
    seen.findings.append(f"内容系统：{profile.label}")
    if kind == "frames":
        await _look_into_frames(seen, get)
    seen.candidates = [link.url for link in seen.links if link.kind == "article"]
    return seen


async def _look_into_frames(seen: Seen, get: Get) -> None:
    """The links of the pages that a frameset shows stand for its own."""
    found: dict[str, Link] = {}
    for frame in seen.links[:MAX_FRAMES]:
        if looked := await _looked(frame.url, seen, get):
            kind, links = looked
            seen.columns += [frame.url] if _has_articles(kind, links) else []
            found |= {link.url: link for link in links}
    seen.findings.append(f"首页是框架页（frameset），看了它的 {len(seen.links[:MAX_FRAMES])} 个框架")
    seen.links = tuple(found.values())


async def _looked(url: str, seen: Seen, get: Get) -> tuple[PageKind, tuple[Link, ...]] | None:
    """Kind and links of a page of this site; None where it is none."""
    page = await _ok(url, seen, get)
    if page is None or sniff(page.body, page.header("content-type")) != "html":
        return None
    tree = parse(decode(page.body, page.header("content-type")))
    return _judged(page, tree, canonicalize(page.final_url) or url)


def _judged(page: Page, tree: LexborHTMLParser, url: str) -> tuple[PageKind, tuple[Link, ...]]:
    """Kind and links of a page as a crawl will judge it: by a second reading too."""

    def second(entries: Sequence[str]) -> bool:
        return is_article(read_article(tree, url, fetched_at=page.fetched_at), entries)

    return look(tree, url, second=second)


def _has_articles(kind: PageKind, links: Iterable[Link]) -> bool:
    """Whether a page is worth beginning at."""
    return kind in _LISTS and any(link.kind == "article" for link in links)


async def _ok(url: str | None, seen: Seen, get: Get) -> Page | None:
    """The page if it was answered with 200 by this site; what was refused is noted."""
    if url is None or not same_site(url, seen.base):
        return None
    page = await get(url)
    if (refused := refusal(page)) is not None:
        seen.refused[url] = refused
    if isinstance(page, Failure) or page.status != 200:
        return None
    return page


async def _robots(seen: Seen, get: Get) -> None:
    where = canonicalize("/robots.txt", seen.base) or ""
    page = await _ok(where, seen, get)
    text = page.body[:512_000].decode("utf-8", "replace") if page else ""
    if not text or text.lstrip().startswith("<"):
        refused = seen.refused.get(where)
        seen.findings.append(f"robots.txt 没有取到：{why(refused)}" if refused else "没有 robots.txt")
        return
    seen.sitemaps = [found for raw in _ROBOTS_SITEMAP.findall(text) if (found := canonicalize(raw, seen.base))]
    delay = _ROBOTS_DELAY.search(text)
    seen.findings.append(f"有 robots.txt{f'，要求间隔 {delay[1]} 秒' if delay else ''}，一律遵守")


async def _find_sitemaps(seen: Seen, get: Get) -> None:
    tried = _absolute((*seen.sitemaps, *seen.profile.sitemaps, *platforms.COMMON_SITEMAPS), seen.base)[:MAX_SITEMAPS]
    announced, seen.sitemaps, known = set(seen.sitemaps), [], set[str]()
    for url in tried:
        if seen.sitemaps and url not in announced:
            break  # one that was found is enough; guesses would find it again under another name
        page = await _ok(url, seen, get)
        links = parse_sitemap(page.body, page.final_url) if page else None
        if not isinstance(links, tuple) or not links or {link.url for link in links} <= known:
            continue
        known |= {link.url for link in links}
        seen.sitemaps.append(url)
        seen.candidates += [link.url for link in links if link.kind == "article"][:200]
        for child in [link.url for link in links if link.kind == "sitemap"][:2]:
            inner = await _ok(child, seen, get)
            found = parse_sitemap(inner.body, inner.final_url) if inner else ()
            seen.candidates += (
                [link.url for link in found if link.kind == "article"][:200] if isinstance(found, tuple) else []
            )
        seen.findings.append(f"网站地图：{path_of(url)}（{len(links)} 个网址）")
    _keep_delayed(seen, "网站地图", [url for url in tried if url in announced], seen.sitemaps)
    if not seen.sitemaps:
        seen.findings.append("网站地图没有看成" if any(map(seen.is_delayed, tried)) else "没有找到网站地图")


def _keep_delayed(seen: Seen, what: str, announced: Iterable[str], found: list[str]) -> None:
    """What the site itself names is written down though it was refused for now."""
    for url in announced:
        if url not in found and seen.is_delayed(url):
            found.append(url)
            seen.findings.append(
                f"{what}：{path_of(url)}（网站写明，这次没有取到：{labels.reason(seen.refused[url].reason)}）"
            )


async def _find_feeds(seen: Seen, get: Get) -> None:
    shown = [link.url for link in seen.links if link.kind == "feed"]
    tried = _absolute((*shown, *seen.profile.feeds, *platforms.COMMON_FEEDS), seen.base)[:MAX_FEEDS]
    known: set[str] = set()
    for url in tried:
        if seen.feeds and url not in shown:
            break
        page = await _ok(url, seen, get)
        links = (
            parse_feed(page.body, page.final_url)
            if page and sniff(page.body, page.header("content-type")) == "feed"
            else None
        )
        if not isinstance(links, tuple) or not links or {link.url for link in links} <= known:
            continue
        known |= {link.url for link in links}
        seen.feeds.append(url)
        seen.candidates += [link.url for link in links]
        seen.dates += [link.hint.published_at for link in links if link.hint and link.hint.published_at]
        seen.findings.append(f"订阅：{path_of(url)}（{len(links)} 篇）")
    _keep_delayed(seen, "订阅", [url for url in tried if url in shown], seen.feeds)
    if not seen.feeds:
        seen.findings.append("订阅没有看成" if any(map(seen.is_delayed, tried)) else "没有找到订阅")


async def _look_at_lists(seen: Seen, get: Get) -> None:
    """The categories the home page names; some of them are looked at, for their articles and further pages."""
    named = [
        link.url
        for link in seen.links
        if link.kind == "list" and not is_home(link.url, seen.base) and not NOT_START.search(path_of(link.url))
    ]
    wrong: set[str] = set()
    for url in named[:MAX_LISTS]:
        looked = await _looked(url, seen, get)
        if looked is None or not _has_articles(*looked):
            wrong.update(() if seen.is_delayed(url) else (url,))
            continue
        _, links = looked
        seen.columns.append(url)
        seen.candidates += [link.url for link in links if link.kind == "article"]
        seen.lists += [link.url for link in links if link.kind == "list" and not is_home(link.url, seen.base)]
    seen.lists = list(dict.fromkeys([*(url for url in named if url not in wrong), *seen.lists]))


async def _look_at_articles(seen: Seen, get: Get) -> None:
    spread = list(dict.fromkeys(seen.candidates))
    step = max(1, len(spread) // MAX_ARTICLES)
    found: list[str] = []
    for url in spread[::step][:MAX_ARTICLES]:
        page = await _ok(url, seen, get)
        if page is None or sniff(page.body, page.header("content-type")) != "html":
            continue
        tree = parse(decode(page.body, page.header("content-type")))
        final = canonicalize(page.final_url) or url
        kind, links = _judged(page, tree, final)
        if kind == "article":
            seen.articles.append(final)
            found += [link.url for link in links if link.kind == "list" and not is_home(link.url, seen.base)]
            title = tree.css_first("title")
            seen.titles.append(title.text().strip() if title is not None else "")
        else:
            seen.refuted.append(url)
    seen.lists = list(dict.fromkeys((*seen.lists, *found)))
    looked = len(seen.articles) + len(seen.refuted)
    seen.findings.append(
        f"看了 {looked} 个可能的文章页，{len(seen.articles)} 个是文章；共看到约 {len(spread)} 个文章网址"
    )


async def _look_at_columns(seen: Seen, get: Get) -> None:
    """Further lists: a menu names what is long gone. Only those with articles are kept; the rest is found by crawling."""
    open_ones = [
        url for url in first_pages(seen.lists) if url not in seen.columns and not NOT_START.search(path_of(url))
    ]
    for url in open_ones[:MAX_COLUMNS]:
        looked = await _looked(url, seen, get)
        if looked is not None and _has_articles(*looked):
            seen.columns.append(url)
        elif not seen.is_delayed(url):
            seen.lists.remove(url)


def first_pages(urls: Iterable[str]) -> list[str]:
    """Without the further pages of a list."""
    return [
        url
        for url in urls
        if not re.search(r"[_-]\d{1,4}\.html?$|/page/\d+|[?&]page\w*=\d|/\d+/?$", url, re.IGNORECASE)
    ]


def _absolute(addresses: Iterable[str], base: str) -> list[str]:
    return list(dict.fromkeys(url for address in addresses if (url := canonicalize(address, base))))
