"""Copies: how well they are found, against other methods, on rewritten legal texts and on the recorded sites.

    python tests/benchmarks/duplicates.py [spin] [sites] [teasers]

Reads ../shared/duplicates and ../shared/sites. The other methods need datasketch and rensa, and are
left out without them; each gets the threshold that is best for it on the very same pairs, ours is the one it ships with.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import itertools
import json
import random
import re
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.store import Store, duplicates, open_store  # noqa: E402
from pipeline.store.duplicates.teasers import sources  # noqa: E402
from pipeline.text import squeeze  # noqa: E402

SHARED = ROOT.parent / "shared"
SITES = ("zblog", "typecho", "wordpress", "dede")
OPS = ("repost", "light", "heavy", "template", "shuffle", "excerpt")
KIND_OF_OP = {"repost": "repost", "light": "rewrite", "heavy": "rewrite", "template": "template", "excerpt": "excerpt"}
Pair = tuple[int, int]


def load(path: Path) -> Iterator[dict[str, Any]]:
    """Rows of a (compressed) file of JSON lines; ends the program where it is missing."""
    if not path.exists():
        sys.exit(f"{path} is missing: this benchmark reads the data beside the project")
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        yield from map(json.loads, file)


def store_of(texts: Iterable[dict[str, Any]], path: Path) -> Store:
    """A store of articles (url, title, body, published), placed one by one as they come."""
    store = open_store(path, read_only=False)
    store.connection.execute("INSERT INTO sites (name, base_url, first_seen_at) VALUES ('s', 'http://s.example', '')")
    with store.transaction():
        for number, text in enumerate(texts):
            cursor = store.connection.execute(
                "INSERT INTO articles (url, site, title, body, published_at, first_seen_at, last_seen_at, body_hash,"
                " url_key) VALUES (:url, 's', :title, :body, :published, :seen, :seen, '', :url)",
                {"seen": "2026-11-24T00:00:00+00:00", "published": None, "title": "", "url": str(number)} | text,
            )
            assert cursor.lastrowid is not None
            duplicates.place(store.connection, cursor.lastrowid)
    return store


def table(rows: list[tuple[object, ...]]) -> None:
    """Columns as wide as they need to be."""
    cells = [[f"{cell:.4f}" if isinstance(cell, float) else str(cell) for cell in row] for row in rows]
    widths = [max(len(row[column]) for row in cells) for column in range(len(cells[0]))]
    for row in cells:
        print("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    print()


def f1(found: set[Pair], true: set[Pair]) -> tuple[float, float, float]:
    """F1, precision, recall."""
    hits = len(found & true)
    precision, recall = hits / (len(found) or 1), hits / (len(true) or 1)
    return 2 * hits / ((len(found) + len(true)) or 1), precision, recall


# ------------------------------------------------------------------------------------------------- rewritten texts


def grams(text: str, n: int) -> set[str]:
    """Character n-grams."""
    return {text[at : at + n] for at in range(max(1, len(text) - n + 1))}


def simhash(texts: list[str]) -> dict[Pair, float]:
    """SimHash-64 over 4-grams: 1 minus the share of bits that differ, for all pairs."""
    hashes = []
    for text in texts:
        bits = [0] * 64
        for gram in grams(text, 4):
            value = int.from_bytes(hashlib.blake2b(gram.encode(), digest_size=8).digest(), "big")
            for bit in range(64):
                bits[bit] += 1 if value >> bit & 1 else -1
        hashes.append(sum(1 << bit for bit in range(64) if bits[bit] > 0))
    return {
        (a, b): 1 - (hashes[a] ^ hashes[b]).bit_count() / 64 for a, b in itertools.combinations(range(len(texts)), 2)
    }


def minhash_datasketch(texts: list[str]) -> dict[Pair, float]:
    """MinHash-128 over 4-grams, candidates by LSH with 64 bands of 2."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(num_perm=128, params=(64, 2))
    hashes = []
    for number, text in enumerate(texts):
        one = MinHash(num_perm=128)
        one.update_batch([gram.encode() for gram in grams(text, 4)])
        hashes.append(one)
        lsh.insert(number, one)
    return {(a, b): hashes[a].jaccard(hashes[b]) for a in range(len(texts)) for b in lsh.query(hashes[a]) if a < b}


