"""Fuzz target: any bytes through decode, parse and extract, within a second and without an exception.

usage: python tests/benchmarks/fuzz_extraction.py [--seconds N] [--seed N]      mutated pages of the recorded sites
       python tests/benchmarks/fuzz_extraction.py --atheris [libFuzzer options]  coverage-guided (pip install atheris)
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import random
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from extraction import SHARED, SITES, site

from pipeline import extract

LIMIT = 1.0  # seconds of CPU for one page of ordinary size
STRANGE = [
    b"<div>" * 3000,
    b"</div>",
    b"<table><tr>",
    b"<!--",
    b"<a href='",
    b"&#",
    b"\x00\xff",
    b"<script>",
    b"<li><ul>" * 500,
    b'"' * 99,
]


def one(data: bytes) -> None:
    start = time.process_time()
    tree = extract.parse(extract.decode(data, None))
    extract.next_part(tree, "https://example.com/1.html")
    article = extract.extract(tree, "https://example.com/1.html")
    assert article.body == "\n".join(block.text for block in article.blocks)
    spent = time.process_time() - start
    assert spent < LIMIT + len(data) / 1e6, f"{spent:.1f} s for {len(data)} bytes"


def mutated(pages: list[bytes], chance: random.Random) -> bytes:
    data = chance.choice(pages)
    for _ in range(chance.randint(1, 20)):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        piece = chance.choice(
            (data[at : at + chance.randint(1, 3000)], chance.choice(STRANGE), chance.randbytes(8), b"")
        )
        data = chance.choice((data[:at] + piece + data[at:], data[:at] + piece + data[min(to, at + 500) :]))[:400_000]
    return data


def seed_pages() -> list[bytes]:
    """The pages of the recorded sites; none where their data is missing."""
    if not SHARED.is_dir():
        return []
    return [body for name in SITES for case in site(name) for body, _, _ in case.pages]


def main() -> None:
    if "--atheris" in sys.argv:
        atheris = importlib.import_module("atheris")
        sys.argv.remove("--atheris")
        for name, module in list(sys.modules.items()):
            if name.startswith(("pipeline.extract", "pipeline.urls", "pipeline.text")):
                for function in vars(module).values():
                    if inspect.isfunction(function) and function.__module__ == name:
                        atheris.instrument_func(function)
        with tempfile.TemporaryDirectory() as seeds:
            for number, page in enumerate(sorted(set(seed_pages()), key=len)[:40]):
                Path(seeds, f"{number}.html").write_bytes(page)
            atheris.Setup([*sys.argv, seeds], one)
            atheris.Fuzz()
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--seed", type=int, default=1)
    options = arguments.parse_args()
    if not SHARED.is_dir():
        sys.exit(f"needs the data beside the project: {SHARED} is missing")
    pages = seed_pages()
    chance, until, count = random.Random(options.seed), time.monotonic() + options.seconds, 0
    while time.monotonic() < until:
        data = mutated(pages, chance)
        try:
            one(data)
        except BaseException:
            Path("fuzz_failure.html").write_bytes(data)
            print(f"page {count} of seed {options.seed} fails; written to fuzz_failure.html")
            raise
        count += 1
    print(f"{count} mutated pages in {options.seconds:.0f} s: no exception, none slow")


if __name__ == "__main__":
    main()
