"""Searching: which candidates to take, ranking, snippets, and what to try where nothing is found."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from pipeline import text
from pipeline.store.index import WEIGHTS
from pipeline.store.search import authority, candidates, common, expansion, ranking, snippets
from pipeline.store.search.candidates import Candidates, expression
from pipeline.store.search.query import Query, Term, parse, placed
from pipeline.store.search.suggestions import suggest
from pipeline.store.times import from_text

FEW = 10  # literal answers to a question from which on nothing else is added
WIDE = 300  # candidates of a question by bm25, of which POOL are ranked
NEAR_LOOKUPS = 5_000  # … that may be read to find words that are nearly the same
SUGGESTED = 1_000  # articles of a suggestion are counted up to here


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
    newest: tuple[int, ...] | None = None  # literally and whatever their topic: what facets are counted over

    @property
    def many(self) -> bool:
        """Whether there may be more than ``total``."""
        return self.total >= candidates.MAX_COUNT


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
    semantic: bool = False,
) -> Results:
    """Articles for a query, best first. ``copies``: rank copies like originals, not behind them; none is left out.
    ``semantic``: compare the best answers to a question by meaning too (store.semantic).

    Raises QueryError, with the place, for a query that cannot be meant, StoreError where ``semantic`` is not ready.
    """
    limit, offset = max(0, limit), max(0, offset)
    if semantic:
        from pipeline.store.semantic import ready  # numpy and the model, which other queries do not need

        ready(connection)
    with placed(query):
        asked = parse(query)
        return _Search(connection, asked, include_off_topic=include_off_topic, copies=copies, semantic=semantic).run(
            limit, offset
        )


def literally(
    connection: sqlite3.Connection, query: str, *, include_off_topic: bool = False
) -> tuple[str, list[object], str]:
    """For other statements: «FROM … WHERE …» with the articles AS a that have literally what a query asks, its
    parameters, and the column that gives them in the order of their ids without sorting. QueryError as find().
    """
    asked = Candidates(connection, parse(query), include_off_topic=include_off_topic)
    match = " AND ".join(map(expression, asked.query.wanted)) or None
    return *asked.source(match), "articles_fts.rowid" if match else "a.id"


class _Search:
    def __init__(
        self, connection: sqlite3.Connection, query: Query, *, include_off_topic: bool, copies: bool, semantic: bool
    ) -> None:
        self.connection = connection
        self.query = query
        self.source = " ".join(term.text for term in query.wanted)
        self.copies = copies
        self.include_off_topic = include_off_topic
        self.semantic = semantic
        self.absent: set[str] = set()  # what no article has, of what was asked for suggestions
        self.index = Candidates(connection, query, include_off_topic=include_off_topic)

    def run(self, limit: int, offset: int) -> Results:
        if not self.query.wanted:
            ids = self.index.by_date(None, limit, offset)
            return self._results([(0.0, one) for one in ids], self.index.count(None), limit)
        return replace(self._of_words(limit, offset), newest=self.index.newest.every)

    def _of_words(self, limit: int, offset: int) -> Results:
        strict = self.index.strict()
        total = len(self.index.newest.found)
        if self.query.sort == "date" and total:
            return self._results([(0.0, one) for one in self.index.by_date(strict, limit, offset)], total, limit)
        if (self.query.question and total < FEW) or (self.query.plain and not total):
            return self._relaxed(strict if total else None, limit, offset)
        if total > candidates.POOL and self.index.common_words():
            ranked = self._latest(limit, offset)
        else:
            ranked = self._best(strict, total, limit, offset)
        return self._results(ranked, total, limit)

    def _best(self, strict: str, total: int, limit: int, offset: int) -> list[tuple[float, int]]:
        """All that is found in the order of bm25, the first POOL ranked again."""
        # Where all are ranked again, bm25 need not order them.
        pool = (
            self.index.best(strict, candidates.POOL, 0, WEIGHTS) if total > candidates.POOL else self.index.newest.found
        )
        ranked = self._rank(pool, question=False)[offset : offset + limit]
        missing = limit - len(ranked)
        if missing > 0 and total > candidates.POOL:
            ranked += [(0.0, one) for one in self.index.best(strict, missing, max(candidates.POOL, offset), WEIGHTS)]
        return ranked

    # --------------------------------------------------------------------------------------------------- common words

    def _latest(self, limit: int, offset: int) -> list[tuple[float, int]]:
        """Words that so many articles have: the latest with all of them in the title, with one of them there, then the
        latest of all; the first POOL are ranked again. No long list of postings is read to its end.
        """
        since = common.since(self.index.frequencies.articles, self.index.common_words(), common.STRETCH)
        pool: dict[int, None] = {}
        known = self.index.newest.complete or self.index.narrow  # few of so long a stretch pass a filter that is listed
        for tier in self._titled(since) if known else self._titled_of_many(since):
            pool.update(dict.fromkeys(tier))
            if len(pool) >= candidates.POOL:
                break
        else:
            pool.update(dict.fromkeys(self.index.newest.found[: candidates.POOL]))
        ranked = self._rank(list(pool), question=False)
        missing = offset + limit - len(ranked)
        if missing > 0:
            rest = self.index.newest.found
            if not self.index.newest.complete and len(rest) < missing + len(pool):
                rest = tuple(self.index.latest(self.index.strict(), 0, missing + len(pool)))
            ranked += [(0.0, one) for one in rest if one not in pool]
        return ranked[offset : offset + limit]

    def _titled_of_many(self, since: int) -> Iterator[list[int]]:
        """The latest with all words in the title, then with one of them there."""
        for match in common.tiers([expression(term) for term in self.query.wanted]):
            yield self.index.latest(self.index.without_refused(match), since, candidates.POOL)

    def _titled(self, since: int) -> Iterator[list[int]]:
        """The same of the articles that are known: their titles are read, which is less than what the index has of a word."""
        ids = json.dumps([one for one in self.index.newest.found if one >= since])
        titles = self.connection.execute(
            "SELECT a.id, title FROM json_each(?) CROSS JOIN articles AS a ON a.id = value ORDER BY key", (ids,)
        )
        patterns = [text.pattern(term.text) for term in self.query.wanted]
        having = [(one, sum(bool(each.search(text.fold(title))) for each in patterns)) for one, title in titles]
        for least in sorted({len(patterns), 1}, reverse=True):
            yield [one for one, count in having if count >= least][: candidates.POOL]

    # ------------------------------------------------------------------------------------------------- candidates

    def _relaxed(self, strict: str | None, limit: int, offset: int) -> Results:
        """A question: the articles that share most of it; those that have it literally come first, or the latest."""
        words = " ".join((self.source, *self._meant))
        terms, since = self.index.worthwhile(ranking.tokens(words))
        any_of = self.index.without_refused(_any(terms))
        found = self._pool(any_of, since) if terms else []
        first = self.index.best(strict, FEW, 0, WEIGHTS) if strict else []
        ranked = self._rank([*dict.fromkeys([*first, *found])], question=True)
        if self.query.sort == "date":
            ranked = self.index.dated(ranked)
        else:
            ranked.sort(key=lambda pair: pair[1] not in first)
        return replace(self._results(ranked[offset : offset + limit], len(ranked), limit), relaxed=True)

    def _pool(self, match: str, since: int) -> list[int]:
        """The POOL best of WIDE; provisions of laws that nobody cites, of which there are so many, stand behind."""
        scored = self.index.scored(match, WIDE, (1.0, 1.0, 1.0), since)
        factors = authority.factors(self.connection, {one: title for one, title, _ in scored})
        if factors:
            scored.sort(key=lambda row: -row[2] * factors.get(row[0], 1.0))
        return [one for one, _, _ in scored[: candidates.POOL]]

    @cached_property
    def _meant(self) -> tuple[str, ...]:
        """The terms of the law that the query means."""
        return expansion.legal_terms(self.source)

    # ---------------------------------------------------------------------------------------------------- ranking

    def _rank(self, ids: Sequence[int], *, question: bool) -> list[tuple[float, int]]:
        meant = self._meant if question else ()
        asked = ranking.units(self.source, self.index.frequencies.of, self.index.frequencies.articles, meant)
        phrases = [] if question else [text.fold(term.text) for term in self.query.wanted]
        rows = self._rows(ids)
        here = {row["id"] for row in rows}
        factors = authority.factors(self.connection, {row["id"]: row["title"] for row in rows})
        pool = [
            ranking.Candidate(
                row["id"],
                text.fold(row["title"]),
                text.fold(row["body"]),
                _seconds(row["published_at"]),
                row["original_id"] in here and row["same"] and not self.copies,
                factors.get(row["id"], 1.0),
            )
            for row in rows
        ]
        ranked = ranking.rank(pool, asked, phrases, question=question)
        if self.semantic and (question or self.query.question):
            from pipeline.store import semantic

            ranked = semantic.reranked(self.connection, semantic.question(self.source), ranked)
        return ranked

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
        nothing = self.include_off_topic or bool(self.query.wanted and not self.index.newest.every)
        off_topic = 0 if nothing else self._other(self.query, include_off_topic=True, most=candidates.MAX_COUNT)
        return Results(self.query, hits, total, False, suggest(self.query, self._other, self._near_texts), off_topic)

    def _shown(self) -> dict[str, float]:
        """What a snippet should show, with its weight."""
        shown = {term.text: 1.0 for term in self.query.wanted if not term.title}
        if self.query.question:
            for word in ranking.words(" ".join(shown)):
                if (len(word) > 1 or word.isascii()) and word not in ranking.ASKING:
                    shown.setdefault(word, self._weight(word) / 10)
        return shown

    def _weight(self, word: str) -> float:
        frequencies = self.index.frequencies
        return ranking.weight(frequencies.of(word), frequencies.articles)

    def _other(self, query: Query, *, include_off_topic: bool | None = None, most: int = SUGGESTED) -> int:
        """How many articles another query finds, literally; of one that is answered without that, whether it finds any."""
        every = self.include_off_topic if include_off_topic is None else include_off_topic
        other = Candidates(self.connection, query, include_off_topic=every)
        if not query.wanted:
            return other.count(None, most)
        strict = other.strict()
        if strict not in self.absent and not self.index.exists(strict):
            self.absent.add(strict)
        found = 0 if strict in self.absent else other.count(strict, most)
        if found or not (query.question or query.plain):
            return found
        terms, _ = self.index.worthwhile(ranking.tokens(" ".join(term.text for term in query.wanted)))
        return other.count(other.without_refused(_any(terms)), 1) if terms else 0

    def _near_texts(self, term: Term) -> list[str]:
        terms, since = self.index.worthwhile(ranking.tokens(term.text), NEAR_LOOKUPS)
        ids = self.index.best(_any(terms), FEW, 0, WEIGHTS, since) if terms else []
        return [text.fold(f"{row['title']}\n{row['body']}") for row in self._rows(ids)]


_ROWS = """
    SELECT a.id, a.url, a.title, a.body, a.site, a.category, a.published_at,
        (SELECT original_id FROM duplicates AS d WHERE d.article_id = a.id AND d.kind <> 'excerpt'
         ORDER BY d.similarity DESC, original_id LIMIT 1) AS original_id,
        (SELECT max(similarity >= 0.9 OR kind = 'exact') FROM duplicates AS d
         WHERE d.article_id = a.id AND d.kind <> 'excerpt') AS same
    FROM articles AS a WHERE a.id IN ({places})
"""


def _any(terms: Sequence[str]) -> str:
    """Any of some terms, as the index is asked."""
    return " OR ".join(f'"{one}"' for one in terms)


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
