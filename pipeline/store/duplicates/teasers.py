"""Finds the article that a passage was taken from: a teaser of a list, also one that has lost characters on its way."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass

from pipeline.duplicates import prepare
from pipeline.duplicates.likeness import share
from pipeline.duplicates.sketch import all_features

POSTINGS = 1000  # texts read for one feature
CANDIDATES = 30  # texts that share most features with the passage
ENOUGH = 0.5  # share of the passage that must stand in the article


@dataclass(frozen=True, slots=True)
class Source:
    """An article that holds a passage, and the share of the passage that stands there (0 to 1)."""

    article_id: int
    share: float


def sources(connection: sqlite3.Connection, passage: str, limit: int = 5) -> list[Source]:
    """Articles that hold a passage (some ten words and more), best first; of equal ones the earliest stored."""
    text = prepare("", passage)
    counts: Counter[int] = Counter()
    for feature in all_features(text):
        rows = connection.execute(
            "SELECT text_id FROM duplicate_features WHERE feature = ? AND leads IN (0, 1) LIMIT ?", (feature, POSTINGS)
        )
        counts.update(text_id for (text_id,) in rows)
    found = []
    for text_id, _ in counts.most_common(CANDIDATES):
        for row in connection.execute(
            "SELECT articles.id, title, body FROM duplicate_members JOIN articles ON articles.id = article_id"
            " WHERE text_id = ? ORDER BY articles.id LIMIT 10",
            (text_id,),
        ).fetchall():
            held = share(text, prepare(row["title"], row["body"]))
            if held >= ENOUGH:
                found.append(Source(row["id"], held))
    return sorted(found, key=lambda source: (-source.share, source.article_id))[:limit]
