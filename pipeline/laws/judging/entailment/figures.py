"""Figures of a told rule that its provision does not have: periods, amounts, counts, shares, and the measure of a penalty.

Compared by value and kind: 三个月 is 90 日, 三万元 is 30000 元; five working days are no five years. What a statute leaves
to others to fill in (数额较大, 情节严重) may have any figure of that kind, but for the measure of a penalty that it sets
itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

from pipeline.laws.judging.entailment.examples import worked_out
from pipeline.laws.judging.wording.likeness import plain
from pipeline.laws.naming.numerals import parse_number

# 2020年8月20日, 8月20日: a day, no period.
_DATE = re.compile(r"(?:19|20)\d\d年(?:\d{1,2}月(?:\d{1,2}日)?)?|(?<!\d)\d{1,2}月\d{1,2}日|\d{1,2}点")
_FIGURE = re.compile(
    r"(?<![\d第几数])(?P<n>\d+)(?P<ten>万|亿|千|百)?"
    r"(?P<unit>个?工作日|个?月|年|日|天|周|小时|元|块钱?|次|回(?!事)|通|期|倍|折|成|巴仙|毫分|名|人(?![民员])|(?<!到\d)半(?!年|个?月))"
)
# Shares, in one writing that plain text keeps: 30巴仙 (per cent).
_SHARE = re.compile(
    r"百分之(?P<of_100>[一二三四五六七八九十百两\d]+)(?!点)|(?<![\d.])(?P<sign>\d+)[%％]"
    r"|(?<![\d/／])(?P<over>\d{1,2})[/／](?P<under>\d{1,2})(?![\d/／])"
    r"|(?P<small>[千万])分之(?P<of>[一二三四五六七八九十两\d]+(?:点[一二三四五六七八九零〇\d]+|\.\d+)?)"
    r"|(?P<low>[二两三四五六七八九十])分之(?P<up>[一二两三四五六七八九])(?!点)"
)
_SHARE_SIGNS = ("分之", "%", "％", "/", "／")
_PER_CENT = {"倍": 100, "半": 50, "成": 10, "折": 10, "巴仙": 1}
_HALVES = (("半年", "6月"), ("半个月", "15日"), ("半月", "15日"))
_TIMES_AND_A_HALF = re.compile(r"(\d+)倍半")  # 一倍半: 150 %
_AND_A_HALF = re.compile(r"(\d+)个半月")  # 一个半月: 45 日
_SO_MANY_TIMES = re.compile(r"[退假缺少]1[赔罚](\d+)(?![\d倍元万千百])")  # 退一赔三: three times the price
_DAYS = {"年": 365, "月": 30, "周": 7, "日": 1}
ROUND = 0.02  # 24个月 are 720 days, 两年 730
OPEN_YEARS = 15  # 十年以上有期徒刑 ends there (刑法第45条)
_TENS = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_UNITS = {"天": "日", "个月": "月", "个工作日": "工作日", "块": "元", "块钱": "元", "回": "次", "通": "次", "名": "人"}
_IDIOMATIC = frozenset((1.0, unit) for unit in ("次", "人", "期", "日", "元")) | {
    (2.0, "人")
}  # 一次, 一天, 两人: hardly meant
_ONCE = (1.0, "次")
_ONLY_ONCE = re.compile(r"(?:只|仅|最多|每[年月])[^，。；]{0,8}1次(?!性)")  # … but here it is
_ROUNDS = frozenset((float(days), "日") for days in _DAYS.values())  # 一年两次: 每年两次
_PERIODS = frozenset(("年", "月", "周", "日"))

_LEFT_OPEN_AT_ALL = re.compile("国家有关规定|具体办法|另行规定|主管部门规定")
_DEGREES = re.compile("数额(?:较|巨|特别)|数量|情节|后果严重")
_OF_DEGREE = frozenset("元次人")  # what is counted to tell a degree, and not what it leads to
_PERIOD_LEFT_OPEN = re.compile("合理期限|规定期限|约定的期限")
_PERIOD_SET_ELSEWHERE = re.compile("时效|期限届满")
# 每月寄一次: how often something must be done.
_FREQUENCY = re.compile(r"每个?(?:年|月|季度|周|星期|日|天)(?=都|要|应|须|必|向|给|最|至|寄|送|公|拨|打|不得|只能|\d)")
_NUMBER = r"(?P<figure>\d+[万千百]?(?:个?工作日|个?月|年|日|天|小时|元|次|期|倍|成|巴仙|毫分|人))"
_MOST = re.compile(rf"(?:最[长多高迟]|不(?:得|能|可以?)?(?:超过|高于|多于)|至多|顶多|封顶)[^，。；\d]{{0,4}}{_NUMBER}")
_LEAST = re.compile(rf"(?:最[短少低]|不(?:得|能|可以?)?(?:少于|低于|短于)|至少|起码)[^，。；\d]{{0,4}}{_NUMBER}")
_RULES = re.compile(r"[。；;\n，,]")
_TELLING = 4  # pairs of characters of a clause below which they tell of no rule
_TOLD_OF = 0.5  # of them stand in a rule: the clause is told of it
_CLEARLY = 0.25  # … more of them than in another
_CONDUCT = re.compile(
    "就(?:是|算|会)?[违侵踩属构犯骚触]|属于|构成|侵害|侵犯|违[法规反]|涉嫌"
)  # 每天打几十个电话就踩了线
_CLAUSES = re.compile("[，,；;。：:]")
_FREQUENT = re.compile("每|按[年月季周日]|定期")
# The measure of a penalty as a claim tells it, and as a statute sets it.
_PENALTY = re.compile(
    r"(?P<top>最[高多长]|起步)?[^，。；]{0,4}(?:判处?|处|坐牢|刑期)(?P<top2>最[高多长])?[^，。；\d]{0,3}(?P<y>\d+)年(?P<bound>以[上下])?"
    r"|(?P<y2>\d+)年(?P<bound2>以[上下])?(?:有期)?徒刑"
    r"|(?P<top3>最[高多长])?(?:行政)?拘留?(?P<top4>最[高多长])?[^，。；\d]{0,3}(?P<d>\d+)[日天]|(?P<d2>\d+)[日天](?P<bound3>以[上下])?(?:行政)?拘留"
)
_YEARS_SET = re.compile(r"(\d+)年以[上下](?:(\d+)年以下)?有期徒刑")
_OPEN_ENDED = re.compile(r"(\d+)年以上有期徒刑")
_DAYS_SET = re.compile(r"(\d+)日以[上下](?:(\d+)日以下)?拘留")
_BY_ANOTHER = re.compile(r"第\d+条[^。；]{0,16}处罚")  # the measure is set elsewhere


def other_figures(claim: str, provision: str, *, of_result: bool = False, whole: str = "") -> list[str]:
    """The figures of the claim that the provision has not, nor leaves open.

    ``of_result``: the claim is what follows from the provision, and no degree (情节严重) leaves that open.
    ``whole``: what the claim is a part of; figures may be worked out from others of it.
    """
    return list(_other_figures(claim, provision, of_result, whole or claim))


@lru_cache(maxsize=256)
def _other_figures(claim: str, provision: str, of_result: bool, whole: str) -> tuple[str, ...]:
    words, statute = plain(with_shares(claim)), plain(with_shares(provision))
    there = {value for value, _ in _figures(statute)}
    open_to_any = _LEFT_OPEN_AT_ALL.search(statute) is not None
    degrees = _DEGREES.search(statute) is not None
    open_period = _PERIOD_LEFT_OPEN.search(statute) is not None or (
        _PERIOD_SET_ELSEWHERE.search(statute) is not None and all(unit != "日" for _, unit in there)
    )
    open_from = min((int(found[1]) for found in _OPEN_ENDED.finditer(statute)), default=OPEN_YEARS) * _DAYS["年"]
    out = [] if _FREQUENT.search(statute) else list(_frequencies(words, there))
    instalments = "分期" in statute
    other_counts = any(kind == "次" and number > 1 for number, kind in there) and _ONCE not in there
    idiomatic = _IDIOMATIC - {_ONCE} if other_counts and _ONLY_ONCE.search(words) else _IDIOMATIC
    for value, written in _figures(words):
        unit = value[1]
        fitting = value in there or value in idiomatic or open_to_any
        fitting |= unit == "期" and instalments
        fitting |= degrees and (not of_result or unit in _OF_DEGREE)
        fitting |= value in _ROUNDS and _FREQUENT.search(statute) is not None
        fitting |= unit == "日" and open_period
        fitting |= unit == "日" and open_from < value[0] <= OPEN_YEARS * _DAYS["年"]
        fitting |= unit == "日" and any(kind == "日" and abs(days - value[0]) <= ROUND * days for days, kind in there)
        if not fitting and value not in _own(whole, statute):
            out.append(written)
    return tuple(out)


@lru_cache(maxsize=64)
def _own(claim: str, statute: str) -> frozenset[tuple[float, str]]:
    """The figures of a claim that its author worked out from the statute's (plain)."""
    words = plain(with_shares(claim))
    told, there = ([value for value, _ in _figures(text)] for text in (words, statute))
    return worked_out(told, there, words, statute)


