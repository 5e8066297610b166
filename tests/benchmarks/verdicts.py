"""Verdicts by mutation: true statute sentences quoted rightly and wrongly, and what is said of them.

    python tests/benchmarks/verdicts.py [--errors]      STATUTES=FILE: texts imported before are used

Takes sentences of ../shared/laws from versions in force, writes them as articles do (in quotation marks, behind a colon,
told), changes them, and counts what comes out. Also prints the cost of judging, and of opening the texts.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from pipeline.laws import check, find_citations  # noqa: E402
from pipeline.laws.naming.numerals import chinese  # noqa: E402
from pipeline.laws.registry import Version, Work, default, in_force  # noqa: E402
from pipeline.models import Verdict  # noqa: E402
from pipeline.store.statutes import StatuteStore, open_statutes  # noqa: E402
from pipeline.store.statutes.sources import read_statutes  # noqa: E402

SOURCE = ROOT.parent / "shared" / "laws" / "articles.jsonl.gz"
TODAY = date(2026, 9, 1)
_SENTENCE = re.compile(r"(?:^|(?<=[。；\n]))[^。；\n]{18,110}(?=[。；\n])")
_CHANGES = (
    ("应当", "可以"), ("不得", "可以"), ("可以", "不得"), ("以上", "以下"), ("有权", "无权"), ("三年", "五年"), ("三十日", "十日"),
    ("一年", "两年"), ("十五日", "五日"), ("书面", "口头"), ("有效", "无效"), ("人民法院", "公安机关"), ("连带", "补充"),
    ("县级", "乡级"), ("并处", "不再处"), ("批准", "备案"), ("登记", "公示"), ("赔偿", "补偿"), ("罚款", "警告"), ("债权人", "债务人"),
)  # fmt: skip


@dataclass(frozen=True)
class Sample:
    work: Work
    version: Version
    article: int
    inserted: int
    sentence: str

    def cite(self, title: str | None = None, article: int | None = None) -> str:
        number = chinese(article or self.article)
        return f"《{title or self.work.title}》第{number}条" + (f"之{chinese(self.inserted)}" if self.inserted else "")


def samples(dice: random.Random, count: int) -> list[Sample]:
    """Sentences of articles of the versions in force, at most four of one law."""
    registry = default()
    out, taken = [], Counter[str]()
    with gzip.open(SOURCE, "rt", encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    dice.shuffle(rows)
    for row in rows:
        works = registry.find(row["title"])
        if len(out) == count or row["kind"] != "article" or len(works) != 1 or taken[works[0].law_id] >= 4:
            continue
        work = works[0]
        versions = in_force(work, TODAY)
        if work.repealed or len(versions) != 1 or str(versions[0].published) != row["published"]:
            continue
        sentences = _SENTENCE.findall(row["text"] + "。")
        if sentences and versions[0].has(row["article"], row["inserted"]):
            taken[work.law_id] += 1
            sentence = dice.choice(sentences).strip(" 　：:“”")
            out.append(Sample(work, versions[0], row["article"], row["inserted"], sentence))
    return out


Write = Callable[[str, str], str]
WAYS: dict[str, Write] = {
    "in quotation marks": lambda cite, words: f"{cite}规定：“{words}。”",
    "behind a colon": lambda cite, words: f"依据如下：\n{cite}：{words}。\n",
    "told": lambda cite, words: f"根据{cite}的规定，{words}。",
    "told of it": lambda cite, words: f"{cite}规定，{words}。",
}


def changed(sample: Sample, dice: random.Random) -> str | None:
    """One word of the sentence exchanged for another that says something else."""
    fitting = [(old, new) for old, new in _CHANGES if old in sample.sentence]
    if not fitting:
        return None
    old, new = dice.choice(fitting)
    at = dice.choice([found.start() for found in re.finditer(old, sample.sentence)])
    return sample.sentence[:at] + new + sample.sentence[at + len(old) :]


def shortened(sample: Sample, dice: random.Random) -> str | None:
    """The sentence with a clause or two left out."""
    clauses = re.split("[，,]", sample.sentence)
    if len(clauses) < 3:
        return None
    for _ in range(1 if len(clauses) < 5 else 2):
        clauses.pop(dice.randrange(1, len(clauses)))
    words = "，".join(clauses)
    return words if len(words) >= 12 else None


def cases(sample: Sample, others: list[Sample], dice: random.Random) -> dict[str, tuple[str, str] | None]:
    """Kind of mutation → (citation, words)."""
    near = dice.choice((sample.article - 1, sample.article + 1))
    other = dice.choice(others)
    new, short = changed(sample, dice), shortened(sample, dice)
    return {
        "a rightly": (sample.cite(), sample.sentence),
        "b number ±1": (sample.cite(article=near), sample.sentence) if near > 0 and not sample.inserted else None,
        "c another law": (sample.cite(title=other.work.title), sample.sentence) if other.work != sample.work else None,
        "d a word changed": (sample.cite(), new) if new else None,
        "e clauses left out": (sample.cite(), short) if short else None,
    }


def verdict_of(text: str, statutes: StatuteStore) -> Verdict | None:
    citations = find_citations(text)
    found = check(text, citations, on=TODAY, statutes=statutes)
    return found[0] if found else None


def label(verdict: Verdict | None) -> str:
    if verdict is None:
        return "no citation"
    return verdict.status if verdict.status not in ("exists", "repealed") else verdict.quotation


def main() -> int:
    if not SOURCE.exists():
        print("missing: articles.jsonl.gz (the statute texts stand in shared/laws beside the project)")
        return 1
    dice = random.Random(11)
    taken = samples(dice, 2000)
    table: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(os.environ.get("STATUTES", Path(folder) / "statutes.db"))
        if not path.exists():
            start = time.process_time()
            with open_statutes(path, read_only=False) as statutes:
                loaded = statutes.load(read_statutes(SOURCE), default())
            spent = time.process_time() - start
            print(f"{loaded.articles} articles imported in {spent:.1f} s of CPU, {path.stat().st_size / 1e6:.0f} MB")
        start = time.process_time()
        with open_statutes(path) as statutes:
            statutes.article(taken[0].version.version_id, taken[0].article, 0)
            print(f"opened and first article read in {(time.process_time() - start) * 1000:.1f} ms of CPU")
            ready, bare = fresh_process(_JUDGES.format(path=str(path))), fresh_process("")
            print(
                f"a fresh process has judged its first article after {ready:.2f} s of CPU (of Python alone {bare:.2f})\n"
            )
            spent, judged = 0.0, 0
            for sample in taken:
                for kind, case in cases(sample, taken, dice).items():
                    if case is None:
                        continue
                    for way, write in WAYS.items():
                        text = write(*case)
                        citations = find_citations(text)
                        start = time.process_time()
                        found = check(text, citations, on=TODAY, statutes=statutes)
                        spent += time.process_time() - start
                        judged += 1
                        said = label(found[0] if found else None)
                        table[kind, way][said] += 1
                        if "--errors" in sys.argv:
                            report(kind, way, said, sample, text, found[0] if found else None)
            show(table)
            print(f"\njudging: {spent / judged * 1e6:.0f} µs a citation, {spent / judged * 6000:.2f} ms for six")
            articles_cost(taken, statutes, dice)
    return 0


_JUDGES = """
from datetime import date
from pathlib import Path
from pipeline.laws import Shelf
from pipeline.store.library import open_library
library = open_library(Shelf(statutes=Path({path!r})))
library.read("《民法典》第六百七十五条规定，借款人应当按照约定的期限返还借款。", on=date(2024, 1, 1))
"""


def fresh_process(program: str) -> float:
    """Seconds of CPU that a new Python takes to run a program, the median of five, imports and all.

    The modules are compiled once before, as they are on every machine that ran them once.
    """
    spent = []
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": folder}
        for _ in range(6):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run([sys.executable, "-c", program], check=True, cwd=ROOT, env=environment)
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            spent.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(spent[1:])


_PORTION = 30  # articles


def articles_cost(taken: list[Sample], statutes: StatuteStore, dice: random.Random) -> None:
    """Whole articles of six citations, most of them right, as they come."""
    texts = []
    for _ in range(300):
        parts = []
        for sample in dice.sample(taken, 6):
            kinds = [case for case in cases(sample, taken, dice).values() if case]
            cite, words = dice.choices(kinds, weights=[6] + [1] * (len(kinds) - 1))[0]
            parts.append(dice.choice(list(WAYS.values()))(cite, words))
        texts.append("\n".join(parts))
    found = [(text, find_citations(text)) for text in texts]
    spent = []
    for i in range(0, len(found), _PORTION):
        start = time.process_time()
        for text, citations in found[i : i + _PORTION]:
            check(text, citations, on=TODAY - timedelta(days=1), statutes=statutes)
        spent.append((time.process_time() - start) / _PORTION * 1000)
    print(
        f"articles of six citations: {statistics.median(spent):.2f} ms of CPU each"
        f" (median of {len(spent)} portions of {_PORTION}, from {min(spent):.2f} to {max(spent):.2f})"
    )


def show(table: dict[tuple[str, str], Counter[str]]) -> None:
    columns = (
        "exact",
        "paraphrase",
        "altered",
        "misattributed",
        "unsupported",
        "superseded_version",
        "no_such_article",
        "not_held",
    )
    print(f"{'':<40}" + "".join(f"{name[:13]:>14}" for name in columns) + f"{'other':>8}")
    for (kind, way), counts in table.items():
        other = counts.total() - sum(counts[name] for name in columns)
        print(f"{kind:<20}{way:<20}" + "".join(f"{counts[name]:>14}" for name in columns) + f"{other:>8}")


_RIGHT = {
    "a rightly": {"exact"},
    "b number ±1": {"misattributed", "no_such_article", "superseded_version"},
    "c another law": {"misattributed", "no_such_article", "superseded_version"},
    "d a word changed": {"altered"},
    "e clauses left out": {"paraphrase", "exact"},
}


def report(kind: str, way: str, said: str, sample: Sample, text: str, verdict: Verdict | None) -> None:
    if said not in _RIGHT[kind]:
        print(
            f"{kind} | {way} | {said} | {text.strip()} | {verdict.similarity if verdict else ''} {verdict.explanation if verdict else ''}"
        )


if __name__ == "__main__":
    sys.exit(main())
