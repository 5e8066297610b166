"""Imports of a part, under another day or another title: nobody is accused by them who was not before."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from pipeline.errors import InputError
from pipeline.laws import check, find_citations
from pipeline.laws.naming.numerals import article_label
from pipeline.laws.registry import Registry, read_work
from pipeline.store.statutes import open_statutes
from pipeline.store.statutes.sources import StatuteText, read_statutes

TITLE = "丙国催收法"
OLD, NEW = date(2015, 3, 1), date(2020, 5, 28)
KEEP = "催收机构应当保存全部通话录音，保存期限不得少于三年，并且不得删改。"
OTHER = "催收机构应当保存全部通话录音，保存期限不得少于五年，并且不得删改。"
LAST = "本法自公布之日起施行。"
WORK = {
    "title": TITLE,
    "type": "法律",
    "versions": [
        {"published": "2015-03-01", "effective": "2015-09-01", "articles": ["1..30"]},
        {"published": "2020-05-28", "effective": "2021-01-01", "articles": ["1..50"]},
    ],
}
TWO = [{**WORK, "title": f"最高法院关于审理催收案件适用法律若干问题的解释（{n}）", "versions": versions}
       for n, versions in (("一", WORK["versions"][:1]), ("二", WORK["versions"][1:]))]  # fmt: skip
REGISTRY = Registry([read_work(row) for row in (WORK, *TWO)])


def text(article: int, published: date | None, words: str = KEEP, *, title: str = TITLE) -> StatuteText:
    return StatuteText(title, published, article, 0, words)


def whole(count: int, published: date, last: str = LAST) -> list[StatuteText]:
    words = [f"第{n}条说的是催收机构的第{n}项义务，不得违反。" for n in range(1, count)] + [last]
    return [text(n + 1, published, one) for n, one in enumerate(words)]


def judged(folder: Path, texts: Sequence[StatuteText], said: str, on: date) -> list[tuple[str, str]]:
    with open_statutes(folder / "statutes.db", read_only=False) as statutes:
        statutes.load(texts, REGISTRY)
        registry = statutes.registry(REGISTRY)
        found = check(said, find_citations(said, registry=registry), on=on, statutes=statutes, registry=registry)
    return [(one.status, one.version or "") for one in found]


OF_NEW, OF_OLD = (f"cn/law/{TITLE}@{day}" for day in (NEW, OLD))
DAY = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("texts", "article", "expected"),
    [
        ([text(22, date(2021, 1, 1))], 40, ("exists", OF_NEW)),  # a day of effect is no version of its own
        ([text(22, date(2021, 6, 1))], 40, ("exists", OF_NEW)),  # a part under a day that nobody knows
        ([text(22, date(2021, 6, 1))], 22, ("exists", OF_NEW)),
        ([text(22, date(2021, 6, 1))], 90, ("no_such_article", OF_NEW)),  # as without the import
        ([text(90, date(2021, 6, 1))], 90, ("not_held", OF_NEW)),  # there may be a newer one that has it
        ([text(90, date(2014, 6, 1))], 90, ("not_held", OF_NEW)),  # … or an older one
        ([text(22, None)], 40, ("exists", OF_NEW)),  # no day, and two versions: left out
        (whole(52, date(2024, 6, 1)), 51, ("exists", f"cn/law/{TITLE}@2024-06-01")),  # the whole of a new version
        (whole(52, date(2024, 6, 1)), 53, ("no_such_article", f"cn/law/{TITLE}@2024-06-01")),
        (whole(48, date(2024, 6, 1)), 49, ("superseded_version", f"cn/law/{TITLE}@2024-06-01")),
        (whole(48, date(2024, 6, 1), KEEP), 49, ("exists", OF_NEW)),  # not to its end: cut off
        (whole(48, date(2024, 6, 1))[1:], 49, ("exists", OF_NEW)),  # without its beginning
        (whole(48, date(2024, 6, 1))[:20] + whole(48, date(2024, 6, 1))[21:], 49, ("exists", OF_NEW)),  # with a gap
        (whole(12, date(2024, 6, 1)), 49, ("exists", OF_NEW)),  # the twelve items of a decision on changes
    ],
)
def test_what_an_import_lets_a_number_be(
    texts: list[StatuteText], article: int, expected: tuple[str, str], tmp_path: Path
) -> None:
    assert judged(tmp_path, texts, f"《{TITLE}》第{article}条。", DAY) == [expected]


@pytest.mark.parametrize(
    ("part", "quoted", "quotation"),
    [
        (text(22, date(2021, 6, 1), OTHER), KEEP, "exact"),  # what the known version says is right
        (text(22, date(2021, 6, 1), OTHER), OTHER, "not_held"),  # what a part of unknown standing says is not wrong
        (text(22, date(2021, 6, 1), KEEP), OTHER, "altered"),  # as without the import
        (text(23, date(2021, 6, 1), OTHER), OTHER, "misattributed"),  # wrong as before, and now it is known whose it is
    ],
)
def test_nobody_is_accused_of_quoting_a_part(part: StatuteText, quoted: str, quotation: str, tmp_path: Path) -> None:
    with open_statutes(tmp_path / "statutes.db", read_only=False) as statutes:
        statutes.load([text(22, NEW), text(22, OLD, LAST), part], REGISTRY)
        registry = statutes.registry(REGISTRY)
        said = f"《{TITLE}》第二十二条规定：“{quoted}”"
        (found,) = check(said, find_citations(said, registry=registry), on=DAY, statutes=statutes, registry=registry)
    assert found.quotation == quotation


@pytest.mark.parametrize(
    ("one", "kept", "note"),
    [
        (text(5, NEW, title=f"{TITLE}（2020修订）"), OF_NEW, None),
        (text(5, None, title=f"《{TITLE}》（2015年3月1日公布）"), OF_OLD, None),
        (text(5, None), None, "收录了 2015-03-01、2020-05-28 公布的版本，要写明导入的是哪一天公布的"),
        (text(5, None, title="催收司法解释"), None, "“催收司法解释”可以指《最高法院关于审理催收案件"),
        (text(5, NEW, title="催收司法解释"), f"cn/law/{TWO[1]['title']}@{NEW}", None),  # one of them is of that day
        (text(5, date(2023, 1, 1)), f"cn/law/{TITLE}@2023-01-01", "导入的不是它的全文"),
        (text(5, None, title="丁县催收办法"), "cn/law/丁县催收办法@undated", None),  # a work that nobody knows
        (text(5, NEW, title="丁县催收办法（2020修订）"), f"cn/law/丁县催收办法@{NEW}", None),
        (text(5, None, title="丁县催收办法（2020修订）"), "cn/law/丁县催收办法（2020修订）@undated", None),
    ],
)
def test_where_a_text_is_kept_and_what_is_told(
    one: StatuteText, kept: str | None, note: str | None, tmp_path: Path
) -> None:
    with open_statutes(tmp_path / "statutes.db", read_only=False) as statutes:
        loaded = statutes.load([one, one], REGISTRY)
        assert (statutes.count(), loaded.laws, loaded.articles) == ((1, 1, 2) if kept else (0, 0, 0))
        assert kept is None or statutes.article(kept, 5, 0) == KEEP
    assert len(loaded.notes) == (note is not None)
    assert note is None or note in loaded.notes[0]


def test_a_version_whose_numbers_nobody_knew_has_those_of_its_text_and_may_have_more(tmp_path: Path) -> None:
    registry = Registry([read_work({"title": TITLE, "versions": [{"published": "2020-05-28"}]})])
    with open_statutes(tmp_path / "statutes.db", read_only=False) as statutes:
        statutes.load(whole(20, NEW), registry)
        found = statutes.registry(registry)
    (work,) = found
    (version,) = work.versions
    assert (version.has(20), version.has(21), version.articles, work.parts) == (True, None, ((1, 20, 0),), ())
    assert found.find(TITLE) == (work,) == (found.get(work.law_id),)


def test_an_import_that_goes_on_is_one_version(tmp_path: Path) -> None:
    every = whole(52, date(2024, 6, 1))
    with open_statutes(tmp_path / "statutes.db", read_only=False) as statutes:
        statutes.load(every[:30], REGISTRY)
        known = statutes.registry(REGISTRY)  # as the next command opens it
        work = known.find(TITLE)[0]
        assert [len(work.versions), len(work.parts)] == [2, 1]
        statutes.load(every[30:], known)
        work = statutes.registry(REGISTRY).find(TITLE)[0]
        assert [len(work.versions), len(work.parts), work.versions[-1].last_article] == [3, 0, 52]


@pytest.mark.parametrize(
    ("law", "facts", "kept"),
    [
        (TITLE, {"title": TITLE, "versions": [{"published": "2021-01-01", "articles": ["22..22"]}]}, OF_NEW),
        (f"{TITLE}（2020修订）", {"title": f"{TITLE}（2020修订）", "versions": [{"published": "2020-05-28", "articles": ["22..22"]}]}, OF_NEW),
        (TITLE, {"title": TITLE, "versions": [{"published": None, "articles": ["22..22"]}]}, None),
        ("催收司法解释", {"title": "催收司法解释", "versions": [{"published": None, "articles": ["22..22"]}]}, None),
        (f"{TITLE}（修订）", {"title": f"{TITLE}（修订）", "versions": [{"published": "2023-05-28", "articles": ["22..22"]}]}, f"cn/law/{TITLE}@2023-05-28"),
    ],
)  # fmt: skip
def test_what_an_older_program_took_for_a_work_or_version_is_put_right(
    law: str, facts: dict[str, list[dict[str, str]]], kept: str | None, tmp_path: Path
) -> None:
    path = tmp_path / "statutes.db"
    version = f"cn/law/{law}@{facts['versions'][0]['published'] or 'undated'}"
    with open_statutes(path, read_only=False) as statutes:
        statutes.load([text(22, NEW, title="甲"), text(1, NEW, title="乙")], REGISTRY)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "UPDATE articles SET law_id = ?, version_id = ? WHERE law_id = 'cn/law/甲'", (f"cn/law/{law}", version)
        )
        connection.execute(
            "UPDATE works SET law_id = ?, facts = ? WHERE law_id = 'cn/law/甲'", (f"cn/law/{law}", json.dumps(facts))
        )
    with open_statutes(path, read_only=False) as statutes:
        before = statutes.registry(REGISTRY)
        assert [work.law_id for work in before.find(TITLE)] == [f"cn/law/{TITLE}"]
        assert [one.version_id for one in before.find(TITLE)[0].versions] == [OF_OLD, OF_NEW]
        assert len(before) == len(REGISTRY) + 1  # 乙
        statutes.load([text(1, NEW, title="乙")], before)
        assert statutes.article(kept or version, 22, 0) == KEEP
        assert statutes.count() == 2


HISTORY = {
    "2020年5月28日通过\n自2021年1月1日起施行": (NEW, date(2021, 1, 1)),
    "2015年3月1日通过 2020年5月28日修订，自 2021 年 1 月 1 日起正式施行": (NEW, date(2021, 1, 1)),
    "2020-05-28 公布": (NEW, None),
    "自2021年1月1日起施行": (None, date(2021, 1, 1)),
    "2020年5月28日公布，1999年3月1日公布的旧法2021年1月1日废止": (NEW, None),
    "": (None, None),
}


@pytest.mark.parametrize("marked", [True, False])
@pytest.mark.parametrize("history", HISTORY)
def test_the_days_above_a_statute_in_markdown(history: str, marked: bool, tmp_path: Path) -> None:
    file = tmp_path / "law.md"
    info = "<!-- INFO END -->\n\n" if marked else ""
    file.write_text(f"# {TITLE}\n\n{history}\n\n{info}{article_label(1)}　{KEEP}2022年2月2日。\n", "utf-8")
    (one,) = read_statutes(file)
    assert (one.published, one.effective) == HISTORY[history]


@pytest.mark.parametrize(
    ("values", "place"),
    [
        ({"article": "六百八十"}, (680, 0, NEW)),
        ({"article": "第六百八十条"}, (680, 0, NEW)),
        ({"article": "680"}, (680, 0, NEW)),
        ({"article": "293-1"}, (293, 1, NEW)),
        ({"article": "第二百九十三条之一"}, (293, 1, NEW)),
        ({"article": 293, "inserted": "一"}, (293, 1, NEW)),
        ({"article": 680, "published": "2020-5-28"}, (680, 0, NEW)),
        ({"article": 680, "published": "2020年5月28日"}, (680, 0, NEW)),
        ({"article": 680, "published": "2020/05/28"}, (680, 0, NEW)),
        ({"article": 680, "published": ""}, (680, 0, None)),
    ],
)
def test_a_row_of_json(values: dict[str, object], place: tuple[int, int, date | None], tmp_path: Path) -> None:
    (one,) = read_statutes(row(tmp_path, values))
    assert (one.article, one.inserted, one.published) == place


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"article": "abc"}, "第 1 行不是法律条文：article 要写成条号"),
        ({"article": 12.5}, "article 要写成条号"),  # was 12
        ({"article": True}, "article 要写成条号"),
        ({"article": 1e400}, "article 要写成条号"),
        ({"article": 1, "published": "soon"}, 'published 要写成 2020-05-28 这样的日期，不是 "soon"'),
        ({"article": 1, "published": "2020-02-31"}, "published 要写成"),
        ({"article": 1, "published": 20200528}, "published 要写成"),
        ({"article": 1, "effective": "x"}, "effective 要写成"),
        ({"article": 1, "text": 3}, "text 要写成文字，不是 3"),
        ({"article": 1, "title": None}, "title 要写成文字，不是 null"),
        ({"article": 1, "title": " "}, "title 是空的"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_row_is_told(values: dict[str, object], words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=words):
        list(read_statutes(row(tmp_path, values)))


def row(folder: Path, values: dict[str, object]) -> Path:
    file = folder / "law.jsonl"
    file.write_text(json.dumps({"title": TITLE, "published": "2020-05-28", "text": KEEP, **values}), "utf-8")
    return file
