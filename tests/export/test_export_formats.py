"""What an export holds, that a spreadsheet or a Markdown viewer runs nothing of it, and that it goes on where it broke off."""

from __future__ import annotations

import csv
import errno
import itertools
import json
import os
import re
import signal
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.export import feeds, markdown, tables
from pipeline.export.parts import Part
from pipeline.store import Store, open_store

HOSTILE = "<script>alert(1)</script> [x](javascript:alert(1)) **b** `c` =1+1\x0b"


@pytest.fixture(scope="module")
def db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Twelve articles, one of them hostile."""
    file = tmp_path_factory.mktemp("export") / "articles.db"
    rows = [
        {
            "url": f"https://a.example/{n}.html",
            "title": f"=HYPERLINK({n}) {HOSTILE}" if n == 3 else f"网贷逾期第{n}问",
            "body": f"第{n}种催收情形。\n依据《民法典》第六百七十五条还款，逾期{n}天。" + "网贷逾期怎么办，协商还款。" * n + (HOSTILE if n == 3 else ""),
            "published_at": f"2026-0{n % 9 + 1}-01",
            "category": "网贷" if n % 2 else "信用卡",
            "site": "../../etc" if n == 5 else "a",
        }
        for n in range(1, 13)
    ]  # fmt: skip
    with open_store(file, read_only=False) as store:
        store.import_articles(rows, now=datetime(2026, 11, 1, tzinfo=UTC))
        store.connection.execute("UPDATE articles SET on_topic = 1")
        store.connection.commit()
    return file


@pytest.fixture
def store(db: Path) -> Iterator[Store]:
    with open_store(db) as opened:
        yield opened


def run(db: Path, *args: str) -> Any:
    return CliRunner().invoke(cli, ["--db", str(db), "export", *args])


def test_a_query_chooses_what_is_exported(db: Path, tmp_path: Path, store: Store) -> None:
    target = tmp_path / "x.jsonl"
    assert run(db, "--query", "category:网贷", "-o", str(target)).exit_code == 0
    rows = [json.loads(line) for line in target.read_text("utf-8").splitlines()]
    assert [row["category"] for row in rows] == ["网贷"] * 6
    assert rows[0]["citations"][0]["article"] == 675
    assert store.count_export(query="category:网贷") == 6
    assert run(db, "--query", "没有这样的词组").exit_code == 1
    assert "错误" in str(run(db, "--query", "verdict:x").exception) or run(db, "--query", "verdict:x").exit_code


def test_csv_opens_in_a_spreadsheet_and_runs_nothing(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "x.csv"
    assert run(db, "--format", "csv", "-o", str(target)).exit_code == 0
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    with target.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 12
    assert next(row["title"] for row in rows if "HYPERLINK" in row["title"]).startswith("'=")


@pytest.mark.parametrize(
    ("cell", "shown"),
    [("=1+1", "'=1+1"), ("+1", "'+1"), ("-1", "'-1"), ("@x", "'@x"), ("\tx", "'\tx"), ("\rx", "'\rx"), (" =1", "' =1"),
     ("＝1+1", "'＝1+1"), ("催收=1", "催收=1"), (None, ""), (-3, -3)],
)  # fmt: skip
def test_no_cell_is_a_formula(cell: object, shown: object) -> None:
    assert tables.harmless(cell) == shown


def test_parquet_has_typed_columns(db: Path, tmp_path: Path) -> None:
    parquet = pytest.importorskip("pyarrow.parquet", reason="needs the extra «parquet»")
    target = tmp_path / "x.parquet"
    assert run(db, "--format", "parquet", "-o", str(target)).exit_code == 0
    table = parquet.read_table(target)
    assert table.num_rows == 12
    assert str(table.schema.field("on_topic").type) == "bool"
    assert table.column("citations").to_pylist()[0][0]["raw"] == "《民法典》第六百七十五条"


def test_markdown_stays_in_its_folder_and_holds_no_markup_of_theirs(db: Path, tmp_path: Path) -> None:
    target = tmp_path / "library"
    assert run(db, "--format", "markdown", "-o", str(target)).exit_code == 0
    files = list(tmp_path.rglob("*.md"))
    assert len(files) == 12
    assert all(target in file.parents for file in files)
    assert not list(tmp_path.rglob("*.part*"))
    (hostile,) = [file.read_text("utf-8") for file in files if "HYPERLINK" in file.name]
    text = hostile.partition("\n---\n")[2]
    for markup in ("<script>", "](", "**b", "`c"):
        assert markup not in re.sub(r"\\.", "", text)  # without what a backslash makes text
    assert "\\<script\\>" in text


def test_markdown_has_the_numbers_of_a_list(tmp_path: Path) -> None:
    blocks = [("list_item", 1, 3, "先核对账单"), ("paragraph", 0, 0, "账单要打印"), ("list_item", 2, 0, "再打电话")]
    row = {"id": 1, "site": "a", "title": "甲", "published_at": "2026-01-01", "body": "一"}
    row |= {"citations": [], "blocks": blocks}
    markdown.Folder(tmp_path).write(row)
    (written,) = tmp_path.rglob("*.md")
    assert written.read_text("utf-8").endswith("# 甲\n\n3. 先核对账单\n\n账单要打印\n\n   - 再打电话\n")


def test_a_markdown_title_that_changed_leaves_no_second_file(tmp_path: Path) -> None:
    folder = markdown.Folder(tmp_path)
    row = {"id": 7, "site": "a", "title": "甲", "published_at": "2026-01-01", "body": "一\n二", "citations": []}
    folder.write(row)
    markdown.Folder(tmp_path).write({**row, "title": "乙"})
    assert [one.name for one in tmp_path.rglob("*.md")] == ["0000007-乙.md"]


def test_a_folder_of_markdown_is_listed_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    listed = []
    glob = Path.glob
    monkeypatch.setattr(Path, "glob", lambda self, pattern: listed.append(self) or glob(self, pattern))
    folder = markdown.Folder(tmp_path)
    for number in range(5):
        folder.write({"id": number, "site": "a", "title": "甲", "published_at": "2026", "body": "一", "citations": []})
    assert listed == [tmp_path / "a" / "2026"]


@pytest.mark.parametrize("form", ["jsonl", "csv", "markdown"])
def test_an_export_goes_on_where_it_was_broken_off(
    db: Path, tmp_path: Path, form: str, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    whole, broken = tmp_path / "whole", tmp_path / "broken"
    assert run(db, "--format", form, "-o", str(whole)).exit_code == 0

    from pipeline.cli import export as command

    monkeypatch.setattr(command, "KEPT", 5)
    original = Store.export

    def breaking(self: Store, **options: Any) -> Iterator[dict[str, Any]]:
        for number, row in enumerate(original(self, **options)):
            if number == 8:
                raise KeyboardInterrupt
            yield row

    monkeypatch.setattr(Store, "export", breaking)
    stopped = run(db, "--format", form, "-o", str(broken))
    assert stopped.exit_code != 0
    assert "--resume" in stopped.output
    monkeypatch.setattr(Store, "export", original)
    other = run(db, "--format", form, "-o", str(broken), "--resume", "--originals")
    assert other.exit_code != 0  # another export does not go on from it
    assert run(db, "--format", form, "-o", str(broken), "--resume").exit_code == 0
    if form == "markdown":
        assert sorted(one.name for one in whole.rglob("*.md")) == sorted(one.name for one in broken.rglob("*.md"))
    else:
        assert broken.read_bytes() == whole.read_bytes()
    assert not list(tmp_path.glob("*.part*"))


@pytest.mark.parametrize(
    ("form", "moment"),
    [
        ("markdown", 3),  # a file is written and not named yet; nothing was noted
        ("markdown", 6),  # where it is noted how far it is
        ("markdown", 9),  # a file after that
        ("jsonl", 1),
        ("jsonl", 3),  # all is written and not named yet
        ("csv", 2),
    ],
)
def test_an_export_that_was_killed_gives_the_same_bytes_in_the_end(
    db: Path, tmp_path: Path, form: str, moment: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kill -9 in place of the so-many-th time that a file gets its name, then --resume."""
    from pipeline.cli import export as command

    monkeypatch.setattr(command, "KEPT", 5)
    whole, broken = tmp_path / "whole" / "out", tmp_path / "broken" / "out"
    for folder in (whole.parent, broken.parent):
        folder.mkdir()
    assert run(db, "--format", form, "-o", str(whole)).exit_code == 0
    child = os.fork()
    if not child:
        named = itertools.count(1)
        replace = Path.replace

        def killed(self: Path, target: Path) -> Path:
            if next(named) == moment:
                os.kill(os.getpid(), signal.SIGKILL)
            return replace(self, target)

        monkeypatch.setattr(Path, "replace", killed)
        run(db, "--format", form, "-o", str(broken))
        os._exit(1)  # it was not killed
    assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL
    assert run(db, "--format", form, "-o", str(broken), "--resume").exit_code == 0
    assert contents(broken.parent) == contents(whole.parent)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


