"""Twenty sites that misbehave, a crawl that is killed twice: is anything lost, stored twice, or asked too fast?

    python tests/benchmarks/soak.py [--sites 20] [--articles 100] [--faults 0.05] [--delay 0.2] [--kills 2]

One request in twenty meets a 503 with Retry-After, a reset connection, an answer that never ends, a truncated body or a
wrong charset in the header. The crawl runs as the command line; kill -9 ends it at random moments.

When requests are sent is read at the crawler's sockets (aiohttp's tracing, beside the crawler's own use of it): on a busy
machine this server's thread may take one request up late and the next at once. How many arrive so is printed, too.
"""

from __future__ import annotations

import argparse
import asyncio
import itertools
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import aiohttp
from aiohttp import web
from local_site import LocalSite

ROOT = Path(__file__).resolve().parents[2]
FAULTS = ("unavailable", "reset", "hang", "truncated", "charset")
SENDS = "SOAK_SENDS"  # environment: where a crawl notes when it sent what


class FaultySites:
    """``count`` sites on loopback ports, in a thread; each with articles of its own."""

    def __init__(self, count: int, articles: int, faults: float) -> None:
        self.sites = [LocalSite(articles, size=12_000, offset=number * articles) for number in range(count)]
        self.faults, self.random = faults, random.Random(1)
        self.ports: list[int] = []
        self._runners: list[web.ServerRunner] = []
        self.starts: dict[int, list[float]] = defaultdict(list)
        self.met: Counter[str] = Counter()
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> FaultySites:
        self._thread.start()
        self._ready.wait(30)
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(30)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start())
        self._ready.set()
        self._loop.run_forever()

    async def _end(self) -> None:
        for runner in self._runners:
            await runner.cleanup()
        hanging = asyncio.all_tasks() - {asyncio.current_task()}
        for task in hanging:
            task.cancel()
        await asyncio.gather(*hanging, return_exceptions=True)

    async def _start(self) -> None:
        for number, site in enumerate(self.sites):
            server = web.Server(self._handler(number, site), access_log=None)
            runner = web.ServerRunner(server, shutdown_timeout=0.1)
            await runner.setup()
            self._runners.append(runner)
            place = web.TCPSite(runner, "127.0.0.1", 0)
            await place.start()
            assert runner.addresses
            self.ports.append(runner.addresses[0][1])

    def _handler(self, number: int, site: LocalSite):  # type: ignore[no-untyped-def]
        async def answer(request: web.BaseRequest) -> web.StreamResponse:
            self.starts[number].append(time.monotonic())
            page = site.render(request.path)
            if page is None:
                return web.Response(status=404, text="no such page")
            fault = self.random.choice(FAULTS) if self.random.random() < self.faults else ""
            self.met[fault or "fine"] += 1
            body, charset = page.encode(), "gbk" if fault == "charset" else "utf-8"
            if fault == "unavailable":
                return web.Response(status=503, headers={"Retry-After": "1"})
            if fault == "reset" and request.transport:
                request.transport.abort()
            if fault == "hang":
                await asyncio.sleep(30)
            if fault == "truncated":
                response = web.StreamResponse(headers={"Content-Length": str(len(body)), "Content-Type": "text/html"})
                await response.prepare(request)
                await response.write(body[: len(body) // 2])
                if request.transport:
                    request.transport.abort()
                return response
            return web.Response(body=body, headers={"Content-Type": f"text/html; charset={charset}"})

        return answer


def configure(folder: Path, ports: list[int], delay: float) -> None:
    """Site files and settings for the crawl."""
    (folder / "config" / "sites").mkdir(parents=True)
    (folder / "config" / "settings.toml").write_text(
        "[fetch]\nread_timeout = 2.0\ntotal_timeout = 4.0\n[crawl]\npatience = 60\n", encoding="utf-8"
    )
    for number, port in enumerate(ports):
        (folder / "config" / "sites" / f"site{number:02}.toml").write_text(
            f'name = "site{number:02}"\nbase_url = "http://127.0.0.1:{port}/"\nallow_private = true\n'
            f"[politeness]\ndelay = {delay}\nconcurrency = 2\n",
            encoding="utf-8",
        )


def traced() -> None:
    """The command line, in a process of its own, that notes every request that goes out."""
    sys.path.insert(0, str(ROOT))
    from pipeline.cli import main as command_line

    class Session(aiohttp.ClientSession):
        def __init__(self, *arguments: Any, **named: Any) -> None:
            named["trace_configs"] = [*named.get("trace_configs", ()), trace]
            super().__init__(*arguments, **named)

    async def note(_session: object, _context: object, request: Any) -> None:
        sends.write(f"{time.monotonic():.6f} {request.url.port} {request.url.raw_path}\n")

    trace = aiohttp.TraceConfig()
    trace.on_request_headers_sent.append(note)
    aiohttp.ClientSession = Session  # type: ignore[misc]
    with open(os.environ[SENDS], "a", buffering=1, encoding="ascii") as sends:
        command_line()


def sent(file: Path) -> dict[int, list[float]]:
    """By port, when requests were sent (CLOCK_MONOTONIC), over all processes."""
    times: dict[int, list[float]] = defaultdict(list)
    for line in file.read_text(encoding="ascii").splitlines():
        at, port, _ = line.split(" ", 2)
        times[int(port)].append(float(at))
    return times


def sooner(times: Mapping[int, list[float]], delay: float) -> int:
    """How many came sooner than ``delay`` after the one before, to the same port."""
    return sum(later - first < delay for one in times.values() for first, later in itertools.pairwise(sorted(one)))


def crawl(folder: Path, log: Path, kill_at: int | None) -> bool:
    """Run the command line; with ``kill_at`` it is killed when so many articles are stored. True: it was killed."""
    command = [sys.executable, str(Path(__file__).resolve()), "crawl"]
    places = ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]
    with log.open("ab") as out:
        environment = {**os.environ, SENDS: str(folder / "sends.log")}
        process = subprocess.Popen([*command, *places], stdout=out, stderr=out, cwd=ROOT, env=environment)
        while process.poll() is None:
            if kill_at is not None and count(folder / "articles.db") >= kill_at:
                process.kill()
                process.wait()
                return True
            time.sleep(0.05)
    return False


def count(db: Path) -> int:
    """Stored articles."""
    if not db.exists():
        return 0
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT count(*) FROM articles").fetchone()[0])
        except sqlite3.OperationalError:
            return 0  # the schema is being made


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=20)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--faults", type=float, default=0.05)
    parser.add_argument("--delay", type=float, default=0.2)
    parser.add_argument("--kills", type=int, default=2)
    options = parser.parse_args()
    total = options.sites * options.articles
    began = time.monotonic()
    with (
        tempfile.TemporaryDirectory() as name,
        FaultySites(options.sites, options.articles, options.faults) as sites,
    ):
        folder, log = Path(name), Path(name) / "crawl.log"
        configure(folder, sites.ports, options.delay)
        killed = 0
        for number in range(options.kills):
            killed += crawl(folder, log, kill_at=total * (number + 1) // (options.kills + 2))
        runs = killed
        while count(folder / "articles.db") < total and runs < killed + 5:
            crawl(folder, log, None)
            runs += 1
        report(folder / "articles.db", sites, options, killed, runs, time.monotonic() - began)


def report(db: Path, sites: FaultySites, options: argparse.Namespace, killed: int, runs: int, seconds: float) -> None:
    """Print what came of it; exit status 1 where something was lost, doubled, damaged or too fast."""
    with closing(sqlite3.connect(db)) as connection:
        rows = connection.execute("SELECT site, url, title, body FROM articles").fetchall()
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
        reasons = dict(
            connection.execute("SELECT reason, count(*) FROM failures GROUP BY 1 ORDER BY 2 DESC").fetchall()
        )
    expected = {
        (f"site{number:02}", f"/a/{article}.html"): site.title(site.offset + article)
        for number, site in enumerate(sites.sites)
        for article in range(options.articles)
    }
    stored = Counter((site, "/" + url.split("/", 3)[3]) for site, url, _, _ in rows)
    titles = {(site, "/" + url.split("/", 3)[3]): title for site, url, title, _ in rows}
    sends = sent(db.parent / "sends.log")
    too_fast = sooner(sends, options.delay)
    pages = sum(map(len, sites.starts.values()))
    rows_out = [
        ("sites, articles of each", f"{options.sites}, {options.articles}"),
        ("answers by fault", json.dumps(dict(sites.met.most_common()))),
        ("failures by reason", json.dumps(reasons)),
        ("kill -9, crawls in all", f"{killed}, {runs}"),
        ("articles lost", sum(key not in stored for key in expected)),
        ("stored, but no article", sum(key not in expected for key in stored)),
        ("stored twice", sum(number > 1 for number in stored.values())),
        ("wrong title (charset)", sum(titles.get(key, title) != title for key, title in expected.items())),
        ("integrity, broken keys", f"{sound}, {broken}"),
        (f"requests sent sooner than {options.delay} s after the last", too_fast),
        ("… taken up sooner by this server", sooner(sites.starts, options.delay)),
        ("requests sent, arrived", f"{sum(map(len, sends.values()))}, {pages}, {pages / seconds:.0f} per second"),
        ("seconds", f"{seconds:.0f}"),
    ]
    for name, value in rows_out:
        print(f"{name:50} {value}")
    lost = sum(key not in stored for key in expected)
    if lost or too_fast or broken or sound != "ok" or len(rows) != len(expected):
        sys.exit(1)


if __name__ == "__main__":
    traced() if SENDS in os.environ else main()
