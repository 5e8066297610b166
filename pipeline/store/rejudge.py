"""Verdicts after the library (registry, texts of statutes, laws.toml), or the program, learned something.

Citations are found and judged anew. The work is noted in ``upkeep`` and done in small transactions, so that it goes on
where it was broken off; a program that has another library at hand than it was asked for leaves it alone.
"""

from __future__ import annotations

import sqlite3
from datetime import datetime

from pipeline.laws import Library
from pipeline.moments import day_in_china
from pipeline.store.articles import write_citations
from pipeline.store.connection import transaction

BATCH = 100  # articles in one transaction
_JOB = "rejudge"


def ask(connection: sqlite3.Connection, stamp: str) -> None:
    """Note that every article stored so far is to be judged by the library of that stamp, in the caller's transaction."""
    connection.execute(
        "INSERT INTO upkeep (job, after_id) SELECT ?, 0 WHERE EXISTS (SELECT 1 FROM articles)"
        " ON CONFLICT (job) DO UPDATE SET after_id = 0",
        (_JOB,),
    )
    connection.execute(
        "INSERT INTO judging (one, stamp) VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET stamp = excluded.stamp",
        (stamp,),
    )


def judged_by(connection: sqlite3.Connection) -> str | None:
    """The stamp of the library that was asked for last; None where none was."""
    row = connection.execute("SELECT stamp FROM judging").fetchone()
    return str(row[0]) if row else None


def left(connection: sqlite3.Connection) -> int:
    """How many articles are still to be judged anew."""
    job = connection.execute("SELECT after_id FROM upkeep WHERE job = ?", (_JOB,)).fetchone()
    if job is None:
        return 0
    return int(connection.execute("SELECT count(*) FROM articles WHERE id > ?", (job[0],)).fetchone()[0])


def rejudge(connection: sqlite3.Connection, library: Library, limit: int | None = None) -> tuple[int, int]:
    """Judge up to ``limit`` articles (default: all that are left) if it was asked for with this library.

    Returns how many were looked at, and how many of them have other citations or verdicts now.
    """
    done = changed = 0
    while (limit is None or done < limit) and judged_by(connection) == library.stamp:
        with transaction(connection):
            job = connection.execute("SELECT after_id FROM upkeep WHERE job = ?", (_JOB,)).fetchone()
            if job is None:
                break
            rows = connection.execute(
                "SELECT id, body, published_at FROM articles WHERE id > ? ORDER BY id LIMIT ?",
                (job[0], BATCH if limit is None else min(BATCH, limit - done)),
            ).fetchall()
            changed += sum(_judge(connection, library, *row) for row in rows)
            done += len(rows)
            if rows:
                connection.execute("UPDATE upkeep SET after_id = ? WHERE job = ?", (rows[-1]["id"], _JOB))
            else:
                connection.execute("DELETE FROM upkeep WHERE job = ?", (_JOB,))
    return done, changed


def _judge(
    connection: sqlite3.Connection, library: Library, article_id: int, body: str, published_at: str | None
) -> bool:
    day = day_in_china(datetime.fromisoformat(published_at)) if published_at else None
    return write_citations(connection, article_id, *library.read(body, on=day))
