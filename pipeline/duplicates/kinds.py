"""What kind of copy one text is of another, and the evidence: the slots, words and passages that differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein

from pipeline.duplicates.likeness import Likeness, likeness
from pipeline.duplicates.masking import MASKS, PLACE
from pipeline.duplicates.prepare import Text
from pipeline.duplicates.statutes import are_versions

CopyKind = Literal["exact", "repost", "template", "rewrite", "excerpt"]

JOIN = 0.52  # score of a copy; the copies of the recorded sites have .67 and more, their other pairs .515 and less
LEAST = 25  # characters; shorter texts are copies only where they are equal
CONTAINED = 0.65  # share of an excerpt that stands in the longer text …
PART = 0.72  # … of which it makes up less than this share
LEAST_EXCERPT = 60  # characters; a shorter passage of a long text may stand anywhere
REPLACED = 0.006  # share of characters replaced by others, from which a text counts as rewritten
FEW = 2  # … and this many places in it: fewer are corrections
SHOWN = 20  # entries of each kind of evidence that are kept
LONGEST = 60  # characters of one entry


@dataclass(frozen=True, slots=True)
class Difference:
    """How one text (the copy) differs from another (the original), in the order of the copy."""

    slots: tuple[tuple[str, str], ...] = ()  # (in the original, in the copy): places, names, numbers exchanged
    words: tuple[tuple[str, str], ...] = ()  # other wording
    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """``similarity`` from 0 to 1. ``kind`` is what the first text is of the second."""

    kind: CopyKind
    similarity: float
    difference: Difference


@dataclass(frozen=True, slots=True)
class Edge:
    """Whether two texts belong together: ``joins`` as copies of one text, or one is contained in the other."""

    score: float
    joins: bool
    contained: float  # share of the shorter that stands in the longer, where it is an excerpt; else 0
    first_is_shorter: bool


NO_EDGE = Edge(0.0, False, 0.0, False)


def edge(one: Text, other: Text) -> Edge:
    """Symmetric, and a function of the two texts alone, so that groups do not depend on the order of arrival."""
    like = likeness(one, other)
    if like.score == 0 or min(len(one.masked), len(other.masked)) < LEAST:
        return NO_EDGE
    if are_versions(one.provisions, other.provisions, named=one.named and other.named):
        return NO_EDGE
    if _is_excerpt(like, *((one, other) if like.first_is_shorter else (other, one))):
        return Edge(like.score, False, like.shorter, like.first_is_shorter)
    return Edge(like.score, like.score >= JOIN, 0.0, like.first_is_shorter)


def _is_excerpt(like: Likeness, shorter: Text, longer: Text) -> bool:
    if like.shorter < CONTAINED or like.longer >= PART or len(shorter.masked) >= PART * len(longer.masked):
        return False
    return len(shorter.masked) >= LEAST_EXCERPT or like.score >= JOIN


def compare(copy: Text, original: Text, *, excerpt: bool = False) -> Comparison:
    """What the copy is of the original, given that they belong together. ``excerpt``: it is known to be a part of it."""
    if copy.plain == original.plain:
        return Comparison("exact", 1.0, Difference())
    like = likeness(copy, original)
    difference, replaced, localised = _difference(copy, original)
    if excerpt:
        return Comparison("excerpt", round(like.shorter, 4), difference)
    kind: CopyKind
    words = len(difference.words)
    if difference.slots and len(difference.slots) >= words:
        kind = "template"
    elif words >= FEW and replaced >= REPLACED * len(copy.masked):
        kind = "rewrite"
    else:
        kind = "template" if localised else "repost"
    return Comparison(kind, round(like.score, 4), difference)


def _difference(copy: Text, original: Text) -> tuple[Difference, int, bool]:
    """The difference, the number of replaced characters, and whether a sentence with a place was put in."""
    old, new = original.masked, copy.masked
    old_marks = [at for at, char in enumerate(old) if char in MASKS]
    new_marks = [at for at, char in enumerate(new) if char in MASKS]
    slots: Counter[tuple[str, str]] = Counter()
    words: Counter[tuple[str, str]] = Counter()
    added: list[str] = []
    dropped: list[str] = []
    replaced = 0
    localised = False
    for step in Levenshtein.opcodes(old, new):
        tag, a, b, c, d = step.tag, step.src_start, step.src_end, step.dest_start, step.dest_end
        if tag == "equal" and not MASKS.issuperset(old[a:b]):
            first, second = bisect_left(old_marks, a), bisect_left(new_marks, c)
            for nth in range(bisect_left(old_marks, b) - first):
                pair = (original.slots[first + nth], copy.slots[second + nth])
                slots[pair] += pair[0] != pair[1]
        elif tag == "equal":  # marks alone, between passages that differ: chance
            continue
        elif tag == "replace":
            words[_unmasked(original, a, b, old_marks), _unmasked(copy, c, d, new_marks)] += 1
            replaced += d - c
        elif tag == "insert":
            added.append(_unmasked(copy, c, d, new_marks))
            localised |= PLACE in new[c:d] and c > 0 and d < len(new)
        else:
            dropped.append(_unmasked(original, a, b, old_marks))
    difference = Difference(
        tuple(pair for pair, count in slots.most_common() if count),
        tuple(words),
        tuple(added),
        tuple(dropped),
    )
    return difference, replaced, localised


def _unmasked(text: Text, start: int, end: int, marks: list[int]) -> str:
    slot = bisect_left(marks, start)
    pieces = []
    for char in text.masked[start:end]:
        if char in MASKS:
            pieces.append(text.slots[slot])
            slot += 1
        else:
            pieces.append(char)
    return "".join(pieces)
