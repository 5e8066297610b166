"""Noting URLs to visit: none twice, hints merged, the more urgent priority wins."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from pipeline.models import Hint, Link
from pipeline.site import Site
from pipeline.store import hints, priorities, sites
from pipeline.store.freshness import PACES
from pipeline.store.times import clean, dumps, from_text, to_text

_INSERT = """
    INSERT INTO pages (url, site, kind, state, priority, due_at, depth, referrer, hint, first_seen_at)
    VALUES (?, ?, ?, 'waiting', ?, ?, ?, ?, ?, ?)
"""
_KNOWN = """
    SELECT pages.url, pages.id, kind, state, priority, depth, hint, visits, visited_at, due_at, article_id
    FROM json_each(?) AS links CROSS JOIN pages ON pages.url = links.value
"""
_CHUNK = 500  # URLs looked up at once


def add(
    connection: sqlite3.Connection,
    links: Iterable[Link],
    *,
    site: Site | str,
    now: datetime,
    depth: int = 0,
    referrer: str | None = None,
    revisit: bool = False,
) -> int:
    """As Frontier.add, inside the caller's transaction; returns how many URLs were not known."""
    new, name, text = 0, "", to_text(now)
    rest = iter(links)
    while chunk := list(islice(rest, _CHUNK)):
        urls = [clean(link.url) for link in chunk]
        known = _known(connection, urls)
        done: set[str] = set()
        for url, link in zip(urls, chunk, strict=True):
            row = (
                known.get(url) if url not in done else _known(connection, [url])[url]
            )  # a link that stands there twice
            done.add(url)
            if row is not None:
                _meet_again(connection, row, link, now, depth, revisit)
                continue
            name = name or sites.name_for(connection, site, url, now)
            priority = priorities.of_link(link.kind, depth)
            hint = hints.to_json(link.hint)
            connection.execute(_INSERT, (url, name, link.kind, priority, text, depth, referrer, hint, text))
            new += 1
    return new


def _known(connection: sqlite3.Connection, urls: list[str]) -> dict[str, sqlite3.Row]:
    return {row["url"]: row for row in connection.execute(_KNOWN, (dumps(urls),))}


def _meet_again(
    connection: sqlite3.Connection, row: sqlite3.Row, link: Link, now: datetime, depth: int, revisit: bool
) -> None:
    """A link to a known URL: what it adds is kept, and nothing is written where it adds nothing."""
    if row["kind"] == "part":
        return  # fetched with the first page of its article
    nearer = depth < row["depth"]
    sooner = not row["visits"] and priorities.of_link(link.kind, min(depth, row["depth"])) < row["priority"]
    if not (link.hint or revisit or nearer or sooner):
        return  # most links of most pages
    change: dict[str, object] = {}
    old = hints.from_json(row["hint"])
    merged = hints.merge(old, link.hint) if link.hint else old
    if merged != old:
        change["hint"] = hints.to_json(merged)
    if nearer:
        change["depth"] = depth
    if sooner:
        change |= {"kind": link.kind, "priority": priorities.of_link(link.kind, min(depth, row["depth"]))}
    if row["state"] in ("waiting", "done", "failed") and (
        revisit or (row["visits"] and merged != old and _worth_a_visit(connection, row, merged, now))
    ):
        due = to_text(now)
        if row["state"] != "waiting" or row["due_at"] > due:
            change |= {"state": "waiting", "due_at": due}
    if change:
        columns = ", ".join(f"{column} = ?" for column in change)
        connection.execute(f"UPDATE pages SET {columns} WHERE id = ?", (*change.values(), row["id"]))


def _worth_a_visit(connection: sqlite3.Connection, row: sqlite3.Row, hint: Hint | None, now: datetime) -> bool:
    """Whether a new hint about a fetched page says that it changed since, or gives its article a finer date.

    A page fetched within its kind's least interval is left alone: some sitemaps date everything «now».
    """
    if hint is None:
        return False
    visited = from_text(row["visited_at"])
    if hint.modified_at and visited and hint.modified_at > visited:
        return (now - visited).total_seconds() >= PACES["article"].least
    if hint.published_at and row["article_id"]:
        (precision,) = connection.execute(
            "SELECT published_precision FROM articles WHERE id = ?", (row["article_id"],)
        ).fetchone()
        return hints.finer(hint.published_precision, precision)
    return False
