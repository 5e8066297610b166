"""Groups of copies that cannot chain, and that are the same whatever the order of arrival.

Texts are taken in an order of their own (the heaviest first, then by hash). Each joins the most alike of the leaders
before it, or leads a group itself; so every text of a group is a copy of its leader, and none joins over others.
An excerpt joins nothing: it leads a group and points at the leader of the text that holds it.

A new text changes little: ``settle`` decides it, and then only those that its decision touches, in the same order.
What a text is depends on earlier texts alone, so this ends, and comes to what doing everything anew comes to.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Protocol

from pipeline.duplicates.kinds import Edge

Order = tuple[int, str]  # (minus ten times the weight, hash): sorts the heaviest text first


@dataclass(frozen=True, slots=True)
class State:
    """What was decided for a text. ``leader`` is the text itself where it leads."""

    leader: int
    score: float = 0.0  # likeness to the leader
    source: int | None = None  # the leader of a text that holds this one, where this one leads
    contained: float = 0.0  # the share of it that stands there


class Board(Protocol):
    """The texts, wherever they are kept. Only pairs that share features (sketch.SHARED) are ever compared."""

    def order(self, text: int) -> Order: ...

    def state(self, text: int) -> State | None: ...

    def write(self, text: int, state: State) -> None: ...

    def leaders_before(self, text: int) -> Iterable[tuple[int, Edge]]: ...

    def all_after(self, text: int) -> Iterable[tuple[int, Edge]]: ...

    def dependents(self, text: int) -> Iterable[int]: ...


def settle(board: Board, texts: Iterable[int]) -> set[int]:
    """Decide these texts anew, and all that this touches. Returns every text whose state changed."""
    waiting = [(board.order(text), text) for text in texts]
    heapq.heapify(waiting)
    queued = {text for _, text in waiting}
    changed: set[int] = set()
    while waiting:
        _, text = heapq.heappop(waiting)
        queued.discard(text)
        before, after = board.state(text), _decide(board, text)
        if after == before:
            continue
        board.write(text, after)
        changed.add(text)
        for touched in _touched(board, text, before, after):
            if touched not in queued:
                queued.add(touched)
                heapq.heappush(waiting, (board.order(touched), touched))
    return changed


def _decide(board: Board, text: int) -> State:
    joins: list[tuple[float, Order, int]] = []
    holders: list[tuple[float, Order, int]] = []
    for leader, edge in board.leaders_before(text):
        if edge.joins:
            joins.append((-edge.score, board.order(leader), leader))
        elif edge.contained:
            holders.append((-edge.contained, board.order(leader), leader))
    if joins:
        score, _, leader = min(joins)
        return State(leader, -score)
    if holders:
        contained, _, source = min(holders)
        return State(text, 0.0, source, -contained)
    return State(text)


def _touched(board: Board, text: int, before: State | None, after: State) -> Iterator[int]:
    led, leads = before is not None and before.leader == text, after.leader == text
    if led and not leads:
        yield from board.dependents(text)
    elif leads and not led:
        for later, edge in board.all_after(text):
            state = board.state(later)
            if state is not None and _attracts(edge, state, later):
                yield later


def _attracts(edge: Edge, state: State, text: int) -> bool:
    """Whether a new leader may change what a later text is; cautious, as the text is then decided anew."""
    if edge.joins:
        return state.leader == text or edge.score >= state.score
    return bool(edge.contained) and state.leader == text and edge.contained >= state.contained
