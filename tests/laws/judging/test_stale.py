"""Rules told without a provision: wrong on some days, right on others, left alone where something else is meant."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline import labels
from pipeline.laws import stale_claims

# (text, day, status or None, reason)
CASES = [
    ("年利率超过36%的部分不受法律保护。", date(2023, 1, 1), "superseded_version", "the old line"),
    ("年利率超过36%的部分不受法律保护。", date(2019, 1, 1), None, "in its time"),
    ("年利率超过36%的部分不受法律保护。", None, None, "no day, no verdict"),
    ("民间借贷年利率不超过百分之二十四的，法院予以支持。", date(2022, 1, 1), "superseded_version", "numerals"),
    ("以前年利率24%以内受法律保护，现在是LPR的四倍。", date(2023, 1, 1), None, "told as past"),
    ("信用卡年化利率不得超过24%的上限。", date(2023, 1, 1), None, "banks have rules of their own"),
    ("利息不得超过一年期LPR的四倍。", date(2023, 1, 1), None, "the rule that holds"),
    ("利息不得超过一年期LPR的四倍。", date(2019, 9, 1), "not_yet_in_force", "before its day"),
    ("利率不得超过银行同期同类贷款利率的四倍。", date(2023, 1, 1), "superseded_version", "the rule of 1991"),
    ("欠款的诉讼时效为两年，过期就不用还了。", date(2023, 1, 1), "superseded_version", "now three"),
    ("诉讼时效为三年。", date(2023, 1, 1), None, "right"),
    ("申请执行的时效和诉讼时效为2年。", date(2023, 1, 1), None, "enforcement has two years"),
    ("没有约定保证方式的，按照连带责任保证承担责任。", date(2022, 1, 1), "superseded_version", "suretyship"),
    ("没有约定保证方式的，按照连带责任保证承担责任。", date(2020, 1, 1), None, "as it was"),
    ("恶意透支1万元以上就构成犯罪。", date(2022, 1, 1), "superseded_version", "now 50,000"),
    ("恶意透支11万元以上的。", date(2022, 1, 1), None, "another number"),
    ("今年的利率是24%，明年再说。", date(2022, 1, 1), None, "no rule"),
]


@pytest.mark.parametrize(("text", "on", "status"), [pytest.param(*c[:3], id=f"{c[3]}: {c[0]}") for c in CASES])
def test_rules(text: str, on: date | None, status: str | None) -> None:
    found = stale_claims(text, on=on)
    assert [verdict.status for verdict in found] == ([status] if status else [])
    for verdict in found:
        assert verdict.questionable
        assert text[verdict.citation.start : verdict.citation.end] == verdict.citation.raw
        assert verdict.explanation


def test_every_rule_points_at_a_work_of_the_registry() -> None:
    from pipeline.laws.judging.stale import RULES
    from pipeline.laws.naming.registry import default

    for rule in RULES:
        (work,) = default().find(rule.law)
        assert rule.article is None or any(version.has(rule.article) for version in work.versions)


def test_a_sentence_that_names_its_provision_is_left_to_the_verdict_on_that() -> None:
    from pipeline.laws import Library

    text = "依据《担保法》第十九条，没有约定保证方式的，按照连带责任保证承担责任。没有约定保证方式的，按照连带责任保证承担责任。"
    citations, verdicts = Library().read(text, on=date(2023, 1, 1))
    assert [one.status for one in verdicts] == ["repealed", "superseded_version"]
    assert [one.citation for one in verdicts[:1]] == list(citations)
    assert verdicts[1].citation.start > text.index("。")


def test_a_rule_has_a_label_of_its_own() -> None:
    (verdict,) = stale_claims("普通诉讼时效为两年。", on=date(2023, 1, 1))
    assert verdict.of_rule
    assert labels.verdict(verdict.status, verdict.quotation, rule=verdict.of_rule) == "规则已过时"


def test_a_rule_that_was_about_to_come_is_no_error() -> None:
    assert not stale_claims("最高法拟将民间借贷利率上限改为LPR的四倍。", on=date(2020, 7, 25))
