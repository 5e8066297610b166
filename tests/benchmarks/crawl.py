"""Pages per second from request to stored and searchable, beside a Scrapy spider that extracts with trafilatura.

    python tests/benchmarks/crawl.py [--articles 2000] [--runs 3] [--without-peer]

Both crawl the same local site (local_site.py) as whole processes, in turn, so that noise of the machine meets both;
medians are printed. Needs, for the peer: pip install scrapy trafilatura
"""

from __future__ import annotations

import argparse
import compileall
import contextlib
import os
import resource
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]


@dataclass(frozen=True, slots=True)
class Run:
    """One whole process: seconds on the clock, of CPU (with its children), and what it stored.

    ``stored``: seconds until the last page was stored and searchable; what comes after it is start-up and, with us, the
    search for related articles.
    """

    wall: float
    cpu: float
    articles: int
    stored: float


@contextlib.contextmanager
def local_site(articles: int) -> Iterator[str]:
    """The site in a process of its own; gives its base URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, str(HERE / "local_site.py"), "--articles", str(articles), "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert server.stdout is not None
        yield server.stdout.readline().strip()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


def timed(command: list[str], db: Path) -> Run:
    """Run a command to its end; its CPU time is that of this process's ended children."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.perf_counter()
    # Our modules are compiled before the first run, as an installed program's are.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": ""}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, check=False)
    wall = time.perf_counter() - began
    if done.returncode:
        sys.exit(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    with contextlib.closing(sqlite3.connect(db)) as connection:
        articles = connection.execute("SELECT count(*) FROM articles").fetchone()[0]
        stored = wall
        if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'runs'").fetchone():
            query = "SELECT 86400 * (julianday(finished_at) - julianday(started_at)) FROM runs WHERE kind = 'crawl'"
            stored = float(connection.execute(query).fetchone()[0])
        return Run(wall, cpu, articles, stored)


def ours(base: str, folder: Path) -> Run:
    """``sites add`` (not timed), then ``crawl``."""
    cli = [sys.executable, str(ROOT / "run_pipeline.py")]
    places = ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]
    subprocess.run([*cli, "sites", "add", base, "--allow-private", *places], check=True, capture_output=True, cwd=ROOT)
    return timed([*cli, "crawl", *places], folder / "articles.db")


def peer(base: str, folder: Path) -> Run:
    """Scrapy and trafilatura."""
    db = folder / "peer.db"
    return timed([sys.executable, str(HERE / "scrapy_peer.py"), base, str(db)], db)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--without-peer", action="store_true")
    options = parser.parse_args()
    runs: dict[str, list[Run]] = {"ours": [], "scrapy + trafilatura": []}
    compileall.compile_dir(ROOT / "pipeline", quiet=1)
    with local_site(options.articles) as base:
        for _ in range(options.runs):
            with tempfile.TemporaryDirectory() as folder:
                runs["ours"].append(ours(base, Path(folder)))
                if not options.without_peer:
                    runs["scrapy + trafilatura"].append(peer(base, Path(folder)))
    print(
        f"{options.articles} articles of about 40 KB, {options.runs} runs each in turn, {os.cpu_count()} cores; medians"
    )
    print(f"{'':22} {'articles':>8} {'seconds':>8} {'pages/s':>8} {'CPU ms/page':>11} {'pages/s until searchable':>25}")
    rates = {}
    searchable = {}
    for name, done in runs.items():
        if not done:
            continue
        wall = statistics.median(run.wall for run in done)
        cpu = statistics.median(run.cpu for run in done)
        count = min(run.articles for run in done)
        rates[name] = count / wall
        searchable[name] = count / statistics.median(run.stored for run in done)
        print(
            f"{name:22} {count:8} {wall:8.1f} {count / wall:8.1f} {cpu / max(count, 1) * 1000:11.2f} {searchable[name]:25.1f}"
        )
    if len(rates) == 2:
        for what, values in (("whole process", rates), ("until stored and searchable", searchable)):
            first, second = values.values()
            print(f"ratio of rates, {what}: {first / second:.2f}")


if __name__ == "__main__":
    main()
