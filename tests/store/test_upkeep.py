"""Backup and restore, long readers, and schema steps under two programs at once."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from pipeline.errors import StoreError
from pipeline.models import Link, Record
from pipeline.store import Store, open_store
from pipeline.store.migrations.m0002_search import STATEMENTS
from pipeline.store.upkeep import restore
from tests.programs import Program

MakeRecord = Callable[..., Record]


def put(store: Store, make_record: MakeRecord, now: datetime, *numbers: int) -> None:
    for number in numbers:
        url = f"https://a.example/{number}"
        record = make_record(url, f"标题{number}", f"第{number}篇文章。")
        store.save(record, site="a", page_url=url, fetched_at=now)


def test_a_backup_is_one_whole_file(store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path) -> None:
    put(store, make_record, now, 1, 2, 3)
    store.backup(tmp_path / "backups" / "b.db")
    assert [file.name for file in (tmp_path / "backups").iterdir()] == ["b.db"]
    with open_store(tmp_path / "backups" / "b.db") as copy:
        assert [row["title"] for row in copy.export()] == ["标题1", "标题2", "标题3"]
        assert copy.check() == []


def test_a_backup_while_another_program_writes_is_of_one_moment(
    store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    """The writer adds articles all the time; the copy is sound, and every article in it is whole."""
    path = tmp_path / "articles.db"
    put(store, make_record, now, *range(50))
    stop = threading.Event()

    def write() -> None:
        with open_store(path, read_only=False) as other:
            number = 1000
            while not stop.is_set():
                put(other, make_record, now, number)
                number += 1

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for number in range(3):
            store.backup(tmp_path / f"b{number}.db")
    finally:
        stop.set()
        writer.join()
    for number in range(3):
        with open_store(tmp_path / f"b{number}.db") as copy:
            assert copy.check() == []
            halves = "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM fingerprints)"
            assert copy.connection.execute(halves).fetchone()[0] == 0
            assert len(list(copy.export())) >= 50


def test_an_unsound_backup_does_not_replace_a_good_one(
    store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    put(store, make_record, now, 1)
    store.backup(tmp_path / "b.db")
    good = (tmp_path / "b.db").read_bytes()
    store.connection.execute("PRAGMA foreign_keys = OFF")
    store.connection.execute("DELETE FROM sites")  # articles and pages now point to nothing
    with pytest.raises(StoreError, match=r"备份有问题，没有保留：.*指向 sites 里没有的"):
        store.backup(tmp_path / "b.db")
    assert (tmp_path / "b.db").read_bytes() == good
    assert not (tmp_path / "b.db.part").exists()


def test_dated_backups_are_rotated(store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path) -> None:
    put(store, make_record, now, 1)
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "articles-before-the-move.db").write_text("a person put this here")
    for day in range(5):
        made = store.backup_dated(folder, now + timedelta(days=day), keep=3)
    assert made.name == "articles-20260305T080000Z.db"
    assert sorted(file.name for file in folder.iterdir()) == [
        *(f"articles-2026030{day}T080000Z.db" for day in (3, 4, 5)),
        "articles-before-the-move.db",
    ]


def test_restore_puts_a_backup_back_and_keeps_what_was_there(
    now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    path = tmp_path / "a.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record, now, 1)
        store.backup(tmp_path / "b.db")
        put(store, make_record, now, 2)
    restore(tmp_path / "b.db", path)
    with open_store(path, read_only=False) as store:
        assert [row["title"] for row in store.export()] == ["标题1"]
        put(store, make_record, now, 3)
    with open_store(tmp_path / "a.db.before-restore") as store:
        assert [row["title"] for row in store.export()] == ["标题1", "标题2"]


def test_what_an_earlier_restore_put_aside_stays(now: datetime, make_record: MakeRecord, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record, now, 1)
        store.backup(tmp_path / "b.db")
        put(store, make_record, now, 2)
    first, second = restore(tmp_path / "b.db", path), restore(tmp_path / "b.db", path)
    assert [one and one.name for one in (first, second)] == ["a.db.before-restore", "a.db.before-restore.2"]
    with open_store(tmp_path / "a.db.before-restore") as store:
        assert [row["title"] for row in store.export()] == ["标题1", "标题2"]


def test_a_restore_that_cannot_be_written_changes_nothing(
    now: datetime, make_record: MakeRecord, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record, now, 1)
        store.backup(tmp_path / "b.db")
        put(store, make_record, now, 2)

    def full(*args: object, **more: object) -> None:
        raise StoreError("磁盘满了")

    monkeypatch.setattr("pipeline.store.upkeep.backup", full)
    with pytest.raises(StoreError, match="磁盘满了"):
        restore(tmp_path / "b.db", path)
    with open_store(path) as store:
        assert [row["title"] for row in store.export()] == ["标题1", "标题2"]
    assert not (tmp_path / "a.db.before-restore").exists()


def test_restore_over_a_damaged_file(now: datetime, make_record: MakeRecord, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record, now, 1)
        store.backup(tmp_path / "b.db")
    path.write_bytes(b"not a database any more" * 1000)
    restore(tmp_path / "b.db", path)
    with open_store(path) as store:
        assert len(list(store.export())) == 1


def test_restore_refuses_while_the_database_is_in_use(now: datetime, make_record: MakeRecord, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_store(path, read_only=False) as store:
        put(store, make_record, now, 1)
        store.backup(tmp_path / "b.db")
        with pytest.raises(StoreError, match="正在使用"):
            restore(tmp_path / "b.db", path)
        put(store, make_record, now, 2)
        assert len(list(store.export())) == 2


def test_restore_refuses_what_is_no_backup(tmp_path: Path) -> None:
    (tmp_path / "b.db").write_text("something else" * 100)
    with pytest.raises(StoreError, match="不是 SQLite 数据库"):
        restore(tmp_path / "b.db", tmp_path / "a.db")
    assert not (tmp_path / "a.db").exists()


def test_a_long_reader_neither_blocks_the_writer_nor_sees_it(
    store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    put(store, make_record, now, 1)
    with open_store(tmp_path / "articles.db") as reader:
        reader.connection.execute("BEGIN")
        count = "SELECT count(*) FROM articles"
        assert reader.connection.execute(count).fetchone()[0] == 1
        put(store, make_record, now, *range(2, 200))
        store.optimize()
        assert reader.connection.execute(count).fetchone()[0] == 1
        reader.connection.execute("COMMIT")
        assert reader.connection.execute(count).fetchone()[0] == 199


def test_a_reader_never_sees_half_an_article(
    store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    """Title and body of one version, its fingerprint, its page: whatever moment a reader comes at."""
    stop = threading.Event()
    odd: list[tuple[object, ...]] = []
    query = """
        SELECT articles.title, articles.body, fingerprints.length, pages.visits FROM articles
        LEFT JOIN fingerprints ON fingerprints.article_id = articles.id LEFT JOIN pages ON pages.article_id = articles.id
    """

    def read() -> None:
        with open_store(tmp_path / "articles.db") as reader:
            while not stop.is_set():
                for title, body, length, visits in reader.connection.execute(query):
                    if title != body or length != len(body) or not visits:
                        odd.append((title, body, length, visits))

    thread = threading.Thread(target=read)
    thread.start()
    try:
        for version in range(150):
            text = f"第{'一' * version}版"
            url = f"https://a.example/{version % 5}"
            store.save(make_record(url, text, text), site="a", page_url=url, fetched_at=now)
    finally:
        stop.set()
        thread.join()
    assert odd == []


def test_two_programs_that_open_a_new_file_at_once_build_it_once(tmp_path: Path) -> None:
    code = "import sys; from pipeline.store import open_store; open_store(sys.argv[1], read_only=False).close()"
    path = tmp_path / "a.db"
    with ExitStack() as running:
        programs = [running.enter_context(Program(str(path), code=code)) for _ in range(3)]
        assert [program.wait(60) for program in programs] == [0, 0, 0]
    with open_store(path) as store:
        assert store.check() == []


def test_a_step_that_fails_leaves_the_schema_as_it_was(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each step and its record are one transaction: after a crash in the second, the first stands and it goes on."""
    with monkeypatch.context() as patch:
        patch.setattr("pipeline.store.migrations.m0002_search.STATEMENTS", (*STATEMENTS, "SELECT no_such_function()"))
        with pytest.raises(sqlite3.OperationalError, match="no such function"):
            open_store(tmp_path / "a.db", read_only=False)
    plain = sqlite3.connect(tmp_path / "a.db")
    tables = {name for (name,) in plain.execute("SELECT name FROM sqlite_master")}
    done = [name for (name,) in plain.execute("SELECT name FROM _sqlite_migrations ORDER BY id")]
    plain.close()
    assert done == ["m0001_tables"]
    assert "articles" in tables
    assert "articles_segmented" not in tables
    with open_store(tmp_path / "a.db", read_only=False) as store:
        assert store.check() == []


