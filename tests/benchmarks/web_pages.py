"""How fast the pages come from a large database: p50, p95 and worst of each kind of page, in milliseconds.

    python tests/benchmarks/web_library.py /tmp/large.db 200000     # once, some ten minutes
    python tests/benchmarks/web_pages.py /tmp/large.db [--each 60]

A server is started as a person would; each kind of page is asked once for warming and then EACH times with other
queries, articles, laws and groups, one after the other. Besides, the CPU time of the server for each page: on a
machine that others use too it tells more than the clock.
"""

from __future__ import annotations

import argparse
import os
import random
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.store import open_store  # noqa: E402  (the checkout is not installed)

WORDS = "催收 网贷 逾期 起诉 信用卡 利息 违约金 担保 借条 诉讼时效 协商还款 征信 失信 离婚 工资 抵押 律师函 民间借贷".split()
PLACES = "海宁 清远 临海 东阳 宁国 义乌 合肥 芜湖 温州 佛山 洛阳 赣州".split()
QUESTIONS = "网贷逾期会被起诉吗？ 借条没写利息怎么办？ 信用卡逾期多久会上征信？ 担保人要承担什么责任？".split()


def kinds(db: Path) -> dict[str, Callable[[random.Random], str]]:
    """Addresses of each kind of page."""
    with open_store(db) as store:
        articles = store.reading.latest(1)[0].id
        provisions = store.reading.most_cited(300, provisions=True)
        laws = store.reading.most_cited(60)
        groups = store.reading.groups(300)

    def law(r: random.Random, rows: list) -> str:  # type: ignore[type-arg]
        one = r.choice(rows)
        return f"/law?id={one.law_id}" + (f"&article={one.article}&inserted={one.inserted}" if one.article else "")

    return {
        "start": lambda r: "/",
        "search, one word": lambda r: f"/search?q={r.choice(WORDS)}",
        "search, two words": lambda r: f"/search?q={r.choice(PLACES)} {r.choice(WORDS)}",
        "search, phrase": lambda r: f'/search?q="{r.choice(WORDS)}{r.choice(WORDS)}"',
        "search, question": lambda r: f"/search?q={r.choice(QUESTIONS)}",
        "search, filters": lambda r: (
            f"/search?q={r.choice(WORDS)} site:site{r.randrange(14)} after:2025-0{r.randrange(1, 9)}"
        ),
        "search, law": lambda r: f"/search?q=law:{r.choice(provisions).law_id}",
        "search, by date": lambda r: f"/search?q={r.choice(WORDS)}&sort=date&page={r.randrange(1, 6)}",
        "article": lambda r: f"/article/{r.randrange(1, articles)}",
        "laws": lambda r: f"/laws?by=provision&page={r.randrange(1, 9)}",
        "law": lambda r: law(r, laws),
        "provision": lambda r: law(r, provisions),
        "questionable": lambda r: f"/questionable?page={r.randrange(1, 20)}",
        "duplicates": lambda r: f"/duplicates?page={r.randrange(1, 9)}",
        "group": lambda r: f"/duplicates/{r.choice(groups).original_id}",
        "compare": lambda r: f"/compare/{r.randrange(1, articles)}/{r.randrange(1, articles)}",
        "sites": lambda r: "/sites",
        "feed": lambda r: f"/feed.atom?q={r.choice(PLACES)} {r.choice(WORDS)}",
    }


def cpu(pid: int) -> float:
    """CPU seconds of a process so far, of all its threads."""
    threads = Path(f"/proc/{pid}/task").iterdir()
    return sum(int((one / "schedstat").read_text().split()[0]) for one in threads) / 1e9


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("db", type=Path)
    parser.add_argument("--each", type=int, default=60)
    args = parser.parse_args()
    command = [sys.executable, str(ROOT / "run_pipeline.py"), "--db", str(args.db), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server, ExitStack() as stack:
        assert server.stderr is not None
        stack.callback(server.send_signal, signal.SIGTERM)
        base = next(found[1] for line in server.stderr if (found := re.search(r"running on (http\S+)", line)))
        heads = ("p50", "p95", "worst", "CPU p50", "CPU p95")
        print(f"{'page':<20}{''.join(f'{one:>9}' for one in heads)}   (ms; load {os.getloadavg()[0]:.1f})")
        every: list[float] = []
        every_cpu: list[float] = []
        for name, make in kinds(args.db).items():
            r = random.Random(name)
            _ask(base + quote(make(r), safe="/?=&:.%"))
            times, spent = [], []
            for _ in range(args.each):
                url = base + quote(make(r), safe="/?=&:.%")
                began, before = time.perf_counter(), cpu(server.pid)
                _ask(url)
                times.append((time.perf_counter() - began) * 1000)
                spent.append((cpu(server.pid) - before) * 1000)
            every += times
            every_cpu += spent
            _line(name, times, spent)
        _line("all", every, every_cpu)


def _line(name: str, times: list[float], spent: list[float]) -> None:
    parts = (_part(times, 0.5), _part(times, 0.95), max(times), _part(spent, 0.5), _part(spent, 0.95))
    print(f"{name:<20}{''.join(f'{one:9.1f}' for one in parts)}", flush=True)


def _ask(url: str) -> None:
    try:
        with urllib.request.urlopen(url, timeout=60) as answer:
            answer.read()
    except urllib.error.HTTPError as error:
        print(f"  {error.code} {url}", flush=True)  # 503: the time limit
        error.close()


def _part(times: list[float], share: float) -> float:
    return sorted(times)[min(len(times) - 1, int(len(times) * share))]


if __name__ == "__main__":
    main()
