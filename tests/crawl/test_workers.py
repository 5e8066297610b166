"""Extraction in processes of its own: they can be killed, and they do not outlive the main one."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from pipeline import launch
from pipeline.crawl import workers
from pipeline.crawl.workers import Workers
from pipeline.launch import Launched
from pipeline.models import Failure, Outcome, Page

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
            await pool.aclose()

    assert isinstance(asyncio.run(run()), Failure)


def test_a_process_that_was_launched_before_is_taken_and_one_not_needed_ends_all_the_same() -> None:
    async def run(launched: list[Launched]) -> tuple[int, ...]:
        pool = Workers(1, launched=launched)
        try:
            await pool.examine(EMPTY, None)
            return pool.pids
        finally:
            await pool.aclose()

    with launch.ahead(2) as launched:
        first, second = launched
        assert asyncio.run(run([first])) == (first.process.pid,)
        assert second.process.poll() is None
    assert second.process.returncode is not None


def test_ctrl_c_never_ends_a_process_however_early_it_comes() -> None:
    with launch.ahead(1) as (launched,):
        for _ in range(20):
            launched.process.send_signal(signal.SIGINT)
            time.sleep(0.005)
        assert launched.process.poll() is None
    assert signal.SIGINT not in signal.pthread_sigmask(signal.SIG_BLOCK, ()), "ours is as it was"


def test_where_one_cannot_be_started_the_others_end(monkeypatch: pytest.MonkeyPatch) -> None:
    started: list[Launched] = []
    begin = launch.launch

    def first_alone() -> Launched:
        if started:
            raise BlockingIOError("no more processes")
        started.append(begin())
        return started[0]

    monkeypatch.setattr(launch, "launch", first_alone)
    with pytest.raises(BlockingIOError), launch.ahead(2):
        pass
    assert started[0].process.returncode is not None
    assert started[0].socket.fileno() == -1


def test_no_page_is_given_to_a_process_that_died_while_another_started() -> None:
    async def run(launched: list[Launched]) -> object:
        pool = Workers(2, launched=launched)
        try:
            return (await asyncio.wait_for(pool.examine(EMPTY, None), 60)).result
        finally:
            await pool.aclose()

    with launch.ahead(2) as launched:
        launched[0].process.kill()
        launched[0].process.wait()
        result = asyncio.run(run(launched))
    assert isinstance(result, Failure)
    assert result.reason != "crashed"


def test_a_killed_process_is_replaced_and_its_pages_are_tried_again() -> None:
    async def run() -> list[object]:
        pool = Workers(1)
        try:
            await pool.examine(EMPTY, None)
            for pid in pool.pids:
                os.kill(pid, signal.SIGKILL)
            return [one.result for one in await asyncio.gather(*(pool.examine(EMPTY, None) for _ in range(4)))]
        finally:
            await pool.aclose()

    results = asyncio.run(run())
    assert all(isinstance(one, Failure) and one.reason != "crashed" for one in results), results


@pytest.mark.parametrize("deed", ["os._exit(9)", "bytearray(2 << 30)"], ids=["dies", "wants two gigabytes"])
def test_a_page_that_kills_its_process_costs_that_page_alone(
    deed: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stand-in for an examiner that dies on one page (as a parser might), or would take all memory for it."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text(DEADLY.replace("os._exit(9)", deed))

    async def run() -> list[Outcome]:
        pool = Workers(1)
        try:
            pages = [replace(EMPTY, url=url) for url in ("http://x.cn/1", "http://x.cn/deadly", "http://x.cn/3")]
            return list(await asyncio.gather(*(pool.examine(page, None) for page in pages)))
        finally:
            await pool.aclose()

    reasons = [one.result.reason for one in asyncio.run(run()) if isinstance(one.result, Failure)]
    assert reasons == ["not_article", "crashed", "not_article"]


DEADLY = """
import os
from pipeline import process

examine = process.examine

def deadly(page, *args, **kwargs):
    if page.url.endswith("/deadly"):
        os._exit(9)
    return examine(page, *args, **kwargs)

process.examine = deadly
"""


def test_a_page_that_takes_too_long_is_given_up_and_the_others_are_not(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workers, "SECONDS_PER_PAGE", 3.0)
    (tmp_path / "sitecustomize.py").write_text(DEADLY.replace("os._exit(9)", "__import__('time').sleep(60)"))

    async def run() -> list[Outcome]:
        pool = Workers(1)
        try:
            pages = [replace(EMPTY, url=url) for url in ("http://x.cn/deadly", "http://x.cn/2", "http://x.cn/3")]
            return list(await asyncio.gather(*(pool.examine(page, None) for page in pages)))
        finally:
            await pool.aclose()

    reasons = [one.result.reason for one in asyncio.run(run()) if isinstance(one.result, Failure)]
    assert reasons == ["too_slow", "not_article", "not_article"]


def test_a_slow_start_of_its_process_does_not_count_against_a_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workers, "SECONDS_PER_PAGE", 3.0)
    (tmp_path / "sitecustomize.py").write_text("import time; time.sleep(3.5)")

    async def run() -> list[Outcome]:
        pool = Workers(1)
        try:
            return list(await asyncio.gather(*(pool.examine(EMPTY, None) for _ in range(3))))
        finally:
            await pool.aclose()

    assert [one.result.reason for one in asyncio.run(run()) if isinstance(one.result, Failure)] == ["not_article"] * 3


def test_a_process_that_does_not_start_is_given_up(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(workers, "SECONDS_TO_START", 0.5)
    (tmp_path / "sitecustomize.py").write_text("import time; time.sleep(60)")

    async def run() -> Outcome:
        pool = Workers(1)
        try:
            return await pool.examine(EMPTY, None)
        finally:
            await pool.aclose()

    found = asyncio.run(run()).result
    assert isinstance(found, Failure)
    assert found.reason == "crashed"


def test_a_bug_met_on_a_page_is_told_and_the_rest_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    (tmp_path / "sitecustomize.py").write_text(DEADLY.replace("os._exit(9)", "raise KeyError('bug')"))

    async def run() -> list[Outcome]:
        pool = Workers(1)
        try:
            pages = [replace(EMPTY, url=url) for url in ("http://x.cn/deadly", "http://x.cn/2")]
            return list(await asyncio.gather(*(pool.examine(page, None) for page in pages)))
        finally:
            await pool.aclose()

    first, second = (one.result for one in asyncio.run(run()))
    assert isinstance(first, Failure)
    assert (first.reason, first.detail) == ("crashed", "KeyError: 'bug'")
    assert isinstance(second, Failure)
    assert second.reason == "not_article"


LEADER = """
import asyncio
from tests.crawl.test_workers import EMPTY
from pipeline.crawl.workers import Workers

async def run():
    pool = Workers(1)
    await pool.examine(EMPTY, None)
    print(*pool.pids, flush=True)
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
