"""Where some words and a statute's part, laid side by side, and which of the changes say something else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate

from pipeline.laws.judging.wording.likeness import SENTENCES, contained, in_plain_writing, is_condensed, plain

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
# A rule loses its 不 or gains one: the one side has but the negation, the other nothing or how the rule is put without it.
_NEGATION = re.compile("(?:可以?|应当?)?(?:不|未|没有?|无|并?非)(?:予|能|可以?|应当?|会|再)?")
_AFFIRMATION = re.compile("(?:予以?|应当?|可以?|能够?|会|有|须|必须|需要?)?")
_EXEMPTION = re.compile("无需|无须|不必|不用|[毋不]须|[毋不]需要?")
_DUTY = re.compile("(?:应当?|必须|须|需要?)?")
_REVERSED = ((_NEGATION, _AFFIRMATION), (_AFFIRMATION, _NEGATION), (_EXEMPTION, _DUTY), (_DUTY, _EXEMPTION))
# Terms of the law that nobody takes for each other who retells it: one put in the place of the other says another rule.
_TERMS = tuple(
    tuple(in_plain_writing(term) for term in pair.split("/", 1))
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
        tuple(in_plain_writing(term) for term in pair.split("/", 1))
        for pair in """
    原告住所地/被告住所地 个人财产/共同财产 实际/约定 有过错/无过错 有过错/没有过错 成立时/终止时 第一期/最后一期 中止/中断 订立时/交付时
    按月/按季度 货币/实物 本金/利息 有利息/没有利息 有限责任/无限责任 自愿/强制 收费/免费 年满/未满 出借人/保证人 父母/本人 用人单位/劳动者
    """.split()
    ),
)
_BY_TERM = tuple(dict.fromkeys(both for one in _OPPOSITES for both in (one, one[::-1])))
_OF_A_WORD = (*_TERMS, ("自愿", "应当"))
_EXCHANGED = tuple(dict.fromkeys(both for one in _OF_A_WORD for both in (one, one[::-1])))  # of one word in its place
_AND = re.compile("[并且和与及]")
# Words that limit a rule: who leaves one out of its quotation makes it another rule.
_LIMITS = re.compile(
    "(?:且|并)?(?:无故|无正当理由|故意|恶意|非法|擅自|书面|严重|主动|明知|善意|过失|部分|单独|事先|直接|共同|合理|必要|过分|适当|有偿|无偿|一次性|多次|一般|重大|已经|首次|最后)的?地?"
)
# … or what it goes by: 按照约定[或者国家有关规定]; one more actor or case that is left out leaves it true.
_STANDARD = re.compile("或者?[^，。]{0,10}(?:规定|约定|法律|标准|账单)")
_SENTENCE = 12  # characters of a sentence that is quoted as a whole
_LONGER = 0.35  # … by so much of it the statute's may be longer or shorter
_NEARLY = 0.85  # … of its pairs of characters stand there
_AROUND = 3  # characters beside a difference that belong to its term
_EDGE = 6  # characters at either end of a quotation that may be a changed word; more are the author's own
_TOKENS = re.compile(r"\d+|\D")  # a number is one word
_CONTEXT = 24  # characters to one side of a negation by which it is told whether the statute has the words without it
_ACROSS = 2  # … and to the other
_SLACK = 8  # characters by which the statute may be longer than its quotation
_RUN = 4  # characters that must stand together for an alignment to begin


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a quotation and its statute part: one of the two may be empty."""

    statute: str
    quoted: str
    in_statute: str = ""  # … with some characters around it
    in_quoted: str = ""
    at: int = 0  # where it stands in the plain statute
    said_at: int = 0  # … and in the plain quotation
    sentence: int = 0  # of the quotation, from 0
    excused: bool = False  # the statute has what is quoted in another place, or the quotation makes it a condition

    @property
    def reversed(self) -> bool:
        """Whether the one says that something is, must be or may be, and the other that not."""
        return self.opposed or self.negated

    @property
    def opposed(self) -> bool:
        """Whether the two put the rule in senses that cannot both be meant: may for must not."""
        sides = (_sense(self.statute), _sense(self.quoted))
        return None not in sides and sides in _OPPOSED

    @property
    def negated(self) -> bool:
        """Whether a negation is lost or put in: 属于 for 不属于, 无需 for 应当."""
        statute, quoted = _PARTICLES.sub("", self.statute), _PARTICLES.sub("", self.quoted)
        lost = any(one.fullmatch(statute) and other.fullmatch(quoted) for one, other in _REVERSED)
        return lost and not self.excused and not self.opposed

    @property
    def telling(self) -> bool:
        """Whether even a retelling would not say this: another number, may for must, the debtor for the creditor."""
        statute, quoted = self.in_statute, self.in_quoted
        if any(
            one in statute and other in quoted and one not in quoted and other not in statute  # nearly none gets further
            and _stands(one, statute) and _stands(other, quoted)
            for one, other in _EXCHANGED
        ):  # fmt: skip
            return True
        ours, theirs = re.findall(r"\d+", self.quoted), re.findall(r"\d+", self.statute)
        return bool(ours and theirs and ours != theirs) or self.reversed


