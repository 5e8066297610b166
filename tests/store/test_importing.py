"""Articles from elsewhere: through the same stages as crawled ones, each mistake with its line and key."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from pipeline.store import Store

ROW: dict[str, Any] = {
    "url": "https://elsewhere.example/1",
    "title": "网贷逾期被起诉怎么办",
    "body": "借款人网贷逾期后被催收公司起诉的，应当按时应诉。\n\n根据《中华人民共和国民法典》第六百七十五条，"
    "借款人应当按照约定的期限返还借款。",
    "published_at": "2026-02-01",
    "author": "张律师",
    "site": "elsewhere",
    "category": "金融债务",
}


def test_a_row_goes_through_every_stage(store: Store, now: datetime) -> None:
    result = store.import_articles([ROW], now=now)
    assert (result.new, result.errors, result.article_ids) == (1, (), (1,))
    found = store.article(ROW["url"])
    assert found is not None
    assert (found.title, found.author, found.site, found.category) == (ROW["title"], "张律师", "elsewhere", "金融债务")
    assert found.body.count("\n") == 1  # one block a line
    assert (found.published_at, found.published_precision) == (datetime(2026, 1, 31, 16, tzinfo=UTC), "day")
    assert [(one.citation.law_id, one.citation.article, one.status) for one in found.verdicts] == [
        ("cn/law/民法典", 675, "exists")
    ]
    assert found.on_topic
    assert [hit.article_id for hit in store.search("催收")] == [1]
    assert store.connection.execute("SELECT count(*) FROM pages").fetchone()[0] == 0  # nothing to crawl


def test_importing_twice_is_the_same_and_a_new_text_is_a_change(store: Store, now: datetime) -> None:
    store.import_articles([ROW], now=now)
    assert store.import_articles([ROW], now=now).same == 1
    assert store.import_articles([{**ROW, "body": "全新的正文，逾期。"}], now=now).changed == 1


def test_lines_of_json_with_a_byte_order_mark_and_blank_lines(store: Store, now: datetime) -> None:
    lines = ["\ufeff" + json.dumps(ROW), "", b"  \n", json.dumps({**ROW, "url": "https://e.example/2"}).encode()]
    assert store.import_articles(lines, now=now).new == 2


def without(key: str) -> dict[str, Any]:
    return {name: value for name, value in ROW.items() if name != key}


@pytest.mark.parametrize(
    ("row", "key", "message"),
    [
        (without("url"), "url", "missing or empty"),
        (without("title"), "title", "missing or empty"),
        ({**ROW, "body": " \n "}, "body", "missing or empty"),
        ({**ROW, "title": 5}, "title", "text is needed, this is int"),
        ({**ROW, "author": ["张"]}, "author", "text is needed, this is list"),
        ({**ROW, "url": "ftp://e.example/1"}, "url", "not an http or https URL: ftp://e.example/1"),
        ({**ROW, "url": "关于我们"}, "url", "not an http or https URL: 关于我们"),
        ({**ROW, "published_at": "昨天"}, "published_at", "a date such as 2026-11-23"),
        ({**ROW, "published_at": "2026-02-30"}, "published_at", "a date such as 2026-11-23"),
        ({**ROW, "published_at": 1772000000}, "published_at", "a date such as 2026-11-23"),
        ('{"url": ', None, "not JSON"),
        ("[1, 2]", None, "a JSON object is needed, this is list"),
        (b'{"url": "\xff"}', None, "not UTF-8"),
        ("[" * 100_000, None, "not JSON"),
        ('{"n": ' + "9" * 5000 + "}", None, "not JSON"),  # more digits than Python reads as a number
    ],
)
def test_a_wrong_row_is_reported_and_the_rest_goes_on(
    store: Store, now: datetime, row: Any, key: str | None, message: str
) -> None:
    result = store.import_articles([ROW, row, {**ROW, "url": "https://e.example/3"}], now=now)
    (error,) = result.errors
    assert (error.line, error.key) == (2, key)
    assert error.message.startswith(message)
    assert result.new + result.duplicate == 2
    (run,) = store.runs.history(None, kind="import")
    assert run.counts["failed"] == 1
    assert store.runs.failures(run.id) == {"bad_row": 1}


def test_a_key_that_is_not_known_is_reported_once_and_the_row_is_stored(store: Store, now: datetime) -> None:
    rows = [{**ROW, "url": f"https://e.example/{number}", "publishedAt": "2026-01-01"} for number in range(3)]
    result = store.import_articles(rows, now=now)
    assert [(error.line, error.key) for error in result.errors] == [(1, "publishedAt")]
    assert len(result.article_ids) == 3


def test_an_export_can_be_imported(store: Store, now: datetime) -> None:
    store.import_articles([ROW], now=now)
    rows = [json.dumps(row, ensure_ascii=False) for row in store.export()]
    result = store.import_articles(rows, now=now)
    assert (result.same, result.errors) == (1, ())
    found = store.article(1)
    assert found is not None
    assert found.published_precision == "day"  # written out with seconds, it has not become finer


@pytest.mark.parametrize(
    ("text", "moment", "precision"),
    [
        ("2026", datetime(2025, 12, 31, 16, tzinfo=UTC), "year"),
        ("2026-02", datetime(2026, 1, 31, 16, tzinfo=UTC), "month"),
        ("2026-2-1", datetime(2026, 1, 31, 16, tzinfo=UTC), "day"),
        ("2026-02-01 08:30", datetime(2026, 2, 1, 0, 30, tzinfo=UTC), "minute"),
        ("2026-02-01T08:30+00:00", datetime(2026, 2, 1, 8, 30, tzinfo=UTC), "minute"),
        ("2026-02-01T08:30:15", datetime(2026, 2, 1, 0, 30, 15, tzinfo=UTC), "second"),
        ("2026-02-01T08:30:15Z", datetime(2026, 2, 1, 8, 30, 15, tzinfo=UTC), "second"),
        (
            "9999-12-31T23:59:59+00:00",
            datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC),
            "second",
        ),  # the year 10000 in China
        ("0001-01-01T00:00:00+14:00", datetime(1, 1, 1, tzinfo=UTC), "second"),  # the year 0 in UTC
        ("", None, None),
        (None, None, None),
    ],
)
def test_dates(store: Store, now: datetime, text: str | None, moment: datetime | None, precision: str | None) -> None:
    """Without a zone it is the time in China."""
    store.import_articles([{**ROW, "published_at": text}], now=now)
    found = store.article(1)
    assert found is not None
    assert (found.published_at, found.published_precision) == (moment, precision)


def test_without_a_site_the_host_is_the_site(store: Store, now: datetime) -> None:
    store.import_articles([without("site")], now=now)
    found = store.article(1)
    assert found is not None
    assert found.site == "elsewhere.example"
    (site,) = store.reports.sites(now)
    assert (site.name, site.enabled, site.base_url) == ("elsewhere.example", False, "https://elsewhere.example/")
