"""Copies in the database: the rows, whatever the order of arrival, and what is read of them."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.duplicates import fingerprint
from pipeline.duplicates.fingerprints import weight_of
from pipeline.duplicates.sketch import found_by
from pipeline.models import Article, Record
from pipeline.store import Store, duplicates, open_store
from pipeline.store.duplicates import board as duplicate_board
from pipeline.store.duplicates import copying_habits
from pipeline.store.duplicates import rows as duplicate_rows

SEEN = "2026-01-01T00:00:00+00:00"
LINES = (
    "网贷逾期之后，先把每一笔借款的平台、本金和年化利率列成一张表。",
    "催收人员打电话来，可以问清工号和公司名称，并且全程录音。",
    "如果乐平市的平台起诉到法院，应当按时到庭，对多收的利息提出异议。",
    "协商分期要在期限之前提出书面申请，写明每月能还多少，留下副本。",
    "还清以后记得索要结清证明，过一个月再去查一次征信报告。",
    "家属没有替人还债的义务，除非当初签过担保，或者继承了遗产。",
    "信用卡的违约金可以请求法院调低，多数法院以年利率二十四为上限。",
    "收到律师函不用慌，先核对律师事务所的名称，再打电话过去核实。",
    "工资卡被银行划扣之前，可以换一家银行领工资，给生活留出余地。",
    "起诉要准备身份证明、借条和转账记录，在网上就能立案，不用跑腿。",
    "恶意透支要满足非法占有的目的和两次催收，缺一个都不构成犯罪。",
    "异地仲裁的裁决到了执行阶段，仍然可以申请不予执行，期限十五天。",
)
SYNONYMS = (
    ("逾期", "超期"),
    ("借款", "欠款"),
    ("起诉", "控告"),
    ("申请", "请求"),
    ("核实", "查证"),
    ("银行", "行里"),
    ("记录", "纪录"),
)


def rewritten(text: str) -> str:
    for old, new in SYNONYMS:
        text = text.replace(old, new)
    return text


BASE = "\n".join(LINES[:8])
# Some twenty texts that are copies, near copies, excerpts, and long texts that hold several of them.
POOL = (
    BASE,
    BASE.replace("，", ","),
    "来源：某某网\n" + BASE,
    BASE.replace("乐平市", "丰城市"),
    BASE.replace("乐平市", "樟树市"),
    rewritten(BASE),
    rewritten(BASE).replace("乐平市", "丰城市"),
    "\n".join(LINES[:7]),
    "\n".join(LINES[1:9]),
    "\n".join(LINES[2:10]),
    "\n".join(LINES[3:11]),
    "\n".join(LINES[4:12]),
    rewritten("\n".join(LINES[4:12])),
    "\n".join(LINES[:3]),
    "\n".join(LINES[8:12]),
    "\n".join(LINES),
    rewritten("\n".join(LINES)),
    "\n".join(reversed(LINES)),
    "见图。",
    "",
)


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    with open_store(tmp_path_factory.mktemp("shelf") / "articles.db", read_only=False) as store:
        for site in ("甲", "乙"):
            store.connection.execute(
                "INSERT INTO sites (name, base_url, first_seen_at) VALUES (?, 'http://x.example', '')", (site,)
            )
        yield store


@pytest.fixture
def connection(shelf: Store) -> Iterator[sqlite3.Connection]:
    """The store's connection in a transaction that is taken back."""
    shelf.connection.execute("BEGIN")
    yield shelf.connection
    shelf.connection.execute("ROLLBACK")


def put(connection: sqlite3.Connection, number: int, body: str, published: str | None = None, site: str = "甲") -> None:
    """An article with this id, placed."""
    connection.execute(
        "INSERT INTO articles (id, url, site, title, body, published_at, first_seen_at, last_seen_at, body_hash, url_key)"
        " VALUES (:id, :url, :site, '标题', :body, :published, :seen, :seen, '', '')",
        {
            "id": number,
            "url": f"http://x.example/{number}",
            "site": site,
            "body": body,
            "published": published,
            "seen": SEEN,
        },
    )
    duplicates.place(connection, number)


