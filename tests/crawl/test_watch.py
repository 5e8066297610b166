"""When a run says that a site has changed under us."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.crawl.watch import Observed, warnings
from pipeline.models import Article, Failure, Fingerprint, Record

USUAL = {"pages": 30, "articles": 20, "lists": 5, "named": 50, "length": 1000}
DAY = datetime(2024, 6, 1, tzinfo=UTC)


def run(
    good: int = 0, empty: int = 0, undated: int = 0, failed: int = 0, length: int = 1000, named: int = 50
) -> Observed:
    seen = Observed()
    for number in range(good + undated):
        article = Article("", "", "题目", "字" * length, published_at=DAY if number < good else None)
        seen.page(f"http://x.cn/{number}", Record(article, (), (), Fingerprint("", "", (), length)))
    for number in range(empty):
        seen.page(f"http://x.cn/empty{number}", Failure("extract", "empty_body", ""))
    for number in range(failed):
        seen.page(f"http://x.cn/failed{number}", Failure("fetch", "http_500", ""))
    seen.listing("http://x.cn/list", named)
    return seen


@pytest.mark.parametrize(
    ("seen", "history", "word"),
    [
        (run(good=20), [USUAL], ""),  # as ever
        (run(good=10, empty=10), [USUAL], "没有取到"),  # a new theme: half of the bodies are not found
        (run(good=10, empty=10), [{**USUAL, "empty": 8}], ""),  # the site was always like that
        (run(good=2, empty=1), [USUAL], ""),  # too few to say
        (run(good=5, undated=15), [USUAL], "没有日期"),
        (run(good=10, failed=10), [USUAL], "取不到"),
        (run(good=20, length=300), [USUAL], "300 字"),  # only the first paragraph is left
        (run(good=20, length=700), [USUAL], ""),
        (run(named=0), [USUAL], "列表页"),
        (run(good=10, empty=10, named=0), [], ""),  # the first run has nothing to be held against
    ],
)
def test_a_change_of_layout_is_told(seen: Observed, history: list[dict[str, int]], word: str) -> None:
    found = warnings(seen, history)
    assert len(found) == bool(word), found
    assert all(word in text for text in found)


def test_three_examples_are_named() -> None:
    (text,) = warnings(run(good=10, empty=10), [USUAL])
    assert text.count("http://x.cn/empty") == 3
