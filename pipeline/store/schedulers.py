"""The schedulers of a database: each says now and then that it lives, what it will do next, and what troubles it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.store.connection import transaction
from pipeline.store.owners import has_died
from pipeline.store.times import dumps, from_text, to_text

SILENT = timedelta(minutes=5)  # without a sign for so long a scheduler counts as dead or hung


@dataclass(frozen=True, slots=True)
class Scheduler:
    """One scheduler process. ``alive`` is judged by its last sign, and on this machine by the process itself."""

    owner: str
    started_at: datetime
    seen_at: datetime
    next_runs: Mapping[str, datetime]  # job → when
    trouble: str  # of its configuration or database; "" where there is none
    alive: bool


class Schedulers:
    """Signs of life in the table ``schedulers``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def seen(self, owner: str, now: datetime, next_runs: Mapping[str, datetime], trouble: str = "") -> None:
        """A sign of life."""
        plan = dumps({name: to_text(when) for name, when in next_runs.items()})
        with transaction(self._connection):
            self._connection.execute(
                """
                INSERT INTO schedulers (owner, started_at, seen_at, next_runs, trouble) VALUES (?1, ?2, ?2, ?3, ?4)
                ON CONFLICT (owner) DO UPDATE SET
                    seen_at = excluded.seen_at, next_runs = excluded.next_runs, trouble = excluded.trouble
                """,
                (owner, to_text(now), plan, trouble),
            )

    def begin(self, owner: str, now: datetime) -> None:
        """A new scheduler: the rows of dead ones go, it takes their place."""
        with transaction(self._connection):
            for row in self.all(now):
                if not row.alive:
                    self._connection.execute("DELETE FROM schedulers WHERE owner = ?", (row.owner,))
            self.seen(owner, now, {})

    def end(self, owner: str) -> None:
        """A clean stop."""
        with transaction(self._connection):
            self._connection.execute("DELETE FROM schedulers WHERE owner = ?", (owner,))

    def all(self, now: datetime) -> tuple[Scheduler, ...]:
        """Those that run, and those that died without a clean stop, the latest sign first."""
        rows = self._connection.execute("SELECT * FROM schedulers ORDER BY seen_at DESC").fetchall()
        return tuple(_scheduler(row, now) for row in rows)


def _scheduler(row: sqlite3.Row, now: datetime) -> Scheduler:
    started, seen = from_text(row["started_at"]), from_text(row["seen_at"])
    assert started is not None
    assert seen is not None
    plan = {name: datetime.fromisoformat(when) for name, when in json.loads(row["next_runs"]).items()}
    alive = not has_died(row["owner"]) and abs(now - seen) < SILENT
    return Scheduler(row["owner"], started, seen, plan, row["trouble"], alive)
