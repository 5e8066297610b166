"""What a page is, told by the page: one file for each way it can look (pages/KIND--what.html says the reason)."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.discover import is_prose, no_content, page_kind, wall_of
from pipeline.discover.kinds import ARTICLE_FROM, evidence, is_list_title
from pipeline.discover.outline import read
from pipeline.extract import parse

PAGES = sorted((Path(__file__).parent / "pages").glob("*.html"))
URL = re.compile(r"<!-- url: (\S+) -->")


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_kind_is_told_by_the_page(path: Path) -> None:
    text = path.read_text("utf-8")
    url = URL.search(text)[1]
    tree = parse(text)
    reasons = list(evidence(read(tree, url), tree))
    assert page_kind(tree, url) == path.stem.partition("--")[0], reasons


REFUSED = {"message", "wall", "redirect", "frames", "empty"}


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_the_short_way_refuses_the_same_pages(path: Path) -> None:
    """What process_html asks: whether a page has content at all, without the cost of judging what it is."""
    text = path.read_text("utf-8")
    kind = path.stem.partition("--")[0]
    assert no_content(parse(text), URL.search(text)[1]) == (kind if kind in REFUSED else None)


PROSE = {
    "an article's beginning": ("逾期以后，先核对账目，再谈还款；谈不拢怎么办？可以投诉。" * 12, True),
    "a message": ("抱歉，您访问的页面不存在，可能已被删除。", False),
    "titles are no prose however many": ("网贷逾期怎么办 " * 60, False),
}


@pytest.mark.parametrize(("text", "is_long"), PROSE.values(), ids=PROSE.keys())
def test_prose_is_no_message(text: str, is_long: bool) -> None:
    assert is_prose(text) is is_long


def test_the_tree_is_left_as_it_was() -> None:
    """extract() runs on the same tree afterwards."""
    tree = parse(PAGES[0].read_text("utf-8"))
    before = tree.html
    page_kind(tree, "http://a.cn/1.html")
    assert tree.html == before


def test_every_witness_has_a_reason() -> None:
    text = next(path for path in PAGES if "question" in path.stem).read_text("utf-8")
    tree = parse(text)
    witnesses = list(evidence(read(tree, "http://ask.example.cn/question/20931.html"), tree))
    assert sum(weight for weight, _ in witnesses) >= ARTICLE_FROM
    assert all(reason for _, reason in witnesses)


WALLS = {
    "aliyun": "aliyun_waf",
    "captcha": "captcha",
    "cloudflare": "cloudflare",
    "for-members-in-place-of-the-text": "login",
    "jiasule": "jiasule",
    "login": "login",
}
WALLS |= {"parked": "parked", "safedog": "safedog", "yunsuo": "yunsuo"}


def test_walls_have_names() -> None:
    names = {}
    for path in PAGES:
        kind, _, what = path.stem.partition("--")
        if kind == "wall":
            names[what] = wall_of(parse(path.read_text("utf-8")), "http://a.cn/")
    assert names == WALLS


@pytest.mark.parametrize(
    ("title", "is_list"),
    [
        ("分类：债务纠纷", True),
        ("标签 信用卡", True),
        ("标签“催收”", True),
        ("作者李明发布的文章", True),
        ("债务案例列表", True),
        ("2024年3月文章归档", True),
        ("律师简介", True),
        ("委托流程", True),
        ("律师简介里的执业年限怎么算", False),
        ("失信被执行人名单信息公布列表", False),
        ("分类讲解民间借贷的利息怎么算", False),
        ("分类处置逾期贷款的三个办法", False),
        ("搜索引擎里的催收广告能信吗", False),
        ("作者本人也欠过网贷", False),
    ],
)
def test_titles_of_lists(title: str, is_list: bool) -> None:
    assert is_list_title(title) == is_list
