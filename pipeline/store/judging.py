"""Judges stored citations anew, when texts of statutes or another registry have come since they were stored."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from datetime import date
from itertools import groupby

from pipeline.laws import check
from pipeline.laws.registry import Registry
from pipeline.laws.texts import Statutes
from pipeline.models import Citation, Verdict
from pipeline.store.connection import transaction

_COLUMNS = (
    "status",
    "version",
    "successor",
    "quotation",
    "quoted",
    "statute",
    "similarity",
    "explanation",
    "questionable",
)
_QUERY = """
SELECT citations.article_id, articles.body, citations.id, law, law_id, citations.article, inserted, paragraph, item, start, "end",
    raw, "on", status, version, successor, quotation, quoted, statute, similarity, explanation, questionable
FROM citations JOIN articles ON articles.id = citations.article_id
WHERE citations.article_id IN ({places}) ORDER BY citations.article_id, start, citations.id
"""
_AT_ONCE = 200  # articles in one transaction


def rejudge(connection: sqlite3.Connection, registry: Registry, statutes: Statutes | None = None) -> int:
    """New verdicts for all stored citations, on the day each was judged for; returns how many changed.

    A kill leaves whole articles judged; calling it again goes over all of them, and changes nothing twice.
    """
    ids = [row[0] for row in connection.execute("SELECT DISTINCT article_id FROM citations ORDER BY article_id")]
    changed = 0
    for i in range(0, len(ids), _AT_ONCE):
        some = ids[i : i + _AT_ONCE]
        rows = connection.execute(_QUERY.format(places=",".join("?" * len(some))), some).fetchall()
        new = [pair for _, group in groupby(rows, key=_article_of) for pair in _judged(list(group), registry, statutes)]
        with transaction(connection):
            connection.executemany(
                f"UPDATE citations SET {', '.join(f'{name} = ?' for name in _COLUMNS)} WHERE id = ?",
                [(*values, row) for row, values in new],
            )
        changed += len(new)
    return changed


def _article_of(row: Sequence[object]) -> object:
    return row[0]


def _judged(
    rows: list[sqlite3.Row], registry: Registry, statutes: Statutes | None
) -> Iterable[tuple[int, tuple[object, ...]]]:
    """The citations of one article whose verdict is another now: row id and new values."""
    citations = [Citation(*tuple(row)[3:12]) for row in rows]
    day = date.fromisoformat(rows[0]["on"]) if rows[0]["on"] else None
    verdicts = check(rows[0]["body"], citations, on=day, statutes=statutes, registry=registry)
    for row, verdict in zip(rows, verdicts, strict=True):
        values = _values(verdict)
        if values != tuple(row)[13:]:
            yield row["id"], values


def _values(verdict: Verdict) -> tuple[object, ...]:
    return tuple(int(verdict.questionable) if name == "questionable" else getattr(verdict, name) for name in _COLUMNS)
