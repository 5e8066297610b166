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


NOTICE = """各设区市人民法院，各金融机构：
为规范金融借款纠纷的诉前调解，现将有关事项通知如下：
一、金融机构起诉之前应当向借款人发出书面催告，给予不少于十五日的还款期限。
二、催告函应当写明本金、利息和违约金的计算方法，不得使用威胁性的语言。
三、借款人提出分期还款申请的，金融机构应当在七个工作日之内答复。
四、年利率超过百分之二十四的部分，调解时不予支持。
五、本通知自2023年5月1日起施行，有效期五年。
某省高级人民法院
2023年4月12日"""
NOTICE_TITLE = "关于规范金融借款纠纷诉前调解的通知"

AMENDED = [
    (NOTICE.replace("百分之二十四", "百分之十五点四"), NOTICE_TITLE, "a rate was changed"),
    (NOTICE.replace("七个", "三个"), NOTICE_TITLE + "（2024年修订）", "a period was changed, and the title says so"),
    (NOTICE.replace("年利率超过百分之二十四", "利率超过市场报价利率四倍"), NOTICE_TITLE, "a passage was replaced"),
    (
        NOTICE.replace("五、本", "五、调解不成的，及时立案。\n六、本"),
        NOTICE_TITLE,
        "a point was put in before the last",
    ),
]


@pytest.mark.parametrize(("text", "title"), [case[:2] for case in AMENDED], ids=[case[2] for case in AMENDED])
def test_a_notice_before_and_after_an_amendment_is_no_copy(text: str, title: str) -> None:
    before, after = prepare(NOTICE_TITLE, NOTICE), prepare(title, text)
    for found in (edge(after, before), edge(before, after)):
        assert not found.joins
        assert not found.contained


@pytest.mark.parametrize(
    ("text", "title"),
    [
        (f"来源：某某网\n{NOTICE}", NOTICE_TITLE),
        (f"{NOTICE}\n责任编辑：小王\n如有侵权请联系我们删除。", NOTICE_TITLE),
        (NOTICE.replace("百分之二十四", "24%"), "省高院：起诉之前先要催告"),
    ],
    ids=["with a note above", "with notes below", "under a headline of its own"],
)
def test_the_same_notice_is_a_copy(text: str, title: str) -> None:
    assert edge(prepare(NOTICE_TITLE, NOTICE), prepare(title, text)).joins