def _stands(term: str, words: str) -> bool:
    """Whether it stands there, and not as a part of its contrary: 可以 in 不可以, 支持 in 不予支持."""
    at = words.find(term)
    while at >= 0 and words.endswith(("不", "没", "未", "无", "不予"), 0, at):
        at = words.find(term, at + 1)
    return at >= 0


def _sense(words: str) -> str | None:
    return _SENSES.get(words) or _SENSES.get(_PARTICLES.sub("", words))


def opposites(claim: str, statute: str) -> list[str]:
    """Terms of the claim whose opposite the statute (both plain) has, and not them: 口头 for 书面."""
    return [
        mine
        for mine, other in _BY_TERM
        if mine in claim and mine not in statute and other in statute and other not in claim
    ]


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
    # 不按照约定返还借款的，…, where the statute says 应当按照约定返还借款: what if not is another matter.
    conditions = {
        (low, start)
        for kind, low, high, start, stop in codes
        if kind == "equal" and mine[stop : stop + 1] == ["的"] != base[high : high + 1]
    }
    ends = list(accumulate(len(plain(one[0])) for one in SENTENCES.finditer(claim)))
    return [
        Difference(
            "".join(base[low:high]),
            "".join(mine[start:stop]),
            "".join(base[max(0, low - _AROUND) : high + _AROUND]),
            "".join(mine[max(0, start - _AROUND) : stop + _AROUND]),
            window[0] + len("".join(base[:low])),
            said_at := len("".join(mine[:start])),
            bisect_right(ends, said_at),
            _beside(mine, start, stop) in words or (high, stop) in conditions,
        )
        for low, high, start, stop in spans
        if low < high or start < stop
    ]


def _beside(tokens: list[str], start: int, stop: int) -> str:
    """The longer of what stands before and behind, with a little of the other."""
    before = "".join(tokens[max(0, start - _CONTEXT) : stop + _ACROSS])
    behind = "".join(tokens[max(0, start - _ACROSS) : stop + _CONTEXT])
    return max(before, behind, key=len)


def altered(found: list[Difference], *, whole: bool = False) -> list[Difference]:
    """Those differences that change what is said: words put in or put in the place of others; of words left out, a 不.

    ``whole``: a whole sentence is quoted, so that any words left out of it are.
    """
    reversal = _turned(found)
    return [one for one in found if _says_other(one) or (one.negated and one in reversal) or (whole and _left_out(one))]


def _left_out(one: Difference) -> bool:
    """Whether words are lost that limit a rule or widen it: 不得克扣或者[无故]拖欠, 按照约定[或者国家有关规定]."""
    if _PARTICLES.sub("", one.quoted) or len(_PARTICLES.sub("", one.statute)) < 2:
        return False
    return any(_STANDARD.match(lost) or _LIMITS.fullmatch(lost) for lost in _cuts(one.statute, one.in_statute))


