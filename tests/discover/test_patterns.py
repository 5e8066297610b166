"""Patterns from examples."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.discover.addresses import is_listlike
from pipeline.discover.patterns import article_patterns, list_patterns
from pipeline.urls import canonicalize, path_of

BASE = "http://a.cn"
ARTICLES = [
    (["/hf/12.html", "/hy/3.html"], r"^/[^/]+/\d+\.html$", "category and number"),
    (["/archives/5/", "/archives/61/"], r"^/archives/\d+/$", "a fixed folder"),
    (["/v.php?aid=1", "/v.php?aid=22"], r"^/v\.php\?aid=\d+(?:&|$)", "a parameter"),
    (["/2024/05/01/a-b.html", "/2023/11/30/c-d.html"], r"^/\d+/\d+/\d+/[^/]+\.html$", "date and words"),
    (["/news/t20240501_12.html", "/news/t20230101_9.html"], r"^/news/t\d+_\d+\.html$", "letters around numbers"),
    (["/p/daikuan", "/p/wangdai"], r"^/p/[^/]+$", "words alone"),
]


@pytest.mark.parametrize(("paths", "pattern", "why"), ARTICLES, ids=[row[2] for row in ARTICLES])
def test_articles(paths: list[str], pattern: str, why: str) -> None:
    assert article_patterns([BASE + path for path in paths]) == (pattern,)


def test_a_shape_that_lists_have_too_is_no_pattern() -> None:
    articles = [f"{BASE}/{name}.html" for name in ("daikuan", "wangdai", "cuishou")]
    assert article_patterns(articles, [f"{BASE}/{name}.html" for name in ("hf", "hy")]) == ()


def test_one_example_is_none() -> None:
    assert article_patterns([f"{BASE}/hf/12.html", f"{BASE}/hf/13.html", f"{BASE}/about/us/team"]) == (
        r"^/hf/\d+\.html$",
    )


@pytest.mark.parametrize(
    ("lists", "matched", "not_matched"),
    [
        (
            ["/hf.html", "/hf_2.html", "/hy.html"],
            ["/hf.html", "/hf_17.html", "/hy_2.html"],
            ["/hf/1.html", "/other.html"],
        ),
        (["/l.php?tid=1"], ["/l.php?tid=9", "/l.php?tid=1&PageNo=2", "/l.php?x=1&tid=2"], ["/v.php?aid=1"]),
        (["/zhaiwu/"], ["/zhaiwu/", "/zhaiwu/2/", "/zhaiwu/page/3/"], ["/zhaiwu/318.html", "/zhaiwu/abc/"]),
    ],
)
def test_lists_and_their_further_pages(lists: list[str], matched: list[str], not_matched: list[str]) -> None:
    patterns = list_patterns([BASE + path for path in lists])
    hits = {path for path in (*matched, *not_matched) if any(re.search(pattern, path) for pattern in patterns)}
    assert hits == set(matched)


@given(
    st.lists(
        st.from_regex(r"/[a-z0-9+.()/_-]{0,20}(\?[a-z]{1,3}=[0-9a-z+.]{0,4})?", fullmatch=True), min_size=1, max_size=6
    )
)
def test_patterns_compile_and_match_their_examples(paths: list[str]) -> None:
    urls = [url for path in paths if (url := canonicalize(BASE + path))]
    for pattern in (*article_patterns(urls, least=1), *list_patterns(urls)):
        re.compile(pattern)
    found = article_patterns(urls, least=1)
    assert all(any(re.search(pattern, path_of(url)) for pattern in found) for url in urls)


@pytest.mark.parametrize(
    ("lists", "articles", "patterns", "why"),
    [
        (["/zhaiwu/"], ["/zhaiwu/123"], [r"^/(?:zhaiwu)(?:/page/\d+)?/?$"], "articles numbered within the column"),
        (["/zhaiwu.html"], ["/zhaiwu_123.html"], [r"^/(?:zhaiwu)\.html$"], "… or behind its name"),
        (
            ["/index.php?c=category&id=2"],
            ["/index.php?c=show&id=12"],
            [r"^/index\.php\?(?:.*&)?c=(?:category)(?:&|$)"],
            "one script for both",
        ),
        (["/i.php?id=2"], ["/i.php?id=2&x=1"], [], "nothing tells them apart"),
    ],
)
def test_no_pattern_of_lists_fits_an_article(
    lists: list[str], articles: list[str], patterns: list[str], why: str
) -> None:
    begin = "http://a.cn"
    assert list(list_patterns([begin + one for one in lists], [begin + one for one in articles])) == patterns, why


@pytest.mark.parametrize(
    ("path", "listlike"),
    [
        ("/index.php?m=content&c=index&a=lists&catid=3", True),
        ("/index.php?m=content&c=index&a=show&catid=3&id=122", False),
        ("/news.php?cid=3", True),
        ("/news.php?cid=3&id=122", False),
        ("/forum.php?mod=viewthread&tid=12", False),
        ("/list.php?tid=3&id=4", True),
    ],
)
def test_a_column_beside_an_article_s_number_makes_no_list(path: str, listlike: bool) -> None:
    assert is_listlike(path) is listlike
