"""Finding citations: micro F1 on the hand-marked paragraphs of ../shared/citations, beside two simpler ways.

    python tests/benchmarks/citations.py [--errors]

A citation is right when (law, article, 之N, 款, 项) are; per paragraph as a multiset. Citations whose law is null are left
out on both sides, laws without an article are counted apart. «overlap» is the mean intersection over union of the spans
of the right ones.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.laws import find_citations  # noqa: E402
from pipeline.laws.naming.numerals import parse_number  # noqa: E402
from pipeline.laws.registry import default  # noqa: E402

DEV = ROOT.parent / "shared" / "citations" / "dev.jsonl"
Found = tuple[str | None, int | None, int, int | None, int | None, int, int]  # law … item, start, end
_PLAIN = re.compile(r"《([^《》]+)》第([0-9零〇一二三四五六七八九十百千]+)条")


def ours(text: str) -> list[Found]:
    return [(c.law, c.article, c.inserted, c.paragraph, c.item, c.start, c.end) for c in find_citations(text)]


def _title(name: str) -> str:
    works = default().find(name)
    return works[0].title if len(works) == 1 else name


def plain(text: str) -> list[Found]:
    return [(_title(m[1]), parse_number(m[2]), 0, None, None, m.start(), m.end()) for m in _PLAIN.finditer(text)]


def china_law_mcp() -> Callable[[str], list[Found]] | None:
    """The extractor of china-law-mcp (the pattern its check_citations_in_text runs), where it is installed."""
    if importlib.util.find_spec("china_law_mcp") is None:
        return None
    from china_law_mcp import server  # type: ignore[import-not-found,unused-ignore]

    pattern: re.Pattern[str] = server._CITE_RE  # what check_citations_in_text runs over a text

    def extract(text: str) -> list[Found]:
        return [(_title(m[1]), parse_number(m[2]), 0, None, None, *m.span()) for m in pattern.finditer(text)]

    return extract


def gold_of(row: dict) -> list[Found]:
    return [
        (c["law"], c["article"], c["inserted"], c["paragraph"], c["item"], c["start"], c["start"] + len(c["raw"]))
        for c in row["citations"]
    ]


def counted(found: Iterable[Found], keep: Callable[[Found], bool], width: int) -> Counter[tuple]:
    return Counter(one[:width] for one in found if one[0] is not None and keep(one))


class Score:
    """True positives, predictions and gold of one way of counting."""

    def __init__(self) -> None:
        self.hit = self.predicted = self.gold = 0

    def add(self, predicted: Counter[tuple], gold: Counter[tuple]) -> None:
        self.hit += (predicted & gold).total()
        self.predicted += predicted.total()
        self.gold += gold.total()

    def __str__(self) -> str:
        precision = self.hit / self.predicted if self.predicted else 0.0
        recall = self.hit / self.gold if self.gold else 0.0
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        return f"{precision:.3f} {recall:.3f} {f1:.4f}"


def overlap(predicted: list[Found], gold: list[Found]) -> list[float]:
    """The best intersection over union for each gold citation that was found with its provision."""
    out = []
    for one in gold:
        spans = [(p[5], p[6]) for p in predicted if p[:5] == one[:5]]
        if one[0] is None or not spans:
            continue
        union = [(min(e, one[6]) - max(s, one[5])) / (max(e, one[6]) - min(s, one[5])) for s, e in spans]
        out.append(max(0.0, max(union)))
    return out


def main() -> int:
    if not DEV.exists():
        print(f"missing: {DEV.name} (the marked citations stand in shared/citations beside the project)")
        return 1
    rows = [json.loads(line) for line in DEV.read_text("utf-8").splitlines()]
    ways: dict[str, Callable[[str], list[Found]] | None] = {
        "this project": ours, "plain 《…》第X条": plain, "china-law-mcp": china_law_mcp()
    }  # fmt: skip
    print(f"{len(rows)} paragraphs; each cell: precision recall F1\n")
    print(f"{'':<18}{'full provision':<24}{'law, article, 之N':<22}{'law alone':<22}{'overlap'}")
    for name, way in ways.items():
        if way is None:
            print(f"{name:<18}not installed (pip install china-law-mcp)")
            continue
        full, short, bare, spans = Score(), Score(), Score(), []
        for row in rows:
            predicted, gold = way(row["text"]), gold_of(row)
            with_article = lambda one: one[1] is not None  # noqa: E731
            full.add(counted(predicted, with_article, 5), counted(gold, with_article, 5))
            short.add(counted(predicted, with_article, 3), counted(gold, with_article, 3))
            without = lambda one: one[1] is None  # noqa: E731
            bare.add(counted(predicted, without, 1), counted(gold, without, 1))
            spans += overlap(predicted, gold)
            if way is ours and "--errors" in sys.argv:
                report(row, predicted, gold)
        mean = sum(spans) / len(spans) if spans else 0.0
        print(f"{name:<18}{full!s:<24}{short!s:<22}{bare!s:<22}{mean:.4f}")
    return 0


def report(row: dict, predicted: list[Found], gold: list[Found]) -> None:
    ours_, theirs = Counter(p[:5] for p in predicted), Counter(g[:5] for g in gold)
    text = row["text"]
    for label, extra, found in (("MISSED", theirs - ours_, gold), ("EXTRA", ours_ - theirs, predicted)):
        for one in extra.elements():
            if one[0] is None:
                continue
            start, end = next((f[5], f[6]) for f in found if f[:5] == one)
            print(
                label,
                row["id"],
                one,
                text[max(0, start - 20) : start] + "【" + text[start:end] + "】" + text[end : end + 8],
            )


if __name__ == "__main__":
    sys.exit(main())
