"""The headline: as displayed, without the site's name, with its own punctuation."""

from __future__ import annotations

import pytest

from pipeline.extract.title import without_site
from pipeline.models import Hint
from tests.extract.extract_pages import BODY, FOOTER, NAV, page, read

TITLES = [
    "欠款 < 5000 元会被起诉吗？小额债务&小额诉讼一次讲清",
    "“上岸”经验谈：负债20万→0，我用了800天",
    "《催收自律公约》<试行>全文 - 要点解读",
    "还不上钱😭怎么办？律师：别慌，先做这3件事💪",
    "法定代表人以外的其他人可以代表公司借款吗？（2）",
    "花呗_借呗逾期|一次讲清",
]


@pytest.mark.parametrize("title", TITLES)
def test_inner_punctuation_is_kept(title: str) -> None:
    escaped = title.replace("&", "&amp;").replace("<", "&lt;")
    assert read(page(title=escaped)).title == title


@pytest.mark.parametrize(
    ("document", "title"),
    [
        ("欠款不还怎么办？-某某法律咨询网", "欠款不还怎么办？"),
        ("欠款不还怎么办？_债务频道_某某网", "欠款不还怎么办？"),
        ("欠款不还怎么办？ – 第2页 – 某某法律网", "欠款不还怎么办？ – 第2页"),
        ("某某法律网 | 欠款不还怎么办，起诉要准备什么？", "欠款不还怎么办，起诉要准备什么？"),
        ("欠款不还怎么办", "欠款不还怎么办"),
        ("2024-2025年度利率上限", "2024-2025年度利率上限"),
    ],
)
def test_document_titles_without_the_site(document: str, title: str) -> None:
    assert without_site(document) == title


def test_without_headline_on_the_page_the_document_title_serves() -> None:
    html = f"<title>欠款不还怎么办？-某某法律咨询网</title><div class='content'>{BODY}</div>"
    assert read(html).title == "欠款不还怎么办？"


def test_the_logo_in_h1_is_not_the_headline() -> None:
    html = page().replace("<body>", "<body><h1 class='logo'><a href='/'>某某法律网</a></h1>")
    assert read(html).title == "信用卡逾期后怎么协商"


def test_headline_in_a_lesser_element_than_the_section() -> None:
    html = page().replace("<h1>信用卡逾期后怎么协商</h1>", "<h1>金融债务</h1><h2>信用卡逾期后怎么协商</h2>")
    assert read(html).title == "信用卡逾期后怎么协商"


def test_a_cut_document_title_does_not_cut_the_headline() -> None:
    html = page(title="信用卡逾期后怎么协商？律师教你三个步骤").replace(
        "<title>信用卡逾期后怎么协商？律师教你三个步骤 - 某某法律网", "<title>信用卡逾期后怎么协商？律师教..."
    )
    assert read(html).title == "信用卡逾期后怎么协商？律师教你三个步骤"


def test_a_page_without_any_title_takes_what_it_was_linked_by() -> None:
    html = f"<div class='content'>{BODY.replace('<h2>先看法律怎么说</h2>', '')}</div>"
    assert read(html, hint=Hint("list", title="信用卡逾期后怎么协商")).title == "信用卡逾期后怎么协商"


def test_the_headline_is_not_part_of_the_body() -> None:
    article = read(page(f"<p>信用卡逾期后怎么协商</p>{BODY}"))
    assert "信用卡逾期后怎么协商" not in article.body


HEADLINE = "信用卡逾期三年怎么办理分期"
FACTS = "<p>发布时间：2024-01-02 来源：本站</p>"


