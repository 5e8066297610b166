"""What ``sites check`` looks at: the site's ways in, then a few of the articles they lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline import discover, labels
from pipeline.cli import rule_checks
from pipeline.models import Failure, Link, NotModified, Record
from pipeline.process import examine
from pipeline.urls import canonicalize

if TYPE_CHECKING:
    from pipeline.fetch import Client
    from pipeline.models import Outcome, Page
    from pipeline.site import Site

BEGINNING = 60  # characters of a body that are shown
KINDS = {"article": "文章", "list": "列表", "feed": "订阅源", "sitemap": "站点地图", "part": "分页", "page": "其他"}


@dataclass(frozen=True, slots=True)
class Look:
    """What one page came to."""

    role: str  # 入口, 订阅源, 站点地图, 文章
    url: str
    verdict: str
    links: str = ""  # counts by kind
    title: str = ""
    published: str = ""
    author: str = ""
    category: str = ""
    characters: int = 0
    citations: int = 0
    beginning: str = ""
    warnings: tuple[str, ...] = ()


async def look(site: Site, client: Client, pages: int) -> list[Look]:
    """The ways in of the site's file, then up to ``pages`` articles, spread over what the ways in name; last, where there
    are any, the rules that did nothing on any of these pages.
    """
    ways = (
        *(("站点地图", path) for path in site.discover.sitemaps),
        *(("订阅源", path) for path in site.discover.feeds),
        *(("入口", path) for path in site.discover.start[:pages]),
    )
    out: list[Look] = []
    found: dict[str, Link] = {}
    fetched: list[Page] = []
    for role, path in ways:
        url = canonicalize(path, site.base_url)
        if url is None:
            out.append(Look(role, path, "不是可用的网址"))
            continue
        one, _, links = await _visit(role, url, site, client)
        out.append(one)
        found.update((link.url, link) for link in links)
    articles = [link for link in found.values() if link.kind == "article" and discover.excluded(link.url, site) is None]
    step = max(1, len(articles) // pages)
    for link in articles[::step][:pages]:
        one, page, links = await _visit("文章", link.url, site, client, link)
        out.append(one)
        found.update((further.url, further) for further in links)
        fetched += [page] if page and one.title else []
    if idle := tuple(rule_checks.of_site(site, list(found), fetched)):
        out.append(Look("规则", f"{site.name}.toml", "有规则在看过的页面上不起作用", warnings=idle))
    return out


async def _visit(
    role: str, url: str, site: Site, client: Client, link: Link | None = None
) -> tuple[Look, Page | None, tuple[Link, ...]]:
    pattern = discover.excluded(url, site)
    if pattern is not None:
        said = f"discover.exclude_patterns「{pattern}」排除了这个网址，抓取时不会取它"
        return Look(role, url, "不取", warnings=(said,)), None, ()
    page = await client.get(url, site=site)
    if isinstance(page, NotModified):
        return Look(role, url, "服务器回答没有变化"), None, ()
    if isinstance(page, Failure):
        verdict = f"取不到：{labels.reason(page.reason)}" + (f"（{page.detail}）" if page.detail else "")
        return Look(role, url, verdict), None, ()
    everything = replace(site, discover=replace(site.discover, exclude_patterns=()))
    outcome = examine(page, everything, hint=link.hint if link else None)
    links = outcome.links  # also what is excluded: it shows whether the patterns match anything
    outcome = replace(outcome, links=tuple(one for one in links if discover.excluded(one.url, site) is None))
    wrong = rule_checks.of_page(site, page.final_url, outcome, way_in=link is None)
    return replace(_told(role, url, outcome), warnings=wrong), page, links


def _told(role: str, url: str, outcome: Outcome) -> Look:
    links = _counts(outcome.links)
    result = outcome.result
    if isinstance(result, Failure):
        verdict = f"不是文章（{result.kind or result.reason}）" if result.reason == "not_article" else result.detail
        return Look(role, url, verdict or result.reason, links)
    return _article(role, url, links, result)


def _article(role: str, url: str, links: str, record: Record) -> Look:
    article = record.article
    return Look(
        role,
        url,
        "文章" + ("" if article.on_topic else "（与债务催收无关）"),
        links,
        article.title,
        labels.moment(article.published_at, article.published_precision),
        article.author or "",
        article.category or "",
        len(article.body),
        len(record.citations),
        article.body.replace("\n", " ")[:BEGINNING],
    )


def _counts(links: Iterable[Link]) -> str:
    counts = Counter(KINDS.get(link.kind, link.kind) for link in links)
    return "，".join(f"{kind} {count}" for kind, count in counts.most_common())
