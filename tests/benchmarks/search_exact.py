"""Recall and precision of the search for words against a full scan of every text, on texts written by this program.

    python tests/benchmarks/search_exact.py [--articles 2000] [--queries 50]

Queries of each kind are cut out of the texts at random, so that each has an answer; the scan reads every text with
``text.pattern``, the definition of what a word or phrase matches.
"""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(Path(__file__).parent)]

import search_scale  # noqa: E402

from pipeline import text  # noqa: E402
from pipeline.store import open_store, search  # noqa: E402

MIXED = ("第3条", "借款3万元", "APP", "微信APP催收", "36.5%", "第675条规定", "ＡＰＰ逾期", "13万元", "3万元")


def _cut(r: random.Random, body: str, length: int) -> str:
    runs = [run for run in text.runs(body) if text.is_cjk(run[0]) and len(run) >= length]
    run = r.choice(runs)
    start = r.randrange(len(run) - length + 1)
    return run[start : start + length]


KINDS: dict[str, Callable[[random.Random, str], list[str]]] = {
    "1 character": lambda r, body: [_cut(r, body, 1)],
    "2 characters": lambda r, body: [_cut(r, body, 2)],
    "3 characters": lambda r, body: [_cut(r, body, 3)],
    "4 characters": lambda r, body: [_cut(r, body, 4)],
    "two words": lambda r, body: [_cut(r, body, 2), _cut(r, body, 2)],
    "three words": lambda r, body: [_cut(r, body, 2), _cut(r, body, 3), _cut(r, body, 2)],
    "digits and latin": lambda r, _: [r.choice(MIXED)],
    "… with a word": lambda r, body: [r.choice(MIXED), _cut(r, body, 2)],
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--queries", type=int, default=50, help="of each kind")
    options = parser.parse_args()
    wrong = 0
    with tempfile.TemporaryDirectory() as folder, open_store(Path(folder) / "exact.db", read_only=False) as store:
        search_scale.build(store.connection, search_scale.Language(1), 1, options.articles)
        r = random.Random(7)
        for number in range(1, options.articles + 1, 7):  # the made language has neither digits nor latin
            store.connection.execute(
                "UPDATE articles SET body = body || ? WHERE id = ?",
                ("，".join(r.choices(MIXED, k=4)) + "".join(r.choices(MIXED, k=3)), number),
            )
        texts = {
            row["id"]: (text.fold(row["title"]), text.fold(row["body"]))
            for row in store.connection.execute("SELECT id, title, body FROM articles")
        }
        print(f"{'query':20}{'asked':>8}{'found':>10}{'recall':>10}{'precision':>12}")
        for kind, make in KINDS.items():
            right = found_all = scanned_all = 0
            for _ in range(options.queries):
                words = make(r, texts[r.randrange(1, options.articles + 1)][1])
                patterns = [text.pattern(word) for word in words]
                scanned = {
                    one
                    for one, (title, body) in texts.items()
                    if all(pattern.search(title) or pattern.search(body) for pattern in patterns)
                }
                quoted = " ".join(f'"{word}"' for word in words)
                hits = search.search(store.connection, quoted, limit=options.articles, include_off_topic=True)
                found = {hit.article_id for hit in hits}
                right += len(found & scanned)
                found_all += len(found)
                scanned_all += len(scanned)
            recall, precision = right / max(scanned_all, 1), right / max(found_all, 1)
            wrong += recall < 1 or precision < 1
            print(f"{kind:20}{options.queries:>8}{found_all:>10}{recall:>10.4f}{precision:>12.4f}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
