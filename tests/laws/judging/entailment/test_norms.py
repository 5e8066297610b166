"""Norms of a claim held against a provision's; the provisions are written for the tests."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.norms import compared, negated, norms
from pipeline.laws.judging.wording.likeness import plain

SEIZURE = "人民法院有权查封、扣押被执行人的财产。被执行人应当报告财产情况。"
CONSENT = "采集个人信息应当经本人同意。任何组织不得公开他人的个人信息，但是本人同意的除外。"
EXCEPTED = (
    "债权人可以将债权转让给他人，但是有下列情形之一的除外：\n（一）根据性质不得转让；\n（二）依照法律规定不得转让。"
)
LISTED = "不得实施下列行为：\n（一）以电话侵扰他人的生活安宁；\n（二）拍摄他人的住宅。"

# (reason, claim, provision, what is plain: reversed, stricter, another's, agreeing or nothing)
COMPARED = [
    ("forbidden, where it is allowed", "法院不得查封被执行人的财产", SEIZURE, "reversed"),
    ("allowed, where it is forbidden", "组织可以公开他人的个人信息", CONSENT, "reversed"),
    ("… on the condition that the provision has", "只有本人同意，组织才可以公开他人的个人信息", CONSENT, ""),
    ("needless, where it must be", "采集个人信息无需经本人同意", CONSENT, "reversed"),
    ("as the provision has it", "法院有权扣押被执行人的财产", SEIZURE, "agreeing"),
    ("from its other side", "没有判决的，不得扣押被执行人的财产", SEIZURE, ""),
    ("must, where it may", "法院必须查封被执行人的财产", SEIZURE, "stricter"),
    ("somebody else", "公安机关有权查封被执行人的财产", SEIZURE, "other_actor"),
    ("what heads a list rules its items", "可以拍摄他人的住宅", LISTED, "reversed"),
    ("that others may not do it", "催收公司无权查封被执行人的财产", SEIZURE, ""),
    ("that they need not, in other words", "法院没有义务报告", "法院不必报告。", "agreeing"),
    ("the kind of contract that is spoken of", "约定不得转让的债权，照样能转让给他人", "债权人可以将债权转让给他人。", "agreeing"),
    ("an exception told as a rule", "依照法律规定不得转让的债权，不能转让给他人", EXCEPTED, ""),
    ("… and what is none", "债权人不得将到期债权转让给他人", EXCEPTED, "reversed"),
    ("the limitation of suits is no suit", "平台可以诉讼", "义务人同意履行的，不得以诉讼时效届满为由抗辩。", ""),
    ("another act", "法院不得拨打电话", SEIZURE, ""),
    ("no modality", "查封被执行人的财产", SEIZURE, ""),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "provision", "sign"), [pytest.param(*c[1:], id=c[0]) for c in COMPARED])
def test_compared(claim: str, provision: str, sign: str) -> None:
    found = compared(norms(claim), norms(provision))
    shown = [name for name in ("reversed", "stricter", "other_actor", "agreeing") if getattr(found, name)]
    assert sign in shown if sign else not shown


# (reason, claim, provision, what is denied)
DENIED = [
    ("what the provision affirms", "债权人催款的，时效不中断", "权利人提出请求的，时效中断。", ["不中断"]),
    ("what the provision denies too", "时效不中断", "有下列情形的，时效不中断。", []),
    ("a condition", "时效不中断的，重新计算", "时效中断。", []),
    ("without something", "未经债权人同意，保证人不再担责", "未经债权人书面同意转让的。", []),
    ("a question", "要问本人同不同意", "应当取得本人同意。", []),
    ("an exception of the provision", "法院不支持", "应予支持，但是超过四倍的除外。", []),
]


@pytest.mark.parametrize(("claim", "provision", "denied"), [pytest.param(*c[1:], id=c[0]) for c in DENIED])
def test_negated(claim: str, provision: str, denied: list[str]) -> None:
    assert negated(plain(claim), plain(provision)) == denied
