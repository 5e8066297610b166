"""A condition that is given the penalty of another."""

from __future__ import annotations

import pytest

from pipeline.laws.judging.wording.degrees import exchanged_degree

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


@pytest.mark.parametrize(
    ("claim", "exchanged"),
    [
        ("诈骗数额巨大的，处十年以上有期徒刑", True),  # the offence before the degree
        ("诈骗数额巨大的，处三年以上十年以下有期徒刑", False),
        ("诈骗数额特别巨大的，处三年以上十年以下有期徒刑", True),
        ("诈骗手段恶劣的，处十年以上有期徒刑", False),  # no degree of the provision
    ],
)
def test_degrees_behind_the_offence(claim: str, exchanged: bool) -> None:
    assert (exchanged_degree(claim, FRAUD) is not None) is exchanged
