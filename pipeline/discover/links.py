"""Which links of a page are worth following, and what each probably leads to."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from selectolax.lexbor import LexborHTMLParser

from ..models import Hint, Link, LinkKind, PageKind
from ..site import Site
from ..urls import path_of, same_site
from . import paging
from .addresses import ARTICLE_PATH, Facts, facts, rules_of
from .cards import MIN_TITLE, pictured
from .hints import from_item, title_of
from .kinds import judge, may_be_article
from .outline import Anchor, Outline, read
from .scripted import entries, further_pages
from .signs import frame_targets, redirect_target
from .standing import is_standing
from .teasers import buttons
from .words import NEIGHBOUR

_COMMENT_FEED = re.compile(r"comments?|pinglun|/feed/(?:rss/|atom/)?archives/", re.IGNORECASE)
_DULL_FEED = re.compile(r"/(?:author|tags?|date)/|/\d{4}/\d{1,2}(?:/|$)", re.IGNORECASE)
_FORMAT = re.compile(r"(?:/|[?&]feed=)(?:rss2?|atom|rdf|feed)(?=[/&]|$)|\.(?:xml|json)$", re.IGNORECASE)
# Strongest first: what a link is when it stands in several places.
_ORDER: dict[LinkKind, int] = {"part": 0, "feed": 1, "sitemap": 2, "article": 3, "list": 4, "page": 5}
_LISTS: frozenset[PageKind] = frozenset({"list", "tag", "home", "search"})
MAX_TEXT = 200  # characters of a link's text that are kept
SHORT = 12  # characters: links in menus and breadcrumbs up to this are names of lists
CHANNEL = 6  # … links in the open up to this are: channels at the top of old portals


def page_links(tree: LexborHTMLParser, url: str, site: Site | None = None) -> tuple[Link, ...]:
    """The links of a page to follow: same site only, canonical, each once, in page order. Changes nothing.

    ``url``: the page's final, canonical URL. Never among them: files, accounts, searches, actions, traps (scope.py) and
    what ``site`` excludes.
    """
    return look(tree, url, site)[1]


def look(
    tree: LexborHTMLParser,
    url: str,
    site: Site | None = None,
    *,
    second: Callable[[Sequence[str]], bool] | None = None,
) -> tuple[PageKind, tuple[Link, ...]]:
    """``page_kind`` and ``page_links`` of a page in one go, at half the cost of both.

    ``second`` is asked, with the titles that the page links to, whether a page that looks like a list is an article all
    the same; not where its address or its title says that it is a list.
    """
    outline = read(tree, url, site.base_url if site else None)
    kind = judge(outline, tree, site)
    if second is not None and kind in ("list", "other") and may_be_article(outline, site):
        kind = "article" if second([entry.text for entry in outline.entries]) else kind
    if kind in ("redirect", "frames"):
        return kind, _onward(outline, tree, kind, site)
    links = links_of(outline, kind, site)
    if kind in _LISTS or kind == "other":
        known, rules = {link.url for link in links}, rules_of(site)
        further = (one for one in further_pages(tree, outline) if one not in known and facts(one, rules).allowed)
        links += tuple(Link(one, "list") for one in further if same_site(one, rules.base_url or url))
        if not outline.entries:
            known |= {link.url for link in links}
            clicked = entries(tree, outline).items()
            links += tuple(
                Link(one, "article", text[:MAX_TEXT])
                for one, text in clicked
                if one not in known and facts(one, rules).allowed
            )
    return kind, links


def _onward(outline: Outline, tree: LexborHTMLParser, kind: PageKind, site: Site | None) -> tuple[Link, ...]:
    """Where a page that only sends its reader on, or shows other pages in frames, leads to on this site."""
    head, url, rules = outline.head, outline.url, rules_of(site)
    targets = frame_targets(tree, head, url) if kind == "frames" else (redirect_target(tree, head, url),)
    base = rules.base_url or url
    return tuple(Link(one, "page") for one in targets if one and same_site(one, base) and facts(one, rules).allowed)


def links_of(outline: Outline, kind: PageKind, site: Site | None) -> tuple[Link, ...]:
    """The links of a page that has been looked over and judged."""
    if kind in ("message", "wall"):
        return ()
    rules = rules_of(site)
    found: dict[str, Link] = {}
    for feed in _distinct_feeds(outline, kind):
        if same_site(feed, rules.base_url or outline.url) and facts(feed, rules).allowed:
            found[feed] = Link(feed, "feed")
    turns = _turns(outline)
    entries = {entry.node.mem_id for entry in outline.entries}
    pressed = {anchor.node.mem_id for group in buttons(outline.anchors).values() for anchor in group}
    for anchor in outline.anchors:
        known = facts(anchor.url, rules)
        if not known.allowed or anchor.url == outline.url:
            continue
        ident = anchor.node.mem_id
        link = _link(anchor, known, outline, kind, turns, ident in entries, ident in pressed)
        if link is None:
            continue
        before = found.get(link.url)
        if before is None:
            found[link.url] = link
        elif link.hint is not None or link.kind != before.kind or len(link.text) > len(before.text):
            found[link.url] = _better(link, before)
    following = outline.head.next
    if following in turns and following not in found and facts(following, rules).allowed:
        found[following] = Link(following, "part" if kind == "article" else "list")
    return tuple(found.values())


def _better(link: Link, before: Link) -> Link:
    """One link of two to the same URL: the stronger kind, the fuller text, the hint with the fuller title."""
    first, second = (link, before) if _ORDER[link.kind] <= _ORDER[before.kind] else (before, link)
    text = link.text if len(link.text) > len(before.text) else before.text
    hint = first.hint or second.hint
    if hint is not None and hint.title and hint.title != text and text.startswith(hint.title):
        hint = replace(hint, title=text)
    return Link(link.url, first.kind, text, hint)


def _turns(outline: Outline) -> set[str]:
    """URLs of the other pages of this page's own series."""
    shown = [
        anchor.url
        for anchor in outline.anchors
        if len(anchor.text) <= paging.MAX_TURN
        and anchor.zone.name in ("pager", "prevnext", "")
        and paging.TURN.match(anchor.text)
    ]
    shown += [url for url in (outline.head.next, outline.head.previous) if url]
    return paging.series(outline.url, shown) if shown else set()


