"""Verdicts that change when the texts of statutes come, and only those."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from pipeline.laws import check, find_citations
from pipeline.laws.registry import default
from pipeline.models import Record
from pipeline.store import open_store
from pipeline.store.connection import connect
from pipeline.store.judging import rejudge
from pipeline.store.statute_sources import StatuteText
from pipeline.store.statutes import open_statutes

CODE = "中华人民共和国民法典"
REPAY = "借款到期的，借款人应当把全部本金归还出借人，不得拖延。"  # written for the test, not the code's words
NEXT = "借款人没有按时归还的，应当按照双方的约定支付逾期利息。"
BODY = f"《民法典》第675条规定：“{NEXT}”\n《民法典》第676条规定：“{NEXT}”\n《合同法》第206条。"


def test_texts_change_verdicts(tmp_path: Path, make_record: Callable[..., Record], now: datetime) -> None:
    day = date(2023, 5, 1)
    citations = find_citations(BODY)
    record = make_record(
        "https://example.com/1.html",
        body=BODY,
        citations=citations,
        verdicts=check(BODY, citations, on=day),
        published_at=datetime(2023, 5, 1, tzinfo=UTC),
    )
    path = tmp_path / "articles.db"
    with open_store(path, read_only=False) as store:
        store.save(record, site=None, page_url=record.article.url, fetched_at=now)
    texts = [
        StatuteText(CODE, date(2020, 5, 28), 675, 0, REPAY),
        StatuteText(CODE, date(2020, 5, 28), 676, 0, NEXT),
    ]
    with (
        closing(connect(path, read_only=False)) as connection,
        open_statutes(tmp_path / "statutes.db", read_only=False) as statutes,
    ):
        statutes.load(texts, default())
        assert rejudge(connection, default()) == 0  # nothing new is known
        assert rejudge(connection, default(), statutes) == 2
        assert rejudge(connection, default(), statutes) == 0
        rows = connection.execute("SELECT article, status, quotation, questionable FROM citations ORDER BY start")
        assert [tuple(row) for row in rows] == [
            (675, "exists", "misattributed", 1),
            (676, "exists", "exact", 0),
            (206, "repealed", "not_held", 1),
        ]
        assert rejudge(connection, default()) == 2  # without the texts, what they showed is not said
