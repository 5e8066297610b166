"""Who must, may or must not do what: the norms of a claim held against those of its provision.

A norm is read from a clause: those who are named before its modal verb, the modality, and the pairs of characters of what
follows it. Of a provision's norms those count that are about the same act, by the pairs they share with the claim's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise

from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import in_plain_writing, plain

# free: need not; except: what a rule leaves out; is: no modality is told.
_MODES = re.compile(
    r"(?P<free>无需|无须|不用|不必|不需要?|用不着|可以不|可不|免于|(?:没有?|无)义务)"
    r"|(?P<never>不得|(?<!能)不能|不可以|不可(?![抗分避预归])|不许|(?<!准)不准|禁止|无权(?!处)|不允许|不应当?)"
    r"|(?P<must>必须|应当|应该|应(?![急对用])|务必|(?<![必无])须|(?<!没)有义务|(?<!没)有责任)"
    r"|(?P<deemed>视为|当作|视同)|(?P<by>(?<![理自事案])由(?!于|此|来))"
    r"|(?P<only>只能|只可以?|只有)"
    r"|(?P<may>可以|有权|能够|可(?![能靠信])|(?<![不可智职功性效])能(?![力够])|享有|自行)"
)
_SENTENCES = re.compile(r"[。；;\n]")
_CLAUSES = re.compile(r"[，,：:]")
# 约定不得转让的债权，…: of which contracts a rule speaks, and no norm of its own.
_STIPULATED = re.compile("(?:约定|规定|性质|依法)$")
_UNABLE = re.compile("不能(?=证明|清偿|确定|履行|偿还|实现|达成|归责|独立|辨认|从事|胜任|自行|支付)")
_EXCEPT = re.compile("除外|不在此限|另有|例外")
_LISTED = re.compile(r"^[（(][一二三四五六七八九十\d]+[）)]")
_LIST_FOLLOWS = re.compile(r"[：:]\s*$")
_NEGATIVE = "不未无非免禁没失难拒"
_DENIED = re.compile(r"(?:不|未(?!经)|无)(?:会|再|予|受|发生|承担|需|用|必|须)?(?P<what>[^\W\d]{2})")
# … and who tells on what condition the forbidden is allowed: 只有取得同意的情况下才能转让.
_ON_CONDITION = re.compile("只有|才|同意|除外|例外|另有|约定")
# Who tells a rule from its other side denies the condition too: 没有依据的，不得冻结.
_OTHER_SIDE = re.compile(
    "没|未|无(?!权|需)|不(?![得能可许准用必需])|(?<![解删免消清扣])除|只有|才|生活|必需|基本|例外|随意|擅自|任意"
)
_IDLE = frozenset(
    "的了是在和与或者及其之就都要得可以应当不能会有为对把被将也还再所该这那些个向从到于并即若如果等一人由其他"
)
_TERMS = frozenset("返还 归还 偿还 退还 对抗 为限 被告 有效 担责".split())  # idle characters or not

# Modes that cannot both be meant of one act: the claim's first.
_REVERSED = frozenset(
    (("never", "may"), ("never", "must"), ("may", "never"), ("free", "must"), ("free", "never"), ("must", "never"))
)
_SAME_ACT = 0.34  # of the pairs of an act stand in a norm: it is about the same
_NEARLY = 0.6  # … of as many as in the nearest norm
_ALSO = 0.4  # … of as many: the provision says likewise of something near
_EXCEPTED = 0.6  # of an item of a list of exceptions: it is told
_UNKNOWN = 0.15  # … so few that the provision knows no such act
_AGENT = 10  # characters behind 由 that tell who
_ACT = 16  # characters behind a modal verb that tell the act


@dataclass(frozen=True, slots=True)
class Norm:
    """Who (classes of data/actors.tsv), how, and the act in plain characters."""

    actors: frozenset[str]
    mode: str
    act: str


@dataclass(frozen=True, slots=True)
class Compared:
    """What holding a claim's norms against a provision's shows; the shares are of the act's pairs: 0 to 1."""

    reversed: float = 0.0  # the act is forbidden and not allowed, or the other way
    stricter: float = 0.0  # … it must be done and not may be
    weaker: float = 0.0  # … it may be done and not must be
    other_actor: float = 0.0  # … somebody else does it
    agreeing: float = 0.0
    deemed: float = 0.0  # it is deemed to be something, and the provision deems it something else
    unknown: int = 0  # norms whose act the provision does not have
    words: tuple[str, ...] = ()  # for the reader


@cache
def _actors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(in_plain_writing(words))) for name, words in rows("actors"))


@lru_cache(maxsize=4096)
def actors(words: str) -> frozenset[str]:
    """The classes of those who are named in plain words."""
    return frozenset(name for name, pattern in _actors() if pattern.search(words))


@lru_cache(maxsize=1024)
def norms(text: str) -> tuple[Norm, ...]:
    """The norms of a text as it stands."""
    return tuple(_norms(text))


