"""Where words come from that do not stand in the provision they are given to."""

from __future__ import annotations

from collections.abc import Sequence

from pipeline.laws.judging.case import Case
from pipeline.laws.judging.texts import Passage
from pipeline.laws.judging.wording import contained
from pipeline.laws.naming.numerals import chinese
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import in_force

_RANKS = {"宪法": 0, "法律": 1, "立法解释": 1, "修正案": 1, "行政法规": 2, "司法解释": 3}
_LOWEST = 4


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
