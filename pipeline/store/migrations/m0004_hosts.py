"""What is remembered of hosts, so that limits hold across processes and a breaker shows in ``status``.

Times are seconds since the epoch here, not text: they are compared to fractions of a second.
"""

from __future__ import annotations

from sqlite_utils import Database

STATEMENT = """
    CREATE TABLE hosts (
        host TEXT PRIMARY KEY,
        next_at REAL NOT NULL DEFAULT 0,
        slots TEXT NOT NULL DEFAULT '[]',
        latency REAL,
        penalty REAL NOT NULL DEFAULT 0,
        failures INTEGER NOT NULL DEFAULT 0,
        failed_at REAL NOT NULL DEFAULT 0,
        paused_until REAL NOT NULL DEFAULT 0,
        reason TEXT NOT NULL DEFAULT ''
    ) STRICT, WITHOUT ROWID
"""


def migrate(db: Database) -> None:
    """Runs inside the migration's transaction."""
    db.execute(STATEMENT)
