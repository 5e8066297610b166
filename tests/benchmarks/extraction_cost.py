"""CPU time of one page: the whole of process_html, its steps, and the peers that are installed, in the same run.

usage: python tests/benchmarks/extraction_cost.py [--pages N] [--rounds N]

Pages are those of the corpora beside the project. Each figure is the median (and the 95th percentile) over pages of the
best of the rounds, in milliseconds of process CPU time, one process. «floor» is the parse alone. Peers: pip install
trafilatura readability-lxml resiliparse magic-html; those that are missing are left out with a note.
"""

from __future__ import annotations

import argparse
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent))

from extraction import CORPORA, SHARED, corpus, scorer
from selectolax.lexbor import LexborHTMLParser

from pipeline import discover, duplicates, extract, laws
from pipeline.process import process_html

HTML = "text/html; charset=utf-8"


def trafilatura() -> Callable[[str, str], str]:
    module = importlib.import_module("trafilatura")
    return lambda html, url: module.extract(html, url=url, favor_recall=True, include_comments=False) or ""


def readability() -> Callable[[str, str], str]:
    document = importlib.import_module("readability").Document
    return lambda html, url: LexborHTMLParser(document(html, url=url).summary()).text(separator="\n")


def resiliparse() -> Callable[[str, str], str]:
    plain = importlib.import_module("resiliparse.extract.html2text").extract_plain_text
    return lambda html, url: plain(html, main_content=True)


def magic() -> Callable[[str, str], str]:
    extractor = importlib.import_module("magic_html").GeneralExtractor()
    return lambda html, url: LexborHTMLParser(extractor.extract(html, base_url=url)["html"]).text(separator="\n")


PEERS = {"trafilatura": trafilatura, "readability-lxml": readability, "magic-html": magic, "resiliparse": resiliparse}


def best(run: Callable[[], Any], rounds: int) -> tuple[float, Any]:
    """Milliseconds of the quickest round, and the result."""
    times: list[float] = []
    for _ in range(rounds):
        start = time.process_time()
        result = run()
        times.append((time.process_time() - start) * 1000)
    return min(times), result


def steps(html: str, data: bytes, url: str, rounds: int) -> dict[str, float]:
    spent: dict[str, float] = {}

    def fresh(read: Callable[[Any], Any]) -> tuple[float, Any]:
        """Best of the rounds, each on a tree of its own."""
        found: list[tuple[float, Any]] = []
        for _ in range(rounds):
            tree = extract.parse(html)
            found.append(best(lambda tree=tree: read(tree), 1))
        return min(found, key=lambda pair: pair[0])

    spent["floor: Lexbor alone"], _ = best(lambda: LexborHTMLParser(html), rounds)
    spent["decode"], _ = best(lambda: extract.decode(data, HTML), rounds)
    spent["decode and parse"], _ = best(lambda: extract.parse_bytes(data, HTML), rounds)
    spent["kind of page"], _ = fresh(lambda tree: discover.page_kind(tree, url, None))
    spent["extract"], article = fresh(lambda tree: extract.extract(tree, url))
    spent["find citations"], citations = best(lambda: laws.find_citations(article.body), rounds)
    spent["check citations"], _ = best(lambda: laws.check(article.body, citations, on=None), rounds)
    spent["fingerprint"], _ = best(lambda: duplicates.fingerprint(article, citations), rounds)
    spent["process_html, whole"], _ = best(lambda: process_html(data, url, content_type=HTML), rounds)
    return spent


def show(name: str, values: list[float], whole: float | None = None, note: str = "") -> None:
    middle, high = statistics.median(values), sorted(values)[int(0.95 * (len(values) - 1))]
    share = f"{middle / whole:7.0%}" if whole else "       "
    print(f"{name:24} {middle:9.2f} {high:9.2f} {share}  {note}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--pages", type=int, default=0, help="of each corpus; 0 = all")
    arguments.add_argument("--rounds", type=int, default=3)
    options = arguments.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"needs the data beside the project: {SHARED} is missing")
    score = scorer()
    cases = [case for name in CORPORA for case in list(corpus(name))[: options.pages or None]]
    pages = [(case.pages[0][0].decode(), case.pages[0][0], case.pages[0][2]) for case in cases]
    for _, data, url in pages[:20]:
        process_html(data, url, content_type=HTML)  # tables and caches of the first pages are not counted
    spent: dict[str, list[float]] = {}
    for html, data, url in pages:
        for step, value in steps(html, data, url, options.rounds).items():
            spent.setdefault(step, []).append(value)
    print(f"{len(pages)} pages, median {statistics.median(len(data) for _, data, _ in pages) / 1000:.0f} KB")
    print(f"{'CPU ms a page':24} {'median':>9} {'p95':>9}   share")
    whole = statistics.median(spent["process_html, whole"])
    for step, values in spent.items():
        show(step, values, whole)
    for name, load in PEERS.items():
        try:
            peer = load()
        except ImportError:
            print(f"{name:24} not installed")
            continue
        times, bodies = [], []
        for case, (html, _, url) in zip(cases, pages, strict=True):
            try:
                value, body = best(lambda html=html, url=url, peer=peer: peer(html, url), 1)
            except Exception as error:  # noqa: BLE001 - a peer that fails scores 0 there
                value, body = 0.0, f"{type(error).__name__}"
            times.append(value)
            bodies.append(score.f1(case.gold["body"], body))
        show(
            name,
            times,
            None,
            f"{statistics.median(times) / whole:.1f} times process_html; body F1 {statistics.mean(bodies):.3f}",
        )


if __name__ == "__main__":
    main()
