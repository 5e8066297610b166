"""Extraction in processes of its own: they can be killed, and they do not outlive the main one."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime

import pytest

from pipeline.crawl.workers import Workers
from pipeline.models import Failure, Page

EMPTY = Page(
    "http://x.cn/", "http://x.cn/", 200, (("content-type", "text/html"),), b"<p>", datetime(2024, 6, 1, tzinfo=UTC)
)


@pytest.mark.parametrize("count", [0, 1])
def test_a_page_is_examined(count: int) -> None:
    async def run() -> object:
        pool = Workers(count)
        try:
            return (await pool.examine(EMPTY, None)).result
        finally:
            pool.close()

    assert isinstance(asyncio.run(run()), Failure)


def test_a_killed_process_is_replaced_and_its_pages_are_tried_again() -> None:
    async def run() -> list[object]:
        pool = Workers(1)
        try:
            await pool.examine(EMPTY, None)
            for child in multiprocessing.active_children():
                os.kill(child.pid or 0, signal.SIGKILL)
            return [one.result for one in await asyncio.gather(*(pool.examine(EMPTY, None) for _ in range(4)))]
        finally:
            pool.close()

    results = asyncio.run(run())
    assert all(isinstance(one, Failure) and one.reason != "crashed" for one in results), results


LEADER = """
import asyncio, multiprocessing, os, sys
from tests.crawl.test_workers import EMPTY
from pipeline.crawl.workers import Workers

async def run():
    pool = Workers(1)
    await pool.examine(EMPTY, None)
    print(*[child.pid for child in multiprocessing.active_children()], flush=True)
    await asyncio.sleep(60)

if __name__ == "__main__":
    asyncio.run(run())
"""


def test_a_worker_ends_when_the_main_process_is_killed() -> None:
    leader = subprocess.Popen([sys.executable, "-c", LEADER], stdout=subprocess.PIPE, text=True)
    assert leader.stdout is not None
    pids = [int(pid) for pid in leader.stdout.readline().split()]
    leader.kill()
    leader.wait()
    leader.stdout.close()
    assert pids
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline and any(alive(pid) for pid in pids):
        time.sleep(0.1)
    assert not any(alive(pid) for pid in pids)


def alive(pid: int) -> bool:
    """Whether a process runs (one that has ended and waits to be reaped does not)."""
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
