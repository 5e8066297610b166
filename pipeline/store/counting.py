"""In how many texts each term is, counted in arrays: a tenth of the time that a Counter of strings takes. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from pipeline import text

_SHIFT = np.uint64(21)  # bits of a character's number; a bigram is two of them, a character alone has none before it
_CHARACTER = np.uint64((1 << 21) - 1)
_AT_ONCE = 1 << 22  # terms held until they are counted

Terms = NDArray[np.uint64]
Counts = NDArray[np.int64]


def frequent(texts: Iterable[str], least: int) -> tuple[int, dict[str, int]]:
    """(how many texts, terms that ``least`` of them or more have → how many do).

    Terms are those of the index (text.segment) and every Chinese character by itself.
    """
    read = size = 0
    words: Counter[str] = Counter()
    terms, counts = np.zeros(0, np.uint64), np.zeros(0, np.int64)
    held: list[Terms] = []
    for folded in map(text.fold, texts):
        read += 1
        words.update(set(text.words(folded)))
        held.append(np.unique(_chinese(folded)))
        size += len(held[-1])
        if size > _AT_ONCE:
            terms, counts = _counted(terms, counts, held)
            held, size = [], 0
    terms, counts = _counted(terms, counts, held)
    enough = counts >= least
    found = dict(zip(_spelt(terms[enough]), counts[enough].tolist(), strict=True))
    return read, found | {word: count for word, count in words.items() if count >= least}


def _chinese(folded: str) -> Terms:
    """The characters and bigrams of a text as numbers."""
    points = np.frombuffer(folded.encode("utf-32-le", "replace"), "<u4")
    chinese = np.zeros(len(points), bool)
    for low, high in text.CHINESE:
        chinese |= (points >= low) & (points <= high)
    pairs = chinese[:-1] & chinese[1:]
    wide = points.astype(np.uint64)
    return np.concatenate((wide[chinese], (wide[:-1][pairs] << _SHIFT) | wide[1:][pairs]))


def _counted(terms: Terms, counts: Counts, held: list[Terms]) -> tuple[Terms, Counts]:
    every = np.concatenate((terms, *held))
    found, where = np.unique(every, return_inverse=True)
    ones = np.ones(len(every) - len(counts), np.int64)
    return found, np.bincount(where, np.concatenate((counts, ones)), len(found)).astype(np.int64)


def _spelt(terms: Terms) -> list[str]:
    first, second = terms >> _SHIFT, terms & _CHARACTER
    alone = first == 0
    spelt = np.stack((np.where(alone, second, first), np.where(alone, 0, second)), axis=1).astype("<u4")
    strings: list[str] = spelt.view("<U2").ravel().tolist()
    return strings