def _frequencies(words: str, there: set[tuple[float, str]]) -> Iterator[str]:
    """How often something must be done: not how often somebody does it (每天打几十个电话就违法), nor a figure that is there."""
    for clause in _CLAUSES.split(words):
        for found in _FREQUENCY.finditer(clause):
            figure = _figures(clause[found.end() :])
            known = clause[found.end() : found.end() + 1].isdigit() and figure and figure[0][0] in there
            if not known and not _CONDUCT.search(clause):
                yield found[0]


def some_there(claim: str, provision: str) -> bool:
    """Whether one of the claim's figures is the provision's: others beside it may be worked out from it."""
    there = {value for value, _ in _figures(plain(with_shares(provision)))}
    return any(value in there for value, _ in _figures(plain(with_shares(claim))) if value not in _IDIOMATIC)


def same_units(claim: str, provision: str) -> bool:
    """Whether the provision has figures of every kind that the claim has: another one contradicts it."""
    return _units(claim) <= _units(provision)


def contradicted(claim: str, provision: str, *, whole: str = "") -> list[str]:
    """The figures of the claim whose kind the provision has with other values only."""
    ours = _figures(plain(with_shares(claim)))
    theirs = _figures(plain(with_shares(provision)))
    shared = {unit for (number, unit), _ in ours if ((number, unit) in {value for value, _ in theirs})}
    foreign = other_figures(claim, provision, of_result=True, whole=whole)
    kinds = _units(provision) - shared
    return [written for (_, unit), written in ours if unit in kinds and written in foreign]


