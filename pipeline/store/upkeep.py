"""Backup, restore, checks and the small services a database needs over months."""

from __future__ import annotations

import itertools
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import StoreError, in_words
from pipeline.laws import Library
from pipeline.store import duplicates, index, rejudge, related
from pipeline.store.connection import connect, readable_errors, snapshot, transaction

JUDGED = 5000  # articles that one upkeep judges anew
PLACED = 50_000  # articles that one upkeep compares anew, after a change of how copies are found: some five minutes
PORTION = 100  # articles done between two looks at whether to stop
LOOK = 50_000  # steps of SQLite's machine between two such looks
MERGE = 2000  # pages of the full-text index that one upkeep rewrites at most
_DATED = re.compile(r"articles-\d{8}T\d{6}Z\.db")
STEP = 1000  # database pages copied between two looks at whether to stop

Stopped = Callable[[], bool]


class Interrupted(Exception):
    """A stop was asked for; what was done so far stands."""


def check(connection: sqlite3.Connection) -> list[str]:
    """SQLite's own checks of structure and foreign keys; [] where nothing is wrong. Damage that ends a check is a finding."""
    found = check_structure(connection)
    try:
        for table, rowid, parent, _ in connection.execute("PRAGMA foreign_key_check"):
            found.append(f"{table} 第 {rowid} 行指向 {parent} 里没有的一行")
    except sqlite3.DatabaseError as error:
        found += [text for text in _damage(error) if text not in found]
    return found


def check_structure(connection: sqlite3.Connection) -> list[str]:
    """SQLite's check of the file and its indexes, in its words; [] where nothing is wrong."""
    found: list[str] = []
    try:
        found += [text for (text,) in connection.execute("PRAGMA integrity_check") if text != "ok"]
    except sqlite3.DatabaseError as error:
        found += _damage(error)
    return found


def _damage(error: sqlite3.DatabaseError) -> list[str]:
    """What a check met that could not go on. Raises what is no damage: a stop that was asked for, a lock."""
    code = (getattr(error, "sqlite_errorcode", None) or sqlite3.SQLITE_CORRUPT) & 0xFF
    if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR):
        raise error
    return [f"文件有损坏的页，检查做不下去（{error}）"]


def check_index(connection: sqlite3.Connection) -> list[str]:
    """Whether the full-text index says what the articles say; needs a connection that may write."""
    try:
        index.check(connection)
    except sqlite3.DatabaseError as error:
        return [f"全文索引与文章不符（{error}）"]
    return []


def repair(connection: sqlite3.Connection) -> None:
    """Build everything anew that follows from the articles: full-text index, copies, related articles.

    Takes minutes for a hundred thousand articles; broken off, it can be called again.
    """
    with transaction(connection):
        index.rebuild(connection)
    with transaction(connection):
        duplicates.rebuild(connection)
    with transaction(connection):
        connection.execute("DELETE FROM related")
        connection.execute("DELETE FROM related_state")
    related.link(connection)


def backup(connection: sqlite3.Connection, target: str | os.PathLike[str], *, stopped: Stopped = lambda: False) -> None:
    """Copy the database with SQLite's online backup, check the copy, and only then give it its name.

    The copy is of one moment, and writers go on meanwhile. The result is one file without WAL that needs nothing beside
    it. Raises StoreError where it cannot be written, is a database in use or the copy is not sound, Interrupted once
    ``stopped``; an earlier file of that name then stays as it was.
    """
    goal = Path(target)
    _refuse_live(connection, goal)
    part = goal.with_name(goal.name + ".part")
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
    except OSError as error:
        raise StoreError(f"{goal} 写不了：{in_words(error)}") from error
    try:
        with readable_errors(None, goal):
            copy = sqlite3.connect(part, isolation_level=None)
            try:
                # One read transaction over all steps: without it every write of others begins the copy anew.
                with snapshot(connection):
                    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
                    connection.backup(copy, pages=STEP, progress=lambda *counts: _look(stopped))
                copy.execute("PRAGMA journal_mode = DELETE")
                with interruptible(copy, stopped):
                    wrong = check(copy)
            finally:
                copy.close()
        flush(part)
        if wrong:
            raise StoreError(f"备份有问题，没有保留：{wrong[0]}；先用 doctor 检查数据库")
        os.replace(part, goal)
        flush(goal.parent)
    finally:
        for tail in ("", "-journal", "-wal", "-shm"):
            Path(f"{part}{tail}").unlink(missing_ok=True)


