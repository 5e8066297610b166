"""Figures that an author works out from a provision's own: 20 % of a price, three times what was paid, two periods together.

They stand in no provision, and who tells them tells it rightly.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import permutations

from pipeline.laws.judging.entailment.quantities import Value

_NEAR = 0.02  # of a figure
_SHARES = (("减半", 50.0), ("折半", 50.0), ("双倍", 200.0), ("加倍", 200.0))  # said without a figure
_UTMOST = re.compile("最[长多高]|[一总]共|合计|加起来|顶多|封顶")
_FEW = 6  # figures of a kind; of more some two make any third
# A sum that somebody owes or paid: no rule says it, but for its bounds.
_OWN_SUM = re.compile(
    r"(?:房价|评估价|市价|标的额?|[欠借交花还付垫]了?|受理费|本金|定金)[^，。；\d]{0,2}(?P<sum>\d+[万千]?元)(?!以|的?以|及以|[至到])"
)
_CHANGED_BY = re.compile(r"(?:延长|缩短|增加|减少|提高|降低|多|少)了\d")  # from two years to three: by one
_NUMBERS = re.compile(r"\d+")
_RATE_CHANGED = re.compile(r"从\d+巴仙[^，。；\d]{1,6}\d+巴仙")
_BOUND = re.compile("以[上下内]|不超过|罚[款金]|最[高多低少]")


def worked_out(told: Sequence[Value], there: Sequence[Value], claim: str, statute: str) -> frozenset[Value]:
    """Those of the values told in a claim that follow from the provision's, or are the author's case; both texts plain."""
    shares = {number for number, unit in there if unit == "%"} | {share for word, share in _SHARES if word in statute}
    found: set[Value] = set()
    for (one, unit), (other, kind) in permutations(dict.fromkeys(told), 2):
        of = 100 * other / one if one else 0.0
        if unit == kind and unit in ("元", "日") and any(_close(of, share) for share in shares):
            found |= {(one, unit), (other, kind)}
    if _UTMOST.search(claim):
        found |= {value for value in told if any(_close(value[0], one) for one in _together(there, value[1]))}
    found |= _own(told, there, claim)
    return frozenset(found)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _NEAR * other


def _together(there: Sequence[Value], unit: str) -> Iterator[float]:
    """The sums and differences of a provision's figures."""
    numbers = sorted({number for number, kind in there if kind == unit})
    if len(numbers) <= _FEW:
        for one, other in permutations(numbers, 2):
            yield one + other
            if one > other:
                yield one - other


def _own(told: Sequence[Value], there: Sequence[Value], claim: str) -> set[Value]:
    """Those of a case: what a claim says twice (半年还清的，付半年; 到手八千的，按八千元还), several sums, a rate before and after.

    Only of kinds that the provision has no figure of: 罚款五百元到一千元 is told as the rule.
    """
    known = {unit for _, unit in there}
    if _BOUND.search(claim):
        return set()
    if _CHANGED_BY.search(claim):
        return set(told)
    again = Counter(_NUMBERS.findall(claim))
    twice = {unit for (_, unit), count in Counter(told).items() if count > 1 and not there}
    own = {value for value in told if value[1] in twice}
    own |= {value for value in told if value[1] == "元" and again[f"{value[0]:.0f}"] > 1}
    sums = {value for value in told if value[1] == "元"}
    if len(sums) > 1 or (sums and _OWN_SUM.search(claim)):
        own |= sums
    if _RATE_CHANGED.search(claim):
        own |= {value for value in told if value[1] == "%"}
    return {value for value in own if not there or value[1] not in known}
