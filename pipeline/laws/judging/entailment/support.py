"""Whether a provision can be what an article tells of it: by the characters of content that the two have in common.

Who retells a rule in everyday words keeps the morphemes of the law (解除 → 解掉, 赔偿 → 赔) or puts known words for its
terms (老板 → 用人单位). Who makes one up, or has another rule in mind, does not. What a claim and a provision share is
counted over distinct characters, words that say nothing about the matter left out, everyday words turned into terms.
That little is shared is no sign by itself: 没过错一般不用掏腰包 is the law of torts rightly told, and what a general rule
means for a case (催收员在小区贴大字报的，可以告他) has hardly a word of it. A figure, a measure of penalty, a consequence, an
offence or a punished conduct that the provision does not have is a sign (figures.py, consequences.py); with little in
common, or with a second sign of another kind, it is enough.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from pipeline.laws.judging.entailment.consequences import (
    Consequences,
    conditions,
    foreign_conduct,
    foreign_offences,
    results,
    reversed_powers,
    told_consequences,
)
from pipeline.laws.judging.entailment.figures import contradicted, other_figures
from pipeline.laws.judging.entailment.overlap import CLAUSES, by_clause, share_of
from pipeline.laws.judging.entailment.penalties import other_penalties
from pipeline.laws.judging.entailment.quantities import with_shares
from pipeline.laws.judging.entailment.signs import Signs, contradicts, signs
from pipeline.laws.judging.entailment.tables import rows
from pipeline.laws.judging.wording.likeness import plain

# Who acts is often the same where the rule is another.
_ACTORS = re.compile(
    "借款人|贷款人|出借人|债权人|债务人|持卡人|欠款人|被执行人|平台|银行|(?:人民)?法院|公司|单位|机构|员工|劳动者|消费者|经营者|用户|客户|当事人|个人"
)

# A penalty that is told of a provision without any is no matter of wording.
_SANCTIONS = frozenset(("坐牢", "拘留", "罚款", "吊销", "没收"))
_ANY_SANCTION = re.compile("罚|刑|拘|处分|没收|吊销|责令|犯罪|法律责任|追究")

# What was done in a case, an example, or a sum: its figures are not the provision's.
_CASE = re.compile(
    r"记得|拿它|用它|凭它|本条|该条|没有?(?:规定|说)|不存在|两者|一回事|比如|例如|譬如|举例|也就是|就是说|换算|相当于|实践中|(?<!由)(?<!由人民)法院(?!可以|应当|应该|必须|一律|不得|有权)[^，。；]{0,6}(?:判|认定|驳回|没支持|没有支持|不予?支持|一般支持|酌情支持)|某|[小老][王李张刘陈赵]|被判|被驳回|被拘|最后|月薪"
    r"|日工资|工资\d|合计|总共|一共|加起来|其中[^，。；]{0,2}[一\d]倍|[\d)）%元][=＝]|工龄[是有]?[\d一二两三四五六七八九十]+年"
    r"|[\d一二两三四五六七八九十]+年零?[\d一二两三四五六七八九十]+个月(?!以|的?有期)"
)
# Said of what is not so, or of what others say.
_DENIED = re.compile(
    "没有|谈不上|无关|没关系|没有关系|不是|并非|不等于|不构成|别信|吓唬|恐吓|纯属|以为|催收说|其实|谣|不会|误区|不用|不至于|两码事|一回事"
)
# A power told with its limits is not turned round.
_LIMITED = re.compile(
    "没|未|(?<![解删免消清扣])除|否则|只有|才|拿不出|生活|必[需要]|基本|直接|另有|例外|医疗期|先|擅自|随意|随便|任意|催收"
)
_LIMITS = re.compile("保留|有权拒绝|除外|下列情形|另有约定")
RANGE = re.compile(r"(?<=\d)\s*[-~—–～]+\s*(?=\d)")
_DECIMAL = re.compile(r"\d+\.\d+")

# The weight of a claim's signs …
_ACCUSED = 0.3  # that is enough
_ACCUSED_AROUND = 1.0  # … of one that only stands in a sentence with the provision's name
DOUBTED = -0.7  # … so little that no rule is believed
# Distinct characters of content below which a claim shows little, nothing without two signs, or nothing at all.
_SIZE, _SMALL_SIZE, _TINY = 10, 7, 4
# The share of them that stands in the provision …
_HARDLY = 0.2  # so little, that a part of what is told to follow is enough if it is not there
_NOT_MUCH = 0.42  # more is too much for a sign that may be an example
_HALF = 0.5  # more is too much for another consequence or conduct
_WHOLE = 0.6  # of one clause: that clause tells of the provision
_AGREEING = 0.7  # whatever is not there, the claim is of the provision
_TELLING = 3  # characters below which their share tells nothing
_CLAUSE = 4  # characters of content that make a clause worth looking at


def unsaid(claim: str, provision: str, *, near: bool = False, around: bool = False) -> tuple[str, ...]:
    """What is told of a provision and is not in it, in words for the reader; () wherever that is not plain.

    ``near``: the claim is nearly the provision's wording, and only what contradicts it speaks against it. ``around``: it
    only stands in one sentence with the provision's name.
    """
    if is_case(claim) or (near and not contradicted_by(claim, provision)):
        return ()
    found = told_signs(claim, provision)
    weight = weighed(found)
    if weight > (_ACCUSED_AROUND if around else _ACCUSED) or (near and found.values["turned round"]):
        return found.words or (_strangest(readable(claim), plain(provision)),)
    return () if around or weight <= DOUBTED else unsaid_by_rule(readable(claim), readable(provision))


def contradicted_by(claim: str, provision: str) -> bool:
    """Whether a claim has a figure, an actor or a modality that speaks against its being told of that provision."""
    return contradicts(readable(claim), readable(provision))


def is_case(claim: str) -> bool:
    """Whether the claim tells of a case, an example or a sum, whose figures are not the provision's."""
    return _CASE.search(claim) is not None


