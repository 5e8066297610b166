"""The crawled demo site against what its data says of itself: articles, dates, topic, citations, copies, manners."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest

from pipeline.demo import markup
from pipeline.demo.data import ZONE, DemoArticle, articles, frame
from pipeline.store import open_store
from pipeline.store.detail import StoredArticle

NOW = datetime.now(UTC)
WRITTEN = {each.path: each for each in articles(NOW)}
# How the site's data and the store call a copy.
KINDS = {"repost_exact": "exact", "repost_edited": "repost", "template": "template", "rewritten": "rewrite"}


@pytest.fixture(scope="module")
def stored(crawled) -> dict[str, StoredArticle]:  # type: ignore[no-untyped-def]
    """Every stored article by its path."""
    with open_store(crawled.db) as store:
        found = [store.article(row["id"]) for row in store.export()]
    return {urlsplit(one.url).path: one for one in found if one}


def test_every_article_is_stored_and_nothing_else(stored: dict[str, StoredArticle]) -> None:
    assert stored.keys() == WRITTEN.keys()


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("title", lambda one: one.title),
        ("body", lambda one: "\n".join(markup.to_text(one.body))),
        ("author", lambda one: one.author),
        ("category", lambda one: dict(frame().categories)[one.category]),
        ("tags", lambda one: one.tags),
        ("on_topic", lambda one: one.on_topic),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_field_is_what_was_written(
    stored: dict[str, StoredArticle], field: str, expected: Callable[[DemoArticle], object]
) -> None:
    wrong = {
        path: (getattr(stored[path], field), expected(one))
        for path, one in WRITTEN.items()
        if getattr(stored[path], field) != expected(one)
    }
    assert not wrong


def test_the_day_of_publication_is_right(stored: dict[str, StoredArticle]) -> None:
    """Pages print relative dates, the feed has the newest ones in full."""
    for path, one in WRITTEN.items():
        published = stored[path].published_at
        assert published, path
        assert abs((published.astimezone(ZONE).date() - one.published.astimezone(ZONE).date()).days) == 0, path


def test_citations_that_do_not_hold_are_told_and_no_other(stored: dict[str, StoredArticle]) -> None:
    for path, one in WRITTEN.items():
        told = {
            (each.citation.law, each.citation.article, each.status)
            for each in stored[path].verdicts
            if each.status not in ("exists", "not_held")
        }
        assert told == {(each.law, each.article, each.status) for each in one.wrong}, path


def test_copies_are_found_with_their_kind_and_original(stored: dict[str, StoredArticle]) -> None:
    paths = {one.id: path for path, one in WRITTEN.items()}
    ids = {one.id: path for path, one in stored.items()}
    for path, one in WRITTEN.items():
        originals = [(ids[each.article_id], each.kind) for each in stored[path].duplicates if each.role == "original"]
        expected = [] if one.kind == "original" else [(paths[one.group], KINDS[one.kind])]
        assert originals == expected, one.title


def test_broken_pages_end_as_failures_with_a_reason(crawled) -> None:  # type: ignore[no-untyped-def]
    with open_store(crawled.db) as store:
        (run,) = store.runs.history("demo")[:1] or store.runs.history("demo", kind="manual")[:1]
        reasons = store.runs.failures(run.id)
    assert {"http_404", "http_500", "truncated", "soft_404"} <= reasons.keys()


def test_what_robots_txt_forbids_is_never_asked_for(crawled) -> None:  # type: ignore[no-untyped-def]
    assert "/robots.txt" in crawled.requests
    assert not [path for path in crawled.requests if path.startswith(("/neibu/", "/zb_system/"))]
