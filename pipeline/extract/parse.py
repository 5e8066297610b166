"""Text to a tree, in bounded time whatever the text is.

The parser takes quadratic time on three things that no author writes: elements nested by the ten thousand (200,000 open
divs: minutes), one tag with tens of thousands of attributes, and a choice of as many options. They are cut before it sees
them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from . import embedded
from .charset import decode, utf8

MAX_CHARS = 4_000_000  # of a page, inline images not counted; beyond this nobody wrote an article
MAX_DEPTH = 1_500  # open elements; real pages stay below 60
MAX_ATTRIBUTES = 300  # of one element; what follows is left out
MAX_OPTIONS = 3_000  # of all the choices on a page; where there are more, none is read
LARGE = 200_000  # characters from which inline images are worth looking for
_LONG = 2_000  # characters without «>»
_STEP = 400  # tags
_MANY_TAGS = 3 * MAX_DEPTH  # a page with fewer tags cannot be nested dangerously
_INLINE_DATA = re.compile(r"data:[\w/+.;=-]{0,100},[^\"'\s>)]{2000,}")
_TAG = re.compile(r"<(/?[a-zA-Z][^\s/>]*)")
_OPTION = re.compile(r"<option\b", re.I)
_ATTRIBUTE = r"""[\s/]++[^\s"'<>=/]++(?:\s*+=\s*+(?:"[^"]*+"|'[^']*+'|[^\s"'<>]++))?+"""
_MANY_ATTRIBUTES = re.compile(f"(<[a-zA-Z][^\\s/>]*+(?:{_ATTRIBUTE}){{{MAX_ATTRIBUTES}}})(?:{_ATTRIBUTE})++")
# Never open for long: void elements, and those that the next of their kind closes.
_NOT_NESTED = frozenset(
    "area base br col embed hr img input link meta param source track wbr p option optgroup li dd dt td th tr tbody thead "
    "tfoot colgroup rt rp".split()
)


def parse(html: str) -> LexborHTMLParser:
    """The document tree of a page (WHATWG HTML parsing); any text gives a tree.

    Of a page that has its text only as data for its script, the tree has it as well.
    """
    return LexborHTMLParser(_bounded(html))


def parse_bytes(body: bytes, content_type: str | None = None) -> LexborHTMLParser:
    """``parse`` of what ``decode`` makes of a page. UTF-8 is given to the parser, which works on that, as it came."""
    html = utf8(body)
    if html is None:
        return parse(decode(body, content_type))
    bounded = _bounded(html)
    return LexborHTMLParser(body if bounded is html else bounded)


def _bounded(html: str) -> str:
    html = embedded.shown(html)
    if len(html) > LARGE and ";base64," in html:
        html = _INLINE_DATA.sub("data:,", html)
    html = html[:MAX_CHARS]
    tags = html.count("<")
    # Many attributes make a long piece without «>»; those with a quoted «>» in each show by the number of «=».
    if html.count("=") > 8 * tags + 2000 or any(_MANY_ATTRIBUTES.search(html, *span) for span in _long(html)):
        html = _MANY_ATTRIBUTES.sub(r"\1", html)
    if tags > MAX_OPTIONS and len(_OPTION.findall(html)) > MAX_OPTIONS:
        html = _OPTION.sub("<wbr", html)  # void: it leaves nothing open
    return html[: _safe_length(html)] if tags > _MANY_TAGS and _may_be_deep(_TAG.findall(html)) else html


def _long(html: str) -> Iterator[tuple[int, int]]:
    """Where more than _LONG characters stand without «>». Looks at a few places of a page, not at all of it."""
    start, size = 0, len(html)
    while size - start > _LONG:
        last = html.rfind(">", start, start + _LONG)
        if last < 0:
            last = html.find(">", start)
            if last < 0:
                last = size
            yield start, last
        start = last + 1


def _may_be_deep(tags: list[str]) -> bool:
    """An upper bound of the nesting, a few hundred tags at a time: what was open before and all that opens in them."""
    opened: Counter[str] = Counter()
    for start in range(0, len(tags), _STEP):
        counts = Counter(tags[start : start + _STEP])
        ends = [(name, count) for name, count in counts.items() if name[0] == "/"]
        for name, count in counts.items():
            if name[0] != "/" and name.lower() not in _NOT_NESTED:
                opened[name.lower()] += count
        if opened.total() > MAX_DEPTH:
            return True
        for name, count in ends:
            known = name[1:].lower()
            if opened[known]:
                opened[known] = max(0, opened[known] - count)
    return False


def _safe_length(html: str) -> int:
    """How far the page goes before more than MAX_DEPTH elements are open."""
    depth = 0
    opened: Counter[str] = Counter()
    for match in _TAG.finditer(html):
        name = match[1].lower()
        if name[0] != "/":
            if name not in _NOT_NESTED:
                depth += 1
                opened[name] += 1
        elif opened[name[1:]]:  # a stray end tag closes nothing
            depth -= 1
            opened[name[1:]] -= 1
        if depth > MAX_DEPTH:
            return match.start()
    return len(html)
