"""Reading the copies: the group of an article with its chain, all groups, and what share of each site is copied."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.store.times import from_text

_COPY = (
    "SELECT duplicates.article_id, duplicates.original_id, kind, similarity, evidence, title, url, site, published_at,"
    " first_seen_at FROM duplicates JOIN articles ON articles.id = duplicates.article_id"
)


@dataclass(frozen=True, slots=True)
class Copy:
    """One article as a copy (or, of kind excerpt, a part) of another, with what differs."""

    article_id: int
    original_id: int
    title: str
    url: str
    site: str
    published_at: datetime | None
    first_seen_at: datetime | None
    kind: str
    similarity: float
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Group:
    """An original and all its copies, earliest first: the chain in which the text went from site to site."""

    original_id: int
    original_title: str
    original_url: str
    original_site: str
    published_at: datetime | None
    first_seen_at: datetime | None
    copies: tuple[Copy, ...]
    excerpts: tuple[Copy, ...] = ()  # articles that are a part of the original; no copies
    parts_of: tuple[Copy, ...] = ()  # the original itself as a part of longer articles


@dataclass(frozen=True, slots=True)
class Shares:
    """How many articles of a site are originals (also those nobody copied) and what the others are."""

    site: str
    articles: int
    originals: int
    copies: int  # exact, repost, rewrite
    templates: int
    copied: int  # originals of which there are copies, anywhere

    @property
    def habit(self) -> float:
        """The share of copies and templates, 0 to 1: what a site's word on its own authorship is worth."""
        return (self.copies + self.templates) / self.articles if self.articles else 0.0


def of(connection: sqlite3.Connection, article_id: int) -> Group | None:
    """The group of an article, be it the original or a copy; None where there is neither copy nor excerpt."""
    row = connection.execute(
        "SELECT original_id FROM duplicates WHERE article_id = ? AND kind <> 'excerpt'", (article_id,)
    ).fetchone()
    if not row and not connection.execute("SELECT 1 FROM articles WHERE id = ?", (article_id,)).fetchone():
        return None
    group = _group(connection, row[0] if row else article_id)
    return group if group.copies or group.excerpts or group.parts_of else None


def groups(connection: sqlite3.Connection, limit: int = 20, offset: int = 0) -> list[Group]:
    """Groups of an original and its copies, the largest first."""
    rows = connection.execute(
        "SELECT original_id FROM duplicates WHERE kind <> 'excerpt' GROUP BY original_id"
        " ORDER BY count(*) DESC, original_id LIMIT ? OFFSET ?",
        (limit, offset),
    ).fetchall()
    return [_group(connection, original_id) for (original_id,) in rows]


def shares(connection: sqlite3.Connection) -> list[Shares]:
    """Each site's shares, by name."""
    rows = connection.execute(
        """
        SELECT
            articles.site,
            count(*),
            sum(duplicates.kind IS NULL),
            sum(duplicates.kind IS NOT NULL AND duplicates.kind <> 'template'),
            sum(duplicates.kind IS 'template'),
            sum(duplicates.kind IS NULL AND EXISTS (
                SELECT 1 FROM duplicates AS others WHERE others.original_id = articles.id AND others.kind <> 'excerpt'
            ))
        FROM articles
        LEFT JOIN duplicates ON duplicates.article_id = articles.id AND duplicates.kind <> 'excerpt'
        GROUP BY articles.site ORDER BY articles.site
        """
    )
    return [Shares(*row) for row in rows]


def _group(connection: sqlite3.Connection, original_id: int) -> Group:
    first = connection.execute(
        "SELECT id, title, url, site, published_at, first_seen_at FROM articles WHERE id = ?", (original_id,)
    ).fetchone()
    copies = _copies(connection.execute(f"{_COPY} WHERE duplicates.original_id = ?", (original_id,)))
    parts_of = _copies(
        connection.execute(f"{_COPY} WHERE duplicates.article_id = ? AND kind = 'excerpt'", (original_id,))
    )
    return Group(
        first["id"],
        first["title"],
        first["url"],
        first["site"],
        from_text(first["published_at"]),
        from_text(first["first_seen_at"]),
        tuple(copy for copy in copies if copy.kind != "excerpt"),
        tuple(copy for copy in copies if copy.kind == "excerpt"),
        tuple(parts_of),
    )


def _copies(rows: Iterable[sqlite3.Row]) -> list[Copy]:
    found = [
        Copy(
            row["article_id"],
            row["original_id"],
            row["title"],
            row["url"],
            row["site"],
            from_text(row["published_at"]),
            from_text(row["first_seen_at"]),
            row["kind"],
            row["similarity"],
            json.loads(row["evidence"]),
        )
        for row in rows
    ]
    return sorted(found, key=lambda copy: (str(copy.published_at or copy.first_seen_at), copy.article_id))
