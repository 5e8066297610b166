"""Opens the one SQLite file: for writing (WAL, schema brought up to date) or only for reading, also from a DVD."""

from __future__ import annotations

import os
import sqlite3
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

from pipeline.errors import StoreError, TooSlow, in_words
from pipeline.store import index, migrations

APPLICATION_ID = 0x44656274  # "Debt": how a file is known to be ours (PRAGMA application_id)
MIN_SQLITE = (3, 40, 0)
SQLITE = sqlite3.sqlite_version_info
_STEPS = 1000  # of SQLite's machine between two looks at the clock
BUSY_SECONDS = 30.0  # another program's write is waited for this long

# Each pragma with its reason.
_COMMON = (
    "PRAGMA foreign_keys = ON",  # SQLite's default is off
    "PRAGMA recursive_triggers = ON",  # a REPLACE fires delete triggers too, so that full-text search stays true
    "PRAGMA temp_store = MEMORY",  # sorts of a query leave no files
    "PRAGMA cache_size = -65536",  # 64 MiB
)
_WRITING = (
    "PRAGMA journal_mode = WAL",  # readers and the writer do not wait for each other
    "PRAGMA synchronous = NORMAL",  # with WAL: a power cut may lose the last commits, never the file
    "PRAGMA journal_size_limit = 67108864",  # the WAL shrinks again after a long reader held it
)


def connect(
    path: str | os.PathLike[str], *, read_only: bool, older: bool = False, untouched: bool = False
) -> sqlite3.Connection:
    """A connection in autocommit mode, rows by name; to be used by one thread at a time.

    ``older``: reading, an older schema is taken as it is (a backup that is to be restored). ``untouched``: reading, no
    file is made beside it; nobody may write meanwhile.

    Raises StoreError, in one clear line, where the file is missing (reading), is not ours, is newer than this
    program, is older (reading: it must be upgraded by opening it for writing), or may not be read or written.
    """
    if SQLITE < MIN_SQLITE:
        raise StoreError(
            f"需要 SQLite {'.'.join(map(str, MIN_SQLITE))} 或更高，现在是 {sqlite3.sqlite_version}：换新一些的 Python"
        )
    file = Path(path)
    try:
        connection = _reader(file, untouched=untouched) if read_only else _writer(file)
    except OSError as error:  # a folder above it that may not be entered
        raise StoreError(f"{file} 打不开：{in_words(error)}") from error
    try:
        _check(connection, file, read_only=read_only, older=older)
    except BaseException:
        connection.close()
        raise
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[None]:
    """All or nothing. Takes the write lock at once; inside another transaction it is a savepoint of that one.

    What SQLite refuses for a reason outside the program (locked, full, read-only, I/O) is raised as StoreError.
    """
    nested = connection.in_transaction
    begin, commit = ("SAVEPOINT step", "RELEASE step") if nested else ("BEGIN IMMEDIATE", "COMMIT")
    with readable_errors(connection):
        connection.execute(begin)
        try:
            yield
            connection.execute(commit)
        except BaseException:
            if nested and connection.in_transaction:
                connection.execute("ROLLBACK TO step")
                connection.execute("RELEASE step")
            elif connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def time_limit(connection: sqlite3.Connection, seconds: float) -> Iterator[None]:
    """Statements inside end with TooSlow when all of them together have taken longer."""
    ends = time.monotonic() + seconds
    connection.set_progress_handler(lambda: int(time.monotonic() > ends), _STEPS)
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise TooSlow(f"查询超过了 {seconds:g} 秒") from error
        raise
    finally:
        connection.set_progress_handler(None, _STEPS)


@contextmanager
def snapshot(connection: sqlite3.Connection) -> Iterator[None]:
    """Several reads that see one state of the database, whatever is written meanwhile."""
    if connection.in_transaction:
        yield
        return
    connection.execute("BEGIN")
    try:
        yield
    finally:
        connection.execute("ROLLBACK")


# SQLite's primary result codes, and what a person should read.
_MESSAGES = {
    sqlite3.SQLITE_BUSY: "{file} 一直被另一个程序占着写，等不及了；等它写完再试",
    sqlite3.SQLITE_LOCKED: "{file} 一直被另一个程序占着写，等不及了；等它写完再试",
    sqlite3.SQLITE_READONLY: "{file} 写不了：文件、所在目录或介质是只读的",
    sqlite3.SQLITE_PERM: "没有权限访问 {file}",
    sqlite3.SQLITE_FULL: "磁盘满了，{file} 写不下；已存的没有变，腾出空间后再试",
    sqlite3.SQLITE_IOERR: "{file}：磁盘读写出错（{error}）",
    sqlite3.SQLITE_CORRUPT: "{file} 已损坏（{error}）；用 doctor --repair 修复",
    sqlite3.SQLITE_NOTADB: "{file} 不是 SQLite 数据库",
    sqlite3.SQLITE_CANTOPEN: "{file} 打不开：没有权限，或者所在目录不存在、只读",
}


