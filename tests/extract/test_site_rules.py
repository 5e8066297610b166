"""A site's own selectors come first; what matches nothing is given up with a warning."""

from __future__ import annotations

from datetime import datetime

import pytest

from pipeline.extract import extract, parse
from pipeline.site import Rules, Site, Topic
from tests.extract.extract_pages import LEAD, OTHERS, SECOND, TEXT, page, read


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
