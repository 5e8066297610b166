"""款 and 项 that are not there; texts written for the test."""

from __future__ import annotations

import pytest

from pipeline.laws import find_citations
from pipeline.laws.judging.parts import missing_part

TWO = "借款应当按期归还。\n逾期的，应当支付利息。"
ITEMS = "有下列情形之一的，应当提前归还：\n（一）挪用借款；\n（二）隐瞒财产。\n前款规定适用于续借。"

CASES = [
    (TWO, "《民法典》第六百八十条第二款", None, "there"),
    (TWO, "《民法典》第六百八十条第三款", "第六百八十条只有二款，没有第三款。", "one too many"),
    (ITEMS, "《民法典》第六百八十条第二款", None, "items are no 款 of their own"),
    (ITEMS, "《民法典》第六百八十条第一款第（二）项", None, "there"),
    (ITEMS, "《民法典》第六百八十条第（三）项", "第六百八十条最多到第二项，没有第三项。", "one too many"),
    (TWO, "《民法典》第六百八十条第一项", "第六百八十条没有分项，没有第一项。", "none at all"),
    ("包括：（一）甲；（二）乙。", "《民法典》第六百八十条第二项", None, "items within a line"),
]


@pytest.mark.parametrize(("text", "cited", "wrong"), [pytest.param(*case[:3], id=case[3]) for case in CASES])
def test_parts(text: str, cited: str, wrong: str | None) -> None:
    assert missing_part(find_citations(cited)[0], text) == wrong
