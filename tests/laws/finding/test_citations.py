"""What counts as a citation, and what it says: a table of sentences, each with the reason it is here."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.laws import find_citations

CIVIL = "中华人民共和国民法典"
CRIMINAL = "中华人民共和国刑法"
PROCEDURE = "中华人民共和国民事诉讼法"
CONTRACT = "中华人民共和国合同法"
LENDING = "最高人民法院关于审理民间借贷案件适用法律若干问题的规定"
PROCEDURE_RULES = "最高人民法院关于适用《中华人民共和国民事诉讼法》的解释"
GUARANTEE = "最高人民法院关于适用《中华人民共和国担保法》若干问题的解释"
FAMILY = "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）"
P2P = "网络借贷信息中介机构业务活动管理暂行办法"
PACT = "互联网金融逾期债务催收自律公约（试行）"

# (reason, text, [(law, article, 之N, 款, 项, raw)])
CASES: list[tuple[str, str, list[tuple[str | None, int | None, int, int | None, int | None, str]]]] = [
    # --- titles
    ("short title in brackets", "依据《民法典》第675条，应当还款。", [(CIVIL, 675, 0, None, None, "《民法典》第675条")]),
    ("a short name that no rule derives", "税收征管法第五十二条所称特殊情况",
     [("中华人民共和国税收征收管理法", 52, 0, None, None, "税收征管法第五十二条")]),
    ("full title", "《中华人民共和国民法典》第六百七十五条", [(CIVIL, 675, 0, None, None, "《中华人民共和国民法典》第六百七十五条")]),
    ("no brackets", "我国刑法第二百九十三条规定", [(CRIMINAL, 293, 0, None, None, "刑法第二百九十三条")]),
    ("full title, no brackets", "中华人民共和国刑法第293条", [(CRIMINAL, 293, 0, None, None, "中华人民共和国刑法第293条")]),
    ("的 between law and article", "刑法的第二百九十三条", [(CRIMINAL, 293, 0, None, None, "刑法的第二百九十三条")]),
    ("a part of the code between", "《民法典》合同编第五百七十七条", [(CIVIL, 577, 0, None, None, "《民法典》合同编第五百七十七条")]),
    ("… within the brackets", "《民法典·合同编》第五百七十七条", [(CIVIL, 577, 0, None, None, "《民法典·合同编》第五百七十七条")]),
    ("… without a dot", "《民法典婚姻家庭编》第1064条", [(CIVIL, 1064, 0, None, None, "《民法典婚姻家庭编》第1064条")]),
    ("issuer outside of the brackets", "最高人民法院《关于审理民间借贷案件适用法律若干问题的规定》第二十五条",
     [(LENDING, 25, 0, None, None, "最高人民法院《关于审理民间借贷案件适用法律若干问题的规定》第二十五条")]),
    ("nested brackets of another shape", "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第九十条",
     [(PROCEDURE_RULES, 90, 0, None, None, "《最高人民法院关于适用〈中华人民共和国民事诉讼法〉的解释》第九十条")]),
    ("nested brackets, small", "最高人民法院《关于适用﹤中华人民共和国民事诉讼法﹥的解释》第九十条",
     [(PROCEDURE_RULES, 90, 0, None, None, "最高人民法院《关于适用﹤中华人民共和国民事诉讼法﹥的解释》第九十条")]),
    ("nested brackets, angle signs", "《最高人民法院关于适用<中华人民共和国民事诉讼法>的解释》第九十条",
     [(PROCEDURE_RULES, 90, 0, None, None, "《最高人民法院关于适用<中华人民共和国民事诉讼法>的解释》第九十条")]),
    ("nested brackets of the same shape", "《最高人民法院关于适用《中华人民共和国民事诉讼法》的解释》第九十条",
     [(PROCEDURE_RULES, 90, 0, None, None, "《最高人民法院关于适用《中华人民共和国民事诉讼法》的解释》第九十条")]),
    ("only the inner title has brackets", "依照最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）第三条",
     [(FAMILY, 3, 0, None, None, "最高人民法院关于适用《中华人民共和国民法典》婚姻家庭编的解释（一）第三条")]),
    ("short name of an interpretation", "民事诉讼法解释第九十条", [(PROCEDURE_RULES, 90, 0, None, None, "民事诉讼法解释第九十条")]),
    ("… with an abbreviated law", "《民诉法司法解释》第90条", [(PROCEDURE_RULES, 90, 0, None, None, "《民诉法司法解释》第90条")]),
    ("a common name", "《民间借贷司法解释》第25条", [(LENDING, 25, 0, None, None, "《民间借贷司法解释》第25条")]),
    ("an inserted article as ids write it", "《刑法》第293-1条第一款", [(CRIMINAL, 293, 1, 1, None, "《刑法》第293-1条第一款")]),
    ("… without 第", "刑法293-1条", [(CRIMINAL, 293, 1, None, None, "刑法293-1条")]),
    ("… a range rises", "《刑法》第292-293条", [(CRIMINAL, n, 0, None, None, "《刑法》第292-293条") for n in (292, 293)]),
    ("version behind", "《民事诉讼法》（2021年修正）第二百六十条", [(PROCEDURE, 260, 0, None, None, "《民事诉讼法》（2021年修正）第二百六十条")]),
    ("version inside", "《民事诉讼法（2021年修正）》第二百六十条", [(PROCEDURE, 260, 0, None, None, "《民事诉讼法（2021年修正）》第二百六十条")]),
    ("document number behind", "《关于审理民间借贷案件适用法律若干问题的规定》（法释〔2020〕17号）第25条",
     [(LENDING, 25, 0, None, None, "《关于审理民间借贷案件适用法律若干问题的规定》（法释〔2020〕17号）第25条")]),
    ("year in front", "1999年《合同法》第六十条", [(CONTRACT, 60, 0, None, None, "《合同法》第六十条")]),
    ("broken across lines", "《中华人民共和国\n民法典》第675条", [(CIVIL, 675, 0, None, None, "《中华人民共和国\n民法典》第675条")]),
    ("spaces inside", "《 民法典 》 第 675 条", [(CIVIL, 675, 0, None, None, "《 民法典 》 第 675 条")]),
    ("spaces of other kinds", "《民法典》\xa0第\u2002675\u200b条", [(CIVIL, 675, 0, None, None, "《民法典》\xa0第\u2002675\u200b条")]),
    ("traditional characters", "根據《中華人民共和國刑法》第二百九十三條", [(CRIMINAL, 293, 0, None, None, "《中華人民共和國刑法》第二百九十三條")]),
    ("a word left out of a long title", "《最高人民法院关于民事证据的若干规定》第六十九条",
     [("最高人民法院关于民事诉讼证据的若干规定", 69, 0, None, None, "《最高人民法院关于民事证据的若干规定》第六十九条")]),
    ("解释 called 规定", "《最高人民法院关于适用〈中华人民共和国担保法〉若干问题的规定》第十二条",
     [(GUARANTEE, 12, 0, None, None, "《最高人民法院关于适用〈中华人民共和国担保法〉若干问题的规定》第十二条")]),
    ("a censored title", "《最高人民*关于审理民间借贷案件适用法律若干问题的规定》第十条",
     [(LENDING, 10, 0, None, None, "《最高人民*关于审理民间借贷案件适用法律若干问题的规定》第十条")]),
    ("anonymised: 国民 taken for a name", "《中华人民共和某某事诉讼法》第一百四十二条",
     [(PROCEDURE, 142, 0, None, None, "《中华人民共和某某事诉讼法》第一百四十二条")]),
    ("an unknown norm keeps its title", "《江苏省消费者权益保护条例》第十条",
     [("江苏省消费者权益保护条例", 10, 0, None, None, "《江苏省消费者权益保护条例》第十条")]),
    ("a draft is a norm of its own", "《民法典（草案）》第十条", [("民法典（草案）", 10, 0, None, None, "《民法典（草案）》第十条")]),
    ("article inside the brackets", "《民法典第675条》", [(CIVIL, 675, 0, None, None, "《民法典第675条")]),
    ("an unclosed bracket", "根据《民法典第675条规定", [(CIVIL, 675, 0, None, None, "《民法典第675条")]),
    ("a document number alone", "根据法释〔2015〕18号第二十六条", [(LENDING, 26, 0, None, None, "法释〔2015〕18号第二十六条")]),
    ("… of several issuers, with other brackets", "银监会令2016年第1号施行后", [(P2P, None, 0, None, None, "银监会令2016年第1号")]),
    ("… that the registry lacks", "国务院令第737号公布", [("国务院令第737号", None, 0, None, None, "国务院令第737号")]),
    ("… beside its title is part of it", f"《{P2P}》（银监会令2016年第1号）出台",
     [(P2P, None, 0, None, None, f"《{P2P}》（银监会令2016年第1号）")]),
    ("a decision of an office is no norm", "皖复决字[2006]23号行政复议决定书", []),
    ("a standard", "按照GB/T 35273-2020处理", [("GB/T35273-2020", None, 0, None, None, "GB/T 35273-2020")]),
    # --- numbers
    ("full-width digits", "《民法典》第１０３２条", [(CIVIL, 1032, 0, None, None, "《民法典》第１０３２条")]),
    ("positional digits", "民法典第一〇三二条", [(CIVIL, 1032, 0, None, None, "民法典第一〇三二条")]),
    ("a mixture", "民法典第1千零32条", [(CIVIL, 1032, 0, None, None, "民法典第1千零32条")]),
    ("之一", "《刑法》第二百九十三条之一", [(CRIMINAL, 293, 1, None, None, "《刑法》第二百九十三条之一")]),
    ("之一 with 款 and 项", "刑法第293条之一第一款第（二）项", [(CRIMINAL, 293, 1, 1, 2, "刑法第293条之一第一款第（二）项")]),
    ("之规定 is no 之N", "依照刑法第六十五条之规定", [(CRIMINAL, 65, 0, None, None, "刑法第六十五条")]),
    ("no 第", "刑法293条", [(CRIMINAL, 293, 0, None, None, "刑法293条")]),
    ("项 without 款", "合同法第五十二条第（五）项", [(CONTRACT, 52, 0, None, 5, "合同法第五十二条第（五）项")]),
    ("项 without its word", "合同法第五十二条（五）违反", [(CONTRACT, 52, 0, None, 5, "合同法第五十二条（五）")]),
    # --- lists and ranges
    ("a list of articles", "《合同法》第六百六十七条、第六百六十八条",
     [(CONTRACT, 667, 0, None, None, "《合同法》第六百六十七条"), (CONTRACT, 668, 0, None, None, "第六百六十八条")]),
    ("条 at the end alone", "刑法第二十七、二十九条", [(CRIMINAL, 27, 0, None, None, "刑法第二十七"), (CRIMINAL, 29, 0, None, None, "二十九条")]),
    ("第 at the beginning alone", "民法典第五百八十四条、五百八十五条",
     [(CIVIL, 584, 0, None, None, "民法典第五百八十四条"), (CIVIL, 585, 0, None, None, "五百八十五条")]),
    ("a range", "刑法第三十六条至三十八条", [(CRIMINAL, n, 0, None, None, "刑法第三十六条至三十八条") for n in (36, 37, 38)]),
    ("a range of items", "物权法第一百八十条第一款第一项至第三项",
     [("中华人民共和国物权法", 180, 0, 1, n, "物权法第一百八十条第一款第一项至第三项") for n in (1, 2, 3)]),
    ("… without 第", "《民法典》667-669条", [(CIVIL, n, 0, None, None, "《民法典》667-669条") for n in (667, 668, 669)]),
    ("… without 第, 至", "民法典667至668条", [(CIVIL, n, 0, None, None, "民法典667至668条") for n in (667, 668)]),
    ("a list without 第", "《民法典》667、675条", [(CIVIL, 667, 0, None, None, "《民法典》667"), (CIVIL, 675, 0, None, None, "675条")]),
    ("… of three", "民法典667、670和675条的规定",
     [(CIVIL, 667, 0, None, None, "民法典667"), (CIVIL, 670, 0, None, None, "670"), (CIVIL, 675, 0, None, None, "675条")]),
    ("numbered lines are no list", "《民法典》\n1、第675条", [(CIVIL, 675, 0, None, None, "第675条")]),
    ("… nor in one line", "《民法典》1、第675条", [(CIVIL, 675, 0, None, None, "第675条")]),
    ("years are no articles", "《民法典》2020-2021年施行，民法典2021、2022年的案件", [(CIVIL, None, 0, None, None, "《民法典》")]),
    ("pages are no articles", "《民法典》12-15页", [(CIVIL, None, 0, None, None, "《民法典》")]),
    ("falling numbers are no range", "《民法典》2020-15条", [(CIVIL, None, 0, None, None, "《民法典》")]),
    ("counted things are no range", "《民法典》3-5条建议", [(CIVIL, None, 0, None, None, "《民法典》")]),
    ("paragraphs", "刑法第六十七条第一款、第三款", [(CRIMINAL, 67, 0, 1, None, "刑法第六十七条第一款"), (CRIMINAL, 67, 0, 3, None, "第三款")]),
    ("items with one 项", "民事诉讼法第二百条第一、二、六项",
     [(PROCEDURE, 200, 0, None, 1, "民事诉讼法第二百条第一"), (PROCEDURE, 200, 0, None, 2, "二"), (PROCEDURE, 200, 0, None, 6, "六项")]),
    ("an item, then a paragraph", "合同法第五十八条第一款第（五）项、第二款",
     [(CONTRACT, 58, 0, 1, 5, "合同法第五十八条第一款第（五）项"), (CONTRACT, 58, 0, 2, None, "第二款")]),
    ("an ordinal behind is no member", "刑法第六十七条第一款、二审法院认为", [(CRIMINAL, 67, 0, 1, None, "刑法第六十七条第一款")]),
    # --- context
    ("本法 in a quotation is the quoted law", "《合同法》第六十一条规定：“依照本法第六十条”",
     [(CONTRACT, 61, 0, None, None, "《合同法》第六十一条"), (CONTRACT, 60, 0, None, None, "本法第六十条")]),
    ("该规定 is the last 规定, not the last law", "《民间借贷规定》第二十五条引用《民法典》第680条，该规定第二十六条",
     [(LENDING, 25, 0, None, None, "《民间借贷规定》第二十五条"), (CIVIL, 680, 0, None, None, "《民法典》第680条"),
      (LENDING, 26, 0, None, None, "该规定第二十六条")]),
    ("本法 without a law", "依据本法第五百一十条的规定仍不能确定", [(None, 510, 0, None, None, "本法第五百一十条")]),
    ("a heading carries on", "《民法典》相关条文\n第六百七十五条 借款人应当还款。\n第六百七十六条 逾期利息。",
     [(CIVIL, 675, 0, None, None, "第六百七十五条"), (CIVIL, 676, 0, None, None, "第六百七十六条")]),
    ("abbreviation given in the text", f"《{P2P}》（以下简称《网贷新规》）出台。《网贷新规》第二十四条",
     [(P2P, 24, 0, None, None, "《网贷新规》第二十四条")]),
    ("… and used without brackets", f"《{PACT}》（以下简称催收规则）发布，催收规则第十条", [(PACT, 10, 0, None, None, "催收规则第十条")]),
    ("《解释》 is the last one named", "《民诉法解释》第90条、《刑法》第1条。《解释》第九十一条",
     [(PROCEDURE_RULES, 90, 0, None, None, "《民诉法解释》第90条"), (CRIMINAL, 1, 0, None, None, "《刑法》第1条"),
      (PROCEDURE_RULES, 91, 0, None, None, "《解释》第九十一条")]),
    ("a decision of amendment", "修改《民间借贷规定》 1.将引言修改为“根据《民法典》制定” 2.将第一条修改为",
     [(CIVIL, None, 0, None, None, "《民法典》"), (LENDING, 1, 0, None, None, "第一条")]),
    # --- laws without an article
    ("named alone", "根据我国《民法典》和《刑法》的相关规定", [(CIVIL, None, 0, None, None, "《民法典》"), (CRIMINAL, None, 0, None, None, "《刑法》")]),
    ("once in a text", "《民法典》规定……《民法典》又规定", [(CIVIL, None, 0, None, None, "《民法典》")]),
    ("not where its articles are cited", "《民法典》保护隐私，民法典第1032条", [(CIVIL, 1032, 0, None, None, "民法典第1032条")]),
    ("the longer name", "担保法解释规定", [(GUARANTEE, None, 0, None, None, "担保法解释")]),
    ("an article within a title", "全国人民代表大会常务委员会关于刑法第三百一十三条的解释中规定",
     [("全国人民代表大会常务委员会关于《中华人民共和国刑法》第三百一十三条的解释", None, 0, None, None,
       "全国人民代表大会常务委员会关于刑法第三百一十三条的解释")]),
    ("a series without brackets", "劳动争议司法解释一第45条",
     [("最高人民法院关于审理劳动争议案件适用法律问题的解释（一）", 45, 0, None, None, "劳动争议司法解释一第45条")]),
    # --- no citations
    ("an interpretation that is only called by its number", "民法典第140条，原解释四第十一条未强调", [(CIVIL, 140, 0, None, None, "民法典第140条")]),
    ("a contract", "《借款合同》第三条约定", []),
    ("a contract without brackets", "双方签订的借款合同第三条、第四条", []),
    ("a contract after a law", "依据《民法典》第577条，按《借款合同》第六条第2款", [(CIVIL, 577, 0, None, None, "《民法典》第577条")]),
    ("a charter", "《公司章程》第五条", []),
    ("insurance terms", "《机动车保险条款》第十一条", []),
    ("a case number", "（2019）京01民终1号民事判决书", []),
    ("a book", "《如何应对催收》第三章", []),
    ("a method", "《还款方法》第一条", []),
    ("a word that ends in 法", "这种做法第一条就不对，非法第二条", []),
    ("法 within a word", "公司法人和合同法律关系", []),
    ("a counted thing", "根据《民法典》，第一条短信不构成骚扰", [(CIVIL, None, 0, None, None, "《民法典》")]),
    ("a list behind a pointer to nothing", "按本条例第三条、第五条和第七条处理，第八条不算",
     [(None, 3, 0, None, None, "本条例第三条"), (None, 5, 0, None, None, "第五条"), (None, 7, 0, None, None, "第七条")]),
    ("a book called as a law is", "参见崔建远：《物权法》（第五版），某大学出版社", []),
    ("articles of another statute, its lines run together", "依照刑法第二百八十条处理。第五百零八条 具有下列情形的，应当认定",
     [("中华人民共和国刑法", 280, 0, None, None, "刑法第二百八十条")]),
    ("a number that the law never had, not named beside it", "依照刑法第二百八十条处理，而按第五百零八条办理",
     [("中华人民共和国刑法", 280, 0, None, None, "刑法第二百八十条")]),
    ("… named in a list with it", "刑法第二百八十条、第五百零八条",
     [("中华人民共和国刑法", 280, 0, None, None, "刑法第二百八十条"), ("中华人民共和国刑法", 508, 0, None, None, "第五百零八条")]),
    ("ordinals", "第一、保留证据；第二、投诉", []),
    ("nothing", "", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), [pytest.param(c[1], c[2], id=c[0]) for c in CASES])
def test_cases(text: str, expected: list[tuple[object, ...]]) -> None:
    found = [(c.law, c.article, c.inserted, c.paragraph, c.item, c.raw) for c in find_citations(text)]
    assert found == expected


def test_ids_and_spans() -> None:
    text = "依照刑法第293条之一、《江苏省某条例》第2条"
    first, second = find_citations(text)
    assert (first.law_id, second.law_id) == ("cn/law/刑法", "cn/law/江苏省某条例")
    assert text[second.start : second.end] == second.raw


_PIECES = st.sampled_from(
    ["《", "》", "第", "一", "十", "2", "条", "款", "项", "、", "至", "（", "）", "民法典", "刑法", "该法", "本规定", "关于",
     "的解释", "合同", "（以下简称", "”", "\n", " ", "之", "某某", "*", "最高人民法院", "條", "法释〔2020〕17号"]
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.lists(_PIECES, max_size=40).map("".join))
def test_any_text_gives_ordered_spans_that_hold_what_they_say(text: str) -> None:
    found = find_citations(text)
    assert all(text[c.start : c.end] == c.raw and c.raw for c in found)
    assert [c.start for c in found] == sorted(c.start for c in found)
    assert all(c.article is None or 0 < c.article < 10_000 for c in found)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=200))
def test_no_text_breaks_it(text: str) -> None:
    assert all(c.end <= len(text) for c in find_citations(text))
