"""Figures of a told rule that its provision does not have: periods, amounts, counts, shares.

Compared by value and kind; five working days are no five years. What a statute leaves to others to fill in (数额较大,
情节严重) may have any figure of that kind, but for the measure of a penalty that it sets itself (penalties.py).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.laws.judging.entailment.derived_figures import worked_out
from pipeline.laws.judging.entailment.penalties import OPEN_ENDED, OPEN_YEARS
from pipeline.laws.judging.entailment.quantities import DAYS, Value, quantities, quantities_of, units_of, with_shares
from pipeline.laws.judging.wording.likeness import plain

_ROUND = 0.02  # 24个月 are 720 days, 两年 730
_IDIOMATIC = frozenset((1.0, unit) for unit in ("次", "人", "期", "日", "元")) | {
    (2.0, "人")
}  # 一次, 一天, 两人: hardly meant
_ONCE = (1.0, "次")
_ONLY_ONCE = re.compile(r"(?:只|仅|最多|每[年月])[^，。；]{0,8}1次(?!性)")  # … but here it is
_ROUNDS = frozenset((float(days), "日") for days in DAYS.values())  # 一年两次: 每年两次

_LEFT_OPEN_AT_ALL = re.compile("国家有关规定|具体办法|另行规定|主管部门规定")
_DEGREES = re.compile("数额(?:较|巨|特别)|数量|情节|后果严重")
_OF_DEGREE = frozenset("元次人")  # what is counted to tell a degree, and not what it leads to
_PERIOD_LEFT_OPEN = re.compile("合理期限|规定期限|约定的期限")
_PERIOD_SET_ELSEWHERE = re.compile("时效|期限届满")
# 每月寄一次: how often something must be done.
_FREQUENCY = re.compile(r"每个?(?:年|月|季度|周|星期|日|天)(?=都|要|应|须|必|向|给|最|至|寄|送|公|拨|打|不得|只能|\d)")
_NUMBER = r"(?P<figure>\d+[万千百]?(?:个?工作日|个?月|年|日|天|小时|元|次|期|倍|成|巴仙|毫分|人))"
_MOST = re.compile(rf"(?:最[长多高迟]|不(?:得|能|可以?)?(?:超过|高于|多于)|至多|顶多|封顶)[^，。；\d]{{0,4}}{_NUMBER}")
_LEAST = re.compile(rf"(?:最[短少低]|不(?:得|能|可以?)?(?:少于|低于|短于)|至少|起码)[^，。；\d]{{0,4}}{_NUMBER}")
_RULES = re.compile(r"[。；;\n，,]")
_TELLING = 4  # pairs of characters of a clause below which they tell of no rule
_TOLD_OF = 0.5  # of them stand in a rule: the clause is told of it
_CLEARLY = 0.25  # … more of them than in another
_CONDUCT = re.compile(
    "就(?:是|算|会)?[违侵踩属构犯骚触]|属于|构成|侵害|侵犯|违[法规反]|涉嫌"
)  # 每天打几十个电话就踩了线
_CLAUSES = re.compile("[，,；;。：:]")
_FREQUENT = re.compile("每|按[年月季周日]|定期")


def other_figures(claim: str, provision: str, *, of_result: bool = False, whole: str = "") -> list[str]:
    """The figures of the claim that the provision has not, nor leaves open.

    ``of_result``: the claim is what follows from the provision, and no degree (情节严重) leaves that open.
    ``whole``: what the claim is a part of; figures may be worked out from others of it.
    """
    return list(_other_figures(claim, provision, of_result, whole or claim))


@lru_cache(maxsize=256)
def _other_figures(claim: str, provision: str, of_result: bool, whole: str) -> tuple[str, ...]:
    words, statute = plain(with_shares(claim)), plain(with_shares(provision))
    there = {value for value, _ in quantities(statute)}
    open_to_any = _LEFT_OPEN_AT_ALL.search(statute) is not None
    degrees = _DEGREES.search(statute) is not None
    open_period = _PERIOD_LEFT_OPEN.search(statute) is not None or (
        _PERIOD_SET_ELSEWHERE.search(statute) is not None and all(unit != "日" for _, unit in there)
    )
    open_from = min((int(found[1]) for found in OPEN_ENDED.finditer(statute)), default=OPEN_YEARS) * DAYS["年"]
    out = [] if _FREQUENT.search(statute) else list(_frequencies(words, there))
    instalments = "分期" in statute
    other_counts = any(kind == "次" and number > 1 for number, kind in there) and _ONCE not in there
    idiomatic = _IDIOMATIC - {_ONCE} if other_counts and _ONLY_ONCE.search(words) else _IDIOMATIC
    for value, written in quantities(words):
        unit = value[1]
        fitting = value in there or value in idiomatic or open_to_any
        fitting |= unit == "期" and instalments
        fitting |= degrees and (not of_result or unit in _OF_DEGREE)
        fitting |= value in _ROUNDS and _FREQUENT.search(statute) is not None
        fitting |= unit == "日" and open_period
        fitting |= unit == "日" and open_from < value[0] <= OPEN_YEARS * DAYS["年"]
        fitting |= unit == "日" and any(kind == "日" and abs(days - value[0]) <= _ROUND * days for days, kind in there)
        if not fitting and value not in _own(whole, statute):
            out.append(written)
    return tuple(out)


@lru_cache(maxsize=64)
def _own(claim: str, statute: str) -> frozenset[Value]:
    """The figures of a claim that its author worked out from the statute's (plain)."""
    words = plain(with_shares(claim))
    told, there = ([value for value, _ in quantities(text)] for text in (words, statute))
    return worked_out(told, there, words, statute)


