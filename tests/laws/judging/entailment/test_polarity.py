"""What a claim affirms where its provision denies it, and the other way; the provisions are written for the tests."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.entailment.polarity import affirmed, denied, done_though_forbidden

NOTICE = "债权人转让债权，未通知债务人的，该转让对债务人不发生效力。债务人接到通知后，应当向受让人履行。"
INTEREST = "借款合同对支付利息没有约定的，视为没有利息。"
ADVANCE = "借款的利息不得预先在本金中扣除。利息预先在本金中扣除的，应当按照实际借款数额返还借款。"
FAMILY = "夫妻共同签名所负的债务，属于夫妻共同债务。一方以个人名义超出日常需要所负的债务，不属于夫妻共同债务；但是，债权人能够证明的除外。"
HEIRS = "继承人以遗产实际价值为限清偿被继承人的债务。继承人放弃继承的，对被继承人的债务可以不负清偿责任。"
BANKRUPT = "人民法院受理破产申请后，保全措施应当解除，执行程序应当中止。"
BREACH = "当事人一方不履行合同义务的，应当承担继续履行、赔偿损失等违约责任。"

# (reason, claim, provision, whether it affirms what is denied)
AFFIRMED = [
    ("a negation lost beside 仍然", "转让债权未通知债务人的，该转让对债务人仍然发生效力", NOTICE, True),
    ("… kept", "转让债权未通知债务人的，该转让对债务人不发生效力", NOTICE, False),
    ("… told from the other side", "只有通知了债务人，该转让才对债务人发生效力", NOTICE, False),
    ("有 for 没有", "借款合同对支付利息没有约定的，视为有利息，按市场利率支付", INTEREST, True),
    ("… rightly", "借款合同对支付利息没有约定的，视为没有利息", INTEREST, False),
    ("可以 for 不得", "利息可以预先在本金中扣除，按照约定的数额返还", ADVANCE, True),
    ("… of a condition", "利息预先在本金中扣除的，按照实际数额返还", ADVANCE, False),
    ("属于 for 不属于", "一方以个人名义超出日常需要所负的债务，属于夫妻共同债务", FAMILY, True),
    ("… of what is", "夫妻共同签名所负的债务，属于夫妻共同债务", FAMILY, False),
    ("… with its exception", "一方以个人名义所负的债务，债权人能证明的属于夫妻共同债务", FAMILY, False),
    ("a duty beside 仍", "继承人放弃继承的，仍应当清偿被继承人的债务", HEIRS, True),
    ("… of whoever does inherit", "继承人以遗产价值为限清偿被继承人的债务", HEIRS, False),
    ("another matter", "平台可以预先告知借款人", ADVANCE, False),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "provision", "found"), [pytest.param(*c[1:], id=c[0]) for c in AFFIRMED])
def test_affirmed(claim: str, provision: str, found: bool) -> None:
    assert bool(affirmed(claim, provision)) is found


# (reason, claim, provision, whether it denies what is affirmed)
DENIED = [
    ("a negation put in", "受理破产申请后，保全措施不解除，执行程序继续", BANKRUPT, True),
    ("… where the provision has one", "未通知债务人的，该转让对债务人不发生效力", NOTICE, False),
    ("a condition without 的", "一方不履行合同，就要继续履行或者赔偿损失", BREACH, False),
    ("the other side", "没有受理破产申请的，保全措施不解除", BANKRUPT, False),
]


@pytest.mark.parametrize(("claim", "provision", "found"), [pytest.param(*c[1:], id=c[0]) for c in DENIED])
def test_denied(claim: str, provision: str, found: bool) -> None:
    assert bool(denied(claim, provision)) is found


@pytest.mark.parametrize(
    ("claim", "told"),
    [
        pytest.param("法院应当主动审查时效", True, id="the forbidden act is the rule"),
        pytest.param("法院不会主动审查时效", False, id="denied"),
        pytest.param("法院主动适用时效就是违法", False, id="told as a breach"),
        pytest.param("时效要当事人提出来", False, id="another act"),
    ],
)
def test_what_is_forbidden(claim: str, told: bool) -> None:
    assert bool(done_though_forbidden(claim, "人民法院不得主动适用诉讼时效的规定。")) is told
