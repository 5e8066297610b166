"""Verdicts after the registry of laws, or the program, learned something: citations are found and judged anew.

The work is noted in ``upkeep`` and done in small transactions, so that it goes on where it was broken off.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime
from zoneinfo import ZoneInfo

from pipeline import laws
from pipeline.store.articles import write_citations
from pipeline.store.connection import transaction

BATCH = 100  # articles in one transaction
_SHANGHAI = ZoneInfo("Asia/Shanghai")  # the day an article was published is the day in China
_JOB = "rejudge"


def ask(connection: sqlite3.Connection) -> None:
    """Note that every article stored so far is to be judged anew, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO upkeep (job, after_id) SELECT ?, 0 WHERE EXISTS (SELECT 1 FROM articles)"
        " ON CONFLICT (job) DO UPDATE SET after_id = 0",
        (_JOB,),
    )


def rejudge(connection: sqlite3.Connection, limit: int | None = None) -> tuple[int, int]:
    """Judge up to ``limit`` articles (default: all that are left) if it was asked for.

    Returns how many were looked at, and how many of them have other citations or verdicts now.
    """
    done = changed = 0
    while limit is None or done < limit:
        with transaction(connection):
            job = connection.execute("SELECT after_id FROM upkeep WHERE job = ?", (_JOB,)).fetchone()
            if job is None:
                break
            rows = connection.execute(
                "SELECT id, body, published_at FROM articles WHERE id > ? ORDER BY id LIMIT ?",
                (job[0], BATCH if limit is None else min(BATCH, limit - done)),
            ).fetchall()
            changed += sum(_judge(connection, *row) for row in rows)
            done += len(rows)
            if rows:
                connection.execute("UPDATE upkeep SET after_id = ? WHERE job = ?", (rows[-1]["id"], _JOB))
            else:
                connection.execute("DELETE FROM upkeep WHERE job = ?", (_JOB,))
    return done, changed


def _judge(connection: sqlite3.Connection, article_id: int, body: str, published_at: str | None) -> bool:
    citations = laws.find_citations(body)
    on = datetime.fromisoformat(published_at).astimezone(_SHANGHAI).date() if published_at else None
    return write_citations(connection, article_id, citations, laws.check(body, citations, on=on))