def readable(text: str) -> str:
    """The text so that plain words keep its figures: no sign between them, shares in one writing."""
    return with_shares(_DECIMAL.sub("若干", RANGE.sub("至", text)))


def told_signs(claim: str, provision: str) -> Signs:
    """The signs by which ``unsaid`` weighs a claim."""
    return signs(readable(claim), readable(provision))


def weighed(found: Signs) -> float:
    """The logarithm of the odds that a claim with these signs is not its provision's."""
    weights = _weights()
    return weights["constant"] + sum(weights.get(name, 0.0) * value for name, value in found.values.items())


@cache
def _weights() -> dict[str, float]:
    """Sign → what it weighs, and the constant."""
    return {name: float(weight) for name, weight in rows("weights")}


def _strangest(claim: str, statute: str) -> str:
    clauses: list[str] = [clause for clause in CLAUSES.split(claim) if clause]
    return min(clauses, key=lambda clause: share_of(clause, statute)[0])


def unsaid_by_rule(claim: str, provision: str) -> tuple[str, ...]:
    """What rules find in a claim (``readable``) that its provision does not have: figures, consequences, conduct.

    That little is shared is no sign by itself: 没过错一般不用掏腰包 is the law of torts rightly told.
    """
    statute = plain(provision)
    share, size = share_of(claim, statute)
    denied = _DENIED.search(claim) is not None
    if size >= _SMALL_SIZE and not denied and (penalties := other_penalties(claim, provision)):
        return tuple(penalties)
    if size < _TINY:
        return ()
    limited = _LIMITED.search(claim) or _LIMITS.search(statute)
    if not limited and (reversed_ := reversed_powers(claim, statute)):
        return tuple(reversed_)
    figures = other_figures(claim, provision)
    of_result = other_figures(results(claim), provision, of_result=True, whole=claim)
    told = told_consequences(claim, statute)
    if denied:
        told = replace(told, foreign=tuple(one for one in told.foreign if one not in _SANCTIONS))
    if _SANCTIONS.intersection(told.foreign) and share <= _HALF and not _ANY_SANCTION.search(statute):
        return told.foreign
    if share > _AGREEING:
        return _contradicted(claim, provision)
    others = (*foreign_conduct(claim, statute), *foreign_offences(claim, statute))
    signs = max(bool(figures), min(len(set(of_result)), 2)) + bool(others)
    signs += 0 if told.some_found else min(len(told.foreign), 2)
    if signs > 1:
        return (*(figures or of_result), *told.foreign, *others)
    apart = others if _without_actors(conditions(claim), statute) <= _HALF else ()
    if size < _SMALL_SIZE:
        return _contradicted(claim, provision) or apart
    if of_result and share <= (_HALF if any(one[-1] in "倍成折半%" for one in of_result) else _NOT_MUCH):
        return tuple(of_result)
    example = share > _NOT_MUCH or _tells_clause(claim, statute)
    return (
        _contradicted(claim, provision)
        or (() if example else tuple(figures))
        or (told.foreign if _leads_elsewhere(told, claim, statute, share) else ())
        or apart
    )


def little_in_common(claim: str, provision: str) -> bool:
    """Whether hardly anything of a long claim can be found in the provision, in whatever words."""
    share, size = share_of(claim, plain(provision))
    return size >= _SIZE and share <= _NOT_MUCH


def _contradicted(claim: str, provision: str) -> tuple[str, ...]:
    """Figures of what follows, where the provision has others of their kind."""
    return tuple(contradicted(results(claim), provision, whole=claim))


def _leads_elsewhere(told: Consequences, claim: str, statute: str, share: float) -> bool:
    """Whether nothing of what is told to follow is the provision's, or hardly anything of the whole claim."""
    if not told.foreign or told.some_found:
        return bool(told.foreign) and share <= _HARDLY
    little = share <= _HALF or _without_actors(told.rest, statute) <= _HALF
    tells = _tells_clause(results(claim), statute, without=_ACTORS) and _tells_clause(told.rest, statute)
    return little and not tells


def _without_actors(words: str, statute: str) -> float:
    share, size = share_of(_ACTORS.sub("", words), statute)
    return share if size >= _TELLING else 0.0


def _tells_clause(claim: str, statute: str, *, without: re.Pattern[str] | None = None) -> bool:
    """Whether a clause of the claim is told of the provision, also without the words of that pattern."""
    clauses = [claim] if without is None else [claim, without.sub("", claim)]
    return all(any(part >= _WHOLE for part in by_clause(words, statute, least=_CLAUSE)) for words in clauses)
