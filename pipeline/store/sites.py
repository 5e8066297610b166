"""The rows of ``sites``: what the site files say, and what runs have to know of each other (pauses, who crawls)."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta

from pipeline.site import Site
from pipeline.store.connection import transaction
from pipeline.store.owners import has_died, is_alive
from pipeline.store.times import from_text, to_text
from pipeline.urls import site_key

LONGEST = timedelta(days=1)  # no site is held for longer without a sign of life


class Sites:
    """Sites as the database knows them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def put(self, site: Site, now: datetime) -> None:
        """Insert the site or bring its row up to date with its file."""
        with transaction(self._connection):
            put(self._connection, site, now)

    def pause(self, name: str, until: datetime, reason: str) -> None:
        """No page of the site is leased before ``until``; ``reason`` is shown by ``status`` (a wall, a breaker)."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE sites SET paused_until = ?, paused_reason = ? WHERE name = ?", (to_text(until), reason, name)
            )

    def resume(self, name: str) -> None:
        """End a pause."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE sites SET paused_until = NULL, paused_reason = NULL WHERE name = ?", (name,)
            )

    def paused(self, name: str, now: datetime) -> tuple[str, datetime] | None:
        """Why no page of the site is leased, and until when; None where it may be crawled."""
        row = self._connection.execute(
            "SELECT paused_reason, paused_until FROM sites WHERE name = ? AND paused_until > ?", (name, to_text(now))
        ).fetchone()
        until = from_text(row["paused_until"]) if row else None
        return (row["paused_reason"] or "", until) if row and until else None

    def enabled(self, now: datetime) -> list[tuple[str, tuple[str, datetime] | None]]:
        """The sites that are crawled, by name, each with its pause (reason, until) if it has one."""
        names = self._connection.execute("SELECT name FROM sites WHERE enabled = 1 ORDER BY name").fetchall()
        return [(name, self.paused(name, now)) for (name,) in names]

    def hold(self, name: str, owner: str, now: datetime, seconds: float) -> bool:
        """Take the site for one crawler, or keep it (the heartbeat); False where another one has it.

        Held across processes and machines that share the file. A holder that gives no sign for ``seconds`` has lost the
        site, one of this machine that died at once; the pages it had leased are then free again.
        """
        with transaction(self._connection):
            row = self._connection.execute("SELECT held_by, held_until FROM sites WHERE name = ?", (name,)).fetchone()
            before = row["held_by"] if row else None
            if row is None:
                return False
            plausible = to_text(now) < (row["held_until"] or "") <= to_text(now + LONGEST)  # a clock may be set back
            if before not in (None, owner) and plausible and not has_died(before):
                return False
            self._connection.execute(
                "UPDATE sites SET held_by = ?, held_until = ? WHERE name = ?",
                (owner, to_text(now + min(timedelta(seconds=seconds), LONGEST)), name),
            )
            if before not in (None, owner):
                self._connection.execute(
                    "UPDATE pages SET state = 'waiting', due_at = ?, leased_by = NULL, leased_until = NULL"
                    " WHERE state = 'leased' AND leased_by = ?",
                    (to_text(now), before),
                )
            return True

    def doubtful(self, name: str, owner: str, now: datetime) -> bool:
        """Whether another one's hold seems to have run out while its process lives, on this machine.

        A clock that jumped looks like that, until the next heartbeat; so does a process that hangs.
        """
        row = self._connection.execute("SELECT held_by, held_until FROM sites WHERE name = ?", (name,)).fetchone()
        if row is None or row["held_by"] in (None, owner):
            return False
        plausible = to_text(now) < row["held_until"] <= to_text(now + LONGEST)
        return not plausible and is_alive(row["held_by"])

    def release(self, name: str, owner: str) -> None:
        """Let go of a site that ``owner`` holds."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE sites SET held_by = NULL, held_until = NULL WHERE name = ? AND held_by = ?", (name, owner)
            )

    def holder(self, name: str, now: datetime) -> tuple[str, datetime] | None:
        """Who crawls the site now, and until when at least."""
        row = self._connection.execute(
            "SELECT held_by, held_until FROM sites WHERE name = ? AND held_until > ?", (name, to_text(now))
        ).fetchone()
        until = from_text(row["held_until"]) if row else None
        return (row["held_by"], until) if row and until else None


def put(connection: sqlite3.Connection, site: Site, now: datetime) -> None:
    """As Sites.put, inside the caller's transaction."""
    connection.execute(
        """
        INSERT INTO sites (name, base_url, title, platform, enabled, verified, first_seen_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (name) DO UPDATE SET
            base_url = excluded.base_url, title = excluded.title, platform = excluded.platform,
            enabled = excluded.enabled, verified = excluded.verified
        WHERE (base_url, title, platform, enabled, verified)
            IS NOT (excluded.base_url, excluded.title, excluded.platform, excluded.enabled, excluded.verified)
        """,
        (site.name, site.base_url, site.title, site.platform, site.enabled, site.verified, to_text(now)),
    )


def name_for(connection: sqlite3.Connection, site: Site | str | None, url: str, now: datetime) -> str:
    """The name of the site a page belongs to, whose row is made if needed; without a site, the page's host names it."""
    if isinstance(site, Site):
        if not connection.execute("SELECT 1 FROM sites WHERE name = ?", (site.name,)).fetchone():
            put(connection, site, now)
        return site.name
    name = site or site_key(url) or "import"
    connection.execute(
        "INSERT INTO sites (name, base_url, enabled, verified, first_seen_at) VALUES (?, ?, 0, 0, ?)"
        " ON CONFLICT (name) DO NOTHING",
        (name, "/".join(url.split("/", 3)[:3]) + "/" if "://" in url else "", to_text(now)),
    )
    return name
