"""Debt collection or not: weighted terms, and what a site can change."""

from __future__ import annotations

import pytest

from pipeline.extract import topic
from pipeline.site import Topic

ON = {
    "collection": ("催收公司半夜打电话怎么办", "催收", "催收人员夜间拨打电话属于骚扰，可以录音后投诉。"),
    "loan": ("借条没有写还款日期怎么办", None, "借款人没有约定还款期限的，出借人可以随时要求还款，利息按照约定。"),
    "credit card": ("信用卡逾期三个月会被起诉吗", "法律常识", "银行通常先催收，再起诉，可以协商分期还款。"),
    "enforcement": ("成为被执行人以后怎么解除限制高消费", None, "还清欠款或者与债权人和解之后，可以申请解除。"),
    "traditional characters": ("信用卡逾期被催收怎麼辦", None, "銀行委託催收公司催討欠款，債務人可以協商還款。"),
}
OFF = {
    "divorce": (
        "离婚时孩子的抚养权归谁",
        "婚姻家庭",
        "法院会考虑孩子的年龄与双方的条件，八周岁以上的孩子要听取本人意见。",
    ),
    "labour": (
        "公司辞退员工要赔偿多少钱",
        "劳动纠纷",
        "用人单位违法解除劳动合同的，应当支付赔偿金，按照工作年限计算。",
    ),
    "traffic": ("交通事故责任怎么认定", "交通事故", "交警会根据现场情况出具认定书，当事人不服可以申请复核。"),
    "one loan word in a long text": (
        "买房合同有哪些要点",
        "房产",
        "签订买卖合同之前要核实产权，" * 40 + "贷款要提前问清楚。",
    ),
    "nothing": ("", None, ""),
}


@pytest.mark.parametrize(("title", "category", "body"), ON.values(), ids=ON.keys())
def test_on_topic(title: str, category: str | None, body: str) -> None:
    assert topic.score(title, category, (), body)[1]


@pytest.mark.parametrize(("title", "category", "body"), OFF.values(), ids=OFF.keys())
def test_off_topic(title: str, category: str | None, body: str) -> None:
    assert not topic.score(title, category, (), body)[1]


def test_scores_are_shares_and_grow_with_evidence() -> None:
    none, little, much = (topic.score(title, None, (), "")[0] for title in ("天气", "利息", "催收欠款逾期网贷"))
    assert 0.0 == none < little < much < 1.0


def test_a_site_adds_and_removes_terms() -> None:
    assert not topic.score("拖欠货款的处理", None, (), "")[1]
    assert topic.score("拖欠货款的处理", None, (), "", Topic(terms={"货款": 3.0}))[1]
    assert topic.score("催收", None, (), "", Topic(terms={"催收": 0.0}))[0] == 0.0


def test_a_site_sets_its_threshold() -> None:
    value, _ = topic.score("利息", None, (), "")
    assert topic.score("利息", None, (), "", Topic(threshold=value))[1]
    assert not topic.score("催收", None, (), "", Topic(threshold=1.0))[1]


def test_every_term_has_a_weight_and_every_group_a_reason() -> None:
    terms = topic.general()
    assert 0 < terms.threshold < 1
    assert all(weight > 0 for weight in terms.weights.values())
