"""How near some words are to a statute's: contained, altered in a word, told in other words, or about something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache

from pipeline.laws.numerals import parse_number
from pipeline.text import squeeze

_NUMERAL = re.compile(
    r"\d+[百千][零〇一二三四五六七八九十百]*|[零〇一二三四五六七八九十百千]+|两(?=[年个倍次月日天人])"
)
_ENUMERATOR = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]")
_PERCENT = re.compile("百分之(?=[零〇一二三四五六七八九十百])")
_SPELLINGS = (("帐", "账"), ("它", "他"), ("份", "分"), ("像", "象"), ("做", "作"))
# Words that a quotation may lose or gain without saying anything else.
_PARTICLES = re.compile("[的了地得之其及和与或等并且也则即所者于在对将把被为是]+")
# Words that turn a rule round, by the sense they give it; pairs of senses that cannot both be meant.
_SENSES = {
    "应当": "must", "必须": "must", "应": "must", "不得": "must not", "禁止": "must not", "不应": "must not", "不能": "must not",
    "可以": "may", "可": "may", "有权": "may", "无权": "may not", "以上": "above", "以下": "below", "高于": "above", "低于": "below",
    "超过": "above", "不超过": "below", "有效": "valid", "无效": "void", "支持": "granted", "不支持": "refused",
}  # fmt: skip
_OPPOSED = frozenset(
    (one, other)
    for pair in (("must", "may"), ("must", "must not"), ("must not", "may"), ("may", "may not"), ("above", "below"), ("valid", "void"),
                 ("granted", "refused"))
    for one, other in (pair, pair[::-1])
)  # fmt: skip
# Terms of the law that nobody takes for each other who retells it: one put in the place of the other says another rule.
_TERMS = tuple(
    tuple(pair.split("/", 1))
    for pair in """
    贷款人/借款人 出借人/借款人 债权人/债务人 保证人/债务人 原告/被告 出租人/承租人 出卖人/买受人 经营者/消费者 用人单位/劳动者
    一般保证/连带责任保证 连带/按份 书面/口头 有偿/无偿 批准/备案 赔偿/补偿 罚金/罚款 罚款/警告 拘役/拘留 抵押/质押 动产/不动产
    有效/无效 有权/无权 支持/驳回 提起诉讼/提起公诉 支付令/公诉 不得/可以 禁止/可以 以内/以外 以上/以下 之前/之后 届满前/届满后
    人民法院/公安机关 人民法院/仲裁委员会 公安机关/检察机关 增加/减少 从重/从轻 从重/减轻 起算/届满 作为/不作为 故意/过失
    """.split()
)  # fmt: skip
# … and such as a provision that has one of them is not retold by the other.
_OPPOSITES = (
    *_TERMS,
    *(
        tuple(pair.split("/", 1))
        for pair in """
    原告住所地/被告住所地 个人财产/共同财产 实际/约定 有过错/无过错 有过错/没有过错 成立时/终止时 第一期/最后一期 中止/中断 订立时/交付时
    按月/按季度 货币/实物 本金/利息 有利息/没有利息 有限责任/无限责任 自愿/强制 收费/免费 年满/未满 出借人/保证人 父母/本人 用人单位/劳动者
    """.split()
    ),
)
_AROUND = 3  # characters beside a difference that belong to its term
_SENTENCES = re.compile(r"[^。；;！？\n]+")
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{2,}")
_EDGE = 6  # characters at either end of a quotation that may be a changed word; more are the author's own
_TOKENS = re.compile(r"\d+|\D")  # a number is one word
_CLAUSES = re.compile("[，,、；;：:。\n]+")
_RUN = 4  # characters that must stand together for an alignment to begin


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a quotation and its statute part: one of the two may be empty."""

    statute: str
    quoted: str
    in_statute: str = ""  # … with some characters around it
    in_quoted: str = ""

    @property
    def telling(self) -> bool:
        """Whether even a retelling would not say this: another number, may for must, the debtor for the creditor."""
        if any(self._exchanged(one, other) or self._exchanged(other, one) for one, other in _TERMS):
            return True
        ours, theirs = re.findall(r"\d+", self.quoted), re.findall(r"\d+", self.statute)
        if ours and theirs and ours != theirs:
            return True
        sides = (_sense(self.statute), _sense(self.quoted))
        return None not in sides and sides in _OPPOSED

    def _exchanged(self, statute: str, quoted: str) -> bool:
        """Whether the quotation has the one term where the statute has the other."""
        return (
            statute in self.in_statute
            and quoted in self.in_quoted
            and statute not in self.in_quoted
            and quoted not in self.in_statute
        )


def opposites(claim: str, statute: str) -> list[str]:
    """Terms of the claim whose opposite the statute (both plain) has, and not them: 口头 for 书面."""
    return [
        mine
        for pair in _OPPOSITES
        for mine, other in (pair, pair[::-1])
        if mine in claim and other not in claim and other in statute and mine not in statute
    ]


