"""Searching: what is found, in which order, and what is shown of it."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import text
from pipeline.errors import QueryError
from pipeline.models import Citation, Record, Verdict
from pipeline.store import Store, open_store
from pipeline.store.search import Results, find, ranking, search

MakeRecord = Callable[..., Record]
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def put(store: Store, make_record: MakeRecord) -> Callable[..., int]:
    """put(title, body, **fields): a stored article on topic; its id."""
    counter = iter(range(1, 1000))

    def one(title: str, body: str = "正文。", **fields: object) -> int:
        url = str(fields.pop("url", f"https://law.example/{next(counter)}"))
        record = make_record(url, title, body, **{"on_topic": True, **fields})
        return store.save(record, site=None, page_url=url, fetched_at=NOW).article_id

    return one


def ids(store: Store, query: str, **options: bool) -> list[int]:
    return [hit.article_id for hit in search(store.connection, query, **options)]


def cite(law_id: str, article: int | None, *, inserted: int = 0, paragraph: int | None = None) -> Citation:
    return Citation(law_id.rpartition("/")[2], law_id, article, inserted, paragraph, None, 0, 1, "x")


# ------------------------------------------------------------------------------------------------------ what is found

WORDS = ["催收", "网贷", "逾期三个月", "第3条", "借款3万元", "app", "民间借贷", "款", "上门催收", "36.5", "还款协议"]


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """300 texts made of words and noise, in which words also stand split, inside others, and in other forms."""
    path: Path = tmp_path_factory.mktemp("library") / "articles.db"
    chance = random.Random(7)
    pieces = [
        *WORDS,
        "催 收",
        "网，贷",
        "13万元",
        "3万元",
        "借款人3万元",
        "第 3 条",
        "第13条",
        "ＡＰＰ",
        "apple",
        "還款協議",
        "，",
        "。",
        "的",
        "三个月",
        "款项",
    ]
    with open_store(path, read_only=False) as store, store.transaction():
        store.connection.execute(
            "INSERT INTO sites (name, base_url, first_seen_at) VALUES ('s', 'http://s.example', '')"
        )
        for i in range(300):
            body = "".join(chance.choice(pieces) for _ in range(chance.randrange(1, 14)))
            store.connection.execute(
                "INSERT INTO articles (id, url, site, title, body, on_topic, first_seen_at, last_seen_at, body_hash, url_key)"
                " VALUES (?, ?, 's', ?, ?, 1, '', '', '', '')",
                (i + 1, f"u{i}", chance.choice(pieces), body),
            )
    return path


QUERIES = [(word,) for word in WORDS] + [("催收", "app"), ("第3条", "网贷", "款"), ("借款3万元", "上门催收")]


@pytest.mark.parametrize("query", QUERIES, ids=" ".join)
def test_everything_a_full_scan_finds_is_found_and_nothing_else(library: Path, query: tuple[str, ...]) -> None:
    with open_store(library) as store:
        scanned = {
            row["id"]
            for row in store.connection.execute("SELECT id, title, body FROM articles")
            if all(text.pattern(word).search(text.fold(f"{row['title']}\n{row['body']}")) for word in query)
        }
        found = find(store.connection, " ".join(query), limit=1000)
        assert {hit.article_id for hit in found.hits} == scanned
        assert found.total == len(found.hits) == len(scanned) > 0


def test_pages_of_results_join_without_gap_or_repetition(library: Path) -> None:
    with open_store(library) as store:
        whole = ids_of(store, "款", 0, 1000)
        assert len(whole) > 100, "more than are ranked again"
        assert [one for start in range(0, len(whole), 37) for one in ids_of(store, "款", start, 37)] == whole


def ids_of(store: Store, query: str, offset: int, limit: int) -> list[int]:
    return [hit.article_id for hit in search(store.connection, query, offset=offset, limit=limit)]


def test_words_phrases_and_what_must_not_occur(store: Store, put: Callable[..., int]) -> None:
    both = put("一", "网贷逾期，上门催收。")
    apart = put("二", "网贷平台的催收员上门。")
    sued = put("三", "网贷催收后起诉。")
    assert set(ids(store, "网贷 催收")) == {both, apart, sued}
    assert ids(store, '"上门催收"') == [both]
    assert set(ids(store, "网贷 -起诉")) == {both, apart}
    assert set(ids(store, "-起诉")) == {both, apart}, "a query may only refuse"
    assert ids(store, "網貸 起訴") == [sued], "traditional characters find simplified text"


def test_what_looks_like_fts5_syntax_is_words(store: Store, put: Callable[..., int]) -> None:
    one = put("and or not", 'near the "end" AND column:x')
    for query in ("AND", "NOT", "near*", "(end)", "x)", "end AND near", "^near", "or + and", "near the {end}"):
        assert ids(store, query) == [one], query


FILTERED = [
    ("law:民法典第675条", {"cites"}, "the provision"),
    ("law:民法典", {"cites", "other"}, "any provision of the law"),
    ("law:《民法典》第六百七十五条", {"cites"}, "as it is written in a text"),
    ("law:刑法293之一", {"inserted"}, "an inserted article"),
    ("law:刑法第293条", set(), "… which is another one than the article before it"),
    ("law:民法典第670条至第680条", {"cites", "other"}, "a range"),
    ("law:民法典第674、675条", {"cites"}, "a list"),
    ('law:"民法典第675条、刑法第293条之一"', {"cites", "inserted"}, "any of several"),
    ("-law:民法典第670条至第680条", {"inserted", "plain"}, "… refused"),
    ("-law:民法典", {"inserted", "plain"}, "a filter is refused"),
    ("has:citations", {"cites", "other", "inserted"}, "cites anything"),
    ("has:questionable", {"other"}, "a reader should be warned"),
    ("verdict:repealed", {"other"}, "by verdict"),
    ("verdict:altered", {"inserted"}, "by what is said of the quotation"),
    ("site:law.example", {"cites", "other", "inserted"}, "a site by its host"),
    ("site:example", {"cites", "other", "inserted", "plain"}, "… or the end of it"),
    ("-site:law.example", {"plain"}, "not this site"),
    ("category:金融债务", {"cites"}, "a category"),
    ("author:张三", {"other"}, "a part of the author's line"),
    ("tag:网贷", {"plain"}, "a tag"),
    ("source:日报", {"plain"}, "where it was taken from"),
    ("after:2026-02-01", {"other"}, "published that day or later, in Shanghai"),
    ("before:2026-02-01", {"cites"}, "published earlier"),
    ("催收 after:2026 before:2026-02-02", {"cites", "other"}, "with a word"),
    ("is:copy", set(), "no copies here"),
    ("is:on-topic", {"cites", "other", "inserted", "plain"}, "what is shown anyway"),
    ("is:off-topic", {"off"}, "what is not shown unless it is asked for"),
    ("-is:on-topic", {"off"}, "… in other words"),
    ("site:nowhere.example", set(), "a site there is not"),
]


@pytest.mark.parametrize(("query", "expected", "reason"), FILTERED, ids=[row[0] for row in FILTERED])
def test_filters(store: Store, put: Callable[..., int], query: str, expected: set[str], reason: str) -> None:
    code, contract = "cn/law/刑法", "cn/law/民法典"
    repealed, altered = cite(contract, 680), cite(code, 293, inserted=1)
    names = {
        put("一 催收", category="金融债务", citations=(cite(contract, 675, paragraph=1),),
            published_at=datetime(2026, 1, 31, 15, 59, tzinfo=UTC)): "cites",
        put("二 催收", author="安徽 张三 律师", citations=(repealed,), verdicts=(Verdict(repealed, "repealed"),),
            published_at=datetime(2026, 1, 31, 16, 0, tzinfo=UTC)): "other",
        put("三", citations=(altered,), verdicts=(Verdict(altered, "exists", quotation="altered"),)): "inserted",
        put("四", url="https://other.example/4", tags=("网贷",), source="某日报"): "plain",
        put("五", on_topic=False): "off",
    }  # fmt: skip
    store.connection.execute("UPDATE citations SET questionable = status = 'repealed'")
    assert {names[one] for one in ids(store, query)} == expected, reason


@pytest.mark.parametrize(
    ("query", "hint"),
    [
        ("催收 law:民典法", "是不是 law:民法典"),
        ("催收 law:民典法第675条", "是不是 law:民法典"),
        ("催收 law:谁也没听过的这么一部法第3条", "没有文章引用它（"),
    ],
)
def test_a_law_that_nobody_knows_is_a_mistake(store: Store, query: str, hint: str) -> None:
    with pytest.raises(QueryError, match=hint) as caught:
        store.search(query)
    assert caught.value.position == 7


def test_a_law_there_is_not_is_a_mistake_with_its_place(store: Store) -> None:
    with pytest.raises(QueryError, match="不认识法律或条号") as caught:
        search(store.connection, "催收 law:zzzz")
    assert caught.value.position == 7


def test_off_topic_articles_are_left_out_unless_asked_for(store: Store, put: Callable[..., int]) -> None:
    debt, other = put("催收"), put("催收员的菜谱", on_topic=False)
    assert ids(store, "催收") == [debt]
    assert set(ids(store, "催收", include_off_topic=True)) == {debt, other}
    assert find(store.connection, "菜谱").off_topic == 1, "the person is told that there would be one"


# ----------------------------------------------------------------------------------------------------- in which order


def test_the_title_is_preferred(store: Store, put: Callable[..., int]) -> None:
    body = put("一篇文章", "催收，催收，还是催收。")
    title = put("催收", "这里说别的。")
    assert ids(store, "催收") == [title, body]


def test_words_side_by_side_are_preferred(store: Store, put: Callable[..., int]) -> None:
    apart = put("一", "网贷平台很多，先看合同，然后才说到会不会逾期的问题。")
    together = put("二", "网贷逾期很多，先看合同，然后才说到会不会有什么问题。")
    assert ids(store, "网贷 逾期") == [together, apart]


def test_the_recent_is_mildly_preferred(store: Store, put: Callable[..., int]) -> None:
    old = put("催收一", "同样的话。", published_at=datetime(2016, 1, 1, tzinfo=UTC))
    new = put("催收二", "同样的话语。", published_at=datetime(2026, 1, 1, tzinfo=UTC))
    assert ids(store, "催收") == [new, old]
    assert ids(store, "催收 sort:date") == [new, old]
    better = put("催收 催收 催收", "催收。", published_at=datetime(2015, 1, 1, tzinfo=UTC))
    assert ids(store, "催收")[0] == better
    assert ids(store, "催收 sort:date") == [new, old, better]


def test_copies_stand_behind_their_originals(store: Store, put: Callable[..., int]) -> None:
    original = put("网贷逾期", "上门催收怎么办，先协商。")
    copy = put("上门催收", "上门催收怎么办，先协商。")
    store.connection.execute("DELETE FROM duplicates")
    store.connection.execute(
        "INSERT INTO duplicates (article_id, original_id, kind, similarity) VALUES (?, ?, 'exact', 1)", (copy, original)
    )
    assert ids(store, "上门催收") == [original, copy]
    assert ids(store, "上门催收", copies=True) == [copy, original]
    assert ids(store, "上门催收 is:original") == [original]
    assert ids(store, "上门催收 is:copy") == [copy]
    assert search(store.connection, "上门催收")[1].original_id == original


def test_what_is_little_alike_is_no_mere_copy(store: Store, put: Callable[..., int]) -> None:
    """Two statutes on one matter pass for rewrites; what each says is worth its own place."""
    first = put("网贷逾期", "上门催收怎么办，先协商。")
    other = put("上门催收", "上门催收怎么办，先协商。")
    for kind, similarity, behind in (
        ("rewrite", 0.6, False),
        ("template", 0.8, False),
        ("template", 0.95, True),
        ("exact", 0.8, True),
    ):
        store.connection.execute("DELETE FROM duplicates")
        store.connection.execute("INSERT INTO duplicates VALUES (?, ?, ?, ?, '{}')", (other, first, kind, similarity))
        assert ids(store, "上门催收") == ([first, other] if behind else [other, first]), (kind, similarity)
    assert ids(store, "title:上门催收 上门催收") == [other], "nothing else is found that it could stand behind"


@pytest.mark.parametrize(
    ("kind", "similarity", "shown"),
    [
        ("exact", 1.0, 1),
        ("repost", 0.6, 1),  # with a note of the site's own around it
        ("template", 0.8, 1),
        ("rewrite", 0.85, 1),  # spun by machine
        ("rewrite", 0.6, 2),  # two statutes on one matter: each is an answer of its own
        ("excerpt", 1.0, 2),  # a part of it
    ],
)
def test_what_says_the_same_is_folded(
    store: Store, put: Callable[..., int], kind: str, similarity: float, shown: int
) -> None:
    first = put("上门催收怎么办", "上门催收怎么办，先协商。")
    other = put("上门催收如何应对", "上门催收来了，先报警，后投诉。")
    store.connection.execute("DELETE FROM duplicates")
    store.connection.execute("INSERT INTO duplicates VALUES (?, ?, ?, ?, '{}')", (other, first, kind, similarity))
    found = store.find("上门催收", fold=True)
    assert (len(found.hits), found.total, found.hits[0].copies) == (shown, shown, 2 - shown)


def test_what_answers_a_question_nearly_is_counted(store: Store, put: Callable[..., int]) -> None:
    for n in range(40):
        put(f"第{n}问", f"网贷逾期{n}天，会不会坐牢。")
    store.connection.execute("DELETE FROM duplicates")
    found = store.find("网贷逾期以后我会坐牢吗？", limit=3, fold=True)
    assert (found.relaxed, len(found.hits), found.total) == (True, 3, 40)


def test_a_question_is_read_by_words() -> None:
    """被 and 打 as words of their own, not as characters of 棉被 and 打算 that are repeated."""
    chance = ranking.Candidate(1, "棉被", "打算买棉被，人人打折，被子打包，人造棉被打了补丁。")
    answer = ranking.Candidate(2, "伤害", "殴打他人，人被打伤了，应当报警。")
    having = {"人": 50, "被": 50, "打": 20, "了": 80}
    asked = ranking.units("人被打了怎么办", lambda term: having.get(term, 3), 100)
    assert [one for _, one in ranking.rank([chance, answer], asked, [], question=True)] == [2, 1]
    assert [one for _, one in ranking.rank([chance, answer], asked, [], question=False)] == [1, 2]


def test_what_a_question_is_about_counts_more_than_how_it_asks() -> None:
    other = "律师事务所介绍。" * 20
    asking = ranking.Candidate(1, "—", other + "起诉是什么意思？")
    told = ranking.Candidate(2, "—", other + "罚息要在逾期以后才加收。")
    begins = ranking.Candidate(3, "—", "罚息要在逾期以后才加收。" + other)
    common = {"是": 90, "什么": 50, "意思": 30, "么意": 30, "是什": 30, "什": 50, "么": 60, "意": 60, "思": 50}
    asked = ranking.units("罚息是什么意思", lambda term: common.get(term, 5), 100)
    assert list(asked.telling) == ["罚息", "意思"], "neither what only asks nor words of one character"
    assert [one for _, one in ranking.rank([told, asking, begins], asked, [], question=True)] == [3, 2, 1]


def test_limits_that_make_it_quick_change_nothing_that_is_found(
    store: Store, put: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Small limits take the ways of large collections: no bm25 for common words, the filter's own list first, counts
    that stop; each page and each set of articles stays what a full scan gives."""
    texts = [f"网贷逾期第{n}例，{'上门催收' if n % 3 else '协商还款'}。" for n in range(90)]
    every = [
        put(f"{'网贷' if n % 4 else '信用卡'}案例{n}", body, published_at=datetime(2025, 1 + n % 12, 1, tzinfo=UTC))
        for n, body in enumerate(texts)
    ]

    def year(n: int) -> int:
        return 1 + n % 12

    expected = {
        "网贷": set(every),
        "网贷 催收": {one for n, one in enumerate(every) if n % 3},
        "网贷 after:2025-11": {one for n, one in enumerate(every) if year(n) >= 11},
        "催收 after:2025-11 -网贷逾期第10例": {
            one for n, one in enumerate(every) if year(n) >= 11 and n % 3 and n != 10
        },
        "催收 after:2025-11 sort:date": {one for n, one in enumerate(every) if year(n) >= 11 and n % 3},
        "信用卡 before:2025-02": {one for n, one in enumerate(every) if year(n) == 1 and not n % 4},
    }
    for name, value in (("POOL", 3), ("MAX_COUNT", 20)):
        monkeypatch.setattr(f"pipeline.store.search.candidates.{name}", value)
    monkeypatch.setattr("pipeline.store.search.common.POSTINGS", 10)
    for query, wanted in expected.items():
        pages = [ids_at(store, query, offset) for offset in range(0, 100, 7)]
        found = [one for page in pages for one in page]
        assert len(found) == len(set(found)), query
        assert set(found) == wanted, query
        total = find(store.connection, query).total
        assert total == min(len(wanted), 20), query


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        ("逾期 after:2026", True),
        ("逾期 category:起诉", True),
        ("逾期 category:没有这一栏", True),  # or each article with the word would be read to find none
        ("逾期 after:2024", False),  # it leaves all: as many as are counted are found at once
    ],
)
def test_a_filter_that_leaves_few_articles_leads(
    store: Store, put: Callable[..., int], monkeypatch: pytest.MonkeyPatch, query: str, leads: bool
) -> None:
    for n in range(40):
        few = n > 35
        day = datetime(2025 + few, 1, 1, tzinfo=UTC)
        put(f"网贷{n}", "逾期。", published_at=day, category="起诉" if few else "其他")
    for name, value in (("POOL", 3), ("MAX_COUNT", 8)):
        monkeypatch.setattr(f"pipeline.store.search.candidates.{name}", value)
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    found = find(store.connection, query).total
    store.connection.set_trace_callback(None)
    assert found == (8 if not leads else 0 if "没有" in query else 4)
    assert any("+articles_fts.rowid IN" in one for one in said) == leads


