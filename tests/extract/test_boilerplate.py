"""What stands below and above an article's text in its own element; and sentences of articles with the same words."""

from __future__ import annotations

import pytest

from tests.extract.extract_pages import BODY, LEAD, SECOND, TEXT, THIRD, page, read

BELOW = {
    "buttons in brackets": "<p>【打印】【关闭】</p>",
    "buttons": "<p>收藏 举报 打印</p>",
    "buttons, others": "<p>我要点赞 | 生成海报 | 复制链接</p>",
    "counters": "<p>赞(3) 打赏</p>",
    "counters behind words": "<p>阅读 1234　赞 12　在看 3</p>",
    "likes and dislikes": "<p>喜欢 0 讨厌 0</p>",
    "back to a portal": "<p>返回搜狐，查看更多</p>",
    "tags with links": "<p>相关标签：<a href='/t/1'>网贷</a> <a href='/t/2'>催收</a></p>",
    "tags with words": "<p>文章关键词：借呗逾期，花呗</p>",
    "a reader's call": "<p>点个“在看”再走吧</p>",
    "… of several": "<p>点赞、在看、转发三连</p>",
    "… for those who like it": "<p>喜欢这篇文章的话，记得点赞收藏哦！</p>",
    "… and for money": "<p>如果觉得我的文章对你有用，请随意打赏</p>",
    "… to follow": "<p>关注“某地普法”，学法不迷路</p>",
    "… for a letter back": "<p>私信回复“撤销”领取模板</p>",
    "… by signs of WeChat": "<p>点分享</p><p>点收藏</p><p>点在看</p>",
    "an app": "<p>海量资讯、精准解读，尽在某某财经APP</p>",
    "the page's name": "<p>本文标题：信用卡逾期怎么办</p>",
    "a link behind its label": "<p>热门文章：<a href='/2'>信用卡逾期怎么协商</a></p>",
    "… in brackets": "<p>【相关阅读】<a href='/2'>信用卡逾期怎么协商</a></p>",
    "… to be clicked": "<p>&gt;&gt;&gt;点击查看：<a href='/2'>信用卡逾期怎么协商</a></p>",
    "a code": "<p>扫一扫，分享到微信</p>",
    "… of a lawyer": "<p>微信扫码咨询律师</p>",
    "a lawyer's advertisement": "<p>遇到债务问题？在线律师 1 对 1 解答</p><p><a href='/ask'>立即咨询</a></p>",
    "a lawyer's card": "<div><p>李律师 在线</p><p>已帮助 3211 人</p><p>立即咨询</p></div>",
    "a firm's number": "<p>某地担保纠纷律师咨询热线：0551-65551234，24小时在线</p>",
    "… alone": "<p>咨询电话：0551-65551234</p>",
    "whom to call": "<p>联系人：王律师</p><p>联系电话：138-0000-1234</p><p>地址：某市潜山路190号</p>",
    "mistakes": "<p>我要纠错</p>",
    "a date": "<p>发布于 2021-03-04 10:00</p>",
    "… with its counters": "<p>张律师 执业15年 服务人数 8888</p>",
    "… with its fields": "<p><span>陈某某律师</span><span>专业领域：债权债务</span><span>响应时间：5分钟内</span></p>",
    "where to ask": "<p>律师在线答疑，点击右下角立即咨询&gt;&gt;</p>",
    "a firm's reminder with its number": "<p>本所律师提醒：以上内容仅供参考，具体案件请来电咨询 0551-60000000</p>",
    "a theme's copyright": "<p>原创文章，作者：张某，如若转载，请注明出处：https://law.example.cn/a/1</p>",
    "an editor's farewell": "<p>以上就是某某网小编为您整理的内容，如果您还有疑问，欢迎在线咨询律师。</p>",
    "where a paper takes news": "<p>某某新闻报料：021-6000000</p>",
    "a theme's byline": "<p>Posted by 小舟 in 随笔</p>",
    "a member's counters": "<p>12 主题 34 帖子 220 积分</p><p>级别：新手上路</p>",
    "words for search engines": "<p>某地债务律师,某地债务律师,某地催收律师,某地催收律师,某地债务律师</p>",
    "… each different": "<p>某地债务律师、某地借贷律师、某地催收律师、某地担保律师</p>",
    "… with links": "<p><a href='/1'>某地债务律师</a> <a href='/1'>某地债务律师</a> <a href='/1'>某地催收律师</a> <a href='/1'>某地债务律师</a></p>",
}  # fmt: skip
ABOVE = {
    "a notice with a lawyer's account": "<p>温馨提示：如需法律咨询，请添加律师微信：abc888</p>",
    "how long it takes": "<p>本文共1024字，阅读约需4分钟</p>",
    "an invitation between arrows": "<p>↑ 点击蓝字关注我们 ↑</p>",
    "a rule's own fields": "<p>颁布单位：某监会　颁布时间：2020-07-12　实施时间：2020-07-12</p>",
    "who wrote it, and when": "<p>撰文：张某某　审校：李某　发布时间：2024-03-05</p>",
    "to be heard": "<p>听全文 00:00 / 05:20</p>",
    "a table of contents": "<p>文章目录[隐藏]</p>",
    "an abstract cut from the text": f"<div class='intro'>{LEAD[:30]}...</div>",
    "… without dots": f"<div class='intro'>{LEAD[:32]}</div>",
}


