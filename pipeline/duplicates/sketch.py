"""The features by which copies find each other: few for a text, the same few for its copies, rare in all others.

A bottom-k sketch (Broder 1997) of runs of six characters: of all runs those with the lowest hashes. Two texts that
share a part J of their runs share about J of their features, also where one holds the other. Measured on rewritten
legal texts: of all pairs of copies 99.9 % share two features, while an unrelated text shares two with one text in
3,000 (without the list of common runs: with one in 80).

A text is found by the lowest of its features, and compared by more of them: how much two texts overlap is told from 128
with half the error of 48, and a pair that is ruled out here need not be read.
"""

from __future__ import annotations

import zlib
from bisect import bisect_right
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.duplicates.masking import NAME, NUMBER, PLACE
from pipeline.duplicates.prepare import Text

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Numbers = NDArray[np.uint32]

RUN = 6  # characters of a feature
LEAST, MOST = 48, 1024  # features that a text is found by, if it has as many
COMPARED = 128  # … and by which the overlap with another is told, at least
DENSITY = 20  # characters for one feature, in a long text
SHARED = 2  # features that two texts must share to be compared
OVERLAP = 0.12  # … and this share of the smaller sketch: loses 1 copy in 700, saves half the comparisons
OWN_WORDS = 100  # characters outside quotations and boilerplate that are enough to be found by

_ENCODING, _BYTES = "utf-16-le", 2 * RUN
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
    import numpy as np  # which opening a database, and with it this module, does not need

    data = [part.encode(_ENCODING) for part in parts if part]
    if not data:
        return ()
    found = np.concatenate([_of_runs(each) for each in data])
    if most is not None and len(found) > 3 * most:  # hashes lie evenly: few more than are asked for lie below this
        low = _uncommon(found[found < 2 * (most + 8) * _ALL // len(found)], data)
        if len(low) >= most:  # fewer where runs repeat
            return tuple(low[:most])
    return tuple(_uncommon(found, data)[:most])


def _of_runs(data: bytes) -> Numbers:
    """The features of all runs of RUN characters (of two bytes) of a text, or that of a shorter one."""
    import numpy as np

    if len(data) < _BYTES:
        return np.array([zlib.crc32(data)], np.uint32) * np.uint32(_MIX)
    start, tables = _tables()
    characters = np.frombuffer(data, "<u2")
    size = len(characters) - RUN + 1
    hashes = np.full(size, start, np.uint32)
    for place, table in enumerate(tables):
        hashes ^= table.take(characters[place : place + size])
    return hashes * np.uint32(_MIX)


def _uncommon(features: Numbers, data: list[bytes]) -> list[int]:
    """Each feature once, lowest first, without those of common runs."""
    import numpy as np

    low: list[int] = list(dict.fromkeys(np.sort(features).tolist()))  # numpy.unique takes thrice the time for so few
    common = _common_runs()
    met = common.keys() & low
    if met:  # nearly always because the run is there; else another one has its hash
        there = {one for one in met if any(_stands(common[one], each) for each in data)}
        low = [one for one in low if one not in there]
    return low


def _stands(run: bytes, data: bytes) -> bool:
    """Whether a run is in a text, at the begin of a character."""
    at = data.find(run)
    while at >= 0 and at % 2:
        at = data.find(run, at + 1)
    return at >= 0


@cache
def _tables() -> tuple[int, NDArray[np.uint32]]:
    """CRC-32 of a run of zeros, and what a character at each place of a run adds to it: CRC-32 is linear.

    Shape (RUN, 65,536): six lookups and six sums for all runs of a text, a twentieth of the time of calling zlib for each.
    """
    import numpy as np

    start = zlib.crc32(bytes(_BYTES))
    single = np.array(
        [
            [zlib.crc32(bytes((*[0] * at, value, *[0] * (_BYTES - 1 - at)))) ^ start for value in range(256)]
            for at in range(_BYTES)
        ],
        np.uint32,
    )
    return start, np.array([(high[:, None] ^ low).ravel() for low, high in zip(single[::2], single[1::2], strict=True)])


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
def _common_runs() -> dict[int, bytes]:
    """Feature → run, of runs that so many Chinese texts share that they say nothing (中华人民共和国)."""
    text = resources.files("pipeline.duplicates").joinpath("data", "common.txt").read_text(encoding="utf-8")
    masks = str.maketrans({"◆": PLACE, "◇": NAME, "○": NUMBER})
    runs = [line.translate(masks).encode(_ENCODING) for line in text.splitlines() if not line.startswith("#")]
    return dict(zip(_of_runs(b"".join(runs))[::RUN].tolist(), runs, strict=True))
