"""The texts of the database as duplicates.grouping sees them: distinct texts, their features, who leads whom."""

from __future__ import annotations

import json
import sqlite3
import struct
from bisect import bisect_left
from collections import Counter, OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from threading import Lock
from typing import Any

from pipeline import duplicates
from pipeline.duplicates.fingerprints import weight_of
from pipeline.duplicates.grouping import State
from pipeline.duplicates.kinds import NO_EDGE, Edge
from pipeline.duplicates.prepare import Text
from pipeline.duplicates.sketch import OVERLAP, SHARED, found_by, overlap
from pipeline.models import Fingerprint

COMMON = 32  # leaders; a feature that so many before a text have says nothing of it: stock sentences of a site
KEPT = 500_000  # characters of texts ready for comparing, some 50 MB: texts of one kind come together

AT_ONCE = 100  # sketches read

_HELD = "SELECT value FROM json_each(?) WHERE EXISTS (SELECT 1 FROM duplicate_features WHERE feature = value)"
_HOLDERS = "SELECT leads, text_id FROM duplicate_features WHERE feature = ? LIMIT ?"
_LEADERS = "SELECT text_id FROM duplicate_features WHERE feature = ? AND leads = 1 ORDER BY text_id LIMIT ?"
_FOLLOWERS = "SELECT text_id FROM duplicate_features WHERE feature = ? AND leads = 0 AND text_id > ? AND text_id <= ?"
_BETWEEN = (
    "SELECT text_id FROM duplicate_features WHERE feature = ? AND leads IN (0, 1) AND text_id > ? AND text_id <= ?"
)
_SKETCHES = "SELECT id, sketch FROM duplicate_texts WHERE id IN (SELECT value FROM json_each(?))"
_LAST = (1 << 63) - 1


@dataclass(slots=True)
class _Memory:
    """The texts asked for last: at most KEPT characters of them, or two."""

    texts: OrderedDict[tuple[str, str], Text] = field(default_factory=OrderedDict)
    chars: int = 0
    lock: Lock = field(default_factory=Lock)

    def get(self, title: str, body: str) -> Text:
        key = title, body
        with self.lock:
            text = self.texts.get(key)
            if text is not None:
                self.texts.move_to_end(key)
                return text
        text = duplicates.prepare(title, body)
        with self.lock:
            self.chars += 0 if key in self.texts else len(body)
            self.texts[key] = text
            while self.chars > KEPT and len(self.texts) > 2:
                (_, old), _ = self.texts.popitem(last=False)
                self.chars -= len(old)
        return text


_memory = _Memory()


def prepared(title: str, body: str) -> Text:
    """``duplicates.prepare``, remembered for the texts compared last: a group's original is compared with each copy."""
    return _memory.get(title, body)


@dataclass(frozen=True, slots=True)
class _Near:
    """Who shares features with a text: with how many of them."""

    text: int
    before: Counter[int]  # leaders that it sees
    after: Counter[int]  # texts that see it where it leads, but for …
    followers: tuple[tuple[int, int, int], ...]  # … the many followers that features have above … to …
    crowded: tuple[tuple[int, int, int], ...]  # features with the texts above … to … that lose them to this one


