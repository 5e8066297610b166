"""What is known of articles while their related lists are made: read once, kept while it is needed."""

from __future__ import annotations

import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.store.duplicates.membership import SAME_CONTENT, groups
from pipeline.store.index import KEEP_VECTOR
from pipeline.store.related.topics import Topics
from pipeline.store.related.vectors import Profile, Weights

RARE_PROVISION = 200  # articles that cite a provision which are told; more make it a common one
STALE = 3  # times the articles there were: an older vector is made anew when it is needed
_CACHE = 50_000  # of each kind kept in memory

Provision = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is compared of an article."""

    packed: bytes  # Vector.packed
    category: str | None
    on_topic: bool
    provisions: frozenset[Provision]


class Known:
    """The articles of one database; cited laws and copies must be stored."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.cursor = connection.cursor()
        self.cursor.row_factory = None  # thousands of ids are read: plain tuples
        (last,) = self.read("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        self.articles: int = max(last, 1)
        weights, topics = self.read("SELECT packed, topics FROM term_weights").fetchone()
        self.weights, self.topics = Weights.unpacked(weights), Topics.unpacked(topics)
        self.facts: dict[int, Facts] = {}
        self.roots: dict[int, int] = {}  # article → original of its group
        self._cited: dict[Provision, tuple[int, ...]] = {}
        self._rarities: dict[Provision, float] = {}

    def read(self, sql: str, values: Sequence[object] = ()) -> sqlite3.Cursor:
        """Rows as plain tuples."""
        return self.cursor.execute(sql, values)

    def bound(self) -> None:
        """Forget what has grown too large."""
        for cache in (self.facts, self.roots, self._cited, self._rarities):
            if len(cache) > _CACHE:
                cache.clear()

    def renewed(self, article_id: int, title: str, body: str) -> Profile:
        """The profile of an article as it is now; its vector is kept, and what was known of it read again."""
        profile = self.weights.profile(title, body)
        self._keep(article_id, profile.vector.packed())
        self.facts.pop(article_id, None)
        self.load([article_id])
        return profile

    def load(self, article_ids: Sequence[int]) -> None:
        """Read the facts of those that are not known yet."""
        missing = [one for one in article_ids if one not in self.facts]
        if not missing:
            return
        places = ", ".join("?" * len(missing))
        provisions: dict[int, set[Provision]] = {}
        for article, law, number, inserted in self.read(
            "SELECT article_id, law_id, article, inserted FROM citations"
            f" WHERE article_id IN ({places}) AND law_id IS NOT NULL AND article IS NOT NULL",
            missing,
        ):
            provisions.setdefault(article, set()).add((law, number, inserted))
        for one, category, on_topic, made, packed in self.read(_FACTS.format(places=places), missing).fetchall():
            if packed is None or made * STALE < self.articles:
                packed = self.weights.vector(*self.read(TEXT, (one,)).fetchone()).packed()
                self._keep(one, packed)
            self.facts[one] = Facts(packed, category, bool(on_topic), frozenset(provisions.get(one, ())))

    def _keep(self, article_id: int, packed: bytes) -> None:
        self._connection.execute(KEEP_VECTOR, (article_id, self.articles, packed))

    def learn_roots(self, article_ids: Sequence[int]) -> None:
        """Read the groups of those whose are not known yet, into ``roots``."""
        new = [one for one in article_ids if one not in self.roots]
        self.roots.update(groups(self._connection, new, SAME_CONTENT))

    def root(self, article_id: int) -> int:
        """The original of an article's group; itself where it has none."""
        self.learn_roots([article_id])
        return self.roots[article_id]

    def citing(self, provision: Provision) -> tuple[int, ...]:
        """The articles that cite a provision, the latest first; one more than RARE_PROVISION at most."""
        if provision not in self._cited:
            rows = self.read(
                "SELECT DISTINCT article_id FROM citations WHERE law_id = ? AND article = ? AND inserted = ?"
                " ORDER BY article_id DESC LIMIT ?",
                (*provision, RARE_PROVISION + 1),
            )
            self._cited[provision] = tuple([row[0] for row in rows])
        return self._cited[provision]

    def rarity(self, provision: Provision) -> float:
        """1 for a provision that two articles cite, less for one that many do."""
        known = self._rarities.get(provision)
        if known is None:
            citing = max(2, len(self.citing(provision)))
            share = math.log(self.articles / citing) / math.log(self.articles / 2) if self.articles > 2 else 0.0
            known = self._rarities[provision] = max(0.0, share)
        return known


TEXT = "SELECT title, body FROM articles WHERE id = ?"
_FACTS = """
    SELECT a.id, a.category, a.on_topic, v.articles, v.packed
    FROM articles AS a LEFT JOIN article_vectors AS v ON v.article_id = a.id WHERE a.id IN ({places})
"""
