"""Which changes of a statute's words say something else, even where somebody retells it. The rules are written for it."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.wording.degrees import exchanged_degree
from pipeline.laws.judging.wording.differences import altered, differences, telling
from pipeline.laws.judging.wording.likeness import clause_at, is_condensed, is_exact, plain

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


def test_what_stands_behind_a_negation_is_no_quotation() -> None:
    assert is_exact("不属于夫妻共同债务", OWN)
    assert not is_exact("人民法院支持", REFUSED.replace("不予", "不"))
    assert not is_condensed("夫妻一方以个人名义超出家庭日常生活需要所负的债务，属于夫妻共同债务", OWN)


def test_an_item_may_stand_before_what_rules_it() -> None:
    assert is_condensed("多次骚扰他人的，处五日以下拘留", LISTED)
    assert not is_condensed(
        "处五日以下拘留，有下列行为之一的", LISTED.replace("：\n（一）", "。").replace("\n（二）", "")
    )


def test_the_clause_of_a_change() -> None:
    (change,) = differences("当事人对保证方式没有约定或者约定不明确的，按照连带责任保证承担保证责任", SURETY) or []
    assert clause_at(SURETY, change.at) == "按照一般保证承担保证责任"
    assert clause_at("约定不明确的，按照连带责任保证承担", len(plain("约定不明确的"))) == "按照连带责任保证承担"
    assert clause_at("", 3) == ""


FRAUD = "骗取公私财物，数额较大的，处三年以下有期徒刑、拘役或者管制，并处罚金；数额巨大或者有其他严重情节的，处三年以上十年以下有期徒刑，并处罚金；数额特别巨大的，处十年以上有期徒刑或者无期徒刑。"
HARM = "伤害他人身体的，处三年以下有期徒刑。\n犯前款罪，致人重伤的，处三年以上十年以下有期徒刑；致人死亡的，处十年以上有期徒刑。"
ORDER = "扰乱秩序的，处五日以下拘留或者五百元以下罚款；情节较重的，处五日以上十日以下拘留。"
LISTED = (
    "有下列行为之一的，处五日以下拘留；情节较重的，处五日以上十日以下拘留：\n（一）写恐吓信的；\n（二）多次骚扰他人的。\n"
    "因此致人重伤的，处十日以上十五日以下拘留。"
)
TROUBLE = (
    "有下列行为之一，破坏秩序的，处五年以下有期徒刑：\n（一）骚扰他人的；\n（二）拦截他人的。\n"
    "多次实施前款行为，严重破坏秩序的，处五年以上十年以下有期徒刑。"
)

# (reason, statute, what is told, the condition that got the measure of another)
DEGREES = [
    ("the next degree's", FRAUD, "骗取公私财物，数额较大的，处三年以上十年以下有期徒刑", "数额较大的"),
    ("the highest", FRAUD, "数额巨大或者有其他严重情节的，处十年以上有期徒刑或者无期徒刑", "数额巨大或者有其他严重情节的"),
    ("without a mark", FRAUD, "数额较大的处三年以上十年以下有期徒刑", "数额较大的"),
    ("of the article's second paragraph", HARM, "伤害他人身体的，处三年以上十年以下有期徒刑", "伤害他人身体的"),
    ("detention", ORDER, "扰乱秩序的，处五日以上十日以下拘留", "扰乱秩序的"),
    ("its own", FRAUD, "骗取公私财物，数额较大的，处三年以下有期徒刑、拘役或者管制", ""),
    ("its own, clauses between left out", FRAUD, "骗取公私财物，数额巨大或者有其他严重情节的，处三年以上十年以下有期徒刑", ""),
    ("all in one sentence", FRAUD, "数额较大的处三年以下有期徒刑，数额特别巨大的处十年以上有期徒刑或者无期徒刑", ""),
    ("its own of a general condition", HARM, "伤害他人身体，致人重伤的，处三年以上十年以下有期徒刑", ""),
    ("a condition in other words", HARM, "伤害他人身体，造成重伤的，处三年以上十年以下有期徒刑", ""),
    ("a condition in other words beside it", FRAUD, "骗的钱很多，数额较大的，处三年以上十年以下有期徒刑", ""),
    ("at most", FRAUD, "骗取公私财物，数额较大的，最高可处十年以上有期徒刑", ""),
    ("a measure of none: others find it", FRAUD, "数额较大的，处五年以下有期徒刑", ""),
    ("no condition", FRAUD, "处十年以上有期徒刑或者无期徒刑", ""),
    ("what is listed behind one", TROUBLE, "骚扰他人的，处五年以上十年以下有期徒刑", "骚扰他人的"),
    ("… the clause itself, and not one that contains it", TROUBLE, "破坏秩序的，处五年以上十年以下有期徒刑", "破坏秩序的"),
    ("… its own", TROUBLE, "骚扰他人的，处五年以下有期徒刑", ""),
    ("… the other's", TROUBLE, "多次实施前款行为，严重破坏秩序的，处五年以上十年以下有期徒刑", ""),
    ("what is listed behind both", LISTED, "写恐吓信的，处五日以上十日以下拘留", ""),
    ("… of the paragraph before", LISTED, "多次骚扰他人的，处五日以下拘留", ""),
    ("a fine as well", ORDER, "扰乱秩序的，处五日以下拘留或者五百元以下罚款", ""),
]  # fmt: skip


@pytest.mark.parametrize(("statute", "told", "condition"), [pytest.param(*one[1:], id=one[0]) for one in DEGREES])
def test_the_penalty_of_another_degree(statute: str, told: str, condition: str) -> None:
    found = exchanged_degree(told, statute)
    assert (found[0] if found else "") == condition
