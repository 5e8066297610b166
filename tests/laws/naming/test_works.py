"""Ids of works, versions and provisions, and which articles a version has."""

from __future__ import annotations

from datetime import date

from pipeline.laws.naming.registry import default
from pipeline.laws.naming.works import law_id, provision_id


def test_ids() -> None:
    assert law_id("中华人民共和国民法典") == "cn/law/民法典"
    assert provision_id("cn/law/刑法", 293, 1, 1, 2) == "cn/law/刑法#a293-1.p1.i2"
    code = default().get("cn/law/民法典")
    assert code is not None
    assert code.versions[0].version_id == "cn/law/民法典@2020-05-28"
    assert code.versions[0].start == date(2021, 1, 1)
    assert [code.versions[0].has(n) for n in (1, 1260, 1261)] == [True, True, False]


def test_inserted_articles() -> None:
    criminal = default().get("cn/law/刑法")
    assert criminal is not None
    last = criminal.versions[-1]
    assert [last.has(293), last.has(293, 1), last.has(293, 2)] == [True, True, False]


def test_articles_that_are_not_known_are_not_denied() -> None:
    work = default().find("网贷办法")[0]
    assert work.versions[0].has(24) is None
