"""Sites that mean harm: they point the crawler inwards, or send what is meant to break it. The rest goes on."""

from __future__ import annotations

import asyncio
import gzip
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from pipeline.crawl import crawl, crawler
from pipeline.fetch import Client, guard
from pipeline.site import ArchiveSettings, CrawlSettings, Discovery, FetchSettings, Settings, Site
from tests.crawl.small_sites import Loopback, article, crawled, listing, served, title

HOST, TWIN = "www.victim.example", "m.victim.example"
# Ways to write 127.0.0.2, where something listens that must not be asked, and the machine's metadata service.
SPELLED = (
    "127.0.0.2",
    "127.2",
    "0177.0.0.2",
    "0x7f.0.0.2",
    "0x7f000002",
    "2130706434",
    "017700000002",
    "[::ffff:127.0.0.2]",
    "[::ffff:7f00:2]",
    "[64:ff9b::7f00:2]",
    "[2002:7f00:2::]",
    "①②⑦.⓪.⓪.②",
    "127。0。0。2",
    "127.0.0.2.",
    "%31%32%37.0.0.2",
    "user@127.0.0.2",
    TWIN,  # of the same site by its name; its address is inside
)
FIRST = 10  # number of the article that goes with the first spelling


def links(targets: list[str], host: str) -> dict[str, object]:
    tail = "".join(f"<p><a href='{target}'>另一篇很长的文章题目</a></p>" for target in targets)
    return {"/": listing("/1.html", *targets), "/1.html": article(1, tail=tail)}


def redirects(targets: list[str], host: str) -> dict[str, object]:
    away = {f"/{FIRST + n}.html": (302, {"Location": target}, "moved") for n, target in enumerate(targets)}
    return {"/": listing("/1.html", *away), "/1.html": article(1), **away}


def refreshes(targets: list[str], host: str) -> dict[str, object]:
    meta = {f"/{FIRST + n}.html": f"<meta http-equiv=refresh content='0;url={to}'>" for n, to in enumerate(targets)}
    script = {f"/{FIRST + n}s.html": f"<script>location.href='{to}'</script>" for n, to in enumerate(targets)}
    return {"/": listing("/1.html", *meta, *script), "/1.html": article(1), **meta, **script}


def sitemaps(targets: list[str], host: str) -> dict[str, object]:
    index = "".join(f"<sitemap><loc>{target}</loc></sitemap>" for target in (*targets, f"http://{host}/s.xml"))
    urls = "".join(f"<url><loc>{target}</loc></url>" for target in targets)
    robots = "".join(f"Sitemap: {target}\n" for target in targets)
    return {
        "/": listing("/1.html"),
        "/1.html": article(1),
        "/robots.txt": (200, {"Content-Type": "text/plain; charset=utf-8"}, f"User-agent: *\nAllow: /\n{robots}"),
        "/sitemap.xml": f"<sitemapindex>{index}</sitemapindex>",
        "/s.xml": f"<urlset>{urls}</urlset>",
    }


def feeds(targets: list[str], host: str) -> dict[str, object]:
    items = "".join(f"<item><title>题目</title><link>{target}</link><guid>{target}</guid></item>" for target in targets)
    return {"/": listing("/1.html"), "/1.html": article(1), "/feed": f"<rss><channel>{items}</channel></rss>"}


def articles(targets: list[str], host: str) -> dict[str, object]:
    """Their canonical address, their next page, their base."""
    pages: dict[str, object] = {"/1.html": article(1)}
    for n, target in enumerate(targets, FIRST):
        pager = f"<div class=pages><a href='{target}'>下一页</a></div>"
        pages[f"/{n}.html"] = article(
            n, head=f"<link rel=canonical href='{target}'><link rel=next href='{target}'>", tail=pager
        )
        pages[f"/{n}b.html"] = article(
            n + 100, head=f"<base href='{target}'>", tail="<p><a href='x.html'>下一篇的题目</a></p>"
        )
    return {"/": listing(*pages), **pages}


WAYS: dict[str, Callable[[list[str], str], dict[str, object]]] = {
    "links, on a list and in an article": links,
    "redirects": redirects,
    "meta refresh and script": refreshes,
    "sitemaps, an index of them, and robots.txt": sitemaps,
    "feeds": feeds,
    "canonical address, next page and base of an article": articles,
}


