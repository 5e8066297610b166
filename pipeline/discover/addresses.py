"""What a URL says by itself: the shapes of lists, feeds, articles, and the patterns of a site's file."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from ..site import Site
from ..urls import path_of, site_key
from . import scope
from .words import either

# Paths of lists on common systems.
LIST_PATH = either(
    r"/(?:categor(?:y|ies)|cat|class|sort|type|column|channel|lanmu)(?:[/_.-]|$)",  # categories
    r"/(?:tags?|topics?|zt|special)(?:[/_.-]|$)",  # tags, special subjects
    r"/(?:author|date)(?:[/_.-]|$)",  # authors, archives
    r"/archives?/\d{4}/?\d{0,2}/?$|/(?:19|20)\d{2}(?:/\d{1,2}){0,2}/?$",  # archives by month or day
    r"/(?:list|index|page)[-_/]?\d*(?:[-_]\d+)*(?:\.(?:s?html?|php|aspx?))?$",  # pages of lists
    r"/(?:list|category|channel|class|column)\.(?:php|aspx?|jsp)",
)
# … and their queries, where none names an article beside the column: ?c=index&a=show&catid=3&id=122
_LIST_QUERY = either(r"[?&](?:cat|tag|author|tid|cid|catid|cateid|typeid|classid|columnid|m)=\w")
_ITEM_QUERY = either(
    r"[?&](?:id|aid|itemid|articleid|newsid|infoid|nid|contentid|docid)=\d",
    r"[?&](?:a|c|act|action|do|mod|op)=(?:show|view|viewthread|detail|article|content|read|info|post)(?=&|$)",
)
FEED_PATH = either(
    r"/(?:feed|rss|atom|rdf)(?:[/_.-][\w-]*)*/?(?:\.(?:xml|php|json|aspx?))?$",
    r"[?&]feed=(?:rss|rss2|atom|rdf)\b",
    r"/(?:rss|atom|feed|index)\.(?:xml|rdf)$",
)
ARTICLE_PATH = either(
    r"/\d{4}[-/]?\d{2}[-/]?\d{2}/",  # a day
    r"[/_-][a-z]{0,3}\d{3,}(?:_\d{1,2})?(?:\.[a-z]{3,5})?$",  # a number: /hf/1211301.html, /t20240501_123.html
    r"[?&](?:id|aid|p|newsid|articleid)=\d+",
)
TAG_PATH = either(r"/tags?(?:[/.\-_?]|$)|[?&]tags?=|/zt/|/topic/")
SEARCH_PATH = either(r"/search(?:[/.?\-_]|$)|[?&](?:s|q|keyword|keywords|wd|searchword|kw)=")
INDEX = re.compile(r"^/(?:index|default|main|home)?(?:\.(?:html?|php|aspx?|jsp))?$", re.IGNORECASE)


class SiteRules:
    """A site file's patterns, compiled; one object for one site, so that ``facts`` can remember URLs by it."""

    __slots__ = ("articles", "base_url", "excluded", "lists")

    def __init__(self, base_url: str | None, articles: Iterable[str], lists: Iterable[str], excluded: Iterable[str]):
        self.base_url = base_url
        self.articles, self.lists, self.excluded = map(_compiled, (articles, lists, excluded))


def _compiled(patterns: Iterable[str]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in patterns)


_NO_SITE = SiteRules(None, (), (), ())


def rules_of(site: Site | None) -> SiteRules:
    """The rules of a site; of none, rules that say nothing."""
    if site is None:
        return _NO_SITE
    found = site.discover
    return _rules(site.base_url, found.article_patterns, found.list_patterns, found.exclude_patterns)


_rules = lru_cache(maxsize=256)(SiteRules)


def excluded(url: str, site: Site | None) -> str | None:
    """The pattern of a site's file by which a URL is never visited, however it was found; None where there is none."""
    path = path_of(url)
    return next((one.pattern for one in rules_of(site).excluded if one.search(path)), None)


class Facts(NamedTuple):
    """What is known of a URL before it is visited."""

    path: str
    allowed: bool  # it may be visited
    home: bool
    feed: bool
    by_site: str  # "list" or "article" by the site's own patterns, "" if by none
    listlike: bool  # it has the shape of a list on common systems


@lru_cache(maxsize=32768)
def facts(url: str, rules: SiteRules) -> Facts:
    """What a canonical URL says by itself, under a site's rules."""
    path = path_of(url)
    by_site = "list" if _hits(rules.lists, path) else "article" if _hits(rules.articles, path) else ""
    return Facts(
        path,
        allowed=scope.never_path(path) is None and not _hits(rules.excluded, path),
        home=INDEX.match(path) is not None or (rules.base_url is not None and is_home(url, rules.base_url)),
        feed=FEED_PATH.search(path) is not None,
        by_site=by_site,
        listlike=is_listlike(path),
    )


def is_listlike(path: str) -> bool:
    """Whether a path with its query has the shape of a list on common systems."""
    if LIST_PATH.search(path):
        return True
    return "?" in path and _LIST_QUERY.search(path) is not None and _ITEM_QUERY.search(path) is None


def _hits(patterns: tuple[re.Pattern[str], ...], path: str) -> bool:
    return bool(patterns) and any(pattern.search(path) for pattern in patterns)


def is_home(url: str, base_url: str | None) -> bool:
    """Whether a URL is the site's root or its index file."""
    path = path_of(url)
    if INDEX.match(path):
        return True
    if base_url is None or site_key(url) != site_key(base_url):
        return False
    return path.rstrip("/") == path_of(base_url).rstrip("/")
