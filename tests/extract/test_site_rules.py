"""A site's own selectors come first; what matches nothing is given up with a warning."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.extract import extract, parse
from pipeline.site import Rules, Site, Topic
from tests.extract.extract_pages import LEAD, OTHERS, SECOND, TEXT, THIRD, page, read


def site(**rules: object) -> Site:
    return Site("law", "https://law.example.cn/", rules=Rules(**rules))  # type: ignore[arg-type]


def test_every_field_can_be_told() -> None:
    html = page(
        f"<p>{LEAD}</p>",
        info="<b class='w'>李某某</b><b class='s'>某报</b><b class='d'>2024年3月5日 08:00</b><b class='c'>房贷</b><b class='t'>断供</b><b class='t'>法拍</b>",
        after=f"<div class='x'><p>{SECOND}</p></div><div class='zz'>{OTHERS}</div>",
    )
    rules = {
        "title": ".c", "body": ".x", "author": ".w", "source": ".s", "published": ".d", "category": ".c", "tags": ".t",
        "related": ".zz .item",
    }  # fmt: skip
    article = read(html, site=site(**rules))
    assert article.title == "房贷"
    assert article.body == SECOND
    assert (article.author, article.source, article.category, article.tags) == (
        "李某某",
        "某报",
        "房贷",
        ("断供", "法拍"),
    )
    assert article.published_at == datetime.fromisoformat("2024-03-05T08:00:00+08:00")
    assert len(article.related_links) == 6
    assert article.warnings == ()


LABELLED = [
    ("author", "作者：胡某", "胡某", "a label"),
    ("author", "作者：胡某 来源：某某报 编辑：张某", "胡某", "the whole line of fields"),
    ("author", "撰文 | 胡某", "胡某", "another label"),
    ("author", "老胡说债", "老胡说债", "no label"),
    ("author", "作者：某某区人民法院 胡某", "胡某", "an office before the name"),
    ("author", "作者：", "某写手", "a label alone: the general way"),
    ("source", "来源：某某法院报", "某某法院报", "a label"),
    ("source", "2024-03-05 来源：某某法院报 作者：胡某", "某某法院报", "within a line"),
    ("source", "某某法院报", "某某法院报", "no label"),
    ("editor", "责任编辑：张某", "张某", "a label"),
    ("editor", "作者：胡某 责编：张某", "张某", "behind another field"),
    ("category", "栏目：催收", "催收", "a label"),
    ("category", "催收", "催收", "no label"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("field", "text", "expected"), [case[:3] for case in LABELLED], ids=[f"{c[0]}: {c[3]}" for c in LABELLED]
)
def test_a_label_is_no_part_of_what_a_rule_points_to(field: str, text: str, expected: str) -> None:
    html = page(info=f"<p class='au'>{text}</p>", after="<p>文/某写手</p>")
    assert getattr(read(html, site=site(**{field: ".au"})), field) == expected


@pytest.mark.parametrize(
    "tags",
    [
        "<b class='t'>断供</b><b class='t'>法拍</b>",
        "<p class='t'>标签：断供 法拍</p>",
        "<p class='t'>标签：<a>断供</a> <a>法拍</a></p>",
        "<p class='t'>断供，法拍</p>",
    ],
)
def test_tags_of_a_rule(tags: str) -> None:
    assert read(page(after=tags), site=site(tags=".t")).tags == ("断供", "法拍")


BODIES = [
    (".single p", (LEAD, SECOND, THIRD), "all matches, not the first"),
    (".single p, .single h2", (LEAD, "先看法律怎么说", SECOND, THIRD), "in the page's order"),
    (".single, .single p", tuple(TEXT.split("\n")), "one inside another counts once"),
    (".single p, .more p", (LEAD, SECOND, THIRD, "第二栏的话也是正文，法院会这样认定，请放心阅读。"), "in two boxes, what stands between them left out"),
]  # fmt: skip


@pytest.mark.parametrize(("selector", "body"), [case[:2] for case in BODIES], ids=[case[2] for case in BODIES])
def test_a_body_in_several_elements(selector: str, body: tuple[str, ...]) -> None:
    more = "<div class='between'><p>这里是站点自己的话，欢迎您来电咨询，我们会尽快答复。</p></div><div class='more'><p>第二栏的话也是正文，法院会这样认定，请放心阅读。</p></div>"
    article = read(page(after=more), site=site(body=selector))
    assert article.body == "\n".join(body)
    assert article.warnings == ()


def test_dropped_elements_are_gone_before_anything_is_read() -> None:
    html = page(f"<p class='promo2'>这一段是站点自己的推广，有标点，也不短，但不是正文。</p><p>{LEAD}</p>")
    assert read(html, site=site(drop=("p.promo2",))).body == LEAD


def test_a_rule_that_matches_nothing_falls_back_with_a_warning() -> None:
    article = read(page(), site=site(body=".gone", title="h7"))
    assert article.body == TEXT
    assert article.title == "信用卡逾期后怎么协商"
    assert set(article.warnings) == {"rule_matched_nothing:body", "rule_matched_nothing:title"}


def test_a_date_rule_without_a_date_falls_back() -> None:
    article = read(page(info="2024-03-05"), site=site(published="h1"))
    assert article.published_at == datetime.fromisoformat("2024-03-05T00:00:00+08:00")
    assert article.warnings == ("rule_matched_nothing:published",)


@pytest.mark.parametrize("shown", ["<b>05</b> <i>2024-03</i>", "20240305", "2024年3月5日"])
def test_a_date_rule_reads_what_it_points_to(shown: str) -> None:
    article = read(page(info=f"<p>发布于2020-01-01</p><p class='dd'>{shown}</p>"), site=site(published=".dd"))
    assert article.published_at == datetime.fromisoformat("2024-03-05T00:00:00+08:00")


def test_an_unreadable_selector_is_no_crash() -> None:
    article = read(page(), site=site(body=":::", drop=("[",)))
    assert article.body == TEXT
    assert {"rule_unreadable:body", "rule_unreadable:drop"} <= set(article.warnings)


def test_a_site_narrows_the_topic() -> None:
    assert read(page()).on_topic
    assert not read(page(), site=Site("law", "https://law.example.cn/", topic=Topic(threshold=1.0))).on_topic


@pytest.mark.parametrize(("drop", "left"), [((), True), (("p",), False)])
def test_only_a_site_s_own_rules_change_the_tree(drop: tuple[str, ...], left: bool) -> None:
    """What looks at a page after extraction relies on it (process.py)."""
    tree = parse(page())
    before = tree.html
    extract(tree, "https://law.example.cn/1.html", site=site(drop=drop, title="h1"))
    assert (tree.html == before) is left
