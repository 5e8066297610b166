"""What speaks for and against a claim being told of its provision: named signs, each a number, for support.py to weigh.

Three groups: how much of the claim's content the provision has, clause by clause; figures, consequences, offences and norms
that it has or has not; and words of data/signs.tsv (name, as a claim says it, as a provision means it) that the claim says
where the provision means nothing of the kind. No sign is proof by itself: tests/benchmarks/verdict_signs.py fits what
each weighs on the marked claims and writes data/weights.tsv.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.laws.judging.entailment.consequences import (
    CLAUSE_ENDS,
    conditions,
    foreign_conduct,
    foreign_offences,
    results,
    told_consequences,
)
from pipeline.laws.judging.entailment.figures import (
    contradicted,
    exchanged_figures,
    other_figures,
    some_there,
    turned_bounds,
)
from pipeline.laws.judging.entailment.norms import actors, compared, negated, norms
from pipeline.laws.judging.entailment.order import turned_orders
from pipeline.laws.judging.entailment.overlap import by_clause, in_its_words, share_of
from pipeline.laws.judging.entailment.penalties import other_penalties
from pipeline.laws.judging.entailment.polarity import affirmed, done_though_forbidden
from pipeline.laws.judging.entailment.polarity import denied as denied_of_it
from pipeline.laws.judging.entailment.quantities import quantities_of
from pipeline.laws.judging.entailment.relations import other_counterparts, other_events, other_starts
from pipeline.laws.judging.entailment.strange import strange_pairs, strangeness
from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import contained, in_plain_writing, plain
from pipeline.laws.judging.wording.opposites import opposites

_LOW = 0.3  # of a clause's content: hardly anything of it is there
_AMOUNT = 30  # distinct characters of content; more do not tell more
_LONG = 600  # characters of a provision
# Where a provision has nothing of the kind, who retells it may well say 一律.
_EXCEPTIONS = re.compile("除外|但是|但|可以|情形|情节|能力|证明|善意|合理|约定|酌情|特殊")
# Who says so tells that there is an exception.
_EXCEPTED = re.compile("除外|另有|除非|1般|原则上|例外(?<!不例外)|没有[^，。]{0,8}同意|未经|但是?")
# What is denied of a matter is not told of it: 不能一律…, 没有义务必须…; these names only.
_NOT_BEFORE = re.compile(
    "(?:不[能得许准会是可]|不可以|无权|并非|(?:没有?|无)(?:义务|必要|强制|要求|规定|说))[^，。]{0,3}$"
)
_DENIABLE = frozenset(("consent", "obliged", "beyond", "automatic", "whole", "insisting", "absolute", "freed"))
# … nor what is denied at some distance: 不用拿自己的财产去填, 不得扣留被执行人的全部收入.
_DENIED_FURTHER = frozenset(("whole", "beyond"))
_NOT_FURTHER = re.compile("不(?:[用必得能可]|需要?|应|对|承担|追)[^，。]{0,12}$")
# Agreed or written to be so, and void: 约定“永远不过时效”也没有用.
_VOID = re.compile(
    '[“"「『][^”"」』，。]{1,30}[”"」』](?=[^，。]{0,6}(?:没有?用|无效|不算|不作数|不成立|不行))'
    "|(?:约定|写明?|写着|承诺)[^，。]{1,20}?(?=[也都](?:没有?用|无效|不算|不作数|不成立|不行))"
)
# Who is no party need not do it, whatever it is.
_UNBOUND = re.compile(
    "(?:父母|配偶|子女|孩子|家属|家人|亲属|妻子|丈夫|老公|老婆|女儿|儿子|朋友|联系人|同事)[^，。]{0,10}?(?:，[^，。]{0,2})?"
    "(?:(?:没有?|无)(?:义务|责任)|不用|不必|不需要?|无需|无须|不承担)[^，。]*"
)
_NO_ACTOR = frozenset(("person",))  # whose data or things it is about
_ALIKE = (
    "contradicted",
    "authority",
    "absolute",
    "other actor",
    "duty",
    "bystander",
    "figure",
    "turned round",
    "consent",
    "exception",
    "obliged",
    "other event",
    "other counterpart",
    "though forbidden",
)  # a rule with one thing changed
_ABSOLUTE = ("absolute", "absolute like the provision")  # 一律不得, where the provision says 不得
_SHARES = ("倍", "成", "折", "半", "%")


@dataclass(frozen=True, slots=True)
class Word:
    """Words that a claim says and a provision means."""

    name: str
    said: re.Pattern[str]
    meant: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Signs:
    """The signs by name, and the words of the claim that the provision lacks, for the reader."""

    values: dict[str, float]
    words: tuple[str, ...]


@cache
def _words() -> tuple[Word, ...]:
    return tuple(
        Word(name, re.compile(in_plain_writing(said)), re.compile(in_plain_writing(meant)))
        for name, said, meant in rows("signs")
    )


def signs(claim: str, provision: str) -> Signs:
    """The signs of a claim about a provision; shares in both as ``quantities.with_shares`` writes them."""
    statute = plain(provision)
    told = dict(_content(claim, provision, statute)) | _figures(claim, provision)
    if _bystanders().search(statute) is None:
        claim = _UNBOUND.sub("", claim)
    lacking = [*other_figures(claim, provision, of_result=True)]
    consequences = told_consequences(claim, statute)
    conduct, offences = foreign_conduct(claim, statute), foreign_offences(claim, statute)
    words = "，".join(map(plain, CLAUSE_ENDS.split(_VOID.sub("", claim))))
    said = list(_said(words, statute))
    of_norms, acts = _norms(claim, provision, statute)
    counterparts, starts = other_counterparts(claim, provision), other_starts(claim, provision)
    forbidden = done_though_forbidden(claim, provision)
    events = other_events(claim, provision)
    orders, bounds = turned_orders(claim, provision), turned_bounds(claim, provision)
    told |= of_norms | {
        "other counterpart": min(len(counterparts), 2),
        "other start": max((sure for _, sure in starts), default=0.0),
        "other event": bool(events),
        "put the other way": bool(orders or bounds),
        "though forbidden": bool(forbidden),
        "consequence": min(len(consequences.foreign), 2),
        "consequence known": consequences.some_found,
        "no consequence": not consequences.foreign and not consequences.some_found,
        "conduct": bool(conduct),
        "offence": bool(offences),
    }
    for name, _ in said:
        told[name] = min(told.get(name, 0) + 1, 2)
    for name in _ABSOLUTE:
        told[f"{name}, agreeing"] = of_norms["agreeing"] * (told.get(name, 0) > 0)
    told["strange words"], told["strangest word"] = strangeness(strange_pairs(claim, statute))
    share, _ = share_of(claim, statute)
    for name in _ALIKE:
        told[f"{name}, otherwise alike"] = share * (told.get(name, 0) > 0)
    lacking += [
        *counterparts,
        *(start for start, _ in starts),
        *events,
        *forbidden,
        *orders,
        *bounds,
        *consequences.foreign,
        *conduct,
        *offences,
        *acts,
        *(word for _, word in said),
    ]
    return Signs({name: float(value) for name, value in told.items()}, tuple(dict.fromkeys(lacking)))


def contradicts(claim: str, provision: str) -> bool:
    """Whether a claim that is nearly the provision's wording has a figure, an actor or a modality of another kind."""
    of_norms, _ = _norms(claim, provision, plain(provision))
    if other_counterparts(claim, provision) or other_starts(claim, provision):
        return True
    return bool(contradicted(claim, provision) or other_penalties(claim, provision)) or any(
        of_norms[name] for name in ("reversed", "other actor", "denied", "deemed otherwise", "opposite", "turned round")
    )


