"""Works and names that users add in config/laws.toml."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.errors import ConfigError
from pipeline.laws import check, find_citations
from pipeline.laws.naming import custom
from pipeline.laws.naming.custom import with_custom
from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import Work

FILE = """
[aliases]
"催收新规" = "丙省催收行为管理办法"
"逾期宝典" = "民法典"

[[works]]
title = "丙省催收行为管理办法"
since = 2024-03-01
versions = [{ published = 2024-01-02, effective = 2024-03-01, articles = ["1..40", "12-1"] }]

[[works]]
title = "中华人民共和国民法典"
versions = [{ published = 2030-01-01, articles = ["1..1300"] }]
"""


def test_what_a_file_adds() -> None:
    registry = with_custom(default(), FILE)
    text = "《催收新规》第十二条之一、《逾期宝典》第1290条"
    first, second = find_citations(text, registry=registry)
    assert (first.law, first.inserted, second.law) == ("丙省催收行为管理办法", 1, "中华人民共和国民法典")
    assert "cn/law/民法典" not in [one.law_id for one in find_citations(text)]  # the default is as it was
    days = (date(2024, 2, 1), date(2024, 4, 1), date(2031, 1, 1))
    said = [[v.status for v in check(text, (first, second), on=day, registry=registry)] for day in days]
    assert said == [["not_yet_in_force", "not_held"], ["exists", "not_held"], ["exists", "exists"]]


@pytest.mark.parametrize(
    ("toml", "words"),
    [
        ("nonsense", "laws.toml"),
        ("[law]\n", "没有 law 这个键"),
        ("works = 3\n", "works 要写成"),
        ("[[works]]\ntype = '法律'\n", "works 第 1 项：缺少 title"),
        ("[[works]]\ntitle = 'x法'\nname = 'y'\n", "没有 name 这个键"),
        ("[[works]]\ntitle = 'x法'\nversions = 3\n", "列表"),
        ("[[works]]\ntitle = 'x法'\nversions = [{ date = 2024-01-01 }]\n", "没有 date 这个键"),
        ("[[works]]\ntitle = 'x法'\nversions = [{ published = 'soon' }]\n", "versions 第 1 个的 published：要写成日期"),
        (
            "[[works]]\ntitle = 'x法'\nversions = [{ articles = ['one'] }]\n",
            "versions 第 1 个的 articles：要写成条号的列表",
        ),
        (
            "[[works]]\ntitle = 'x法'\nversions = [{ articles = [1] }]\n",
            "versions 第 1 个的 articles：要写成条号的列表",
        ),
        (
            "[[works]]\ntitle = 'x法'\nversions = [{ articles = ['40..1'] }]\n",
            "versions 第 1 个的 articles：要写成条号的列表",
        ),
        (
            "[[works]]\ntitle = 'x法'\nversions = [{ articles = '1..40' }]\n",
            "articles：要写成条号的列表",
        ),  # letter by letter
        ("[[works]]\ntitle = 'x法'\nversions = [{ doc_no = 5 }]\n", "doc_no：要写成文字.*不是 5"),
        ("[[works]]\ntitle = 'x法'\nversions = [{ published = 2024-01-01T08:00:00 }]\n", "published：要写成日期"),
        ("[[works]]\ntitle = 'x法'\nissuer = ['a']\n", "works 第 1 项的 issuer：要写成文字"),
        ("[[works]]\ntitle = 'x法'\ntype = 3\n", "type：要写成文字.*不是 3"),
        ("[[works]]\ntitle = 'x法'\nrepealed = '2024'\n", "repealed：要写成日期"),
        ("[[works]]\ntitle = 'x法'\nsuccessor = 3\n", "successor：要写成文字"),
        ("[[works]]\ntitle = 'x法'\nsuccessor = '没有这部法'\n", "successor：没有收录叫“没有这部法”的法律"),
        ("[[works]]\ntitle = ''\n", "title：要写成文字"),
        ("[[works]]\ntitle = '劳动争议司法解释'\n", "title：“劳动争议司法解释”可以指"),
        ("[[works]]\ntitle = '刑法'\nversions = [{ articles = ['1..500'] }]\n", "要写 published"),  # of which version?
        ("aliases = 3\n", "每一行都要写成"),
        ("[aliases]\n'' = '民法典'\n", "别名是空的"),
        ("[aliases]\n'《》' = '民法典'\n", "别名是空的"),
        ("[aliases]\n'民法典' = '刑法'\n", "这是《中华人民共和国民法典》的正式名称"),
        ("[aliases]\n'甲规' = '刑法'\n'《甲规》' = '民法典'\n", "和 甲规 是同一个名称"),
        ("[aliases]\n'甲规' = '劳动争议司法解释'\n", "aliases 里的 甲规：“劳动争议司法解释”可以指"),
        ("[aliases]\n某规 = '民法典'\n", "要加英文引号"),
        ("[aliases]\n'某规' = '没有这部法'\n", "没有收录叫“没有这部法”的法律"),
    ],
)
def test_mistakes_are_named(toml: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        with_custom(default(), toml)


def test_the_example_in_the_docs_is_one() -> None:
    """CONTRIBUTING points to it."""
    registry = with_custom(default(), (custom.__doc__ or "").partition("\n\n")[2])
    (work,) = registry.find("催收新规")
    assert (work.title, work.type) == ("某省催收行为管理办法", "地方性法规")
    assert work.versions[0].has(12, 1)


RULE = "互联网金融逾期债务催收自律公约（试行）"
LENDING = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"


@pytest.mark.parametrize(
    ("title", "law"),
    [
        ("《中华人民共和国民法典》", "中华人民共和国民法典"),  # marks
        ("互联网金融逾期债务催收自律公约(试行)", RULE),  # of half width
        ("民间借贷规定", LENDING),  # a short name
        ("最高法关于审理民间借贷案件适用法律若干问题的规定", LENDING),  # another spelling of the issuer
        ("中华人民共和国民事诉讼法（2027修正）", "中华人民共和国民事诉讼法"),  # a note of the version
    ],
)
def test_a_work_of_the_registry_keeps_its_facts_under_whatever_name_it_is_given(title: str, law: str) -> None:
    before = default().find(law)[0]
    registry = with_custom(default(), f"[[works]]\ntitle = '{title}'\nversions = [{{ published = 2027-01-01 }}]\n")
    (work,) = registry.find(title.partition("（2027")[0])
    assert (work.law_id, work.title, work.type, work.issuer) == (before.law_id, law, before.type, before.issuer)
    assert [one.version_id for one in work.versions] == [
        *(v.version_id for v in before.versions),
        f"{work.law_id}@2027-01-01",
    ]
    assert len(registry) == len(default())


def of(toml: str) -> Work:
    registry = with_custom(Registry([]), toml)
    return next(iter(registry))


@pytest.mark.parametrize(
    ("toml", "versions"),
    [
        ("[[works]]\ntitle = 'x法'\nversions = [{ published = 2024-01-01 }]\n[[works]]\ntitle = '《x法》'\nversions = [{ published = 2025-01-01 }]\n",
         ["2024-01-01", "2025-01-01"]),  # the same title twice
        ("[[works]]\ntitle = 'x法'\nversions = [{ published = 2024-01-01, articles = ['1..9'] }, { published = 2024-01-01, effective = 2024-03-01 }]\n",
         ["2024-01-01"]),  # the same version twice
        ("[[works]]\ntitle = 'x法'\nversions = [{ articles = ['1..9'] }]\n", ["undated"]),
        ("[[works]]\ntitle = 'x法'\n", []),
    ],
)  # fmt: skip
def test_what_a_file_says_twice_is_joined(toml: str, versions: list[str]) -> None:
    work = of(toml)
    assert [one.version_id.partition("@")[2] for one in work.versions] == versions
    assert not versions or len(versions) == 2 or work.versions[0].has(9)


def test_a_version_that_is_known_gains_what_is_said_and_keeps_the_rest() -> None:
    toml = "[[works]]\ntitle = '民法典'\nversions = [{ effective = 2021-01-01, doc_no = '主席令第45号' }]\n"
    (work,) = with_custom(default(), toml).find("民法典")
    (version,) = work.versions
    assert (version.published, version.doc_no, version.last_article) == (date(2020, 5, 28), "主席令第45号", 1260)


def test_a_successor_may_stand_further_down() -> None:
    toml = "[[works]]\ntitle = 'x法'\nsuccessor = 'y法'\nrepealed = '2024-01-01'\n[[works]]\ntitle = 'y法'\n"
    (old,) = with_custom(Registry([]), toml).find("x法")
    assert (old.successor, old.repealed) == ("cn/law/y法", date(2024, 1, 1))