def rows(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    return [tuple(row) for row in connection.execute("SELECT * FROM duplicates ORDER BY article_id, original_id")]


def structure(connection: sqlite3.Connection) -> list[tuple[object, ...]]:
    """What the texts are to each other, without their ids."""
    return [
        tuple(row)
        for row in connection.execute(
            "SELECT text.masked_hash, leader.masked_hash, text.score, source.masked_hash, text.contained,"
            " (SELECT count(*) FROM duplicate_features WHERE text_id = text.id AND leads = (text.leader_id = text.id))"
            " FROM duplicate_texts AS text JOIN duplicate_texts AS leader ON leader.id = text.leader_id"
            " LEFT JOIN duplicate_texts AS source ON source.id = text.source_id ORDER BY 1"
        )
    ]


# ----------------------------------------------------------------------------------------------------------- the order

DAYS = st.sampled_from([None, "2024-01-01T00:00:00+00:00", "2024-02-01T00:00:00+00:00", "2025-01-01T00:00:00+00:00"])
ARTICLES = st.lists(st.tuples(st.integers(0, len(POOL) - 1), DAYS), min_size=2, max_size=12)


@pytest.mark.parametrize("common", [2, 4, 32])
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(articles=ARTICLES, data=st.data())
def test_the_order_of_arrival_does_not_matter(
    connection: sqlite3.Connection,
    monkeypatch: pytest.MonkeyPatch,
    common: int,
    articles: list[tuple[int, str | None]],
    data: st.DataObject,
) -> None:
    """Also where features become too common to count, and come back when articles go; and where a site becomes one
    that copies by habit.
    """
    monkeypatch.setattr(duplicate_board, "COMMON", common)
    habit = copying_habits.IS_COPYING.replace("articles >= 10", "articles >= 2")
    monkeypatch.setattr(copying_habits, "IS_COPYING", habit)
    monkeypatch.setattr(duplicate_rows, "_CLAIM", duplicate_rows._CLAIM.replace("articles >= 10", "articles >= 2"))
    numbered = list(enumerate(articles, 1))
    order = data.draw(st.permutations(numbered))
    changes = data.draw(st.lists(st.tuples(st.sampled_from(numbered), st.integers(0, len(POOL) - 1)), max_size=3))
    leaving = data.draw(st.lists(st.integers(100, 103), max_size=2, unique=True))
    connection.execute("SAVEPOINT trial")
    for number in leaving:  # were there first, and go in the end
        put(connection, number, POOL[number % len(POOL)])
    for number, (text, day) in order:
        put(connection, number, POOL[text], day, "甲乙"[number % 2])
    for (number, _), text in changes:
        connection.execute("UPDATE articles SET body = ? WHERE id = ?", (POOL[text], number))
        duplicates.place(connection, number)
    for number in leaving:
        duplicates.remove(connection, number)
        connection.execute("DELETE FROM articles WHERE id = ?", (number,))
    found, built = rows(connection), structure(connection)
    assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    duplicates.rebuild(connection)
    assert rows(connection) == found
    assert structure(connection) == built
    connection.execute("ROLLBACK TO trial")
    connection.execute("RELEASE trial")


# -------------------------------------------------------------------------------------------------------------- groups


def test_no_chains(connection: sqlite3.Connection) -> None:
    """Windows that move on by a line: neighbours are alike, and the ends have little in common."""
    windows = ["\n".join(LINES[at : at + 6]) for at in range(7)]
    for number, window in enumerate(windows, 1):
        put(connection, number, window)
    group = {row["article_id"]: row["original_id"] for row in connection.execute("SELECT * FROM duplicates")}
    roots = {number: group.get(number, number) for number in range(1, 8)}
    assert len(set(roots.values())) > 1
    assert all(roots[root] == root for root in roots.values()), "an original is never a copy"


def test_an_excerpt_joins_no_groups(connection: sqlite3.Connection) -> None:
    """A paragraph that stands in two different articles."""
    shared = "\n".join(LINES[:2])
    put(connection, 1, "\n".join((shared, *LINES[2:7])), "2024-01-01")
    put(connection, 2, "\n".join((shared, *LINES[7:12])), "2024-01-02")
    put(connection, 3, shared, "2024-01-03")
    found = connection.execute("SELECT article_id, kind FROM duplicates").fetchall()
    assert [tuple(row) for row in found] == [(3, "excerpt")]
    assert connection.execute("SELECT count(*) FROM duplicate_groups").fetchone()[0] == 0


def test_the_chain_of_a_group(connection: sqlite3.Connection) -> None:
    put(connection, 1, BASE, "2024-03-01", "甲")
    put(connection, 2, BASE, "2024-01-01", "乙")
    put(connection, 3, "转载自乙。\n" + BASE, "2023-01-01", "甲")
    put(connection, 4, BASE.replace("乐平市", "丰城市"), "2024-02-01", "甲")
    put(connection, 5, "\n".join(LINES[:2]), "2022-01-01", "甲")
    group = duplicates.of(connection, 1)
    assert group is not None
    assert group == duplicates.of(connection, 2) == duplicates.of(connection, 4)
    assert group.original_id == 2
    assert [(copy.article_id, copy.kind) for copy in group.copies] == [(3, "repost"), (4, "template"), (1, "exact")]
    assert group.copies[0].evidence["because"] == "says_so"
    assert group.copies[1].evidence["slots"] == [["乐平市", "丰城市"]]
    assert [(part.article_id, part.kind) for part in group.excerpts] == [(5, "excerpt")]
    part = duplicates.of(connection, 5)
    assert part is not None
    assert [one.original_id for one in part.parts_of] == [2]
    assert [one.original_id for one in duplicates.groups(connection, 10)] == [2]
    shares = {one.site: one for one in duplicates.shares(connection)}
    assert (shares["甲"].articles, shares["甲"].originals, shares["甲"].copies, shares["甲"].templates) == (4, 1, 2, 1)
    assert (shares["乙"].copied, shares["乙"].habit) == (1, 0.0)
    assert shares["甲"].habit == 0.75


def test_a_site_that_mostly_copies_is_no_original_on_the_same_day(connection: sqlite3.Connection) -> None:
    """The aggregator's own word on ten articles: then it comes after whoever has the text the same day."""
    put(connection, 1, BASE, "2024-01-01T01:00:00+00:00", "乙")
    put(connection, 2, BASE, "2024-01-01T02:00:00+00:00", "甲")
    assert [row[:3] for row in rows(connection)] == [(2, 1, "exact")]
    for number in range(3, 14):
        put(connection, number, f"来源：某某网\n第{number}篇。" + "\n".join(LINES[number % 5 :]), None, "乙")
    group = duplicates.of(connection, 1)
    assert group is not None
    assert group.original_id == 2
    assert [copy.evidence["because"] for copy in group.copies if copy.article_id == 1] == ["habit"]
    for number in range(3, 14):
        duplicates.remove(connection, number)
    assert [row[:3] for row in rows(connection)] == [(2, 1, "exact")]


def test_an_original_that_goes_leaves_another(connection: sqlite3.Connection) -> None:
    for number, day in ((1, "2024-01-01"), (2, "2024-01-02"), (3, "2024-01-03")):
        put(connection, number, BASE, day)
    duplicates.remove(connection, 1)
    connection.execute("DELETE FROM articles WHERE id = 1")
    assert [row[:3] for row in rows(connection)] == [(3, 2, "exact")]


def test_an_article_that_changes_leaves_its_group(connection: sqlite3.Connection) -> None:
    put(connection, 1, BASE, "2024-01-01")
    put(connection, 2, BASE, "2024-01-02")
    connection.execute("UPDATE articles SET body = ? WHERE id = 2", ("\n".join(LINES[8:]),))
    duplicates.place(connection, 2)
    assert rows(connection) == []


def test_an_earlier_article_that_comes_later_becomes_the_original(connection: sqlite3.Connection) -> None:
    put(connection, 1, BASE, "2024-01-02")
    put(connection, 2, rewritten(BASE), "2024-01-03")
    put(connection, 3, BASE.replace("乐平市", "丰城市"), "2024-01-01")
    assert [row[:3] for row in rows(connection)] == [(1, 3, "template"), (2, 3, "rewrite")]


def test_alone(connection: sqlite3.Connection) -> None:
    put(connection, 1, BASE)
    assert duplicates.of(connection, 1) is None


def test_a_saved_article_is_placed(tmp_path: Path) -> None:
    """Through the store's own door, in the transaction of the page."""
    with open_store(tmp_path / "a.db", read_only=False) as store:
        saved = store.import_articles(
            [{"url": f"http://{name}.example/1", "title": name, "body": BASE} for name in ("a", "b")]
        )
        assert (saved.new, saved.duplicate) == (1, 1)
        assert len(duplicates.groups(store.connection)) == 1


SAID_LATER = [
    ({"source": "乙网"}, "the source line"),
    ({"notices": ("转载自：乙网",)}, "a note"),
    ({"notices": ("原文链接（canonical）：https://b.example/1",)}, "a canonical link to another site"),
    ({"author": "网络"}, "the author"),
]


@pytest.mark.parametrize("said", [case[0] for case in SAID_LATER], ids=[case[1] for case in SAID_LATER])
def test_what_a_page_says_of_its_source_later_counts_although_its_text_is_the_same(
    tmp_path: Path, said: dict[str, Any]
) -> None:
    days = [datetime(2024, 1, day, tzinfo=UTC) for day in (1, 2)]
    urls = ("https://a.example/1", "https://b.example/1")
    with open_store(tmp_path / "a.db", read_only=False) as store:
        for url, day in zip(urls, days, strict=True):
            keep(store, Article(url, url, "标题", BASE, published_at=day, published_precision="day"), days[1])
        assert [row[:2] for row in rows(store.connection)] == [(2, 1)]
        keep(store, Article(urls[0], urls[0], "标题", BASE, **said), days[1] + timedelta(days=1))
        assert [row[:2] for row in rows(store.connection)] == [(1, 2)]
        assert (
            json.loads(store.connection.execute("SELECT evidence FROM duplicates").fetchone()[0])["because"]
            == "says_so"
        )
        assert store.rebuild_duplicates() == (2, 0)


def test_an_old_archive_that_is_read_late_tells_who_had_it_first(tmp_path: Path) -> None:
    """No dates of publication: the page fetched a year before makes its article the original."""
    days = [datetime(year, 1, 1, tzinfo=UTC) for year in (2025, 2026, 2024)]
    urls = ("https://a.example/1", "https://b.example/1")
    with open_store(tmp_path / "a.db", read_only=False) as store:
        for url, day in zip((*urls, urls[1]), days, strict=True):
            keep(store, Article(url, url, "标题", BASE), day)
        assert [row[:2] for row in rows(store.connection)] == [(1, 2)]
        assert store.rebuild_duplicates() == (2, 0)


def keep(store: Store, article: Article, at: datetime) -> None:
    """Save an article through the store's own door."""
    record = Record(article, (), (), fingerprint(article))
    store.save(record, site=None, page_url=article.url, fetched_at=at)


def test_the_export_says_original_or_copy(tmp_path: Path) -> None:
    """An excerpt is no copy."""
    texts = {
        "base": BASE,
        "copy": BASE,
        "template": BASE.replace("乐平市", "丰城市"),
        "other": "\n".join((LINES[0], *LINES[8:])),
        "excerpt": "\n".join(LINES[:2]),
    }
    with open_store(tmp_path / "a.db", read_only=False) as store:
        for day, (name, body) in enumerate(texts.items(), 1):
            url = f"https://{name}.example/1"
            keep(store, Article(url, url, name, body, on_topic=True), datetime(2026, 1, day, tzinfo=UTC))
        exported = {row["id"]: (row["original_id"], row["copy"]) for row in store.export()}
        assert exported == {1: (None, None), 2: (1, "exact"), 3: (1, "template"), 4: (None, None), 5: (None, None)}


@pytest.mark.parametrize("common", [2, 3, 5, 32])
def test_who_is_near_a_text_is_what_reading_every_feature_tells(
    connection: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, common: int
) -> None:
    """A text has a feature unless so many leaders before it have it: told here from all texts, one pair at a time."""
    for number, body in enumerate(POOL, 1):
        put(connection, number, body)
    monkeypatch.setattr(duplicate_board, "COMMON", common)
    holders: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for feature, leads, text in connection.execute("SELECT feature, leads, text_id FROM duplicate_features"):
        holders[feature].append((text, leads))

    def has(text: int, feature: int, new_leader: int = 0) -> bool:
        leaders = {one for one, leads in holders[feature] if leads} | {new_leader}
        return sum(0 < one < text for one in leaders) < common

    found = 0
    for (text,) in connection.execute("SELECT id FROM duplicate_texts").fetchall():
        board = duplicate_board.SqlBoard(connection)
        mine = found_by(board.sketch(text), weight_of(text))
        shared = [
            (feature, other, leads) for feature in mine for other, leads in holders[feature] if has(text, feature)
        ]
        before = Counter(other for _, other, leads in shared if leads and other < text)
        after = Counter(other for feature, other, _ in shared if other > text and has(other, feature, text))
        assert board._before(text) == before
        near = board._near_to(text)
        assert (near.before, board._all_after(near)) == (before, after)
        found += len(before) + len(after)
    assert found


def test_articles_of_before_are_placed_at_upkeep(connection: sqlite3.Connection) -> None:
    """As after an upgrade: articles, and no texts to compare them by."""
    for number in (1, 2, 3):
        put(connection, number, BASE)
    found = rows(connection)
    for table in ("duplicate_features", "duplicate_members", "duplicate_texts"):
        connection.execute(f"DELETE FROM {table}")
    assert [duplicates.catch_up(connection, 2) for _ in range(3)] == [[1, 2], [3], []]
    assert rows(connection) == found


def test_upkeep_places_articles_of_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Until then an article of before and its new copy do not know each other."""
    monkeypatch.setattr("pipeline.store.upkeep.PORTION", 2)
    monkeypatch.setattr("pipeline.store.upkeep.PLACED", 4)
    with open_store(tmp_path / "a.db", read_only=False) as store:
        for number, body in enumerate((*POOL[:6], BASE), 1):
            if number == 7:
                for table in ("duplicate_features", "duplicate_members", "duplicate_texts", "duplicate_habits"):
                    store.connection.execute(f"DELETE FROM {table}")
            url = f"https://a.example/{number}"
            keep(store, Article(url, url, "标题", body, on_topic=True), datetime(2026, 1, number, tzinfo=UTC))
        assert not store.duplicates(7)
        store.maintain()
        assert store.connection.execute("SELECT count(*) FROM duplicate_members").fetchone()[0] == 1 + 4
        store.maintain()
        assert {one.article_id for one in store.duplicates(7)} == {1, 2, 3, 4, 5, 6}
        assert store.rebuild_duplicates() == (7, 0)


def test_texts_of_one_feature_are_the_same_in_any_order(connection: sqlite3.Connection) -> None:
    """One character throughout: such a text shares no two features with a longer one that holds it."""
    bodies = ("哈" * 100, "哈" * 150 + LINES[0][:20], "哈" * 120 + LINES[1][:20])
    found = set()
    for order in permutations(range(3)):
        connection.execute("SAVEPOINT one")
        for number in order:
            put(connection, number + 1, bodies[number])
        found.add(tuple((row[0], row[1]) for row in rows(connection)))
        connection.execute("ROLLBACK TO one")
        connection.execute("RELEASE one")
    assert len(found) == 1


def test_texts_remembered_are_bounded_by_their_size(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicate_board, "KEPT", 3 * len(BASE))
    memory = duplicate_board._Memory()
    first = memory.get("", BASE)
    assert memory.get("", BASE) is first
    for number in range(9):
        memory.get(str(number), BASE)
    assert (len(memory.texts), memory.chars) == (3, 3 * len(BASE))
    assert memory.get("", BASE) is not first
    memory.get("", 9 * BASE)
    assert len(memory.texts) == 2  # however long
