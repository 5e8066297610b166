"""How alike two articles are: the cosine of their characters and bigrams, rare ones heavy, the title for itself. Pure.

Measured by tests/benchmarks/retrieval.py (related): words in the title say most about what an article is about.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pipeline import text

TITLE_TIMES = 2  # the title's terms count twice among the body's
TITLE_SHARE = 0.35  # of the titles' own cosine, beside that of the whole texts
TERMS = 100  # the heaviest terms of a text are kept
LENGTH = 2000  # characters of a body that are read: what an article is about stands at its beginning

Vector = dict[str, float]

_log = lru_cache(maxsize=256)(lambda count: 1 + math.log(count))


@dataclass(frozen=True, slots=True)
class Profile:
    """An article for comparing: vectors of length 1."""

    whole: Vector
    title: Vector


class Profiler:
    """Makes profiles with the document frequencies of one database."""

    def __init__(self, frequencies: Mapping[str, int], articles: int) -> None:
        """Terms that are not in ``frequencies`` are left out: hardly any other article has them."""
        self._weights = {term: math.log(articles / count) for term, count in frequencies.items() if count < articles}

    def profile(self, title: str, body: str) -> Profile:
        """The profile of a text."""
        own = _count(title)
        whole = _count(body[:LENGTH])
        for term, count in own.items():
            whole[term] += TITLE_TIMES * count
        return Profile(self._vector(whole), self._vector(own))

    def _vector(self, counts: Counter[str]) -> Vector:
        weights = self._weights
        valued = [(_log(count) * weights[term], term) for term, count in counts.items() if term in weights]
        if len(valued) > TERMS:
            valued = heapq.nlargest(TERMS, valued)
        return normalised({term: value for value, term in valued})


def _count(source: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    for run in text.runs(source):
        if text.is_cjk(run[0]):
            counts.update(run)
            counts.update(map(str.__add__, run, run[1:]))
        else:
            counts[run] += 1
    return counts


def normalised(vector: Vector) -> Vector:
    """The vector at length 1; an empty one stays empty."""
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def cosine(one: Vector, other: Vector) -> float:
    """Of two vectors of length 1: 0 … 1."""
    return sum([one[term] * other[term] for term in one.keys() & other.keys()])


def likeness(one: Profile, other: Profile) -> float:
    """0 … 1 + TITLE_SHARE."""
    return cosine(one.whole, other.whole) + TITLE_SHARE * cosine(one.title, other.title)


def towards(one: Profile, near: Iterable[tuple[float, Profile]], share: float) -> Profile:
    """The profile moved towards those of its nearest neighbours: what a group of articles has in common weighs more."""
    close = list(near)
    total = sum(score for score, _ in close)
    if not total:
        return one
    whole, title = dict(one.whole), dict(one.title)
    for score, other in close:
        part = share * score / total
        for target, source in ((whole, other.whole), (title, other.title)):
            for term, value in source.items():
                target[term] = target.get(term, 0.0) + part * value
    return Profile(normalised(whole), normalised(title))


def shared(one: Profile, other: Profile, most: int) -> list[str]:
    """The terms that make two articles alike, heaviest first: bigrams and words, not single characters."""
    both = [
        (value * other.whole[term], term)
        for term, value in one.whole.items()
        if term in other.whole and (len(term) > 1 or not text.is_cjk(term[0]))
    ]
    return [term for _, term in heapq.nlargest(most, both)]
