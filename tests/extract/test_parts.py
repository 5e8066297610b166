"""Articles over several pages."""

from __future__ import annotations

import pytest

from pipeline import extract
from pipeline.site import Rules
from tests.extract.extract_pages import LEAD, SECOND, THIRD, page, read


def links(*pairs: tuple[str, str], box: str = "pagination") -> str:
    return f"<div class='{box}'>" + "".join(f"<a href='{href}'>{text}</a>" for href, text in pairs) + "</div>"


NEXT = {
    # why: (own address, links, next page)
    "query": ("/view.php?aid=15", links(("/view.php?aid=15&pageno=2", "2"), ("/view.php?aid=15&pageno=3", "3"), ("/view.php?aid=15&pageno=2", "下页")), "/view.php?aid=15&pageno=2"),
    "query, second page": ("/view.php?aid=15&pageno=2", links(("/view.php?aid=15", "1"), ("/view.php?aid=15&pageno=3", "3")), "/view.php?aid=15&pageno=3"),
    "slash behind .html": ("/c/38.html", links(("/c/38.html/2", "Page 2"), ("/c/38.html/3", "Page 3"), box="page-links"), "/c/38.html/2"),
    "underscore": ("/hf/1203.html", links(("/hf/1203_2.html", "下一页"), box="x"), "/hf/1203_2.html"),
    "underscore, second page": ("/hf/1203_2.html", links(("/hf/1203.html", "上一页"), ("/hf/1203_3.html", "下一页"), box="x"), "/hf/1203_3.html"),
    "the last page": ("/hf/1203_3.html", links(("/hf/1203_2.html", "上一页"), ("/hf/1203.html", "首页"), box="x"), None),
    "neighbouring article": ("/hf/1203.html", links(("/hf/1204.html", "下一篇"), ("/hf/1204.html", "下一页")), None),
    "numbers that are articles": ("/archives/2/", links(("/archives/3/", "3")), None),
    "slash, third page": ("/a/77/3/", links(("/a/77/", "1"), ("/a/77/2/", "2"), ("/a/77/4/", "4")), "/a/77/4/"),
    "the next day's": ("/2024/05/12.html", links(("/2024/05/13.html", "下一页")), None),
    "previous and next article in a box called page": ("/news/show-12-2.html", "<div class='page'>下一篇：<a href='show-12-3.html'>借条怎么写</a></div>", None),
    "… with short titles": ("/news/show-12-2.html", links(("show-12-1.html", "上一篇"), ("show-12-3.html", "下一篇")), None),
    "… of a day": ("/20240305_2.html", links(("/20240305_3.html", "还款的期限")), None),
    "a related article in a pager's box": ("/content_12_15.html", links(("/content_12_16.html", "逾期怎么办")), None),
    "numbered from its first page on": ("/content-6-0-1.html", links(("/content-6-0-1.html", "1"), ("/content-6-0-2.html", "2")), "/content-6-0-2.html"),
    "… said in words": ("/551_1.html", links(("/551_2.html", "下一页")), "/551_2.html"),
    "counted from 0": ("/t20240300_90.html", links(("/t20240300_90_1.html", "下一页")), "/t20240300_90_1.html"),
    "… by number": ("/t20240300_90.html", links(("/t20240300_90.html", "1"), ("/t20240300_90_1.html", "2")), "/t20240300_90_1.html"),
    "… on its second page": ("/t20240300_90_1.html", links(("/t20240300_90.html", "1"), ("/t20240300_90_2.html", "3")), "/t20240300_90_2.html"),
    "its own first page under a second address": ("/hf/1203.html", links(("/hf/1203_1.html", "1"), ("/hf/1203_2.html", "2")), "/hf/1203_2.html"),
    "a picture that says so": ("/hf/1203.html", "<a href='/hf/1203_2.html'><img src='n.png' alt='下一页'></a>", "/hf/1203_2.html"),
    "the rest of the text": ("/hf/1203.html", links(("/hf/1203_2.html", "余下全文")), "/hf/1203_2.html"),
    "no number in its address": ("/jiekuan.html", links(("/jiekuan_2.html", "下一页")), "/jiekuan_2.html"),
    "… on the second page": ("/jiekuan_2.html", links(("/jiekuan.html", "1"), ("/jiekuan_3.html", "3")), "/jiekuan_3.html"),
    "… in a folder": ("/jiekuan/", links(("/jiekuan/2/", "2")), "/jiekuan/2/"),
    "posts by number": ("/?p=12", links(("/?p=13", "下一页"), ("/?p=13", "»")), None),
    "days of a calendar": ("/news/2024-05-12.html", links(("/news/2024-05.html", "五月"), ("/news/2024-05-13.html", "13")), None),
    "cases of a year": ("/case/2024-1.html", links(("/case/2024-2.html", "下一页")), None),
    "pages of an article with a year's number": ("/case/2024-2.html", links(("/case/2024.html", "1"), ("/case/2024-3.html", "3")), "/case/2024-3.html"),
    "pages of comments": ("/hf/12.html", links(("/hf/12.html?cpage=2", "2")), None),
    "another site": ("/hf/1203.html", links(("https://other.example.com/hf/1203_2.html", "下一页")), None),
    "nothing": ("/hf/1203.html", "", None),
}  # fmt: skip


@pytest.mark.parametrize(("own", "html", "following"), NEXT.values(), ids=NEXT.keys())
def test_next_page(own: str, html: str, following: str | None) -> None:
    base = "https://law.example.cn"
    found = extract.next_part(extract.parse(page(after=html)), base + own)
    assert found == (base + following if following else None)


def test_a_sites_own_selector() -> None:
    tree = extract.parse(page(after="<a class='weiter' href='/other/7.html'>mehr</a>"))
    assert (
        extract.next_part(tree, "https://law.example.cn/1.html", Rules(next_part="a.weiter"))
        == "https://law.example.cn/other/7.html"
    )


def test_pages_joined_are_one_article() -> None:
    first = read(page(f"<p>{LEAD}</p><h2>怎么办</h2>", info="2024-03-05"), "https://law.example.cn/hf/1.html")
    second = read(
        page(f"<h2>怎么办</h2><p>{SECOND}</p>", title="信用卡逾期后怎么协商(2)"), "https://law.example.cn/hf/1_2.html"
    )
    third = read(page(f"<p>{THIRD}</p><p>本文转载自某某债务网。</p>", title="信用卡逾期后怎么协商(3)"))
    joined = extract.join([first, second, third])
    assert joined.title == "信用卡逾期后怎么协商"
    assert joined.body == "\n".join((LEAD, "怎么办", SECOND, THIRD))
    assert joined.url == first.url
    assert joined.published_at == first.published_at
    assert joined.notices == ("本文转载自某某债务网。",)


def test_one_page_is_itself() -> None:
    article = read(page())
    assert extract.join([article]) is article
