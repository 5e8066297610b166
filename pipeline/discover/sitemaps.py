"""Sitemaps (sitemaps.org 0.9, indexes, gzip, plain lists, Google's news extension) to links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from xml.etree.ElementTree import Element

from ..models import Failure, Hint, Link, LinkKind
from ..urls import canonicalize, path_of, same_site
from . import scope
from .addresses import INDEX, is_listlike
from .times import read_time
from .xmltree import READ_LOOSELY, loose, loose_text, name_of, parse, to_text, unpack

MAX_URLS = 50_000  # of one file (sitemaps.org)
# Names of sitemap files whose URLs are lists or standing pages, as WordPress core and its plugins call them.
_LISTS = re.compile(r"taxonom|categor|tags?[-_.]|post_tag|author|users?[-_.]|archive", re.IGNORECASE)
_PAGES = re.compile(r"posts-page|[-_/]pages?[-_.]|page-sitemap", re.IGNORECASE)
_XML = re.compile(r"<(?:\w+:)?(?:urlset|sitemapindex|url|sitemap)\b", re.IGNORECASE)


def parse_sitemap(body: bytes, url: str) -> tuple[Link, ...] | Failure:
    """The links of a sitemap file, same site only, each once; sitemaps of an index as kind ``sitemap``.

    A Failure (stage ``discover``) for what is no sitemap, too large, or defines entities.
    """
    data = unpack(body, url)
    if isinstance(data, Failure):
        return data
    text = to_text(data)
    if not _XML.search(text[:100_000]):
        lines = text.split()
        if lines and "<" not in text[:2000] and all(line.startswith(("http://", "https://")) for line in lines[:20]):
            return _links(((line, None, False) for line in lines), url)
        return Failure("discover", "not_a_sitemap", url, "没有 <urlset>、<sitemapindex>，也不是网址列表")
    root = parse(text, url)
    if isinstance(root, Failure):
        if root.reason not in READ_LOOSELY:
            return root
        links = _links(_read_loosely(text), url)
        return links or root
    return _links(_read(root), url)


Entry = tuple[str, Hint | None, bool]  # loc, hint, is a sitemap


def _read(root: Element) -> Iterator[Entry]:
    for element in root.iter():
        name = name_of(element)
        if name not in ("url", "sitemap"):
            continue
        values: dict[str, str] = {}
        for child in element.iter():
            if child is not element and child.text:
                values.setdefault(name_of(child), child.text.strip())
        if values.get("loc"):
            yield values["loc"], _hint(values), name == "sitemap"


def _read_loosely(text: str) -> Iterator[Entry]:
    """Entries of a file that is not well-formed."""
    for name in ("sitemap", "url"):
        for inside in islice(loose(text, (name,), unclosed=True), MAX_URLS):
            keys = ("loc", "lastmod", "publication_date", "title")
            values = {key: found for key in keys if (found := loose_text(inside, key))}
            if "loc" in values:
                yield values["loc"], _hint(values), name == "sitemap"


def _hint(values: dict[str, str]) -> Hint | None:
    modified, _ = read_time(values.get("lastmod"))
    published, precision = read_time(values.get("publication_date"))
    title = values.get("title") if published is not None else None  # else it is an image's
    if modified is None and published is None:
        return None
    source = "sitemap" if published is None else "news_sitemap"
    return Hint(source, title, published, precision, modified)  # type: ignore[arg-type]  # one of the literals


def _links(entries: Iterable[Entry], url: str) -> tuple[Link, ...]:
    found: dict[str, Link] = {}
    name = path_of(url)
    for loc, hint, is_sitemap in islice(entries, MAX_URLS):
        target = canonicalize(loc, url)
        if target is None or target in found or target == url or not same_site(target, url):
            continue
        if is_sitemap:
            found[target] = Link(target, "sitemap", "", hint)
        elif scope.never_path(path := path_of(target)) is None:
            found[target] = Link(target, _kind(path, name), hint.title or "" if hint else "", hint)
    return tuple(found.values())


def _kind(path: str, name: str) -> LinkKind:
    """What a path in a sitemap of this name probably is."""
    if INDEX.match(path) or is_listlike(path) or _LISTS.search(name):
        return "list"
    return "page" if _PAGES.search(name) else "article"
