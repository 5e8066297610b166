"""What an article lets a provision say that another provision says: the one that it names wrongly, or has no number of."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from pipeline.laws.judging.case import Case, unclear
from pipeline.laws.judging.entailment import contradicted_by
from pipeline.laws.judging.neighbours import REACH, neighbour
from pipeline.laws.judging.other_versions import (
    CLEARER,
    COPY,
    SUPPORTED,
    all_held,
    former_texts,
    other_texts,
    superseded,
)
from pipeline.laws.judging.sources import best_source, follows_from_it
from pipeline.laws.judging.texts import Passage, Statutes
from pipeline.laws.judging.wording import contained, is_exact, nearest_sentence, plain
from pipeline.laws.naming.numerals import article_label
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import provision_id
from pipeline.models import Verdict

VERBATIM = 0.85  # of the claim's pairs of characters stand in the article: it is its wording, but for a word
_OTHERS = 0.8  # … in another article: they are taken from there
_RETOLD = 0.7  # … and hardly any of them in the cited one
_ELSEWHERE = 0.3  # … which is what hardly any is
_FOUND = 0.3  # of the runs of characters, by which another article is looked up
_COPIED = 16  # characters that no two articles have in common by chance
_FEW = 12  # characters below which a claim shows nothing


@dataclass(frozen=True)
class Alike:
    """Some words, and the provisions that have much of them: searched for when they are asked for first."""

    words: str
    statutes: Statutes
    registry: Registry

    @cached_property
    def passages(self) -> list[Passage]:
        """The likeliest first."""
        return [self._of_the_rule(one) for one in self.statutes.similar(self.words, share=_FOUND)]

    def _of_the_rule(self, passage: Passage) -> Passage:
        """What a decision prints is the rule's that it amends; texts imported before that was known are the decision's."""
        rule = self.registry.printed(passage.version_id)
        return passage if rule is None else replace(passage, law_id=rule.law_id)


def copied(case: Case, base: Verdict, alike: Alike, *, nearly: float = VERBATIM) -> Verdict | None:
    """The words stand in another article, letter for letter, and in this one they do not, not even ``nearly``."""
    words, registry = alike.words, alike.registry
    if (base.similarity or 0.0) >= nearly or len(plain(words)) < _COPIED or not case.answerable:
        return None
    exact = [one for one in alike.passages if is_exact(words, one.text)]
    best = best_source(words, exact, case, registry)
    if best is not None and follows_from_it(best, case, registry):
        return None
    if best is not None and not case.law_is_named and best.law_id != case.work.law_id:
        return unclear(base)
    return _of_another(base, words, best, registry) if best else None


def nearly_copied(case: Case, base: Verdict, alike: Alike, *, though_near: bool = False) -> Verdict | None:
    """The words are nearly those of another article."""
    words, registry = alike.words, alike.registry
    here = base.similarity or 0.0
    if (here >= SUPPORTED and not though_near) or not case.answerable:
        return None
    best = best_source(words, alike.passages, case, registry)
    if best is None:
        return None
    there = contained(words, best.text)
    if not case.law_is_named and best.law_id != case.work.law_id:
        return None
    if follows_from_it(best, case, registry):
        return None
    strange = here <= _ELSEWHERE and len(plain(words)) >= _COPIED and case.told_of_it and not case.claim.doubted
    enough = _RETOLD if strange else COPY if case.claim.manner == "told" else _OTHERS
    return _of_another(base, words, best, registry) if there >= max(enough, here + CLEARER) else None


def of_neighbour(case: Case, base: Verdict, statute: str, alike: Alike) -> Verdict | None:
    """The words tell, in whatever way, what a neighbour of the article says."""
    words, statutes = alike.words, alike.statutes
    if (base.similarity or 0.0) >= SUPPORTED or not case.answerable or not case.told_of_it or case.claim.doubted:
        return None
    if not case.law_is_named or len(plain(words)) < _FEW or not all_held(case, statutes):
        return None
    citation, version = base.citation, case.version.version_id
    own = Passage(case.work.law_id, version, citation.article or 0, citation.inserted, statute)
    former = list(former_texts(case, statutes))
    found = neighbour(words, own, other_texts(case, statutes), [*_neighbours(case, statutes), *former])
    if found is None or contradicted_by(words, found.text):
        return None
    return (
        superseded(case, base, found, statutes) if found in former else _of_another(base, words, found, alike.registry)
    )


def verbatim_in_neighbour(case: Case, base: Verdict, alike: Alike) -> Verdict | None:
    """The words are a neighbour's, letter for letter, and too short or common to be looked up by."""
    found = next((one for one in _neighbours(case, alike.statutes) if is_exact(alike.words, one.text)), None)
    return _of_another(base, alike.words, found, alike.registry) if found and case.answerable else None


def _neighbours(case: Case, statutes: Statutes) -> list[Passage]:
    citation = case.verdict.citation
    around = statutes.near(case.version.version_id, citation.article or 0, REACH)
    return [one for one in around if (one.article, one.inserted) != (citation.article, citation.inserted)]


def _of_another(base: Verdict, words: str, source: Passage, registry: Registry) -> Verdict:
    work = registry.get(source.law_id)
    label = article_label(source.article, source.inserted)
    return replace(
        base,
        quotation="misattributed",
        successor=provision_id(source.law_id, source.article, source.inserted),
        statute=nearest_sentence(words, source.text),
        similarity=round(contained(words, source.text), 3),
        explanation=f"这些内容不在所引的条文里，而在《{work.short_title if work else source.law_id}》{label}。",
    )
