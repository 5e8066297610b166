"""Names, versions and ids of works; numerals; what a person means by a query."""

from __future__ import annotations

import json
import pickle
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.laws import parse_provision
from pipeline.laws.naming.build import build, main
from pipeline.laws.naming.numerals import chinese, parse_number
from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import law_id, provision_id, read_work

LENDING = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"
SHARED = Path(__file__).resolve().parents[3].parent / "shared"


@given(st.integers(1, 9999))
def test_numerals_are_read_as_they_are_written(number: int) -> None:
    assert parse_number(chinese(number)) == parse_number(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一〇七", 107),  # positional
        ("１０３２", 1032),  # full width
        ("1千零33", 1033),  # mixed
        ("廿三", 23),
        ("十", 10),
        ("2 9 3", 293),  # spaces inside
        ("", None),
        ("法", None),
        ("99999", None),  # no statute is so long
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert parse_number(text) == number


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("民法典", "中华人民共和国民法典"),
        ("《中华人民共和国民法典》", "中华人民共和国民法典"),
        ("民间借贷司法解释", LENDING),  # from the aliases
        ("民间借贷案件适用法律若干问题的规定", LENDING),  # issuer and beginning left out
        ("民间借贷解释", LENDING),  # 规定 called 解释
        ("民诉法解释", "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释"),
        ("刑诉法司法解释", "最高人民法院关于适用《中华人民共和国刑事诉讼法》的解释"),  # alias of a law inside
        ("民法典担保制度解释", "最高人民法院关于适用《中华人民共和国民法典》有关担保制度的解释"),
        ("合同编通则司法解释", "最高人民法院关于适用《中华人民共和国民法典》合同编通则若干问题的解释"),
        ("保险法司法解释（二）", "最高人民法院关于适用《中华人民共和国保险法》若干问题的解释（二）"),
        ("催收自律公约", "互联网金融逾期债务催收自律公约（试行）"),
    ],
)
def test_names(name: str, title: str) -> None:
    assert [work.title for work in default().find(name)] == [title]


@pytest.mark.parametrize("name", ["", "规定", "高利贷", "最高人民法院"])
def test_what_is_no_name(name: str) -> None:
    assert default().find(name) == ()
    assert default().nearest(name) is None


def test_a_series_keeps_its_number() -> None:
    # （三） must not be taken for （二） by the search for slips
    assert default().nearest("最高人民法院关于适用《中华人民共和国婚姻法》若干问题的解释（九）") is None
    # 问题的解释（一） is held and 若干问题的解释（四） too: what is not held of a series is not taken for the other's
    assert default().nearest("最高人民法院关于审理劳动争议案件适用法律问题的解释（四）") is None


def test_iteration_gives_every_work_once_with_its_versions_in_order() -> None:
    works = list(default())
    assert len(works) == len(default()) == len({work.law_id for work in works})
    for work in works:
        starts = [version.published for version in work.versions if version.published]
        assert starts == sorted(starts)
        assert len({version.version_id for version in work.versions}) == len(work.versions)
        for version in work.versions:
            own = default().printed(version.version_id) or default().get(version.version_id.partition("@")[0])
            assert own is work


RULE: dict[str, Any] = {"title": "催收若干规定", "versions": [{"published": "2013-07-16", "articles": ["1..7"]}]}
DECISION: dict[str, Any] = {
    "title": "甲部关于修改《催收若干规定》的决定",
    "versions": [{"published": "2017-01-16", "effective": "2017-05-01"}],
}


@pytest.mark.parametrize(
    ("articles", "whole"),
    [
        pytest.param(["1..13"], True, id="all articles and new ones"),
        pytest.param(["1..6"], True, id="… with one struck out"),
        pytest.param(["1..4"], False, id="a list of a few changes"),
        pytest.param(["2..8"], False, id="not from the first on"),
        pytest.param(["1..2", "9..13"], False, id="only those that changed"),
        pytest.param([], False, id="not held"),
    ],
)
def test_a_decision_that_prints_the_whole_text_is_the_newest_version(articles: list[str], whole: bool) -> None:
    made = {**DECISION["versions"][0], "articles": articles}
    registry = Registry([read_work(RULE), read_work({**DECISION, "versions": [made]})])
    (rule,), (decision,) = registry.find(RULE["title"]), registry.find(DECISION["title"])
    assert (len(rule.versions), len(decision.versions)) == ((2, 0) if whole else (1, 1))
    assert rule.amended == (None if whole else date(2017, 5, 1))
    assert registry.printed(f"{decision.law_id}@2017-01-16") is (rule if whole else None)
    again = registry.extended([])
    assert [work.versions for work in again] == [work.versions for work in registry]


def test_an_alias_means_one_work() -> None:
    for work in default():
        for alias in work.aliases:
            assert [found.law_id for found in default().find(alias)] == [work.law_id]


def test_ids() -> None:
    assert law_id("中华人民共和国民法典") == "cn/law/民法典"
    assert provision_id("cn/law/刑法", 293, 1, 1, 2) == "cn/law/刑法#a293-1.p1.i2"
    code = default().get("cn/law/民法典")
    assert code is not None
    assert code.versions[0].version_id == "cn/law/民法典@2020-05-28"
    assert code.versions[0].start == date(2021, 1, 1)
    assert [code.versions[0].has(n) for n in (1, 1260, 1261)] == [True, True, False]


