"""Articles from elsewhere: through the same stages as crawled ones, each mistake with its line and key."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline import process
from pipeline.cli.importing import ANEW
from pipeline.laws import Library
from pipeline.models import Article, Record
from pipeline.store import Store, incoming, open_store

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
        (without("url"), "url", "缺少"),
        (without("title"), "title", "缺少"),
        ({**ROW, "body": " \n "}, "body", "缺少"),
        ({**ROW, "title": 5}, "title", "应是文字，而不是数字"),
        ({**ROW, "author": ["张"]}, "author", "应是文字，而不是数组"),
        ({**ROW, "url": "ftp://e.example/1"}, "url", "不是 http 或 https 网址：ftp://e.example/1"),
        ({**ROW, "url": "http://[" + "a" * 5000}, "url", "不是 http 或 https 网址：http://[aaa"),  # not echoed whole
        ({**ROW, "url": "关于我们"}, "url", "不是 http 或 https 网址：关于我们"),
        ({**ROW, "published_at": "昨天"}, "published_at", "应是日期，如 2026-11-23"),
        ({**ROW, "published_at": "2026-02-30"}, "published_at", "应是日期，如 2026-11-23"),
        ({**ROW, "published_at": 1772000000}, "published_at", "应是日期，如 2026-11-23"),
        ('{"url": ', None, "不是 JSON（第 9 个字符处）"),
        ("[1, 2]", None, "应是 JSON 对象，而不是数组"),
        (b'{"url": "\xff"}', None, "不是 UTF-8（第 10 个字节）"),
        ("[" * 100_000, None, "不是能用的 JSON（嵌套太深）"),
        ('{"n": ' + "9" * 5000 + "}", None, "不是能用的 JSON（数字太长）"),  # more digits than Python reads as a number
    ],
)
def test_a_wrong_row_is_reported_and_the_rest_goes_on(
    store: Store, now: datetime, row: Any, key: str | None, message: str
) -> None:
    result = store.import_articles([ROW, row, {**ROW, "url": "https://e.example/3"}], now=now)
    (error,) = result.errors
    assert (error.line, error.key) == (2, key)
    assert error.message.startswith(message)
    assert len(error.message) < 200
    assert result.new + result.duplicate == 2
    (run,) = store.runs.history(None, kind="import")
    assert run.counts["failed"] == 1
    assert store.runs.failures(run.id) == {"bad_row": 1}


@pytest.mark.parametrize(
    ("changed", "told", "stored"),
    [
        ({"site": "\ud800"}, [], 2),
        ({"author": "张\ud800"}, [], 2),
        ({"tags": ["催收\ud800"]}, [], 2),
        ({"\ud800": 1}, ["\ufffd"], 2),
        ({"tags": [1, 2]}, ["tags"], 2),
        ({"url": "ftp://\ud800"}, ["url"], 1),
        ({"published_at": "\ud800"}, ["published_at"], 1),
    ],
)
def test_half_a_character_costs_one_row_at_most(
    store: Store, now: datetime, changed: dict[str, Any], told: list[str], stored: int
) -> None:
    result = store.import_articles([ROW, {**ROW, "url": "https://e.example/2", **changed}], now=now)
    assert [error.key for error in result.errors] == told
    assert result.new + result.duplicate == stored
    (run,) = store.runs.history(None, kind="import")
    assert run.state == "finished"


def test_a_key_that_is_not_known_is_reported_once_and_the_row_is_stored(store: Store, now: datetime) -> None:
    rows = [{**ROW, "url": f"https://e.example/{number}", "publishedAt": "2026-01-01"} for number in range(3)]
    result = store.import_articles(rows, now=now)
    assert [(error.line, error.key, error.stored) for error in result.errors] == [(1, "publishedAt", True)]
    assert len(result.article_ids) == 3
    assert result.bad == ()  # what was stored does not count among what could not be used
    assert store.runs.history(None, kind="import")[0].counts["failed"] == 0


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("tags", {"a": 1}),
        ("tags", ["a", 1]),
        ("source", ["x"]),
        ("editor", 5),
        ("language", 1),
        ("modified_at", "昨天"),
    ],
)
def test_what_is_not_needed_costs_no_article(store: Store, now: datetime, key: str, value: object) -> None:
    result = store.import_articles([{**ROW, key: value}], now=now)
    assert [(error.key, error.stored) for error in result.errors] == [(key, True)]
    assert result.new == 1


def test_a_bug_that_one_text_brings_out_costs_that_row_alone(
    store: Store, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    finish = process.finish

    def sometimes(article: Article, library: Library | None = None) -> Record:
        if article.title == "x":
            raise OverflowError("date value out of range")
        return finish(article, library)

    monkeypatch.setattr(process, "finish", sometimes)
    result = store.import_articles([ROW, {**ROW, "url": "https://e.example/2", "title": "x"}], now=now)
    assert (result.new, [(error.line, error.key) for error in result.bad]) == (1, [(2, None)])
    assert "OverflowError" in result.bad[0].message


def test_an_export_can_be_imported(store: Store, now: datetime) -> None:
    store.import_articles([ROW], now=now)
    rows = [json.dumps(row, ensure_ascii=False) for row in store.export()]
    result = store.import_articles(rows, now=now)
    assert (result.same, result.errors) == (1, ())
    found = store.article(1)
    assert found is not None
    assert found.published_precision == "day"  # written out with seconds, it has not become finer


def test_an_export_comes_back_whole(store: Store, now: datetime, tmp_path: Path) -> None:
    """Every key of an export is either taken, or said to be found out anew: none is lost without a word."""
    more = {
        "tags": ["网贷", "网贷", " 起诉 "], "source": "法治日报", "editor": "李编辑", "language": "zh-Hans",
        "modified_at": "2026-02-03T08:00:00+08:00", "published_precision": "day",
    }  # fmt: skip
    store.import_articles([{**ROW, **more}, {**ROW, "url": "https://e.example/tags", "tags": "催收，投诉"}], now=now)
    rows = list(store.export())
    assert rows[0]["tags"] == ["网贷", "起诉"]
    assert rows[1]["tags"] == ["催收", "投诉"]
    with open_store(tmp_path / "other.db", read_only=False) as other:
        other.sync_laws()
        result = other.import_articles([json.dumps(row) for row in rows], now=now)
        back = list(other.export())
    assert result.errors == ()
    taken = {*incoming.REQUIRED, *incoming.OPTIONAL}
    assert set(rows[0]) == taken | incoming.ANEW
    assert [{key: row[key] for key in taken} for row in back] == [{key: row[key] for key in taken} for row in rows]
    assert [row["on_topic"] for row in back] == [row["on_topic"] for row in rows]
    assert result.anew == {key for key in incoming.ANEW if any(row[key] is not None for row in rows)}
    assert frozenset().union(*(keys for keys, _ in ANEW)) == incoming.ANEW - {"id"}


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
        ("2026年2月1日", datetime(2026, 1, 31, 16, tzinfo=UTC), "day"),
        ("2026/2/1 08:30", datetime(2026, 2, 1, 0, 30, tzinfo=UTC), "minute"),
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
