"""Normalising and search tokens: what counts as the same text, and what the index and a full scan agree on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

import numpy  # noqa: F401 - loaded, texts are looked up in bulk
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import text

FOLDED = [
    ("ＡＰＰ", "app", "full width and capital letters"),
    ("還款協議", "还款协议", "traditional characters"),
    ("１２３，（", "123,(", "full-width digits and punctuation"),
    ("網貸㈠", "网贷㈠", "a sign that would become several characters stays: offsets must not move"),
    ("İ", "İ", "a capital whose small form is two characters stays"),
    ("", "", "nothing"),
]


@pytest.mark.parametrize(("source", "form", "reason"), FOLDED)
def test_fold(source: str, form: str, reason: str) -> None:
    assert text.fold(source) == form, reason


@given(st.text())
def test_folding_keeps_every_offset_and_is_done_once(source: str) -> None:
    once = text.fold(source)
    assert len(once) == len(source)
    assert text.fold(once) == once


_PLANE = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000]


def test_all_characters_fold_and_are_squeezed_in_bulk_as_one_by_one() -> None:
    told = [char for char in _PLANE if text._UNTOLD not in (text._folded_in_bulk(char) or text._UNTOLD)]
    assert len(told) > 0.98 * len(_PLANE), "only what folds to a character beyond the plane is left to the other way"
    assert text._folded_in_bulk("".join(told)) == text._folded_by_parts("".join(told))
    assert text._squeezed_in_bulk("".join(_PLANE)) == text._squeezed_by_parts("".join(_PLANE))


@pytest.mark.parametrize(
    ("odd", "why"),
    [
        ("𠀁Ａ", "beyond the basic plane"),
        ("\ud83d\ude00", "two lone surrogates are two characters, though together they spell one"),
        ("\uffff", "the sign that stands for what the table cannot tell"),
        (next(char for char in _PLANE if text.fold(char) > "\uffff"), "folds to a character beyond the plane"),
        ("Ａ\0_", "a control character and an underscore"),
    ],
)
def test_a_long_text_folds_and_is_squeezed_as_its_pieces_are(odd: str, why: str) -> None:
    pieces = [f"{odd}，還款" for _ in range(text._BULK)]
    assert text.fold("".join(pieces)) == "".join(map(text.fold, pieces)), why
    assert text.squeeze("".join(pieces)) == "".join(map(text.squeeze, pieces)), why


SEGMENTED = [
    ("催收", "催收 收", "a bigram, then the last character alone"),
    ("网贷逾期", "网贷 贷逾 逾期 期", "overlapping"),
    ("借款3万元", "借款 款 3 万元 元", "a number ends a run"),
    ("下载APP后", "下 下载 载 app 后".split(" ", 1)[1], "a Latin word is whole"),
    ("逾期，催收", "逾期 期 催收 收", "no bigram across punctuation"),
    ("P2P", "p2p", "letters and digits together are one word"),
    ("36.5%", "36 5", "a decimal is two numbers side by side"),
    ("二〇二一年", "二〇 〇二 二一 一年 年", "〇 is a Chinese character here"),
    ("_a_b", "a b", "an underscore is no word character"),
    ("！？……", "", "no word character at all"),
    (None, "", "a column that is NULL"),
]


@pytest.mark.parametrize(("source", "tokens", "reason"), SEGMENTED)
def test_segment(source: str | None, tokens: str, reason: str) -> None:
    assert text.segment(source).split() == tokens.split(), reason


PHRASES = [
    ("催收", ("催收",), False, "the last character of the final run is dropped: 催收员 is found"),
    ("第3条", ("第", "3", "条"), True, "a final run of one character begins a token"),
    (
        "借款3万元",
        ("借款", "款", "3", "万元"),
        False,
        "the last character of an inner run stays: 借款人3万元 is not found",
    ),
    ("款", ("款",), True, "one character"),
    ("app", ("app",), False, "a word is whole"),
    ("", (), False, "nothing"),
]


@pytest.mark.parametrize(("source", "tokens", "prefix", "reason"), PHRASES)
def test_phrase(source: str, tokens: tuple[str, ...], prefix: bool, reason: str) -> None:
    assert text.phrase(source) == (tokens, prefix), reason


FOUND = [
    ("第3条", "依照第 3 条的规定", "第 3 条", "space between a number and characters means nothing"),
    ("第3条", "依照第13条", None, "numbers are whole"),
    ("3万元", "借款13万元", None, "numbers are whole at the beginning too"),
    ("app", "下载apple", None, "words are whole"),
    ("app", "某app逾期", "app", "a Chinese character ends a word"),
    ("网贷逾期", "网贷，逾期", None, "one run does not go across punctuation"),
    ("网贷，逾期", "网贷、逾期", "网贷、逾期", "punctuation in a phrase stands for any"),
    ("网贷 逾期", "网贷逾期", None, "… but for some"),
    ("催收", "催收催收", "催收", "the first place"),
    ("...", "...", None, "nothing is found by no word"),
]


@pytest.mark.parametrize(("phrase", "source", "found", "reason"), FOUND)
def test_pattern(phrase: str, source: str, found: str | None, reason: str) -> None:
    match = text.pattern(phrase).search(text.fold(source))
    assert (match and match.group()) == found, reason


@pytest.fixture(scope="module")
def fts() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5 (x, tokenize = 'unicode61 remove_diacritics 0')")
    yield connection
    connection.close()


# Few different signs, so that texts and phrases often meet.
_SIGNS = st.text(st.sampled_from("催收款网贷還还3１1aAé，。 _-〇\n"), max_size=12)


@settings(max_examples=400)
@given(body=_SIGNS, phrase=_SIGNS.filter(lambda one: bool(text.runs(one))))
def test_the_index_finds_exactly_what_the_pattern_finds(fts: sqlite3.Connection, body: str, phrase: str) -> None:
    fts.execute("DELETE FROM t")
    fts.execute("INSERT INTO t (x) VALUES (?)", (text.segment(body),))
    tokens, prefix = text.phrase(phrase)
    expression = f'"{" ".join(tokens)}"' + (" *" if prefix else "")
    (found,) = fts.execute("SELECT count(*) FROM t WHERE t MATCH ?", (expression,)).fetchone()
    assert bool(found) == bool(text.pattern(phrase).search(text.fold(body)))


@given(st.text())
def test_every_character_of_a_run_begins_one_token(source: str) -> None:
    tokens = text.segment(source).split()
    expected = sum(len(run) if text.phrase(run[0])[1] else 1 for run in text.runs(source))
    assert len(tokens) == expected


def test_ngrams() -> None:
    assert list(text.ngrams("网贷逾期", 2)) == ["网贷", "贷逾", "逾期"]
    assert list(text.ngrams("期", 2)) == ["期"], "a text shorter than n gives itself"
    assert list(text.ngrams("", 2)) == []


def test_squeeze() -> None:
    assert text.squeeze("网贷，逾期 一天！_ＡＢ") == "网贷逾期一天ab"


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("向APP借款3万元，已逾期。" * 60, "words, numbers and punctuation between Chinese runs"),
        ("二〇二四年a_b人々" * 80, "〇 and 々 are Chinese, an underscore parts words"),
        ("ａｂｃ１２３逾期還款" * 60, "full width and traditional characters fold first"),
        ("！。 \n" * 200, "nothing to index"),
        ("x" * 600, "one word"),
        ("借" * 600, "one run"),
        ("借款\ud800逾期" * 100, "a lone surrogate parts two runs"),
        ("借款\U00020001逾期" * 120, "beyond the basic plane, as short texts are read"),
        ("Ünïcödé слова λέξεις 한국어" * 30, "words of other scripts"),
    ],
)
def test_a_long_text_gives_the_tokens_of_a_short_one(source: str, why: str) -> None:
    assert text.segment(source) == text._segment(text.fold(source)), why
