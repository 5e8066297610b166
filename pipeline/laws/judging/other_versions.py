"""What an article lets a provision say that another version of it says: an earlier one, or one that did not hold yet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from pipeline.laws.judging.case import Case
from pipeline.laws.judging.texts import Passage, Statutes
from pipeline.laws.judging.wording import (
    contained,
    differences,
    exchanged_degree,
    is_condensed,
    is_exact,
    nearest_sentence,
    telling,
)
from pipeline.laws.naming.numerals import article_label, day_label
from pipeline.laws.naming.works import Version, in_force, provision_id
from pipeline.models import Verdict

SUPPORTED = 0.45  # of the claim's pairs of characters stand in the article: it tells of it
CLEARER = 0.35  # by how much another article must be nearer than the cited one
COPY = 0.9  # of two versions, the wording is the other one's


def other_version(
    case: Case, base: Verdict, words: str, statutes: Statutes, *, verbatim_only: bool = False
) -> Verdict | None:
    """The number, or the wording, is that of another version: of an earlier one, or of one not yet in force then."""
    article, inserted = base.citation.article or 0, base.citation.inserted
    here = base.similarity or 0.0
    place = case.work.versions.index(case.version)
    for version in (*reversed(case.work.versions[:place]), *case.work.versions[place + 1 :]):
        text = statutes.article(version.version_id, article, inserted)
        if text is None:
            continue
        there = contained(words, text)
        verbatim = is_exact(words, text)
        told = there >= SUPPORTED and there >= here + CLEARER and not verbatim_only
        if told or (verbatim and (here < COPY or _tells_other(words, statutes, case))):
            found = replace(
                base,
                quotation="exact" if verbatim else "paraphrase",
                statute=nearest_sentence(words, text),
                similarity=round(there, 3),
            )
            if case.on is None or case.named:  # nobody can say which version it should have
                why = "文中注明的不是这个版本" if case.named else "文章没有日期"
                note = f"{why}；所说的是{day_label(version.published or version.effective)}的版本。"
                return replace(found, version=version.version_id, explanation="" if version in case.named else note)
            if version in case.meant:  # it may have been in force that day, too
                return replace(found, version=version.version_id)
            earlier = case.work.versions.index(version) < place
            return _superseded(case, found, version, text, statutes) if earlier else _later(found, version)
    return None


def _tells_other(words: str, statutes: Statutes, case: Case) -> bool:
    """Whether the version in force, though near in wording, has another number or sense."""
    citation = case.verdict.citation
    statute = statutes.article(case.version.version_id, citation.article or 0, citation.inserted) or ""
    if exchanged_degree(words, statute) is not None:
        return True
    return not is_condensed(words, statute) and bool(telling(differences(words, statute) or []))


def former_texts(case: Case, statutes: Statutes) -> Iterator[Passage]:
    """The article in the versions before the one in force that day, where it is sure which one that is."""
    citation = case.verdict.citation
    if case.on is None or case.named:
        return
    for version in case.work.versions[: case.work.versions.index(case.version)]:
        text = statutes.article(version.version_id, citation.article or 0, citation.inserted)
        if text is not None and version not in case.meant:
            yield Passage(case.work.law_id, version.version_id, citation.article or 0, citation.inserted, text)


def superseded(case: Case, base: Verdict, former: Passage, statutes: Statutes) -> Verdict:
    """The verdict that the words are, in whatever way, a former version's."""
    version = next(one for one in case.work.versions if one.version_id == former.version_id)
    words = base.quoted or ""
    found = replace(base, quotation="paraphrase", statute=nearest_sentence(words, former.text),
                    similarity=round(contained(words, former.text), 3))  # fmt: skip
    return _superseded(case, found, version, former.text, statutes)


def _superseded(case: Case, found: Verdict, version: Version, old: str, statutes: Statutes) -> Verdict:
    label = article_label(found.citation.article or 0, found.citation.inserted)
    now = _where_now(case, old, statutes)
    moved = now is not None and (now.article, now.inserted) != (found.citation.article, found.citation.inserted)
    explanation = (
        f"所说的是{day_label(version.published or version.effective)}旧版本的{label}，文章发表时有效的{label}已经不同"
    )
    if now and moved:
        explanation += f"，相应内容改在{article_label(now.article, now.inserted)}"
    explanation += "。"
    successor = provision_id(case.work.law_id, now.article, now.inserted) if now else None
    return replace(found, status="superseded_version", successor=successor, explanation=explanation)


def _later(found: Verdict, version: Version) -> Verdict:
    label = article_label(found.citation.article or 0, found.citation.inserted)
    explanation = (
        f"所说的是{day_label(version.effective or version.published)}的新版本的{label}，文章发表时还没有生效。"
    )
    return replace(found, status="not_yet_in_force", version=version.version_id, explanation=explanation)


def _where_now(case: Case, old: str, statutes: Statutes) -> Passage | None:
    """The article of the version in force that took the place of an older text."""
    same = [one for one in statutes.similar(old, limit=40, share=0.2) if one.version_id == case.version.version_id]
    best = max(same, key=lambda one: contained(old, one.text), default=None)
    return best if best and contained(old, best.text) >= SUPPORTED else None


def all_held(case: Case, statutes: Statutes) -> bool:
    """Whether the texts of all versions are held that the article may speak of: else it may be right by another one."""
    citation = case.verdict.citation
    article, inserted = citation.article or 0, citation.inserted
    since, first = case.work.since, case.work.versions[0].start
    anything = case.on is None and not case.named
    if not case.complete or (anything and (since is None or first is None or first > since)):
        return False  # there may have been versions that the registry lacks
    own = statutes.article(case.version.version_id, article, inserted)
    if any(statutes.article(part.version_id, article, inserted) not in (None, own) for part in case.work.parts):
        return False  # it may be a newer one
    return all(
        version.has(article, inserted) is False or statutes.article(version.version_id, article, inserted) is not None
        for version in (*case.meant, case.version)
    )


def other_texts(case: Case, statutes: Statutes) -> Iterator[str]:
    """The texts of the article in other versions that the author may have had: of an article without a day, in all."""
    citation = case.verdict.citation
    for version in (*case.meant, *in_force(case.work, case.on), *case.work.parts):
        text = statutes.article(version.version_id, citation.article or 0, citation.inserted)
        if text is not None and version is not case.version:
            yield text
