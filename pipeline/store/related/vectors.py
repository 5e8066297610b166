"""What an article is about as one short vector: its characters and bigrams, rare ones heavy, and those of its title. Pure.

Terms are numbers here and vectors are arrays, so that an article is compared with all its candidates in one product.
Measured by tests/benchmarks/retrieval.py (related): a title says most about what an article is about.
"""

from __future__ import annotations

import math
import re
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from pipeline import text

IDF_POWER = 0.75  # of how rare a term is: what articles share are seldom their very rarest terms
TITLE_SHARE = 0.7  # of the titles' own cosine, beside that of the whole texts
TERMS = 150  # the heaviest terms of a text are kept
LENGTH = 1500  # characters of a body that are read: what an article is about stands at its beginning
BITS = 18  # a term is one of so many places; that two share one is rare among the few hundred of an article
PLACES = 1 << BITS  # the title's terms stand once more behind these
_STEPS = (1 << (32 - BITS - 1)) - 1  # a stored value is one of so many

Codes = NDArray[np.uint32]  # terms: a character's code point, two of them, or a word's checksum
Numbers = NDArray[np.float32]

_WORD = re.compile(r"[0-9a-z]{2,}")
_WORDS_BELOW = 0x34000000  # the code of a bigram is above: its first character is a Chinese one


@dataclass(frozen=True, slots=True)
class Vector:
    """``places`` (ascending, each once) with their ``values``: text terms at length 1, title terms at length √TITLE_SHARE.

    Never without an element, so that sums over several vectors in one array have one for each.
    """

    places: Codes
    values: Numbers

    def packed(self) -> bytes:
        """Four bytes a term, as the database keeps it."""
        return bytes((self.places << (32 - BITS - 1) | np.rint(self.values * _STEPS).astype(np.uint32)).tobytes())

    @classmethod
    def unpacked(cls, stored: bytes) -> Vector:
        """The vector that ``packed`` gave."""
        return Vectors([stored]).vector(0)


