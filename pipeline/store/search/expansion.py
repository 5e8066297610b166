"""Query expansion: what lay people say, in the terms of statutes and lawyers too.

Who asks whether one goes to prison for 偷东西 shares no word with the rule on 盗窃 (the vocabulary problem: Furnas et al.
1987). The table was written by hand, once for all fields of law that people ask about; measured by
tests/benchmarks/retrieval.py (stard).
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import accumulate

from pipeline import laws, text
from pipeline.store.search import ranking


def legal_terms(source: str) -> tuple[str, ...]:
    """The terms (folded) that the lay words of a question stand for and that it does not have, in the order of the words."""
    folded = text.fold(source).encode("utf-8", "replace").decode()  # a broken argument has characters that are none
    _, table = _lay_words()
    found = (term for word in _said(folded) for term in table[word])
    return tuple(term for term in dict.fromkeys(found) if term not in folded and _fits(term, folded))


def _fits(term: str, folded: str) -> bool:
    """Whether a question is about what a term means, where its lay word means something else as often."""
    needed = _contexts().get(term)
    return needed is None or needed.search(folded) is not None


def _said(folded: str) -> Iterator[str]:
    """The lay words in a text, the longest first, but none of parts of two words: 到期房东 has no 期房, 还手续费 no 还手."""
    pattern, _ = _lay_words()
    edges: list[int] = []
    at = 0
    while match := pattern.search(folded, at):
        edges = edges or [0, *accumulate(map(len, ranking.split(folded, guessing=False)))]
        found: re.Match[str] | None = match
        while found and _straddles(found.start(), found.end(), edges):
            found = pattern.match(folded, match.start(), found.end() - 1)
        if found:
            yield found[0]
        at = found.end() if found else match.start() + 1


def _straddles(start: int, end: int, edges: Sequence[int]) -> bool:
    """Whether a stretch is neither within one word nor of whole words. ``edges``: where words begin and end."""
    first, last = bisect_left(edges, start), bisect_left(edges, end)
    whole = edges[first] == start and edges[last] == end
    return not whole and bisect_right(edges, start) != last


@cache
def _lay_words() -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """What finds the lay words, the longest first, and the terms of each."""
    table: dict[str, tuple[str, ...]] = {}
    # Of one character they are parts of other words as often as words, but for those of our own list.
    everyday = {word: terms for word, terms in laws.everyday_terms().items() if len(word) > 1}
    for words in (own_words(), everyday):
        for word, terms in words.items():
            folded = text.fold(word)
            table[folded] = tuple(dict.fromkeys((*table.get(folded, ()), *map(text.fold, terms))))
    return re.compile("|".join(sorted(map(re.escape, table), key=len, reverse=True))), table


def own_words() -> dict[str, tuple[str, ...]]:
    """The table of this module: lay word → terms."""
    return _table("lay_terms.tsv")


@cache
def _contexts() -> Mapping[str, re.Pattern[str]]:
    """term → the words of which a question must have one."""
    return {term: re.compile("|".join(map(re.escape, words))) for term, words in _table("term_contexts.tsv").items()}


def _table(name: str) -> dict[str, tuple[str, ...]]:
    lines = (resources.files("pipeline.store.search") / "data" / name).read_text("utf-8").splitlines()
    rows = (line.partition("\t") for line in lines if not line.startswith("#"))
    return {word: tuple(words.split()) for word, _, words in rows}
