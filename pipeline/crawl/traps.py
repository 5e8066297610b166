"""Pages without end that hold no article: calendars, filters that combine, relative links that grow. Pure.

Their links look like articles and lead to pages that are none, which link to more of the kind. So pages that went astray
(linked as an article, but none) are counted, by the shape of the URL at which the straying began; an article that was
first found on one of them ends the count. Beyond a limit, what was found on such pages is a trap. Links on lists and
articles are never called one.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

from pipeline.models import Link

MOST = 40  # pages gone astray from one shape of URL without an article found by them
_DIGITS = re.compile(r"\d+")


def shape(url: str) -> str:
    """A URL without its query, numbers as 0: what the pages of one trap have in common at its begin.

    >>> shape("http://a.cn/rl/2024-05.html?x=1")
    'http://a.cn/rl/0-0.html'
    """
    return _DIGITS.sub("0", url.partition("?")[0])


class Traps:
    """What one run has met. Of URLs only hashes are kept."""

    def __init__(self) -> None:
        self._began: dict[int, str] = {}  # link found on a page gone astray → shape at which that began
        self._astray: Counter[str] = Counter()

    def astray(self, url: str, fresh: Iterable[Link]) -> str | None:
        """Note a page that was thought an article and is none, with the links on it not met before in this run.

        Returns the shape at which a trap begins where this page is the one that shows it to be one.
        """
        began = self._began.get(hash(url)) or shape(url)
        self._astray[began] += 1
        if self._astray[began] <= MOST:
            for link in fresh:
                self._began.setdefault(hash(link.url), began)
        return began if self._astray[began] == MOST + 1 else None

    def article(self, url: str) -> None:
        """Note an article: where a page gone astray led to it, that was worth it."""
        began = self._began.get(hash(url))
        if began is not None:
            self._astray[began] = 0

    def holds(self, url: str) -> bool:
        """Whether a URL was found in a trap."""
        began = self._began.get(hash(url))
        return began is not None and self._astray[began] > MOST

    def cut(self, url: str) -> bool:
        """Whether the links of a page gone astray are left out."""
        return self._astray[self._began.get(hash(url)) or shape(url)] > MOST
