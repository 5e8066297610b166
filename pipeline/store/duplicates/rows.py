"""Writes the rows of ``duplicates``: for each group its original, and what each other article is of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import Any

from pipeline import duplicates
from pipeline.duplicates.kinds import LONGEST, SHOWN, Comparison
from pipeline.duplicates.originals import Claim, original, reason
from pipeline.store.duplicates.board import SqlBoard, prepared
from pipeline.store.duplicates.copying_habits import IS_COPYING

_CLAIM = (
    f"SELECT articles.id, url, published_at, first_seen_at, taken_from, ifnull({IS_COPYING}, 0) AS copying"
    " FROM duplicate_members JOIN articles ON articles.id = article_id"
    " JOIN duplicate_texts ON duplicate_texts.id = text_id LEFT JOIN duplicate_habits USING (site)"
)


def refresh(board: SqlBoard, placed: tuple[int, int] | None = None) -> None:
    """Bring the rows of every group that changed up to date. ``placed``: the article just placed, and its leader."""
    writer = _Writer(board, placed[0] if placed else None)
    if placed and placed[1] not in board.leaders and not writer.append(*placed):
        board.leaders.add(placed[1])
    moved = set()
    for one in sorted(board.leaders):
        if writer.group(one):
            moved.add(one)
    writer.excerpts(moved | board.leaders)


class _Writer:
    def __init__(self, board: SqlBoard, placed: int | None) -> None:
        self._board = board
        self._connection = board.connection
        self._placed = placed

    def append(self, article_id: int, leader: int) -> bool:
        """The usual case: one more copy, later than its original. False where the group must be looked at as a whole."""
        first_id = self._original_id(leader)
        if first_id is None or first_id == article_id:
            return False
        copy, first = self._claim(article_id), self._claim(first_id)
        if copy.precedence < first.precedence:
            return False
        self._put(copy, first, "copy")
        return True

    def group(self, leader: int) -> bool:
        """Write the rows of one group anew where they differ. True where its original is another one now."""
        claims = [_as_claim(row) for row in self._connection.execute(f"{_CLAIM} WHERE leader_id = ?", (leader,))]
        if not claims:
            return False
        first = original(claims)
        before = self._original_id(leader)
        if before != first.article_id:
            self._connection.execute(
                "UPDATE duplicate_texts SET original_id = ? WHERE id = ?", (first.article_id, leader)
            )
        kept = set() if self._board.reasons else self._rows_of(first.article_id)
        self._delete_copies(first.article_id)
        for claim in claims:
            if claim is not first and (
                claim.article_id not in kept or self._placed in (claim.article_id, first.article_id)
            ):
                self._put(claim, first, "copy")
        return before != first.article_id

    def excerpts(self, leaders: Iterable[int]) -> None:
        """The rows of excerpts: of these groups, and of the groups that are excerpts of them."""
        pairs: dict[int, int | None] = {}
        for leader in leaders:
            pairs |= dict(
                self._connection.execute(
                    "SELECT id, source_id FROM duplicate_texts WHERE id = :leader AND leader_id = id"
                    " OR source_id = :leader",
                    {"leader": leader},
                ).fetchall()
            )
        for leader, source in pairs.items():
            self._connection.execute(
                "DELETE FROM duplicates WHERE kind = 'excerpt' AND article_id IN"
                " (SELECT article_id FROM duplicate_members JOIN duplicate_texts ON id = text_id WHERE leader_id = ?)",
                (leader,),
            )
            whole = None if source is None else self._original_id(source)
            part = self._original_id(leader)
            if whole is not None and part is not None:
                self._put(self._claim(part), self._claim(whole), "excerpt")

    # ------------------------------------------------------------------------------------------------------------ rows

    def _rows_of(self, original_id: int) -> set[int]:
        return {
            article_id
            for (article_id,) in self._connection.execute(
                "SELECT article_id FROM duplicates WHERE original_id = ? AND kind <> 'excerpt'", (original_id,)
            )
        }

    def _delete_copies(self, article_id: int) -> None:
        self._connection.execute("DELETE FROM duplicates WHERE article_id = ? AND kind <> 'excerpt'", (article_id,))

    def _put(self, copy: Claim, first: Claim, role: str) -> None:
        comparison = duplicates.compare(
            self._text(copy.article_id), self._text(first.article_id), excerpt=role == "excerpt"
        )
        if role == "copy":
            self._connection.execute("DELETE FROM duplicates WHERE article_id = ?", (copy.article_id,))
        self._connection.execute(
            "INSERT OR REPLACE INTO duplicates (article_id, original_id, kind, similarity, evidence) VALUES (?, ?, ?, ?, ?)",
            (
                copy.article_id,
                first.article_id,
                comparison.kind,
                comparison.similarity,
                _evidence(comparison, copy, first),
            ),
        )

    def _original_id(self, leader: int) -> int | None:
        row = self._connection.execute("SELECT original_id FROM duplicate_texts WHERE id = ?", (leader,)).fetchone()
        return row[0] if row else None

    def _claim(self, article_id: int) -> Claim:
        return _as_claim(self._connection.execute(f"{_CLAIM} WHERE articles.id = ?", (article_id,)).fetchone())

    def _text(self, article_id: int) -> duplicates.Text:
        row = self._connection.execute("SELECT title, body FROM articles WHERE id = ?", (article_id,)).fetchone()
        return prepared(row["title"], row["body"])


def _as_claim(row: sqlite3.Row) -> Claim:
    return Claim(
        row["id"], row["url"], row["published_at"], row["first_seen_at"], row["taken_from"], bool(row["copying"])
    )


def _evidence(comparison: Comparison, copy: Claim, first: Claim) -> str:
    """JSON: what differs (the first so many of each), and why the original comes first."""
    difference = comparison.difference
    found: dict[str, Any] = {
        "slots": [_cut(pair) for pair in difference.slots[:SHOWN]],
        "words": [_cut(pair) for pair in difference.words[:SHOWN]],
        "added": _cut(difference.added[:SHOWN]),
        "dropped": _cut(difference.dropped[:SHOWN]),
        "taken_from": copy.taken_from,
    }
    if comparison.kind != "excerpt":
        found["because"] = reason(copy, first)
    return json.dumps({key: value for key, value in found.items() if value}, ensure_ascii=False)


def _cut(texts: Iterable[str]) -> list[str]:
    return [text if len(text) <= LONGEST else f"{text[:LONGEST]}…" for text in texts]
