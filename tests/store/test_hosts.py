"""Host states in the database: limits that hold across processes."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import time
from contextlib import ExitStack
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.fetch import Hosts
from pipeline.fetch.gate import Gate, Refusal, Ticket
from pipeline.fetch.politeness import Answer, Policy
from pipeline.models import HostState
from pipeline.store.hosts import SharedHosts, troubled
from tests.programs import PROCESSES

FULL = HostState("h:80", 1.5, (("a", 2.5), ("b", 3.0)), 0.25, 1.0, 3, 9.0, 99.0, "http_503")


def test_a_state_comes_back_as_it_was_kept(tmp_path: Path) -> None:
    async def main(path: Path) -> list[HostState]:
        with SharedHosts(path) as one, SharedHosts(path) as other:
            hosts: tuple[Hosts, Hosts] = (one, other)
            first = await hosts[0].update("h:80", lambda state: state)
            await hosts[0].update("h:80", lambda _: FULL)
            return [first, await hosts[1].update("h:80", lambda state: state)]

    assert asyncio.run(main(tmp_path / "a.db")) == [HostState("h:80"), FULL]


def test_status_can_name_the_hosts_in_trouble(tmp_path: Path) -> None:
    async def fill(hosts: SharedHosts) -> None:
        for state in (
            FULL,
            replace(FULL, host="fine", failures=0, paused_until=50.0),
            replace(FULL, host="worse", paused_until=200.0),
        ):
            await hosts.update(state.host, lambda _, state=state: state)  # type: ignore[misc]

    with SharedHosts(tmp_path / "a.db") as hosts:
        asyncio.run(fill(hosts))
        assert [(state.host, state.reason) for state in troubled(hosts._connection, 100.0)] == [
            ("worse", "http_503"),
            ("h:80", "http_503"),
        ]


def test_no_change_is_lost_between_connections(tmp_path: Path) -> None:
    async def main() -> HostState:
        with ExitStack() as opened:
            hosts = [opened.enter_context(SharedHosts(tmp_path / "a.db")) for _ in range(4)]

            def one_more(state: HostState) -> HostState:
                time.sleep(0.0005)  # where another might come in between
                return replace(state, failures=state.failures + 1)

            await asyncio.gather(*(each.update("h", one_more) for each in hosts for _ in range(25)))
            return await hosts[0].update("h", lambda state: state)

    assert asyncio.run(main()).failures == 100


def ask(path: Path, log: Path, count: int, policy: Policy) -> None:
    """One process: so many requests through the gate; the sending and end of each go to the log."""

    async def main() -> None:
        with SharedHosts(path) as hosts, log.open("a", buffering=1) as lines:
            gate = Gate(hosts, asyncio.Semaphore(50), now=time.time, sleep=asyncio.sleep)

            async def one() -> None:
                ticket = await gate.enter("h", policy)
                assert isinstance(ticket, Ticket)
                began = time.time()
                lines.write(f"{began!r} 1\n")
                await gate.sent(ticket, began)
                await asyncio.sleep(random.uniform(0, 0.02))
                lines.write(f"{time.time()!r} -1\n")
                await gate.leave(ticket, Answer(began, 0.01))

            await asyncio.gather(*(one() for _ in range(count)))

    asyncio.run(main())


def run_processes(path: Path, log: Path, count: int, policy: Policy) -> list[tuple[float, int]]:
    with SharedHosts(path):
        workers = [PROCESSES.Process(target=ask, args=(path, log, count, policy)) for _ in range(3)]
        for worker in workers:
            worker.start()
        for worker in workers:
            worker.join(60)
        assert [worker.exitcode for worker in workers] == [0, 0, 0]
    return sorted((float(at), int(step)) for at, step in (line.split() for line in log.read_text().splitlines()))


def test_three_processes_together_keep_the_delay_and_the_places(tmp_path: Path) -> None:
    policy = Policy(delay=0.05, concurrency=2, lease=30.0)
    events = run_processes(tmp_path / "a.db", tmp_path / "log", 5, policy)
    begun = [at for at, step in events if step == 1]
    assert len(begun) == 15
    assert all(later - earlier >= 0.05 for earlier, later in pairwise(begun))
    under_way = most = 0
    for _, step in events:
        under_way += step
        most = max(most, under_way)
    assert most <= 2


def die(path: Path, policy: Policy, sends: bool) -> None:
    """A process that is killed while its request is under way, with or without the note that it was sent."""

    async def main() -> None:
        with SharedHosts(path) as hosts:
            gate = Gate(hosts, asyncio.Semaphore(5), now=time.time, sleep=asyncio.sleep)
            ticket = await gate.enter("h", policy)
            assert isinstance(ticket, Ticket)
            if sends:
                await gate.sent(ticket, time.time())
            os.kill(os.getpid(), signal.SIGKILL)

    asyncio.run(main())


@pytest.mark.parametrize("sends", [True, False], ids=["while it was answered", "before it was noted as sent"])
def test_after_a_kill_the_next_process_waits_for_the_delay_alone(sends: bool, tmp_path: Path) -> None:
    policy = Policy(delay=0.1, concurrency=1, lease=70.0)

    async def main() -> float:
        with SharedHosts(tmp_path / "a.db") as hosts:
            killed = PROCESSES.Process(target=die, args=(tmp_path / "a.db", policy, sends))
            killed.start()
            killed.join(60)
            assert killed.exitcode == -signal.SIGKILL
            gate = Gate(hosts, asyncio.Semaphore(5), now=time.time, sleep=asyncio.sleep)
            began = time.monotonic()
            assert isinstance(await asyncio.wait_for(gate.enter("h", policy), 5), Ticket)
            return time.monotonic() - began

    waited = asyncio.run(main())
    assert sends or waited >= policy.delay, "it may have been sent as late as its death was seen"


def test_a_pause_that_one_process_was_told_of_holds_for_the_others(tmp_path: Path) -> None:
    async def main() -> object:
        with SharedHosts(tmp_path / "a.db") as told, SharedHosts(tmp_path / "a.db") as other:
            gates = [Gate(hosts, asyncio.Semaphore(5), now=time.time, sleep=asyncio.sleep) for hosts in (told, other)]
            ticket = await gates[0].enter("h", Policy(0.0, 2))
            assert isinstance(ticket, Ticket)
            await gates[0].leave(ticket, Answer(ticket.started_at, 0.1, "http_429", True, 300.0))
            return await gates[1].enter("h", Policy(0.0, 2))

    refusal = asyncio.run(main())
    assert isinstance(refusal, Refusal)
    assert refusal.reason == "http_429"
    assert 290 < refusal.seconds <= 300
