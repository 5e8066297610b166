"""Saving what one page came to: article, copies, page state and links, in ONE transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime

from pipeline.errors import InputError
from pipeline.models import Link, Record, Validators
from pipeline.site import Site
from pipeline.store import articles, duplicates, links, sites
from pipeline.store.articles import Saved
from pipeline.store.connection import transaction
from pipeline.store.identity import Identity, identify
from pipeline.store.rows import article_row
from pipeline.store.settle import settle
from pipeline.store.times import clean, to_text


def save(
    connection: sqlite3.Connection,
    record: Record,
    *,
    site: Site | str | None,
    page_url: str,
    fetched_at: datetime,
    warc: tuple[str, int] | None = None,
    run_id: int | None = None,
    validators: Validators | None = None,
    other_urls: tuple[str, ...] = (),
    parts: tuple[str, ...] = (),
    found: Iterable[Link] = (),
    depth: int = 0,
    rebuilt: bool = False,
    crawled: bool = True,
) -> Saved:
    """As Store.save. ``crawled`` is False for articles from elsewhere, which leave no trace in the frontier.

    Raises InputError for an article without a URL.
    """
    if not (page_url or record.article.url):
        raise InputError("没有网址的文章存不了")
    with transaction(connection):
        name = sites.name_for(connection, site, page_url or record.article.url, fetched_at)
        row = article_row(record.article)
        identity = identify(connection, record, row, page_url, other_urls)
        written = articles.write(connection, record, row, identity, site=name, fetched_at=fetched_at, rebuilt=rebuilt)
        if written.text:
            fresh = written.status != "same"  # else the stored body, which is kept, may not be the record's
            duplicates.place(connection, written.article_id, record.fingerprint if fresh else None)
        if crawled:
            _link_pages(connection, identity, written.article_id, name, fetched_at, depth)
        if crawled and not rebuilt:
            for url in identity.fetched:
                settle(
                    connection,
                    _page_id(connection, url),
                    "saved",
                    fetched_at,
                    changed=written.status == "changed",
                    validators=validators,
                    warc=warc,
                    run_id=run_id,
                )
            _leave_aliases(connection, identity)
        if crawled:
            _note_parts(connection, parts, identity, written.article_id, name, fetched_at, depth)
        links.add(connection, found, site=name, now=fetched_at, depth=depth + 1, referrer=clean(page_url))
        copy = articles.original_of(connection, written.article_id)
    if copy is None:
        return Saved(written.status, written.article_id)
    return Saved("duplicate" if written.status == "new" else written.status, written.article_id, *copy)


def _link_pages(
    connection: sqlite3.Connection, identity: Identity, article_id: int, site: str, now: datetime, depth: int
) -> None:
    """Every URL of the article is a page that points to it. An article that all its pages left has moved: it is gone."""
    urls = dict.fromkeys((identity.url, *identity.fetched, *([identity.named] if identity.named else ())))
    links.add(connection, [Link(url, "article") for url in urls], site=site, now=now, depth=depth)
    left: set[int] = set()
    for url in urls:
        (before,) = connection.execute("SELECT article_id FROM pages WHERE url = ?", (url,)).fetchone()
        if before != article_id:
            connection.execute("UPDATE pages SET article_id = ? WHERE url = ?", (article_id, url))
            left |= {before} - {None}
    _mark_left(connection, left, now)


def _note_parts(
    connection: sqlite3.Connection,
    parts: tuple[str, ...],
    identity: Identity,
    article_id: int,
    site: str,
    now: datetime,
    depth: int,
) -> None:
    """The further pages of an article belong to it and are fetched with its first page, never by themselves."""
    own = {identity.url, *identity.fetched}
    urls = [url for url in dict.fromkeys(map(clean, parts)) if url not in own]
    links.add(connection, [Link(url, "part") for url in urls], site=site, now=now, depth=depth)
    before = [
        row[0]
        for url in urls
        for row in connection.execute(
            "SELECT article_id FROM pages WHERE url = ? AND article_id <> ?", (url, article_id)
        )
    ]
    connection.executemany(
        "UPDATE pages SET kind = 'part', state = 'done', due_at = NULL, leased_by = NULL, leased_until = NULL,"
        " article_id = ? WHERE url = ?",
        [(article_id, url) for url in urls],
    )
    _mark_left(connection, before, now)


def _mark_left(connection: sqlite3.Connection, left: Iterable[int], now: datetime) -> None:
    """An article that all its pages left has moved: it is gone."""
    connection.executemany(
        "UPDATE articles SET gone_at = ? WHERE id = ? AND NOT EXISTS (SELECT 1 FROM pages WHERE article_id = articles.id)",
        [(to_text(now), one) for one in left],
    )


def _leave_aliases(connection: sqlite3.Connection, identity: Identity) -> None:
    """Of several URLs of one article only its own is visited again, unless that one fails."""
    state = connection.execute("SELECT state FROM pages WHERE url = ?", (identity.url,)).fetchone()
    if state is None or state[0] in ("failed", "gone"):
        return
    connection.executemany(
        "UPDATE pages SET state = 'done', due_at = NULL, leased_by = NULL, leased_until = NULL WHERE url = ?",
        [(url,) for url in (*identity.fetched, identity.left) if url not in (identity.url, None)],
    )


def _page_id(connection: sqlite3.Connection, url: str) -> int:
    (page_id,) = connection.execute("SELECT id FROM pages WHERE url = ?", (url,)).fetchone()
    return int(page_id)
