"""Which links of a run are handed to the frontier: none twice, and no paging that leads nowhere. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from pipeline.models import Link
from pipeline.moments import day_in_china

BARREN_LISTS = 3  # list pages in a row that name no article not yet named in this run: their paging is left


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
        """The same for the list page at ``url``, without its paging where that has come to an end: past the last page
        of a list some systems answer on and on, with links to further ones (DedeCMS), or the articles are all too old.
        """
        links = tuple(links)
        articles = {hash(link.url) for link in links if link.kind == "article"}
        barren = self._barren.get(hash(url), 0) + 1 if articles <= self._named else 0
        self._named |= articles
        self._lists += 1
        if barren >= BARREN_LISTS or self._lists > self._most:
            links = tuple(link for link in links if link.kind != "list")
        elif self._all_old(links):
            self._left.update(
                hash(link.url) for link in links if link.kind == "list" and hash(link.url) not in self._barren
            )
        for link in links:
            if link.kind == "list":
                self._barren.setdefault(hash(link.url), barren)
        return self.fresh(links)

    def _all_old(self, links: tuple[Link, ...]) -> bool:
        dated = [link for link in links if link.kind == "article" and link.hint and link.hint.published_at]
        return bool(dated) and all(self._older(link) for link in dated)

    def _older(self, link: Link) -> bool:
        published = link.hint.published_at if link.hint else None
        return self._since is not None and published is not None and day_in_china(published) < self._since
