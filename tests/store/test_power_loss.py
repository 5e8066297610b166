"""Torn writes: whatever part of the last writes reached the disk, the file is sound and every article in it is whole.

SQLite writes to the WAL first and flushes it before it writes into the database; after a power cut the WAL may end
anywhere, with any bytes at its end (sqlite.org/atomiccommit.html). That is what is made here of a copy.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline.models import Link, Record
from pipeline.store import Store, open_store

MakeRecord = Callable[..., Record]
HALVES = """
    SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM fingerprints)
    OR id NOT IN (SELECT article_id FROM pages WHERE article_id IS NOT NULL)
"""


@pytest.fixture
def written(store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path) -> Path:
    """The folder with a database whose last articles stand in the WAL alone."""
    for number in range(60):
        url = f"https://a.example/{number}"
        links = [Link(f"https://a.example/{number + 1}", "article")]
        store.save(
            make_record(url, f"标题{number}", f"第{number}篇。" * 40),
            site="a",
            page_url=url,
            fetched_at=now,
            links=links,
        )
        if number == 20:
            store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    assert (tmp_path / "articles.db-wal").stat().st_size > 100_000
    return tmp_path


def crashed(folder: Path, name: str, wal: bytes) -> Path:
    """A copy as it lies on the disk after the power came back: no -shm, the WAL as given."""
    target = folder / name
    shutil.copy(folder / "articles.db", target)
    Path(f"{target}-wal").write_bytes(wal)
    return target


def look(path: Path) -> int:
    """Articles in a database after its recovery, which must be sound and whole."""
    with open_store(path, read_only=False) as store:
        assert store.check() == []
        assert store.connection.execute(HALVES).fetchone()[0] == 0
        assert store.connection.execute("SELECT count(*) FROM pages WHERE state = 'leased'").fetchone()[0] == 0
        count = int(store.connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        url = "https://a.example/after"
        store.frontier.add([Link(url, "article")], site="a", now=datetime.now(UTC))  # and it can be written
    return count


def test_a_wal_that_ends_anywhere(written: Path) -> None:
    wal, dice = (written / "articles.db-wal").read_bytes(), random.Random(8)
    found = [look(crashed(written, f"cut{n}.db", wal[: dice.randrange(len(wal) + 1)])) for n in range(8)]
    assert all(21 <= count <= 60 for count in found), "what was in the file before stays"
    assert look(crashed(written, "whole.db", wal)) == 60
    assert look(crashed(written, "none.db", b"")) == 21


def test_a_wal_with_other_bytes_at_its_end(written: Path) -> None:
    """Blocks that were allocated and not written: zeroes, or what stood there before."""
    wal, dice = (written / "articles.db-wal").read_bytes(), random.Random(9)
    for n, fill in enumerate((b"\0", b"\xff", None)):
        at = dice.randrange(len(wal) // 2, len(wal))
        tail = dice.randbytes(len(wal) - at) if fill is None else fill * (len(wal) - at)
        assert 21 <= look(crashed(written, f"torn{n}.db", wal[:at] + tail)) <= 60


def test_a_wal_with_a_block_in_the_middle_that_was_not_written(written: Path) -> None:
    """Writes reach a disk in any order: what follows the gap does not count, what precedes it does."""
    wal = bytearray((written / "articles.db-wal").read_bytes())
    middle = len(wal) // 2
    wal[middle : middle + 4096] = bytes(4096)
    assert 21 <= look(crashed(written, "gap.db", bytes(wal))) < 60
