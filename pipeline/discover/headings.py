"""Which heading is the page's own: the one a reader takes for its title."""

from __future__ import annotations

import re
from collections.abc import Container

from selectolax.lexbor import LexborNode

from .head import Head, squeeze
from .zones import Zones, is_own

MAX_TITLE = 200  # characters
_SEPARATOR = re.compile(r"\s*[|_\u2013\u2014\-»·•]+\s*")
_LOOKS_LIKE_TITLE = "[class*=tit], [class*=Tit], [id*=tit], [id*=Tit]"  # old pages have no heading elements

_EMPHASIS = "center, b, strong, font, big"  # older ones not even names


def own_heading(
    body: LexborNode,
    headings: list[LexborNode],
    elsewhere: Container[int],
    zones: Zones,
    tops: Container[int],
    head: Head,
) -> tuple[LexborNode | None, str, bool]:
    """The page's own heading, its text, and whether the document's title has it. Headings linked elsewhere are not it.

    ``headings``: heading elements; ``elsewhere``: ``mem_id`` of those that link to another page; ``tops``: of the
    outermost boilerplate elements.
    """
    title = squeeze(head.title)
    site_name = squeeze(_SEPARATOR.split(head.title)[-1]) if head.title else ""
    best: tuple[tuple[bool, int], LexborNode, str] | None = None
    leading = 0
    for node in headings:
        if node.mem_id in elsewhere:
            leading += 1
            continue
        if not is_own(zones.of(node), tops):
            continue
        text = node.text().strip()
        plain = squeeze(text)
        if not plain or len(text) > MAX_TITLE:
            continue
        in_title = plain in title and plain != site_name
        rank = (in_title, 6 - int((node.tag or "h6")[1]))
        if best is None or rank > best[0]:
            best = (rank, node, text)
    if best is not None and best[0][0]:
        return best[1], best[2], True
    if leading >= 3:  # a list: its headings lead elsewhere
        return (best[1], best[2], False) if best is not None else (None, "", False)
    stand_in = _stand_in(body, zones, tops, title, site_name)
    if stand_in is not None:
        return stand_in, stand_in.text().strip(), True
    return (best[1], best[2], False) if best is not None else (None, "", False)


def _stand_in(body: LexborNode, zones: Zones, tops: Container[int], title: str, site_name: str) -> LexborNode | None:
    """An element that is no heading but is named or written as one and holds (the first part of) the document's title."""
    for node in body.css(_LOOKS_LIKE_TITLE)[:40]:
        text = node.text().strip()
        plain = squeeze(text)
        if len(plain) < 6 or len(text) > MAX_TITLE or plain not in title or plain == site_name:
            continue
        if is_own(zones.of(node), tops) and not node.css("a[href]"):
            return node
    for node in body.css(_EMPHASIS)[:40]:
        plain = squeeze(node.text())
        if len(plain) < 8 or not title.startswith(plain) or plain == site_name or node.css("a[href]"):
            continue
        if is_own(zones.of(node), tops):
            return node
    return None
