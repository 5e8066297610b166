"""What to try where a query finds nothing: without one of its words or filters, or with a word that is nearly the same."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace

from pipeline import text
from pipeline.store.search.query import Query, Term, parse, write

MOST = 3  # suggestions given
_NEAR_LENGTH = 3  # characters of a word from which on another one with one character changed is likely to be meant


def without(query: Query) -> list[Query]:
    """The query with one of its words left out, or one of its filters; each still asks for something."""
    out = []
    if len(query.wanted) > 1 or query.filters:
        for i, term in enumerate(query.terms):
            if not term.negated:
                out.append(replace(query, terms=(*query.terms[:i], *query.terms[i + 1 :])))
    if query.terms or len(query.filters) > 1:
        for i in range(len(query.filters)):
            out.append(replace(query, filters=(*query.filters[:i], *query.filters[i + 1 :])))
    return out


def near(word: str, texts: Iterable[str]) -> list[str]:
    """Words of folded texts that differ from a word in one character, or hold it with two neighbours exchanged.

    >>> near("网袋逾期", ["他的网贷逾期了，网贷逾期怎么办"])
    ['网贷逾期']
    """
    runs = text.runs(word)
    if len(runs) != 1 or len(runs[0]) < _NEAR_LENGTH:
        return []
    run = runs[0]
    any_of = r"[^\W_]"
    forms = [re.escape(run[:i]) + any_of + re.escape(run[i + 1 :]) for i in range(len(run))]
    forms += [re.escape(run[:i] + run[i + 1] + run[i] + run[i + 2 :]) for i in range(len(run) - 1)]
    pattern = re.compile("|".join(forms))
    counts = Counter(found for one in texts for found in pattern.findall(one))
    counts.pop(run, None)
    return [found for found, _ in counts.most_common(MOST)]


def suggest(query: Query, count: Callable[[Query], int], texts: Callable[[Term], Iterable[str]]) -> tuple[str, ...]:
    """At most MOST queries that find something, those that change least first.

    ``count`` says how many articles a query finds; ``texts`` gives folded texts that share much of a term.
    """
    corrected = [
        replace(query, terms=(*query.terms[:i], replace(term, text=other), *query.terms[i + 1 :]))
        for i, term in enumerate(query.terms)
        if not term.negated and not count(Query(term.text, (term,)))
        for other in near(term.text, texts(term))
    ]
    good = [one for one in map(write, corrected) if count(parse(one))]
    if len(good) < MOST:
        shorter = [(count(parse(one)), one) for one in map(write, without(query))]
        good += [one for found, one in sorted(shorter, key=lambda pair: -pair[0]) if found]
    return tuple(dict.fromkeys(good))[:MOST]
