"""Provisions among the articles: which law's they are, and that the law that is cited comes first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.models import Citation, Record
from pipeline.store import Store
from pipeline.store.search import authority, find

NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)
MakeRecord = Callable[..., Record]


@pytest.mark.parametrize(
    ("title", "law", "reason"),
    [
        ("中华人民共和国民法典第六百七十五条", "中华人民共和国民法典", "a provision"),
        ("《民法典》第675条", "《民法典》", "with brackets and Arabic numerals"),
        ("刑法第一百三十三条之一", "刑法", "an inserted article"),
        (
            "最高人民法院关于适用《民法典》有关担保制度的解释 第六十六条",
            "最高人民法院关于适用《民法典》有关担保制度的解释",
            "nested",
        ),
        ("民法典第六百七十五条怎么理解", None, "an article about one"),
        ("怎样理解民法典第六百七十五条", None, "… which it ends with"),
        ("一文读懂《民法典》第675条", None, "… in brackets"),
        ("网贷利息与《民法典》第680条", None, "no law's name ends with brackets that it does not begin with"),
        ("最高法：债务人可以援引民法典第552条", None, "a sentence"),
        (
            "最高人民法院关于职务侵占案件如何认定共同犯罪几个问题的解释第一条",
            "最高人民法院关于职务侵占案件如何认定共同犯罪几个问题的解释",
            "a law's name that asks",
        ),
        ("第六百七十五条", None, "no law"),
        ("网贷逾期了怎么办", None, "an article"),
        ("", None, "nothing"),
        ("第" * 300, None, "nonsense"),
    ],
)
def test_a_title_tells_whose_provision_an_article_is(title: str, law: str | None, reason: str) -> None:
    assert authority.law_of(title) == law, reason


def cite(law_id: str) -> Citation:
    return Citation(law_id.rpartition("/")[2], law_id, 1, 0, None, None, 0, 1, "x")


@pytest.fixture
def provisions(store: Store, make_record: MakeRecord) -> dict[str, int]:
    """The same text as a provision of a local rule, of the code that five articles cite, and as an article."""
    text = "借款人应当按照约定的期限返还借款。"
    titles = {
        "local": "某市民间借贷管理办法第九条",
        "code": "中华人民共和国民法典第六百七十五条",
        "article": "按期返还借款",
    }
    ids = {}
    for name, title in titles.items():
        url = f"https://law.example/{name}"
        record = make_record(url, title, f"{text}（{name}）", on_topic=True)
        ids[name] = store.save(record, site=None, page_url=url, fetched_at=NOW).article_id
    for number in range(5):
        url = f"https://law.example/citing/{number}"
        record = make_record(
            url, f"今天的天气（{number}）", f"晴，{number} 度。", citations=(cite("cn/law/民法典"),), on_topic=True
        )
        store.save(record, site=None, page_url=url, fetched_at=NOW)
    return ids


def test_what_nobody_cites_keeps_least_and_what_is_no_provision_all(store: Store, provisions: dict[str, int]) -> None:
    titles = {row["id"]: row["title"] for row in store.connection.execute("SELECT id, title FROM articles")}
    factors = authority.factors(store.connection, titles)
    assert set(factors) == {provisions["local"], provisions["code"]}
    assert factors[provisions["local"]] == authority.OBSCURE < factors[provisions["code"]] < 1


def test_an_alias_names_the_law_too(store: Store, provisions: dict[str, int]) -> None:
    store.connection.execute("INSERT INTO law_aliases (alias, law_id) VALUES ('民典', 'cn/law/民法典')")
    factors = authority.factors(store.connection, {1: "民典第一条", 2: "民法典第一条"})
    assert factors[1] == factors[2] > authority.OBSCURE


def test_what_ends_like_an_act_and_is_none_is_no_provision(store: Store) -> None:
    titles = {1: "催收违反了刑法第二百九十三条之一", 2: "刑法第二百九十三条之一", 3: "某市物业管理条例第三条"}
    assert authority.factors(store.connection, titles) == {2: authority.OBSCURE, 3: authority.OBSCURE}


def test_no_more_citations_than_enough_are_counted(
    store: Store, provisions: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authority, "MOST", 3)
    assert authority.factors(store.connection, {1: "民法典第一条"}) == {1: 1.0}


@pytest.mark.parametrize("query", ["借款人应当什么时候返还借款？", "借款人 返还借款"])
def test_of_provisions_in_the_same_words_the_one_everybody_goes_by_comes_first(
    store: Store, provisions: dict[str, int], query: str
) -> None:
    found = [hit.article_id for hit in find(store.connection, query, copies=True).hits]
    assert found.index(provisions["code"]) < found.index(provisions["local"])
    assert found.index(provisions["article"]) < found.index(provisions["local"])
