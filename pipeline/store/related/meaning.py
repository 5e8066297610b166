"""How alike articles are in what they mean, by the vectors that the sentence model left (store.semantic), for related articles.

Only vectors that are there are read: the model itself is not needed, and without vectors nothing is said. They point in
nearly one direction, all of them, so that their mean is taken off; and each is moved towards the nearest others, as what
several close articles are about is told better by all of them. Measured by tests/benchmarks/retrieval.py (related).
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

import numpy as np

from pipeline.store.related.vectors import Numbers
from pipeline.store.semantic import KNOWN, WIDTH

LATEST = 2000  # vectors whose mean is taken off
FEW = 20  # vectors, below which their mean says nothing
NEIGHBOURS, NEIGHBOUR_SHARE = 5, 0.8  # each vector is moved so far towards so many others


class Meanings:
    """The sentence vectors of one database, as they are now."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        """``cursor`` gives plain tuples."""
        self._cursor = cursor
        latest = cursor.execute(
            f"SELECT vector FROM passage_vectors WHERE length(vector) = {WIDTH} ORDER BY article_id DESC LIMIT ?",
            (LATEST,),
        ).fetchall()
        self._centre = _numbers([row[0] for row in latest]).mean(axis=0) if len(latest) >= FEW else None

    def likeness(self, article_id: int, others: Sequence[int]) -> Numbers | None:
        """A number of at most 1 for each of ``others``, about 0 for any two articles, NaN for one whose present text has no
        vector; None where too little is known.
        """
        if self._centre is None:
            return None
        ids = [article_id, *others]
        known = dict(self._cursor.execute(KNOWN.format(places=", ".join("?" * len(ids))), ids).fetchall())
        if article_id not in known or len(known) < 2:
            return None
        having = [article_id, *(one for one in others if one in known)]
        moved = _moved(_scaled(_numbers([known[one] for one in having]) - self._centre))
        found = np.full(len(others), np.nan, np.float32)
        found[[place for place, one in enumerate(others) if one in known]] = moved[1:] @ moved[0]
        return found


def _moved(vectors: Numbers) -> Numbers:
    """Each of the rows with those of the others that are nearest to it, at length 1."""
    products = vectors @ vectors.T
    np.fill_diagonal(products, -np.inf)
    count = min(NEIGHBOURS, len(vectors) - 1)
    nearest = np.argpartition(-products, count - 1, axis=1)[:, :count]
    shares = np.maximum(np.take_along_axis(products, nearest, axis=1), 0.0)
    shares *= NEIGHBOUR_SHARE / np.maximum(shares.sum(axis=1, keepdims=True), 1e-6)
    return _scaled(vectors + np.einsum("ij,ijk->ik", shares, vectors[nearest]))


def _numbers(stored: Sequence[bytes]) -> Numbers:
    """A row for each vector, as semantic.make stored it."""
    return np.frombuffer(b"".join(stored), np.int8).reshape(len(stored), WIDTH).astype(np.float32)


def _scaled(rows: Numbers) -> Numbers:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-6), np.float32)
