"""Candidates of a query from the index: which articles have its words, counted, by date, or the best by bm25."""

from __future__ import annotations

import json
import math
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from pipeline import text
from pipeline.store.search import common
from pipeline.store.search.conditions import Condition, condition, indexed
from pipeline.store.search.query import Query, Term
from pipeline.store.search.terms import Frequencies

POOL = 100  # candidates that are scored again; what follows them stays in the order of bm25
MAX_COUNT = 1_000  # articles are counted up to here: each costs a look at its row
LOOKUPS = 12_000  # postings that a question may read: its commonest terms are left out beyond
LEAST_TERMS = 4  # … but not these rarest ones
SAMPLE = 500  # newest articles that facets are counted over
LISTED = 3  # articles of a filter that are listed for the price of one that is read


@dataclass(frozen=True, slots=True)
class Newest:
    """What one reading of the index from its newest end gives, ids, the newest first."""

    found: tuple[int, ...]  # of the query, at most MAX_COUNT
    every: tuple[int, ...]  # … whatever their topic, at most SAMPLE

    @property
    def complete(self) -> bool:
        """Whether ``found`` is all there is."""
        return len(self.found) < MAX_COUNT


class Candidates:
    """What the index and the filters say to one query."""

    def __init__(self, connection: sqlite3.Connection, query: Query, *, include_off_topic: bool) -> None:
        self.connection = connection
        self.query = query
        self.conditions = [condition(connection, one) for one in query.filters]
        self.listed = [sql for one, sql in zip(query.filters, self.conditions, strict=True) if indexed(one, sql)]
        self.refused = " OR ".join(expression(term) for term in query.terms if term.negated)
        if self.refused and not query.wanted:
            self.conditions.append(
                ("a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", (self.refused,))
            )
        self.any_topic = include_off_topic or query.topic

    def strict(self) -> str:
        """What all words of the query say to the index."""
        return self.without_refused(" AND ".join(map(expression, self.query.wanted)))

    def without_refused(self, match: str) -> str:
        return f"({match}) NOT ({self.refused})" if self.refused else match

    def exists(self, match: str) -> bool:
        """Whether any article has it at all, filters or not: nothing is asked twice of what nobody has."""
        sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
        return self.connection.execute(sql, (match,)).fetchone() is not None

    def count(self, match: str | None, most: int | None = None) -> int:
        source, values = self.source(match)
        sql = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {most or MAX_COUNT})"
        return int(self.connection.execute(sql, values).fetchone()[0])

    @cached_property
    def newest(self) -> Newest:
        """Of all words of the query. Everything but bm25 is told from it, because to read the postings of a common phrase
        costs more than all else.
        """
        source, values = self.source(self.strict(), any_topic=True)
        cursor = self.connection.cursor()
        cursor.row_factory = None
        found: list[int] = []
        every: list[int] = []
        sql = f"SELECT a.id, a.on_topic {source} ORDER BY articles_fts.rowid DESC"
        for one, on_topic in cursor.execute(sql, values):
            if len(every) < SAMPLE:
                every.append(one)
            if on_topic or self.any_topic:
                found.append(one)
                if len(found) == MAX_COUNT:
                    break
        cursor.close()
        return Newest(tuple(found), tuple(every))

    def by_date(self, match: str | None, limit: int, offset: int) -> list[int]:
        if match is not None and self.newest.complete:
            sql = (
                "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?))"
                " ORDER BY published_at DESC, id DESC LIMIT ? OFFSET ?"
            )
            listed = json.dumps(self.newest.found)
            return [row[0] for row in self.connection.execute(sql, (listed, limit, offset))]
        if match is not None and self.common_words() and not self._narrow:
            # The articles by date, each looked for in the list of those that have the words: asking the index for each
            # takes seconds where two common words seldom meet. The + keeps the list from leading.
            source, values = self.source(
                None, ("+a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", (match,))
            )
        else:
            source, values = self.source(match)
        sql = f"SELECT a.id {source} ORDER BY a.published_at DESC, a.id DESC LIMIT ? OFFSET ?"
        return [row[0] for row in self.connection.execute(sql, [*values, limit, offset])]

    def dated(self, ranked: Sequence[tuple[float, int]]) -> list[tuple[float, int]]:
        """The same (score, article), the latest published first."""
        ids = json.dumps([one for _, one in ranked])
        sql = "SELECT id FROM articles WHERE id IN (SELECT value FROM json_each(?)) ORDER BY published_at DESC, id DESC"
        scores = {one: score for score, one in ranked}
        return [(scores[one], one) for (one,) in self.connection.execute(sql, (ids,))]

    def latest(self, match: str, since: int, limit: int) -> list[int]:
        source, values = self.source(match, ("articles_fts.rowid >= ?", (since,)))
        return [
            row[0]
            for row in self.connection.execute(
                f"SELECT a.id {source} ORDER BY articles_fts.rowid DESC LIMIT ?", [*values, limit]
            )
        ]

    def best(self, match: str, limit: int, offset: int, weights: Sequence[float], since: int = 0) -> list[int]:
        """The ids of the best by bm25, best first."""
        source, values = self._by_bm25(match, weights, since)
        sql = f"SELECT a.id {source} LIMIT ? OFFSET ?"
        return [row[0] for row in self.connection.execute(sql, [*values, limit, offset])]

    def scored(self, match: str, limit: int, weights: Sequence[float], since: int = 0) -> list[tuple[int, str, float]]:
        """(id, title, bm25) of the best, best first."""
        source, values = self._by_bm25(match, weights, since)
        sql = f"SELECT a.id, a.title, -articles_fts.rank {source} LIMIT ?"
        return [tuple(row) for row in self.connection.execute(sql, [*values, limit])]

    def _by_bm25(self, match: str, weights: Sequence[float], since: int) -> tuple[str, list[object]]:
        by = ("articles_fts.rank MATCH ?", (f"bm25({', '.join(map(str, weights))})",))
        source, values = self.source(match, by, *([("articles_fts.rowid >= ?", (since,))] if since else []))
        return f"{source} ORDER BY articles_fts.rank", values

    def worthwhile(self, terms: Sequence[str], lookups: int = LOOKUPS) -> tuple[list[str], int]:
        """(The rare terms, as far as the lookups go, from which id on to look): common bigrams cost most and tell least."""
        kept: list[str] = []
        cost = 0
        for frequency, term in sorted((self.frequencies.of(term), term) for term in terms):
            if frequency and (len(kept) < LEAST_TERMS or cost + frequency <= lookups):
                kept.append(term)
                cost += frequency
        return kept, common.since(self.frequencies.articles, cost, lookups)

    def common_words(self) -> int:
        """How many postings bm25 would read, where that is too many to be quick; else 0."""
        postings = sum(map(self._postings, self.query.wanted))
        return postings if postings > common.POSTINGS else 0

    def _postings(self, term: Term) -> int:
        return self.frequencies.phrase(text.phrase(term.text)[0])

    def source(self, match: str | None, *more: Condition, any_topic: bool = False) -> tuple[str, list[object]]:
        parts = [*self.conditions, *more, *([self._narrow] if match and self._narrow else [])]
        if not (any_topic or self.any_topic):
            parts.append(("a.on_topic = 1", ()))
        values = [value for _, params in parts for value in params]
        where = " AND ".join(sql for sql, _ in parts) or "1"
        if match is None:
            return f"FROM articles AS a WHERE {where}", values
        # CROSS JOIN: the index leads, whatever the planner thinks of the filters.
        return (
            "FROM articles_fts CROSS JOIN articles AS a ON a.id = articles_fts.rowid"
            f" WHERE articles_fts MATCH ? AND {where}",
            [match, *values],
        )

    @property
    def narrow(self) -> bool:
        """Whether the articles of the filters are listed."""
        return self._narrow is not None

    @cached_property
    def _narrow(self) -> Condition | None:
        """Where the filters leave few articles and the words are common: the list of them, taken from an index of the
        filters, so that each posting is looked for in it instead of its article being read, and none beyond its ends.
        """
        if not self.listed:
            return None
        postings = min((self._postings(term) for term in self.query.wanted), default=0)
        # Else MAX_COUNT articles are found sooner than the list is made.
        most = min(LISTED * postings, math.isqrt(LISTED * MAX_COUNT * self.frequencies.articles))
        if most < POOL:
            return None
        listed = f"SELECT a.id FROM articles AS a WHERE {' AND '.join(sql for sql, _ in self.listed)}"
        values = tuple(value for _, params in self.listed for value in params)
        sql = f"SELECT count(*), min(id), max(id) FROM ({listed} LIMIT {most})"
        count, first, last = self.connection.execute(sql, values).fetchone()
        if count == most:
            return None
        # The + keeps FTS5 from being asked once for each of the list: 0.2 ms each.
        bounds = (first or 0, last or 0)
        return (f"articles_fts.rowid BETWEEN ? AND ? AND +articles_fts.rowid IN ({listed})", (*bounds, *values))

    @cached_property
    def frequencies(self) -> Frequencies:
        return Frequencies(self.connection)


def expression(term: Term) -> str:
    """A term in the language of FTS5; its tokens are word characters alone, so nothing in it is read as syntax."""
    tokens, prefix = text.phrase(term.text)
    return f'{"title : " if term.title else ""}"{" ".join(tokens)}"{" *" if prefix else ""}'
