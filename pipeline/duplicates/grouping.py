"""Groups of copies that cannot chain, and that are the same whatever the order of arrival.

Texts are taken in an order of their own: a text's number (fingerprints.text_number) is its place in it, the heaviest
first. Each joins the most alike of the leaders before it, or leads a group itself; so every text of a group is a copy of
its leader, and none joins over others. An excerpt joins nothing: it leads a group and points at the leader of the text
that holds it.

A new text changes little: ``settle`` decides it, and then only those that its decision touches, in the same order.
What a text is depends on earlier texts alone, so this ends, and comes to what doing everything anew comes to.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.duplicates.kinds import Edge
from pipeline.duplicates.sketch import RUN

CHANCE = 0.16  # an overlap told from 128 features is off by less than this; a replaced character breaks RUN runs


@dataclass(frozen=True, slots=True)
class State:
    """What was decided for a text. ``leader`` is the text itself where it leads."""

    leader: int
    score: float = 0.0  # likeness to the leader
    source: int | None = None  # the leader of a text that holds this one, where this one leads
    contained: float = 0.0  # the share of it that stands there


class Board(Protocol):
    """The texts, wherever they are kept. Only pairs that share features (sketch.SHARED) are ever compared, and a feature
    that many leaders before a text have is none of it.
    """

    def state(self, text: int) -> State | None: ...

    def write(self, text: int, state: State) -> None: ...

    def leaders_before(self, text: int) -> Iterable[tuple[int, float]]:
        """Leaders that share features with this text and come before it, and the overlap of their sketches, most first."""
        ...

    def all_after(self, text: int) -> Iterable[tuple[int, float]]:
        """Texts that share features with this one and come after it, and the overlap of their sketches."""
        ...

    def edge(self, later: int, earlier: int) -> Edge: ...

    def dependents(self, text: int) -> Iterable[int]: ...

    def looking_anew(self, text: int, *, leads: bool) -> Iterable[int]:
        """Texts after this one that see other leaders now that it ``leads``, or no longer does."""
        ...


def settle(board: Board, texts: Iterable[int]) -> set[int]:
    """Decide these texts anew, and all that this touches. Returns every text whose state changed."""
    waiting = list(set(texts))
    heapq.heapify(waiting)
    queued = set(waiting)
    changed: set[int] = set()
    while waiting:
        text = heapq.heappop(waiting)
        queued.discard(text)
        before, after = board.state(text), _decide(board, text)
        if after == before:
            continue
        board.write(text, after)
        changed.add(text)
        for touched in _touched(board, text, before, after):
            if touched not in queued:
                queued.add(touched)
                heapq.heappush(waiting, touched)
    return changed


def _decide(board: Board, text: int) -> State:
    joins: list[tuple[float, int]] = []
    holders: list[tuple[float, int]] = []
    best = 0.0
    for leader, overlap in board.leaders_before(text):
        if _out_of_reach(overlap, best):
            break
        edge = board.edge(text, leader)
        if edge.joins:
            score = _score(edge, overlap)
            best = max(best, score)
            joins.append((-score, leader))
        elif edge.contained:
            holders.append((-edge.contained, leader))
    if joins:
        score, leader = min(joins)
        return State(leader, -score)
    if holders:
        contained, source = min(holders)
        return State(text, 0.0, source, -contained)
    return State(text)


def _touched(board: Board, text: int, before: State | None, after: State) -> Iterator[int]:
    led, leads = before is not None and before.leader == text, after.leader == text
    if led == leads:
        return
    if led:
        yield from board.dependents(text)
    else:
        for later, overlap in board.all_after(text):
            state = board.state(later)
            if state is None or _out_of_reach(overlap, state.score):
                continue
            if _attracts(board.edge(later, text), overlap, later, state):
                yield later
    yield from board.looking_anew(text, leads=leads)


def _score(edge: Edge, overlap: float) -> float:
    """The likeness of two texts, and no more than the overlap of their sketches allows: so nothing that is out of reach
    could have been chosen, whichever leader was looked at first.
    """
    return min(edge.score, _most(overlap))


def _out_of_reach(overlap: float, score: float) -> bool:
    """Whether a text is so like one leader already that another, with so small an overlap, cannot be more like it."""
    return _most(overlap) < score


def _most(overlap: float) -> float:
    return 1 - (1 - CHANCE - overlap) / RUN


def _attracts(edge: Edge, overlap: float, text: int, state: State) -> bool:
    """Whether a new leader may change what a later text is; cautious, as the text is then decided anew."""
    if edge.joins:
        return state.leader == text or _score(edge, overlap) >= state.score
    return bool(edge.contained) and state.leader == text and edge.contained >= state.contained
