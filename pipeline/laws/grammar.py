"""Article references: 第二百九十三条之一第一款第（二）、（三）项, 第36条至38条, 第二十七、二十九条 …

``read`` is called where one may begin and reads to its end, each character once: time is linear in what is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.laws.numerals import DIGITS, parse_number

_NUM = rf"[{DIGITS}](?:[{DIGITS} 　\xa0]{{0,14}}[{DIGITS}])?"
_SPACE = r"[ \t\n\r　\xa0\u2000-\u200b\ufeff]{0,3}"
_OPEN = r"[（(【〔\[]"
_CLOSE = r"[）)】〕\]]"

# 第二百九十三条之一; the 之 may also stand before 条 (第一百二十之一条).
_ARTICLE = re.compile(
    rf"(?P<head>[第苐]{_SPACE})?(?P<number>{_NUM})(?:之(?P<early>{_NUM}))?{_SPACE}[条條]"
    rf"(?:{_SPACE}之{_SPACE}(?P<inserted>[一二三四五六七八九十]{{1,3}}|\d{{1,2}})(?![{DIGITS}年月日个]))?"
)
# A number that leaves its 条 to a later one: 第二十七、二十九条.
_BARE_ARTICLE = re.compile(rf"[第苐]{_SPACE}(?P<number>{_NUM})")
# One of 第一款, 二款, 第（二）, 二, （三）项, 第1项, 第2目.
_PART = re.compile(
    rf"(?P<mark>第{_SPACE})?(?P<open>{_OPEN}{_SPACE})?(?P<number>{_NUM})(?P<close>{_SPACE}{_CLOSE})?"
    rf"(?:{_SPACE}(?P<unit>[款项項目]))?"
)
_UNMARKED = re.compile(rf"(?<!\n)(?P<number>{_NUM})")  # a number that begins a line counts the lines
_ONE_NUMBER = re.compile(_NUM)
_JOIN = re.compile(rf"{_SPACE}(?:以及|或者|[、，,和与及或]){_SPACE}")
_TO = re.compile(rf"{_SPACE}(?:至|到|[-—–~～－─]{{1,2}}){_SPACE}")
_OF = re.compile(rf"[的之中]?{_SPACE}")

# 第三条建议, 第一条短信: a counted thing, not an article.
_COUNTED = re.compile(
    r"(?:短信|微信|消息|信息|建议|理由|路径|路线|途径|评论|朋友圈|生产线|线索|录音|语音|弹幕|微博|动态|防线|底线|红线)"
)
_MAX_RANGE = 120  # articles that a range may name one by one; of a longer one, its ends
_MAX_INSERTED = 100  # 之N beyond which no article was ever inserted
_YEARS = 1900  # without 第 such a number is a year: 《民法典》2020-15条
_DASHES = frozenset("-—–－")
_MAX_MEMBERS = 60  # members of one list that wait for their unit


@dataclass(frozen=True, slots=True)
class Reference:
    """One provision and where it stands."""

    article: int
    inserted: int
    paragraph: int | None
    item: int | None
    start: int
    end: int


def read(text: str, start: int) -> tuple[list[Reference], int] | None:
    """The references that begin at ``start``, and where they end; None if no article is named there.

    The first may lack 第 (刑法293条). Lists without 第 and ranges are followed; 、第N条 begins a reference of its own.
    """
    found = _ARTICLE.match(text, start)
    if found is None:
        return _read_waiting(text, start)
    if _COUNTED.match(text, found.end()):
        return None
    out: list[Reference] = []
    while found is not None:
        position = _read_one(text, found, out)
        if position is None:
            break
        end = position
        found = None
        if joined := _JOIN.match(text, end):  # 第五百八十四条、五百八十五条
            following = _ARTICLE.match(text, joined.end())
            if following and not following["head"]:
                found = following
    return (out, end) if out else None


def next_member(text: str, end: int) -> tuple[list[Reference], int] | None:
    """The references that go on with a list which was read up to ``end``: 、第五条."""
    joined = _JOIN.match(text, end)
    return read(text, joined.end()) if joined else None


def joins(text: str, end: int, start: int) -> bool:
    """Whether nothing but 、 or 和 and the like stands between two references."""
    joined = _JOIN.match(text, end)
    return joined is not None and joined.end() == start


def waiting_end(text: str, start: int) -> int:
    """Where a run of numbers at ``start`` ends that named no article: nothing in it needs to be read again."""
    found = _BARE_ARTICLE.match(text, start)
    return found.end() if found else start + 1


def _number(found: re.Match[str], group: str = "number") -> int | None:
    value = found[group]
    return parse_number(value) if value else None


def _read_one(text: str, found: re.Match[str], out: list[Reference]) -> int | None:
    """Reads what follows one 第N条 into ``out``; where it ends, None if the number is none."""
    article = _number(found)
    if not article:
        return None
    inserted = _number(found, "inserted") or _number(found, "early") or 0
    start, end = found.span()
    if (to := _TO.match(text, end)) and (last := _ARTICLE.match(text, to.end())):
        return _range(text, out, (article, inserted), last, start)
    return _parts(text, out, article, inserted, start, end)


def _range(text: str, out: list[Reference], first: tuple[int, int], last: re.Match[str], start: int) -> int:
    """第A条至第B条: every article, all with the span of the whole."""
    article, inserted = first
    final, final_inserted = _number(last) or article, _number(last, "inserted") or 0
    end = last.end()
    if article == final:
        numbers = [(article, n) for n in range(inserted, max(inserted, final_inserted) + 1)]
    elif article < final <= article + _MAX_RANGE:
        numbers = [(article, inserted), *((n, 0) for n in range(article + 1, final + 1))]
        numbers += [(final, final_inserted)] if final_inserted else []
    else:
        numbers = [first, (final, final_inserted)]
    out.extend(Reference(n, i, None, None, start, end) for n, i in numbers)
    return end


def _read_waiting(text: str, start: int) -> tuple[list[Reference], int] | None:
    """第二十七、二十九条 and 第36-38条: numbers whose 条 comes with the last one.

    Behind a law 第 may be left out of all of them (民法典667-680条), if they rise: 1、第3条 is a numbered line.
    """
    first = _BARE_ARTICLE.match(text, start) or _UNMARKED.match(text, start)
    if first is None or not (number := _number(first)):
        return None
    marked = text[start] in "第苐"
    if (to := _TO.match(text, first.end())) and (last := _ARTICLE.match(text, to.end())):
        year = not marked and number >= _YEARS
        if not (year or _COUNTED.match(text, last.end())) and (inserted := _behind_dash(to, last, number)):
            parts: list[Reference] = []
            return parts, _parts(text, parts, number, inserted, start, last.end())
        if _COUNTED.match(text, last.end()) or not (marked or _rises(number, last)):
            return None
        out: list[Reference] = []
        return out, _range(text, out, (number, 0), last, start)
    waiting = [Reference(number, 0, None, None, start, first.end())]
    position = first.end()
    while len(waiting) <= _MAX_MEMBERS and (joined := _JOIN.match(text, position)):
        if last := _ARTICLE.match(text, joined.end()):
            if _COUNTED.match(text, last.end()) or not (marked or _rises(waiting[-1].article, last)):
                return None
            end = _read_one(text, last, waiting)
            return (waiting, end) if end else None
        member = _ONE_NUMBER.match(text, joined.end())
        if member is None or not (number := parse_number(member[0])):
            return None
        if not marked and number <= waiting[-1].article:
            return None
        waiting.append(Reference(number, 0, None, None, member.start(), member.end()))
        position = member.end()
    return None


def _behind_dash(to: re.Match[str], last: re.Match[str], article: int) -> int:
    """The 之N of 第293-1条, 0 where it is a range: a number that falls ends none."""
    inserted = _number(last) or 0
    falls = inserted < min(article, _MAX_INSERTED) and not (last["head"] or last["inserted"] or last["early"])
    return inserted if falls and to[0].strip() in _DASHES else 0


def _rises(before: int, last: re.Match[str]) -> bool:
    """Whether a member without 第 goes on with a list that has none."""
    return not last["head"] and (_number(last) or 0) > before


@dataclass(slots=True)
class _Part:
    """A 款 or 项 as written; ``link`` says how it hangs on what stands before it."""

    link: Literal["of", "join", "to"]
    number: int
    unit: str | None
    bracketed: bool
    start: int
    end: int


def _parts(text: str, out: list[Reference], article: int, inserted: int, start: int, end: int) -> int:
    """款, 项 and their lists after 第N条; the article itself where there are none. Gives the end."""
    parts = _with_units(_written_parts(text, end))
    if not parts:
        out.append(Reference(article, inserted, None, None, start, end))
        return end
    paragraph: int | None = None
    begin: int | None = start  # where the next reference starts, if before its own number
    for i, part in enumerate(parts):
        last = out[-1] if out else None
        if part.unit == "目":
            continue
        if part.unit == "款":
            following = parts[i + 1] if i + 1 < len(parts) else None
            carries = following is not None and following.unit == "项" and following.link == "of"
            paragraph = part.number
            if carries:
                begin = part.start if begin is None else begin
                continue
        item = part.number if part.unit == "项" else None
        if part.link == "to" and last is not None:
            _extend(out, last, part)
            continue
        out.append(Reference(article, inserted, paragraph, item, part.start if begin is None else begin, part.end))
        begin = None
    return parts[-1].end


def _extend(out: list[Reference], first: Reference, last: _Part) -> None:
    """第一项至第三项: each number, all with the span of the whole."""
    out[-1] = replace(first, end=last.end)
    low = first.item if last.unit == "项" else first.paragraph
    for number in range((low or last.number) + 1, min(last.number, (low or 0) + _MAX_RANGE) + 1):
        changed = {"item": number} if last.unit == "项" else {"paragraph": number}
        out.append(replace(out[-1], **changed))


def _written_parts(text: str, position: int) -> list[_Part]:
    parts: list[_Part] = []
    while len(parts) <= _MAX_MEMBERS:
        link: Literal["of", "join", "to"] = "of"
        if parts and (joined := _JOIN.match(text, position)):
            link, at = "join", joined.end()
        elif parts and (to := _TO.match(text, position)):
            link, at = "to", to.end()
        else:
            of = _OF.match(text, position)
            at = of.end() if of else position
        found = _PART.match(text, at)
        if found is None:
            break
        bracketed = bool(found["open"] and found["close"])
        if link == "of" and not (found["mark"] or bracketed or found["unit"] == "款"):
            break
        number = parse_number(found["number"])
        if not number or number > _MAX_RANGE:
            break
        unit = "项" if found["unit"] == "項" else found["unit"]
        parts.append(_Part(link, number, unit, bracketed, found.start(), found.end()))
        position = found.end()
    return parts


def _with_units(parts: list[_Part]) -> list[_Part]:
    """Gives numbers the unit of the member that ends their list; what never gets one is cut off."""
    unit: str | None = None
    for part in reversed(parts):
        if part.unit is None:
            part.unit = unit
        unit = part.unit if part.link != "of" else None
    for i, part in enumerate(parts):
        if part.unit is None:
            if not (part.link == "of" and part.bracketed):  # 第五十二条（一） is an item without the word
                return parts[:i]
            part.unit = "项"
    return parts
