"""The query commands on the crawled demo site: what they find, as tables and as JSON lines, and their exit status."""

from __future__ import annotations

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result

from pipeline.cli.app import cli
from pipeline.cli.search import search
from pipeline.demo.site import DemoSite
from pipeline.export.tables import harmless
from pipeline.moments import SHANGHAI

ROOT = Path(__file__).resolve().parents[2]
Run = Callable[..., Result]


def lines(result: Result) -> list[dict[str, Any]]:
    """The JSON objects of an answer."""
    assert result.exit_code == 0, result.output
    return [json.loads(line) for line in result.stdout.splitlines()]


@pytest.mark.parametrize(
    ("query", "title"),
    [
        (("催收", "通讯录"), "通讯录"),  # two-character words, as two arguments
        (('"停息挂账"',), "停息挂账"),  # a phrase
        (("title:彩礼", "--all"), "彩礼"),  # off topic, asked for
        (("law:征信业管理条例第25条",), "异议"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_search_finds(run: Run, query: tuple[str, ...], title: str) -> None:
    hits = lines(run("search", *query, "--json"))
    assert any(title in hit["title"] for hit in hits)
    assert {"article_id", "url", "title", "snippet", "score"} <= hits[0].keys()


@pytest.mark.parametrize("kind", ["terms", "laws", "provisions", "together", "sites"])
def test_top_counts_by_month(run: Run, kind: str) -> None:
    rows = lines(run("top", kind, "--json", "--months", "12", "-n", "2"))
    assert {"month", "rank", "key", "name", "articles", "before", "of"} == rows[0].keys()
    assert all(0 < row["articles"] <= row["of"] and row["rank"] <= 2 for row in rows)
    months = [row["month"] for row in rows]
    assert months == sorted(months, reverse=True)
    table = run("top", kind, "--months", "12", "-n", "2")
    assert rows[0]["name"] in table.stdout
    assert run("top", kind, "--until", "1999-01").exit_code == 1


def test_a_word_with_a_minus_is_left_out_and_no_option(run: Run) -> None:
    everything = {hit["title"] for hit in lines(run("search", "催收", "--json", "-n", "50"))}
    rest = {hit["title"] for hit in lines(run("search", "催收", "-报警", "--json", "-n", "50"))}
    assert rest < everything


@pytest.mark.parametrize(
    ("args", "query", "why"),
    [
        (["-has:citations"], ("-has:citations",), "a filter that is not to hold; not -h"),
        (["-n网贷"], ("-n网贷",), "a word that begins with a letter of an option"),
        (["催收", "-has:citations", "-n", "5", "-起诉"], ("催收", "-has:citations", "-起诉"), "among options"),
        (["催收", "-n5"], ("催收",), "an option with its value"),
        (["催收", "-2026"], ("催收", "-2026"), "a number to leave out"),
        (["催收", "-n", "5", "--offset=3", "-上门"], ("催收", "-上门"), "values of options are no words"),
        (["催收", "--", "--all", "-h"], ("催收", "--all", "-h"), "after -- all are words"),
        (["-完整 短语"], ("-完整 短语",), "one argument with a space"),
        (["催收", "-"], ("催收", "-"), "a minus alone"),
    ],
)
def test_words_with_a_minus_and_options(args: list[str], query: tuple[str, ...], why: str) -> None:
    assert search.make_context("search", args).params["query"] == query


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (["催收", "--sort", "date"], "--sort"),  # the query says sort:date
        (["催收", "--ofset", "3"], "--offset"),  # the right name is told
        (["催收", "-json"], "--json"),  # one minus too few
        (["催收", "-l", "5"], "-l"),  # no option, and no word to leave out
        (["催收", "-n", "-上门"], "'-上门'"),  # what -n takes
        (["催收", "--offset", "-3"], "-3"),
        (["-n5"], "QUERY"),
    ],
)
def test_a_mistyped_option_is_no_word(args: list[str], words: str) -> None:
    with pytest.raises(click.UsageError) as caught:
        search.make_context("search", args)
    assert words in caught.value.format_message()
    assert "\0" not in caught.value.format_message()


@pytest.mark.parametrize("query", ["彩礼", "量子计算机"], ids=["off topic is left out", "nowhere"])
def test_search_that_finds_nothing_is_exit_status_1_with_empty_stdout(run: Run, query: str) -> None:
    result = run("search", f"title:{query}", "--json")
    assert result.exit_code == 1
    assert result.stdout == ""
    assert result.stderr


def test_limit_and_offset_page_through_the_hits(run: Run) -> None:
    first = lines(run("search", "催收", "--limit", "3", "--json"))
    second = lines(run("search", "催收", "--limit", "3", "--offset", "3", "--json"))
    assert len(first) == len(second) == 3
    assert not {hit["article_id"] for hit in first} & {hit["article_id"] for hit in second}


def test_beyond_the_last_hit_it_is_said_how_many_there_are(run: Run) -> None:
    result = run("search", "催收", "--offset", "5000")
    assert result.exit_code == 1
    assert "第 5001 篇起没有了" in result.stderr


def test_search_for_people_shows_title_passage_and_address(run: Run) -> None:
    result = run("search", "冻结 生活费")
    assert result.exit_code == 0
    assert "工资卡被法院冻结" in result.stdout
    assert "/jiedai/200410.html" in result.stdout


@pytest.mark.parametrize("as_url", [False, True], ids=["by id", "by URL"])
def test_show_one_article_with_its_laws(run: Run, as_url: bool) -> None:
    hit = lines(run("search", "title:担保方式", "--json"))[0]
    result = run("show", hit["url"] if as_url else str(hit["article_id"]))
    assert result.exit_code == 0
    for part in (hit["title"], "## 第一步：是哪一种保证", "民法典 第686条", "民法典 第692条"):
        assert part in result.stdout


def test_show_as_json_is_one_object_with_verdicts(run: Run) -> None:
    hit = lines(run("search", "title:担保人一律", "--json"))[0]
    (article,) = lines(run("show", str(hit["article_id"]), "--json"))
    assert [one["status"] for one in article["verdicts"]] == ["repealed", "repealed"]


@pytest.mark.parametrize("command", ["show", "related", "duplicates"])
@pytest.mark.parametrize("article", ["999999", "http://127.0.0.1:1/none.html", "无"])
def test_an_article_that_is_not_there_is_exit_status_1(run: Run, command: str, article: str) -> None:
    result = run(command, article)
    assert result.exit_code == 1
    assert article in result.stderr


def test_related_articles_are_of_the_same_matter(run: Run) -> None:
    hit = lines(run("search", "title:借条上没写利息", "--json"))[0]
    rows = lines(run("related", str(hit["article_id"]), "--limit", "5", "--json"))
    assert any("民间借贷" in row["title"] for row in rows)
    assert hit["article_id"] not in {row["article_id"] for row in rows}


def test_laws_top_counts_laws_and_provisions(run: Run) -> None:
    by_law = lines(run("laws", "top", "--json"))
    assert by_law[0]["law"] == "中华人民共和国民法典"
    by_provision = lines(run("laws", "top", "--provisions", "--limit", "3", "--json"))
    assert len(by_provision) == 3
    assert all(row["article"] for row in by_provision)
    assert "民法典" in run("laws", "top").stdout


def test_laws_show_tells_versions_and_who_cites(run: Run) -> None:
    (law,) = lines(run("laws", "show", "合同法", "--json"))
    assert law["repealed"] == "2021-01-01"
    shown = run("laws", "show", "民法典第686条").stdout
    assert "给朋友的借款签了字" in shown
    assert run("laws", "show", "并不存在的某某法").exit_code == 1


@pytest.mark.parametrize(
    ("text", "day", "status"),
    [
        ("根据《合同法》第206条，借款应当归还。", "2019-05-01", "exists"),
        ("根据《合同法》第206条，借款应当归还。", "2023-05-01", "repealed"),  # replaced on 2021-01-01
        ("依照刑法第四百六十六条处理。", "2024-03-26", "no_such_article"),  # the last one is 452
    ],
)
def test_laws_check_judges_a_text_for_a_day(run: Run, tmp_path: Path, text: str, day: str, status: str) -> None:
    file = tmp_path / "draft.txt"
    file.write_text(text, "utf-8")
    (row,) = lines(run("laws", "check", str(file), "--on", day, "--json"))
    assert row["status"] == status
    assert row["questionable"] == (status != "exists")


def test_laws_check_judges_a_text_for_the_day_that_it_tells(tmp_path: Path) -> None:
    file = tmp_path / "dated.txt"
    file.write_text("借款到期怎么办\n发布时间：2019-03-02\n\n依据《合同法》第二百零六条，借款人应当返还借款。", "utf-8")
    (row,) = lines(CliRunner().invoke(cli, ["laws", "check", str(file), "--json"]))
    assert (row["on"], row["status"]) == ("2019-03-02", "exists")
    assert row["today"]["status"] == "repealed"
    assert row["link"].endswith(":4:3")  # lines are counted in the whole file


def test_laws_check_reads_gbk_and_standard_input(tmp_path: Path) -> None:
    text = "《民法典》第六百七十五条规定了还款期限。"
    file = tmp_path / "gbk.txt"
    file.write_bytes(text.encode("gb18030"))
    for args, given in ((["laws", "check", str(file), "--json"], ""), (["laws", "check", "-", "--json"], text)):
        (row,) = lines(CliRunner().invoke(cli, args, input=given))
        assert row["article"] == 675


def test_laws_check_without_citations_is_exit_status_1(tmp_path: Path) -> None:
    file = tmp_path / "plain.txt"
    file.write_text("今天天气很好。", "utf-8")
    assert CliRunner().invoke(cli, ["laws", "check", str(file)]).exit_code == 1


def test_duplicates_shows_groups_and_the_copies_of_one(run: Run) -> None:
    groups = lines(run("duplicates", "--json"))
    largest = groups[0]
    assert len(largest["copies"]) == 4, "a city template: one original, four further cities"
    copies = lines(run("duplicates", str(largest["original_id"]), "--json"))
    assert {one["article_id"] for one in copies} == {one["article_id"] for one in largest["copies"]}
    assert "信用卡逾期协商" in run("duplicates").stdout


def test_the_chain_of_one_article_tells_time_slots_and_why(run: Run) -> None:
    groups = lines(run("duplicates", "--json"))
    (cards,) = [one for one in groups if "信用卡逾期协商" in one["original_title"]]
    shown = run("duplicates", str(cards["copies"][1]["article_id"])).stdout
    (original,) = lines(run("show", str(cards["original_id"]), "--json"))
    day = (
        datetime.fromisoformat(original["published_at"]).astimezone(SHANGHAI).date()
    )  # the demo's days move with today
    for part in ("原文", "套用模板 100%", "替换：海宁市 → 东阳市", "依据：发布较晚", f"demo {day}"):
        assert part in shown
    assert shown.count("◀") == 1, "the article asked for is marked"


def test_the_shares_of_each_site(run: Run) -> None:
    (site,) = lines(run("duplicates", "--sites", "--json"))
    assert (site["articles"], site["templates"]) == (62, 8)
    assert site["originals"] + site["copies"] + site["templates"] == 62
    assert "27%" in run("duplicates", "--sites").stdout


def test_everything_compared_anew_is_as_it_was(run: Run) -> None:
    assert lines(run("duplicates", "--rebuild", "--json")) == [{"articles": 62, "changed": 0}]
    assert "与原来一致" in run("duplicates", "--rebuild").stdout


@pytest.mark.parametrize("arguments", [("1", "--sites"), ("1", "--rebuild"), ("--sites", "--rebuild")])
def test_one_thing_at_a_time(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("duplicates", *arguments).exit_code == 2


def test_copies_are_folded_under_their_original_unless_asked_for(run: Run) -> None:
    folded = lines(run("search", "title:信用卡逾期协商，请律师大概要花多少钱", "--json"))
    every = lines(run("search", "title:信用卡逾期协商，请律师大概要花多少钱", "--copies", "--json"))
    assert (len(folded), len(every)) == (1, 5)
    assert folded[0]["copies"] == 4
    assert "另有 4 篇内容相同" in run("search", "title:信用卡逾期协商，请律师大概要花多少钱").stdout


def test_status_tells_counts_and_failures(run: Run) -> None:
    (status,) = lines(run("status", "--json"))
    assert status["articles"] == 62
    assert status["on_topic"] == 55
    (site,) = status["sites"]
    assert site["failures"], "the broken pages are counted with their reason"
    assert "62" in run("status").stdout


def test_export_jsonl_can_be_imported_again(run: Run, tmp_path: Path) -> None:
    file, db = tmp_path / "all.jsonl", tmp_path / "copy.db"
    assert run("export", "--all", "-o", str(file)).exit_code == 0
    assert len(file.read_text("utf-8").splitlines()) == 62
    done = CliRunner().invoke(cli, ["--db", str(db), "import", str(file)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    (status,) = lines(CliRunner().invoke(cli, ["--db", str(db), "status", "--json"]))
    assert status["articles"] == 62


def test_export_csv_opens_in_a_spreadsheet(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "all.csv"
    assert run("export", "--format", "csv", "--originals", "-o", str(file)).exit_code == 0
    data = file.read_bytes()
    assert data.startswith(b"\xef\xbb\xbf"), "without the mark Excel reads it as GBK"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert rows
    assert all(not row["copy"] for row in rows)


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@x", "'@x"),
        ("\t=1", "'\t=1"),
        ("网贷", "网贷"),
        (None, ""),
        (3, 3),
    ],
)
def test_no_cell_is_run_as_a_formula(cell: object, written: object) -> None:
    assert harmless(cell) == written


def test_the_python_of_the_readme_runs(
    crawled: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """On the demo's database and one of its pages."""
    (source,) = re.findall(r"```python\n(.*?)```", (ROOT / "README.md").read_text("utf-8"), re.DOTALL)
    (tmp_path / "data").mkdir()
    shutil.copy(crawled.db, tmp_path / "data" / "articles.db")
    (tmp_path / "page.html").write_bytes(
        DemoSite("https://www.example.com", datetime.now(UTC)).respond("/hf/200103.html").body
    )
    monkeypatch.chdir(tmp_path)
    exec(compile(source, "README.md", "exec"), {})
    assert "催收" in capsys.readouterr().out


@pytest.mark.parametrize("command", [("search", "催收"), ("search", "--json", "催收"), ("export",)])
def test_a_reader_that_has_seen_enough_ends_a_command_well(crawled: Any, command: tuple[str, ...]) -> None:
    """``… | head -1``: status 1 would say that nothing was found."""
    root = Path(__file__).resolve().parents[2]
    process = subprocess.Popen(
        [sys.executable, str(root / "run_pipeline.py"), "--db", str(crawled.db), *command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        bufsize=1,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.read(1)
    process.stdout.close()
    assert process.stderr.read() == ""
    process.stderr.close()
    assert process.wait() == 0
