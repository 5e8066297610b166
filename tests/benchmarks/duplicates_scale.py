"""Copies at scale: what placing one more article costs when 10,000, 100,000 or a million are there.

    python tests/benchmarks/duplicates_scale.py [--sizes 10000 100000 1000000] [--placed 5000] [--keep FILE]

Articles are made of clauses of ../shared (statutes, encyclopaedia), mixed anew for each, with two characters of every
clause exchanged, so that words are as rare as they are and hardly two articles share a sentence by chance; each ends
with two of the stock sentences of its site (200 sites).

The shelf is filled in bulk, or a million would take hours: numpy makes the texts and their features of many articles at
once, and the rows that placing would write for originals are inserted directly, in sorted runs. ``bulk features`` says
what share of a sample's features are those of duplicates.fingerprint. What is measured goes the way of every article:
pipeline.process.finish makes the record (as a worker does, not timed), and Store.save stores it in a transaction of its
own, of which the time in duplicates.place is told apart. A fifth of them are copies of what is there: reposts, other
cities, cut ones. Before measuring, as many articles again are placed to split the packed pages of the bulk.

Needs numpy (pip install numpy).
"""

from __future__ import annotations

import argparse
import gzip
import itertools
import json
import random
import re
import resource
import sqlite3
import sys
import tempfile
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.duplicates.fingerprints import of_text  # noqa: E402
from pipeline.duplicates.masking import mask  # noqa: E402
from pipeline.duplicates.sketch import _ALL, _MIX, COMPARED, DENSITY, LEAST, MOST, RUN, _common_runs  # noqa: E402
from pipeline.models import Article, Record  # noqa: E402
from pipeline.process import finish  # noqa: E402
from pipeline.store import Store, duplicates, open_store, save  # noqa: E402
from pipeline.text import squeeze  # noqa: E402

SHARED = ROOT.parent / "shared"
SOURCES = (("laws/articles.jsonl.gz", "text"), ("retrieval/mrc_corpus.jsonl.gz", ""))
CLAUSES = 33  # of an article, and two stock sentences: some 600 characters
SITES, STOCK = 200, 6
BATCH = 5000
RUN_OF_ROWS = 50_000  # articles whose rows are sorted together
SEEN, LATER = datetime(2026, 11, 24, tzinfo=UTC), datetime(2026, 11, 25, tzinfo=UTC)
CITIES = ("合肥市", "芜湖市", "南昌市", "宜春市", "襄阳市", "盐城市")

# ------------------------------------------------------------------------------------------------- texts by the thousand


@cache
def clauses() -> list[str]:
    """A quarter of the clauses of eight characters and more, of those that nothing is masked in."""
    found = set()
    for name, key in SOURCES:
        path = SHARED / name
        if not path.exists():
            sys.exit(f"{path} is missing: this benchmark reads the data beside the project")
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for line in file:
                row = json.loads(line)
                text = row[key] if key else max(map(str, row.values()), key=len)
                found.update(re.split(r"[，。；：、\n]", text))
    plain = sorted(clause for clause in found if 8 <= len(clause) <= 40)[::4]
    plain = [clause for clause in plain if squeeze(clause) == clause and max(clause) < "\ue000"]
    return [clause for clause in plain if not mask(clause).slots]


@cache
def _pool() -> tuple[Any, Any, Any]:
    """All clauses as one row of characters, where each begins, and how long it is."""
    lengths = np.array([len(clause) for clause in clauses()])
    return _codes("".join(clauses())), np.cumsum(lengths) - lengths, lengths


def _codes(text: str) -> Any:
    return np.frombuffer(text.encode("utf-16-le"), dtype="<u2")


@cache
def _stock() -> list[list[str]]:
    """The stock sentences of each site."""
    chance = random.Random(1)
    return [["".join(chance.sample(clauses(), 2)) for _ in range(STOCK)] for _ in range(SITES)]


