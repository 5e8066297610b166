"""Search results with the copies of one text folded under the one that answers best: the original, where it answers."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from pipeline.store import search
from pipeline.store.duplicates.membership import SAME_CONTENT, groups
from pipeline.store.search import Hit, Results
from pipeline.store.search.candidates import MAX_COUNT
from pipeline.store.search.query import parse

MORE = 20  # hits fetched beyond those asked for: most pages have no copies, or few
ROUNDS = 20  # … and so many times, before a page stays short

_ROOT = f"ifnull((SELECT original_id FROM duplicates WHERE article_id = a.id AND {SAME_CONTENT} LIMIT 1), a.id)"


def find(
    connection: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    include_off_topic: bool = False,
    semantic: bool = False,
) -> Results:
    """As search.find, one hit for each group of copies; ``total`` counts groups.

    A query that asks for copies (is:copy) gets them one by one.
    """
    limit, offset = max(0, limit), max(0, offset)
    find = partial(search.find, connection, query, include_off_topic=include_off_topic, semantic=semantic)
    if any(one.field == "is" and one.value == "copy" for one in parse(query).filters):
        return find(limit=limit, offset=offset)
    step = offset + limit + MORE
    found = find(limit=step)
    hits = list(found.hits)
    first = _folded(connection, hits)
    for _ in range(ROUNDS):
        if len(first) >= offset + limit or (len(hits) >= found.total and not found.many) or not found.hits:
            break
        more = find(limit=step, offset=len(hits)).hits
        if not more:
            break
        hits += more
        first = _folded(connection, hits)
    if len(hits) >= found.total and not found.many:
        total = len(first)
    else:  # what shares most of a question is not counted literally
        total = found.total if found.relaxed else _groups(connection, query, include_off_topic)
    shown = list(first.items())[offset : offset + limit]
    return replace(found, hits=tuple(_with_copies(connection, shown)), total=total)


def _folded(connection: sqlite3.Connection, hits: Sequence[Hit]) -> dict[int, Hit]:
    """Original of a group → its first hit, in the order of the hits."""
    roots = groups(connection, [hit.article_id for hit in hits], SAME_CONTENT)
    first: dict[int, Hit] = {}
    for hit in hits:
        first.setdefault(roots[hit.article_id], hit)
    return first


def _groups(connection: sqlite3.Connection, query: str, include_off_topic: bool) -> int:
    source, values, _ = search.literally(connection, query, include_off_topic=include_off_topic)
    sql = f"SELECT count(*) FROM (SELECT DISTINCT {_ROOT} {source} LIMIT {MAX_COUNT})"
    return int(connection.execute(sql, values).fetchone()[0])


def _with_copies(connection: sqlite3.Connection, first: Iterable[tuple[int, Hit]]) -> Iterable[Hit]:
    for root, hit in first:
        sql = f"SELECT count(*) FROM duplicates WHERE original_id = ? AND {SAME_CONTENT}"
        (copies,) = connection.execute(sql, (root,)).fetchone()
        yield replace(hit, copies=copies) if copies else hit
