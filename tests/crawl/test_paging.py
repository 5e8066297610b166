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


def test_a_list_is_read_to_its_end_though_the_home_page_names_what_it_names() -> None:
    """The home page links the newest forty; the column that has them, ten a page, goes on to older ones."""
    run = Paging(100)
    run.of_listing("http://x/", [*map(article, range(40)), paging(1)])
    visited = []
    for number in range(1, 7):
        visited.append(number)
        named = map(article, range(10 * number - 10, 10 * number))
        if paging(number + 1) not in run.of_listing(f"http://x/list/{number}", [*named, paging(number + 1)]):
            break
    assert visited == [1, 2, 3, 4, 5, 6]


def test_pages_are_told_by_the_words_that_turn_them_where_addresses_are_strange() -> None:
    run, shown = Paging(100), []
    for number in range(1, 9):
        following = Link(f"http://x/show?k=a{number + 1}b", "list", "下一页")
        shown.append(number)
        named = [article(number)] if number < 4 else [article(1)]
        if following not in run.of_listing(f"http://x/show?k=a{number}b", [*named, following]):
            break
    assert shown == [1, 2, 3, 4, 5, 6]


def test_filters_in_every_combination_are_left_when_they_bring_nothing_new() -> None:
    run = Paging(1000)
    run.of_listing("http://x/", [article(1), article(2)])
    visited, url = 0, "http://x/s-0"
    while visited < 30:
        visited += 1
        other = Link(f"http://x/filter/{'abcdefghijklmnopqrstuvwxyzabcdefgh'[visited]}/x", "list", "合肥")
        if other not in run.of_listing(url, [article(1), article(2), other]):
            break
        url = other.url
    assert visited == BARREN_LISTS


def test_a_home_page_of_sections_alone_is_not_one_of_the_barren() -> None:
    """Home, section, section within it, and only there the articles."""
    run = Paging(2000)
    sections = [Link(f"http://x/{path}", "list", path) for path in ("zw/", "zw/jd/", "zw/jd/wd/")]
    pages = ["http://x/", *(one.url for one in sections)]
    for here, section in zip(pages, sections, strict=False):
        assert section in run.of_listing(here, [section])


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
