"""Dates near an article that are another's: a wrong date is worse than none."""

from __future__ import annotations

import pytest

from pipeline import extract
from tests.extract.extract_pages import BODY, NOW, URL, page, read

TITLES = ("欠钱不还怎么起诉", "网贷逾期三年会怎样", "担保人要替他还钱吗", "最新发布的还款时间")
ENTRIES = {
    # a list of other articles without a heading: its entry
    "date beside the link": "<li><a href='/{d}'>{t}</a> <span>{d}</span></li>",
    "date before it": "<li><span>{d}</span><a href='/{d}'>{t}</a></li>",
    "date below it": "<li><a href='/{d}'>{t}</a><p>{d}</p></li>",
    "time element": "<li><a href='/{d}'>{t}</a><time datetime='{d}'>{d}</time></li>",
    "headings": "<div><h4><a href='/{d}'>{t}</a></h4><div>{d}</div></div>",
    "cells": "<table><tr><td>·<a href='/{d}'>{t}</a></td><td>[{d}]</td></tr></table>",
    "line breaks": "·<a href='/{d}'>{t}</a>（{d}）<br>",
    "no links": "<p>{t} {d}</p>",
    "date within the link": "<a href='/{d}'><h4>{t}</h4><em>{d}</em></a>",
}
OWN = "<p>2020-05-06</p>"


def entries(shape: str) -> str:
    days = (f"2024-0{month}-0{month}" for month in range(1, 5))
    return (
        f"<div class='x'>{''.join(shape.format(t=title, d=day) for title, day in zip(TITLES, days, strict=True))}</div>"
    )


def day(html: str) -> str | None:
    found = read(html).published_at
    return found.date().isoformat() if found else None


def above(html: str, more: str) -> str:
    return html.replace("<div class='post'>", f"{more}<div class='post'>")


@pytest.mark.parametrize("shape", ENTRIES.values(), ids=ENTRIES.keys())
def test_the_dates_of_a_list_are_its_entries_own(shape: str) -> None:
    listed = entries(shape)
    assert day(page(after=listed)) is None
    assert day(above(page(), listed)) is None
    assert day(page(info=OWN, after=listed)) == "2020-05-06"
    assert day(above(page(info=OWN), listed)) == "2020-05-06"
    assert day(page(f"{BODY}<p>2020年5月6日</p>", after=listed)) == "2020-05-06"


NEIGHBOURS = [
    ("<a href='/1'>欠钱不还</a><span>2024-01-01</span><a href='/2'>借条怎么写</a><span>2024-02-02</span>", "neighbours without a label"),
    ("<b>张三</b> 2024-05-05 10:00<p>写得好，学习了。</p>", "a comment"),
    ("<p>张三 2024-05-05</p><p>写得好，学习了！</p>", "a comment without the time of day"),
    ("<p>游客</p><p>2024-05-05 10:00</p><p>请问逾期三年还能协商吗？</p>", "a comment on three lines"),
    ("<a href='/u/1'>小李</a> 发表于 2024-05-05 10:00 <a>回复</a><p>顶</p>", "a comment with its button"),
    ("<p>全部评论</p><p>张三 2024-05-05</p><p>顶</p>", "a heading of comments"),
    ("<p>3条评论</p><p><time datetime='2024-05-05T10:00:00'>5月5日</time></p>", "… with their number"),
    ("<p>评论(1)</p><p>李四 2024-05-05</p><p>顶</p>", "… in brackets, a comment below"),
    ("<p>2楼 李四 2024-05-05</p><p>顶</p>", "a numbered reply"),
    ("<a href='/1'>借条怎么写才算有效</a><p>作者：张三 2024-05-05 浏览：33</p>", "the byline below another's title"),
    ("<p>本站自2010年5月1日上线以来访问量：10000</p>", "a site's first day"),
    ("<p>某某网 2010-05-01 版权所有</p>", "a copyright"),
    ("<p>王律师 2010年3月1日起执业</p>", "a lawyer's first day"),
]  # fmt: skip


@pytest.mark.parametrize("more", [case[0] for case in NEIGHBOURS], ids=[case[1] for case in NEIGHBOURS])
def test_what_stands_behind_the_text_may_be_anothers(more: str) -> None:
    assert day(page(after=f"<div>{more}</div>")) is None
    assert day(page(info=OWN, after=f"<div>{more}</div>")) == "2020-05-06"


def test_what_stands_over_the_headline_may_be_anothers() -> None:
    notice = "<p>最高人民法院关于民间借贷的规定自2020年8月20日起施行</p>"
    listed = "<ul><li><a href='/2'>2023年度招聘公告发布</a><i>2023-10-01</i></li></ul>"
    assert day(above(page(), notice)) is None
    assert day(above(page(), listed)) is None, "a title that ends in the word of a label"


CLOCKS = ["今天是2026年11月23日 星期一", "2026年11月23日 星期一", "现在是 2026-11-23 12:00", "当前时间：2026-11-23 12:00:01", "2026年11月22日 周日 晴", "<span>今天是</span><span>2026年11月23日</span>"]  # fmt: skip


