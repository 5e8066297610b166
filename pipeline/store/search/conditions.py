"""Filters of a query (``site:``, ``law:``, ``after:`` …) as SQL conditions on ``articles AS a``."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import datetime
from itertools import chain
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pipeline import laws
from pipeline.errors import QueryError
from pipeline.laws.finding import Run, runs
from pipeline.store.search.query import Filter
from pipeline.store.times import to_text

SHANGHAI = ZoneInfo("Asia/Shanghai")

MANY = 20_000  # citations from which on a list of their articles costs more than it spares

_INDEXED = frozenset(("site", "category", "after", "before", "law", "has"))

Condition = tuple[str, tuple[object, ...]]

_COPY = "EXISTS (SELECT 1 FROM duplicates AS d WHERE d.article_id = a.id AND d.kind <> 'excerpt')"
_SIMPLE = {
    ("is", "copy"): _COPY,
    ("is", "original"): f"NOT {_COPY}",
    ("is", "on-topic"): "a.on_topic = 1",
    ("is", "off-topic"): "a.on_topic = 0",
    ("has", "citations"): "a.id IN (SELECT article_id FROM citations)",
}


def condition(connection: sqlite3.Connection, one: Filter) -> Condition:
    """The SQL text and its parameters. Raises QueryError where a value names nothing there could be."""
    sql = _SIMPLE.get((one.field, one.value), "")
    values: tuple[object, ...] = ()
    if not sql:
        sql, values = _BUILDERS[one.field](connection, one)
    return (f"({sql}) IS NOT 1", values) if one.negated else (f"({sql})", values)


def indexed(one: Filter, built: Condition) -> bool:
    """Whether an index of ``articles`` or ``citations`` gives the articles of a filter without reading them all."""
    return (
        one.field in _INDEXED
        and not one.negated
        and built[0].startswith("(a.")
        and (one.field, one.value) not in _SIMPLE
    )


def _law(connection: sqlite3.Connection, one: Filter) -> Condition:
    provisions = laws.parse_provisions(one.value)
    if not provisions:
        why = laws.not_found(one.value)
        detail = "" if why.startswith("没有找到法律") else f"：{why}"
        raise QueryError(
            f"law: 不认识法律或条号「{one.value}」{detail}；可以写 law:民法典 或 law:民法典第675条", one.position
        )
    for provision in provisions:
        if not provision.known and not _is_held(connection, provision.law_id):
            near = laws.near_names(one.value)
            hint = f"；是不是 {'、'.join(f'law:{name}' for name in near)}" if near else ""
            raise QueryError(f"law: 没有「{provision.law}」这部法律，也没有文章引用它{hint}", one.position)
    wanted, values = zip(*map(_of_run, runs(provisions)), strict=True)
    either = wanted[0] if len(wanted) == 1 else f"({' OR '.join(wanted)})"
    return _cited(connection, either, tuple(chain.from_iterable(values)))


def _of_run(run: Run) -> Condition:
    """What a citation of one of these provisions has."""
    wanted, values = ["law_id = ?"], [run.law_id]
    numbers: list[tuple[str, object]] = []
    if run.first is not None and run.first == run.last:
        numbers += [("article = ?", run.first), ("inserted = ?", run.inserted)]
    elif run.first is not None:
        numbers += [("article >= ?", run.first), ("article <= ?", run.last)]  # with what stands between: 之一
    numbers += [(f"{name} = ?", one) for name, one in (("paragraph", run.paragraph), ("item", run.item)) if one]
    return " AND ".join([*wanted, *(sql for sql, _ in numbers)]), (*values, *(value for _, value in numbers))


def _is_held(connection: sqlite3.Connection, law: str) -> bool:
    """Whether a law that the package does not know is one of the reader's own, or is cited."""
    return connection.execute("SELECT 1 FROM laws WHERE law_id = ?", (law,)).fetchone() is not None


def _cited(connection: sqlite3.Connection, wanted: str, values: tuple[object, ...]) -> Condition:
    """Articles with such a citation: by the list of them, or, where very many have one, by asking each article."""
    sql = f"SELECT count(*) FROM (SELECT 1 FROM citations WHERE {wanted} LIMIT {MANY})"
    if connection.execute(sql, values).fetchone()[0] < MANY:
        return f"a.id IN (SELECT article_id FROM citations WHERE {wanted})", values
    return f"EXISTS (SELECT 1 FROM citations INDEXED BY citations_article WHERE article_id = a.id AND {wanted})", values


def _site(connection: sqlite3.Connection, one: Filter) -> Condition:
    """A site by its name, or by its host or the end of it."""
    wanted = one.value.lower()
    try:
        host = (urlsplit(wanted).netloc if "//" in wanted else wanted).strip("./")
    except ValueError as error:
        raise QueryError(f"site: 这不是网址「{one.value}」；可以写站点名或域名", one.position) from error
    names = [
        name
        for name, base_url in connection.execute("SELECT name, base_url FROM sites")
        if name.lower() == wanted or any(f".{one}".endswith(f".{host}") for one in _hosts(base_url))
    ]
    return f"a.site IN ({', '.join('?' * len(names))})", tuple(names)


def _hosts(url: str) -> tuple[str, str]:
    """Of an address, with its port and without."""
    parts = urlsplit(url)
    return parts.netloc.lower(), parts.hostname or ""


def _date(sign: str) -> Callable[[sqlite3.Connection, Filter], Condition]:
    def build(_: sqlite3.Connection, one: Filter) -> Condition:
        try:
            begin = to_text(datetime.fromisoformat(one.value).replace(tzinfo=SHANGHAI))
        except OverflowError:
            raise QueryError(f"{one.field}: {one.value} 的年份超出了范围", one.position) from None
        return f"a.published_at {sign} ?", (begin,)

    return build


def _plain(sql: str, uses: int = 1) -> Callable[[sqlite3.Connection, Filter], Condition]:
    return lambda _, one: (sql, (one.value,) * uses)


_BUILDERS: dict[str, Callable[[sqlite3.Connection, Filter], Condition]] = {
    "law": _law,
    "has": lambda connection, one: _cited(connection, "questionable = 1", ()),
    "site": _site,
    "after": _date(">="),
    "before": _date("<"),
    "category": _plain("a.category = ? COLLATE NOCASE"),
    "author": _plain("instr(a.author, ?) > 0"),  # 合肥律师 张三 is found by 张三
    "source": _plain("instr(a.source, ?) > 0"),
    "tag": _plain("EXISTS (SELECT 1 FROM json_each(a.tags) WHERE value = ? COLLATE NOCASE)"),
    "verdict": _plain("a.id IN (SELECT article_id FROM citations WHERE status = ? OR quotation = ?)", 2),
}
