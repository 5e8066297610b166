"""Copies to be thrown away, for a run that must leave no trace: nothing is made, or changed, beside the originals."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

from pipeline.laws import Shelf
from pipeline.store.store import open_store


def copy_aside(db: Path, target: Path) -> None:
    """A copy of a database, of one moment. Raises StoreError where it cannot be read, or is not sound.

    A usual reader of a file in WAL mode leaves two files beside it. Where nobody has it open it is read without them;
    should somebody begin to write meanwhile, the files are his, and it is copied again as a usual reader.
    """
    alone = _alone(db)
    with open_store(db, older=True, untouched=alone) as store:
        store.backup(target)
    if alone and not _alone(db):
        with open_store(db, older=True) as store:
            store.backup(target)


def shelf_aside(shelf: Shelf, folder: Path) -> Shelf:
    """The shelf with a copy of its statutes, which are written by hand and seldom."""
    file = shelf.statutes
    if file is None or not file.exists():
        return shelf
    for one in (file, _log(file)):
        if one.exists():
            shutil.copyfile(one, folder / one.name)
    return replace(shelf, statutes=folder / file.name)


def _alone(db: Path) -> bool:
    return not _log(db).exists()


def _log(db: Path) -> Path:
    return db.with_name(db.name + "-wal")
