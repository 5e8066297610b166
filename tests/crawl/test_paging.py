"""Which links of a run reach the frontier."""

from __future__ import annotations

from datetime import UTC, date, datetime

from pipeline.crawl.paging import BARREN_LISTS, Paging
from pipeline.models import Hint, Link


def article(number: int, day: str | None = None) -> Link:
    when = datetime.fromisoformat(f"{day}T04:00:00+00:00").astimezone(UTC) if day else None
    return Link(f"http://x/a/{number}.html", "article", hint=Hint("list", published_at=when) if when else None)


def paging(number: int) -> Link:
    return Link(f"http://x/list/{number}", "list")


def walk(pages: dict[int, list[Link]], limit: int = 100, since: date | None = None) -> list[int]:
    """The list pages visited when each links to the next, and a page not in ``pages`` shows only a sidebar."""
    run = Paging(limit, since)
    visited, number = [], 1
    while len(visited) < 50:
        visited.append(number)
        links = run.of_listing(f"http://x/list/{number}", [*pages.get(number, [article(10)]), paging(number + 1)])
        if paging(number + 1) not in links or run.left(paging(number + 1).url):
            break
        number += 1
    return visited


def test_a_link_is_handed_over_once() -> None:
    run = Paging(10)
    assert run.fresh([article(1), article(2)]) == (article(1), article(2))
    assert run.fresh([article(2), article(3)]) == (article(3),)


def test_pages_past_the_end_of_a_list_are_left_after_a_few() -> None:
    """DedeCMS answers 200 with a link to the next page for ever."""
    pages = {number: [article(number * 10 + i) for i in range(5)] for number in range(1, 4)}
    assert walk(pages) == [1, 2, 3, *range(4, 4 + BARREN_LISTS)]


def test_a_list_whose_articles_all_stand_in_a_sitemap_is_still_read_to_its_end() -> None:
    """What feeds and sitemaps name does not make a list page barren: the list may know more than they do."""
    run = Paging(100)
    run.fresh([article(1), article(2)])
    first = run.of_listing("http://x/list/1", [article(1), article(2), paging(2)])
    assert paging(2) in first


def test_an_endless_list_ends_at_the_site_s_limit() -> None:
    pages = {number: [article(number)] for number in range(1, 50)}
    assert walk(pages, limit=7) == [1, 2, 3, 4, 5, 6, 7, 8]  # the eighth is read, its paging is not followed


def test_since_leaves_old_articles_and_lists_of_nothing_else() -> None:
    day = date(2024, 6, 1)
    pages = {
        1: [article(1, "2024-06-03"), article(2, "2024-06-01")],
        2: [article(3, "2024-06-01"), article(4, "2024-05-31")],
        3: [article(5, "2024-05-30")],
        4: [article(6, "2024-05-01")],
    }
    assert walk(pages, since=day) == [1, 2, 3]
    run = Paging(9, day)
    assert len(run.fresh([article(4, "2024-05-31"), article(1, "2024-06-03")])) == 2, "both are noted"
    assert [run.left(article(number).url) for number in (1, 4)] == [False, True], "one is not for this run"


def test_since_is_a_day_in_shanghai() -> None:
    """23:30 UTC on 31 May is 1 June in Shanghai."""
    late = Link("http://x/a", "article", hint=Hint("feed", published_at=datetime(2024, 5, 31, 23, 30, tzinfo=UTC)))
    run = Paging(9, date(2024, 6, 1))
    run.fresh([late])
    assert not run.left(late.url)
