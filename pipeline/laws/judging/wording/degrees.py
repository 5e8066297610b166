"""Penalties of several degrees in one provision: whether a claim gives a condition the penalty of another.

数额较大的，处三年以下有期徒刑…；数额巨大…的，处三年以上十年以下: every word of «数额较大的，处三年以上十年以下» stands
there, in its order, and the rule is another one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from pipeline.laws.judging.wording.likeness import plain

# Where a clause ends: at a mark, and before the penalty of a condition that none follows (数额巨大的处三年以上…).
_CLAUSE_ENDS = re.compile(r"[，,：:；;。\n]|(?<=的)(?=(?:可以?)?(?:并|单|判)?处)")
_PENALTY = re.compile("(?:应当?|可以?|将|会|要)?(?:被|并|单|判)?处")
_MEASURE = re.compile(
    r"\d+年以上(?:\d+年以下)?有期徒刑|(?<!年以上)(?<!\d)\d+年以下有期徒刑|无期徒刑|死刑|\d+日以上\d+日以下拘留|(?<!日以上)(?<!\d)\d+日以下拘留"
)
_PARAGRAPH_ENDS = re.compile(r"。|\n(?!\s*[（(][一二三四五六七八九十\d]{1,3}[）)])")
_ITEM = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]")
_OF_DEGREE = re.compile("(?:数额|数量|情节|后果)(?:特别)?(?:较大|巨大|较重|严重|恶劣)(?=的?$)")
_SHORTEST = 4  # characters of a condition below which it may stand anywhere


@dataclass(frozen=True, slots=True)
class Degree:
    """Some conditions and the penalties that follow from them, plain."""

    conditions: tuple[str, ...]
    penalties: tuple[str, ...]

    @property
    def measures(self) -> frozenset[str]:
        """The terms of imprisonment and detention: 3年以下有期徒刑."""
        return frozenset(found[0] for penalty in self.penalties for found in _MEASURE.finditer(penalty))

    def has(self, condition: str) -> bool:
        """Whether it stands in one of the conditions."""
        return any(condition in one for one in self.conditions)


def exchanged_degree(claim: str, statute: str) -> tuple[str, str] | None:
    """The condition of one degree and the measure of another that a claim puts together, plain; None where it does not.

    Every condition that the claim gives must be of the one degree alone, so that nothing of what it leaves out or says
    in other words can be the other's.
    """
    if "处" not in claim:
        return None
    degrees = [one for one in _degrees(statute) if one.measures]
    if len(degrees) < 2:
        return None
    for told in _degrees(claim):
        told = _without_subject(told, degrees)
        if not told.conditions or not told.measures or len(told.conditions[-1]) < _SHORTEST:
            continue
        own = [one for one in degrees if told.conditions[-1] in one.conditions] or [
            one for one in degrees if one.has(told.conditions[-1])
        ]
        if len(own) != 1 or not all(own[0].has(condition) for condition in told.conditions):
            continue
        foreign = told.measures - own[0].measures
        if foreign and any(foreign <= one.measures for one in degrees):
            return told.conditions[-1], "、".join(sorted(foreign))
    return None


def _without_subject(told: Degree, degrees: list[Degree]) -> Degree:
    """The degree alone, where who tells it puts the offence before it: 诈骗数额巨大的 for 数额巨大."""
    found = _OF_DEGREE.search(told.conditions[-1]) if told.conditions else None
    known = found is None or any(one.has(told.conditions[-1]) for one in degrees)
    return told if known or found is None else Degree((found[0],), told.penalties)


@lru_cache(maxsize=512)
def _degrees(text: str) -> tuple[Degree, ...]:
    return tuple(one for paragraph in _PARAGRAPH_ENDS.split(text) for one in _of_paragraph(paragraph))


def _of_paragraph(text: str) -> Iterator[Degree]:
    """What is listed behind the degrees is a condition of each: …，处五日以下拘留；情节较重的，…：（一）写恐吓信的；…"""
    head, *items = _ITEM.split(text)
    degrees = list(_read(head))
    if not any(one.measures for one in degrees):
        yield from _read("；".join([head, *items]))
        return
    listed = tuple(words for item in items for clause in _CLAUSE_ENDS.split(item) if (words := plain(clause)))
    for one in degrees:
        yield Degree(one.conditions + listed, one.penalties)


def _read(text: str) -> Iterator[Degree]:
    conditions: list[str] = []
    penalties: list[str] = []
    for clause in _CLAUSE_ENDS.split(text):
        words = plain(clause)
        if not words:
            continue
        if _PENALTY.match(words):
            penalties.append(words)
            continue
        if penalties:
            yield Degree(tuple(conditions), tuple(penalties))
            conditions, penalties = [], []
        conditions.append(words)
    if penalties:
        yield Degree(tuple(conditions), tuple(penalties))
