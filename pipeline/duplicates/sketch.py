"""The features by which copies find each other: few for a text, the same few for its copies, rare in all others.

A bottom-k sketch (Broder 1997) of runs of six characters: of all runs those with the lowest hashes. Two texts that
share a part J of their runs share about J of their features, also where one holds the other. Measured on rewritten
legal texts: of all pairs of copies 99.9 % share two features, while an unrelated text shares two with one text in
3,000 (without the list of common runs: with one in 80).

A text is found by the lowest of its features, and compared by more of them: how much two texts overlap is told from 128
with half the error of 48, and a pair that is ruled out here need not be read.
"""

from __future__ import annotations

import struct
import zlib
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache
from importlib import resources
from itertools import chain

from pipeline.duplicates.masking import NAME, NUMBER, PLACE
from pipeline.duplicates.prepare import Text

RUN = 6  # characters of a feature
LEAST, MOST = 48, 1024  # features that a text is found by, if it has as many
COMPARED = 128  # … and by which the overlap with another is told, at least
DENSITY = 20  # characters for one feature, in a long text
SHARED = 2  # features that two texts must share to be compared
OVERLAP = 0.12  # … and this share of the smaller sketch: loses 1 copy in 700, saves half the comparisons
OWN_WORDS = 100  # characters outside quotations and boilerplate that are enough to be found by

_ENCODING, _BYTES = "utf-16-le", 2 * RUN
_CUT = struct.Struct(f"{_BYTES}s").iter_unpack  # into pieces of that size: faster than any loop
_MIX = 2654435761  # Knuth's multiplicative hash: CRC-32 alone is linear in its input
_ALL = 1 << 32  # above every feature


def sketch(text: Text) -> tuple[int, ...]:
    """Features as numbers below 2**32, lowest first."""
    own = _own_words(text)
    chars = sum(map(len, own))
    return _features(own, min(MOST, max(COMPARED, chars // DENSITY)))


def found_by(features: tuple[int, ...], weight: float) -> tuple[int, ...]:
    """The features that a text of this weight (in characters, prepare.Text.weight) is found by: the lowest."""
    return features[: max(LEAST, int(weight) // DENSITY)]


def all_features(text: Text) -> tuple[int, ...]:
    """Every feature of a short passage, to look for it in the sketches of longer texts."""
    return _features([text.masked])


def _features(parts: list[str], most: int | None = None) -> tuple[int, ...]:
    """The lowest features of all parts' runs, all of them without ``most``."""
    runs = list(chain.from_iterable(_runs(part.encode(_ENCODING)) for part in parts))
    bound = _ALL
    if most is not None and len(runs) > 3 * most:  # hashes lie evenly: few more than are asked for lie below this
        bound = 2 * (most + 8) * _ALL // len(runs)
    low = _below(bound, runs)
    if most is not None and len(low) < most and bound < _ALL:  # as it is where runs repeat
        low = _below(_ALL, runs)
    return tuple(sorted(low)[:most])


def _below(bound: int, runs: list[bytes]) -> set[int]:
    """The features below a bound, without those of common runs."""
    common, mix = _common_runs(), _MIX
    hashes = zip(map(zlib.crc32, runs), runs, strict=True)
    return {feature for crc, run in hashes if (feature := crc * mix & 0xFFFFFFFF) < bound and run not in common}


def _runs(data: bytes) -> Iterable[bytes]:
    """All runs of RUN characters (of two bytes) of a text, or what there is of a shorter one."""
    if len(data) <= _BYTES:
        return [data] if data else []
    cuts = (_CUT(data[at : at + (len(data) - at) // _BYTES * _BYTES]) for at in range(0, _BYTES, 2))
    return chain.from_iterable(chain.from_iterable(cuts))


def overlap(one: tuple[int, ...], other: tuple[int, ...]) -> float:
    """The share of the smaller text's runs that the other has, as far as two sketches tell; 0 below SHARED features."""
    if not one or not other:
        return 0.0
    highest = min(one[-1], other[-1])  # above it one of the two does not say what it has
    first, second = bisect_right(one, highest), bisect_right(other, highest)
    shared = len(set(one[:first]).intersection(other[:second]))
    return shared / min(first, second) if shared >= min(SHARED, len(one), len(other)) else 0.0


def _own_words(text: Text) -> list[str]:
    """What is neither quoted nor boilerplate, if that is something; or else all of it."""
    parts, done = [], 0
    for start, end in (*text.light, (len(text.masked), len(text.masked))):
        parts.append(text.masked[done:start])
        done = end
    return parts if sum(map(len, parts)) >= OWN_WORDS else [text.masked]


@cache
def _common_runs() -> frozenset[bytes]:
    """Runs that so many Chinese texts share that they say nothing (中华人民共和国)."""
    text = resources.files("pipeline.duplicates").joinpath("data", "common.txt").read_text(encoding="utf-8")
    masks = str.maketrans({"◆": PLACE, "◇": NAME, "○": NUMBER})
    return frozenset(line.translate(masks).encode(_ENCODING) for line in text.splitlines() if not line.startswith("#"))
