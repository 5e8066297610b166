"""Kinds of consequence and of conduct, held as data; the provisions are written for the tests."""

from __future__ import annotations

import csv
import re
from importlib import resources

import pytest

from pipeline.laws.judging.entailment.consequences import (
    conditions,
    foreign_conduct,
    foreign_offences,
    results,
    reversed_powers,
    told_consequences,
)
from pipeline.laws.judging.wording.likeness import plain

PENAL = plain("随意殴打他人，情节恶劣的，处五年以下有期徒刑；恐吓他人的，依照前款处罚。")
CIVIL = plain("借款人未按照约定返还借款的，应当支付逾期利息。")
CREDIT = plain("不良信息的保存期限为五年；超过的，应当予以删除。")

# (reason, claim, provision, foreign kinds, whether some other consequence is in the provision)
CONSEQUENCES = [
    ("not there", "借款人失业的，平台必须免除全部债务", CIVIL, ("免除债务",), False),
    ("there", "拖着不还的，要付逾期利息，每天都要计息", CIVIL, (), False),
    ("by a term of the law", "不良记录满五年自动消除", CREDIT, (), True),
    ("in a condition nothing follows", "办理了停息挂账的，应当按约还款", CREDIT, (), False),
    ("denied, not told", "只是欠款的，不会坐牢", CIVIL, (), False),
    ("information has no interest in it", "首次逾期享受无息", plain("个人信息受保护。"), ("停息",), False),
    ("one there, one not", "到期删除，并且恢复额度", CREDIT, ("额度",), False),
    ("leniency forgives no debt", "举报了平台的，可以免除全部债务", plain("可以减轻或者免除处罚。"), ("免除债务",), False),
    ("of two kinds in the same words, the narrower", "罚息由平台自己承担", CIVIL, ("出借方承担",), False),
    ("numerals in a pattern", "账就一笔勾销", CIVIL, ("免除债务",), False),
    ("spellings that are folded in statutes", "上门必须全程录像", CIVIL, ("录音录像", "上门"), False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "provision", "foreign", "found"), [pytest.param(*c[1:], id=c[0]) for c in CONSEQUENCES]
)
def test_consequences(claim: str, provision: str, foreign: tuple[str, ...], found: bool) -> None:
    told = told_consequences(claim, provision)
    assert (told.foreign, told.some_found) == (foreign, found)


# (reason, claim, provision, foreign kinds of conduct)
CONDUCT = [
    ("not to pay is not to beat", "欠款三个月不还的，处五年以下有期徒刑", PENAL, ["欠款不还"]),
    ("a threat by telephone is a threat", "天天打电话恐吓的，最多判五年", PENAL, []),
    ("not to pay is no offence", "缓刑期间欠款的，立即收监", plain("被宣告缓刑的犯罪分子，应当遵守规定。"), ["欠款不还"]),
    ("what may be one is left alone", "骗来的钱要退赔", plain("犯罪分子违法所得的财物，应当退赔。"), []),
    ("what conduct is called is no conduct", "借了不还就是诈骗，最高判五年", plain("诈骗他人财物的，处五年以下有期徒刑。"), ["欠款不还"]),
    ("who owes is no conduct", "殴打欠款人的，判五年", PENAL, []),
    ("what punishes nothing forbids no conduct", "网贷逾期的，要付利息", CREDIT, []),
    ("one kind that is meant is enough", "上门要账时打人、恐吓的，判五年", PENAL, []),
]  # fmt: skip


@pytest.mark.parametrize(("claim", "provision", "foreign"), [pytest.param(*c[1:], id=c[0]) for c in CONDUCT])
def test_conduct(claim: str, provision: str, foreign: list[str]) -> None:
    assert foreign_conduct(claim, provision) == foreign


def test_what_is_forbidden_where_it_may_be_done() -> None:
    power = plain("法院有权冻结、划拨被执行人的存款，但不得超出应当履行的范围。")
    assert reversed_powers("法院不得冻结借款人的微信", power) == ["不得冻结"]
    assert reversed_powers("法院不得冻结超出部分的存款", power) == []
    assert reversed_powers("法院不得冻结生活费", plain("法院不得冻结生活必需费用。")) == []


def test_offences() -> None:
    assert foreign_offences("催收员堵门的，构成诈骗罪", PENAL) == ["诈骗罪"]
    assert foreign_offences("催收员打人的，属于殴打他人的犯罪", PENAL) == []


def test_conditions_and_results_of_a_rule() -> None:
    claim = "借款人失联的，平台可以报警，这是对的"
    assert conditions(claim) == "借款人失联的"
    assert results(claim) == "平台可以报警"
    assert results("网贷没还的") == conditions("网贷没还的") == "网贷没还的"


@pytest.mark.parametrize("file", ["consequences", "conducts"])
def test_every_kind_has_a_name_of_its_own_and_patterns_that_compile(file: str) -> None:
    with (
        resources.files("pipeline.laws.judging.entailment").joinpath(f"data/{file}.tsv").open(encoding="utf-8") as lines
    ):
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert len({row[0] for row in rows}) == len(rows)
    for name, said, meant in rows:
        assert name
        assert re.compile(said).search("") is None, "an empty claim tells nothing"
        assert re.compile(meant).search("") is None, "an empty provision leads to nothing"
