"""Searching: candidates from the index, ranking, snippets, and what to try where nothing is found."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from pipeline import text
from pipeline.errors import QueryError
from pipeline.store import common, ranking, snippets
from pipeline.store.conditions import Condition, condition, indexed
from pipeline.store.index import WEIGHTS
from pipeline.store.query import Query, Term, parse, place
from pipeline.store.suggestions import suggest
from pipeline.store.terms import Frequencies
from pipeline.store.times import from_text

POOL = 100  # candidates that are scored again; what follows them stays in the order of bm25
FEW = 10  # literal answers to a question from which on nothing else is added
MAX_COUNT = 1_000  # articles are counted up to here: each costs a look at its row
LOOKUPS = 25_000  # postings that a question may read: its commonest terms are left out beyond
NEAR_LOOKUPS = 5_000  # … that may be read to find words that are nearly the same
SUGGESTED = 1_000  # articles of a suggestion are counted up to here
FILTERED = 20_000  # articles of a filter from which on a list of them costs more than it spares
SPARED = 4  # … and how many times the postings there must be
LEAST_TERMS = 4  # … but not these rarest ones


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found. ``highlights`` are (start, end) in ``snippet``, ``title_highlights`` in ``title``."""

    article_id: int
    url: str
    title: str
    snippet: str
    score: float
    site: str
    category: str | None = None
    published_at: datetime | None = None
    original_id: int | None = None  # it is a copy of this one
    highlights: tuple[snippets.Span, ...] = ()
    title_highlights: tuple[snippets.Span, ...] = ()
    copies: int = 0  # other articles of its group, folded under this one


@dataclass(frozen=True, slots=True)
class Results:
    """One page of answers. ``total`` counts up to MAX_COUNT. ``relaxed``: a question without enough literal answers, so
    these are the articles that share most of it. ``suggestions``: queries that would find something."""

    query: Query
    hits: tuple[Hit, ...]
    total: int
    relaxed: bool = False
    suggestions: tuple[str, ...] = ()
    off_topic: int = 0  # where nothing was found: how many articles there are if off-topic ones count too

    @property
    def many(self) -> bool:
        """Whether there may be more than ``total``."""
        return self.total >= MAX_COUNT


def search(
    connection: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    include_off_topic: bool = False,
    copies: bool = False,
) -> list[Hit]:
    """The hits of find()."""
    found = find(connection, query, limit=limit, offset=offset, include_off_topic=include_off_topic, copies=copies)
    return list(found.hits)


def find(
    connection: sqlite3.Connection,
    query: str,
    *,
    limit: int = 20,
    offset: int = 0,
    include_off_topic: bool = False,
    copies: bool = False,
) -> Results:
    """Articles for a query, best first. ``copies``: rank copies like originals, not behind them; none is left out.

    Raises QueryError, with the place, for a query that cannot be meant.
    """
    limit, offset = max(0, limit), max(0, offset)
    try:
        asked = parse(query)
        return _Search(connection, asked, include_off_topic=include_off_topic, copies=copies).run(limit, offset)
    except QueryError as mistake:
        if mistake.position is None:
            raise
        raise QueryError(f"{mistake}（{place(query, mistake.position)}）", mistake.position) from None


def literally(
    connection: sqlite3.Connection, query: str, *, include_off_topic: bool = False
) -> tuple[str, list[object], str]:
    """For other statements: «FROM … WHERE …» with the articles AS a that have literally what a query asks, its
    parameters, and the column that gives them in the order of their ids without sorting. QueryError as find().
    """
    asked = _Search(connection, parse(query), include_off_topic=include_off_topic, copies=False)
    match = " AND ".join(map(expression, asked.query.wanted)) or None
    return *asked._from(match), "articles_fts.rowid" if match else "a.id"


