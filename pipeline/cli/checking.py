"""What ``sites check`` looks at: the site's ways in, then a few of the articles they lead to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import labels
from pipeline.models import Failure, Link, NotModified, Record
from pipeline.process import examine
from pipeline.urls import canonicalize

if TYPE_CHECKING:
    from pipeline.fetch import Client
    from pipeline.models import Outcome
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
    """The ways in of the site's file, then up to ``pages`` articles, spread over what the ways in name."""
    ways = (
        *(("站点地图", path) for path in site.discover.sitemaps),
        *(("订阅源", path) for path in site.discover.feeds),
        *(("入口", path) for path in site.discover.start[:pages]),
    )
    out: list[Look] = []
    found: dict[str, Link] = {}
    for role, path in ways:
        url = canonicalize(path, site.base_url)
        if url is None:
            out.append(Look(role, path, "不是可用的网址"))
            continue
        one, links = await _visit(role, url, site, client)
        out.append(one)
        found.update((link.url, link) for link in links if link.kind == "article")
    step = max(1, len(found) // pages)
    for link in list(found.values())[::step][:pages]:
        out.append((await _visit("文章", link.url, site, client, link))[0])
    return out


async def _visit(
    role: str, url: str, site: Site, client: Client, link: Link | None = None
) -> tuple[Look, tuple[Link, ...]]:
    page = await client.get(url, site=site)
    if isinstance(page, NotModified):
        return Look(role, url, "服务器回答没有变化"), ()
    if isinstance(page, Failure):
        return Look(
            role, url, f"取不到：{labels.reason(page.reason)}" + (f"（{page.detail}）" if page.detail else "")
        ), ()
    outcome = examine(page, site, hint=link.hint if link else None)
    return _told(role, url, outcome), outcome.links


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
        article.warnings,
    )


def _counts(links: Iterable[Link]) -> str:
    counts = Counter(KINDS.get(link.kind, link.kind) for link in links)
    return "，".join(f"{kind} {count}" for kind, count in counts.most_common())
