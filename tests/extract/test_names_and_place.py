"""Author, source, editor, category, breadcrumb, tags, canonical address, related list, language."""

from __future__ import annotations

import pytest

from pipeline.extract import around, language
from tests.extract.extract_pages import BODY, OTHERS, URL, page, read

BYLINES = {
    # why: (info line, author, source)
    "labels": ("作者：王某某　来源：某某债务网", "王某某", "某某债务网"),
    "classes": ("<span class='user'><a href='/author/4.html'>债务法务组</a></span><span class='date'>2024-03-05</span>", "债务法务组", None),
    "rel": ("By <a href='/author/writer1' rel='author'>陈律师</a>", "陈律师", None),
    "account first, author by its icon": ("<a href='/u'><img class='user-img'>admin</a><span><i class='fa fa-user'></i>管理员甲</span>", "管理员甲", None),
    "slash": ("文/李某", "李某", None),
    "reporter": ("记者：赵某　2024-03-05", "赵某", None),
    "reporter and place": ("記者趙某某／台北報導", "趙某某", None),
    "the paper's own reporter": ("本报记者 赵某", "赵某", None),
    "a conference is no reporter": ("记者招待会", None, None),
    "label without a name": ("作者： 来源：某某债务网 编辑：钱某", None, "某某债务网"),
    "nobody": ("作者：佚名　来源：网络", None, None),
    "nothing": ("2024-03-05 12:30 阅读 300", None, None),
    "original author is not this page's": ("原作者：孙某", None, None),
}  # fmt: skip


@pytest.mark.parametrize(("info", "author", "source"), BYLINES.values(), ids=BYLINES.keys())
def test_bylines(info: str, author: str | None, source: str | None) -> None:
    article = read(page(info=info))
    assert (article.author, article.source) == (author, source)


@pytest.mark.parametrize(
    ("head", "author", "source"),
    [
        ("<meta name='author' content='张律师'>", "张律师", "某某法律帮"),
        ("", "某某法律帮", None),
    ],
)
def test_a_wechat_account_is_the_author_where_nobody_is_named(head: str, author: str, source: str | None) -> None:
    info = "<span class='rich_media_meta rich_media_meta_nickname' id='profileBt'><a id='js_name'>某某法律帮</a></span>"
    article = read(page(head=head, info=info))
    assert (article.author, article.source) == (author, source)


LONG = [
    # info line of more than 40 characters, (day, author, source, editor), why
    ("时间：2018-04-09 10:22:05 来源：某法网 作者：李某 编辑：小周", ("2018-04-09", "李某", "某法网", "小周"), "a colon ends a label, no clause"),
    ("<span>2023-05-20 10:22:31</span> | <span>来源：某某法院报</span> | <span>作者：胡某 张某</span>", ("2023-05-20", "胡某", "某某法院报", None), "fields in elements"),
    ("日期：2020-01-03 来源：某市日报 浏览次数：1203 字体：大 中 小 打印 关闭", ("2020-01-03", None, "某市日报", None), "buttons behind the fields"),
    ("2021-03-04　记者：李某、王某、张某、赵某　通讯员：钱某、孙某　来源：某某晨报　编辑：周某", ("2021-03-04", "李某、王某、张某、赵某", "某某晨报", "周某"), "names in a row"),
    ("银行的短信写着：来源：未知，金额：三千元，要求：今天还清，否则上门，于是他在2021年3月4日报了警，警察说：这是诈骗。", (None, None, None, None), "a sentence with colons"),
    ("他说：“作者：不便说”五个字，让人想起2021年3月4日那天，催收公司、银行、律师都来了，谁也没有办法！", (None, None, None, None), "a label that somebody speaks"),
    ("文章来源：https://other.example.com/news/view/index/1203.html 访问次数：1203", (None, None, None, None), "an address names no medium"),
]  # fmt: skip


