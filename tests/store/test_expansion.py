"""Questions in lay words: which terms they stand for, and what is found by them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from pipeline import text
from pipeline.models import Record
from pipeline.store import Store
from pipeline.store.search import expansion, find


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


@pytest.mark.parametrize(
    ("question", "meant"),
    [
        ("公司把我开除了怎么办", True),
        ("企业不给员工交社保", True),
        ("单位知道我网贷逾期了", True),
        ("公司欠钱不还怎么办", False),
        ("催收公司上门威胁我家人", False),
        ("企业之间借款利息怎么算", False),
    ],
)
def test_a_firm_is_an_employer_where_the_question_is_about_work(question: str, meant: bool) -> None:
    assert ("用人单位" in expansion.legal_terms(question)) is meant


@pytest.mark.parametrize(
    ("question", "meant", "not_meant"),
    [
        ("合同到期房东不退押金怎么办", "出租人", "商品房"),  # 到期 | 房东, no 期房
        ("提前还手续费要交吗", "", "正当防卫"),  # 还 | 手续费, no 还手
        ("催收发送的短信合法吗", "债务", "赠与"),  # 发送 | 的, no 送的
        ("他开车撞死人跑了", "交通事故", ""),  # within one word
        ("天猫买到假货", "欺诈", "饲养的动物"),
        ("熊猫贷逾期了", "", "饲养的动物"),
        ("网贷平台爆通讯录", "个人信息", "电子商务平台经营者"),
        ("借钱软件乱扣费", "贷款人", "计算机软件"),
        ("催收冒充公检法", "招摇撞骗", "假冒"),
        ("催收电话骚扰家人", "私人生活安宁", "性骚扰"),
        ("企业之间借款有效吗", "法人", "用人单位"),
        ("\udcff偷东西", "盗窃", ""),  # a byte of the command line that is no character
    ],
)
def test_parts_of_other_words_are_not_meant(question: str, meant: str, not_meant: str) -> None:
    found = expansion.legal_terms(question)
    assert not meant or meant in found
    assert not_meant not in found


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
