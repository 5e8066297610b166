"""Where some words and a statute's part, laid side by side, and which of the changes say something else."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import accumulate

from pipeline.laws.judging.wording.likeness import SENTENCES, contained, is_condensed, plain
from pipeline.laws.judging.wording.opposites import PARTICLES, are_opposed, has_opposite_term, is_negated

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
        return are_opposed(self.statute, self.quoted)

    @property
    def negated(self) -> bool:
        """Whether a negation is lost or put in: 属于 for 不属于, 无需 for 应当."""
        return is_negated(self.statute, self.quoted) and not self.excused and not self.opposed

    @property
    def telling(self) -> bool:
        """Whether even a retelling would not say this: another number, may for must, the debtor for the creditor."""
        if has_opposite_term(self.in_statute, self.in_quoted):
            return True
        ours, theirs = re.findall(r"\d+", self.quoted), re.findall(r"\d+", self.statute)
        return bool(ours and theirs and ours != theirs) or self.reversed


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
    if PARTICLES.sub("", one.quoted) or len(PARTICLES.sub("", one.statute)) < 2:
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
    new = any(len(PARTICLES.sub("", one.quoted)) >= 2 for one in found if not one.reversed)
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
    ours, theirs = PARTICLES.sub("", one.quoted), PARTICLES.sub("", one.statute)
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
