"""How fast a host may be asked: the decisions, without waiting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.fetch import politeness
from pipeline.fetch.politeness import Answer, Policy, claim, held, interval, release, sent
from pipeline.models import HostState

POLICY = Policy(delay=1.0, concurrency=2, lease=100.0, max_delay=60.0)
FAST = Policy(delay=0.0, concurrency=16, lease=100.0)
NEW = HostState("h")
NOW = 1_000_000.0


def tokens(state: HostState) -> list[str]:
    return [token for token, _ in state.slots]


def failed(state: HostState, at: float, code: str = "timeout", after: float | None = None) -> HostState:
    """The state after one request that ended so."""
    held = replace(state, slots=(("t", at + 100),))
    return release(held, at, "t", Answer(at - 0.1, 0.1, code, against_host=True, retry_after=after), POLICY)


def well(state: HostState, at: float, seconds: float = 0.1) -> HostState:
    return release(state, at, "t", Answer(at - seconds, seconds), POLICY)


# ----------------------------------------------------------------------------------------------------------- places


def test_a_new_host_may_be_asked_at_once() -> None:
    assert tokens(claim(NEW, NOW, "a", POLICY)) == ["a"]


def asked(state: HostState, at: float, token: str, policy: Policy = POLICY, jitter: float = 0.0) -> HostState:
    """The state after a request that was sent as soon as it was let through, if it was."""
    state = claim(state, at, token, policy)
    return sent(state, at, token, policy, jitter) if token in tokens(state) else state


def test_the_next_request_waits_for_the_delay() -> None:
    state = asked(NEW, NOW, "a")
    assert tokens(claim(state, NOW + 0.99, "b", POLICY)) == ["a"]
    assert tokens(claim(state, NOW + 1.06, "b", POLICY)) == ["a", "b"]


def test_the_delay_counts_from_the_sending() -> None:
    """A name that takes 3 s to look up: the next request does not follow this one at once."""
    state = claim(NEW, NOW, "a", POLICY)
    assert held(state, NOW + 3, POLICY)
    assert tokens(claim(state, NOW + 3, "b", POLICY)) == ["a"], "nobody overtakes"
    state = sent(state, NOW + 3, "a", POLICY)
    assert not held(state, NOW + 3, POLICY)
    assert tokens(claim(state, NOW + 3.99, "b", POLICY)) == ["a"]
    assert tokens(claim(state, NOW + 4.06, "b", POLICY)) == ["a", "b"]


def unsent(code: str) -> Callable[[HostState], HostState]:
    answer = Answer(NOW, 2.0, code, code != politeness.CANCELLED, sent=False)
    return lambda state: release(state, NOW + 2, "a", answer, POLICY)


# What ends it, how long it keeps others away after NOW.
UNSENT = [
    (unsent("dns_error"), 2 + 1.25, "it failed"),
    (unsent(politeness.CANCELLED), 2 + 1.25, "we gave up"),
    (lambda state: state, POLICY.lease, "its process was killed"),
]


@pytest.mark.parametrize(("end", "seconds", "why"), UNSENT)
def test_what_was_never_sent_holds_nobody_up_for_long(
    end: Callable[[HostState], HostState], seconds: float, why: str
) -> None:
    state = end(claim(NEW, NOW, "a", POLICY))
    assert "b" not in tokens(claim(state, NOW + seconds - 0.01, "b", POLICY)), why
    assert "b" in tokens(claim(state, NOW + seconds + 0.01, "b", POLICY)), why


def test_a_request_sent_after_its_lease_does_not_shorten_the_wait_of_others() -> None:
    state = claim(claim(NEW, NOW, "a", POLICY), NOW + 101, "b", POLICY)
    assert tokens(state) == ["b"]
    assert sent(state, NOW + 102, "a", POLICY) == state


@pytest.mark.parametrize(("jitter", "seconds"), [(0.0, 1.05), (0.5, 1.15), (1.0, 1.25)])
def test_jitter_makes_the_delay_longer_never_shorter(jitter: float, seconds: float) -> None:
    assert asked(NEW, NOW, "a", jitter=jitter).next_at == pytest.approx(NOW + seconds)


def test_there_are_no_more_places_than_the_policy_has() -> None:
    state = asked(asked(NEW, NOW, "a"), NOW + 5, "b")
    assert tokens(claim(state, NOW + 10, "c", POLICY)) == ["a", "b"]
    assert tokens(claim(release(state, NOW + 10, "a", Answer(NOW, 10.0), POLICY), NOW + 20, "c", POLICY)) == ["b", "c"]


def test_a_place_of_a_killed_process_comes_back_after_its_lease() -> None:
    state = asked(asked(NEW, NOW, "a"), NOW + 5, "b")
    assert tokens(claim(state, NOW + 101, "c", POLICY)) == ["b", "c"]


# What the killed process "dead" had begun when it was seen to be gone at NOW + 3, and what others had; the soonest moment
# after NOW for the next request.
KILLED = [
    (claim(NEW, NOW, "dead", POLICY), 3 + 1.25, "it may have sent just before it died: the delay counts from then"),
    (asked(NEW, NOW, "dead"), 3.0, "sent, and that long ago"),
    (sent(claim(NEW, NOW, "dead", POLICY), NOW + 2.5, "dead", POLICY), 2.5 + 1.05, "sent just now"),
    (asked(asked(NEW, NOW, "dead"), NOW + 2.5, "dead 2"), 2.5 + 1.05, "every place was its own"),
    (claim(asked(NEW, NOW, "dead"), NOW + 2.5, "b", POLICY), 2.5 + 100, "what a living one holds it goes on holding"),
    (replace(claim(NEW, NOW, "dead", POLICY), latency=8.0), 3 + 8 * 1.25, "a slow host is asked as slowly as before"),
    (replace(claim(NEW, NOW, "dead", POLICY), paused_until=NOW + 50), 50.0, "a pause is the host's"),
    (claim(NEW, NOW, "dead", replace(POLICY, lease=300.0)), 3 + 1.25, "it had longer leases"),
    (claim(NEW, NOW, "elsewhere", POLICY), 100.0, "of other machines time alone tells"),
]


@pytest.mark.parametrize(("state", "soonest", "why"), KILLED, ids=[row[2] for row in KILLED])
def test_what_a_killed_process_held_comes_back_after_the_delay(state: HostState, soonest: float, why: str) -> None:
    def let_through(at: float) -> bool:
        seen = claim(state, NOW + 3, "c", POLICY, lambda token: token.startswith("dead"))
        later = claim(seen, NOW + at, "c", POLICY, lambda token: token.startswith("dead"))
        return "c" in tokens(later)

    assert let_through(soonest + 0.01), why
    assert soonest <= 3 or not let_through(soonest - 0.01), why


def test_a_clock_that_was_set_back_locks_nobody_out() -> None:
    state = replace(NEW, next_at=NOW + 1e6, paused_until=NOW + 1e6, slots=(("lost", NOW + 1e6),))
    later = claim(state, NOW, "a", POLICY)
    assert later.next_at <= NOW + 75 + POLICY.lease
    assert later.paused_until <= NOW + politeness.MAX_PAUSE
    assert not later.slots
    assert tokens(claim(replace(NEW, next_at=NOW + 1e6), NOW, "a", FAST)) == ["a"]  # without a delay: at once


# ------------------------------------------------------------------------------------------------------- slower, faster

INTERVALS = [
    (NEW, POLICY, 1.0, "nothing known: the delay"),
    (replace(NEW, latency=0.2), POLICY, 1.0, "quick: the delay"),
    (replace(NEW, latency=4.0), POLICY, 4.0, "slow: no faster than it answers"),
    (replace(NEW, latency=0.2, penalty=2.0), POLICY, 3.0, "erred lately: on top"),
    (replace(NEW, latency=500.0), POLICY, 60.0, "but never more than the longest delay"),
    (replace(NEW, latency=4.0, penalty=2.0), FAST, 0.0, "delay 0 means as fast as it answers"),
    (NEW, Policy(delay=90.0, concurrency=1, max_delay=60.0), 90.0, "a site's own longer delay stands"),
]


@pytest.mark.parametrize(("state", "policy", "seconds", "why"), INTERVALS)
def test_interval(state: HostState, policy: Policy, seconds: float, why: str) -> None:
    assert interval(state, policy) == seconds, why


def test_the_answering_time_is_smoothed() -> None:
    assert well(NEW, NOW, 2.0).latency == 2.0
    assert well(replace(NEW, latency=2.0), NOW, 4.0).latency == pytest.approx(2.6)


def test_errors_make_it_slower_and_answers_faster_again() -> None:
    state, penalties = NEW, []
    for at in range(3):
        state = failed(state, NOW + at)
        penalties.append(state.penalty)
    assert penalties == [1.0, 2.0, 4.0]
    for at in range(3, 12):
        state = well(state, NOW + at)
        penalties.append(state.penalty)
    assert penalties[3:6] == [2.0, 1.0, 0.5]
    assert penalties[-1] == 0.0


def test_answers_that_only_speak_of_the_page_are_no_errors_of_the_host() -> None:
    state = release(replace(NEW, failures=3), NOW, "t", Answer(NOW, 0.1, "http_404"), POLICY)
    assert (state.failures, state.penalty) == (0, 0.0)


def test_giving_up_ourselves_teaches_nothing() -> None:
    before = replace(NEW, failures=3, latency=1.0, slots=(("t", NOW + 9),))
    assert release(before, NOW, "t", Answer(NOW, 0.0, politeness.CANCELLED), POLICY) == replace(before, slots=())


# --------------------------------------------------------------------------------------------------- pauses, breaker

PAUSES = [
    (Answer(NOW, 0.1, "http_503", True, 30.0), 30.0, "as asked"),
    (Answer(NOW, 0.1, "http_429", True, 0.0), 0.0, "as asked"),
    (Answer(NOW, 0.1, "http_503", True, 1e9), politeness.MAX_PAUSE, "within reason"),
    (Answer(NOW, 0.1, "http_429", True), politeness.THROTTLED_PAUSE, "too many, without a time"),
    (Answer(NOW, 0.1, "http_503", True), 0.0, "an error like another"),
    (Answer(NOW, 0.1, "wall_jsl", pauses=True), politeness.WALL_PAUSE, "a wall is left alone"),
    (Answer(NOW, 0.1, "wall_login"), 0.0, "one page's login is not"),
]


@pytest.mark.parametrize(("answer", "seconds", "why"), PAUSES)
def test_pauses(answer: Answer, seconds: float, why: str) -> None:
    state = release(NEW, NOW, "t", answer, POLICY)
    assert max(0.0, state.paused_until - NOW) == seconds, why
    assert not seconds or state.reason == answer.code
    assert not tokens(claim(state, NOW + seconds - 0.01, "a", POLICY)) or not seconds
    assert tokens(claim(state, NOW + seconds, "a", POLICY))


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    state = failed(failed(NEW, NOW, "http_503", 600.0), NOW + 1, "http_503", 5.0)
    assert state.paused_until == NOW + 600


def opened(times: int) -> tuple[HostState, float]:
    """The state after so many failures in a row, each after the pause of the one before; and when."""
    state, at = NEW, NOW
    for _ in range(times):
        at = max(at + 1, state.paused_until + 1)
        state = failed(state, at)
    return state, at


def test_the_breaker_opens_after_failures_in_a_row() -> None:
    assert opened(4)[0].paused_until == 0.0
    state, at = opened(5)
    assert (state.paused_until - at, state.reason) == (2.0, "timeout")


def test_each_further_failure_doubles_the_pause_up_to_an_hour() -> None:
    pauses = [state.paused_until - at for state, at in map(opened, range(5, 20))]
    assert pauses[:4] == [2.0, 4.0, 8.0, 16.0]
    assert pauses[-1] == max(pauses) == politeness.BREAKER_MAX


def test_half_open_one_request_probes() -> None:
    state, _ = opened(5)
    probing = claim(state, state.paused_until, "probe", FAST)
    assert tokens(probing) == ["probe"]
    assert tokens(claim(probing, state.paused_until + 50, "next", FAST)) == ["probe"], "one at a time"
    closed = release(probing, state.paused_until + 1, "probe", Answer(state.paused_until, 1.0), FAST)
    assert closed.failures == 0
    assert len(claim(claim(closed, NOW + 99, "a", FAST), NOW + 99, "b", FAST).slots) == 2, "all may again"


def test_failures_that_were_under_way_together_count_once() -> None:
    """Sixteen requests that die with one restart of a server are one failure."""
    state = NEW
    for i in range(16):
        state = release(state, NOW + i * 0.001, f"t{i}", Answer(NOW - 1, 1.0, "connect_error", True), FAST)
    assert state.failures == 1


RETRY_AFTER = {
    "120": 120.0,
    " 7 ": 7.0,
    "0": 0.0,
    "999999999999999999999": politeness.MAX_PAUSE,
    "Mon, 12 Jan 1970 13:47:40 GMT": 60.0,  # NOW is 13:46:40 of that day
    "Monday, 12-Jan-70 13:47:40 GMT": 60.0,
    "Mon Jan 12 13:47:40 1970": 60.0,
    "Mon, 12 Jan 1970 21:47:40 +0800": 60.0,
    "Mon, 12 Jan 1970 13:40:00 GMT": 0.0,  # past
    "soon": None,
    "-5": None,
    "1.5": None,
    "": None,
    None: None,
    "Mon, 99 Foo 1970 13:47:40 GMT": None,
}


@pytest.mark.parametrize("value", RETRY_AFTER)
def test_retry_after(value: str | None) -> None:
    assert politeness.retry_after(value, NOW) == RETRY_AFTER[value]


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.floats(0, 5), st.sampled_from(["ok", "bad", "wait"]), st.floats(0, 1)), max_size=60))
def test_whatever_happens_requests_keep_their_distance(events: list[tuple[float, str, float]]) -> None:
    state, at, begun, held = NEW, NOW, [], []
    for step, what, jitter in events:
        at += step
        state = asked(state, at, str(len(begun)), POLICY, jitter)
        if str(len(begun)) in tokens(state):
            held.append(str(len(begun)))
            begun.append(at)
        assert len(state.slots) <= POLICY.concurrency
        if held and what != "wait":
            answer = Answer(begun[-1], step, "timeout" if what == "bad" else "", what == "bad")
            state = release(state, at, held.pop(0), answer, POLICY)
    assert all(later - earlier >= POLICY.delay for earlier, later in pairwise(begun))
