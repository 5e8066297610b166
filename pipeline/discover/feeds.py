"""Feeds (RSS 0.9x–2.0, RSS 1.0/RDF, Atom, JSON Feed) to links with hints."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any
from xml.etree.ElementTree import Element

from ..models import Failure, Hint, Link
from ..urls import canonicalize, same_site
from . import scope
from .times import read_time
from .xmltree import ILLEGAL, MAX_NODES, READ_LOOSELY, loose, loose_text, name_of, parse, to_text, unpack

MAX_ITEMS = 10_000  # of one feed
_XML = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|channel|item|entry)\b", re.IGNORECASE)
_MARKUP = re.compile(r"<[^>]+>")
_HREF = re.compile(r"<link\b(?![^>]*rel=[\"'](?!alternate))[^>]*href=[\"']([^\"']+)", re.IGNORECASE)
_RFC822_AUTHOR = re.compile(r"^\S+@\S+\s*\((.+)\)$")  # RSS 2.0: lawyer@example.com (Name)
Item = dict[str, str]  # link, title, published, modified, author, category


def parse_feed(body: bytes, url: str) -> tuple[Link, ...] | Failure:
    """The articles a feed announces, same site only, each once, with title, date, author and category as hints.

    Comments are left out. A Failure (stage ``discover``) for what is no feed, too large, or defines entities.
    """
    data = unpack(body, url)
    if isinstance(data, Failure):
        return data
    text = to_text(data)
    if text.lstrip()[:1] == "{":
        return _from_json(text, url)
    if not _XML.search(text[:100_000]):
        return Failure("discover", "not_a_feed", url, "不是 RSS、Atom、RDF 或 JSON Feed")
    root = parse(text, url)
    if isinstance(root, Failure):
        if root.reason not in READ_LOOSELY:
            return root
        links = _links(_read_loosely(text), url)
        return links or root
    return _links(_read(root), url)


def _read(root: Element) -> Iterator[Item]:
    return (_item(element) for element in root.iter() if name_of(element) in ("item", "entry"))


def _item(element: Element) -> Item:
    item: Item = {}
    for child in element:
        name, value = name_of(child), (child.text or "").strip()
        if name == "link":
            _read_link(item, child, value)
        elif name == "origlink" and value:
            item["link"] = value  # FeedBurner's own field for the page itself
        elif name in ("guid", "id") and value.startswith("http") and child.get("isPermaLink", "true") == "true":
            item.setdefault("id", value)
        elif name == "title":
            item.setdefault("title", "".join(child.itertext()))
        elif name in ("pubdate", "published", "issued", "date", "created"):
            item.setdefault("published", value)
        elif name in ("updated", "modified"):
            item.setdefault("modified", value)
        elif name in ("author", "creator"):
            item.setdefault(
                "author", value or next((found.text or "" for found in child if name_of(found) == "name"), "")
            )
        elif name == "category":
            item.setdefault("category", value or child.get("label") or child.get("term") or "")
    return item


def _read_link(item: Item, element: Element, value: str) -> None:
    """RSS has the address as text, Atom as href of the link without rel or with rel=alternate."""
    if value:
        item.setdefault("link", value)
    elif element.get("rel", "alternate") == "alternate" and element.get("href"):
        item.setdefault("link", element.get("href") or "")


def _read_loosely(text: str) -> Iterator[Item]:
    """Items of a feed that is not well-formed."""
    for inside in loose(text, ("item", "entry"), unclosed=True):
        link = loose_text(inside, "link")
        if not link and (match := _HREF.search(inside)):
            link = html.unescape(match[1])
        yield {
            "link": link or loose_text(inside, "guid"),
            "title": loose_text(inside, "title"),
            "published": loose_text(inside, "pubDate", "published", "date"),
            "modified": loose_text(inside, "updated"),
            "author": _MARKUP.sub("", loose_text(inside, "creator", "author")).strip(),
            "category": loose_text(inside, "category"),
        }


def _from_json(text: str, url: str) -> tuple[Link, ...] | Failure:
    """JSON Feed 1.0 and 1.1."""
    if sum(map(text.count, "{[,")) > MAX_NODES:
        return Failure("discover", "json_size", url, f"JSON 里的值超过 {MAX_NODES} 个")
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError) as error:
        return Failure("discover", "malformed_json", url, str(error)[:200])
    items = feed.get("items")
    if not isinstance(items, list):
        return Failure("discover", "not_a_feed", url, "JSON 里没有 items 列表")
    return _links((_json_item(item) for item in items if isinstance(item, dict)), url)


def _json_item(item: dict[str, Any]) -> Item:
    authors = item.get("authors") or [item.get("author")]
    tags = item.get("tags")
    found = {
        "link": item.get("url") or item.get("id"),
        "title": item.get("title"),
        "published": item.get("date_published"),
        "modified": item.get("date_modified"),
        "author": authors[0].get("name") if isinstance(authors, list) and isinstance(authors[0], dict) else None,
        "category": tags[0] if isinstance(tags, list) and tags else None,
    }
    return {key: ILLEGAL.sub("", value) for key, value in found.items() if isinstance(value, str)}


def _links(items: Iterable[Item], url: str) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    for item in islice(items, MAX_ITEMS):
        address = (item.get("link") or item.get("id") or "").strip()
        if not address or re.search(r"#(?:comment|cmt|respond|reply)", address):
            continue
        target = canonicalize(address, url)
        if target is None or target in found or not same_site(target, url) or scope.never(target) is not None:
            continue
        hint = _hint(item)
        found[target] = Link(target, "article", hint.title or "", hint)
    return tuple(found.values())


def _hint(item: Item) -> Hint:
    published, precision = read_time(item.get("published"))
    modified, _ = read_time(item.get("modified"))
    if published is None and modified is not None:
        published, precision = read_time(item.get("modified"))  # Atom asks for updated only (RFC 4287, 4.1.1)
    author = _clean(item.get("author"))
    if author and (match := _RFC822_AUTHOR.match(author)):
        author = match[1]
    return Hint("feed", _clean(item.get("title")), published, precision, modified, author, _clean(item.get("category")))


def _clean(text: str | None) -> str | None:
    """One line without markup: titles may come as escaped HTML."""
    if not text:
        return None
    if "<" in text and ">" in text:
        text = re.sub(r"</?(?:b|i|em|strong|span|font|a|mark|br)\b[^>]*>", "", text, flags=re.IGNORECASE)
    return " ".join(html.unescape(text).split()) or None
