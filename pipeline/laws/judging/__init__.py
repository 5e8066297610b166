"""Whether a citation is right: the article was there on that day, and it says what the article lets it say.

attribution   what an author lets a provision say, in which words, and how he stands to it
wording       those words and a statute's, laid side by side
entailment    whether a provision, in whatever words, supports what is told of it
verdicts      the verdict: by the registry, and by the texts where they are held; stale: rules told without a number

It takes citations as values and knows nothing of how they are found.
"""

from __future__ import annotations

from pipeline.laws.judging.stale import stale_claims
from pipeline.laws.judging.texts import Passage, Statutes
from pipeline.laws.judging.verdicts import Judgement, check, judge
from pipeline.laws.judging.wording import plain

__all__ = ["Judgement", "Passage", "Statutes", "check", "judge", "plain", "stale_claims"]
