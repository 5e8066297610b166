"""Fits what each sign of an unsupported claim weighs (judging/entailment/data/weights.tsv), and says how well that generalises.

What a pair of characters tells that a provision lacks (data/strange.tsv) is counted on the same claims: of each claim by those
of the other sets alone, so that no weight rests on what was counted on the claim itself.

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
from pipeline.laws.judging.attribution.claims import claims  # noqa: E402
from pipeline.laws.judging.entailment.strange import strange_pairs  # noqa: E402
from pipeline.laws.judging.entailment.support import DOUBTED, is_case, readable, told_signs, unsaid_by_rule  # noqa: E402
from pipeline.laws.judging.wording.likeness import plain  # noqa: E402
from pipeline.laws.registry import default  # noqa: E402
from pipeline.laws.verdicts import judge  # noqa: E402
from pipeline.store.statutes import StatuteStore, import_statutes, open_statutes  # noqa: E402

STRANGE_PAIRS = ROOT / "pipeline" / "laws" / "judging" / "entailment" / "data" / "strange.tsv"
STRANGE = ["strange words", "strangest word"]  # the signs that are read from it
WEIGHTS = ROOT / "pipeline" / "laws" / "judging" / "entailment" / "data" / "weights.tsv"
BLIND = "heldout18"  # never looked at
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
SELDOM = 3  # times that a pair is met; rarer ones tell nothing
PRIOR = 2.0  # claims that are added to those in which it is met
LITTLE = 0.4  # logarithm of odds
PENALTY = 15.0  # on the squares of weights of signs that are scaled to unit variance
THRESHOLDS = (-0.3, 0.0, 0.3, 0.6, 1.0)  # entailment accuses above 0.3 …
AROUND = 0.7  # … and of what is only told around a provision above so much more


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

    @property
    def pairs(self) -> frozenset[str]:
        """The pairs of characters that the provision lacks."""
        return strange_pairs(readable(self.claim), plain(readable(self.provision)))


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


class Pairs:
    """How often each pair that a provision lacks is told wrongly and rightly, set by set."""

    def __init__(self, found: list[Example]) -> None:
        self.pairs = sorted({pair for one in found for pair in one.pairs})
        self.folds = sorted({one.fold for one in found})
        place = {pair: i for i, pair in enumerate(self.pairs)}
        self._places = [np.array([place[pair] for pair in one.pairs], dtype=int) for one in found]
        self._fold = [one.fold for one in found]
        self._counts = np.zeros(
            (len(self.folds), 2, len(place) + 1)
        )  # by fold and right or wrong; the claims themselves last
        for one, places in zip(found, self._places, strict=True):
            if one.group != "joined":
                self._counts[self.folds.index(one.fold), int(one.wrong)][np.append(places, -1)] += 1

    def odds(self, *without: str) -> np.ndarray:
        """Of each pair the logarithm of the odds, by the claims of all folds but some; 0 for those that tell little."""
        left = [self.folds.index(fold) for fold in set(without)]
        right, wrong = self._counts.sum(0) - self._counts[left].sum(0)
        base = wrong[-1] / (wrong[-1] + right[-1])
        odds = np.log((wrong + PRIOR * base) / (right + PRIOR * (1 - base)) / base * (1 - base))[:-1]
        return np.where(((wrong + right)[:-1] >= SELDOM) & (abs(odds) >= LITTLE), odds, 0.0)

    def signs(self, *without: str) -> np.ndarray:
        """Of each claim what its pairs tell by the claims of the other folds; ``without``: nor by that fold's."""
        by_fold = {fold: self.odds(fold, *without) for fold in self.folds}
        told = [by_fold[fold][places] for places, fold in zip(self._places, self._fold, strict=True)]
        return np.array([(of.sum(), of.max(initial=0.0)) for of in told])


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
    names = sorted({name for one in found for name in one.signs} - set(STRANGE))
    raw = np.array([[one.signs.get(name, 0.0) for name in names] for one in found])
    names += STRANGE
    pairs = Pairs(found)

    def scaled(without: str | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        values = np.hstack([raw, pairs.signs(*([without] if without else []))])
        mean, scale = values.mean(0), values.std(0) + 1e-9
        return (values - mean) / scale, mean, scale

    wrong = np.array([float(one.wrong) for one in found])
    counts = np.array([COUNT if one.group in LOOSE else OFTEN.get(one.group, 1.0) for one in found])
    folds = np.array([one.fold for one in found])
    score = np.zeros(len(found))
    for fold in sorted(set(folds)):
        at = folds == fold
        values, _, _ = scaled(fold)
        weights = fitted(values[~at], wrong[~at], counts[~at])
        score[at] = values[at] @ weights[:-1] + weights[-1]
    by_rule = np.array([one.by_rule for one in found])
    groups = np.array([one.group for one in found])
    table(score, by_rule, wrong, groups)
    if "--write" in sys.argv:
        values, mean, scale = scaled(None)
        weights = fitted(values, wrong, counts)
        constant = weights[-1] - float((weights[:-1] * mean / scale).sum())
        lines = [f"{name}\t{weight / size:.3f}" for name, weight, size in zip(names, weights, scale, strict=False)]
        WEIGHTS.write_text("\n".join([f"constant\t{constant:.3f}", *lines]) + "\n", encoding="utf-8")
        odds = [(pair, value) for pair, value in zip(pairs.pairs, pairs.odds(), strict=True) if value]
        STRANGE_PAIRS.write_text("".join(f"{pair}\t{value:.2f}\n" for pair, value in odds), encoding="utf-8")
        print(f"\nwritten: {WEIGHTS.relative_to(ROOT)}, {len(names)} signs; {len(odds)} pairs of characters")
        table(values @ weights[:-1] + weights[-1], by_rule, wrong, groups)
    return 0


def table(score: np.ndarray, by_rule: np.ndarray, wrong: np.ndarray, groups: np.ndarray) -> None:
    """Of each group of sets: wrong claims found and right ones accused, by threshold; those told around by the higher one."""
    around = np.char.endswith(groups, " around")
    names = np.array([name.removesuffix(" around") for name in groups])
    kinds = {
        **{name: names == name for name in (*(f"heldout{n}" for n in range(9, 18)), "lessons", "lessons2", "joined")},
        "heldout to 8, told": np.isin(names, ("told", "heldout", *(f"heldout{n}" for n in range(2, 9)))),
        "right to right3": np.isin(names, ("right", "right2", "right3")),
        "right4": names == "right4",
        "real": names == "real",
    }
    kinds["9 to 17"] = np.isin(names, [f"heldout{n}" for n in range(9, 18)])
    print(f"\n{'threshold':<20}" + "".join(f"{threshold:>24}" for threshold in THRESHOLDS))
    for name, at in kinds.items():
        cells = []
        for threshold in THRESHOLDS:
            given = (score > threshold + AROUND * around) | (by_rule & (score > DOUBTED))
            hits, all_wrong = int((given & at & (wrong == 1)).sum()), int((at & (wrong == 1)).sum())
            bad, all_right = int((given & at & (wrong == 0)).sum()), int((at & (wrong == 0)).sum())
            cells.append(f"{hits} of {all_wrong}, {bad} of {all_right}")
        print(f"{name:<20}" + "".join(f"{cell:>24}" for cell in cells))


if __name__ == "__main__":
    sys.exit(main())
