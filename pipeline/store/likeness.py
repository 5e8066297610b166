"""How alike two articles are: the cosine of their characters and bigrams, rare ones heavy, and that of their titles. Pure.

Measured by tests/benchmarks/retrieval.py (related): a title says most about what an article is about.
"""

from __future__ import annotations

import heapq
import math
from collections import Counter
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import pairwise

from pipeline import text

TITLE_TIMES = 2  # the title's terms count so often among the body's
TITLE_SHARE = 0.35  # of the titles' own cosine, beside that of the whole texts
TERMS = 100  # the heaviest terms of a text are kept
LENGTH = 1500  # characters of a body that are read: what an article is about stands at its beginning

# Term → value. Terms of the title stand once more behind TITLE, so that one product compares texts and titles.
Vector = dict[str, float]
TITLE = "^"  # no term has it: terms are word characters

_log = lru_cache(maxsize=256)(lambda count: 1 + math.log(count))


class Profiler:
    """Makes vectors with the document frequencies of one database."""

    def __init__(self, frequencies: Mapping[str, int], articles: int) -> None:
        """Terms that are not in ``frequencies`` are left out: hardly any other article has them."""
        self._weights = {term: math.log(articles / count) for term, count in frequencies.items() if count < articles}

    def vector(self, title: str, body: str) -> Vector:
        """The vector of an article: its text at length 1, its title at length √TITLE_SHARE."""
        own = _count(title)
        whole = _count(body[:LENGTH])
        for term, count in own.items():
            whole[term] += TITLE_TIMES * count
        titled = {TITLE + term: value for term, value in self._weighted(own, math.sqrt(TITLE_SHARE)).items()}
        return self._weighted(whole, 1.0) | titled

    def _weighted(self, counts: Counter[str], length: float) -> Vector:
        weights = self._weights
        valued = [(_log(count) * weights[term], term) for term, count in counts.items() if term in weights]
        if len(valued) > TERMS:
            valued = heapq.nlargest(TERMS, valued)
        return scaled({term: value for value, term in valued}, length)


def _count(source: str) -> Counter[str]:
    """Characters, bigrams, words and numbers."""
    terms: list[str] = []
    for run in text.runs(source):
        if text.is_cjk(run[0]):
            terms.extend(run)
            terms.extend([a + b for a, b in pairwise(run)])
        else:
            terms.append(run)
    return Counter(terms)


def scaled(vector: Vector, length: float) -> Vector:
    """The vector at that length; an empty one stays empty."""
    now = math.sqrt(sum([value * value for value in vector.values()]))
    return {term: value * length / now for term, value in vector.items()} if now else {}


def likeness(one: Vector, other: Vector) -> float:
    """0 … 1 + TITLE_SHARE."""
    return sum([one[term] * other[term] for term in one.keys() & other.keys()])


def towards(one: Vector, near: Iterable[tuple[float, Vector]], share: float) -> Vector:
    """The vector moved towards its nearest neighbours: what a group of articles has in common weighs more."""
    close = list(near)
    total = sum(score for score, _ in close)
    if not total:
        return one
    moved = dict(one)
    for score, other in close:
        part = share * score / total
        for term, value in other.items():
            moved[term] = moved.get(term, 0.0) + part * value
    return scaled(moved, math.sqrt(1 + TITLE_SHARE))


def shared(one: Vector, other: Vector, most: int) -> list[str]:
    """The bigrams and words that make two articles alike, heaviest first."""
    both = [(one[term] * other[term], term) for term in one.keys() & other.keys() if len(term) > 1 and term[0] != TITLE]
    return [term for _, term in heapq.nlargest(most, both)]
