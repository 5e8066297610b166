"""Further pages of a list that only a script leads to: TRS's createPageHTML, a choice of pages, buttons with onclick."""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from ..urls import canonicalize, same_site
from .cards import MIN_TITLE
from .outline import Outline
from .paging import TURN

MAX_PAGES = 100  # of one list that are named at once
# TRS WCM, on most government and court sites: createPageHTML(number of pages, this one from 0, "index", "html")
_TRS = re.compile(
    r"createPageHTML\s*\(\s*(?P<count>\d{1,5})\s*,\s*(?P<here>\d{1,5})\s*,\s*[\"'](?P<name>[\w-]{1,60})[\"']\s*,\s*[\"'](?P<ending>s?html?)[\"']"
)
_GO = re.compile(r"location(?:\.href)?\s*(?:=|\.(?:assign|replace)\s*\()\s*[\"']([^\"'\\]{1,300})[\"']")
_OPEN = re.compile(r"window\.open\s*\(\s*[\"']([^\"'\\]{1,300})[\"']")
_CLICKED = "li[onclick], div[onclick], tr[onclick], section[onclick], article[onclick], dl[onclick], li[data-href], div[data-href], div[data-url], li[data-url]"
MAX_ENTRIES = 300
_ADDRESS = re.compile(r"^[\w./?=&%:-]*[/.?][\w./?=&%:-]*$", re.ASCII)


def further_pages(tree: LexborHTMLParser, outline: Outline) -> tuple[str, ...]:
    """Canonical URLs of the pages that scripts of a list lead to, each once."""
    found = (canonicalize(target, outline.head.base) for target in _targets(tree, outline))
    return tuple(dict.fromkeys(url for url in found if url and url != outline.url))


def entries(tree: LexborHTMLParser, outline: Outline) -> dict[str, str]:
    """Canonical URLs that items of a list lead to by script alone (onclick, data-href), each with the item's text."""
    found: dict[str, str] = {}
    for node in tree.css(_CLICKED)[:MAX_ENTRIES]:
        said = node.attributes.get
        match = _GO.search(said("onclick") or "") or _OPEN.search(said("onclick") or "")
        target = match[1] if match else said("data-href") or said("data-url") or ""
        words = " ".join((node.css_first("h1, h2, h3, h4, h5, .title, .tit") or node).text(separator=" ").split())
        if len(words) < MIN_TITLE or not _ADDRESS.match(target) or node.css_first("a[href]") is not None:
            continue
        url = canonicalize(target, outline.head.base)
        if url and url != outline.url and same_site(url, outline.url):
            found.setdefault(url, words)
    return found


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