def test_an_export_that_begins_anew_forgets_where_an_earlier_one_was(tmp_path: Path) -> None:
    target = tmp_path / "out"
    Part(target, "same", resume=False).keep(None, 1000, 1000)
    Part(target, "same", resume=False)  # and is killed before it notes anything
    assert Part(target, "same", resume=True).progress.after_id == 0


@pytest.mark.parametrize(
    "args",
    [["--format", "parquet"], ["--format", "markdown"], ["--resume"], ["--format", "atom", "-o", "x", "--resume"]],
)
def test_what_does_not_go_together_is_told(db: Path, args: list[str]) -> None:
    assert run(db, *args).exit_code == 2


@pytest.mark.parametrize("form", ["atom", "rss", "jsonfeed"])
def test_a_feed_is_a_file_too(db: Path, tmp_path: Path, form: str) -> None:
    target = tmp_path / "feed"
    assert run(db, "--format", form, "--query", "网贷", "-o", str(target), "--limit", "5").exit_code == 0
    text = target.read_text("utf-8")
    if form == "jsonfeed":
        assert len(json.loads(text)["items"]) == 5
    else:
        assert len([one for one in ET.fromstring(text).iter() if one.tag.rpartition("}")[2] in ("entry", "item")]) == 5


@pytest.mark.parametrize("form", ["atom", "rss", "json"])
def test_a_feed_bears_any_text(form: feeds.Form) -> None:
    seen = datetime(2026, 1, 1, tzinfo=UTC)
    entry = feeds.Entry("urn:1", "https://a.example/?a=1&b=2", HOSTILE, HOSTILE, HOSTILE, seen, None, HOSTILE, HOSTILE)
    text = feeds.write(feeds.Feed(HOSTILE, [entry], "urn:x", "https://b.example/?q=a&b", "https://b.example/"), form)
    if form == "json":
        assert json.loads(text)["items"][0]["title"] == HOSTILE
        return
    root = ET.fromstring(text)
    (title,) = [
        one.text for one in root.iter() if one.tag.rpartition("}")[2] == "title" and "alert" in (one.text or "")
    ][1:]
    assert title == HOSTILE.replace("\x0b", "")
    if form == "rss":  # readers take the description for HTML
        description = [one.text for one in root.iter("description")][1]
        assert "<script>" not in description


