"""Writing one article: new, changed or the same; with its citations, fingerprint, and the site's own related list.

A change is judged by title and body alone. View counters, random related lists and relative dates that drift from one
request to the next never make one.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from pipeline.models import Citation, Precision, Record, Verdict
from pipeline.store import hints
from pipeline.store.identity import Identity
from pipeline.store.rows import CITATION_COLUMNS, citation_rows, fingerprint_row
from pipeline.store.times import clean, to_text
from pipeline.urls import canonicalize, twin_key

Status = Literal["new", "changed", "same", "duplicate"]


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving came to. ``duplicate``: stored for the first time, and a copy of ``original_id``."""

    status: Status
    article_id: int
    original_id: int | None = None
    copy: str | None = None  # the kind of copy


@dataclass(frozen=True, slots=True)
class Written:
    """What was written of an article; ``text`` says whether copies must be looked for (again)."""

    article_id: int
    status: Literal["new", "changed", "same"]
    text: bool


# Columns that follow the page without being a change; where a page says nothing any more, what it said is kept.
_METADATA = (
    "modified_at",
    "author",
    "source",
    "editor",
    "category",
    "tags",
    "breadcrumb",
    "language",
    "images",
    "notices",
)
_JUDGED = ("topic_score", "on_topic", "warnings")  # ours, always the latest
_TEXT = ("title", "body", "blocks", "body_hash")
_ORIGIN = ("published_at", "source", "author", "notices")  # evidence of who copied whom: duplicates.originals
_NOTHING = (None, "", "[]")
_ABSOLUTE: frozenset[Precision] = frozenset(("minute", "second"))  # too fine to come from «3天前»


def write(
    connection: sqlite3.Connection,
    record: Record,
    row: dict[str, Any],
    identity: Identity,
    *,
    site: str,
    fetched_at: datetime,
    rebuilt: bool = False,
) -> Written:
    """Insert or update the article (``row`` is rows.article_row of it) and all that hangs on it, in the caller's
    transaction. ``rebuilt``: the same page read by a better program, so nothing is a change of the site.
    """
    if identity.article_id is None:
        article_id = _insert(connection, row, identity.url, site, to_text(fetched_at))
        _write_parts(connection, article_id, record)
        return Written(article_id, "new", True)
    article_id = identity.article_id
    stored = connection.execute("SELECT * FROM articles WHERE id = ?", (article_id,)).fetchone()
    moment = to_text(fetched_at)
    if identity.alias:  # its text is read at its own address; other templates say more or less around it
        seen = (max(moment, stored["last_seen_at"]), article_id)
        connection.execute("UPDATE articles SET last_seen_at = ? WHERE id = ?", seen)
        return Written(article_id, "same", False)
    changed = row["body_hash"] != stored["body_hash"]
    rebuilt = rebuilt and moment <= stored["last_seen_at"]  # a later page is news, whoever reads it
    if moment < (stored["changed_at"] or stored["first_seen_at"]):
        _write_older(connection, stored, row, moment, rebuilt=rebuilt)
        return Written(article_id, "same", moment < stored["first_seen_at"])
    change = _changes(stored, row, changed or rebuilt, overwrite=rebuilt)
    change["last_seen_at"] = max(moment, stored["last_seen_at"])
    change["gone_at"] = None
    if changed and not rebuilt:
        since = stored["changed_at"] or stored["first_seen_at"]
        _add_revision(connection, article_id, stored, since, stored["last_seen_at"])
        change["changed_at"] = moment
    change = {column: value for column, value in change.items() if value != stored[column]}
    if change:
        columns = ", ".join(f"{column} = ?" for column in change)
        connection.execute(f"UPDATE articles SET {columns} WHERE id = ?", (*change.values(), article_id))
    moved = _write_parts(connection, article_id, record)
    return Written(
        article_id, "changed" if changed else "same", changed or moved or not change.keys().isdisjoint(_ORIGIN)
    )


def original_of(connection: sqlite3.Connection, article_id: int) -> tuple[int, str] | None:
    """The original that an article is a copy of, and the kind of copy; an excerpt is no copy."""
    row = connection.execute(
        "SELECT original_id, kind FROM duplicates WHERE article_id = ? AND kind <> 'excerpt'"
        " ORDER BY similarity DESC, original_id LIMIT 1",
        (article_id,),
    ).fetchone()
    return (row[0], row[1]) if row else None


def _insert(connection: sqlite3.Connection, row: dict[str, Any], url: str, site: str, moment: str) -> int:
    values = {
        **row,
        "url": url,
        "url_key": twin_key(url),
        "site": site,
        "first_seen_at": moment,
        "last_seen_at": moment,
    }
    columns, places = ", ".join(values), ", ".join("?" * len(values))
    cursor = connection.execute(f"INSERT INTO articles ({columns}) VALUES ({places})", tuple(values.values()))
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _changes(stored: sqlite3.Row, row: dict[str, Any], text: bool, *, overwrite: bool) -> dict[str, Any]:
    change = {column: row[column] for column in _JUDGED}
    change |= {column: row[column] for column in _METADATA if overwrite or row[column] not in _NOTHING}
    if text:
        change |= {column: row[column] for column in _TEXT}
    new, old = row["published_precision"], stored["published_precision"]
    if row["published_at"] and (
        overwrite
        or hints.finer(new, old)
        or (text and new in _ABSOLUTE and not hints.finer(old, new))  # an edit that also corrects the date
    ):
        change |= {"published_at": row["published_at"], "published_precision": new}
    return change


