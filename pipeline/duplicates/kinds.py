"""What kind of copy one text is of another, and the evidence: the slots, words and passages that differ."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import Levenshtein, Opcode

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
APART = 2  # equal characters between two changes that are shown as one: 老→俗 and 说→讲 are 老话说→俗话讲
LONGEST = 60  # characters of one entry
ALIGNED = 30_000  # characters of two texts that are aligned, as the time grows with the product: half a second


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
    old, new = _beginnings(original.masked, copy.masked)
    steps = list(Levenshtein.opcodes(old, new))
    difference = _difference(copy, original, steps)
    if excerpt:
        return Comparison("excerpt", round(like.shorter, 4), difference)
    kind: CopyKind
    replaced = [step for step in steps if step.tag == "replace"]
    words = len({(old[step.src_start : step.src_end], new[step.dest_start : step.dest_end]) for step in replaced})
    if difference.slots and len(difference.slots) >= words:
        kind = "template"
    elif words >= FEW and sum(step.dest_end - step.dest_start for step in replaced) >= REPLACED * len(new):
        kind = "rewrite"
    else:
        kind = "template" if any(_puts_in_a_place(step, new) for step in steps) else "repost"
    return Comparison(kind, round(like.score, 4), difference)


def _beginnings(old: str, new: str) -> tuple[str, str]:
    """As much of two texts as is aligned: all, but for the very longest, where the beginnings tell what was done."""
    return (old, new) if len(old) * len(new) <= ALIGNED**2 else (old[:ALIGNED], new[:ALIGNED])


def _puts_in_a_place(step: Opcode, new: str) -> bool:
    """Whether a sentence with a place was put in, inside the text."""
    inserted = new[step.dest_start : step.dest_end]
    return step.tag == "insert" and PLACE in inserted and step.dest_start > 0 and step.dest_end < len(new)


def _difference(copy: Text, original: Text, steps: Sequence[Opcode]) -> Difference:
    """What a reader is shown of the steps: slots exchanged, and changes, those a character or two apart as one."""
    old, new = original.masked, copy.masked
    old_marks = [at for at, char in enumerate(old) if char in MASKS]
    new_marks = [at for at, char in enumerate(new) if char in MASKS]
    slots: Counter[tuple[str, str]] = Counter()
    changes: list[list[int]] = []  # from and to in the original, from and to in the copy
    for step in steps:
        a, b, c, d = step.src_start, step.src_end, step.dest_start, step.dest_end
        if step.tag != "equal":
            if changes and a - changes[-1][1] <= APART:
                changes[-1][1], changes[-1][3] = b, d
            else:
                changes.append([a, b, c, d])
        elif not MASKS.issuperset(old[a:b]):  # marks alone, between passages that differ, are chance
            first, second = bisect_left(old_marks, a), bisect_left(new_marks, c)
            for nth in range(bisect_left(old_marks, b) - first):
                pair = (original.slots[first + nth], copy.slots[second + nth])
                slots[pair] += pair[0] != pair[1]
    pairs = [(_unmasked(original, a, b, old_marks), _unmasked(copy, c, d, new_marks)) for a, b, c, d in changes]
    return Difference(
        tuple(pair for pair, count in slots.most_common() if count),
        tuple(dict.fromkeys(pair for pair in pairs if all(pair))),
        tuple(after for before, after in pairs if not before),
        tuple(before for before, after in pairs if not after),
    )


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
