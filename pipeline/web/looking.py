"""The search page: what is asked, what is found, and the addresses that narrow or widen it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from pipeline.store import Store
from pipeline.store.reading import Card
from pipeline.store.search import Results
from pipeline.store.search.facets import Facets
from pipeline.store.search.query import MAX_LENGTH, Filter, Query, parse, write
from pipeline.web.messages import Words

SORTS = ("relevance", "date")
# A facet, and the filter that a value of it becomes.
FACETS: dict[str, Callable[[str], str]] = {
    "site": lambda value: _filter("site", value),
    "category": lambda value: _filter("category", value),
    "law": lambda value: _filter("law", value),
    "year": lambda value: f"after:{value} before:{int(value) + 1}",
    "on_topic": lambda value: "is:on-topic" if value == "1" else "is:off-topic",
    "questionable": lambda value: "has:questionable" if value == "1" else "-has:questionable",
    "copy": lambda value: "is:copy" if value == "1" else "is:original",
}


@dataclass(frozen=True, slots=True)
class Asked:
    """A query as the page's address holds it. ``every``: off-topic articles too."""

    query: str = ""
    sort: str = "relevance"
    every: bool = False

    @property
    def whole(self) -> str:
        """The query as the store takes it; without a query everything is shown, newest first."""
        if not self.query.strip():
            return "sort:date"
        return f"{self.query} sort:date" if self.sort == "date" and "sort:" not in self.query else self.query


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A line of a facet: where a click leads."""

    text: str
    count: int
    url: str
    chosen: bool = False


def asked(args: Any) -> Asked:
    """From the parameters ``q``, ``sort`` and ``all``; a query that is far too long is cut, and then told to be."""
    sort = args.get("sort")
    return Asked(
        (args.get("q") or "").strip()[: MAX_LENGTH + 1], sort if sort in SORTS else "relevance", args.get("all") == "1"
    )


def parameters(asked: Asked) -> str:
    """The query as parameters of an address."""
    values = {
        "q": asked.query,
        **({"sort": "date"} if asked.sort == "date" else {}),
        **({"all": "1"} if asked.every else {}),
    }
    return urlencode(values)


def address(path: Callable[[str], str], asked: Asked) -> str:
    """Of the page with the results."""
    return str(path(f"/search?{parameters(asked)}"))


def results(store: Store, *, asked: Asked, limit: int, number: int, semantic: bool = False) -> Results:
    """The hits of page ``number``, from 1. ``semantic``: as Store.find."""
    return store.find(
        asked.whole, limit=limit, offset=(number - 1) * limit, include_off_topic=asked.every, semantic=semantic
    )


def more(found: Results, number: int, limit: int) -> bool:
    """Whether a page follows page ``number``: articles are counted so far and no farther, but go on to be shown."""
    return found.total > number * limit or (found.many and len(found.hits) == limit)


def find(store: Store, *, asked: Asked, limit: int, number: int, semantic: bool = False) -> dict[str, Any]:
    """Hits with what is shown beside them, and the facets (none for a question that nothing answers literally)."""
    found = results(store, asked=asked, limit=limit, number=number, semantic=semantic)
    cards = {card.id: card for card in store.reading.cards(hit.article_id for hit in found.hits)}
    shown = (
        Facets(0, False, {}, {})
        if found.relaxed
        else store.reading.facets(asked.whole, include_off_topic=asked.every, newest=found.newest)
    )
    first = (number - 1) * limit + 1
    return {
        "found": found,
        "cards": cards,
        "facets": shown,
        "counted": shown,
        "first": first,
        "last": first + len(found.hits) - 1,
    }


def newest(store: Store, *, asked: Asked, limit: int) -> list[Card]:
    """The newest articles of a query."""
    found = results(store, asked=asked, limit=limit, number=1)
    return store.reading.cards(hit.article_id for hit in found.hits)


def facets(
    found: Facets, asked: Asked, words: Words, address: Callable[[Asked], str]
) -> list[tuple[str, list[FacetValue]]]:  # fmt: skip
    """(facet, its values) with a link for each; a facet with a single value that says nothing is left out."""
    out = []
    on_topic_alone = not asked.every and not (asked.query and parse(asked.query).topic)
    for name, to_filter in FACETS.items():
        values = []
        for value, count in found.values.get(name, ()):
            try:
                wanted = to_filter(value)
            except ValueError:  # a category of a site may hold whatever quotes a query has
                continue
            narrower = replace(asked, query=f"{asked.query} {wanted}".strip())
            chosen = wanted in asked.query or (wanted == "is:on-topic" and on_topic_alone)
            values.append(FacetValue(_text(name, value, found, words), count, address(narrower), chosen))
        only = values[0] if len(values) == 1 else None
        if len(values) > 1 or (only and (name in ("site", "category") or (name == "on_topic" and not only.chosen))):
            out.append((name, values))
    return out


def chosen(asked: Asked, address: Callable[[Asked], str]) -> list[tuple[str, str]]:
    """(filter, where it leads without it) for each filter of the query."""
    if not asked.query.strip():
        return []
    query = parse(asked.query)
    out = []
    for one in query.filters:
        rest = replace(query, filters=tuple(other for other in query.filters if other is not one))
        text = write(rest) if rest.filters or rest.terms else ""
        out.append((f"{'-' if one.negated else ''}{one.field}:{one.value}", address(replace(asked, query=text))))
    return out


def sorts(asked: Asked, address: Callable[[Asked], str]) -> list[tuple[str, str, bool]]:
    """(sort, address, whether it is the present one)."""
    return [(sort, address(replace(asked, sort=sort)), sort == asked.sort) for sort in SORTS]


def _text(name: str, value: str, found: Facets, words: Words) -> str:
    if name in ("on_topic", "questionable", "copy"):
        return words(f"facet.{name}.{value}")
    return found.laws.get(value, value).removeprefix("中华人民共和国") if name == "law" else value


def _filter(field: str, value: str) -> str:
    """``field:value``, quoted where it has to be."""
    return write(Query("", filters=(Filter(field, value, 0),)))
