"""What differs between two texts, word by word. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import Literal

import rjieba
from rapidfuzz.distance import LCSseq

LONGEST = 20_000  # characters of each text that are compared: alignment takes time and memory by their product

Op = Literal["same", "removed", "added"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text that both have, or that only the first (removed) or the second (added) has."""

    op: Op
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Two texts as pieces: ``same`` and ``removed`` are the first, ``same`` and ``added`` the second."""

    pieces: tuple[Piece, ...]
    cut: bool = False  # only the first LONGEST characters were compared

    @property
    def share(self) -> float:
        """How much of both texts is the same, 0 to 1."""
        same = 2 * sum(len(one.text) for one in self.pieces if one.op == "same")
        total = same + sum(len(one.text) for one in self.pieces if one.op != "same")
        return same / total if total else 1.0


def difference(first: str, second: str) -> Difference:
    """Compare two texts by words (as jieba cuts them); a change of one word inside two others is shown as one change.

    >>> [(one.op, one.text) for one in difference("应当返还借款", "应当归还借款").pieces]
    [('same', '应当'), ('removed', '返还'), ('added', '归还'), ('same', '借款')]
    """
    cut = max(len(first), len(second)) > LONGEST
    old, new = _words(first[:LONGEST]), _words(second[:LONGEST])
    raw: list[tuple[Op, str]] = []
    for op in LCSseq.opcodes(old, new):
        before, after = old[op.src_start : op.src_end], new[op.dest_start : op.dest_end]
        raw += (
            [("same", "".join(before))]
            if op.tag == "equal"
            else [("removed", "".join(before)), ("added", "".join(after))]
        )
    return Difference(tuple(_joined(raw)), cut)


def _words(text: str) -> list[str]:
    return [word for word in rjieba.cut(text, True) if word]


def _joined(raw: list[tuple[Op, str]]) -> list[Piece]:
    """Changes that touch become one removal and one addition."""
    out: list[Piece] = []
    for same, group in groupby((one for one in raw if one[1]), key=lambda one: one[0] == "same"):
        pieces = list(group)
        if same:
            out.append(Piece("same", "".join(text for _, text in pieces)))
            continue
        removed, added = ("".join(text for op, text in pieces if op == wanted) for wanted in ("removed", "added"))
        out += [Piece("removed", removed)] if removed else []
        out += [Piece("added", added)] if added else []
    return out
