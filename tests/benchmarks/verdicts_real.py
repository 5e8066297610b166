"""What is said about real text: every accusation made on it, to be read by a person.

    python tests/benchmarks/verdicts_real.py            counts by kind
    python tests/benchmarks/verdicts_real.py --list     … and each accusation with its evidence

Reads the marked paragraphs, the recorded sites, the corpora of pages, the question-and-answer articles and the bases of
the copies in ../shared, with the statute texts imported. Nobody marked the verdicts on these: the figure that counts is
how many of those listed are wrong, and a person must read them to tell. Behind the counts stands what judging cost, in
milliseconds of CPU for an article that cites anything: median, mean, and what six citations come to; typical articles,
with five citations each, are those of the recorded sites. STATUTES=FILE: texts imported before are used.
"""

from __future__ import annotations

import gzip
import json
import os
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.laws import check, find_citations  # noqa: E402
from pipeline.laws.registry import default  # noqa: E402
from pipeline.store.statutes import import_statutes, open_statutes  # noqa: E402

SHARED = ROOT.parent / "shared"
SITES = ("zblog", "typecho", "wordpress", "dede")
TEXTUAL = ("unsupported", "misattributed", "altered")


def rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def day(written: str | None) -> date | None:
    return datetime.fromisoformat(written).date() if written else None


def texts() -> Iterator[tuple[str, str, date | None]]:
    """Source, text, and its day where that is known."""
    for row in rows(SHARED / "citations" / "dev.jsonl"):
        yield "marked paragraphs", row["text"], None
    for name in ("daniel_zh", "magic_article"):
        for row in rows(SHARED / "corpora" / name / "manifest.jsonl"):
            yield "corpora", row["gold"]["body"] or "", None
    for row in rows(SHARED / "retrieval" / "related_articles.jsonl.gz"):
        yield "questions and answers", row["body"], None
    for row in rows(SHARED / "retrieval" / "mrc_corpus.jsonl.gz"):
        yield "encyclopaedia", row["body"], None
    for row in rows(SHARED / "duplicates" / "spin_dev.jsonl.gz"):
        if row["op"] == "base":
            yield "bases of copies", row["text"], None
    for name in SITES:  # last: the articles that are typical, when all tables have been read
        for row in rows(SHARED / "sites" / name / "gold.jsonl"):
            yield "recorded sites", row["body_text"], day(row.get("published"))


def main() -> int:
    source = SHARED / "laws" / "articles.jsonl.gz"
    if not source.exists():
        print("missing: the statute texts and real articles in shared/ beside the project")
        return 1
    counts: dict[str, Counter[str]] = {}
    costs: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("STATUTES", Path(folder) / "statutes.db"))
        if not path.exists():
            import_statutes(source, path, default())
        with open_statutes(path) as statutes:
            for where, text, on in texts():
                count = counts.setdefault(where, Counter())
                citations = find_citations(text)
                began = time.process_time()
                found = check(text, citations, on=on, statutes=statutes)
                if citations:
                    costs.setdefault(where, []).append((time.process_time() - began) * 1000)
                for verdict in found:
                    count["citations"] += 1
                    count[verdict.quotation] += 1
                    superseded = verdict.status == "superseded_version" and verdict.quoted
                    count["superseded"] += bool(superseded)
                    if (verdict.quotation in TEXTUAL or superseded) and "--list" in sys.argv:
                        cited = f"{verdict.citation.raw} | {verdict.similarity} | {verdict.explanation}"
                        around = text[max(0, verdict.citation.start - 60) : verdict.citation.end + 160]
                        kind = verdict.quotation if verdict.quotation in TEXTUAL else verdict.status
                        print(f"[{kind}] {where} | {on} | {cited}\n    text: {around!r}")
                        print(f"    said: {verdict.quoted!r}\n    law:  {verdict.statute!r}")
    names = ("citations", "exact", "paraphrase", *TEXTUAL, "superseded", "not_held")
    print(f"{'':<24}" + "".join(f"{name:>15}" for name in (*names, "ms, median", "ms, mean", "ms for six")))
    for where, count in counts.items():
        spent = costs.get(where, [0.0])
        cost = f"{statistics.median(spent):>15.2f}{statistics.mean(spent):>15.2f}{6 * sum(spent) / max(1, count['citations']):>15.2f}"
        print(f"{where:<24}" + "".join(f"{count[name]:>15}" for name in names) + cost)
    return 0


if __name__ == "__main__":
    sys.exit(main())
