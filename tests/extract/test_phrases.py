"""The rules for lines: what a rule's ``needs`` asks for first never hides a line that the rule meets."""

from __future__ import annotations

import pytest

from pipeline.extract import lines

# One line for each way in which a rule with ``needs`` can meet.
MET = (
    "关注我们的公众号", "搜索某某微信号", "添加官方微信", "订阅微博账号", "关注facebook", "添加粉丝团", "微信公众号：某某", "facebook专页",
    "广告：债务重组", "推广]", "AD", "advertisement: loans", "加微信：abc-law-000", "添加vx abcd123",
    "本文由某某律师原创", "本文为转载", "本文系授权发表", "本文是首发", "本文由某某整理", "本文由网友投稿", "本文为独家",
    "未经授权不得转载", "未经许可摘编", "严禁擅自复制", "转载请注明", "授权发布",
    "本文转载某某网", "摘自某某网", "文章摘编自某某网", "转自：某某网", "本文来源于某某网", "稿件来自某某网", "如有侵权请告知", "侵权请联系", "版权归作者",
    "著作权归作者", "原文标题", "原文出处", "原作者：某某", "本文链接：http://a.example/1", "本文地址：http://a.example/1", "本文出处：某某网",
    "责任编辑：某某", "责编/某某", "校对：某某", "一审审核：某某", "主编：某某", "监制：某某", "编校：某某", "2024-03-05 10:20",
    "字号：大 中 小", "大 中 小", "T|T", "本页 [打印] 到纸", "本页【收藏】到夹", "扫一扫下载", "长按识别二维码", "二维码关注", "扫描下方二维码",
    "下载某某APP", "安装客户端", "用手机随时看", "手机版", "订某某手机报",
    "免费咨询400-000-0000", "800 000 0000热线", "咨询电话 13000000000", "本网仅提供信息存储", "information storage services",
    "不良信息举报电话", "增值电信业务许可证", "某网安备1号", "支持键盘翻页", "上一页 1 2 下一页", "末页", "1 2 3", "1/3", "共3页", "page 1 page 2",
    "点击查看大图", "点击查看原图", "点击浏览更多数据", "信用卡逾期的相关问题", "信用卡逾期推荐阅读", "信用卡逾期热门文章",
    "Copyright 2024 某某网", "2024 © 某某网", "某某网 All Rights Reserved", "某某网版权所有", "某某网 ICP备12345号", "京公网安备1号",
)  # fmt: skip


@pytest.mark.parametrize("line", MET)
def test_what_a_rule_needs_is_in_every_line_that_it_meets(line: str) -> None:
    bare = lines.bare(line)
    met = [phrase for phrase in lines.phrases() if phrase.may is not None and phrase.meets(bare)]
    assert met, "the line is to meet one of the rules that this test is about"
    assert all(phrase.may is not None and phrase.may(bare) for phrase in met)


def test_a_line_of_an_article_meets_no_rule() -> None:
    assert lines.match("出借人可以要求借款人在合理期限内返还借款，并支付逾期利息。", lines.BOTTOM) is None


ABOUT_THE_PAGE = [
    ("2014年03月05日 新华网", "a date and the medium"),
    ("2014-03-05新华网", "… without a space"),
    ("小明 发表于 2022-8-9 20:11:05", "a writer and the time"),
    ("二〇二三年五月六日 文/张三丰", "a date in Chinese numerals"),
    ("发布：昨天 12:30 作者：张三丰", "a relative date behind its label"),
    ("索引号：000000001/2023-00001 发文机关：某某总局 发布日期：2023年03月15日", "a notice's index"),
    ("点击上方蓝字关注我们", "an invitation"),
    ("展开全部", "a button"),
    ("2024年3月5日张三", "a writer without a space"),
    ("2024年3月5日某某日报", "… a paper"),
    ("《某某报》2024年3月5日第3版", "… and its page"),
    ("张三，2024-03-05 10:20", "a comma behind the name"),
    ("2024-03-05，来源：某某网", "a comma behind the date"),
    ("2024年3月5日，星期二", "a day of the week"),
    ("2024年3月5日 来源：某某日报 记者：张某。", "a full stop at the end"),
]


@pytest.mark.parametrize(("line", "why"), ABOUT_THE_PAGE)
def test_a_line_about_the_page_is_left_out(line: str, why: str) -> None:
    found = lines.match(line, lines.TOP)
    assert found is not None, why
    assert found.then == "drop"


STORIES = [
    ("2016年3月4日，李某在某平台借款。", "what happened on a day"),
    ("2016年3月4日王某借款5万", "… without a full stop"),
    ("2016年3月4日10时30分许，李某收到催收短信。", "… with the time of day"),
    ("王某诉称，2016年3月4日其向李某出借10万元。", "… behind what a party says"),
    ("2021年1月1日起，民法典施行。", "a law's beginning"),
    ("2021年1月1日民法典施行", "… as a heading"),
    ("二〇二三年五月六日，法院判决被告还款。", "Chinese numerals"),
    ("发布的日期不等于施行的日期。", "words of a label"),
    ("更新：今天上午，警方通报，涉事公司负责人已被刑事拘留。", "news of a day"),
    ("发布：3天前，央行公布新规", "… some days ago"),
    ("第四点，关注我们在征信报告上的记录。", "a point of a list"),
    ("切勿点击短信里的蓝色字链接，谨防诈骗。", "a warning"),
    ("主题分类：催收员的话术可以分为三类，一是恐吓", "a label of a notice before words"),
    ("发文机关：最高人民法院", "… in a list of regulations"),
    ("二〇一六年三月一日", "an entry of a diary"),
    ("点击借款链接以后，页面上方会显示利率。", "words of an invitation"),
]


@pytest.mark.parametrize(("line", "why"), STORIES)
def test_a_line_that_tells_a_day_of_the_story_is_the_article(line: str, why: str) -> None:
    assert lines.match(line, lines.TOP) is None, why