def _norms(text: str) -> Iterator[Norm]:
    carried = "is"  # what heads a list rules its items
    for sentence in filter(str.strip, _SENTENCES.split(text)):
        who: frozenset[str] = frozenset()
        listed = _LISTED.match(sentence.strip()) is not None
        mode = carried if listed else "is"
        for clause in _CLAUSES.split(sentence):
            words = _UNABLE.sub("未能", plain(clause)).replace("诉讼时效", "时效")  # no suit
            if not words:
                continue
            if not listed:
                mode = "is"
            if _EXCEPT.search(words) or (listed and carried == "except"):
                mode = "except"
                yield Norm(who, mode, words)
                continue
            found = list(_MODES.finditer(words))
            head = words[: found[0].start()] if found else words
            named = actors(head.rpartition("的")[2])
            who = named or (frozenset() if actors(head) else who)
            if head and (not found or len(head) > 1):
                yield Norm(who, mode, head)
            for i, modal in enumerate(found):
                stop = found[i + 1].start() if i + 1 < len(found) else len(words)
                if _STIPULATED.search(words, 0, modal.start()) and "的" in words[modal.end() : stop]:
                    continue
                mode = modal.lastgroup or "is"
                act = words[modal.end() : stop]
                if mode == "by":
                    who = actors(act[:_AGENT]) or who
                yield Norm(who, mode, act)
        if not listed:
            carried = mode if _LIST_FOLLOWS.search(sentence) else "is"


def _pairs(act: str) -> frozenset[str]:
    return frozenset(
        one + other
        for one, other in pairwise(act)
        if one + other in _TERMS or (one not in _IDLE and other not in _IDLE and not one.isdigit())
    )


def compared(claim: tuple[Norm, ...], provision: tuple[Norm, ...]) -> Compared:
    """The norms of a claim, in the words of the provision as far as they are known, held against the provision's."""
    reversed_ = stricter = weaker = other_actor = agreeing = deemed = 0.0
    unknown, words = 0, []
    told = "".join(norm.act for norm in claim)
    asked = "".join(norm.act for norm in claim if norm.mode != "free")  # 无需同意 is no condition
    limited = {
        "never": _OTHER_SIDE.search(told) is not None
        or any(norm.mode == "only" for norm in claim)
        or _tells_exception(told, provision),
        "may": _ON_CONDITION.search(asked) is not None,
    }
    for norm in claim:
        pairs = _pairs(norm.act[:_ACT])
        if norm.mode == "is" or not pairs:
            continue
        near = [(sum(pair in one.act for pair in pairs) / len(pairs), one) for one in provision]
        best = max((share for share, _ in near), default=0.0)
        if best < _UNKNOWN:
            unknown += 1
        if norm.mode == "deemed":
            likewise = [(share, one) for share, one in near if one.mode == "deemed"]
            nearest = max(likewise, key=lambda one: one[0], default=None)
            other = nearest is not None and (nearest[0] < _SAME_ACT or _denies(nearest[1].act) != _denies(norm.act))
            deemed = max(deemed, float(other))
        if best < _SAME_ACT:
            continue
        same = [one for share, one in near if share >= _NEARLY * best]
        modes = {one.mode for one in same}
        if any(one.mode == norm.mode and (share >= _ALSO * best or _within(one.act, norm.act)) for share, one in near):
            agreeing = max(agreeing, best)
        elif not limited.get(norm.mode) and any(
            (norm.mode, one.mode) in _REVERSED
            and not _of_others(norm, one)
            and not (norm.mode == "may" and "must" in modes)  # what one must do, another may ask for
            for one in same
        ):
            reversed_ = max(reversed_, best)
            words.append(norm.act)
        elif norm.mode == "must" and modes == {"may"}:
            stricter = max(stricter, best)
            words.append(norm.act)
        elif norm.mode in ("may", "free") and modes == {"must"}:
            weaker = max(weaker, best)
        if norm.mode in ("must", "may", "by") and norm.actors and "any" not in norm.actors:
            theirs = [one.actors for one in same if one.actors and one.mode != "never"]
            if theirs and all("any" not in one and not one & norm.actors for one in theirs):
                other_actor = max(other_actor, best)
                words.append(norm.act)
    return Compared(reversed_, stricter, weaker, other_actor, agreeing, deemed, unknown, tuple(words))


def _denies(act: str) -> bool:
    return act.startswith(("不", "没有", "未", "无"))


def _within(act: str, told: str) -> bool:
    """Whether a provision's act is all in what is told: 不必申报, told as 不用申报债权."""
    pairs = _pairs(act)
    return bool(pairs) and all(pair in told for pair in pairs)


def _of_others(norm: Norm, other: Norm) -> bool:
    """Whether the two are surely not of the same people: that one may do it does not say that another may."""
    both = norm.actors | other.actors
    return bool(norm.actors and other.actors) and "any" not in both and not norm.actors & other.actors


def _tells_exception(told: str, provision: tuple[Norm, ...]) -> bool:
    """Whether what is told is an item of a list of exceptions: 有下列情形之一的除外：（一）根据性质不得转让."""
    items = (_pairs(norm.act) for norm in provision if norm.mode == "except" and not _EXCEPT.search(norm.act))
    return any(pairs and sum(pair in told for pair in pairs) >= _EXCEPTED * len(pairs) for pairs in items)


def negated(claim: str, provision: str) -> list[str]:
    """What the claim denies and the provision (both plain) never does: 时效不中断, 不受法律保护."""
    if _EXCEPT.search(provision):
        return []
    told = [found for found in _DENIED.finditer(claim) if not claim[found.end() :].startswith(("的", "就", "时"))]
    return [
        found[0]
        for found in told
        if found["what"][0] not in _IDLE
        and found["what"][1] not in _IDLE
        and claim[max(0, found.start() - 1) : found.start()] != found["what"][0]  # 同不同意
        and found["what"] in provision
        and not any(_denied_at(provision, place.start()) for place in re.finditer(found["what"], provision))
    ]


def _denied_at(words: str, place: int) -> bool:
    return any(char in _NEGATIVE for char in words[max(0, place - 10) : place])
