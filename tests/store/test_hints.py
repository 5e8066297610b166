"""What feeds, sitemaps and lists say about a URL, put together."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipeline.models import Hint
from pipeline.store.hints import from_json, merge, to_json

DAY = datetime(2026, 3, 1, tzinfo=UTC)
SECOND = datetime(2026, 3, 1, 8, 30, 5, tzinfo=UTC)
LATER = datetime(2026, 4, 1, tzinfo=UTC)

FEED = Hint("feed", title="逾期怎么办", published_at=SECOND, published_precision="second", author="张律师")
LIST = Hint("list", title="逾期怎么…", published_at=DAY, published_precision="day", category="金融债务")
SITEMAP = Hint("sitemap", modified_at=LATER)


@pytest.mark.parametrize(
    ("old", "new", "expected", "why"),
    [
        (None, None, None, "nothing and nothing"),
        (None, FEED, FEED, "the first"),
        (FEED, None, FEED, "a link without a hint takes nothing away"),
        (
            LIST,
            FEED,
            Hint("feed", "逾期怎么办", SECOND, "second", None, "张律师", "金融债务"),
            "the feed leads, the list fills in",
        ),
        (
            FEED,
            LIST,
            Hint("feed", "逾期怎么办", SECOND, "second", None, "张律师", "金融债务"),
            "the order of arrival does not matter",
        ),
        (
            Hint("feed", title="逾期怎么办"),
            LIST,
            Hint("feed", "逾期怎么办", DAY, "day", None, None, "金融债务"),
            "a date from the less trusted source is better than none",
        ),
        (
            Hint("feed", published_at=DAY, published_precision="day"),
            Hint("list", published_at=SECOND, published_precision="second"),
            Hint("feed", published_at=SECOND, published_precision="second"),
            "the finer date wins, whoever says it",
        ),
        (
            Hint("sitemap", modified_at=LATER),
            Hint("sitemap", modified_at=DAY),
            Hint("sitemap", modified_at=LATER),
            "the later change wins",
        ),
        (LIST, SITEMAP, Hint("list", "逾期怎么…", DAY, "day", LATER, None, "金融债务"), "a sitemap adds its lastmod"),
    ],
)
def test_merge(old: Hint | None, new: Hint | None, expected: Hint | None, why: str) -> None:
    assert merge(old, new) == expected, why


@pytest.mark.parametrize("hint", [None, FEED, LIST, SITEMAP, Hint("related"), merge(FEED, SITEMAP)])
def test_json_gives_back_what_it_took(hint: Hint | None) -> None:
    assert from_json(to_json(hint)) == hint