@pytest.mark.parametrize(("info", "expected"), [case[:2] for case in LONG], ids=[case[2] for case in LONG])
def test_a_long_line_of_fields(info: str, expected: tuple[str | None, ...]) -> None:
    article = read(page(info=f"<p>{info}</p>"))
    day = article.published_at.date().isoformat() if article.published_at else None
    assert (day, article.author, article.source, article.editor) == expected


NAMES = [
    # under the headline, behind the text, (author, source, editor), why
    ("作者：某某区人民法院 胡某", "", ("胡某", None, None), "a person behind the office"),
    ("作者：某某区人民法院", "", ("某某区人民法院", None, None), "the office alone"),
    ("作者：某某区司法局 打印 字号", "", ("某某区司法局", None, None), "a button is no person"),
    ("作者：某某区司法局 来源：法治报", "", ("某某区司法局", "法治报", None), "nor is a label"),
    ("", "供稿：民一庭 胡某", ("胡某", None, None), "a court's division"),
    ("作者：胡 某　编 辑：张　某", "", ("胡某", None, "张某"), "characters apart"),
    ("", "（本文作者：胡某，某某律师事务所律师）", ("胡某", None, None), "whose lawyer the writer is"),
    ("", "作者：胡某，系某某大学法学院研究生。", ("胡某", None, None), "… where the writer studies"),
    ("", "作者：胡说，借钱不还的人都是这样，谁也没有办法，不如早点起诉", (None, None, None), "a sentence"),
    ("2021-03-04 本报记者 胡某", "", ("胡某", None, None), "a date before the reporter"),
    ("□ 本报记者 胡某 通讯员 张某", "", ("胡某", None, None), "a mark before, a correspondent behind"),
    ("记者 从法院获悉", "", (None, None, None), "what a reporter heard"),
    ("来源：某某法治报丨2021-03-04", "", (None, "某某法治报", None), "a bar of the other kind"),
    ("来源：某某法治报2021-03-04", "", (None, "某某法治报", None), "a date at the name"),
    ("来源：《某某法院报》2021年3月1日第3版", "", (None, "某某法院报", None), "an issue of the paper"),
    ("来源：微信公众号“某某普法”", "", (None, "微信公众号“某某普法”", None), "a quotation mark that closes"),
    ("来源：“某某普法”微信公众号", "", (None, "“某某普法”微信公众号", None), "… that opens"),
    ("", "转自微信公众号：某某普法", (None, "某某普法", None), "an account"),
    ("本文来源于 <span class='source'>某某社</span>", "", (None, "某某社", None), "来源 without a colon"),
    ("<table><tr><td>信息来源</td><td>市司法局</td><td>作者：</td><td>胡某</td></tr></table>", "", ("胡某", "市司法局", None), "labels in cells of their own"),
    ("<div>作者：</div><div>来源：某某报</div>", "", (None, "某某报", None), "a cell behind it that is a label too"),
    ("<p>编辑</p><p>查看历史</p>", "", (None, None, None), "buttons"),
    ("記者胡某某／台北報導 2024-03-05 10:20", "", ("胡某某", None, None), "a date behind the reporter"),
    ("", "<a href='/1'>借条怎么写才算有效</a><p>作者：张三 2024-05-05 浏览：33</p>", (None, None, None), "the byline below another's title"),
    ("【作者】胡某 【责任编辑】张某", "", ("胡某", None, "张某"), "labels in brackets"),
    ("<a href='/u/1'>上岸某人</a> 2022.08.08", "", ("上岸某人", None, None), "a link to the writer's own page"),
    ("<a href='/u/1'>纠错</a> <a href='/users/new'>注册</a>", "", (None, None, None), "a button that leads there"),
    ("<div class='author'><a href='/p/s'>孙某某</a> <i>执业律师</i></div>", "", ("孙某某", None, None), "the writer's calling"),
    ("<span id='copyright_logo'>原创</span><span class='rich_media_meta rich_media_meta_text'>胡某</span>", "", ("胡某", None, None), "WeChat's writer"),
    ("来源｜某某研究　作者｜胡某　编辑｜阿程", "", ("胡某", "某某研究", "阿程"), "wide bars behind the labels"),
    ("某某日报记者 胡某", "", ("胡某", None, None), "a named paper's reporter"),
    ("", "责任编辑：张某某_NF1234", (None, None, "张某某"), "an editor's number behind a line"),
    ("", "作者：胡某，某某律师事务所合伙人，专注于金融争议。", ("胡某", None, None), "whose partner, and what for"),
    ("<span class='byline'>由 <b class='author'>胡某</b></span>", "", ("胡某", None, None), "由 before a name"),
    ("<span class='author vcard'>由 胡某</span>", "", ("胡某", None, None), "… in its element"),
    ("<div class='date-source'><span>2024-03-05 10:20</span> <a href='#'>某某日报</a></div>", "", (None, "某某日报", None), "a date in the element of the source"),
    ("<span>胡律师</span><span>2024.03.05</span><span>1.2万阅读</span>", "", ("胡律师", None, None), "a lawyer and a day, without labels"),
    ("<span>胡小某 律师</span> | <span>2024年3月5日</span>", "", ("胡小某", None, None), "… whose calling stands apart"),
    ("某某新闻记者 胡某 实习生 张某", "", ("胡某", None, None), "a reporter of a medium that is no paper"),
    ("2024-03-05 某某日报 记者 胡某", "", ("胡某", "某某日报", None), "the paper between day and reporter"),
    ("", "posted @ 2024-03-05 10:20 阿木 阅读(12) 评论(0)", ("阿木", None, None), "a blog's foot"),
    ("<em>作者</em><b>胡某</b><em>来源</em><b>专栏</b><em>时间</em><b>2024-03-05</b>", "", ("胡某", None, None), "labels whose colons the style sheet draws"),
    ("发布者：管理员", "", (None, None, None), "whoever it was"),
    ("", "图片编辑：张某", (None, None, None), "who chose the pictures"),
    ("", "校对：张某", (None, None, None), "who read the proofs"),
    ("", "（本报记者 张某某 通讯员 李某）", ("张某某", None, None), "reporters in brackets"),
    ("发表于 2024-03-05 由 张某某", "", ("张某某", None, None), "由 behind the day"),
    ("张某某 发表于 2024-03-05 09:30", "", ("张某某", None, None), "a name before 发表于"),
    ("最近更新 发布于 2024-03-05", "", (None, None, None), "what is no name there"),
    ("合肥律师 2024-03-05", "", (None, None, None), "where lawyers are"),
    ("金融律师 2024-03-05", "", (None, None, None), "of what kind"),
    ("苏州律师 2024-03-05", "", (None, None, None), "a city that begins like a surname"),
    ("秦皇岛律师 | 2024-03-05", "", (None, None, None), "… of three characters"),
    ("金牌律师 2024-03-05", "", (None, None, None), "a praise"),
    ("网贷逾期 发布于 2024-03-05", "", (None, None, None), "a section's name before 发布于"),
    ("法律常识 发表于 2024-03-05 09:30", "", (None, None, None), "… another"),
    ("某某律师 普法 2024-03-05", "", (None, None, None), "a column's name"),
]  # fmt: skip


