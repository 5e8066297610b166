"""Which changes of a statute's words say something else, even where somebody retells it. The rules are written for it."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.wording.differences import altered, differences, telling
from pipeline.laws.judging.wording.likeness import is_condensed

REPAY = "借款人应当按照约定的期限归还本金，没有约定期限的，出借人可以催告借款人在三十日内归还。"
OWN = "夫妻一方以个人名义为家庭日常生活需要所负的债务，属于夫妻共同债务。夫妻一方以个人名义超出家庭日常生活需要所负的债务，不属于夫妻共同债务。"
INTEREST = "借款的利息不得预先在本金中扣除。利息预先在本金中扣除的，应当按照实际借款数额返还借款。"
TRANSFER = "债权人转让债权，未通知债务人的，该转让对债务人不发生效力。"
DUTY = "当事人应当按照约定全面履行自己的义务，借款人应当按照约定的期限返还借款。"
CONSENT = "任何人未经本人同意，不得公开其个人信息。"
CHOICE = "放弃继承的，对被继承人的债务可以不负清偿责任。"
SURETY = "当事人对保证方式没有约定或者约定不明确的，按照一般保证承担保证责任。"
REFUSED = "债务人以转让未经其同意为由主张转让无效的，人民法院不予支持。"

# (reason, statute, what is told, whether it is another rule)
CASES = [
    ("不 lost", OWN, "夫妻一方以个人名义超出家庭日常生活需要所负的债务，属于夫妻共同债务", True),
    ("… the other sentence, rightly", OWN, "夫妻一方以个人名义为家庭日常生活需要所负的债务，属于夫妻共同债务", False),
    (
        "… under a condition that is told",
        OWN,
        "夫妻一方以个人名义超出家庭日常生活需要所负的债务，用于共同生活的，属于夫妻共同债务",
        False,
    ),
    (
        "不得 lost: the next sentence begins so",
        INTEREST,
        "借款的利息预先在本金中扣除的，应当按照实际借款数额返还借款",
        False,
    ),
    ("可以 for 不得", INTEREST, "借款的利息可以预先在本金中扣除", True),
    ("不可以 for 不得", INTEREST, "借款的利息不可以预先在本金中扣除", False),
    ("不 lost in what follows", TRANSFER, "债权人转让债权，未通知债务人的，该转让对债务人发生效力", True),
    ("未 lost in the condition", TRANSFER, "债权人转让债权，通知债务人的，该转让对债务人不发生效力", True),
    ("both lost: the converse", TRANSFER, "债权人转让债权，通知债务人的，该转让对债务人发生效力", False),
    ("another word for it", TRANSFER, "债权人转让债权，没有通知债务人的，该转让对债务人不发生效力", False),
    ("an exemption for a duty", DUTY, "当事人无需按照约定全面履行自己的义务，借款人应当按照约定的期限返还借款", True),
    ("a negation for a duty", DUTY, "当事人应当按照约定全面履行自己的义务，借款人不按照约定的期限返还借款", True),
    ("… as a condition", DUTY, "当事人应当按照约定全面履行自己的义务，借款人不按照约定的期限返还借款的", False),
    ("a duty by another word", DUTY, "当事人必须按照约定全面履行自己的义务，借款人必须按照约定的期限返还借款", False),
    ("turned round twice", CONSENT, "任何人经本人同意，可以公开其个人信息", False),
    ("… once", CONSENT, "任何人未经本人同意，可以公开其个人信息", True),
    (
        "… in two sentences, each",
        f"{CONSENT}{INTEREST}",
        f"{CONSENT.replace('不得', '可以')}{INTEREST.replace('不得', '可以')}",
        True,
    ),
    ("an exemption lost", CHOICE, "放弃继承的，对被继承人的债务应当负清偿责任", True),
    ("… in other words", CHOICE, "放弃继承的，对被继承人的债务不负清偿责任", False),
    (
        "a term with a numeral in it",
        SURETY,
        "当事人对保证方式没有约定或者约定不明确的，按照连带责任保证承担保证责任",
        True,
    ),
    ("its own term", SURETY, "当事人对保证方式没有约定的，按照一般保证承担保证责任", False),
    ("驳回 is 不予支持", REFUSED, "债务人以转让未经其同意为由主张转让无效的，人民法院驳回", False),
    ("没有效力 is 无效", REFUSED, "债务人以转让未经其同意为由主张转让没有效力的，人民法院不予支持", False),
    ("予以支持 is not", REFUSED, "债务人以转让未经其同意为由主张转让无效的，人民法院予以支持", True),
]


@pytest.mark.parametrize(("statute", "told", "another"), [pytest.param(*one[1:], id=one[0]) for one in CASES])
def test_another_rule(statute: str, told: str, another: bool) -> None:
    changes = telling(differences(told, statute) or []) if not is_condensed(told, statute) else []
    assert bool(changes) == another
    if another:
        assert altered(differences(told, statute) or [])  # in quotation marks all the more


def test_differences_name_the_words() -> None:
    found = differences(REPAY.replace("三十日", "六十日"), REPAY)
    assert found is not None
    assert [(one.statute, one.quoted, one.telling) for one in found] == [("30", "60", True)]
    assert differences("全无关系的一句话", REPAY) is None


@pytest.mark.parametrize(
    ("statute", "quoted", "telling"),
    [
        ("贷款人未按照约定提供借款", "借款人未按照约定提供借款", True),  # one party for the other
        ("可以依法向人民法院提起诉讼", "可以依法向公安机关提起诉讼", True),
        ("借款合同应当采用书面形式", "借款合同应当采用口头形式", True),
        ("应当及时通知债务人", "应当立即通知债务人", False),  # a retelling
        ("债权人转让债权，应当通知债务人", "债权人让与债权，应当通知债务人", False),  # both terms stand on either side
    ],
)
def test_terms_that_nobody_takes_for_each_other(statute: str, quoted: str, telling: bool) -> None:
    assert any(one.telling for one in differences(quoted, statute) or ()) is telling
