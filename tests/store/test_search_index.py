"""The full-text index: true after every write, readable by any client, the text stored once."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.models import Block, Record
from pipeline.store import Store, index, open_store

MakeRecord = Callable[..., Record]


def put(store: Store, record: Record, now: datetime) -> int:
    return store.save(record, site=None, page_url=record.article.url, fetched_at=now).article_id


def matching(connection: sqlite3.Connection, expression: str) -> list[int]:
    sql = "SELECT rowid FROM articles_fts WHERE articles_fts MATCH ? ORDER BY rank"
    return [row[0] for row in connection.execute(sql, (expression,))]


def test_it_is_true_after_insert_update_and_delete(store: Store, make_record: MakeRecord, now: datetime) -> None:
    one = put(store, make_record("https://a.example/1", "网贷逾期", "上门催收。"), now)
    two = put(store, make_record("https://a.example/2", "信用卡", "协商还款。"), now)
    index.check(store.connection)
    put(store, make_record("https://a.example/1", "网贷逾期", "电话催收。"), now.replace(year=2027))
    index.check(store.connection)
    assert matching(store.connection, '"电话"') == [one]
    assert matching(store.connection, '"上门"') == []
    store.connection.execute("DELETE FROM articles WHERE id = ?", (two,))
    index.check(store.connection)
    assert matching(store.connection, '"协商"') == []


def test_tidying_leaves_fewer_pieces_that_say_the_same(store: Store, make_record: MakeRecord, now: datetime) -> None:
    """Every look-up of a term seeks in each piece."""
    for n in range(11):
        put(store, make_record(f"https://a.example/{n}", f"网贷逾期{n}", "上门催收。" * n), now)

    def pieces() -> int:
        return int(store.connection.execute("SELECT count(DISTINCT segid) FROM articles_fts_idx").fetchone()[0])

    before, found = pieces(), sorted(matching(store.connection, '"催收"'))
    index.tidy(store.connection, 100)
    assert pieces() < before
    assert sorted(matching(store.connection, '"催收"')) == found
    index.check(store.connection)


def test_a_visit_that_changes_nothing_does_not_touch_it(store: Store, make_record: MakeRecord, now: datetime) -> None:
    put(store, make_record("https://a.example/1"), now)
    before = store.connection.execute("SELECT count(*), sum(length(block)) FROM articles_fts_data").fetchone()
    store.connection.execute("UPDATE articles SET last_seen_at = '2030', topic_score = 0.5, category = 'x'")
    assert tuple(
        store.connection.execute("SELECT count(*), sum(length(block)) FROM articles_fts_data").fetchone()
    ) == tuple(before)


def test_the_check_notices_an_index_that_is_not_true(store: Store, make_record: MakeRecord, now: datetime) -> None:
    put(store, make_record("https://a.example/1"), now)
    store.connection.execute("INSERT INTO articles_fts (rowid, title) VALUES (1, '多余')")
    with pytest.raises(sqlite3.DatabaseError):
        index.check(store.connection)
    index.rebuild(store.connection)
    index.check(store.connection)


def test_a_transaction_that_fails_leaves_it_as_it_was(store: Store, make_record: MakeRecord, now: datetime) -> None:
    put(store, make_record("https://a.example/1", "网贷逾期"), now)

    def fail() -> None:
        with store.transaction():
            put(store, make_record("https://a.example/2", "网贷逾期"), now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert len(matching(store.connection, '"网贷"')) == 1
    index.check(store.connection)


def test_the_text_is_stored_once(store: Store) -> None:
    tables = {row[0] for row in store.connection.execute("SELECT name FROM sqlite_master")}
    assert "articles_fts_data" in tables
    assert "articles_fts_content" not in tables, "external content: FTS5 keeps no copy"


def test_any_client_can_match_rank_and_join(tmp_path: Path, make_record: MakeRecord, now: datetime) -> None:
    path = tmp_path / "plain.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record("https://a.example/1", "正文里有", "这里说到催收。"), now)
        put(store, make_record("https://a.example/2", "催收", "标题里有。"), now)
    client = sqlite3.connect(path)
    rows = client.execute(
        "SELECT a.title FROM articles_fts JOIN articles AS a ON a.id = articles_fts.rowid"
        " WHERE articles_fts MATCH '催收' ORDER BY rank"
    ).fetchall()
    assert rows == [("催收",), ("正文里有",)], "found by two characters, the title first"
    client.close()


def test_writing_without_the_function_fails_loudly(tmp_path: Path, make_record: MakeRecord, now: datetime) -> None:
    path = tmp_path / "plain.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record("https://a.example/1"), now)
    client = sqlite3.connect(path)
    for statement in ("DELETE FROM articles", "UPDATE articles SET title = 'x'"):
        with pytest.raises(sqlite3.OperationalError, match="no such function"):
            client.execute(statement)
    client.close()


def test_headings_are_a_column_of_their_own(store: Store, make_record: MakeRecord, now: datetime) -> None:
    record = make_record("https://a.example/1", "标题", "如何应对\n先协商。")
    blocks = (Block("heading", "如何应对", 2), Block("paragraph", "先协商。"))
    put(store, replace(record, article=replace(record.article, blocks=blocks)), now)
    assert matching(store.connection, 'headings : "应对"') == [1]
    assert matching(store.connection, 'headings : "协商"') == []
    index.check(store.connection)


def test_common_terms_are_learnt_when_the_articles_have_grown(
    store: Store, make_record: MakeRecord, now: datetime
) -> None:
    assert index.upkeep(store.connection) is False, "nothing to learn from"
    for i in range(4):
        put(store, make_record(f"https://a.example/{i}", f"网贷{i}", "催收" if i else "起诉"), now)
    assert index.upkeep(store.connection) is True
    assert index.upkeep(store.connection) is False, "nothing is new"
    known = dict(tuple(row) for row in store.connection.execute("SELECT term, articles FROM search_terms"))
    assert (known["网贷"], known["催收"], known["催"]) == (4, 3, 3)
    assert "起诉" not in known, "a rare term is counted when it is asked for"


_TEXT = st.text(st.sampled_from("网贷逾期催收還款abcＡ3。，\n \0\ud800"), max_size=20)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(first=_TEXT, second=_TEXT, title=_TEXT)
def test_it_stays_true_whatever_is_written(store: Store, first: str, second: str, title: str) -> None:
    connection = store.connection
    clean = [one.replace("\0", "").encode("utf-8", "replace").decode() for one in (title, first, second)]
    connection.execute("DELETE FROM articles")
    connection.execute(
        "INSERT OR IGNORE INTO sites (name, base_url, first_seen_at) VALUES ('s', 'http://s.example', '')"
    )
    connection.execute(
        "INSERT INTO articles (id, url, site, title, body, first_seen_at, last_seen_at, body_hash, url_key)"
        " VALUES (1, 'u', 's', ?, ?, '', '', '', '')",
        clean[:2],
    )
    index.check(connection)
    connection.execute("UPDATE articles SET body = ?, id = 2", (clean[2],))
    index.check(connection)
