"""Numbers as statutes are cited with: 第二百九十三条, 第1165条, 第一〇七条, 第３条, 第1千零33条."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

# Everything that may stand inside a number; spaces are allowed between these by the patterns that use it. Ｏ: a slip for 〇.
DIGITS = "0-9０-９〇○ＯO零一二三四五六七八九十百千两廿卅壹贰叁肆伍陆柒捌玖拾佰仟"
RINGED = "①-⑳⑴-⒇㈠-㈩"  # a number and its ring in one character: 第①项
ORDINAL = "第苐笫"  # and what is typed or scanned for it

_VALUE = {char: value for value, chars in enumerate(
    ("0０〇○ＯO零", "1１一壹", "2２二两贰", "3３三叁", "4４四肆", "5５五伍", "6６六陆", "7７七柒", "8８八捌", "9９九玖")
) for char in chars}  # fmt: skip
_SCALE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_RING = {chr(first + n): n + 1 for first, count in ((0x2460, 20), (0x2474, 20), (0x3220, 10)) for n in range(count)}
_TENS = {"廿": "二十", "卅": "三十"}
_CEILING = 10_000  # no statute has this many articles
# 676两条, 六十七两条: «two articles» behind the last number of a list; in a number 两 only begins one, or a hundred.
_COUNT = re.compile(
    r"(?<=.)两$|(?<=[0-9０-９])[二三四五六七八九]$|(?<=[十百千][一二三四五六七八九])[二三四五六七八九]$"
)
_THOUSAND = re.compile(r"(?<=[1１]),(?=\d{3}$)")  # 第1,165条; no statute has two thousand articles


@lru_cache(maxsize=8192)
def parse_number(text: str) -> int | None:
    """The number a numeral stands for, Chinese, Arabic or mixed; None if it is none or not below 10,000.

    >>> parse_number("二百九十三"), parse_number("１０３２"), parse_number("一〇七"), parse_number("1千零33")
    (293, 1032, 107, 1033)
    >>> parse_number("676两"), parse_number("1,165"), parse_number("㈢")
    (676, 1165, 3)
    """
    if text in _RING:
        return _RING[text]
    text = _THOUSAND.sub("", _COUNT.sub("", text))
    for char, tens in _TENS.items():
        text = text.replace(char, tens)
    chars = [char for char in text if not char.isspace()]
    if not chars:
        return None
    total = 0
    pending: int | None = None  # digits read since the last scale; several in a row are positional (一〇七, 1032)
    for char in chars:
        if (digit := _VALUE.get(char)) is not None:
            pending = digit if pending is None else pending * 10 + digit
        elif (scale := _SCALE.get(char)) is not None:
            total += (1 if pending is None else pending) * scale
            pending = None
        else:
            return None
        if total >= _CEILING or (pending or 0) >= _CEILING:
            return None
    total += pending or 0
    return total if total < _CEILING else None


_DIGIT_NAMES = "零一二三四五六七八九"


def chinese(number: int) -> str:
    """The numeral a statute is printed with, for 1 to 9,999.

    >>> chinese(293), chinese(1010), chinese(12), chinese(1105)
    ('二百九十三', '一千零一十', '十二', '一千一百零五')
    """
    out = ""
    gap = False
    for scale, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, scale)
        if digit:
            out += ("零" if gap and out else "") + _DIGIT_NAMES[digit] + name
        gap = not digit
    return out.removeprefix("一") if out.startswith("一十") else out


def day_label(day: date | None) -> str:
    """A day as people write it.

    >>> day_label(date(2021, 1, 1))
    '2021年1月1日'
    """
    return f"{day.year}年{day.month}月{day.day}日" if day else "日期不明"


def article_label(article: int, inserted: int = 0) -> str:
    """What an article is called.

    >>> article_label(293, 1)
    '第二百九十三条之一'
    """
    return f"第{chinese(article)}条" + (f"之{chinese(inserted)}" if inserted else "")
