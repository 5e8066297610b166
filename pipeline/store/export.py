"""All articles as plain rows, in constant memory and without holding up the writer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from pipeline.store.articles import original_of
from pipeline.store.connection import snapshot

CHUNK = 200  # articles read at a time; between chunks no read transaction is open

_COLUMNS = (
    "id", "url", "site", "title", "body", "published_at", "published_precision", "modified_at", "author", "source",
    "editor", "category", "tags", "language", "topic_score", "on_topic", "first_seen_at", "last_seen_at", "changed_at",
    "gone_at",
)  # fmt: skip
_CITATION = (
    "law", "law_id", "article", "inserted", "paragraph", "item", "raw", "status", "quotation", "questionable",
    "explanation",
)  # fmt: skip


def rows(
    connection: sqlite3.Connection,
    *,
    site: str | None = None,
    include_off_topic: bool = True,
    include_gone: bool = True,
    include_copies: bool = True,
    after_id: int = 0,
) -> Iterator[dict[str, Any]]:
    """One dict an article, by id: its columns, ``citations`` (with verdicts), ``original_id`` and ``copy`` (the kind,
    None for an original). ``after_id`` resumes an export that was broken off.
    """
    where = ["id > ?"]
    where += ["on_topic = 1"] if not include_off_topic else []
    where += ["gone_at IS NULL"] if not include_gone else []
    where += ["site = ?"] if site else []
    query = (
        f"SELECT {', '.join(_COLUMNS)} FROM articles NOT INDEXED WHERE {' AND '.join(where)} ORDER BY id LIMIT {CHUNK}"
    )
    while True:
        with snapshot(connection):
            chunk = [
                _complete(connection, row) for row in connection.execute(query, (after_id, *([site] if site else [])))
            ]
        if not chunk:
            return
        after_id = chunk[-1]["id"]
        yield from (row for row in chunk if include_copies or row["original_id"] is None)


def _complete(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    original = original_of(connection, row["id"])
    return {
        **dict(row),
        "tags": json.loads(row["tags"]),
        "on_topic": bool(row["on_topic"]),
        "citations": _citations(connection, row["id"]),
        "original_id": original[0] if original else None,
        "copy": original[1] if original else None,
    }


def _citations(connection: sqlite3.Connection, article_id: int) -> list[dict[str, Any]]:
    found = connection.execute(
        f"SELECT {', '.join(_CITATION)} FROM citations WHERE article_id = ? ORDER BY start, id", (article_id,)
    )
    return [{**dict(row), "questionable": bool(row["questionable"])} for row in found]