def _cuts(lost: str, around: str) -> Iterator[str]:
    """The same words cut out elsewhere: 纸质[账单或者电子]账单 is 纸质账单[或者电子账单]."""
    behind = around[around.rfind(lost) + len(lost) :]
    for i in range(len(behind) + 1):
        if lost[:i] == behind[:i]:
            yield lost[i:] + lost[:i]


def telling(found: list[Difference]) -> list[Difference]:
    """Those that even a retelling would not have: what is turned round twice says the same (未…不得 → …可以).

    A negation that is lost beside new words may be right under the condition that they tell.
    """
    reversal = _turned(found)
    new = any(len(_PARTICLES.sub("", one.quoted)) >= 2 for one in found if not one.reversed)
    return [
        one
        for one in altered(found)
        if one.telling and (one in reversal or not one.reversed) and not (one.negated and new)
    ]


def _turned(found: list[Difference]) -> list[Difference]:
    """The reversals of a claim that turn round what one of its sentences says."""
    reversals = [one for one in found if one.reversed]
    count = Counter(one.sentence for one in reversals)
    return [one for one in reversals if count[one.sentence] % 2]


def of_sentences(claim: str, statute: str) -> list[Difference]:
    """What is changed in those sentences of a quotation that are, but for a word, whole sentences of the statute.

    Its words may all stand there, but in different sentences (承担补充责任。…承担连带责任).
    """
    ruled = _placed(statute)
    found: list[Difference] = []
    for start, sentence, words in _placed(claim):
        if len(words) < _SENTENCE or any(words in rule for _, _, rule in ruled):
            continue
        alike = [
            (at, one)
            for at, one, rule in ruled
            if abs(len(rule) - len(words)) <= _LONGER * len(words)
            and contained(sentence, one) >= _NEARLY
            and not is_condensed(sentence, one)
        ]
        changes: list[list[Difference]] = [
            [
                replace(change, at=at + change.at, said_at=start + change.said_at)
                for change in altered(differences(sentence, one) or [], whole=True)
            ]
            for at, one in alike
        ]
        fewest = min(changes, key=len, default=[])
        found += fewest
    return found


def _placed(text: str) -> list[tuple[int, str, str]]:
    """Each sentence with where it begins in the plain text, and plain."""
    sentences = [(one, plain(one)) for one in SENTENCES.findall(text) if one.strip()]
    starts = accumulate((len(words) for _, words in sentences), initial=0)
    return [(start, one, words) for start, (one, words) in zip(starts, sentences, strict=False)]


def _says_other(one: Difference) -> bool:
    if _joined_otherwise(one.statute, one.quoted) or _joined_otherwise(one.quoted, one.statute):
        return True
    ours, theirs = _PARTICLES.sub("", one.quoted), _PARTICLES.sub("", one.statute)
    if not ours:
        return False
    if not theirs:
        return "不" in ours or "无" in ours or len(ours) >= 2
    return ours != theirs


def _joined_otherwise(one: str, other: str) -> bool:
    """Whether the one has an «or» where the other has an «and»: 或者 for 并且."""
    return "或" in one and "或" not in other and _AND.search(other) is not None and _AND.search(one) is None


def _window(ours: str, words: str) -> tuple[int, int] | None:
    """The part of the statute that the claim's runs of characters come from."""
    places = [(i, words.find(ours[i : i + _RUN])) for i in range(0, max(1, len(ours) - _RUN + 1))]
    found = [place for _, place in places if place >= 0]
    if not found:
        return None
    first, last = min(found), max(found) + _RUN
    starts = [place - i for i, place in places if place >= 0]  # of the claim, if nothing were left out or put in
    begin, end = min(starts), max(starts)
    half = len(ours) // 2
    return max(0, min(first - half, begin - _SLACK)), min(len(words), max(last + half, end + len(ours) + _SLACK))
