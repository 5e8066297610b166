"""How much the law counts whose provision an article is: what is known of it before anything is asked (a static rank).

Databases hold statutes beside articles: pages that were crawled, collections that were imported. To most questions dozens
of local rules, drafts and rules for special cases answer in the same words as the code that everybody goes by. How often a
law is cited in the database tells which is which. Articles that are no provision keep their score. Measured by
tests/benchmarks/retrieval.py (stard).
"""

from __future__ import annotations

import json
import math
import re
import sqlite3
from collections.abc import Mapping

from pipeline.laws.naming import DIGITS, default, key, law_id

MOST = 1_000  # citations from which on a law counts in full; no more are counted
OBSCURE = 0.6  # what is left of its score to a provision of a law that nobody cites

_NUMBER = re.compile(rf"第[{DIGITS}]{{1,9}}条(?:之[{DIGITS}]{{1,2}})?\s*$")
# What tells of a provision and is no part of a law's name: 一文读懂民法典第六百七十五条, 网贷利息与《民法典》第680条.
_TELLS = re.compile(r"怎|什么|为何|如何(?!认定)|理解|读懂|解[读析]|[，。；：:！!？?]|(?<!^)《[^《》]*》$")
_BOOKS = re.compile(r"《[^《》]*》(?=.)")  # laws that a law's name has in it
_ACT = re.compile(r"(?<!办)法典?》?$")  # 民法典, 刑法, but no 办法


def law_of(title: str) -> str | None:
    """The name of the law whose provision an article is by its title (民法典第六百七十五条); None for other articles."""
    at = title.rfind("第")
    if at <= 0 or not _NUMBER.match(title, at):
        return None
    name = title[:at].strip()
    return name if name and not _TELLS.search(_BOOKS.sub("", name)) else None


def _is_known(name: str) -> bool:
    """Whether a law nobody cites can have this name: acts of the national congress are all known, so what else ends like
    one (催收违反了刑法第二百九十三条之一) is a sentence.
    """
    return _ACT.search(name) is None or bool(default().find(name))


def factors(connection: sqlite3.Connection, titles: Mapping[int, str]) -> dict[int, float]:
    """What of its score is left to each article that is a provision: OBSCURE to 1."""
    names = {one: name for one, title in titles.items() if (name := law_of(title))}
    keys = {name: key(name) for name in set(names.values())}
    cited = _cited(connection, set(keys.values()))
    known = {name for name in keys if cited[keys[name]] or _is_known(name)}
    return {
        one: OBSCURE + (1 - OBSCURE) * math.log1p(cited[keys[name]]) / math.log1p(MOST)
        for one, name in names.items()
        if name in known
    }


def _cited(connection: sqlite3.Connection, keys: set[str]) -> dict[str, int]:
    """How often the laws of these names are cited, up to MOST."""
    asked = json.dumps([[bare, law_id(bare)] for bare in keys])
    return dict(connection.execute(_CITED, {"asked": asked, "most": MOST})) if keys else {}


_CITED = """
    SELECT value ->> 0, (
        SELECT count(*) FROM (
            SELECT 1 FROM citations INDEXED BY citations_law WHERE law_id IN (
                SELECT value ->> 1 UNION SELECT law_id FROM law_aliases WHERE alias = value ->> 0
            ) LIMIT :most
        )
    ) FROM json_each(:asked)
"""
