"""What is left of a damaged database: rows that can be read, what is lost said, the rest from a backup."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import pytest

from pipeline.models import Block, Citation, Validators
from pipeline.store import Store, mending, open_store, upkeep
from pipeline.store.salvage import Saved, fill, lost_articles, salvage
from tests import databases
from tests.store.conftest import MakeRecord

ARTICLES = 12
PAGE = 4096


def body(number: int, letters: int = 1500) -> str:
    """A text that is like no other's: copies are not what is looked at here."""
    source = random.Random(number)
    return f"第{number}篇正文" + "".join(chr(source.randrange(0x4E00, 0x9000)) for _ in range(letters))


_FILLED: list[bytes] = []


@pytest.fixture
def path(now: datetime, make_record: MakeRecord, tmp_path: Path) -> Path:
    """A database of some articles, each of several pages of the file, closed; filled once, then copied."""
    path = tmp_path / "articles.db"
    if not _FILLED:
        path.write_bytes(databases.empty())
        with open_store(path, read_only=False) as store:
            for number in range(1, ARTICLES + 1):
                put(store, make_record, now, number)
        _FILLED.append(path.read_bytes())
    path.write_bytes(_FILLED[0])
    return path


def put(store: Store, make_record: MakeRecord, now: datetime, number: int) -> None:
    """An article that cites a law and has a block which is not its body's beginning."""
    text, url = body(number), f"https://a.example/{number}"
    cited = Citation("民法典", None, 1, 0, None, None, 0, 3, "民法典")
    store.save(
        make_record(url, f"标题{number}号", text, citations=(cited,), blocks=(Block("paragraph", text),)),
        site="a",
        page_url=url,
        fetched_at=now,
        validators=Validators('"etag"', None),
    )


def damage(path: Path, text: str, fill: bytes = b"\xaa") -> None:
    """Spoil the page of the file that holds this text (of those with all of it, the last)."""
    data = bytearray(path.read_bytes())
    at = data.rindex(text.encode())
    start = at - at % PAGE
    data[start : start + PAGE] = fill * PAGE
    path.write_bytes(data)


def saved_of(path: Path, target: Path) -> dict[str, Saved]:
    """What salvage says, with a new file that is there already (building one takes longer than all else here)."""
    target.write_bytes(databases.empty())
    return salvage(path, target)


def titles(path: Path) -> set[str]:
    """Of all articles."""
    with closing(sqlite3.connect(path)) as connection:
        return {title for (title,) in connection.execute("SELECT title FROM articles")}


def everything(path: Path) -> dict[str, list[object]]:
    """The rows of the tables that are copied."""
    with closing(sqlite3.connect(path)) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table}").fetchall()
            for table in ("sites", "pages", "articles", "citations", "runs", "laws", "fingerprints")
        }


def test_of_a_whole_file_every_row_is_read(path: Path, tmp_path: Path) -> None:
    before = everything(path)
    found = saved_of(path, tmp_path / "new.db")
    assert found["articles"] == Saved(ARTICLES, 0)
    assert {one.lost for one in found.values()} == {0}
    assert everything(tmp_path / "new.db") == before


@pytest.mark.parametrize("fill_with", [b"\xaa", b"\0"])
def test_rows_around_the_damage_are_saved_and_lost_ones_counted(path: Path, tmp_path: Path, fill_with: bytes) -> None:
    damage(path, body(6)[:20], fill_with)  # the beginning of the row: its title is gone
    new = tmp_path / "new.db"
    found = saved_of(path, new)
    left = titles(new)
    lost = ARTICLES - len(left)
    assert 1 <= lost < ARTICLES, "those whose beginnings are in that page"
    assert "标题6号" not in left
    assert found["articles"] == Saved(ARTICLES - lost, lost)
    assert found["citations"] == Saved(ARTICLES - lost, lost), "what hangs on a lost article goes with it"
    named = lost_articles(path, new)
    assert named is not None
    assert len(named) == lost
    with open_store(new, read_only=False) as store:
        assert store.check() == []
        again = store.connection.execute("SELECT etag, due_at, state FROM pages WHERE article_id IS NULL").fetchall()
    assert [tuple(row) for row in again] == [(None, "2026-03-01T08:00:00+00:00", "waiting")] * lost, "fetched again"


