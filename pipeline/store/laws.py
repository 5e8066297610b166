"""Which provisions the articles cite, and what the database knows of a law."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date, datetime

from pipeline.laws.naming import key
from pipeline.laws.registry import Work, law_id
from pipeline.moments import SHANGHAI
from pipeline.store import law_sync
from pipeline.store.law_values import CitingArticle, Law, LawCount, LawVersion
from pipeline.store.times import to_text

__all__ = ["CitingArticle", "Law", "LawCount", "LawVersion", "Laws", "of_work"]

NEWEST = 1000  # citing articles that are looked at to say what is cited together, some 30 µs each


def of_work(work: Work) -> Law:
    """A law of the registry that the database says nothing of."""
    versions = tuple(
        LawVersion(version, published, effective, expired, doc_no, tuple(json.loads(articles)))
        for version, published, effective, expired, doc_no, articles in map(law_sync.version_row, work.versions)
    )
    repealed = work.repealed.isoformat() if work.repealed else None
    return Law(
        work.law_id,
        work.title,
        work.type,
        work.issuer,
        work.known,
        repealed,
        work.successor,
        versions,
        work.aliases,
        (),
        (),
    )


class Laws:
    """Laws in the database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def sync(self, registry: Iterable[Work], stamp: str | None = None) -> int:
        """Bring the tables to what the registry says, as law_sync.sync; returns how many laws changed."""
        return law_sync.sync(self._connection, registry, stamp)

    def top(
        self, limit: int = 20, *, provisions: bool = False, site: str | None = None, since: date | None = None
    ) -> list[LawCount]:
        """The laws (or ``provisions``) that most articles cite; of one site, published on a day (in China) or later."""
        provision = "citations.article, citations.inserted" if provisions else "NULL, 0"
        group = "law_id, law" + (", citations.article, citations.inserted" if provisions else "")
        where = "law IS NOT NULL" + (" AND citations.article IS NOT NULL" if provisions else "")
        join = "JOIN articles ON articles.id = citations.article_id" if site or since else ""
        join += " AND articles.site = :site" if site else ""
        join += " AND articles.published_at >= :since" if since else ""
        rows = self._connection.execute(
            f"""
            SELECT law_id, law, {provision}, count(*) AS cited, count(DISTINCT article_id) AS citing, sum(questionable)
            FROM citations {join} WHERE {where}
            GROUP BY {group} ORDER BY citing DESC, cited DESC, law, citations.article, citations.inserted LIMIT :limit
            """,
            {
                "site": site,
                "limit": limit,
                "since": to_text(datetime(since.year, since.month, since.day, tzinfo=SHANGHAI)) if since else None,
            },
        )
        return [LawCount(*row) for row in rows]

    def find(self, name: str) -> str | None:
        """The law_id of a law by id, title (with or without 中华人民共和国) or any other name it alone has."""
        bare = key(name)
        for query, value in (
            ("SELECT law_id FROM laws WHERE law_id = ?", name),
            ("SELECT law_id FROM laws WHERE law_id = ?", law_id(bare)),
            ("SELECT law_id FROM laws WHERE title = ?", name),
            ("SELECT DISTINCT law_id FROM law_aliases WHERE alias = ?", bare),
        ):
            rows = self._connection.execute(query, (value,)).fetchall()
            if len(rows) == 1:
                return str(rows[0][0])
        return None

    def show(
        self, name: str, *, article: int | None = None, inserted: int = 0, limit: int = 20, citing: bool = True
    ) -> Law | None:
        """A law by any of its names, with up to ``limit`` provisions and (if ``citing``) citations; of one ``article``
        alone if given.
        """
        own = self.find(name)
        if own is None:
            return None
        row = self._connection.execute("SELECT * FROM laws WHERE law_id = ?", (own,)).fetchone()
        return Law(
            law_id=own,
            title=row["title"],
            type=row["type"],
            issuer=row["issuer"],
            known=bool(row["known"]),
            repealed=row["repealed"],
            successor=row["successor"],
            versions=self._versions(own),
            aliases=tuple(
                alias
                for (alias,) in self._connection.execute(
                    "SELECT alias FROM law_aliases WHERE law_id = ? ORDER BY alias", (own,)
                )
            ),
            provisions=self._provisions(own, article, inserted, limit),
            citing=self._citing(own, article, inserted, limit) if citing else (),
            together=self.together(own, article, inserted, limit=limit) if citing else (),
        )

    def together(
        self, own: str, article: int | None = None, inserted: int = 0, *, limit: int = 10
    ) -> tuple[LawCount, ...]:
        """The provisions that the articles citing this one (of a whole law: those of other laws) cite most beside it;
        of the NEWEST articles that do, so that a law that everybody cites takes no longer.
        """
        where = "" if article is None else "AND article = :article AND inserted = :inserted"
        same = where.replace(" article", " other.article").replace(" inserted", " other.inserted")
        rows = self._connection.execute(
            f"""
            SELECT other.law_id, max(other.law), other.article, other.inserted, count(*) AS cited,
                count(DISTINCT other.article_id) AS articles, sum(other.questionable)
            FROM (
                SELECT DISTINCT article_id FROM citations WHERE law_id = :law {where}
                ORDER BY article_id DESC LIMIT {NEWEST}
            ) AS citing CROSS JOIN citations AS other ON other.article_id = citing.article_id
            WHERE other.law_id IS NOT NULL AND other.article IS NOT NULL AND NOT (other.law_id = :law {same})
            GROUP BY other.law_id, other.article, other.inserted
            ORDER BY articles DESC, cited DESC, other.law_id, other.article, other.inserted LIMIT :limit
            """,
            {"law": own, "article": article, "inserted": inserted, "limit": limit},
        )
        return tuple(LawCount(*row) for row in rows)

    def versions(self, own: str) -> tuple[LawVersion, ...]:
        """The versions of a law by its law_id, oldest first; () for one that is not known."""
        return self._versions(own)

    def _versions(self, own: str) -> tuple[LawVersion, ...]:
        rows = self._connection.execute(
            "SELECT version, published, effective, expired, doc_no, articles FROM law_versions WHERE law_id = ?"
            " ORDER BY coalesce(effective, published), version",
            (own,),
        )
        return tuple(LawVersion(**{**dict(row), "articles": tuple(json.loads(row["articles"]))}) for row in rows)

    def _provisions(self, own: str, article: int | None, inserted: int, limit: int) -> tuple[LawCount, ...]:
        where, values = _of_provision(article, inserted)
        rows = self._connection.execute(
            f"""
            SELECT law_id, (SELECT title FROM laws WHERE laws.law_id = citations.law_id), article, inserted,
                count(*) AS citations, count(DISTINCT article_id) AS articles, sum(questionable) AS questionable
            FROM citations INDEXED BY citations_law WHERE law_id = ? {where}
            GROUP BY law_id, article, inserted ORDER BY articles DESC, citations DESC, article, inserted LIMIT ?
            """,
            (own, *values, limit),
        )
        return tuple(LawCount(*row) for row in rows)

    def _citing(self, own: str, article: int | None, inserted: int, limit: int) -> tuple[CitingArticle, ...]:
        where, values = _of_provision(article, inserted)
        rows = self._connection.execute(
            f"""
            SELECT articles.id AS article_id, articles.title, articles.url, articles.site, articles.published_at, citations.raw,
                citations.article, citations.inserted, citations.status, citations.quotation, citations.questionable,
                citations.explanation
            FROM citations JOIN articles ON articles.id = citations.article_id
            WHERE law_id = ? {where}
            ORDER BY articles.published_at DESC, articles.id, citations.start LIMIT ?
            """,
            (own, *values, limit),
        )
        return tuple(CitingArticle(**{**dict(row), "questionable": bool(row["questionable"])}) for row in rows)


def _of_provision(article: int | None, inserted: int) -> tuple[str, tuple[int, ...]]:
    if article is None:
        return "", ()
    return "AND citations.article = ? AND citations.inserted = ?", (article, inserted)
