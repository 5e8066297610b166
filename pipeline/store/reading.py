"""What the pages in the browser show: lists, counts and series, each bounded so that a page stays fast when large."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store.connection import snapshot
from pipeline.store.laws import LawCount
from pipeline.store.search.facets import Facets, facets
from pipeline.store.times import from_text, to_text

SUMMARY = 140  # characters of an article's text in a list
AROUND = 40  # characters of the text before and after a citation in a list
COMMON = 20_000  # citations of a law from which on it is taken for one that is cited everywhere


@dataclass(frozen=True, slots=True)
class Totals:
    """The collection in numbers. ``recent``: articles first seen since a given moment."""

    articles: int
    on_topic: int
    recent: int
    copies: int
    sites: int
    citations: int
    questionable: int  # citations
    laws: int  # that are cited
    first: datetime | None  # the oldest and the newest day of publication
    last: datetime | None


@dataclass(frozen=True, slots=True)
class Card:
    """An article in a list."""

    id: int
    title: str
    url: str
    site: str
    category: str | None
    author: str | None
    published_at: datetime | None
    published_precision: str | None
    first_seen_at: datetime
    on_topic: bool
    citations: int
    questionable: int
    copy: str | None  # the kind of copy it is
    summary: str


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A questionable citation in a list."""

    article_id: int
    title: str
    site: str
    published_at: datetime | None
    raw: str
    start: int
    law: str | None
    law_id: str | None
    article: int | None
    inserted: int
    status: str
    quotation: str
    explanation: str
    before: str  # what stands around it in the article
    after: str


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """An original with what became of it; ``slots``: how many places vary, for templates."""

    original_id: int
    title: str
    site: str
    published_at: datetime | None
    copies: int
    kinds: dict[str, int]
    sites: tuple[str, ...]
    slots: int


@dataclass(frozen=True, slots=True)
class Judged:
    """How well a provision (or law) is cited: citations by status and quotation."""

    citations: int
    articles: int
    questionable: int
    by: tuple[tuple[str, str, int], ...]  # (status, quotation, citations), most first


