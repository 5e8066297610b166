"""Text that a browser does not show: words for search engines, letters against copying; and what only looks like it."""

from __future__ import annotations

import pytest

from tests.extract.extract_pages import BODY, FOOTER, LEAD, NAV, SECOND, TEXT, THIRD, page, read

WORDS = "某地债务律师哪家好，某地催收律师推荐。"
SPAM = f"<p>{WORDS}</p>"


def spam(opening: str, tag: str = "p") -> str:
    return page(f"{BODY}<{tag} {opening}>{WORDS}</{tag}>")


HIDDEN = {
    "a class of the page's style sheet": page(f"{BODY}<p class='seo'>{WORDS}</p>", head="<style>.seo{display:none}</style>"),
    "… among others, with an element": page(f"{BODY}<div class='x7 k'>{SPAM}</div>", head="<style>a{color:red} h4, div.x7 , .y {margin:0;visibility: hidden !important}</style>"),
    "… an id, in the body, behind a comment": page(f"<style>/* .a{{ */ #wz2 {{ position:absolute; left:-9999px }}</style>{BODY}<p id='wz2'>{WORDS}</p>"),
    "… a line in a sentence": page(BODY.replace("再委托", "再<span class='jz'>q8$h*</span>委托"), head="<style>.jz{font-size:0;}</style>"),
    "no height": spam("style='height:0;overflow:hidden'", "div"),
    "one pixel": spam("style='overflow: hidden; width:1px; height:1px'", "div"),
    "opacity": spam("style='opacity:0'"),
    "opacity with a class": spam("class='k9' style='font-weight:bold;opacity: 0.0'"),
    "white on the article's ground": spam("style='color:#fff'"),
    "… by name": spam("style='color: white;'"),
    "… of a font": page(f"{BODY}<font color='#FFFFFF'>{WORDS}</font>"),
    "one pixel's letters": spam("style='font-size:1px'"),
    "a forum's letters against copying": page(BODY.replace("再委托", "再<font class='jammer'>! h8 K6</font>委托")),
}  # fmt: skip


@pytest.mark.parametrize("html", HIDDEN.values(), ids=HIDDEN.keys())
def test_text_that_is_not_shown_is_not_the_article(html: str) -> None:
    assert read(html).body == TEXT


TOLD = "有借条的，诉讼时效从还款期限届满之日起算。"
SHOWN = {
    "white in a box with a ground": f"<div style='background:#1e5'><p style='color:#fff'>{TOLD}</p></div>",
    "… of its own": f"<p style='color:#fff;background-color:#333'>{TOLD}</p>",
    "… of a cell": f"<table><tr><td bgcolor='#336699'><font color='#ffffff'>{TOLD}</font><br>下面是详细说明，请各位借款人和出借人都耐心看完。</td></tr></table>",
    "… of a class": f"<div class='dark'><p style='color:#fff'>{TOLD}</p></div>",
    "a white element with a class": f"<p class='dark' style='color:#fff'>{TOLD}</p>",
    "a low line": f"<p style='line-height:0'>{TOLD}</p>",
    "no height, nothing cut off": f"<p style='height:0'>{TOLD}</p>",
    "half seen": f"<p style='opacity:0.8'>{TOLD}</p>",
    "a rule for paper": f"<style>@media print{{.note{{display:none}} .b{{margin:0}}}}</style><p class='note'>{TOLD}</p>",
    "a rule for an element inside another": f"<style>.menu .note{{display:none}}</style><p class='note'>{TOLD}</p>",
    "hidden until a state": f"<style>.note{{display:none}}.note.open{{display:block}}</style><p class='note open'>{TOLD}</p>",
    "a broken sheet": f"<style>.note{{{{display:none}}}} }} .note{{color:red</style><p class='note'>{TOLD}</p>",
}


@pytest.mark.parametrize("shown", SHOWN.values(), ids=SHOWN.keys())
def test_text_that_is_shown_stays(shown: str) -> None:
    assert TOLD in read(page(BODY + shown)).body


@pytest.mark.parametrize(
    "head", ["<style>.text{display:none}</style>", "<style>.fade{visibility:hidden}</style>", ""], ids=["name", "most of it", "opacity"]
)  # fmt: skip
def test_an_article_that_a_script_shows_is_kept(head: str) -> None:
    html = f"<title>信用卡逾期后怎么协商</title>{head}<body>{NAV}<h1>信用卡逾期后怎么协商</h1><div class='fade text' style='opacity:0'>{BODY}</div>{FOOTER}"
    assert all(part in read(html).body for part in (LEAD, SECOND, THIRD))


EACH = [f"第{number}个问题：{LEAD}" for number in range(1, 9)]


@pytest.mark.parametrize(
    ("row", "head"),
    [
        pytest.param("<p style='opacity:0;transform:translateY(20px)'>{}</p>", "", id="paragraphs that fade in"),
        pytest.param("<p class='wow' style='visibility:hidden'>{}</p>", "", id="… by a library"),
        pytest.param("<b>问</b><div class='panel'><p>{}</p></div>", "<style>.panel{display:none;overflow:hidden}</style>", id="an accordion"),
        pytest.param("<p class='rest'>{}</p>", "<style>.rest{height:0;overflow:hidden}</style>", id="the rest behind a button"),
        pytest.param("<p style='color:#fff'>{}</p>", "<style>div{background:#222}</style>", id="white on a dark ground"),
        pytest.param("<div class='row'><span class='t'>{}</span></div>", "<style>.row{font-size:0}.t{font-size:16px}</style>", id="no gaps between columns"),
        pytest.param("<p style='font-size:0px'><span style='font-size:16px'>{}</span></p>", "", id="… by attributes"),
        pytest.param("<p class='note'>{}</p>", "<style>@media print { .ads, .note { display:none } }</style>", id="the first rule for paper"),
        pytest.param("<p class='d-none d-md-block'>{}</p>", "", id="not on telephones"),
        pytest.param("<p style='margin-top:-100px'>{}</p>", "", id="moved up"),
    ],
)  # fmt: skip
def test_what_is_most_of_the_text_is_kept_though_each_part_is_little(row: str, head: str) -> None:
    html = page("".join(row.format(one) for one in EACH), head=head)
    assert [one for one in EACH if one not in read(html).body] == []


def test_a_white_headline_is_kept() -> None:
    html = page().replace("<h1>", "<h1 style='color:#fff'>")
    assert read(html).title == "信用卡逾期后怎么协商"


def test_many_doubtful_elements_and_sheets_take_no_time() -> None:
    pale = "<span style='color:#fff'>" * 400 + "字" + "</span>" * 400
    sheet = "<style>" + "/*" * 20_000 + ".a{" * 20_000 + "display:none" + "</style>"
    assert LEAD in read(page(BODY + pale * 5, head=sheet)).body


def test_answers_folded_below_their_questions_are_text() -> None:
    rows = "".join(f"<dt>问题{i}：逾期怎么办？</dt><dd style='display:none'>{SECOND}</dd>" for i in range(3))
    assert read(page(f"<p>{LEAD}</p><dl>{rows}</dl>")).body.count(SECOND) == 3
