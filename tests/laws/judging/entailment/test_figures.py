"""Figures of a told rule held against its provision; the provisions are written for the tests."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.figures import contradicted, exchanged_figures, other_figures, turned_bounds

WITHIN = "应当在三十日内答复；逾期不答复的，按照应付金额的百分之五十支付。"
OPEN = "数额较大的，处三年以下有期徒刑；情节严重的，处三年以上七年以下有期徒刑，并处罚金。"
DETENTION = "处五日以上十日以下拘留，可以并处五百元以下罚款。"
YEARLY = "信息主体有权每年两次免费查询。"
PERIOD = "借款人应当按照约定的期限返还；没有约定的，在合理期限内返还。"

# (reason, claim, provision, the figures that the provision does not have)
FIGURES = [
    ("another period", "要在七天内答复", WITHIN, ["7天"]),
    ("a month is thirty days", "一个月之内要答复", WITHIN, []),
    ("working days are no days", "三十个工作日内答复", WITHIN, ["30个工作日"]),
    ("a half is fifty per cent", "不答复的要付一半", WITHIN, []),
    ("ten times is not", "不答复的要付十倍", WITHIN, ["10倍"]),
    ("a date is no period", "2020年8月20日以后，8月20日起", WITHIN, []),
    ("half a month", "半个月内答复", WITHIN, ["15日"]),
    ("amounts that degrees leave open", "五千元以上的要坐牢", OPEN, []),
    ("an amount in words and one in figures", "罚款5百元", DETENTION, []),
    ("some hundreds are no figure", "罚上几百块钱", WITHIN, []),
    ("once is said of anything", "发一次短信，一天也不能等，一元钱也不行", WITHIN, []),
    ("times a year", "一年可以查两次", YEARLY, []),
    ("more times a year", "一年可以查四次", YEARLY, ["4次"]),
    ("only once a year", "每年免费查询只有一次", YEARLY, ["1次"]),
    ("three times the price by its name", "欺诈的退一赔三", "按照价款的三倍赔偿。", []),
    ("five times", "欺诈的退一赔五", "按照价款的三倍赔偿。", ["5倍"]),
    ("a sum worked out wrongly", "房价100万元的，定金最多50万元", "定金不得超过标的额的百分之二十。", ["100万元", "50万元"]),
    ("… rightly", "房价100万元的，定金最多20万元", "定金不得超过标的额的百分之二十。", []),
    ("a period that the parties set", "六个月内还清", PERIOD, []),
    ("a limitation that the provision sets", "时效只有一年", "时效期间为四年。", ["1年"]),
    ("… that another sets", "时效只有一年", "时效期间届满的，可以抗辩。", []),
    ("every month, where nothing recurs", "每个月都要寄账单", WITHIN, ["每个月"]),
    ("every year, where it does", "每年向本人公布", YEARLY, []),
    ("how often somebody does it is no rule", "催收每天打几十个电话就踩了线，每天给家属打电话属于侵权", WITHIN, []),
    ("… how often it must be done is", "每天要给家属打电话", WITHIN, ["每天"]),
    ("a year before a figure that is there", "满十年的，每年十天年假", "满10年不满20年的，年休假10天。", []),
    ("… before another", "满十年的，每年十五天年假", "满10年不满20年的，年休假10天。", ["每年", "15天"]),
    ("a share with a stroke", "交三分之一", "比照标准的1/3交纳。", []),
    ("… in full width", "交三分之一", "比照标准的１／３交纳。", []),
    ("… of another value", "交一半", "比照标准的1/3交纳。", ["1半"]),
    ("a share of the author's sum", "买价一百万元的，最多收五十万元", WITHIN, []),
    ("… of another value", "买价一百万元的，最多收三十万元", WITHIN, ["100万元", "30万元"]),
    ("times of the author's sum", "花了2000元，可以再要6000元", "赔偿的金额为价款的三倍。", []),
    ("… doubled", "交了1万元，可以要回2万元", "违约的，应当双倍返还。", []),
    ("… halved", "费用1000元的，只交500元", "减半交纳。", []),
    ("two periods together", "最长三个月审结", "应当在两个月内审结；可以延长一个月。", []),
    ("… that nobody says to be the most", "三个月审结", "应当在两个月内审结；可以延长一个月。", ["3个月"]),
    ("a period that the case sets", "借半年的，只付半年的利息", "按照实际借款的期间计算利息。", []),
    ("… and one that it does not", "借款后，只付半年的利息", "按照实际借款的期间计算利息。", ["6月"]),
    ("sums of a case", "欠10万元的不能封100万元", "不得超标的额查封。", []),
    ("… of a rule", "欠5万元以上的罚款1万元", "不得超标的额查封。", ["5万元", "1万元"]),
    ("instalments", "分12期的，从第12期起", "规定分期履行的，从最后一期起计算。", []),
    ("the third party is no figure", "第三人、第三次会议", WITHIN, []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "provision", "foreign"), [pytest.param(*c[1:], id=c[0]) for c in FIGURES])
def test_figures(claim: str, provision: str, foreign: list[str]) -> None:
    assert other_figures(claim, provision) == foreign


def test_figures_of_a_part_are_worked_out_from_the_whole() -> None:
    provision = "赔偿的金额为价款的三倍。"
    assert other_figures("可以要6000元", provision, whole="花了2000元的，可以要6000元") == []
    assert other_figures("可以要6000元", provision) == ["6000元"]


def test_degrees_leave_open_what_a_rule_starts_from_not_what_follows() -> None:
    assert other_figures("五年内不得贷款", OPEN) == []
    assert other_figures("五年内不得贷款", OPEN, of_result=True) == ["5年"]


def test_another_figure_of_the_same_kind_contradicts() -> None:
    assert contradicted("要赔十倍", "增加赔偿的金额为价款的三倍") == ["10倍"]
    assert contradicted("要在六个月内", "增加赔偿的金额为价款的三倍") == []


@pytest.mark.parametrize(
    ("claim", "provision", "turned"),
    [
        pytest.param("有效期最短六个月", "有效期不超过六个月。", True, id="a most told as a least"),
        pytest.param("有效期最长半年", "有效期不超过六个月。", False, id="a most in other words"),
        pytest.param("不能少于三十日", "最短不得少于三十日，最长不得超过三个月。", False, id="a least told as one"),
        pytest.param("最长三十日", "最短不得少于三十日，最长不得超过三个月。", True, id="a least told as a most"),
        pytest.param("最长五年", "保存期限为五年。", False, id="no bound in the provision"),
    ],
)
def test_bounds(claim: str, provision: str, turned: bool) -> None:
    assert bool(turned_bounds(claim, provision)) is turned


APPEALS = "第一审判决不服的期限为十五日，对裁定书有异议的期限为十日。"


@pytest.mark.parametrize(
    ("claim", "exchanged"),
    [
        pytest.param("第一审判决不服的期限是十日", True, id="the period of the other"),
        pytest.param("第一审判决不服的期限是十五日", False, id="its own"),
        pytest.param("对裁定书有异议的期限是十日", False, id="its own, the second"),
        pytest.param("十日内去上诉", False, id="it does not say of which"),
    ],
)
def test_figures_of_another_rule(claim: str, exchanged: bool) -> None:
    assert bool(exchanged_figures(claim, APPEALS)) is exchanged