@pytest.mark.parametrize(("info", "after", "expected"), [c[:3] for c in NAMES], ids=[c[3] for c in NAMES])
def test_names(info: str, after: str, expected: tuple[str | None, ...]) -> None:
    article = read(page(info=info and f"<p>{info}</p>", after=after and f"<p>{after}</p>"))
    assert (article.author, article.source, article.editor) == expected


@pytest.mark.parametrize(
    "info", ["作者：小舟", "<a href='/authors/z'>小舟</a> 2024-03-05", "<span class='author'>小舟</span>"]
)
def test_a_writer_whose_name_the_site_bears(info: str) -> None:
    html = page(info=f"<p>{info}</p>").replace("某某法律网</title>", "小舟的法律笔记</title>")
    assert read(html).author == "小舟"


def test_a_site_is_no_writer() -> None:
    html = page(head="<meta name='author' content='小舟的法律笔记'>").replace(
        "某某法律网</title>", "小舟的法律笔记</title>"
    )
    assert read(html).author is None


def test_a_source_above_the_last_lines_of_the_text() -> None:
    ending = "<p>来源：某某中级人民法院</p><p>编辑：张某</p><p>审核：王某</p><p>学法不迷路，天天有案例</p>"
    article = read(page(f"{BODY}{ending}"))
    assert (article.source, article.editor) == ("某某中级人民法院", "张某")


