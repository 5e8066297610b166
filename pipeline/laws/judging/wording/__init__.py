"""Some words and a statute's, laid side by side: how near they are, and where they part."""

from __future__ import annotations

from pipeline.laws.judging.wording.degrees import exchanged_degree
from pipeline.laws.judging.wording.differences import Difference, altered, differences, of_sentences, telling
from pipeline.laws.judging.wording.likeness import (
    carried_on,
    clause_at,
    contained,
    first_sentences,
    has_run,
    is_condensed,
    is_exact,
    items_from,
    nearest_sentence,
    pairs,
    plain,
)

__all__ = [
    "Difference",
    "altered",
    "carried_on",
    "clause_at",
    "contained",
    "differences",
    "exchanged_degree",
    "first_sentences",
    "has_run",
    "is_condensed",
    "is_exact",
    "items_from",
    "nearest_sentence",
    "of_sentences",
    "pairs",
    "plain",
    "telling",
]
