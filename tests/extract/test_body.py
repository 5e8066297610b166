"""What is the article, and what stands around and inside it."""

from __future__ import annotations

import pytest

from pipeline.models import Block
from tests.extract.extract_pages import BODY, FOOTER, LEAD, NAV, OTHERS, SECOND, TEXT, THIRD, page, read

JUNK = {
    "copyright box": "<div class='copynotice'><p>版权声明：本文由某某法律网原创并发布，转载请附上来源链接。</p></div>",
    "share box": "<div class='sharebox'>分享给朋友：<a href='#'>微博</a><a href='#'>微信</a></div>",
    "tags": "<div class='tags'>标签: <a href='/t/1'>征信</a><a href='/t/2'>逾期</a></div>",
    "neighbours": "<div class='pages'><p>上一篇：<a href='/hf/1.html'>另一篇文章的标题在这里</a></p></div>",
    "related, named": f"<div class='relatecon'>{OTHERS}</div>",
    "related, nameless": f"<div><h4>“信用卡逾期后怎么协商” 的相关文章</h4><div>{OTHERS}</div></div>",
    "comments": "<div id='comments'><h3>已有 2 条评论</h3><p>写得很清楚，收藏了，谢谢律师的解答。</p><p>请问异地可以起诉吗？很着急，麻烦回复。</p></div>",
    "comment form": "<form><p>发表评论，请先登录，评论需要审核，请文明发言。</p><textarea></textarea></form>",
    "hot list": "<aside><h2>热门文章</h2><ul>"
    + "<li><a href='/a/1'>一篇很热门的文章的标题</a></li>" * 8
    + "</ul></aside>",
}


@pytest.mark.parametrize("junk", JUNK.values(), ids=JUNK.keys())
@pytest.mark.parametrize("inside", [True, False], ids=["inside the body element", "behind it"])
def test_boilerplate_is_left_out(junk: str, inside: bool) -> None:
    html = page(BODY + junk) if inside else page(after=junk)
    assert read(html).body == TEXT


LINES = {
    "title and copyright in one line": "信用卡逾期后怎么协商，本文为某某律师原创，未经许可不得转载。",
    "taken from": "本文转载自某某债务网，如有侵权请联系删除。",
    "taken from, with the original's title": "转载自：某某债务网，原文标题《怎么协商》，版权归原作者所有。",
    "in brackets": "（本文系转载，原作者：某律师）",
    "source": "来源：某某债务笔记（http://example.com/）",
    "editor": "责任编辑：某某",
    "advertisement": "【广告】债务逾期？添加微信 abc-law-000 一对一规划",
    "hotline": "在线咨询 | 法律援助热线：400-000-1188（8:00-22:00）",
    "telephone": "点击咨询律师 电话 400-000-5110，前30分钟免费",
    "QR code": "扫描二维码推送至手机访问。",
    "disclaimer": "免责声明：本文仅代表作者个人观点，与本站无关，请读者仅作参考。",
    "end mark": "（完）",
    "date with its label": "发布时间：2024-03-05 12:30",
    "share box without a name": "分享到：新浪微博 微信 QQ空间",
    "footer of the site": "Copyright © 2024 某某法律网 All Rights Reserved",
    "neighbour": "上一篇：另一篇文章的标题在这里",
    "numbers of pages": "上一页 1 2 3 下一页",
    "counter": "阅读 (3021) 次",
    "tags": "标签：征信 逾期 网贷",
    "mistakes": "如果您在本页面发现错误，请及时通知我们，谢谢您的支持。",
    "app": "用手机随时看新闻",
}


@pytest.mark.parametrize("line", LINES.values(), ids=LINES.keys())
def test_lines_at_the_end_that_are_not_the_article(line: str) -> None:
    assert read(page(f"{BODY}<p>{line}</p>")).body == TEXT


@pytest.mark.parametrize("line", [LINES[key] for key in ("taken from", "title and copyright in one line", "source")])
def test_origin_is_kept_as_evidence(line: str) -> None:
    assert line in read(page(f"{BODY}<p>{line}</p>")).notices


