"""Related articles: what belongs together, why, and what is never listed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipeline.models import Citation, Record, RelatedLink
from pipeline.store import Store, index, related
from pipeline.store.related.reasons import Words, told
from pipeline.store.related.topics import Topics
from pipeline.store.related.vectors import TITLE_SHARE, Comparer, Vector, Vectors, Weights

MakeRecord = Callable[..., Record]
NOW = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)

# Four subjects, told in different words: what shares a subject is related.
TEXTS = {
    "上门催收合法吗": "催收人员上门之前应当表明身份，威胁和辱骂借款人是违法的，可以报警。",
    "遇到上门催收怎么应对": "催收人员上门时保持冷静，录音取证，受到威胁可以报警处理。",
    "催收员上门威胁怎么办": "上门的催收员如果威胁家人，借款人应当保留证据并且报警。",
    "信用卡分期的手续费": "信用卡账单分期以后，银行按期收取手续费，提前还清不退。",
    "信用卡账单分期划算吗": "信用卡分期的手续费折合年利率不低，提前还清之前先问银行。",
    "征信记录怎样查询": "征信报告可以在人民银行网点查询，逾期记录保存五年。",
    "征信逾期记录保存多久": "征信报告里的逾期记录自还清之日起保存五年，可以查询。",
    "借条的写法": "借条应当写明出借人、金额、利率和归还日期，并且签名。",
}


@pytest.fixture
def put(store: Store, make_record: MakeRecord) -> Callable[..., int]:
    counter = iter(range(1, 1000))

    def one(title: str, body: str, **fields: object) -> int:
        url = str(fields.pop("url", f"https://law.example/{next(counter)}"))
        record = make_record(url, title, body, **{"on_topic": True, **fields})
        return store.save(record, site=None, page_url=url, fetched_at=NOW).article_id

    return one


@pytest.fixture
def shelf(store: Store, put: Callable[..., int]) -> dict[str, int]:
    """The texts, stored and linked: title → id."""
    ids = {title: put(title, body) for title, body in TEXTS.items()}
    store.connection.execute("DELETE FROM duplicates")
    assert related.link(store.connection) == len(ids)
    return ids


def of(store: Store, article_id: int, **options: bool) -> list[int]:
    return [one.article_id for one in related.of(store.connection, article_id, **options)]


def copy(store: Store, article_id: int, original_id: int, kind: str = "near") -> None:
    store.connection.execute(
        "INSERT INTO duplicates (article_id, original_id, kind, similarity) VALUES (?, ?, ?, 0.9)",
        (article_id, original_id, kind),
    )


def test_what_shares_a_subject_comes_first(store: Store, shelf: dict[str, int]) -> None:
    visits = {shelf[title] for title in TEXTS if "上门" in title}
    first = shelf["上门催收合法吗"]
    assert set(of(store, first)[:2]) == visits - {first}
    assert of(store, shelf["信用卡分期的手续费"])[0] == shelf["信用卡账单分期划算吗"]
    assert of(store, shelf["征信记录怎样查询"])[0] == shelf["征信逾期记录保存多久"]


def test_an_article_is_not_related_to_itself_and_none_is_listed_twice(store: Store, shelf: dict[str, int]) -> None:
    for one in shelf.values():
        listed = of(store, one)
        assert one not in listed
        assert len(listed) == len(set(listed))


def test_the_reasons_are_words_for_people(store: Store, shelf: dict[str, int]) -> None:
    (first, *_) = related.of(store.connection, shelf["信用卡分期的手续费"])
    (words,) = first.reasons
    assert words.startswith("共同的词：")
    assert "手续" in words or "分期" in words


def test_a_new_article_is_put_on_the_lists_of_the_old_ones(
    store: Store, shelf: dict[str, int], put: Callable[..., int]
) -> None:
    new = put("夜里上门催收违法吗", "催收人员夜里上门并且威胁借款人，可以报警。")
    store.connection.execute("DELETE FROM duplicates")
    assert related.link(store.connection, [new]) == 1
    assert new in of(store, shelf["上门催收合法吗"])


def test_linking_without_ids_takes_what_was_never_linked(
    store: Store, shelf: dict[str, int], put: Callable[..., int]
) -> None:
    assert related.link(store.connection) == 0
    put("夜里上门催收违法吗", "催收人员夜里上门。")
    assert related.link(store.connection) == 1
    assert related.link(store.connection, [10_000]) == 0, "an article that is gone is passed over"


def test_a_copy_is_never_related(store: Store, shelf: dict[str, int], put: Callable[..., int]) -> None:
    first = shelf["上门催收合法吗"]
    again = put("上门催收合法吗（转载）", TEXTS["上门催收合法吗"])
    store.connection.execute("DELETE FROM duplicates")
    copy(store, again, first)
    related.link(store.connection, [again])
    assert first not in of(store, again)
    assert again not in of(store, first)
    assert of(store, again), "but it is related to what its original is related to"


def test_a_copy_that_is_found_out_later_leaves_the_lists_at_once(store: Store, shelf: dict[str, int]) -> None:
    one, other = shelf["上门催收合法吗"], shelf["遇到上门催收怎么应对"]
    assert other in of(store, one)
    copy(store, other, one)
    assert other not in of(store, one)
    store.connection.execute("UPDATE duplicates SET kind = 'excerpt'")
    assert other in of(store, one), "an excerpt is no copy"


@pytest.mark.parametrize("kind", ["exact", "repost", "rewrite"])
def test_a_copy_of_another_article_stands_for_its_original(
    store: Store, shelf: dict[str, int], put: Callable[..., int], kind: str
) -> None:
    """Also where the list was made before the copy was found out, or names the copy alone."""
    reader, original = shelf["上门催收合法吗"], shelf["遇到上门催收怎么应对"]
    again = put("遇到上门催收怎么应对（转载）", TEXTS["遇到上门催收怎么应对"])
    store.connection.execute("DELETE FROM duplicates")
    related.link(store.connection, [again, reader])
    assert {original, again} <= set(of(store, reader))
    copy(store, again, original, kind)
    assert original in of(store, reader)
    assert again not in of(store, reader)
    store.connection.execute("DELETE FROM related WHERE related_id = ?", (original,))
    assert of(store, reader).count(original) == 1
    assert again not in of(store, reader)


def test_at_most_two_of_one_template(store: Store, shelf: dict[str, int], put: Callable[..., int]) -> None:
    cities = [
        put(f"{city}遇到上门催收", f"在{city}，催收人员上门威胁，可以报警。")
        for city in ("合肥", "芜湖", "安庆", "蚌埠")
    ]
    store.connection.execute("DELETE FROM duplicates")
    for one in cities[1:]:
        copy(store, one, cities[0], "template")
    related.link(store.connection, cities)
    assert len(set(of(store, shelf["上门催收合法吗"])) & set(cities)) <= 2


def test_shared_provisions_relate_what_shares_no_words(store: Store, put: Callable[..., int]) -> None:
    law = Citation("中华人民共和国民法典", "cn/law/民法典", 675, 0, None, None, 0, 1, "x")
    common = {"citations": (law,)}
    one = put("甲乙丙丁戊", "己庚辛壬癸子丑寅卯。", **common)
    other = put("东西南北中", "春夏秋冬梅兰竹菊琴。", **common)
    for i in range(6):
        put(f"第{i}篇", "完全没有关系的内容。")
    store.connection.execute("DELETE FROM duplicates")
    related.link(store.connection)
    (row,) = related.of(store.connection, one)
    assert (row.article_id, row.reasons) == (other, ("都引用：民法典第675条",))


def test_what_the_site_calls_related_is_related(store: Store, put: Callable[..., int]) -> None:
    target = put("东西南北中", "春夏秋冬梅兰竹菊琴。", url="https://law.example/target")
    one = put("甲乙丙丁戊", "己庚辛壬癸子丑寅卯。", related_links=(RelatedLink("https://law.example/target", "东西"),))
    related.link(store.connection)
    for here, there in ((one, target), (target, one)):
        (row,) = related.of(store.connection, here)
        assert (row.article_id, row.reasons) == (there, ("网站列为相关",)), "in both directions"


def test_what_is_off_topic_stands_behind_and_can_be_left_out(store: Store, put: Callable[..., int]) -> None:
    on = [put(f"上门催收{word}", f"催收人员{word}上门，可以报警。") for word in ("合法吗", "怎么办")]
    off = put("上门催收记", "催收人员可以上门报警。", on_topic=False)
    for i in range(5):
        put(f"第{i}篇", "完全没有关系的内容。")
    store.connection.execute("DELETE FROM duplicates")
    related.link(store.connection)
    assert of(store, on[0])[-1] == off
    assert off not in of(store, on[0], include_off_topic=False)


def test_an_article_that_changed_gets_another_list(store: Store, shelf: dict[str, int]) -> None:
    one = shelf["借条的写法"]
    store.connection.execute(
        "UPDATE articles SET title = '信用卡分期', body = '信用卡分期的手续费，银行收取。' WHERE id = ?", (one,)
    )
    related.link(store.connection, [one])
    assert of(store, one)[0] in (shelf["信用卡分期的手续费"], shelf["信用卡账单分期划算吗"])


def test_old_lists_are_renewed_within_a_budget(store: Store, shelf: dict[str, int], put: Callable[..., int]) -> None:
    assert related.renew(store.connection) == 0, "nothing has grown"
    for i in range(4):
        put(f"新的文章{i}", f"网贷逾期第{i}天，平台来电话。")
    assert related.renew(store.connection, 3) == 3
    assert related.renew(store.connection) == len(shelf) - 3
    assert related.renew(store.connection) == 0


def test_a_deleted_article_leaves_no_rows(store: Store, shelf: dict[str, int]) -> None:
    one = shelf["上门催收合法吗"]
    store.connection.execute("DELETE FROM articles WHERE id = ?", (one,))
    for table, column in (("related", "related_id"), ("related", "article_id"), ("related_state", "article_id")):
        (left,) = store.connection.execute(f"SELECT count(*) FROM {table} WHERE {column} = ?", (one,)).fetchone()
        assert left == 0


# ------------------------------------------------------------------------------------------------------------ vectors


def stored(*some: Vector) -> Vectors:
    return Vectors([one.packed() for one in some])


def alike(one: Vector, other: Vector) -> float:
    return float(Comparer().likeness([(1.0, one)], stored(other))[0])


def test_likeness_is_symmetric_and_highest_with_itself() -> None:
    weights = Weights.of({"网贷": 2, "逾期": 3, "催收": 2, "银行": 5}, 10, 10)
    one, other = (weights.profile(*told).vector for told in (("网贷逾期", "催收"), ("银行催收", "网贷")))
    assert alike(one, other) == pytest.approx(alike(other, one), rel=1e-3)
    assert alike(one, one) == pytest.approx(1 + TITLE_SHARE, rel=1e-3)
    assert alike(one, one) > alike(one, other) > 0


def test_terms_that_all_articles_or_no_others_have_say_nothing() -> None:
    weights = Weights.of({"网贷": 10, "逾期": 2}, 10, 10)
    assert [term for term, _, _ in weights.profile("网贷逾期", "独有独有").terms] == ["逾期"]


def test_a_term_that_the_sample_has_not_counts_where_an_article_says_it_again() -> None:
    weights = Weights.of({"网贷": 900}, 10_000, 1000)
    assert [term for term, _, _ in weights.profile("网贷", "独有，独有，一次").terms] == ["独有", "网贷"]


def test_vectors_and_weights_are_kept_in_few_bytes() -> None:
    weights = Weights.unpacked(Weights.of({"网贷": 2, "逾期": 3, "app": 2}, 10, 10).packed())
    vector = weights.profile("网贷App", "网贷逾期，app").vector
    again = Vector.unpacked(vector.packed())
    assert again.places.tolist() == vector.places.tolist()
    assert again.values.tolist() == pytest.approx(vector.values.tolist(), abs=2e-4)
    assert len(vector.packed()) == 4 * len(vector.places)


def test_an_article_without_terms_is_like_nothing() -> None:
    empty = Weights.of({}, 10, 10).profile("", "！").vector
    some = Weights.of({"网贷": 2}, 10, 10).profile("网贷", "").vector
    assert Comparer().likeness([(1.0, empty)], stored(some, empty)).tolist() == [0.0, 0.0]
    assert Comparer().likeness([(1.0, some)], stored(empty, some))[1] > 1


def test_moving_towards_neighbours_keeps_the_length() -> None:
    weights = Weights.of({"网贷": 2, "催收": 2, "银行": 2}, 10, 10)
    one, other, third = (weights.profile("网贷", word).vector for word in ("网贷", "催收", "银行"))
    comparer = Comparer()
    others = stored(other, third)
    plain = comparer.likeness([(1.0, one)], others)
    moved = comparer.likeness([(1.0, one), (0.5, other)], others)
    assert moved[0] > plain[0], "nearer to what it was moved to"
    assert comparer.likeness([(1.0, one)], others).tolist() == plain.tolist(), "nothing is left over"


# ------------------------------------------------------------------------------------------------------------- topics


def test_what_stands_beside_the_same_words_is_about_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """拖欠 and 逾期 never meet, and share their company; 结婚 has another."""
    told = [("拖欠", "银行贷款"), ("逾期", "银行贷款"), ("逾期", "贷款利息"), ("拖欠", "贷款利息")] * 3
    told += [("结婚", "彩礼房产"), ("离婚", "彩礼房产"), ("结婚", "房产分割")] * 3
    weights = Weights.of(dict.fromkeys("拖欠 逾期 银行 贷款 利息 结婚 离婚 彩礼 房产 分割".split(), 4), 30, 30)
    monkeypatch.setattr(
        "pipeline.store.related.topics.DIMENSIONS", 2
    )  # of more, each would be one of these few articles
    topics = Topics.learn(stored(*(weights.vector(*one) for one in told)))
    topics = Topics.unpacked(topics.packed())
    rows = topics.of(stored(*(weights.vector("", word) for word in ("拖欠", "逾期", "结婚", "天气"))))
    assert rows[0] @ rows[1] > 0.2
    assert abs(rows[0] @ rows[2]) < 0.1
    assert not rows[3].any(), "about none of them"


def test_topics_of_nothing_are_nothing() -> None:
    empty = Weights.of({}, 1, 1).vector("", "")
    for topics in (Topics.unpacked(None), Topics.learn(stored(empty))):
        assert not topics.of(stored(empty, empty)).any()


def test_topics_are_learnt_where_an_older_program_left_none(store: Store, put: Callable[..., int]) -> None:
    put("网贷逾期", "银行催收")
    index.upkeep(store.connection)
    assert index.upkeep(store.connection) is False
    store.connection.execute("UPDATE term_weights SET topics = NULL")
    assert index.upkeep(store.connection) is True


# ------------------------------------------------------------------------------------------------------------ reasons


def test_a_reason_never_shows_half_a_word() -> None:
    frequencies = dict.fromkeys(("消费", "费者", "者权", "权益", "益保", "保护", "护法", "网贷"), 2)
    weights = Weights.of(frequencies, 100, 100)
    title = "消费者权益保护法，网贷"
    words = Words(title, weights.profile(title, ""))
    assert not {"护法", "者权", "益保"} & set(words.shared(weights.profile("别的护法，者权，益保", "").vector.places))
    assert "保护法" in "".join(words.shared(weights.profile(title, "").vector.places))


def test_there_is_always_a_reason() -> None:
    assert told([], [], linked=False, category=None) == ["用词相近"]
