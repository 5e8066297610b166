"""What a person means who types the name of a provision."""

from __future__ import annotations

import pytest

from pipeline.laws import parse_provision


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
