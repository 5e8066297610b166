"""The works that laws are cited as: titles, versions, article numbers and names, from package data.

Ids: a work ``cn/law/民法典``, a version ``cn/law/民法典@2020-05-28`` (the day it was published), a provision
``cn/law/刑法#a293-1.p1.i2`` (第二百九十三条之一第一款第二项).
"""

from __future__ import annotations

import csv
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.laws.naming.names import STATE, key, short_names
from pipeline.laws.naming.near import Nearest

_DOC_OF_MANY = re.compile(r"^(\S+) .*(?=令)")  # 银监会 工业和信息化部 …令2016年第1号 is said by its first issuer
_DECISION = re.compile("(?P<issuer>[^《》]*?)关于修改《(?P<title>.+)》的决定(?:（[一二三四五]）)?$")
_SAME = timedelta(days=90)  # a version published so shortly before a decision is the one that it made
_WHOLE = 0.8  # a decision with so many of a rule's articles, from the first on, prints the rule as it is now
_FEW_ARTICLES = 5  # … if it has no fewer
_UNSURE = timedelta(days=400)  # a version without its own day of effect took effect within this after publication


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


class Registry:
    """All works. Iterating gives them in the order of their titles; ``find`` and ``resolve`` read names."""

    def __init__(self, works: Iterable[Work], aliases: Mapping[str, str] | None = None) -> None:
        """``aliases``: name → title. An alias beats a derived short name, an official title beats both."""
        by_key = {key(work.title): work for work in works}
        by_key |= _amended(by_key)
        named: dict[str, set[str]] = {}
        for alias, title in (aliases or {}).items():
            if key(title) in by_key and key(alias) not in by_key:
                named.setdefault(key(alias), set()).add(key(title))
        derived: dict[str, set[str]] = {}
        for own, work in by_key.items():
            for name in short_names(work.title):
                derived.setdefault(name, set()).add(own)
        ordered = sorted(derived)
        for alias, targets in named.items():  # 民诉法 inside longer names: 民诉法解释
            target = min(targets)
            first, last = bisect_right(ordered, target), bisect_left(ordered, target + "\uffff")
            for name in ordered[first:last]:
                derived.setdefault(alias + name[len(target) :], set()).update(derived[name])
        names: dict[str, tuple[str, ...]] = {own: (own,) for own in by_key}
        for table in (named, derived):
            names.update({name: tuple(sorted(owns)) for name, owns in table.items() if name not in names})
        spoken: dict[str, list[str]] = {}
        for name, owns in names.items():
            if len(owns) == 1 and name != owns[0]:
                spoken.setdefault(owns[0], []).append(name)
        complete = {own: replace(work, aliases=tuple(sorted(spoken.get(own, ())))) for own, work in by_key.items()}
        self._works = tuple(sorted(complete.values(), key=lambda work: work.title))
        self._by_id = {work.law_id: work for work in self._works}
        self._printed = {
            version.version_id: work
            for work in self._works
            for version in work.versions
            if version.version_id.partition("@")[0] != work.law_id
        }
        self._names = {name: tuple(complete[own] for own in owns) for name, owns in names.items()}
        self._given = dict(aliases or {})
        self._nearest: Nearest | None = None  # made when first asked for
        self._doc_numbers = {
            key(number): work
            for work in self._works
            for version in work.versions
            if version.doc_no
            for number in (version.doc_no, _DOC_OF_MANY.sub(r"\1", version.doc_no))
        }

    def __iter__(self) -> Iterator[Work]:
        return iter(self._works)

    def __len__(self) -> int:
        return len(self._works)

    @property
    def names(self) -> Mapping[str, tuple[Work, ...]]:
        """Every name, as ``names.key`` folds it, with the works it can mean."""
        return self._names

    def get(self, work_id: str) -> Work | None:
        """The work with this id."""
        return self._by_id.get(work_id)

    def printed(self, version_id: str) -> Work | None:
        """The work whose newest text this version of a decision is; None where it is the version of its own work."""
        return self._printed.get(version_id)

    def find(self, name: str) -> tuple[Work, ...]:
        """The works that a name can mean: none, one, or several where it is ambiguous."""
        return self._names.get(key(name), ())

    def nearest(self, name: str) -> Work | None:
        """The one work whose title was surely meant by a long title with a small slip (a word dropped, censored)."""
        if self._nearest is None:
            official = {key(work.title) for work in self._works}
            self._nearest = Nearest(
                {
                    found: works[0].law_id
                    for found, works in self._names.items()
                    if len(works) == 1 and (found in official or found.startswith(("最高人民", "全国人民")))
                }
            )
        own = self._nearest.find(key(name), name)
        return self._by_id[own] if own else None

    def by_doc_number(self, number: str) -> Work | None:
        """The work with this document number (法释〔2020〕17号), whatever its brackets and spaces."""
        return self._doc_numbers.get(key(number))

    def extended(self, works: Iterable[Work], aliases: Mapping[str, str] | None = None) -> Registry:
        """A new registry with works (replacing those of the same title) and aliases (name → title) added."""
        added = tuple(works)
        replaced = {key(work.title) for work in added}
        kept = [work for work in self._works if key(work.title) not in replaced]
        return Registry([*kept, *added], {**self._given, **(aliases or {})})

    def filled(self, works: Iterable[Work]) -> Registry:
        """A new registry in which works it has know more of their versions' articles: by far cheaper than ``extended``.

        Titles, versions and their days must be the same.
        """
        known = {work.law_id: replace(work, aliases=self._by_id[work.law_id].aliases) for work in works}

        def newest(work: Work) -> Work:
            return known.get(work.law_id, work)

        other = copy(self)
        other._works = tuple(map(newest, self._works))
        other._by_id = {own: newest(work) for own, work in self._by_id.items()}
        other._names = {
            name: tuple(map(newest, owns)) if any(one.law_id in known for one in owns) else owns
            for name, owns in self._names.items()
        }
        other._printed = {version: newest(work) for version, work in self._printed.items()}
        other._doc_numbers = {number: newest(work) for number, work in self._doc_numbers.items()}
        return other


