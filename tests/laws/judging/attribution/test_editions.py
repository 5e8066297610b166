"""A version that the author names is the one that he is judged by: which words name one, and what is then said."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.laws import check, find_citations

NOW = date(2026, 11, 26)
BEFORE = date(2024, 3, 1)  # the Company Law of 2023 was made, and not yet in force

# (reason, text, day, status, the version: its day of publication, words of the explanation)
CASES: list[tuple[str, str, date | None, str, str, str]] = [
    ("made that year, in force the next", "《公司法》（2023年修订）第260条", NOW, "exists", "2023-12-29", ""),
    ("… of a procedural law", "《民事诉讼法》(2021修正)第290条", NOW, "exists", "2021-12-24", ""),
    ("… not the one in force at the end of that year", "《民诉法》（2023修正）第264条", NOW, "exists", "2023-09-01", ""),
    ("… within the brackets of the title", "《治安管理处罚法（2025修订）》第140条", NOW, "exists", "2025-06-27", ""),
    ("… of a version in force since January", "《治安管理处罚法》（2012年修正）第42条", NOW, "exists", "2012-10-26", ""),
    ("two made that year: the last", "《民间借贷规定》（2020年修正）第25条", BEFORE, "exists", "2020-12-29", ""),
    ("… or the one that has the article", "《民间借贷规定》（2020年修正）第32条", BEFORE, "exists", "2020-08-20", ""),
    ("… the first", "《民间借贷规定》（2020年第一次修正）第26条", BEFORE, "exists", "2020-08-20", ""),
    ("… the second", "《民间借贷规定》（2020年第二次修正）第25条", BEFORE, "exists", "2020-12-29", ""),
    ("… has no such article", "《民间借贷规定》（2020年第二次修正）第32条", BEFORE, "superseded_version", "2020-12-29", ""),
    ("… by month", "2020年8月修正的《民间借贷规定》第32条", BEFORE, "exists", "2020-08-20", ""),
    ("a history: its last date", "《治安管理处罚法》（2005年8月28日通过，2012年10月26日修正）第42条", NOW, "exists", "2012-10-26", ""),
    ("made in no known version: its time's", "《民事诉讼法》（2019年修正）第253条", NOW, "exists", "2017-06-27", ""),
    ("… nothing is held against it", "《民事诉讼法》（2019年修正）第290条", NOW, "not_held", "2017-06-27", "未收录文中"),
    ("… but that no version has it", "《民事诉讼法》（2019年修正）第390条", NOW, "no_such_article", "2017-06-27", "没有"),
    ("took effect that year", "《公司法》（2024年7月1日起施行）第260条", NOW, "exists", "2023-12-29", ""),
    ("… told before the title, in force then", "2018年施行的《民事诉讼法》第253条", NOW, "exists", "2017-06-27", ""),
    ("in force this May, as the text tells", "新规今年5月1日起施行。失信名单规定第13条", date(2017, 2, 1), "exists", "2017-01-16", ""),
    ("a year alone, made then", "《民事诉讼法》（2021年）第290条", NOW, "exists", "2021-12-24", ""),
    ("a year alone, in force then", "《民事诉讼法》（2019年）第284条", NOW, "exists", "2017-06-27", ""),
    ("an edition", "2018版《公司法》第183条", NOW, "exists", "2018-10-26", ""),
    ("before the title", "2018年修正的《公司法》第183条", NOW, "exists", "2018-10-26", ""),
    ("… without brackets", "2015年民间借贷司法解释第33条", NOW, "exists", "2015-08-06", ""),
    ("… behind the article", "《民间借贷规定》第33条（2015年公布）", NOW, "exists", "2015-08-06", ""),
    ("… of a repealed law: it is told as past", "1999年《合同法》第206条", NOW, "exists", "1999-03-15", ""),
    ("… before all that are held", "2005年《公司法》第148条", NOW, "not_held", "", "未收录"),
    ("… of something else", "2015年，依照《民间借贷规定》第33条", NOW, "superseded_version", "2020-12-29", ""),
    ("… the day of an event", "2015年3月2日《民间借贷规定》第33条", NOW, "superseded_version", "2020-12-29", ""),
    ("the number of a document", "《民间借贷规定》（法释〔2015〕18号）第33条", NOW, "exists", "2015-08-06", ""),
    ("… with other brackets, before it", "法释[2015]18号《民间借贷规定》第33条", NOW, "exists", "2015-08-06", ""),
    ("… that the registry lacks: its year", "《民间借贷规定》（法释〔2020〕17号）第31条", NOW, "exists", "2020-12-29", ""),
    ("… and a later change", "《民间借贷规定》（法释〔2015〕18号，2020年12月修正）第31条", NOW, "exists", "2020-12-29", ""),
    ("… tells nobody that a law is past", "《合同法解释（二）》（法释〔2009〕5号）第29条", NOW, "repealed", "", ""),
    ("a former one", "原《民间借贷规定》第33条", NOW, "exists", "2015-08-06", ""),
    ("… the old one", "旧《民间借贷规定》第33条", NOW, "exists", "2015-08-06", ""),
    ("… before it was amended", "修订前的《民间借贷规定》第33条", NOW, "exists", "2015-08-06", ""),
    ("… in words of every day", "老《民间借贷规定》第33条", NOW, "exists", "2015-08-06", ""),
    ("… before a year", "《民间借贷规定》（2020年修正前）第33条", NOW, "exists", "2015-08-06", ""),
    ("… likewise", "修改前的民间借贷规定第33条", NOW, "exists", "2015-08-06", ""),
    ("… within the brackets", "《原民间借贷规定》第33条", NOW, "exists", "2015-08-06", ""),
    ("… in a note", "《民间借贷规定》（修正前）第33条", NOW, "exists", "2015-08-06", ""),
    ("… behind the article", "《民间借贷规定》第33条（旧法条文）", NOW, "exists", "2015-08-06", ""),
    ("… has no such article either", "原《民间借贷规定》第99条", NOW, "no_such_article", "2020-08-20", "没有"),
    ("… that the registry may lack", "原《治安管理处罚法》第140条", BEFORE, "not_held", "", "未收录"),
    ("… where there was none", "原《民间借贷规定》第99条", date(2018, 1, 1), "no_such_article", "2015-08-06", ""),
    ("… is still in force when the new one is made", "修订前的《公司法》第183条", BEFORE, "exists", "2018-10-26", ""),
    ("… in a word that ends alike", "平原《民间借贷规定》第33条", NOW, "superseded_version", "2020-12-29", ""),
    ("the law that is coming", "新《公司法》第260条", BEFORE, "exists", "2023-12-29", "自2024年7月1日起施行"),
    ("… by the year it was made", "《公司法》（2023年修订）第260条", BEFORE, "exists", "2023-12-29", "还没有生效"),
    ("… by its first day", "将于2024年7月1日起施行的《公司法》第260条", BEFORE, "exists", "2023-12-29", "还没有生效"),
    ("… of a code", "2020年5月28日通过的《民法典》第675条", date(2020, 7, 1), "exists", "2020-05-28", "还没有生效"),
    ("… its first day told elsewhere", "《民法典》第675条规定，民法典自2021年1月1日起施行。", date(2020, 7, 1), "exists", "2020-05-28", ""),
    ("… another day", "《民法典》第675条规定，本通知自2021年2月1日起施行。", date(2020, 7, 1), "not_yet_in_force", "", ""),
    ("… not said to be", "《公司法》第260条", BEFORE, "not_yet_in_force", "2018-10-26", "还没有生效"),
    ("… in force by now", "新《公司法》第260条", NOW, "exists", "2023-12-29", ""),
    ("… has no such article", "新《公司法》第999条", BEFORE, "no_such_article", "2023-12-29", "没有"),
    ("a number of a version after the named", "《民事诉讼法》（2017年修正）第290条", NOW, "no_such_article", "2017-06-27", "2022年1月1日起施行的版本才有"),
    ("no day: the one that is named", "《民事诉讼法》（2017年修正）第290条", None, "no_such_article", "2017-06-27", ""),
]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "on", "status", "version", "words"), [pytest.param(*one[1:], id=one[0]) for one in CASES]
)
def test_named(text: str, on: date | None, status: str, version: str, words: str) -> None:
    verdict = check(text, find_citations(text), on=on)[0]
    assert verdict.status == status
    assert version in (verdict.version or "")
    assert words in verdict.explanation
    assert verdict.on == on


# (reason, text, the version of each citation)
LISTS: list[tuple[str, str, list[str]]] = [
    ("a list has the version of its law", "2015年《民间借贷规定》第32条、第33条", ["2015-08-06", "2015-08-06"]),
    ("… and what follows", "《民间借贷规定》（法释〔2015〕18号）第30条。该规定第33条", ["2015-08-06", "2015-08-06"]),
    ("… until the law is named again", "原《民间借贷规定》第32条，《民间借贷规定》第31条", ["2020-08-20", "2020-12-29"]),
    ("… with the year of the change", "《民间借贷规定》第31条（2020年修正前为第33条）", ["2020-12-29", "2015-08-06"]),
    ("the old number in brackets", "《民间借贷规定》第31条（原第33条）", ["2020-12-29", "2015-08-06"]),
    ("the present number in brackets", "原《民间借贷规定》第33条（现第31条）", ["2015-08-06", "2020-12-29"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "versions"), [pytest.param(*one[1:], id=one[0]) for one in LISTS])
def test_what_a_naming_reaches(text: str, versions: list[str]) -> None:
    verdicts = check(text, find_citations(text), on=NOW)
    assert [(one.version or "").partition("@")[2] for one in verdicts] == versions
