"""Laws in text: which there are (naming), where they are cited (finding), whether rightly (judging).

Pure: no clock, no network, no database.

find_citations(text)             every citation, with law, 条, 之N, 款, 项 and span
check(text, citations, on=day)   a verdict for each
Library(registry, statutes)      both at once, with the rules that a text tells and that do not hold
parse_provision("民法典第675条")   what a person means by a query; parse_provisions where it may be several
everyday_terms()                 what people say → the terms of the law for it
registry.default()               the works that are known
"""

from __future__ import annotations

from pipeline.laws import registry
from pipeline.laws.finding import (
    Provision,
    find_citations,
    near_names,
    not_found,
    parse_provision,
    parse_provisions,
)
from pipeline.laws.judging import Passage, Statutes, check, everyday_terms, stale_claims
from pipeline.laws.library import Library, Shelf
from pipeline.laws.naming import Registry, Version, Work, provision_id

__all__ = [
    "Library",
    "Passage",
    "Provision",
    "Registry",
    "Shelf",
    "Statutes",
    "Version",
    "Work",
    "check",
    "everyday_terms",
    "find_citations",
    "near_names",
    "not_found",
    "parse_provision",
    "parse_provisions",
    "provision_id",
    "registry",
    "stale_claims",
]