def turned_bounds(claim: str, provision: str) -> list[str]:
    """The provision's figures that a claim makes a least where they are a most, or the other way: 最短六个月 for 不超过六个月."""
    told = _bounds(plain(with_shares(claim)))
    if not told:
        return []
    statute = plain(with_shares(provision))
    ruled = _bounds(statute)
    free = {value for value, _ in _figures(statute)} - {value for value, _, _ in ruled}
    out = []
    for value, bound, written in told:
        bounds = {one for other, one, _ in ruled if other == value}
        if bounds and bound not in bounds and value not in free:
            out.append(written)
    return out


def exchanged_figures(claim: str, provision: str) -> list[str]:
    """The provision's figures that a claim gives to what the provision gives another: 判决十日、裁定十五日 for the reverse."""
    told = []
    for clause in map(plain, _CLAUSES.split(with_shares(claim))):
        figures = [one for one in _figures(clause) if one[0] not in _IDIOMATIC]
        if len(figures) == 1:
            told.append((clause, *figures[0]))
    if not told:
        return []
    ruled = _ruled(with_shares(provision))
    return [written for clause, value, written in told if len(ruled) > 1 and _of_another(clause, value, ruled)]


@lru_cache(maxsize=64)
def _ruled(provision: str) -> tuple[tuple[str, frozenset[tuple[float, str]]], ...]:
    """The clauses of a provision that have figures, and their values."""
    clauses = map(plain, _RULES.split(provision))
    return tuple((words, frozenset(value for value, _ in found)) for words in clauses if (found := _figures(words)))


def _of_another(
    clause: str, value: tuple[float, str], ruled: tuple[tuple[str, frozenset[tuple[float, str]]], ...]
) -> bool:
    """Whether a clause is told of a rule that has another figure of the kind, and much less of those that have its own."""
    pairs = {one + other for one, other in pairwise(clause) if not one.isdigit() and not other.isdigit()}
    if len(pairs) < _TELLING:
        return False
    shares = [(sum(pair in words for pair in pairs) / len(pairs), values) for words, values in ruled]
    own = max((share for share, values in shares if value in values), default=None)
    others = [share for share, values in shares if value not in values and value[1] in {unit for _, unit in values}]
    return own is not None and bool(others) and max(others) >= _TOLD_OF and max(others) >= own + _CLEARLY