@pytest.mark.parametrize(
    "query",
    [
        "逾期 after:2026",
        "逾期 催收 category:起诉",
        "逾期 sort:date after:2026",
    ],
)
def test_the_postings_of_a_word_are_read_once(
    store: Store, put: Callable[..., int], monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    """Counted, ranked, put in the order of days and told for facets from one reading."""
    for n in range(40):
        put(f"网贷{n}", "逾期。催收。", published_at=datetime(2025 + n % 2, 1, 1, tzinfo=UTC), category="起诉")
    monkeypatch.setattr("pipeline.store.search.common.POSTINGS", 10)
    said: list[str] = []
    store.connection.set_trace_callback(said.append)
    found = store.find(query)
    store.reading.facets(query, newest=found.newest)
    store.connection.set_trace_callback(None)
    reading = [one for one in said if "articles_fts MATCH" in one and "ORDER BY articles_fts.rank" not in one]
    assert found.total
    assert len(reading) == 1, reading


def ids_at(store: Store, query: str, offset: int) -> list[int]:
    return [hit.article_id for hit in search(store.connection, query, limit=7, offset=offset)]


def test_a_question_finds_what_shares_most_of_it(store: Store, put: Callable[..., int]) -> None:
    put("借条怎么写", "借条应当写明金额。")
    answer = put("不还钱的后果", "欠钱不还一般不会坐牢，但可能被起诉。")
    put("信用卡", "信用卡逾期。")
    found = find(store.connection, "欠钱一直不还会坐牢吗？")
    assert found.relaxed
    assert found.hits[0].article_id == answer
    assert not find(store.connection, "欠钱 坐牢").relaxed


# ------------------------------------------------------------------------------------------------------ what is shown


def test_a_snippet_shows_the_passage_and_marks_the_words(store: Store, put: Callable[..., int]) -> None:
    body = "开头的话。" * 60 + "他们上门\n催收，ＡＰＰ也来催收。" + "结尾的话。" * 60
    put("一篇", body)
    (hit,) = search(store.connection, '"上门 催收" app')
    marked = [hit.snippet[start:end] for start, end in hit.highlights]
    assert marked == ["上门 催收", "ＡＰＰ"], "a phrase across a line break; the text as it was published"
    assert hit.snippet.startswith("…")
    assert hit.snippet.endswith("…")
    assert len(hit.snippet) <= 122


def test_a_title_is_marked_too(store: Store, put: Callable[..., int]) -> None:
    put("暴力催收怎么办", "正文的开头。")
    (hit,) = search(store.connection, "催收")
    assert [hit.title[start:end] for start, end in hit.title_highlights] == ["催收"]
    assert hit.snippet == "正文的开头。", "without a hit in the body, its beginning"
    assert hit.highlights == ()


def test_a_site_with_a_port_is_found_by_its_host(store: Store, put: Callable[..., int]) -> None:
    one = put("网贷逾期", url="http://127.0.0.1:8080/1")
    store.connection.execute("UPDATE sites SET base_url = 'http://127.0.0.1:8080'")
    for asked in ("site:127.0.0.1", "site:127.0.0.1:8080", "site:http://127.0.0.1:8080/"):
        assert ids(store, asked) == [one], asked


def test_a_question_too_is_sorted_by_date(store: Store, put: Callable[..., int]) -> None:
    days = (3, 1, 2)
    for n, day in enumerate(days):
        put(f"网贷逾期{'甲乙丙'[n]}", "还不上网贷要坐牢。", published_at=datetime(2026, 2, day, tzinfo=UTC))
    found = find(store.connection, "网贷逾期会不会坐牢 sort:date")
    assert found.relaxed
    assert [hit.published_at.day for hit in found.hits if hit.published_at] == sorted(days, reverse=True)


SUGGESTED = [
    ("网贷 飞机", "网贷", "without a word"),
    ("网贷 site:nowhere.example", "网贷", "without a filter"),
    ("利息 site:law.example", "site:law.example", "the filter alone"),
    ("网贷逾期了怎么办 site:nowhere.example", "网贷逾期了怎么办", "a question, answered by what shares most of it"),
    ("网袋逾期", "网贷逾期", "a word with one character changed"),
    ("网贷期逾", "网贷逾期", "two characters exchanged"),
]


@pytest.mark.parametrize(("query", "suggestion", "reason"), SUGGESTED)
def test_where_nothing_is_found_something_is_suggested(
    store: Store, put: Callable[..., int], query: str, suggestion: str, reason: str
) -> None:
    put("网贷逾期", "网贷逾期以后。")
    found = find(store.connection, query)
    assert found.hits == ()
    assert suggestion in found.suggestions, reason
    for one in found.suggestions:
        assert find(store.connection, one).total > 0, "a suggestion finds something"


def test_what_is_suggested_is_what_will_be_asked(store: Store, put: Callable[..., int]) -> None:
    put("网贷逾期", "网贷逾期以后。")
    found = find(store.connection, "网贷坐牢？ site:nowhere.example")
    assert found.hits == ()
    assert "网贷坐牢" not in found.suggestions, "without its mark it is no question, and finds nothing"


# ------------------------------------------------------------------------------------------------------------ any input


_PIECES = st.lists(
    st.one_of(
        st.text(max_size=5),
        st.sampled_from(['"', "“", "-", "law:", "title:", "after:2026", "site:a", "site:http://[", "催收", "*", "(", ")", "NEAR", "^", "网贷逾期怎么办", "AND", " ", "款", "0001", "before:0001", "after:9999-12-31"]),
    ),
    max_size=8,
).map("".join)  # fmt: skip


def outcome(store: Store, query: str, every: bool) -> Results | QueryError:
    try:
        return find(store.connection, query, limit=3, include_off_topic=every)
    except QueryError as mistake:
        return mistake


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=_PIECES, every=st.booleans())
def test_any_text_gives_results_or_a_mistake_with_a_place(library: Path, query: str, every: bool) -> None:
    with open_store(library) as store:
        found = outcome(store, query, every)
    if isinstance(found, QueryError):
        assert found.position is not None
        return
    for hit in found.hits:
        assert all(0 <= start < end <= len(hit.snippet) for start, end in hit.highlights)
        assert all(0 <= start < end <= len(hit.title) for start, end in hit.title_highlights)
