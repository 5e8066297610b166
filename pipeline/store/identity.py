"""Which article a page holds: by canonical URL, by what it held before, by its www/mobile/https twin, by its text at a
variant of its URL (a slash, index.php, a parameter more)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

from pipeline.models import Record
from pipeline.store.times import clean
from pipeline.urls import canonicalize, is_variant, plainness, twin_key

_MOST_VARIANTS = 200  # articles with one text that are looked at: city pages have thousands


@dataclass(frozen=True, slots=True)
class Identity:
    """``url`` is the article's one address; ``article_id`` is None for an article not stored yet."""

    url: str
    article_id: int | None
    fetched: tuple[str, ...]  # the URLs that this text came from: asked for, redirected to, further parts
    named: str | None  # the URL that the page calls its own, where it is neither of these
    alias: bool = False  # another page of the article (its mobile layout …), while the one at ``url`` stands
    left: str | None = None  # the URL that it had until now: ``url`` is the plainer one


def identify(
    connection: sqlite3.Connection, record: Record, row: dict[str, Any], page_url: str, other_urls: tuple[str, ...] = ()
) -> Identity:
    """The article of a record that was fetched at ``page_url`` (and ``other_urls``: redirects, further parts).

    ``row`` is rows.article_row of it. A rel=canonical is believed unless the article stored under it is another one by
    title and by text: whole sites name their home page or a list there.
    """
    reached = canonicalize(record.article.url) or clean(record.article.url or page_url)
    canonical = canonicalize(record.article.canonical_url, reached) or reached
    page = clean(page_url)
    if not _is_page(connection, page):  # not out of the frontier, so perhaps in another spelling
        page = canonicalize(page) or page
    urls = dict.fromkeys((page, *(canonicalize(url) or clean(url) for url in other_urls), reached))
    before = _of_page(connection, page)
    found = _of_url(connection, canonical)
    if found not in (None, before) and canonical not in urls and not _alike(connection, found, record, row):
        canonical, found = reached, _of_url(connection, reached)
    if found is not None and canonical in urls and not _alike(connection, found, record, row):
        # Another page only said that it lives here, and was believed as long as this one was not known.
        own = _fetched_elsewhere(connection, found, urls)
        if own is not None:
            _move(connection, found, own)
            found = before = None
    if found is None and before is not None and _alike(connection, before, record, row):
        found = before  # its canonical URL is new
    if found is None:
        found = _twin(connection, canonical, record, row)
    left = None
    if found is None and (found := _variant(connection, canonical, record, row)) is not None:
        other = _url_of(connection, found)
        if canonical not in urls or plainness(canonical) < plainness(other):
            left = other
            _move(connection, found, canonical)
    if found is None and not (before and _only_lent(connection, before, urls)):
        found = before  # rewritten from top to bottom
    url = canonical if found is None else _url_of(connection, found)
    named = None if canonical == url or canonical in urls else canonical
    alias = found is not None and url not in urls and _stands(connection, url, found)
    return Identity(url, found, tuple(urls), named, alias, left)


def _stands(connection: sqlite3.Connection, url: str, article_id: int) -> bool:
    """Whether a page was an article when it was last fetched, and this one."""
    query = (
        "SELECT 1 FROM pages WHERE url = ? AND article_id = ? AND page_kind = 'article' AND visits > 0 AND missing = 0"
        " AND state NOT IN ('failed', 'gone')"
    )
    return connection.execute(query, (url, article_id)).fetchone() is not None


def _is_page(connection: sqlite3.Connection, url: str) -> bool:
    return connection.execute("SELECT 1 FROM pages WHERE url = ?", (url,)).fetchone() is not None


def _of_page(connection: sqlite3.Connection, url: str) -> int | None:
    row = connection.execute("SELECT article_id FROM pages WHERE url = ?", (url,)).fetchone()
    return row[0] if row else None


def _of_url(connection: sqlite3.Connection, url: str) -> int | None:
    row = connection.execute("SELECT id FROM articles WHERE url = ?", (url,)).fetchone()
    return row[0] if row else None


def _url_of(connection: sqlite3.Connection, article_id: int) -> str:
    (url,) = connection.execute("SELECT url FROM articles WHERE id = ?", (article_id,)).fetchone()
    return str(url)


def _fetched_elsewhere(connection: sqlite3.Connection, article_id: int, urls: dict[str, None]) -> str | None:
    """The URL at which an article was fetched, where none of ``urls`` ever was."""
    pages = connection.execute(
        "SELECT url, visits FROM pages WHERE article_id = ? ORDER BY id", (article_id,)
    ).fetchall()
    if any(visits for url, visits in pages if url in urls):
        return None
    return next((url for url, visits in pages if visits), None)


def _move(connection: sqlite3.Connection, article_id: int, url: str) -> None:
    """Give an article the address at which it was fetched."""
    if _of_url(connection, url) is None:
        change = "UPDATE articles SET url = ?, url_key = ? WHERE id = ?"
        connection.execute(change, (url, twin_key(url), article_id))


def _twin(connection: sqlite3.Connection, url: str, record: Record, row: dict[str, Any]) -> int | None:
    """The article of the http/https or www/m twin of a URL; a twin with another text and title is another article."""
    found = connection.execute("SELECT id FROM articles WHERE url_key = ? ORDER BY id", (twin_key(url),)).fetchall()
    return next((twin for (twin,) in found if _alike(connection, twin, record, row)), None)


def _variant(connection: sqlite3.Connection, url: str, record: Record, row: dict[str, Any]) -> int | None:
    """The article of a variant of a URL (urls.is_variant), which must have the same title and text."""
    found = connection.execute(
        "SELECT id, url FROM fingerprints CROSS JOIN articles ON id = article_id"
        " WHERE content_hash = ? AND body_hash = ? ORDER BY id LIMIT ?",
        (record.fingerprint.content_hash, row["body_hash"], _MOST_VARIANTS),
    )
    return next((article_id for article_id, other in found if is_variant(url, other)), None)


def _only_lent(connection: sqlite3.Connection, article_id: int, urls: dict[str, None]) -> bool:
    """Whether an article stands at its own URL, to which these only add parameters: what differs there is another one."""
    own = _url_of(connection, article_id)
    query = own.partition("?")[2]
    parameters = all(url.partition("?")[2] != query and is_variant(url, own) for url in urls)
    return parameters and _stands(connection, own, article_id)


def _alike(connection: sqlite3.Connection, article_id: int | None, record: Record, row: dict[str, Any]) -> bool:
    """Whether a stored article has the title or the text of the record (it may have been edited since)."""
    stored = connection.execute(
        "SELECT title, body_hash, content_hash FROM articles LEFT JOIN fingerprints ON article_id = id WHERE id = ?",
        (article_id,),
    ).fetchone()
    return bool(
        stored["title"] == row["title"]
        or stored["body_hash"] == row["body_hash"]
        or stored["content_hash"] == record.fingerprint.content_hash
    )