@pytest.mark.parametrize(
    "document",
    ["安徽某某律师事务所", "新闻动态--安徽某某律师事务所官网", "某某律所 - 专业债务律师团队", "文章详情", ""],
    ids=["firm", "section and firm", "firm and claim", "nobody named it", "none"],
)
@pytest.mark.parametrize(
    "shown",
    [
        f"<h1>{HEADLINE}</h1>{FACTS}",
        f"<h1><a href='/hf/1203.html'>{HEADLINE}</a></h1>{FACTS}",
        f"<h1>安徽某某律师事务所</h1><h2>{HEADLINE}</h2>{FACTS}",
        f"<div class='title'>{HEADLINE}</div>{FACTS}",
        f"<h5>{HEADLINE}</h5>{FACTS}",
        f"<p align='center'><b>{HEADLINE}</b></p>{FACTS}",
        f"<h3>首页 - 新闻动态</h3><h5>{HEADLINE}</h5>{FACTS}",
        f"<h3>法律知识</h3><h5>{HEADLINE}</h5>{FACTS}",
        f"<p>当前位置：首页 &gt; 新闻动态 &gt; {HEADLINE}</p><h2>{HEADLINE}</h2>{FACTS}",
    ],
    ids=[
        "h1",
        "linked to itself",
        "below the firm's",
        "by class",
        "h5",
        "bold",
        "below a path",
        "below the section's",
        "below the full path",
    ],
)
def test_where_every_page_has_the_same_document_title_the_place_tells_the_headline(document: str, shown: str) -> None:
    html = (
        f"<title>{document}</title><body>{NAV}<div class='main'>{shown}<div class='content'>{BODY}</div></div>{FOOTER}"
    )
    assert read(html).title == HEADLINE


@pytest.mark.parametrize(
    "above",
    ["<h2>法律知识</h2>", "<div class='title'>推荐阅读</div>", "<h3>联系我们</h3><p>咨询电话：400-000-0000</p>"],
    ids=["section", "box", "contact"],
)
def test_a_document_title_that_says_something_goes_before_a_line_that_merely_stands_there(above: str) -> None:
    html = f"<title>欠款不还怎么办？-某某法律咨询网</title>{above}<div class='content'>{BODY}</div>"
    assert read(html).title == "欠款不还怎么办？"


@pytest.mark.parametrize(
    "headline", ["如何投诉恶意催收的公司", "警惕这些催收团队", "消费者如何向有限公司追债", "怎样找到一家好的律师事务所"]
)
@pytest.mark.parametrize("document", ["{} - 某某法律网", "{}"], ids=["with the site", "alone"])
@pytest.mark.parametrize("facts", [FACTS, ""], ids=["dated", "undated"])
def test_a_headline_that_ends_like_the_name_of_a_firm_is_kept(headline: str, document: str, facts: str) -> None:
    html = (
        f"<title>{document.format(headline)}</title><body>{NAV}<div class='main'><h1>{headline}</h1>{facts}"
        f"<div class='content'><h2>先看法律怎么说</h2>{BODY}</div></div>{FOOTER}"
    )
    assert read(html).title == headline


RIGHT = {
    # why: (document title, what stands above the text)
    "a column's name over a picture of the headline": ("网贷逾期怎么办-某某律师网", f"<h2>债务知识讲堂</h2><img src='t.png'>{FACTS}"),
    "an advertisement over the firm's hours": ("网贷逾期怎么办_法律咨询_债务知识_某某律师网", f"<h3 class='title'>免费法律咨询热线</h3><p>服务时间：24小时</p><h1>网贷逾期怎么办</h1>{FACTS}"),
    "a guide's heading below the headline": ("网贷逾期怎么办_法律咨询_债务知识_某某律师网", f"<div class='bt'>网贷逾期怎么办</div>{FACTS}<h2 class='title'>本文导读</h2>"),
    "a column above a headline like a firm": ("网贷逾期怎么办", f"<h3>推荐专题频道</h3><h1>网贷逾期怎么办</h1>{FACTS}"),
}  # fmt: skip


@pytest.mark.parametrize(("document", "above"), RIGHT.values(), ids=RIGHT.keys())
def test_place_does_not_go_before_a_document_title_that_is_right(document: str, above: str) -> None:
    html = (
        f"<title>{document}</title><body>{NAV}<div class='main'>{above}<div class='content'>{BODY}</div></div>{FOOTER}"
    )
    assert read(html).title == "网贷逾期怎么办"
