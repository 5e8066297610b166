"""What is told of a provision that is named behind it."""

from __future__ import annotations

import pytest

from pipeline.laws.finding.citations import find_citations
from pipeline.laws.judging.attribution.behind import told_before

# (reason, text, the words that are told of the citation behind them; None: none are)
BEHIND = [
    ("in brackets", "过了三年就不能要了（民法典第188条）。", "过了三年就不能要了"),
    ("… behind another sentence", "别怕。过了三年就不能要了（《民法典》第188条规定）。", "过了三年就不能要了"),
    ("as the basis", "过了三年就不能要了，依据是《民法典》第一百八十八条。", "过了三年就不能要了"),
    ("as what it says", "过了三年就不能要了，这是民法典第188条的规定。", "过了三年就不能要了"),
    ("referred to", "过了三年就不能要了，见《民法典》第188条。", "过了三年就不能要了"),
    ("an item of a list", "包括：1.三年以前的借款（民法典第188条）。", None),
    ("a part of a sentence that goes on", "时效（民法典第188条）过了就不能要了。", None),
    ("too little", "时效（民法典第188条）。", None),
    ("a sentence about another provision", "民法典第195条规定了时效的中断（民法典第188条）。", None),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words"), [pytest.param(*c[1:], id=c[0]) for c in BEHIND])
def test_behind(text: str, words: str | None) -> None:
    *others, last = find_citations(text)
    found = told_before(text, [last], others)
    assert (text[found[0] : found[1]] if found else None) == words
