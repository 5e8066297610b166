"""The measure of a penalty that is told and that the provision does not set."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.penalties import other_penalties

WITHIN = "应当在三十日内答复；逾期不答复的，按照应付金额的百分之五十支付。"
OPEN = "数额较大的，处三年以下有期徒刑；情节严重的，处三年以上七年以下有期徒刑，并处罚金。"
DETENTION = "处五日以上十日以下拘留，可以并处五百元以下罚款。"

# (reason, claim, provision, the measures of penalty that the provision does not have)
PENALTIES = [
    ("as the law has it", "处三年以上七年以下有期徒刑", OPEN, []),
    ("within what the law has", "判了五年", OPEN, []),
    ("a bound that the law does not have", "处五年以上有期徒刑", OPEN, ["5年以上徒刑"]),
    ("more than the law has", "判处十年", OPEN, ["10年徒刑"]),
    ("the most is another", "最高判十年", OPEN, ["10年徒刑"]),
    ("days of detention, where the law imprisons", "拘留十五天", OPEN, ["15日拘留"]),
    ("within the days of the law", "拘留七天", DETENTION, []),
    ("more days", "拘留十五日", DETENTION, ["15日拘留"]),
    ("half a month of detention", "最多拘留半个月", DETENTION, ["15日拘留"]),
    ("the measure is another article's", "处十年以上有期徒刑", "依照本法第三百一十条的规定定罪处罚。", []),
    ("the law sets no measure", "判十年", WITHIN, []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "provision", "foreign"), [pytest.param(*c[1:], id=c[0]) for c in PENALTIES])
def test_penalties(claim: str, provision: str, foreign: list[str]) -> None:
    assert other_penalties(claim, provision) == foreign
