"""When an article was published: what is believed when page, feed and address differ."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline import extract
from pipeline.models import Hint, HintSource
from tests.extract.extract_pages import BODY, LEAD, NOW, SECOND, THIRD, page, read


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


PAGES = {
    # why: (page, expected, precision)
    "theme with a relative date and the day": (page(info="<span class='date'>2年前<span> (2025-04-04)</span></span>"), "2025-04-04T00:00:00+08:00", "day"),
    "… without the year": (page(info="<span class='date'>2个月前<span> (10-07)</span></span>"), "2026-10-07T00:00:00+08:00", "day"),
    "relative alone": (page(info="<span>某律师</span><span>5小时前</span>"), "2026-11-23T16:00:00+08:00", "hour"),
    "label": (page(info="来源：某某网　发布时间：2024-03-05 12:30"), "2024-03-05T12:30:00+08:00", "minute"),
    "meta": (page(head="<meta property='article:published_time' content='2024-03-05T12:30:45+08:00'>"), "2024-03-05T12:30:45+08:00", "second"),
    "JSON-LD": (page(head='<script type="application/ld+json">{"@type":"Article","datePublished":"2024-03-05T04:30:45Z"}</script>'), "2024-03-05T12:30:45+08:00", "second"),
    "JSON-LD with a line break in it": (page(head='<script type="application/ld+json">{"title":"a\nb","pubDate":"2024-03-05T12:30:45"}</script>'), "2024-03-05T12:30:45+08:00", "second"),
    "JSON-LD that is broken": (page(head='<script type="application/ld+json">{"x":, "datePublished":"2024-03-05T12:30:45"}</script>'), "2024-03-05T12:30:45+08:00", "second"),
    "time element": (page(info="<time datetime='2024-03-05T12:30:45+08:00'>3月5日</time>"), "2024-03-05T12:30:45+08:00", "second"),
    "time element said to be UTC, shown as written": (page(info="<time datetime='2024-03-05T23:06:12+00:00'>2024-03-05</time>"), "2024-03-05T23:06:12+08:00", "second"),
    "day and time agree, the exact one is kept": (page(info="2024-03-05", head="<meta name='pubdate' content='2024-03-05 12:30:45'>"), "2024-03-05T12:30:45+08:00", "second"),
    "a year of two digits behind a label": (page(info="<span>发布时间：24-03-05</span> <span>12:30</span>"), "2024-03-05T12:30:00+08:00", "minute"),
    "… behind a number that looks like one": (page(info="<span>编号：21-03-04</span> <span>发布时间：24-03-05</span>"), "2024-03-05T00:00:00+08:00", "day"),
    "WeChat, whose date is shown by script": (page(head="<meta property='og:site_name' content='微信公众平台'>", after='<script>var svr_time = "1709999999"; var ct = "1709613045";</script>'), "2024-03-05T12:30:45+08:00", "second"),
    "a notice's index on one line": (page(info="索引号：000000001/2023-00001 发文机关：某某总局 发布日期：2024年03月05日 发文字号：某规〔2024〕1号"), "2024-03-05T00:00:00+08:00", "day"),
    "a notice's index in a table, with the day it was written": (page(info="<table><tr><td>成文日期：</td><td>2024年03月01日</td></tr><tr><td>发布日期：</td><td>2024年03月05日</td></tr></table>"), "2024-03-05T00:00:00+08:00", "day"),
    "full-width digits": (page(info="发布时间：２０２４年３月５日"), "2024-03-05T00:00:00+08:00", "day"),
    "a month alone": (page(info="发布日期：2024年03月 浏览：12"), "2024-03-01T00:00:00+08:00", "month"),
    "a story's day above a signature": (page(f"<p>2016年3月4日，李某在某平台借款。</p>{BODY}<p>2024年3月5日</p>"), "2024-03-05T00:00:00+08:00", "day"),
    "Chinese numerals": (page(info="二〇二四年三月五日"), "2024-03-05T00:00:00+08:00", "day"),
}  # fmt: skip


@pytest.mark.parametrize(("html", "when", "precision"), PAGES.values(), ids=PAGES.keys())
def test_what_the_page_tells(html: str, when: str, precision: str) -> None:
    article = read(html)
    assert (article.published_at, article.published_precision) == (at(when), precision)


BYLINES = [
    "由 admin 于 2024年3月5日 发表",
    "张三 于 2024-03-05 09:10:11 发布",
    "已于 2024-03-05 09:10:11 首次发布",
    "王律师 于 2024-3-5 发布在 债务",
    "作者：李四 于 2024/03/05 10:20:11 提供",
    "本文于2024年3月5日首发",
    "刊于2024年3月5日《某某日报》",
    "摘自 2024年3月5日 某某日报",
    "张三于2024年3月5日",
    "2024年3月5日，来源：某某日报",
    "2024年3月5日，星期二",
    "2024年3月5日 下午3:20，张三",
    "载于《某某日报》2024年3月5日，第3版",
    "来源：某某日报。2024-03-05",
    "2024年3月5日 点击数：100 次。",
    "2024年3月5日 来源：某某日报 记者：张某。",
    "有问题？ 2024-03-05",
    "上篇 2024-03-05 10:20 来源：某网",
]


@pytest.mark.parametrize("line", BYLINES)
def test_a_byline_in_words_tells_the_day(line: str) -> None:
    found = read(page(info=line)).published_at
    assert found is not None
    assert found.date().isoformat() == "2024-03-05"


@pytest.mark.parametrize("label", ["更新于", "最后编辑于", "修改于", "编辑于"])
def test_the_day_of_the_last_change_may_be_told_in_words(label: str) -> None:
    article = read(page(info=f"发布于2024-03-01 09:00 {label}2024-03-05 10:20"))
    assert article.published_at == at("2024-03-01T09:00:00+08:00")
    assert article.modified_at == at("2024-03-05T10:20:00+08:00")


@pytest.mark.parametrize(
    "label", ["截止日期", "报名截止日期", "实施日期", "失效日期", "成立时间", "开庭时间", "拍卖时间"]
)
@pytest.mark.parametrize(
    "shape", ["<table><tr><td>{}：</td><td>{}</td></tr></table>", "<dl><dt>{}：</dt><dd>{}</dd></dl>", "<p>{}：{}</p>"]
)
def test_another_day_of_the_matter_is_not_that_of_publication(label: str, shape: str) -> None:
    article = read(page(info=shape.format("发布日期", "2024-03-05") + shape.format(label, "2024-04-05")))
    assert article.published_at == at("2024-03-05T00:00:00+08:00")


APART = [
    ("<span>05</span><span>2024-03</span>", "2024-03-05", "a large day, a small month"),
    ("<div>05</div><div>2024/03</div>", "2024-03-05", "… on two lines"),
    ("<strong>5</strong><em>2024年3月</em>", "2024-03-05", "in words"),
    ("<b>03-05</b> <i>2024</i>", "2024-03-05", "the year behind"),
    ("<b>2024</b> <i>03-05</i>", "2024-03-05", "the year before"),
    ("<b>2024</b> <span><em>03</em>/<em>05</em></span> <i>08:05:06</i>", "2024-03-05", "an agency's head, with the time"),
    ("發佈日期：113-03-05　發布單位：某某司", "2024-03-05", "a year of the Republic behind its label"),
    ("编号：113-03-05", None, "… behind another"),
    ("三月 5th, 2024", "2024-03-05", "an English order with a Chinese month"),
    ("3 月 5, 2024", "2024-03-05", "… in figures"),
    ("5 3 月, 2024", "2024-03-05", "… the day first"),
    ("<span>55</span><span>2024-03</span>", None, "readers"),
    ("<span>阅读 12</span> <span>收藏 2024-03</span>", None, "numbers of something else"),
    ("11月20日 周五", "2026-11-20", "a weekday tells the year"),
    ("11月20日 星期四", "2025-11-20", "… the last one"),
    ("11月20日 周二", None, "… too long ago to tell which"),
    ("08-20", "2026-08-20", "a line of its own below the headline"),
    ("12-20", "2025-12-20", "… of last year, as it is not after the day of the visit"),
    ("08-20 阅读(33)", "2026-08-20", "with other facts of the page"),
    ("发布时间：08-20　来源：某某网", "2026-08-20", "with its label"),
    ("8-20", None, "may be anything"),
    ("08-20 场次", None, "… and so may this"),
    ("某人 · 08-20 · 阅读 33", "2026-08-20", "between dots"),
    ("14-20", None, "no month"),
    ("<table><tr><th>咨询时间</th><td>2024-03-05</td></tr><tr><th>答复时间</th><td>2024-03-07</td></tr></table>", "2024-03-05", "asked, then answered"),
    ("<p>答复时间：2024-03-07 10:00</p>", "2024-03-07", "answered alone"),
]  # fmt: skip


@pytest.mark.parametrize(("info", "expected"), [case[:2] for case in APART], ids=[case[2] for case in APART])
def test_a_day_in_parts(info: str, expected: str | None) -> None:
    found = read(page(info=info)).published_at
    assert (found.date().isoformat() if found else None) == expected


FOOT = (
    "<footer class='entry-footer'><a href='/author/a/' rel='author'>张某某</a> <a href='/1' rel='bookmark'><time class='published' "
    "datetime='2024-03-05T10:20:00+08:00'>2024-03-05</time></a> <a href='/c/' rel='category tag'>催收应对</a> <a href='/t/' rel='tag'>信用卡</a></footer>"
)  # fmt: skip
ITEM = "<div><a href='/hf/7.html'>信用卡被冻结以后还能还款吗</a> <time datetime='2024-03-05'>2024-03-05</time></div>"


@pytest.mark.parametrize(("after", "known"), [(FOOT, True), (ITEM, False)], ids=["author and tags", "a title"])
def test_a_day_below_the_text_between_links(after: str, known: bool) -> None:
    """Twenty Sixteen and its children have all facts there; a related article's day looks much the same."""
    assert (read(page(after=after)).published_at is not None) is known


