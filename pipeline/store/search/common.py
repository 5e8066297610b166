"""Queries of words that very many articles have. Pure.

bm25 reads every posting of every word to its end, twice: for 网贷 in a million articles about 网贷 that takes a second.
But so common a word tells little, and where tens of thousands of articles answer, those that have it in the title and the
latest are the ones to show. So the index is read from its newest end, over a stretch in which so many postings stand as
can be read at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

POSTINGS = 3_000  # that bm25 weighs for one query, some 4 µs each
STRETCH = 25_000  # … that are read where only the latest are wanted, some 0.2 µs each


def since(articles: int, postings: int, most: int) -> int:
    """The id from which on about ``most`` of the postings stand, if they lie evenly; 0 where all may be read."""
    return 0 if postings <= most else max(0, round(articles * (1 - most / postings)))


def tiers(terms: Sequence[str]) -> Iterator[str]:
    """Expressions of FTS5: all words in the title, then one of them there and all in the article."""
    bare = [term.removeprefix("title : ") for term in terms]
    yield f"title : ({' AND '.join(bare)})"
    if len(terms) > 1:
        yield f"(title : ({' OR '.join(bare)})) AND {' AND '.join(f'({term})' for term in terms)}"
