"""Addresses of the pictures in an article."""

from __future__ import annotations

import re

from pipeline import urls

from .flat import Flat, within

# Where lazy loading keeps the real address, before src.
_SOURCES = (
    "data-original",
    "data-src",
    "data-lazy-src",
    "data-actualsrc",
    "data-url",
    "file",
    "zoomfile",
    "original",
    "src",
)
_DECORATION = re.compile(
    r"(?:^|[/_.-])(?:spacer|blank|loading|lazy|grey|gray|pixel|1x1|transparent|avatar|gravatar|logo|icon|ico|emojis?|emoticons?|emotions?|expressions?\w*|biaoqing|smil\w*|face|qrcode|erweima|ewm|arrow|dot|line)"
    r"(?:[/_.\d-]|$)|^data:",
    re.I,
)
_EMOJI = re.compile(r"(?:^|[\s_-])(?:emoji\w*|smil(?:ey|ie)s?|emoticon|face)(?:[\s_-]|$)", re.I)  # classes
SMALLEST = 60  # pixels, where width or height are given
MOST = 100


def find(flat: Flat, start: int, end: int, dropped: list[tuple[int, int]], url: str) -> tuple[str, ...]:
    """Absolute addresses of pictures between two indexes, in order, each once; decoration left out."""
    found: dict[str, None] = {}
    for index in range(start, end):
        if flat.tags[index] != "img" or within(index, dropped):
            continue
        attributes = flat.nodes[index].attributes
        if any(_small(attributes.get(side)) for side in ("width", "height")) or _EMOJI.search(
            attributes.get("class") or ""
        ):
            continue
        for name in _SOURCES:
            source = (attributes.get(name) or "").strip()
            if source and not _DECORATION.search(source.split("?")[0]):
                target = urls.canonicalize(source, url or None)
                if target:
                    found[target] = None
                    break
        if len(found) >= MOST:
            break
    return tuple(found)


def _small(size: str | None) -> bool:
    match = re.match(r"\s*(\d{1,5})(?:px)?\s*$", size or "")
    return match is not None and int(match[1]) < SMALLEST
