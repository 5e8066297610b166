"""To whom, by whom, where and from when: what a claim turns into something else with the provision's own words."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.relations import other_counterparts, other_events, other_starts

# Provisions written for the test.
RECOURSE = "保证人承担保证责任后，有权在其承担的范围内向债务人追偿。"
ORDER = "债权人请求给付金钱的，可以向有管辖权的基层人民法院申请支付令。"
OBJECTION = "认为执行行为违法的，可以向负责执行的人民法院提出书面异议；对裁定不服的，可以向上一级人民法院申请复议。"
KEEP_AWAY = "经公安机关负责人批准，可以责令行为人一定期限内不得接触被侵害人。"
PROOF = "侵害他人信息造成损害，信息处理者不能证明自己没有过错的，应当承担赔偿责任。"
PLACE = "代位之诉由被告住所地人民法院管辖。"
ASSIGNED = "债权转让的通知不得撤销，但是经受让人同意的除外。"
COSTS = "诉讼费用由败诉方负担。"
KEPT = "不良信息的保存期限，自不良行为或者事件终止之日起为5年。"
PLEDGE = "动产抵押权自抵押合同生效时设立。"


@pytest.mark.parametrize(
    ("provision", "claim", "found"),
    [
        pytest.param(RECOURSE, "保证人还了钱可以向债权人追偿", True, id="from the creditor"),
        pytest.param(RECOURSE, "保证人还了钱可以向借款人追偿", False, id="from the borrower, who is the debtor"),
        pytest.param(RECOURSE, "丈夫替妻子还了钱，可以向妻子追偿", False, id="from the debtor of an example"),
        pytest.param(RECOURSE, "保证人还了钱可以找债务人的父母追偿", True, id="from the debtor's family"),
        pytest.param(ORDER, "债权人应当向债务人所在地的中级人民法院申请支付令", True, id="a court of another level"),
        pytest.param(ORDER, "可以去法院申请支付令，找基层法院就行", False, id="a court"),
        pytest.param(ORDER, "债权人可以向公安机关申请支付令", True, id="no court"),
        pytest.param(
            OBJECTION, "认为执行违法的，可以向上一级法院提出异议", False, id="both are named, for one act or another"
        ),
        pytest.param(KEEP_AWAY, "由人民法院批准，责令他不得接触受害人", True, id="approved by another authority"),
        pytest.param(KEEP_AWAY, "经公安机关负责人批准，可以责令不得接触", False, id="approved as it says"),
        pytest.param(PROOF, "受害人必须自己证明平台有过错", True, id="the burden on the other side"),
        pytest.param(PROOF, "受害人不用证明平台有过错", False, id="no burden"),
        pytest.param(PROOF, "平台证明不了自己没错，就要赔", False, id="the burden where it is"),
        pytest.param(PLACE, "由债权人住所地法院管辖", True, id="the place of the other party"),
        pytest.param(PLACE, "由借款人所在地的法院管辖", False, id="the debtor is the defendant"),
        pytest.param(ASSIGNED, "债权转让的通知经债务人同意可以撤销", True, id="consent of another"),
        pytest.param(ASSIGNED, "通知经新债权人同意可以撤销", False, id="of the same by another name"),
        pytest.param(ASSIGNED, "不需要经债务人同意", False, id="no consent is asked for"),
        pytest.param(COSTS, "诉讼费用由胜诉方负担", True, id="the other party of a suit"),
        pytest.param(COSTS, "借款人输了官司，费用由借款人负担", False, id="who may be that party"),
        pytest.param("应当偿还本息。", "可以向法院申请支付令", False, id="the provision knows no such act"),
    ],
)
def test_counterparts(provision: str, claim: str, found: bool) -> None:
    assert bool(other_counterparts(claim, provision)) is found


@pytest.mark.parametrize(
    ("provision", "claim", "found"),
    [
        pytest.param(KEPT, "从逾期发生那天起保存五年", True, id="another event"),
        pytest.param(KEPT, "自不良行为终止之日起保存五年", False, id="the event"),
        pytest.param(KEPT, "不良行为终止后保存五年", False, id="no start that is named as one"),
        pytest.param(PLEDGE, "汽车抵押权自办理登记时才设立", True, id="another moment"),
        pytest.param("保存期限为五年。", "从逾期发生那天起保存五年", False, id="the provision names none"),
    ],
)
def test_starts(provision: str, claim: str, found: bool) -> None:
    assert bool(other_starts(claim, provision)) is found
    assert all(0 < sure <= 1 for _, sure in other_starts(claim, provision))


@pytest.mark.parametrize(
    ("provision", "claim", "found"),
    [
        pytest.param(KEPT, "从逾期那天起保存五年", True, id="overdue is not over"),
        pytest.param(KEPT, "从结清那天起保存五年", False, id="paid up is over"),
        pytest.param(KEPT, "不是从逾期那天起保存五年", False, id="told not to be so"),
        pytest.param("自知道权利受到损害之日起计算。", "从还款日到期那天起算", False, id="what is due does harm"),
        pytest.param("自知道权利受到损害之日起计算。", "从放款那天起算", True, id="the payment does none"),
        pytest.param("自合同成立时起。", "自某日起", False, id="no event that is known"),
    ],
)
def test_events(provision: str, claim: str, found: bool) -> None:
    assert bool(other_events(claim, provision)) is found
