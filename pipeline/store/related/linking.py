"""Makes the related list of one article after the other; what is learnt for one serves the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from pipeline import text
from pipeline.store.related import reasons
from pipeline.store.related.candidates import Candidates
from pipeline.store.related.known import TEXT, Known
from pipeline.store.related.likeness import Likeness, Ranked
from pipeline.store.related.meaning import Meanings
from pipeline.store.times import dumps

KEEP = 12  # rows of an article: ten to show, and two in reserve for what turns out to be a copy
NEAREST = 10  # candidates, the closest in meaning, whose own lists are looked through too


class Linker:
    """Links articles of one database. The articles must be stored, cited laws and copies included."""

    def __init__(self, connection: sqlite3.Connection, batch: Iterable[int]) -> None:
        self._connection = connection
        self._batch = frozenset(batch)
        self._known = Known(connection)
        self._candidates = Candidates(self._known)
        self._likeness = Likeness(self._known)
        self._meanings = Meanings(self._known.cursor)

    def link(self, article_id: int) -> bool:
        """Write the list of one article and give links back; False where there is no such article."""
        self._known.bound()
        row = self._known.read(TEXT, (article_id,)).fetchone()
        if row is None:
            return False
        ranked = self._ranked(article_id, *row)
        self._connection.execute("DELETE FROM related WHERE article_id = ?", (article_id,))
        self._write([(article_id, other, score, why) for other, score, why in ranked])
        self._give_back(article_id, ranked)
        self._connection.execute(
            "INSERT OR REPLACE INTO related_state (article_id, articles) VALUES (?, ?)",
            (article_id, self._known.articles),
        )
        return True

    def _ranked(self, article_id: int, title: str, body: str) -> Ranked:
        profile = self._known.renewed(article_id, title, body)
        self._likeness.forget(article_id)
        linked = frozenset(row[0] for row in self._known.read(_LINKED, (article_id, article_id)))
        candidates = self._candidates.of(article_id, profile, linked)
        meanings = self._meanings.likeness(article_id, candidates)
        if meanings is not None:
            known = np.count_nonzero(~np.isnan(meanings))  # what is not known is sorted behind all the rest
            order = np.argsort(-meanings, kind="stable")[: min(NEAREST, known)].tolist()
            nearest = [candidates[place] for place in order]
            candidates = self._candidates.with_their_own(article_id, candidates, nearest)
            meanings = self._meanings.likeness(article_id, candidates)
        words = reasons.Words(text.fold(f"{title}\n{body}"), profile)
        return self._likeness.ranked(article_id, candidates, linked, words, meanings, KEEP)

    def _write(self, rows: Sequence[tuple[int, int, float, list[str]]]) -> None:
        self._connection.executemany(
            "INSERT OR REPLACE INTO related (article_id, related_id, score, reasons) VALUES (?, ?, ?, ?)",
            [(one, other, round(score, 4), dumps(why)) for one, other, score, why in rows],
        )

    def _give_back(self, article_id: int, ranked: Ranked) -> None:
        """Each article found gets this one in its list too, if that is not full of better ones."""
        others = [one for one, _, _ in ranked if one not in self._batch]
        lists: dict[int, list[tuple[float, int]]] = {}
        for one, score, related in self._known.read(_LISTS.format(places=", ".join("?" * len(others))), others):
            lists.setdefault(one, []).append((score, -related))
        given, dropped = [], []
        for other, score, why in ranked:
            if other in self._batch:
                continue
            rows = lists.get(other, ())
            if len(rows) >= KEEP and all(-negative != article_id for _, negative in rows):
                least, negative = min(rows)
                if least >= score:
                    continue
                dropped.append((other, -negative))
            given.append((other, article_id, score, why))
        self._connection.executemany("DELETE FROM related WHERE article_id = ? AND related_id = ?", dropped)
        self._write(given)


_LISTS = "SELECT article_id, score, related_id FROM related WHERE article_id IN ({places})"
_LINKED = """
    SELECT a.id FROM site_links AS s JOIN articles AS a ON a.url = s.url WHERE s.article_id = ?
    UNION
    SELECT s.article_id FROM articles AS a JOIN site_links AS s ON s.url = a.url WHERE a.id = ?
"""
