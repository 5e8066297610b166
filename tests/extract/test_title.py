"""The headline: as displayed, without the site's name, with its own punctuation."""

from __future__ import annotations

import re

import pytest

from pipeline.extract.site_names import without_site
from pipeline.models import Hint
from tests.extract.extract_pages import BODY, FOOTER, LEAD, NAV, SECOND, THIRD, page, read

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


@pytest.mark.parametrize("shown", ["某某法律网 - {}", "{}_某某法律网", "某某法律网 » {}"])
def test_the_sites_name_in_the_headline_itself(shown: str) -> None:
    title = "信用卡逾期后怎么协商"
    assert read(page(title=title).replace(f"<h1>{title}</h1>", f"<h1>{shown.format(title)}</h1>")).title == title


def test_a_logo_that_is_the_document_title_does_not_go_before_what_the_page_is_called_elsewhere() -> None:
    head = "<meta property='og:title' content='信用卡逾期后怎么协商'>"
    html = page(title="某某法律网", head=head).replace(
        "<title>某某法律网 - 某某法律网</title>", "<title>某某法律网</title>"
    )
    assert (
        read(html.replace("<h1>某某法律网</h1>", "<a class='logo' href='/'>某某法律网</a>")).title
        == "信用卡逾期后怎么协商"
    )


@pytest.mark.parametrize("shown", ["<a href='#x'>#</a> {}", "{} <a href='#x'>¶</a>", "{} <a href='#x'>#</a>"])
def test_a_link_to_the_headline_itself_is_no_part_of_it(shown: str) -> None:
    title = "强制执行的流程"
    assert read(page(title=title).replace(f"<h1>{title}</h1>", f"<h1>{shown.format(title)}</h1>")).title == title


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


OTHER = "王某借款二十万元后被催收公司威胁"
TALE = f"<p>王某向平台借款二十万元后无力偿还，催收公司的员工多次上门威胁，{LEAD}</p><p>{SECOND}</p><p>{THIRD}</p>"
ABOVE = {
    "bold in a cell": "<table><tr><td>| <a href='/'>首页</a> | <a href='/n/'>司法动态</a> |</td></tr><tr><td>用户登录</td></tr><tr><td>密 码：</td></tr></table>"
    "<table><tr><td align=center>{}</td></tr><tr><td>[ 作者：张三 | 更新时间：2005-11-3 ]</td></tr><tr><td>",
    "strong, no line of facts": "<div><strong><font size=4>{}</font></strong></div><div>",
    "h3 with a login above": "<div>会员登录</div><div><h3>{}</h3><p>2005-11-3</p>",
    "h1 far above, behind the tools": "<h1>{}</h1><div>打印</div><div>字号</div><div>收藏</div><div>朗读</div><div>分享</div><div>",
}


@pytest.mark.parametrize(
    "document",
    ["某某市中级人民法院", "::某县司法局::", "某某律师", "王律师的个人主页", "法律快车", "某某法律援助中心", "明律 - 专业债务律师", "某某债务律师在线",
     "详细内容", "欢迎光临某某法律网", "某律师-某债务律师-某合同律师", "法治江淮"],
)  # fmt: skip
@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE.keys())
def test_a_document_title_that_the_text_does_not_tell_of_is_a_name(document: str, above: str) -> None:
    html = f"<title>{document}</title><body>{NAV}{above.format(OTHER)}{TALE}</div></table>{FOOTER}"
    article = read(html)
    assert article.title == OTHER
    assert article.body.split("\n")[0].startswith("王某向平台借款"), "nothing from above the headline"


@pytest.mark.parametrize("headline", ["多久会被起诉到法院", "如何找到好律师", "静夜思", "某某法院发布公告"])
def test_a_short_headline_that_the_text_does_not_tell_of_is_kept_where_it_stands(headline: str) -> None:
    html = f"<title>{headline} - 某某法律网</title><body>{NAV}<h1>{headline}</h1>{FACTS}<div>{TALE}</div>{FOOTER}"
    assert read(html).title == headline


@pytest.mark.parametrize("headline", ["老赖躲债十年终落网", "失信人名单上网", "虚构债务难逃法网"])
@pytest.mark.parametrize("below", ["<h2>——执行工作纪实</h2>", "<h2>执行工作纪实</h2>", ""])
def test_a_headline_that_ends_like_the_name_of_a_web_site(headline: str, below: str) -> None:
    html = f"<title>{headline} - 某某区人民法院</title><body>{NAV}<h1>{headline}</h1>{below}{FACTS}<div>{BODY}</div>{FOOTER}"
    assert read(html).title == headline


