"""What a lease and a finish cost, by the number of pages in the frontier.

    python tests/benchmarks/frontier.py [ROWS …]        (default 10000 100000 1000000)

A tenth of the pages is due (new articles, lists, re-visits), the rest waits for later, is done, or is gone. The file is
made in the temporary directory (about 250 bytes a page) and removed. Each size is measured twice on the same file: with the
WAL carried over beside the writer, as a crawl does it (store.checkpoints), and by the writer itself, as SQLite does by
default. «processor» is the time on the processor: what a wall time has beyond it was spent waiting, for the disk or, on a
busy machine, for a turn.
"""

from __future__ import annotations

import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
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
FILL = """
WITH RECURSIVE
    numbers(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM numbers WHERE i + 1 < :count),
    dice(i, site, state, one, two) AS (
        SELECT i, printf('site%02d', i * :sites / :count), i * 7919 % 100, i * 104729 % 10, i * 15485863 % 100000 FROM numbers
    )
INSERT INTO pages (url, site, kind, state, priority, due_at, first_seen_at)
SELECT
    printf('https://www.%s.example/hf/%09d.html', site, i), site, 'article',
    CASE WHEN state < 90 THEN 'waiting' WHEN state < 97 THEN 'done' ELSE 'gone' END,
    CASE one WHEN 0 THEN 0 WHEN 1 THEN 10 WHEN 2 THEN 20 WHEN 3 THEN 20 WHEN 4 THEN 20 WHEN 5 THEN 30 ELSE 40 END,
    CASE WHEN state < 10 THEN strftime(:form, :now, printf('-%d minutes', two % 10000))
         WHEN state < 90 THEN strftime(:form, :now, printf('+%d minutes', two + 10)) END,
    :now
FROM dice
"""


def fill(store: Store, count: int) -> None:
    """The table in the order of its URLs, and its indexes after it: ten million are in within minutes."""
    connection: sqlite3.Connection = store.connection
    indexes = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'pages' AND sql IS NOT NULL"
    ).fetchall()
    with store.transaction():
        for name, _ in indexes:
            connection.execute(f"DROP INDEX {name}")
        connection.executemany(
            "INSERT INTO sites (name, base_url, first_seen_at) VALUES (?, ?, '')",
            [(f"site{number:02}", f"https://www.site{number:02}.example/") for number in range(SITES)],
        )
        values = {"count": count, "sites": SITES, "now": NOW.isoformat(), "form": "%Y-%m-%dT%H:%M:%S+00:00"}
        connection.execute(FILL, values)
        for _, sql in indexes:
            connection.execute(sql)
    store.optimize()


def timed(function: Callable[[], object], times: list[tuple[float, float]]) -> object:
    """Call it, and note its milliseconds by the clock and on the processor."""
    begin, busy = time.perf_counter(), time.thread_time()
    result = function()
    times.append(((time.perf_counter() - begin) * 1000, (time.thread_time() - busy) * 1000))
    return result


def measure(count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "frontier.db"
        with open_store(path, read_only=False) as store:
            begin = time.perf_counter()
            fill(store, count)
            filled = time.perf_counter() - begin
        size = f"{path.stat().st_size / 1e6:8.0f} MB  {filled:6.0f} s"
        for name, own, now in (("beside", False, NOW), ("itself", True, NOW + timedelta(days=2))):
            with (
                open_store(path, read_only=False) as store,
                nullcontext() if own else Checkpoints(path, store.connection) as checkpoints,
            ):
                cells = work(store, checkpoints, name, now)
            for label, which, tail in ((f"{count:,} {name}", 0, size), ("processor", 1, "")):
                figures = "  ".join(_figures([one[which] for one in times]) for times in cells)
                print(f"{label:>17}  {figures}  {tail}".rstrip(), flush=True)


def work(
    store: Store, checkpoints: Checkpoints | None, name: str, now: datetime
) -> tuple[list[tuple[float, float]], ...]:
    """The times of every call in ROUNDS rounds: lease of one site, lease of all, finish, finish (failed), add."""
    frontier = store.frontier
    one, many, finish, fail, add = cells = tuple(list[tuple[float, float]]() for _ in range(5))
    for number in range(ROUNDS):
        if checkpoints is not None:
            checkpoints.wrote()
        site = f"site{number % SITES:02}"
        leased = timed(lambda site=site: frontier.lease(now, owner="x", limit=10, site=site), one)
        spread = timed(lambda: frontier.lease(now, owner="x", limit=10), many)
        for page in (leased + spread)[:10]:  # type: ignore[operator]
            timed(lambda page=page: frontier.finish(page, "not_article", now, kind="other"), finish)
        for page in (leased + spread)[10:]:  # type: ignore[operator]
            failure = Failure("fetch", "timeout", page.url, retry=True)
            timed(lambda page=page, failure=failure: frontier.finish(page, "failed", now, failure=failure), fail)
        links = [Link(f"https://www.{site}.example/{name}/{number}/{n}", "article") for n in range(10)]
        timed(lambda links=links, site=site: frontier.add(links, site=site, now=now), add)
    return cells


def _figures(times: list[float]) -> str:
    if len(times) < 2:  # a small file had too few pages due
        return f"{'–':>7} {'–':>6}"
    return f"{statistics.median(times):7.2f} {statistics.quantiles(times, n=20)[-1]:6.2f}"


def main() -> None:
    sizes = [int(text) for text in sys.argv[1:]] or [10_000, 100_000, 1_000_000]
    print(f"milliseconds, median and p95 of {ROUNDS} rounds or more; one transaction each")
    heads = ("lease 10, one site", "lease 10, 50 sites", "finish", "finish (failed)", "add 10 links")
    print(f"{'pages, WAL':>17}  " + "  ".join(f"{head:>14.18}" for head in heads) + "      file      filled in")
    for count in sizes:
        measure(count)


if __name__ == "__main__":
    main()
