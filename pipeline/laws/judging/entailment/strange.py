"""What words tell that a provision does not have: how much oftener they are told wrongly of provisions than rightly.

The pairs of characters that a claim has and its provision has not, everyday words turned into its terms: 吊销 is often made
up, 通常 hardly ever. tests/benchmarks/verdict_signs.py counts them in the marked claims and writes data/strange.tsv: pair,
logarithm of the odds.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise

from pipeline.laws.judging.entailment.overlap import in_its_words
from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import plain

_FIRST, _LAST = "\u4e00", "\u9fff"


def strange_pairs(claim: str, statute: str) -> frozenset[str]:
    """The pairs of Chinese characters of the claim that the statute (plain) does not have."""
    words = plain(in_its_words(claim, statute))
    return frozenset(
        one + other
        for one, other in pairwise(words)
        if _FIRST <= one <= _LAST and _FIRST <= other <= _LAST and one + other not in statute
    )


def strangeness(pairs: frozenset[str]) -> tuple[float, float]:
    """The sum of what the pairs tell, and the most that one of them does: logarithms of odds."""
    odds = _odds()
    told = [odds[pair] for pair in pairs if pair in odds]
    return sum(told), max(told, default=0.0)


@cache
def _odds() -> dict[str, float]:
    return {pair: float(odds) for pair, odds in rows("strange")}