@pytest.mark.parametrize("where", ["advertisement", "hotline", "telephone"])
def test_advertisements_in_the_middle(where: str) -> None:
    html = page(BODY.replace("<ul>", f"<p style='color:red'>{LINES[where]}</p><ul>"))
    assert read(html).body == TEXT


KEPT = {
    "statute about permission": "《民法典》第一千零三十八条：未经自然人同意，不得向他人非法提供其个人信息。",
    "advice that sounds like a disclaimer": "以上意见仅供参考，具体以当地司法实践为准。",
    "warning": "提示：凡自称银行人员来电要求共享屏幕办理停息的，均为诈骗，请立即挂断并拨打110。",
    "number in a sentence": "保留证据，并向公安机关报案或拨打12368司法热线咨询。",
    "sentence with 来自": "来自三家银行的代表参加了会议，讨论了个人债务的协商办法。",
    "sentence about advertisements": "广告法规定，经营者不得作虚假宣传，夸大的减免承诺属于违法。",
}


@pytest.mark.parametrize("line", KEPT.values(), ids=KEPT.keys())
def test_lines_that_only_look_like_boilerplate(line: str) -> None:
    assert read(page(f"{BODY}<p>{line}</p>")).body == f"{TEXT}\n{line}"


def test_a_very_short_article_among_longer_teasers() -> None:
    html = page(f"<p>{LEAD}</p>", after=f"<div class='relatecon'>{OTHERS}</div>")
    assert read(html).body == LEAD


def test_a_stream_of_others_without_names() -> None:
    html = page(f"<p>{LEAD}</p><p>{SECOND}</p>", after=f"<div>{OTHERS.replace(chr(39) + 'item' + chr(39), '')}</div>")
    assert read(html).body == f"{LEAD}\n{SECOND}"


def test_old_layout_tables_and_line_breaks() -> None:
    html = (
        f"<title>网贷还不上怎么办_某某网</title><table><tr><td>{NAV}</td></tr><tr><td><b>网贷还不上怎么办</b></td></tr>"
        f"<tr><td>　　{LEAD}<br><br>　　{SECOND}<br>&nbsp;&nbsp;{THIRD}</td></tr><tr><td>{FOOTER}</td></tr></table>"
    )
    article = read(html)
    assert article.title == "网贷还不上怎么办"
    assert article.body == "\n".join((LEAD, SECOND, THIRD))


LAYOUTS = {
    "headline in bold and text loose in one cell": f"<td>{NAV}</td><td><font size=5><b>网贷还不上怎么办</b></font><br>2008-4-5<hr>{LEAD}<br>{SECOND}<br>{THIRD}</td>",
    "a narrow cell beside the text": f"<td>级别：新手上路</td><td>{LEAD}<br>{SECOND}<br>{THIRD}</td>",
    "… with a row below": f"<td rowspan=2>慢慢来</td><td><div>{LEAD}</div><div>{SECOND}</div><div>{THIRD}</div></td></tr><tr><td>签名</td>",
}  # fmt: skip


