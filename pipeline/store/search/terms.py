"""In how many articles a term is: what makes a word rare or common for ranking and for choosing what to look up."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from pipeline import text

COMMON = 0.01  # share of articles from which on the sample is exact enough, and counting in the index takes long


class Frequencies:
    """Document frequencies of one database, for one query or one batch.

    Common terms come from ``search_terms`` (index.upkeep); others are counted in the index, which is quick for rare
    ones. Words and single characters are estimated from the bigrams.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._known: dict[str, int] = {}
        row = connection.execute("SELECT articles FROM search_terms WHERE term = ''").fetchone()
        (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
        self._sampled: int = row[0] if row else 0
        self.articles: int = max(last, 1)  # counting would read the whole table; ids are hardly ever given back

    def of(self, term: str) -> int:
        """How many articles have this token, word or character; an estimate."""
        if term not in self._known:
            self._known[term] = min(self.articles, self._count(term))
        return self._known[term]

    def phrase(self, tokens: Sequence[str]) -> int:
        """How many postings the index reads for a phrase: its rarest token leads."""
        return min((self.of(token) for token in tokens), default=0)

    def _count(self, term: str) -> int:
        row = self._connection.execute("SELECT articles FROM search_terms WHERE term = ?", (term,)).fetchone()
        if row and row[0] >= COMMON * self._sampled:
            return int(row[0] * max(1.0, self.articles / self._sampled))
        chinese = text.is_cjk(term[0])
        if chinese and len(term) > 2:
            return min(self.of(pair) for pair in text.ngrams(term, 2))
        if chinese and len(term) == 1:
            # Every occurrence of a character begins a token. Articles with several of them are counted once.
            rows = self._connection.execute(
                "SELECT doc FROM articles_terms WHERE term >= ? AND term < ?", (term, chr(ord(term) + 1))
            )
            without = 1.0
            for (count,) in rows:
                without *= 1 - min(1.0, count / self.articles)
            return round(self.articles * (1 - without))
        row = self._connection.execute("SELECT doc FROM articles_terms WHERE term = ?", (term,)).fetchone()
        return row[0] if row else 0
