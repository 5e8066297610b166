"""What lay people say and what statutes and lawyers say for it: a question is looked for in both."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib import resources

from pipeline import text


@cache
def _table() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    lines = resources.files("pipeline.store").joinpath("data", "lay_terms.tsv").read_text("utf-8").splitlines()
    table = {}
    for line in lines:
        word, _, terms = line.partition("\t")
        table[text.fold(word)] = tuple(terms.split())
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


def legal_terms(source: str) -> tuple[str, ...]:
    """The terms for the lay words of a question that it does not have itself, in the order of these words."""
    folded = text.fold(source)
    pattern, table = _table()
    found = (term for word in pattern.findall(folded) for term in table[word])
    return tuple(term for term in dict.fromkeys(found) if term not in folded)