def _amended(works: Mapping[str, Work]) -> dict[str, Work]:
    """Key of a work → the work, as decisions newer than all its versions leave it.

    Where a decision prints the whole text as it is now, that is the work's newest version, and the decision has no
    articles of its own: whoever cites its third article means the third of the rule. Else the work is ``amended``.
    """
    found: dict[str, Work] = {}
    for decision in works.values():
        title = _DECISION.match(decision.title)
        made = next((one for one in reversed(decision.versions) if one.published), None)
        if title is None or made is None:
            continue
        keys = (key(title["title"]), key(title["issuer"] + title["title"]))
        own = next((one for one in keys if one in works and works[one].versions), None)
        last = works[own].versions[-1] if own else None
        if not own or not last or not last.published or not made.published or last.published + _SAME >= made.published:
            continue
        if prints_all(made, last) and not made.partial:
            found[own] = replace(works[own], versions=(*works[own].versions, made))
            found[key(decision.title)] = replace(decision, versions=())
        else:
            found[own] = replace(works[own], amended=made.start)
    return found


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
        name = f"{own}@{version.get('published') or version.get('effective') or 'undated'}"
        seen[name] = seen.get(name, 0) + 1
        versions.append(
            Version(
                version_id=name if seen[name] == 1 else f"{name}.{seen[name]}",
                published=_day(version.get("published")),
                effective=_day(version.get("effective")),
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


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("pipeline.laws.naming") / "data" / name).read_text("utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t")


@lru_cache(maxsize=1)
def default() -> Registry:
    """The registry of the package data, read once."""
    text = (resources.files("pipeline.laws.naming") / "data" / "registry.jsonl").read_text("utf-8")
    rows: dict[str, dict[str, Any]] = {key(row["title"]): row for row in map(json.loads, text.splitlines())}
    for end in _rows("repealed.tsv"):  # also of works of which only the end is known
        row = rows.setdefault(key(end["title"]), {"title": end["title"]})
        row.update(repealed=end["expired"], successor=end["successor"])
    for first in _rows("first_in_force.tsv"):  # … of which only the beginning is
        rows.setdefault(key(first["title"]), {"title": first["title"]})["since"] = first["since"]
    names = [row for name in ("aliases.tsv", "aliases_added.tsv") for row in _rows(name)]  # of the facts; by hand
    return Registry(map(read_work, rows.values()), {row["alias"]: row["title"] for row in names})
