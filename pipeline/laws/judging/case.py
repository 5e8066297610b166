"""One citation whose words are to be judged by texts: what is known of it before any is opened."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from pipeline.laws.judging.attribution import Claim
from pipeline.laws.naming.works import Version, Work, in_force
from pipeline.models import Verdict


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
