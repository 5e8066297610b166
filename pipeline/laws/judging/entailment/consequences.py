"""What an author says to follow from a provision, and for what conduct: kinds held as data, by the words of both sides.

data/consequences.tsv and data/conducts.tsv have for each kind its name, how an author tells of it, and the words without
which a provision says nothing of the kind: patterns over ``likeness.plain`` text, N for any number. The second is
generous, since a kind that is wrongly found in a provision only leaves a claim alone.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import in_plain_writing, plain

# Behind it stands the condition of a rule, not what follows from it: 逾期三个月的，….
_FORBIDDEN = re.compile(
    "(?:不得|不能|无权|不可以|不许)(?:再|直接|随意)?(?P<act>冻结|查封|扣押|划拨|扣留|拍卖|变卖|留置|追偿|抵销|解除)(?!.{0,8}(?:超|以外|部分|范围))"
)
_CONDITION = re.compile(r"^(?!.{0,2}是.{1,8}的$|属于).*(?:的人?|后|时|时候|之前|以前|期间|因为.*|如果.*|只要.*)$")
# Clauses that rule something; where there are such, the others only lead to them.
_RULING = re.compile(
    "必须|应当|应该|须|不得|不能|不可|不许|不准|禁止|只能|可以|有权|无权|没有资格|要|就|由|会|将|一律|全部|自动|处|享|属于|算|视为|等于|作废|无效|生效"
    "|只有|至少|期限|时效|最[高多长低少短]|[是为满]\\d|不用|不必|无需|免|得|最多|最高|罚|判|退|赔|列入|纳入|影响|不予|不受|不支持|不承担|按|以"
)
CLAUSE_ENDS = re.compile(r"[，,；;。：:]")
# What somebody may not ask for, or need not do, follows from a rule that says nothing of it: 不能要求平分, 没有义务停息.
_REFUSED = re.compile(
    "(?:(?:不[能得]|不可以|无权|没有(?:权利|资格))(?:要求|随意|任意|擅自|自动|当然|免除|减免)|(?:没有?|无)义务)[^，。]*"
)
_NOT_SO = re.compile("不(?:会|用|能|至于).{0,4}(?:坐牢|判刑|拘留|抓人|罚款|处罚)|不构成犯罪")
_SANCTIONS = re.compile("处[^。]{0,16}(?:有期徒刑|拘役|拘留|罚款|罚金|管制)|处罚|丧失|解除劳动合同")
# The general part of criminal law is about whoever committed an offence; what is none it does not touch.
_OFFENDERS = re.compile("犯罪分子|犯罪嫌疑人|犯数罪|罪犯|缓刑")
_NO_CRIMES = frozenset(("欠款不还", "躲避催收", "多头借款", "投诉举报"))
# 以逃废债罪论处, 构成诈骗罪, 按盗窃论处: the offence that the provision is said to be about.
_OFFENCE = re.compile(
    r"(?:构成|涉嫌|属于|按照?|以|犯|叫|算|是|定)(?P<name>[^，。；、的构成以按]{2,12}?)(?:罪(?!犯)|论处|追究刑事责任|处罚)"
)
# … which is what the conduct is called, not the conduct: 借了不还就是诈骗.
_CALLED = re.compile(
    "(?:就是|就算|算|属于|构成|按照?|以|叫)[^，。]{0,8}?(?:诈骗|骗贷|盗窃|寻衅滋事|敲诈勒索|侵占|犯罪)罪?"
)
_NO_OFFENCE = frozenset("罪非法公共的和与或者及等行为犯论处严重故意过失一种重轻从法律规定")


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of consequence or of conduct."""

    name: str
    said: re.Pattern[str]
    meant: re.Pattern[str]


@cache
def _kinds(file: str) -> tuple[Kind, ...]:
    return tuple(Kind(name, _pattern(said), _pattern(meant)) for name, said, meant in rows(file))


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(in_plain_writing(written).replace("N", r"(?:\d+)"))


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a claim tells as following from a provision: what the provision leads to nowhere, and whether to some of it."""

    foreign: tuple[str, ...]
    some_found: bool
    rest: str  # what else is told to follow, plain


@lru_cache(maxsize=256)
def told_consequences(claim: str, statute: str) -> Consequences:
    """The kinds of consequence that a claim tells, held against a provision (plain)."""
    words = _REFUSED.sub("", _NOT_SO.sub("", results(claim)))
    told = [(kind, found.span()) for kind in _kinds("consequences") if (found := kind.said.search(words))]
    foreign = [(kind, span) for kind, span in told if not kind.meant.search(statute)]
    others = [span for kind, span in told if (kind, span) not in foreign]
    # Of two kinds that are read from the same words the one that is not found is the narrower.
    apart = any(all(end <= low or high <= start for _, (low, high) in foreign) for start, end in others)
    rest = "".join(char for i, char in enumerate(words) if not any(low <= i < high for _, (low, high) in foreign))
    return Consequences(tuple(kind.name for kind, _ in foreign), apart, rest)


def reversed_powers(claim: str, statute: str) -> list[str]:
    """What a claim forbids and the provision (plain) lets be done: 不得冻结, where it says 有权冻结."""
    return [
        found[0]
        for found in _FORBIDDEN.finditer(results(claim))
        if found["act"] in statute and not re.search(f"不[得能][^。；]{{0,16}}{found['act']}", statute)
    ]


@lru_cache(maxsize=256)
def results(claim: str) -> str:
    """The clauses of a claim that rule something, plain, divided by commas; all of them where none does."""
    clauses = _clauses(claim)
    told = [one for one in clauses if not _CONDITION.search(one)] or clauses
    return "，".join([one for one in told if _RULING.search(one)] or told)


@lru_cache(maxsize=256)
def conditions(claim: str) -> str:
    """The clauses of a claim that are conditions, likewise; all of them where it has none."""
    clauses = _clauses(claim)
    return "，".join([one for one in clauses if _CONDITION.search(one)] or clauses)


def _clauses(claim: str) -> list[str]:
    return [words for clause in CLAUSE_ENDS.split(claim) if (words := plain(clause))]


def foreign_conduct(claim: str, statute: str) -> list[str]:
    """The kinds of conduct that a claim tells, if the provision (plain) punishes some conduct and none of them."""
    sanctions = _SANCTIONS.search(statute)
    if not sanctions and not _OFFENDERS.search(statute):
        return []
    words = _CALLED.sub("", conditions(claim))
    told = [kind for kind in _kinds("conducts") if kind.said.search(words) and (sanctions or kind.name in _NO_CRIMES)]
    return [] if any(kind.meant.search(statute) for kind in told) else [kind.name for kind in told]


def foreign_offences(claim: str, statute: str) -> list[str]:
    """The offences that a claim names and the provision (plain) is not about."""
    out = []
    for found in _OFFENCE.finditer(plain(claim)):
        name = {char for char in found["name"] if char not in _NO_OFFENCE and not char.isdigit()}
        if len(name) >= 2 and not any(char in statute for char in name):
            out.append(f"{found['name']}罪")
    return out
