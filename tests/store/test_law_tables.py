"""The registry of laws as tables, and what the articles cite."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime

import pytest

from pipeline.laws.registry import Registry, Version, Work, default
from pipeline.models import Citation, Record, Verdict
from pipeline.store import Store
from pipeline.store.laws import LawVersion

CODE = Work(
    "cn/law/民法典",
    "中华人民共和国民法典",
    "法律",
    "全国人民代表大会",
    versions=(
        Version(
            "cn/law/民法典@2020-05-28",
            date(2020, 5, 28),
            date(2021, 1, 1),
            articles=((1, 1260, 0), (7, 7, 2), (9, 9, 0)),
        ),
    ),
)
CONTRACT = Work("cn/law/合同法", "中华人民共和国合同法", "法律", repealed=date(2021, 1, 1), successor="cn/law/民法典")
REGISTRY = Registry([CODE, CONTRACT], {"合同老法": "中华人民共和国合同法"})


def cite(law: str, article: int | None, start: int) -> Citation:
    return Citation(law, f"cn/law/{law}", article, 0, None, None, start, start + 3, law[:3])


@pytest.fixture
def cited(store: Store, now: datetime, make_record: Callable[..., Record]) -> Store:
    """民法典 675 in three articles, twice in one of them; 合同法 in one, wrongly."""
    store.laws.sync(REGISTRY)
    code, old = cite("民法典", 675, 0), cite("合同法", 206, 9)
    for number, citations in enumerate(
        ((code,), (code, cite("民法典", 675, 5)), (code, old, cite("民法典", None, 20)))
    ):
        verdicts = tuple(Verdict(one, "repealed" if one is old else "exists") for one in citations)
        url = f"https://{'ab'[number % 2]}.example/{number}"
        record = make_record(url, f"标题{number}", f"第{number}篇", citations=citations, verdicts=verdicts)
        store.save(record, site="ab"[number % 2], page_url=url, fetched_at=now)
    return store


def test_sync_writes_what_the_registry_says(store: Store) -> None:
    assert store.laws.sync(REGISTRY) == 2
    law = store.laws.show("合同法")
    assert law is not None
    assert (law.title, law.repealed, law.successor, law.known) == (
        "中华人民共和国合同法",
        "2021-01-01",
        "cn/law/民法典",
        True,
    )
    assert "合同老法" in law.aliases
    code = store.laws.show("民法典")
    assert code is not None
    assert code.versions == (
        LawVersion("cn/law/民法典@2020-05-28", "2020-05-28", "2021-01-01", None, None, ("1..1260", "7-2", "9")),
    )


def test_sync_writes_only_what_changed(store: Store) -> None:
    store.laws.sync(REGISTRY)
    assert store.laws.sync(REGISTRY) == 0
    amended = replace(CODE, versions=(*CODE.versions, Version("cn/law/民法典@2030-01-01", date(2030, 1, 1))))
    assert store.laws.sync(REGISTRY.extended([amended])) == 1
    code = store.laws.show("民法典")
    assert code is not None
    assert [version.published for version in code.versions] == ["2020-05-28", "2030-01-01"]


def test_a_version_that_goes_over_to_another_law_is_written_once(store: Store) -> None:
    printed = Version("cn/law/关于修改《民法典》的决定@2030-01-01", date(2030, 1, 1))
    decision = Work("cn/law/关于修改《民法典》的决定", "关于修改《民法典》的决定", versions=(printed,))
    store.laws.sync([CODE, decision])
    moved = [replace(CODE, versions=(*CODE.versions, printed)), replace(decision, versions=())]
    assert [store.laws.sync(moved), store.laws.sync(moved), store.laws.sync(moved[::-1])] == [2, 0, 0]
    rows = store.connection.execute(
        "SELECT law_id FROM law_versions WHERE version = ?", (printed.version_id,)
    ).fetchall()
    assert [row[0] for row in rows] == [CODE.law_id]


def test_a_law_that_leaves_the_registry_stays_while_it_is_cited(cited: Store) -> None:
    assert cited.laws.sync([]) == 2
    law = cited.laws.show("cn/law/合同法")
    assert law is not None
    assert (law.known, law.versions, len(law.citing)) == (False, (), 1)
    cited.connection.execute("DELETE FROM articles")
    cited.laws.sync([])
    assert cited.laws.show("cn/law/合同法") is None


def test_a_law_that_the_registry_does_not_have_is_kept_when_cited(
    store: Store, now: datetime, make_record: Callable[..., Record]
) -> None:
    record = make_record("https://a.example/1", citations=(cite("某某条例", 3, 0),))
    store.save(record, site="a", page_url="https://a.example/1", fetched_at=now)
    store.laws.sync(REGISTRY)
    law = store.laws.show("某某条例")
    assert law is not None
    assert (law.known, law.citing[0].raw) == (False, "某某条")


def test_top_counts_articles_before_citations(cited: Store) -> None:
    first, second = cited.laws.top()
    assert (first.law, first.article, first.articles, first.citations, first.questionable) == ("民法典", None, 3, 5, 0)
    assert (second.law, second.articles, second.questionable) == ("合同法", 1, 1)


def test_top_of_provisions_and_of_one_site(cited: Store) -> None:
    assert [(one.law, one.article, one.citations) for one in cited.laws.top(provisions=True)] == [
        ("民法典", 675, 4),
        ("合同法", 206, 1),
    ]
    assert [(one.law, one.citations) for one in cited.laws.top(site="b")] == [("民法典", 2)]
    assert len(cited.laws.top(1)) == 1


def test_show_says_who_cites_a_provision(cited: Store) -> None:
    law = cited.laws.show("中华人民共和国合同法", article=206)
    assert law is not None
    (citing,) = law.citing
    assert (citing.title, citing.raw, citing.status, citing.questionable) == ("标题2", "合同法", "repealed", True)
    assert [(one.article, one.citations) for one in law.provisions] == [(206, 1)]
    other = cited.laws.show("合同法", article=1)
    assert other is not None
    assert (other.citing, other.provisions) == ((), ())


@pytest.mark.parametrize(
    ("name", "found", "why"),
    [
        ("cn/law/民法典", "cn/law/民法典", "its id"),
        ("中华人民共和国民法典", "cn/law/民法典", "its full title"),
        ("民法典", "cn/law/民法典", "its short title"),
        ("《民法典》", "cn/law/民法典", "in brackets"),
        ("合同老法", "cn/law/合同法", "a given alias"),
        ("民法", None, "not a name of it"),
        ("", None, "nothing"),
    ],
)
def test_a_law_is_found_by(store: Store, name: str, found: str | None, why: str) -> None:
    store.laws.sync(REGISTRY)
    assert store.laws.find(name) == found, why


def test_the_whole_registry_of_the_package_fits(store: Store) -> None:
    assert store.laws.sync(default()) == len(default())
    assert store.laws.sync(default()) == 0
    assert store.check() == []


def test_law_counts_for_people(cited: Store) -> None:
    rows = cited.connection.execute("SELECT law, article, citations, articles, questionable FROM law_counts").fetchall()
    assert sorted(map(tuple, rows), key=str) == sorted(
        [("民法典", 675, 4, 3, 0), ("合同法", 206, 1, 1, 1), ("民法典", None, 1, 1, 0)], key=str
    )
