"""Pages that are no content at all: system messages, soft 404s, walls, parked domains, redirects in the page.

All of them are short; none of the words counts on a page with prose of its own.
"""

from __future__ import annotations

import re

from selectolax.lexbor import LexborHTMLParser

from ..urls import canonicalize
from .head import Head, read_head
from .words import LOCKED, MESSAGE, SCRIPT_WALLS, SHOWN_WALLS
from .zones import SILENT

MAX_MESSAGE = 300  # characters of a page's own text that may still be a message
MANY_STOPS = 8  # of prose; what the page is called counts no more
SOME_STOPS = 4  # … that no message of more than MAX_MESSAGE characters has
MAX_STUB = 200  # … of one that only sends the reader on
MAX_REFRESH = 30  # seconds; a slower refresh is a reload of a page that is meant to be read
MAX_LOOK = 4000  # characters of one text that are searched
MAX_SCRIPTS = 20
MAX_FRAMES = 20
_LOGIN = re.compile(
    f"{LOCKED.pattern}|{dict(SHOWN_WALLS)['login'].pattern}|^[^\n]*登[录陆]"
)  # the first line is the title

_REFRESH = re.compile(r"^\s*(\d{1,6})(?:\.\d*)?\s*[;,]\s*(?:url\s*=\s*)?[\"']?([^\"'>]+)", re.IGNORECASE)
_SCRIPT_GO = re.compile(
    r"(?:(?:window|self|top|document|parent)\s*\.\s*)?\blocation(?:\s*\.\s*href)?"
    r"\s*(?:=(?!=)|\.\s*(?:replace|assign)\s*\()\s*[\"']([^\"'\\]{1,500})[\"']"
)


def shown_text(tree: LexborHTMLParser) -> str:
    """What a reader sees of a short page: the body's text without scripts and styles."""
    body = tree.body
    if body is None:
        return ""
    text = body.text()
    for node in body.css(SILENT)[:MAX_SCRIPTS]:
        text = text.replace(node.text(), "", 1)
    return text.strip()[:MAX_LOOK]


def is_prose(text: str) -> bool:
    """Whether a page's text is long enough to be no message, wall, redirect or empty page, whatever words it has."""
    return len(text) > MAX_MESSAGE and sum(map(text.count, "。，；？")) >= SOME_STOPS


def message(head: Head, heading: str, text: str) -> bool:
    """Whether a short page is a system message or a soft 404: what its title, heading or text says."""
    return any(MESSAGE.search(part[:1000]) for part in (head.title, heading, text) if part)


def wall(tree: LexborHTMLParser, head: Head, text: str) -> str | None:
    """Which wall a short page is: aliyun_waf, jiasule, yunsuo, safedog, cloudflare, waf, captcha, login, parked."""
    shown = f"{head.title}\n{text}"
    for name, mark in (*SCRIPT_WALLS, *SHOWN_WALLS):
        if mark.search(shown):
            return name
    scripts = tree.css("script")[:MAX_SCRIPTS]
    hidden = "\n".join(f"{node.attributes.get('src') or ''} {node.text()[:MAX_LOOK]}" for node in scripts)
    return next((name for name, mark in SCRIPT_WALLS if mark.search(hidden)), None)


def wall_of(tree: LexborHTMLParser, url: str) -> str:
    """The name of the wall that a page of kind ``wall`` is; where its words name none, it is for members only."""
    head, text = read_head(tree, url), shown_text(tree)
    name = wall(tree, head, text) or "login"
    # A form for logging in asks for a code as well, and is no test for people.
    return "login" if name == "captcha" and _LOGIN.search(f"{head.title}\n{text}") else name


def redirect_target(tree: LexborHTMLParser, head: Head, url: str) -> str | None:
    """Where a page without content sends its reader: by meta refresh, or by a script that plainly sets the location."""
    refresh = _REFRESH.match(head.refresh)
    if refresh and int(refresh[1]) <= MAX_REFRESH:
        return _elsewhere(refresh[2], head, url)
    for node in tree.css("script")[:MAX_SCRIPTS]:
        found = _SCRIPT_GO.search(node.text()[:MAX_LOOK])
        if found:
            return _elsewhere(found[1], head, url)
    return None


def framed(tree: LexborHTMLParser) -> bool:
    """Whether a document is a frameset, which has no text of its own: what stands in <noframes> is not shown."""
    root = tree.root
    return tree.body is None and root is not None and any(node.tag == "frameset" for node in root.iter())


def frame_targets(tree: LexborHTMLParser, head: Head, url: str) -> tuple[str, ...]:
    """What a frameset, or a page with nothing but inner frames, shows: canonical URLs, each once, in page order."""
    sources = (node.attributes.get("src") for node in tree.css("frame, iframe")[:MAX_FRAMES])
    found = (_elsewhere(source, head, url) for source in sources if source)
    return tuple(dict.fromkeys(target for target in found if target))


def _elsewhere(target: str, head: Head, url: str) -> str | None:
    found = canonicalize(target, head.base)
    return found if found != url else None
