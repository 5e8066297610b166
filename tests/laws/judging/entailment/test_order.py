"""An order that a claim tells, held against its provision's; the provisions are written for the tests."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.order import turned_orders

PAYMENTS = "应当按照下列顺序履行：\n（一）实现债权的有关费用；\n（二）利息；\n（三）主债务。"
ESTATE = "依照下列顺序清偿：\n（一）所欠职工的工资；\n（二）所欠税款；\n（三）普通债权。"
INTEREST = "财产不足清偿的，应当先清偿判决确定的金钱债务，再清偿加倍部分债务利息。"
HEIRS = "兄弟姐妹先于被继承人死亡的，由兄弟姐妹的子女代位继承。"

# (reason, claim, provision, whether the order is turned round)
CASES = [
    ("the last before the first", "还的钱先冲抵本金，本金还完了才轮到利息", PAYMENTS, True),
    ("its own order in everyday words", "先扣费用，再还利息，最后还本金", PAYMENTS, False),
    ("put before", "税款排在职工工资之前", ESTATE, True),
    ("put behind", "职工的工资排在税款后面", ESTATE, True),
    ("put behind, as it is", "普通债权排在税款之后", ESTATE, False),
    ("first and then", "先缴国家税款，再发所欠的工资", ESTATE, True),
    ("one of the two is not there", "先还房租，再发所欠的工资", ESTATE, False),
    ("without a list", "财产不够的，先还加倍部分利息，再还金钱债务", INTEREST, True),
    ("… as it is", "先还金钱债务，再还加倍部分利息", INTEREST, False),
    ("an order in time is none of payments", "兄弟姐妹先于被继承人死亡的，子女代位继承", HEIRS, False),
    (
        "agreed otherwise, as the provision allows",
        "可以约定先还本金，再还利息",
        "除当事人另有约定外，" + PAYMENTS,
        False,
    ),
    ("the provision puts nothing in order", "先还本金，再还利息", "借款人应当返还利息和本金。", False),
]


@pytest.mark.parametrize(("claim", "provision", "turned"), [pytest.param(*c[1:], id=c[0]) for c in CASES])
def test_orders(claim: str, provision: str, turned: bool) -> None:
    assert bool(turned_orders(claim, provision)) is turned
