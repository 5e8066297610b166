"""Which group of copies articles belong to: that of their original. An excerpt is no copy."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

_CHUNK = 500  # parameters of one statement

COPY = "kind <> 'excerpt'"
# What one article says is said by the other too. Two statutes, or two answers, on one matter pass for rewrites at .6,
# and what each says is worth its own place among the answers to a query.
SAME_CONTENT = "kind <> 'excerpt' AND (kind <> 'rewrite' OR similarity >= 0.8)"


def groups(connection: sqlite3.Connection, article_ids: Sequence[int], kinds: str = COPY) -> dict[int, int]:
    """Article → the original of its group; an article without copies (of ``kinds``) is its own group."""
    out = {one: one for one in article_ids}
    for start in range(0, len(article_ids), _CHUNK):
        chunk = article_ids[start : start + _CHUNK]
        rows = connection.execute(
            f"SELECT article_id, original_id FROM duplicates WHERE {kinds}"
            f" AND article_id IN ({', '.join('?' * len(chunk))}) ORDER BY similarity, original_id DESC",
            list(chunk),
        )
        out.update((article, original) for article, original in rows)  # the most similar comes last
    return out


def thinned(article_ids: Iterable[int], roots: Mapping[int, int], *, without: int, most: int) -> list[int]:
    """The articles in their order, without one group, and at most so many of each other group."""
    seen: Counter[int] = Counter()
    out = []
    for one in article_ids:
        root = roots[one]
        seen[root] += 1
        if root != without and seen[root] <= most:
            out.append(one)
    return out
