"""Trends by month: counted on the published day in Shanghai, on topic, each article once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.errors import QueryError
from pipeline.models import Citation, Record
from pipeline.store import Store

NOW = datetime(2026, 4, 1, tzinfo=UTC)


def cite(law_id: str, article: int, inserted: int = 0) -> Citation:
    return Citation(law_id.rpartition("/")[2], law_id, article, inserted, None, None, 0, 1, "x")


LOAN, RATE, HARM = cite("cn/law/民法典", 675), cite("cn/law/民法典", 680), cite("cn/law/刑法", 293, 1)


@pytest.fixture
def stored(store: Store, make_record: Callable[..., Record]) -> Store:
    """Five articles of two months on two sites, and one off topic."""
    rows = [
        ("a", "网贷逾期纠纷", datetime(2026, 2, 10, tzinfo=UTC), (LOAN,), True),
        ("a", "信用卡逾期纠纷", datetime(2026, 2, 28, 15, 59, tzinfo=UTC), (LOAN, LOAN), True),  # the last minute
        ("a", "信用卡催收纠纷", datetime(2026, 2, 28, 16, 0, tzinfo=UTC), (LOAN, RATE), True),  # March in Shanghai
        ("b", "信用卡分期纠纷", datetime(2026, 3, 10, tzinfo=UTC), (RATE, LOAN, HARM), True),
        ("b", "网贷催收纠纷", None, (HARM,), True),  # no day: in no month
        ("b", "彩礼返还纠纷", datetime(2026, 3, 11, tzinfo=UTC), (HARM,), False),
    ]
    for n, (site, title, day, citations, on_topic) in enumerate(rows):
        url = f"https://{site}.example/{n}"
        record = make_record(url, title, f"第{n}篇的正文。", published_at=day, citations=citations, on_topic=on_topic)
        store.save(record, site=None, page_url=url, fetched_at=NOW)
    return store


def told(store: Store, kind: str, **options: object) -> list[tuple[str, str, int, int | None]]:
    return [(one.month, one.name, one.articles, one.before) for one in store.trends(kind, **options)]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("sites", {}, [("2026-03", "a.example", 1, 2), ("2026-03", "b.example", 1, 0), ("2026-02", "a.example", 2, None)]),
        ("sites", {"months": 1, "include_off_topic": True, "limit": 1}, [("2026-03", "b.example", 2, 0)]),
        ("laws", {"months": 1}, [("2026-03", "民法典", 2, 2), ("2026-03", "刑法", 1, 0)]),  # articles, not citations
        (
            "provisions",
            {"months": 1},
            [("2026-03", "民法典第675条", 2, 2), ("2026-03", "民法典第680条", 2, 0), ("2026-03", "刑法第293条之1", 1, 0)],
        ),
        ("provisions", {"until": "2026-02", "months": 1}, [("2026-02", "民法典第675条", 2, None)]),
        ("together", {"limit": 1}, [("2026-03", "民法典第675条 + 民法典第680条", 2, None)]),  # February has no pair …
        ("laws", {"site": "b.example", "limit": 1}, [("2026-03", "刑法", 1, None)]),
        ("laws", {"until": "2020-01"}, []),
        ("laws", {"until": "9999-12"}, []),  # the calendar has no month after it
        ("laws", {"until": "0001-01"}, []),  # … nor one before this
    ],
)  # fmt: skip
def test_each_article_counts_once_in_its_month(
    stored: Store, kind: str, options: dict[str, object], expected: list[tuple[str, str, int, int | None]]
) -> None:
    if kind == "together":
        expected = [(*expected[0][:3], 0)]  # … which is a month with articles all the same
    assert told(stored, kind, **options) == expected


def test_terms_are_words_of_titles_the_rare_ones_first(stored: Store) -> None:
    words = [name for month, name, _, _ in told(stored, "terms", months=1)]
    assert {"信用卡", "催收", "分期"} <= set(words)
    assert words.index("催收") < words.index("纠纷"), "every title has it"
    assert told(stored, "terms", until="2026-02", months=1)[0][1:] == ("逾期", 2, None)


def test_terms_say_what_titles_are_about(store: Store, make_record: Callable[..., Record]) -> None:
    url = "https://a.example/1"
    title = "一直没有还款，逾期3天会怎样，其实主要看合同"
    record = make_record(url, title, "正文。", published_at=datetime(2026, 3, 10, tzinfo=UTC), on_topic=True)
    store.save(record, site=None, page_url=url, fetched_at=NOW)
    words = {name for _, name, _, _ in told(store, "terms", months=1)}
    assert {"还款", "逾期", "合同"} <= words
    assert not words & {"一直", "没有", "其实", "主要", "天会", "怎样"}


def test_an_empty_database_has_no_trends(store: Store) -> None:
    assert store.trends("terms") == []


@pytest.mark.parametrize("until", ["2026-13", "march", "2026"])
def test_a_month_that_is_none_is_told(store: Store, until: str) -> None:
    with pytest.raises(QueryError, match="2026-03"):
        store.trends("terms", until=until)
