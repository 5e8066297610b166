"""What articles have in common beyond the words they share: latent semantic analysis of a sample (Deerwester et al. 1990).

拖欠贷款 and 逾期不还 share no character, and stand beside the same words in other articles. The directions in which a
sample's vectors differ most are learnt together with the terms' weights (index.upkeep); an article is then a point of
DIMENSIONS numbers. Terms are folded into SKETCH places, half of them negated (Weinberger et al. 2009), so that what is
kept is of one size, whatever the vocabulary. Measured by tests/benchmarks/retrieval.py (related). Pure.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from pipeline.store.related.vectors import Numbers, Vectors

DIMENSIONS = 100
SKETCH_BITS = 12
SKETCH = 1 << SKETCH_BITS
LEAST = 0.4  # length of an article among the topics, below which it is about none of them and like nothing
_SPARE, _ROUNDS = 20, 4  # directions kept along, and rounds, of the search for the foremost
_PORTION = 100  # vectors at once
_NOTHING = 1e-3  # share of a single article in a direction below which it is chance


class Topics:
    """The topics of one database."""

    def __init__(self, basis: Numbers) -> None:
        """``basis``: SKETCH rows, a column for each topic."""
        self._basis = basis

    @classmethod
    def learn(cls, sample: Vectors) -> Topics:
        """The foremost directions of a sample; some 0.3 s for two thousand articles.

        In one thread: where other work has the cores, threads that wait for each other take ten times as long.
        """
        with threadpool_limits(1, user_api="blas"):
            return cls(cls._directions(sample))

    @staticmethod
    def _directions(sample: Vectors) -> Numbers:
        found = np.random.default_rng(1).standard_normal((len(sample), DIMENSIONS + _SPARE)).astype(np.float32)
        for _ in range(_ROUNDS):  # subspace iteration: the few foremost of thousands, in a tenth of the time of all
            found = np.linalg.qr(_rows(sample, _columns(sample, found)))[0]
        columns = _columns(sample, found)
        values, turned = np.linalg.eigh(columns.T @ columns)
        best = np.argsort(-values)[:DIMENSIONS]
        best = best[values[best] > _NOTHING]
        return np.asarray(columns @ turned[:, best] / np.sqrt(values[best]), np.float32)

    def packed(self) -> bytes:
        """Two bytes a number: 0.8 MB."""
        return bytes(self._basis.astype(np.float16).tobytes())

    @classmethod
    def unpacked(cls, stored: bytes | None) -> Topics:
        """What ``packed`` gave; without any, all articles are about nothing."""
        numbers = np.frombuffer(stored or b"", np.float16).astype(np.float32)
        return cls(numbers.reshape(SKETCH, len(numbers) // SKETCH))

    def of(self, vectors: Vectors) -> Numbers:
        """A row for each vector, of length 1 or less."""
        among = _rows(vectors, self._basis)
        lengths = np.maximum(np.linalg.norm(among, axis=1, keepdims=True), LEAST)
        return np.asarray(among / lengths, np.float32)


def _rows(vectors: Vectors, basis: Numbers) -> Numbers:
    """The sketches of vectors times ``basis``: nearly all of a sketch is nought, so that only its terms are looked up."""
    columns, signed = _folded(vectors)
    found = np.zeros((len(vectors), basis.shape[1]), np.float32)
    for i in range(len(vectors)):
        terms = slice(vectors.ends[i], vectors.ends[i + 1])
        found[i] = (basis[columns[terms]] * signed[terms, None]).sum(axis=0)  # as a product it may be cut into threads
    return found


def _columns(vectors: Vectors, rows: Numbers) -> Numbers:
    """The transposed sketches times ``rows``, one for each vector."""
    total = np.zeros((SKETCH, rows.shape[1]), np.float32)
    for part, sketch in _sketched(vectors):
        total += sketch.T @ rows[part]
    return total


def _folded(vectors: Vectors) -> tuple[NDArray[np.int64], Numbers]:
    """The place in the sketch of each term, and its value there."""
    mixed = (vectors.places * np.uint32(2246822519)) ^ (vectors.places >> np.uint32(7))
    signed = np.where(mixed & np.uint32(1), -vectors.values, vectors.values)
    return (mixed >> np.uint32(32 - SKETCH_BITS)).astype(np.int64), signed.astype(np.float32)


def _sketched(vectors: Vectors) -> Iterator[tuple[slice, Numbers]]:
    """The sketches of vectors in portions: all at once would take 16 KB each."""
    columns, signed = _folded(vectors)
    for first in range(0, len(vectors), _PORTION):
        ends = vectors.ends[first : first + _PORTION + 1]
        terms, count = slice(ends[0], ends[-1]), len(ends) - 1
        places = columns[terms] + np.repeat(np.arange(count) * SKETCH, np.diff(ends))
        flat = np.bincount(places, signed[terms], count * SKETCH).astype(np.float32)
        yield slice(first, first + count), flat.reshape(count, SKETCH)
