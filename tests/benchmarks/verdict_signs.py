"""Fits what each sign of an unsupported claim weighs (pipeline/laws/data/weights.tsv), and says how well that generalises.

    python tests/benchmarks/verdict_signs.py            cross-validated figures: each set is judged by weights of the others
    python tests/benchmarks/verdict_signs.py --write    … and weights fitted on all sets are written

Claims: those of all marked sets (verdict_*.tsv; the last held-out one is never among them) and, as right ones, those that
real articles in ../shared tell. Logistic regression with an L2 penalty; sets of loosely told right claims count eightfold.
The many claims of a set on which a reviewer or the builder wrote about the same provisions are divided by provision.
With STATUTES=FILE in the environment texts that were imported before are used.
"""

from __future__ import annotations

import csv
import os
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from pathlib import Path

import numpy as np

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "benchmarks")]

import verdict_cases  # noqa: E402
import verdicts_real  # noqa: E402

from pipeline.laws import find_citations  # noqa: E402
from pipeline.laws.claims import claims  # noqa: E402
from pipeline.laws.registry import default  # noqa: E402
from pipeline.laws.told import DOUBTED, is_case, readable, told_signs, unsaid_by_rule  # noqa: E402
from pipeline.laws.verdicts import judge  # noqa: E402
from pipeline.store.statutes import StatuteStore, import_statutes, open_statutes  # noqa: E402

WEIGHTS = ROOT / "pipeline" / "laws" / "data" / "weights.tsv"
BLIND = "heldout16"  # never looked at
DIVIDED = (
    "right4",
    "right4 around",
    "lessons",
    "lessons2",
    "lessons2 around",
    "right",
    "right2",
    "right3",
    "heldout5",
    "real",
)  # by provision
LOOSE = ("right", "right2", "heldout5")  # right claims by reviewers, in the loosest words
COUNT = 8.0  # times that one of these counts
OFTEN = {"right4": 3.0, "right4 around": 3.0}  # … and one of these
FOLDS = 5
PENALTY = 15.0  # on the squares of weights of signs that are scaled to unit variance
THRESHOLDS = (0.0, 0.5, 1.0, 1.5, 2.0)  # laws.told accuses above 1.0


@dataclass(frozen=True)
class Example:
    """A claim held against its provision; ``wrong``: it is marked as unsupported."""

    fold: str
    group: str
    wrong: bool
    by_rule: bool
    signs: dict[str, float]
    claim: str = ""
    provision: str = ""


def examples(statutes: StatuteStore) -> Iterator[Example]:
    """All marked claims, and those of real articles."""
    here = Path(__file__).parent
    for path in sorted(here.glob("verdict_*.tsv")):
        name = path.stem.removeprefix("verdict_")
        if name == BLIND:
            continue
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["expected"] in ("unsupported", "fine", "paraphrase"):
                    on = date.fromisoformat(row["on"])
                    text = verdict_cases.filled(row["text"], on, statutes)
                    yield from _of(name, text, on, row["expected"] == "unsupported", statutes, first=True)
    if verdict_cases.SOURCE.exists():
        for _, text, day in verdicts_real.texts():
            yield from _of("real", text, day, False, statutes, first=False)


def joined(lessons: list[Example]) -> Iterator[Example]:
    """Longer claims of two lessons on a provision: a right one and a wrong one are wrong, two right ones are right.

    A wrong claim of articles mostly has something right in it; the lessons alone would teach that what is long is right.
    """
    by_provision: dict[str, list[Example]] = {}
    for one in lessons:
        by_provision.setdefault(one.provision, []).append(one)
    for of_one in by_provision.values():
        right, wrong = [one for one in of_one if not one.wrong], [one for one in of_one if one.wrong]
        pairs = [(right[i % len(right)], one) for i, one in enumerate(wrong)] if right else []
        pairs += pairwise(right)
        for first, second in pairs:
            claim = f"{first.claim}，{second.claim}"
            by_rule = unsaid_by_rule(readable(claim), readable(first.provision)) != ()
            signs = told_signs(claim, first.provision).values
            yield Example(first.fold, "joined", second.wrong, by_rule, signs, claim, first.provision)


def _of(
    name: str, text: str, on: date | None, wrong: bool, statutes: StatuteStore, *, first: bool
) -> Iterator[Example]:
    citations = find_citations(text)
    for claim in claims(text, citations):
        citation = claim.citations[0]
        told = claim.manner != "quoted" and (claim.direct or claim.basis or claim.around) and len(claim.citations) == 1
        if (first and citation != citations[0]) or not told or claim.reported or claim.applied or is_case(claim.text):
            continue
        if not first and (claim.about_a_case or citation.raw.startswith(("第", "苐"))):
            continue
        judged = judge(text, citation, on, default())
        if judged.work is None or judged.version is None:
            continue
        versions = (judged.version,) if on is not None else judged.work.versions
        texts = [statutes.article(one.version_id, citation.article or 0, citation.inserted) for one in versions]
        held = [one for one in texts if one]
        if not held or (not first and len(versions) > 1):
            continue  # which version a text without a day tells of is not known
        provision = held[0]
        part = zlib.crc32(f"{citation.law_id}{citation.article}".encode()) % FOLDS if name in DIVIDED else 0
        by_rule = not claim.around and unsaid_by_rule(readable(claim.text), readable(provision)) != ()
        values = told_signs(claim.text, provision).values
        yield Example(f"{name}/{part}", name + " around" * claim.around, wrong, by_rule, values, claim.text, provision)


