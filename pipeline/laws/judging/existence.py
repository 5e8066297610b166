"""What the registry says of a citation on a day: the law was in force, and the article is there; no text is compared.

Conservative: what the registry cannot show is ``not_held``, since a wrong accusation is worse than a missed one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from pipeline.laws.judging.attribution import Edition, told_to_be_past, told_to_hold
from pipeline.laws.naming.numerals import article_label, day_label
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Version, Work, in_force
from pipeline.models import Citation, Verdict

# Types whose every current text the registry holds; of others an old version may be all it has.
COMPLETE_TYPES = frozenset(("法律", "宪法", "司法解释", "立法解释", "修正案"))
_TRUNCATED = 0.4  # a version with so few of another's articles is one whose list was cut off
_SHORTEST = 9  # articles; shorter lists are often cut off
_MARGIN = 1.3  # by how much a number must go beyond the end of a law whose versions may be incomplete


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the registry says of one citation, before any text is compared."""

    verdict: Verdict
    work: Work | None
    version: Version | None  # the text in force on that day, or the one that the author names
    edition: Edition | None = None  # … if he names one


def judge(
    text: str, citation: Citation, on: date | None, registry: Registry, named: Edition | None = None
) -> Judgement:
    """The registry's word on one citation on one day, by the versions that are ``named`` or by the one in force."""
    work = registry.get(citation.law_id) if citation.law_id else None
    if work is None or not work.known:
        return Judgement(Verdict(citation, "not_held", on, explanation="未收录这部法律，无法核对。"), None, None)
    past = work.is_repealed(on)
    if past and not (named and named.past) and not told_to_be_past(text, citation, work.short_title):
        return Judgement(_repealed(citation, work, on, registry), work, _last(work))
    if named is not None:
        return _as_named(text, _by_number(citation, work, named.versions, on, on), named, on)
    day = work.repealed - timedelta(days=1) if past and work.repealed is not None else on
    if day is not None and work.since is not None and day < work.since:
        explanation = f"《{work.short_title}》自{day_label(work.since)}起施行，{day_label(day)}时还没有生效。"
        return Judgement(Verdict(citation, "not_yet_in_force", on, explanation=explanation), work, None)
    return _by_number(citation, work, possible_versions(work, day), on, day)


def _as_named(text: str, found: Judgement, named: Edition, on: date | None) -> Judgement:
    """A version that does not hold yet is rightly cited by whoever names it, unless he says that it does; it is told."""
    verdict, version = found.verdict, found.version
    if verdict.status == "exists" and version and version.effective and on is not None and on < version.effective:
        note = f"文中所说的版本自{day_label(version.effective)}起施行，文章发表时还没有生效。"
        early = told_to_hold(text, verdict.citation)
        verdict = replace(verdict, status="not_yet_in_force" if early else "exists", explanation=note)
    return Judgement(verdict, found.work, version, named)


def _by_number(
    citation: Citation, work: Work, versions: Sequence[Version], on: date | None, day: date | None
) -> Judgement:
    """Whether the article stands in one of the versions that may be meant, likeliest first, on that ``day``."""
    article, inserted = citation.article, citation.inserted
    current = versions[0] if versions else None
    name = current.version_id if current else None
    if article is None:
        known = bool(versions) or work.since is not None
        why = "" if known else "未收录当时有效的文本，无法核对。"
        return Judgement(Verdict(citation, "exists" if known else "not_held", on, name, explanation=why), work, current)
    for version in versions:
        if version.has(article, inserted):
            return Judgement(Verdict(citation, "exists", on, version.version_id), work, version)
    held = next((version for version in versions if version.articles), None)
    if held is None:
        why = "未收录当时有效的文本，无法核对。" if not versions else "未收录这部文件的条文编号，无法核对。"
        return Judgement(Verdict(citation, "not_held", on, name, explanation=why), work, current)
    return Judgement(_missing(Verdict(citation, "not_held", on), work, held, day), work, held)


def possible_versions(work: Work, on: date | None) -> tuple[Version, ...]:
    """The versions that an article of that day may speak of, likeliest first: of an article without a day, all."""
    return in_force(work, on) if on is not None else work.versions[::-1]


def _missing(base: Verdict, work: Work, current: Version, on: date | None) -> Verdict:
    """The article is not in the version in force: it was in an earlier one, is in a later one, or in none."""
    article, inserted = base.citation.article or 0, base.citation.inserted
    label = article_label(article, inserted)
    place = work.versions.index(current)
    base = replace(base, version=current.version_id)
    unsure = replace(base, explanation=f"收录的文本里没有{label}，但收录可能不全，无法核对。")
    if current.partial or any(part.has(article, inserted) for part in work.parts):
        return unsure
    last = (
        f"《{work.short_title}》（{day_label(current.published or current.effective)}公布）共{current.last_article}条"
    )
    comparable = [version for version in work.versions if current.last_article >= _TRUNCATED * version.last_article]
    later = next((version for version in work.versions[place + 1 :] if version.has(article, inserted)), None)
    earlier = next((version for version in work.versions[:place] if version.has(article, inserted)), None)
    if earlier in comparable and not inserted and article > current.last_article:
        explanation = f"{last}，没有{label}；{day_label(earlier.start)}的旧版本里有。"
        return replace(base, status="superseded_version", explanation=explanation)
    if later in comparable and later.effective is not None and later is work.versions[place + 1]:
        if on is None or later.effective <= on:  # the author names the version
            explanation = f"{last}，没有{label}；{day_label(later.effective)}起施行的版本才有。"
            return replace(base, status="no_such_article", explanation=explanation)
        explanation = f"{label}是{day_label(later.effective)}起施行的版本才有的，文章发表时还没有生效。"
        return replace(base, status="not_yet_in_force", explanation=explanation)
    dashed = inserted and "之" not in base.citation.raw  # 第35-8条 may also be a range cut short
    if earlier is None and later is None and not dashed and _surely_none(work, current, article, inserted):
        return replace(base, status="no_such_article", explanation=f"{last}，没有{label}。")
    return unsure


def _surely_none(work: Work, current: Version, article: int, inserted: int) -> bool:
    end = max(version.last_article for version in work.versions)
    if end < _SHORTEST:
        return False
    complete = work.type in COMPLETE_TYPES or current is not work.versions[-1]
    if inserted and article <= end:
        return complete and current.has(article) is True
    return article > (end if complete else end * _MARGIN + 3)


def _repealed(citation: Citation, work: Work, on: date | None, registry: Registry) -> Verdict:
    heir = registry.get(work.successor) if work.successor else None
    last = _last(work)
    explanation = f"《{work.short_title}》自{day_label(work.repealed)}起废止" + (
        f"，由《{heir.short_title}》取代。" if heir else "。"
    )
    version = last.version_id if last else None
    return Verdict(citation, "repealed", on, version, work.successor, explanation=explanation)


def _last(work: Work) -> Version | None:
    return work.versions[-1] if work.versions else None
