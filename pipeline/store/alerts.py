"""What people are told of: each trouble once when it begins, and once more when it is over."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.store.connection import transaction
from pipeline.store.times import clean, dumps, from_text, to_text

KEPT = timedelta(days=180)  # what is over is remembered so long


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong now; ``kind`` and ``site`` ("" = all) say which, ``text`` tells people."""

    kind: str
    site: str
    text: str


@dataclass(frozen=True, slots=True)
class Alert:
    """A trouble with its times. ``over``: it has ended."""

    id: int
    kind: str
    site: str
    text: str
    began_at: datetime
    told_at: datetime | None
    ended_at: datetime | None
    told_to: frozenset[str]  # targets that have been told of it; of its end, where it is over

    @property
    def over(self) -> bool:
        """Whether it has ended."""
        return self.ended_at is not None


class Alerts:
    """The table ``alerts``."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def update(self, troubles: Iterable[Trouble], now: datetime) -> None:
        """Hold what is wrong now against what was: new ones begin, known ones keep their row, others are over."""
        wrong = {(one.kind, one.site): one for one in troubles}
        with transaction(self._connection):
            for row in self._connection.execute("SELECT id, kind, site FROM alerts WHERE ended_at IS NULL").fetchall():
                if wrong.pop((row["kind"], row["site"]), None) is None:
                    self._connection.execute("UPDATE alerts SET ended_at = ? WHERE id = ?", (to_text(now), row["id"]))
            self._connection.executemany(
                "INSERT INTO alerts (kind, site, text, began_at) VALUES (?, ?, ?, ?)",
                [(one.kind, one.site, clean(one.text), to_text(now)) for one in wrong.values()],
            )
            # Over before anybody was told: nobody need be.
            self._connection.execute("DELETE FROM alerts WHERE ended_at IS NOT NULL AND told_to = '[]'")
            self._connection.execute("DELETE FROM alerts WHERE ended_at < ?", (to_text(now - KEPT),))

    def open(self) -> list[Alert]:
        """What is wrong now, the oldest first."""
        return self._read("ended_at IS NULL")

    def untold(self) -> list[Alert]:
        """What is to be told: begun and not told, or over and that not told."""
        return self._read("(ended_at IS NULL AND told_at IS NULL) OR (ended_at IS NOT NULL AND end_told_at IS NULL)")

    def told(self, alert: Alert, targets: Iterable[str], now: datetime, *, all_of_them: bool) -> None:
        """Note which targets took it now; ``all_of_them``: none is left."""
        end = "end_" if alert.over else ""
        names = sorted(alert.told_to | set(targets))
        with transaction(self._connection):
            self._connection.execute(
                f"UPDATE alerts SET {end}told_to = ?, {end}told_at = ? WHERE id = ?",
                (dumps(names), to_text(now) if all_of_them else None, alert.id),
            )

    def _read(self, where: str) -> list[Alert]:
        rows = self._connection.execute(f"SELECT * FROM alerts WHERE {where} ORDER BY id").fetchall()
        return [_alert(row) for row in rows]


def _alert(row: sqlite3.Row) -> Alert:
    began = from_text(row["began_at"])
    assert began is not None
    ended = from_text(row["ended_at"])
    return Alert(
        id=row["id"],
        kind=row["kind"],
        site=row["site"],
        text=row["text"],
        began_at=began,
        told_at=from_text(row["told_at"]),
        ended_at=ended,
        told_to=frozenset(json.loads(row["end_told_to" if ended else "told_to"])),
    )