def test_a_label_in_a_sentence_over_the_headline_names_nobody() -> None:
    ticker = "<p>地点：某市 记者：张某 外出打工的人们回家了！两家人今天在车站等候到深夜 众人前往车站迎接</p>"
    assert read(page().replace("<div class='post'>", f"{ticker}<div class='post'>")).author is None


def test_editor_is_kept_apart() -> None:
    article = read(page(info="作者：王某某", after="<div>责任编辑：钱某</div>"))
    assert (article.author, article.editor) == ("王某某", "钱某")


def test_an_editors_number_is_no_part_of_the_name() -> None:
    assert read(page(after="<div>责任编辑：钱某某 SF099</div>")).editor == "钱某某"


def test_a_name_in_a_sentence_or_in_another_article_is_no_author() -> None:
    html = page(
        f"<p>作者：这样称呼自己的人很多，本文不讨论，下面只说债务，也只说协商的步骤。</p>{BODY}",
        after=f"<div><h4>相关文章</h4>{OTHERS}<p>作者：周某</p></div>",
    )
    assert read(html).author is None


def test_breadcrumb_and_category() -> None:
    article = read(page())
    assert (article.breadcrumb, article.category) == (("金融债务",), "金融债务")


def test_the_sites_own_mark_beats_the_breadcrumb() -> None:
    article = read(page(after="<span class='cat-links'><a href='/category/c' rel='category tag'>催收</a></span>"))
    assert article.category == "催收"


def test_a_category_that_the_headline_contains_is_one() -> None:
    html = page(title="信用卡逾期后银行冻结账户怎么办").replace("金融债务</a>", "信用卡逾期</a>")
    assert read(html).category == "信用卡逾期"


@pytest.mark.parametrize("home", ["/", "http://law.example.cn/", "//www.example.cn", "/index.html"])
def test_the_link_to_the_home_page_is_no_category_whatever_it_is_called(home: str) -> None:
    html = page().replace("<a href='/'>首页</a> &gt; <a href='/hf.html'>金融债务</a>", f"<a href='{home}'>法律在线</a>")
    assert (read(html).breadcrumb, read(html).category) == ((), None)


@pytest.mark.parametrize(
    "section", ["https://zhaiwu.law.example.cn/", "https://www.zhaiwu.example.cn/", "index.html", "../index.html"]
)
def test_a_section_with_a_host_or_a_folder_of_its_own_is_a_category(section: str) -> None:
    assert read(page().replace("href='/hf.html'", f"href='{section}'")).category == "金融债务"


def test_the_label_of_an_advertisement_is_no_category() -> None:
    assert read(page(after="<div class='category'>广告</div>")).category == "金融债务"


def test_labelled_category() -> None:
    html = page(info="<ul><li>作者: <a href='/a'>某人</a></li><li>分类: <a href='/c'>催收应对</a></li></ul>")
    html = html.replace("当前位置：<a href='/'>首页</a> &gt; <a href='/hf.html'>金融债务</a> &gt; 正文内容", "")
    side = "<div id='secondary'><ul><li class='category-level-0'><a href='/x'>生活法律</a></li></ul></div>"
    assert read(html.replace("</body>", side + "</body>")).category == "催收应对"


def test_tags_without_the_category() -> None:
    after = "<span class='tags-links'><a rel='tag' href='/t/1'>征信</a>、<a rel='tag' href='/t/2'>网贷</a></span>"
    assert read(page(after=after)).tags == ("征信", "网贷")