def minhash_rensa(texts: list[str]) -> dict[Pair, float]:
    """The same with rensa's R-MinHash and its LSH."""
    from rensa import RMinHash, RMinHashLSH

    lsh = RMinHashLSH(threshold=0.5, num_perm=128, num_bands=64)
    hashes = []
    for number, text in enumerate(texts):
        one = RMinHash(num_perm=128, seed=42)
        one.update(list(grams(text, 4)))
        hashes.append(one)
        lsh.insert(number, one)
    return {(a, b): hashes[a].jaccard(hashes[b]) for a in range(len(texts)) for b in lsh.query(hashes[a]) if a < b}


def best_cut(scores: dict[Pair, float], true: set[Pair]) -> tuple[float, set[Pair]]:
    """The threshold with the best F1, and the pairs it accepts."""
    ranked = sorted(scores.items(), key=lambda item: -item[1])
    hits, best, cut = 0, 0.0, 1.0
    for count, (pair, score) in enumerate(ranked, 1):
        hits += pair in true
        if (value := 2 * hits / (count + len(true))) > best:
            best, cut = value, score
    return cut, {pair for pair, score in ranked if score >= cut}


def ours(rows: list[dict[str, Any]]) -> tuple[set[Pair], set[Pair], dict[str, Counter[str]]]:
    """Pairs that are alike, pairs that stand in one group, and the kinds given to each op's copies of their base."""
    from pipeline.duplicates import compare, edge, prepare, sketch
    from pipeline.duplicates.sketch import OVERLAP, overlap

    texts = [prepare("", row["text"]) for row in rows]
    sketches = [sketch(text) for text in texts]
    holders: dict[int, list[int]] = defaultdict(list)
    for number, features in enumerate(sketches):
        for feature in features:
            holders[feature].append(number)
    near = {pair for numbers in holders.values() for pair in itertools.combinations(numbers, 2)}
    alike: set[Pair] = set()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    for a, b in near:
        if overlap(sketches[a], sketches[b]) < OVERLAP:
            continue
        found = edge(texts[a], texts[b])
        if not (found.joins or found.contained):
            continue
        alike.add((a, b))
        if rows[a]["g"] == rows[b]["g"] and rows[a]["op"] == "base":
            kinds[rows[b]["op"]][compare(texts[b], texts[a], excerpt=bool(found.contained)).kind] += 1
    with tempfile.TemporaryDirectory() as folder:
        store = store_of(({"body": row["text"]} for row in rows), Path(folder) / "a.db")
        groups: dict[int, list[int]] = defaultdict(list)
        original = dict(store.connection.execute("SELECT article_id, original_id FROM duplicates").fetchall())
        for number in range(len(rows)):
            root = number + 1
            while root in original:
                root = original[root]
            groups[root].append(number)
        store.connection.close()
    return alike, {pair for members in groups.values() for pair in itertools.combinations(members, 2)}, kinds


