"""Which work, and which version of it, a text is that somebody gives under a title and, maybe, with days.

Titles come with notes (民事诉讼法（2023修正）), days are those of passing, of publication or of effect: none of these makes
another work or version of what the registry has.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import date, timedelta

from pipeline.laws.naming.document_numbers import DOC_NUMBER
from pipeline.laws.naming.names import key
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Version, Work

# （2023修正）, （2021年12月24日第四次修正）, （自2018年7月1日起施行）, （最新版）, （法释〔2020〕17号）
_NOTE = re.compile(r"[（(]\s*(?P<note>[^（）()]{1,40})[)）]\s*$")
_BARE_NOTE = re.compile(r"(?P<note>(?:19|20)\d\d\s?年?(?:第[一二三四五六七八九十]次)?修[正订改]版?本?)\s*$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_MADE = re.compile(r"修[正订改]|最新|现行|全文|[新旧年\d]版")  # says that it is one text of several
_DATED = re.compile(r"^[自根据经于]{0,2}(?:19|20)\d\d")
_DOC = re.compile(DOC_NUMBER)
_MOST_NOTES = 4
_BEFORE = timedelta(days=90)  # an interpretation is published so soon after it was passed
_DELAY = timedelta(days=500)  # … and takes effect so soon after it was published


@dataclass(frozen=True, slots=True)
class Named:
    """What a title names: no work that is known, one, or several; ``title`` is without notes of the version."""

    works: tuple[Work, ...]
    title: str
    year: int = 0  # in which the version was made, as the note tells; 0 = it does not
    number: str = ""  # of the version's document

    @property
    def work(self) -> Work | None:
        """The one work that is meant."""
        return self.works[0] if len(self.works) == 1 else None

    def told(self) -> str:
        """What an ambiguous title can mean, for people."""
        names = "、".join(f"《{work.short_title}》" for work in self.works[:4])
        return f"“{self.title}”可以指{names}" + ("等" if len(self.works) > 4 else "") + "，要写全称"


def named(title: str, registry: Registry) -> Named:
    """The work that a title names, whatever its marks and whatever note of the version stands behind it."""
    title = title.strip()
    rest, year, number = title, 0, ""
    for _ in range(_MOST_NOTES + 1):
        if works := registry.find(rest):
            return Named(works, rest, year, number)
        found = _NOTE.search(rest) or _BARE_NOTE.search(rest)
        if found is None or not (note := _read(found["note"])) or not key(rest[: found.start()]):
            break
        rest, year, number = rest[: found.start()].rstrip(), year or note[0], number or note[1]
    bare = title
    for _ in range(_MOST_NOTES):
        if not (found := _NOTE.search(bare)) or not _MADE.search(found["note"]) or not found.start():
            break
        bare = bare[: found.start()].rstrip()
    return Named((), bare, year, number)


def _read(note: str) -> tuple[int, str] | None:
    """Year and document number in a note of a version; None if it is a part of the title: （试行）, （二）."""
    if doc := _DOC.fullmatch(note.strip()):
        return 0, doc[0]
    if not _MADE.search(note) and not _DATED.search(note):
        return None
    year = _YEAR.search(note)
    return int(year[0]) if year else 0, ""


def version_of(
    work: Work,
    published: date | None,
    effective: date | None = None,
    *,
    year: int = 0,
    number: str = "",
    articles: Set[tuple[int, int]] | None = None,
    passed: bool = True,
) -> Version | None:
    """The version of a work that is meant by the days, the year, the document or, without all these, its numbers.

    Days first as they are given, then as people take one for another: the day of effect, or of passing, for that of
    publication (only the first if not ``passed``). ``articles``: (number, 之N) of the text. None where it is none of the versions that are known, or where
    it is not clear which.
    """
    versions = work.versions
    ways: tuple[Callable[[Version], bool], ...] = (
        lambda one: one.published == published and (published is not None or effective is None),
        lambda one: bool(number and one.doc_no and key(number) == key(one.doc_no)),
        lambda one: effective is not None and one.effective == effective and _soon(published, one),
        lambda one: published is not None and one.effective == published,
        lambda one: (
            passed
            and bool(published and one.published and one.published < published < (one.effective or one.published))
        ),
        lambda one: passed and bool(published and one.published and published < one.published <= published + _BEFORE),
        lambda one: year != 0 and one.published is not None and one.published.year == year,
    )
    for fits in ways:
        found = [one for one in versions if fits(one)]
        if found:
            return found[0] if len(found) == 1 or len({one.published for one in found}) == 1 else None
    if published or effective or year or articles is None:
        return None
    equal = [one for one in versions if one.articles and one.numbers == articles]
    if len(equal) == 1:
        return equal[0]
    single = versions[0] if len(versions) == 1 else None
    return single if single and all(single.has(*one) is not False for one in articles) else None


def _soon(published: date | None, version: Version) -> bool:
    """Whether a version may be the one made on about that day."""
    return published is None or version.published is None or abs(version.published - published) <= _DELAY
