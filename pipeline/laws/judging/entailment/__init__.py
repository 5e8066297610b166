"""Whether a provision supports what is told of it in other words.

Named signs, each a number, speak for and against it: of the words alone (overlap, strange) and of what they mean
(consequences, figures, norms, order, polarity, relations). ``signs`` collects them, ``support`` weighs them; the weights are
fitted on marked claims and stand in data/, as do the words that the signs go by.
"""

from __future__ import annotations

from pipeline.laws.judging.entailment.overlap import everyday_terms
from pipeline.laws.judging.entailment.support import RANGE, contradicted_by, little_in_common, unsaid

__all__ = ["RANGE", "contradicted_by", "everyday_terms", "little_in_common", "unsaid"]