@pytest.mark.parametrize("cells", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_table_around_a_short_text_is_no_table_of_data(cells: str) -> None:
    html = f"<title>网贷还不上怎么办_某某网</title><h2>网贷还不上怎么办</h2><table><tr>{cells}</tr></table>{FOOTER}"
    lines = read(html).body.split("\n")
    assert {LEAD, SECOND, THIRD} <= set(lines)


def test_a_row_of_data_stays_one_line() -> None:
    table = "<table><tr><td>立案</td><td>七日内，<br>最长十五日</td><td>五十元</td></tr><tr><td>审理</td><td>三个月</td><td>无</td></tr></table>"
    assert "立案\t七日内， 最长十五日\t五十元" in read(page(BODY + table)).body.split("\n")


def test_the_question_on_a_button_that_opens_its_answer() -> None:
    item = "<div class='accordion-item'><h3 class='accordion-header'><button class='accordion-button'>{}</button></h3><div class='collapse'>{}</div></div>"
    html = page(f"<p>{LEAD}</p>" + item.format("利息怎么算？", SECOND) + item.format("可以分期吗？", THIRD))
    assert read(html).body == "\n".join((LEAD, "利息怎么算？", SECOND, "可以分期吗？", THIRD))


def test_a_portals_link_at_the_end_of_the_last_paragraph() -> None:
    assert read(page(f"<p>{LEAD}</p><p>{SECOND} <a href='/'>返回某狐，查看更多</a></p>")).body == f"{LEAD}\n{SECOND}"


def test_signs_beside_headings_are_no_part_of_them() -> None:
    html = page(
        f"<h2><a href='#a'>#</a> 先看法律</h2><p>{LEAD}</p><h2>再谈还款 <a href='#b'>¶</a></h2><p>{SECOND}</p><h2>附：C#<span>[编辑]</span></h2><p>{THIRD}</p>"
    )
    assert read(html).body == "\n".join(("先看法律", LEAD, "再谈还款", SECOND, "附：C#", THIRD))


def test_hidden_text_is_not_text() -> None:
    hidden = (
        "<p style='display:none'>网贷催收网贷催收，信用卡逾期信用卡逾期，搜索引擎关键词堆积在这里。</p>"
        "<p hidden>看不见的段落，也有标点。</p><div style='position:absolute;left:-9999px'>屏幕外面的文字，也有标点。</div>"
        "<script>document.write('脚本里的文字，不是正文。')</script><noscript>请打开脚本，才能阅读。</noscript>"
    )
    assert read(page(BODY + hidden)).body == TEXT


def test_a_lead_between_headline_and_text() -> None:
    lead = "核心提示：很多人不知道，信用卡逾期以后还可以与银行协商分期。"
    html = page().replace("<div class='single'>", f"<div><p>{lead}</p></div><div class='single'>")
    assert read(html).body == f"{lead}\n{TEXT}"


def test_a_forgotten_link_end_does_not_make_the_text_a_link() -> None:
    html = page(f"<a href='#top'>{BODY}")
    assert LEAD in read(html).body


def test_no_article_gives_an_empty_body_not_an_error() -> None:
    for html in ("", "<html></html>", "<p></p>", "<!-- nothing -->", "plain"):
        assert read(html).body in ("", "plain")


STRUCTURE = (
    f"<p>{LEAD}</p><h3>小标题</h3><ol><li>第一项<ul><li>里面的一项</li></ul></li></ol>"
    f"<table><tr><th>平台</th><th>利率</th></tr><tr><td>甲平台</td><td>24%</td></tr></table>"
    f"<blockquote><p>{SECOND}</p></blockquote><pre>第一行\n  第二行</pre>"
    f"<figure><img src='/i/1.jpg'><figcaption>图片说明文字</figcaption></figure><p>{THIRD}</p>"
)


def test_blocks_keep_the_structure_in_reading_order() -> None:
    article = read(page(STRUCTURE))
    assert article.blocks == (
        Block("paragraph", LEAD),
        Block("heading", "小标题", 3),
        Block("list_item", "第一项", 1, 1),
        Block("list_item", "里面的一项", 2),
        Block("table_row", "平台\t利率"),
        Block("table_row", "甲平台\t24%"),
        Block("quote", SECOND),
        Block("code", "第一行"),
        Block("code", "  第二行"),
        Block("caption", "图片说明文字"),
        Block("paragraph", THIRD),
    )
    assert article.body == "\n".join(block.text for block in article.blocks)


@pytest.mark.parametrize(
    ("start", "numbers"),
    [
        pytest.param("", [1, 2], id="from one"),
        pytest.param(" start='3'", [3, 4], id="goes on after a picture"),
        pytest.param(" start='x'", [1, 2], id="no number"),
        pytest.param(" start='99999999999'", [1, 2], id="far too much"),
    ],
)
def test_items_of_a_numbered_list_have_their_numbers(start: str, numbers: list[int]) -> None:
    steps = f"<ol{start}><li>{SECOND}<p>再补充一句，也在第一项里面。</p></li><li>{THIRD}</li></ol><ul><li>另外一项，没有号码。</li></ul>"
    blocks = read(page(f"<p>{LEAD}</p>{steps}")).blocks
    assert blocks == (
        Block("paragraph", LEAD),
        Block("list_item", SECOND, 1, numbers[0]),
        Block("paragraph", "再补充一句，也在第一项里面。"),
        Block("list_item", THIRD, 1, numbers[1]),
        Block("list_item", "另外一项，没有号码。", 1),
    )


def test_images_are_the_articles_own_at_their_real_address() -> None:
    html = page(
        BODY + "<p><img src='/blank.gif' data-original='/upload/1.jpg'><img src='data:image/gif;base64,R0'>"
        "<img src='/upload/2.png?x=1'><img src='/face/smile.gif'><img src='/upload/3.jpg' width='16'></p>"
    )
    assert read(html).images == ("https://law.example.cn/upload/1.jpg", "https://law.example.cn/upload/2.png?x=1")


def test_words_wrapped_in_the_source_are_not_torn() -> None:
    article = read(page(f"<p>{LEAD[:20]}\n    {LEAD[20:]}</p><p>{SECOND} See the PDF\n file.</p>"))
    assert article.body == f"{LEAD}\n{SECOND} See the PDF file."


TITLES = ["网贷逾期后被上门催收怎么办", "信用卡停息挂账要哪些材料", "花呗逾期会不会影响征信"]
STREAM = {
    # why: lines behind the text, which are other articles, each above its date
    "titles": [line for title in TITLES for line in (f"<a href='/x'>{title}</a>", "2024-03-05")],
    "titles and teasers": [line for title in TITLES for line in (f"<a href='/x'>{title}</a>", "这里是别的文章的摘要，说明欠款以后怎么办。", "2024-03-05 12:30")],
    "a short note below": [*(line for title in TITLES for line in (f"<a href='/x'>{title}</a>", "03-05")), "某某债务频道"],
}  # fmt: skip


@pytest.mark.parametrize("stream", STREAM.values(), ids=STREAM.keys())
def test_other_articles_that_the_text_runs_into_are_left_out_with_their_heading(stream: list[str]) -> None:
    after = "".join(f"<p>{line}</p>" for line in stream)
    assert read(page(f"{BODY}<h4>频道精选</h4>{after}")).body == TEXT


def test_a_chronicle_is_no_list_of_other_articles() -> None:
    days = "".join(f"<p>2024-03-0{day}</p><p>债务人当天收到法院短信，要求三日内还款。</p>" for day in (5, 6, 7, 8))
    assert read(page(BODY + days)).body.endswith("要求三日内还款。")


def test_a_table_of_figures_is_no_list_of_other_articles() -> None:
    rows = "".join(f"<p>第{row}期应还金额</p><p>{row}.{row}</p>" for row in range(1, 8))
    assert read(page(BODY + rows)).body.endswith("7.7")


REMARK = "我也遇到过这种情况，当时打了好多电话才解决，大家别急，慢慢谈总会有办法的。"
POSTS = {
    # why: one reader's comment, number {n}
    "time and button": "<li><b>网友{n}</b> 2024-03-05 12:3{m}<p>" + REMARK + "</p><a href='#'>回复</a></li>",
    "ago": "<div><span>网友{n}</span><span>{n}小时前</span><p>" + REMARK + "</p></div>",
    "floors": "<div><div>{n}楼 网友{n}</div><div>" + REMARK + "</div></div>",
    "readers and days": "<div><b>网友{n}</b> 2024-03-1{m}<p>" + REMARK + "</p></div>",
    "buttons alone": "<li><p>网友{n}：" + REMARK + "</p><div>举报 赞{n} 回复</div><div>回复</div></li>",
}  # fmt: skip


@pytest.mark.parametrize("post", POSTS.values(), ids=POSTS.keys())
@pytest.mark.parametrize("name", ["", " class='comment-list'"], ids=["unnamed", "named"])
def test_comments_longer_than_the_article_are_not_the_article(name: str, post: str) -> None:
    posts = "".join(post.format(n=n, m=n % 10) for n in range(1, 41))
    assert read(page(after=f"<div{name}><h3>网友说</h3><div>{posts}</div></div>")).body == TEXT


@pytest.mark.parametrize("replies", [4, 40], ids=["shorter than the text", "longer than the text"])
def test_a_thread_is_its_first_post_without_the_replies(replies: int) -> None:
    frame = "<div id='post_{n}'><div><a href='/u/{n}'>网友{n}</a> <em>发表于 2024-3-5 12:3{m}:00</em></div><table><tr><td>{text}</td></tr></table></div>"
    answers = "".join(frame.format(n=n, m=n % 10, text=REMARK) for n in range(1, replies + 1))
    thread = frame.format(n=0, m=0, text=f"{LEAD}<br>{SECOND}<br>{THIRD}")
    html = page(f"<div id='postlist'>{thread}{answers}</div>")
    assert read(html).body == f"{LEAD}\n{SECOND}\n{THIRD}"


KEPT = {
    # why: an entry of the article itself, number {n}
    "cases with numbers": "<div class='case' id='case{n}'><h3><a href='/case/{n}.html'>案例{n}：一笔没有写利息的借款怎么判</a></h3><p>" + REMARK + "</p></div>",
    "questions that link to themselves": "<div id='faq{n}'><h3><a href='#faq{n}'>逾期{n}个月以后应该怎么办才好？</a></h3><p>" + REMARK + "</p></div>",
    "rows of firms": "<div class='row{n}'><p><a href='/f/{n}'>某某第{n}催收服务有限公司</a></p><p>" + REMARK + "</p></div>",
}  # fmt: skip


@pytest.mark.parametrize("entry", KEPT.values(), ids=KEPT.keys())
def test_numbered_parts_of_an_article_are_no_list_of_others(entry: str) -> None:
    entries = "".join(entry.format(n=n) for n in range(1, 7))
    assert read(page(f"{BODY}<div>{entries}</div>")).body.count(REMARK) == 6


@pytest.mark.parametrize("place", ["inside", "below"])
def test_a_first_comment_longer_than_the_others_is_no_article(place: str) -> None:
    posts = [("老周", REMARK), *((f"网友{n}", "支持楼主。") for n in range(8))]
    stream = "".join(
        f"<div class='post'><b>{name}</b> 发表于 2024-3-5 12:30<p>{text}</p></div>" for name, text in posts
    )
    html = page(f"{BODY}<div>{stream}</div>") if place == "inside" else page(after=f"<div>{stream}</div>")
    assert read(html).body == TEXT


def test_a_report_with_shorter_ones_of_others_behind_it_is_all_the_article() -> None:
    people = [("记者李明", f"{LEAD}{SECOND}{THIRD}" * 3), *((f"读者王某{n}", REMARK) for n in "甲乙丙丁戊")]
    told = "".join(f"<div><b>{name}</b> 2024-3-5 12:30<p>{text}</p></div>" for name, text in people)
    assert read(page(f"<p>{LEAD}</p><div>{told}</div>")).body.count(REMARK) == 5


BESIDE = {
    # why: what stands below the article's column
    "the firm": "<h3>律所简介</h3><p>某某律师事务所成立于2003年，专注于债务纠纷、银行催收应对、个人债务重组等领域，服务客户超过一万名，深受好评。</p>",
    "friends": "".join(f"<p>友情链接：<a href='https://a{n}.example'>某某债务网站{n}</a></p>" for n in range(9)),
}  # fmt: skip


@pytest.mark.parametrize("beside", BESIDE.values(), ids=BESIDE.keys())
def test_what_stands_beside_the_column_of_headline_and_text_is_left_out(beside: str) -> None:
    html = page(f"<p>{LEAD}</p><p>{SECOND}</p>").replace(FOOTER, f"<div>{beside}</div>{FOOTER}")
    assert read(html).body == f"{LEAD}\n{SECOND}"


def test_a_lead_in_the_head_does_not_take_the_place_of_the_text_below() -> None:
    html = page().replace("</h1>", f"</h1><p>{REMARK}</p></div><div>")
    assert read(html).body.endswith(TEXT)


AROUND_ALL = [
    "<form id='form1' action='./show.aspx?id=3'>",
    "<div class='nav'>",
    "<div class='header'>",
    "<header>",
    "<div class='relative print'>",
]


@pytest.mark.parametrize("start", AROUND_ALL)
def test_an_element_around_the_whole_page_is_no_part_of_its_frame(start: str) -> None:
    others = "".join(
        f"<div><h4><a href='/n/{n}.html'>别处发生的第{n}件事情详细报道</a></h4><p>{REMARK}</p></div>" for n in range(20)
    )
    html = page().replace("<div class='post'>", f"{start}<div class='post'>").replace(FOOTER, f"<div>{others}</div>")
    assert read(html).body == TEXT


def test_a_second_copy_for_narrow_screens_is_no_text() -> None:
    html = page(after=f"<div class='m-only'><h1>信用卡逾期后怎么协商</h1><div>{BODY}</div></div>")
    assert read(html).body == TEXT


def test_names_made_by_a_build_tool_say_nothing() -> None:
    html = page().replace("class='single'", "class='css-1ad8f2 _3tag9x'")
    assert read(html).body == TEXT


S = "网贷逾期之后，不少借款人最担心的就是被催收公司上门，其实法律对催收行为有明确的限制，不必过于惊慌。"
T = "协商还款时，应当主动说明收入情况与还款意愿，争取停息挂账或者延长分期，并要求对方出具书面的协议。"
U = "一旦收到法院的传票，千万不要置之不理，应当按时出庭应诉，对利息过高的部分可以要求法院依法予以调整。"
FACTS = "<p>发布时间：2024-03-05 12:30 来源：本站</p>"
# Articles that look like what is left out elsewhere: nothing of them may be lost. why: (inside of the box, what must stand in the body)
ITSELF = {
    "a lead in the headline's box, the rest in others": (f"<div><h1>T0</h1><p>{S}</p></div><div><p>{T}</p></div><div><p>{U}</p></div>", [S, T, U]),
    "a lawyer's answer in a box of its own": (f"<div><h1>T0</h1><p>{S}</p></div><div><b>李律师</b><p>{T}</p></div>", [S, T]),
    "three questions, three answers": (f"<div><h1>T0</h1><p>{S}</p></div><div>" + "".join(f"<div><p>网贷逾期{i}个月会怎样？</p><p>{T}{i}</p></div>" for i in range(9)) + "</div>", [S, *(f"{T}{i}" for i in range(9))]),
    "paragraphs marked up as headings": (f"<h1>T0</h1><div><h3>{S}</h3><h3>{T}</h3><h3>{U}</h3><p>责任编辑：张三</p></div>", [S, T, U]),
    "a court's signature as headings": (f"<h1>T0</h1><div><p>{S}</p><p>{T}</p><h3>某某市中级人民法院</h3><div class='share'><a href='#'>分享</a></div></div>", [S, T, "某某市中级人民法院"]),
    "a chat log": (f"<h1>T0</h1>{FACTS}<div><p>以下是我与催收人员的聊天记录，供大家参考。</p>" + "".join(f"<div><b>催收员 3月{i}日 09:30</b><p>{x}</p></div>" for i, x in enumerate((S, T, U, S[:30]), 1)) + "</div>", [S, T, U]),
    "a diary": (f"<h1>T0</h1>{FACTS}<div>" + "".join(f"<div><p>{i}天前</p><p>{x}</p></div>" for i, x in enumerate((S, T, U, S[:30]), 1)) + "</div>", [S, T, U]),
    "a log of calls": (f"<h1>T0</h1>{FACTS}<div><p>{S}</p><ul>" + "".join(f"<li>9月{i}日 08:12 催收员来电，威胁要上门。</li>" for i in range(1, 7)) + "</ul></div>", [S, "9月3日 08:12 催收员来电，威胁要上门。"]),
    "addresses with floors": (f"<h1>T0</h1><div><p>{S}</p><ul>" + "".join(f"<li>第{i}区法院：人民路{i}号1楼</li>" for i in range(1, 7)) + "</ul></div>", [S, "第2区法院：人民路2号1楼"]),
    "terms in a table": (f"<h1>T0</h1><div><p>{S}</p><table>" + "".join(f"<tr><td>第{i}期</td><td>还款日{i}天前免罚息</td></tr>" for i in range(1, 7)) + "</table></div>", [S, "还款日2天前免罚息"]),
    "an office's reply": (f"<h1>T0</h1><p>被某网贷公司催收骚扰，请问应该向哪个部门投诉？</p><div class='reply'><p>{S}</p><p>{T}</p><p>{U}</p></div>", [S, T, U]),
    "gg for 公告": (f"<h1>T0</h1><p>现将有关事项公告如下，请各借款人知悉。</p><div class='gg'><p>{S}</p><p>{T}</p><p>{U}</p></div>", [S, T, U]),
    "lawyers' answers with their times": (f"<h1>T0</h1><p>{S}</p><div>" + "".join(f"<div><b>{n}律师</b> <span>{i}天前</span><p>{T}{i}</p></div>" for i, n in enumerate("张李王赵陈", 1)) + "</div>", [S, f"{T}1", f"{T}5"]),
    "stages of a life": (f"<h1>T0</h1><div><p>{S}</p><p>{T}</p>" + "".join(f"<p>2023-0{i}-15</p><p>{x}</p>" for i, x in enumerate(("首次逾期", "收到律师函", "协商成功", "全部结清"), 1)) + "</div>", [S, T, "全部结清"]),
    "a form to sign": (f"<h1>T0</h1><div><p>{S}</p>" + "".join(f"<p>{x}（签字）：</p><p>2024-03-05</p>" for x in ("甲方", "乙方", "担保人")) + "</div>", [S, "担保人（签字）："]),
}  # fmt: skip


@pytest.mark.parametrize(("inside", "lines"), ITSELF.values(), ids=ITSELF.keys())
def test_an_article_that_looks_like_what_is_left_out_elsewhere_is_whole(inside: str, lines: list[str]) -> None:
    title = "网贷逾期以后的经过"
    body = read(f"<title>{title}</title><body><div>{inside.replace('T0', title)}</div>{FOOTER}").body
    assert [line for line in lines if line not in body] == []


@pytest.mark.parametrize("name", ["sidebar", "footer", "header"])
@pytest.mark.parametrize("first", [True, False], ids=["before", "behind"])
def test_a_column_longer_than_a_notice_is_not_the_notice(name: str, first: bool) -> None:
    column = f"<div class='{name}'><p>{S}</p><p>{T}</p><p>{U}</p></div>"
    notice = "我行已将该笔逾期贷款委托第三方机构催收，请借款人尽快还款。"
    own = f"<div class='content'><h1>关于逾期贷款的通知</h1><p>{notice}</p></div>"
    html = f"<title>关于逾期贷款的通知</title><body>{column + own if first else own + column}"
    assert read(html).body == notice


def test_names_of_css_modules_say_what_they_say() -> None:
    html = f"<title>网贷逾期怎么办</title><body><div class='Article_content__2b7Qz'><h1>网贷逾期怎么办</h1><p>{S}</p></div><div class='Related_list__4c8Wd'><p>{T}</p><p>{U}</p></div>"
    assert read(html).body == S


def test_a_row_of_buttons_that_is_none_is_read_at_once() -> None:
    """Tried in every way in which the spaces may be shared out, one such line took seconds, a page of them hours."""
    line = "赞 " * 23 + "顶呱呱"
    assert read(page(BODY + f"<p>{line}</p>" * 40)).body.count("呱呱") == 40