def spin() -> None:
    """Pair and group F1 by op; kinds."""
    rows = list(load(SHARED / "duplicates" / "spin_dev.jsonl.gz"))
    clusters: dict[int, list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        clusters[row["g"]].append(number)
    true = {pair for members in clusters.values() for pair in itertools.combinations(members, 2)}
    squeezed = [squeeze(row["text"]) for row in rows]
    alike, grouped, kinds = ours(rows)
    results: list[tuple[str, str, set[Pair]]] = [
        ("ours, pairs", "as shipped", alike),
        ("ours, groups", "as shipped", grouped),
    ]
    methods: list[tuple[str, Callable[[list[str]], dict[Pair, float]]]] = [
        ("SimHash-64", simhash),
        ("MinHash-LSH datasketch", minhash_datasketch),
        ("MinHash-LSH rensa", minhash_rensa),
    ]
    for name, method in methods:
        try:
            scores = method(squeezed)
        except ImportError as error:
            print(f"{name}: left out ({error})")
            continue
        cut, found = best_cut(scores, true)
        results.append((name, f">= {cut:.3f}", found))
    print(f"{len(rows)} texts, {len(true)} pairs of copies; by op: the recall of its pairs\n")
    lines: list[tuple[object, ...]] = [("method", "cut", "F1", "precision", "recall", *OPS)]
    for name, cut_text, found in results:
        recalls = []
        for op in OPS:
            wanted = {(a, b) for a, b in true if op in (rows[a]["op"], rows[b]["op"])}
            recalls.append(len(wanted & found) / len(wanted))
        lines.append((name, cut_text, *f1(found, true), *recalls))
    table(lines)
    named = [(op, kinds[op][kind], sum(kinds[op].values())) for op, kind in KIND_OF_OP.items()]
    table([("op", "kinds given to copies of their base"), *((op, dict(kinds[op].most_common())) for op in OPS)])
    right, total = sum(hit for _, hit, _ in named), sum(count for _, _, count in named)
    print(f"kind right where the op names one: {right} of {total} = {right / total:.4f}\n")


# -------------------------------------------------------------------------------------------------- recorded sites


def gold() -> list[dict[str, Any]]:
    """The articles of the recorded sites."""
    return [row for site in SITES for row in load(SHARED / "sites" / site / "gold.jsonl")]


def sites() -> None:
    """Every repost, template and rewrite of the recorded sites, and none of the boilerplate negatives."""
    rows = gold()
    texts = (
        {"url": row["url"], "title": row["title"], "body": row["body_text"], "published": row["published"]}
        for row in rows
    )
    with tempfile.TemporaryDirectory() as folder:
        store = store_of(texts, Path(folder) / "a.db")
        found = {
            row["article_id"] - 1: (row["original_id"] - 1, row["kind"])
            for row in store.connection.execute("SELECT * FROM duplicates WHERE kind <> 'excerpt'")
        }
        store.connection.close()
    kinds: dict[str, Counter[str]] = defaultdict(Counter)
    right_original = 0
    for number, row in enumerate(rows):
        original, kind = found.get(number, (number, "original"))
        same = rows[original]["group"] == row["group"]
        kinds[row["kind"]][kind if same else f"{kind} of another group"] += 1
        right_original += number in found and rows[original]["kind"] == "original"
    table([("gold", "articles", "found as"), *((kind, sum(c.values()), dict(c)) for kind, c in sorted(kinds.items()))])
    root = [found.get(number, (number, ""))[0] for number in range(len(rows))]
    pairs = {(a, b) for a, b in itertools.combinations(range(len(rows)), 2) if root[a] == root[b]}
    true = {(a, b) for a, b in itertools.combinations(range(len(rows)), 2) if rows[a]["group"] == rows[b]["group"]}
    print("pairs: F1 {:.4f}, precision {:.4f}, recall {:.4f}".format(*f1(pairs, true)))
    copies = sum(row["kind"] in ("repost_exact", "repost_edited", "spun") for row in rows)
    print(f"copies whose original is the gold's: {right_original} of {copies}\n")


# --------------------------------------------------------------------------------------------------------- teasers

_TEASER = re.compile(r'<h3><a href="([^"]+)"[^>]*>[^<]*</a>\s*</h3>\s*<p>(.*?)</p>', re.DOTALL)


def recorded_teasers() -> Iterator[tuple[str, str]]:
    """Address and teaser of each entry in the related lists of the recorded pages."""
    base = json.loads((SHARED / "sites" / "zblog" / "site.json").read_text("utf-8"))["base"]
    for response in load(SHARED / "sites" / "zblog" / "responses.jsonl.gz"):
        page = base64.b64decode(response["body_b64"]).decode("utf-8", "replace")
        for address, teaser in _TEASER.findall(page.partition("relatecon")[2]):
            yield address.removeprefix(base), html.unescape(re.sub("<[^>]+>", "", teaser)).strip(" .…\xa0\u3000")


def teasers() -> None:
    """Each related-list teaser finds its article; also with characters dropped at random."""
    rows = gold()
    with tempfile.TemporaryDirectory() as folder:
        store = store_of(
            ({"url": row["site"] + row["path"], "title": row["title"], "body": row["body_text"]} for row in rows),
            Path(folder) / "a.db",
        )
        group = {number: row["group"] for number, row in enumerate(rows, 1)}
        wanted = {row["path"]: row["group"] for row in rows if row["site"] == "zblog"}
        entries = sorted({(path, teaser) for path, teaser in recorded_teasers() if path in wanted})
        lines: list[tuple[object, ...]] = [("characters dropped", "teasers", "article found", "share")]
        for dropped in (0.0, 0.05, 0.1):
            chance = random.Random(1)
            hits = 0
            for path, teaser in entries:
                kept = "".join(char for char in teaser if chance.random() >= dropped)
                best = sources(store.connection, kept, 1)
                hits += bool(best) and group[best[0].article_id] == wanted[path]
            lines.append((f"{dropped:.0%}", len(entries), hits, hits / (len(entries) or 1)))
        store.connection.close()
    table(lines)


PARTS: dict[str, Callable[[], None]] = {"spin": spin, "sites": sites, "teasers": teasers}

if __name__ == "__main__":
    for part in sys.argv[1:] or PARTS:
        print(f"== {part}")
        PARTS[part]()
