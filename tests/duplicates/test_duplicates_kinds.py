"""What kind of copy one text is of another: each case with the reason it stands here."""

from __future__ import annotations

import pytest

from pipeline.duplicates import compare, edge, prepare
from pipeline.duplicates.kinds import ALIGNED

OWN = (
    "网贷逾期之后，先把每一笔借款的平台、本金和年化利率列成一张表。\n"
    "催收人员打电话来，可以问清工号和公司名称，并且全程录音。\n"
    "如果乐平市的平台起诉到法院，应当按时到庭，对多收的利息提出异议。\n"
    "协商分期要在2024年3月5日之前提出申请，写明每月能还2000元。\n"
    "还清以后记得索要结清证明，过一个月再去查一次征信报告。"
)
OTHER = (
    "结婚时男方父母付首付买的房子，登记在谁名下决定了离婚怎么分。\n"
    "如果写的是两个人的名字，一般认定为共同财产，按出资多少和子女抚养情况分割。\n"
    "只写一方名字而婚后共同还贷的，要计算婚内还贷部分和对应的增值。\n"
    "父母出资时最好写清楚是赠与自己的子女还是赠与小两口。"
)
STATUTES = (
    "《中华人民共和国民法典》第六百七十五条：借款人应当按照约定的期限返还借款。对借款期限没有约定或者约定不明确，"
    "依据本法第五百一十条的规定仍不能确定的，借款人可以随时返还；贷款人可以催告借款人在合理期限内返还。\n"
    "《中华人民共和国民法典》第六百七十六条：借款人未按照约定的期限返还借款的，应当按照约定或者国家有关规定支付逾期利息。\n"
    "《中华人民共和国民法典》第六百八十条：禁止高利放贷，借款的利率不得违反国家有关规定。"
    "借款合同对支付利息没有约定的，视为没有利息。\n"
)
TRADITIONAL = OWN.translate(str.maketrans("贷后笔还电话问录应时对张", "貸後筆還電話問錄應時對張"))

KINDS = [
    ("same text", OWN, "exact", "the same"),
    ("other punctuation", OWN.replace("，", ",").replace("。\n", ". "), "exact", "punctuation is not text"),
    ("traditional characters", TRADITIONAL, "exact", "the same words in other characters"),
    ("source line above", "来源：某某网 发布时间：2024-05-06\n" + OWN, "repost", "a note was added"),
    ("a paragraph dropped", OWN.replace(OWN.split("\n")[1] + "\n", ""), "repost", "nothing but shorter"),
    ("another city", OWN.replace("乐平市", "丰城市"), "template", "a place exchanged"),
    ("another day and sum", OWN.replace("3月5日", "11月20日").replace("2000", "800"), "template", "numbers exchanged"),
    (
        "other words",
        OWN.replace("逾期", "超期")
        .replace("借款", "欠款")
        .replace("起诉", "告")
        .replace("应当", "须要")
        .replace("索要", "讨取"),
        "rewrite",
        "synonyms all over",
    ),
]


@pytest.mark.parametrize(("text", "kind"), [case[1:3] for case in KINDS], ids=[case[0] for case in KINDS])
def test_kinds(text: str, kind: str) -> None:
    copy, original = prepare("", text), prepare("", OWN)
    found = edge(copy, original)
    assert found.joins
    assert edge(original, copy).score == found.score, "likeness has no direction"
    assert compare(copy, original).kind == kind


def test_an_excerpt_is_contained_and_never_joins() -> None:
    longer = prepare("", OWN + "\n" + OTHER + "\n" + OTHER[::-1])
    part = prepare("", OWN)
    found = edge(part, longer)
    assert not found.joins
    assert found.first_is_shorter
    assert found.contained > 0.98
    assert compare(part, longer, excerpt=True).kind == "excerpt"


SERIES = "债务人最怕的不是欠钱，而是不知道下一步会发生什么。本系列分几篇讲清楚从逾期到执行的全过程。\n"
NOT_COPIES = [
    (SERIES + OWN + "\n（未完待续）", SERIES + OTHER + "\n（未完待续）", "the parts of a series, (一) and (二)"),
    (OWN, OTHER, "different articles"),
    (OWN + "\n" + STATUTES, OTHER + "\n" + STATUTES, "the same provisions quoted, most of either text"),
    (
        OWN + "\n以上内容仅供参考，如有疑问请咨询本站律师。",
        OTHER + "\n以上内容仅供参考，如有疑问请咨询本站律师。",
        "the same disclaimer",
    ),
    ("详见下图。", "详见下图！附表", "too short to say anything"),
]


@pytest.mark.parametrize(("one", "other"), [case[:2] for case in NOT_COPIES], ids=[case[2] for case in NOT_COPIES])
def test_not_copies(one: str, other: str) -> None:
    found = edge(prepare("甲", one), prepare("乙", other))
    assert not found.joins
    assert not found.contained


def test_the_slots_of_a_template_are_reported() -> None:
    copy = prepare("", OWN.replace("乐平市", "丰城市").replace("2000", "800"))
    assert set(compare(copy, prepare("", OWN)).difference.slots) == {("乐平市", "丰城市"), ("2000", "800")}


def test_the_words_of_a_rewrite_are_reported() -> None:
    difference = compare(prepare("", OWN.replace("逾期", "超期").replace("录音", "留音")), prepare("", OWN)).difference
    assert ("逾", "超") in difference.words
    assert ("录", "留") in difference.words


def test_what_was_added_and_dropped_is_reported() -> None:
    lines = OWN.split("\n")
    copy = prepare("", "\n".join([*lines[:2], "插入的一句话在这里。", *lines[3:]]))
    difference = compare(copy, prepare("", OWN)).difference
    passages = "".join((*difference.added, *difference.dropped, *(new for _, new in difference.words)))
    assert "插" in passages


def test_short_bodies_are_told_apart_by_their_titles() -> None:
    one, other = prepare("诉讼费怎么算", "见附件。"), prepare("律师费怎么算", "见附件。")
    assert one.plain != other.plain
    assert not edge(one, other).joins


def test_the_longest_texts_are_aligned_by_their_beginnings() -> None:
    """Aligned as a whole, two texts of a million characters would take hours."""
    long = "".join(f"{chr(0x4E00 + at % 19_997)}{chr(0x4E00 + at * 7 % 19_997)}" for at in range(60_000))
    copy, original = prepare("", OWN.replace("乐平市", "丰城市") + long[:-600]), prepare("", OWN + long)
    assert len(copy.masked) * len(original.masked) > ALIGNED**2
    found = compare(copy, original)
    assert (found.kind, found.difference.slots) == ("template", (("乐平市", "丰城市"),))
