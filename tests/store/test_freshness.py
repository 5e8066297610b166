"""When a page is visited again."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.store.freshness import DAY, HOUR, PACES, PRIOR_VISITS, change_rate, next_visit, retry_wait

KINDS = st.sampled_from(sorted(PACES))
HISTORIES = st.integers(0, 10_000).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n)))


def test_without_the_prior_it_is_the_estimator_of_the_paper() -> None:
    """Cho & Garcia-Molina 2003: r = -log((n - X + 0.5) / (n + 0.5)) changes an interval; here n is far above the prior."""
    n, x = 100_000, 30_000
    paper = -math.log((n - x + 0.5) / (n + 0.5))
    assert change_rate(n, x, n * DAY, prior=10 * DAY) * DAY == pytest.approx(paper, rel=1e-3)


@pytest.mark.parametrize("kind", sorted(PACES))
def test_a_page_seen_for_the_first_time_follows_the_prior_of_its_kind(kind: str) -> None:
    """Nothing observed: a change is as likely as not after ln 2 × the prior, give or take the estimator's correction."""
    pace = PACES[kind]
    wait = next_visit(kind, 0, 0, 0.0)
    assert wait is not None
    expected = pace.prior * math.log(2) * math.log(2) / -math.log(1.5 / 2.5)  # n = 2, X = 1 of the prior alone
    assert PRIOR_VISITS == 2.0
    assert wait == pytest.approx(min(max(expected, pace.least), pace.most))


@given(KINDS, HISTORIES, st.floats(0, 100 * 365 * DAY))
def test_every_wait_is_within_the_bounds_of_its_kind(kind: str, history: tuple[int, int], observed: float) -> None:
    wait = next_visit(kind, *history, observed)
    assert wait is not None
    assert PACES[kind].least <= wait <= PACES[kind].most


@given(KINDS, HISTORIES, st.floats(0, 10 * 365 * DAY))
def test_more_changes_never_mean_a_later_visit(kind: str, history: tuple[int, int], observed: float) -> None:
    n, x = history
    first, second = next_visit(kind, n, x, observed), next_visit(kind, n, min(x + 1, n), observed)
    assert first is not None
    assert second is not None
    assert second <= first


def test_a_page_that_never_changes_is_asked_ever_more_seldom() -> None:
    waits, observed = [], 0.0
    for visits in range(12):
        wait = next_visit("article", visits, 0, observed)
        assert wait is not None
        waits.append(wait)
        observed += wait
    assert waits == sorted(waits)
    assert waits[-1] == PACES["article"].most


def test_a_list_that_changes_daily_is_asked_about_daily() -> None:
    """Seen 40 times every 12 hours, new every second time: a change is as likely as not after about half a day."""
    wait = next_visit("list", 40, 20, 40 * 12 * HOUR)
    assert wait is not None
    assert 8 * HOUR < wait < 24 * HOUR


def test_a_clock_that_jumped_back_does_no_harm() -> None:
    """No time observed, or less than none, and still every visit a change."""
    for observed in (0.0, -1e9):
        assert change_rate(1000, 1000, observed, prior=DAY) > 0


@pytest.mark.parametrize("kind", ["redirect", "search"])
def test_pages_that_can_never_hold_anything_are_not_visited_again(kind: str) -> None:
    assert next_visit(kind, 0, 0, 0.0) is None


@pytest.mark.parametrize(
    ("attempts", "retry_after", "wait", "put_off", "why"),
    [
        (1, None, 1, False, "a short pause"),
        (2, None, 4, False, "four times as long"),
        (3, None, 16, False, "and again"),
        (4, None, 6 * HOUR, True, "the tries of this run are used up"),
        (5, None, 12 * HOUR, True, "one try, then twice as long"),
        (50, None, 7 * DAY, True, "never given up, never longer than a week"),
        (1, 600.0, 600, False, "the server asked for more than our pause"),
        (3, 5.0, 16, False, "the server asked for less: ours stands"),
        (4, 86400.0, DAY, True, "the server asked for more than a put-off"),
    ],
)
def test_back_off(attempts: int, retry_after: float | None, wait: float, put_off: bool, why: str) -> None:
    assert retry_wait(attempts, 4, retry_after) == (wait, put_off), why