def test_inserted_articles() -> None:
    criminal = default().get("cn/law/刑法")
    assert criminal is not None
    last = criminal.versions[-1]
    assert [last.has(293), last.has(293, 1), last.has(293, 2)] == [True, True, False]


def test_articles_that_are_not_known_are_not_denied() -> None:
    work = default().find("网贷办法")[0]
    assert work.versions[0].has(24) is None


def test_document_numbers_with_other_brackets() -> None:
    found = default().by_doc_number("法释[2015] 18号")
    assert found is not None
    assert found.title == LENDING


def test_works_and_aliases_can_be_added() -> None:
    row = {"title": "某省催收管理办法", "versions": [{"published": "2024-01-02", "articles": ["1..9"]}]}
    registry = default().extended([read_work(row)], {"催收新规": "某省催收管理办法"})
    assert registry.find("催收新规")[0].versions[0].has(9) is True
    assert len(registry) == len(default()) + 1
    assert registry.find("民间借贷司法解释")[0].title == LENDING


def test_a_registry_travels_to_other_processes() -> None:
    registry = Registry([read_work({"title": "甲乙丙法"})])
    assert pickle.loads(pickle.dumps(registry)).find("甲乙丙法")[0].law_id == "cn/law/甲乙丙法"


@pytest.mark.parametrize(
    ("query", "id_"),
    [
        ("民法典第675条", "cn/law/民法典#a675"),
        ("民法典675", "cn/law/民法典#a675"),  # as people type
        ("民法典 第六百七十五条", "cn/law/民法典#a675"),
        ("《刑法》第293条之一第一款第二项", "cn/law/刑法#a293-1.p1.i2"),
        ("刑法293之一", "cn/law/刑法#a293-1"),
        ("刑法293-1", "cn/law/刑法#a293-1"),  # as ids write it
        ("催收公约", "cn/law/互联网金融逾期债务催收自律公约（试行）"),  # a law alone
        ("cn/law/刑法#a293-1.p1", "cn/law/刑法#a293-1.p1"),  # an id
        ("cn/law/刑法@2020-12-26#a293", "cn/law/刑法#a293"),
        ("江苏省某条例第3条", "cn/law/江苏省某条例#a3"),  # not known, still a provision
    ],
)
def test_queries(query: str, id_: str) -> None:
    found = parse_provision(query)
    assert found is not None
    assert found.id == id_
    assert found.known == ("某" not in query)


@pytest.mark.parametrize("query", ["", "逾期怎么办", "第675条"])
def test_queries_that_name_no_law(query: str) -> None:
    assert parse_provision(query) is None


@pytest.mark.parametrize(
    "query",
    [
        "民法典第99999条",  # no statute is so long
        "《民法典》第10000条",
        "民法典 99999",
        "民法典第0条",
        "民法典第",  # not typed to its end
        "民法典第abc条",
        "民法典第675条第0款",
        "催收公约第99999条",
    ],
)
def test_a_number_that_cannot_be_read_is_not_left_out(query: str) -> None:
    assert parse_provision(query) is None


@pytest.mark.parametrize("query", ["民法典第三编", "公司法（2023年修订）", "公司法2023年修订", "民法典合同编"])
def test_what_else_stands_behind_a_law(query: str) -> None:
    found = parse_provision(query)
    assert found is not None
    assert found.article is None


def _facts(folder: Path) -> tuple[Path, Path]:
    rows = [
        {"title": "两高关于甲的解释", "type": "司法解释", "issuer": None,
         "versions": [{"published": "2020-01-01", "effective": None, "expired": None, "doc_no": None, "articles": ["1..3"]}]},
        {"title": "最高人民法院、最高人民检察院关于甲的解释", "type": "司法解释", "issuer": None,
         "versions": [{"published": "2010-01-01", "effective": None, "expired": None, "doc_no": None, "articles": []}]},
    ]  # fmt: skip
    registry, aliases = folder / "r.jsonl", folder / "a.tsv"
    registry.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")
    aliases.write_text("alias\ttitle\n甲解释\t两高关于甲的解释\n", "utf-8")
    return registry, aliases


def test_build_joins_rows_that_differ_in_marks_only(tmp_path: Path) -> None:
    assert build(*_facts(tmp_path), tmp_path / "out") == 1
    row = json.loads((tmp_path / "out" / "registry.jsonl").read_text("utf-8"))
    assert row["title"] == "最高人民法院、最高人民检察院关于甲的解释"
    assert [version["published"] for version in row["versions"]] == ["2010-01-01", "2020-01-01"]


def test_build_names_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([]) == 2
    assert main([str(tmp_path / "none"), str(tmp_path / "none")]) == 2
    assert "none" in capsys.readouterr().err


@pytest.mark.skipif(not (SHARED / "laws").exists(), reason="needs the facts of shared/laws beside the project")
def test_the_package_data_is_what_the_facts_give(tmp_path: Path) -> None:
    build(SHARED / "laws" / "registry.jsonl", SHARED / "laws" / "aliases.tsv", tmp_path)
    data = Path(__file__).resolve().parents[3] / "pipeline" / "laws" / "naming" / "data"
    for name in ("registry.jsonl", "aliases.tsv"):
        assert (tmp_path / name).read_text("utf-8") == (data / name).read_text("utf-8")