@lru_cache(maxsize=64)
def _norms(claim: str, provision: str, statute: str) -> tuple[dict[str, float], list[str]]:
    """The signs of norms and terms, and the words that they are read from."""
    in_terms = in_its_words(claim, statute)
    norm = compared(norms(in_terms), norms(provision))
    opposite = opposites(plain(in_terms), statute)
    turned = [*affirmed(claim, provision), *denied_of_it(claim, provision)]
    denied = negated(plain(in_terms), statute)
    found = {
        "reversed": norm.reversed,
        "stricter": norm.stricter,
        "weaker": norm.weaker,
        "other actor": norm.other_actor,
        "agreeing": norm.agreeing,
        "no norm in common": not (norm.reversed or norm.agreeing or norm.stricter),
        "denied": bool(denied),
        "deemed otherwise": norm.deemed,
        "opposite": min(len(opposite), 2),
        "turned round": bool(turned),
    }
    return found, [*norm.words, *opposite, *denied, *turned]


def _said(words: str, statute: str) -> Iterator[tuple[str, str]]:
    """The names of the words that are told and not meant, and how they are told."""
    actor = bool(actors(statute) - _NO_ACTOR)
    for one in _words():
        if one.name == "party acting" and not actor:
            continue  # whoever does it: the provision names nobody
        if one.name == "exception" and _EXCEPTED.search(words):
            continue
        found = next((place for place in one.said.finditer(words) if not _denied(one.name, words, place.start())), None)
        if found and found[0] not in statute and not one.meant.search(statute):
            plainly = one.name == "absolute" and not _EXCEPTIONS.search(statute)
            yield "absolute like the provision" if plainly else one.name, found[0]


def _denied(name: str, words: str, place: int) -> bool:
    if name in _DENIED_FURTHER and _NOT_FURTHER.search(words, max(0, place - 16), place):
        return True
    return name in _DENIABLE and _NOT_BEFORE.search(words, max(0, place - 8), place) is not None


@cache
def _bystanders() -> re.Pattern[str]:
    """The words without which a provision binds no bystander."""
    return next(one.meant for one in _words() if one.name == "bystander acting")


def _content(claim: str, provision: str, statute: str) -> Iterator[tuple[str, float]]:
    share, size = share_of(claim, statute)
    clauses = by_clause(claim, statute, least=2) or [0.5]
    yield "amount", min(size, _AMOUNT) / 10
    yield "wording", contained(claim, provision)
    yield "shared", share**2
    yield "best clause", max(clauses)
    yield "worst clause", min(clauses)
    part, of = share_of(results(claim), statute)
    yield "result strange", of > 1 and part < _LOW
    part, of = share_of(conditions(claim), statute)
    yield "condition shared", part if of > 1 else 0.5
    yield "long provision", min(len(statute), _LONG) / 200


def _is_share(figure: str) -> bool:
    return figure.endswith(_SHARES) or figure.startswith("万分之")


def _figures(claim: str, provision: str) -> dict[str, float]:
    foreign = other_figures(claim, provision, of_result=True)
    none_there, other = not quantities_of(provision), contradicted(claim, provision)
    return {
        "figure": bool(foreign),
        "figure where there is none": bool(foreign) and none_there,
        "share": any(map(_is_share, foreign)),
        "share otherwise": any(map(_is_share, other)),
        "how often": any(one.startswith("每") for one in other_figures(claim, provision)),
        "contradicted": bool(other),
        "contradicted in the result": bool(contradicted(results(claim), provision, whole=claim)),
        "figure known": some_there(claim, provision) and not other,
        "figure known beside another": some_there(claim, provision) and bool(other),
        "figure of another rule": bool(exchanged_figures(claim, provision)),
        "no figure": not quantities_of(claim),
        "penalty": bool(other_penalties(claim, provision)),
    }