class _Search:
    def __init__(self, connection: sqlite3.Connection, query: Query, *, include_off_topic: bool, copies: bool) -> None:
        self.connection = connection
        self.query = query
        self.copies = copies
        self.include_off_topic = include_off_topic
        self.conditions = [condition(connection, one) for one in query.filters]
        self.listed = [sql for one, sql in zip(query.filters, self.conditions, strict=True) if indexed(one, sql)]
        if not include_off_topic and not query.topic:
            self.conditions.append(("a.on_topic = 1", ()))
        self.absent: set[str] = set()  # what no article has, of what was asked for suggestions
        self.refused = " OR ".join(expression(term) for term in query.terms if term.negated)
        if self.refused and not query.wanted:
            self.conditions.append(
                ("a.id NOT IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", (self.refused,))
            )

    def run(self, limit: int, offset: int) -> Results:
        if not self.query.wanted:
            ids = self._by_date(None, limit, offset)
            return self._results([(0.0, one) for one in ids], self._count(None), limit)
        strict = self._strict()
        total = self._count(strict) if self._exists(strict) else 0
        if self.query.sort == "date" and total:
            return self._results([(0.0, one) for one in self._by_date(strict, limit, offset)], total, limit)
        if (self.query.question and total < FEW) or (self.query.plain and not total):
            return self._relaxed(strict if total else None, limit, offset)
        if total > POOL and self._common():
            ranked = self._latest(limit, offset)
        else:
            ranked = self._best(strict, total, limit, offset)
        return self._results(ranked, total, limit)

    def _best(self, strict: str, total: int, limit: int, offset: int) -> list[tuple[float, int]]:
        """All that is found in the order of bm25, the first POOL ranked again."""
        # Where all are ranked again, bm25 need not order them.
        pool = self._candidates(strict, POOL, 0, WEIGHTS) if total > POOL else self._newest(strict, 0, POOL)
        ranked = self._rank(pool, question=False)[offset : offset + limit]
        missing = limit - len(ranked)
        if missing > 0 and total > POOL:
            ranked += [(0.0, one) for one in self._candidates(strict, missing, max(POOL, offset), WEIGHTS)]
        return ranked

    # --------------------------------------------------------------------------------------------------- common words

    def _common(self) -> int:
        """How many postings bm25 would read, where that is too many to be quick; else 0."""
        postings = sum(map(self._postings, self.query.wanted))
        return postings if postings > common.POSTINGS else 0

    def _postings(self, term: Term) -> int:
        return self.frequencies.phrase(text.phrase(term.text)[0])

    def _latest(self, limit: int, offset: int) -> list[tuple[float, int]]:
        """Words that so many articles have: the latest with all of them in the title, with one of them there, then the
        latest of all; the first POOL are ranked again. No long list of postings is read to its end.
        """
        terms = [expression(term) for term in self.query.wanted]
        since = common.since(self.frequencies.articles, self._common(), common.STRETCH)
        pool: dict[int, None] = {}
        for match, first in common.tiers(terms, since):
            pool.update(dict.fromkeys(self._newest(self._without_refused(match), first, POOL)))
            if len(pool) >= POOL:
                break
        ranked = self._rank(list(pool), question=False)
        missing = offset + limit - len(ranked)
        if missing > 0:
            rest = self._newest(self._strict(), 0, missing + len(pool))
            ranked += [(0.0, one) for one in rest if one not in pool]
        return ranked[offset : offset + limit]

    def _newest(self, match: str, since: int, limit: int) -> list[int]:
        source, values = self._from(match, ("articles_fts.rowid >= ?", (since,)))
        return [
            row[0]
            for row in self.connection.execute(
                f"SELECT a.id {source} ORDER BY articles_fts.rowid DESC LIMIT ?", [*values, limit]
            )
        ]

    def _strict(self) -> str:
        """What all words of the query say to the index."""
        return self._without_refused(" AND ".join(map(expression, self.query.wanted)))

    def _without_refused(self, match: str) -> str:
        return f"({match}) NOT ({self.refused})" if self.refused else match

    # ------------------------------------------------------------------------------------------------- candidates

    def _from(self, match: str | None, *more: Condition) -> tuple[str, list[object]]:
        parts = [*self.conditions, *more, *([self._narrow] if match and self._narrow else [])]
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

    @cached_property
    def _narrow(self) -> Condition | None:
        """Where the filters leave few articles and the words are common: the list of them, taken from an index of the
        filters, so that each posting is looked for in it instead of its article being read.
        """
        postings = min((self._postings(term) for term in self.query.wanted), default=0)
        most = min(FILTERED, postings // SPARED)
        if not self.listed or most < POOL:
            return None
        listed = f"SELECT a.id FROM articles AS a WHERE {' AND '.join(sql for sql, _ in self.listed)}"
        values = tuple(value for _, params in self.listed for value in params)
        counted = self.connection.execute(f"SELECT count(*) FROM ({listed} LIMIT {most})", values)
        # The + keeps FTS5 from being asked once for each of the list.
        return (f"+articles_fts.rowid IN ({listed})", values) if counted.fetchone()[0] < most else None

    def _exists(self, match: str) -> bool:
        """Whether any article has it at all, filters or not: nothing is asked twice of what nobody has."""
        sql = "SELECT 1 FROM articles_fts WHERE articles_fts MATCH ? LIMIT 1"
        return self.connection.execute(sql, (match,)).fetchone() is not None

    def _count(self, match: str | None, most: int | None = None) -> int:
        source, values = self._from(match)
        sql = f"SELECT count(*) FROM (SELECT 1 {source} LIMIT {most or MAX_COUNT})"
        return int(self.connection.execute(sql, values).fetchone()[0])

    def _by_date(self, match: str | None, limit: int, offset: int) -> list[int]:
        if match is not None and self._common() and not self._narrow:
            # The articles by date, each looked for in the list of those that have the words: asking the index for each
            # takes seconds where two common words seldom meet. The + keeps the list from leading.
            source, values = self._from(
                None, ("+a.id IN (SELECT rowid FROM articles_fts WHERE articles_fts MATCH ?)", (match,))
            )
        else:
            source, values = self._from(match)
        sql = f"SELECT a.id {source} ORDER BY a.published_at DESC, a.id DESC LIMIT ? OFFSET ?"
        return [row[0] for row in self.connection.execute(sql, [*values, limit, offset])]

    def _candidates(self, match: str, limit: int, offset: int, weights: Sequence[float], since: int = 0) -> list[int]:
        by = ("articles_fts.rank MATCH ?", (f"bm25({', '.join(map(str, weights))})",))
        source, values = self._from(match, by, *([("articles_fts.rowid >= ?", (since,))] if since else []))
        sql = f"SELECT a.id {source} ORDER BY articles_fts.rank LIMIT ? OFFSET ?"
        return [row[0] for row in self.connection.execute(sql, [*values, limit, offset])]

    def _relaxed(self, strict: str | None, limit: int, offset: int) -> Results:
        """A question: the articles that share most of it; those that have it literally come first."""
        terms, since = self._worthwhile(ranking.tokens(" ".join(term.text for term in self.query.wanted)))
        any_of = self._without_refused(" OR ".join(f'"{term}"' for term in terms))
        found = self._candidates(any_of, POOL, 0, (1.0, 1.0, 1.0), since) if terms else []
        first = self._candidates(strict, FEW, 0, WEIGHTS) if strict else []
        ranked = self._rank([*dict.fromkeys([*first, *found])], question=True)
        ranked.sort(key=lambda pair: pair[1] not in first)
        return replace(self._results(ranked[offset : offset + limit], len(ranked), limit), relaxed=True)

    def _worthwhile(self, terms: Sequence[str], lookups: int = LOOKUPS) -> tuple[list[str], int]:
        """(The rare terms, as far as the lookups go, from which id on to look): common bigrams cost most and tell least."""
        kept: list[str] = []
        cost = 0
        for frequency, term in sorted((self.frequencies.of(term), term) for term in terms):
            if frequency and (len(kept) < LEAST_TERMS or cost + frequency <= lookups):
                kept.append(term)
                cost += frequency
        return kept, common.since(self.frequencies.articles, cost, lookups)

    # ---------------------------------------------------------------------------------------------------- ranking

    @cached_property
    def frequencies(self) -> Frequencies:
        return Frequencies(self.connection)

    def _rank(self, ids: Sequence[int], *, question: bool) -> list[tuple[float, int]]:
        source = " ".join(term.text for term in self.query.wanted)
        asked = ranking.units(source, self.frequencies.of, self.frequencies.articles)
        phrases = [] if question else [text.fold(term.text) for term in self.query.wanted]
        rows = self._rows(ids)
        here = {row["id"] for row in rows}
        candidates = [
            ranking.Candidate(
                row["id"],
                text.fold(row["title"]),
                text.fold(row["body"]),
                _seconds(row["published_at"]),
                row["original_id"] in here and row["same"] and not self.copies,
            )
            for row in rows
        ]
        return ranking.rank(candidates, asked, phrases, question=question)

    def _rows(self, ids: Sequence[int]) -> list[sqlite3.Row]:
        cursor = self.connection.execute(_ROWS.format(places=", ".join("?" * len(ids))), list(ids))
        cursor.row_factory = sqlite3.Row
        return cursor.fetchall()

    # ---------------------------------------------------------------------------------------------------- results

    def _results(self, ranked: Sequence[tuple[float, int]], total: int, limit: int) -> Results:
        rows = {row["id"]: row for row in self._rows([one for _, one in ranked])}
        titles = [term.text for term in self.query.wanted]
        shown = self._shown()
        hits = tuple(_hit(rows[one], score, titles, shown) for score, one in ranked if one in rows)
        if total or not limit:
            return Results(self.query, hits, total)
        off_topic = 0 if self.include_off_topic else self._other(self.query, include_off_topic=True, most=MAX_COUNT)
        return Results(self.query, hits, total, False, suggest(self.query, self._other, self._near_texts), off_topic)

    def _shown(self) -> dict[str, float]:
        """What a snippet should show, with its weight."""
        shown = {term.text: 1.0 for term in self.query.wanted if not term.title}
        if self.query.question:
            for word in ranking.words(" ".join(shown)):
                if (len(word) > 1 or word.isascii()) and word not in ranking.ASKING:
                    shown.setdefault(word, ranking.weight(self.frequencies.of(word), self.frequencies.articles) / 10)
        return shown

    def _other(self, query: Query, *, include_off_topic: bool | None = None, most: int = SUGGESTED) -> int:
        """How many articles another query finds, literally."""
        every = self.include_off_topic if include_off_topic is None else include_off_topic
        other = _Search(self.connection, query, include_off_topic=every, copies=self.copies)
        if not query.wanted:
            return other._count(None, most)
        strict = other._strict()
        if strict not in self.absent and not self._exists(strict):
            self.absent.add(strict)
        return 0 if strict in self.absent else other._count(strict, most)

    def _near_texts(self, term: Term) -> list[str]:
        terms, since = self._worthwhile(ranking.tokens(term.text), NEAR_LOOKUPS)
        ids = self._candidates(" OR ".join(f'"{one}"' for one in terms), FEW, 0, WEIGHTS, since) if terms else []
        return [text.fold(f"{row['title']}\n{row['body']}") for row in self._rows(ids)]


_ROWS = """
    SELECT a.id, a.url, a.title, a.body, a.site, a.category, a.published_at,
        (SELECT original_id FROM duplicates AS d WHERE d.article_id = a.id AND d.kind <> 'excerpt'
         ORDER BY d.similarity DESC, original_id LIMIT 1) AS original_id,
        (SELECT max(similarity >= 0.9 OR kind = 'exact') FROM duplicates AS d
         WHERE d.article_id = a.id AND d.kind <> 'excerpt') AS same
    FROM articles AS a WHERE a.id IN ({places})
"""


def expression(term: Term) -> str:
    """A term in the language of FTS5; its tokens are word characters alone, so nothing in it is read as syntax."""
    tokens, prefix = text.phrase(term.text)
    return f'{"title : " if term.title else ""}"{" ".join(tokens)}"{" *" if prefix else ""}'


def _hit(row: sqlite3.Row, score: float, titles: Sequence[str], shown: dict[str, float]) -> Hit:
    passage, highlights = snippets.snippet(row["body"], shown)
    return Hit(
        article_id=row["id"],
        url=row["url"],
        title=row["title"],
        snippet=passage,
        score=round(score, 4),
        site=row["site"],
        category=row["category"],
        published_at=from_text(row["published_at"]),
        original_id=row["original_id"],
        highlights=highlights,
        title_highlights=snippets.spans(row["title"], [*titles, *shown]),
    )


def _seconds(moment: str | None) -> float | None:
    parsed = from_text(moment)
    return parsed.timestamp() if parsed else None
