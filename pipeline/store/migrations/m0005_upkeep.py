"""How far long upkeep has come, so that it goes on where it was broken off."""

from __future__ import annotations

from sqlite_utils import Database


def migrate(db: Database) -> None:
    """One row a job under way."""
    db.conn.execute("CREATE TABLE upkeep (job TEXT PRIMARY KEY, after_id INTEGER NOT NULL) STRICT, WITHOUT ROWID")