CRUMBS = [
    ("当前位置：首页 - 新闻动态 - 行业新闻", "行业新闻", "dashes and no link"),
    ("<a href='/'>某某网</a> &gt; <a href='/n/'>新闻动态</a> &gt; 浏览文章", "新闻动态", "what the page itself is called"),
    ("首页 / 新闻动态 / 文章", "新闻动态", "… shortly"),
]  # fmt: skip


@pytest.mark.parametrize(("crumbs", "category"), [case[:2] for case in CRUMBS], ids=[case[2] for case in CRUMBS])
def test_shapes_of_breadcrumbs(crumbs: str, category: str) -> None:
    html = page().replace("当前位置：<a href='/'>首页</a> &gt; <a href='/hf.html'>金融债务</a> &gt; 正文内容", crumbs)
    assert read(html).category == category


def test_tags_among_the_facts_below_the_headline() -> None:
    assert read(page(info="2024-03-05 | 分类：债务 | 标签：起诉、立案 | 评论：0")).tags == ("起诉", "立案")


def test_tags_in_the_foot_of_a_news_page() -> None:
    after = "<div class='met-shownews-footer'><div class='met_tags'>标签：<a href='/t/1'>征信</a><a href='/t/2'>网贷</a></div></div>"
    assert read(page(after=after)).tags == ("征信", "网贷")


CANONICAL = {
    "link": ("<link rel='canonical' href='/hf/1203.html'>", "", "https://law.example.cn/hf/1203.html"),
    "link to the home page is a mistake": ("<link rel='canonical' href='https://law.example.cn/'>", "", "https://law.example.cn/?id=1203"),
    "link to another site is not believed": ("<link rel='canonical' href='https://other.example.com/1.html'>", "", "https://law.example.cn/?id=1203"),
    "the note behind the text": ("", "<p>本文链接：<a href='#'>https://law.example.cn/hf/1203.html</a></p>", "https://law.example.cn/hf/1203.html"),
    "nothing": ("", "", "https://law.example.cn/?id=1203"),
}  # fmt: skip


@pytest.mark.parametrize(("head", "after", "canonical"), CANONICAL.values(), ids=CANONICAL.keys())
def test_canonical_address(head: str, after: str, canonical: str) -> None:
    assert read(page(head=head, after=after), "https://law.example.cn/?id=1203").canonical_url == canonical


ELSEWHERE = [
    ("https://other.example.com/1.html", ("原文链接（canonical）：https://other.example.com/1.html",), "a page of another site"),
    ("https://other.example.com/", (), "a home page is a mistake of the theme"),
    ("https://m.law.example.cn/hf/1203.html", (), "the site's own mobile twin"),
    ("javascript:void(0)", (), "no address"),
]  # fmt: skip


@pytest.mark.parametrize(("link", "notices"), [case[:2] for case in ELSEWHERE], ids=[case[2] for case in ELSEWHERE])
def test_a_canonical_link_to_another_site_tells_where_the_text_is_from(link: str, notices: tuple[str, ...]) -> None:
    html = page(head=f"<link rel='canonical' href='{link}'>")
    assert tuple(one for one in read(html).notices if "canonical" in one) == notices


@pytest.mark.parametrize("box", ["<div class='relatecon'>{}</div>", "<h4>“信用卡” 的相关文章</h4><div>{}</div>"])
def test_related_list_with_teasers(box: str) -> None:
    links = read(page(after=f"<div>{box.format(OTHERS)}</div>")).related_links
    assert [link.url for link in links] == [f"https://law.example.cn/hf/{i}.html" for i in range(1, 7)]
    assert links[0].title == "别人的欠款问题第1篇文章怎么处理"
    assert links[0].teaser.startswith("这里是第1篇文章的摘要")


def test_related_titles_cut_for_display_are_whole_in_their_attribute() -> None:
    box = (
        "<div class='related'><ul>"
        + "".join(
            f"<li><a href='/hf/{i}.html' title='一个很长的标题，说的是债务{i}'>一个很长的标题...</a></li>"
            for i in range(3)
        )
        + "</ul></div>"
    )
    assert read(page(after=box)).related_links[1].title == "一个很长的标题，说的是债务1"


