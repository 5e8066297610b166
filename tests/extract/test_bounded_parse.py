"""The parser gets nothing on which it takes quadratic time, and keeps what authors write."""

from __future__ import annotations

import gc
from datetime import UTC, datetime

import pytest

from pipeline import process
from pipeline.extract import decode, parse, parse_bytes
from pipeline.extract.parse import MAX_ATTRIBUTES, MAX_CHARS, MAX_DEPTH, _long
from pipeline.models import Page, Record

HOSTILE = {
    "open divs": "<div>" * 300_000,
    "closed again": "<div>" * 100_000 + "</div>" * 100_000,
    "stray ends between": "<div></x>" * 100_000,
    "lists in lists": "<ul><li>" * 100_000,
    "attributes": "<div " + " ".join(f"a{i}=1" for i in range(100_000)) + ">",
    "attributes with quoted ends": "<div " + " ".join(f'a{i}=">"' for i in range(100_000)) + ">",
    "attributes between slashes": "<div" + "".join(f"/a{i}" for i in range(100_000)) + ">",
    "angle brackets": "<" * 500_000,
    "open comment": "<!--" * 200_000,
    "open quote": '<a b="' * 200_000,
}


@pytest.mark.parametrize("html", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_pages_end(html: str) -> None:
    tree = parse(html + "<p>尾</p>")
    depth, node = 0, tree.body
    while node is not None and node.first_child is not None:
        depth, node = depth + 1, node.first_child
    assert depth <= 2 * MAX_DEPTH + 5  # li and td close themselves and are not counted
    assert all(len(div.attributes) <= MAX_ATTRIBUTES + 1 for div in tree.css("div")[:3])


LONG = {
    "nothing long": ("<p>正文</p>" * 2000, []),
    "one piece": ("<p>" + "a" * 5000 + "></p>", [(3, 5003)]),
    "no end at all": ("a" * 5000, [(0, 5000)]),
    "between two looks": ("<p>" + "a" * 1500 + ">" + "b" * 2500 + "><i>", [(1504, 4004)]),
    "just not long": ("a" * 1999 + ">", []),
}


@pytest.mark.parametrize(("html", "places"), LONG.values(), ids=LONG.keys())
def test_long_pieces_without_an_end_are_found(html: str, places: list[tuple[int, int]]) -> None:
    """Such a piece may be a tag with thousands of attributes."""
    assert list(_long(html)) == places


def test_what_is_beyond_the_limit_is_left_out() -> None:
    tree = parse("<p>头</p>" + "x" * MAX_CHARS + "<p>尾</p>")
    assert len(tree.css("p")) == 1


def test_inline_images_do_not_count() -> None:
    tree = parse(f"<img src='data:image/png;base64,{'A' * (MAX_CHARS + 10)}'><p>正文</p>")
    assert tree.css_first("p").text() == "正文"


def test_scripts_with_angle_brackets_are_whole() -> None:
    script = "for(var i=0;i<n;i++){" + "s+='a b c d ';" * 400 + "}"
    tree = parse(f"<script>{script}</script><p>正文</p>")
    assert tree.css_first("p").text() == "正文"
    assert tree.css_first("script").text() == script


def test_long_old_pages_with_open_cells_are_whole() -> None:
    """Old pages never close li, td and tr; the parser does it for them."""
    html = "<table>" + "<tr><td>一<td>二" * 4000 + "</table><p>尾</p>"
    assert parse(html).css_first("p").text() == "尾"


_PAGE = "<html><head><title>欠款怎么办</title></head><body><p>先核对账目，再谈还款。𠮷\0</p></body></html>"
BYTES = {
    "utf-8, as it came": (_PAGE.encode(), None),
    "with a mark": (b"\xef\xbb\xbf" + _PAGE.encode(), None),
    "cut within a character": (_PAGE[: _PAGE.index("账") + 1].encode()[:-1], None),
    "gbk": (_PAGE.replace("𠮷", "").encode("gbk"), "text/html; charset=gbk"),
    "utf-16": (b"\xff\xfe" + _PAGE.encode("utf-16-le"), None),
    "declared as another": (_PAGE.encode(), "text/html; charset=gbk"),
    "one byte that is no character": (_PAGE.encode() + b"\xff", "text/html; charset=utf-8"),
    "half a pair of surrogates": (_PAGE.encode() + b"\xed\xa0\x80", None),
    "too deep": (b"<div>" * 10_000 + _PAGE.encode(), None),
    "an image within": (_PAGE.encode() + b"<img src='data:image/png;base64," + b"A" * 300_000 + b"'>", None),
    "nothing": (b"", None),
}


@pytest.mark.parametrize(("body", "content_type"), BYTES.values(), ids=BYTES.keys())
def test_bytes_give_the_tree_of_their_text(body: bytes, content_type: str | None) -> None:
    assert parse_bytes(body, content_type).html == parse(decode(body, content_type)).html


EXAMINING = (
    "selectolax",
    *(
        f"pipeline.{room}"
        for room in ("process", "extract", "discover", "laws", "duplicates", "models", "text", "urls")
    ),
)


def test_a_page_that_was_examined_leaves_nothing_to_the_collector_of_cycles() -> None:
    """A tree that waits for the next collection is 2.5 MB a page: memory grew to four times in a hundred pages."""
    body = (
        "<title>逾期以后怎么办</title><div class=header><div class=nav><a href=/list/1.html>网贷逾期</a></div></div>"
        "<h1>逾期以后怎么办</h1><div class=content>"
        + "<p>借款人逾期以后，应当先和出借人协商，并保留全部证据。</p>"
        * 20
        + "</div>"
        "<div class=side><a href=/a/1.html>收到催收函怎么办</a></div><div class=footer><a href=/about.html>关于我们</a></div>"
    )
    headers = (("content-type", "text/html; charset=utf-8"),)
    page = Page(
        "http://x.cn/a/2.html", "http://x.cn/a/2.html", 200, headers, body.encode(), datetime(2026, 11, 26, tzinfo=UTC)
    )
    assert isinstance(process.examine(page).result, Record)
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        process.examine(page)
        gc.collect()
        # Other threads of the test run have cycles of their own, of the rooms that examining never enters.
        left = {getattr(one, "__module__", None) or type(one).__module__ for one in gc.garbage}
        assert not [name for name in left if str(name).startswith(EXAMINING)]
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
