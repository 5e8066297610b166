"""Statute texts: read from the files people have, kept, found by number and by words. The statutes are written here."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import InputError, StoreError
from pipeline.laws import check, find_citations
from pipeline.laws.registry import Registry, default, read_work
from pipeline.store.library import STATUTES
from pipeline.store.statutes import import_statutes, open_statutes
from pipeline.store.statutes.backup import back_up_texts, restore_texts, stamp_of
from pipeline.store.statutes.sources import StatuteText, read_statutes

TITLE = "乙省催收行为条例"
FIRST = "为了规范催收行为，保护债务人的合法权益，维护社会秩序，制定本条例。"
SECOND = "催收人员不得在每日二十二时至次日八时之间联系债务人，债务人书面同意的除外。"
INSERTED = "催收机构应当保存全部通话录音，保存期限不得少于三年。"
ROWS = [
    {"title": TITLE, "published": "2022-05-01", "article": 1, "inserted": 0, "kind": "article", "text": FIRST},
    {"title": TITLE, "published": "2022-05-01", "article": 2, "inserted": 0, "kind": "article", "text": SECOND},
    {"title": TITLE, "published": "2022-05-01", "article": 2, "inserted": 1, "kind": "article", "text": INSERTED},
    {"title": TITLE, "published": "2022-05-01", "article": 0, "inserted": 0, "kind": "whole", "text": "整篇"},
]
EMPTY = Registry([])
BOTH = [(1, 0, FIRST), (2, 0, SECOND), (2, 1, INSERTED)]


def json_lines(folder: Path) -> Path:
    file = folder / "statutes.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in ROWS) + "\n\n", "utf-8")
    return file


def compressed(folder: Path) -> Path:
    file = folder / "statutes.jsonl.gz"
    file.write_bytes(gzip.compress(json_lines(folder).read_bytes()))
    return file


def markdown(folder: Path) -> Path:
    file = folder / "laws" / f"{TITLE}(2022-05-01).md"
    file.parent.mkdir()
    file.write_text(
        f"# {TITLE}\n\n2020年1月2日通过\n\n2022年5月1日修订\n\n<!-- INFO END -->\n\n## 第一章　总则\n\n第一条　{FIRST}\n\n"
        f"**第二条**　{SECOND}\n\n第二条之一　{INSERTED}\n\n## 第二章　附则\n",
        "utf-8",
    )
    return file.parent


def database(folder: Path) -> Path:
    file = folder / "laws.db"
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("CREATE TABLE laws (law_id TEXT, law_name TEXT, publish_date TEXT)")
        connection.execute(
            "CREATE TABLE articles (id INTEGER, law_id TEXT, law_name TEXT, article_no TEXT, article_no_arabic INTEGER, article_text TEXT)"
        )
        connection.execute("INSERT INTO laws VALUES ('a', ?, '2022-05-01')", (TITLE,))
        for n, (label, text) in enumerate((("第一条", FIRST), ("第二条", SECOND), ("第二条之一", INSERTED))):
            number = 2 if n == 2 else n + 1
            connection.execute("INSERT INTO articles VALUES (?, 'a', ?, ?, ?, ?)", (n, TITLE, label, number, text))
    return file


@pytest.mark.parametrize("write", [json_lines, compressed, markdown, database])
def test_sources(write: object, tmp_path: Path) -> None:
    assert callable(write)
    found = list(read_statutes(write(tmp_path)))
    assert [(one.article, one.inserted, one.text) for one in found] == BOTH
    assert {(one.title, one.published) for one in found} == {(TITLE, date(2022, 5, 1))}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.jsonl", b"{}\n"),
        ("a.jsonl", b"not json\n"),
        ("a.jsonl", b'{"title": "x", "article": 99999999999999999999, "text": "x"}\n'),  # no database holds it
        ("a.jsonl", b'{"title": "x", "article": -1, "text": "x"}\n'),
        ("a.jsonl", b'{"title": " ", "article": 1, "text": "x"}\n'),
        ("a.jsonl", b"[1]\n"),
        ("a.jsonl.gz", b"\x1f\x8bbroken"),
        ("a.jsonl.gz", gzip.compress(b"{}\n", mtime=0)[:10] + b"\xff" * 20),
        ("a.db", b"SQLite format 3\x00junk"),
    ],
)
def test_what_cannot_be_read_is_named(name: str, content: bytes, tmp_path: Path) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    with pytest.raises(InputError, match=name):
        list(read_statutes(file))


def test_missing_sources(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="none"):
        list(read_statutes(tmp_path / "none.jsonl"))
    with pytest.raises(InputError, match="Markdown"):
        list(read_statutes(tmp_path))


def test_found_by_number_and_by_words(tmp_path: Path) -> None:
    target = tmp_path / "data" / "statutes.db"
    loaded = import_statutes(json_lines(tmp_path), target, EMPTY)
    assert (loaded.laws, loaded.versions, loaded.articles) == (1, 1, 3)
    version = f"cn/law/{TITLE}@2022-05-01"
    with open_statutes(target) as statutes:
        assert statutes.article(version, 2, 1) == INSERTED
        assert statutes.article(version, 3, 0) is None
        found = statutes.similar("不得在每日22时至次日8时之间联系债务人，债务人书面同意的除外")  # digits, and a part
        assert [(one.article, one.inserted) for one in found] == [(2, 0)]
        assert list(statutes.similar("完全无关的一段文字，讲的是天气和旅行的事情")) == []
        assert list(statutes.similar("")) == []


def test_works_that_the_registry_lacks_are_added(tmp_path: Path) -> None:
    target = tmp_path / "statutes.db"
    import_statutes(json_lines(tmp_path), target, default())
    with open_statutes(target) as statutes:
        registry = statutes.registry(default())
        work = registry.find(TITLE)[0]
        assert [work.versions[0].has(*number) for number in ((2, 0), (2, 1), (3, 0))] == [True, True, None]  # may go on
        text = f"《{TITLE}》第二条规定：“{SECOND}”"
        citations = find_citations(text, registry=registry)
        (verdict,) = check(text, citations, on=date(2023, 1, 1), statutes=statutes, registry=registry)
        assert verdict.quotation == "exact"


def test_what_a_decision_prints_is_the_rules_newest_text(tmp_path: Path) -> None:
    decision = f"关于修改《{TITLE}》的决定"
    registry = Registry(
        [
            read_work({"title": TITLE, "versions": [{"published": "2022-05-01", "articles": ["1..5"]}]}),
            read_work({"title": decision, "versions": [{"published": "2024-05-01", "articles": ["1..6"]}]}),
        ]
    )
    texts = [
        StatuteText(decision, date(2024, 5, 1), 2, 0, SECOND),
        StatuteText(decision, date(2024, 5, 1), 3, 0, INSERTED),
    ]
    with open_statutes(tmp_path / "statutes.db", read_only=False) as statutes:
        statutes.load(texts, registry)
        assert [work.versions for work in statutes.registry(registry)] == [work.versions for work in registry]
        assert {one.law_id for one in statutes.similar(SECOND)} == {f"cn/law/{TITLE}"}
        text = f"《{TITLE}》第二条规定：“{SECOND}”《{TITLE}》第二条规定：“{INSERTED}”"
        found = check(
            text, find_citations(text, registry=registry), on=date(2026, 1, 1), statutes=statutes, registry=registry
        )
        assert [(one.quotation, one.successor) for one in found] == [
            ("exact", None),
            ("misattributed", f"cn/law/{TITLE}#a3"),
        ]


def test_a_second_import_adds(tmp_path: Path) -> None:
    target = tmp_path / "statutes.db"
    work = read_work({"title": TITLE, "versions": [{"published": "2022-05-01", "articles": ["1..2"]}]})
    more = [
        StatuteText(TITLE, date(2022, 5, 1), 3, 0, "本条例自公布之日起施行，以前的规定同时废止。"),
        StatuteText(TITLE, date(2024, 5, 1), 1, 0, FIRST),
    ]
    with open_statutes(target, read_only=False) as statutes:
        statutes.load(read_statutes(json_lines(tmp_path)), EMPTY)
        statutes.load(more, EMPTY)
        statutes.load(more, Registry([work]))
        (found,) = statutes.registry(EMPTY)
        assert [(one.published, one.has(3), one.has(2, 1)) for one in found.versions] == [
            (date(2022, 5, 1), True, True)
        ]
        assert [(one.published, one.has(1), one.has(3)) for one in found.parts] == [(date(2024, 5, 1), True, None)]
        assert statutes.count() == 5
        assert len(statutes.similar(FIRST)) == 2  # one text, two versions


def test_an_import_that_fails_leaves_nothing(tmp_path: Path) -> None:
    target = tmp_path / "statutes.db"
    file = json_lines(tmp_path)
    file.write_text(file.read_text("utf-8") + "broken\n", "utf-8")
    with pytest.raises(InputError):
        import_statutes(file, target, EMPTY)
    with open_statutes(target) as statutes:
        assert statutes.count() == 0


def test_files_that_are_no_statutes(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="laws import"), open_statutes(tmp_path / "none.db"):
        pass
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection, connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(StoreError, match="不是法律文本文件"), open_statutes(other, read_only=False):
        pass
    text = tmp_path / "text.db"
    text.write_text("no database at all, only some words that are long enough")
    with pytest.raises(StoreError, match=r"text\.db"), open_statutes(text):
        pass


def test_backups_share_one_copy_of_the_texts_that_is_made_anew_when_they_change(tmp_path: Path) -> None:
    db, folder = tmp_path / "data" / "articles.db", tmp_path / "backups"
    assert back_up_texts(db, folder) is None  # there are none: nothing is made
    assert not folder.exists()
    import_statutes(json_lines(tmp_path), db.parent / STATUTES, EMPTY)
    copy = back_up_texts(db, folder)
    assert copy is not None
    assert [file.name for file in folder.iterdir()] == [STATUTES]
    written = copy.stat().st_mtime_ns
    assert back_up_texts(db, folder) == copy
    assert copy.stat().st_mtime_ns == written
    with open_statutes(db.parent / STATUTES, read_only=False) as statutes:
        statutes.load([StatuteText("丙市催收办法", None, 1, 0, FIRST)], EMPTY)
    back_up_texts(db, folder)
    assert stamp_of(copy) == stamp_of(db.parent / STATUTES)
    assert (
        back_up_texts(db, db.parent) == db.parent / STATUTES
    )  # a backup in the folder of the database has them at hand


def test_a_damaged_copy_of_the_texts_is_made_anew(tmp_path: Path) -> None:
    db, folder = tmp_path / "data" / "articles.db", tmp_path / "backups"
    import_statutes(json_lines(tmp_path), db.parent / STATUTES, EMPTY)
    folder.mkdir()
    (folder / STATUTES).write_bytes(b"not a database" * 100)
    copy = back_up_texts(db, folder)
    assert copy is not None
    assert stamp_of(copy)


def test_texts_are_put_back_where_there_are_none(tmp_path: Path) -> None:
    db, backup = tmp_path / "data" / "articles.db", tmp_path / "backups" / "articles-20260101T000000Z.db"
    import_statutes(json_lines(tmp_path), db.parent / STATUTES, EMPTY)
    assert back_up_texts(db, backup.parent)
    assert restore_texts(backup, db) is None  # those that are there stay
    other = tmp_path / "new" / "articles.db"
    other.parent.mkdir()
    assert restore_texts(backup, other) == other.parent / STATUTES
    with open_statutes(other.parent / STATUTES) as statutes:
        assert statutes.count() == len(BOTH)
        assert statutes.check() == []