def _sense(words: str) -> str | None:
    return _SENSES.get(words) or _SENSES.get(_PARTICLES.sub("", words))


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The words alone, numbers as digits: what texts are compared by.

    >>> plain("百分之二十四，三年。") == plain("24%、3年")
    True
    """
    if "百分之" in text:
        text = _PERCENT.sub("", text)
    if "（" in text or "(" in text:
        text = _ENUMERATOR.sub("", text)
    words = squeeze(text)
    for written, meant in _SPELLINGS:
        words = words.replace(written, meant)  # five of these cost less than one translate
    return _NUMERAL.sub(_digits, words)


def in_plain_writing(pattern: str) -> str:
    """A pattern as it must be to fit ``plain`` text: numbers as digits, one spelling of each word.

    >>> in_plain_writing("一半|录像")
    '1半|录象'
    """
    for written, meant in _SPELLINGS:
        pattern = pattern.replace(written, meant)
    return _NUMERAL.sub(_digits, pattern)


def _digits(found: re.Match[str]) -> str:
    return _figure(found[0])


@lru_cache(maxsize=4096)
def _figure(numeral: str) -> str:
    number = parse_number(numeral)
    return numeral if number is None else str(number)


@lru_cache(maxsize=4096)
def _pairs(words: str) -> frozenset[str]:
    return frozenset(map(str.__add__, words, words[1:]))


def _shared(pairs: Iterable[str], words: str) -> int:
    """How many of the pairs stand in ``words``; looking for them costs less than taking a statute to pieces."""
    return sum(map(words.__contains__, pairs))


def contained(claim: str, statute: str) -> float:
    """The share of the claim's pairs of characters that the statute has: 0 to 1."""
    ours = _pairs(plain(claim))
    return _shared(ours, plain(statute)) / len(ours) if ours else 0.0


def is_exact(claim: str, statute: str) -> bool:
    """Whether every word of the claim stands in the statute, in its order; … may leave something out."""
    if claim in statute:
        return True
    return _stand_in_order(_ELLIPSIS.split(claim), statute)


def has_run(claim: str, statute: str, *, length: int = 6) -> bool:
    """Whether so many characters of the claim stand together in the statute."""
    ours, words = plain(claim), plain(statute)
    return any(ours[i : i + length] in words for i in range(max(1, len(ours) - length + 1)))


def is_condensed(claim: str, statute: str) -> bool:
    """Whether the claim is the statute's wording with clauses left out."""
    return _stand_in_order(_CLAUSES.split(claim), statute)


def _stand_in_order(parts: Iterable[str], statute: str) -> bool:
    words = plain(statute)
    at = 0
    for part in parts:
        piece = plain(part)
        found = words.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def differences(claim: str, statute: str) -> list[Difference] | None:
    """The words changed between the first and the last run that both have; None where they cannot be laid side by side."""
    ours, words = plain(claim), plain(statute)
    window = _window(ours, words)
    if window is None:
        return None
    base, mine = _TOKENS.findall(words[window[0] : window[1]]), _TOKENS.findall(ours)
    codes = SequenceMatcher(None, base, mine, autojunk=False).get_opcodes()
    equal = [i for i, code in enumerate(codes) if code[0] == "equal" and code[2] - code[1] > 1]
    if not any(codes[i][2] - codes[i][1] >= _RUN for i in equal):
        return None
    first, last = codes[equal[0]], codes[equal[-1]]
    spans = [(max(0, first[1] - first[3]), first[1], 0, first[3])] if first[3] <= _EDGE else []
    spans += [
        (low, high, start, stop) for kind, low, high, start, stop in codes[equal[0] : equal[-1]] if kind != "equal"
    ]
    rest = len(mine) - last[4]
    spans += [(last[2], last[2] + rest, last[4], len(mine))] if rest <= _EDGE else []
    return [
        Difference(
            "".join(base[low:high]),
            "".join(mine[start:stop]),
            "".join(base[max(0, low - _AROUND) : high + _AROUND]),
            "".join(mine[max(0, start - _AROUND) : stop + _AROUND]),
        )
        for low, high, start, stop in spans
        if low < high or start < stop
    ]


def altered(found: list[Difference]) -> list[Difference]:
    """Those differences that change what is said: words put in or put in the place of others, not words left out."""
    return [one for one in found if _PARTICLES.sub("", one.quoted) and _says_other(one)]


def _says_other(one: Difference) -> bool:
    ours, theirs = _PARTICLES.sub("", one.quoted), _PARTICLES.sub("", one.statute)
    if not theirs:
        return "不" in ours or "无" in ours or len(ours) >= 2
    return ours != theirs


def _window(ours: str, words: str) -> tuple[int, int] | None:
    """The part of the statute that the claim's runs of characters come from."""
    places = [words.find(ours[i : i + _RUN]) for i in range(0, max(1, len(ours) - _RUN + 1))]
    found = [place for place in places if place >= 0]
    if not found:
        return None
    return max(0, min(found) - len(ours) // 2), min(len(words), max(found) + _RUN + len(ours) // 2)


def nearest_sentence(claim: str, statute: str) -> str:
    """The sentence of the statute that shares most with the claim."""
    sentences = [found[0].strip() for found in _SENTENCES.finditer(statute)]
    if len(sentences) < 2:
        return sentences[0] if sentences else ""
    if whole := next((one for one in sentences if claim in one), None):
        return whole
    ours = _pairs(plain(claim))
    return max(sentences, key=lambda one: _shared(ours, plain(one)))


def first_sentences(claim: str, statute: str) -> str:
    """The claim up to where it leaves the statute: behind a colon, an author's own words follow the law's."""
    sentences = [found[0] for found in _SENTENCES.finditer(claim)]
    kept = sentences[:1]
    for sentence in sentences[1:]:
        if contained(sentence, statute) < 0.6:
            break
        kept.append(sentence)
    return "。".join(kept)
