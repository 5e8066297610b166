"""Dates in text, as Chinese pages write them; times without a zone are Asia/Shanghai. No date rather than a wrong one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from typing import NamedTuple

from pipeline.models import Precision
from pipeline.moments import in_zone, shifted

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")  # no daylight saving since 1991
FIRST_YEAR = 1994  # the first Chinese web pages

_YEAR_WORDS = str.maketrans("〇○零Ｏ一二三四五六七八九", "0000123456789")
_NUMBER_WORDS = {
    word: number
    for number, word in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七 十八 十九 二十 二十一 "
                                  "二十二 二十三 二十四 二十五 二十六 二十七 二十八 二十九 三十 三十一".split(), 1)
}  # fmt: skip
_MONTHS = {name: number for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)}

_CLOCK = (
    r"(?:[\sT,，)）]|星期[一二三四五六日天]|周[一二三四五六日天]|[(（]|at|HKT|&nbsp;)*"
    r"(?:(?P<half>上午|下午|中午|晚上|晚间|凌晨|早上|午后|AM|PM)\s*)?"
    r"(?P<hour>[01]?\d|2[0-3])\s*[:：点时]\s*(?P<minute>[0-5]\d)?"
    r"(?:\s*[:：分]\s*(?P<second>[0-5]\d)(?:[.,]\d+)?)?\s*(?P<after>[ap]\.?m\.?\b)?\s*"
    r"(?P<zone>Z\b|[+-]\d{2}:?\d{2})?"
)
_NUMERIC = re.compile(
    r"(?<![\d.])(?P<year>(?:19|20)\d{2})\s*(?:[-/.]|年)\s*(?P<month>1[0-2]|0?[1-9])\s*(?:[-/.]|月)\s*"
    r"(?P<day>3[01]|[12]\d|0?[1-9])(?!\d|\.\d)\s*[日号]?(?:" + _CLOCK + ")?",
    re.I,
)
_SHORT_YEAR = re.compile(r"(?<![\d-])(\d\d)-(1[0-2]|0[1-9])-(3[01]|[12]\d|0[1-9])(?![\d-])")  # 18-03-08
_COMPACT = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<month>1[0-2]|0[1-9])(?P<day>3[01]|[12]\d|0[1-9])"
    r"(?:T?(?P<hour>[01]\d|2[0-3])(?P<minute>[0-5]\d)(?P<second>[0-5]\d)?)?(?!\d)"
)
_REPUBLIC = re.compile(
    r"民[国國]\s*(?P<republic>\d{2,3})\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日(?:"
    + _CLOCK
    + ")?",
    re.I,
)
_CHINESE = re.compile(
    r"(?P<year>[一二][〇○零Ｏ一二三四五六七八九]{3})年(?P<month>十[一二]?|[一二三四五六七八九])月"
    r"(?P<day>三十一?|二十[一二三四五六七八九]?|十[一二三四五六七八九]?|[一二三四五六七八九])[日号]"
)
_ENGLISH = re.compile(
    r"\b(?:(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?\s+(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
    r"|(?P<day2>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+(?P<name2>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?)"
    r",?\s+(?P<year>(?:19|20)\d{2})(?:" + _CLOCK + ")?",
    re.I,
)
# WordPress's formats for English with the months in Chinese: 三月 5, 2024 · 3 月 5th, 2024 · 5 3 月, 2024
_FOREIGN_ORDER = tuple(
    re.compile(rf"(?<!\d){form}\s*[,，]\s*(?P<year>(?:19|20)\d\d)(?!\d)(?:{_CLOCK})?", re.I)
    for form in (
        r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th|日)?",
        r"(?P<day>3[01]|[12]\d|0?[1-9])\s+(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s*月",
    )
)
# Drupal's 周五, 02/24/2023 - 09:15 and Hong Kong's 13/09/2022: which number is the month must be plain
_YEAR_AT_END = re.compile(
    r"(?:(?:星期|周|週)(?P<weekday>[一二三四五六日天])\s*[,，]\s*)?(?<![\d/])(?P<one>\d{1,2})/(?P<two>\d{1,2})/(?P<year>(?:19|20)\d\d)(?![\d/])"
    rf"(?:\s*-?\s*{_CLOCK})?",
    re.I,
)
_YEAR_LAST = re.compile(r"[日月a-z\d]\s*[,，]\s*(?:19|20)\d\d")
_AGO = re.compile(
    r"(?P<count>\d{1,3}|[一二三四五六七八九十半]|数)\s*个?(?P<unit>秒钟?|分钟?|小时|钟头|天|日|周|星期|礼拜|月|年)\s*(?:之?前|以前)"
    r"(?:\s*[(（]\s*(?:(?P<month>1[0-2]|0?[1-9])[-/月](?P<day>3[01]|[12]\d|0?[1-9])日?)\s*[)）])?"
)
_DAYS_AGO = re.compile(r"(?P<word>今天|昨天|昨日|前天)\s*(?:(?P<hour>[01]?\d|2[0-3])[:：](?P<minute>[0-5]\d))?")
_NOW = re.compile(r"刚刚|刚才|1分钟内")
_YEARLESS = re.compile(
    r"(?<![\d\-/.年])(?P<month>1[0-2]|0?[1-9])\s*(?P<sign>[-/]|月)\s*(?P<day>3[01]|[12]\d|0?[1-9])(?![\d\-/.])日?(?:"
    + _CLOCK
    + ")?",
    re.I,
)
_YEAR, _MONTH, _DAY = r"(?P<year>(?:19|20)\d\d)", r"(?P<month>1[0-2]|0?[1-9])", r"(?P<day>3[01]|[12]\d|0?[1-9])"
# A day whose parts stand in elements of their own, apart by a blank: 05 2024-03 · 2024 03-05 · 03-05 2024
_APART = tuple(
    re.compile(rf"\D{{0,6}}{form}(?:\s+{_CLOCK})?\W*", re.I)
    for form in (
        rf"{_DAY}\s*日?\s+{_YEAR}\s*[-/.年]\s*{_MONTH}\s*月?",
        rf"{_YEAR}\s*[-/.年]\s*{_MONTH}\s*月?\s+{_DAY}\s*日?",
        rf"{_YEAR}\s*年?\s+{_MONTH}\s*[-/.月]\s*{_DAY}\s*日?",
        rf"{_MONTH}\s*[-/.月]\s*{_DAY}\s*日?\s+{_YEAR}\s*年?",
    )
)
WEEKDAY = re.compile(r"[\s(（]*(?:星期|周)([一二三四五六日天])")
_LUNAR = re.compile(
    r"(?:农历|農曆|阴历|陰曆|夏历|旧历|正月|腊月|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年)\s*\S{0,6}$"
)
_HOLDS_YEAR = re.compile(r"(?:19|20)\d\d|[一二][〇○零Ｏ一二三四五六七八九]{3}年|民[国國]")
_WIDE = re.compile("[１２][０-９]{3}")
_NARROW = str.maketrans("０１２３４５６７８９－／．：", "0123456789-/.:")
_UNITS = {"秒": 1, "分": 60, "小": 3600, "钟": 3600, "天": 86400, "日": 86400, "周": 604800, "星": 604800, "礼": 604800}
_COUNTS = {"半": 0.5, "数": 3.0, **{word: float(number) for word, number in list(_NUMBER_WORDS.items())[:10]}}


class Moment(NamedTuple):
    """A date found in a text: aware, with what of it is known, and where it stood."""

    when: datetime
    precision: Precision
    start: int
    end: int
    relative: bool = False
    zone: str | None = None  # as written


def parse(text: str) -> Moment | None:
    """The first absolute date of a text."""
    return next(find(text), None)


def find(text: str) -> Iterator[Moment]:
    """All absolute dates of a text, in order of their kinds; lunar and impossible ones are left out."""
    if _HOLDS_YEAR.search(text) is None:
        if _WIDE.search(text) is None:
            return
        text = text.translate(_NARROW)  # ２０２４年３月５日
    for pattern in (_NUMERIC, _CHINESE, _REPUBLIC, _ENGLISH, *(_FOREIGN_ORDER if _YEAR_LAST.search(text) else ())):
        for match in pattern.finditer(text):
            if not _LUNAR.search(text[max(0, match.start() - 12) : match.start()]):
                moment = _moment(match)
                if moment is not None:
                    yield moment
    if text.count("/") > 1:
        yield from filter(None, map(_year_at_end, _YEAR_AT_END.finditer(text)))


def _year_at_end(match: re.Match[str]) -> Moment | None:
    """02/24/2023 where one of its numbers can be no month, or the weekday beside it tells which is one."""
    one, two, year = int(match["one"]), int(match["two"]), int(match["year"])
    days = {day for day in (_date(year, one, two), _date(year, two, one)) if day is not None}
    if match["weekday"]:
        days = {day for day in days if day.weekday() == _WEEK[match["weekday"]]}
    return _with_clock(match, days.pop()) if len(days) == 1 else None


def short_year(text: str) -> Moment | None:
    """A date whose year has two digits (18-03-08 12:30), as stands behind a label: elsewhere it is too much like others."""
    full = _SHORT_YEAR.sub(r"20\1-\2-\3", text, count=1)
    return parse(full) if full != text else None


def apart(text: str) -> Moment | None:
    """A line that is a date in parts (05 2024-03), as themes show it in large and small letters."""
    for pattern in _APART:
        if match := pattern.fullmatch(text):
            return _moment(match)
    return None


def compact(text: str) -> Moment | None:
    """A date written without separators (20240305, 20240305123000)."""
    match = _COMPACT.search(text)
    return _moment(match) if match else None


def relative(text: str, now: datetime) -> Moment | None:
    """A date told from the moment the page was fetched: 3天前, 5小时前, 2周前 (11-09), 昨天 12:30, 刚刚."""
    if match := _AGO.search(text):
        return _ago(match, now)
    local = in_zone(now, SHANGHAI)
    if match := _DAYS_AGO.search(text):
        day = shifted(local, timedelta(days={"今": 0, "昨": -1, "前": -2}[match["word"][0]]))
        if match["hour"]:
            when = day.replace(hour=int(match["hour"]), minute=int(match["minute"]), second=0, microsecond=0)
            return Moment(when, "minute", *match.span(), relative=True)
        return Moment(_midnight(day), "day", *match.span(), relative=True)
    if match := _NOW.search(text):
        return Moment(local.replace(second=0, microsecond=0), "minute", *match.span(), relative=True)
    return None


def yearless(text: str, now: datetime) -> Moment | None:
    """A month and day alone: the latest such day that is not after the fetch, and is the weekday that is told with it."""
    match = _YEARLESS.search(text)
    if match is None:
        return None
    weekday = WEEKDAY.match(text, match.end("day") + (text[match.end("day") : match.end("day") + 1] == "日"))
    local = in_zone(now, SHANGHAI)
    for year in (local.year, local.year - 1):
        when = _date(year, int(match["month"]), int(match["day"]))
        if when is not None and when <= local and (weekday is None or when.weekday() == _WEEK[weekday[1]]):
            return _with_clock(match, when)
    return None


# 08-20 阅读(33) · 某人 · 08-20 · 评论 3: two digits each, first of a line that ends there or goes on with a page's other
# facts, or between dots and bars.
_MONTH_DAY = r"(?:0[1-9]|1[0-2])[-/月](?:0[1-9]|[12]\d|3[01])日?"
_PADDED = re.compile(
    rf"(?:(?:发布|发表)?(?:时间|日期|于)\s*[:：]?\s*|[|·•\s])?{_MONTH_DAY}"
    r"(?:$|\s*[|·•(（\[]?\s*(?:(?:阅读|浏览|点击|人气|访问|围观|热度|评论|来源|作者|编辑|分类|栏目|发布|发表)(?![\u4e00-\u9fff])|\d+\s*(?:次|人|阅读|浏览|评论|℃)))"
)
_BETWEEN_DOTS = re.compile(rf"[|｜·•]\s*{_MONTH_DAY}\s*(?:$|[|｜·•])")


def is_padded(text: str) -> bool:
    """Whether a line has a month and day as lists and bylines write them."""
    return _PADDED.match(text) is not None or _BETWEEN_DOTS.search(text) is not None


_WEEK = {"天": 6, **{word: number for number, word in enumerate("一二三四五六日")}}


def _ago(match: re.Match[str], now: datetime) -> Moment | None:
    local = in_zone(now, SHANGHAI)
    count = float(match["count"]) if match["count"].isdigit() else _COUNTS[match["count"]]
    unit = match["unit"][0]
    span = match.span()
    if unit in _UNITS:
        when = shifted(local, timedelta(seconds=-count * _UNITS[unit]))
    else:
        when = shifted(local, timedelta(days=-count * (30.44 if unit == "月" else 365.25)))
    if match["month"]:  # the day is written beside it, only the year is open: the one nearest to the count
        days = [_date(when.year + step, int(match["month"]), int(match["day"])) for step in (-1, 0, 1)]
        fitting = [day for day in days if day is not None and day <= local]
        return Moment(min(fitting, key=lambda day: abs(day - when)), "day", *span, relative=True) if fitting else None
    if unit == "秒" or unit == "分":
        return Moment(when.replace(second=0, microsecond=0), "minute", *span, relative=True)
    if unit == "小" or unit == "钟":
        return Moment(when.replace(minute=0, second=0, microsecond=0), "hour", *span, relative=True)
    if unit == "天" or unit == "日":
        return Moment(_midnight(when), "day", *span, relative=True)
    return Moment(_midnight(when), "year" if unit == "年" else "month", *span, relative=True)


def _moment(match: re.Match[str]) -> Moment | None:
    parts = match.groupdict()
    if parts.get("republic"):
        year = 1911 + int(parts["republic"])
    elif parts["year"].isascii() and parts["year"].isdigit():
        year = int(parts["year"])
    else:
        year = int(parts["year"].translate(_YEAR_WORDS))
    month = parts.get("month") or str(_MONTHS[(parts.get("name") or parts["name2"]).lower()])
    day = parts.get("day") or parts["day2"]
    when = _date(year, _number(month), _number(day))
    return None if when is None else _with_clock(match, when)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _NUMBER_WORDS[text]


def _date(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=SHANGHAI) if year >= FIRST_YEAR else None
    except ValueError:
        return None


def _midnight(when: datetime) -> datetime:
    return when.replace(hour=0, minute=0, second=0, microsecond=0)


def _with_clock(match: re.Match[str], when: datetime) -> Moment:
    parts = match.groupdict()
    if not parts.get("hour") or (parts.get("minute") is None and not parts.get("half")):
        return Moment(when, "day", *match.span())
    hour = int(parts["hour"])
    half = (parts.get("half") or parts.get("after") or "").lower().replace(".", "")
    if half in ("下午", "晚上", "晚间", "午后", "pm") and hour < 12:
        hour += 12
    elif half in ("am", "凌晨", "上午") and hour == 12:
        hour = 0
    when = when.replace(hour=hour, minute=int(parts["minute"] or 0), second=int(parts.get("second") or 0))
    zone = parts.get("zone")
    if zone:
        when = in_zone(when.replace(tzinfo=_zone(zone)), SHANGHAI)
    precision: Precision = "second" if parts.get("second") else "minute" if parts["minute"] else "hour"
    return Moment(when, precision, *match.span(), zone=zone)


def _zone(text: str) -> timezone:
    if text in ("Z", "z"):
        return UTC
    minutes = int(text[1:3]) * 60 + int(text[-2:])
    return timezone(timedelta(minutes=min(minutes, 14 * 60) * (-1 if text[0] == "-" else 1)))
