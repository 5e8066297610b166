"""One page's walk, with a network and an extraction that do as they are told."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime

from pipeline.crawl.visit import MAX_PARTS, Visit, visit
from pipeline.models import Article, Failure, Fingerprint, Hint, Link, NotModified, Outcome, Page, Record, Validators
from pipeline.site import Site

NOW = datetime(2024, 6, 1, tzinfo=UTC)
SITE = Site("x", "http://x.cn/")
Answer = Page | NotModified | Failure


def page(url: str, final: str | None = None) -> Page:
    return Page(url, final or url, 200, (("etag", '"1"'),), b"", NOW)


def record(url: str, next_part: str | None = None) -> Record:
    article = Article(url, url, "题目", "正文", published_at=datetime(2024, 5, 31, 15, 59, tzinfo=UTC))
    return Record(article, (), (), Fingerprint("", "", (), 2), next_part)


def walk(answers: dict[str, Answer], next_parts: dict[int, str]) -> Visit:
    """Visit /1; with ``n`` parts joined so far the article goes on at ``next_parts[n]``."""

    async def get(url: str, validators: Validators | None) -> Answer:
        return answers[url]

    async def examine(page: Page, site: Site, *, hint: Hint | None, parts: tuple[Page, ...]) -> Outcome:
        links = (Link("http://x.cn/2", "part"), Link("http://x.cn/other", "article"))
        return Outcome(record(page.url, next_parts.get(len(parts))), links)

    return asyncio.run(visit("http://x.cn/1", SITE, get, examine))


def test_the_further_pages_of_an_article_are_fetched_and_handed_over_together() -> None:
    answers: dict[str, Answer] = {f"http://x.cn/{n}": page(f"http://x.cn/{n}") for n in (1, 2, 3)}
    found = walk(answers, {0: "http://x.cn/2", 1: "http://x.cn/3"})
    assert [part.url for part in found.parts] == ["http://x.cn/2", "http://x.cn/3"]
    assert isinstance(found.answer, Record)
    assert [link.kind for link in found.links] == ["article"], "parts are no pages of their own"
    assert found.validators == Validators('"1"', None)


def test_a_part_that_may_come_later_makes_the_visit_fail() -> None:
    trouble = Failure("fetch", "http_503", "http://x.cn/2", retry=True, retry_after=1.0)
    found = walk({"http://x.cn/1": page("http://x.cn/1"), "http://x.cn/2": trouble}, {0: "http://x.cn/2"})
    assert found.answer == trouble


def test_a_part_that_is_gone_is_left_out_with_a_warning() -> None:
    gone = Failure("fetch", "http_404", "http://x.cn/2", status=404)
    found = walk({"http://x.cn/1": page("http://x.cn/1"), "http://x.cn/2": gone}, {0: "http://x.cn/2"})
    assert isinstance(found.answer, Record)
    assert found.answer.article.warnings == ("a further page is missing: http://x.cn/2",)


def test_an_article_that_never_ends_is_cut() -> None:
    answers: dict[str, Answer] = {f"http://x.cn/{n}": page(f"http://x.cn/{n}") for n in range(1, MAX_PARTS + 9)}
    found = walk(answers, {n: f"http://x.cn/{n + 2}" for n in range(MAX_PARTS + 5)})
    assert len(found.parts) == MAX_PARTS


def test_an_answer_from_another_site_is_no_page_of_this_one() -> None:
    found = walk({"http://x.cn/1": page("http://x.cn/1", "http://elsewhere.cn/")}, {})
    assert isinstance(found.answer, Failure)
    assert found.answer.reason == "redirect_off_site"


def test_older_than_counts_days_in_shanghai() -> None:
    """15:59 UTC is 23:59 in Shanghai: still 31 May."""
    found = Visit(record("http://x.cn/1"))
    assert found.older_than(date(2024, 6, 1))
    assert not found.older_than(date(2024, 5, 31))
    assert not found.older_than(None)
