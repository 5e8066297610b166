"""The demo site as a browser meets it: markup of the theme, lists, feed, broken pages, and what changes by visit."""

from __future__ import annotations

import http.client
import re
import urllib.error
import urllib.request
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.demo import pages
from pipeline.demo.server import DemoServer
from pipeline.demo.site import DemoSite

NOW = datetime(2026, 11, 24, 4, 0, tzinfo=UTC)
SITE = DemoSite("http://127.0.0.1:1", NOW)


def _html(path: str, visit: int = 1) -> str:
    response = SITE.respond(path, visit)
    assert response.status == 200, path
    return response.body.decode()


@pytest.mark.parametrize(
    ("age", "shown"),
    [
        (timedelta(seconds=-3600), "刚刚"),  # a future date is «just now»
        (timedelta(minutes=5), "5分钟前"),
        (timedelta(hours=5), "5小时前"),
        (timedelta(days=3), "3天前"),
        (timedelta(days=11), '1周前<span class="datetime"> (11-13)</span>'),  # no year
        (timedelta(days=48), '1个月前<span class="datetime"> (10-07)</span>'),
        (timedelta(days=600), '1年前<span class="datetime"> (2025-04-03)</span>'),
    ],
)
def test_dates_are_relative_as_the_theme_prints_them(age: timedelta, shown: str) -> None:
    assert pages.shown_date(NOW - age, NOW) == shown


def test_every_article_page_has_the_marks_of_the_theme() -> None:
    for article in SITE.articles:
        html = _html(article.path)
        for mark in ('class="sitemap"', "正文内容", "<h1>", 'class="single', 'class="copynotice"', 'class="relatecon"'):
            assert mark in html, (article.path, mark)
        assert f'rel="canonical" href="{SITE.base}{article.path}"' in html


def test_lists_lead_to_every_article_by_next_links_alone() -> None:
    found: set[str] = set()
    path: str | None = "/"
    pages_seen = 0
    while path:
        html = _html(path)
        pages_seen += 1
        found |= set(re.findall(r'<h2><a href="http://127\.0\.0\.1:1([^"]+)"', html))
        following = re.search(r'class="next-page"><a href="http://127\.0\.0\.1:1([^"]+)"', html)
        path = following.group(1) if following else None
    assert pages_seen == 7
    assert found == {each.path for each in SITE.articles} | {each.path for each in SITE.frame.broken}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/hf/999999.html", 404),
        ("/hf_99.html", 404),  # a list page past the end
        ("/sitemap.xml", 404),
        ("/hf/200901.html", 404),
        ("/hf/200902.html", 500),
        ("/hf/200903.html", 200),  # empty
        ("/hf/200905.html", 200),  # ends inside <head>
        ("/hf/200906.html", 200),  # says that there is nothing
        ("/?id=200101", 302),
    ],
)
def test_broken_pages(path: str, status: int) -> None:
    assert SITE.respond(path).status == status


def test_counter_and_related_list_change_with_every_visit_and_the_text_does_not() -> None:
    first, second = _html("/hf/200101.html", 1), _html("/hf/200101.html", 2)

    def part(html: str, start: str, end: str) -> str:
        return html[html.index(start) : html.index(end, html.index(start))]

    assert part(first, 'class="view"', "</div>") != part(second, 'class="view"', "</div>")
    assert part(first, 'class="relatecon"', "footer") != part(second, 'class="relatecon"', "footer")
    assert part(first, 'class="single', "copynotice") == part(second, 'class="single', "copynotice")


def test_the_server_answers_on_loopback_and_counts_requests() -> None:
    with DemoServer(now=NOW) as server:
        with urllib.request.urlopen(server.base_url + "/hf/200101.html") as answer:
            assert "律师函" in answer.read().decode()
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(server.base_url + "/nothing").close()
        with (
            urllib.request.urlopen(server.base_url + "/hf/200904.html") as cut,
            pytest.raises(http.client.IncompleteRead),
        ):
            cut.read()
        assert server.requests == ["/hf/200101.html", "/nothing", "/hf/200904.html"]


def test_an_unchanged_feed_is_not_sent_twice() -> None:
    with DemoServer(now=NOW) as server:
        with urllib.request.urlopen(server.base_url + "/feed.php") as answer:
            etag = answer.headers["ETag"]
            assert answer.read().count(b"<item>") == 10
        again = urllib.request.Request(server.base_url + "/feed.php", headers={"If-None-Match": etag})
        with pytest.raises(urllib.error.HTTPError, match="304"):
            urllib.request.urlopen(again).close()