def test_damage_beyond_the_text_costs_no_article(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:  # a long last column, in pages of its own
        connection.execute("UPDATE articles SET warnings = ? WHERE id = 3", (f'["{"x" * 3 * PAGE}MARK{"y" * PAGE}"]',))
        connection.commit()
    damage(path, "MARK")
    assert saved_of(path, tmp_path / "new.db")["articles"] == Saved(ARTICLES, 0)
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        assert connection.execute("SELECT warnings, body FROM articles WHERE id = 3").fetchone() == ("[]", body(3))


def test_a_text_that_is_not_the_one_stored_is_left_out(path: Path, tmp_path: Path) -> None:
    path.write_bytes(path.read_bytes().replace("标题7号".encode(), "标题8号".encode()))
    found = saved_of(path, tmp_path / "new.db")
    assert found["articles"] == Saved(ARTICLES - 1, 1)
    assert len(titles(tmp_path / "new.db")) == ARTICLES - 1


def test_a_lost_site_costs_no_article(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("DELETE FROM sites")
        connection.commit()
    assert saved_of(path, tmp_path / "new.db")["articles"] == Saved(ARTICLES, 0)
    with open_store(tmp_path / "new.db", read_only=False) as store:
        assert store.check() == []
        assert tuple(store.connection.execute("SELECT name, base_url FROM sites").fetchone()) == (
            "a",
            "https://a.example/",
        )


def test_a_backup_gives_what_was_lost_and_no_more(
    path: Path, now: datetime, make_record: MakeRecord, tmp_path: Path
) -> None:
    backup, new = tmp_path / "b.db", tmp_path / "new.db"
    with open_store(path, read_only=False) as store:
        store.backup(backup)
        store.connection.execute("DELETE FROM articles WHERE id = 1")  # by its owner, after the backup
        put(store, make_record, now, 99)  # after the backup too
    before = titles(path)
    damage(path, body(6)[:20])
    saved_of(path, new)
    lost = lost_articles(path, new)
    assert lost
    assert fill(new, backup, lost) == len(lost)
    assert titles(new) == before
    with open_store(new, read_only=False) as store:
        assert store.check() == []
        assert store.connection.execute("SELECT count(*) FROM citations").fetchone()[0] == ARTICLES


def test_a_new_file_takes_the_place_only_when_it_is_whole(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    damage(path, body(6)[:20])
    spoilt, told = path.read_bytes(), list[str]()
    (tmp_path / "articles.db.salvaged").write_bytes(b"of a repair that was killed")

    def stop(connection: sqlite3.Connection) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(upkeep, "repair", stop)
        with pytest.raises(KeyboardInterrupt):
            mending.replace(path, [], told.append)
    assert path.read_bytes() == spoilt
    assert not list(tmp_path.glob("articles.db.*"))
    aside = mending.replace(path, [tmp_path / "none.db"], told.append)
    assert aside.read_bytes() == spoilt
    assert mending.mend(path) == []
    assert "标题12号" in titles(path)
    left = len(titles(path))
    assert any(f"文章 {left}，丢失 {ARTICLES - left}；" in line for line in told)


def test_what_was_written_last_is_read_from_the_wal(path: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(path)) as writer, closing(sqlite3.connect(path)) as reader:
        reader.execute("SELECT count(*) FROM sites").fetchone()
        writer.execute("UPDATE sites SET title = 'last'")
        writer.commit()
        assert Path(f"{path}-wal").stat().st_size
        saved_of(path, tmp_path / "new.db")
    with closing(sqlite3.connect(tmp_path / "new.db")) as connection:
        assert connection.execute("SELECT title FROM sites").fetchone() == ("last",)


def test_a_damaged_file_is_told_of_and_not_written_into(path: Path) -> None:
    damage(path, body(6)[:20])
    spoilt = path.read_bytes()
    assert mending.mend(path)
    assert path.read_bytes() == spoilt
    with open_store(path) as store:
        assert store.check()
