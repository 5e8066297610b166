"""Rules that are told without naming a provision and that hold no more, or did not hold yet: a small table with dates.

年利率24%、36%两线 (until 2020-08-20), 四倍LPR (from then), 诉讼时效两年 (until 2017-10-01) … What an author tells as
past, or of banks where the rule is that of private lending, is left alone. Such a verdict's citation names no law and
no article, as the text names none; ``successor`` is the provision that holds.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.laws.naming.works import law_id, provision_id
from pipeline.models import Citation, Verdict

_LENDING = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"
_CODE = "中华人民共和国民法典"
_CARDS = "最高人民法院、最高人民检察院关于办理妨害信用卡管理刑事案件具体应用法律若干问题的解释"

# The author tells of the past, of a change, or of how things stood before it.
_PAST = re.compile(
    r"以前|过去|此前|之前|原来|原先|曾|旧|废止|取消|不再|已被|改为|调整|修改|修订|修正|历史|当时|20(?:1\d|20)年|新规|区别|变为|缩短|延长|从前|原?规定为|误区|误以为|并非"
)
_COMING = re.compile(r"拟|征求意见|草案|将(?!近)|建议|可能|即将|自2020年8月20日")  # told as what is to come
_CASE = re.compile(r"经审理|判令|判决|本院|原审|原告|被告|一审|二审")  # what a court said of a contract of its time
_BANKS = re.compile(r"银行|信用卡|持牌|消费金融|金融机构|小额贷款公司|分期乐|花呗|借呗")


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it is told. It is wrong from ``changed`` on («old») or before it («new»)."""

    name: str
    told: re.Pattern[str]
    age: Literal["old", "new"]
    changed: date
    law: str  # where the rule that holds, or held, stands
    article: int | None
    explanation: str
    unless: re.Pattern[str] | None = None  # … in the sentence: another rule is meant


_RATE = r"(?:24|36|二十四|三十六)\s*[%％]|百分之(?:二十四|三十六)"
RULES = (
    Rule(
        "two lines of 24 % and 36 %",
        re.compile(
            rf"(?:年利率|年化|利率|利息|年息)[^。！？\n]{{0,24}}(?:{_RATE})[^。！？\n]{{0,30}}(?:红线|上限|受法律保护|不受保护|不予保护|受保护"
            r"|保护范围|无效|不予支持|予以支持|高利贷|自然债务|法定)"
        ),
        "old",
        date(2020, 8, 20),
        _LENDING,
        25,
        "民间借贷利率的24%、36%两线自2020年8月20日起改为合同成立时一年期贷款市场报价利率的四倍。",
        _BANKS,
    ),
    Rule(
        "four times LPR",
        re.compile(
            r"(?:LPR|贷款市场报价利率)[^。！？\n]{0,8}(?:的)?(?:四倍|4倍|４倍)|(?:四倍|4倍)(?:的)?(?:LPR|贷款市场报价利率)"
        ),
        "new",
        date(2020, 8, 20),
        _LENDING,
        25,
        "以贷款市场报价利率四倍为限的规则自2020年8月20日起施行，当时尚未生效。",
    ),
    Rule(
        "four times the bank rate",
        re.compile(r"(?:银行)?同(?:期|类)[^。！？\n]{0,8}贷款[^。！？\n]{0,6}利率[^。！？\n]{0,6}(?:四倍|4倍|４倍)"),
        "old",
        date(2015, 9, 1),
        _LENDING,
        25,
        "银行同类贷款利率四倍的上限自2015年9月1日起不再适用。",
        re.compile("LPR|报价利率"),
    ),
    Rule(
        "limitation of two years",
        re.compile(r"(?:普通|一般|民事)?诉讼时效(?:期间|期限)?(?:一般|通常|普遍)?(?:为|是|只有|有)?(?:两|二|2|２)年"),
        "old",
        date(2017, 10, 1),
        _CODE,
        188,
        "普通诉讼时效期间自2017年10月1日起为三年。",
        re.compile("申请执行|执行时效|产品|国际|保险|环境"),
    ),
    Rule(
        "joint suretyship presumed",
        re.compile(
            r"(?:没有约定|未约定|约定不明)[^。！？\n]{0,20}(?:保证方式)?[^。！？\n]{0,12}(?:按照|按|视为|承担|推定为?)[^。！？\n]{0,6}连带(?:责任)?(?:保证|担保)"
        ),
        "old",
        date(2021, 1, 1),
        _CODE,
        686,
        "保证方式没有约定或者约定不明确的，自2021年1月1日起按一般保证承担责任。",
    ),
    Rule(
        "card fraud from 10,000",
        re.compile(
            r"恶意透支[^。！？\n]{0,24}(?:超过|达到|满|在)?(?<!\d)(?:1万|一万|10000|１万)元?(?:以上|的|就|即|，|构成)"
        ),
        "old",
        date(2018, 12, 1),
        _CARDS,
        8,
        "恶意透支“数额较大”的起点自2018年12月1日起为五万元。",
        re.compile("不满|五万|5万"),
    ),
)


def stale_claims(text: str, *, on: date | None, citations: Sequence[Citation] = ()) -> tuple[Verdict, ...]:
    """A verdict for each rule that ``text`` tells and that did not hold on that day; without a day none can be given.

    A sentence with one of ``citations`` that names an article is left to the verdict on that.
    """
    if on is None:
        return ()
    cited = [(one.start, one.end) for one in citations if one.article is not None]
    found = [verdict for rule in RULES for verdict in _told(text, rule, on, cited)]
    return tuple(sorted(found, key=lambda verdict: verdict.citation.start))


def _told(text: str, rule: Rule, on: date, cited: list[tuple[int, int]]) -> Iterator[Verdict]:
    if (on >= rule.changed) != (rule.age == "old"):
        return
    for found in rule.told.finditer(text):
        low, high = _sentence(text, found.start(), found.end())
        sentence = text[low:high]
        if any(start < high and end > low for start, end in cited):
            continue
        if _CASE.search(sentence) or (_PAST if rule.age == "old" else _COMING).search(sentence):
            continue
        if rule.unless is not None and rule.unless.search(sentence):
            continue
        citation = Citation(None, None, None, 0, None, None, found.start(), found.end(), found[0])
        yield Verdict(
            citation,
            "superseded_version" if rule.age == "old" else "not_yet_in_force",
            on,
            successor=provision_id(law_id(rule.law), rule.article),
            quoted=sentence.strip(),
            explanation=rule.explanation,
        )


def _sentence(text: str, start: int, end: int) -> tuple[int, int]:
    """Where the sentence begins and ends around a span, at most 200 characters to either side."""
    low = max(text.rfind(mark, max(0, start - 200), start) for mark in "。！？\n") + 1
    low = max(low, start - 200, 0)
    ends = [at for mark in "。！？\n" if (at := text.find(mark, end, end + 200)) >= 0]
    return low, min(ends, default=min(len(text), end + 200))
