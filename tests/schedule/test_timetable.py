"""A scheduler over a small site, its clock moved by the test: what begins when, what is put off, and what ends it not."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from pipeline.crawl.events import RunSummary
from pipeline.demo.server import DemoServer
from pipeline.errors import StoreError
from pipeline.schedule import Places, timetable
from pipeline.schedule.files import Files
from pipeline.schedule.timetable import UPKEEP, Timetable
from pipeline.site import Site
from pipeline.store import open_store

MORNING = datetime(2027, 3, 1, 1, 0, tzinfo=UTC)  # 09:00 in Shanghai
SETTINGS = '[crawl]\nworkers = 0\npatience = 0.0\nmax_pages = 3\n[archive]\nenabled = false\n[upkeep]\ncron = "{}"\nbackups = 1\n'


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with DemoServer() as server:
        yield server.base_url + "/"


class World:
    """A folder with a database and config/, and a scheduler that the test drives."""

    def __init__(self, folder: Path, base_url: str, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.base_url, self.clock = folder, base_url, clock
        self.places = Places(folder / "config", folder / "a.db", folder / "archive")
        self.summaries: list[RunSummary] = []
        self.passed = 0.0
        (folder / "config" / "sites").mkdir(parents=True)
        self.settings()
        real = timetable.time.monotonic
        moved = SimpleNamespace(time=timetable.time.time, monotonic=lambda: real() + self.passed)
        monkeypatch.setattr(timetable, "time", moved)

    def settings(self, cron: str = "") -> None:
        (self.folder / "config" / "settings.toml").write_text(SETTINGS.format(cron), "utf-8")

    def site(self, name: str = "demo", **plan: object) -> None:
        lines = [f"{key} = {value!r}" for key, value in {"jitter": 0, **plan}.items()]
        head = [f'base_url = "{self.base_url}"', "allow_private = true", "[schedule]"]
        (self.folder / "config" / "sites" / f"{name}.toml").write_text("\n".join([*head, *lines]), "utf-8")

    @asynccontextmanager
    async def scheduler(self) -> AsyncIterator[Timetable]:
        stop = asyncio.Event()
        table = Timetable(self.places, Files(self.places.config), stop, lambda event: None, self.summaries.append)
        task = asyncio.create_task(table.run(3600.0))
        while not table._jobs.running and not task.done():
            await asyncio.sleep(0.005)
        await self.quiet(table)
        try:
            yield table
        finally:
            stop.set()
            await task

    async def quiet(self, table: Timetable) -> None:
        """Until nothing runs."""
        await asyncio.sleep(0.02)
        while table._running:
            await asyncio.sleep(0.005)

    async def on(self, table: Timetable, *, jump: bool = False, **delta: float) -> None:
        """Time goes on; with ``jump`` only the clock does."""
        seconds = timedelta(**delta).total_seconds()
        self.clock.shift(seconds)
        self.passed += 0 if jump else seconds
        await table._tick()
        await self.quiet(table)

    def forget_hosts(self) -> None:
        """The pace of hosts is kept in seconds since 1970 and holds a minute at most when the clock is set back."""
        with closing(sqlite3.connect(self.places.db)) as connection:
            connection.execute("DELETE FROM hosts")
            connection.commit()

    def runs(self, kind: str = "crawl") -> list[str]:
        """Why each run was begun, in order."""
        with closing(sqlite3.connect(self.places.db)) as connection:
            rows = connection.execute("SELECT extra ->> 'why' FROM runs WHERE kind = ? ORDER BY id", (kind,))
            return [why for (why,) in rows]


@pytest.fixture
def world(tmp_path: Path, base_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    with time_machine.travel(MORNING, tick=True) as clock:
        yield World(tmp_path, base_url, clock, monkeypatch)


def test_a_site_is_crawled_at_the_start_and_then_when_it_is_due(world: World) -> None:
    world.site(every="2h")

    async def play() -> None:
        async with world.scheduler() as table:
            assert world.runs() == ["missed"]
            await world.on(table, minutes=30)
            assert world.runs() == ["missed"], "nothing is due at 09:30"
            await world.on(table, minutes=40)
            await world.on(table, hours=2)
            assert world.runs() == ["missed", "due", "due"]

    asyncio.run(play())
    assert {one.ending for one in world.summaries} <= {"finished", "budget"}


def test_what_was_missed_while_no_scheduler_ran_is_caught_up_once(world: World) -> None:
    world.site(every="2h")

    async def play() -> None:
        async with world.scheduler():
            pass
        world.clock.shift(86_400)
        async with world.scheduler() as table:
            assert world.runs() == ["missed", "missed"], "twelve times went by, one run"
            await world.on(table, minutes=5)
            assert world.runs() == ["missed", "missed"]

    asyncio.run(play())


def test_a_run_that_was_cut_off_goes_on_when_the_scheduler_is_back(world: World) -> None:
    world.site(every="1d")

    async def play() -> None:
        async with world.scheduler():
            pass
        with open_store(world.places.db, read_only=False) as store:
            store.runs.begin("demo", "crawl", datetime.now(UTC))  # and then the power went
        async with world.scheduler():
            pass

    asyncio.run(play())
    assert world.runs()[-1] == "unfinished"


def test_nothing_is_crawled_in_quiet_hours_and_it_goes_on_after_them(world: World) -> None:
    """09:00 to 18:00: what falls into them is one run at 18:00."""
    world.site(every="1h", quiet=["08:30-18:00"])

    async def play() -> None:
        async with world.scheduler() as table:
            for _ in range(4):
                await world.on(table, hours=1, minutes=1)
            assert world.runs() == []
            await world.on(table, hours=4, minutes=57)
            assert len(world.runs()) == 1, "nine times were put off, 18:00 has come"

    asyncio.run(play())


def test_a_run_ends_where_quiet_hours_begin(world: World) -> None:
    """The demo site is slow, and the clock is moved while it is crawled."""
    world.settings()
    (world.folder / "config" / "settings.toml").write_text(
        "[crawl]\nworkers = 0\n[archive]\nenabled = false\n", "utf-8"
    )
    world.site(every="1d", quiet=["09:30-10:00"])
    path = world.folder / "config" / "sites" / "demo.toml"
    path.write_text(path.read_text("utf-8") + "\n[politeness]\ndelay = 0.2\n", "utf-8")

    async def play() -> None:
        stop = asyncio.Event()
        table = Timetable(world.places, Files(world.places.config), stop, lambda event: None, world.summaries.append)
        task = asyncio.create_task(table.run(3600.0))
        while not world.runs_begun():
            await asyncio.sleep(0.01)
        world.clock.shift(1801)
        await world.quiet(table)
        assert [one.ending for one in world.summaries] == ["quiet"]
        job = table._jobs.get_job("demo again")
        assert job is not None
        assert job.next_run_time == datetime(2027, 3, 1, 2, 0, tzinfo=UTC)
        stop.set()
        await task

    world.runs_begun = lambda: world.places.db.exists() and _pages(world.places.db) > 0  # type: ignore[attr-defined]
    asyncio.run(play())


def _pages(db: Path) -> int:
    with closing(sqlite3.connect(db, timeout=5)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM pages WHERE visits > 0").fetchone()[0])
        except sqlite3.OperationalError:
            return 0


def test_the_budget_of_a_day_holds_over_its_runs(world: World) -> None:
    """Three pages a run, five a day: three, two, nothing more until midnight."""
    world.site(every="1h", pages_per_day=5)

    async def play() -> None:
        async with world.scheduler() as table:
            for _ in range(4):
                await world.on(table, hours=1, minutes=1)
            assert [one.tally.pages for one in world.summaries] == [3, 2]
            await world.on(table, hours=12)
            assert [one.tally.pages for one in world.summaries][2:] == [3]

    asyncio.run(play())


def test_a_clock_set_ahead_runs_once_and_set_back_the_plan_holds_again(world: World) -> None:
    """Ten years ahead: one run stands for all that seems to have been missed."""
    world.site(every="2h")

    async def play() -> None:
        async with world.scheduler() as table:
            await world.on(table, jump=True, days=3650)
            assert world.runs() == ["missed", "due"]
            await world.on(table, jump=True, days=-3650)
            job = table._jobs.get_job("demo")
            assert job is not None
            assert job.next_run_time == MORNING + timedelta(hours=1), "not in ten years"

    asyncio.run(play())


def test_runs_and_pages_of_a_wrong_clock_do_not_keep_a_site_waiting(world: World) -> None:
    """Begun in 2037 by mistake, the clock set right while no scheduler runs: crawled at once, found pages included."""
    world.site(every="2h")

    async def play() -> None:
        world.clock.shift(3650 * 86_400)
        async with world.scheduler():
            pass
        world.forget_hosts()
        world.clock.shift(-3650 * 86_400)
        async with world.scheduler():
            assert world.runs() == ["missed", "missed"]
        assert world.summaries[-1].tally.pages == 3
        assert any("时钟" in text for text in world.summaries[-1].warnings)

    asyncio.run(play())


def test_changed_and_broken_files_while_it_runs(world: World) -> None:
    world.site(every="12h")

    async def play() -> None:
        async with world.scheduler() as table:
            world.site(every="30m")
            await world.on(table, minutes=1)
            await world.on(table, minutes=31)
            assert world.runs() == ["missed", "due"]
            (world.folder / "config" / "sites" / "demo.toml").write_text("base_url = [", "utf-8")
            await world.on(table, minutes=31)
            assert world.runs() == ["missed", "due", "due"], "the old version goes on"
            with open_store(world.places.db) as store:
                (scheduler,) = store.schedulers.all(datetime.now(UTC))
                assert "demo.toml" in scheduler.trouble
                assert [one.kind for one in store.alerts.open()] == ["config"]
            world.site(every="30m")
            old = table._crawler
            (world.folder / "config" / "settings.toml").write_text(
                SETTINGS.format("") + "\n[fetch]\ndelay = 0.0\n", "utf-8"
            )
            await world.on(table, minutes=31)
            assert table._crawler is not old, "new settings hold for new runs"
            assert world.runs()[3:] == ["due"]
            with open_store(world.places.db) as store:
                assert store.alerts.open() == []

    asyncio.run(play())


def test_a_plan_changed_while_a_run_is_due_does_not_lose_the_run(world: World) -> None:
    """As after a machine slept: the time went by, and the file changed, before the scheduler came to either."""
    world.site(every="2h")

    async def play() -> None:
        async with world.scheduler() as table:
            assert world.runs() == ["missed"]
            world.site(every="3h")
            await world.on(table, hours=1, minutes=10)
            assert world.runs() == ["missed", "due"], "10:00 by the old plan"
            await world.on(table, hours=1)
            assert world.runs() == ["missed", "due", "due"], "11:00 by the new one"

    asyncio.run(play())


def test_upkeep_comes_at_its_time_and_leaves_a_backup(world: World) -> None:
    world.settings("30 4 * * *")

    async def play() -> None:
        async with world.scheduler() as table:
            await world.on(table, hours=20)  # 05:00 the next day
            assert world.runs("upkeep") == ["due"]
            with open_store(world.places.db) as store:
                (run,) = store.runs.history(None, kind="upkeep")
                assert run.state == "finished"
                assert (world.folder / "backups" / str(run.extra["backup"])).exists()
                assert UPKEEP in store.schedulers.all(datetime.now(UTC))[0].next_runs
        world.clock.shift(2 * 86_400)
        async with world.scheduler():
            pass
        assert world.runs("upkeep") == ["due", "missed"]

    asyncio.run(play())


def test_a_run_that_could_not_be_done_is_tried_again_soon(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk at noon: not the next day, but five minutes later, and then ten."""
    world.site(every="1d")
    tries: list[datetime] = []

    async def play() -> None:
        async with world.scheduler() as table:
            real = table._crawler.run

            async def full(site: Site, *more: Any, **options: Any) -> RunSummary:
                tries.append(datetime.now(UTC))
                if len(tries) < 3:
                    raise StoreError("磁盘满了")
                return await real(site, *more, **options)

            monkeypatch.setattr(table._crawler, "run", full)
            table._due("demo", "due")
            for _ in range(20):
                await world.on(table, minutes=1)
            await world.quiet(table)

    asyncio.run(play())
    waits = [round((later - first).total_seconds() / 60) for first, later in pairwise(tries)]
    assert waits == [5, 10]
    assert world.runs()[-1] == "retry"