SECOND_LINES = [
    ("<h1>老赖终落网</h1><h2>——某某法院执行纪实</h2>", "老赖终落网——某某法院执行纪实", "老赖终落网——某某法院执行纪实", "a heading below"),
    ("<h1>老赖终落网<br>——某某法院执行纪实</h1>", "老赖终落网——某某法院执行纪实", "老赖终落网——某某法院执行纪实", "a second line"),
    ("<h1>老赖终落网<br>——某某法院执行纪实</h1>", "老赖终落网", "老赖终落网——某某法院执行纪实", "… that the document title leaves out"),
    ("<h1>老赖终落网</h1><h3>某某法院执行纪实</h3>", "老赖终落网 某某法院执行纪实", "老赖终落网 某某法院执行纪实", "without a dash"),
    ("<h1>老赖终落网</h1><p>某某法院昨天执行。</p>", "老赖终落网", "老赖终落网", "the text is no second line"),
    ("<h1>老赖终落网<br><span>2024-01-02 来源：本站</span></h1>", "老赖终落网", "老赖终落网", "nor is a line of facts"),
]  # fmt: skip


@pytest.mark.parametrize(("shown", "document", "title", "why"), SECOND_LINES)
def test_a_headline_of_two_lines(shown: str, document: str, title: str, why: str) -> None:
    html = f"<title>{document} - 某某区人民法院</title><body>{NAV}{shown}{FACTS}<div>{BODY}</div>{FOOTER}"
    article = read(html)
    assert article.title == title, why
    assert "——" not in article.body, why


ADDED = [
    ("<span class='yc'>原创</span>{}", "a mark of kind"),
    ("<em>置顶</em> {}<i>热</i>", "ranks on both sides"),
    ("{} <a href='/e'>编辑</a>", "a button"),
    ("{} <small>2024-03-05</small>", "the date"),
    ("{} [复制链接]", "in brackets"),
    ("【原创】{}", "… before it"),
    ("<a href='/f'>[经验分享]</a> <span>{}</span>", "a forum's kind of thread"),
]
NOT_ADDED = [
    ("<b>热</b>{}", "a first character that is set off"),
    ("<em>新</em><span>{}</span>", "… in elements of both"),
    ("新{}", "a word's first character"),
    ("{}<small>（附范本）</small>", "more of the headline"),
    ("<b>热</b>{}", "a mark that the document title has too"),
    ("{}（2）", "a number"),
]


@pytest.mark.parametrize(("shown", "why"), ADDED)
def test_additions_in_the_headline_are_left_out_where_the_document_title_is_without_them(shown: str, why: str) -> None:
    html = f"<title>{HEADLINE} - 某某法律网</title><body>{NAV}<h1>{shown.format(HEADLINE)}</h1>{FACTS}<div>{BODY}</div>"
    assert read(html).title == HEADLINE, why


@pytest.mark.parametrize(("shown", "why"), NOT_ADDED)
def test_what_belongs_to_the_headline_is_kept(shown: str, why: str) -> None:
    whole = re.sub("<[^>]*>", "", shown.format(HEADLINE))
    html = f"<title>{whole} - 某某法律网</title><body>{NAV}<h1>{shown.format(HEADLINE)}</h1>{FACTS}<div>{BODY}</div>"
    assert read(html).title == whole, why


@pytest.mark.parametrize(
    ("document", "above", "title"),
    [
        ("某某书桌: 陪朋友跑了一趟债务调解", "<h1 class='title'><a href='/'>某某书桌</a></h1><h3>陪朋友跑了一趟债务调解</h3>", "陪朋友跑了一趟债务调解"),
        ("法律信箱:担保人没写明责任,要不要还钱?--某某报", "<p><a href='/x/'>法律信箱</a></p><p>担保人没写明责任，要不要还钱？</p>", "担保人没写明责任，要不要还钱？"),
        ("代位权（民法概念）_某某百科", "<h1>代位权</h1><h2>（民法概念）</h2>", "代位权 （民法概念）"),
    ],
    ids=["the site's name leads home", "a section's name leads to it", "a headline of three characters"],
)  # fmt: skip
def test_what_stands_before_the_headline_in_the_document_title(document: str, above: str, title: str) -> None:
    html = f"<title>{document}</title><body>{NAV}{above}<div>2024-03-05 来源：某某报</div><div>{BODY}</div>{FOOTER}"
    assert read(html).title == title


def test_a_main_column_on_the_right_is_no_sidebar() -> None:
    """Its name says «right», but the text stands in it too."""
    shown = f"<div class='fy_right'><div class='bigtitle'>二十个月的约定</div>{FACTS}<div>{BODY}</div></div>"
    html = f"<title>某某县人民法院 - 执行故事 - 二十个月的约定</title><body><p>某某县人民法院</p>{NAV}{shown}{FOOTER}"
    assert read(html).title == "二十个月的约定"


def test_a_question_mark_in_an_element_of_its_own() -> None:
    html = page(title="给哥哥担保，他跑了怎么办？").replace("<h1>", "<h1><i>问</i>")
    assert read(html).title == "给哥哥担保，他跑了怎么办？"
