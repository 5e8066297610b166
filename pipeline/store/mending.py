"""A damaged database: what can be built anew is; beyond that a new file gets what can still be read of it, then of a backup."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store import upkeep
from pipeline.store.connection import connect
from pipeline.store.salvage import Saved, fill, lost_articles, salvage
from pipeline.store.upkeep import restore

# What SQLite says of an index that does not agree with its table: mended where it stands. All else is damage of the file,
# into which nothing more is written.
_OF_INDEXES = re.compile(
    "row [0-9]+ missing from index|wrong # of entries in index|non-unique entry in index"
    "|malformed inverted index|unable to validate the inverted index"
)
# Tables that a person is told of, and their names.
TOLD = {
    "articles": "文章", "revisions": "旧版本", "citations": "引用", "site_links": "站内链接", "pages": "页面",
    "sites": "站点", "runs": "运行记录", "failures": "出错记录", "alerts": "提醒",
}  # fmt: skip
_TAILS = ("-wal", "-shm", "-journal")


def mend(path: Path) -> list[str]:
    """Build anew all that follows from the articles: SQLite's indexes, full-text index, copies, related articles.

    Returns what is wrong with the file still, [] where nothing is; a file whose own structure is damaged is not written.
    Raises StoreError where it cannot be opened for another reason than damage.
    """
    try:
        connection = connect(path, read_only=False)
        try:
            wrong = [text for text in upkeep.check_structure(connection) if not _OF_INDEXES.match(text)]
            if wrong:
                return wrong
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
    """Keep a damaged file under another name, which is returned, and put a sound one in its place. ``tell`` hears what was
    done.

    The new file holds what can be read of the damaged one, and of what it lost what the newest sound backup has. Where no
    article can be read of it, that backup is taken; without one nothing stands there afterwards. The new file is built
    beside the damaged one and takes its name when it is whole: broken off at any moment, nothing is lost.
    """
    aside = path.with_name(f"{path.name}.damaged-{datetime.now(UTC):%Y%m%dT%H%M%SZ}")
    part = path.with_name(f"{path.name}.salvaged")
    backups = list(backups)
    if _rescue(path, part, backups, tell):
        _keep(path, aside)
        os.replace(part, path)
        upkeep.flush(path.parent)
        tell(f"损坏的文件留在 {aside}")
        return aside
    _keep(path, aside)
    path.unlink(missing_ok=True)
    tell(f"损坏的文件留在 {aside}")
    for source in backups:
        try:
            restore(source, path)
        except StoreError as error:
            tell(f"备份 {source.name} 不能用：{error}")
            continue
        tell(f"已恢复备份 {source}")
        return aside
    tell("损坏的文件里读不出文章，也没有可用的备份，从空的数据库开始")
    return aside


def _rescue(path: Path, part: Path, backups: Iterable[Path], tell: Callable[[str], None]) -> bool:
    """Whether ``part`` now holds what could be read, complete and sound; it is gone else."""
    _remove(part)
    tell("逐表逐行读出还能读的内容……")
    try:
        found = salvage(path, part)
        articles = found.get("articles", Saved(0, None))
        if not articles.saved and articles.lost != 0:
            _remove(part)
            return False
        tell(_told(found))
        if articles.lost != 0:
            _fill(path, part, backups, tell)
        tell("重建全文索引、副本分组和相关文章……")
        with closing(connect(part, read_only=False)) as connection:
            upkeep.repair(connection)
            wrong = [*upkeep.check(connection), *upkeep.check_index(connection)]
            connection.execute("PRAGMA journal_mode = DELETE")  # one file, whole by itself
    except BaseException:
        _remove(part)
        raise
    if wrong:
        tell(f"读出的内容有问题，没有采用：{wrong[0]}")
        _remove(part)
        return False
    upkeep.flush(part)
    return True


def _told(found: Mapping[str, Saved]) -> str:
    def one(table: str, count: Saved) -> str:
        lost = {None: "，另有读不出的，数目不明", 0: ""}.get(count.lost, f"，丢失 {count.lost}")
        return f"{TOLD[table]} {count.saved}{lost}"

    return "从损坏的文件读出：" + "；".join(one(table, found[table]) for table in TOLD if table in found)


def _fill(path: Path, part: Path, backups: Iterable[Path], tell: Callable[[str], None]) -> None:
    """What the damaged file lost, from the newest backup that is sound."""
    lost = lost_articles(path, part)
    for source in backups:
        try:
            with closing(connect(source, read_only=True, older=True)) as backup:
                if wrong := upkeep.check(backup):
                    raise StoreError(wrong[0])
        except StoreError as error:
            tell(f"备份 {source.name} 不能用：{error}")
            continue
        tell(f"从备份 {source} 补回文章 {fill(part, source, lost)} 篇")
        return
    tell("没有可用的备份来补")


def _keep(path: Path, aside: Path) -> None:
    """The damaged file, whole with its WAL, under another name too; its own then has no WAL any more."""
    for tail in ("", "-wal", "-journal"):
        if os.path.exists(f"{path}{tail}"):
            try:
                os.link(f"{path}{tail}", f"{aside}{tail}")
            except OSError:  # a file system without links
                shutil.copy2(f"{path}{tail}", f"{aside}{tail}")
    upkeep.flush(aside.parent)
    for tail in _TAILS:
        Path(f"{path}{tail}").unlink(missing_ok=True)


def _remove(path: Path) -> None:
    for tail in ("", *_TAILS):
        Path(f"{path}{tail}").unlink(missing_ok=True)
