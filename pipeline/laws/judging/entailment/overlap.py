"""How much of some words' content a provision has: by distinct characters, everyday words turned into its terms.

Who retells a rule keeps the morphemes of the law (解除 → 解掉, 赔偿 → 赔) or puts known words for its terms (老板 →
用人单位). Words that say nothing about the matter are left out, of law and of everyday speech.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import plain

# Said in any rule, or by any author: no sign of what it is about.
_EMPTY = frozenset(
    "的了是在和与或者及其之就都要得可以应当不能会有为对把被将也还再所该这那些个上下中里等由向从到于但而且则只已经并即若如果规定依法按照"
    "他们她它没必须无权自己任何一二三四五六七八九十两每最多少超过满才先后进行人巴仙"
)
# … or said by whoever retells, in everyday speech.
_COLLOQUIAL = re.compile(
    "[给你我您去拿找着说来谁用让又跟想看好怎么什啥掉起吧呢啊嘛钱些哪]|时候|清楚|一起|那天|回来|除非|照样|一般|原则上|比如|直接|一样|之前|之后|以后"
    "|情况|办法|地方|事情|算数|就算|属于|构成|对方|双方|部分"
)
CLAUSES = re.compile(r"[，,；;。：:、]")
# Any provision of a criminal law has them.
_PENALTIES = re.compile("有期徒刑|无期徒刑|拘役|管制|罚金|罚款|拘留|坐牢|判刑|判处|刑事责任|看守所|处罚")


@cache
def everyday_terms() -> dict[str, tuple[str, ...]]:
    """Everyday word → the law's terms that it may stand for."""
    return {word: tuple(terms.split()) for word, terms in rows("everyday")}


@cache
def _by_first() -> dict[str, list[tuple[int, str, tuple[str, ...]]]]:
    """First character → the words that begin with it, with their place in the table."""
    found: dict[str, list[tuple[int, str, tuple[str, ...]]]] = {}
    for place, (word, terms) in enumerate(everyday_terms().items()):
        found.setdefault(word[0], []).append((place, word, terms))
    return found


def _said_in(words: str) -> list[tuple[str, tuple[str, ...]]]:
    """The everyday words that stand there, in the order of the table: longer ones first."""
    by_first = _by_first()
    said = [one for char in by_first.keys() & set(words) for one in by_first[char] if one[1] in words]
    return [(word, terms) for _, word, terms in sorted(said)]


def by_clause(claim: str, statute: str, *, least: int) -> list[float]:
    """The share of each clause that has at least so many characters of content."""
    shares = (share_of(clause, statute) for clause in CLAUSES.split(claim))
    return [share for share, size in shares if size >= least]


@lru_cache(maxsize=1024)
def share_of(claim: str, statute: str) -> tuple[float, int]:
    """The share of the claim's characters of content that the statute (plain) has, and how many there are."""
    words, known = _in_terms(_PENALTIES.sub("", plain(claim)), statute)
    content = {char for char in _COLLOQUIAL.sub("", words) if char not in _EMPTY and not char.isdigit()} | known
    return (sum(char in statute for char in content) / len(content) if content else 0.0), len(content)


@lru_cache(maxsize=1024)
def _in_terms(words: str, statute: str) -> tuple[str, frozenset[str]]:
    """The words without everyday ones whose term the statute has, and the characters of these terms."""
    known: set[str] = set()
    for word, terms in _said_in(words):
        if word in words and (term := next((one for one in terms if one in statute), None)):
            words = words.replace(word, "")
            known.update(char for char in term if char not in _EMPTY)
    return words, frozenset(known)


@lru_cache(maxsize=1024)
def in_its_words(claim: str, statute: str) -> str:
    """The claim with everyday words that the statute (plain) does not have put in its terms."""
    for word, terms in _said_in(claim):
        if word in claim and word not in statute and (term := next((one for one in terms if one in statute), None)):
            claim = claim.replace(word, term)
    return claim
