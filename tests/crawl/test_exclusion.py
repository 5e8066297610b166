"""What a site's file excludes is never asked for, by whatever way its URL comes in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.site import Discovery
from tests.crawl.small_sites import Pages, article, crawled, listing, title

WAYS = Discovery(start=("/", "/hf/"), feeds=("/feed.xml",), sitemaps=("/sitemap.xml", "/index.xml"))
EXCLUDING = replace(WAYS, exclude_patterns=("^/hf",))


def item(path: str) -> str:
    return f"<item><title>订阅源里{path}的题目</title><link>{path}</link></item>"


def loc(path: str) -> str:
    return f"<loc>{path}</loc>"


def site() -> Pages:
    """Each way leads to one page in /hf/, and most to one beside it."""
    related = (
        "<div class=related><h3>相关文章</h3><ul><li><a href='/hf/8.html'>相关的另一篇文章的题目</a></li></ul></div>"
    )
    more = "<div class=pagination><b>1</b> <a href='/hf/7_2.html'>2</a> <a href='/hf/7_2.html'>下一页</a></div>"
    own = {
        "/": listing("/hf/1.html", "/hf/", *(f"/{one}.html" for one in ("ok/2", "go/5", "go/6", "ok/7", "ok/9"))),
        "/hf/": listing("/hf/10.html", "/ok/11.html"),
        "/feed.xml": f"<rss><channel>{item('/hf/3.html')}{item('/ok/12.html')}</channel></rss>",
        "/sitemap.xml": f"<urlset><url>{loc('/hf/4.html')}</url><url>{loc('/ok/13.html')}</url></urlset>",
        "/index.xml": f"<sitemapindex><sitemap>{loc('/hf/s.xml')}</sitemap></sitemapindex>",
        "/hf/s.xml": f"<urlset><url>{loc('/hf/14.html')}</url></urlset>",
        "/go/5.html": (302, {"Location": "/hf/5.html"}, ""),
        "/go/6.html": "<meta http-equiv=refresh content='0;url=/hf/6.html'>",
        "/ok/2.html": article(2, tail=related),
        "/ok/7.html": article(7, tail=more),
        "/ok/9.html": article(9, head="<link rel=canonical href='/hf/9.html'>"),
    }

    def pages(host: str, path: str) -> str | tuple[int, dict[str, str], str | bytes] | None:
        number = path.rpartition("/")[2].removesuffix(".html").partition("_")[0]
        return own.get(path) or (article(int(number)) if number.isdecimal() else None)

    return pages


def in_hf(asked: list[str]) -> set[str]:
    return {path for path in asked if path.startswith("/hf")}


def test_without_the_pattern_every_way_leads_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the test below would show nothing."""
    found = crawled(site(), tmp_path, monkeypatch, discover=WAYS)
    ways = {f"/hf/{one}.html" for one in (1, 3, 4, 5, 6, "7_2", 8, 10, 14)} | {"/hf/", "/hf/s.xml"}
    assert ways <= in_hf(found.asked)


def test_what_is_excluded_is_not_asked_for_whatever_leads_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = crawled(site(), tmp_path, monkeypatch, discover=EXCLUDING, times=2)
    assert in_hf(found.asked) == set()
    assert {f"/ok/{n}.html" for n in (2, 7, 9, 12, 13)} <= {*found.asked}, "the rest is"
    assert any("/hf/" in one and "^/hf" in one for one in found.summary.warnings), "a way in that is excluded is told"


def test_what_is_known_from_before_is_not_asked_for_again_and_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = crawled(site(), tmp_path, monkeypatch, discover=WAYS, times=2, later={"discover": EXCLUDING})
    assert {path: found.asked.count(path) for path in in_hf(found.asked)} == dict.fromkeys(in_hf(found.asked), 1)
    assert found.asked.count("/ok/2.html") == 2, "a full crawl"
    assert {title(n) for n in (1, 3, 4, 10)} <= {*found.titles}, "what was stored stays"
    assert found.rows("SELECT DISTINCT state, reason FROM pages WHERE url LIKE '%/hf/_.html'") == [
        ("failed", "excluded")
    ]
    assert found.summary.ending == "finished"
