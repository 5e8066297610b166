"""How much the law counts whose provision an article is: what is known of it before anything is asked (a static rank).

Databases hold statutes beside articles: pages that were crawled, collections that were imported. To most questions dozens
of local rules, drafts and rules for special cases answer in the same words as the code that everybody goes by. How often a
law is cited in the database tells which is which. Articles that are no provision keep their score. Measured by
tests/benchmarks/retrieval.py (stard).
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterable, Mapping

from pipeline.laws.names import key
from pipeline.laws.numerals import DIGITS
from pipeline.laws.registry import law_id

MOST = 1_000  # citations from which on a law counts in full; no more are counted

_PROVISION = re.compile(rf"^《?([^《》]*(?:《[^《》]*》[^《》]*)*?)》?\s*第[{DIGITS}]+条(?:之[{DIGITS}]{{1,2}})?\s*$")


def law_of(title: str) -> str | None:
    """The name of the law whose provision an article is by its title (民法典第六百七十五条); None for other articles."""
    found = _PROVISION.match(title)
    return found[1].strip() or None if found else None


def shares(connection: sqlite3.Connection, titles: Mapping[int, str]) -> dict[int, float]:
    """For each article that is a provision how much its law counts, 0 (nobody cites it) to 1."""
    names = {one: name for one, title in titles.items() if (name := law_of(title))}
    of_name = {name: _share(connection, name) for name in set(names.values())}
    return {one: of_name[name] for one, name in names.items()}


def _share(connection: sqlite3.Connection, name: str) -> float:
    bare = key(name)
    (cited,) = connection.execute(
        f"SELECT count(*) FROM (SELECT 1 FROM citations WHERE law_id IN ({_OWN}) LIMIT {MOST})", (law_id(bare), bare)
    ).fetchone()
    return math.log1p(cited) / math.log1p(MOST)


_OWN = "SELECT ? UNION SELECT law_id FROM law_aliases WHERE alias = ?"
