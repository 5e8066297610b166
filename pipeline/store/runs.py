"""Runs (a crawl, an import …) with their counts, and the failures of their pages."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from pipeline.models import Failure
from pipeline.store.connection import transaction
from pipeline.store.settle import record_failure
from pipeline.store.times import clean, dumps, from_text, to_text

RunState = Literal["running", "finished", "stopped", "failed"]

# Counts that have a column of their own; others go to ``extra``.
COUNTS = ("pages", "new", "changed", "same", "duplicate", "not_modified", "not_article", "gone", "failed")


@dataclass(frozen=True, slots=True)
class Run:
    """One run of one site (``site`` is None for what concerns all)."""

    id: int
    site: str | None
    kind: str
    state: RunState
    started_at: datetime
    finished_at: datetime | None
    counts: Mapping[str, int]
    extra: Mapping[str, object] = field(default_factory=dict)
    warnings: tuple[str, ...] = ()


class Runs:
    """The history of what was done."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def begin(self, site: str | None, kind: str, now: datetime) -> int:
        """A new run; returns its id. One of the same kind and site that never ended died, and is marked stopped."""
        with transaction(self._connection):
            self._connection.execute(
                "UPDATE runs SET state = 'stopped', finished_at = ? WHERE site IS ? AND kind = ? AND state = 'running'",
                (to_text(now), site, kind),
            )
            cursor = self._connection.execute(
                "INSERT INTO runs (site, kind, state, started_at) VALUES (?, ?, 'running', ?)",
                (site, kind, to_text(now)),
            )
            assert cursor.lastrowid is not None
            return cursor.lastrowid

    def progress(self, run_id: int, counts: Mapping[str, int]) -> None:
        """Write the counts so far, so that ``status`` and a crash find them."""
        with transaction(self._connection):
            self._write(run_id, counts, {})

    def finish(
        self,
        run_id: int,
        counts: Mapping[str, int],
        now: datetime,
        *,
        state: RunState = "finished",
        extra: Mapping[str, object] | None = None,
        warnings: Sequence[str] = (),
    ) -> None:
        """End a run. Counts without a column of their own are kept in ``extra`` beside the rest."""
        with transaction(self._connection):
            self._write(run_id, counts, extra or {})
            self._connection.execute(
                "UPDATE runs SET state = ?, finished_at = ?, warnings = ? WHERE id = ?",
                (state, to_text(now), dumps([clean(one) for one in warnings]), run_id),
            )

    def fail(self, failure: Failure, now: datetime, *, site: str | None, run_id: int | None = None) -> None:
        """Record a failure that belongs to no leased page (a robots.txt, a line of an import)."""
        with transaction(self._connection):
            record_failure(self._connection, failure, now, site=site, run_id=run_id)

    def failures(self, run_id: int) -> dict[str, int]:
        """How many failures of a run there are by reason, the most frequent first."""
        rows = self._connection.execute(
            "SELECT reason, count(*) FROM failures WHERE run_id = ? GROUP BY reason ORDER BY 2 DESC, 1", (run_id,)
        )
        return dict(tuple(row) for row in rows)

    def latest(self) -> datetime | None:
        """When the run with the latest time began."""
        (when,) = self._connection.execute("SELECT max(started_at) FROM runs").fetchone()
        return from_text(when)

    def get(self, run_id: int) -> Run | None:
        """One run."""
        row = self._connection.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
        return _run(row) if row else None

    def history(self, site: str | None, *, kind: str = "crawl", limit: int = 20) -> list[Run]:
        """The latest runs of a site, newest first: what a run is compared with. Ids tell the order: clocks jump."""
        rows = self._connection.execute(
            "SELECT * FROM runs WHERE site IS ? AND kind = ? ORDER BY id DESC LIMIT ?",
            (site, kind, limit),
        )
        return [_run(row) for row in rows]

    def pages(self, site: str, since: datetime, now: datetime, *, by: str = "schedule") -> int:
        """Pages fetched by the runs of a site that began between two moments."""
        (pages,) = self._connection.execute(
            "SELECT coalesce(sum(pages), 0) FROM runs WHERE site = ? AND kind = 'crawl' AND started_at >= ?"
            " AND started_at <= ? AND extra ->> 'by' = ?",
            (site, to_text(since), to_text(now), by),
        ).fetchone()
        return int(pages)

    def fruitful(self, site: str, since: datetime, now: datetime) -> list[datetime]:
        """When the crawls of a site that found something new began, the oldest first."""
        rows = self._connection.execute(
            "SELECT started_at FROM runs WHERE site = ? AND kind = 'crawl' AND started_at BETWEEN ? AND ?"
            " AND new + duplicate > 0 ORDER BY started_at",
            (site, to_text(since), to_text(now)),
        )
        return [datetime.fromisoformat(when) for (when,) in rows]

    def prune(self, before: datetime) -> int:
        """Forget failures of pages from before a moment; returns how many."""
        with transaction(self._connection):
            return self._connection.execute("DELETE FROM failures WHERE at < ?", (to_text(before),)).rowcount

    def _write(self, run_id: int, counts: Mapping[str, int], extra: Mapping[str, object]) -> None:
        more = {**{key: value for key, value in counts.items() if key not in COUNTS}, **extra}
        columns = ", ".join(f"{key} = ?" for key in COUNTS)
        self._connection.execute(
            f"UPDATE runs SET {columns}, extra = ? WHERE id = ?",
            (*(counts.get(key, 0) for key in COUNTS), dumps(more), run_id),
        )


def _run(row: sqlite3.Row) -> Run:
    started = from_text(row["started_at"])
    assert started is not None
    return Run(
        id=row["id"],
        site=row["site"],
        kind=row["kind"],
        state=row["state"],
        started_at=started,
        finished_at=from_text(row["finished_at"]),
        counts={key: row[key] for key in COUNTS},
        extra=json.loads(row["extra"]),
        warnings=tuple(json.loads(row["warnings"])),
    )
