"""Where a text cites a law, and which provision a query means.

grammar (第N条第N款第N项) and titles (what stands in and around 《…》) → spoken (a registry's names as text has them) →
standing, context (whose article a lone 第N条 is) → citations; provisions and queries read what a person types by the same
rules. It asks naming which works there are, and leaves it to judging whether they say so.
"""

from __future__ import annotations

from pipeline.laws.finding.citations import find_citations
from pipeline.laws.finding.provisions import Provision, near_names, parse_provision
from pipeline.laws.finding.queries import Run, not_found, parse_provisions, runs

__all__ = [
    "Provision",
    "Run",
    "find_citations",
    "near_names",
    "not_found",
    "parse_provision",
    "parse_provisions",
    "runs",
]
