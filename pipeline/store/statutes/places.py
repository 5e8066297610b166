"""Where the texts of an import belong: to which work and version; and what versions the imports of the past make."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from pipeline.laws.naming import STATE, named, version_id, version_of
from pipeline.laws.registry import Registry, Version, Work, law_id, prints_all, read_work, spans
from pipeline.store.statutes.sources import StatuteText

Numbers = set[tuple[int, int]]  # (article, 之N)
Read = Callable[[str, int, int], str | None]  # version_id, article, 之N → text

_ENDS = re.compile("施行|实施|生效|执行|废止")  # of the last article of a law: from when it holds


@dataclass(frozen=True, slots=True)
class Asked:
    """What an import calls a version."""

    title: str
    published: date | None
    effective: date | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """The version that texts are kept under."""

    law_id: str
    version_id: str
    title: str
    published: date | None
    effective: date | None = None


def asked(one: StatuteText) -> Asked:
    """The version that a text is said to be of."""
    return Asked(one.title, one.published, one.effective)


def places(texts: Iterable[StatuteText], registry: Registry) -> tuple[dict[Asked, Place], list[str]]:
    """A place for each version that is asked for, and for those without one, why they are left out."""
    numbers: dict[Asked, Numbers] = defaultdict(set)
    for one in texts:
        numbers[asked(one)].add((one.article, one.inserted))
    found: dict[Asked, Place] = {}
    refused: dict[str, None] = {}  # in their order, each once
    for wanted, held in numbers.items():
        place = place_of(registry, wanted, held)
        if isinstance(place, Place):
            found[wanted] = place
        else:
            refused[place] = None
    return found, list(refused)


def place_of(registry: Registry, wanted: Asked, numbers: Numbers) -> Place | str:
    """The work and the version that texts belong to, new ones where the registry has neither; else why there is none."""
    said = named(wanted.title, registry)
    first = wanted.published is not None and wanted.effective is not None and wanted.effective < wanted.published
    days = (wanted.published, None if first else wanted.effective)  # not that of the law's first version
    if not said.works:
        title = said.title if any(days) else wanted.title.strip()  # … else two versions without a day would be one
        own = law_id(title)
        return Place(own, version_id(own, *days), title, *days)
    work = said.work
    if work is None:
        dated = [one for one in said.works if any(version.published == wanted.published for version in one.versions)]
        if wanted.published is None or len(dated) != 1:
            return f"{said.told()}；它的条文没有导入。"
        work = dated[0]
    version = version_of(work, *days, year=said.year, number=said.number, articles=numbers)
    if version is not None:
        return Place(work.law_id, version.version_id, work.title, version.published, version.effective)
    if not any(days) and work.versions:
        return (
            f"《{_short(work)}》收录了{_listed_days(work)}，要写明导入的是哪一天公布的（published）；它的条文没有导入。"
        )
    own = version_id(work.law_id, *days)
    rule = registry.printed(own)
    return Place(rule.law_id if rule else work.law_id, own, work.title, *days)


def _short(work: Work) -> str:
    return work.title.removeprefix(STATE)


def _listed_days(work: Work) -> str:
    days = [str(one.published or one.effective) for one in work.versions if one.published or one.effective]
    return f" {'、'.join(days[-6:])} 公布的版本" if days else "没有日期的版本"


def known_by(registry: Registry, place: Place) -> bool:
    """Whether the registry has that version, with its articles."""
    work = registry.get(place.law_id)
    return work is not None and any(one.version_id == place.version_id and one.articles for one in work.versions)


def with_imported(base: Registry, rows: Iterable[tuple[str, Mapping[str, Any]]], read: Read) -> Registry:
    """``base`` with the works and versions that were imported; ``rows``: law_id and facts as ``works`` keeps them.

    An imported version of a known work stands beside its own only if it is whole; a part of a text that nobody else knows
    of is no version that anybody is judged by, only something that may be meant (``Work.parts``).
    """
    works: list[Work] = []
    filled: list[Work] = []  # … of which only numbers are new
    for own, facts in rows:
        known = base.get(own)
        if known is None and named(str(facts["title"]), base).works:
            continue  # a name of works that are known: taken in by an older program, put right by the next import
        before = known or replace(read_work({"title": facts["title"]}), law_id=own)
        after = _joined(before, facts, read)
        same = known is not None and after.parts == before.parts and _ids(after) == _ids(before)
        (filled if same else works).append(after)
    registry = base.filled(filled) if filled else base
    return registry.extended(works) if works else registry


def _ids(work: Work) -> list[str]:
    return [one.version_id for one in work.versions]


def _joined(known: Work, facts: Mapping[str, Any], read: Read) -> Work:
    """A work with what was imported of it."""
    imported = read_work({"title": known.title.strip(), "versions": facts["versions"]}).versions
    versions = list(known.versions)
    parts = list(known.parts)
    for one in imported:
        name = version_id(known.law_id, one.published, one.effective)
        own = replace(one, version_id=name, articles=spans(one.numbers))
        place = next((i for i, two in enumerate(versions) if two.version_id == own.version_id), None)
        if place is not None:
            if not versions[place].articles:  # the day alone is known, maybe since its numbers are no articles
                versions[place] = replace(versions[place], articles=own.articles, partial=True)
        elif known.versions and (
            not (own.published or own.effective) or version_of(known, own.published, own.effective)
        ):
            continue  # known under another day: put there by the next import
        elif _is_whole(own, known.versions, read):
            versions.append(own)
        else:
            parts.append(replace(own, partial=True))
    if not versions:
        versions, parts = parts, []
    return replace(known, aliases=(), versions=_sorted(versions), parts=_sorted(parts))


def _sorted(versions: Iterable[Version]) -> tuple[Version, ...]:
    by_id = {one.version_id: one for one in versions}
    return tuple(sorted(by_id.values(), key=lambda one: one.published or one.effective or date.min))


def _is_whole(own: Version, known: tuple[Version, ...], read: Read) -> bool:
    """Whether a version that an import made is the whole text, by its numbers and by its last article.

    All numbers from the first on, about as many as the version that the registry has of the time before, and at the end
    what stands at the end of a law: from when it holds, or what stood there before.
    """
    last = read(own.version_id, own.last_article, 0)
    numbers = {number for number, inserted in own.numbers if not inserted}
    if last is None or numbers != set(range(1, own.last_article + 1)):
        return False
    listed = [one for one in known if one.articles]
    before = [one for one in listed if one.start and own.start and one.start <= own.start][-1:] or listed[:1]
    if before and not prints_all(own, before[0]):
        return False
    return bool(_ENDS.search(last)) or any(read(one.version_id, one.last_article, 0) == last for one in listed)


def told_parts(registry: Registry, listed: Iterable[Place]) -> list[str]:
    """Which of the versions that were imported are but parts, for people."""
    notes = []
    for place in listed:
        work = registry.get(place.law_id)
        if work is not None and any(one.version_id == place.version_id for one in work.parts):
            day = place.published or place.effective
            notes.append(
                f"《{_short(work)}》没有收录 {day} 公布的版本，导入的不是它的全文：可以查看，判定仍按收录的版本。"
                f"收录的有{_listed_days(work)}。"
            )
    return notes