@pytest.mark.parametrize("below", BELOW.values(), ids=BELOW.keys())
def test_what_stands_below_is_not_the_article(below: str) -> None:
    assert read(page(BODY + below)).body == TEXT


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE.keys())
def test_what_stands_above_is_not_the_article(above: str) -> None:
    assert read(page(above + BODY)).body == TEXT


STAYS = {
    "a sentence about likes": "<p>他在朋友圈给催收员点赞，还转发了对方的截图。</p>",
    "… about printing": "<p>去银行打印流水，再到法院立案窗口提交。</p>",
    "… about reporting": "<p>收到恐吓短信可以向12321举报，也可以报警。</p>",
    "a list of steps": "<ul><li>收藏通话录音和短信</li><li>打印银行流水</li><li>举报违规催收</li></ul>",
    "a public number and address": "<ul><li>电话：12378（银行保险投诉）</li><li>网址：https://www.example.gov.cn</li></ul>",
    "a public number": "<p>法律援助咨询电话：12348</p>",
    "a call in a sentence": "<p>当事人拨打了法院的咨询电话0551-65551234，得知案件已经立案。</p>",
    "a warning of codes": "<p>不要扫描陌生人发来的二维码添加好友，更不要转账。</p>",
    "a lawyer's advice": "<p>温馨提示：借条要写明利率，收到传票要按时出庭。</p>",
    "what one sees": "<p>证据要点：录音、短信、截图、通话清单、转账记录。</p>",
    "lenders": "<p>花呗、借呗、微粒贷、京东白条、美团借钱</p>",
    "words behind a label, not linked": "<p>相关阅读：民法典第六百七十五条、第六百七十六条</p>",
    "a paragraph that begins like another": "<p>信用卡逾期三个月以后，银行往往会先打电话提醒。</p>",
    "a part about calls": "<p><b>催收每天给家人打电话</b></p><p>可以录音，也可以投诉，还可以报警。</p>",
    "what to write as an address": "<p>地址：填写真实的通讯地址，以便接收传票。</p>",
    "steps on a site": "<ul><li>注册账号时不要授权通讯录</li><li>登录征信中心官网查询</li></ul>",
    "what came before": "<p>上一篇文章讲了网贷，这一篇讲信用卡。</p>",
    "where to complain": "<p>投诉热线：12378（银行保险消费者投诉维权）</p>",
    "where help is free": "<ul><li>到法律援助中心免费咨询</li><li>请律师在线咨询</li></ul>",
    "a numbered day": "<p>一、时间：2024年3月20日上午9:00</p>",
    "… that ends something": "<p>报名截止日期：2024年3月15日</p>",
    "an author's own farewell": "<p>以上内容根据办案经验整理而成，情况复杂的，建议带上合同咨询律师。</p>",
    "the sum of it": "<p>以上就是收到传票以后要做的三件事，记不住的可以写下来。</p>",
    "classes of loans": "<p>等级：次级</p><p>关注：12</p>",
    "a warning of what is free": "<p>对方让你私信回复“1”就能免费领取资料的，多半是骗局。</p>",
    "keeping evidence": "<p>别忘了收藏好借条的原件，复印件法院可能不认。</p>",
}