class Reading:
    """Lists and counts for pages; nothing is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def totals(self, since: datetime) -> Totals:
        """Everything in numbers; ``since``: from when on an article counts as recent."""
        with snapshot(self._connection):
            one = self._one
            first = one("SELECT min(published_at) FROM articles WHERE published_at > '1990'")
            return Totals(
                articles=one("SELECT count(*) FROM articles"),
                on_topic=one("SELECT count(*) FROM articles WHERE on_topic = 1"),
                recent=one("SELECT count(*) FROM articles WHERE first_seen_at >= ?", to_text(since)),
                copies=one("SELECT count(DISTINCT article_id) FROM duplicates WHERE kind <> 'excerpt'"),
                sites=one("SELECT count(*) FROM sites"),
                citations=one("SELECT count(*) FROM citations"),
                questionable=one("SELECT count(*) FROM citations WHERE questionable = 1"),
                laws=one("SELECT count(DISTINCT law_id) FROM citations"),
                first=from_text(first),
                last=from_text(one("SELECT max(published_at) FROM articles")),
            )

    def latest(self, limit: int = 20, offset: int = 0, *, include_off_topic: bool = False) -> list[Card]:
        """The articles that were published last, newest first."""
        where = "" if include_off_topic else "WHERE on_topic = 1"
        with snapshot(self._connection):
            rows = self._connection.execute(
                f"SELECT id FROM articles {where} ORDER BY published_at DESC, id DESC LIMIT ? OFFSET ?", (limit, offset)
            ).fetchall()
            return self._cards([row[0] for row in rows])

    def cards(self, ids: Iterable[int]) -> list[Card]:
        """The articles with these ids, in this order; those that are gone are left out."""
        with snapshot(self._connection):
            return self._cards(list(ids))

    def facets(self, query: str, *, include_off_topic: bool = False, newest: Sequence[int] | None = None) -> Facets:
        """As facets.facets."""
        with snapshot(self._connection):
            return facets(self._connection, query, include_off_topic=include_off_topic, newest=newest)

    def doubtful(self, limit: int = 20, offset: int = 0, *, since: datetime | None = None) -> list[Doubtful]:
        """Questionable citations, those of the newest articles first; ``since``: of articles first seen then or later."""
        values: list[object] = [to_text(since)] * 2 if since else []
        recent = (
            "CROSS JOIN articles AS a ON a.id = c.article_id AND a.first_seen_at >= ?"
            " AND c.article_id >= (SELECT min(+id) FROM articles WHERE first_seen_at >= ?)"
            if since
            else ""
        )
        rows = self._connection.execute(
            f"""
            SELECT {_DOUBTFUL}
            FROM (
                SELECT c.* FROM citations AS c INDEXED BY citations_questionable {recent}
                WHERE c.questionable = 1 ORDER BY c.article_id DESC, c.start LIMIT ? OFFSET ?
            ) AS c CROSS JOIN articles AS a ON a.id = c.article_id
            """,
            (*values, limit, offset),
        )
        return [_doubtful(row) for row in rows]

    # --------------------------------------------------------------------------------------------------- series

    def weekly(self, since: datetime) -> list[tuple[str, str, int]]:
        """(Monday of the week in China, site, articles published then), in order of time."""
        rows = self._connection.execute(
            """
            SELECT date(published_at, '+8 hours', 'weekday 0', '-6 days') AS week, site, count(*)
            FROM articles WHERE published_at >= ? GROUP BY week, site ORDER BY week, site
            """,
            (to_text(since),),
        )
        return [tuple(row) for row in rows]

    def monthly_doubt(self, since: datetime) -> list[tuple[str, int, int]]:
        """(month like 2026-03, citations that could be judged, of which questionable) by the articles' publication;
        months without any are left out.
        """
        rows = self._connection.execute(
            """
            SELECT strftime('%Y-%m', a.published_at, '+8 hours') AS month, count(*), sum(c.questionable)
            FROM articles AS a INDEXED BY articles_published CROSS JOIN citations AS c ON c.article_id = a.id
            WHERE a.published_at >= ? AND c.status <> 'not_held' GROUP BY month ORDER BY month
            """,
            (to_text(since),),
        )
        return [tuple(row) for row in rows]

    # ----------------------------------------------------------------------------------------------------- laws

    def most_cited(self, limit: int, *, provisions: bool = False) -> list[LawCount]:
        """As Laws.top for laws that have an id, counted from the index alone."""
        group = "law_id, article, inserted" if provisions else "law_id"
        rows = self._connection.execute(
            f"""
            SELECT counted.law_id, coalesce(laws.title, counted.law_id), counted.article, counted.inserted, cited, citing, bad
            FROM (
                SELECT law_id, {"article, inserted" if provisions else "NULL AS article, 0 AS inserted"},
                    count(*) AS cited, count(DISTINCT article_id) AS citing, sum(questionable) AS bad
                FROM citations INDEXED BY citations_law
                WHERE law_id IS NOT NULL {"AND article IS NOT NULL" if provisions else ""} GROUP BY {group}
                ORDER BY citing DESC, cited DESC, law_id, article, inserted LIMIT ?
            ) AS counted LEFT JOIN laws ON laws.law_id = counted.law_id
            ORDER BY citing DESC, cited DESC, counted.law_id, counted.article, counted.inserted
            """,
            (limit,),
        )
        return [LawCount(*row) for row in rows]

    def judged(self, law_id: str, article: int | None = None, inserted: int = 0) -> Judged:
        """How well the citations of a law, or of one article of it, hold."""
        where, values = _provision(law_id, article, inserted)
        rows = self._connection.execute(
            f"SELECT status, quotation, count(*), sum(questionable) FROM citations AS c WHERE {where}"
            " GROUP BY status, quotation ORDER BY count(*) DESC",
            values,
        ).fetchall()
        (articles,) = self._connection.execute(
            f"SELECT count(DISTINCT article_id) FROM citations AS c WHERE {where}", values
        ).fetchone()
        return Judged(
            sum(row[2] for row in rows), articles, sum(row[3] for row in rows), tuple((a, b, n) for a, b, n, _ in rows)
        )

    def citing(
        self, law_id: str, article: int | None = None, inserted: int = 0, *, limit: int = 20, offset: int = 0
    ) -> list[Doubtful]:
        """The citations of a law or of one article of it, those of the newest articles first."""
        where, values = _provision(law_id, article, inserted)
        # A law that much cites is met soon on the way back through all citations; sorting all of its own takes longer.
        some = self._connection.execute(
            f"SELECT count(*) FROM (SELECT 1 FROM citations AS c WHERE {where} LIMIT {COMMON})", values
        ).fetchone()[0]
        way = "INDEXED BY citations_article" if some == COMMON else "INDEXED BY citations_law"
        rows = self._connection.execute(
            f"""
            SELECT {_DOUBTFUL}
            FROM (SELECT * FROM citations AS c {way} WHERE {where} ORDER BY article_id DESC, start LIMIT ? OFFSET ?) AS c
            CROSS JOIN articles AS a ON a.id = c.article_id
            """,
            (*values, limit, offset),
        )
        return [_doubtful(row) for row in rows]

    # --------------------------------------------------------------------------------------------------- copies

    def groups(self, limit: int = 20, offset: int = 0, *, kind: str | None = None) -> list[GroupSummary]:
        """Originals with their copies in numbers, the most copied first; ``kind``: those that have copies of it."""
        having = "HAVING sum(kind = :kind) > 0" if kind else ""
        order = "sum(kind = :kind)" if kind else "count(*)"
        with snapshot(self._connection):
            rows = self._connection.execute(
                f"""
                SELECT original_id, count(*) FROM duplicates WHERE kind <> 'excerpt'
                GROUP BY original_id {having} ORDER BY {order} DESC, original_id LIMIT :limit OFFSET :offset
                """,
                {"kind": kind, "limit": limit, "offset": offset},
            ).fetchall()
            return [self._group(original, copies) for original, copies in rows]

    def group_counts(self) -> dict[str, int]:
        """How many groups there are that have copies of each kind; under ``""`` how many there are at all."""
        rows = self._connection.execute(
            "SELECT kind, count(DISTINCT original_id) FROM duplicates WHERE kind <> 'excerpt' GROUP BY kind"
        )
        counts = {row[0]: row[1] for row in rows}
        counts[""] = self._one("SELECT count(DISTINCT original_id) FROM duplicates WHERE kind <> 'excerpt'")
        return counts

    # --------------------------------------------------------------------------------------------------- inside

    def _group(self, original_id: int, copies: int) -> GroupSummary:
        row = self._connection.execute(
            "SELECT title, site, published_at FROM articles WHERE id = ?", (original_id,)
        ).fetchone()
        found = self._connection.execute(
            "SELECT kind, count(*), group_concat(DISTINCT site), max(json_array_length(evidence, '$.slots'))"
            " FROM duplicates JOIN articles ON articles.id = article_id"
            " WHERE original_id = ? AND kind <> 'excerpt' GROUP BY kind ORDER BY count(*) DESC",
            (original_id,),
        ).fetchall()
        sites = dict.fromkeys([row["site"], *(site for one in found for site in one[2].split(","))])
        slots = max((one[3] or 0 for one in found if one[0] == "template"), default=0)
        kinds = {one[0]: one[1] for one in found}
        return GroupSummary(
            original_id, row["title"], row["site"], from_text(row["published_at"]), copies, kinds, tuple(sites), slots
        )

    def _cards(self, ids: list[int]) -> list[Card]:
        rows = self._connection.execute(_CARDS.format(length=SUMMARY * 2), (json.dumps(ids),)).fetchall()
        return [_card(row) for row in rows]

    def _one(self, query: str, *values: Any) -> Any:
        return self._connection.execute(query, values).fetchone()[0]


_CARDS = """
    SELECT a.id, a.title, a.url, a.site, a.category, a.author, a.published_at, a.published_precision, a.first_seen_at, a.on_topic,
        (SELECT count(*) FROM citations AS c WHERE c.article_id = a.id) AS citations,
        (SELECT count(*) FROM citations AS c WHERE c.article_id = a.id AND questionable = 1) AS questionable,
        (SELECT kind FROM duplicates AS d WHERE d.article_id = a.id AND kind <> 'excerpt' LIMIT 1) AS copy,
        substr(a.body, 1, {length}) AS summary
    FROM json_each(?) AS wanted CROSS JOIN articles AS a ON a.id = wanted.value
    ORDER BY wanted.key
