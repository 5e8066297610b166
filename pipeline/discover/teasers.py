"""Lists whose items no element holds: links with some lines of text between them.

<p><a>title</a></p><p>teaser</p>…, a table for every item, <br> after <br>; or a heading, a teaser and «查看详情». The page's
prose stands between such links, about as much between any two, and hardly any before the first: an article's own prose
stands before or behind the links that it has.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborNode

from .cards import pictured
from .zones import is_own

if TYPE_CHECKING:
    from .outline import Anchor, Outline

MIN_ITEMS = 3
SURE_ITEMS = 4  # fewer only where the page has further ones, or a section's name for its heading
_MIN_TITLE = 6  # characters
_MAX_GAP = 1500  # characters between two links that are a teaser
_MOST = 0.7  # of the gaps hold one
_SHARE = 0.5  # of the page's own stops stand in them
_LEAD = 3  # stops before the first link
_BEFORE, _AFTER = 8, 28  # characters beside a link in its line: a number, a label; a date, clicks
_INLINE = frozenset(("span", "b", "strong", "font", "em", "i", "u", "small", "-text"))
_TRIES = 4  # places of a link's words that are looked at
_GOES_ON = frozenset("，。；、,的")
_PROSE = re.compile("[，。；]")
_ONLY_DATE = re.compile(r"[\s\d/.:：年月日()（）\[\]【】|·-]{0,24}")
# What links say that lead to the item above them.
BUTTON = re.compile(
    r"^[\[【(（]?(?:查看|阅读|浏览|点击|了解|继续|展开)?(?:查看|阅读|了解|看)?(?:详情|详细(?:内容|信息)?|全文|更多|正文|原文|内容|阅读)[\]】)）]?\s*(?:[(（]\d{1,6}[)）])?[>»›→.…]*$"
    r"|^(?:read ?more|more|details?|continue reading)[>»›→.…]*$",
    re.IGNORECASE,
)
_NOT_HERE = frozenset(("meta", "breadcrumb", "nav", "footer", "pager", "prevnext", "related", "side"))


class Teasers(NamedTuple):
    """Links with teasers: their number, and how many of the page's own stops stand between them; (0, 0) of a page that has none."""

    links: int = 0
    stops: int = 0


def read(outline: Outline) -> Teasers:
    """What a page has of them."""
    if outline.own.stops < MIN_ITEMS:
        return Teasers()
    own = [
        anchor
        for anchor in outline.anchors
        if not anchor.fragment and anchor.zone.name not in _NOT_HERE and is_own(anchor.zone, outline.tops)
    ]
    titles = _first_of_each(one for one in own if len(one.text) >= _MIN_TITLE)
    if len(titles) >= MIN_ITEMS:
        titles = [one for one in titles if one.heading or _line_of_its_own(one.node)]
        if (found := _between(outline, titles, heads=True)).links:
            return found
    for group in buttons(own).values():
        if (found := _between(outline, group, heads=False)).links:
            return found
    return Teasers()


def buttons(anchors: Iterable[Anchor]) -> dict[str, list[Anchor]]:
    """Text of a button → the links that bear it, one for each address; those that several items have."""
    groups: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in anchors:
        text = " ".join(anchor.text.split())
        if text and BUTTON.match(text):
            groups[text].append(anchor)
    distinct = {text: _first_of_each(group) for text, group in groups.items()}
    return {text: group for text, group in distinct.items() if len(group) >= MIN_ITEMS}


def leads_on(outline: Outline) -> bool:
    """Whether one link of the page's own part, with a title or a button's words, has a line for itself."""
    return any(
        not one.fragment
        and one.url != outline.url
        and one.zone.name not in _NOT_HERE
        and is_own(one.zone, outline.tops)
        and (one.heading or len(one.text) >= _MIN_TITLE or BUTTON.match(" ".join(one.text.split())))
        and (one.heading or _line_of_its_own(one.node))
        for one in outline.anchors
    )


def shows_pictures(outline: Outline) -> bool:
    """Whether the page leads on by pictures that bear titles."""
    titled = {
        one.url
        for one in outline.anchors
        if one.zone.name not in _NOT_HERE and not one.node.text().strip() and len(pictured(one.node)) >= _MIN_TITLE
    }
    return len(titled) >= MIN_ITEMS


def _first_of_each(anchors: Iterable[Anchor]) -> list[Anchor]:
    found: dict[str, Anchor] = {}
    for anchor in anchors:
        found.setdefault(anchor.url, anchor)
    return list(found.values())


def _between(outline: Outline, links: Sequence[Anchor], *, heads: bool) -> Teasers:
    """``heads``: the links stand at the beginning of their items, else at the end."""
    spans = _places(outline.text, links)
    if len(spans) < MIN_ITEMS or (len(spans) < SURE_ITEMS and not (outline.turns_pages or outline.names_section)):
        return Teasers()
    gaps = [outline.text[end:start] for (_, end), (start, _) in pairwise(spans)]
    stops = [_stops(gap) for gap in gaps]
    teasers = [count for count, gap in zip(stops, gaps, strict=True) if count and len(gap) <= _MAX_GAP]
    if len(teasers) < _MOST * len(gaps):
        return Teasers()
    usual = int(median(teasers))
    place = outline.text.find(outline.heading_text) if outline.heading_text else -1
    begin = place + len(outline.heading_text) if 0 <= place < spans[0][0] else max(0, spans[0][0] - _MAX_GAP)
    if _stops(outline.text[begin : spans[0][0]]) > _LEAD + (0 if heads else usual):
        return Teasers()
    held = sum(teasers) + usual
    return Teasers(len(spans), held) if held >= _SHARE * outline.own.stops else Teasers()


def _places(text: str, links: Sequence[Anchor]) -> list[tuple[int, int]]:
    """Where the links stand in the page's text, in its order."""
    found, at = [], 0
    for link in links:
        words = " ".join(link.text.split())
        start = text.find(words, at)
        for _ in range(_TRIES):
            if start < 0 or text[start + len(words) : start + len(words) + 1] not in _GOES_ON:
                break
            start = text.find(words, start + 1)  # said in a sentence
        if start >= 0:
            at = start + len(words)
            found.append((start, at))
    return found


def _stops(text: str) -> int:
    return sum(map(text.count, "。，；？"))


def _line_of_its_own(node: LexborNode) -> bool:
    """Whether a link has its line for itself, but for a number, a label, a date."""
    for _ in range(3):
        before, after = _beside(node, forward=False), _beside(node, forward=True)
        if (
            (len(before) > _BEFORE and not _ONLY_DATE.fullmatch(before))
            or len(after) > _AFTER
            or _PROSE.search(before)
            or _PROSE.search(after)
        ):
            return False
        parent = node.parent
        if parent is None or parent.tag not in _INLINE:
            return True
        node = parent
    return True


def _beside(node: LexborNode, *, forward: bool) -> str:
    """The text beside a node, up to a line break or an element that begins a line."""
    words = ""
    other = node.next if forward else node.prev
    while other is not None and len(words) <= _AFTER and other.tag in _INLINE:
        text = _begins(other)
        words = words + text if forward else text + words
        other = other.next if forward else other.prev
    return words.strip()


def _begins(node: LexborNode) -> str:
    """The text that a node begins with: an element that was never closed may hold the rest of the page."""
    for _ in range(4):
        if node.tag == "-text":
            return node.text_content or ""
        if node.first_child is None:
            break
        node = node.first_child
    return ""
