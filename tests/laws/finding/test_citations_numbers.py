"""Numbers of articles, 之N, 款 and 项 in the shapes that people write, and shapes that look like them."""

from __future__ import annotations

import time

import pytest

from pipeline.laws import find_citations

# (reason, text, [(article, 之N, 款, 项, raw)])
CASES: list[tuple[str, str, list[tuple[int | None, int, int | None, int | None, str]]]] = [
    # --- numerals
    ("两 counts the articles", "刑法第266、274两条", [(266, 0, None, None, "刑法第266"), (274, 0, None, None, "274两条")]),
    ("… in Chinese numerals", "刑法第二十六、二十七两条", [(26, 0, None, None, "刑法第二十六"), (27, 0, None, None, "二十七两条")]),
    ("… three of them", "刑法第264、266、274三条", [(264, 0, None, None, "刑法第264"), (266, 0, None, None, "266"), (274, 0, None, None, "274三条")]),
    ("… 两 in a number", "民法典第一千两百六十条", [(1260, 0, None, None, "民法典第一千两百六十条")]),
    ("a comma between thousands", "民法典第1,033条和第１,０３４条", [(1033, 0, None, None, "民法典第1,033条"), (1034, 0, None, None, "第１,０３４条")]),
    ("a comma between articles", "民法典第667,675条", [(667, 0, None, None, "民法典第667"), (675, 0, None, None, "675条")]),
    ("a last digit alone", "民法典第六百七十五、六条", [(675, 0, None, None, "民法典第六百七十五"), (676, 0, None, None, "六条")]),
    ("… at the end of a range", "民法典第六百六十七至九条", [(n, 0, None, None, "民法典第六百六十七至九条") for n in (667, 668, 669)]),
    ("… that does not rise", "刑法第二十九、五条", [(29, 0, None, None, "刑法第二十九"), (5, 0, None, None, "五条")]),
    ("第 before each number", "刑法第二十六、第二十七、第二十八条", [(26, 0, None, None, "刑法第二十六"), (27, 0, None, None, "第二十七"), (28, 0, None, None, "第二十八条")]),
    ("条 at the first and the last", "刑法第二十六条、二十七、二十八条", [(26, 0, None, None, "刑法第二十六条"), (27, 0, None, None, "二十七"), (28, 0, None, None, "二十八条")]),
    ("款 in a list without 第", "刑法67条1、3款", [(67, 0, 1, None, "刑法67条1"), (67, 0, 3, None, "3款")]),
    ("the letter O", "民法典第一Ｏ三条和第1O32条", [(103, 0, None, None, "民法典第一Ｏ三条"), (1032, 0, None, None, "第1O32条")]),
    ("笫 for 第", "民法典笫675条", [(675, 0, None, None, "民法典笫675条")]),
    ("a line ends within the number", "民法典第一千零\n三十二条", [(1032, 0, None, None, "民法典第一千零\n三十二条")]),
    ("… numbers of lines are none", "民法典\n1\n第675条", [(675, 0, None, None, "第675条")]),
    # --- 之N
    ("之N listed", "刑法第二百八十七条之一和之二", [(287, 1, None, None, "刑法第二百八十七条之一"), (287, 2, None, None, "之二")]),
    ("之N in a range", "刑法第一百二十条之二至之四", [(120, n, None, None, "刑法第一百二十条之二至之四") for n in (2, 3, 4)]),
    ("… then a 款", "刑法第287条之一、之二第一款", [(287, 1, None, None, "刑法第287条之一"), (287, 2, 1, None, "之二第一款")]),
    *((f"之 of another word: 之{word}", f"刑法第二百六十六条之{word}", [(266, 0, None, None, "刑法第二百六十六条")])
      for word in ("一般要件", "一种表现", "一切手段", "一定程度", "一些情形", "三个要件")),
    ("之一 and a verb", "以刑法第253条之一定罪处罚", [(253, 1, None, None, "刑法第253条之一")]),
    ("之 before a 款", "刑法第一百九十六条之二款", [(196, 0, 2, None, "刑法第一百九十六条之二款")]),
    # --- 款 and 项
    ("项 without 第 after a 款", "刑法第67条1款2项", [(67, 0, 1, 2, "刑法第67条1款2项")]),
    ("… where the article has none either", "治安管理处罚法42条1项", [(42, 0, None, 1, "治安管理处罚法42条1项")]),
    ("… at the end", "劳动合同法第三十九条二项，可以解除", [(39, 0, None, 2, "劳动合同法第三十九条二项")]),
    ("a count of duties", "劳动合同法第三十九条三项情形", [(39, 0, None, None, "劳动合同法第三十九条")]),
    *((f"ringed: {sign}", f"合同法第五十二条第{sign}项", [(52, 0, None, 3, f"合同法第五十二条第{sign}项")]) for sign in "③⑶㈢"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(c[1], c[2], id=c[0]) for c in CASES])
def test_numbers(text: str, expected: list[tuple[int | None, int, int | None, int | None, str]]) -> None:
    assert [(c.article, c.inserted, c.paragraph, c.item, c.raw) for c in find_citations(text)] == expected


def test_ranges_without_end_do_not_fill_the_memory() -> None:
    assert len(find_citations("民法典第1条至第120条、" * 500)) < 12_000


def test_lines_of_articles_are_not_searched_through_again_for_each() -> None:
    lines = "《民法典》第5条\n" + "第6条\n第7条\n" * 5_000
    start = time.process_time()
    find_citations(lines)
    assert time.process_time() - start < 2  # it was 5 s


def test_brackets_before_an_article_are_not_followed_without_end() -> None:
    assert [c.article for c in find_citations("《民法典》规定" + "（）" * 5_000 + "第一条")] == [None]
