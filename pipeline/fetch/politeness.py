"""How fast a host may be asked: pure decisions over a HostState. Where the state is kept, and waiting, is gate.py's.

A request is sent no earlier than ``interval`` after the one before was, with at most ``concurrency`` under way; the
interval grows with the host's answering time and after errors. It counts from the sending, not from the leave to send:
between them are the look-up of the name, the connection and TLS. So nobody else is let through until a request is sent. Repeated failures open a breaker; when its pause is over, one
request at a time is let through until one goes well.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from pipeline.models import HostState

JITTER = (0.05, 0.25)  # an interval is longer by this share: the way to the host must never make it shorter
SMOOTHING = 0.3  # weight of the newest answering time
BREAKER_FAILURES = 5  # in a row; those that overlapped in time count once
BREAKER_PAUSE = 2.0  # seconds, doubled with every further failure up to
BREAKER_MAX = 3600.0
THROTTLED_PAUSE = 10.0  # after 429 without Retry-After, doubled likewise
WALL_PAUSE = 6 * 3600.0  # a wall is not tried again in the same run
MAX_PAUSE = 24 * 3600.0  # the longest Retry-After believed
CANCELLED = "cancelled"  # we gave up ourselves: nothing is learned of the host


@dataclass(frozen=True, slots=True)
class Policy:
    """What holds for one host now. Seconds."""

    delay: float  # between the starts of two requests; 0 = as fast as it answers
    concurrency: int
    lease: float = 120.0  # a request under way longer than this is thought lost with its process
    max_delay: float = 60.0


@dataclass(frozen=True, slots=True)
class Answer:
    """How a request ended. ``code`` is a Failure.reason or "" for success."""

    started_at: float
    seconds: float
    code: str = ""
    against_host: bool = False
    retry_after: float | None = None  # seconds
    pauses: bool = False  # a wall: leave the host alone
    sent: bool = True  # False: it ended before anything was sent


def interval(state: HostState, policy: Policy) -> float:
    """Seconds between two starts: a host that takes 3 s to answer is asked every 3 s, not every second."""
    if not policy.delay:
        return 0.0
    return min(max(policy.delay, state.latency or 0.0) + state.penalty, max(policy.max_delay, policy.delay))


def claim(
    state: HostState, now: float, token: str, policy: Policy, lost: Callable[[str], bool] = lambda token: False
) -> HostState:
    """Take a place if there is one now (then ``token`` is in ``slots``).

    With a delay nobody is let through before ``sent`` or ``release``, the end of the lease, or an interval after it was
    seen that the process which holds the token died (``lost``).
    """
    if now < state.next_at or len(state.slots) >= places(state, policy):
        state = _without_lost(state, now, policy, lost)
    slots = tuple(slot for slot in state.slots if now < slot[1] <= now + policy.lease)
    longest = (1 + JITTER[1]) * max(policy.max_delay, policy.delay) + policy.lease
    next_at = min(state.next_at, now + (longest if policy.delay else 0.0))  # the clock was set back
    state = replace(state, slots=slots, next_at=next_at, paused_until=min(state.paused_until, now + MAX_PAUSE))
    if now < max(next_at, state.paused_until) or len(slots) >= places(state, policy):
        return state
    held = policy.lease if policy.delay else 0.0
    return replace(state, slots=(*slots, (token, now + policy.lease)), next_at=now + held)


def _without_lost(state: HostState, now: float, policy: Policy, lost: Callable[[str], bool]) -> HostState:
    """The places of processes that died come back. What one of them did not note as sent may have gone out as late as
    now, so an interval counts from now.
    """
    gone = [slot for slot in state.slots if lost(slot[0])]
    if not gone:
        return state
    next_at = state.next_at
    if any(until == next_at for _, until in gone):  # nobody was let through since: all wait for this one
        next_at = min(next_at, now + interval(state, policy) * (1 + JITTER[1]))
    return replace(state, slots=tuple(slot for slot in state.slots if slot not in gone), next_at=next_at)


def sent(state: HostState, now: float, token: str, policy: Policy, jitter: float = 0.0) -> HostState:
    """The request of ``token`` went out at ``now``: the next may follow an interval later. ``jitter``: random in 0 … 1."""
    shortest, most = JITTER
    next_at = now + interval(state, policy) * (1 + shortest + (most - shortest) * jitter)
    if not any(slot[0] == token for slot in state.slots):  # its lease ran out; others were let through since
        next_at = max(next_at, state.next_at)
    return replace(state, next_at=next_at)


def held(state: HostState, now: float, policy: Policy) -> bool:
    """Whether a request that was let through is not sent yet; the wait is until it is, not until ``next_at``."""
    return state.next_at - now > interval(state, policy) * (1 + JITTER[1])


def places(state: HostState, policy: Policy) -> int:
    """Requests at once; one while the breaker is half open."""
    return 1 if state.failures >= BREAKER_FAILURES else policy.concurrency


def release(state: HostState, now: float, token: str, answer: Answer, policy: Policy) -> HostState:
    """Give the place back and learn from the answer."""
    if not answer.sent and policy.delay:
        state = sent(state, now, token, policy, 1.0)
    state = replace(state, slots=tuple(slot for slot in state.slots if slot[0] != token))
    if answer.code == CANCELLED:
        return state
    if answer.against_host:
        return _failed(state, now, answer, policy)
    if answer.pauses:
        return _pause(state, now, WALL_PAUSE, answer.code)
    known = state.latency if state.latency is not None else answer.seconds
    latency = known + SMOOTHING * (answer.seconds - known)
    penalty = state.penalty / 2 if state.penalty > 0.1 else 0.0
    return replace(state, latency=latency, penalty=penalty, failures=0)


def _failed(state: HostState, now: float, answer: Answer, policy: Policy) -> HostState:
    if answer.started_at >= state.failed_at:
        penalty = min(max(2 * state.penalty, policy.delay), policy.max_delay)
        state = replace(state, failures=state.failures + 1, failed_at=now, penalty=penalty)
    if answer.pauses:
        return _pause(state, now, WALL_PAUSE, answer.code)
    if answer.retry_after is not None:
        return _pause(state, now, answer.retry_after, answer.code)
    if answer.code == "http_429":
        return _pause(state, now, THROTTLED_PAUSE * 2 ** min(state.failures - 1, 10), answer.code)
    if state.failures >= BREAKER_FAILURES:
        pause = min(BREAKER_PAUSE * 2 ** min(state.failures - BREAKER_FAILURES, 12), BREAKER_MAX)
        return _pause(state, now, pause, answer.code)
    return state


def _pause(state: HostState, now: float, seconds: float, reason: str) -> HostState:
    until = now + min(seconds, MAX_PAUSE)
    return state if until <= state.paused_until else replace(state, paused_until=until, reason=reason)


def retry_after(value: str | None, now: float) -> float | None:
    """The wait in seconds that a Retry-After asks for: a number or a date (RFC 9110, 10.2.3); None where unreadable."""
    text = (value or "").strip()
    if text.isascii() and text.isdigit():
        return min(float(text[:12]), MAX_PAUSE)
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return min(max(0.0, (when - datetime.fromtimestamp(now, UTC)).total_seconds()), MAX_PAUSE)