def _write_older(
    connection: sqlite3.Connection, stored: sqlite3.Row, row: dict[str, Any], moment: str, *, rebuilt: bool
) -> None:
    """A page fetched before the stored version (an old archive read late) is history, not news."""
    connection.execute(
        "UPDATE articles SET first_seen_at = ? WHERE id = ? AND first_seen_at > ?", (moment, stored["id"], moment)
    )
    if row["body_hash"] == stored["body_hash"]:
        return
    if rebuilt:
        updated = connection.execute(
            "UPDATE revisions SET title = ?, body = ?, body_hash = ?"
            " WHERE article_id = ? AND first_seen_at <= ? AND last_seen_at >= ?",
            (row["title"], row["body"], row["body_hash"], stored["id"], moment, moment),
        )
        if updated.rowcount:
            return
    _add_revision(connection, stored["id"], row, moment, moment)


def _add_revision(
    connection: sqlite3.Connection, article_id: int, text: sqlite3.Row | dict[str, Any], first: str, last: str
) -> None:
    """Keep a text. One that comes back (an article that flips between two) is kept once."""
    updated = connection.execute(
        "UPDATE revisions SET first_seen_at = min(first_seen_at, ?), last_seen_at = max(last_seen_at, ?)"
        " WHERE article_id = ? AND body_hash = ?",
        (first, last, article_id, text["body_hash"]),
    )
    if updated.rowcount == 0:
        columns = ("title", "body", "body_hash", "published_at", "published_precision")
        connection.execute(
            f"INSERT INTO revisions (article_id, {', '.join(columns)}, first_seen_at, last_seen_at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (article_id, *(text[column] for column in columns), first, last),
        )


# --------------------------------------------------------------------------------------------- what hangs on an article


def _write_parts(connection: sqlite3.Connection, article_id: int, record: Record) -> bool:
    """Citations, fingerprint and the site's own list; each written only where it differs. True: the fingerprint did."""
    write_citations(connection, article_id, record.citations, record.verdicts)
    _write_site_links(connection, article_id, record)
    return _write_fingerprint(connection, article_id, record)


def write_citations(
    connection: sqlite3.Connection, article_id: int, citations: tuple[Citation, ...], verdicts: tuple[Verdict, ...]
) -> bool:
    """Replace the citations of an article where they, or what is said of them, differ; returns whether they did."""
    columns = ", ".join(f'"{column}"' for column in CITATION_COLUMNS)
    new = citation_rows(citations, verdicts)
    old = connection.execute(
        f"SELECT {columns} FROM citations WHERE article_id = ? ORDER BY id", (article_id,)
    ).fetchall()
    if [tuple(row) for row in old] == new:
        return False
    connection.execute("DELETE FROM citations WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO laws (law_id, title) VALUES (?, ?) ON CONFLICT (law_id) DO NOTHING",
        {(citation.law_id, citation.law or citation.law_id) for citation in citations if citation.law_id},
    )
    places = ", ".join("?" * (len(CITATION_COLUMNS) + 1))
    connection.executemany(
        f"INSERT INTO citations (article_id, {columns}) VALUES ({places})", [(article_id, *row) for row in new]
    )
    return True


def _write_site_links(connection: sqlite3.Connection, article_id: int, record: Record) -> None:
    new = [
        (position, canonicalize(link.url) or clean(link.url), clean(link.title), clean(link.teaser))
        for position, link in enumerate(record.article.related_links)
    ]
    old = connection.execute(
        "SELECT position, url, title, teaser FROM site_links WHERE article_id = ? ORDER BY position", (article_id,)
    ).fetchall()
    if not new or [tuple(row) for row in old] == new:
        return
    connection.execute("DELETE FROM site_links WHERE article_id = ?", (article_id,))
    connection.executemany(
        "INSERT INTO site_links (article_id, position, url, title, teaser) VALUES (?, ?, ?, ?, ?)",
        [(article_id, *row) for row in new],
    )


def _write_fingerprint(connection: sqlite3.Connection, article_id: int, record: Record) -> bool:
    new = fingerprint_row(record.fingerprint)
    old = connection.execute(
        "SELECT content_hash, masked_hash, length FROM fingerprints WHERE article_id = ?", (article_id,)
    ).fetchone()
    if old is not None and tuple(old) == new:
        return False
    connection.execute(
        "INSERT INTO fingerprints (article_id, content_hash, masked_hash, length) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (article_id) DO UPDATE SET content_hash = excluded.content_hash,"
        " masked_hash = excluded.masked_hash, length = excluded.length",
        (article_id, *new),
    )
    return True
