"""What is fetched first: smaller is sooner. Within a priority, what is due longest goes first."""

from __future__ import annotations

FEED = 0  # feeds and sitemaps: one request names many pages, with dates
LIST = 10  # the first pages of a list: the newest articles stand there
NEW = 20  # articles never fetched; older list pages take turns with them
PAGE = 30  # pages of an unknown kind
REVISIT = 40  # everything of that sort that was fetched before

NEAR = 3  # links away from a start page up to which a list page counts as one of the first

_LINKS = {"feed": FEED, "sitemap": FEED, "list": LIST, "article": NEW, "part": NEW, "page": PAGE}
_VISITED = {"home": LIST, "list": LIST}


def of_link(kind: str, depth: int) -> int:
    """The priority of a page never fetched, by how it was linked (models.LinkKind)."""
    priority = _LINKS[kind]
    return NEW if priority == LIST and depth > NEAR else priority


def of_visited(page_kind: str | None, kind: str, depth: int) -> int:
    """The priority of the next visit, by what the page is (models.PageKind) and how it was linked."""
    if kind in ("feed", "sitemap"):
        return FEED
    priority = _VISITED.get(page_kind or "", REVISIT)
    return NEW if priority == LIST and depth > NEAR else priority
