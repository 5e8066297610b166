"""What may be related to an article: a few hundred of a million, to be compared."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from pipeline.store.related.known import RARE_PROVISION, Known
from pipeline.store.related.vectors import Profile

CANDIDATES = 100  # that are compared
PORTION = 200  # of what may be one, whose copies are looked up at once
LOOK_UP = 20  # terms that are looked up, the heaviest; more bring no better ones
POSTINGS = 300  # articles taken for a term, the latest; so common a term brings no better ones
FROM_PROVISION = 20  # articles taken for a provision
PROVISION_POINTS, LINKED_POINTS = 0.3, 100.0  # for being a candidate; a term gives the square of its value
PER_GROUP = 2  # of one group of copies
FROM_LISTS = 100  # articles taken from the lists of others
_CACHE = 50_000  # terms whose articles are kept in memory

Ids = NDArray[np.int64]


class Candidates:
    """Finds them in one database."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._postings: dict[str, Ids] = {}

    def of(self, article_id: int, profile: Profile, linked: Iterable[int]) -> list[int]:
        """Ids of what shares its rarest terms, cites the same rare provisions, or is linked by the site, without copies,
        best first.
        """
        if len(self._postings) > _CACHE:
            self._postings.clear()
        found = [(self._having(term), value * value) for term, _, value in profile.terms[:LOOK_UP]]
        for provision in self._known.facts[article_id].provisions:
            citing = self._known.citing(provision)
            if len(citing) <= RARE_PROVISION:
                found.append((_ids(citing[:FROM_PROVISION]), PROVISION_POINTS))
        found.append((_ids(linked), LINKED_POINTS))
        every, where = np.unique(np.concatenate([ids for ids, _ in found]), return_inverse=True)
        worth = np.repeat([worth for _, worth in found], [len(ids) for ids, _ in found])
        ordered = _in_order(every, np.asarray(np.bincount(where, worth), float))
        return self._without_copies(article_id, ordered, CANDIDATES)

    def with_their_own(self, article_id: int, candidates: list[int], nearest: Sequence[int]) -> list[int]:
        """The candidates, and what is related to the ``nearest`` of them: close articles may share no rare term."""
        places = ", ".join("?" * len(nearest))
        rows = self._known.read(_THEIRS.format(places=places), [*nearest, FROM_LISTS]).fetchall()
        seen = set(candidates)
        new = [one for (one,) in rows if one not in seen]
        return self._without_copies(article_id, iter((candidates, new)), len(candidates) + len(new))

    def _without_copies(self, article_id: int, portions: Iterable[list[int]], most: int) -> list[int]:
        """The first that are no copies of the article, nor too many copies of each other."""
        roots = self._known.roots
        out: list[int] = []
        seen: Counter[int] = Counter([self._known.root(article_id)] * PER_GROUP)
        for portion in portions:
            self._known.learn_roots(portion)
            for one in portion:
                if one == article_id:
                    continue
                root = roots[one]
                seen[root] += 1
                if seen[root] <= PER_GROUP:
                    out.append(one)
                    if len(out) == most:
                        return out
        return out

    def _having(self, term: str) -> Ids:
        if term not in self._postings:
            rows = self._known.read(
                "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rowid DESC LIMIT ?",
                (f'"{term}"', POSTINGS),
            )
            self._postings[term] = _ids([row[0] for row in rows])
        return self._postings[term]


def _ids(numbers: Iterable[int]) -> Ids:
    return np.array(list(numbers), np.int64)


def _in_order(ids: Ids, points: NDArray[np.float64]) -> Iterator[list[int]]:
    """Portions of ids, those with most points first, of equal ones the newest."""
    while len(ids):
        least = np.partition(points, -PORTION)[-PORTION] if len(ids) > PORTION else -math.inf
        best = points >= least
        yield ids[best][np.lexsort((ids[best], points[best]))[::-1]].tolist()
        ids, points = ids[~best], points[~best]


_THEIRS = """
    SELECT related_id FROM related WHERE article_id IN ({places})
    GROUP BY related_id ORDER BY count(*) DESC, sum(score) DESC, related_id DESC LIMIT ?
"""
