"""Signs of words that a claim has and its provision has not; the provisions are written for the tests."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.signs import signs
from pipeline.laws.judging.entailment.strange import strange_pairs, strangeness
from pipeline.laws.judging.entailment.tables import rows

RESIGNS = "劳动者提前三十日以书面形式通知用人单位，可以解除劳动合同。"
EXTENDS = "借款人可以在期限届满前申请展期；贷款人同意的，可以展期。"
HEIRS = "继承人以所得遗产实际价值为限清偿债务。"
SECRET = "银行有权拒绝任何个人查询存款，但是法律另有规定的除外。"

# (reason, sign, claim, provision, whether it is there)
CASES = [
    ("who must agree", "consent", "经用人单位同意后才可以解除劳动合同", RESIGNS, True),
    ("who need not", "consent", "不需要经过用人单位同意就可以解除劳动合同", RESIGNS, False),
    ("the provision asks for consent", "consent", "经贷款人批准才能展期", EXTENDS, False),
    ("must agree, where one may", "obliged", "只要申请了，银行就必须同意展期", EXTENDS, True),
    ("need not", "obliged", "法律没有规定银行必须同意展期", EXTENDS, False),
    ("beyond a limit", "beyond", "应当以自己的全部财产清偿，遗产不够的也要补足", HEIRS, True),
    ("within it", "beyond", "继承多少遗产就还多少", HEIRS, False),
    ("an exception denied", "exception", "不管是谁来查，银行一律拒绝", SECRET, True),
    ("… and told", "exception", "不管是谁来查，银行都拒绝，法律另有规定的除外", SECRET, False),
    ("no exception there", "exception", "不管怎样，都在遗产的范围内还", HEIRS, False),
]


@pytest.mark.parametrize(("sign", "claim", "provision", "there"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_words(sign: str, claim: str, provision: str, there: bool) -> None:
    assert (signs(claim, provision).values.get(sign, 0) > 0) is there


def test_strange_pairs_are_what_the_provision_lacks() -> None:
    """Everyday words count as the provision's terms, figures not at all."""
    assert strange_pairs("老板三十天后", "用人单位") == frozenset(("天后",))
    assert strange_pairs("用人单位", "用人单位") == frozenset()


def test_strangeness_is_a_sum_and_the_most_of_one() -> None:
    odds = {pair: float(value) for pair, value in rows("strange")}
    most, least = max(odds, key=odds.__getitem__), min(odds, key=odds.__getitem__)
    assert strangeness(frozenset((most, least, "…"))) == pytest.approx((odds[most] + odds[least], odds[most]))
    assert strangeness(frozenset()) == (0, 0)
