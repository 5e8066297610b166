"""Whether an article is about debts and their collection: weighted terms in title, category, tags and body."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from importlib import resources
from math import exp
from typing import NamedTuple

from pipeline.site import Topic
from pipeline.text import fold

# How much a term counts by where it stands.
TITLE, CATEGORY, TAG = 3.0, 1.2, 0.6
BODY_SPAN = 6_000  # characters of the body that are read; the topic is clear by then
DENSITY = 0.53  # worth of one weighted term in a thousand characters of body, in terms of a title
SATURATION = 5.3  # evidence at which the score reaches 1 - 1/e
REPEATS = 6  # one term counts so often at most


class Terms(NamedTuple):
    """The general list."""

    weights: dict[str, float]
    threshold: float


@cache
def general() -> Terms:
    """The terms of topic.toml."""
    data = tomllib.loads(resources.files(__package__).joinpath("topic.toml").read_text(encoding="utf-8"))
    weights = {fold(term): float(group["weight"]) for group in data["group"] for term in group["terms"]}
    return Terms(weights, float(data["threshold"]))


def score(
    title: str, category: str | None, tags: Sequence[str], body: str, topic: Topic | None = None
) -> tuple[float, bool]:
    """(score in [0, 1], on topic?). A site's ``topic`` adds terms (weight 0 removes one) and sets its own threshold."""
    terms = general()
    weights: Mapping[str, float] = terms.weights
    threshold = terms.threshold
    if topic is not None:
        if topic.terms:
            weights = {**terms.weights, **{fold(term): weight for term, weight in topic.terms.items()}}
        if topic.threshold is not None:
            threshold = topic.threshold
    if not weights:
        return 0.0, threshold <= 0
    pattern = _pattern(frozenset(weights))
    evidence = TITLE * _found(pattern, weights, title) + CATEGORY * _found(pattern, weights, category or "")
    evidence += TAG * _found(pattern, weights, " ".join(tags))
    text = body[:BODY_SPAN]
    evidence += _found(pattern, weights, text) * 1000 / max(len(text), 300) * DENSITY
    result = round(1 - exp(-max(evidence, 0.0) / SATURATION), 4)
    return result, result >= threshold


@lru_cache(maxsize=64)
def _pattern(terms: frozenset[str]) -> re.Pattern[str]:
    """Longest terms first, so that a term counts once where it holds a shorter one."""
    return re.compile("|".join(re.escape(term) for term in sorted(sorted(terms), key=len, reverse=True)))


def _found(pattern: re.Pattern[str], weights: Mapping[str, float], text: str) -> float:
    counts: dict[str, int] = {}
    for term in pattern.findall(fold(text)):
        counts[term] = counts.get(term, 0) + 1
    return sum(weights[term] * min(count, REPEATS) for term, count in counts.items())