@dataclass(slots=True)
class SqlBoard:
    """grouping.Board over the tables duplicate_texts and duplicate_features, in the caller's transaction.

    ``leaders`` collects the leaders whose groups changed; ``reasons``: the rows of all these may say another reason now.
    Edges are kept for as long as the board lives.
    """

    connection: sqlite3.Connection
    leaders: set[int] = field(default_factory=set)
    reasons: bool = False
    _edges: dict[tuple[int, int], Edge] = field(default_factory=dict)
    _sketches: dict[int, tuple[int, ...]] = field(default_factory=dict)
    _near: _Near | None = None
    _new: int | None = None  # the text just added: where it follows another, refresh adds its one row

    def find_or_add(self, fingerprint: Fingerprint) -> tuple[int, bool]:
        """The number of a text, and whether it is new; what it is is then not decided yet."""
        number = fingerprint.number
        while True:  # the next number is taken where two texts have the same one, by chance
            row = self.connection.execute("SELECT masked_hash FROM duplicate_texts WHERE id = ?", (number,)).fetchone()
            if row is None:
                break
            if row[0] == fingerprint.masked_hash:
                return number, False
            number += 1
        self.connection.execute(
            "INSERT INTO duplicate_texts (id, masked_hash, sketch) VALUES (?, ?, ?)",
            (number, fingerprint.masked_hash, packed(fingerprint.sketch)),
        )
        self._sketches[number] = fingerprint.sketch
        self._new = number
        return number, True

    def drop(self, text: int) -> set[int]:
        """Forget a text that no article holds; returns the texts that must be decided anew."""
        state = self.state(text)
        leads = state is not None and state.leader == text
        undecided = set(self.dependents(text))
        if state is not None:
            self.leaders |= {state.leader} - {text}
            undecided |= set(self.looking_anew(text, leads=False)) if leads else set()
            self._erase_features(text, leads=leads)
        for one in self.dependents(text):
            self._orphan(one, text)
        self.connection.execute("DELETE FROM duplicate_texts WHERE id = ?", (text,))
        self.leaders.discard(text)
        return undecided

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
            self._forget_others(text)
            self.connection.executemany(
                "INSERT INTO duplicate_features (feature, leads, text_id) VALUES (?, ?, ?)",
                [(feature, leads, text) for feature in self._found_by(text)],
            )
        elif (before.leader == text) != leads:
            self._forget_others(text)
            self.connection.executemany(
                "UPDATE duplicate_features SET leads = ? WHERE feature = ? AND leads = ? AND text_id = ?",
                [(leads, feature, not leads, text) for feature in self._found_by(text)],
            )
        self.connection.execute(
            "UPDATE duplicate_texts SET leader_id = ?, score = ?, source_id = ?, contained = ? WHERE id = ?",
            (state.leader, state.score, state.source, state.contained, text),
        )
        if before is not None or leads or text != self._new:
            self.leaders |= {state.leader} | ({before.leader} if before else set())

    def leaders_before(self, text: int) -> list[tuple[int, float]]:
        """Leaders earlier in order that may be alike, and the overlap of their sketches with this one's: most first.

        They are few by nature: a feature has less than COMMON, and each shares OVERLAP of the features: about 260.
        """
        near = self._near is not None and self._near.text == text
        before = self._near_to(text).before if near or text == self._new else self._before(text)
        return sorted(self._likely(text, before), key=lambda pair: (-pair[1], pair[0]))

    def all_after(self, text: int) -> Iterator[tuple[int, float]]:
        """Texts later in order that may be alike, and how much of the smaller sketch they share."""
        near = self._near_to(text)
        yield from self._likely(text, self._all_after(near))

    def dependents(self, text: int) -> list[int]:
        """Texts that follow this one, and excerpts of it."""
        rows = self.connection.execute(
            "SELECT id FROM duplicate_texts WHERE leader_id = :text AND id <> :text"
            " UNION SELECT id FROM duplicate_texts WHERE source_id = :text",
            {"text": text},
        )
        return [one for (one,) in rows.fetchall()]

    def looking_anew(self, text: int, *, leads: bool) -> Iterator[int]:
        """Texts for which one more leader made a feature too common, or one less brought it back."""
        for feature, low, high in self._near_to(text).crowded:
            for one in self._column(_BETWEEN, feature, low, high):
                if not leads or not self._is_sure(one):
                    yield one

    def edge(self, later: int, earlier: int) -> Edge:
        """As duplicates.edge; an excerpt counts only where the earlier, heavier text holds the later one."""
        key = (later, earlier)
        if key not in self._edges:
            one, other = self.text(later), self.text(earlier)
            edge = duplicates.edge(one, other) if one and other else NO_EDGE
            self._edges[key] = edge if edge.first_is_shorter or not edge.contained else NO_EDGE
        return self._edges[key]

    # ------------------------------------------------------------------------------------------------------ comparing

    def _likely(self, text: int, counts: Counter[int]) -> Iterator[tuple[int, float]]:
        """Those of the texts that share enough features and whose sketch overlaps this one's enough."""
        mine = self.sketch(text)
        likely = [other for other, shared in counts.items() if shared >= SHARED]
        for start in range(0, len(likely), AT_ONCE):
            for other, data in self._packed_sketches(likely[start : start + AT_ONCE]):
                if (share := overlap(mine, _unpacked(data))) >= OVERLAP:
                    yield other, share

    def _before(self, text: int) -> Counter[int]:
        """The leaders that a text sees, and no more: when a group has another leader, each of its texts asks."""
        before: Counter[int] = Counter()
        for feature in self._found_by(text):
            leaders = self._column(_LEADERS, feature, COMMON)
            place = bisect_left(leaders, text)
            if place < COMMON:
                before.update(leaders[:place])
        return before

    def _all_after(self, near: _Near) -> Counter[int]:
        """Every text that sees this one where it leads; asked of those that lead alone, as a template has thousands."""
        after = near.after.copy()
        for window in near.followers:
            after.update(self._column(_FOLLOWERS, *window))
        return after

    def _near_to(self, text: int) -> _Near:
        if self._near is None or self._near.text != text:
            self._near = self._look_around(text)
        return self._near

    def _look_around(self, text: int) -> _Near:
        """One indexed read for each feature that another text has, or two where many have it."""
        before: list[int] = []
        after: list[int] = []
        crowded, followers = [], []
        for feature in self._column(_HELD, json.dumps(self._found_by(text))):
            holders = self._rows(_HOLDERS, feature, 2 * COMMON)
            complete = len(holders) < 2 * COMMON
            if complete:
                leaders = [one for leads, one in holders if leads and one != text]
            else:
                leaders = [one for one in self._column(_LEADERS, feature, COMMON + 1) if one != text]
            place = bisect_left(leaders, text)
            if place >= COMMON:
                continue
            before += leaders[:place]
            seen_up_to = leaders[COMMON - 2] if len(leaders) >= COMMON - 1 else _LAST
            after += [one for one in leaders[place:] if one <= seen_up_to]
            if complete:
                after += [one for leads, one in holders if not leads and text < one <= seen_up_to]
            else:
                followers.append((feature, text, seen_up_to))
            if len(leaders) >= COMMON - 1:
                high = leaders[COMMON - 1] if len(leaders) >= COMMON else _LAST
                crowded.append((feature, max(text, seen_up_to), high))
        return _Near(text, Counter(before), Counter(after), tuple(followers), tuple(crowded))

    def _is_sure(self, text: int) -> bool:
        """Whether a text that sees fewer leaders stays what it is: it leads, or still sees the one that it follows."""
        state = self.state(text)
        if state is None:
            return False
        chosen = state.source if state.leader == text else state.leader
        if chosen is None:
            return True
        mine = self._found_by(text)
        shared = set(mine).intersection(self._found_by(chosen))
        seen = (feature for feature in shared if not self._is_common(feature, text))
        return sum(1 for _ in islice(seen, SHARED)) == SHARED

    def _is_common(self, feature: int, text: int) -> bool:
        """Whether a feature is too common for a text."""
        before = self._column(_LEADERS, feature, COMMON)
        return len(before) == COMMON and before[-1] < text

    def text(self, text: int) -> Text | None:
        """A text ready for comparing; None where the article that held it was deleted behind our back."""
        row = self.connection.execute(
            "SELECT title, body FROM duplicate_members JOIN articles ON articles.id = article_id"
            " WHERE text_id = ? LIMIT 1",
            (text,),
        ).fetchone()
        return prepared(row["title"], row["body"]) if row else None

    def sketch(self, text: int) -> tuple[int, ...]:
        """The features of a text."""
        if text not in self._sketches:
            ((_, data),) = self._packed_sketches([text])
            self._sketches[text] = _unpacked(data)
        return self._sketches[text]

    def _found_by(self, text: int) -> tuple[int, ...]:
        """The features that a text is found by: those in the index."""
        return found_by(self.sketch(text), weight_of(text))

    def _packed_sketches(self, texts: list[int]) -> list[tuple[int, bytes]]:
        """The sketches of so many texts as they are stored, by number."""
        return self._rows(_SKETCHES, json.dumps(texts))

    def _forget_others(self, text: int) -> None:
        """Who is near another text may have changed."""
        if self._near is not None and self._near.text != text:
            self._near = None

    def _erase_features(self, text: int, *, leads: bool) -> None:
        self._near = None
        self.connection.executemany(
            "DELETE FROM duplicate_features WHERE feature = ? AND leads = ? AND text_id = ?",
            [(feature, leads, text) for feature in self._found_by(text)],
        )

    def _rows(self, statement: str, *values: Any) -> list[Any]:
        """The rows as plain tuples: there are thousands."""
        cursor = self.connection.cursor()
        cursor.row_factory = None
        return cursor.execute(statement, values).fetchall()

    def _column(self, statement: str, *values: Any) -> list[int]:
        return [one for (one,) in self._rows(statement, *values)]


def packed(sketch: Iterable[int]) -> bytes:
    """A sketch as it is stored: unsigned 32-bit little-endian numbers."""
    features = tuple(sketch)
    return struct.pack(f"<{len(features)}I", *features)


def _unpacked(data: bytes) -> tuple[int, ...]:
    return struct.unpack(f"<{len(data) // 4}I", data)
