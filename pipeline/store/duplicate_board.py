"""The texts of the database as duplicates.grouping sees them: distinct texts, their features, who leads whom."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pipeline import duplicates
from pipeline.duplicates.grouping import Order, State
from pipeline.duplicates.kinds import NO_EDGE, Edge
from pipeline.duplicates.prepare import Text
from pipeline.duplicates.sketch import OVERLAP, SHARED, overlap

CANDIDATES = 50  # leaders compared with one text, those whose sketches overlap most
POSTINGS = 1000  # texts read for one feature; one that more texts share finds no copies, and would cost milliseconds

_NUMBER = struct.Struct("<I")
# For each feature the last text that is read for it, where there are as many as POSTINGS.
_ENDS = """
    SELECT value, (
        SELECT text_id FROM duplicate_features WHERE feature = value AND leads = ?2 ORDER BY text_id LIMIT 1 OFFSET ?3
    )
    FROM json_each(?1)
"""
_COUNTED = """
    SELECT id, shared, sketch
    FROM (
        SELECT text_id, count(*) AS shared
        FROM json_each(?1) AS ends CROSS JOIN duplicate_features ON feature = ends.value ->> 0 AND leads = ?2
        WHERE text_id <= ifnull(ends.value ->> 1, 9223372036854775807)
        GROUP BY text_id HAVING count(*) >= ?3
    ) CROSS JOIN duplicate_texts ON id = text_id
