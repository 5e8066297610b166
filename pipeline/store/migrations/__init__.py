"""The schema, as steps that are never edited once released: one module a step, named mNNNN_what, with ``migrate(db)``.

Each step runs in ONE transaction together with the record that it ran (sqlite-utils' ``Migrations``). Whether there is
one to run is read plainly: sqlite-utils is loaded where a schema changes, not by every command (with pandas installed
it loads that too, half a second).
"""

from __future__ import annotations

import importlib
import pkgutil
import sqlite3
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sqlite_utils import Migrations

SET = "debt-article-pipeline"
NAMES = tuple(sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name.startswith("m")))


@cache
def steps() -> Migrations:
    """All steps, as sqlite-utils applies them."""
    from sqlite_utils import Migrations

    found = Migrations(SET)
    for name in NAMES:
        found(name=name)(importlib.import_module(f"{__name__}.{name}").migrate)
    return found


def applied(connection: sqlite3.Connection) -> list[str]:
    """Names of the steps that this database has had, in order."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = '_sqlite_migrations'").fetchone():
        return []
    rows = connection.execute("SELECT name FROM _sqlite_migrations WHERE migration_set = ? ORDER BY rowid", (SET,))
    return [row[0] for row in rows]


def pending(connection: sqlite3.Connection) -> list[str]:
    """Names of the steps that this database has not had yet, in order."""
    done = set(applied(connection))
    return [name for name in NAMES if name not in done]


def unknown(connection: sqlite3.Connection) -> list[str]:
    """Names of steps that this database has had and this program does not know: it is newer than the program."""
    return [name for name in applied(connection) if name not in NAMES]


def upgrade(connection: sqlite3.Connection) -> list[str]:
    """Bring the schema up to date; returns the names of the steps that ran.

    The write lock is taken before looking, so that two programs that open a new file at once do not both build it.
    """
    from sqlite_utils import Database

    db = Database(connection, execute_plugins=False)
    done: list[str] = []
    while pending(connection):
        connection.execute("BEGIN IMMEDIATE")
        try:
            left = pending(connection)
            steps().apply(db, stop_before=left[1:])
            connection.execute("COMMIT")
        except BaseException:
            connection.rollback()
            raise
        done += left[:1]
    return done
