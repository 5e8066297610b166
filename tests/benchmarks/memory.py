"""Resident memory of a crawl of 100,000 pages: the main process and its extracting processes, as the crawl goes on.

    python tests/benchmarks/memory.py [--pages 100000] [--sites 25] [--share 0.5] [--keep FOLDER]

The sites (loopback, in this process) hold short articles, no two alike, and list pages; every page has a menu and twenty
links. Articles cost ten times what list pages do, so --share of them sets how long it takes. The crawl is the command line, with the archive. A row is printed for every twentieth of the pages; the
exit status is 1 where the processes together ever hold more than --limit MB, or where the second half adds more than a
tenth. In the columns of resident memory what processes share (the interpreter's and libraries' code) is counted in each of them;
«together» is what they take of the machine: each shared page in equal parts (PSS, proc(5)).
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import random
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from aiohttp import web
from local_site import CATEGORIES, LocalSite

ROOT = Path(__file__).resolve().parents[2]
ROWS = 20  # of the table
SAMPLE_SECONDS = 0.5


class Sites:
    """``count`` sites of ``pages`` pages each on loopback ports, in a thread; ``asked`` counts requests for pages."""

    def __init__(self, count: int, pages: int, share: float) -> None:
        self.articles = round(pages * share)
        self.lists = pages - self.articles
        self.text = LocalSite(self.articles)
        self.count, self.asked, self.ports = count, 0, list[int]()
        self._ready = threading.Event()

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True).start()
        self._ready.wait(30)

    def _run(self) -> None:
        loop = asyncio.new_event_loop()
        loop.run_until_complete(self._start())
        self._ready.set()
        loop.run_forever()

    async def _start(self) -> None:
        for number in range(self.count):
            runner = web.ServerRunner(web.Server(self._handler(number), access_log=None))
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", 0).start()
            self.ports.append(runner.addresses[0][1])

    def _handler(self, number: int):  # type: ignore[no-untyped-def]
        async def answer(request: web.BaseRequest) -> web.Response:
            if request.path == "/sitemap.xml":
                return web.Response(text=self._sitemap(number), content_type="application/xml")
            kind, _, name = request.path.strip("/").partition("/")
            index = name.removesuffix(".html")
            if not (index.isdigit() and kind in ("a", "list")):
                return web.Response(status=404, text="no such page")
            self.asked += 1
            page = self._article if kind == "a" else self._listing
            return web.Response(text=page(number, int(index)), content_type="text/html")

        return answer

    def _sitemap(self, number: int) -> str:
        base = f"http://127.0.0.1:{self.ports[number]}"
        kinds = {"a": self.articles, "list": self.lists}
        places = (
            f"<url><loc>{base}/{kind}/{n}.html</loc></url>" for kind, count in kinds.items() for n in range(count)
        )
        return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(places)}</urlset>'

    def _links(self, dice: random.Random, first: int) -> str:
        numbers = dice.sample(range(self.articles), min(20, self.articles))
        return "".join(f'<li><a href="/a/{n}.html">{self.text.title(first + n)}</a></li>' for n in numbers)

    def _article(self, number: int, index: int) -> str:
        first = number * self.articles
        dice, title = random.Random(first + index), self.text.title(first + index)
        body = "".join(f"<p>{self.text.plain(dice)}{self.text.plain(dice)}</p>" for _ in range(6))
        day = f"2024-{index % 12 + 1:02}-{index % 28 + 1:02}"
        return self._frame(
            title,
            f"<h1>{title}</h1><p>发布时间：{day} 作者：编辑部</p><div class=content>{body}</div>"
            f"<div class=related><h3>相关文章</h3><ul>{self._links(dice, first)}</ul></div>",
        )

    def _listing(self, number: int, index: int) -> str:
        first = number * self.articles
        dice = random.Random(-first - index - 1)
        pages = f'<div class=pagebar><a class=next href="/list/{index + 1}.html">下一页</a></div>'
        return self._frame(f"文章列表 第{index}页", f"<ul class=list>{self._links(dice, first)}</ul>{pages}")

    @staticmethod
    def _frame(title: str, inner: str) -> str:
        menu = "".join(f'<li><a href="/list/{n}.html">{name}</a></li>' for n, name in enumerate(CATEGORIES))
        return (
            f"<!doctype html><html lang=zh-CN><head><meta charset=utf-8><title>{title}</title></head>"
            f"<body><ul class=nav>{menu}</ul><div class=main>{inner}</div></body></html>"
        )


def configure(folder: Path, ports: list[int]) -> None:
    """Site files for the crawl; the settings are the defaults."""
    (folder / "config" / "sites").mkdir(parents=True)
    for number, port in enumerate(ports):
        (folder / "config" / "sites" / f"site{number:02}.toml").write_text(
            f'name = "site{number:02}"\nbase_url = "http://127.0.0.1:{port}/"\nallow_private = true\n'
            '[discover]\nstart = []\nsitemaps = ["/sitemap.xml"]\nfollow_related = false\n',
            encoding="utf-8",
        )


def processes(pid: int) -> Iterator[int]:
    """A process and all that descend from it."""
    yield pid
    for task in Path(f"/proc/{pid}/task").glob("*"):
        with contextlib.suppress(OSError):  # ended meanwhile
            for child in (task / "children").read_text().split():
                yield from processes(int(child))


def megabytes(pid: int, field: str = "VmRSS") -> float:
    """Resident memory of a process now (``VmRSS``) or its peak (``VmHWM``); 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith(field + ":"):
                return int(line.split()[1]) / 1024
    return 0.0


