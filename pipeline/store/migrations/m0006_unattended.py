"""What a scheduler tells of itself while it runs, and what people were told of (alerts)."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # One row a scheduler that runs, or died; a clean stop takes the row away.
    """
    CREATE TABLE schedulers (
        owner TEXT PRIMARY KEY,
        started_at TEXT NOT NULL,
        seen_at TEXT NOT NULL,
        next_runs TEXT NOT NULL DEFAULT '{}',
        trouble TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID
    """,
    """
    CREATE TABLE alerts (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        site TEXT NOT NULL DEFAULT '',
        text TEXT NOT NULL,
        began_at TEXT NOT NULL,
        told_at TEXT,
        ended_at TEXT,
        end_told_at TEXT,
        told_to TEXT NOT NULL DEFAULT '[]',
        end_told_to TEXT NOT NULL DEFAULT '[]'
    ) STRICT
    """,
    # What is wrong now is there once.
    "CREATE UNIQUE INDEX alerts_open ON alerts(kind, site) WHERE ended_at IS NULL",
)


def migrate(db: Database) -> None:
    """Runs inside the migration's transaction."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