@lru_cache(maxsize=256)
def _bounds(words: str) -> tuple[tuple[tuple[float, str], bool, str], ...]:
    """The figures that are a most (True) or a least (False), and how they are written."""
    out: list[tuple[tuple[float, str], bool, str]] = []
    for pattern, most in ((_MOST, True), (_LEAST, False)):
        for found in pattern.finditer(words):
            figures = _figures(found["figure"])
            out.extend((value, most, found[0]) for value, _ in figures[:1])
    return tuple(out)


def figured(text: str) -> bool:
    """Whether the text has figures at all."""
    return bool(_figures(plain(with_shares(text))))


def _units(text: str) -> set[str]:
    return {unit for (_, unit), _ in _figures(plain(with_shares(text)))}


@lru_cache(maxsize=1024)
def with_shares(text: str) -> str:
    """The text with all shares in one writing: 百分之三十, 30% → 30巴仙, 三分之一 → 33巴仙; 万分之五 → 500毫分."""
    return _SHARE.sub(_share, text) if any(sign in text for sign in _SHARE_SIGNS) else text


def _share(found: re.Match[str]) -> str:
    if found["over"]:
        over, under = int(found["over"]), int(found["under"])
        return f"{round(100 * over / under)}巴仙" if 0 < over < under else found[0]
    if found["low"]:
        low, up = parse_number(found["low"]), parse_number(found["up"])
        return f"{round(100 * up / low)}巴仙" if low and up else found[0]
    if found["small"]:
        whole, _, rest = found["of"].replace("点", ".").partition(".")
        value = parse_number(whole)
        digits = "".join(str(parse_number(one)) for one in rest)
        if value is None:
            return found[0]
        return f"{round(float(f'{value}.{digits or 0}') * (1000 if found['small'] == '千' else 100))}毫分"
    number = parse_number(found["of_100"]) if found["of_100"] else int(found["sign"])
    return found[0] if number is None else f"{number}巴仙"


@lru_cache(maxsize=1024)
def _figures(words: str) -> tuple[tuple[tuple[float, str], str], ...]:
    """(value, unit) and how it is written; periods of calendar days and longer in days."""
    words = _DATE.sub("，", words)
    for half, whole in _HALVES:
        words = words.replace(half, whole)
    words = _TIMES_AND_A_HALF.sub(lambda found: f"{100 * int(found[1]) + 50}巴仙", words)
    words = _SO_MANY_TIMES.sub(r"退赔\1倍", words)
    words = _AND_A_HALF.sub(lambda found: f"{30 * int(found[1]) + 15}日", words)
    out = []
    for found in _FIGURE.finditer(words):
        unit = _UNITS.get(found["unit"], found["unit"])
        number = float(found["n"]) * _TENS.get(found["ten"] or "", 1)
        if unit == "小时" and number % 24 == 0:
            number, unit = number / 24, "日"
        if unit in _PERIODS:
            number, unit = number * _DAYS[unit], "日"
        if unit in _PER_CENT:
            number, unit = number * _PER_CENT[unit], "%"
        out.append(((number, unit), _written(found)))
    return tuple(out)


def _written(found: re.Match[str]) -> str:
    if found["unit"] == "毫分":
        return f"万分之{int(found['n']) / 100:g}"
    return found[0].replace("巴仙", "%")


def other_penalties(claim: str, provision: str) -> list[str]:
    """The measures of imprisonment or detention that the provision, which sets its own, does not have."""
    words, statute = plain(claim), plain(provision)
    if _BY_ANOTHER.search(statute):
        return []
    years = {int(number) for found in _YEARS_SET.findall(statute) for number in found if number}
    open_ended = _OPEN_ENDED.search(statute) is not None
    days = {int(number) for found in _DAYS_SET.findall(statute) for number in found if number}
    out = []
    for found in _PENALTY.finditer(words.replace("半个月", "15日")):
        prison = found["y"] or found["y2"]
        number = int(prison or found["d"] or found["d2"])
        bound = found["bound"] or found["bound2"] or found["bound3"] or ""
        known = years if prison else days
        if not known:
            foreign = bool(years) and not prison  # what sets imprisonment sets no days of detention
        elif bound or found["top"] or found["top2"] or found["top3"] or found["top4"]:
            foreign = number not in known
        else:
            foreign = number > max(known)
        if foreign and not (prison and open_ended and min(years, default=0) <= number <= OPEN_YEARS):
            out.append(f"{number}{'年' if prison else '日'}{bound}{'徒刑' if prison else '拘留'}")
    return out