def _link(
    anchor: Anchor, known: Facts, outline: Outline, kind: PageKind, turns: set[str], is_entry: bool, is_button: bool
) -> Link | None:
    url, zone = anchor.url, anchor.zone.name
    text = " ".join((anchor.text or anchor.title or pictured(anchor.node)).split())[:MAX_TEXT]
    if anchor.fragment:  # its text is of a comment or a chapter
        return Link(url, "article" if zone and len(text) >= MIN_TITLE else "page")
    if known.feed:
        return Link(url, "feed", text) if _is_wanted_feed(url, outline, kind) else None
    if url in turns:
        further = kind == "article" and paging.split(url)[1] > 1
        return Link(url, "part" if further else "article" if kind == "article" else "list", text)
    if kind in _LISTS and zone == "pager" and paging.TURN.match(text):
        return Link(url, "list", text)
    guess = _guess(anchor, known, text, is_entry, is_button)
    return Link(url, guess, text, _hint(anchor, outline, kind, is_entry) if guess == "article" else None)


def _hint(anchor: Anchor, outline: Outline, kind: PageKind, is_entry: bool) -> Hint | None:
    if is_entry and kind in _LISTS:
        return from_item(anchor, outline.containers.get(anchor.url), "list")
    if anchor.zone.name not in ("related", "side") or len(anchor.text) < MIN_TITLE:
        return None
    title = title_of(anchor)
    return Hint("related", title=title) if title else None


def _guess(anchor: Anchor, known: Facts, text: str, is_entry: bool, is_button: bool) -> LinkKind:
    """What a link leads to: from the site's patterns, then its URL, then where it stands."""
    if known.by_site:
        return "list" if known.by_site == "list" else "article"
    if is_standing(text):
        return "page"
    if known.home or known.listlike or "tag" in anchor.rel:
        return "list"
    zone, length = anchor.zone.name, len(text)
    if is_entry or (
        is_button and (not text.startswith(("更多", "more", "More", "MORE")) or ARTICLE_PATH.search(known.path))
    ):
        return "article"
    if zone in ("breadcrumb", "nav", "meta"):
        return "list" if length <= SHORT else "article"
    if zone in ("related", "side", "prevnext") and length >= MIN_TITLE:
        return "article"
    if zone == "" and length < 10 and NEIGHBOUR.search((anchor.node.parent or anchor.node).text(deep=False) or ""):
        return "article"
    if zone in ("", "header", "side") and 2 <= length <= CHANNEL:
        return "list"
    return "article" if length >= 10 and zone != "footer" else "page"


def _is_wanted_feed(url: str, outline: Outline, kind: PageKind) -> bool:
    """Not the comments' feed, nor that of one article, author, tag or month: their articles are in the site's."""
    path = path_of(url)
    if _COMMENT_FEED.search(path) or _DULL_FEED.search(path):
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