def proportional(pid: int) -> float:
    """Memory of a process now, of what it shares with others its part; 0 where it has ended."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) / 1024
    return 0.0


def watch(process: subprocess.Popen[bytes], sites: Sites, pages: int) -> tuple[list[float], float]:
    """Print the table until the process ends; the sum at every row, and the highest sum seen."""
    print(f"{'pages':>8} {'seconds':>8} {'main MB':>8} {'workers MB':>11} {'sum MB':>7} {'together':>9}", flush=True)
    began, sums, highest = time.monotonic(), list[float](), 0.0
    while process.poll() is None:
        main, *rest = processes(process.pid)
        own, others = megabytes(main), sum(megabytes(pid) for pid in rest)
        together = sum(proportional(pid) for pid in (main, *rest))
        highest = max(highest, together)
        if sites.asked >= (len(sums) + 1) * pages / ROWS:
            sums.append(together)
            columns = f"{own:8.0f} {others:11.0f} {own + others:7.0f} {together:9.0f}"
            print(f"{sites.asked:8} {time.monotonic() - began:8.0f} {columns}", flush=True)
        time.sleep(SAMPLE_SECONDS)
    return sums, highest


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pages", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=25)
    parser.add_argument("--share", type=float, default=0.5, help="of articles in the pages")
    parser.add_argument("--limit", type=float, default=300.0, help="MB")
    parser.add_argument("--keep", type=Path, help="work here, and leave it there")
    options = parser.parse_args()
    with contextlib.ExitStack() as stack:
        folder = options.keep or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        sites = Sites(options.sites, options.pages // options.sites, options.share)
        sites.start()
        configure(folder, sites.ports)
        command = [sys.executable, str(ROOT / "run_pipeline.py"), "crawl"]
        places = ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]
        with (folder / "crawl.log").open("wb") as out:
            process = subprocess.Popen([*command, *places], stdout=out, stderr=out, cwd=ROOT)
            try:
                sums, highest = watch(process, sites, options.pages)
            finally:
                process.kill()
                process.wait()
        with contextlib.closing(sqlite3.connect(folder / "articles.db")) as connection:
            (stored,) = connection.execute("SELECT count(*) FROM articles").fetchone()
            (pages,) = connection.execute("SELECT count(*) FROM pages WHERE visits > 0").fetchone()
        print(
            f"{pages} pages visited, {stored} articles stored; at most {highest:.0f} MB, exit status {process.returncode}"
        )
        if process.returncode:
            print((folder / "crawl.log").read_text(encoding="utf-8")[-2000:])
        half = sums[len(sums) // 2] if sums else 0.0
        sys.exit(process.returncode or highest > options.limit or (bool(sums) and sums[-1] > 1.1 * half))


if __name__ == "__main__":
    main()
