"""Inside a lease: what is due goes out in order, and what was lent comes back. In the caller's transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.models import Hint, PageKind, Validators
from pipeline.store import hints
from pipeline.store.times import to_text

LONGEST = timedelta(days=1)  # no lease is longer; one that seems to be was given before the clock was set back


@dataclass(frozen=True, slots=True)
class Leased:
    """One page to fetch, held by ``owner`` until ``until``."""

    page_id: int
    url: str
    site: str
    kind: str  # models.LinkKind, as it was linked
    hint: Hint | None
    validators: Validators
    attempts: int  # failures in a row before this one
    depth: int  # links away from a start page
    visits: int  # 0: never fetched with success
    page_kind: PageKind | None  # what it was at the last visit
    article_id: int | None
    owner: str
    until: datetime


def give_back(connection: sqlite3.Connection, now: datetime) -> None:
    """Leases that ran out (to the end of their queue: what killed a process is not tried first), leases from a future
    that a clock set back has left behind, and failed pages whose time has come.
    """
    text = to_text(now)
    connection.execute(
        "UPDATE pages SET state = 'waiting', due_at = ?, leased_by = NULL, leased_until = NULL"
        " WHERE state = 'leased' AND (leased_until <= ? OR leased_until > ?)",
        (text, text, to_text(now + LONGEST)),
    )
    connection.execute(
        "UPDATE pages SET state = 'waiting' WHERE state = 'failed' AND due_at IS NOT NULL AND due_at <= ?", (text,)
    )


def sites_in_turn(connection: sqlite3.Connection, now: datetime) -> list[str]:
    """Enabled sites that are not paused, the one served longest ago first."""
    rows = connection.execute(
        "SELECT name FROM sites WHERE enabled = 1 AND (paused_until IS NULL OR paused_until <= ?) ORDER BY turn, name",
        (to_text(now),),
    )
    return [name for (name,) in rows]


def take(
    connection: sqlite3.Connection, site: str, now: datetime, limit: int, below: int, owner: str, until: datetime
) -> list[int]:
    """The ids of up to ``limit`` due pages of a site with a priority ``below`` that, now leased."""
    text = to_text(now)
    if connection.execute("SELECT 1 FROM sites WHERE name = ? AND paused_until > ?", (site, text)).fetchone():
        return []
    taken: list[int] = []
    for priority in priorities(connection, site):
        if len(taken) == limit or priority >= below:
            break
        rows = connection.execute(
            "SELECT id FROM pages INDEXED BY pages_due WHERE state = 'waiting' AND site = ? AND priority = ?"
            " AND due_at <= ? ORDER BY due_at, id LIMIT ?",
            (site, priority, text, limit - len(taken)),
        )
        taken += [page_id for (page_id,) in rows]
    connection.executemany(
        "UPDATE pages SET state = 'leased', leased_by = ?, leased_until = ? WHERE id = ?",
        [(owner, to_text(until), page_id) for page_id in taken],
    )
    if taken:
        connection.execute("UPDATE sites SET turn = (SELECT max(turn) FROM sites) + 1 WHERE name = ?", (site,))
    return taken


def priorities(connection: sqlite3.Connection, site: str) -> Iterator[int]:
    """The priorities that a site's waiting pages have, smallest first; one jump in the index for each."""
    priority: int | None = -1
    while True:
        (priority,) = connection.execute(
            "SELECT min(priority) FROM pages INDEXED BY pages_due WHERE state = 'waiting' AND site = ?"
            " AND priority > ?",
            (site, priority),
        ).fetchone()
        if priority is None:
            return
        yield priority


def read(connection: sqlite3.Connection, ids: list[int], owner: str, until: datetime) -> list[Leased]:
    select = (
        "SELECT id, url, site, kind, hint, etag, last_modified, attempts, depth, visits, page_kind, article_id"
        " FROM pages WHERE id = ?"
    )
    rows = (connection.execute(select, (page_id,)).fetchone() for page_id in ids)
    return [
        Leased(
            page_id=row["id"],
            url=row["url"],
            site=row["site"],
            kind=row["kind"],
            hint=hints.from_json(row["hint"]),
            validators=Validators(row["etag"], row["last_modified"]),
            attempts=row["attempts"],
            depth=row["depth"],
            visits=row["visits"],
            page_kind=row["page_kind"],
            article_id=row["article_id"],
            owner=owner,
            until=until,
        )
        for row in rows
    ]
