"""Further pages of a list that only a script leads to: TRS's createPageHTML, a choice of pages, buttons with onclick."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from ..urls import canonicalize
from .outline import Outline
from .paging import TURN

MAX_PAGES = 100  # of one list that are named at once
# TRS WCM, on most government and court sites: createPageHTML(number of pages, this one from 0, "index", "html")
_TRS = re.compile(
    r"createPageHTML\s*\(\s*(?P<count>\d{1,5})\s*,\s*(?P<here>\d{1,5})\s*,\s*[\"'](?P<name>[\w-]{1,60})[\"']\s*,\s*[\"'](?P<ending>s?html?)[\"']"
)
_GO = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:assign|replace)\s*\()\s*[\"']([^\"'\\]{1,300})[\"']")
_ADDRESS = re.compile(r"^[\w./?=&%:-]*[/.?][\w./?=&%:-]*$", re.ASCII)


def further_pages(tree: LexborHTMLParser, outline: Outline) -> tuple[str, ...]:
    """Canonical URLs of the pages that scripts of a list lead to, each once."""
    found = (canonicalize(target, outline.head.base) for target in _targets(tree, outline))
    return tuple(dict.fromkeys(url for url in found if url and url != outline.url))


def _targets(tree: LexborHTMLParser, outline: Outline) -> Iterator[str]:
    if "createPageHTML" in outline.text and (found := _TRS.search(outline.text)):
        begin = max(1, int(found["here"]) - 1)  # the pages before were named by the pages before
        for number in range(begin, min(int(found["count"]), begin + MAX_PAGES)):
            yield f"{found['name']}_{number}.{found['ending']}"
    for option in tree.css("select[onchange] option[value]")[:MAX_PAGES]:
        value = (option.attributes["value"] or "").strip()
        if _ADDRESS.match(value) and TURN.match(option.text(strip=True)):
            yield value
    for node in tree.css('[onclick*="location"]')[:MAX_PAGES]:
        if TURN.match(node.text(strip=True) or node.attributes.get("value") or "-") and (
            found := _GO.search(node.attributes["onclick"] or "")
        ):
            yield found[1]
