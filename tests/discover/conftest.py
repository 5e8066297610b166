"""A site in memory, and a walk over it with nothing known but its address."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import pytest

from pipeline import discover
from pipeline.discover import paging
from pipeline.extract import decode, parse
from pipeline.models import Failure, Link, Page
from pipeline.site import Site
from pipeline.survey import Survey, survey
from pipeline.urls import canonicalize

Response = tuple[int, dict[str, str], bytes]


def path_of(url: str) -> str:
    parts = urlsplit(url)
    return unquote(parts.path + (f"?{parts.query}" if parts.query else ""))


@dataclass
class Walked:
    """What survey and a walk over all links came to."""

    survey: Survey
    kinds: dict[str, str] = field(default_factory=dict)  # path → kind of page
    links: dict[str, Link] = field(default_factory=dict)  # path → first link to it
    requests: list[str] = field(default_factory=list)

    @property
    def articles(self) -> set[str]:
        return {path for path, kind in self.kinds.items() if kind == "article"}


def _get(pages: Mapping[str, Response], url: str) -> Page | Failure:
    asked = url
    for _ in range(6):
        status, headers, body = pages.get(path_of(url), (404, {"content-type": "text/plain"}, b"not here"))
        target = canonicalize(headers.get("location", ""), url) if 300 <= status < 400 else None
        if target is None:
            return Page(asked, url, status, tuple(headers.items()), body, datetime.now(UTC))
        url = target
    return Failure("fetch", "too_many_redirects", asked)


def _read(page: Page, site: Site, walked: Walked) -> tuple[Link, ...]:
    content_type = page.header("content-type")
    form = discover.sniff(page.body, content_type)
    if form in ("feed", "sitemap"):
        found = (discover.parse_feed if form == "feed" else discover.parse_sitemap)(page.body, page.final_url)
        return () if isinstance(found, Failure) else found
    if form != "html":
        return ()
    kind, links = discover.look(parse(decode(page.body, content_type)), page.final_url, site)
    walked.kinds[path_of(page.final_url)] = kind
    return links


def _walk(pages: Mapping[str, Response], base: str, limit: int = 2000) -> Walked:
    async def get(url: str) -> Page | Failure:
        return _get(pages, url)

    walked = Walked(asyncio.run(survey(base, get)))
    site, idle = walked.survey.site, dict[str, int]()
    starts = (("sitemap", site.discover.sitemaps), ("feed", site.discover.feeds), ("list", site.discover.start))
    queue = [Link(url, kind) for kind, some in starts for one in some if (url := canonicalize(one, site.base_url))]
    seen = {link.url for link in queue}
    while queue and len(walked.requests) < limit:
        link = queue.pop(0)
        key = paging.split(link.url)[0]
        if link.kind == "list" and idle.get(key, 0) >= 2:
            continue
        walked.requests.append(path_of(link.url))
        page = _get(pages, link.url)
        links = () if isinstance(page, Failure) or page.status != 200 else _read(page, site, walked)
        new = [one for one in links if one.url not in seen]
        worth = any(one.kind != "list" or paging.split(one.url)[0] != key for one in new)
        idle[key] = 0 if worth else idle.get(key, 0) + 1
        seen.update(one.url for one in new)
        for one in new:
            walked.links.setdefault(path_of(one.url), one)
        queue += new
    return walked


@pytest.fixture
def walk() -> Callable[..., Walked]:
    """``walk(pages, base)``: pages are path → (status, headers, body)."""
    return _walk
