"""Filters and facets say the same whichever way the database takes."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.store import open_store
from pipeline.store.search import conditions


@pytest.mark.parametrize(
    "query",
    [
        "law:民法典",
        "law:民法典第675条",
        "-law:民法典 催收",
        "has:questionable",
        "-has:questionable 催收",
        "law:民法典 has:questionable",
    ],
)
def test_what_very_many_cite_is_found_like_what_few_do(
    demo_db: Path, query: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    with open_store(demo_db) as store:
        few = store.find(query, limit=100)
        monkeypatch.setattr(conditions, "MANY", 1)
        many = store.find(query, limit=100)
        facets = store.reading.facets(query)
        assert store.reading.facets(query, newest=many.newest) == facets
    assert few.hits
    assert [hit.article_id for hit in many.hits] == [hit.article_id for hit in few.hits]
    assert facets.counted == many.total == few.total