@pytest.mark.parametrize("clock", CLOCKS)
def test_the_day_of_the_visit_is_no_date(clock: str) -> None:
    assert day(above(page(), f"<div>{clock}</div>")) is None
    assert day(above(page(), f"<div>{clock}</div><p>发布时间：2020-05-06</p>")) == "2020-05-06"


def test_a_weekday_over_the_headline_without_a_known_day_of_visit() -> None:
    def unknown(line: str) -> object:
        found = extract.extract(extract.parse(above(page(), f"<p>{line}</p>")), URL).published_at
        return found.date().isoformat() if found else None

    assert unknown("2024年3月5日 星期二") is None, "may be the page's clock"
    assert unknown("某某日报 2024年3月5日 星期二") == "2024-03-05", "a paper's issue"


KEPT = [
    ("", "<p>发布时间：2020-05-06</p>", "a label"),
    ("", "<p>某市中级人民法院 2020年5月6日</p><p>附件：名单</p>", "a signature"),
    ("", "<p>王律师 2020-05-06</p><p>本文仅代表作者观点，转载请注明出处。</p>", "a writer's, above a notice"),
    ("", "<p><a href='/u'>王律师</a> 2020-05-06</p>", "a writer's link"),
    ("", "<p>赞</p><p>评论(3)</p><p>收藏</p><p>发布时间：2020-05-06</p>", "buttons above it"),
    ("", "<footer>Posted on <a href='/2020/05'>2020-05-06</a> by <a href='/u'>admin</a></footer>", "a theme's footer"),
    ("", "<p>本文由 <a href='/u'>王律师事务所合肥</a> 于 2020-05-06 发布</p>", "words of a byline"),
    ("", "<p>来源：<a href='http://x.example'>某省某市中级人民法院</a> 2020-05-06</p>", "the medium's link"),
    ("", "<p>2020-05-06 | 分类：<a href='/c'>网贷逾期知识</a> | <a href='/z'>3条评论</a></p>", "links behind labels"),
    ("<p>某某日报 2020年05月06日 星期三 第03版</p>", "", "a paper's issue"),
    ("<p>2020年05月06日 星期三</p>", "", "a weekday that is not the visit's"),
    ("<p><a href='/'>首页</a> &gt; <a href='/x'>法律知识</a> &gt; <a href='/y'>民间借贷知识</a></p><p>2020-05-06</p>", "", "below the breadcrumb"),
]  # fmt: skip


@pytest.mark.parametrize(("over", "behind"), [case[:2] for case in KEPT], ids=[case[2] for case in KEPT])
def test_the_articles_own_date_stands_there_too(over: str, behind: str) -> None:
    assert day(above(page(after=behind), over)) == "2020-05-06"


@pytest.mark.parametrize("button", ["评论", "评论(3)", "回复", "留言：", "跟贴 12"])
def test_the_editor_below_a_button(button: str) -> None:
    assert read(page(after=f"<p>{button}</p><p>责任编辑：钱某</p>")).editor == "钱某"


def test_today_under_the_headline_is_the_day_of_the_visit() -> None:
    assert day(page(info="今天 10:20")) == NOW.date().isoformat()


def post(number: int, writer: str, floor: str, when: str, text: str) -> str:
    return (
        f"<div id='post_{number}'><table><tr><td class='pls'><div class='authi'><a href='space-{number}.html'>{writer}</a></div>"
        f"<p>新手上路</p></td><td class='plc'><div class='pi'><strong><a id='postnum{number}'>{floor}</a></strong><div class='authi'>"
        f"<em id='authorposton{number}'>发表于 {when}</em> | <a href='#'>只看该作者</a> | <a href='#'>倒序浏览</a></div></div>"
        f"<div class='t_fsz'><table><tr><td class='t_f' id='postmessage_{number}'>{text}</td></tr></table></div></td></tr></table></div>"
    )


@pytest.mark.parametrize("floors", [("楼主", "沙发"), ("1#", "2#"), ("1楼", "2楼"), ("#1", "#2")])
@pytest.mark.parametrize("when", ["2020-5-6 20:11:09", "<span title='2020-5-6 20:11:09'>2020-5-6 20:11</span>"])
@pytest.mark.parametrize("replies", [0, 1])
def test_a_thread_is_its_first_posts(floors: tuple[str, str], when: str, replies: int) -> None:
    posts = post(1, "上岸老兵", floors[0], when, f"<i>本帖最后由 上岸老兵 于 2020-5-8 08:30 编辑</i><br>{BODY}")
    posts += (
        post(2, "小白菜", floors[1], "2022-3-1 09:00:00", "感谢分享，我去年也是借给同学三万块，到现在都没还。")
        * replies
    )
    html = page().replace(f"<div class='single'>{BODY}</div>", f"<div id='postlist'>{posts}</div>")
    article = read(html)
    assert day(html) == "2020-05-06"
    assert article.author == "上岸老兵"
    assert not {*floors, "楼主"} & set(article.body.split("\n"))
    assert article.modified_at is not None
    assert article.modified_at.date().isoformat() == "2020-05-08"
