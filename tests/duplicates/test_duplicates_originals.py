"""Which text is the original, and what a text says of its own source."""

from __future__ import annotations

import pytest

from pipeline.duplicates.originals import Claim, original, reason, taken_from

URL = "https://www.own.example/1.html"
OWN = ("own", "本站法律网")

SOURCES = [
    (("转载自：皖赣法律网，版权归原作者所有。",), None, True, "a note that was cut from the body"),
    (("（本文系转载，原作者：陈律师）",), None, True, "in brackets"),
    (("来源：江淮笔记（http://other.example/）",), None, True, "a source with its address"),
    (("来源：本站法律网",), None, False, "the site itself"),
    (("本文链接：https://www.own.example/1.html",), None, False, "its own address"),
    (("原文见 https://other.example/2.html",), None, True, "a link to another site"),
    (("原文链接（canonical）：https://other.example/2.html",), None, True, "a canonical link to another site"),
    (("本文为原创，未经授权禁止转载。",), None, False, "the opposite"),
    (("转载请注明出处。",), None, False, "likewise"),
    ((), "找法网", True, "the source field"),
    ((), "本站法律网", False, "the source field names the site"),
    ((), None, False, "nothing said"),
]


@pytest.mark.parametrize(
    ("notices", "source", "taken"), [case[:3] for case in SOURCES], ids=[case[3] for case in SOURCES]
)
def test_what_a_text_says_of_its_source(notices: tuple[str, ...], source: str | None, taken: bool) -> None:
    assert (taken_from("正文。" * 200, notices, source, None, URL, OWN) is not None) is taken


def test_a_source_in_the_body_counts_at_its_beginning_and_end_only() -> None:
    assert taken_from("本文转载自某某网。" + "正文。" * 200, (), None, None, URL, OWN)
    assert taken_from("正文。" * 200 + "本文转载自某某网。" + "正文。" * 200, (), None, None, URL, OWN) is None


def claim(
    article_id: int, published: str | None, seen: str = "2026-01-01", taken: str | None = None, *, copying: bool = False
) -> Claim:
    return Claim(article_id, f"http://a.example/{article_id}", published, seen, taken, copying)


ORDERS = [
    (claim(1, "2024-01-02"), claim(2, "2024-01-01"), "published", "the earlier publication"),
    (claim(1, "2023-01-01", taken="转载自乙"), claim(2, "2024-01-01"), "says_so", "what says so itself is the copy"),
    (claim(1, None, "2026-01-01"), claim(2, "2024-01-01"), "first_seen", "no date: as old as our knowledge of it"),
    (
        claim(1, "2024-01-01", "2026-02-01"),
        claim(2, "2024-01-01", "2026-01-01"),
        "first_seen",
        "first seen decides a tie",
    ),
    (
        claim(1, "2024-01-01T01:00:00+00:00", copying=True),
        claim(2, "2024-01-01T09:00:00+00:00"),
        "habit",
        "the same day, on a site that mostly copies",
    ),
    (
        claim(2, "2024-01-02T09:00:00+00:00"),
        claim(1, "2024-01-01T09:00:00+00:00", copying=True),
        "published",
        "such a site is the original of what others have later only",
    ),
    (
        claim(1, "2024-01-01T15:59:00+00:00", copying=True),
        claim(2, "2024-01-01T08:00:00+00:00"),
        "habit",
        "days are those of China: 23:59 and 16:00",
    ),
    (claim(2, "2024-01-01"), claim(1, "2024-01-01"), "address", "then the address, so that it is decided at all"),
]


@pytest.mark.parametrize(("copy", "first", "why"), [case[:3] for case in ORDERS], ids=[case[3] for case in ORDERS])
def test_the_original(copy: Claim, first: Claim, why: str) -> None:
    assert original((copy, first)) is original((first, copy)) is first
    assert reason(copy, first) == why
