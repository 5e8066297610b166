"""Saving article pages: what is new, changed, the same; which URLs are one article; what hangs on it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from pipeline.errors import InputError
from pipeline.models import Block, Citation, Failure, Link, Record, RelatedLink, Validators, Verdict
from pipeline.site import Site
from pipeline.store import Store
from pipeline.store.freshness import GONE_AGAIN

A = Site("a", "https://www.a.example/")
URL = "https://www.a.example/hf/1.html"
BODY = "网贷逾期后应当先与平台协商。\n协商不成的，可以起诉。"

MakeRecord = Callable[..., Record]


def save(store: Store, record: Record, at: datetime, **options: Any) -> Any:
    return store.save(record, site=A, fetched_at=at, **{"page_url": record.article.url, **options})


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.connection.execute(query)]


# ------------------------------------------------------------------------------------------------- new, changed, same


def test_an_article_comes_back_as_it_was_saved(store: Store, now: datetime, make_record: MakeRecord) -> None:
    fields: dict[str, Any] = {
        "published_at": datetime(2026, 2, 1, 9, 30, tzinfo=UTC),
        "published_precision": "minute",
        "modified_at": datetime(2026, 2, 2, tzinfo=UTC),
        "author": "张律师",
        "source": "合肥法律网",
        "editor": "李编辑",
        "category": "金融债务",
        "tags": ("网贷", "逾期"),
        "breadcrumb": ("首页", "金融债务"),
        "language": "zh-Hans",
        "images": ("https://www.a.example/1.png",),
        "blocks": (
            Block("heading", "网贷逾期后应当先与平台协商。", 2),
            Block("list_item", "协商不成的，可以起诉。", 1),
        ),
        "related_links": (RelatedLink("https://www.a.example/hf/2.html", "另一篇", "摘要…"),),
        "notices": ("版权声明",),
        "warnings": ("rules.author matched nothing",),
        "topic_score": 0.75,
        "on_topic": True,
    }
    saved = save(store, make_record(URL, body=BODY, **fields), now)
    assert (saved.status, saved.original_id) == ("new", None)
    found = store.article(saved.article_id)
    assert found is not None
    for name, value in {**fields, "url": URL, "site": "a", "body": BODY, "first_seen_at": now}.items():
        assert getattr(found, name) == value, name


def test_text_that_sqlite_cannot_hold_is_cleaned(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """NUL ends text for many clients; a lone surrogate cannot be written at all."""
    saved = save(store, make_record(URL, "标\0题", "正\ud800文", tags=("\udfff",), author="\0"), now)
    found = store.article(saved.article_id)
    assert found is not None
    assert (found.title, found.body, found.tags) == (
        "标\ufffd题",
        "正\ufffd文",
        ("\ufffd",),
    )  # citations keep their place


@pytest.mark.parametrize(
    ("change", "status", "why"),
    [
        ({}, "same", "nothing"),
        ({"body": BODY + "\n另有规定的除外。"}, "changed", "the text"),
        ({"title": "网贷逾期了怎么办"}, "changed", "the title"),
        ({"related_links": (RelatedLink("https://www.a.example/9", "随机"),)}, "same", "a random related list"),
        (
            {"published_at": datetime(2026, 2, 3, tzinfo=UTC), "published_precision": "day"},
            "same",
            "«3天前», a day later",
        ),
        ({"tags": ("新标签",)}, "same", "tags are no text"),
        ({"notices": ("阅读 1234",)}, "same", "what was cut off, with a view counter in it"),
        ({"topic_score": 0.1}, "same", "our own judgement"),
    ],
)
def test_what_counts_as_a_change(
    store: Store, now: datetime, make_record: MakeRecord, change: dict[str, Any], status: str, why: str
) -> None:
    first = {"body": BODY, "published_at": datetime(2026, 2, 1, tzinfo=UTC), "published_precision": "day"}
    save(store, make_record(URL, **first), now)
    saved = save(store, make_record(URL, **{**first, **change}), now + timedelta(days=1))
    assert saved.status == status, why
    assert len(rows(store, "SELECT 1 FROM revisions")) == (status == "changed")


def test_a_change_keeps_the_old_text(store: Store, now: datetime, make_record: MakeRecord) -> None:
    save(store, make_record(URL, body="第一版。"), now)
    save(store, make_record(URL, body="第一版。"), now + timedelta(days=1))
    saved = save(store, make_record(URL, body="第二版。"), now + timedelta(days=2))
    found = store.article(saved.article_id)
    assert found is not None
    assert (found.body, found.changed_at, found.first_seen_at) == ("第二版。", now + timedelta(days=2), now)
    (old,) = found.revisions
    assert (old.body, old.first_seen_at, old.last_seen_at) == ("第一版。", now, now + timedelta(days=1))


def test_an_article_that_flips_between_two_texts_keeps_each_once(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    for day in range(10):
        saved = save(store, make_record(URL, body=f"第{day % 2}版。"), now + timedelta(days=day))
    found = store.article(saved.article_id)
    assert found is not None
    assert sorted(old.body for old in found.revisions) == ["第0版。", "第1版。"]


@pytest.mark.parametrize(
    ("old", "new", "kept", "why"),
    [
        ((None, None), ("2026-02-01", "day"), "new", "some date is better than none"),
        (("2026-02-01", "day"), ("2026-02-02T08:30:00", "second"), "new", "a finer one, of a feed"),
        (("2026-02-01", "day"), ("2026-02-02", "day"), "old", "a relative date that drifts"),
        (("2026-02-01T08:30:00", "second"), ("2026-02-03", "day"), "old", "a coarser one"),
        (("2026-02-01", "day"), (None, None), "old", "no date any more"),
    ],
)
def test_a_better_date_improves_without_being_a_change(
    store: Store,
    now: datetime,
    make_record: MakeRecord,
    old: tuple[str | None, Any],
    new: tuple[str | None, Any],
    kept: str,
    why: str,
) -> None:
    for text, precision in (old, new):
        moment = datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
        saved = save(store, make_record(URL, published_at=moment, published_precision=precision), now)
    found = store.article(saved.article_id)
    assert saved.status == "same"
    assert found is not None
    text, precision = old if kept == "old" else new
    assert (found.published_at, found.published_precision) == (
        datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None,
        precision,
    ), why


def test_what_a_page_says_no_more_is_kept(store: Store, now: datetime, make_record: MakeRecord) -> None:
    save(store, make_record(URL, author="张律师", category="债务", tags=("网贷",)), now)
    saved = save(store, make_record(URL, author=None, category="金融债务", tags=()), now)
    found = store.article(saved.article_id)
    assert found is not None
    assert (found.author, found.category, found.tags) == ("张律师", "金融债务", ("网贷",))


def test_an_old_page_read_late_is_history(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """An archive of last year is imported after this year's crawl."""
    save(store, make_record(URL, body="今年的。"), now)
    before = now - timedelta(days=365)
    saved = save(store, make_record(URL, body="去年的。"), before)
    found = store.article(saved.article_id)
    assert found is not None
    assert (saved.status, found.body, found.first_seen_at) == ("same", "今年的。", before)
    assert [old.body for old in found.revisions] == ["去年的。"]


