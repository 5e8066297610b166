"""What a document says of itself, mostly in its <head>."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborHTMLParser

from ..urls import canonicalize

_WORDS = re.compile(r"[\W_]+")
MAX_TITLE = 1000  # characters of a document's title that are looked at
_FEED_TYPES = ("rss+xml", "atom+xml", "rdf+xml", "feed+json")


@dataclass(slots=True)
class Head:
    """Title, meta and link elements of one document."""

    title: str = ""
    base: str = ""  # that relative links are joined to
    canonical: str | None = None
    refresh: str = ""
    body_classes: frozenset[str] = frozenset()
    meta: dict[str, str] = field(default_factory=dict)  # name or property, lower case → content
    feeds: list[str] = field(default_factory=list)  # rel=alternate with a feed type
    next: str | None = None  # rel=next
    previous: str | None = None


def squeeze(text: str) -> str:
    """Letters, digits and Chinese characters alone, in lower case: for comparing titles."""
    return _WORDS.sub("", text).lower()


def read_head(tree: LexborHTMLParser, url: str) -> Head:
    """Title, base, canonical URL, refresh, feeds, meta of a document."""
    head = Head(base=url)
    links: list[dict[str, str | None]] = []
    for node in tree.css("title, base, link, meta"):
        tag, attributes = node.tag, node.attributes
        if tag == "meta":
            name = attributes.get("property") or attributes.get("name")
            if name:
                head.meta.setdefault(name.lower(), attributes.get("content") or "")
            elif (attributes.get("http-equiv") or "").lower() == "refresh":
                head.refresh = head.refresh or attributes.get("content") or ""
        elif tag == "link":
            links.append(attributes)
        elif tag == "title":
            head.title = head.title or node.text().strip()[:MAX_TITLE]
        elif attributes.get("href") and head.base == url:
            head.base = canonicalize(attributes["href"] or "", url) or url
    for attributes in links:
        _read_link(head, attributes)
    body = tree.body
    if body is not None:
        head.body_classes = frozenset((body.attributes.get("class") or "").lower().split())
    return head


def _read_link(head: Head, attributes: dict[str, str | None]) -> None:
    rel = (attributes.get("rel") or "").lower()
    if rel not in ("canonical", "alternate", "next", "prev", "previous"):
        return
    target = canonicalize(attributes.get("href") or "", head.base)
    if target is None:
        return
    if rel == "canonical":
        head.canonical = head.canonical or target
    elif rel == "next":
        head.next = head.next or target
    elif rel == "alternate":
        kind = (attributes.get("type") or "").lower()
        if kind.endswith(_FEED_TYPES) and target not in head.feeds:
            head.feeds.append(target)
    else:
        head.previous = head.previous or target