@pytest.mark.parametrize("way", WAYS)
def test_nothing_that_a_site_says_leads_inside(way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """127.0.0.1 plays a public address here; at 127.0.0.2 and the same port sits what must not be asked."""
    true = guard.classify
    monkeypatch.setattr(guard, "classify", lambda address: "public" if str(address) == "127.0.0.1" else true(address))
    resolver = partial(Loopback, names={TWIN: "127.0.0.2"})
    monkeypatch.setattr(crawler.fetch, "Client", lambda *given, **named: Client(*given, **named, resolver=resolver()))
    fetch = FetchSettings(contact="me@example.org", delay=0.0, connect_timeout=1.0)
    settings = Settings(fetch=fetch, archive=ArchiveSettings(enabled=False), crawl=CrawlSettings(workers=0, patience=0))
    pages: dict[str, object] = {}
    with (
        served(lambda host, path: pages.get(path)) as (port, asked),  # type: ignore[return-value, arg-type]
        served(lambda host, path: article(9), address="127.0.0.2", port=port) as (_, inside),
    ):
        pages |= WAYS[way]([f"http://{to}:{port}/secret/{n}.html" for n, to in enumerate(SPELLED)], f"{HOST}:{port}")
        found = Discovery(sitemaps=("/sitemap.xml",), feeds=("/feed",))
        site = Site("victim", f"http://{HOST}:{port}/", discover=found)
        (summary,) = asyncio.run(crawl([site], settings, tmp_path / "a.db", tmp_path))
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        titles = [one for (one,) in connection.execute("SELECT title FROM articles")]
    assert summary.ending == "finished", summary
    assert title(1) in titles, "what is honest is read all the same"
    assert title(9) not in titles
    assert inside == [], "nobody has knocked there"
    assert asked


BILLION = "".join(f'<!ENTITY l{n + 1} "{f"&l{n};" * 10}">' for n in range(9))
DEAD = r'{"@type": "Article", "headline": "\ud800\u0000坏题目", "datePublished": "2024-05-01", "author": {"name": "\udc00张\u0000"}}'
HARM: dict[str, str | bytes] = {
    "/nested.html": "<div>" * 200_000,
    "/options.html": "<select>" + "<option>逾期" * 100_000,
    "/nul.html": article(4).replace("<p>第4篇", "<p>\0第4\0篇").replace("<h1>", "<h1>\0"),
    "/surrogates.html": article(5, head=f'<script type="application/ld+json">{DEAD}</script><meta name=author content="&#xD800;李四">'),
    "/bytes.html": article(6).encode() + b"\xed\xa0\x80\xff\xfe\0",
    "/bomb.xml": f'<!DOCTYPE x [<!ENTITY l0 "lol">{BILLION}]><urlset><url><loc>&l9;</loc></url></urlset>',
    "/outside.xml": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
    "/zip.xml": gzip.compress(b"<urlset>" + bytes(60_000_000)),
    "/deep.xml": "<urlset>" + "<url>" * 20_000,
    "/feed.json": r'{"items": [{"url": "/1.html", "title": "\ud800", "authors": [{"name": "\udfff"}]}, {"url": "http://\ud800/"}, {"url": 7}]}',
}  # fmt: skip


def test_what_is_sent_to_break_it_costs_that_page_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good = {f"/{number}.html": article(number) for number in (1, 2, 3)}
    pages = {"/": listing(*good, *(path for path in HARM if path.endswith(".html"))), **good, **HARM}

    def answer(host: str, path: str) -> object:
        page = pages.get(path)
        kind = "application/json" if path.endswith(".json") else "text/html; charset=utf-8"
        return page if page is None else (200, {"Content-Type": kind}, page)

    discover = Discovery(sitemaps=tuple(path for path in HARM if path.endswith(".xml")), feeds=("/feed.json",))
    found = crawled(answer, tmp_path, monkeypatch, discover=discover)  # type: ignore[arg-type]
    assert found.summary.ending == "finished", found.summary
    assert {title(number) for number in (1, 2, 3, 4, 5, 6)} <= set(found.titles), found.titles
    reasons = dict(found.rows("SELECT substr(url, instr(url, '/') + 2), reason FROM failures"))
    told = {"/" + url.partition("/")[2]: reason for url, reason in reasons.items()}
    assert told["/bomb.xml"] == told["/outside.xml"] == "xml_entities"
    assert (told["/zip.xml"], told["/deep.xml"]) == ("too_large", "xml_depth")
    texts = found.rows("SELECT title || coalesce(author, '') || body FROM articles")
    assert not any(char in text for (text,) in texts for char in "\0\ud800")
