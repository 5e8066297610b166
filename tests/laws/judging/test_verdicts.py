"""What the registry says of a citation on a day, and when it must not say anything."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.laws import check, find_citations

# (reason, text, day, status, words of the explanation)
CASES: list[tuple[str, str, date | None, str, str]] = [
    ("in force", "《民法典》第675条", date(2023, 5, 1), "exists", ""),
    ("the last article", "《民法典》第1260条", date(2023, 5, 1), "exists", ""),
    ("beyond the last article", "《民法典》第1300条", date(2023, 5, 1), "no_such_article", "共1260条"),
    ("not known yet on that day", "《民法典》第675条", date(2020, 7, 1), "not_yet_in_force", "2021年1月1日"),
    ("the first day", "《民法典》第675条", date(2021, 1, 1), "exists", ""),
    ("replaced by the code", "《合同法》第206条", date(2023, 5, 1), "repealed", "民法典"),
    ("still in force then", "《合同法》第206条", date(2019, 5, 1), "exists", ""),
    ("the author says that it is past", "原《合同法》第206条", date(2023, 5, 1), "exists", ""),
    ("… behind it", "《合同法》（已废止）第206条", date(2023, 5, 1), "exists", ""),
    ("… and no such article even then", "原《合同法》第999条", date(2023, 5, 1), "no_such_article", "共428条"),
    ("an interpretation that fell with its law", "《合同法解释（二）》第29条", date(2022, 5, 1), "repealed", "民法典"),
    ("a rule replaced by a rule", "《个人贷款管理暂行办法》第10条", date(2025, 1, 1), "repealed", "个人贷款管理办法"),
    ("a number of the version before", "民间借贷规定第32条", date(2023, 5, 1), "superseded_version", "旧版本"),
    ("the same number in its time", "民间借贷规定第32条", date(2018, 5, 1), "exists", ""),
    ("an article of a later version", "刑法第293条之一", date(2020, 7, 1), "not_yet_in_force", "2021年3月1日"),
    ("inserted, in force", "刑法第293条之一", date(2022, 7, 1), "exists", ""),
    (
        "inserted, never there, as ids write it: it may be a range",
        "刑法第293-3条",
        date(2024, 7, 1),
        "not_held",
        "不全",
    ),
    ("inserted, never there", "刑法第293条之三", date(2024, 7, 1), "no_such_article", "第二百九十三条之三"),
    ("a version named by the author", "《民事诉讼法》（2017年修正）第284条", date(2024, 7, 1), "exists", ""),
    ("articles not held", "网贷办法第24条", date(2023, 5, 1), "not_held", "无法核对"),
    ("a law not held", "《江苏省某条例》第2条", date(2023, 5, 1), "not_held", "未收录"),
    ("before the oldest version held", "《商标法》第10条", date(1999, 5, 1), "not_held", "未收录"),
    (
        "an old regulation may have been amended",
        "《上海航运交易所管理规定》第38条",
        date(2023, 5, 1),
        "not_held",
        "不全",
    ),
    ("… but not doubled", "《上海航运交易所管理规定》第88条", date(2023, 5, 1), "no_such_article", "共36条"),
    ("a list that was cut off", "《麻醉药品和精神药品管理条例》第50条", date(2020, 5, 1), "not_held", "无法核对"),
    ("… in an earlier version", "《买卖合同司法解释》第20条", date(2019, 5, 1), "not_held", "无法核对"),
    (
        "a past law compared with its heir",
        "与《担保法》第十九条不同，《民法典》改了推定",
        date(2024, 5, 1),
        "exists",
        "",
    ),
    ("… of its days", "《民法通则》时期的两年时效，现在是三年", date(2024, 5, 1), "exists", ""),
    ("… before a day", "2017年10月1日之前，《民法通则》第135条规定的时效为二年", date(2024, 5, 1), "exists", ""),
    ("… not compared", "和《担保法》第十九条一样，担保人要负连带责任", date(2024, 5, 1), "repealed", "民法典"),
    ("a law alone", "《民法典》的规定", date(2023, 5, 1), "exists", ""),
    ("a repealed law alone", "《担保法》的规定", date(2023, 5, 1), "repealed", "民法典"),
    (
        "amended by a decision that prints the whole text",
        "《最高人民法院关于限制被执行人高消费的若干规定》第12条",
        date(2023, 5, 1),
        "superseded_version",
        "共11条",
    ),
    ("… which has articles of its own", "失信名单规定第13条", date(2023, 5, 1), "exists", ""),
    ("… before it held", "失信名单规定第13条", date(2017, 2, 1), "not_yet_in_force", "2017年5月1日"),
    ("… named by its number", "法释〔2017〕7号第14条", date(2023, 5, 1), "no_such_article", "共13条"),
    (
        "… under the title it has since",
        "《关于限制被执行人高消费及有关消费的若干规定》第11条",
        date(2023, 5, 1),
        "exists",
        "",
    ),
    (
        "an interpretation replaced by another",
        "《劳动争议司法解释（三）》第3条",
        date(2023, 5, 1),
        "repealed",
        "（一）",
    ),
    (
        "one of a series that is not held",
        "《最高人民法院关于审理劳动争议案件适用法律问题的解释（二）》第19条",
        date(2026, 5, 1),
        "not_held",
        "未收录",
    ),
    ("no day: the newest state", "《合同法》第206条", None, "repealed", "民法典"),
    (
        "the author says before it that it is past",
        "合同法早已废止，旧文里的《合同法》第206条已由民法典第675条代替",
        date(2023, 5, 1),
        "exists",
        "",
    ),
    ("… that it was before the code", "民法典施行前，《侵权责任法》第36条规定", date(2023, 5, 1), "exists", ""),
    ("… something else is past", "旧规定已废止，依照《合同法》第206条", date(2023, 5, 1), "repealed", "民法典"),
    ("no day: a number of an older version", "民间借贷规定第32条", None, "exists", ""),
    ("no day, in no version", "《民法典》第1300条", None, "no_such_article", "共1260条"),
    ("the author says that there is none", "《民法典》第1300条并不存在", date(2023, 5, 1), "not_held", "自己也说"),
    ("… before it", "根本没有什么《民法典》第1300条", date(2023, 5, 1), "not_held", "共1260条"),
    ("… that it is made up", "催收说的《刑法》第500条是编造的", date(2023, 5, 1), "not_held", "没有第五百条"),
    (
        "… behind what others make of it",
        "有人说民法典第1300条规定欠款清零，其实第1300条根本不存在",
        date(2023, 5, 1),
        "not_held",
        "自己也说",
    ),
    (
        "… that there is no such rule",
        "有人说民法典第1300条规定欠款清零，其实根本没有这一条",
        date(2023, 5, 1),
        "not_held",
        "自己也说",
    ),
    (
        "something else does not exist",
        "《民法典》第1300条规定，债务不存在的",
        date(2023, 5, 1),
        "no_such_article",
        "1260",
    ),
    ("no day, in force", "《民法典》第675条", None, "exists", ""),
]


@pytest.mark.parametrize(("text", "on", "status", "words"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_status(text: str, on: date | None, status: str, words: str) -> None:
    verdict = check(text, find_citations(text), on=on)[0]
    assert verdict.status == status
    assert words in verdict.explanation
    assert verdict.questionable == (status not in ("exists", "not_held"))
    assert verdict.on == on


def test_one_verdict_a_citation_in_order() -> None:
    text = "《民法典》第675条、第676条，本法第3条"
    citations = find_citations(text)
    assert [v.citation for v in check(text, citations, on=date(2024, 1, 1))] == list(citations)


def test_the_successor_is_an_id() -> None:
    (verdict,) = check("《担保法》第6条", find_citations("《担保法》第6条"), on=date(2022, 1, 1))
    assert verdict.successor == "cn/law/民法典"
