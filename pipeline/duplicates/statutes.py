"""Versions of one statute look like copies and are none: told by their provisions, which no likeness of words shows.

Of 119 pairs of versions of Chinese statutes 44 % have a Jaccard likeness of .8 and more; but an amendment renumbers
what follows it, and leaves a date above the text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.duplicates.masking import mask
from pipeline.text import ngrams, squeeze

_NUMERAL = "[0-9零〇一二三四五六七八九十百千]"
_PROVISION = re.compile(
    rf"(?:^|(?<=[\n。;:]))[ *#]*(第{_NUMERAL}{{1,9}}条(?:之{_NUMERAL}{{1,3}})?)(?=[ *:【])[ *:]*", re.MULTILINE
)
_SENTENCE_END = re.compile(r"[。;:\n]")
MIN_PROVISIONS = 3  # fewer, and the text is an article that quotes
SAME_LEAD = 0.75  # likeness of two first sentences that are thought to be the same one, edited
MIN_LEAD = 12  # characters of a first sentence that can be recognised again


@dataclass(frozen=True, slots=True)
class Provision:
    """One 条 of a statute: its number as written, its first sentence and its whole text (squeezed and masked)."""

    number: str
    lead: str
    text: str


def provisions(folded: str) -> tuple[Provision, ...]:
    """The provisions of a text that is a statute or a part of one; nothing where it merely quotes some."""
    heads = list(_PROVISION.finditer(folded))
    if len(heads) < MIN_PROVISIONS or heads[0].start() > len(folded) / 2:
        return ()
    ends = [head.start() for head in heads[1:]] + [len(folded)]
    found = []
    for head, end in zip(heads, ends, strict=True):
        text = folded[head.end() : end]
        lead = _SENTENCE_END.split(text, maxsplit=1)[0]
        found.append(Provision(squeeze(head[1]), mask(squeeze(lead)).text, mask(squeeze(text)).text))
    return tuple(found)


def are_versions(one: tuple[Provision, ...], other: tuple[Provision, ...]) -> bool:
    """Whether two statute texts, alike in words, are different norms: the same sentences stand under other numbers.

    Also the rules of two cities that follow one model: alike for pages, and not copies.
    """
    same = moved = 0
    for provision in one:
        number = _number_of(provision, other)
        if number is not None:
            same += number == provision.number
            moved += number != provision.number
    return moved >= 2 and moved >= same


def _number_of(provision: Provision, other: tuple[Provision, ...]) -> str | None:
    """The number under which the other text has this provision, known by its first sentence."""
    if len(provision.lead) < MIN_LEAD:
        return None
    best, number = SAME_LEAD, None
    for candidate in other:
        alike = _dice(provision.lead, candidate.lead)
        if alike >= best:
            best, number = alike, candidate.number
    return number


def _dice(one: str, other: str) -> float:
    """Likeness of two sentences by their pairs of characters (Dice)."""
    if one == other:
        return 1.0
    first, second = set(ngrams(one, 2)), set(ngrams(other, 2))
    return 2 * len(first & second) / ((len(first) + len(second)) or 1)