def texts(start: int, end: int) -> list[str]:
    """The squeezed texts of these articles, always the same."""
    chance = np.random.default_rng(start)
    pool, starts, lengths = _pool()
    picked = chance.integers(0, len(starts), (end - start) * CLAUSES)
    sizes = lengths[picked]
    ends = np.cumsum(sizes)
    places = np.arange(ends[-1]) + np.repeat(starts[picked] - (ends - sizes), sizes)
    chars = pool[places].copy()
    for _ in range(2):
        exchanged = (ends - sizes) + (chance.random(len(sizes)) * sizes).astype(np.int64)
        chars[exchanged] = pool[chance.integers(0, len(pool), len(sizes))]
    whole = chars.tobytes().decode("utf-16-le")
    bounds = [0, *ends[CLAUSES - 1 :: CLAUSES].tolist()]
    out = []
    for number, (low, high) in zip(range(start, end), itertools.pairwise(bounds), strict=True):
        own = random.Random(number)
        first, second = own.sample(_stock()[number % SITES], 2)
        out.append(f"{own.choice(CITIES)}的法院{whole[low:high]}{first}{second}")
    return out


def body(text: str) -> str:
    """An article as it is stored, with punctuation."""
    return "，".join([text[at : at + 17] for at in range(0, len(text), 17)])


