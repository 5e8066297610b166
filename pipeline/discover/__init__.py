"""Where a site's articles are: sitemaps, feeds, lists and links, and what kind of page each page is."""

from __future__ import annotations

from . import platforms
from .addresses import excluded
from .feeds import parse_feed
from .kinds import is_list_title, no_content, page_kind
from .links import look, page_links
from .signs import framed, is_prose, wall_of
from .sitemaps import parse_sitemap
from .sniff import is_code, sniff

__all__ = [
    "excluded",
    "framed",
    "is_code",
    "is_list_title",
    "is_prose",
    "look",
    "no_content",
    "page_kind",
    "page_links",
    "parse_feed",
    "parse_sitemap",
    "platforms",
    "sniff",
    "wall_of",
]
