"""Standing pages are no articles however much they say; articles about such things are."""

from __future__ import annotations

import pytest

from pipeline.discover import page_kind
from pipeline.discover.standing import is_standing
from pipeline.extract import parse

STANDING = (
    "隐私政策", "隐私保护声明", "个人信息保护政策", "用户服务协议", "用户注册协议", "法律声明及免责条款", "隐私政策和用户协议", "债务小站用户服务协议",
    "企业简介", "律所简介", "走进某某律所", "关于我们", "诚聘律师助理", "招聘实习律师", "诚聘英才", "收费标准与服务流程", "收费标准", "债务催收服务",
    "法律咨询服务", "应收账款催收业务介绍", "张三律师", "张三 - 高级合伙人", "李晓明｜执行主任", "首席律师张三", "欧阳明律师简介", "张三律师团队", "About Us",
)  # fmt: skip
ARTICLES = (
    "用户服务协议中的仲裁条款有效吗", "隐私政策变更需要用户同意吗", "张三律师：网贷逾期怎么办", "张三律师 - 网贷逾期怎么办", "如何找律师", "委托律师要多少钱", "何时请律师",
    "律师收费标准有哪些规定", "诚聘催收员背后的套路", "招聘启事里的贷款陷阱", "债务催收服务合同有效吗", "催收业务外包的责任", "公司简介造假算不算欺诈", "合伙人欠债要不要一起还",
    "王某诉李某民间借贷纠纷", "走进社区讲债务", "高级合伙人张三谈网贷", "债务律师", "免责条款什么时候无效", "联系方式泄露被催收怎么办", "贷款平台服务协议里的坑",
)  # fmt: skip
PROSE = "<p>执业十五年，长期办理借贷案件，先后代理三百余件，为多家单位提供常年顾问，积累了经验，深得信任。</p>" * 8


@pytest.mark.parametrize("title", STANDING)
def test_the_whole_title_says_so(title: str) -> None:
    assert is_standing(title)


@pytest.mark.parametrize("title", ARTICLES)
def test_a_title_that_says_more_is_an_articles(title: str) -> None:
    assert not is_standing(title)


def kind(title: str, heading: str, head: str = "") -> str:
    menu = "<div class='nav'><a href='/'>首页</a></div>"
    body = f"<body>{menu}{heading}<div>发布时间：2026-10-01 作者：李律师</div><div>{PROSE}</div></body>"
    return page_kind(parse(f"<html><head><title>{title}</title>{head}</head>{body}</html>"), "https://a.cn/n/1035.html")


LD = '<script type="application/ld+json">{"@type": "Article"}</script><meta property="og:type" content="article">'


@pytest.mark.parametrize("title", STANDING)
def test_prose_date_and_marks_do_not_make_it_an_article(title: str) -> None:
    assert kind(f"{title}-债务小站", f"<h1>{title}</h1>", LD) == "other"


@pytest.mark.parametrize("title", ARTICLES)
def test_an_article_of_that_title_stays_one(title: str) -> None:
    assert kind(f"{title}-债务小站", f"<h1>{title}</h1>") == "article"


@pytest.mark.parametrize(
    ("title", "heading", "expected"),
    [
        pytest.param("隐私政策-债务小站", "", "other", id="no heading: the document's title"),
        pytest.param("网贷逾期以后怎么办-债务小站", "<h3>在线咨询</h3>", "article", id="a box's heading"),
        pytest.param("网贷逾期以后怎么办-债务小站", "<h3>张三律师</h3>", "article", id="the author's box"),
        pytest.param("网贷逾期以后怎么办-债务小站", "<h3>企业服务</h3>", "article", id="a column of the menu"),
        pytest.param("律师团队-债务小站", "<h1>网贷逾期以后怎么办</h1>", "article", id="one title for all pages"),
    ],
)
def test_whose_title_counts(title: str, heading: str, expected: str) -> None:
    assert kind(title, heading) == expected