def test_upgrade_keeps_what_is_stored(now: datetime, make_record: MakeRecord, tmp_path: Path) -> None:
    """A file that has had only the first step, with an article in it."""
    from sqlite_utils import Database

    from pipeline.store.connection import APPLICATION_ID
    from pipeline.store.migrations import NAMES, steps

    plain = sqlite3.connect(tmp_path / "a.db", isolation_level=None)
    steps().apply(Database(plain, execute_plugins=False), stop_before=NAMES[1:])
    assert plain.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    plain.execute("INSERT INTO sites (name, base_url, first_seen_at) VALUES ('a', 'https://a.example/', '2026')")
    plain.execute(
        "INSERT INTO articles (url, site, title, first_seen_at, last_seen_at, body_hash, url_key, body, on_topic)"
        " VALUES ('https://a.example/1', 'a', '网贷逾期', '2026-01-01T00:00:00+00:00', '2026-01-01T00:00:00+00:00', '',"
        " 'a.example/1', '网贷逾期后协商还款。', 1)"
    )
    plain.close()
    with open_store(tmp_path / "a.db", read_only=False) as store:
        assert [hit.title for hit in store.search("协商还款")] == ["网贷逾期"]
        assert store.check() == []


def test_damage_to_the_index_is_found_and_repaired(store: Store, now: datetime, make_record: MakeRecord) -> None:
    put(store, make_record, now, 1, 2, 3)
    store.connection.execute("DELETE FROM articles_fts_docsize")
    store.connection.execute("DELETE FROM articles_fts_data WHERE id > 10")
    (wrong,) = store.check()
    assert "全文索引与文章不符" in wrong
    store.repair()
    assert store.check() == []
    assert len(store.search("文章", include_off_topic=True)) == 3


