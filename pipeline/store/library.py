"""The library that articles are judged by, made of the package's registry, a user's laws.toml and a file of statutes.

``laws.Shelf`` says what it is made of; each process opens its own ``Library`` of it, once.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from pathlib import Path

from pipeline.laws.library import RULES, Library, Shelf
from pipeline.laws.naming.custom import with_custom
from pipeline.laws.registry import default
from pipeline.store.statutes import StatuteStore, connect_statutes

STATUTES = "statutes.db"  # beside the database


def shelf_beside(db: Path, custom: str = "", source: str = "laws.toml") -> Shelf:
    """The shelf of a database: the statutes lie in a file of its folder."""
    return Shelf(custom, source, db.parent / STATUTES)


def open_library(shelf: Shelf) -> Library:
    """The library of a shelf; the same one again while nothing on the shelf changed.

    ConfigError for a laws.toml that cannot be meant, StoreError for a file that holds no statutes.
    """
    path = shelf.statutes
    state: tuple[tuple[int, int], ...] = ()
    if path is not None and path.exists():
        files = (path, path.with_name(path.name + "-wal"))
        found = [one.stat() for one in files if one.exists()]
        state = tuple((one.st_size, one.st_mtime_ns) for one in found if one.st_size)  # readers leave an empty WAL
    return _open(shelf, state)


@lru_cache(maxsize=2)
def _open(shelf: Shelf, state: tuple[tuple[int, int], ...]) -> Library:
    registry = default()
    statutes: StatuteStore | None = None
    stamps = [str(RULES)]
    if state and shelf.statutes is not None:
        statutes = connect_statutes(shelf.statutes)
        registry = statutes.registry(registry)
        stamps.append(statutes.stamp())
    if shelf.custom:
        registry = with_custom(registry, shelf.custom, shelf.source)
        stamps.append(f"{zlib.crc32(shelf.custom.encode()):08x}")
    return Library(registry, statutes, ".".join(stamps))
