"""The frontier: which URL is fetched next, by whom, and what came of it. Every call is one transaction.

A page is ``waiting`` (for ``due_at``), ``leased`` (until ``leased_until``), ``failed`` (tries used up; with a ``due_at``
it is tried again then), ``done`` (never visited again) or ``gone`` (404 or 410, twice). All look-ups go through partial
indexes that hold the next rows in order, so a lease costs the same with ten million pages.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.models import Failure, Hint, Link, PageKind, Validators
from pipeline.site import Site
from pipeline.store import freshness, hints, leasing
from pipeline.store.connection import transaction
from pipeline.store.leasing import LONGEST, Leased
from pipeline.store.links import add
from pipeline.store.priorities import REVISIT
from pipeline.store.settle import Outcome, settle, still_held
from pipeline.store.times import from_text, to_text

_NO_PRIORITY = 1 << 30  # above all


@dataclass(frozen=True, slots=True)
class Counts:
    """Pages by state; ``due`` are those of ``waiting`` that may be leased now."""

    waiting: int
    due: int
    leased: int
    done: int
    failed: int
    gone: int

    @property
    def total(self) -> int:
        """All pages."""
        return self.waiting + self.leased + self.done + self.failed + self.gone


class Frontier:
    """The pages of all sites."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def add(
        self,
        links: Iterable[Link],
        *,
        site: Site | str,
        now: datetime,
        depth: int = 0,
        referrer: str | None = None,
        revisit: bool = False,
    ) -> int:
        """Note URLs to visit; returns how many were not known. A known URL keeps its row: hints are merged, the more
        urgent priority wins. ``depth`` is how many links they are away from a start page, ``referrer`` where they stood.
        ``revisit`` makes known ones due now (start pages and feeds at the begin of a run).
        """
        with transaction(self._connection):
            return add(self._connection, links, site=site, now=now, depth=depth, referrer=referrer, revisit=revisit)

    def mend_clock(self, now: datetime, *, site: str) -> int:
        """Pages that were put off, or found, while the clock was wrong are due now; returns how many.

        Only looked for where a run of the site seems to begin in the future.
        """
        ahead = to_text(now + timedelta(hours=1))
        query = "SELECT 1 FROM runs WHERE site = ? AND started_at > ? LIMIT 1"
        if not self._connection.execute(query, (site, ahead)).fetchone():
            return 0
        with transaction(self._connection):
            return self._connection.execute(
                "UPDATE pages SET due_at = ?1 WHERE site = ?2 AND state IN ('waiting', 'failed') AND due_at > ?1"
                " AND (first_seen_at > ?3 OR visited_at > ?3 OR due_at > ?4)",
                (to_text(now), site, ahead, to_text(now + timedelta(days=200))),
            ).rowcount

    def lease(
        self,
        now: datetime,
        *,
        owner: str,
        limit: int = 1,
        seconds: float = 300.0,
        site: str | None = None,
        new_only: bool = False,
    ) -> list[Leased]:
        """Up to ``limit`` due pages, most urgent first, held for ``seconds``; [] when nothing is due.

        Without ``site`` every enabled site with due pages gets an equal share, the one served longest ago first; paused
        sites get none. ``new_only`` leaves re-visits of articles out. Leases that ran out are given back on the way; none
        is longer than LONGEST.
        """
        with transaction(self._connection):
            leasing.give_back(self._connection, now)
            below = REVISIT if new_only else _NO_PRIORITY
            until = now + min(timedelta(seconds=seconds), LONGEST)
            names = [site] if site else leasing.sites_in_turn(self._connection, now)
            taken: list[int] = []
            while names and len(taken) < limit:
                share = max(1, (limit - len(taken)) // len(names))
                hungry = []
                for name in names:
                    room = min(share, limit - len(taken))
                    got = leasing.take(self._connection, name, now, room, below, owner, until) if room else []
                    taken += got
                    if len(got) == share:
                        hungry.append(name)
                names = hungry
            return leasing.read(self._connection, taken, owner, until)

    def extend(self, owner: str, now: datetime, seconds: float) -> int:
        """Hold everything that ``owner`` has leased for ``seconds`` from now (the heartbeat of a long run)."""
        with transaction(self._connection):
            found = self._connection.execute(
                "UPDATE pages SET leased_until = ? WHERE state = 'leased' AND leased_by = ?",
                (to_text(now + min(timedelta(seconds=seconds), LONGEST)), owner),
            )
            return found.rowcount

    def release(self, owner: str, now: datetime, pages: Iterable[Leased] | None = None) -> int:
        """Give leases back unused: those ``pages``, or all of the owner. They are due at once and lose no try."""
        ids = None if pages is None else [page.page_id for page in pages]
        condition = "" if ids is None else f" AND id IN ({','.join('?' * len(ids))})"
        with transaction(self._connection):
            found = self._connection.execute(
                "UPDATE pages SET state = 'waiting', due_at = ?, leased_by = NULL, leased_until = NULL"
                f" WHERE state = 'leased' AND leased_by = ?{condition}",
                (to_text(now), owner, *(ids or ())),
            )
            return found.rowcount

    def finish(
        self,
        leased: Leased,
        outcome: Outcome,
        now: datetime,
        *,
        kind: PageKind | None = None,
        changed: bool | None = None,
        failure: Failure | None = None,
        validators: Validators | None = None,
        max_attempts: int = 4,
        run_id: int | None = None,
        links: Iterable[Link] = (),
        warc: tuple[str, int] | None = None,
    ) -> bool:
        """Record what came of a leased page, and the ``links`` found on it, in one transaction.

        ``not_modified``, ``not_article`` (with its ``kind``, a models.PageKind), ``failed`` (with the ``failure``:
        retried with back-off where it says so; stored in ``failures``) or ``gone`` (404, 410). Articles end in
        ``Store.save``. ``changed``: whether the page differs from the last visit; for a list by default, whether it
        led to a URL not known before. False, and nothing is done, where the lease ran out and another took the page.
        """
        with transaction(self._connection):
            if not still_held(self._connection, leased.page_id, leased.owner):
                return False
            new = add(self._connection, links, site=leased.site, now=now, depth=leased.depth + 1, referrer=leased.url)
            settle(
                self._connection,
                leased.page_id,
                outcome,
                now,
                kind=kind,
                changed=new > 0 if changed is None else changed,
                failure=failure,
                validators=validators,
                max_attempts=max_attempts,
                run_id=run_id,
                warc=warc,
            )
            return True

    def disown(self, url: str, now: datetime) -> None:
        """What was stored from a URL turned out to be no article: it is marked gone, never deleted, and asked again later."""
        with transaction(self._connection):
            row = self._connection.execute("SELECT article_id FROM pages WHERE url = ?", (url,)).fetchone()
            if row is None or row[0] is None:
                return
            self._connection.execute(
                "UPDATE articles SET gone_at = ? WHERE id = ? AND gone_at IS NULL", (to_text(now), row[0])
            )
            self._connection.execute(
                "UPDATE pages SET reason = 'soft_404', missing = 1, state = 'waiting', due_at = ?,"
                " leased_by = NULL, leased_until = NULL WHERE url = ? AND state <> 'gone'",
                (to_text(now + timedelta(seconds=freshness.GONE_AGAIN)), url),
            )

    def revisit_all(self, now: datetime, *, site: str) -> int:
        """Make every page of a site due that is not gone or leased (``crawl --full``); returns how many."""
        with transaction(self._connection):
            found = self._connection.execute(
                "UPDATE pages SET state = 'waiting', due_at = ?, attempts = 0"
                " WHERE site = ? AND kind <> 'part' AND (state IN ('done', 'failed') OR (state = 'waiting' AND due_at > ?))",
                (to_text(now), site, to_text(now)),
            )
            return found.rowcount

    def next_due(self, *, site: str) -> datetime | None:
        """When the next waiting page of a site is due (may be past); None where none waits."""
        query = (
            "SELECT min(due_at) FROM pages INDEXED BY pages_due WHERE state = 'waiting' AND site = ? AND priority = ?"
        )
        firsts = [
            self._connection.execute(query, (site, one)).fetchone()[0]
            for one in leasing.priorities(self._connection, site)
        ]
        return from_text(min(firsts, default=None))

    def warc_files(self) -> set[str]:
        """The names of the archive files that pages are kept in."""
        return {name for (name,) in self._connection.execute("SELECT DISTINCT warc_file FROM pages") if name}

    def known(self, url: str) -> bool:
        """Whether a canonical URL is in the frontier."""
        return self._connection.execute("SELECT 1 FROM pages WHERE url = ?", (url,)).fetchone() is not None

    def hint(self, url: str) -> Hint | None:
        """What other pages said about a canonical URL."""
        row = self._connection.execute("SELECT hint FROM pages WHERE url = ?", (url,)).fetchone()
        return hints.from_json(row[0]) if row else None

    def counts(self, site: str | None = None, *, now: datetime) -> Counts:
        """Pages of one site, or of all, by state (reads the partial indexes alone)."""
        where, values = (" AND site = ?", (site,)) if site else ("", ())
        one = "SELECT count(*) FROM pages WHERE state = 'waiting'"
        (waiting,) = self._connection.execute(one + where, values).fetchone()
        (due,) = self._connection.execute(f"{one}{where} AND due_at <= ?", (*values, to_text(now))).fetchone()
        (leased,) = self._connection.execute(
            f"SELECT count(*) FROM pages WHERE state = 'leased'{where}", values
        ).fetchone()
        settled = dict(
            self._connection.execute(
                f"SELECT state, count(*) FROM pages WHERE state IN ('done', 'failed', 'gone'){where} GROUP BY state",
                values,
            ).fetchall()
        )
        return Counts(waiting, due, leased, settled.get("done", 0), settled.get("failed", 0), settled.get("gone", 0))
