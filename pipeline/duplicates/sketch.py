"""The features by which copies find each other: few for a text, the same few for its copies, rare in all others.

A bottom-k sketch (Broder 1997) of runs of six characters: of all runs those with the lowest hashes. Two texts that
share a part J of their runs share about J of their features, also where one holds the other. Measured on rewritten
legal texts: of all pairs of copies 99.9 % share two features, while an unrelated text shares two with one text in
3,000 (without the list of common runs: with one in 80).
"""

from __future__ import annotations

import zlib
from functools import cache
from importlib import resources

from pipeline.duplicates.masking import NAME, NUMBER, PLACE
from pipeline.duplicates.prepare import Text

RUN = 6  # characters of a feature
LEAST, MOST = 48, 1024  # features of a text, if it has as many
DENSITY = 20  # characters for one feature, in a long text
SHARED = 2  # features that two texts must share to be compared
OWN_WORDS = 100  # characters outside quotations and boilerplate that are enough to be found by

_MIX = 2654435761  # Knuth's multiplicative hash: CRC-32 alone is linear in its input


def sketch(text: Text) -> tuple[int, ...]:
    """Features as numbers below 2**32, lowest first."""
    own = _own_words(text)
    hashes = {_hash(run) for part in own for run in _runs(part)}
    return tuple(sorted(hashes)[: min(MOST, max(LEAST, sum(map(len, own)) // DENSITY))])


def _own_words(text: Text) -> list[str]:
    """What is neither quoted nor boilerplate, if that is something; or else all of it."""
    parts, done = [], 0
    for start, end in (*text.light, (len(text.masked), len(text.masked))):
        parts.append(text.masked[done:start])
        done = end
    return parts if sum(map(len, parts)) >= OWN_WORDS else [text.masked]


def _runs(part: str) -> list[str]:
    common = _common_runs()
    runs = (part[at : at + RUN] for at in range(max(1, len(part) - RUN + 1)))
    return [run for run in runs if run and run not in common]


def _hash(run: str) -> int:
    return (zlib.crc32(run.encode("utf-16-le")) * _MIX) & 0xFFFFFFFF


@cache
def _common_runs() -> frozenset[str]:
    """Runs that so many Chinese texts share that they say nothing (中华人民共和国)."""
    text = resources.files("pipeline.duplicates").joinpath("data", "common.txt").read_text(encoding="utf-8")
    masks = str.maketrans({"◆": PLACE, "◇": NAME, "○": NUMBER})
    return frozenset(line.translate(masks) for line in text.splitlines() if not line.startswith("#"))
