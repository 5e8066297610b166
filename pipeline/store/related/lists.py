"""Related articles: a list for each, kept in ``related`` with the reasons, and renewed little by little.

Candidates are what shares an article's rarest terms, what cites the same rare provisions, and what the site itself
links to. They are compared by likeness, and by meaning where the sentence model has read them; a copy is never related, it
is the same article.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from pipeline.store import index
from pipeline.store.connection import transaction
from pipeline.store.duplicates.membership import SAME_CONTENT, groups, thinned
from pipeline.store.times import from_text

BATCH = 200  # articles in one transaction …
PORTION = 20  # … and where others wait for it, or it may be told to stop
TIDIED = 20  # articles to be linked from which on the index, in which each looks up its terms, is tidied first …
PAGES, PAGES_MOST = 4, 2000  # … by so many pages for each: half a millisecond, a third of what it spares
PER_GROUP = 2  # articles of one group of templates in a list
DUE = 0  # in related_state, instead of how many articles there were: the list is to be made anew in any case
_GROWTH = 1.2  # a list is old when there are this many times the articles


@dataclass(frozen=True, slots=True)
class Related:
    """One related article; ``reasons`` are short sentences in Chinese for people."""

    article_id: int
    url: str
    title: str
    score: float
    reasons: tuple[str, ...]
    site: str
    category: str | None = None
    published_at: datetime | None = None
    on_topic: bool = True


def of(
    connection: sqlite3.Connection, article_id: int, *, limit: int = 10, include_off_topic: bool = True
) -> list[Related]:
    """The related articles of one, best first: no copies, be it of it or of others, and at most two of one template.

    What is off topic stands behind what is on topic and about as close; it can be left out altogether.
    """
    rows = connection.execute(_OF, (article_id,)).fetchall()
    roots = groups(connection, [article_id, *(row[0] for row in rows)], SAME_CONTENT)
    kept = set(thinned([row[0] for row in rows], roots, without=roots[article_id], most=PER_GROUP))
    return [
        Related(
            article,
            url,
            title,
            round(score, 4),
            tuple(json.loads(reasons)),
            site,
            category,
            from_text(published),
            bool(on_topic),
        )
        for article, url, title, score, reasons, site, category, published, on_topic in rows
        if article in kept and (on_topic or include_off_topic)
    ][: max(0, limit)]


def link(connection: sqlite3.Connection, article_ids: Iterable[int] | None = None) -> int:
    """Find the related articles of new or changed ones, and give links back; returns how many articles were done.

    Without ids: all that have not been linked yet, so that nothing is lost when a run is killed. Commits every BATCH
    articles, unless the caller is in a transaction. Call it with many ids at once: what it learns serves the batch.
    """
    ids = list(dict.fromkeys(article_ids)) if article_ids is not None else unlinked(connection)
    return sum(_linked(connection, ids, BATCH))


def _linked(connection: sqlite3.Connection, ids: list[int], portion: int) -> Iterator[int]:
    """Link them, so many in one transaction; how many were done in each."""
    if not ids:
        return
    with transaction(connection):
        index.upkeep(connection)
        if len(ids) >= TIDIED:
            index.tidy(connection, min(PAGES * len(ids), PAGES_MOST))
    from threadpoolctl import threadpool_limits

    from pipeline.store.related.linking import Linker  # brings numpy along, which a query does not need

    linker = Linker(connection, ids)
    for start in range(0, len(ids), portion):
        # Where other work has the cores, numpy's threads wait for each other ten times as long as one of them works.
        with threadpool_limits(1, user_api="blas"), transaction(connection):
            done = sum(map(linker.link, ids[start : start + portion]))
        yield done


def renew(connection: sqlite3.Connection, budget: int = 500) -> int:
    """Link again at most ``budget`` articles, those with the oldest lists first; returns how many were done."""
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    rows = connection.execute(
        "SELECT article_id FROM related_state WHERE articles < ? ORDER BY articles, article_id LIMIT ?",
        (last / _GROWTH, budget),
    )
    return link(connection, [row[0] for row in rows])


def renew_due(connection: sqlite3.Connection, budget: int) -> Iterator[int]:
    """Link again at most ``budget`` articles of which there is more to compare since, the newest first; gives how many
    after each PORTION. What is left stays due.
    """
    sql = "SELECT article_id FROM related_state WHERE articles = ? ORDER BY article_id DESC LIMIT ?"
    return _linked(connection, [row[0] for row in connection.execute(sql, (DUE, budget))], PORTION)


def unlinked(connection: sqlite3.Connection, limit: int = -1) -> list[int]:
    """Articles that have not been linked yet, the oldest first; ``limit`` -1: all of them."""
    rows = connection.execute(
        "SELECT id FROM articles WHERE id NOT IN (SELECT article_id FROM related_state) ORDER BY id LIMIT ?", (limit,)
    )
    return [row[0] for row in rows]


# A copy stands for its original. A template of another place is told to another reader, and stands for itself.
_OF = f"""
    SELECT a.id, a.url, a.title, r.score, r.reasons, a.site, a.category, a.published_at, a.on_topic
    FROM (
        SELECT
            ifnull((
                SELECT original_id FROM duplicates
                WHERE duplicates.article_id = related_id AND kind <> 'template' AND {SAME_CONTENT}
            ), related_id) AS id,
            max(score) AS score,
            reasons
        FROM related WHERE article_id = ? GROUP BY 1
    ) AS r JOIN articles AS a ON a.id = r.id
    ORDER BY r.score DESC, a.id
"""
