"""A large database to read in, put together from the paragraphs of recorded articles (or of the demo site's).

    python tests/benchmarks/web_library.py FILE.db [200000]

Texts, titles and citations are real; what takes hours to compute at this size (copies, related articles) is drawn at
random with the shape that the program gives it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.laws import check, find_citations  # noqa: E402  (the checkout is not installed)
from pipeline.laws.registry import default  # noqa: E402
from pipeline.models import Block  # noqa: E402
from pipeline.store import Store, open_store  # noqa: E402
from pipeline.store.rows import CITATION_COLUMNS, blocks_to_json, body_hash, citation_rows  # noqa: E402

GOLD = ROOT.parent / "shared" / "sites"
SITES = 14
BATCH = 1000
END = datetime(2026, 11, 20, tzinfo=UTC)
CITIES = "海宁 清远 临海 东阳 宁国 义乌 合肥 芜湖 南昌 乐平 温州 佛山 绵阳 襄阳 洛阳 赣州".split()


def recorded() -> list[tuple[str, str, list[str]]]:
    """(title, category, paragraphs) of the recorded articles; of the demo site's where there are none."""
    found = []
    for file in sorted(GOLD.glob("*/gold.jsonl")):
        for line in file.read_text("utf-8").splitlines():
            row = json.loads(line)
            found.append((row["title"], row["category"] or "债权债务", row["body_text"].splitlines()))
    if not found:
        from pipeline.demo.data import articles

        found = [(one.title, one.category, one.body.splitlines()) for one in articles(END)]
    return found


@lru_cache(maxsize=100_000)
def cited(paragraph: str, year: int) -> tuple[tuple[object, ...], ...]:
    """The rows of ``citations`` of a paragraph, as judged for that year."""
    citations = find_citations(paragraph)
    return tuple(citation_rows(citations, check(paragraph, citations, on=date(year, 6, 1))))


def build(file: Path, articles: int, seed: int = 9) -> None:
    """Make the database; says on stderr how far it is."""
    r = random.Random(seed)
    sources = recorded()
    paragraphs = sorted({one for _, _, lines in sources for one in lines if len(one) > 15})
    with open_store(file, read_only=False) as store:
        store.laws.sync(default())
        known = {row[0] for row in store.connection.execute("SELECT law_id FROM laws")}
        _sites(store)
        for first in range(1, articles + 1, BATCH):
            with store.transaction():
                _articles(store, r, sources, paragraphs, known, first, min(first + BATCH, articles + 1), articles)
            if first % 10_000 == 1:
                print(first, file=sys.stderr, flush=True)
        store.optimize()


def _sites(store: Store) -> None:
    for n in range(SITES):
        store.connection.execute(
            "INSERT INTO sites (name, base_url, title, platform, first_seen_at) VALUES (?, ?, ?, 'zblog', ?)",
            (f"site{n}", f"https://site{n}.example", f"第{n}法律网", "2018-01-01T00:00:00+00:00"),
        )
        for turn in range(20):
            day = (END - timedelta(days=20 - turn)).isoformat(timespec="seconds")
            store.connection.execute(
                "INSERT INTO runs (site, kind, state, started_at, finished_at, pages, new) VALUES (?, 'crawl', 'finished', ?, ?, 90, 40)",
                (f"site{n}", day, day),
            )


def _articles(
    store: Store, r: random.Random, sources: list[tuple[str, str, list[str]]], paragraphs: list[str], known: set[str], first: int,
    end: int, total: int,
) -> None:  # fmt: skip
    rows, citations, related, copies, revisions = [], [], [], [], []
    names = ", ".join(f'"{name}"' for name in CITATION_COLUMNS)
    for one in range(first, end):
        title, category, _ = r.choice(sources)
        lines = r.choices(paragraphs, k=r.randrange(5, 14))
        body = "\n".join(lines)
        seen = END - timedelta(days=2900 * (1 - one / total))
        published = seen - timedelta(hours=r.randrange(1, 60))
        blocks = blocks_to_json(tuple(Block("paragraph", line) for line in lines), body)
        site = f"site{int(r.random() ** 2 * SITES)}"
        url = f"https://{site}.example/hf/{one}.html"
        stamp = seen.isoformat(timespec="seconds")
        rows.append(
            (one, url, site, f"{r.choice(CITIES)}：{title}", body, blocks, published.isoformat(timespec="seconds"), "day", category,
             '["催收", "网贷"]', int(r.random() < 0.9), 0.8, stamp, stamp, body_hash(title, body), url.removeprefix("https://"))
        )  # fmt: skip
        citations += _citations(one, lines, published.year)
        related += [
            (one, other, r.random(), '["共同的词：催收、逾期", "都引用民法典第675条"]')
            for other in {r.randrange(1, one) for _ in range(8)} - {one}
        ] if one > 20 else []  # fmt: skip
        if one > 100 and r.random() < 0.2:
            original = (one // 17) * 17 or 1
            if original != one:
                kind = r.choice(["exact", "repost", "template", "template", "rewrite"])
                evidence = {
                    "slots": [[r.choice(CITIES), r.choice(CITIES)]],
                    "words": [["可以", "能够"]],
                    "because": "published",
                }
                copies.append((one, original, kind, r.uniform(0.7, 1), json.dumps(evidence, ensure_ascii=False)))
        if r.random() < 0.02:
            revisions.append((one, title, body[: len(body) // 2], "x", stamp, stamp))
    execute = store.connection.executemany
    unknown = {(row[2], row[1]) for row in citations if row[2] is not None} - {(one, one) for one in known}
    execute(
        "INSERT OR IGNORE INTO laws (law_id, title, known) VALUES (?, ?, 0)",
        [pair for pair in unknown if pair[0] not in known],
    )
    execute(
        "INSERT INTO articles (id, url, site, title, body, blocks, published_at, published_precision, category, tags,"
        f" on_topic, topic_score, first_seen_at, last_seen_at, body_hash, url_key) VALUES ({', '.join('?' * 16)})",
        rows,
    )
    execute(
        f"INSERT INTO citations (article_id, {names}) VALUES ({', '.join('?' * (len(CITATION_COLUMNS) + 1))})",
        citations,
    )
    execute("INSERT INTO related (article_id, related_id, score, reasons) VALUES (?, ?, ?, ?)", related)
    execute(
        "INSERT INTO duplicates (article_id, original_id, kind, similarity, evidence) VALUES (?, ?, ?, ?, ?)",
        [row for row in copies if row[1] < first or row[1] in range(first, end)],
    )
    execute(
        "INSERT INTO revisions (article_id, title, body, body_hash, first_seen_at, last_seen_at) VALUES (?, ?, ?, ?, ?, ?)",
        revisions,
    )


def _citations(article_id: int, lines: list[str], year: int) -> Iterator[tuple[object, ...]]:
    """Those of each paragraph, moved to where it stands in the body."""
    start, end = CITATION_COLUMNS.index("start"), CITATION_COLUMNS.index("end")
    offset = 0
    for line in lines:
        for row in cited(line, year):
            moved = list(row)
            moved[start], moved[end] = moved[start] + offset, moved[end] + offset
            yield (article_id, *moved)
        offset += len(line) + 1


if __name__ == "__main__":
    build(Path(sys.argv[1]), int(sys.argv[2]) if len(sys.argv) > 2 else 200_000)