@pytest.mark.parametrize("told", STAYS.values(), ids=STAYS.keys())
def test_the_same_words_in_an_article_stay(told: str) -> None:
    count = len(TEXT.split("\n")) + told.count("</p>") + told.count("</li>")
    for place in (BODY + told, told + BODY):
        assert len(read(page(place)).body.split("\n")) == count


def test_an_abstract_of_whole_sentences_stays() -> None:
    assert read(page(f"<div class='intro'>{LEAD}</div>{BODY}")).body == f"{LEAD}\n{TEXT}"


ANSWERS = (
    "<div class='a'><div class='who'><a href='/l/1'>张某某律师</a><span>某某律师事务所</span><a>立即咨询</a></div><p>{0}</p><div>2025-02-11 20:40</div></div>"
    "<div class='a'><div class='who'><a href='/l/2'>钱某某律师</a><span>某某律师事务所</span><a>向TA咨询</a></div><p>{1}</p><div>回答时间：2025-02-12 09:11</div></div>"
)  # fmt: skip


@pytest.mark.parametrize("heading", ["相关案例", "相关法规", "相关问题"])
def test_a_last_part_called_like_a_list_of_others(heading: str) -> None:
    told = "2021年，王某向李某出借五万元，李某到期未还，王某持借条起诉，法院判决李某偿还本金和利息。"
    assert read(page(f"{BODY}<h3>{heading}</h3><p>{told}</p>")).body == f"{TEXT}\n{heading}\n{told}"
    listed = "".join(f"<p><a href='/n/{i}.html'>别人的欠款问题第{i}篇怎么处理</a></p>" for i in range(3))
    assert read(page(f"{BODY}<h3>{heading}</h3>{listed}")).body == TEXT


def test_cards_and_clocks_between_answers_are_not_the_answers() -> None:
    html = f"<p>{LEAD}</p><div>律师解答（2条）</div>{ANSWERS.format(SECOND, THIRD)}"
    assert read(page(html)).body == "\n".join((LEAD, SECOND, THIRD))


def test_hours_of_a_chronicle_stay() -> None:
    hours = "".join(f"<p>2024-03-05 {hour:02}:10</p><p>催收员打来第{hour}通电话，没有接。</p>" for hour in range(8, 18))
    assert read(page(BODY + hours)).body.count("2024-03-05") == 10


CONTACTS = ("联系人：李明", "联系电话：0551-60000000", "联系地址：某某区人民法院金融庭", "电子邮箱：jrj@example.gov.cn")
SIGNED = ("某某区人民法院", "2024年5月20日")
NOTICES = [
    # headline, lines behind the text, those that stay, why
    ("关于开展催收专项整治的通知", CONTACTS, CONTACTS, "a notice by its headline"),
    ("张某与某某银行信用卡纠纷案", (*CONTACTS, *SIGNED), (*CONTACTS, *SIGNED), "… by its signature"),
    ("关于开展催收专项整治的通知", ("联系电话：0551-60000000 王律师",), (), "a lawyer's advert below one"),
    ("关于调整信用卡违约金的公告", ("如有疑问请拨打客服热线400-000-1234。",), ("如有疑问请拨打客服热线400-000-1234。",), "a bank's own number"),
    ("信用卡逾期后怎么协商", CONTACTS, (), "an article"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "below", "stays"), [c[:3] for c in NOTICES], ids=[c[3] for c in NOTICES])
