"""Copies at scale: what placing one more article costs when 10,000, 100,000 or a million are there.

    python tests/benchmarks/duplicates_scale.py [--sizes 10000 100000 1000000] [--placed 2000] [--processes 2]

Articles are made of clauses of ../shared (statutes, encyclopaedia), mixed anew for each, with two characters of every
clause exchanged, so that words are as rare as they are and hardly two articles share a sentence. The shelf is filled
in bulk (fingerprints as workers make them, then the rows that placing would write for originals); what is measured is
duplicates.place, one transaction an article, of which a fifth are copies: reposts, other cities, cut ones.
"""

from __future__ import annotations

import argparse
import gzip
import json
import multiprocessing
import random
import re
import resource
import sqlite3
import struct
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.duplicates import prepare, sketch, text_hash  # noqa: E402
from pipeline.store import Store, duplicates, open_store  # noqa: E402

SHARED = ROOT.parent / "shared"
SOURCES = (("laws/articles.jsonl.gz", "text"), ("retrieval/mrc_corpus.jsonl.gz", ""))
CLAUSES = 35  # of an article: some 500 characters
BATCH = 5000
SEEN = "2026-11-24T00:00:00+00:00"
CITIES = ("合肥市", "芜湖市", "南昌市", "宜春市", "襄阳市", "盐城市")


@cache
def clauses() -> list[str]:
    """All clauses of eight characters and more."""
    found = set()
    for name, key in SOURCES:
        path = SHARED / name
        if not path.exists():
            sys.exit(f"{path} is missing: this benchmark reads the data beside the project")
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                text = row[key] if key else max(map(str, row.values()), key=len)
                found.update(clause for clause in re.split(r"[，。；：、\n]", text) if 8 <= len(clause) <= 40)
    return sorted(found)


def body(number: int) -> str:
    """The text of the article of that number, always the same."""
    chance = random.Random(number)
    pool = clauses()
    out = [f"{chance.choice(CITIES)}的法院。"]
    for _ in range(CLAUSES):
        clause = list(chance.choice(pool))
        for _ in range(2):
            clause[chance.randrange(len(clause))] = chance.choice(chance.choice(pool))
        out.append("".join(clause) + chance.choice("，。，。\n"))
    return "".join(out)


def fingerprinted(number: int) -> tuple[int, str, str, int, bytes]:
    """What the bulk filling needs of one article; runs in a worker."""
    text = body(number)
    ready = prepare("", text)
    features = sketch(ready)
    return number, text, text_hash(ready), round(ready.weight * 10), struct.pack(f"<{len(features)}I", *features)


def copies(size: int, count: int) -> Iterator[str]:
    """Texts to place: four fifths new ones, a fifth copies of what is there."""
    chance = random.Random(size)
    for number in range(count):
        if number % 5:
            yield body(size + 10_000_000 + number)
            continue
        text = body(chance.randrange(size))
        cut = len(text) // 10
        yield chance.choice((text, "来源：某某网\n" + text, text.replace("市的", "县的"), text[cut:-cut]))


def fill(store: Store, start: int, end: int, processes: int) -> None:
    """The articles of these numbers, as originals, without comparing."""
    with multiprocessing.Pool(processes) as pool:
        made = pool.imap(fingerprinted, range(start, end), chunksize=200)
        for low in range(start, end, BATCH):
            batch = [next(made) for _ in range(low, min(low + BATCH, end))]
            features = sorted(
                (feature, number + 1)
                for number, _, _, _, data in batch
                for feature in struct.unpack(f"<{len(data) // 4}I", data)
            )
            with store.transaction():
                store.connection.executemany(
                    "INSERT INTO articles (id, url, site, title, body, first_seen_at, last_seen_at, body_hash, url_key)"
                    " VALUES (?, ?, 's', '', ?, ?, ?, '', '')",
                    [(number + 1, f"u{number}", text, SEEN, SEEN) for number, text, *_ in batch],
                )
                store.connection.executemany(
                    "INSERT INTO duplicate_texts (id, masked_hash, weight, sketch, leader_id, original_id)"
                    " VALUES (?1, ?2, ?3, ?4, ?1, ?1)",
                    [(number + 1, digest, weight, data) for number, _, digest, weight, data in batch],
                )
                store.connection.executemany(
                    "INSERT INTO duplicate_members (article_id, text_id) VALUES (?1, ?1)",
                    [(number + 1,) for number, *_ in batch],
                )
                store.connection.executemany(
                    "INSERT INTO duplicate_features (feature, leads, text_id) VALUES (?, 1, ?)", features
                )


