"""After a change of the registry, what was said of the stored citations is said anew."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from pipeline.laws.registry import Registry, default
from pipeline.models import Record, Verdict
from pipeline.store import Store

MakeRecord = Callable[..., Record]
BODY = "根据《中华人民共和国民法典》第六百七十五条，借款人应当按照约定的期限返还借款。"


@pytest.fixture
def stale(store: Store, now: datetime, make_record: MakeRecord) -> Store:
    """Articles whose verdicts are of a time when the registry knew nothing."""
    from pipeline.laws import find_citations

    store.laws.sync(default())
    citations = find_citations(BODY)
    for number in range(7):
        url = f"https://a.example/{number}"
        verdicts = tuple(Verdict(citation, "not_held") for citation in citations)
        body = f"{BODY}\n第{number}篇。"
        record = make_record(url, f"标题{number}", body, citations=citations, verdicts=verdicts)
        store.save(record, site="a", page_url=url, fetched_at=now)
    return store


def verdicts(store: Store) -> list[str]:
    return [status for (status,) in store.connection.execute("SELECT status FROM citations ORDER BY article_id")]


def test_nothing_is_done_unless_the_registry_changed(stale: Store) -> None:
    assert stale.laws.sync(default()) == 0
    assert stale.rejudge() == (0, 0)
    assert verdicts(stale) == ["not_held"] * 7


def test_every_article_is_judged_anew_once(stale: Store) -> None:
    stale.laws.sync(Registry([work for work in default() if work.law_id != "cn/law/拍卖法"]))
    assert stale.rejudge() == (7, 7)
    assert verdicts(stale) == ["exists"] * 7
    assert stale.rejudge() == (0, 0)


def test_broken_off_it_goes_on_where_it_was(stale: Store) -> None:
    stale.laws.sync(Registry([work for work in default() if work.law_id != "cn/law/拍卖法"]))
    assert stale.rejudge(3) == (3, 3)
    assert verdicts(stale) == ["exists"] * 3 + ["not_held"] * 4
    assert stale.rejudge(3) == (3, 3)
    stale.maintain()
    assert verdicts(stale) == ["exists"] * 7
    assert stale.rejudge() == (0, 0)


def test_a_verdict_is_of_the_day_of_publication_in_china(stale: Store, make_record: MakeRecord, now: datetime) -> None:
    """20:00 UTC on 31 December 2020 is the first day of 民法典."""
    for number, moment in enumerate(("2020-12-31T20:00:00+00:00", "2020-12-31T08:00:00+00:00")):
        url = f"https://a.example/old-{number}"
        record = make_record(
            url,
            "旧文",
            f"{BODY}旧文{number}。",
            published_at=datetime.fromisoformat(moment),
            published_precision="second",
        )
        stale.save(record, site="a", page_url=url, fetched_at=now)
    stale.laws.sync(Registry([work for work in default() if work.law_id != "cn/law/拍卖法"]))
    stale.rejudge()
    assert verdicts(stale)[-2:] == ["exists", "not_yet_in_force"]
