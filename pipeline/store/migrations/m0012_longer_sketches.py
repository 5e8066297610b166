"""Sketches became longer: texts are compared by more features than they are found by.

Articles of before are placed anew, some at every upkeep (duplicates.catch_up), or all of them by ``duplicates
--rebuild``; what was found of them stays.
"""

from __future__ import annotations

from sqlite_utils import Database

TABLES = ("duplicate_features", "duplicate_members", "duplicate_texts", "duplicate_habits")


def migrate(db: Database) -> None:
    """Nothing of the articles is touched."""
    for table in TABLES:
        db.conn.execute(f"DELETE FROM {table}")
