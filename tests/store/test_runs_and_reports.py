"""Runs, failures, who holds a site, and the overviews that commands print."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from pipeline.models import Citation, Failure, Link, Record, Verdict
from pipeline.site import Site
from pipeline.store import Store
from pipeline.store.owners import has_died, new_owner

A = Site("a", "https://a.example/", title="甲站", platform="zblog")
B = Site("b", "https://b.example/", verified=False)
CITED = Citation("民法典", "cn/law/民法典", 1300, 0, None, None, 0, 3, "民法典")
WRONG = Verdict(CITED, "no_such_article", explanation="民法典没有第1300条。")

MakeRecord = Callable[..., Record]


@pytest.fixture
def filled(store: Store, now: datetime, make_record: MakeRecord) -> Store:
    """Two sites; a has three articles (one off topic, one with a wrong citation) and a run with failures."""
    store.sites.put(A, now)
    store.sites.put(B, now)
    run = store.runs.begin("a", "crawl", now)
    for number, options in enumerate(
        ({"on_topic": True}, {}, {"on_topic": True, "citations": (CITED,), "verdicts": (WRONG,)})
    ):
        url = f"https://a.example/{number}"
        record = make_record(url, f"标题{number}", f"第{number}篇。", **options)  # type: ignore[arg-type]
        store.save(record, site=A, page_url=url, fetched_at=now, run_id=run)
    store.frontier.add([Link("https://a.example/slow", "article")], site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    store.frontier.finish(
        leased, "failed", now, failure=Failure("fetch", "timeout", leased.url, retry=True), run_id=run
    )
    store.runs.fail(Failure("fetch", "robots_refused", "https://a.example/robots.txt"), now, site="a", run_id=run)
    counts = {"pages": 5, "new": 3, "failed": 2, "bytes": 12345}
    store.runs.finish(run, counts, now, extra={"ending": "finished"}, warnings=["三篇没有日期"])
    return store


def test_a_run_comes_back_with_its_counts(filled: Store, now: datetime) -> None:
    (run,) = filled.runs.history("a")
    assert (run.site, run.kind, run.state, run.started_at, run.finished_at) == ("a", "crawl", "finished", now, now)
    assert {key: value for key, value in run.counts.items() if value} == {"pages": 5, "new": 3, "failed": 2}
    assert run.extra == {"bytes": 12345, "ending": "finished"}
    assert run.warnings == ("三篇没有日期",)
    assert filled.runs.get(run.id) == run
    assert filled.runs.get(999) is None


def test_failures_are_counted_by_reason(filled: Store) -> None:
    (run,) = filled.runs.history("a")
    assert filled.runs.failures(run.id) == {"robots_refused": 1, "timeout": 1}


def test_a_run_that_died_is_marked_stopped_by_the_next(store: Store, now: datetime) -> None:
    store.sites.put(A, now)
    died = store.runs.begin("a", "crawl", now)
    store.runs.progress(died, {"pages": 7})
    other_kind = store.runs.begin("a", "reprocess", now)
    store.runs.begin("a", "crawl", now + timedelta(days=1))
    first = store.runs.get(died)
    assert first is not None
    assert (first.state, first.counts["pages"], first.finished_at) == ("stopped", 7, now + timedelta(days=1))
    assert store.runs.get(other_kind).state == "running"  # type: ignore[union-attr]


def test_history_is_newest_first_and_of_one_site(store: Store, now: datetime) -> None:
    for site in (A, B):
        store.sites.put(site, now)
    for day in range(5):
        store.runs.begin("a", "crawl", now + timedelta(days=day))
    store.runs.begin("b", "crawl", now)
    assert [run.started_at.day for run in store.runs.history("a", limit=3)] == [5, 4, 3]


def test_one_crawler_holds_a_site(store: Store, now: datetime) -> None:
    store.sites.put(A, now)
    assert store.sites.hold("a", "first", now, 60)
    assert not store.sites.hold("a", "second", now, 60)
    assert store.sites.holder("a", now) == ("first", now + timedelta(seconds=60))
    assert store.sites.hold("a", "first", now + timedelta(seconds=50), 60)  # the heartbeat
    assert not store.sites.hold("a", "second", now + timedelta(seconds=70), 60)
    assert store.sites.hold("a", "second", now + timedelta(seconds=110), 60)  # the first one died
    store.sites.release("a", "first")  # which comes too late
    assert store.sites.holder("a", now + timedelta(seconds=110)) is not None
    store.sites.release("a", "second")
    assert store.sites.holder("a", now + timedelta(seconds=110)) is None


def test_a_holder_that_died_lets_go_at_once(store: Store, now: datetime) -> None:
    """kill -9 leaves the site held and pages leased; the next crawl on the machine need not wait for either."""
    died = subprocess.Popen([sys.executable, "-c", ""])
    name = new_owner().replace(f":{os.getpid()}:", f":{died.pid}:")
    while not has_died(name):  # also as a zombie, before anybody has waited for it
        time.sleep(0.01)
    store.sites.put(A, now)
    store.frontier.add([Link("https://a.example/1", "article")], site=A, now=now)
    assert store.sites.hold("a", name, now, 120)
    store.frontier.lease(now, owner=name, site="a", seconds=300)
    assert store.sites.hold("a", new_owner(), now, 120)
    assert len(store.frontier.lease(now, owner="next", site="a")) == 1
    died.wait()
    assert has_died(name)


def test_who_is_not_surely_dead() -> None:
    here = socket.gethostname()
    for owner, why in (
        (new_owner(), "this process lives"),
        ("elsewhere:1:abcd", "another machine: only time tells"),
        (f"{here}:1:abcd", "a process of another user"),
        (f"{here}:{10**30}:abcd", "no number of a process"),
        ("first", "a name of another form"),
    ):
        assert not has_died(owner), why


def test_status_says_what_is_there(filled: Store, now: datetime) -> None:
    filled.sites.pause("b", now + timedelta(days=1), "acw_sc__v2")
    status = filled.reports.status(now)
    assert (status.articles, status.on_topic, status.citations, status.questionable, status.laws) == (3, 2, 1, 1, 1)
    assert status.bytes > 0
    assert status.pages.total == 4
    a, b = status.sites
    assert (a.name, a.title, a.platform, a.articles, a.on_topic, a.questionable) == ("a", "甲站", "zblog", 3, 2, 1)
    assert (a.failures, a.warnings) == ({"robots_refused": 1, "timeout": 1}, ("三篇没有日期",))
    assert a.last_run is not None
    assert a.next_due == now + timedelta(seconds=1)
    assert (b.name, b.verified, b.articles, b.last_run, b.next_due) == ("b", False, 0, None, None)
    assert (b.paused_until, b.paused_reason) == (now + timedelta(days=1), "acw_sc__v2")
    over = filled.reports.sites(now + timedelta(days=2))[1]
    assert (over.paused_until, over.paused_reason) == (None, None)


def test_a_changed_site_file_changes_the_row(store: Store, now: datetime) -> None:
    store.sites.put(B, now)
    store.sites.put(Site("b", "https://www.b.example/", title="乙站", enabled=False), now)
    (site,) = store.reports.sites(now)
    assert (site.base_url, site.title, site.enabled, site.verified) == ("https://www.b.example/", "乙站", False, True)


def test_overviews_for_people(filled: Store) -> None:
    (wrong,) = filled.reports.questionable()
    assert (wrong["article_id"], wrong["law"], wrong["explanation"]) == (3, "民法典", "民法典没有第1300条。")
    assert filled.reports.questionable(site="b") == []
    first = filled.reports.overview(1, site="a")[0]
    assert (first["title"], first["citations"], first["questionable"], first["copy"]) == ("标题2", 1, 1, None)


@pytest.mark.parametrize(
    ("asked", "found", "why"),
    [
        (2, 2, "an id"),
        ("2", 2, "an id as it is typed"),
        (" https://a.example/1 ", 2, "a URL"),
        ("HTTPS://A.example:443/x/../1?utm_source=wx#top", 2, "any spelling of it"),
        (99, None, "no such id"),
        ("99999999999999999999999", None, "a number beyond what SQLite holds"),
        ("https://a.example/slow", None, "a page without an article"),
        ("网贷", None, "nonsense"),
        ("", None, "nothing"),
    ],
)
def test_an_article_is_found_by(filled: Store, asked: int | str, found: int | None, why: str) -> None:
    article = filled.article(asked)
    assert (article.id if article else None) == found, why


def test_export_gives_every_article_once_with_all_that_belongs_to_it(filled: Store) -> None:
    rows = list(filled.export())
    assert [row["id"] for row in rows] == [1, 2, 3]
    assert rows[2]["citations"][0]["status"] == "no_such_article"
    assert (rows[0]["on_topic"], rows[0]["original_id"], rows[0]["copy"]) == (True, None, None)
    assert [row["id"] for row in filled.export(include_off_topic=False)] == [1, 3]
    assert [row["id"] for row in filled.export(after_id=1)] == [2, 3]
    assert [row["id"] for row in filled.export(site="b")] == []


def test_export_goes_on_while_articles_come_in(
    filled: Store, now: datetime, make_record: MakeRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It reads chunk by chunk and holds no read transaction in between."""
    monkeypatch.setattr("pipeline.store.export.CHUNK", 2)
    rows = filled.export()
    first = next(rows)
    record = make_record("https://a.example/new", body="新的一篇。")
    filled.save(record, site=A, page_url="https://a.example/new", fetched_at=now)
    assert [first["id"], *(row["id"] for row in rows)] == [1, 2, 3, 4]
