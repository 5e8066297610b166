"""Which links of a run are handed to the frontier: none twice, and no paging that leads nowhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from urllib.parse import urlsplit

from pipeline.discover.paging import TURN, split
from pipeline.models import Link
from pipeline.moments import day_in_china

BARREN_LISTS = 3  # list pages in a row that name no article not yet named: what they lead to is left


class Paging:
    """What one run has met. ``since``: articles said to be older are left for another run, and so is the paging of lists
    that hold nothing else.
    """

    def __init__(self, max_list_pages: int, since: date | None = None) -> None:
        self._most, self._since = max_list_pages, since
        # Of what was met only hashes are kept (64 bits each): a run may meet millions of links.
        self._dated: set[int] = set()  # articles whose date another page told
        self._left: set[int] = set()  # known, but not for this run
        self._met: set[int] = set()
        self._named: set[int] = set()  # articles that list pages named
        self._barren: dict[int, int] = {}  # list page → barren ones on the way to it, in a row
        self._series: dict[int, int] = {}  # list page → the series of pages that it was found to be of
        self._shown: dict[int, set[int]] = {}  # series → articles that its pages named
        self._ended: dict[int, int] = {}  # list page → those of its series before it that named nothing new to it
        self._lists = 0

    def dated(self, url: str) -> bool:
        """Whether another page told the date of an article."""
        return hash(url) in self._dated

    def left(self, url: str) -> bool:
        """Whether a page is known, but not for this run."""
        return hash(url) in self._left

    def fresh(self, links: Iterable[Link]) -> tuple[Link, ...]:
        """The links that were not handed over before."""
        new = [link for link in links if hash(link) not in self._met]
        self._met.update(map(hash, new))
        self._dated.update(hash(link.url) for link in new if link.hint and link.hint.published_at)
        self._left.update(hash(link.url) for link in new if self._older(link))
        return tuple(new)

    def of_listing(self, url: str, links: Iterable[Link]) -> tuple[Link, ...]:
        """The same for the list page at ``url``, without what leads on where that has come to an end: past the last page
        of a list some systems answer on and on, with links to further ones (DedeCMS), or the articles are all too old.

        A list is read to the end of its own series, though another list has named all that it names; to other lists
        (filters in every combination) it leads only while they bring something new to the run.
        """
        links = tuple(links)
        articles = {hash(link.url) for link in links if link.kind == "article"}
        series, here = self._series.get(hash(url), hash(split(url)[0])), hash(url)
        shown = self._shown.setdefault(series, set())
        ended = self._ended.get(here, 0) + 1 if articles <= shown else 0
        barren = self._barren.get(here, 0) + 1 if articles <= self._named and not _is_top(url) else 0
        shown |= articles
        self._named |= articles
        self._lists += 1
        further = {link for link in links if link.kind == "list" and _turns(link, url)}
        if ended >= BARREN_LISTS or self._lists > self._most:
            links = tuple(link for link in links if link.kind != "list")
        elif barren >= BARREN_LISTS:
            links = tuple(link for link in links if link.kind != "list" or link in further)
        elif self._all_old(links):
            self._left.update(
                hash(link.url) for link in links if link.kind == "list" and hash(link.url) not in self._barren
            )
        for link in links:
            if link.kind == "list":
                self._barren.setdefault(hash(link.url), barren)
                if link in further:
                    self._ended.setdefault(hash(link.url), ended)
                    self._series.setdefault(hash(link.url), series)
        return self.fresh(links)

    def _all_old(self, links: tuple[Link, ...]) -> bool:
        dated = [link for link in links if link.kind == "article" and link.hint and link.hint.published_at]
        return bool(dated) and all(self._older(link) for link in dated)

    def _older(self, link: Link) -> bool:
        published = link.hint.published_at if link.hint else None
        return self._since is not None and published is not None and day_in_china(published) < self._since


def _is_top(url: str) -> bool:
    """Whether a page is the site's first: one that only names sections is no sign that nothing more comes."""
    return urlsplit(url).path in ("", "/") and not urlsplit(url).query


def _turns(link: Link, url: str) -> bool:
    """Whether a list page's link turns its pages."""
    return split(link.url)[0] == split(url)[0] or TURN.match(link.text) is not None
