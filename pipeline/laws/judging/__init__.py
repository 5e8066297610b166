"""Whether a citation is right: the article was there on that day, and it says what the article lets it say.

attribution   what an author lets a provision say, in which words, and how he stands to it
wording       those words and a statute's, laid side by side
entailment    whether a provision, in whatever words, supports what is told of it
existence     what the registry says of a citation on a day; parts: of its 款 and 项
quotations    what the texts say of its words: the provision's own, its other versions', another's (elsewhere, neighbours)
verdicts      the verdict on each citation of a text; stale: on rules that it tells without a number

It takes citations as values and knows nothing of how they are found.
"""

from __future__ import annotations

from pipeline.laws.judging.entailment import everyday_terms
from pipeline.laws.judging.existence import Judgement, judge
from pipeline.laws.judging.stale import stale_claims
from pipeline.laws.judging.texts import Passage, Statutes
from pipeline.laws.judging.verdicts import check
from pipeline.laws.judging.wording import plain

__all__ = ["Judgement", "Passage", "Statutes", "check", "everyday_terms", "judge", "plain", "stale_claims"]
