"""What is told of a provision and is a neighbour's. The statutes here are written for the tests."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.neighbours import neighbour
from pipeline.laws.judging.texts import Passage

_TEXTS = {
    11: "发卡机构应当在持卡人逾期之前三日用短信提醒还款日期和金额。",
    12: "发卡机构收到持卡人对账单的异议后，应当在二十日内书面答复处理结果。",
    13: "持卡人因失业、重病暂时无力还款的，可以向发卡机构申请分期偿还，最长不超过五年。",
    14: "发卡机构委托催收的，应当公布受托机构的名称和投诉电话，并对其行为负责。",
    15: "发卡机构依照本条例第十三条同意分期的，停止计收违约金。",
    16: "持卡人可以随时要求发卡机构提供最近两年的交易明细，发卡机构不得收取费用。",
}


def passage(article: int, text: str | None = None) -> Passage:
    return Passage("cn/law/乙省银行卡条例", "cn/law/乙省银行卡条例@2020-01-01", article, 0, text or _TEXTS[article])


@pytest.mark.parametrize(
    ("claim", "cited", "found"),
    [
        pytest.param("失业、得了重病一时还不上的，可以跟发卡机构申请分期偿还，最长五年", 12, 13, id="in other words"),
        pytest.param("委托别人催收的，要公布受托机构的名称和投诉电话", 16, 14, id="shortened"),
        pytest.param("失业、得了重病一时还不上的，可以跟发卡机构申请分期偿还，最长五年", 13, None, id="its own"),
        pytest.param("银行同意分期以后，违约金就停止计收，不会再涨", 13, None, id="of one that names it"),
        pytest.param("重病、失业的持卡人申请分期偿还后停止计收违约金", 15, None, id="of one that it names"),
        pytest.param("发卡机构应当对持卡人友好，耐心听取意见", 12, None, id="of no other"),
        pytest.param("可以申请分期偿还", 12, None, id="too short"),
        pytest.param("逾期前提醒还款日期和金额的短信，异议要在二十日内书面答复", 12, None, id="of both"),
        pytest.param("逾期之前三日用短信提醒持卡人，委托催收的要公布受托机构", 11, None, id="a quarter of it its own"),
        pytest.param("对账单有异议的，公布受托机构的名称和投诉电话要在20日内", 12, None, id="with its own figure"),
    ],
)
def test_neighbour(claim: str, cited: int, found: int | None) -> None:
    passages = [passage(number) for number in _TEXTS if number != cited]
    best = neighbour(claim, passage(cited), (), passages)
    assert (best and best.article) == found


def test_another_version_of_the_provision_may_say_it() -> None:
    claim = "失业、得了重病一时还不上的，可以跟发卡机构申请分期偿还，最长五年"
    passages = [passage(number) for number in _TEXTS if number != 12]
    assert neighbour(claim, passage(12), (_TEXTS[13],), passages) is None


def test_no_neighbours() -> None:
    assert neighbour("持卡人因失业、重病暂时无力还款的，可以申请分期偿还", passage(12), (), []) is None