def test_whom_to_call_is_part_of_a_notice(title: str, below: tuple[str, ...], stays: tuple[str, ...]) -> None:
    html = page(BODY + "".join(f"<p>{line}</p>" for line in below), title=title)
    assert read(html).body == "\n".join((TEXT, *stays))


def test_a_list_of_offices_is_no_contact_line() -> None:
    offices = "".join(
        f"<p>第{n}法律援助工作站</p><p>地址：某市某某路{n}号</p><p>电话：0551-6000000{n}</p>" for n in range(1, 7)
    )
    body = read(page(BODY + offices)).body
    assert body.count("地址：") == body.count("电话：") == 6


def test_an_article_of_two_lines_is_kept() -> None:
    two = "<p>借条写明还款日的，诉讼时效从该日起算三年。</p><p>没写的，债权人可以随时要求还款，点赞收藏，方便以后查看。</p>"
    assert read(page(two)).body.count("\n") == 1


@pytest.mark.parametrize(
    "floor",
    [
        "<div class='atl-head'><span>作者：<a>某某{i}</a></span> <span>时间：2025-07-1{i} 09:07</span></div><div>{said}</div>",
        "<div>{said}</div><div class='tail'><span>IP属地:某地</span><span>{i}楼</span><span>2025-05-08 04:4{i}</span></div>",
        "<div class='discuss_item'><b>某某{i}</b><p>{said}</p></div>",
    ],
    ids=["Tianya", "Tieba", "WeChat"],
)
def test_the_floors_of_a_forum_are_not_the_article(floor: str) -> None:
    said = "说得太对了，我去年就是这么处理的，银行最后同意分六十期。"
    floors = "".join(f"<div class='l_post'>{floor.format(i=i, said=said)}</div>" for i in range(1, 9))
    assert read(page(f"<div class='l_post'>{BODY}</div><div>{floors}</div>")).body == TEXT


@pytest.mark.parametrize(
    "foot",
    [
        "| 设为首页 | 加入收藏 | 联系站长 | 友情链接 |",
        "站长：某人 页面执行时间：78.12毫秒",
        "建议使用IE6.0以上浏览器",
        "Powered by SomeCMS",
        "Share this:",
        "Like Loading...",
        "当前有328位律师在线 立即咨询",
        "没有解决您的问题？直接咨询律师",
        "网友评论：（只显示最新10条。评论内容只代表网友观点）",
    ],
)
def test_the_foot_of_old_pages_is_not_the_article(foot: str) -> None:
    assert read(page(f"{BODY}<p>{foot}</p>")).body == TEXT


def test_a_text_set_in_one_cell_keeps_its_lines() -> None:
    memo = f"{LEAD}\n\n{SECOND}\n  1) 先核对账目；\n  2) 再提出方案。\n{THIRD}"
    table = f"<table><tr><td>发布部门：某部</td><td>阅读次数：88</td></tr><tr><td colspan=2><pre>{memo}</pre></td></tr></table>"
    assert read(page(table)).body.split("\n")[-5:] == [LEAD, SECOND, "  1) 先核对账目；", "  2) 再提出方案。", THIRD]


def test_rows_that_begin_with_days_are_no_date_lines() -> None:
    rows = "<tr><td>2024-07-22</td><td>3.35%</td></tr><tr><td>2024-02-20</td><td>3.45%</td></tr>"
    body = read(page(f"<p>{LEAD}</p><table><tr><th>日期</th><th>利率</th></tr>{rows}</table><p>{SECOND}</p>")).body
    assert body.split("\n") == [LEAD, "日期\t利率", "2024-07-22\t3.35%", "2024-02-20\t3.45%", SECOND]
