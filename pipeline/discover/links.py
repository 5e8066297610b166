"""Which links of a page are worth following, and what each probably leads to."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from selectolax.lexbor import LexborHTMLParser

from ..models import Hint, Link, LinkKind, PageKind
from ..site import Site
from ..urls import path_of, same_site
from . import paging, scope
from .hints import from_item, title_of
from .kinds import STATIC_TITLE, is_home, judge
from .outline import MIN_TITLE, Anchor, Outline, read

# Paths of lists on common systems: categories, tags, authors, archives, pages of lists.
LIST_PATH = re.compile(
    r"/(?:categor(?:y|ies)|cat|tags?|author|archives?/\d{4}/?\d{0,2}/?$|date|topics?|zt|special|column|channel|lanmu|class|sort|type)(?:[/_.-]|$)"
    r"|/(?:list|index|page)[-_/]?\d*(?:[-_]\d+)*(?:\.(?:s?html?|php|aspx?))?$|/(?:19|20)\d{2}(?:/\d{1,2}){0,2}/?$|[?&](?:cat|tag|author|tid|cid|catid|cateid|typeid|classid|columnid|m)=\w"
    r"|/(?:list|category|channel|class|column)\.(?:php|aspx?|jsp)",
    re.IGNORECASE,
)
FEED_PATH = re.compile(r"/(?:feed|rss|atom|rdf)(?:[/_.-](?!comments)[\w-]*)*/?(?:\.(?:xml|php|json|aspx?))?$|[?&]feed=(?:rss|rss2|atom|rdf)\b|/(?:rss|atom|feed|index)\.(?:xml|rdf)$", re.I)  # fmt: skip
COMMENT_FEED = re.compile(r"comments?|pinglun|/feed/(?:rss/|atom/)?archives/", re.I)
_DULL_FEED = re.compile(r"/(?:author|tags?|date)/|/\d{4}/\d{1,2}(?:/|$)", re.IGNORECASE)
_FORMAT = re.compile(r"(?:/|[?&]feed=)(?:rss2?|atom|rdf|feed)(?=[/&]|$)|\.(?:xml|json)$", re.IGNORECASE)
# Strongest first: what a link is when it stands in several places.
_ORDER: dict[LinkKind, int] = {"part": 0, "feed": 1, "sitemap": 2, "article": 3, "list": 4, "page": 5}
_LISTS: frozenset[PageKind] = frozenset({"list", "tag", "home", "search"})


def page_links(tree: LexborHTMLParser, url: str, site: Site | None = None) -> tuple[Link, ...]:
    """The links of a page to follow: same site only, canonical, each once, in page order. Changes nothing.

    ``url``: the page's final, canonical URL. Never among them: files, accounts, searches, actions, traps (scope.py) and
    what ``site`` excludes.
    """
    outline = read(tree, url, site.base_url if site else None)
    return links_of(outline, judge(outline, tree, site), site)


def look(tree: LexborHTMLParser, url: str, site: Site | None = None) -> tuple[PageKind, tuple[Link, ...]]:
    """``page_kind`` and ``page_links`` of a page in one go, at half the cost of both."""
    outline = read(tree, url, site.base_url if site else None)
    kind = judge(outline, tree, site)
    return kind, links_of(outline, kind, site)


def links_of(outline: Outline, kind: PageKind, site: Site | None) -> tuple[Link, ...]:
    """The links of a page that has been looked over and judged."""
    if kind in ("message", "wall"):
        return ()
    found: dict[str, Link] = {}
    for feed in _distinct_feeds(outline, kind):
        if _allowed(feed, outline.url, site):
            found[feed] = Link(feed, "feed")
    turns = _turns(outline)
    entries = {entry.node.mem_id for entry in outline.entries}
    for anchor in outline.anchors:
        if anchor.url == outline.url or not _allowed(anchor.url, None, site):
            continue
        link = _link(anchor, outline, kind, site, turns, anchor.node.mem_id in entries)
        if link is None:
            continue
        before = found.get(link.url)
        if before is None:
            found[link.url] = link
        elif link.kind != before.kind or link.hint is not None or len(link.text) > len(before.text):
            found[link.url] = _better(link, before)
    if outline.head.next and outline.head.next in turns and outline.head.next not in found:
        found[outline.head.next] = Link(outline.head.next, "part" if kind == "article" else "list")
    return tuple(found.values())


def _better(link: Link, before: Link) -> Link:
    """One link of two to the same URL: the stronger kind, the fuller text, the hint with the fuller title."""
    first, second = (link, before) if _ORDER[link.kind] <= _ORDER[before.kind] else (before, link)
    text = max(link.text, before.text, key=len)
    hint = first.hint or second.hint
    if hint is not None and hint.title and text.startswith(hint.title):
        hint = replace(hint, title=text)
    return Link(link.url, first.kind, text, hint)


def _turns(outline: Outline) -> set[str]:
    """URLs of the other pages of this page's own series."""
    shown = [
        anchor.url
        for anchor in outline.anchors
        if anchor.zone.name in ("pager", "prevnext", "") and paging.TURN.match(anchor.text)
    ]
    return paging.series(outline.url, (*shown, *(one for one in (outline.head.next, outline.head.previous) if one)))