@contextmanager
def readable_errors(
    connection: sqlite3.Connection | None, file: str | os.PathLike[str] | None = None
) -> Iterator[None]:
    """Turns what SQLite says about the outside world into a StoreError; bugs (wrong SQL, constraints) pass through."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        template = _MESSAGES.get((getattr(error, "sqlite_errorcode", None) or 0) & 0xFF)
        if template is None:
            raise
        name = file if file is not None else _file_of(connection)
        if connection and error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_READONLY and _for_reading(connection):
            template = "{file} 是只为读取打开的，不能写入：用 open_store(路径, read_only=False) 打开"
        raise StoreError(template.format(file=name, error=error)) from error


def _for_reading(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("PRAGMA query_only").fetchone()[0])


def _file_of(connection: sqlite3.Connection | None) -> str:
    try:
        row = connection.execute("PRAGMA database_list").fetchone() if connection else None
    except sqlite3.Error:
        row = None
    return row[2] if row and row[2] else "数据库"


def _open(file: Path, parameters: str) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{quote(str(file.absolute()))}?{parameters}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,  # transactions are begun by us, where they are meant
        check_same_thread=False,  # opened in one thread, then handed to the writer thread
    )
    connection.row_factory = sqlite3.Row
    index.register(connection)
    return connection


def _writer(file: Path) -> sqlite3.Connection:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{file.parent} 建不了：{in_words(error)}") from error
    if file.is_dir():
        raise StoreError(f"{file} 是目录，不是数据库文件")
    with readable_errors(None, file):
        connection = _open(file, "mode=rwc")
        try:
            _ours(connection, file)  # before the first write: another program's file is left as it is
            for pragma in (*_COMMON, *_WRITING):
                connection.execute(pragma).fetchone()
        except BaseException:
            connection.close()
            raise
        return connection


def _reader(file: Path, *, untouched: bool) -> sqlite3.Connection:
    if not file.exists():
        raise StoreError(f"没有数据库 {file}：先 crawl 或 import，或者用 --db 指定别的文件")
    if file.is_dir():
        raise StoreError(f"{file} 是目录，不是数据库文件")
    with readable_errors(None, file):
        connection = _open(file, f"mode=ro&{_immutable(file)}" if untouched else "mode=ro")
        try:
            return _prepare_reader(connection)
        except sqlite3.OperationalError as error:
            connection.close()
            if error.sqlite_errorcode & 0xFF not in (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY):
                raise
            connection = _open(file, f"mode=ro&{_immutable(file)}")
            return _prepare_reader(connection)
        except BaseException:
            connection.close()
            raise


def _immutable(file: Path) -> str:
    """WAL needs a -shm file beside it; where none can be made, nobody writes either, and the file may be read as is."""
    log = Path(f"{file}-wal")
    if not os.access(file, os.R_OK):
        raise StoreError(f"没有权限读取 {file}")
    if log.exists() and log.stat().st_size:
        raise StoreError(f"{file} 没有正常关闭，又在不能写入的地方：把它和 {log.name} 一起复制到可以写入的目录再打开")
    return "immutable=1"


def _prepare_reader(connection: sqlite3.Connection) -> sqlite3.Connection:
    for pragma in (*_COMMON, "PRAGMA query_only = ON"):
        connection.execute(pragma)
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()  # the first read opens WAL and -shm
    return connection


def _ours(connection: sqlite3.Connection, file: Path) -> None:
    """Raises StoreError for a database of another program; an empty file is fine."""
    (mark,) = connection.execute("PRAGMA application_id").fetchone()
    (tables,) = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    if mark != APPLICATION_ID and (tables or mark):
        raise StoreError(f"{file} 是别的程序的 SQLite 数据库，没有动它")


def _check(connection: sqlite3.Connection, file: Path, *, read_only: bool, older: bool) -> None:
    """Holds the file to the schema this program knows; when writing, brings it there."""
    with readable_errors(connection, file):
        _ours(connection, file)
        if newer := migrations.unknown(connection):
            raise StoreError(f"{file} 由本程序更新的版本写成（含 {newer[-1]}）：请升级本程序")
        if not migrations.pending(connection):
            return
        if read_only and not migrations.applied(connection):
            raise StoreError(f"{file} 是空的：先 crawl 或 import；如果另一个程序正在建立它，稍后再试")
        if read_only and older:
            return
        if read_only:
            raise StoreError(
                f"{file} 是旧版本的结构：运行一次 doctor，它会升级到当前的结构（正在建立或升级的，稍后再试）"
            )
        migrations.upgrade(connection)


def limit_values(connection: sqlite3.Connection, longest: int) -> None:
    """No text or blob that a statement makes has more than ``longest`` bytes; sqlite3.DataError where it would."""
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, longest)


class BoundedRows:
    """A row factory for a connection: rows as sqlite3.Row, until those of one cursor hold too much for the memory.

    A limit for one value leaves a thousand such values, and the time limit a gigabyte or two.
    """

    def __init__(self, longest: int) -> None:
        self._longest = longest
        self._cursor: Callable[[], sqlite3.Cursor | None] = lambda: None  # weak: an open statement holds up the writer
        self._size = 0

    def __call__(self, cursor: sqlite3.Cursor, values: tuple[Any, ...]) -> sqlite3.Row:
        if self._cursor() is not cursor:
            self._cursor, self._size = weakref.ref(cursor), 0
        self._size += sum(len(one) for one in values if isinstance(one, str | bytes))
        if self._size > self._longest:
            raise sqlite3.OperationalError("结果太大：请少选几列或几行 (result too large)")
        return sqlite3.Row(cursor, values)


@contextmanager
def plain_rows(connection: sqlite3.Connection) -> Iterator[None]:
    """Rows without that limit, for statements that are bounded by what they ask."""
    before, connection.row_factory = connection.row_factory, sqlite3.Row
    try:
        yield
    finally:
        connection.row_factory = before