def test_menus_and_other_sites_are_not_related() -> None:
    assert read(page()).related_links == ()
    box = "<div class='related'><a href='https://ads.example.com/1'>别的网站的一篇文章标题</a><a href='https://ads.example.com/2'>别的网站的又一篇</a></div>"
    assert read(page(after=box), URL).related_links == ()


@pytest.mark.parametrize(
    ("text", "declared", "tag"),
    [
        ("这是关于网贷逾期的文章，说的是还款问题。", "", "zh-Hans"),
        ("這是關於網貸逾期的文章，說的是還款問題。", "zh-CN", "zh-Hant"),
        ("This page is in English and says so in its attribute.", "en-US", "en-US"),
        ("", "", None),
    ],
)
def test_language(text: str, declared: str, tag: str | None) -> None:
    assert language.detect(text, declared) == tag


NAMED = {
    "author": "author post-user username byline writer zuozhe nickname infoAuthor",
    "date": "date post-time pubdate pubTime publish posted riqi shijian calendar fa-clock",
    "category": "cat category cat-links cate lanmu column fenlei fa-folder fa-folder-open",
    "tags": "tag tags tag-links tags-links post-tags keywords label",
    "source": "source laiyuan comefrom come-from origin fa-globe",
    "editor": "editor bianji zebian",
    "breadcrumb": "breadcrumb bread-crumb crumbs sitemap location weizhi dqwz curpos currpos position where path mbx daohang local",
}  # fmt: skip


@pytest.mark.parametrize(("field", "name"), [(field, name) for field, names in NAMED.items() for name in names.split()])
def test_names_that_say_what_an_element_holds(field: str, name: str) -> None:
    assert field in around.fields(name)


@pytest.mark.parametrize(
    ("info", "author", "source"),
    [
        ("文 | 本刊记者 胡小某", "胡小某", None),
        ("文／见习编辑 阿某", "阿某", None),
        ("文 | 本刊记者", None, None),
        ("發表於 2024-03-05 張貼者：月下某人", "月下某人", None),
        ("发布人：某某律师事务所 2024-03-05", None, None),
        ("2024-03-05 发布者：thadmin", None, None),
        ("发布人：秘书处 2024-03-05", None, None),
        ("<a class='display-name' href='#'>某某不吃草</a> 关注", "某某不吃草", None),
        ("<a class='follow-nickName' href='#'>写代码的某人</a> 2024-03-05", "写代码的某人", None),
        ("来源 / 某某早报 2024-03-05", None, "某某早报"),
        ("2024年03月05日09:31 某某晚报 本报记者 胡小某", "胡小某", "某某晚报"),
        ("某某晚报 3天前", None, "某某晚报"),
        ("在2024年3月5日 某某晚报社的门口，有人问我欠款怎么还，我说先核对账目再谈。", None, None),
    ],
    ids=[
        "a reporter's calling", "an editor's", "a calling alone", "Blogger in Taiwan", "a firm puts it up", "an account", "a room",
        "a link by its class", "… in mixed case", "a slash behind the label", "a paper and its reporter", "a paper alone", "a sentence",
    ],
)  # fmt: skip
def test_what_tells_a_name(info: str, author: str | None, source: str | None) -> None:
    article = read(page(info=f"<p>{info}</p>"))
    assert (article.author, article.source) == (author, source)


def test_the_writer_in_the_title_of_a_blog() -> None:
    html = (
        page(title="陪老妈办展期")
        .replace("- 某某法律网", "")
        .replace("办展期 </title>", "办展期_某山采薇_某某博客</title>")
    )
    assert read(html).author == "某山采薇"


def test_what_government_sites_say_for_machines() -> None:
    """SiteName, ColumnName, ContentSource: the standard of the State Council's office for government sites."""
    article = read(
        page(head="<meta name='ContentSource' content='市金融办'><meta name='ColumnName' content='政策解读'>").replace(
            "<div class='sitemap'>", "<div class='x' hidden>"
        )
    )
    assert (article.source, article.category) == ("市金融办", "政策解读")