def test_a_database_that_cannot_be_written_is_told_once_and_again_when_it_can(
    world: World, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "debt_articles")

    async def play() -> None:
        async with world.scheduler() as table:
            real: Callable[..., Any] = table._crawler.ask

            async def locked(question: Any) -> None:
                raise StoreError("一直被另一个程序占着写")

            monkeypatch.setattr(table._crawler, "ask", locked)
            for _ in range(3):
                await world.on(table, minutes=1)
            monkeypatch.setattr(table._crawler, "ask", real)
            await world.on(table, minutes=1)

    asyncio.run(play())
    told = [record.getMessage() for record in caplog.records]
    assert sum("占着写" in text for text in told) == 1
    assert sum("又可以写了" in text for text in told) == 1


def test_a_clean_stop_takes_its_row_away_and_a_kill_leaves_it_to_be_seen(world: World) -> None:
    async def play() -> None:
        async with world.scheduler():
            with open_store(world.places.db) as store:
                (one,) = store.schedulers.all(datetime.now(UTC))
                assert (one.alive, f":{os.getpid()}:" in one.owner) == (True, True)

    asyncio.run(play())
    with open_store(world.places.db, read_only=False) as store:
        now = datetime.now(UTC)
        assert store.schedulers.all(now) == ()
        store.schedulers.begin("elsewhere:1:x", now)
        assert store.schedulers.all(now + timedelta(minutes=4))[0].alive
        assert not store.schedulers.all(now + timedelta(minutes=6))[0].alive, "it gives no sign any more"
        store.schedulers.begin("elsewhere:2:y", now + timedelta(hours=1))
        assert [one.owner for one in store.schedulers.all(now)] == ["elsewhere:2:y"]