"""


@lru_cache(maxsize=128)  # some 20 MB: texts of one kind come together, and are compared with the same leaders
def prepared(title: str, body: str) -> Text:
    """As duplicates.prepare."""
    return duplicates.prepare(title, body)


@dataclass(slots=True)
class SqlBoard:
    """grouping.Board over the tables duplicate_texts and duplicate_features, in the caller's transaction.

    ``leaders`` collects the leaders whose groups changed. Texts and edges are kept for as long as the board lives.
    """

    connection: sqlite3.Connection
    leaders: set[int] = field(default_factory=set)
    _texts: dict[int, Text | None] = field(default_factory=dict)
    _edges: dict[tuple[int, int], Edge] = field(default_factory=dict)
    _orders: dict[int, Order] = field(default_factory=dict)
    _overlaps: dict[tuple[int, bool], list[tuple[float, int]]] = field(default_factory=dict)
    _added: int | None = None  # the newest text, last in every list of texts

    def add(self, masked_hash: str, weight: int, sketch: tuple[int, ...]) -> int:
        """A new text, not decided yet; returns its id."""
        cursor = self.connection.execute(
            "INSERT INTO duplicate_texts (masked_hash, weight, sketch) VALUES (?, ?, ?)",
            (masked_hash, weight, struct.pack(f"<{len(sketch)}I", *sketch)),
        )
        assert cursor.lastrowid is not None
        self._added = cursor.lastrowid
        return cursor.lastrowid

    def drop(self, text: int) -> list[int]:
        """Forget a text that no article holds; returns the texts that must be decided anew."""
        state = self.state(text)
        if state is not None:
            self.leaders |= {state.leader} - {text}
            self._erase_features(text, leads=state.leader == text)
        dependents = list(self.dependents(text))
        for one in dependents:
            self._orphan(one, text)
        self.connection.execute("DELETE FROM duplicate_texts WHERE id = ?", (text,))
        self.leaders.discard(text)
        return dependents

    def _orphan(self, text: int, lost: int) -> None:
        """A text without its leader is undecided; an excerpt without its source still leads."""
        state = self.state(text)
        if state is not None and state.leader == lost:
            self._erase_features(text, leads=False)
            self.connection.execute("UPDATE duplicate_texts SET leader_id = NULL, score = 0 WHERE id = ?", (text,))
        else:
            self.leaders.add(text)
            self.connection.execute("UPDATE duplicate_texts SET source_id = NULL, contained = 0 WHERE id = ?", (text,))

    # ------------------------------------------------------------------------------------------------ grouping.Board

    def order(self, text: int) -> Order:
        """Heaviest first."""
        if text not in self._orders:
            row = self.connection.execute(
                "SELECT weight, masked_hash FROM duplicate_texts WHERE id = ?", (text,)
            ).fetchone()
            self._orders[text] = (-row[0], row[1])
        return self._orders[text]

    def state(self, text: int) -> State | None:
        """What was decided for a text; None for one that is new or lost its leader."""
        row = self.connection.execute(
            "SELECT leader_id, score, source_id, contained FROM duplicate_texts WHERE id = ?", (text,)
        ).fetchone()
        return State(row[0], row[1], row[2], row[3]) if row is not None and row[0] is not None else None

    def write(self, text: int, state: State) -> None:
        """Store a decision, and keep the features where they belong."""
        before = self.state(text)
        leads = state.leader == text
        if before is None:
            mine = {key: found for key, found in self._overlaps.items() if key[0] == text == self._added}
            self._overlaps = mine  # of the others each may have one more
            self.connection.executemany(
                "INSERT INTO duplicate_features (feature, leads, text_id) VALUES (?, ?, ?)",
                [(feature, leads, text) for feature in self.sketch(text)],
            )
        elif (before.leader == text) != leads:
            self._overlaps.clear()
            self.connection.executemany(
                "UPDATE duplicate_features SET leads = ? WHERE feature = ? AND leads = ? AND text_id = ?",
                [(leads, feature, not leads, text) for feature in self.sketch(text)],
            )
        self.connection.execute(
            "UPDATE duplicate_texts SET leader_id = ?, score = ?, source_id = ?, contained = ? WHERE id = ?",
            (state.leader, state.score, state.source, state.contained, text),
        )
        self.leaders |= {state.leader} | ({before.leader} if before else set())

    def leaders_before(self, text: int) -> Iterator[tuple[int, Edge]]:
        """Leaders earlier in order that may be alike."""
        mine = self.order(text)
        likely = [pair for pair in self._sharing(text, leads=True) if self.order(pair[1]) < mine]
        likely.sort(key=lambda pair: (-pair[0], self.order(pair[1])))
        for _, other in likely[:CANDIDATES]:
            yield other, self._edge(text, other)

    def all_after(self, text: int) -> Iterator[tuple[int, Edge]]:
        """Texts later in order that may be alike."""
        mine = self.order(text)
        for leads in (True, False):
            for _, other in self._sharing(text, leads=leads):
                if self.order(other) > mine:
                    yield other, self._edge(other, text)

    def dependents(self, text: int) -> Iterator[int]:
        """Texts that follow this one, and excerpts of it."""
        for (one,) in self.connection.execute(
            "SELECT id FROM duplicate_texts WHERE leader_id = :text AND id <> :text"
            " UNION SELECT id FROM duplicate_texts WHERE source_id = :text",
            {"text": text},
        ).fetchall():
            yield one

    # ------------------------------------------------------------------------------------------------------ comparing

    def _sharing(self, text: int, *, leads: bool) -> list[tuple[float, int]]:
        """Other texts with whose sketch this one's overlaps enough, and how much.

        A new text is asked for twice, before and after it is written, which changes nothing for the others.
        """
        if (text, leads) not in self._overlaps:
            mine = self.sketch(text)
            counted, cut = self._counted(mine, leads)
            self._overlaps[text, leads] = [
                (share, other)
                for other, shared, data in counted
                if other != text
                and not _too_few(mine, data, shared + cut)
                and (share := overlap(mine, _unpacked(data))) >= OVERLAP
            ]
        return self._overlaps[text, leads]

    def _counted(self, features: tuple[int, ...], leads: bool) -> tuple[list[tuple[int, int, bytes]], int]:
        """Texts that have enough of these features, with how many and their sketch; and how many features were cut off
        at POSTINGS texts.
        """
        ends = self._rows(_ENDS, json.dumps(features), leads, POSTINGS - 1)
        cut = sum(end is not None for _, end in ends)
        return self._rows(_COUNTED, json.dumps(ends), leads, min(SHARED, len(features))), cut

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        """The rows as plain tuples: there are thousands."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor.execute(statement, values).fetchall()

    def _edge(self, later: int, earlier: int) -> Edge:
        """As duplicates.edge; an excerpt counts only where the earlier, heavier text holds the later one."""
        key = (later, earlier)
        if key not in self._edges:
            one, other = self.text(later), self.text(earlier)
            edge = duplicates.edge(one, other) if one and other else NO_EDGE
            self._edges[key] = edge if edge.first_is_shorter or not edge.contained else NO_EDGE
        return self._edges[key]

    def text(self, text: int) -> Text | None:
        """A text ready for comparing; None where the article that held it was deleted behind our back."""
        if text not in self._texts:
            row = self.connection.execute(
                "SELECT title, body FROM duplicate_members JOIN articles ON articles.id = article_id"
                " WHERE text_id = ? LIMIT 1",
                (text,),
            ).fetchone()
            self._texts[text] = prepared(row["title"], row["body"]) if row else None
        return self._texts[text]

    def sketch(self, text: int) -> tuple[int, ...]:
        """The features of a text."""
        (data,) = self.connection.execute("SELECT sketch FROM duplicate_texts WHERE id = ?", (text,)).fetchone()
        return _unpacked(data)

    def _erase_features(self, text: int, *, leads: bool) -> None:
        self._overlaps.clear()
        self.connection.executemany(
            "DELETE FROM duplicate_features WHERE feature = ? AND leads = ? AND text_id = ?",
            [(feature, leads, text) for feature in self.sketch(text)],
        )


def _unpacked(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)


def _too_few(mine: tuple[int, ...], data: bytes, shared: int) -> bool:
    """Whether two sketches (one still packed) that share at most so many features cannot overlap enough.

    What is compared is both as far as they reach together. Where both have so many features there that the shared ones
    are too few, the rest need not be looked at: one number is read of a sketch, which rules out most.
    """
    enough = int(shared / OVERLAP) + 1  # of this many features, the shared ones are less than OVERLAP
    if len(mine) <= enough or len(data) // 4 <= enough:
        return False
    other: int = _NUMBER.unpack_from(data, 4 * enough)[0]
    highest: int = _NUMBER.unpack_from(data, len(data) - 4)[0]
    return max(other, mine[enough]) <= min(highest, mine[-1])
