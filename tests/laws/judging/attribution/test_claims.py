"""Which words an article gives as a provision's; the titles are written for the tests."""

from __future__ import annotations

from pipeline.laws import find_citations
from pipeline.laws.judging.attribution.claims import claims

LENDING = "甲省民间借款条例"
CARDS = "甲省银行卡条例"


def test_claims_end_where_the_next_citation_begins() -> None:
    text = f"《{LENDING}》第二条规定，借款人应当归还本金，《{CARDS}》第五条规定，不得在晚间拨打电话。"
    found = list(claims(text, find_citations(text)))
    assert [(one.manner, one.text) for one in found] == [("told", "借款人应当归还本金"), ("told", "不得在晚间拨打电话")]


def test_quotation_marks_within_quotation_marks() -> None:
    text = f"《{LENDING}》第二条规定：“借款人“应当”归还本金”，其他人不必。"
    assert [one.text for one in claims(text, find_citations(text))] == ["借款人“应当”归还本金"]
