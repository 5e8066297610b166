"""One article with everything known of it: what ``show`` prints and ``Store.article`` returns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.models import Block, Precision, RelatedLink, Verdict
from pipeline.store.rows import blocks_from_json, verdict_from_row
from pipeline.store.times import clean, from_text
from pipeline.urls import canonicalize


@dataclass(frozen=True, slots=True)
class Revision:
    """An earlier text of an article, and when it was seen first and last."""

    id: int
    title: str
    body: str
    published_at: datetime | None
    published_precision: Precision | None
    first_seen_at: datetime
    last_seen_at: datetime


@dataclass(frozen=True, slots=True)
class CopyOf:
    """Another article of the same text, as seen from the one that is shown.

    ``kind``, ``similarity`` and ``evidence`` are those of the copy, whichever of the two that is, beside its original.
    """

    article_id: int  # the other one
    title: str
    url: str
    site: str
    kind: str
    similarity: float
    role: str  # of the other one: "original" or "copy"
    evidence: dict[str, Any]


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article as it is stored. Datetimes are UTC; ``verdicts`` are the citations in the order of the text."""

    id: int
    url: str
    site: str
    title: str
    body: str
    published_at: datetime | None
    published_precision: Precision | None
    modified_at: datetime | None
    author: str | None
    source: str | None
    editor: str | None
    category: str | None
    tags: tuple[str, ...]
    breadcrumb: tuple[str, ...]
    language: str | None
    images: tuple[str, ...]
    blocks: tuple[Block, ...]
    notices: tuple[str, ...]
    warnings: tuple[str, ...]
    topic_score: float
    on_topic: bool
    first_seen_at: datetime
    last_seen_at: datetime
    changed_at: datetime | None
    gone_at: datetime | None
    urls: tuple[str, ...]  # every URL it was reached by
    verdicts: tuple[Verdict, ...]
    duplicates: tuple[CopyOf, ...]
    revisions: tuple[Revision, ...]
    related_links: tuple[RelatedLink, ...]  # the site's own list


_PLAIN = (
    "id",
    "url",
    "site",
    "title",
    "body",
    "published_precision",
    "author",
    "source",
    "editor",
    "category",
    "language",
    "topic_score",
)
_LISTS = ("tags", "breadcrumb", "images", "notices", "warnings")
_TIMES = ("published_at", "modified_at", "first_seen_at", "last_seen_at", "changed_at", "gone_at")


def find(connection: sqlite3.Connection, id_or_url: int | str) -> int | None:
    """The id of an article by its id (also as digits), its URL in any spelling, or any URL it was reached by."""
    text = str(id_or_url).strip()
    if text.isdecimal() and len(text) < 19:
        row = connection.execute("SELECT id FROM articles WHERE id = ?", (int(text),)).fetchone()
        return row[0] if row else None
    for url in dict.fromkeys((clean(text), canonicalize(text))):
        for query in (
            "SELECT id FROM articles WHERE url = ?",
            "SELECT article_id FROM pages WHERE url = ? AND article_id IS NOT NULL",
        ):
            row = connection.execute(query, (url,)).fetchone()
            if row:
                return int(row[0])
    return None


def read(connection: sqlite3.Connection, id_or_url: int | str) -> StoredArticle | None:
    """The article; None where there is none."""
    article_id = find(connection, id_or_url)
    if article_id is None:
        return None
    row = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    times: dict[str, Any] = {name: from_text(row[name]) for name in _TIMES}
    lists: dict[str, Any] = {name: tuple(json.loads(row[name])) for name in _LISTS}
    return StoredArticle(
        **{name: row[name] for name in _PLAIN},
        **times,
        **lists,
        blocks=blocks_from_json(row["blocks"], row["body"]),
        on_topic=bool(row["on_topic"]),
        urls=tuple(_urls(connection, article_id, row["url"])),
        verdicts=verdicts(connection, article_id),
        duplicates=duplicates(connection, article_id),
        revisions=_revisions(connection, article_id),
        related_links=_related_links(connection, article_id),
    )


def verdicts(connection: sqlite3.Connection, article_id: int) -> tuple[Verdict, ...]:
    """The citations of an article with what was said of each."""
    rows = connection.execute("SELECT * FROM citations WHERE article_id = ? ORDER BY start, id", (article_id,))
    return tuple(verdict_from_row(row) for row in rows)


def duplicates(connection: sqlite3.Connection, article_id: int) -> tuple[CopyOf, ...]:
    """The article's original first, then its copies, then the other copies of its original."""
    rows = connection.execute(
        """
        SELECT original_id AS other, 'original' AS role, kind, similarity, evidence FROM duplicates WHERE article_id = :id
        UNION ALL
        SELECT article_id, 'copy', kind, similarity, evidence FROM duplicates WHERE original_id = :id
        UNION ALL
        SELECT others.article_id, 'copy', others.kind, others.similarity, others.evidence
        FROM duplicates AS own JOIN duplicates AS others ON others.original_id = own.original_id
        WHERE own.article_id = :id AND own.kind <> 'excerpt' AND others.kind <> 'excerpt' AND others.article_id <> :id
        """,
        {"id": article_id},
    ).fetchall()
    found = []
    for row in rows:
        other = connection.execute("SELECT title, url, site FROM articles WHERE id = ?", (row["other"],)).fetchone()
        found.append(
            CopyOf(
                article_id=row["other"],
                title=other["title"],
                url=other["url"],
                site=other["site"],
                kind=row["kind"],
                similarity=row["similarity"],
                role=row["role"],
                evidence=json.loads(row["evidence"]),
            )
        )
    return tuple(found)


def _urls(connection: sqlite3.Connection, article_id: int, own: str) -> Iterator[str]:
    yield own
    for (url,) in connection.execute("SELECT url FROM pages WHERE article_id = ? ORDER BY id", (article_id,)):
        if url != own:
            yield url


def _revisions(connection: sqlite3.Connection, article_id: int) -> tuple[Revision, ...]:
    rows = connection.execute(
        "SELECT id, title, body, published_at, published_precision, first_seen_at, last_seen_at FROM revisions"
        " WHERE article_id = ? ORDER BY first_seen_at, id",
        (article_id,),
    )
    return tuple(
        Revision(
            row["id"],
            row["title"],
            row["body"],
            from_text(row["published_at"]),
            row["published_precision"],
            datetime.fromisoformat(row["first_seen_at"]),
            datetime.fromisoformat(row["last_seen_at"]),
        )
        for row in rows
    )


def _related_links(connection: sqlite3.Connection, article_id: int) -> tuple[RelatedLink, ...]:
    rows = connection.execute(
        "SELECT url, title, teaser FROM site_links WHERE article_id = ? ORDER BY position", (article_id,)
    )
    return tuple(RelatedLink(*row) for row in rows)
