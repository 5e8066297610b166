"""Versions of a statute are no copies, however alike; the same version published twice is one."""

from __future__ import annotations

import pytest

from pipeline.duplicates import edge, prepare
from pipeline.duplicates.statutes import is_named_as_norm

SENTENCES = (
    "为了规范催收行为，保护当事人的合法权益，制定本办法",
    "本办法适用于本市行政区域内的债务催收活动及其监督管理",
    "催收机构应当依法登记，并在开业前向主管部门备案",
    "催收人员不得在晚上十点以后拨打债务人的电话",
    "催收记录应当保存五年，并接受主管部门的检查",
    "违反本办法第四条规定的，由主管部门责令改正，处五千元罚款",
    "本办法自公布之日起施行，原来的规定同时废止",
)
NUMBERS = "一二三四五六七八九"
TITLE = "某市债务催收管理办法"


def statute(sentences: tuple[str, ...]) -> str:
    return "\n".join(f"第{number}条 {sentence}。" for number, sentence in zip(NUMBERS, sentences, strict=False))


def changed(number: int, old: str, new: str) -> tuple[str, ...]:
    return tuple(
        sentence.replace(old, new) if place == number else sentence for place, sentence in enumerate(SENTENCES, 1)
    )


INSERTED = (*SENTENCES[:2], "催收应当遵循合法、必要和适度的原则", *SENTENCES[2:])

VERSIONS = [
    (INSERTED, TITLE, "a provision was put in, and the rest moved down"),
    (changed(4, "晚上十点以后", "工作日的早上八点之前和休息日"), TITLE, "a passage was replaced"),
    (changed(6, "第四条", "第五条"), TITLE, "another provision is cited"),
    (changed(5, "五年", "三年"), TITLE + "（2024年修正）", "a period was changed, under the statute's own name"),
]


@pytest.mark.parametrize(("sentences", "title"), [case[:2] for case in VERSIONS], ids=[case[2] for case in VERSIONS])
def test_versions_are_no_copies(sentences: tuple[str, ...], title: str) -> None:
    found = edge(prepare(TITLE, statute(SENTENCES)), prepare(title, statute(sentences)))
    assert not found.joins
    assert not found.contained


COPIES = [
    (statute(SENTENCES), "the same"),
    ("来源：某某网\n" + statute(SENTENCES), "with a note above"),
    (statute(SENTENCES).replace("。\n", "。\n\n").replace("，", ","), "other spacing and punctuation"),
    (statute(SENTENCES) + "\n责任编辑：小王\n如有侵权请联系我们删除。", "with notes below"),
]


@pytest.mark.parametrize("text", [case[0] for case in COPIES], ids=[case[1] for case in COPIES])
def test_the_same_version_is_a_copy(text: str) -> None:
    assert edge(prepare(TITLE, statute(SENTENCES)), prepare(TITLE, text)).joins


TITLES = [
    ("中华人民共和国民法典", False, "not every name ends in one of the marks"),
    ("中华人民共和国劳动法", True, "a statute"),
    ("中华人民共和国劳动法(2018修正)全文", True, "with a year and 全文"),
    ("最高人民法院关于审理民间借贷案件适用法律若干问题的规定", True, "a judicial interpretation"),
    ("违反劳动法怎么赔偿", False, "an article about one"),
]


@pytest.mark.parametrize(("title", "is_norm"), [case[:2] for case in TITLES], ids=[case[2] for case in TITLES])
def test_titles(title: str, is_norm: bool) -> None:
    assert is_named_as_norm(title) is is_norm
