"""The query language: what is understood, what is refused and where the mistake is shown."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import QueryError
from pipeline.store.search.query import MAX_LENGTH, Filter, Query, Term, parse, place, write

TERMS = [
    ("网贷 逾期", [Term("网贷", 0), Term("逾期", 3)], "words at spaces"),
    ("网贷　逾期", [Term("网贷", 0), Term("逾期", 3)], "a full-width space too"),
    ("网贷，逾期", [Term("网贷", 0), Term("逾期", 3)], "and at punctuation that ends a clause"),
    ("1,000元", [Term("1,000元", 0)], "a comma inside a number ends nothing"),
    ("36.5%", [Term("36.5%", 0)], "nor does a decimal point"),
    ('"上门催收"', [Term("上门催收", 1, quoted=True)], "a phrase"),
    ("“上门 催收”", [Term("上门 催收", 1, quoted=True)], "in Chinese quotation marks, with a space"),
    ("「上门催收」", [Term("上门催收", 1, quoted=True)], "in corner brackets"),
    ('网贷"上门催收"', [Term("网贷", 0), Term("上门催收", 3, quoted=True)], "a phrase right after a word"),
    ("-起诉 催收", [Term("起诉", 1, negated=True), Term("催收", 4)], "not this"),
    ("－起诉 催收", [Term("起诉", 1, negated=True), Term("催收", 4)], "the full-width minus of Chinese keyboards"),
    ('-"上门催收" 网贷', [Term("上门催收", 2, quoted=True, negated=True), Term("网贷", 8)], "not this phrase"),
    ("title:催收", [Term("催收", 6, title=True)], "in the title"),
    ('title:"上门 催收"', [Term("上门 催收", 7, quoted=True, title=True)], "a phrase in the title"),
    ("标题：催收", [Term("催收", 3, title=True)], "the field's Chinese name, full-width colon"),
    ("催收 ！！ — -", [Term("催收", 0)], "what has no word in it asks for nothing"),
    ("http://example.com/a", [Term("http://example.com/a", 0)], "an address is words, no field"),
    ("12:30", [Term("12:30", 0)], "nor is a time"),
    ("AND OR NOT NEAR(a*)", [Term("AND", 0), Term("OR", 4), Term("NOT", 7), Term("NEAR(a*)", 11)], "no FTS5 syntax"),
]


@pytest.mark.parametrize(("source", "terms", "reason"), TERMS)
def test_terms(source: str, terms: list[Term], reason: str) -> None:
    assert list(parse(source).terms) == terms, reason


FILTERS = [
    ("law:民法典第675条", Filter("law", "民法典第675条", 4), "a provision"),
    ("law:民法典第674、675条", Filter("law", "民法典第674、675条", 4), "a list is one value"),
    ("law:民法典第675条、第676条", Filter("law", "民法典第675条、第676条", 4), "… of whole provisions"),
    (
        "law:民法典第六百七十五条，第六百七十六条",
        Filter("law", "民法典第六百七十五条，第六百七十六条", 4),
        "… in Chinese",
    ),
    ("-site:example.com", Filter("site", "example.com", 6, negated=True), "a filter can be refused"),
    ("category:金融债务", Filter("category", "金融债务", 9), "a category"),
    ('author:"张 三"', Filter("author", "张 三", 8), "a value with a space is quoted"),
    ("after:2026-01", Filter("after", "2026-01-01", 6), "a month is its first day"),
    ("before:2026", Filter("before", "2026-01-01", 7), "a year too"),
    ("before:2026/3/5", Filter("before", "2026-03-05", 7), "slashes"),
    ("after:2026年3月5日", Filter("after", "2026-03-05", 6), "Chinese"),
    ("after:２０２６-03", Filter("after", "2026-03-01", 6), "full-width digits"),
    ("after:20260305", Filter("after", "2026-03-05", 6), "no sign between"),
    ("verdict:Misattributed", Filter("verdict", "misattributed", 8), "capital letters mean nothing"),
    ("is:original", Filter("is", "original", 3), "not a copy"),
    ("is:off-topic", Filter("is", "off-topic", 3), "a value with a hyphen is one"),
    ("has:citations", Filter("has", "citations", 4), "cites a law"),
    ("LAW:民法典", Filter("law", "民法典", 4), "nor in the field's name"),
]


@pytest.mark.parametrize(("source", "expected", "reason"), FILTERS)
def test_filters(source: str, expected: Filter, reason: str) -> None:
    assert parse(source).filters == (expected,), reason


def test_sorting_by_date_is_asked_for() -> None:
    assert parse("催收 sort:date") == Query("催收 sort:date", (Term("催收", 0),), (), "date")
    assert parse("催收").sort == "relevance"


MISTAKES = [
    ("", 0, "没有可以检索", "an empty query"),
    ("！？", 0, "没有可以检索", "no word"),
    ("-", 0, "没有可以检索", "a minus alone"),
    ("催收 law:", 7, "冒号后面要紧接着", "a field without a value"),
    ("催收 law: 民法典", 7, "冒号后面要紧接着", "a space after the colon"),
    ('催收 "上门', 3, "引号没有配对", "an open quotation"),
    ("催收 sit:x", 3, "没有「sit:」", "a field there is not"),
    ("after:2026-02-30", 6, "要写日期", "a day there is not"),
    ("after:gestern", 6, "要写日期", "no date"),
    ("verdict:wrong", 8, "可以写 exists", "a verdict there is not: the message names those there are"),
    ("is:good", 3, "original, copy", "a property there is not"),
    ("催" * (MAX_LENGTH + 1), MAX_LENGTH, "太长", "longer than a query can be"),
    ("催 " * 60, 100, "词太多", "more words than a query can have"),
]


@pytest.mark.parametrize(("source", "position", "message", "reason"), MISTAKES)
def test_a_mistake_is_shown_where_it_is(source: str, position: int, message: str, reason: str) -> None:
    with pytest.raises(QueryError, match=message) as caught:
        parse(source)
    assert caught.value.position == position, reason
    assert str(caught.value).count(place(source, position)) == 1, "the message shows the place, once"


QUESTIONS = [
    ("欠钱不还怎么办", True, "it asks"),
    ("网贷逾期会坐牢吗？", True, "it asks"),
    ("信用卡逾期上门催收合法", True, "a run too long for a word"),
    ("贷款何时到期", True, "it asks"),
    ("欠款多大算诈骗", True, "it asks"),
    ("任何时候", False, "何时 asks, 任何时候 does not"),
    ("很多大学生", False, "多大 asks, 很多大学生 does not"),
    ("网贷逾期", False, "words"),
    ("信用卡 逾期 上门 催收 合法", False, "words"),
    ('"怎么办"', False, "a phrase is meant literally"),
    ("title:怎么办", False, "in the title, literally"),
]


@pytest.mark.parametrize(("source", "question", "reason"), QUESTIONS)
def test_a_question_is_told_from_words(source: str, question: bool, reason: str) -> None:
    assert parse(source).question is question, reason


PLAIN = [
    ("2020年lpr利息", True, "five tokens without a space are several words"),
    ("怀孕7周hcg正常值", True, "the same"),
    ("借款3万", False, "a phrase of four"),
    ("上门催收", False, "a word"),
    ('"2020年lpr利息"', False, "a phrase is meant literally"),
    ("https://law.example/news/2026/1.html", False, "an address has no words to be near to"),
    ("2020年 lpr 利息", False, "each word is asked for by itself"),
    ('"上门催收怎么办"', False, "a phrase that asks is a phrase"),
    ('"上门催收" 怎么办', False, "… beside a question too"),
    ("显卡 驱动 -谁", False, "what is refused does not ask"),
    ("显卡 site:谁.cn", False, "nor does the value of a filter"),
    ("借款3万？", True, "a question mark asks"),
]


@pytest.mark.parametrize(("source", "plain", "reason"), PLAIN)
def test_what_is_answered_nearly_where_nothing_has_it_literally(source: str, plain: bool, reason: str) -> None:
    assert parse(source).plain is plain, reason


_PIECES = st.lists(
    st.one_of(
        st.text(max_size=6),
        st.sampled_from(
            ['"', "“", "”", "-", ":", "law:", "title:", "after:2026", "site:a", "催收", "*", "(", "NEAR", "^"]
        ),
    ),
    max_size=12,
).map("".join)


@given(_PIECES)
def test_any_text_is_a_query_or_a_mistake_with_a_place(source: str) -> None:
    place: int | None = 0
    try:
        parse(source)
    except QueryError as mistake:
        place = mistake.position
    assert place is not None
    assert 0 <= place <= len(source)


@given(_PIECES)
def test_a_query_that_is_written_asks_the_same(source: str) -> None:
    try:
        query = parse(source)
    except QueryError:
        return
    again = parse(write(query))

    def meaning(one: Query) -> tuple[object, ...]:
        terms = [(term.text, term.negated, term.title) for term in one.terms]
        return terms, [(each.field, each.value, each.negated) for each in one.filters], one.sort

    assert meaning(again) == meaning(query)