def test_an_empty_feed_is_a_feed() -> None:
    assert ET.fromstring(feeds.write(feeds.Feed("空", [], "urn:x"), "atom")).tag.endswith("feed")


def test_front_matter_holds_nothing_that_yaml_refuses() -> None:
    """YAML 1.2 (5.1) takes no delete or C1 character, and its readers break lines at U+2028."""
    title = "催收\x7f\x85\u2028\ufeff问"
    row = {"id": 1, "title": title, "site": "a", "published_at": None, "body": "文", "citations": []}
    (line,) = [one for one in markdown.document(row).splitlines() if one.startswith("title: ")]
    assert line.isprintable()
    assert json.loads(line.removeprefix("title: ")) == title


def test_a_site_s_long_name_is_a_folder_that_can_be_made(tmp_path: Path) -> None:
    row = {
        "id": 1,
        "title": "问" * 300,
        "site": "站" * 300,
        "published_at": "2026-01-01",
        "body": "文",
        "citations": [],
    }
    markdown.Folder(tmp_path).write(row)
    assert len(list(tmp_path.rglob("*.md"))) == 1


@pytest.mark.parametrize("blank", [" ", "\u3000", "\u00a0", "\ufeff"])
def test_a_formula_behind_a_blank_is_no_formula(blank: str) -> None:
    assert str(tables.harmless(f"{blank}=1+1")).startswith("'")


@pytest.mark.parametrize(
    ("text", "count"),
    [("字" * 32_767, 0), ("字" * 32_768, 1), ("😀" * 16_384, 1), ("😀" * 16_383, 0)],
    ids=["as long as may be", "a character more", "two units each", "two units each, short enough"],
)
def test_a_cell_that_excel_would_cut_is_written_whole_and_told(
    tmp_path: Path, text: str, count: int
) -> None:  # fmt: skip
    with open_store(tmp_path / "articles.db", read_only=False) as store:
        store.import_articles([{"url": "https://a.example/1", "title": "催收", "body": "催收。"}])
        store.connection.execute("UPDATE articles SET body = ?", (text,))
        store.connection.commit()
    target = tmp_path / "x.csv"
    done = run(tmp_path / "articles.db", "--format", "csv", "--all", "-o", str(target))
    with target.open(encoding="utf-8-sig", newline="") as file:
        csv.field_size_limit(1 << 20)
        assert [row["body"] for row in csv.DictReader(file)] == [text]
    assert ("注意：1 篇" in done.output) == bool(count)


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "磁盘满了"), (errno.EFBIG, "文件超过了系统允许的大小")])
def test_a_full_disk_is_told_with_the_file_and_the_way_on(
    db: Path, tmp_path: Path, number: int, words: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:  # fmt: skip
    from pipeline.cli import app
    from pipeline.cli import export as command

    monkeypatch.setattr(command, "KEPT", 5)
    written = tables.Lines.write

    def full(self: tables.Lines, row: dict[str, Any]) -> None:
        if row["id"] > 8:
            raise OSError(number, "no room")
        written(self, row)

    target = tmp_path / "x.jsonl"
    with monkeypatch.context() as patch:
        patch.setattr(tables.Lines, "write", full)
        with pytest.raises(SystemExit) as ended:
            app.main(["--db", str(db), "export", "-o", str(target), "--all"])
    said = capsys.readouterr().err
    assert ended.value.code == 2
    assert f"错误：{words}：{target}" in said
    assert "--resume" in said
    assert run(db, "-o", str(target), "--resume", "--all").exit_code == 0
    assert [json.loads(line)["id"] for line in target.read_text("utf-8").splitlines()] == list(range(1, 13))
