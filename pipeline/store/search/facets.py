"""What the articles that a query finds have in common: how many by site, category, law, year and so on."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.store.search import literally
from pipeline.store.search.candidates import SAMPLE
from pipeline.store.search.query import parse

VALUES = 12  # of one facet


@dataclass(frozen=True, slots=True)
class Facets:
    """Values with how many articles have them, most first. ``counted`` articles were looked at; ``sampled``: there are
    more, and the newest stand for all.

    Names: site, category, year, law (values are law_ids, named in ``laws``), on_topic, questionable, copy (1 and 0).
    """

    counted: int
    sampled: bool
    values: dict[str, tuple[tuple[str, int], ...]]
    laws: dict[str, str]  # law_id → title


def facets(
    connection: sqlite3.Connection,
    query: str,
    *,
    include_off_topic: bool = False,
    newest: Sequence[int] | None = None,
) -> Facets:
    """Of the articles that have literally what the query asks for; ``newest`` of them, where find() has told them, so that
    the index is not read again. Raises QueryError as find() does.
    """
    every = _newest(connection, query) if newest is None else _rows(connection, newest)
    both = include_off_topic or parse(query).topic
    rows = every if both else [row for row in every if row["on_topic"]]
    ids = json.dumps([row["id"] for row in rows])
    laws = connection.execute(
        "SELECT law_id, max(law), count(DISTINCT article_id) FROM json_each(?)"
        " CROSS JOIN citations ON article_id = value WHERE law_id IS NOT NULL GROUP BY law_id",
        (ids,),
    ).fetchall()
    counters = {
        "site": Counter(row["site"] for row in rows),
        "category": Counter(row["category"] for row in rows if row["category"]),
        "year": Counter(row["year"] for row in rows if row["year"]),
        "law": Counter({law: count for law, _, count in laws}),
        "on_topic": Counter(str(row["on_topic"]) for row in every),
        "questionable": _yes_and_no(connection, _QUESTIONABLE, ids, len(rows)),
        "copy": _yes_and_no(connection, _COPIES, ids, len(rows)),
    }
    values = {name: tuple(counter.most_common(VALUES)) for name, counter in counters.items()}
    values["year"] = tuple(sorted(values["year"], reverse=True))
    return Facets(len(rows), len(every) == SAMPLE, values, {law: title for law, title, _ in laws})


# EXISTS and not IN: the sample is small beside all that is questionable or a copy.
_QUESTIONABLE = """
    SELECT count(*) FROM json_each(?)
    WHERE EXISTS (SELECT 1 FROM citations WHERE article_id = value AND questionable = 1)
"""
_COPIES = """
    SELECT count(*) FROM json_each(?)
    WHERE EXISTS (SELECT 1 FROM duplicates WHERE article_id = value AND kind <> 'excerpt')
"""


_COLUMNS = "a.id, a.site, a.category, substr(date(a.published_at, '+8 hours'), 1, 4) AS year, a.on_topic"


def _newest(connection: sqlite3.Connection, query: str) -> list[sqlite3.Row]:
    source, values, key = literally(connection, query, include_off_topic=True)
    return connection.execute(f"SELECT {_COLUMNS} {source} ORDER BY {key} DESC LIMIT {SAMPLE}", values).fetchall()


def _rows(connection: sqlite3.Connection, ids: Sequence[int]) -> list[sqlite3.Row]:
    sql = f"SELECT {_COLUMNS} FROM json_each(?) CROSS JOIN articles AS a ON a.id = value"
    return connection.execute(sql, (json.dumps(ids),)).fetchall()


def _yes_and_no(connection: sqlite3.Connection, query: str, ids: str, total: int) -> Counter[str]:
    (yes,) = connection.execute(query, (ids,)).fetchone()
    return Counter({name: count for name, count in (("1", yes), ("0", total - yes)) if count})
