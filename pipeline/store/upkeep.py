"""Backup, restore, checks and the small services a database needs over months."""

from __future__ import annotations

import os
import sqlite3
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store import index
from pipeline.store.connection import connect, readable_errors, transaction

STEP = 1000  # database pages copied between two looks at the lock: writers wait for milliseconds


def check(connection: sqlite3.Connection) -> list[str]:
    """SQLite's own checks of structure and foreign keys; [] where nothing is wrong."""
    found = [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
    for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
        found.append(f"{table} row {rowid} points to a row of {parent} that does not exist")
    return found


def backup(connection: sqlite3.Connection, target: str | os.PathLike[str]) -> None:
    """Copy the database with SQLite's online backup, check the copy, and only then give it its name.

    The result is one file without WAL that needs nothing beside it. Raises StoreError where it cannot be written or
    the copy is not sound; an earlier file of that name then stays as it was.
    """
    goal = Path(target)
    part = goal.with_name(goal.name + ".part")
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{goal} cannot be written: {error.strerror}") from error
    try:
        with readable_errors(None, goal):
            copy = sqlite3.connect(part, isolation_level=None)
            try:
                connection.backup(copy, pages=STEP)
                copy.execute("PRAGMA journal_mode = DELETE")
                wrong = check(copy)
            finally:
                copy.close()
        if wrong:
            raise StoreError(f"the backup is not sound, and was not kept: {wrong[0]}")
        os.replace(part, goal)
    finally:
        for tail in ("", "-journal", "-wal", "-shm"):
            Path(f"{part}{tail}").unlink(missing_ok=True)


def restore(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> None:
    """Put a backup in the place of a database. The database that was there stays beside it as NAME.before-restore.

    The backup is opened and checked first. Nobody may have the database open: a StoreError says so where it shows.
    """
    goal = Path(target)
    with readable_errors(None, source):
        copy = connect(source, read_only=True)
        try:
            wrong = check(copy)
            if wrong:
                raise StoreError(f"{source} is not sound: {wrong[0]}")
            if goal.exists():
                _set_aside(goal)
            backup(copy, goal)
        finally:
            copy.close()


def _set_aside(goal: Path) -> None:
    """Take the WAL into the file, so that it is whole by itself, and move it away."""
    old = sqlite3.connect(goal, isolation_level=None, timeout=1)
    try:
        busy = old.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if not busy:
            busy = old.execute("PRAGMA journal_mode = DELETE").fetchone()[0] != "delete"
    except sqlite3.OperationalError:
        busy = True
    except sqlite3.DatabaseError:
        busy = False  # damaged: that is why it is replaced
    finally:
        old.close()
    if busy:
        raise StoreError(f"{goal} is in use: stop every program that has it open, then restore")
    os.replace(goal, goal.with_name(goal.name + ".before-restore"))
    for tail in ("-wal", "-shm"):
        Path(f"{goal}{tail}").unlink(missing_ok=True)


def optimize(connection: sqlite3.Connection) -> None:
    """Statistics for search and the query planner where they are out of date (bounded work), and a WAL checkpoint.

    To be called after a crawl or an import.
    """
    with transaction(connection):
        index.upkeep(connection)
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
