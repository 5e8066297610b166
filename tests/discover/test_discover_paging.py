"""Pages of one list and parts of one article."""

from __future__ import annotations

import pytest

from pipeline.discover.paging import TURN, series, split

FIRST = [
    ("http://a.cn/hf_2.html", "http://a.cn/hf.html", 2, "Z-BlogPHP's category"),
    ("http://a.cn/page_12.html", "http://a.cn/", 12, "Z-BlogPHP's home"),
    ("http://a.cn/page/3/", "http://a.cn/", 3, "WordPress's home"),
    ("http://a.cn/category/x/page/3", "http://a.cn/category/x/", 3, "WordPress's category"),
    ("http://a.cn/category/x/2/", "http://a.cn/category/x/", 2, "Typecho's category"),
    ("http://a.cn/list_3_2.html", "http://a.cn/list_3.html", 2, "DedeCMS's static list"),
    ("http://a.cn/index_4.html", "http://a.cn/", 4, "index files"),
    ("http://a.cn/l.php?tid=1&TotalResult=16&PageNo=2", "http://a.cn/l.php?tid=1", 2, "DedeCMS's dynamic list"),
    ("http://a.cn/l.php?page=2&tid=1", "http://a.cn/l.php?tid=1", 2, "the number first"),
    ("http://a.cn/?paged=2", "http://a.cn/", 2, "WordPress without rewriting"),
    ("http://a.cn/51.html/2", "http://a.cn/51.html", 2, "WordPress's second part"),
    ("http://a.cn/318_2.html", "http://a.cn/318.html", 2, "DedeCMS's second part"),
    ("http://a.cn/l.php?tid=1", "http://a.cn/l.php?tid=1", 1, "no number"),
    ("http://a.cn/a.html", "http://a.cn/a.html", 1, "no number"),
    ("http://a.cn/?p=12", "http://a.cn/?p=12", 1, "WordPress's p is an article, no page"),
]


@pytest.mark.parametrize(("url", "first", "number", "why"), FIRST, ids=[row[3] + " " + row[0][11:] for row in FIRST])
def test_first_page_and_number(url: str, first: str, number: int, why: str) -> None:
    assert split(url) == (first, number)


@pytest.mark.parametrize(
    ("url", "links", "expected", "why"),
    [
        ("/hf.html", ["/hf_2.html", "/hf_6.html", "/hy.html"], {"/hf_2.html", "/hf_6.html"}, "from the first page"),
        ("/hf_2.html", ["/hf.html", "/hf_3.html"], {"/hf.html", "/hf_3.html"}, "from the second"),
        ("/51.html", ["/51.html/2", "/50.html"], {"/51.html/2"}, "parts"),
        ("/51.html/2", ["/51.html", "/51.html/3", "/52.html"], {"/51.html", "/51.html/3"}, "parts from the second"),
        ("/archives/5/", ["/archives/4/", "/archives/6/"], set(), "neighbours are no pages: no first page among them"),
        ("/slug/2/", ["/slug/", "/slug/3/"], {"/slug/", "/slug/3/"}, "parts of a pretty URL"),
        ("/v.php?aid=5&pageno=2", ["/v.php?aid=5", "/v.php?aid=6"], {"/v.php?aid=5"}, "another article is no part"),
        ("/c/x", ["/c/x/page/2", "/c/y/page/2"], {"/c/x/page/2"}, "with and without a slash at the end"),
    ],
)
def test_series(url: str, links: list[str], expected: set[str], why: str) -> None:
    base = "http://a.cn"
    assert series(base + url, [base + link for link in links]) == {base + link for link in expected}


@pytest.mark.parametrize(
    "text",
    [
        "2",
        "下一页",
        "下页",
        " › ",
        "»",
        "尾页",
        "Next",
        "Older posts",
        "第 3 页",
        "[2]",
        "Page 2",
        "后一页 »",
        "加载更多",
    ],
)
def test_texts_that_turn_pages(text: str) -> None:
    assert TURN.match(text)


@pytest.mark.parametrize(
    "text", ["下一篇：网贷逾期", "2026年债务新规", "下一页债券的风险", "更多精彩内容请看这里", "10问10答"]
)
def test_texts_that_do_not(text: str) -> None:
    assert not TURN.match(text)
