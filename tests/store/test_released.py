"""A database of every released version opens in this one, with all that was in it (tests/store/released/make.py)."""

from __future__ import annotations

import gzip
import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.models import Link
from pipeline.store import Store, open_store

RELEASED = sorted((Path(__file__).parent / "released").glob("*.db.gz"))


def schema(connection: sqlite3.Connection) -> set[tuple[str, str, str]]:
    rows = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'")
    return {(kind, name, " ".join((sql or "").split())) for kind, name, sql in rows}


def test_there_is_at_least_one() -> None:
    assert RELEASED


@pytest.mark.parametrize("file", RELEASED, ids=lambda file: file.name)
def test_a_released_database_is_brought_up_to_date(file: Path, store: Store, now: datetime, tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(gzip.decompress(file.read_bytes()))
    with open_store(path, read_only=False) as old:
        assert old.check() == []
        assert schema(old.connection) == schema(store.connection)
        assert [row["title"][:4] for row in old.export()] == ["网贷逾期", "信用卡逾", "网贷逾期"]
        assert {hit.article_id for hit in old.search("应诉", include_off_topic=True, copies=True)} == {1, 3}
        assert [row["article_id"] for row in old.reports.questionable()] == [2]
        assert [one.article_id for one in old.duplicates(1)] == [3]
        assert len(old.frontier.lease(now, owner="x", site="a.example")) == 1
        old.frontier.add([Link("https://a.example/new", "article")], site="a.example", now=now)
        old.repair()
        assert old.check() == []
    with open_store(path) as old:
        assert old.article("https://b.example/1") is not None
