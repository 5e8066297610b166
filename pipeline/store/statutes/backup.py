"""Backups of the texts of statutes: they change seldom and are large, so that all backups in a folder share one copy."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from pipeline.errors import StoreError, in_words
from pipeline.store.library import STATUTES
from pipeline.store.statutes import open_statutes


def stamp_of(path: Path) -> str | None:
    """What the texts in a file are known by; None where there is no such file. StoreError where it cannot be read."""
    if not path.exists():
        return None
    with open_statutes(path) as statutes:
        return statutes.stamp()


def back_up_texts(db: Path, folder: Path) -> Path | None:
    """Copy the texts beside a database into the folder of its backups; the copy there if it is of the same texts.

    None where there are none, or where the folder is the database's own. StoreError if the copy cannot be made; an
    earlier one then stays.
    """
    source, goal = db.parent / STATUTES, folder / STATUTES
    stamp = stamp_of(source)
    if stamp is None or source.resolve() == goal.resolve() or _same(goal, stamp):
        return None if stamp is None else goal
    part = goal.with_name(goal.name + ".part")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        part.unlink(missing_ok=True)
        with closing(sqlite3.connect(source)) as texts, closing(sqlite3.connect(part)) as copy:
            texts.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")
        if stamp_of(part) != stamp:
            raise StoreError(f"{goal}：备份法律文本时有别的程序在导入，请再做一次")
        os.replace(part, goal)
    except (OSError, sqlite3.Error) as error:
        why = in_words(error) if isinstance(error, OSError) else str(error)
        raise StoreError(f"{goal}：法律文本备份不了（{why}）；数据库的备份不受影响") from error
    finally:
        part.unlink(missing_ok=True)
    return goal


def _same(copy: Path, stamp: str) -> bool:
    try:
        return stamp_of(copy) == stamp
    except StoreError:  # a copy that is damaged, or of an older program, is made anew
        return False


def restore_texts(backup: Path, db: Path) -> Path | None:
    """Put the texts that lie beside a backup beside the database, if it has none; returns the file that was put there."""
    source, goal = backup.parent / STATUTES, db.parent / STATUTES
    if goal.exists() or stamp_of(source) is None:
        return None
    part = goal.with_name(goal.name + ".part")
    try:
        shutil.copyfile(source, part)
        os.replace(part, goal)
    except OSError as error:
        raise StoreError(f"{goal}：法律文本恢复不了（{in_words(error)}）；数据库已经恢复") from error
    finally:
        part.unlink(missing_ok=True)
    return goal