def fitted(values: np.ndarray, wrong: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Weights of scaled signs, the last one the constant: logistic regression by Newton's method."""
    rows = np.hstack([values, np.ones((len(values), 1))])
    penalty = np.diag([PENALTY] * values.shape[1] + [0.0])
    weights = np.zeros(rows.shape[1])
    for _ in range(30):
        likely = 1 / (1 + np.exp(-rows @ weights))
        slope = rows.T @ (counts * (likely - wrong)) + penalty @ weights
        curve = (rows * (counts * likely * (1 - likely))[:, None]).T @ rows + penalty
        step = np.linalg.solve(curve, slope)
        weights -= step
        if np.abs(step).max() < 1e-6:
            break
    return weights


def main() -> int:
    path = Path(os.environ.get("STATUTES", "/nonexistent"))
    if not path.exists():
        if not verdict_cases.SOURCE.exists():
            print("missing: the statute texts (shared/laws beside the project, or STATUTES=FILE)")
            return 1
        path = ROOT / "data" / "statutes-of-verdict-signs.db"
        import_statutes(verdict_cases.SOURCE, path, default())
    with open_statutes(path) as statutes:
        found = list(examples(statutes))
    found += joined([one for one in found if one.group == "lessons"])
    names = sorted({name for one in found for name in one.signs})
    raw = np.array([[one.signs.get(name, 0.0) for name in names] for one in found])
    mean, scale = raw.mean(0), raw.std(0) + 1e-9
    values = (raw - mean) / scale
    wrong = np.array([float(one.wrong) for one in found])
    counts = np.array([COUNT if one.group in LOOSE else OFTEN.get(one.group, 1.0) for one in found])
    folds = np.array([one.fold for one in found])
    score = np.zeros(len(found))
    for fold in sorted(set(folds)):
        at = folds == fold
        weights = fitted(values[~at], wrong[~at], counts[~at])
        score[at] = values[at] @ weights[:-1] + weights[-1]
    by_rule = np.array([one.by_rule for one in found])
    groups = np.array([one.group for one in found])
    table(score, by_rule, wrong, groups)
    if "--write" in sys.argv:
        weights = fitted(values, wrong, counts)
        constant = weights[-1] - float((weights[:-1] * mean / scale).sum())
        lines = [f"{name}\t{weight / size:.3f}" for name, weight, size in zip(names, weights, scale, strict=False)]
        WEIGHTS.write_text("\n".join([f"constant\t{constant:.3f}", *lines]) + "\n", encoding="utf-8")
        print(f"\nwritten: {WEIGHTS.relative_to(ROOT)}, {len(names)} signs")
        table(values @ weights[:-1] + weights[-1], by_rule, wrong, groups)
    return 0


def table(score: np.ndarray, by_rule: np.ndarray, wrong: np.ndarray, groups: np.ndarray) -> None:
    """Of each group of sets: wrong claims found and right ones accused, by threshold."""
    kinds = {
        "lessons": groups == "lessons", "lessons2": groups == "lessons2", "lessons2 around": groups == "lessons2 around", "two lessons": groups == "joined", "heldout13": groups == "heldout13",
        "heldout to 12, told": np.char.startswith(groups, "heldout") & (groups != "heldout13") & (groups != "heldout5") | (groups == "told"),
        "loose: 5, right to right3": np.isin(groups, (*LOOSE, "right3")) , "right4": np.char.startswith(groups, "right4"), "real": groups == "real",
        "15": groups == "heldout15", "14": groups == "heldout14", "15 around": groups == "heldout15 around",
        "other around": np.char.startswith(groups, "heldout") & np.char.endswith(groups, " around") & (groups != "heldout15 around"), "real around": groups == "real around",
    }  # fmt: skip
    print(f"\n{'threshold':<12}" + "".join(f"{name:>32}" for name in kinds))
    for threshold in THRESHOLDS:
        given = (score > threshold) | (by_rule & (score > DOUBTED))
        cells = []
        for at in kinds.values():
            hits, all_wrong = int((given & at & (wrong == 1)).sum()), int((at & (wrong == 1)).sum())
            bad, all_right = int((given & at & (wrong == 0)).sum()), int((at & (wrong == 0)).sum())
            cells.append(f"{hits} of {all_wrong}, {bad} of {all_right} accused")
        print(f"{threshold:<12}" + "".join(f"{cell:>32}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
