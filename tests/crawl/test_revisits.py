"""What a further visit makes of a page that changed, or did not, or is no more: full crawls of a site, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.crawl.small_sites import Pages, article, crawled, listing, title

Answer = str | tuple[int, dict[str, str], str] | None
EDITED = article(1).replace("第1篇里的第3点", "更正之后的第三点")
GONE: Answer = (410, {}, "gone")
ETAG = {"ETag": '"1"', "Last-Modified": "Mon, 06 May 2024 02:00:00 GMT", "Content-Type": "text/html; charset=utf-8"}


def counter(crawl: int) -> Answer:
    return article(1, tail=f"<div class=hits>浏览 {crawl * 37} 次</div><!-- {crawl} -->")


@dataclass(frozen=True)
class Case:
    pages: Callable[[int], Answer]  # the article's page when it is asked for the n-th time: once in each crawl
    crawls: int
    changed: int  # in the last crawl
    gone: bool
    revisions: int
    why: str
    asked_again: bool = False  # a failure is tried again after a second, if the crawl takes as long


CASES = {
    "other bytes, same article": Case(counter, 2, 0, False, 0, "a counter is no change"),
    "an edit": Case(lambda n: article(1) if n < 2 else EDITED, 2, 1, False, 1, "the old text is kept"),
    "an edit, and then nothing": Case(lambda n: article(1) if n < 2 else EDITED, 3, 0, False, 1, "told once"),
    "404 once": Case(lambda n: article(1) if n < 2 else None, 2, 0, False, 0, "once may be an accident"),
    "404 twice": Case(lambda n: article(1) if n < 2 else None, 3, 0, True, 0, "twice is not; it is never deleted"),
    "410 twice": Case(lambda n: article(1) if n < 2 else GONE, 3, 0, True, 0, "likewise"),
    "404 and back": Case(lambda n: None if n == 2 else article(1), 4, 0, False, 0, "it was an accident"),
    "503": Case(
        lambda n: article(1) if n < 2 else (503, {}, "busy"), 3, 0, False, 0, "says nothing of the article", True
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_what_a_further_visit_finds(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    case = CASES[name]
    visits = 0

    def pages(host: str, path: str) -> Answer:
        nonlocal visits
        if path == "/hf/1.html":
            visits += 1
            return case.pages(visits)
        return listing("/hf/1.html", "/hf/2.html") if path == "/" else article(2) if path == "/hf/2.html" else None

    shown: Pages = pages
    found = crawled(shown, tmp_path, monkeypatch, times=case.crawls)
    assert visits == case.crawls or (case.asked_again and visits > case.crawls)
    assert found.summary.tally.changed == case.changed, case.why
    assert found.rows("SELECT count(*) FROM articles") == [(2,)], case.why
    assert (title(1) not in found.titles) is case.gone, case.why
    assert found.rows("SELECT count(*) FROM revisions") == [(case.revisions,)], case.why


def test_what_has_validators_is_asked_with_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The home page at the next crawl, and what has not changed costs neither a body nor an extraction."""

    def pages(host: str, path: str) -> Answer:
        return (200, ETAG, listing("/hf/1.html")) if path == "/" else article(1) if path == "/hf/1.html" else None

    found = crawled(pages, tmp_path, monkeypatch, times=2, full=False)
    assert found.summary.tally.not_modified == 1
    assert found.asked.count("/") == 2
    assert found.asked.count("/hf/1.html") == 1, "an article is not due again so soon"
