"""Pages that give a statute in full, and such that only look like it."""

from __future__ import annotations

from datetime import date

import pytest

from pipeline.laws.naming.numerals import article_label
from pipeline.laws.naming.pages import statute_page
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Version, Work

FIRST = Version("cn/law/甲省借款条例@2020-01-02", date(2020, 1, 2), date(2020, 3, 1), articles=((1, 5, 0),))
SECOND = Version("cn/law/甲省借款条例@2024-01-02", date(2024, 1, 2), date(2024, 3, 1), articles=((1, 5, 0), (3, 3, 1)))
THIRD = Version("cn/law/甲省借款条例@2025-01-02", date(2025, 1, 2), date(2025, 3, 1), articles=((1, 5, 0), (3, 3, 1)))
WORKS = Registry([Work("cn/law/甲省借款条例", "甲省借款条例", versions=(FIRST, SECOND, THIRD))])


def body(*numbers: tuple[int, int], head: str = "") -> str:
    articles = "\n".join(f"{article_label(*one)}　条文{one[0]}。\n第二款{one[0]}。" for one in numbers)
    return f"{head}\n第一章 总则\n{articles}\n第二章　附则"


OLD = [(n, 0) for n in range(1, 6)]
NEW = sorted([*OLD, (3, 1)])

CASES = [
    ("甲省借款条例", body(*OLD), FIRST, "the numbers fit one version"),
    ("《甲省借款条例》全文（2020年版） - 某某网", body(*OLD), FIRST, "a title as sites write it"),
    ("甲省借款条例", body(*NEW), None, "two versions have these numbers"),
    ("甲省借款条例", body(*NEW, head="2024年1月2日公布"), SECOND, "the day decides"),
    ("甲省借款条例", body(*OLD[:4]), None, "not in full"),
    ("甲省借款条例", body(*OLD[::-1]), None, "out of order"),
    ("甲省借款条例解读", body(*OLD), None, "about it"),
    ("乙省借款条例", body(*OLD), None, "not known"),
]


@pytest.mark.parametrize(("title", "text", "version"), [pytest.param(*case[:3], id=case[3]) for case in CASES])
def test_pages(title: str, text: str, version: Version | None) -> None:
    page = statute_page(title, text, WORKS)
    assert (page.version if page else None) == version
    if page:
        assert page.articles[0] == (1, 0, "条文1。\n第二款1。")
        assert page.articles[-1] == (5, 0, "条文5。\n第二款5。")  # no heading of a chapter in it