def features(masked: list[str]) -> tuple[Any, Any]:
    """The features of many texts at once, and of which text each is: as pipeline.duplicates.sketch."""
    data = _codes("".join(masked))
    lengths = np.array([len(text) for text in masked])
    owner = np.repeat(np.arange(len(masked)), lengths)
    runs = len(data) - RUN + 1
    table = _crc_table()
    register = np.full(runs, 0xFFFFFFFF, dtype=np.uint32)
    octets = np.stack((data & 255, data >> 8)).astype(np.uint32)
    for step in range(RUN):
        for half in (0, 1):
            register = table[(register ^ octets[half, step : step + runs]) & 255] ^ (register >> 8)
    mixed = ((register ^ 0xFFFFFFFF).astype(np.uint64) * _MIX & 0xFFFFFFFF).astype(np.uint32)
    counts = np.maximum(COMPARED, np.minimum(MOST, lengths // DENSITY))
    bound = (3.0 * (counts + 8) * _ALL / lengths).astype(np.uint64)
    inside = owner[:runs] == owner[RUN - 1 :]
    kept = np.nonzero(inside & (mixed < bound[owner[:runs]]))[0]
    common = _common()
    kept = kept[common[np.searchsorted(common, mixed[kept])] != mixed[kept]]
    pairs = np.sort(owner[kept].astype(np.uint64) << np.uint64(32) | mixed[kept])  # by text, then feature
    pairs = pairs[np.diff(pairs, prepend=pairs[0] + 1) != 0]
    text, feature = (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.uint32)
    first = np.searchsorted(text, np.arange(len(masked)))
    low = np.arange(len(text)) - first[text] < counts[text]
    return text[low], feature[low]


@cache
def _crc_table() -> Any:
    table = np.arange(256, dtype=np.uint32)
    for _ in range(8):
        table = np.where(table & 1, np.uint32(0xEDB88320) ^ (table >> 1), table >> 1).astype(np.uint32)
    return table


@cache
def _common() -> Any:
    """The features of the common runs, which no text has."""
    runs = _common_runs()
    return np.array(sorted({zlib.crc32(run) * _MIX & 0xFFFFFFFF for run in runs} | {0xFFFFFFFF}), dtype=np.uint32)


# -------------------------------------------------------------------------------------------------------------- the shelf


def fill(store: Store, start: int, end: int) -> None:
    """The articles of these numbers, as originals, without comparing."""
    for pragma in ("synchronous = OFF", "cache_size = -1000000"):  # of the filling alone
        store.connection.execute(f"PRAGMA {pragma}")
    for low in range(start, end, RUN_OF_ROWS):
        numbers, found = [], []
        high = min(low + RUN_OF_ROWS, end)
        with store.transaction():
            for first in range(low, high, BATCH):
                ids, values = _fill_texts(store, first, min(first + BATCH, high))
                numbers.append(ids)
                found.append(values)
            ids, values = np.concatenate(numbers), np.concatenate(found)
            order = np.lexsort((ids, values))
            store.connection.executemany(
                "INSERT OR IGNORE INTO duplicate_features (feature, leads, text_id) VALUES (?, 1, ?)",
                zip(values[order].tolist(), ids[order].tolist(), strict=True),
            )
        print(f"  … {high:,} articles are there ({time.process_time():.0f} s CPU)", file=sys.stderr, flush=True)
    for pragma in ("synchronous = NORMAL", "cache_size = -65536", "wal_checkpoint(TRUNCATE)"):
        store.connection.execute(f"PRAGMA {pragma}").fetchone()


def _fill_texts(store: Store, start: int, end: int) -> tuple[Any, Any]:
    """Articles, texts and members; returns the number of the text and the feature of each row of features."""
    made = texts(start, end)
    masked = ["\ue000" + text[3:] for text in made]  # the city
    owner, values = features(masked)
    splits = np.split(values, np.searchsorted(owner, np.arange(1, len(made))))
    chance = np.random.default_rng(start + 1)
    hashes = chance.integers(0, 1 << 40, len(made))
    numbers = [((1 << 23) - 1 - 10 * len(text)) << 40 | int(mark) for text, mark in zip(masked, hashes, strict=True)]
    store.connection.executemany(
        "INSERT INTO articles (id, url, site, title, body, first_seen_at, last_seen_at, body_hash, url_key)"
        " VALUES (?1, 'https://s.example/' || ?1, 's', '标题', ?2, ?3, ?3, '', '')",
        [(number + 1, body(text), SEEN.isoformat()) for number, text in enumerate(made, start)],
    )
    rows = sorted(
        (number, f"{number:032x}", split.astype("<u4").tobytes(), number, article)
        for article, (number, split) in enumerate(zip(numbers, splits, strict=True), start + 1)
    )
    store.connection.executemany(
        "INSERT INTO duplicate_texts (id, masked_hash, sketch, leader_id, original_id) VALUES (?, ?, ?, ?, ?)", rows
    )
    store.connection.executemany(
        "INSERT INTO duplicate_members (article_id, text_id) VALUES (?, ?)", [(row[4], row[0]) for row in rows]
    )
    lengths = np.array([len(text) for text in masked])
    rank = np.arange(len(owner)) - np.searchsorted(owner, np.arange(len(made)))[owner]
    found_by = rank < np.maximum(LEAST, lengths // DENSITY)[owner]  # as duplicates.sketch.found_by
    return np.array(numbers)[owner][found_by], values[found_by]


def agreement(sample: int = 200) -> float:
    """The share of the features of real fingerprints that the bulk gives too."""
    made = texts(0, sample)
    owner, values = features(["\ue000" + text[3:] for text in made])
    same = total = 0
    for number, text in enumerate(made):
        real = set(of_text("标题", body(text)).sketch)
        same += len(real & set(values[owner == number].tolist()))
        total += len(real)
    return same / total


# --------------------------------------------------------------------------------------------------------- what is placed


def records(store: Store, size: int, start: int, count: int) -> Iterator[tuple[Record, bool]]:
    """Articles to save, with whether each is a copy: four fifths new ones, a fifth copies of what is there."""
    chance = random.Random(start)
    new = texts(20_000_000 + start, 20_000_000 + start + count)
    for number in range(count):
        copy = number % 5 == 0
        text = body(new[number])
        if copy:
            (text,) = store.connection.execute(
                "SELECT body FROM articles WHERE id = ?", (chance.randrange(size) + 1,)
            ).fetchone()
            cut = len(text) // 10
            text = chance.choice((text, "来源：某某网\n" + text, "丰城市" + text[3:], text[cut:-cut]))
        url = f"https://placed.example/{size}/{start + number}"
        yield finish(Article(url, url, "标题", text)), copy


def measure(store: Store, size: int, start: int, count: int) -> tuple[list[float], list[float], float, float, int, int]:
    """Saves so many articles: ms of each in placing (wall and CPU), seconds of all saving (wall and CPU), copies found
    of how many.
    """
    wall: list[float] = []
    busy: list[float] = []

    def timed(*arguments: Any) -> None:
        at, cpu = time.perf_counter(), time.process_time()
        place(*arguments)
        wall.append(1000 * (time.perf_counter() - at))
        busy.append(1000 * (time.process_time() - cpu))

    place = duplicates.place
    save.duplicates.place = timed  # type: ignore[assignment]
    all_wall = all_busy = 0.0
    found = copies = 0
    for record, copy in records(store, size, start, count):
        at, cpu = time.perf_counter(), time.process_time()
        saved = store.save(record, site="s", page_url=record.article.url, fetched_at=LATER)
        all_wall += time.perf_counter() - at
        all_busy += time.process_time() - cpu
        copies += copy
        found += copy and saved.original_id is not None
    save.duplicates.place = place
    return wall, busy, all_wall, all_busy, found, copies


def forget(store: Store) -> None:
    """What was placed goes, so that the next size finds the shelf as it was filled."""
    for table in ("pages", "articles"):
        ids = "SELECT id FROM articles WHERE url LIKE 'https://placed.example/%'"
        if table == "articles":
            for (article_id,) in store.connection.execute(ids).fetchall():
                with store.transaction():
                    store.connection.execute("UPDATE pages SET article_id = NULL WHERE article_id = ?", (article_id,))
                    duplicates.remove(store.connection, article_id)
                    store.connection.execute("DELETE FROM articles WHERE id = ?", (article_id,))


def _index_size(store: Store) -> str:
    """Megabytes of the tables and indexes by which copies are found, where SQLite was built to tell."""
    try:
        row = store.connection.execute("SELECT sum(pgsize) FROM dbstat WHERE name LIKE '%duplicate_%'").fetchone()
    except sqlite3.OperationalError:
        return "?"
    return f"{row[0] / 1e6:.0f}"


def percentile(values: list[float], share: float) -> float:
    """The value below which this share lies."""
    return sorted(values)[int(share * (len(values) - 1))]


def main() -> None:
    """Grow one database from size to size."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    options.add_argument("--placed", type=int, default=5000)
    options.add_argument("--keep", type=Path, help="the database stays there, and is gone on with")
    chosen = options.parse_args()
    print(f"{len(clauses()):,} clauses; bulk features: {agreement():.1%} of a sample's are those of its fingerprints")
    print(
        "           placing: ms CPU        ms wall         saving: articles/s      copies   duplicate_*    file  memory\n"
        "articles    median     p95   median     p95      by CPU   by the clock     found            MB      MB      MB",
        flush=True,
    )
    with tempfile.TemporaryDirectory() as folder:
        path = chosen.keep or Path(folder) / "articles.db"
        with open_store(path, read_only=False) as store:
            _run(store, chosen.sizes, chosen.placed)


def _run(store: Store, sizes: list[int], placed: int) -> None:
    for event in ("insert", "delete"):  # searching is not what is measured, and its index would double the time
        store.connection.execute(f"DROP TRIGGER IF EXISTS articles_fts_{event}")
    store.connection.execute(
        "INSERT INTO sites (name, base_url, first_seen_at) VALUES ('s', 'http://s.example', '') ON CONFLICT DO NOTHING"
    )
    forget(store)
    (done,) = store.connection.execute("SELECT ifnull(max(id), 0) FROM articles").fetchone()
    for size in sizes:
        fill(store, done, size)
        done = max(done, size)
        measure(store, size, 0, placed)
        wall, busy, all_wall, all_busy, found, copies = measure(store, size, placed, placed)
        pages = store.connection.execute("PRAGMA page_count").fetchone()[0]
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(
            f"{done:9,}  {percentile(busy, 0.5):7.2f} {percentile(busy, 0.95):7.2f}"
            f"  {percentile(wall, 0.5):7.2f} {percentile(wall, 0.95):7.2f}"
            f"     {len(wall) / all_busy:7.0f}        {len(wall) / all_wall:7.0f}  {found:4} of {copies:4}"
            f"  {_index_size(store):>12}  {pages * 4096 / 1e6:6.0f}  {memory:6.0f}",
            flush=True,
        )
        forget(store)


if __name__ == "__main__":
    main()
