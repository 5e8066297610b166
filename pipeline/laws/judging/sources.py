"""Where words come from that do not stand in the provision they are given to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from pipeline.laws.judging.attribution import Claim
from pipeline.laws.judging.texts import Passage
from pipeline.laws.judging.wording import contained
from pipeline.laws.naming.numerals import chinese
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Version, Work, in_force
from pipeline.models import Verdict

_RANKS = {"宪法": 0, "法律": 1, "立法解释": 1, "修正案": 1, "行政法规": 2, "司法解释": 3}
_LOWEST = 4


@dataclass(frozen=True, slots=True)
class Case:
    """One citation to be judged: the verdict so far, the work and the version that was in force."""

    verdict: Verdict
    work: Work
    version: Version
    claim: Claim
    on: date | None
    named: tuple[Version, ...] = ()  # the versions that the author himself names
    complete: bool = True  # … and he can mean no other

    @property
    def meant(self) -> tuple[Version, ...]:
        """The versions that may be meant: those named, else those in force that day; without a day, all."""
        return self.named or (in_force(self.work, self.on) if self.on is not None else self.work.versions)

    @property
    def answerable(self) -> bool:
        """Whether one provision is made to say something about the law."""
        return len(self.claim.citations) == 1 and not self.claim.about_a_case

    @property
    def law_is_named(self) -> bool:
        """Whether the law stands beside the number; else it was taken from what the text named before, and may be another."""
        return not self.verdict.citation.raw.startswith(("第", "苐"))

    @property
    def told_of_it(self) -> bool:
        """Whether the words are told as the provision's, and not only somewhere behind its name."""
        return self.claim.manner != "told" or self.claim.direct or self.claim.basis or self.claim.around


def unclear(base: Verdict) -> Verdict:
    """The verdict without anything said of the words."""
    return replace(base, quotation="not_held", quoted=None, statute=None, similarity=None)


def follows_from_it(source: Passage, case: Case, registry: Registry) -> bool:
    """Whether what is told stands in a norm of lower rank: 根据民法典第N条, … as its interpretation has it."""
    work = registry.get(source.law_id)
    rank = _RANKS.get((work.type if work else None) or "", _LOWEST)
    return case.claim.manner == "told" and not case.claim.direct and rank > _RANKS.get(case.work.type or "", _LOWEST)


def best_source(words: str, passages: Sequence[Passage], case: Case, registry: Registry) -> Passage | None:
    """The likeliest source: the nearest text, of the cited law before others, in force on that day before others.

    A text that itself names the cited law's articles speaks under them: its words are no wrong copy of theirs.
    """
    cited = (case.work.law_id, case.verdict.citation.article, case.verdict.citation.inserted)
    title = case.work.short_title
    names = (f"第{chinese(cited[1] or 0)}条", f"{title}第", f"{title}》第", f"{title}〉第")
    others = [
        one
        for one in passages
        if (one.law_id, one.article, one.inserted) != cited and not any(name in one.text for name in names)
    ]
    return max(
        others, key=lambda one: (round(contained(words, one.text), 2), *_standing(one, case, registry)), default=None
    )


def _standing(one: Passage, case: Case, registry: Registry) -> tuple[bool, bool, str]:
    work = registry.get(one.law_id)
    past = work is None or work.is_repealed(case.on)
    current = (
        work is not None and not past and one.version_id in {found.version_id for found in in_force(work, case.on)}
    )
    return one.law_id == case.work.law_id, current, one.version_id
