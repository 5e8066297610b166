"""What an author lets a provision say, and how: as the law's words or his own, as said by others, of which version.

By the article alone, and the days of the versions there are: no statute's text is asked here.
"""

from __future__ import annotations

from pipeline.laws.judging.attribution.admissions import told_to_be_none, told_to_be_past, told_to_hold
from pipeline.laws.judging.attribution.claim import Claim, tells_of_a_case
from pipeline.laws.judging.attribution.claims import claims
from pipeline.laws.judging.attribution.editions import Edition, Naming, coming, edition, namings

__all__ = [
    "Claim",
    "Edition",
    "Naming",
    "claims",
    "coming",
    "edition",
    "namings",
    "tells_of_a_case",
    "told_to_be_none",
    "told_to_be_past",
    "told_to_hold",
]