def _refuse_live(connection: sqlite3.Connection, goal: Path) -> None:
    """A backup takes the place of an earlier one, never that of a file under the programs that have it open."""
    own = Path(connection.execute("SELECT file FROM pragma_database_list WHERE name = 'main'").fetchone()[0])
    if goal.exists() and own.exists() and goal.samefile(own):
        raise StoreError(f"{goal} 就是这个数据库，不能备份到它自己；请写别的文件或目录")
    if Path(f"{goal}-wal").exists():  # a backup is one file; only what is open, or was not closed, has a WAL
        raise StoreError(f"{goal} 是正在使用的数据库，不能用备份覆盖；请写别的文件或目录")


def _look(stopped: Stopped) -> None:
    if stopped():
        raise Interrupted


def flush(path: Path) -> None:
    """To the disk, so that a power cut after this does not take it away."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextmanager
def interruptible(connection: sqlite3.Connection, stopped: Stopped) -> Iterator[None]:
    """Long statements end with Interrupted once ``stopped``, and are rolled back."""
    connection.set_progress_handler(stopped, LOOK)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_INTERRUPT:
            raise Interrupted from error
        raise
    finally:
        connection.set_progress_handler(None, 0)


def backup_dated(
    connection: sqlite3.Connection,
    folder: str | os.PathLike[str],
    now: datetime,
    *,
    keep: int = 7,
    stopped: Stopped = lambda: False,
) -> Path:
    """A backup named by its time, ``articles-20261123T134233Z.db``; of such files in the folder the newest ``keep`` stay.

    Older ones go only after the new one is there and sound.
    """
    target = Path(folder) / f"articles-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}.db"
    backup(connection, target, stopped=stopped)
    dated = sorted(file for file in Path(folder).iterdir() if _DATED.fullmatch(file.name))
    for old in dated[: -max(keep, 1)]:
        old.unlink()
    return target


def restore(source: str | os.PathLike[str], target: str | os.PathLike[str]) -> Path | None:
    """Put a backup in the place of a database. The one that was there stays beside it as NAME.before-restore (returned; with
    a number where there is one already).

    The backup is opened and checked first. Nobody may have the database open: a StoreError says so where it shows.
    """
    goal, kept = Path(target), None
    if not Path(source).exists():
        raise StoreError(f"没有备份文件 {source}")
    with readable_errors(None, source):
        copy = connect(source, read_only=True, older=True)
        try:
            wrong = check(copy)
            if wrong:
                raise StoreError(f"{source} 有问题，没有恢复：{wrong[0]}")
            if goal.exists():
                if goal.samefile(source):
                    raise StoreError(f"{source} 就是这个数据库，不是它的备份")
                kept = _set_aside(goal)
            try:
                backup(copy, goal)
            except BaseException:
                if kept and not goal.exists():  # a full disk: nothing has changed
                    os.replace(kept, goal)
                raise
        finally:
            copy.close()
    _free(goal)
    return kept


def _free(path: Path) -> None:
    """Bring the schema up to date, and let go of what was under way when the backup was made: nobody does it now."""
    connection = connect(path, read_only=False)
    try:
        with transaction(connection):
            connection.execute("UPDATE sites SET held_by = NULL, held_until = NULL")
            connection.execute(
                "UPDATE pages SET state = 'waiting', due_at = coalesce(due_at, first_seen_at), leased_by = NULL,"
                " leased_until = NULL WHERE state = 'leased'"
            )
            connection.execute("UPDATE runs SET state = 'stopped', finished_at = started_at WHERE state = 'running'")
            connection.execute("DELETE FROM schedulers")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    finally:
        connection.close()


def _set_aside(goal: Path) -> Path:
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
        raise StoreError(f"{goal} 正在使用：先停下所有打开它的程序，再恢复")
    kept = _unused(goal.with_name(goal.name + ".before-restore"))
    os.replace(goal, kept)
    for tail in ("-wal", "-shm"):
        Path(f"{goal}{tail}").unlink(missing_ok=True)
    return kept


def _unused(path: Path) -> Path:
    """The path, or with a number behind it the first that is free: what an earlier restore put aside stays."""
    names = itertools.chain((path,), (path.with_name(f"{path.name}.{number}") for number in itertools.count(2)))
    return next(one for one in names if not one.exists())


def maintain(
    connection: sqlite3.Connection, library: Library, *, budget: int = 500, stopped: Stopped = lambda: False
) -> dict[str, float]:
    """What is due now and then; returns the seconds of each step (STEPS). Raises Interrupted once ``stopped``.

    Everything is done in small transactions: others write in between, and a stop loses nothing.
    """
    seconds: dict[str, float] = {}
    with interruptible(connection, stopped):
        for name, step in STEPS.items():
            began = time.monotonic()
            for _ in step(connection, budget, library):
                _look(stopped)
            seconds[name] = time.monotonic() - began
    return seconds


def _verdicts(connection: sqlite3.Connection, budget: int, library: Library) -> Iterator[None]:
    """Citations of up to JUDGED articles judged anew after a change of the library."""
    for _ in range(0, JUDGED, PORTION):
        if not rejudge.rejudge(connection, library, PORTION)[0]:
            return
        yield


def _copies(connection: sqlite3.Connection, budget: int, library: Library) -> Iterator[None]:
    """Up to PLACED articles of before the tables of a newer version compared with the others."""
    last = 0
    for _ in range(0, PLACED, PORTION):
        with transaction(connection):
            placed = duplicates.catch_up(connection, PORTION, last)
        if not placed:
            return
        last = placed[-1]
        yield


def _related(connection: sqlite3.Connection, budget: int, library: Library) -> Iterator[None]:
    """Related articles of those that have none yet; of the oldest lists ``budget`` are renewed."""
    while related.link(connection, related.unlinked(connection, PORTION)):
        yield
    for _ in range(0, budget, PORTION):
        related.renew(connection, min(PORTION, budget))
        yield


def _merge(connection: sqlite3.Connection, budget: int, library: Library) -> Iterator[None]:
    """The full-text index, merged a little."""
    with transaction(connection):
        connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?)", (MERGE,))
    yield


def _statistics(connection: sqlite3.Connection, budget: int, library: Library) -> Iterator[None]:
    optimize(connection)
    yield


def _checkpoint(connection: sqlite3.Connection, budget: int, library: Library) -> Iterator[None]:
    """The WAL taken into the file and cut, unless somebody reads."""
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    yield


STEPS: dict[str, Callable[[sqlite3.Connection, int, Library], Iterator[None]]] = {
    "verdicts": _verdicts,
    "copies": _copies,
    "related": _related,
    "merge": _merge,
    "statistics": _statistics,
    "checkpoint": _checkpoint,
}


def optimize(connection: sqlite3.Connection) -> None:
    """Statistics for search and the query planner where they are out of date (bounded work), and a WAL checkpoint.

    To be called after a crawl or an import.
    """
    with transaction(connection):
        index.upkeep(connection)
    connection.execute("PRAGMA analysis_limit = 1000")
    connection.execute("PRAGMA optimize")
    connection.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
