"""Which words count as a statute's own."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.wording.differences import differences
from pipeline.laws.judging.wording.likeness import clause_at, is_condensed, is_exact, plain

LISTED = (
    "有下列行为之一的，处五日以下拘留；情节较重的，处五日以上十日以下拘留：\n（一）写恐吓信的；\n（二）多次骚扰他人的。\n"
    "因此致人重伤的，处十日以上十五日以下拘留。"
)
REPAY = "借款人应当按照约定的期限归还本金，没有约定期限的，出借人可以催告借款人在三十日内归还。"
OWN = "夫妻一方以个人名义为家庭日常生活需要所负的债务，属于夫妻共同债务。夫妻一方以个人名义超出家庭日常生活需要所负的债务，不属于夫妻共同债务。"
SURETY = "当事人对保证方式没有约定或者约定不明确的，按照一般保证承担保证责任。"
REFUSED = "债务人以转让未经其同意为由主张转让无效的，人民法院不予支持。"


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("百分之二十四", "24%"),  # percentages
        ("三年", "3 年"),  # numerals
        ("（一）帐户，其它", "账户其他"),  # enumerators and spellings
        ("還款", "还款"),  # traditional characters
    ],
)
def test_what_counts_as_the_same_words(one: str, other: str) -> None:
    assert plain(one) == plain(other)


def test_condensing_is_not_altering() -> None:
    words = "借款人应当按照约定的期限归还本金，出借人可以催告借款人在三十日内归还"
    assert is_condensed(words, REPAY)
    assert not is_exact(words, REPAY)
    assert not is_condensed(words.replace("应当", "可以"), REPAY)