"""


_DOUBTFUL = f"""
    a.id AS article_id, a.title, a.site, a.published_at, c.raw, c.start, c.law, c.law_id, c.article, c.inserted,
    c.status, c.quotation, c.explanation,
    substr(a.body, max(c.start - {AROUND}, 0) + 1, min(c.start, {AROUND})) AS before,
    substr(a.body, c."end" + 1, {AROUND}) AS after
"""


def _doubtful(row: sqlite3.Row) -> Doubtful:
    before, after = row["before"].rpartition("\n")[2], row["after"].partition("\n")[0]
    values = {
        **dict(row),
        "published_at": from_text(row["published_at"]),
        "before": ("…" if len(before) == AROUND else "") + before,
        "after": after + ("…" if len(after) == AROUND else ""),
    }
    return Doubtful(**values)


def _card(row: sqlite3.Row) -> Card:
    text = " ".join(row["summary"].split())
    values = {
        **dict(row),
        "published_at": from_text(row["published_at"]),
        "first_seen_at": datetime.fromisoformat(row["first_seen_at"]),
        "on_topic": bool(row["on_topic"]),
        "summary": text if len(text) <= SUMMARY else text[:SUMMARY] + "…",
    }
    return Card(**values)


def _provision(law_id: str, article: int | None, inserted: int) -> tuple[str, tuple[object, ...]]:
    if article is None:
        return "c.law_id = ?", (law_id,)
    return "c.law_id = ? AND c.article = ? AND c.inserted = ?", (law_id, article, inserted)
