"""款, 项 and their lists, as they stand behind 第N条: 第一款第（二）、（三）项, 第1、3款, 第一项至第三项."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from pipeline.laws.finding.tokens import AND, JOIN, MOST_MEMBERS, MOST_OF_RANGE, NUMBER, SPACE, TO, Reference
from pipeline.laws.naming.numerals import RINGED, parse_number

_OPEN = r"[（(【〔\[]"
_CLOSE = r"[）)】〕\]]"
# One of 第一款, 二款, 第（二）, 二, （三）项, 第1项, 第2目, 第①项.
_PART = re.compile(
    rf"(?P<mark>第{SPACE})?(?P<open>{_OPEN}{SPACE})?(?P<number>{NUMBER}|[{RINGED}])(?P<close>{SPACE}{_CLOSE})?"
    rf"(?:{SPACE}(?P<unit>[款项項目]))?"
)
_IN_BRACKETS = re.compile("[⑴-⒇㈠-㈩]")
# 第三十九条二项, where nothing goes on that is counted: 三项规定, 三项义务.
_NO_COUNT = re.compile(r"\s{0,2}(?:$|[，。；、,;:：）)”》！？\n]|之|的规定|[和与及或])")
_LISTED = re.compile(rf"{AND}{NUMBER}{SPACE}[款项]")  # 67条1、3款
_OF = re.compile(rf"[的之中]?{SPACE}")
_NO_PART = frozenset("，。、；：规和”》")  # no 款 or 项 begins so


@dataclass(slots=True)
class _Part:
    """A 款 or 项 as written; ``link`` says how it hangs on what stands before it."""

    link: Literal["of", "join", "to"]
    number: int
    unit: str | None
    bracketed: bool
    start: int
    end: int


def read_parts(
    text: str, out: list[Reference], article: int, inserted: int, start: int, end: int, *, marked: bool = True
) -> int:
    """款, 项 and their lists after 第N条 (``marked``: with its 第); the article where there are none. Gives the end."""
    bare = text[end : end + 1] in _NO_PART or text.startswith("的规定", end)
    parts = [] if bare else _with_units(_written_parts(text, end, marked=marked))
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
    for number in range((low or last.number) + 1, min(last.number, (low or 0) + MOST_OF_RANGE) + 1):
        changed = {"item": number} if last.unit == "项" else {"paragraph": number}
        out.append(replace(out[-1], **changed))


def _written_parts(text: str, position: int, *, marked: bool) -> list[_Part]:
    parts: list[_Part] = []
    while len(parts) <= MOST_MEMBERS:
        link: Literal["of", "join", "to"] = "of"
        if parts and (joined := JOIN.match(text, position)):
            link, at = "join", joined.end()
        elif parts and (to := TO.match(text, position)):
            link, at = "to", to.end()
        else:
            of = _OF.match(text, position)
            at = of.end() if of else position
        found = _PART.match(text, at)
        if found is None:
            break
        bracketed = bool(found["open"] and found["close"]) or _IN_BRACKETS.match(found["number"]) is not None
        if link == "of" and not (found["mark"] or bracketed or found["unit"] == "款"):
            in_paragraph = bool(parts) and parts[-1].unit == "款"
            item = found["unit"] == "项" and (in_paragraph or not marked or _NO_COUNT.match(text, found.end()))
            if not item and not (found["unit"] is None and _LISTED.match(text, found.end())):
                break
        number = parse_number(found["number"])
        if not number or number > MOST_OF_RANGE:
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
