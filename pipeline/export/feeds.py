"""Articles as RSS 2.0, Atom 1.0 (RFC 4287) or JSON Feed 1.1: title, link to the original, day, site, first lines.

The text itself stays out of feeds: it belongs to its author. One choice of what a feed holds for files and pages. Pure.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal
from urllib.parse import quote, urlsplit
from xml.etree import ElementTree as ET

from pipeline.store.reading import Card

Form = Literal["atom", "rss", "json"]
MEDIA_TYPES: dict[str, str] = {
    "atom": "application/atom+xml; charset=utf-8",
    "rss": "application/rss+xml; charset=utf-8",
    "json": "application/feed+json; charset=utf-8",
}
NAME = "债务文章库"
_ATOM = "http://www.w3.org/2005/Atom"
# What XML 1.0 cannot hold (2.2 Characters).
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One article in a feed. ``id`` never changes; ``published`` None where it is not known; ``seen`` is ours."""

    id: str
    url: str
    title: str
    summary: str
    site: str
    seen: datetime
    published: datetime | None = None
    author: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Feed:
    """What is followed. ``own`` is the feed's address where it is served, ``home`` the page for people."""

    title: str
    entries: Sequence[Entry]
    id: str
    own: str | None = None
    home: str | None = None

    @property
    def updated(self) -> datetime:
        """When it changed last; an empty feed has not changed since the epoch."""
        return max((entry.seen for entry in self.entries), default=datetime.fromtimestamp(0, UTC))


def of_query(cards: Iterable[Card], query: str, *, own: str | None = None, home: str | None = None) -> Feed:
    """The articles that a query found as a feed, whose id and entries' ids never change."""
    entries = [
        Entry(
            id=f"urn:debt-articles:{quote(card.url, safe='')}",
            url=safe_url(card.url) or "",
            title=card.title,
            summary=card.summary,
            site=card.site,
            seen=card.first_seen_at,
            published=card.published_at,
            author=card.author,
            category=card.category,
        )
        for card in cards
    ]
    title = NAME + (f"：{query}" if query else "")
    return Feed(title, entries, f"urn:debt-articles:{quote(query, safe='') or 'all'}", own, home)


def safe_url(url: str | None) -> str | None:
    """The URL if a click on it only opens a web page; None for javascript:, data: and the like."""
    try:
        parts = urlsplit((url or "").strip())
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def write(feed: Feed, form: Form) -> str:
    """The feed as a document."""
    return {"atom": _atom, "rss": _rss, "json": _json}[form](feed)


def _atom(feed: Feed) -> str:
    root = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "zh-Hans"})
    _put(root, "id", feed.id)
    _put(root, "title", feed.title)
    _put(root, "updated", feed.updated.isoformat())
    for rel, address in (("self", feed.own), ("alternate", feed.home)):
        if address:
            ET.SubElement(root, "link", {"rel": rel, "href": _clean(address)})
    for one in feed.entries:
        entry = ET.SubElement(root, "entry")
        _put(entry, "id", one.id)
        _put(entry, "title", one.title)
        if one.url:
            ET.SubElement(entry, "link", {"rel": "alternate", "href": _clean(one.url)})
        _put(entry, "updated", one.seen.isoformat())
        if one.published:
            _put(entry, "published", one.published.isoformat())
        author = ET.SubElement(entry, "author")
        _put(author, "name", one.author or one.site)
        if one.category:
            ET.SubElement(entry, "category", {"term": _clean(one.category)})
        _put(entry, "summary", one.summary)
    return _document(root)


def _rss(feed: Feed) -> str:
    root = ET.Element("rss", {"version": "2.0", "xmlns:atom": _ATOM})
    channel = ET.SubElement(root, "channel")
    _put(channel, "title", feed.title)
    _put(channel, "link", feed.home or feed.own or "")
    _put(channel, "description", feed.title)
    _put(channel, "language", "zh-cn")
    _put(channel, "lastBuildDate", format_datetime(feed.updated))
    if feed.own:
        link = {"rel": "self", "type": "application/rss+xml", "href": _clean(feed.own)}
        ET.SubElement(channel, "atom:link", link)
    for one in feed.entries:
        item = ET.SubElement(channel, "item")
        _put(item, "title", one.title)
        if one.url:
            _put(item, "link", one.url)
        ET.SubElement(item, "guid", {"isPermaLink": "false"}).text = _clean(one.id)
        _put(item, "pubDate", format_datetime(one.published or one.seen))
        if one.category:
            _put(item, "category", one.category)
        _put(item, "description", _as_html(one.summary))
    return _document(root)


def _json(feed: Feed) -> str:
    items = [
        {
            "id": one.id,
            "url": one.url or None,
            "title": one.title,
            "content_text": one.summary,
            "date_published": (one.published or one.seen).isoformat(),
            "date_modified": one.seen.isoformat(),
            "authors": [{"name": one.author or one.site}],
            "tags": [one.category] if one.category else None,
        }
        for one in feed.entries
    ]
    head = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        "language": "zh-Hans",
        "items": [{key: value for key, value in item.items() if value is not None} for item in items],
    }
    return json.dumps({key: value for key, value in head.items() if value is not None}, ensure_ascii=False, indent=1)


def _as_html(text: str) -> str:
    """Plain text for RSS's description, which readers take for HTML: what looks like markup is made harmless."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _put(parent: ET.Element, name: str, text: str) -> None:
    ET.SubElement(parent, name).text = _clean(text)


def _clean(text: str) -> str:
    return _NOT_XML.sub("", text)


def _document(root: ET.Element) -> str:
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"
