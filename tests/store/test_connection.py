"""Opening the database: pragmas, and one clear line for each obstacle."""

from __future__ import annotations

import os
import re
import sqlite3
import stat
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlite_utils import Database

from pipeline.errors import StoreError
from pipeline.store import migrations, open_store
from pipeline.store.connection import connect, transaction
from tests.programs import run_cli


def _made(path: Path) -> Path:
    with open_store(path, read_only=False):
        pass
    return path


def test_a_writer_has_the_pragmas_that_the_design_asks_for(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.db", read_only=False)
    found = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "foreign_keys", "synchronous", "busy_timeout", "recursive_triggers")
    }
    connection.close()
    assert found == {
        "journal_mode": "wal",
        "foreign_keys": 1,
        "synchronous": 1,
        "busy_timeout": 30_000,
        "recursive_triggers": 1,
    }


def test_opening_for_writing_makes_the_folder_and_the_file(tmp_path: Path) -> None:
    _made(tmp_path / "not" / "yet" / "a.db")
    assert (tmp_path / "not" / "yet" / "a.db").is_file()


@pytest.mark.parametrize("name", ["a b.db", "100%.db", "what?.db", "#1.db", "网贷.db"])
def test_any_file_name_works(tmp_path: Path, name: str) -> None:
    """The path goes through a file: URI, where these characters mean something."""
    _made(tmp_path / name)
    with open_store(tmp_path / name) as store:
        assert store.article(1) is None
    assert (tmp_path / name).is_file()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    with open_store(_made(tmp_path / "a.db")) as store, pytest.raises(sqlite3.OperationalError, match="readonly"):
        store.connection.execute("DELETE FROM pages")


def test_a_reader_that_is_to_write_is_told_how(tmp_path: Path) -> None:
    """Not that file or medium are read-only: they are not."""
    with open_store(_made(tmp_path / "a.db")) as store, pytest.raises(StoreError, match="read_only=False"):
        store.import_articles([])


def test_a_missing_file_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"没有数据库 .*a\.db"):
        open_store(tmp_path / "a.db")
    assert not (tmp_path / "a.db").exists()


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_not_ours_is_left_alone(tmp_path: Path, read_only: bool) -> None:
    other = sqlite3.connect(tmp_path / "other.db")
    other.execute("CREATE TABLE contacts (name TEXT)")
    other.commit()
    other.close()
    before = (tmp_path / "other.db").read_bytes()
    with pytest.raises(StoreError, match="是别的程序的"):
        open_store(tmp_path / "other.db", read_only=read_only)
    assert (tmp_path / "other.db").read_bytes() == before


@pytest.mark.parametrize("read_only", [True, False])
def test_what_is_no_database_is_left_alone(tmp_path: Path, read_only: bool) -> None:
    (tmp_path / "text.db").write_text("网贷逾期" * 1000)
    with pytest.raises(StoreError, match="不是 SQLite 数据库"):
        open_store(tmp_path / "text.db", read_only=read_only)
    assert (tmp_path / "text.db").read_text() == "网贷逾期" * 1000


@pytest.mark.parametrize("read_only", [True, False])
def test_a_folder_is_no_database(tmp_path: Path, read_only: bool) -> None:
    with pytest.raises(StoreError, match="是目录"):
        open_store(tmp_path, read_only=read_only)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_newer_schema_is_refused(tmp_path: Path, read_only: bool) -> None:
    with open_store(tmp_path / "a.db", read_only=False) as store:
        store.connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
            " VALUES ('debt-article-pipeline', 'm9999_future', '2030-01-01')"
        )
    with pytest.raises(StoreError, match=r"更新的版本写成（含 m9999_future）"):
        open_store(tmp_path / "a.db", read_only=read_only)


def test_an_older_schema_is_upgraded_by_a_writer_and_refused_by_a_reader(tmp_path: Path) -> None:
    with open_store(tmp_path / "a.db", read_only=False) as store:
        store.connection.execute("CREATE TABLE keep_me (x)")
        last = store.connection.execute("SELECT max(name) FROM _sqlite_migrations").fetchone()[0]
    empty = sqlite3.connect(tmp_path / "old.db")
    empty.execute(f"PRAGMA application_id = {0x44656274}")
    empty.close()
    with pytest.raises(
        StoreError, match=r"old.db 是空的：先 crawl 或 import"
    ):  # nor has one that is just being made any
        open_store(tmp_path / "old.db")
    (tmp_path / "no-bytes.db").touch()
    with pytest.raises(StoreError, match=r"no-bytes.db 是空的：先 crawl 或 import"):
        open_store(tmp_path / "no-bytes.db", older=True)
    old = sqlite3.connect(tmp_path / "old.db")
    with old:
        migrations.steps().apply(Database(old), stop_before=[migrations.NAMES[1]])
    old.close()
    with pytest.raises(StoreError, match="是旧版本的结构：运行一次 doctor"):
        open_store(tmp_path / "old.db")
    with open_store(tmp_path / "old.db", read_only=False) as store:
        assert store.connection.execute("SELECT max(name) FROM _sqlite_migrations").fetchone()[0] == last


