"""The store's thread: calls that wait together are committed together, and each is whole or undone by itself."""

from __future__ import annotations

import asyncio
import sqlite3
from pathlib import Path

import pytest

from pipeline.crawl.writer import GATHER_SECONDS, GATHERED, Writer
from pipeline.errors import StoreError


def rows(db: Path) -> list[str]:
    connection = sqlite3.connect(db)
    try:
        return [name for (name,) in connection.execute("SELECT title FROM laws ORDER BY title")]
    finally:
        connection.close()


def add(writer: Writer, title: str) -> str:
    writer.store.connection.execute("INSERT INTO laws (law_id, title) VALUES (?, ?)", (title, title))
    return title


async def together(writer: Writer, *titles: str) -> list[object]:
    return await asyncio.gather(*(writer(add, writer, title) for title in titles), return_exceptions=True)


def test_an_answer_means_that_it_is_committed(tmp_path: Path) -> None:
    async def run() -> None:
        async with Writer(tmp_path / "a.db") as writer:
            for title in ("甲", "乙"):
                assert await writer(add, writer, title) == title
                assert title in rows(tmp_path / "a.db")

    asyncio.run(run())


def test_calls_are_done_in_order_and_many_share_a_commit(tmp_path: Path) -> None:
    async def run() -> int:
        commits = 0

        def count(statement: str) -> None:
            nonlocal commits
            commits += statement == "COMMIT"

        async with Writer(tmp_path / "a.db") as writer:
            writer.store.connection.set_trace_callback(count)
            titles = [f"{number:03}" for number in range(60)]
            assert await together(writer, *titles) == titles
        assert rows(tmp_path / "a.db") == titles
        return commits

    assert asyncio.run(run()) < 60


@pytest.mark.parametrize(
    ("patient", "then", "reason"),
    [
        (1, 0, "one that nothing follows is begun after a moment"),
        (GATHERED, 0, "so many are begun at once"),
        (2, 1, "what does not wait takes along what waits before it"),
        (GATHERED + 1, 0, "one more than is begun at once is not forgotten"),
    ],
)
def test_patient_calls_are_committed_with_what_follows(tmp_path: Path, patient: int, then: int, reason: str) -> None:
    async def run() -> int:
        commits = 0

        def count(statement: str) -> None:
            nonlocal commits
            commits += statement == "COMMIT"

        titles = [f"{number:03}" for number in range(patient + then)]
        async with Writer(tmp_path / "a.db") as writer:
            writer.store.connection.set_trace_callback(count)
            waiting = [writer.patiently(add, writer, title) for title in titles[:patient]]
            at_once = [writer(add, writer, title) for title in titles[patient:]]
            assert await asyncio.wait_for(asyncio.gather(*waiting, *at_once), 5) == titles, reason
            writer.store.connection.set_trace_callback(None)
        assert rows(tmp_path / "a.db") == titles
        return commits

    assert asyncio.run(run()) <= 2, reason


def test_a_patient_call_whose_caller_was_cancelled_is_done_before_the_end(tmp_path: Path) -> None:
    async def run() -> None:
        async with Writer(tmp_path / "a.db") as writer:
            task = asyncio.create_task(writer.patiently(add, writer, "甲"))
            await asyncio.sleep(0)
            task.cancel()
        await asyncio.sleep(2 * GATHER_SECONDS)  # its timer must not come upon a closed thread

    asyncio.run(run(), debug=True)
    assert rows(tmp_path / "a.db") == ["甲"]


def test_one_that_fails_is_undone_alone(tmp_path: Path) -> None:
    """The second breaks a constraint after it has written something; its neighbours stand."""

    def half(writer: Writer) -> None:
        add(writer, "一半")
        add(writer, "甲")

    async def run() -> list[object]:
        async with Writer(tmp_path / "a.db") as writer:
            calls = (writer(add, writer, "甲"), writer(half, writer), writer(add, writer, "乙"))
            return await asyncio.gather(*calls, return_exceptions=True)

    first, second, third = asyncio.run(run())
    assert (first, third) == ("甲", "乙")
    assert isinstance(second, sqlite3.IntegrityError)
    assert rows(tmp_path / "a.db") == ["乙", "甲"]


def test_where_nothing_can_be_committed_everyone_is_told(tmp_path: Path) -> None:
    """A file that may not grow (a full disk) undoes the whole transaction; later calls go well when there is room."""

    def fill(writer: Writer, pages: int) -> None:
        writer.store.connection.execute(f"PRAGMA max_page_count = {pages}")

    async def run() -> list[object]:
        async with Writer(tmp_path / "a.db") as writer:
            (used,) = await writer(lambda: writer.store.connection.execute("PRAGMA page_count").fetchone())
            await writer(fill, writer, used)
            long = "长" * 20_000
            failed = await together(writer, "甲", long, "乙")
            await writer(fill, writer, 1_000_000)
            return [*failed, *await together(writer, "丙")]

    *failed, after = asyncio.run(run())
    assert any(isinstance(one, StoreError) for one in failed)
    assert after == "丙"
    stored = rows(tmp_path / "a.db")
    assert [one for one in failed if isinstance(one, str)] == [one for one in ("甲", "乙") if one in stored]


def test_a_database_that_stays_locked_is_an_error_for_those_who_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.store.connection.BUSY_SECONDS", 0.05)

    async def run() -> tuple[list[object], object]:
        async with Writer(tmp_path / "a.db") as writer:
            other = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
            other.execute("BEGIN IMMEDIATE")
            failed = await together(writer, "甲", "乙")
            other.execute("ROLLBACK")
            other.close()
            return failed, await writer(add, writer, "丙")

    failed, after = asyncio.run(run())
    assert all(isinstance(one, StoreError) for one in failed), failed
    assert after == "丙"
    assert rows(tmp_path / "a.db") == ["丙"]