def test_a_fetch_time_without_a_zone_is_chinas() -> None:
    naive = NOW.replace(tzinfo=None)
    url = "https://law.example.cn/1.html"
    for info in ("2024-03-05 12:30", "3天前"):
        html = page(info=info)
        said = extract.extract(extract.parse(html), url, fetched_at=naive)
        assert said.published_at == read(html, url).published_at
    text = f"信用卡逾期后怎么协商\n3天前\n\n{LEAD}\n"
    assert extract.from_text(text, fetched_at=naive) == extract.from_text(text, fetched_at=NOW)


def test_a_changed_date_is_not_the_published_one() -> None:
    article = read(page(info="发布时间：2024-03-05 更新时间：2025-01-02 10:00"))
    assert article.published_at == at("2024-03-05T00:00:00+08:00")
    assert article.modified_at == at("2025-01-02T10:00:00+08:00")


NONE = {
    "a day that may stand first": page(info="<span>發表於 05-03-24</span>"),
    "a month that may stand first": page(info="<span>发布时间：05-03-24</span>"),
    "a year of two digits without a label": page(info="<span>24-03-05</span>"),
    "a script's number on a page that is not WeChat's": page(after='<script>var ct = "1709613045";</script>'),
    "a date in the text": page(f"<p>{LEAD}</p><p>该规定自2021年1月1日起施行，最高人民法院于2020年8月20日公布，请注意时效。</p>"),
    "a comment's date": page(after="<div id='comments'><h3>网友评论</h3><p>2024-03-05 12:30 某网友说写得很好。</p></div>"),
    "a related article's date": page(after="<div><h3>相关文章</h3><ul><li><a href='/hf/1.html'>另一篇欠款文章的标题</a> 2024-03-05</li></ul></div>"),
    "copyright": page(after="<p>版权 © 2024-01-01 某某网</p>"),
    "a story's day": page(f"<p>2016年3月4日，原告王某向被告出借10万元。</p>{BODY}"),
    "a story's day in a sentence without an end": page(f"<p>2020年12月31日前逾期的借款</p>{BODY}"),
    "a story's day behind a name": page(f"<p>王某诉称，2016年3月4日其向李某出借10万元。</p>{BODY}"),
    "the day from which a law is in force": page(f"<p>自2021年1月1日起，民法典施行</p>{BODY}"),
    "just now in a story": page(f"<p>三天前收到短信，今天又接到电话。</p>{BODY}"),
    "just now in a long sentence": page(f"<p>不少朋友反映，刚刚办完停息挂账，电话就停了，可是过了几天，又有人打来，要求一次还清，这样的做法对不对</p>{BODY}"),
    "the neighbours' days": page(after="<div>上一篇：<a href='/hf/1.html'>信用卡逾期</a> 2018-01-01</div><div>下一篇：<a href='/hf/2.html'>网贷</a> 2018-02-02</div>"),
    "impossible": page(info="发布时间：2024-02-31"),
    "far ahead": page(info="发布时间：2099-01-01"),
}  # fmt: skip