def _as_nobody(code: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    """Run Python without the rights of root, to whom no file is read-only. Everything is imported before."""
    begin = "import os, sys\nfrom pipeline.store import open_store\nfrom pipeline.errors import StoreError\n"
    drop = "if os.getuid() == 0: os.setgid(65534); os.setuid(65534)\n"
    return run_cli(*map(str, arguments), code=begin + drop + code)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users can reach (the parents of tmp_path are closed to them)."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if os.getuid() == 0 and not all(parent.stat().st_mode & stat.S_IXOTH for parent in folder.resolve().parents):
            pytest.skip("run as root, with a temporary folder that no other user can reach")
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


_QUERY = """
with open_store(sys.argv[1]) as store:
    print(store.connection.execute('SELECT count(*) FROM sites').fetchone()[0])
"""


def test_a_read_only_medium_works_for_queries(open_folder: Path) -> None:
    """WAL wants to make a -shm file beside the database, which it cannot on a DVD or a read-only mount."""
    path = _made(open_folder / "a.db")
    path.chmod(0o444)
    open_folder.chmod(0o555)
    result = _as_nobody(_QUERY, path)
    assert (result.stdout, result.stderr) == ("0\n", "")


def test_a_read_only_medium_with_a_left_over_wal_is_refused(open_folder: Path) -> None:
    """What is in the WAL would be missing, or worse: the file alone may be half of two states."""
    path = _made(open_folder / "a.db")
    (open_folder / "a.db-wal").write_bytes(b"x" * 100)
    for file in (path, open_folder / "a.db-wal"):
        file.chmod(0o444)
    open_folder.chmod(0o555)
    result = _as_nobody("try: open_store(sys.argv[1])\nexcept StoreError as error: print(error)", path)
    assert "没有正常关闭" in result.stdout


@pytest.mark.parametrize(
    ("mode", "read_only", "message"),
    [
        (0o000, True, "没有权限|打不开"),
        (0o000, False, "没有权限|打不开"),
        (0o444, False, "写不了"),
    ],
)
def test_no_permission_is_said_in_one_line(open_folder: Path, mode: int, read_only: bool, message: str) -> None:
    path = _made(open_folder / "a.db")
    path.chmod(mode)
    code = f"try: open_store(sys.argv[1], read_only={read_only})\nexcept StoreError as error: print(error)"
    result = _as_nobody(code, path)
    path.chmod(0o644)
    assert result.stderr == ""
    assert len(result.stdout.splitlines()) == 1
    assert re.search(message, result.stdout), result.stdout


def test_a_folder_that_may_not_be_entered(open_folder: Path) -> None:
    path = _made(open_folder / "closed" / "a.db")
    path.parent.chmod(0o000)
    for read_only in (True, False):
        code = f"try: open_store(sys.argv[1], read_only={read_only})\nexcept StoreError as error: print(error)"
        result = _as_nobody(code, path)
        assert (result.stdout, result.stderr) == (f"{path} 打不开：没有权限\n", "")
    path.parent.chmod(0o755)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="建不了"):
        open_store(tmp_path / "file" / "a.db", read_only=False)


def _fail_after(connection: sqlite3.Connection, *statements: str) -> None:
    with transaction(connection):
        for statement in statements:
            connection.execute(statement)
        raise KeyError


def test_a_transaction_is_all_or_nothing_and_can_be_nested(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.db", read_only=False)
    add = "INSERT INTO sites (name, base_url, first_seen_at) VALUES ('{}', '', '')"
    with transaction(connection):
        connection.execute(add.format("outer"))
        with pytest.raises(KeyError):
            _fail_after(connection, add.format("inner"))
    with pytest.raises(KeyError):
        _fail_after(connection, add.format("lost"))
    names = [name for (name,) in connection.execute("SELECT name FROM sites")]
    connection.close()
    assert names == ["outer"]


def test_a_locked_database_is_a_clear_line(tmp_path: Path) -> None:
    first = connect(tmp_path / "a.db", read_only=False)
    second = connect(tmp_path / "a.db", read_only=False)
    second.execute("PRAGMA busy_timeout = 0")
    with transaction(first), pytest.raises(StoreError, match="一直被另一个程序占着写"), transaction(second):
        pass
    with transaction(second):  # and it goes on when the cause is gone
        pass
    first.close()
    second.close()


def test_a_full_disk_is_a_clear_line_and_changes_nothing(tmp_path: Path) -> None:
    connection = connect(tmp_path / "a.db", read_only=False)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(StoreError, match="磁盘满了"):
        _fail_after(connection, "CREATE TABLE big (x)", "INSERT INTO big VALUES (zeroblob(10000000))")
    connection.execute("PRAGMA max_page_count = 1000000")
    with transaction(connection):
        connection.execute("INSERT INTO sites (name, base_url, first_seen_at) VALUES ('a', '', '')")
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'big'").fetchone()[0] == 0
    connection.close()
