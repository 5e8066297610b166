"""Runs over the bundled sample site, in this process: budgets, days, dry runs, stops, walls and who holds a site."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from pipeline.crawl import crawl
from pipeline.crawl.events import CrawlOptions, Event, RunSummary
from pipeline.demo.server import DemoServer
from pipeline.site import ArchiveSettings, CrawlSettings, Discovery, Politeness, Settings, Site
from pipeline.store import open_store
from pipeline.store.times import to_text

SETTINGS = Settings(archive=ArchiveSettings(enabled=False), crawl=CrawlSettings(workers=0, patience=0))


LEFT_OUT = ("^/tags/", "^/author/")  # lists of the demo site that lead to no other article
ARTICLES = 62


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with DemoServer() as server:
        yield Site("demo", server.base_url + "/", allow_private=True, discover=Discovery(exclude_patterns=LEFT_OUT))


def run(site: Site, folder: Path, options: CrawlOptions | None = None, **more: object) -> RunSummary:
    settings = more.pop("settings", SETTINGS)
    (summary,) = asyncio.run(
        crawl([site], settings, folder / "a.db", folder / "archive", options=options, **more)  # type: ignore[arg-type]
    )
    return summary


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "a.db")) as connection:
        return connection.execute(query).fetchall()


def test_a_budget_ends_a_run_and_the_next_one_goes_on(site: Site, tmp_path: Path) -> None:
    first = run(site, tmp_path, CrawlOptions(max_pages=20))
    assert (first.ending, first.tally.pages) == ("budget", 20)
    assert first.tally.waiting > 0
    second = run(site, tmp_path)
    assert second.ending == "finished"
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [
        (first.tally.articles + second.tally.new + second.tally.duplicate,)
    ]


def test_since_stores_nothing_from_before(site: Site, tmp_path: Path) -> None:
    day = date(2024, 1, 1)
    summary = run(site, tmp_path, CrawlOptions(since=day))
    assert summary.tally.articles > 0
    oldest = ask(tmp_path, "SELECT min(date(published_at, '+8 hours')) FROM articles")[0][0]
    assert str(oldest) >= day.isoformat()
    assert summary.tally.older > 0
    rest = run(site, tmp_path)
    stored = summary.tally.articles + rest.tally.new + rest.tally.duplicate
    assert ask(tmp_path, "SELECT count(*) FROM articles") == [(stored,)]
    assert stored == ARTICLES, "what --since left out comes with the next crawl without it"


def test_a_dry_run_writes_nothing(site: Site, tmp_path: Path) -> None:
    events: list[Event] = []
    summary = run(
        site, tmp_path, CrawlOptions(dry_run=True, max_pages=30), on_event=events.append,
        settings=replace(SETTINGS, archive=ArchiveSettings()),
    )  # fmt: skip
    assert summary.tally.articles > 0
    assert any(event.kind == "article" and event.title for event in events)
    assert list(tmp_path.iterdir()) == []


def test_a_stop_lets_the_pages_in_flight_finish_and_keeps_the_rest(site: Site, tmp_path: Path) -> None:
    async def stopped() -> RunSummary:
        stop = asyncio.Event()

        def look(event: Event) -> None:
            if event.tally.pages >= 10:
                stop.set()

        (summary,) = await crawl([site], SETTINGS, tmp_path / "a.db", tmp_path, on_event=look, stop=stop)
        return summary

    summary = asyncio.run(stopped())
    assert summary.ending == "stopped"
    assert 10 <= summary.tally.pages <= 10 + SETTINGS.fetch.concurrency
    assert ask(tmp_path, "SELECT count(*) FROM pages WHERE state = 'leased'") == [(0,)]
    assert run(site, tmp_path).ending == "finished"


def test_a_site_that_another_crawl_holds_is_left_to_it(site: Site, tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", read_only=False) as store:
        store.sites.put(site, datetime.now(UTC))
        assert store.sites.hold(site.name, "elsewhere:1", datetime.now(UTC), 60)
    summary = run(site, tmp_path)
    assert summary.ending == "held"
    assert "主机 elsewhere 的进程 1 正在抓" in summary.detail
    assert summary.tally.pages == 0


def test_a_crawl_that_lost_its_site_stops(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It hung for so long that another process took the site: from its next heartbeat on it begins no page."""
    monkeypatch.setattr("pipeline.crawl.run.HELD_SECONDS", 0.3)
    slow = replace(site, politeness=Politeness(delay=0.05))

    def steal(event: Event) -> None:
        if event.tally.pages == 5:
            with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
                until = to_text(datetime.now(UTC) + timedelta(hours=1))
                connection.execute("UPDATE sites SET held_by = 'elsewhere:1:x', held_until = ?", (until,))
                connection.commit()

    summary = run(slow, tmp_path, on_event=steal)
    assert summary.ending == "held"
    assert ask(tmp_path, "SELECT held_by FROM sites") == [("elsewhere:1:x",)], "the other one's hold stays"
    assert ask(tmp_path, "SELECT count(*) FROM pages WHERE state = 'leased'") == [(0,)]


WALL = b"<html><script>var arg1='3000176000856006061501533003690027800375';acw_sc__v2=1</script></html>"


@contextmanager
def serving(body: bytes, status: int = 200) -> Iterator[str]:
    """A server that answers everything but robots.txt alike."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            robots = self.path == "/robots.txt"
            self.send_response(404 if robots else status)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(b"" if robots else body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_a_wall_pauses_the_site_and_is_reported(tmp_path: Path) -> None:
    with serving(WALL) as url:
        site = Site("walled", url, allow_private=True)
        summary = run(site, tmp_path)
        again = run(site, tmp_path)
    assert summary.ending == "paused"
    assert summary.tally.reasons["wall_acw_sc__v2"] >= 1
    assert any("wall_acw_sc__v2" in text for text in summary.warnings)
    assert again.tally.pages == 0, "a paused site is not asked"


def test_a_site_that_cannot_be_reached_ends_without_a_traceback(tmp_path: Path) -> None:
    site = Site("nobody", "http://127.0.0.1:9/", allow_private=True)
    summary = run(site, tmp_path)
    assert summary.ending == "unreachable"
    assert summary.detail
    assert [reason for (reason,) in ask(tmp_path, "SELECT reason FROM failures")] == ["robots_unreachable"]
