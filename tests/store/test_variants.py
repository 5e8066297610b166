"""One article under variants of its URL that are not twins: a slash, index.php, case, a mobile folder, a parameter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import permutations
from typing import Any

import pytest

from pipeline.models import Record
from pipeline.site import Site
from pipeline.store import Store

A = Site("a", "https://www.a.example/")
HOST = "https://www.a.example"
PLAIN = f"{HOST}/n/1.html"
VARIANTS = (PLAIN, f"{HOST}/m/n/1.html", f"{HOST}/index.php/N/1.html", f"{PLAIN}?ref=home&print=1")

MakeRecord = Callable[..., Record]


def save(store: Store, record: Record, at: datetime, **options: Any) -> Any:
    return store.save(record, site=A, page_url=record.article.url, fetched_at=at, **options)


def rows(store: Store, query: str) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in store.connection.execute(query)]


@pytest.mark.parametrize("order", list(permutations(VARIANTS))[::5])
def test_in_any_order_they_are_one_article_at_the_plainest(
    store: Store, now: datetime, make_record: MakeRecord, order: tuple[str, ...]
) -> None:
    """A kill changes the order, so the end must not depend on it; nor is one visited again but the plainest."""
    said = [save(store, make_record(url), now).status for url in order]
    assert said == ["new", "same", "same", "same"]
    assert rows(store, "SELECT url FROM articles") == [(PLAIN,)]
    assert rows(store, "SELECT url FROM pages WHERE state <> 'done'") == [(PLAIN,)]
    assert rows(store, "SELECT count(*), count(DISTINCT article_id) FROM pages") == [(4, 1)], "the others are kept"
    again = [save(store, make_record(url), now + timedelta(days=1)).status for url in reversed(order)]
    assert again == ["same"] * 4
    assert rows(store, "SELECT url FROM articles") == [(PLAIN,)]


TEXT = "网贷逾期后应当先与平台协商，协商不成的可以起诉。"


@pytest.mark.parametrize(
    ("url", "title", "body", "why"),
    [
        (f"{PLAIN}?id=12", "题", TEXT + "另一篇。", "another text"),
        (f"{PLAIN}?id=12", "另一题", TEXT, "another title"),
        (f"{HOST}/n/1/", "题", "两篇不同的文章。", "another text, though only a slash is between"),
        (f"{HOST}/n/2.html", "题", TEXT, "a reprint at an address of its own"),
    ],
)
def test_what_is_another_article_stays_one(
    store: Store, now: datetime, make_record: MakeRecord, url: str, title: str, body: str, why: str
) -> None:
    save(store, make_record(PLAIN, "题", body=TEXT), now)
    save(store, make_record(url, title, body=body), now)
    assert rows(store, "SELECT url FROM articles ORDER BY id") == [(PLAIN,), (url,)], why


def test_numbers_in_a_parameter_tell_reprints_apart(store: Store, now: datetime, make_record: MakeRecord) -> None:
    urls = [f"{HOST}/show.asp?id={n}" for n in (12, 13)]
    for url in urls:
        save(store, make_record(url, "题", body=TEXT), now)
    assert [url for (url,) in rows(store, "SELECT url FROM articles ORDER BY id")] == urls


def test_a_page_that_becomes_another_article_leaves_the_one_it_showed(
    store: Store, now: datetime, make_record: MakeRecord
) -> None:
    """?id=12 showed what the address without it shows, until it was written."""
    base, later = f"{HOST}/show.asp", f"{HOST}/show.asp?id=12"
    for url in (base, later):
        save(store, make_record(url, "题", body=TEXT), now)
    assert save(store, make_record(later, "新题", body="新的文章。"), now + timedelta(days=1)).status == "new"
    assert rows(store, "SELECT url, title FROM articles ORDER BY id") == [(base, "题"), (later, "新题")]


def test_a_canonical_url_stands_whatever_it_looks_like(store: Store, now: datetime, make_record: MakeRecord) -> None:
    named = f"{HOST}/index.php/n/1.html"
    save(store, make_record(f"{PLAIN}?ref=home", "题", body=TEXT), now)
    save(store, make_record(PLAIN, "题", body=TEXT, canonical_url=named), now)
    assert rows(store, "SELECT url FROM articles") == [(named,)]
