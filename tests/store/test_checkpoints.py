"""The WAL is carried over into the file while the writer goes on, and what is not is no less there."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime
from pathlib import Path

from pipeline.models import Link
from pipeline.store import open_store
from pipeline.store.checkpoints import RARELY, Checkpoints

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def in_the_file_alone(db: Path, folder: Path) -> int:
    """How many pages the database file holds without its WAL."""
    folder.mkdir()
    shutil.copy(db, folder / "alone.db")
    with open_store(folder / "alone.db") as store:
        return int(store.connection.execute("SELECT count(*) FROM pages").fetchone()[0])


def test_what_was_committed_comes_into_the_file_without_the_writer(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    with (
        open_store(db, read_only=False) as store,
        Checkpoints(db, store.connection, every=0.01) as checkpoints,
    ):
        assert store.connection.execute("PRAGMA wal_autocheckpoint").fetchone()[0] == RARELY
        store.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()  # the tables are there
        store.frontier.add([Link("http://a.cn/1.html", "article")], site="a", now=NOW)
        assert in_the_file_alone(db, tmp_path / "before") == 0, "a commit itself goes to the log alone"
        checkpoints.wrote()
        until, number = time.monotonic() + 30, 0
        while in_the_file_alone(db, tmp_path / str(number)) == 0:
            assert time.monotonic() < until, "never carried over"
            time.sleep(0.02)
            number += 1
        # In the middle of a transaction of the writer it neither waits nor disturbs.
        with store.transaction():
            for one in range(50):
                store.frontier.add([Link(f"http://a.cn/new/{one}.html", "article")], site="a", now=NOW)
                checkpoints.wrote()
                time.sleep(0.002)
    with open_store(db) as store:
        assert store.frontier.counts("a", now=NOW).total == 51
        assert store.check() == []
    assert not db.with_name("a.db-wal").exists() or not db.with_name("a.db-wal").stat().st_size


def test_it_ends_with_the_crawl_that_never_wrote(tmp_path: Path) -> None:
    db = tmp_path / "a.db"
    with open_store(db, read_only=False) as store, Checkpoints(db, store.connection):
        pass