def test_repair_finds_copies_and_related_articles_anew(store: Store, now: datetime, make_record: MakeRecord) -> None:
    body = "网贷逾期以后，借款人收到催收电话，应当保留证据，与平台协商还款方案。" * 5
    for number, text in enumerate((body, body, body.replace("网贷", "信用卡") + "另有规定的，从其规定。")):
        url = f"https://a.example/{number}"
        store.save(make_record(url, f"标题{number}", text), site="a", page_url=url, fetched_at=now)
    store.link_related()
    before = {
        table: store.connection.execute(f"SELECT * FROM {table}").fetchall() for table in ("duplicates", "related")
    }
    assert before["duplicates"]
    for table in before:
        store.connection.execute(f"DELETE FROM {table}")
    store.repair()
    for table, rows in before.items():
        assert store.connection.execute(f"SELECT * FROM {table}").fetchall() == rows, table


def test_maintenance_cuts_the_wal_and_changes_no_article(
    store: Store, now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    put(store, make_record, now, *range(30))
    before = list(store.export())
    assert (tmp_path / "articles.db-wal").stat().st_size > 0
    store.maintain()
    assert (tmp_path / "articles.db-wal").stat().st_size == 0
    assert list(store.export()) == before
    assert store.check() == []


def test_optimize_can_be_called_at_any_time(store: Store, now: datetime, make_record: MakeRecord) -> None:
    store.optimize()
    put(store, make_record, now, 1)
    store.frontier.add([Link("https://a.example/9", "article")], site="a", now=now)
    store.optimize()
    assert store.check() == []
