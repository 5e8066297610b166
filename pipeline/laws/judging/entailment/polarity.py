"""What a claim affirms and its provision denies at the same act, or the other way: 对债务人仍然发生效力 for 不发生效力.

Sentence by sentence, since a provision may well deny of one case what it says of another. Conditions (…的) are left alone,
and so is whoever tells a limit or an exception.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.laws.judging.entailment.overlap import in_its_words
from pipeline.laws.judging.wording.likeness import SENTENCES, contained, nearest_sentence, plain

_CLAUSES = re.compile("[，,：:；;。\n]")
_DENIED = re.compile(r"(?:不(?:予|得|能|再|会|负|承担|发生|应当?|可以|必)?|未|没(?=有)|无)(?P<act>[^\W\d]{2,4})")
_NEGATIVE = re.compile("[不未无非没免禁失难拒]")
_LIMITED = re.compile("(?<![解删免消清扣])除|但|只有|才|证明|例外|另有|同意|追认|一般|可以不|可不")
# What is forbidden is norms.py's; who tells a rule from its other side denies the condition, too.
_OTHER_SIDE = re.compile("不(?:[得可许准]|能(?![偿清证履]))|没|未|无(?!效)|禁止|不[^，。]{1,10}[的，][^。]*不")
_EXCEPTED = re.compile("除外|不在此限|另有")
_CONDITION = re.compile("^(?:如果?|若|只要|要是|一旦)|(?:的|时|后|前|之日起)$")
_FOLLOWS = re.compile("[就则便]")  # behind a condition: 一方不履行，就要…
_UNASKED = re.compile("(?:未经?|没有?|不需要?|无需|不用|不必)[^，。]{0,8}同意")
_FORBIDDEN = re.compile(r"(?:不得|禁止|不应)(?:再|擅自|直接|以)?(?P<act>[^\W\d]{2})")
_TELLS_OF_A_BREACH = re.compile(
    "违法|违反|违规|侵[犯害权]|属于|构成|处罚|罚款|拘留|赔|投诉|举报|拒绝|就是|追究|犯罪|责令|警告"
)
_SHORTEST = 6  # characters
_SAME = 0.4  # of a sentence's pairs of characters: it tells of the provision's
_SAME_CLAUSE = 0.6  # … of a clause's
_BEFORE = 10  # characters before an act that may deny it
_IDLE = frozenset("的了是在和与或者及其之就都要得可以应当不能会有为对把被将也还再所该这那")


def affirmed(claim: str, provision: str) -> list[str]:
    """The acts that the claim affirms and the sentence of the provision that it is about denies only."""
    if not _DENIED.search(provision):
        return []
    both = set(_denied(list(_clauses(claim))))
    return [act for told, ruled in _pairs(claim, provision) for act in _turned(told, ruled) if act not in both]


def denied(claim: str, provision: str) -> list[str]:
    """The acts that the claim denies, which that sentence affirms and the whole provision never denies."""
    if not _DENIED.search(claim) or _OTHER_SIDE.search(claim):
        return []
    return [
        act
        for told, ruled in _pairs(claim, provision)
        for act in _turned(ruled, told)
        if not any(act in denial for denial in _denied(list(_clauses(provision))))
    ]


def done_though_forbidden(claim: str, provision: str) -> list[str]:
    """The acts that the provision only forbids and a claim without any negation tells as the rule: 法院主动审查."""
    forbidden = {found["act"] for found in _FORBIDDEN.finditer(provision) if found["act"][-1] not in _IDLE}
    if not forbidden or _TELLS_OF_A_BREACH.search(claim):
        return []
    words = in_its_words(plain(claim), plain(provision))
    return [
        act
        for act in forbidden
        if _stands(act, words) and not _stands(act, plain(provision)) and not _NEGATIVE.search(words)
    ]


@lru_cache(maxsize=64)
def _pairs(claim: str, provision: str) -> tuple[tuple[list[str], list[str]], ...]:
    return tuple(_compared(claim, provision))


def _compared(claim: str, provision: str) -> Iterator[tuple[list[str], list[str]]]:
    """The clauses of each sentence and clause of the claim, and those of the sentence that it is about."""
    for sentence in SENTENCES.findall(claim):
        if any(limit != "一般" or limit not in provision for limit in _LIMITED.findall(_UNASKED.sub("", sentence))):
            continue
        rules = list(_clauses(sentence))
        for one, clauses in ((sentence, rules), *((rule, [rule]) for rule in rules)):
            ruled = nearest_sentence(one, provision)
            said = in_its_words(plain(one), plain(ruled))
            enough = _SAME if one is sentence else _SAME_CLAUSE
            if len(said) >= _SHORTEST and not _EXCEPTED.search(ruled) and contained(said, ruled) >= enough:
                yield [in_its_words(clause, plain(ruled)) for clause in clauses], list(_clauses(ruled))


def _turned(affirming: list[str], denying: list[str]) -> list[str]:
    """The acts that the one clauses affirm and the others deny and do not affirm."""
    return [
        act
        for act in dict.fromkeys(_denied(denying))
        if any(_stands(act, clause) for clause in affirming) and not any(_stands(act, clause) for clause in denying)
    ]


def _clauses(sentence: str) -> Iterator[str]:
    """The clauses that are no conditions, plain."""
    clauses = [*map(plain, _CLAUSES.split(sentence)), ""]
    for clause, following in pairwise(clauses):
        if clause and not _CONDITION.search(clause) and not _FOLLOWS.match(following):
            yield clause


def _denied(clauses: list[str]) -> Iterator[str]:
    for clause in clauses:
        for found in _DENIED.finditer(clause):
            whole = found["act"]
            for act in (whole,) if whole.startswith("有") else dict.fromkeys((whole, whole[:2])):
                if act[-1] not in _IDLE and (act[0] not in _IDLE or act[0] == "有"):
                    yield act


def _stands(act: str, words: str) -> bool:
    """Whether it stands there, denied by nothing before it."""
    return any(
        not _NEGATIVE.search(words, max(0, place.start() - _BEFORE), place.start()) for place in re.finditer(act, words)
    )
