"""What articles wrote about, cited and where they stood, month by month (Asia/Shanghai)."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations, pairwise
from typing import Literal, get_args

from pipeline import text
from pipeline.errors import QueryError
from pipeline.moments import FIRST, LAST, SHANGHAI, in_zone
from pipeline.store.search import ranking
from pipeline.store.search.terms import Frequencies
from pipeline.store.times import from_text, to_text

Kind = Literal["terms", "laws", "provisions", "together", "sites"]
KINDS: tuple[Kind, ...] = get_args(Kind)
TITLES = 3_000  # articles of a month whose titles are read for its terms, the newest
# A word with one of these says who asks, not what about.
_EMPTY = frozenset("我你您他她它们的了吗呢么该是有被把不没怎哪")
PROVISIONS = 30  # of one article that are paired: a compilation of laws cites hundreds, and relates none


@dataclass(frozen=True, slots=True)
class Trend:
    """How many articles of a month have something. ``before``: the same in the month before, None for the first month.

    ``name`` is what people read; ``key`` is for programs and queries: the term, the site, or ``law_id`` with its
    article (``cn/law/民法典#a675``), two of them with a space between for what is cited together.
    """

    month: str  # 2026-03
    rank: int
    key: str
    name: str
    articles: int
    before: int | None
    of: int  # articles of that month that were looked at


def trends(
    connection: sqlite3.Connection,
    kind: Kind,
    *,
    months: int = 3,
    until: str | None = None,
    limit: int = 10,
    site: str | None = None,
    include_off_topic: bool = False,
) -> list[Trend]:
    """The ``limit`` most frequent of each of the last ``months``, the newest month first.

    ``until`` (``2026-03``) is the last month, by default that of the newest article. Terms are the words of titles,
    weighed by how rare they are in the collection. Raises QueryError for a month that is none.
    """
    last = _month(until) if until else _newest(connection)
    if last is None:
        return []
    count = _COUNTS[kind](connection)
    found: list[Trend] = []
    spans = [_back(last, n) for n in range(months, -1, -1)]  # one more, to compare the first with
    earlier: Counter[str] | None = None
    for first, end in zip(spans, [*spans[1:], _back(last, -1)], strict=True):
        where = "published_at >= ? AND published_at < ?"
        values: list[object] = [to_text(first), to_text(end)]
        if site:
            where, values = f"{where} AND site = ?", [*values, site]
        if not include_off_topic:
            where += " AND on_topic = 1"
        counted = count(where, values)
        if first != spans[0]:
            found += [
                Trend(f"{first:%Y-%m}", rank, key, counted.names.get(key, key), counted.articles[key],
                      earlier[key] if earlier is not None else None, counted.of)
                for rank, key in enumerate(counted.best(limit), 1)
            ]  # fmt: skip
        earlier = counted.articles if counted.of else None
    return sorted(found, key=lambda one: one.month, reverse=True)  # stable: the ranks stay


@dataclass(frozen=True, slots=True)
class _Month:
    articles: Counter[str]
    names: dict[str, str]
    of: int
    worth: Callable[[str], float] = lambda key: 1.0

    def best(self, limit: int) -> list[str]:
        return sorted(self.articles, key=lambda key: (-self.articles[key] * self.worth(key), key))[:limit]


_Count = Callable[[str, list[object]], _Month]


def _terms(connection: sqlite3.Connection) -> _Count:
    import rjieba  # its dictionary is read where terms are counted, not by every command that opens a store

    frequencies = Frequencies(connection)

    def worth(word: str) -> float:
        return ranking.weight(frequencies.of(word), frequencies.articles)

    def count(where: str, values: list[object]) -> _Month:
        sql = f"SELECT title FROM articles WHERE {where} ORDER BY published_at DESC LIMIT {TITLES}"
        words: Counter[str] = Counter()
        of = 0
        for (title,) in connection.execute(sql, values):
            of += 1
            cut = ["", *rjieba.cut(text.fold(title))]
            words.update({word for before, word in pairwise(cut) if _tells(word) and not before.isnumeric()})
        return _Month(words, {}, of, worth)

    return count


def _tells(word: str) -> bool:
    """Whether a word of a headline says what it is about. (What a number is cut from, 3|天会, is no word.)"""
    untelling = word in ranking.ASKING or word in ranking.IDLE
    return len(word) > 1 and word.isalpha() and not untelling and not _EMPTY.intersection(word)


def _sites(connection: sqlite3.Connection) -> _Count:
    def count(where: str, values: list[object]) -> _Month:
        sites = Counter(dict(map(tuple, connection.execute(
            f"SELECT site, count(*) FROM articles WHERE {where} GROUP BY site", values
        ))))  # fmt: skip
        return _Month(sites, {}, sites.total())

    return count


def _laws(connection: sqlite3.Connection) -> _Count:
    def count(where: str, values: list[object]) -> _Month:
        rows = connection.execute(
            f"SELECT law_id, max(law), count(DISTINCT article_id) {_CITED.format(where=where)} GROUP BY law_id", values
        ).fetchall()
        return _Month(
            Counter({law: articles for law, _, articles in rows}),
            {law: title for law, title, _ in rows},
            _citing(connection, where, values),
        )

    return count


def _provisions(connection: sqlite3.Connection) -> _Count:
    return _of_each(connection, dict)


def _together(connection: sqlite3.Connection) -> _Count:
    return _of_each(connection, _pairs)


def _pairs(cited: dict[str, str]) -> dict[str, str]:
    """Every two provisions of an article, with their names; none of one that cites too many."""
    if len(cited) > PROVISIONS:
        return {}
    return {f"{one} {other}": f"{cited[one]} + {cited[other]}" for one, other in combinations(sorted(cited), 2)}


def _of_each(connection: sqlite3.Connection, keys: Callable[[dict[str, str]], dict[str, str]]) -> _Count:
    """Counts the articles that have a key; ``keys`` makes them, with their names, of the provisions one article cites."""

    def count(where: str, values: list[object]) -> _Month:
        articles: Counter[str] = Counter()
        names: dict[str, str] = {}
        of = 0
        for cited in _by_article(connection, where, values):
            found = keys(cited)
            of += 1
            names.update(found)
            articles.update(found.keys())
        return _Month(articles, names, of)

    return count


_COUNTS: dict[Kind, Callable[[sqlite3.Connection], _Count]] = {
    "terms": _terms,
    "laws": _laws,
    "provisions": _provisions,
    "together": _together,
    "sites": _sites,
}

# The articles of a month lead, not the citations of all times.
_CITED = "FROM articles AS a CROSS JOIN citations AS c ON c.article_id = a.id WHERE {where} AND law_id IS NOT NULL"


def _citing(connection: sqlite3.Connection, where: str, values: list[object]) -> int:
    sql = f"SELECT count(DISTINCT article_id) {_CITED.format(where=where)}"
    return int(connection.execute(sql, values).fetchone()[0])


def _by_article(connection: sqlite3.Connection, where: str, values: list[object]) -> Iterator[dict[str, str]]:
    """Of each article that cites provisions: key → name."""
    sql = (
        f"SELECT DISTINCT article_id, law_id, article, inserted {_CITED.format(where=where)}"
        " AND article IS NOT NULL ORDER BY article_id"
    )
    current, cited = None, dict[str, str]()
    for one, law_id, article, inserted in connection.execute(sql, values):
        if one != current and cited:
            yield cited
            cited = {}
        current = one
        name = f"{law_id.rpartition('/')[2]}第{article}条" + (f"之{inserted}" if inserted else "")
        cited[f"{law_id}#a{article}" + (f"-{inserted}" if inserted else "")] = name
    if cited:
        yield cited


def _newest(connection: sqlite3.Connection) -> datetime | None:
    (newest,) = connection.execute("SELECT max(published_at) FROM articles").fetchone()
    moment = from_text(newest)
    return in_zone(moment).replace(day=1, hour=0, minute=0, second=0, microsecond=0) if moment else None


def _month(written: str) -> datetime:
    try:
        return datetime.strptime(written, "%Y-%m").replace(tzinfo=SHANGHAI)
    except ValueError:
        raise QueryError(f"月份要写成 2026-03 这样，而不是「{written}」") from None


def _back(month: datetime, by: int) -> datetime:
    """The first moment of the month so many months before."""
    years, number = divmod(month.year * 12 + month.month - 1 - by, 12)
    if not FIRST.year <= years <= LAST.year:
        return (FIRST if by > 0 else LAST).replace(tzinfo=month.tzinfo)
    return month.replace(year=years, month=number + 1)
