"""What a law is: a work, over its versions; and the ids of works, versions and provisions.

Ids: a work ``cn/law/民法典``, a version ``cn/law/民法典@2020-05-28`` (the day it was published), a provision
``cn/law/刑法#a293-1.p1.i2`` (第二百九十三条之一第一款第二项).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pipeline.laws.naming.names import STATE

_UNSURE = timedelta(days=400)  # a version without its own day of effect took effect within this after publication

_WHOLE = 0.8  # a decision with so many of a rule's articles, from the first on, prints the rule as it is now
_FEW_ARTICLES = 5  # … if it has no fewer


@dataclass(frozen=True, slots=True)
class Version:
    """One text of a work. Dates are None where no source gives them; no articles means «not known», never «none»."""

    version_id: str
    published: date | None = None
    effective: date | None = None
    expired: date | None = None
    doc_no: str | None = None
    articles: tuple[tuple[int, int, int], ...] = ()  # (first, last, 之N) with both ends included
    partial: bool = False  # it has more articles than those: of a text that was imported in part

    @property
    def start(self) -> date | None:
        """The day it took effect; the day of publication where that alone is known."""
        return self.effective or self.published

    def has(self, article: int, inserted: int = 0) -> bool | None:
        """Whether this text has that article; None where its articles are not known."""
        if not self.articles:
            return None
        found = any(first <= article <= last and inserted == n for first, last, n in self.articles)
        return found or (None if self.partial else False)

    @property
    def numbers(self) -> set[tuple[int, int]]:
        """Its articles as (number, 之N)."""
        return {(number, inserted) for first, last, inserted in self.articles for number in range(first, last + 1)}

    @property
    def last_article(self) -> int:
        """The highest number, 0 where not known."""
        return max((last for _, last, _ in self.articles), default=0)


@dataclass(frozen=True, slots=True)
class Work:
    """A law, rule, judicial interpretation …, over all its versions (oldest first)."""

    law_id: str
    title: str
    type: str | None = None
    issuer: str | None = None
    known: bool = True
    versions: tuple[Version, ...] = ()
    aliases: tuple[str, ...] = ()  # names that mean this work and no other
    repealed: date | None = None
    successor: str | None = None  # law_id
    since: date | None = None  # the day the work first took effect, where that is sure
    amended: date | None = None  # since then another text than the newest version holds: 关于修改《…》的决定
    parts: tuple[Version, ...] = ()  # of other days, of which some articles were imported: nobody is accused by them

    @property
    def short_title(self) -> str:
        """The title without the state's name, as people write it."""
        return self.title.removeprefix(STATE)

    def is_repealed(self, on: date | None) -> bool:
        """Whether it holds no more on that day; None is today and later."""
        return self.repealed is not None and (on is None or on >= self.repealed)


def in_force(work: Work, on: date | None) -> tuple[Version, ...]:
    """The versions that may have been in force that day, likeliest first; more than one where a date is not known."""
    if on is None:
        return (work.versions[-1],) if work.versions else ()
    begun = [version for version in work.versions if (start := version.start) is not None and start <= on]
    if not begun:
        return ()
    last = begun[-1]
    if last.effective is None and last.published and on < last.published + _UNSURE and len(begun) > 1:
        return last, begun[-2]
    return (last,)


def law_id(title: str) -> str:
    """The id of the work with this title; an unknown title gets one in the same way.

    >>> law_id("中华人民共和国民法典")
    'cn/law/民法典'
    """
    return "cn/law/" + "".join(title.split()).removeprefix(STATE)


def version_id(work: str, published: date | None, effective: date | None = None) -> str:
    """The id of a version.

    >>> version_id("cn/law/民法典", date(2020, 5, 28))
    'cn/law/民法典@2020-05-28'
    """
    return f"{work}@{published or effective or 'undated'}"


def provision_id(
    work: str, article: int | None, inserted: int = 0, paragraph: int | None = None, item: int | None = None
) -> str:
    """The id of a provision.

    >>> provision_id("cn/law/刑法", 293, 1, 1, 2)
    'cn/law/刑法#a293-1.p1.i2'
    """
    if article is None:
        return work
    parts = [f"a{article}" + (f"-{inserted}" if inserted else "")]
    parts += [f"p{paragraph}"] if paragraph else []
    parts += [f"i{item}"] if item else []
    return f"{work}#" + ".".join(parts)


def prints_all(made: Version, before: Version) -> bool:
    """Whether a version's articles are those of the whole text, from the first on, and not a part or a list of changes."""
    count = sum(last - first + 1 for first, last, inserted in made.articles if not inserted)
    whole = bool(made.articles) and made.articles[0][0] == 1 and count == made.last_article
    return whole and made.last_article >= max(_FEW_ARTICLES, _WHOLE * before.last_article)


def read_work(row: Mapping[str, Any]) -> Work:
    """A work from a row: title, versions, and as far as known type, issuer, repealed, successor (a title), since.

    Dates are ISO 8601; ValueError or KeyError where the row is malformed.
    """
    own = law_id(row["title"])
    seen: dict[str, int] = {}
    versions = []
    for version in row.get("versions") or ():
        published, effective = _day(version.get("published")), _day(version.get("effective"))
        name = version_id(own, published, effective)
        seen[name] = seen.get(name, 0) + 1
        versions.append(
            Version(
                version_id=name if seen[name] == 1 else f"{name}.{seen[name]}",
                published=published,
                effective=effective,
                expired=_day(version.get("expired")),
                doc_no=version.get("doc_no"),
                articles=tuple(_span(numbers) for numbers in version.get("articles") or ()),
            )
        )
    successor = row.get("successor")
    return Work(
        law_id=own,
        title=row["title"],
        type=row.get("type"),
        issuer=row.get("issuer"),
        versions=tuple(versions),
        repealed=_day(row.get("repealed")),
        successor=law_id(successor) if successor else None,
        since=_day(row.get("since")),
    )


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _span(numbers: str) -> tuple[int, int, int]:
    """``1..452`` → (1, 452, 0); ``293-1`` → (293, 293, 1)."""
    if ".." in numbers:
        first, last = map(int, numbers.split(".."))
        if last < first:
            raise ValueError(f"{numbers}: {last} < {first}")
        return first, last, 0
    article, _, inserted = numbers.partition("-")
    return int(article), int(article), int(inserted or 0)


def spans(numbers: Iterable[tuple[int, int]]) -> tuple[tuple[int, int, int], ...]:
    """Articles, each (number, 之N), as a version lists them: those without 之N first, in runs.

    >>> spans([(2, 0), (1, 0), (1, 1), (4, 0)])
    ((1, 2, 0), (4, 4, 0), (1, 1, 1))
    """
    plain: list[tuple[int, int, int]] = []
    inserted: list[tuple[int, int, int]] = []
    for number, n in sorted(numbers):
        if n:
            inserted.append((number, number, n))
        elif plain and plain[-1][1] + 1 == number:
            plain[-1] = (plain[-1][0], number, 0)
        else:
            plain.append((number, number, 0))
    return (*plain, *inserted)
