"""Questions in lay words: which terms they stand for, and what is found by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from pipeline import text
from pipeline.models import Record
from pipeline.store import Store, expansion
from pipeline.store.search import find


@pytest.mark.parametrize(
    ("question", "expected", "reason"),
    [
        ("偷东西会坐牢吗", {"盗窃", "有期徒刑", "拘役"}, "two lay words"),
        ("房東不退押金怎麼辦", {"出租人"}, "traditional characters"),
        ("保险公司拒绝理赔", {"保险人", "赔偿保险金"}, "the longest word: 保险公司 is no 用人单位"),
        ("盗窃罪怎么判", set(), "… and none for what is a term already"),
        ("盗窃还是偷东西", set(), "a term that the question has is not added"),
        ("", set(), "nothing"),
    ],
)
def test_lay_words_stand_for_terms(question: str, expected: set[str], reason: str) -> None:
    found = expansion.legal_terms(question)
    assert expected <= set(found), reason
    assert not any(term in text.fold(question) for term in found)
    if not expected:
        assert found == ()


def test_a_word_within_a_longer_one_is_not_meant() -> None:
    assert "用人单位" in expansion.legal_terms("公司不发工资")
    assert "用人单位" not in expansion.legal_terms("保险公司拒绝理赔")


def test_the_table_is_in_order() -> None:
    own = expansion.own_words()
    assert len(own) > 400
    for word, terms in own.items():
        assert word == text.fold(word), word
        assert terms, f"{word}: no term"
        assert not any(term in word for term in terms), f"{word}: a term that it has itself"
        assert len(set(terms)) == len(terms), f"{word}: a term twice"


def test_a_question_finds_what_says_it_in_other_words(
    store: Store, make_record: Callable[..., Record], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    url, question = "https://law.example/1", "小偷会怎么样？"
    record = make_record(
        url, "刑法的一条", "盗窃公私财物，数额较大的，处三年以下有期徒刑、拘役或者管制。", on_topic=True
    )
    saved = store.save(record, site=None, page_url=url, fetched_at=now)
    assert [hit.article_id for hit in find(store.connection, question).hits] == [saved.article_id]
    monkeypatch.setattr(expansion, "legal_terms", lambda _: ())
    assert not find(store.connection, question).hits, "by its own words it is not found"