def _link(
    anchor: Anchor, outline: Outline, kind: PageKind, site: Site | None, turns: set[str], is_entry: bool
) -> Link | None:
    url, text = anchor.url, " ".join((anchor.text or anchor.title).split())[:200]
    if anchor.fragment:
        return Link(url, "article" if anchor.zone.name != "" and len(text) >= MIN_TITLE else "page")
    if FEED_PATH.search(path_of(url)):
        return Link(url, "feed", text) if _is_wanted_feed(url, outline, kind) else None
    if url in turns:
        number = paging.split(url)[1]
        if kind == "article":
            return Link(url, "part" if number > 1 else "article", text)
        return Link(url, "list", text)
    if kind in _LISTS and anchor.zone.name == "pager" and paging.TURN.match(text):
        return Link(url, "list", text)
    guess = _guess(anchor, text, site, is_entry)
    if guess != "article":
        return Link(url, guess, text)
    return Link(url, guess, text, _hint(anchor, outline, kind, is_entry))


def _hint(anchor: Anchor, outline: Outline, kind: PageKind, is_entry: bool) -> Hint | None:
    if is_entry and kind in _LISTS:
        return from_item(anchor, outline.containers.get(anchor.url), "list")
    title = title_of(anchor) if anchor.zone.name in ("related", "side") and len(anchor.text) >= MIN_TITLE else None
    return Hint("related", title=title) if title else None


def _guess(anchor: Anchor, text: str, site: Site | None, is_entry: bool) -> LinkKind:
    """What a link leads to, from the site's patterns, then where it stands, then its URL."""
    path = path_of(anchor.url)
    if site is not None:
        if any(compiled(pattern).search(path) for pattern in site.discover.list_patterns):
            return "list"
        if any(compiled(pattern).search(path) for pattern in site.discover.article_patterns):
            return "article"
    if STATIC_TITLE.match(text):
        return "page"
    if is_home(anchor.url, site.base_url if site else None) or LIST_PATH.search(path) or "tag" in anchor.rel:
        return "list"
    zone = anchor.zone.name
    if is_entry:
        return "article"
    if zone in ("breadcrumb", "nav", "meta"):
        return "list" if len(text) <= 12 else "article"
    if zone in ("related", "side", "prevnext") and len(text) >= MIN_TITLE:
        return "article"
    if zone in ("", "header", "side") and 2 <= len(text) <= 6:
        return "list"  # channels at the top of old portals
    return "article" if len(text) >= 10 and zone != "footer" else "page"


def _is_wanted_feed(url: str, outline: Outline, kind: PageKind) -> bool:
    """Not the comments' feed, nor that of one article, author, tag or month: their articles are in the site's."""
    path = path_of(url)
    if COMMENT_FEED.search(path) or _DULL_FEED.search(path):
        return False
    own = path_of(outline.url).rstrip("/")
    return kind in _LISTS or len(own) < 2 or own not in path


def _distinct_feeds(outline: Outline, kind: PageKind) -> list[str]:
    """The page's feeds, of one content in several formats only the first."""
    first: dict[str, str] = {}
    for url in outline.head.feeds:
        if _is_wanted_feed(url, outline, kind):
            first.setdefault(_FORMAT.sub("", url).rstrip("/"), url)
    return list(first.values())


def _allowed(url: str, page_url: str | None, site: Site | None) -> bool:
    if page_url is not None and not same_site(url, site.base_url if site else page_url):
        return False
    if scope.never(url) is not None:
        return False
    return site is None or not any(compiled(pattern).search(path_of(url)) for pattern in site.discover.exclude_patterns)


@lru_cache(maxsize=1024)
def compiled(pattern: str) -> re.Pattern[str]:
    """A site's pattern, compiled once."""
    return re.compile(pattern)
