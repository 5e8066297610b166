"""Waits until a host may be asked, within this process and, through the shared host states, across processes."""

from __future__ import annotations

import asyncio
import random
import uuid
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Protocol
from weakref import WeakValueDictionary

from pipeline.fetch import politeness
from pipeline.fetch.politeness import Answer, Policy
from pipeline.models import HostState

PATIENCE = 10.0  # seconds: a pause no longer than this is waited out, a longer one is given back as «host_paused»
POLL = 0.2  # seconds between looks while another process holds the last place


class Hosts(Protocol):
    """Where host states live: ``change`` is applied to the state of one host, and nothing comes in between."""

    async def update(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
        """Read (or begin) the state of ``host``, apply ``change``, keep the result and return it."""
        ...

    def new_token(self) -> str:
        """A name for one request; where processes share the states, it says which of them makes it."""
        ...

    def lost(self, token: str) -> bool:
        """Whether the process that made a token is surely gone."""
        ...


class MemoryHosts:
    """Host states of one process, which begin with ``known`` ones; its oldest hosts are forgotten beyond ``limit``."""

    def __init__(self, known: Iterable[HostState] = (), *, limit: int = 10_000) -> None:
        self._states = {state.host: state for state in known}
        self._limit = limit

    def paused(self, until: float) -> list[HostState]:
        """Those that are to be left alone beyond a moment (epoch seconds)."""
        return [state for state in self._states.values() if state.paused_until > until]

    async def update(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
        state = change(self._states.pop(host) if host in self._states else HostState(host))
        self._states[host] = state
        if len(self._states) > self._limit:
            del self._states[next(iter(self._states))]
        return state

    def new_token(self) -> str:
        return uuid.uuid4().hex

    def lost(self, token: str) -> bool:
        return False  # they die with the process


class KnownPauses(MemoryHosts):
    """Host states of one process that begin with the long pauses which ``shared`` knows of, and tell it of theirs."""

    def __init__(self, shared: Hosts, now: Callable[[], float]) -> None:
        super().__init__()
        self._shared, self._now = shared, now

    async def update(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
        if host not in self._states:
            known = await self._shared.update(host, lambda state: state)
            self._states.setdefault(host, HostState(host, paused_until=known.paused_until, reason=known.reason))
        before = self._states[host].paused_until
        state = await super().update(host, change)
        if state.paused_until - max(before, self._now()) > PATIENCE:
            pause = partial(replace, paused_until=state.paused_until, reason=state.reason)
            await self._shared.update(host, pause)
        return state


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to ask a host once; give it back with ``Gate.leave``."""

    host: str
    token: str
    policy: Policy
    line: _Line
    started_at: float
    under_way: asyncio.Event  # set once the request is sent, or given up


@dataclass(frozen=True, slots=True)
class Refusal:
    """The host is paused for longer than we wait."""

    seconds: float
    reason: str


class _Line:
    """Those of this process who want to ask one host, in order."""

    def __init__(self, concurrency: int) -> None:
        self.places = asyncio.Semaphore(concurrency)
        self.first = asyncio.Lock()
        self.last_under_way = asyncio.Event()  # of the ticket given most lately
        self.last_under_way.set()


class Gate:
    """Lets requests through one by one. ``everywhere`` bounds the requests of this process over all hosts."""

    def __init__(
        self,
        hosts: Hosts,
        everywhere: asyncio.Semaphore,
        *,
        now: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._hosts = hosts
        self._everywhere = everywhere
        self._now = now
        self._sleep = sleep
        self._jitter = jitter
        self._lines: WeakValueDictionary[tuple[str, int], _Line] = WeakValueDictionary()

    async def enter(self, host: str, policy: Policy) -> Ticket | Refusal:
        """Wait for a place at ``host``; a Refusal where it is paused for long."""
        key = (host, policy.concurrency)
        line = self._lines.get(key)
        if line is None:
            line = self._lines[key] = _Line(policy.concurrency)
        await line.places.acquire()
        admitted: Ticket | Refusal | None = None
        try:
            async with line.first:
                admitted = await self._admit(host, policy, line)
            return admitted
        finally:
            if not isinstance(admitted, Ticket):
                line.places.release()

    async def _admit(self, host: str, policy: Policy, line: _Line) -> Ticket | Refusal:
        token = self._hosts.new_token()
        if policy.delay:
            await line.last_under_way.wait()
        while True:
            await self._everywhere.acquire()
            granted = False
            try:
                now, state = await self._claim(host, token, policy)
                granted = any(slot[0] == token for slot in state.slots)
            finally:
                if not granted:
                    self._everywhere.release()
            if granted:
                line.last_under_way = asyncio.Event()
                return Ticket(host, token, policy, line, now, line.last_under_way)
            if state.paused_until - now > PATIENCE:
                return Refusal(state.paused_until - now, state.reason)
            ready = max(state.next_at, state.paused_until)
            await self._sleep(POLL if ready <= now or politeness.held(state, now, policy) else ready - now)

    async def _claim(self, host: str, token: str, policy: Policy) -> tuple[float, HostState]:
        """Try once; the time is read when it is our turn at the state, not before."""
        now = 0.0

        def change(state: HostState) -> HostState:
            nonlocal now
            now = self._now()
            return politeness.claim(state, now, token, policy, self._hosts.lost)

        state = await self._hosts.update(host, change)
        return now, state

    async def sent(self, ticket: Ticket, at: float) -> None:
        """The request went out at ``at``: the delay counts from here."""
        if not ticket.policy.delay or ticket.under_way.is_set():
            return
        try:
            note = partial(politeness.sent, now=at, token=ticket.token, policy=ticket.policy, jitter=self._jitter())
            await self._hosts.update(ticket.host, note)
        finally:
            ticket.under_way.set()

    async def leave(self, ticket: Ticket, answer: Answer) -> None:
        """Give the place back; what the host answered is learned from."""
        self._everywhere.release()
        try:
            release = partial(
                politeness.release, now=self._now(), token=ticket.token, answer=answer, policy=ticket.policy
            )
            await self._hosts.update(ticket.host, release)
        finally:
            ticket.under_way.set()
            ticket.line.places.release()
