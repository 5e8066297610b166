"""Quantities as they stand in a text, by value and unit: 三个月 and 90天 are 90 日, 三万元 is 30000 元, 三分之一 is 33 %."""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.laws.judging.wording.likeness import plain
from pipeline.laws.naming.numerals import parse_number

Value = tuple[float, str]  # number, unit

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
DAYS = {"年": 365, "月": 30, "周": 7, "日": 1}
_TENS = {"百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_UNITS = {"天": "日", "个月": "月", "个工作日": "工作日", "块": "元", "块钱": "元", "回": "次", "通": "次", "名": "人"}
_PERIODS = frozenset(("年", "月", "周", "日"))


@lru_cache(maxsize=1024)
def quantities(words: str) -> tuple[tuple[Value, str], ...]:
    """The quantities of plain words, and how each is written; periods of calendar days and longer in days."""
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
            number, unit = number * DAYS[unit], "日"
        if unit in _PER_CENT:
            number, unit = number * _PER_CENT[unit], "%"
        out.append(((number, unit), _written(found)))
    return tuple(out)


def quantities_of(text: str) -> tuple[tuple[Value, str], ...]:
    """The quantities of a text as it is written."""
    return quantities(plain(with_shares(text)))


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


def _written(found: re.Match[str]) -> str:
    if found["unit"] == "毫分":
        return f"万分之{int(found['n']) / 100:g}"
    return found[0].replace("巴仙", "%")


def units_of(text: str) -> set[str]:
    """The units of a text's quantities."""
    return {unit for (_, unit), _ in quantities_of(text)}
