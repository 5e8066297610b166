"""A body made ready for comparing: squeezed, masked, with the parts that weigh little, and its runs of characters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import add

from pipeline.duplicates.boilerplate import LIGHT, light_spans
from pipeline.duplicates.masking import MASKS, mask
from pipeline.duplicates.statutes import Provision, is_named_as_norm, provisions
from pipeline.text import fold, squeeze, squeeze_folded

RUN = 4  # characters; a shorter run that two texts share is chance
SHORT = (
    60  # characters; of a shorter body the title is a part and nothing is masked: 「内容见图」 says nothing by itself
)


_MASK = re.compile(f"[{''.join(sorted(MASKS))}]")


@dataclass(frozen=True, slots=True)
class Text:
    """Offsets in ``light`` and ``ends`` are those of ``masked``."""

    plain: str  # the squeezed text
    masked: str
    slots: tuple[str, ...]  # what the mask characters stand for
    light: tuple[tuple[int, int], ...]  # parts that weigh LIGHT
    runs: frozenset[str]  # all runs of RUN characters in ``masked``
    weight: float  # of the whole
    provisions: tuple[Provision, ...] = ()  # where the text is itself a statute …
    named: bool = False  # … and its title says so


def prepare(title: str, body: str) -> Text:
    """The text of an article as it is compared. Pure, some milliseconds for a long one."""
    text = prepare_without_runs(title, body)
    return replace(text, runs=_runs(text.masked))


def prepare_without_runs(title: str, body: str) -> Text:
    """``prepare`` with ``runs`` left empty: what a fingerprint needs, and a fifth cheaper."""
    folded = fold(body)
    plain = squeeze_folded(folded)
    if len(plain) < SHORT:
        plain = squeeze(f"{title}\n{body}")
        return Text(plain, plain, (), (), frozenset(), len(plain))
    pieces: list[str] = []
    slots: list[str] = []
    light: list[tuple[int, int]] = []
    done = length = 0
    named = is_named_as_norm(title)
    norms = provisions(folded, named=named)
    spans = [] if norms else light_spans(folded)  # a statute is no quotation of itself
    settled = fold(folded)  # a few characters fold twice: ⾧ 長 长
    for start, end in (*spans, (len(folded), len(folded))):
        for part, weighs_little in ((settled[done:start], False), (settled[start:end], True)):
            masked = mask(plain if part == folded else squeeze_folded(part))
            if weighs_little and masked.text:
                light.append((length, length + len(masked.text)))
            pieces.append(masked.text)
            slots += masked.slots
            length += len(masked.text)
        done = end
    text = "".join(pieces)
    weight = length - (1 - LIGHT) * sum(end - start for start, end in light)
    return Text(plain, text, tuple(slots), tuple(light), frozenset(), weight, norms, named and bool(norms))


def all_runs(text: str) -> Iterator[str]:
    """All runs of RUN characters, in order; none of a shorter text."""
    pairs = list(map(add, text, text[1:]))
    return map(add, pairs, pairs[2:])


def _runs(text: str) -> frozenset[str]:
    """The runs that can tell texts apart; 「○年○月」, with two masks, stands in every judgment."""
    runs = set(all_runs(text)) or {text}
    marks = [match.start() for match in _MASK.finditer(text)]
    for mark, following in pairwise(marks):
        for at in range(max(0, following - RUN + 1), mark + 1):  # runs that hold both
            runs.discard(text[at : at + RUN])
    return frozenset(runs)
