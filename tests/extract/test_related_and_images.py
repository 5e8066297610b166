"""Entries of related lists, and which pictures are an article's."""

from __future__ import annotations

import pytest

from tests.extract.extract_pages import BODY, page, read

ROW = "<tr><td>·<a href='/hf/{}.html'>欠款问题第{}篇应该怎么处理</a>[2024-1-{}]</td></tr>"
TEASED = (
    "<div><a href='/hf/{}.html'>欠款问题第{}篇应该怎么处理</a><p>第{}篇的摘要，说明欠款以后应该怎么办才好。</p></div>"
)


@pytest.mark.parametrize(
    ("entry", "teasers"),
    [(f"{ROW}", ["", "", ""]), (TEASED, [f"第{n}篇的摘要，说明欠款以后应该怎么办才好。" for n in (1, 2, 3)])],
    ids=["rows of a table have none", "a line below each"],
)
def test_a_teaser_is_not_the_next_entry_s_title(entry: str, teasers: list[str]) -> None:
    listed = "".join(entry.format(n, n, n) for n in (1, 2, 3))
    table = f"<table>{listed}</table>" if entry == ROW else listed
    links = read(page(after=f"<div>相关文章{table}</div>")).related_links
    assert [link.teaser for link in links] == teasers


@pytest.mark.parametrize(
    "picture",
    [
        "<img class='emoji' src='/i/1f602.png'>",
        "<img class='wp-smiley' src='/a.png'>",
        "<img src='/expression/doge.gif'>",
    ],
)
def test_emoji_are_no_pictures_of_the_article(picture: str) -> None:
    assert read(page(f"{BODY}<p>{picture}</p><img class='wp-image-7' src='/up/7.jpg'>")).images == (
        "https://law.example.cn/up/7.jpg",
    )
