"""Waiting for one's turn, with a clock that only sleeping moves."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest

from pipeline.fetch.gate import PATIENCE, Gate, Hosts, MemoryHosts, Refusal, Ticket
from pipeline.fetch.politeness import Answer, Policy
from pipeline.models import HostState


def gate_of(clock: Any, hosts: Hosts | None = None, everywhere: int = 100) -> Gate:
    return Gate(
        hosts or MemoryHosts(), asyncio.Semaphore(everywhere), now=clock.now, sleep=clock.sleep, jitter=lambda: 0.0
    )


async def ask(gate: Gate, host: str, policy: Policy, answer: Callable[[Ticket], Answer]) -> Ticket | Refusal:
    ticket = await gate.enter(host, policy)
    if isinstance(ticket, Ticket):
        await gate.sent(ticket, ticket.started_at)
        await gate.leave(ticket, answer(ticket))
    return ticket


def fine(ticket: Ticket) -> Answer:
    return Answer(ticket.started_at, 0.1)


def test_requests_to_one_host_begin_a_delay_apart(clock: Any) -> None:
    async def main() -> list[float]:
        gate = gate_of(clock)
        tickets = await asyncio.gather(*(ask(gate, "h", Policy(1.0, 2), fine) for _ in range(6)))
        return sorted(ticket.started_at for ticket in tickets if isinstance(ticket, Ticket))

    begun = asyncio.run(main())
    assert len(begun) == 6
    assert all(later - earlier >= 1.0 for earlier, later in pairwise(begun))


def test_nobody_is_let_through_before_the_last_request_is_sent(clock: Any) -> None:
    """Its connection takes 5 s to make: the next does not overtake it, and waits its delay after it."""
    begun: list[tuple[str, float]] = []

    async def one(gate: Gate, number: int) -> None:
        ticket = await gate.enter("h", Policy(1.0, 2))
        assert isinstance(ticket, Ticket)
        if number == 0:
            await clock.sleep(5.0)
        begun.append((str(number), clock.now()))
        await gate.sent(ticket, clock.now())
        await gate.leave(ticket, fine(ticket))

    async def main() -> None:
        gate = gate_of(clock)
        await asyncio.gather(one(gate, 0), one(gate, 1))

    asyncio.run(main())
    (_, first), (_, second) = begun
    assert [number for number, _ in begun] == ["0", "1"]
    assert second - first >= 1.0


def test_hosts_do_not_wait_for_each_other(clock: Any) -> None:
    async def main() -> None:
        gate = gate_of(clock)
        await asyncio.gather(*(ask(gate, f"h{i}", Policy(60.0, 1), fine) for i in range(20)))

    asyncio.run(main())
    assert not clock.slept


def test_nobody_waits_for_a_host_while_holding_a_place_of_the_process(clock: Any) -> None:
    """One place in all: a host with a delay of a minute does not keep another from being asked."""
    order: list[str] = []

    async def one(gate: Gate, host: str, delay: float) -> None:
        ticket = await gate.enter(host, Policy(delay, 1))
        assert isinstance(ticket, Ticket)
        order.append(host)
        await gate.leave(ticket, fine(ticket))

    async def main() -> None:
        gate = gate_of(clock, everywhere=1)
        await asyncio.gather(one(gate, "slow", 60.0), one(gate, "slow", 60.0), one(gate, "other", 0.0))

    asyncio.run(main())
    assert order == ["slow", "other", "slow"]


def test_the_first_to_come_is_the_first_served(clock: Any) -> None:
    order: list[int] = []

    async def one(gate: Gate, number: int) -> None:
        ticket = await gate.enter("h", Policy(1.0, 3))
        assert isinstance(ticket, Ticket)
        order.append(number)
        await gate.leave(ticket, fine(ticket))

    async def main() -> None:
        gate = gate_of(clock)
        await asyncio.gather(*(one(gate, number) for number in range(8)))

    asyncio.run(main())
    assert order == list(range(8))


def test_only_the_first_in_line_looks_at_the_state(clock: Any) -> None:
    """The state may be in a database: twenty that wait do not all ask it again and again."""

    class Counting(MemoryHosts):
        looks = 0

        async def update(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
            self.looks += 1
            return await super().update(host, change)

    hosts = Counting()

    async def main() -> None:
        gate = gate_of(clock, hosts)
        await asyncio.gather(*(ask(gate, "h", Policy(1.0, 20), fine) for _ in range(20)))

    asyncio.run(main())
    assert hosts.looks <= 4 * 20, "refused, admitted, sent or given back"


@pytest.mark.parametrize(("pause", "refused"), [(PATIENCE, False), (PATIENCE + 1, True)])
def test_short_pauses_are_waited_out_and_long_ones_given_back(clock: Any, pause: float, refused: bool) -> None:
    async def main() -> Ticket | Refusal:
        gate = gate_of(clock)
        await ask(gate, "h", Policy(0.0, 4), lambda ticket: Answer(ticket.started_at, 0.1, "http_429", True, pause))
        return await gate.enter("h", Policy(0.0, 4))

    found = asyncio.run(main())
    assert isinstance(found, Refusal) is refused
    if isinstance(found, Refusal):
        assert (found.seconds, found.reason) == (pause, "http_429")
    else:
        assert clock.slept == [pause]


def test_a_place_that_another_process_holds_is_waited_for(clock: Any) -> None:
    async def main() -> Ticket | Refusal:
        hosts = MemoryHosts()
        await hosts.update("h", lambda state: HostState("h", slots=(("theirs", clock.now() + 5),)))
        return await gate_of(clock, hosts).enter("h", Policy(0.0, 1, lease=10))

    found = asyncio.run(main())
    assert isinstance(found, Ticket)
    assert 5 <= sum(clock.slept) < 6


def test_cancelling_a_wait_leaves_no_trace(clock: Any) -> None:
    async def main() -> Ticket | Refusal:
        gate = Gate(MemoryHosts(), asyncio.Semaphore(1), now=time.time, sleep=asyncio.sleep)
        held = await gate.enter("h", Policy(0.0, 1))
        waiting = asyncio.create_task(gate.enter("h", Policy(0.0, 1)))
        await asyncio.sleep(0)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert isinstance(held, Ticket)
        await gate.leave(held, fine(held))
        return await gate.enter("h", Policy(0.0, 1))

    assert isinstance(asyncio.run(main()), Ticket)


def test_old_hosts_are_forgotten_beyond_the_limit() -> None:
    async def main() -> list[HostState]:
        hosts = MemoryHosts(limit=2)
        for host in ("a", "b", "a", "c"):
            await hosts.update(host, lambda state: HostState(state.host, failures=state.failures + 1))
        return [await hosts.update(host, lambda state: state) for host in ("a", "c", "b")]

    assert [state.failures for state in asyncio.run(main())] == [2, 1, 0]
