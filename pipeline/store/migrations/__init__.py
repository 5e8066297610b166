"""The schema, as steps that are never edited once released: one module a step, named mNNNN_what, with ``migrate(db)``.

Each step runs in ONE transaction together with the record that it ran (sqlite-utils' ``Migrations``).
"""

from __future__ import annotations

import importlib
import pkgutil

from sqlite_utils import Database, Migrations

MIGRATIONS = Migrations("debt-article-pipeline")

NAMES = tuple(sorted(info.name for info in pkgutil.iter_modules(__path__) if info.name.startswith("m")))

for _module in NAMES:
    MIGRATIONS(name=_module)(importlib.import_module(f"{__name__}.{_module}").migrate)


def pending(db: Database) -> list[str]:
    """Names of the steps that this database has not had yet, in order."""
    return [step.name for step in MIGRATIONS.pending(db)]


def unknown(db: Database) -> list[str]:
    """Names of steps that this database has had and this program does not know: it is newer than the program."""
    return [step.name for step in MIGRATIONS.applied(db) if step.name not in NAMES]


def upgrade(db: Database) -> list[str]:
    """Bring the schema up to date; returns the names of the steps that ran.

    The write lock is taken before looking, so that two programs that open a new file at once do not both build it.
    """
    done: list[str] = []
    while pending(db):
        db.conn.execute("BEGIN IMMEDIATE")
        try:
            steps = pending(db)
            MIGRATIONS.apply(db, stop_before=steps[1:])
            db.conn.execute("COMMIT")
        except BaseException:
            db.rollback()
            raise
        done += steps[:1]
    return done
