"""What a lease and a finish cost, by the number of pages in the frontier.

    python tests/benchmarks/frontier.py [--own] [ROWS …]        (default 10000 100000 1000000)

A tenth of the pages is due (new articles, lists, re-visits), the rest waits for later, is done, or is gone. The file is
made in the temporary directory (about 250 bytes a page) and removed. The WAL is carried over as a crawl does it
(store.checkpoints); ``--own``: by the writer itself, as SQLite does by default. The second line is the time on the processor:
what a wall time has beyond it was spent waiting, for the disk or, on a busy machine, for a turn.
"""

from __future__ import annotations

import random
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from pipeline.models import Failure, Link
from pipeline.store import Store, open_store
from pipeline.store.checkpoints import Checkpoints

SITES = 50
ROUNDS = 300
NOW = datetime(2026, 3, 1, tzinfo=UTC)
PRIORITIES = (0, 10, 20, 20, 20, 30, 40, 40, 40, 40)


def rows(count: int) -> Iterator[tuple[object, ...]]:
    dice = random.Random(1)
    due = [(NOW - timedelta(minutes=number)).isoformat() for number in range(10_000)]
    later = [(NOW + timedelta(minutes=10 + number)).isoformat() for number in range(100_000)]
    first = NOW.isoformat()
    for number in range(count):
        chance = dice.random()
        state = "waiting" if chance < 0.9 else "done" if chance < 0.97 else "gone"
        when = (dice.choice(due) if chance < 0.1 else dice.choice(later)) if state == "waiting" else None
        site = f"site{number % SITES:02}"
        url = f"https://www.{site}.example/hf/{number}.html"
        yield url, site, "article", state, dice.choice(PRIORITIES), when, first


def fill(store: Store, count: int) -> None:
    connection: sqlite3.Connection = store.connection
    with store.transaction():
        connection.executemany(
            "INSERT INTO sites (name, base_url, first_seen_at) VALUES (?, ?, '')",
            [(f"site{number:02}", f"https://www.site{number:02}.example/") for number in range(SITES)],
        )
        connection.executemany(
            "INSERT INTO pages (url, site, kind, state, priority, due_at, first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
            rows(count),
        )
    store.optimize()


def timed(function: Callable[[], object], times: list[tuple[float, float]]) -> object:
    """Call it, and note its milliseconds by the clock and on the processor."""
    begin, busy = time.perf_counter(), time.thread_time()
    result = function()
    times.append(((time.perf_counter() - begin) * 1000, (time.thread_time() - busy) * 1000))
    return result


def measure(count: int, *, own: bool) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "frontier.db", read_only=False) as store,
        nullcontext() if own else Checkpoints(Path(folder) / "frontier.db", store.connection) as checkpoints,
    ):
        begin = time.perf_counter()
        fill(store, count)
        filled = time.perf_counter() - begin
        frontier = store.frontier
        one: list[tuple[float, float]] = []
        many: list[tuple[float, float]] = []
        finish: list[tuple[float, float]] = []
        fail: list[tuple[float, float]] = []
        add: list[tuple[float, float]] = []
        for number in range(ROUNDS):
            if checkpoints is not None:
                checkpoints.wrote()
            site = f"site{number % SITES:02}"
            leased = timed(lambda site=site: frontier.lease(NOW, owner="x", limit=10, site=site), one)
            spread = timed(lambda: frontier.lease(NOW, owner="x", limit=10), many)
            for page in (leased + spread)[:10]:  # type: ignore[operator]
                timed(lambda page=page: frontier.finish(page, "not_article", NOW, kind="other"), finish)
            for page in (leased + spread)[10:]:  # type: ignore[operator]
                failure = Failure("fetch", "timeout", page.url, retry=True)
                timed(lambda page=page, failure=failure: frontier.finish(page, "failed", NOW, failure=failure), fail)
            links = [Link(f"https://www.{site}.example/new/{number}/{n}", "article") for n in range(10)]
            timed(lambda links=links, site=site: frontier.add(links, site=site, now=NOW), add)
        size = (Path(folder) / "frontier.db").stat().st_size / 1e6
        cells = (one, many, finish, fail, add)
        for name, which, tail in (
            (f"{count:,}", 0, f"{size:8.0f} MB  {filled:6.0f} s"),
            ("processor", 1, ""),
        ):
            figures = "  ".join(_figures([one[which] for one in times]) for times in cells)
            print(f"{name:>10}  {figures}  {tail}".rstrip(), flush=True)


def _figures(times: list[float]) -> str:
    return f"{statistics.median(times):7.2f} {statistics.quantiles(times, n=20)[-1]:6.2f}"


def main() -> None:
    own = "--own" in sys.argv
    sizes = [int(text) for text in sys.argv[1:] if text != "--own"] or [10_000, 100_000, 1_000_000]
    print(f"milliseconds, median and p95 of {ROUNDS} rounds or more; one transaction each")
    heads = ("lease 10, one site", "lease 10, 50 sites", "finish", "finish (failed)", "add 10 links")
    print(f"{'pages':>10}  " + "  ".join(f"{head:>14.18}" for head in heads) + "      file      filled in")
    for count in sizes:
        measure(count, own=own)


if __name__ == "__main__":
    main()
