"""Names of works and what they mean: short ones, ambiguous ones, of decisions, of documents."""

from __future__ import annotations

import pickle
from datetime import date
from typing import Any

import pytest

from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import read_work

LENDING = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"


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
