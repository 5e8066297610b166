"""What turns a rule round: senses that cannot both be meant, a negation lost or gained, a term put in its opposite's place.

All words are those of ``likeness.plain`` texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.laws.judging.wording.likeness import in_plain_writing


def _pairs(table: str) -> tuple[tuple[str, str], ...]:
    """The pairs of a table (one/other …), in plain writing."""
    parted = (pair.partition("/") for pair in table.split())
    return tuple((in_plain_writing(one), in_plain_writing(other)) for one, _, other in parted)


def _both_ways(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Each pair and its reverse."""
    return tuple(dict.fromkeys(both for one, other in pairs for both in ((one, other), (other, one))))


# Words that a rule may lose or gain without saying anything else.
PARTICLES = re.compile("[的了地得之其及和与或等并且也则即所者于在对将把被为是]+")
# Words that turn a rule round, by the sense they give it; pairs of senses that cannot both be meant.
_SENSES = {
    "应当": "must", "必须": "must", "应": "must", "不得": "must not", "禁止": "must not", "不应": "must not", "不能": "must not",
    "可以": "may", "可": "may", "有权": "may", "无权": "may not", "以上": "above", "以下": "below", "高于": "above", "低于": "below",
    "超过": "above", "不超过": "below", "有效": "valid", "无效": "void", "支持": "granted", "不支持": "refused",
}  # fmt: skip
_OPPOSED = frozenset(
    _both_ways(
        [("must", "may"), ("must", "must not"), ("must not", "may"), ("may", "may not"), ("above", "below"), ("valid", "void"),
         ("granted", "refused")]
    )
)  # fmt: skip
# A rule loses its 不 or gains one: the one side has but the negation, the other nothing or how the rule is put without it.
_NEGATION = re.compile("(?:可以?|应当?)?(?:不|未|没有?|无|并?非)(?:予|能|可以?|应当?|会|再)?")
_AFFIRMATION = re.compile("(?:予以?|应当?|可以?|能够?|会|有|须|必须|需要?)?")
_EXEMPTION = re.compile("无需|无须|不必|不用|[毋不]须|[毋不]需要?")
_DUTY = re.compile("(?:应当?|必须|须|需要?)?")
_REVERSED = ((_NEGATION, _AFFIRMATION), (_AFFIRMATION, _NEGATION), (_EXEMPTION, _DUTY), (_DUTY, _EXEMPTION))
# Terms of the law that nobody takes for each other who retells it: one put in the place of the other says another rule.
_TERMS = _pairs(
    """
    贷款人/借款人 出借人/借款人 债权人/债务人 保证人/债务人 原告/被告 出租人/承租人 出卖人/买受人 经营者/消费者 用人单位/劳动者
    一般保证/连带责任保证 连带/按份 书面/口头 有偿/无偿 批准/备案 赔偿/补偿 罚金/罚款 罚款/警告 拘役/拘留 抵押/质押 动产/不动产
    有效/无效 有权/无权 支持/驳回 提起诉讼/提起公诉 支付令/公诉 不得/可以 禁止/可以 以内/以外 以上/以下 之前/之后 届满前/届满后
    人民法院/公安机关 人民法院/仲裁委员会 公安机关/检察机关 增加/减少 从重/从轻 从重/减轻 起算/届满 作为/不作为 故意/过失
    """
)
# … and such as a provision that has one of them is not retold by the other.
_OPPOSITES = _TERMS + _pairs(
    """
    原告住所地/被告住所地 个人财产/共同财产 实际/约定 有过错/无过错 有过错/没有过错 成立时/终止时 第一期/最后一期 中止/中断 订立时/交付时
    按月/按季度 货币/实物 本金/利息 有利息/没有利息 有限责任/无限责任 自愿/强制 收费/免费 年满/未满 出借人/保证人 父母/本人 用人单位/劳动者
    """
)
_BY_TERM = _both_ways(_OPPOSITES)
_EXCHANGED = _both_ways([*_TERMS, ("自愿", "应当")])  # of one word in its place


def are_opposed(one: str, other: str) -> bool:
    """Whether the two put a rule in senses that cannot both be meant: may for must not."""
    senses = (_sense(one), _sense(other))
    return None not in senses and senses in _OPPOSED


def is_negated(one: str, other: str) -> bool:
    """Whether the one has but a negation, and the other nothing or how the rule is put without it: 属于 for 不属于."""
    mine, its = PARTICLES.sub("", one), PARTICLES.sub("", other)
    return any(first.fullmatch(mine) and second.fullmatch(its) for first, second in _REVERSED)


def has_opposite_term(statute: str, quoted: str) -> bool:
    """Whether a term of the law stands in the one, and in its place one that nobody takes for it in the other."""
    return any(
        one in statute and other in quoted and one not in quoted and other not in statute  # nearly none gets further
        and _stands(one, statute) and _stands(other, quoted)
        for one, other in _EXCHANGED
    )  # fmt: skip


def opposites(claim: str, statute: str) -> list[str]:
    """Terms of the claim whose opposite the statute (both plain) has, and not them: 口头 for 书面."""
    return [
        mine
        for mine, other in _BY_TERM
        if mine in claim and mine not in statute and other in statute and other not in claim
    ]


def _stands(term: str, words: str) -> bool:
    """Whether it stands there, and not as a part of its contrary: 可以 in 不可以, 支持 in 不予支持."""
    at = words.find(term)
    while at >= 0 and words.endswith(("不", "没", "未", "无", "不予"), 0, at):
        at = words.find(term, at + 1)
    return at >= 0


def _sense(words: str) -> str | None:
    return _SENSES.get(words) or _SENSES.get(PARTICLES.sub("", words))