@pytest.mark.parametrize("html", NONE.values(), ids=NONE.keys())
def test_no_date_rather_than_a_wrong_one(html: str) -> None:
    assert read(html).published_at is None


def test_an_editors_own_date_ahead_is_kept_with_a_warning() -> None:
    """Sites post-date what shall stay on top; the site states it, so it is kept, and marked."""
    article = read(page(info="<span class='date'>2027-03-18</span>"))
    assert article.published_at == at("2027-03-18T00:00:00+08:00")
    assert "published_in_the_future" in article.warnings


def test_a_feed_knows_better_than_a_relative_date() -> None:
    html = page(info="<span class='date'>5天前</span>")
    hint = Hint("feed", published_at=at("2026-11-19T06:11:26+08:00"), published_precision="second")
    article = read(html, hint=hint)
    assert (article.published_at, article.published_precision) == (hint.published_at, "second")


def test_a_feed_knows_better_than_just_now() -> None:
    hint = Hint("feed", published_at=at("2027-06-23T09:30:00+08:00"), published_precision="second")
    assert read(page(info="刚刚"), hint=hint).published_at == hint.published_at


def test_lastmod_is_no_publication_date_where_the_page_has_one() -> None:
    hint = Hint("sitemap", modified_at=at("2026-10-01T00:00:00+08:00"))
    assert read(page(info="2024-03-05"), hint=hint).published_at == at("2024-03-05T00:00:00+08:00")


