"""Which work and version is meant by a title and days as people give them."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.laws.naming.placing import named, version_of
from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import read_work

WORK = read_work(
    {
        "title": "丙市催收条例",
        "versions": [
            {"published": "2018-06-23", "effective": "2018-09-01", "doc_no": "丙法〔2018〕3号", "articles": ["1..20"]},
            {"published": "2021-12-24", "effective": "2022-01-01", "articles": ["1..22"]},
            {"published": "2023-09-01", "effective": "2024-01-01", "articles": ["1..22", "7-1"]},
        ],
    }
)


@pytest.mark.parametrize(
    ("title", "law", "year", "number"),
    [
        ("民法典", "民法典", 0, ""),
        ("《中华人民共和国民法典》", "民法典", 0, ""),  # marks
        ("中华人民共和国民事诉讼法（2023修正）", "民事诉讼法", 2023, ""),
        ("民事诉讼法(2021年12月24日第四次修正)", "民事诉讼法", 2021, ""),
        ("公司法（2023年修订）", "公司法", 2023, ""),
        ("公司法2023年修订", "公司法", 2023, ""),  # without brackets
        ("刑法（最新版）", "刑法", 0, ""),
        ("刑法（2020修正）（全文）", "刑法", 2020, ""),  # two notes
        ("民法典（自2021年1月1日起施行）", "民法典", 2021, ""),
        (
            "民间借贷规定（法释〔2020〕17号）",
            "最高人民法院关于审理民间借贷案件适用法律若干问题的规定",
            0,
            "法释〔2020〕17号",
        ),
        ("中华人民共和国宪法修正案（2018年）", "宪法修正案（2018年）", 0, ""),  # its own title
        ("互联网金融逾期债务催收自律公约(试行)", "互联网金融逾期债务催收自律公约（试行）", 0, ""),  # … with half marks
    ],
)
def test_a_note_of_the_version_is_no_part_of_the_title(title: str, law: str, year: int, number: str) -> None:
    said = named(title, default())
    assert said.work is not None
    assert (said.work.law_id, said.year, said.number) == (f"cn/law/{law}", year, number)


@pytest.mark.parametrize(
    ("title", "kept"),
    [
        ("丁县催收办法（试行）", "丁县催收办法（试行）"),  # of the title
        ("丁县催收办法（二）", "丁县催收办法（二）"),
        ("丁县催收办法（草案）", "丁县催收办法（草案）"),
        ("丁县催收办法（2023修正）", "丁县催收办法"),  # of the version, though the work is not known
        ("（2023修正）", "（2023修正）"),  # nothing else is left
    ],
)
def test_titles_that_are_not_known(title: str, kept: str) -> None:
    said = named(title, default())
    assert (said.works, said.title) == ((), kept)


@pytest.mark.parametrize("title", ["（" * 50_000, "（2023修正）" * 10_000, "民法典" + " " * 50_000 + "（2023修正）"])
def test_no_title_takes_long(title: str) -> None:
    assert len(named(title, default()).title) > 2


def test_an_ambiguous_title_tells_what_it_may_mean() -> None:
    said = named("劳动争议司法解释", default())
    assert said.work is None
    assert len(said.works) > 1
    assert said.told().startswith("“劳动争议司法解释”可以指《最高人民法院关于审理劳动争议案件")


DAY = date.fromisoformat


@pytest.mark.parametrize(
    ("published", "effective", "year", "number", "found"),
    [
        ("2021-12-24", None, 0, "", "2021-12-24"),  # as the registry has it
        ("2022-01-01", None, 0, "", "2021-12-24"),  # the day of effect taken for that of publication
        (None, "2022-01-01", 0, "", "2021-12-24"),
        ("2018-05-02", "2018-09-01", 0, "", "2018-06-23"),  # passed, and in force since
        ("2018-05-02", None, 0, "", "2018-06-23"),  # passed some weeks before it was published
        ("2023-10-10", None, 0, "", "2023-09-01"),  # between publication and effect
        (None, None, 2023, "", "2023-09-01"),  # （2023修正）
        ("2023-02-01", None, 2023, "", "2023-09-01"),
        (None, None, 0, "丙法（2018）3号", "2018-06-23"),
        ("2020-05-05", None, 0, "", None),  # another version
        ("2025-01-01", "2025-03-01", 0, "", None),
        ("2008-06-23", "2018-09-01", 0, "", None),  # ten years before: a mistake in one of the days
        (None, None, 0, "", None),  # one of three
    ],
)
def test_days_of_a_version(published: str | None, effective: str | None, year: int, number: str, found: str) -> None:
    days = [DAY(day) if day else None for day in (published, effective)]
    version = version_of(WORK, *days, year=year, number=number)
    assert (version and str(version.published)) == found


@pytest.mark.parametrize(
    ("versions", "articles", "found"),
    [
        ([{"published": "2020-01-01", "articles": ["1..9"]}], {(3, 0)}, True),  # the only one
        ([{"published": "2020-01-01", "articles": ["1..9"]}], {(12, 0)}, False),  # … which is shorter: a newer one
        ([{"published": "2020-01-01", "articles": []}], {(12, 0)}, True),  # … whose numbers are not known
        ([{"published": "2020-01-01", "articles": ["1..2"]}, {"published": "2021-01-01", "articles": ["1..3"]}],
         {(1, 0), (2, 0)}, True),  # equal to one of them
        ([{"published": "2020-01-01", "articles": ["1..2"]}, {"published": "2021-01-01", "articles": ["1..2"]}],
         {(1, 0), (2, 0)}, False),  # two that are
    ],
)  # fmt: skip
def test_without_a_day_the_numbers_tell(
    versions: list[dict[str, object]], articles: set[tuple[int, int]], found: bool
) -> None:
    (work,) = Registry([read_work({"title": "丙市催收条例", "versions": versions})])
    version = version_of(work, None, articles=articles)
    assert (version is not None and version.published == date(2020, 1, 1)) == found
