"""Which version of a law its author names: 《民事诉讼法》（2021年修正）, 2015年民间借贷规定, 原《公司法》, 法释〔2015〕18号.

Such a citation is right or wrong by that version, not by the one in force on the day of the article. A year beside
修正, 修订, 公布 and the like is the year in which a version was made, beside 施行 the one in which it took effect.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pipeline.laws.naming.document_numbers import DOC_NUMBER
from pipeline.laws.naming.names import key
from pipeline.laws.naming.numerals import parse_number
from pipeline.laws.naming.works import Version, Work, in_force
from pipeline.models import Citation

# How a version is named: by when it was made or took effect; by a year alone; by the number of its document; as a former
# one; as the new one.
Kind = Literal["made", "effective", "year", "number", "former", "new"]

_DATE = r"(?<![\d第])(?P<year>19[5-9]\d|20[0-4]\d)(?!\d)(?P<sign>年?)(?:(?P<month>\d{1,2})月(?:(?P<day>\d{1,2})日)?)?"
_MADE = r"(?:第(?P<nth>[一二三四五六七八九十\d]{1,2})次)?(?P<made>修正|修订|修改|通过|公布|颁布|发布|制定|出台|颁行|印发|(?<=[年\d])版)(?!之?以?前)"
_FORCE = r"(?P<force>施行|实施|生效)"
_DATES = re.compile(_DATE)
_VERB = re.compile(rf"[^。；;\n]{{0,60}}?(?:{_MADE}|{_FORCE})")
_DOC = re.compile(DOC_NUMBER)
_DOC_YEAR = re.compile(r"[12]\d{3}")
# 2018年修正的《公司法》, 2015年民间借贷规定, 2020年8月20日起施行的《…》
_BEFORE = re.compile(
    rf"{_DATE}(?:[^，。；、：\d《》（）()\n]{{0,16}}?(?:{_MADE}|{_FORCE}))?(?:之?后|过|本)?的?新?[《〈“]?$"
)
# 第二百五十三条（2017年修正）, 第四十二条（修订前）
_BEHIND = re.compile(r"[（(]([^（）()\n]{2,24})[）)]")
_OTHER_NUMBER = re.compile(r"第[^第条]{1,9}条")  # 第264条（2021年修正前为第260条）: said of that one
_FORMER_NOTE = re.compile(
    r"[^第]{0,8}(?:修[订正改]|新法施行|新法实施)之?以?前的?(?:条文|版本?|规定|文本|法)?|[旧原](?:法|版)?的?(?:条文|规定|法|版本?)"
)
# 原《公司法》第…条, 修订前的治安管理处罚法, 原第183条, 旧法第42条
_FORMER = re.compile(
    r"(?:(?<![草高平中还复])原|[旧老]|修[订正改]之?以?前的?|此前的?|当时(?:有效|施行|适用)?的?|时行的?|以前的|过去的)"
    r"版?本?的?(?:法|条例|规定|办法|解释|司法解释)?[为是系]?[《〈“]?$"
)
_FORMER_IN = re.compile(r"[（(][^（）()]{0,6}(?:修[订正改]之?以?前|旧法|旧版)[^（）()]{0,4}[）)]")
_NEW = re.compile(
    r"(?:新|最新|新近?修[订正改]的?|修[订正改](?:之?以?后|过)的?|即将(?:正式)?(?:施行|实施|生效)的?)版?的?[《〈“]?$"
)
_PREFIX = re.compile(r"^[《〈]?([原旧老新])")  # 《原合同法》
# … 第232条（原第183条）, 原第183条（现第232条）: the number of the law that is in force.
_NOW = re.compile(r"(?:现(?:在|行|为)?|(?:改|调整|变更)为|对应)(?:法|条例|规定)?的?$")
_GOES_ON = ("第", "苐", "该", "本", "此", "同")  # how a citation begins that leaves the law to what was named before
_ANY = re.compile("[原旧老新修]|[此以]前|当时|时行|过去|即将|19|20")  # without one of these nothing names a version
_REACH = 30  # characters before a citation


@dataclass(frozen=True, slots=True)
class Naming:
    """What a text says of the version, before it is known which versions there are."""

    kind: Kind
    year: int = 0
    month: int = 0
    day: int = 0
    nth: int = 0  # 第二次修正
    number: str = ""  # of a document
    noted: bool = False  # it stands in brackets beside the title, not before it


@dataclass(frozen=True, slots=True)
class Edition:
    """The versions that an author may mean, likeliest first."""

    versions: tuple[Version, ...]
    sure: bool = False  # he can mean no other: that the one in force says so does not help
    complete: bool = True  # the registry has them all; where it has not, nothing can be held against him
    past: bool = False  # he knows by this that a repealed law is past


def namings(text: str, citations: Sequence[Citation]) -> list[Naming | None]:
    """What ``text`` says of the version of each citation; 第N条 without a law has that of the law before it."""
    last: dict[str | None, Naming | None] = {}
    out = []
    for citation in citations:
        naming = _naming(text, citation)
        if citation.raw.startswith(_GOES_ON):
            before = last.get(citation.law_id) if naming is None else None
            if before and not _NOW.search(text, max(0, citation.start - _REACH), citation.start):
                naming = before
        else:
            last[citation.law_id] = naming
        out.append(naming)
    return out


def _naming(text: str, citation: Citation) -> Naming | None:
    before = text[max(0, citation.start - _REACH) : citation.start]
    behind = found[1] if (found := _BEHIND.match(text, citation.end)) and not _OTHER_NUMBER.search(found[1]) else ""
    if not _ANY.search(before + citation.raw + behind):
        return None
    raw = _DOC.sub(" ", citation.raw)
    dated = [*_dates(raw, noted=True), *(one for one in _dates(behind, noted=True) if one.kind != "year")]
    for kind in ("made", "effective"):
        if told := [one for one in dated if one.kind == kind]:
            return max(told, key=lambda one: (one.year, one.month, one.day))
    if found := _BEFORE.search(before):
        named = _dated(found, found)
        if named.kind != "year" or (found["sign"] and not found["month"]):
            return named
    if number := _DOC.search(citation.raw):
        return Naming("number", int(_DOC_YEAR.findall(number[0])[0]), number=key(number[0]))
    own = found[1] if (found := _PREFIX.match(citation.raw)) and found[1] not in (citation.law or "")[:8] else ""
    if (
        _FORMER.search(before)
        or _FORMER_IN.search(citation.raw)
        or _FORMER_NOTE.fullmatch(behind)
        or own in ("原", "旧", "老")
    ):
        return Naming("former")
    if _NEW.search(before) or own == "新":
        return Naming("new")
    return next(iter(dated), None)


def _dates(words: str, *, noted: bool) -> Iterator[Naming]:
    """Every date in a note, with what it is said to be the date of: up to the next date."""
    found = list(_DATES.finditer(words))
    for i, one in enumerate(found):
        end = found[i + 1].start() if i + 1 < len(found) else len(words)
        yield _dated(one, _VERB.match(words, one.end(), end), noted=noted)


def _dated(when: re.Match[str], verb: re.Match[str] | None, *, noted: bool = False) -> Naming:
    kind: Kind = "year"
    if verb is not None and (verb["made"] or verb["force"]):
        kind = "made" if verb["made"] else "effective"
    nth = parse_number(verb["nth"]) or 0 if verb is not None and verb["nth"] else 0
    return Naming(kind, int(when["year"]), int(when["month"] or 0), int(when["day"] or 0), nth, noted=noted)


def edition(naming: Naming | None, work: Work, on: date | None) -> Edition | None:
    """The versions that are named; None where none is, or where it is the one in force on that day anyway."""
    if naming is None or not work.versions or (naming.year and str(naming.year) in work.title):
        return None
    found = _FINDERS[naming.kind](naming, work, on)
    past = work.is_repealed(on)
    if found is None or on is None or past or not found.versions:
        return found
    return None if set(found.versions) <= set(in_force(work, on)) else found


def _made(naming: Naming, work: Work, on: date | None) -> Edition | None:
    """The versions made in that year, the last first, or the n-th of them; of a year without, those that began in it."""
    versions = _of(naming, [(one, one.published or one.effective) for one in work.versions])
    if 0 < naming.nth <= len(versions):
        versions = [versions[naming.nth - 1]]
    return _found(naming, versions) or _began(naming, work, on)


def _began(naming: Naming, work: Work, on: date | None) -> Edition | None:
    versions = _of(naming, [(one, one.start) for one in work.versions])
    return _found(naming, versions) or _that_year(naming, work, on)


def _that_year(naming: Naming, work: Work, on: date | None) -> Edition | None:
    """The version in force in a year in which the registry has none made: it may lack it, if one is said to be made."""
    day = date(naming.year, 12, 31)
    if on is not None and day >= on:
        return None
    past = work.repealed is not None and day < work.repealed
    return Edition(in_force(work, day), complete=naming.noted and naming.kind == "year", past=past)


def _by_year(naming: Naming, work: Work, on: date | None) -> Edition | None:
    versions = _of(naming, [(one, one.published) for one in work.versions])
    return _found(naming, versions) or _that_year(naming, work, on)


def _by_number(naming: Naming, work: Work, on: date | None) -> Edition | None:
    """The version with that document number, else those without one that were made in its year."""
    versions = [one for one in work.versions if one.doc_no and naming.number.endswith(key(one.doc_no))]
    if not versions:
        versions = _of(naming, [(one, one.published) for one in work.versions if not one.doc_no])
    return Edition(tuple(versions[::-1])) if versions else None


def _former(_: Naming, work: Work, on: date | None) -> Edition | None:
    """All versions before the newest that was made, the last first."""
    current = in_force(work, on)
    if not current:
        return None
    place = work.versions.index(current[0])
    changed = on is not None and any(one.published and one.published <= on for one in work.versions[place + 1 :])
    versions = work.versions[: place + changed]  # between a change and its first day the former one is in force
    first = work.versions[0].start
    complete = work.since is not None and first is not None and first <= work.since
    return Edition(versions[::-1], complete=complete) if versions or not complete else None


def _new(_: Naming, work: Work, on: date | None) -> Edition | None:
    """A version that was made and did not yet hold."""
    if on is None:
        return None
    versions = tuple(one for one in work.versions if one.published and one.start and one.published <= on < one.start)
    return Edition(versions[::-1]) if versions else None


_FINDERS = {
    "made": _made,
    "effective": _began,
    "year": _by_year,
    "number": _by_number,
    "former": _former,
    "new": _new,
}


def _of(naming: Naming, dated: Sequence[tuple[Version, date | None]]) -> list[Version]:
    """The versions of that year, or of that month or day, if one is named and any is of it; oldest first."""
    inside = [(one, day) for one, day in dated if day is not None and day.year == naming.year]
    for wanted in ((naming.month, naming.day), (naming.month, 0)):
        exact = [one for one, day in inside if wanted in ((day.month, day.day), (day.month, 0))]
        if exact:
            return exact
    return [one for one, _ in inside]


def _found(naming: Naming, versions: Sequence[Version]) -> Edition | None:
    if not versions:
        return None
    return Edition(tuple(versions[::-1]), sure=naming.noted and naming.kind != "year", past=True)


def coming(text: str, work: Work, on: date | None) -> Edition | None:
    """A version that did not yet hold, if the text tells the day on which it will: 自2024年7月1日起施行."""
    if on is None:
        return None
    later = [one for one in work.versions if one.start is not None and one.start > on]
    told = [one for one in later if one.start and _tells_start(one.start, on).search(text)]
    return Edition(tuple(told[::-1])) if told else None


def _tells_start(day: date, on: date) -> re.Pattern[str]:
    """Words that name the day, in full or as one of this year or the next."""
    year = f"{day.year}年" + {0: "|今年|本年", 1: "|明年"}.get(day.year - on.year, "")
    return re.compile(rf"(?:{year})0?{day.month}月0?{day.day}日[起开始才将正式，,]{{0,5}}(?:施行|实施|生效)")