def _frequencies(words: str, there: set[Value]) -> Iterator[str]:
    """How often something must be done: not how often somebody does it (每天打几十个电话就违法), nor a figure that is there."""
    for clause in _CLAUSES.split(words):
        for found in _FREQUENCY.finditer(clause):
            figure = quantities(clause[found.end() :])
            known = clause[found.end() : found.end() + 1].isdigit() and figure and figure[0][0] in there
            if not known and not _CONDUCT.search(clause):
                yield found[0]


def some_there(claim: str, provision: str) -> bool:
    """Whether one of the claim's figures is the provision's: others beside it may be worked out from it."""
    there = {value for value, _ in quantities_of(provision)}
    return any(value in there for value, _ in quantities_of(claim) if value not in _IDIOMATIC)


def contradicted(claim: str, provision: str, *, whole: str = "") -> list[str]:
    """The figures of the claim whose kind the provision has with other values only."""
    ours = quantities_of(claim)
    theirs = quantities_of(provision)
    shared = {unit for (number, unit), _ in ours if ((number, unit) in {value for value, _ in theirs})}
    foreign = other_figures(claim, provision, of_result=True, whole=whole)
    kinds = units_of(provision) - shared
    return [written for (_, unit), written in ours if unit in kinds and written in foreign]


def turned_bounds(claim: str, provision: str) -> list[str]:
    """The provision's figures that a claim makes a least where they are a most, or the other way: 最短六个月 for 不超过六个月."""
    told = _bounds(plain(with_shares(claim)))
    if not told:
        return []
    statute = plain(with_shares(provision))
    ruled = _bounds(statute)
    free = {value for value, _ in quantities(statute)} - {value for value, _, _ in ruled}
    out = []
    for value, bound, written in told:
        bounds = {one for other, one, _ in ruled if other == value}
        if bounds and bound not in bounds and value not in free:
            out.append(written)
    return out


def exchanged_figures(claim: str, provision: str) -> list[str]:
    """The provision's figures that a claim gives to what the provision gives another: 判决十日、裁定十五日 for the reverse."""
    told = []
    for clause in map(plain, _CLAUSES.split(with_shares(claim))):
        figures = [one for one in quantities(clause) if one[0] not in _IDIOMATIC]
        if len(figures) == 1:
            told.append((clause, *figures[0]))
    if not told:
        return []
    ruled = _ruled(with_shares(provision))
    return [written for clause, value, written in told if len(ruled) > 1 and _of_another(clause, value, ruled)]


@lru_cache(maxsize=64)
def _ruled(provision: str) -> tuple[tuple[str, frozenset[Value]], ...]:
    """The clauses of a provision that have figures, and their values."""
    clauses = map(plain, _RULES.split(provision))
    return tuple((words, frozenset(value for value, _ in found)) for words in clauses if (found := quantities(words)))


def _of_another(clause: str, value: Value, ruled: tuple[tuple[str, frozenset[Value]], ...]) -> bool:
    """Whether a clause is told of a rule that has another figure of the kind, and much less of those that have its own."""
    pairs = {one + other for one, other in pairwise(clause) if not one.isdigit() and not other.isdigit()}
    if len(pairs) < _TELLING:
        return False
    shares = [(sum(pair in words for pair in pairs) / len(pairs), values) for words, values in ruled]
    own = max((share for share, values in shares if value in values), default=None)
    others = [share for share, values in shares if value not in values and value[1] in {unit for _, unit in values}]
    return own is not None and bool(others) and max(others) >= _TOLD_OF and max(others) >= own + _CLEARLY


@lru_cache(maxsize=256)
def _bounds(words: str) -> tuple[tuple[Value, bool, str], ...]:
    """The figures that are a most (True) or a least (False), and how they are written."""
    out: list[tuple[Value, bool, str]] = []
    for pattern, most in ((_MOST, True), (_LEAST, False)):
        for found in pattern.finditer(words):
            figures = quantities(found["figure"])
            out.extend((value, most, found[0]) for value, _ in figures[:1])
    return tuple(out)
