"""Search results with the copies of one text folded under the one that answers best: the original, where it answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import replace

from pipeline.store import search
from pipeline.store.query import parse
from pipeline.store.search import MAX_COUNT, Hit, Results

MORE = 20  # hits fetched beyond those asked for: most pages have no copies, or few
ROUNDS = 20  # … and so many times, before a page stays short

_ROOT = "ifnull((SELECT original_id FROM duplicates WHERE article_id = a.id AND kind <> 'excerpt' LIMIT 1), a.id)"


def find(
    connection: sqlite3.Connection, query: str, *, limit: int = 20, offset: int = 0, include_off_topic: bool = False
) -> Results:
    """As search.find, one hit for each group of copies; ``total`` counts groups.

    A query that asks for copies (is:copy) gets them one by one.
    """
    limit, offset = max(0, limit), max(0, offset)
    if any(one.field == "is" and one.value == "copy" for one in parse(query).filters):
        return search.find(connection, query, limit=limit, offset=offset, include_off_topic=include_off_topic)
    step = offset + limit + MORE
    found = search.find(connection, query, limit=step, include_off_topic=include_off_topic)
    hits = list(found.hits)
    groups = _folded(hits)
    for _ in range(ROUNDS):
        if len(groups) >= offset + limit or (len(hits) >= found.total and not found.many) or not found.hits:
            break
        more = search.find(connection, query, limit=step, offset=len(hits), include_off_topic=include_off_topic).hits
        if not more:
            break
        hits += more
        groups = _folded(hits)
    total = (
        len(groups) if len(hits) >= found.total and not found.many else _groups(connection, query, include_off_topic)
    )
    shown = groups[offset : offset + limit]
    return replace(found, hits=tuple(_with_copies(connection, shown)), total=total)


def _folded(hits: Iterable[Hit]) -> list[Hit]:
    """The first hit of each group, in its place."""
    first: dict[int, Hit] = {}
    for hit in hits:
        first.setdefault(hit.original_id or hit.article_id, hit)
    return list(first.values())


def _groups(connection: sqlite3.Connection, query: str, include_off_topic: bool) -> int:
    source, values, _ = search.literally(connection, query, include_off_topic=include_off_topic)
    sql = f"SELECT count(*) FROM (SELECT DISTINCT {_ROOT} {source} LIMIT {MAX_COUNT})"
    return int(connection.execute(sql, values).fetchone()[0])


def _with_copies(connection: sqlite3.Connection, hits: Iterable[Hit]) -> Iterable[Hit]:
    for hit in hits:
        (copies,) = connection.execute(
            "SELECT count(*) FROM duplicates WHERE original_id = ? AND kind <> 'excerpt'",
            (hit.original_id or hit.article_id,),
        ).fetchone()
        yield replace(hit, copies=copies) if copies else hit
