"""What people are told of: each trouble once when it begins, and once more when it is over."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from pipeline.store.connection import transaction
from pipeline.store.times import clean, from_text, to_text

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
            self._connection.execute("DELETE FROM alerts WHERE ended_at IS NOT NULL AND told_at IS NULL")
            self._connection.execute("DELETE FROM alerts WHERE ended_at < ?", (to_text(now - KEPT),))

    def open(self) -> list[Alert]:
        """What is wrong now, the oldest first."""
        return self._read("ended_at IS NULL")

    def untold(self) -> list[Alert]:
        """What is to be told: begun and not told, or over and that not told."""
        return self._read("told_at IS NULL OR (ended_at IS NOT NULL AND end_told_at IS NULL)")

    def told(self, alert: Alert, now: datetime) -> None:
        """Note that people were told."""
        column = "end_told_at" if alert.over else "told_at"
        with transaction(self._connection):
            self._connection.execute(f"UPDATE alerts SET {column} = ? WHERE id = ?", (to_text(now), alert.id))

    def _read(self, where: str) -> list[Alert]:
        rows = self._connection.execute(f"SELECT * FROM alerts WHERE {where} ORDER BY id").fetchall()
        return [_alert(row) for row in rows]


def _alert(row: sqlite3.Row) -> Alert:
    began = from_text(row["began_at"])
    assert began is not None
    return Alert(
        row["id"], row["kind"], row["site"], row["text"], began, from_text(row["told_at"]), from_text(row["ended_at"])
    )
