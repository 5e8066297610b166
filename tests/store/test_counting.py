"""Document frequencies counted in arrays are those that the index's own tokens give."""

from __future__ import annotations

from collections import Counter

import pytest

from pipeline import text
from pipeline.store import counting

TEXTS = [
    ("借款3万元，借款逾期", "words, a number between, a bigram twice in one text"),
    ("逾期还款，APP催收；逾期還款", "traditional characters and capitals fold"),
    ("二〇二四年五月", "〇 stands among Chinese characters"),
    ("人人都说人人", "々 and 〇 apart, a character many times"),
    ("\U00020001\U00020002借款", "characters beyond the basic plane"),
    ("app借款 3 a_b", "words, single letters and digits"),
    ("", "nothing"),
    ("。，！", "punctuation alone"),
]


def _by_tokens(texts: list[str]) -> Counter[str]:
    """What the tokens of the index say, one text after the other."""
    counts: Counter[str] = Counter()
    for one in texts:
        tokens = set(text.segment(one).split())
        counts.update(tokens | {char for token in tokens if token[0] not in "app3ab" for char in token})
    return counts


@pytest.mark.parametrize("least", [1, 2, 3])
def test_frequencies_are_those_of_the_tokens(least: int, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [one for one, _ in TEXTS] * 2 + ["借款"]
    expected = {term: count for term, count in _by_tokens(texts).items() if count >= least}
    assert counting.frequent(texts, least) == (len(texts), expected)
    monkeypatch.setattr(counting, "_AT_ONCE", 5)  # so that what was counted is added to
    assert counting.frequent(texts, least) == (len(texts), expected)


def test_nothing_is_counted_of_no_texts() -> None:
    assert counting.frequent([], 1) == (0, {})