def test_lastmod_is_the_last_resort() -> None:
    hint = Hint("sitemap", modified_at=at("2026-10-01T08:00:00+08:00"))
    article = read(page(), hint=hint)
    assert (article.published_at, article.published_precision) == (at("2026-10-01T00:00:00+08:00"), "day")


@pytest.mark.parametrize("source", ["feed", "news_sitemap", "sitemap"])
@pytest.mark.parametrize("said", ["9999-12-31T23:59:59+00:00", "0001-01-01T00:00:00+14:00"])
def test_for_ever_is_no_date(source: HintSource, said: str) -> None:
    """Systems write the calendar's ends for «none»; in China the one is in the year 10000, the other in the year 0."""
    hint = Hint(source, published_at=at(said)) if source != "sitemap" else Hint(source, modified_at=at(said))
    assert read(page(), hint=hint).published_at is None


@pytest.mark.parametrize("now", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00"])
@pytest.mark.parametrize(
    "info", ["999年前", "3天前", "昨天 08:00", "刚刚", "11-09", "2026-01-02", "2026-01-02T08:00:00Z"]
)
def test_a_page_fetched_at_the_ends_of_the_calendar_is_read(now: str, info: str) -> None:
    article = extract.extract(extract.parse(page(info=info)), "https://law.example.cn/1.html", fetched_at=at(now))
    assert LEAD in article.body


def test_the_address_tells_the_day() -> None:
    assert read(page(), "https://law.example.cn/2024/0305/1203.html").published_at == at("2024-03-05T00:00:00+08:00")


def test_page_beats_address() -> None:
    article = read(page(info="发布时间：2024-03-06 08:00"), "https://law.example.cn/20240305/1203.html")
    assert article.published_at == at("2024-03-06T08:00:00+08:00")


def test_without_a_fetch_time_relative_dates_are_not_guessed() -> None:
    assert extract.extract(extract.parse(page(info="3天前")), "https://law.example.cn/1.html").published_at is None


def test_the_day_is_the_one_of_the_fetch_not_of_today() -> None:
    assert NOW.year == 2026
    article = read(page(BODY, info="昨天 09:00"))
    assert article.published_at == at("2026-11-22T09:00:00+08:00")


def test_a_line_of_nothing_but_days_takes_no_time() -> None:
    """Each of 4,000 days was held against the whole line: 12 seconds."""
    read(page(f"<p>{'2024年5月1日 ' * 4000}</p>{BODY}"))


@pytest.mark.parametrize(
    ("html", "day"),
    [
        (page(info="<span title='2025年05月17日 20:11发布'>10个月前发布</span>"), "2025-05-17"),
        (page(info="<span>提交者 某某 于 周五, 02/24/2023 - 09:15</span>"), "2023-02-24"),
        (page(info="<span>周五, 03/02/2023 - 09:15</span>"), "2023-02-03"),
        (page(info="<span>03/02/2023</span>"), None),
        (page(info="发布日期：2023-12-08", after="<p>裁判日期：2023-10-27</p>"), "2023-12-08"),
        (page(after="<p>判决日期：2023-10-27</p>"), None),
        (
            page(
                f"{BODY}<p>{SECOND}{THIRD}</p><p>{THIRD}{LEAD}</p><p>{LEAD}{LEAD}</p>"
                "<table><tr><th>日期</th><th>利率</th></tr><tr><td>2024-07-22</td><td>3.35%</td></tr>"
                f"<tr><td>2024-02-20</td><td>3.45%</td></tr></table><p>{SECOND}{SECOND}</p><p>{THIRD}{THIRD}</p><p>{LEAD}{THIRD}</p>"
            ),
            None,
        ),
        (page(f"<p>案由：民间借贷纠纷 案号：（2023）某0902民初4117号，一审</p><p>发布日期：2023-12-08</p><p>{LEAD}</p>"), "2023-12-08"),
    ],
    ids=[
        "in the title of a relative one", "the American order", "a weekday tells which is the month", "nothing tells",
        "the day of a judgment", "… alone", "days in the text's own table", "below the fields of a judgment",
    ],
)  # fmt: skip
def test_days_that_need_a_second_look(html: str, day: str | None) -> None:
    when = read(html).published_at
    assert (str(when)[:10] if when else None) == day
