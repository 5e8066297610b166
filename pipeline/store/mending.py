"""A damaged database: what can be built anew is; a file beyond that is put aside, and the newest sound backup put back."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store import upkeep
from pipeline.store.connection import connect
from pipeline.store.upkeep import restore


def mend(path: Path) -> list[str]:
    """Build anew all that follows from the articles: SQLite's indexes, full-text index, copies, related articles.

    Returns what is wrong with the file still, [] where nothing is. Raises StoreError where it cannot be opened for
    another reason than damage.
    """
    try:
        connection = connect(path, read_only=False)
        try:
            connection.execute("REINDEX")
            upkeep.repair(connection)
            return [*upkeep.check(connection), *upkeep.check_index(connection)]
        finally:
            connection.close()
    except StoreError as error:
        code = getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF
        if code not in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
            raise
        return [str(error)]
    except sqlite3.DatabaseError as error:
        return [str(error)]


def replace(path: Path, backups: Iterable[Path], tell: Callable[[str], None]) -> Path:
    """Keep a damaged file under another name, which is returned, and put the first of the backups that is sound in its place.

    Without one nothing stands there afterwards. ``tell`` hears what was done.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    for tail in ("-wal", "-shm", ""):
        if os.path.exists(f"{path}{tail}"):
            os.replace(f"{path}{tail}", f"{aside}{tail}")
    tell(f"损坏的文件留在 {aside}")
    for source in backups:
        try:
            restore(source, path)
        except StoreError as error:
            tell(f"备份 {source.name} 不能用：{error}")
            continue
        tell(f"已恢复备份 {source}")
        return aside
    tell("没有可用的备份，从空的数据库开始")
    return aside
