"""Crawls of small sites that misbehave as real ones do, on loopback: what is stored, and how much is asked for it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from pipeline.crawl import crawler
from tests.crawl.small_sites import Pages, article, crawled, listing, title

# ------------------------------------------------------------------------------------------------- identity of a page


def at(table: dict[str, str]) -> Pages:
    return lambda host, path: table.get(path)


IDENTITY: dict[str, tuple[Pages, int]] = {
    "?id=N and its pretty URL, told by rel=canonical": (
        at(
            {
                "/": listing("/?id=7", "/hf/7.html", "/hf/8.html"),
                "/?id=7": article(7, head="<link rel=canonical href='/hf/7.html'>"),
                "/hf/7.html": article(7, head="<link rel=canonical href='/hf/7.html'>"),
                "/hf/8.html": article(8),
            }
        ),
        2,
    ),
    "?id=N and its pretty URL, told by the page's own 本文链接": (
        lambda host, path: {
            "/": listing("/?id=7", "/hf/7.html", "/hf/8.html"),
            "/?id=7": article(7, tail=f"<p>本文链接：http://{HOST_AND_PORT[0]}/hf/7.html</p>"),
            "/hf/7.html": article(7, tail=f"<p>本文链接：http://{HOST_AND_PORT[0]}/hf/7.html</p>"),
            "/hf/8.html": article(8),
        }.get(path),
        2,
    ),
    "?id=N that redirects to its pretty URL": (
        lambda host, path: {
            "/": listing("/?id=7", "/hf/7.html", "/hf/8.html"),
            "/?id=7": (301, {"Location": "/hf/7.html"}, "moved"),
            "/hf/7.html": article(7),
            "/hf/8.html": article(8),
        }.get(path),
        2,
    ),
    "a frameset: the frames are followed, what it says to browsers without frames is no article": (
        at(
            {
                "/": "<title>测试站</title><frameset cols='20%,80%'><frame src='menu.htm'><frame src='1.html'>"
                "<noframes>" + article(9) + "</noframes></frameset>",
                "/menu.htm": listing("/1.html", "/2.html"),
                "/1.html": article(1),
                "/2.html": article(2),
            }
        ),
        2,
    ),
    "www and mobile twins": (
        lambda host, path: {
            "/": listing("/1.html", f"http://m.{HOST_AND_PORT[0].removeprefix('www.')}/1.html", "/2.html"),
            "/1.html": article(1),
            "/2.html": article(2),
        }.get(path),
        2,
    ),
    "http and https twins: linked as both, and named by rel=canonical": (  # nothing here speaks TLS: the http one counts
        lambda host, path: {
            "/": listing(
                "/1.html", f"https://{HOST_AND_PORT[0]}/1.html", f"https://{HOST_AND_PORT[0]}/2.html", "/2.html"
            ),
            "/1.html": article(1, head=f"<link rel=canonical href='https://{HOST_AND_PORT[0]}/1.html'>"),
            "/2.html": article(2),
        }.get(path),
        2,
    ),
    "tracking parameters, session ids, fragments, dot segments, needless escapes": (
        at(
            {
                "/": listing(
                    "/hf/1.html",
                    "/hf/1.html?utm_source=weixin&from=timeline",
                    "/hf/1.html?PHPSESSID=0123456789abcdef0123456789",
                    "/hf/1.html#comments",
                    "/x/../hf/./1.html",
                    "/%68f/1.html",
                    "/hf/2.html",
                ),
                "/hf/1.html": article(1),
                "/hf/2.html": article(2),
            }
        ),
        2,
    ),
    "every page names the home page as its canonical one": (
        at(
            {
                "/": listing("/1.html", "/2.html", "/3.html"),
                **{f"/{n}.html": article(n, head="<link rel=canonical href='/'>") for n in (1, 2, 3)},
            }
        ),
        3,
    ),
    "every page names the same other page as its canonical one": (
        at(
            {
                "/": listing("/1.html", "/2.html", "/3.html"),
                **{f"/{n}.html": article(n, head="<link rel=canonical href='/1.html'>") for n in (1, 2, 3)},
            }
        ),
        3,
    ),
    "a canonical of another site is not believed": (
        at(
            {
                "/": listing("/1.html", "/2.html"),
                **{f"/{n}.html": article(n, head="<link rel=canonical href='http://else.example/'>") for n in (1, 2)},
            }
        ),
        2,
    ),
}
HOST_AND_PORT = [""]  # of the site that is served, for pages that name themselves


@pytest.mark.parametrize("case", IDENTITY)
def test_one_article_is_stored_once(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, count = IDENTITY[case]
    real = crawler.SiteRun.run

    async def run(self: Any) -> Any:
        HOST_AND_PORT[0] = urlsplit(self._site.base_url).netloc
        return await real(self)

    monkeypatch.setattr(crawler.SiteRun, "run", run)
    found = crawled(pages, tmp_path, monkeypatch, times=2)
    assert len(found.titles) == count, found.rows("SELECT url FROM articles")
    assert len(set(found.titles)) == count
    assert not found.rows("SELECT url FROM articles WHERE url LIKE '%else.example%' OR url LIKE '%utm_%'")


# ----------------------------------------------------------------------------------------------------------- traps


def calendar(host: str, path: str) -> str | None:
    """Every month links to the next one, for ever."""
    if path == "/":
        return listing("/1.html", "/rl/2024-05.html")
    if path.startswith("/rl/"):
        year, month = map(int, path[4:-5].split("-"))
        after = year * 12 + month
        return listing(f"/rl/{after // 12}-{after % 12 + 1:02}.html", name=f"{year}年{month}月 日历")
    return article(1) if path == "/1.html" else None


def facets(host: str, path: str) -> str | None:
    """Every list links to itself with one more filter, in every order."""
    bare, _, query = path.partition("?")
    if bare == "/1.html":
        return article(1)
    if bare not in ("/", "/list"):
        return None
    used = query.split("&") if query else []
    more = (f"/list?{'&'.join([*used, f'{name}={value}'])}" for name in "abcde" for value in range(3))
    return listing("/1.html", *more, name=f"筛选 {query}")


def paging(host: str, path: str) -> str | None:
    """The list answers for any page number, with the same articles."""
    if path == "/" or path.startswith("/list/"):
        number = int(path.strip("/").removeprefix("list/").removesuffix(".html") or 1)
        return listing("/1.html", "/2.html", name=f"第{number}页").replace(
            "</ul>", f"</ul><a class=next href='/list/{number + 1}.html'>下一页</a>"
        )
    return article(int(path[1])) if path in ("/1.html", "/2.html") else None


def relative(host: str, path: str) -> str | None:
    """A relative link that should have been absolute, and a server that answers whatever the path ends with."""
    if path == "/1.html":
        return article(1)
    return listing("/1.html", f"{path.rstrip('/')}/news/", f"{path.rstrip('/')}/about/")


def sessions(host: str, path: str) -> str | None:
    """Every answer hands out a new session id in its links."""
    bare = path.partition("?")[0]
    sessions.count += 1  # type: ignore[attr-defined]
    token = f"{sessions.count:032x}"  # type: ignore[attr-defined]
    if bare == "/":
        return listing(f"/1.html?PHPSESSID={token}", f"/list.html?PHPSESSID={token}")
    if bare == "/list.html":
        return listing(f"/2.html?sid={token}", f"/list.html?PHPSESSID={token}")
    return article(int(bare[1])) if bare in ("/1.html", "/2.html") else None


sessions.count = 0  # type: ignore[attr-defined]


def loops(host: str, path: str) -> Any:
    """Redirects in circles, and ones that never end."""
    if path == "/":
        return listing("/1.html", "/a.html", "/n/0.html")
    if path in ("/a.html", "/b.html"):
        return 302, {"Location": "/b.html" if path == "/a.html" else "/a.html"}, "moved"
    if path.startswith("/n/"):
        return 302, {"Location": f"/n/{int(path[3:-5]) + 1}.html"}, "moved"
    return article(1) if path == "/1.html" else None


TRAPS: dict[str, tuple[Pages, int, int]] = {
    # pages, articles, requests at most
    "a calendar without end": (calendar, 1, 60),
    "filters that combine": (facets, 1, 60),
    "paging without end, the same articles on every page": (paging, 2, 12),
    "relative links that grow": (relative, 1, 110),
    "session ids in every link": (sessions, 2, 8),
    "redirects in circles and without end": (loops, 1, 16),
}


@pytest.mark.parametrize("trap", TRAPS)
def test_a_trap_ends_of_itself(trap: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pages, articles, most = TRAPS[trap]
    found = crawled(pages, tmp_path, monkeypatch)
    assert len(found.titles) == articles, found.titles
    assert found.summary.ending == "finished", "not by the budget"
    assert len(found.asked) <= most, f"{len(found.asked)} requests: {found.asked[:12]} …"


# -------------------------------------------------------------------------------------------------------- soft 404


def home_for_all(host: str, path: str) -> str | None:
    """A wrong URL answers with the home page, status 200."""
    return article(1) if path == "/1.html" else listing("/1.html", "/gone/5.html", "/gone/6.html", name="测试站")


def message_for_all(host: str, path: str) -> str | None:
    """A wrong URL answers with a page that looks like an article, and says nothing of being an error."""
    pages = {"/": listing("/1.html", *(f"/old/{n}.html" for n in range(20, 30))), "/1.html": article(1)}
    return pages.get(path) or article(99)


def message_with_a_clock(host: str, path: str) -> str | None:
    """The same, with the time of day and the address asked for in it."""
    message_with_a_clock.count += 1  # type: ignore[attr-defined]
    pages = {"/": listing("/1.html", *(f"/old/{n}.html" for n in range(20, 30))), "/1.html": article(1)}
    extra = f"<p class=foot>{path} 12:00:{message_with_a_clock.count:02}</p>"  # type: ignore[attr-defined]
    return pages.get(path) or article(99, tail=extra)


message_with_a_clock.count = 0  # type: ignore[attr-defined]
SOFT: dict[str, Pages] = {
    "the home page under a wrong URL": home_for_all,
    "one body that many URLs share": message_for_all,
    "one body that many URLs share, but for a clock": message_with_a_clock,
}


@pytest.mark.parametrize("case", SOFT)
def test_what_answers_for_many_urls_is_no_article(case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = crawled(SOFT[case], tmp_path, monkeypatch, times=2)
    assert found.titles == [title(1)], found.rows("SELECT url, title FROM articles")
    soft = found.rows("SELECT count(DISTINCT url) FROM failures WHERE reason = 'soft_404'")
    assert soft[0][0] >= (2 if SOFT[case] is home_for_all else 9)


def test_an_article_under_any_name_is_an_article(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of /a/7/name.html many sites read the number alone: that a made-up name shows the article tells nothing of it."""

    def pages(host: str, path: str) -> str | None:
        if path == "/":
            return listing(*(f"/a/{n}/{name}.html" for n in (1, 2) for name in ("yuqi", "yuqi-chuli")))
        number = re.fullmatch(r"/a/(\d)/[\w-]+\.html", path)
        return article(int(number[1])) if number else None

    found = crawled(pages, tmp_path, monkeypatch, times=2)
    assert set(found.titles) == {title(1), title(2)}, found.titles
    assert found.rows("SELECT count(*) FROM articles WHERE gone_at IS NOT NULL") == [(0,)]
    assert found.rows("SELECT count(*) FROM failures WHERE reason = 'soft_404'") == [(0,)]