def test_rebuilding_replaces_and_is_no_change_of_the_site(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """The same bytes read by a better program; earlier versions in the archive mend the revisions."""
    later = now + timedelta(days=9)
    save(store, make_record(URL, body="第一版。分享到"), now)
    save(store, make_record(URL, body="第二版。分享到"), later)
    save(store, make_record(URL, body="第一版。"), now, rebuilt=True)
    saved = save(store, make_record(URL, body="第二版。"), later, rebuilt=True)
    found = store.article(saved.article_id)
    assert found is not None
    assert (saved.status, found.body, found.changed_at) == ("changed", "第二版。", later)
    assert [old.body for old in found.revisions] == ["第一版。"]
    assert rows(store, "SELECT visits, changes FROM pages") == [(2, 1)]


def test_rebuilding_an_empty_database_keeps_history(store: Store, now: datetime, make_record: MakeRecord) -> None:
    for day, body in enumerate(("第一版。", "第二版。")):
        saved = save(store, make_record(URL, body=body), now + timedelta(days=day), rebuilt=True)
    found = store.article(saved.article_id)
    assert found is not None
    assert (found.body, [old.body for old in found.revisions]) == ("第二版。", ["第一版。"])


# ---------------------------------------------------------------------------------------------- which article it is


def one_article(store: Store) -> bool:
    return rows(store, "SELECT count(*) FROM articles") == [(1,)]


@pytest.mark.parametrize(
    ("urls", "canonical", "why"),
    [
        ((URL, "https://www.a.example/?id=1"), URL, "an ugly URL names its pretty one"),
        (("https://www.a.example/?id=1", URL), URL, "and in the other order"),
        ((URL, "http://www.a.example/hf/1.html"), None, "http and https"),
        ((URL, "https://m.a.example/hf/1.html"), None, "the mobile twin"),
        ((URL, "https://a.example/hf/1.html"), None, "without www"),
        (("https://www.A.example:443/hf/%31.html#top", URL), None, "another spelling"),
    ],
)
def test_one_article_under_two_urls(
    store: Store, now: datetime, make_record: MakeRecord, urls: tuple[str, str], canonical: str | None, why: str
) -> None:
    first, second = (save(store, make_record(url, canonical_url=canonical or url), now) for url in urls)
    assert one_article(store), why
    assert (first.article_id, first.status, second.status) == (second.article_id, "new", "same")
    for url in urls:
        found = store.article(url)
        assert found is not None
        assert found.id == first.article_id, why


def test_twins_with_different_texts_are_two_articles(store: Store, now: datetime, make_record: MakeRecord) -> None:
    save(store, make_record(URL, "网贷逾期", "第一篇的正文。"), now)
    save(store, make_record("https://m.a.example/hf/1.html", "信用卡逾期", "第二篇的正文。"), now)
    assert not one_article(store)


def test_a_canonical_url_that_whole_sites_share_is_not_believed(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    """Some themes name the home page or a list on every article."""
    for number in range(5):
        url = f"https://www.a.example/hf/{number}.html"
        save(
            store, make_record(url, f"标题{number}", f"正文{number}。", canonical_url="https://www.a.example/hf/"), now
        )
    assert rows(store, "SELECT count(*) FROM articles") == [(5,)]
    for number in range(5):
        again = save(
            store,
            make_record(
                f"https://www.a.example/hf/{number}.html",
                f"标题{number}",
                f"正文{number}。",
                canonical_url="https://www.a.example/hf/",
            ),
            now,
        )
        assert again.status == "same"


def test_a_page_that_another_one_claimed_to_be_gets_its_own_address(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    """Page 2 names page 1 as its canonical one and comes first: nothing of it is lost when page 1 comes."""
    first, second = "http://x.example/1.html", "http://x.example/2.html"
    save(store, make_record(second, canonical_url=first, title="第二篇", body="第二篇说的是催收函。"), now)
    save(store, make_record(first, title="第一篇", body="第一篇说的是还款计划。"), now)
    assert rows(store, "SELECT url, title FROM articles ORDER BY url") == [(first, "第一篇"), (second, "第二篇")]
    assert rows(store, "SELECT count(*) FROM revisions") == [(0,)], "neither is a change of the other"


def test_a_redirect_leads_to_one_article_and_one_page_to_visit(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    old = "https://www.a.example/old.html"
    save(store, make_record(URL), now, page_url=old, other_urls=(URL,))
    assert rows(store, "SELECT url, state, visits FROM pages ORDER BY url") == [(URL, "waiting", 1), (old, "done", 1)]
    found = store.article(old)
    assert found is not None
    assert found.urls == (URL, old)


def test_an_article_without_a_url_is_refused(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """Plain text has none, and all such articles would be one."""
    with pytest.raises(InputError, match="没有网址"):
        save(store, make_record(""), now)


def test_every_url_of_an_article_is_kept_in_its_one_spelling(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    """Redirects and archives of other crawlers give URLs as servers write them."""
    odd = "HTTPS://www.A.example:443/old.html#top"
    save(store, make_record(URL), now, page_url=odd, other_urls=("https://www.a.example:443/hf/1.html",))
    assert rows(store, "SELECT url FROM pages ORDER BY url") == [(URL,), ("https://www.a.example/old.html",)]


def test_a_page_of_the_frontier_is_settled_in_the_spelling_it_has_there(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    """An older version of the program spelt it in its own way; its lease must end all the same."""
    odd = "https://www.a.example/hf/%7e1.html"
    store.frontier.add([Link(odd, "article")], site=A, now=now)
    store.frontier.lease(now, owner="x", site="a")
    save(store, make_record("https://www.a.example/hf/~1.html"), now, page_url=odd)
    assert rows(store, "SELECT count(*) FROM pages WHERE state = 'leased'") == [(0,)]
    assert one_article(store)


def test_the_parts_of_an_article_are_its_pages(store: Store, now: datetime, make_record: MakeRecord) -> None:
    second = "https://www.a.example/hf/1_2.html"
    save(store, make_record(URL), now, other_urls=(URL, second))
    assert rows(store, "SELECT count(*) FROM pages WHERE article_id = 1") == [(2,)]
    assert rows(store, f"SELECT state FROM pages WHERE url = '{second}'") == [("done",)]


def test_an_article_that_got_a_new_address_stays_one(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """The site gives its articles new permalinks; the old page names the new one, which is then fetched too."""
    new = "https://www.a.example/wangdai-yuqi"
    save(store, make_record(URL), now)
    save(store, make_record(URL, canonical_url=new), now)
    save(store, make_record(new), now)
    assert one_article(store)


def test_of_two_articles_that_turn_out_to_be_one_the_left_one_is_gone(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    ugly = "https://www.a.example/?id=1"
    save(store, make_record(ugly), now)
    save(store, make_record(URL), now)
    save(store, make_record(ugly, canonical_url=URL), now)
    assert rows(store, "SELECT url, gone_at IS NULL FROM articles ORDER BY id") == [(ugly, 0), (URL, 1)]


# --------------------------------------------------------------------------------------------- one transaction a page


def test_saving_settles_the_page_and_notes_its_links(store: Store, now: datetime, make_record: MakeRecord) -> None:
    store.frontier.add([Link(URL, "article")], site=A, now=now, depth=2)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    run = store.runs.begin("a", "crawl", now)
    store.save(
        make_record(URL),
        site=A,
        page_url=URL,
        fetched_at=now,
        warc=("a.warc.gz", 123),
        run_id=run,
        validators=Validators('"v"', "Sun, 01 Mar 2026 08:00:00 GMT"),
        links=[Link("https://www.a.example/hf/2.html", "article")],
        depth=leased.depth,
    )
    row = store.connection.execute("SELECT * FROM pages WHERE url = ?", (URL,)).fetchone()
    expected = {
        "state": "waiting",
        "page_kind": "article",
        "article_id": 1,
        "visits": 1,
        "leased_by": None,
        "etag": '"v"',
        "warc_file": "a.warc.gz",
        "warc_offset": 123,
        "run_id": run,
    }
    assert {key: row[key] for key in expected} == expected
    assert row["due_at"] > now.isoformat()
    assert rows(store, "SELECT depth, referrer FROM pages WHERE url LIKE '%2.html'") == [(3, URL)]
    assert store.frontier.finish(leased, "failed", now) is False  # it is settled already


def test_nothing_is_written_when_anything_fails(
    store: Store, now: datetime, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.frontier.add([Link(URL, "article")], site=A, now=now)
    store.frontier.lease(now, owner="x", site="a")
    before = list(store.connection.iterdump())

    def broken(*arguments: object, **options: object) -> int:
        raise sqlite3.IntegrityError("the last step fails")

    monkeypatch.setattr("pipeline.store.save.links.add", broken)
    with pytest.raises(sqlite3.IntegrityError):
        save(store, make_record(URL), now)
    assert list(store.connection.iterdump()) == before


def test_a_changed_page_is_visited_sooner(store: Store, now: datetime, make_record: MakeRecord) -> None:
    dues = []
    for body in ("第一版。", "第二版。"):
        store.connection.execute("DELETE FROM pages")
        store.connection.execute("DELETE FROM articles")
        for day, text in ((0, "第一版。"), (30, body)):
            save(store, make_record(URL, body=text), now + timedelta(days=day))
        dues.append(rows(store, "SELECT due_at FROM pages")[0])
    assert dues[1] < dues[0]


def test_gone_articles_are_marked_and_come_back(store: Store, now: datetime, make_record: MakeRecord) -> None:
    saved = save(store, make_record(URL), now)
    not_found = Failure("fetch", "http_404", URL, status=404)
    for _ in range(2):
        now += timedelta(seconds=GONE_AGAIN)
        store.frontier.revisit_all(now, site="a")
        (leased,) = store.frontier.lease(now, owner="x", site="a")
        store.frontier.finish(leased, "gone", now, failure=not_found)
    found = store.article(saved.article_id)
    assert found is not None
    assert (found.gone_at, found.body) == (now, "网贷逾期后应当先与平台协商。")
    save(store, make_record(URL), now)
    found = store.article(saved.article_id)
    assert found is not None
    assert found.gone_at is None


def test_an_article_is_gone_when_its_last_page_is(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """The article's own URL dies, but the alias, left alone so far, may still have it: that is asked first."""
    alias = "https://www.a.example/?id=1"
    save(store, make_record(URL), now)
    save(store, make_record(alias, canonical_url=URL), now)
    gone: list[str] = []
    for _ in range(4):
        now += timedelta(days=400)
        for leased in store.frontier.lease(now, owner="x", limit=9, site="a"):
            store.frontier.finish(leased, "gone", now)
            gone.append(leased.url)
        if rows(store, "SELECT gone_at FROM articles") != [(None,)]:
            break
    assert gone == [URL, URL, alias, alias]


# -------------------------------------------------------------------------------------------- what hangs on an article

CITED = Citation("民法典", "cn/law/民法典", 675, 0, 1, None, 0, 10, "民法典第675条第1款")
WRONG = Verdict(CITED, "no_such_article", date(2026, 2, 1), "cn/law/民法典@2020-05-28", explanation="没有这一条。")
RIGHT = Verdict(
    CITED, "exists", date(2026, 2, 1), "cn/law/民法典@2020-05-28", None, "exact", "应当返还", "应当返还", 1.0
)


def test_citations_and_verdicts_come_back(store: Store, now: datetime, make_record: MakeRecord) -> None:
    saved = save(store, make_record(URL, citations=(CITED,), verdicts=(RIGHT,)), now)
    found = store.article(saved.article_id)
    assert found is not None
    assert found.verdicts == (RIGHT,)


def test_a_new_verdict_on_an_old_text_is_stored(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """The registry learned something: the article is the same, its citations are judged anew."""
    for verdict in (RIGHT, WRONG):
        saved = save(store, make_record(URL, citations=(CITED,), verdicts=(verdict,)), now)
    found = store.article(saved.article_id)
    assert found is not None
    assert (saved.status, found.verdicts) == ("same", (WRONG,))
    assert [row["explanation"] for row in store.reports.questionable()] == ["没有这一条。"]


def test_a_citation_that_was_not_judged_is_not_held(store: Store, now: datetime, make_record: MakeRecord) -> None:
    saved = save(store, make_record(URL, citations=(CITED,)), now)
    found = store.article(saved.article_id)
    assert found is not None
    assert found.verdicts == (Verdict(CITED, "not_held"),)


def test_a_visit_without_news_writes_no_text(store: Store, now: datetime, make_record: MakeRecord) -> None:
    """Neither the article's text, nor the index of it, nor its citations."""
    record = make_record(
        URL, citations=(CITED,), verdicts=(RIGHT,), related_links=(RelatedLink("https://x.example/", "x"),)
    )
    save(store, record, now)
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    save(store, record, now + timedelta(days=1))
    store.connection.set_trace_callback(None)
    written = [text.split("SET")[0].strip() for text in statements if not text.lstrip().startswith(("SELECT", "--"))]
    assert "UPDATE articles" in written
    assert not [text for text in written if "INSERT INTO citations" in text or "articles_fts" in text]


def test_structure_and_foreign_keys_hold_after_updates_and_deletes(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    for number in range(20):
        url = f"https://www.a.example/hf/{number}.html"
        save(store, make_record(url, f"标题{number}", BODY, citations=(CITED,), verdicts=(WRONG,)), now)
    for number in range(0, 20, 2):
        url = f"https://www.a.example/hf/{number}.html"
        save(store, make_record(url, f"标题{number}", "新的正文。"), now + timedelta(days=1))
    store.connection.execute("DELETE FROM articles WHERE id % 3 = 0")
    assert store.check() == []
    store.connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    for table in ("citations", "revisions", "fingerprints"):
        assert rows(store, f"SELECT count(*) FROM {table} WHERE article_id NOT IN (SELECT id FROM articles)") == [(0,)]