def measure(store: Store, size: int, placed: int) -> tuple[float, float, float, float, int]:
    """Articles a second (storing and placing), CPU ms of one, median and 95th percentile of placing in ms, copies found."""
    took: list[float] = []
    found = 0
    began, cpu = time.perf_counter(), time.process_time()
    making = 0.0
    texts = copies(size, placed)
    for _ in range(placed):
        at = time.perf_counter()
        text = next(texts)
        making += time.perf_counter() - at
        with store.transaction():
            cursor = store.connection.execute(
                "INSERT INTO articles (url, site, title, body, first_seen_at, last_seen_at, body_hash, url_key)"
                " VALUES (?, 's', '', ?, ?, ?, '', '')",
                (f"placed{size}-{len(took)}", text, SEEN, SEEN),
            )
            article_id = cursor.lastrowid
            assert article_id is not None
            at = time.perf_counter()
            duplicates.place(store.connection, article_id)
            took.append(1000 * (time.perf_counter() - at))
        row = store.connection.execute(
            "SELECT count(*) FROM duplicates WHERE ? IN (article_id, original_id)", (article_id,)
        ).fetchone()
        found += row[0] > 0
    rate = placed / (time.perf_counter() - began - making)
    busy = 1000 * (time.process_time() - cpu - making) / placed
    with store.transaction():  # as it was, for the next size
        for (article_id,) in store.connection.execute("SELECT id FROM articles WHERE url LIKE 'placed%'").fetchall():
            duplicates.remove(store.connection, article_id)
            store.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))
    took.sort()
    return rate, busy, took[len(took) // 2], took[len(took) * 95 // 100], found


def _index_size(store: Store) -> str:
    """Megabytes of the tables and indexes by which copies are found, where SQLite was built to tell."""
    try:
        row = store.connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%duplicate_%'").fetchone()
    except sqlite3.OperationalError:
        return "?"
    return f"{row[0] / 1e6:.0f}"


def main() -> None:
    """Grow one database from size to size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--placed", type=int, default=2000)
    options.add_argument("--processes", type=int, default=2)
    chosen = options.parse_args()
    clauses()
    print("  articles  articles/s  CPU ms  median ms   p95 ms  copies found   index MB  file MB  memory MB", flush=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        open_store(Path(folder) / "articles.db", read_only=False) as store,
    ):
        for event in ("insert", "delete"):  # searching is not what is measured
            store.connection.execute(f"DROP TRIGGER articles_fts_{event}")
        store.connection.execute(
            "INSERT INTO sites (name, base_url, first_seen_at) VALUES ('s', 'http://s.example', '')"
        )
        done = 0
        for size in chosen.sizes:
            fill(store, done, size, chosen.processes)
            done = size
            rate, busy, median, p95, found = measure(store, size, chosen.placed)
            pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
            index = _index_size(store)
            memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(
                f"{size:10,}  {rate:10.0f}  {busy:6.1f}  {median:9.1f}  {p95:7.1f}  {found:6} of {chosen.placed // 5:4}"
                f"  {index:>9}  {pages * 4096 / 1e6:7.0f}  {memory:9.0f}",
                flush=True,
            )


if __name__ == "__main__":
    main()
