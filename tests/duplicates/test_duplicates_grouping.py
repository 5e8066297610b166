"""Groups are the same whatever the order of arrival: on boards with any likeness between any two texts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import permutations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.duplicates.grouping import State, settle
from pipeline.duplicates.kinds import NO_EDGE, Edge

JOINED = st.floats(0.52, 1).map(lambda score: Edge(score, True, 0.0, True))
HELD = st.floats(0.65, 1).map(lambda contained: Edge(0.4, False, contained, True))
PAIR = st.tuples(st.one_of(st.just(NO_EDGE), JOINED, HELD), st.floats(0.12, 1))
MOST = 8  # texts


@dataclass
class _Board:
    """grouping.Board in memory; no feature is ever too common here."""

    pairs: dict[tuple[int, int], tuple[Edge, float]]
    states: dict[int, State] = field(default_factory=dict)
    present: set[int] = field(default_factory=set)

    def state(self, text: int) -> State | None:
        return self.states.get(text)

    def write(self, text: int, state: State) -> None:
        self.states[text] = state

    def leaders_before(self, text: int) -> list[tuple[int, float]]:
        leaders = [one for one in self.present if one < text and one in self.states and self.states[one].leader == one]
        return sorted(((one, self.pairs[one, text][1]) for one in leaders), key=lambda pair: (-pair[1], pair[0]))

    def all_after(self, text: int) -> list[tuple[int, float]]:
        return [(one, self.pairs[text, one][1]) for one in self.present if one > text]

    def edge(self, later: int, earlier: int) -> Edge:
        return self.pairs[earlier, later][0]

    def dependents(self, text: int) -> list[int]:
        return [one for one, state in self.states.items() if one != text and text in (state.leader, state.source)]

    def looking_anew(self, text: int, *, leads: bool) -> Iterator[int]:
        return iter(())


def test_a_leader_that_looks_less_alike_than_it_is_counts_as_it_looks() -> None:
    """The text is more like the first leader, whose sketch hardly says so; what came first must not decide."""
    pairs = {
        (0, 1): (NO_EDGE, 0.2),
        (0, 2): (Edge(0.95, True, 0.0, True), 0.12),
        (1, 2): (Edge(0.9, True, 0.0, True), 0.9),
    }
    for order in permutations(range(3)):
        board = _Board(pairs)
        for text in order:
            board.present.add(text)
            settle(board, {text})
        assert board.states[2] == State(1, 0.9)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), order=st.permutations(range(MOST)))
def test_one_by_one_comes_to_the_same_as_all_at_once(data: st.DataObject, order: list[int]) -> None:
    """Also where the overlap of two sketches says much less than the texts do, which is chance and does happen."""
    pairs = {(a, b): data.draw(PAIR) for b in range(MOST) for a in range(b)}
    one_by_one, at_once = _Board(pairs), _Board(pairs, present=set(range(MOST)))
    for text in order:
        one_by_one.present.add(text)
        settle(one_by_one, {text})
    settle(at_once, range(MOST))
    assert one_by_one.states == at_once.states
