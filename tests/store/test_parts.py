"""An article over several pages is one article, whose further pages are never visited by themselves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.models import Article, Failure, Fingerprint, Link, Record
from pipeline.site import Site
from pipeline.store import Store, open_store

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Site("x", "http://x.cn/")
FIRST, SECOND = "http://x.cn/1.html", "http://x.cn/1_2.html"


def record(url: str, body: str) -> Record:
    return Record(Article(url, url, "多页的文章", body), (), (), Fingerprint(body, body, (), len(body)))


def made(path: Path) -> Store:
    store = open_store(path / "a.db", read_only=False)
    store.sites.put(SITE, NOW)
    store.frontier.add([Link(FIRST, "article")], site=SITE, now=NOW)
    store.frontier.lease(NOW, owner="me", limit=9, site="x")
    store.save(record(FIRST, "第一页\n第二页"), site=SITE, page_url=FIRST, fetched_at=NOW, parts=(SECOND,))
    return store


def due(store: Store, now: datetime) -> list[str]:
    return [one.url for one in store.frontier.lease(now, owner="me", limit=9, site="x")]


def test_visiting_everything_again_leaves_the_parts_to_the_first_page(tmp_path: Path) -> None:
    with made(tmp_path) as store:
        store.frontier.revisit_all(NOW, site="x")
        assert due(store, NOW) == [FIRST]


def test_a_link_to_a_part_makes_no_page_of_its_own(tmp_path: Path) -> None:
    with made(tmp_path) as store:
        added = store.frontier.add([Link(SECOND, "article")], site=SITE, now=NOW, revisit=True)
        assert added == 0
        assert due(store, NOW) == []


def test_an_article_whose_first_page_is_gone_is_gone(tmp_path: Path) -> None:
    with made(tmp_path) as store:
        for days in (60, 120):
            now = NOW + timedelta(days=days)
            (leased,) = store.frontier.lease(now, owner="me", limit=9, site="x")
            assert leased.url == FIRST
            missing = Failure("fetch", "http_404", FIRST, status=404)
            store.frontier.finish(leased, "gone", now, failure=missing)
        article = store.article(FIRST)
        assert article is not None
        assert article.body == "第一页\n第二页"
        assert article.gone_at is not None


def test_a_part_met_before_its_first_page_is_no_article_any_more(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", read_only=False) as store:
        store.save(record(SECOND, "第二页"), site=SITE, page_url=SECOND, fetched_at=NOW)
        store.save(record(FIRST, "第一页\n第二页"), site=SITE, page_url=FIRST, fetched_at=NOW, parts=(SECOND,))
        rows = store.connection.execute("SELECT url FROM articles WHERE gone_at IS NULL").fetchall()
        assert [row[0] for row in rows] == [FIRST]