class Vectors:
    """Many vectors in one array, unpacked together."""

    def __init__(self, stored: Sequence[bytes]) -> None:
        both = np.frombuffer(b"".join(stored), np.uint32)
        self.places: Codes = both >> np.uint32(32 - BITS - 1)
        self.values: Numbers = (both & np.uint32(_STEPS)).astype(np.float32) / np.float32(_STEPS)
        self.ends = list(accumulate((len(one) // 4 for one in stored), initial=0))

    def __len__(self) -> int:
        return len(self.ends) - 1

    def vector(self, number: int) -> Vector:
        """One of them."""
        part = slice(self.ends[number], self.ends[number + 1])
        return Vector(self.places[part], self.values[part])


@dataclass(frozen=True, slots=True)
class Profile:
    """An article's vector with the terms behind it, heaviest first: Chinese bigrams and other words with place and value."""

    vector: Vector
    terms: tuple[tuple[str, int, float], ...]


class Weights:
    """What each term tells, from the document frequencies of one database."""

    def __init__(self, weights: Numbers, rare: float) -> None:
        """``weights`` by place, NaN where nothing is known; ``rare`` is what such a term tells."""
        self._weights = weights
        self._rare = rare

    @classmethod
    def of(cls, frequencies: Mapping[str, int], articles: int, read: int) -> Weights:
        """From how many of ``articles`` have a term, learnt from ``read`` of them.

        What is missing was met in one of those read at most: where all were read, no other article has it.
        """
        weights = np.full(PLACES, np.nan, np.float32)
        terms = list(frequencies)
        places = _places(np.array([code(term) for term in terms], np.uint32))
        known = np.log(np.maximum(articles / np.maximum(np.array(list(frequencies.values())), 1), 1.0))
        order = np.argsort(-known, kind="stable")  # of two terms in one place the commoner is written last, and holds
        weights[places[order]] = known[order]
        return cls(weights, math.log(max(read, 1)) if read < articles else 0.0)

    def packed(self) -> bytes:
        """Two bytes a place, then ``rare``."""
        return bytes(np.append(self._weights, self._rare).astype(np.float16).tobytes())

    @classmethod
    def unpacked(cls, stored: bytes) -> Weights:
        """The weights that ``packed`` gave."""
        numbers = np.frombuffer(stored, np.float16).astype(np.float32)
        return cls(numbers[:-1], float(numbers[-1]))

    def vector(self, title: str, body: str) -> Vector:
        """The vector of an article."""
        return self._vector(text.fold(title), text.fold(body)[:LENGTH], {})[0]

    def profile(self, title: str, body: str) -> Profile:
        """The profile of an article."""
        words: dict[str, int] = {}
        vector, numbers, places, values = self._vector(text.fold(title), text.fold(body)[:LENGTH], words)
        told = numbers >= 0x10000  # no single characters
        terms = zip(_terms(numbers[told], words), places[told].tolist(), values[told].tolist(), strict=True)
        return Profile(vector, tuple(sorted(terms, key=lambda one: (-one[2], one[0]))))

    def _vector(self, title: str, body: str, words: dict[str, int]) -> tuple[Vector, Codes, Codes, Numbers]:
        """(the vector of folded texts; code, place and value of each term of the whole text). ``words``: as ``codes``."""
        own = codes(title, words)
        whole, times = np.unique(np.concatenate((codes(body, words), own)), return_counts=True)
        places, values, kept = self._weighted(whole, times)
        titled, title_values, _ = self._weighted(*np.unique(own, return_counts=True), least=1)
        root = math.sqrt(TITLE_SHARE)
        vector = Vector(
            np.concatenate((places, titled + np.uint32(PLACES))),
            np.concatenate((_scaled(values), root * _scaled(title_values))).astype(np.float32),
        )
        if not len(vector.places):
            vector = Vector(np.zeros(1, np.uint32), np.zeros(1, np.float32))
        return vector, whole[kept], places, values

    def _weighted(
        self, terms: Codes, times: NDArray[np.intp], least: int = 2
    ) -> tuple[Codes, Numbers, NDArray[np.intp]]:
        """(places, values, which of ``terms``) of the heaviest; an unknown term counts from ``least`` times on."""
        places = _places(terms)
        weights = self._weights[places]
        weights = np.where(np.isnan(weights), np.where(times >= least, self._rare, 0.0), weights)
        values = (1.0 + np.log(times)) * weights**IDF_POWER
        kept = np.flatnonzero(values > 0)
        if len(kept) > TERMS:
            kept = kept[np.argpartition(-values[kept], TERMS)[:TERMS]]
        places, first = np.unique(places[kept], return_index=True)
        kept = kept[first]
        return places, values[kept].astype(np.float32), kept


class Comparer:
    """Compares one vector with many; its memory is used again for the next."""

    def __init__(self) -> None:
        self._dense = np.zeros(2 * PLACES, np.float32)

    def likeness(self, one: Iterable[tuple[float, Vector]], others: Vectors) -> Numbers:
        """The products of a sum of vectors, each times its share, with each of the others.

        The sum is scaled to the length of its first vector.
        """
        if not len(others):
            return np.zeros(0, np.float32)
        parts = list(one)
        for share, vector in parts:
            self._dense[vector.places] += share * vector.values
        products = np.add.reduceat(self._dense[others.places] * others.values, others.ends[:-1])
        # The sum's product with itself is that with its parts.
        square = sum(share * float(self._dense[vector.places] @ vector.values) for share, vector in parts)
        goal = float(parts[0][1].values @ parts[0][1].values)
        for _, vector in parts:
            self._dense[vector.places] = 0.0
        return np.asarray(products * (math.sqrt(goal / square) if square > 0 else 0.0), np.float32)


def codes(folded: str, known: dict[str, int]) -> Codes:
    """The terms of a folded text as numbers, repeated ones too: characters, bigrams, and words of two or more letters.

    ``known``: the words of this text and others with their numbers; new ones are added.
    """
    points = np.frombuffer(folded.encode("utf-32-le", "replace"), "<u4")
    chinese = (points >= 0x3400) & (points <= 0x9FFF)
    pairs = chinese[:-1] & chinese[1:]
    bigrams = (points[:-1][pairs] << 16) | points[1:][pairs]
    found = _WORD.findall(folded)
    known.update((word, code(word)) for word in set(found) - known.keys())
    words = np.array([known[word] for word in found], np.uint32)
    return np.concatenate((points[chinese], bigrams, words)).astype(np.uint32)


def code(term: str) -> int:
    """The number of one term: a Chinese character, a bigram, or a word."""
    if "㐀" <= term[0] <= "鿿":
        return ord(term[0]) if len(term) == 1 else ord(term[0]) << 16 | (ord(term[1]) & 0xFFFF)
    return 0x10000 + zlib.crc32(term.encode()) % (_WORDS_BELOW - 0x10000)


def _terms(numbers: Codes, words: Mapping[str, int]) -> list[str]:
    """The bigrams and words that have these numbers."""
    pairs = np.stack((numbers >> 16, numbers & 0xFFFF), axis=1).astype("<u4")
    spelt: list[str] = pairs.view("<U2").ravel().tolist()
    named = {number: word for word, number in words.items()}
    for at in np.flatnonzero(numbers < _WORDS_BELOW).tolist():
        spelt[at] = named[int(numbers[at])]
    return spelt


def _places(terms: Codes) -> Codes:
    """Where terms stand: Knuth's multiplicative hash."""
    return np.asarray((terms * np.uint32(2654435761)) >> np.uint32(32 - BITS), np.uint32)


def _scaled(values: Numbers) -> Numbers:
    length = float(np.sqrt(np.sum(values**2)))
    return values / length if length else values
