"""Parts of the article's element that are not the article: share boxes, lists of links, comments, notices."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from .body import FRAME, Found
from .flat import BLOCKS, Flat
from .names import judge

MAIN_SHARE = 0.7  # an element with more of the text than this is never dropped for its name
LEFT = 40  # characters that are left of an article without its lists; with less they are the article
LINK_SHARE = 0.5  # of the characters


class Part(NamedTuple):
    """An element inside the article's element."""

    tag: str
    names: str
    is_list: bool  # of other articles
    share: float  # of the article's text
    worth: float
    chars: int
    link_chars: int


def _frame(part: Part) -> bool:
    """HTML's own elements for what surrounds an article."""
    return part.tag in FRAME and part.share < MAIN_SHARE


def _named(part: Part) -> bool:
    """Class or id say boilerplate, and it is not where most of the text is."""
    if not part.names or part.share >= MAIN_SHARE:
        return False
    verdict = judge(part.names)
    if verdict.layout and part.tag in _HEADINGS:
        return False  # accordion-header: of a part of the text
    return verdict.boilerplate and (not verdict.body or part.share < 0.15)


def _links(part: Part) -> bool:
    """Mostly links: lists of other articles, menus, tags."""
    if part.tag not in BLOCKS or part.link_chars <= LINK_SHARE * part.chars or part.share >= 0.1:
        return False
    return part.tag not in _LINES or part.link_chars > 0.9 * part.chars > 30


def _list(part: Part) -> bool:
    """A list of other articles, with or without teasers."""
    return part.is_list and part.share < MAIN_SHARE


_HEADINGS = frozenset("h2 h3 h4 h5 h6".split())
_LINES = frozenset("p h1 h2 h3 h4 h5 h6 blockquote".split())  # a line of text may well be one link

RULES: tuple[Callable[[Part], bool], ...] = (_frame, _named, _links, _list)


def dropped(flat: Flat, found: Found) -> list[tuple[int, int]]:
    """Index ranges inside the article's element that are left out, in order and apart."""
    ranges = _dropped(flat, found, RULES)
    left = found.chars[flat.ends[found.index]] - found.chars[found.index]
    left -= sum(found.chars[end] - found.chars[start] for start, end in ranges)
    return ranges if left >= LEFT or not found.lists else _dropped(flat, found, (_frame, _named, _links))


def _dropped(flat: Flat, found: Found, rules: Sequence[Callable[[Part], bool]]) -> list[tuple[int, int]]:
    ends, worth, chars, link_chars = flat.ends, found.worth, found.chars, found.link_chars
    index, end = found.index + 1, ends[found.index]
    total = worth[end] - worth[found.index] or 1.0
    ranges: list[tuple[int, int]] = []
    while index < end:
        tag = flat.tags[index]
        after = ends[index]
        if tag != "-text" and chars[after] > chars[index] and (tag in BLOCKS or flat.names[index]):
            own = worth[after] - worth[index]
            part = Part(
                tag, flat.names[index], index in found.lists, own / total, own, chars[after] - chars[index],
                link_chars[after] - link_chars[index],
            )  # fmt: skip
            if any(rule(part) for rule in rules):
                ranges.append((index, after))
                index = after
                continue
        index += 1
    return ranges
