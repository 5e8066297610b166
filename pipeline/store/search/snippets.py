"""The passage of an article that answers best, with what to highlight, on the text as it was published. Pure."""

from __future__ import annotations

import bisect
import re
from collections.abc import Sequence

from pipeline import text

LENGTH = 120  # characters of a snippet
_LEAD = 20  # characters before the first highlight
_EDGE = re.compile(r"[。！？；!?;\n]\s*")

Span = tuple[int, int]


def spans(source: str, phrases: Sequence[str]) -> tuple[Span, ...]:
    """Where the phrases stand in a text, across punctuation too; overlapping and touching places are one."""
    folded = text.fold(source)
    found = sorted(match.span() for phrase in phrases for match in text.pattern(phrase).finditer(folded))
    out: list[Span] = []
    for start, end in found:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return tuple(out)


def snippet(body: str, phrases: dict[str, float], length: int = LENGTH) -> tuple[str, tuple[Span, ...]]:
    """The window of ``length`` characters with the most weight of different phrases, and the places to highlight.

    Line breaks become spaces; an … stands where text was left out. Without a hit it is the beginning of the body.
    """
    folded = text.fold(body)
    hits = sorted(
        (match.start(), match.end(), phrase) for phrase in phrases for match in text.pattern(phrase).finditer(folded)
    )
    start = _start(body, _best(hits, phrases, length))
    end = min(len(body), start + length)
    start = max(0, end - length) if end == len(body) else start
    head, tail = ("…" if start else ""), ("…" if end < len(body) else "")
    shown = body[start:end].replace("\n", " ")
    marked = [
        (max(a, start) - start + len(head), min(b, end) - start + len(head))
        for a, b in _merged(hits)
        if a < end and b > start
    ]
    return head + shown + tail, tuple(marked)


def _best(hits: list[tuple[int, int, str]], phrases: dict[str, float], length: int) -> int:
    """The offset of the first hit of the best window."""
    best, offset = -1.0, 0
    ends = [end for _, end, _ in hits]
    for i, (start, _, _) in enumerate(hits):
        inside = hits[i : bisect.bisect_right(ends, start + length - _LEAD)]
        value = sum(phrases[phrase] for phrase in {phrase for _, _, phrase in inside}) + 0.01 * min(len(inside), 10)
        if value > best:
            best, offset = value, start
    return offset


def _start(body: str, hit: int) -> int:
    """Where to begin: at the sentence if that is near, else a few characters before the hit."""
    begin = max(0, hit - 2 * _LEAD)
    edges = [match.end() for match in _EDGE.finditer(body, begin, hit)]
    if edges:
        return edges[-1] if hit - edges[-1] > 2 else edges[0]
    return 0 if hit <= 2 * _LEAD else hit - _LEAD


def _merged(hits: list[tuple[int, int, str]]) -> list[Span]:
    out: list[Span] = []
    for start, end, _ in hits:
        if out and start <= out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
