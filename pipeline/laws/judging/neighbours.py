"""Whether what is told of a provision is what one of its neighbours says, in whatever words: the number is wrong.

Neighbours speak of the same matter with the same words. So each pair of characters of the claim counts by how few of them
have it: what all of them say tells nothing, what one alone says tells that one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from pipeline.laws.judging.texts import Passage
from pipeline.laws.judging.wording import pairs, plain
from pipeline.laws.naming.numerals import chinese

REACH = 15  # articles before and behind
_LEAST = 12  # pairs of characters that a claim must have
_THERE = 0.28  # of their weight the neighbour has at least …
_HERE = 0.25  # … and the provision at most
_HELD = 9  # … pairs of which it has so many
_CLEARER = 0.22  # … and the provision so much less
_OWN = 0.1  # of the pairs the provision may have and the neighbour not; more, and it is told of the provision after all
_UNKNOWN = 1.5  # holders of a pair that nobody has: such words are the author's own and count a little less
_FIGURE = re.compile(r"\d+\D")


def neighbour(claim: str, own: Passage, others: Iterable[str], passages: Sequence[Passage]) -> Passage | None:
    """The one of ``passages`` that says what is claimed, where the provision does not; None where that is not sure.

    ``own``: the provision, ``others``: its texts in other versions that may be meant. Of two provisions of which one names
    the other, either may be told of together with it.
    """
    words = plain(claim)
    said = [pair for pair in pairs(words) if not pair.isdigit()]  # a part of a number is no word
    number = _number(own)
    found = [(one, _standing(said, plain(one.text))) for one in passages if number not in one.text]
    if len(said) < _LEAST or not found:
        return None
    holders = Counter(pair for _, held in found for pair in held)
    weights = {pair: log((len(found) + 2) / ((holders[pair] or _UNKNOWN) + 0.5)) for pair in said}
    whole = sum(weights.values())

    def share(held: Iterable[str]) -> float:
        return sum(weights[pair] for pair in held) / whole

    best, held = max(found, key=lambda one: share(one[1]))
    there, text = share(held), plain(best.text)
    if there < _THERE or len(held) < _HELD or _number(best) in own.text:
        return None
    for version in map(plain, (own.text, *others)):
        here = _standing(said, version)
        figures = any(one in version and one not in text for one in _FIGURE.findall(words))
        if (
            share(here) > _HERE
            or there < share(here) + _CLEARER
            or len(set(here) - set(held)) > _OWN * len(said)
            or figures
        ):
            return None
    return best


def _standing(parts: Iterable[str], text: str) -> list[str]:
    return [pair for pair in parts if pair in text]


def _number(one: Passage) -> str:
    return f"第{chinese(one.article)}条"
