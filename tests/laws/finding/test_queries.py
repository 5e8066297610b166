"""What a person asks for by one line: a provision, several, a law, or nothing that there is."""

from __future__ import annotations

import pytest

from pipeline.laws import not_found, parse_provisions
from pipeline.laws.finding.queries import Run, runs

CODE, CRIMES = "cn/law/民法典", "cn/law/刑法"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("民法典第675条", [f"{CODE}#a675"]),
        ("民法典第675条、第676条", [f"{CODE}#a675", f"{CODE}#a676"]),
        ("民法典第675、676条", [f"{CODE}#a675", f"{CODE}#a676"]),
        ("民法典675,676", [f"{CODE}#a675", f"{CODE}#a676"]),  # as people type
        ("民法典675 676", [f"{CODE}#a675", f"{CODE}#a676"]),
        ("民法典第1032条至第1034条", [f"{CODE}#a{n}" for n in (1032, 1033, 1034)]),
        ("民法典1032-1034", [f"{CODE}#a{n}" for n in (1032, 1033, 1034)]),
        ("刑法293-1", [f"{CRIMES}#a293-1"]),  # … but 之一 as ids write it
        ("民法典 刑法", [CODE, CRIMES]),
        ("民法典第675条 刑法第266条", [f"{CODE}#a675", f"{CRIMES}#a266"]),
        ("民法典第675条、民法典第675条", [f"{CODE}#a675"]),
        ("刑法第293条之一第一款", [f"{CRIMES}#a293-1.p1"]),
        ("cn/law/刑法#a293-1", [f"{CRIMES}#a293-1"]),
        ("丁县某办法第3条、第4条", ["cn/law/丁县某办法#a3", "cn/law/丁县某办法#a4"]),  # not known
        ("民法典第三编", [CODE]),
        ("民法典第675条、第99999条", []),  # one that no law has is not left out without a word
        ("民法典第99999条", []),
        ("怎么办", []),
        ("", []),
    ],
)
def test_what_is_asked_for(text: str, found: list[str]) -> None:
    assert [one.id for one in parse_provisions(text)] == found


def test_a_range_is_whole_however_long() -> None:
    assert [one.article for one in parse_provisions("民法典第1条至第1260条")] == list(range(1, 1261))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("民法典第1032条至第1034条", [Run(CODE, 1032, 1034)]),
        ("民法典第675、676、680条", [Run(CODE, 675, 676), Run(CODE, 680, 680)]),
        ("刑法第293条、第293条之一", [Run(CRIMES, 293, 293), Run(CRIMES, 293, 293, 1)]),
        ("民法典 刑法", [Run(CODE, None, None), Run(CRIMES, None, None)]),
        ("民法典第675条第一款、第676条", [Run(CODE, 675, 675, 0, 1), Run(CODE, 676, 676)]),
    ],
)
def test_what_follows_each_other_is_one_run(text: str, found: list[Run]) -> None:
    assert runs(parse_provisions(text)) == found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("民法典第0条", "《民法典》没有这样的条号：民法典第0条；条号可以写"),
        ("民法典第675条第0款", "《民法典》没有这样的条号"),
        ("民法典第675条、第99999条", "《民法典》没有这样的条号"),
        ("劳动争议司法解释", "“劳动争议司法解释”可以指《最高人民法院关于审理劳动争议案件"),
        ("劳动争议司法解释第3条", "要写全称"),
        ("民典法", "没有找到法律：民典法；是不是 民法典"),
        ("zzzz", "没有找到法律：zzzz"),
    ],
)
def test_why_nothing_was_found(text: str, words: str) -> None:
    assert words in not_found(text)


@pytest.mark.parametrize("text", ["民法典" + "1 " * 400, "1、" * 500, " " * 1000, "民法典1-" * 200, "第" * 900])
def test_no_line_takes_long(text: str) -> None:
    assert parse_provisions(text) is not None
