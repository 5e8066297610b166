"""Works and names that users add in config/laws.toml."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.errors import ConfigError
from pipeline.laws import check, find_citations
from pipeline.laws.custom import with_custom
from pipeline.laws.registry import default

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
        ("[[works]]\ntitle = 'x法'\nversions = [{ published = 'soon' }]\n", "日期写成"),
        ("[[works]]\ntitle = 'x法'\nversions = [{ articles = ['one'] }]\n", "条号写成"),
        ("[[works]]\ntitle = 'x法'\nversions = [{ articles = [1] }]\n", "条号写成"),
        ("[[works]]\ntitle = 'x法'\nversions = [{ articles = ['40..1'] }]\n", "条号写成"),
        ("aliases = 3\n", "每一行都要写成"),
        ("[aliases]\n某规 = '民法典'\n", "要加英文引号"),
        ("[aliases]\n'某规' = '没有这部法'\n", "没有收录叫“没有这部法”的法律"),
    ],
)
def test_mistakes_are_named(toml: str, words: str) -> None:
    with pytest.raises(ConfigError, match=words):
        with_custom(default(), toml)
