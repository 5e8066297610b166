"""The text of a page as a browser shows it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from pipeline import extract
from tests.extract.extract_pages import LEAD, NOW, SECOND, THIRD

SHARED = Path(__file__).resolve().parents[2].parent / "shared"

VISIBLE = f"""当前位置:首页>金融债务> 正文内容

信用卡逾期后怎么协商?银行会同意吗?

债务法务组 2024-03-05 12:30

{LEAD}


先看法律怎么说

{SECOND}

  • 保留通话录音,至少三个月。
  • 不要转账到私人账户。

  1. 说明收入与支出
    写明每个月能还多少。

{THIRD}

信用卡逾期后怎么协商?银行会同意吗?,本文为某某律师原创,未经授权禁止转载,个案情况不同,建议咨询专业律师制定方案。

扫描二维码推送至手机访问。

版权声明:本文由某某律师事务所原创并发布,如需转载请附上来源链接。

本文链接:https://law.example.cn/hf/1203.html

信用卡逾期后怎么协商?银行会同意吗?的相关文章

网贷逾期还不上怎么办

这里是摘要的第一句,说明网贷逾期以后应该怎么办,有几种办法可以选择,最好先与平台联系,再看能不能分期还款...

收到律师函是真的吗?

收到律师函是真的吗

律师函由律师事务所出具,可以通过电话核实真假,不要点击短信里面的链接,也不要拨打短信里面的电话号码...
"""


def test_all_that_can_be_seen() -> None:
    article = extract.from_text(VISIBLE, fetched_at=NOW)
    assert article.title == "信用卡逾期后怎么协商?银行会同意吗?"
    assert article.body.split("\n") == [
        LEAD, "先看法律怎么说", SECOND, "保留通话录音,至少三个月。", "不要转账到私人账户。", "说明收入与支出", "写明每个月能还多少。", THIRD,
    ]  # fmt: skip
    assert (article.category, article.breadcrumb) == ("金融债务", ("金融债务",))
    assert article.published_at == datetime.fromisoformat("2024-03-05T12:30:00+08:00")
    assert article.canonical_url == "https://law.example.cn/hf/1203.html"
    assert [link.title for link in article.related_links] == ["网贷逾期还不上怎么办", "收到律师函是真的吗?"]
    assert article.related_links[1].teaser.startswith("律师函由律师事务所出具")
    assert len(article.notices) == 3
    assert [block.kind for block in article.blocks][:4] == ["paragraph", "heading", "paragraph", "list_item"]
    assert article.on_topic


def test_a_given_address_is_kept() -> None:
    assert extract.from_text(VISIBLE, "https://law.example.cn/?id=1203").url == "https://law.example.cn/?id=1203"


@pytest.mark.parametrize("text", ["", "\n\n", "一行", "\x00\x0b", "a\r\nb"])
def test_any_text_gives_an_article(text: str) -> None:
    assert isinstance(extract.from_text(text).body, str)


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the data beside the project (../shared)")
def test_the_sample_page() -> None:
    article = extract.from_text((SHARED / "sample" / "hefeilaws_1211377.txt").read_text(encoding="utf-8"))
    assert article.title == "乐平市网贷逾期一天就上门?这是威胁还是合法催收?"
    assert article.canonical_url == "https://www.hefeilaws.com/hf/1211377.html"
    assert article.category == "金融债务"
    lines = article.body.split("\n")
    assert (len(lines), lines[0][:5], lines[-1][-7:]) == (30, "近年来,随", "催收必须抵制。")
    assert len(article.related_links) == 8
    assert all(link.teaser for link in article.related_links)
    assert "原创" not in article.body


def test_marks_of_headings_and_the_site_s_copyright_are_left_out() -> None:
    text = "# 网贷逾期怎么办\n\n网贷逾期以后先别慌，可以与平台协商，逐步还款，不要以贷养贷。\n\n相关文章\n信用卡逾期怎么协商\n版权所有 某律师网\n"
    article = extract.from_text(text)
    assert article.title == "网贷逾期怎么办"
    assert [link.title for link in article.related_links] == ["信用卡逾期怎么协商"]


MENU = "明德律师网\n首页\n新闻动态\n债务纠纷\n联系我们\n"
PROSE = "欠款人不还钱的，债权人可以先发催告函，再向法院起诉，立案要带借条和转账记录。\n起诉以后，法院会送达传票，双方按时出庭。"
COPIED = [
    # what stands above the text, (title, day, author), why
    ("欠款不还怎么起诉\n2024-03-05 来源：法治网\n", ("欠款不还怎么起诉", "2024-03-05", None), "no menu"),
    (f"{MENU}欠款不还怎么起诉\n2024-03-05 来源：法治网\n", ("欠款不还怎么起诉", "2024-03-05", None), "below the menu and the site's name"),
    (f"{MENU}当前位置：首页 > 债务纠纷\n欠款不还怎么起诉\n作者：胡某 更新时间：2024-05-01 发布时间：2024-03-05\n", ("欠款不还怎么起诉", "2024-03-05", "胡某"), "published, not changed"),
    (f"{MENU}普法丨借条与收条\n——胡法官说法之三\n昨天 14:05\n", ("普法丨借条与收条——胡法官说法之三", "2026-11-22", None), "two lines, and a day of the visit"),
    (f"{MENU}首页 > 新闻 > 债务\n欠款不还怎么起诉\n一、先看证据\n", ("欠款不还怎么起诉", None, None), "no facts, and a heading behind it"),
]  # fmt: skip


@pytest.mark.parametrize(("above", "expected"), [case[:2] for case in COPIED], ids=[case[2] for case in COPIED])
def test_a_page_copied_with_its_menu(above: str, expected: tuple[str, str | None, str | None]) -> None:
    article = extract.from_text(above + PROSE, fetched_at=NOW)
    day = article.published_at.date().isoformat() if article.published_at else None
    assert (article.title, day, article.author) == expected
    assert article.body.endswith(PROSE)
