"""Statutes beside the database: articles are judged by them when they come in, and those stored before, afterwards."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from pipeline.laws import Shelf
from pipeline.laws.registry import default
from pipeline.store import open_store
from pipeline.store.library import STATUTES, open_library
from pipeline.store.statutes import open_statutes
from pipeline.store.statutes.sources import StatuteText

CODE = "中华人民共和国民法典"
REPAY = "借款到期的，借款人应当把全部本金归还出借人，不得拖延。"  # written for the test, not the code's words
NEXT = "借款人没有按时归还的，应当按照双方的约定支付逾期利息。"
BODY = f"《民法典》第675条规定：“{NEXT}”\n《民法典》第676条规定：“{NEXT}”\n《合同法》第206条。"
ROW = {"url": "https://example.com/1.html", "title": "借款", "body": BODY, "published_at": "2023-05-01"}
BEFORE = [(675, "exists", "not_held", 0), (676, "exists", "not_held", 0), (206, "repealed", "not_held", 1)]
AFTER = [(675, "exists", "misattributed", 1), (676, "exists", "exact", 0), (206, "repealed", "not_held", 1)]


def bring_texts(folder: Path, repay: str = REPAY) -> None:
    texts = [
        StatuteText(CODE, date(2020, 5, 28), 675, 0, repay),
        StatuteText(CODE, date(2020, 5, 28), 676, 0, NEXT),
    ]
    with open_statutes(folder / STATUTES, read_only=False) as statutes:
        statutes.load(texts, default())


def verdicts(path: Path) -> list[tuple[object, ...]]:
    with open_store(path) as store:
        rows = store.connection.execute(
            "SELECT article, status, quotation, questionable FROM citations ORDER BY article_id, start"
        )
        return [tuple(row) for row in rows]


def test_texts_that_come_later_change_what_is_stored(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with open_store(path, read_only=False) as store:
        store.sync_laws()
        store.import_articles([ROW])
    assert verdicts(path) == BEFORE
    bring_texts(tmp_path)
    with open_store(path, read_only=False) as store:
        assert store.rejudge() == (0, 0)  # not asked for yet: what is stored is of another library
        store.sync_laws()
        assert store.left_to_judge() == 1
        assert store.rejudge() == (1, 1)
        assert store.left_to_judge() == 0
        store.sync_laws()
        assert store.rejudge() == (0, 0)  # nothing new is known
    assert verdicts(path) == AFTER


def test_the_nightly_upkeep_judges_anew(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    with open_store(path, read_only=False) as store:
        store.import_articles([ROW])
    bring_texts(tmp_path)
    with open_store(path, read_only=False) as store:
        store.sync_laws()
        store.maintain()
    assert verdicts(path) == AFTER


def test_a_program_with_another_library_leaves_it_alone(tmp_path: Path) -> None:
    """Else a job without laws.toml would undo what one with it found."""
    path = tmp_path / "articles.db"
    with open_store(path, read_only=False) as store:
        store.import_articles([ROW])
    bring_texts(tmp_path)
    with open_store(path, read_only=False) as store:
        store.sync_laws()
    with open_store(path, read_only=False, shelf=Shelf()) as store:
        assert store.rejudge() == (0, 0)
    with open_store(path, read_only=False) as store:
        assert store.rejudge() == (1, 1)


def test_what_comes_in_is_judged_by_the_texts(tmp_path: Path) -> None:
    path = tmp_path / "articles.db"
    bring_texts(tmp_path)
    with open_store(path, read_only=False) as store:
        store.import_articles([ROW])
    assert verdicts(path) == AFTER


def test_another_import_is_seen_by_a_library_that_is_open(tmp_path: Path) -> None:
    bring_texts(tmp_path)
    shelf = Shelf(statutes=tmp_path / STATUTES)
    first = open_library(shelf)
    assert open_library(shelf) is first
    bring_texts(tmp_path)  # the same again
    assert open_library(shelf).stamp == first.stamp
    bring_texts(tmp_path, repay=REPAY + "违者另行承担责任。")
    assert open_library(shelf).stamp != first.stamp


def test_works_of_laws_toml_are_found_and_judged(tmp_path: Path) -> None:
    toml = """
    [aliases]
    "催收新规" = "某省催收行为管理办法"
    [[works]]
    title = "某省催收行为管理办法"
    type = "地方性法规"
    versions = [{ published = 2024-01-02, effective = 2024-03-01, articles = ["1..40"] }]
    """
    path = tmp_path / "articles.db"
    row = {
        **ROW,
        "body": "依照《催收新规》第十二条，不得骚扰。依照《催收新规》第九十九条，应当登记。",
        "published_at": "2025-01-01",
    }
    with open_store(path, read_only=False, shelf=Shelf(toml)) as store:
        store.sync_laws()
        store.import_articles([json.dumps(row)])
        assert store.laws.find("催收新规") == "cn/law/某省催收行为管理办法"
    assert [one[:2] for one in verdicts(path)] == [(12, "exists"), (99, "no_such_article")]


def test_a_stale_rule_stands_beside_the_citations(tmp_path: Path) -> None:
    """It names no law, so it counts as a citation of none; people see it among the questionable ones."""
    path = tmp_path / "articles.db"
    row = {**ROW, "body": "《民法典》第六百八十条禁止高利放贷。\n年利率超过36%的部分不受法律保护。"}
    with open_store(path, read_only=False) as store:
        store.import_articles([row])
        rows = store.connection.execute("SELECT law, raw, status, successor FROM questionable_citations").fetchall()
        assert [(one[0], one[2]) for one in rows] == [(None, "superseded_version")]
        assert rows[0][1].startswith("年利率超过36%")
        assert rows[0][3].endswith("#a25")
        assert [one.law for one in store.laws.top()] == [CODE]
        assert [one.citation.article for one in store.article(1).verdicts] == [680, None]
