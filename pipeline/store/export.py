"""All articles as plain rows, in constant memory and without holding up the writer."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from typing import Any

from pipeline.store.articles import original_of
from pipeline.store.connection import snapshot
from pipeline.store.rows import blocks_from_json
from pipeline.store.search import literally

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
    query: str | None = None,
    with_blocks: bool = False,
) -> Iterator[dict[str, Any]]:
    """One dict an article, by id: its columns, ``citations`` (with verdicts), ``original_id`` and ``copy`` (the kind,
    None for an original). ``after_id`` resumes an export that was broken off. ``query``: those that have literally what
    a search query asks (QueryError as there). ``with_blocks``: the text's blocks too, as (kind, level, number, text).
    """
    source, key, values = _source(connection, site, include_off_topic, include_gone, query)
    columns = ", ".join(f"a.{name}" for name in (*_COLUMNS, *(["blocks"] if with_blocks else [])))
    statement = f"SELECT {columns} {source} AND {key} > ? ORDER BY {key} LIMIT {CHUNK}"
    while True:
        with snapshot(connection):
            chunk = [_complete(connection, row) for row in connection.execute(statement, (*values, after_id))]
        if not chunk:
            return
        after_id = chunk[-1]["id"]
        yield from (row for row in chunk if include_copies or row["original_id"] is None)


def count(
    connection: sqlite3.Connection,
    *,
    site: str | None = None,
    include_off_topic: bool = True,
    include_gone: bool = True,
    include_copies: bool = True,
    query: str | None = None,
) -> int:
    """How many articles rows() gives, or would give with the copies."""
    source, _, values = _source(connection, site, include_off_topic, include_gone, query)
    return int(connection.execute(f"SELECT count(*) {source}", values).fetchone()[0])


def _source(
    connection: sqlite3.Connection, site: str | None, include_off_topic: bool, include_gone: bool, query: str | None
) -> tuple[str, str, list[object]]:
    """«FROM … WHERE …» with the articles AS a, the column of their ids, and parameters."""
    if query:
        source, values, key = literally(connection, query, include_off_topic=include_off_topic)
    else:
        source, values, key = "FROM articles AS a NOT INDEXED WHERE 1", [], "a.id"
        source += " AND a.on_topic = 1" if not include_off_topic else ""
    source += " AND a.gone_at IS NULL" if not include_gone else ""
    source += " AND a.site = ?" if site else ""
    return source, key, [*values, *([site] if site else [])]


def _complete(connection: sqlite3.Connection, row: sqlite3.Row) -> dict[str, Any]:
    original = original_of(connection, row["id"])
    blocks = {}
    if "blocks" in row.keys():  # noqa: SIM118 - a row is no mapping
        blocks["blocks"] = [
            (one.kind, one.level, one.number, one.text) for one in blocks_from_json(row["blocks"], row["body"])
        ]
    return {
        **dict(row),
        **blocks,
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
