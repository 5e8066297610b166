"""The four names that others rely on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

import pipeline
from pipeline import check_citations, find_citations, process_html
from pipeline.models import Failure
from pipeline.site import Rules, Site

README = Path(__file__).resolve().parents[1] / "README.md"
TEXT = "依据《合同法》第二百零六条，借款应当归还。"


def test_what_is_stable_is_told() -> None:
    told = README.read_text("utf-8").split("### 什么是稳定的")[1].split("\n## ")[0]
    assert [name for name in pipeline.__all__ if f"`{name}`" not in told] == []


@pytest.mark.parametrize(
    ("on", "status", "why"),
    [
        (date(2020, 12, 31), "exists", "the last day of the Contract Law"),
        (date(2021, 1, 1), "repealed", "the Civil Code is in force"),
        (datetime(2020, 12, 31, 15, 59, tzinfo=UTC), "exists", "a moment: a minute before midnight in China"),
        (datetime(2020, 12, 31, 16, tzinfo=UTC), "repealed", "… at midnight there"),
        (datetime(2020, 12, 31, 23, 59), "exists", "without a zone it is China's"),  # noqa: DTZ001
        (datetime.max.replace(tzinfo=UTC), "repealed", "the end of the calendar"),
    ],
)
def test_the_day_that_citations_are_judged_by(on: date, status: str, why: str) -> None:
    assert [one.status for one in check_citations(TEXT, find_citations(TEXT), on=on)] == [status]


def test_a_day_that_is_none_is_told() -> None:
    with pytest.raises(TypeError, match="date or datetime"):
        check_citations(TEXT, find_citations(TEXT), on="2020-12-31")  # type: ignore[arg-type]


@pytest.mark.parametrize("data", [None, 7, ["<p>"]])
def test_what_is_no_page_is_told(data: object) -> None:
    with pytest.raises(TypeError, match=f"bytes or str is needed, not {type(data).__name__}"):
        process_html(data)  # type: ignore[arg-type]


def test_a_frameset_is_no_article_whatever_it_says_to_other_browsers() -> None:
    text = "借款到期没有还清，出借人可以先催告，再起诉；逾期利息按约定计算。" * 20
    page = f"<title>债务网</title><frameset><frame src=a.htm><noframes><p>{text}</p></noframes></frameset>"
    found = process_html(page, "http://www.a.cn/")
    assert isinstance(found, Failure)
    assert (found.kind, "frameset" in found.detail) == ("frames", True)


@pytest.mark.parametrize("drop", [(), ("h1",)])
def test_an_error_message_is_told_from_the_whole_page_whatever_a_site_leaves_out(drop: tuple[str, ...]) -> None:
    page = "<title>债务网</title><h1>您访问的页面不存在</h1><p>借款到期以后怎么还款，请看首页的文章。</p>"
    found = process_html(page, "http://www.a.cn/1.html", site=Site("a", "http://www.a.cn/", rules=Rules(drop=drop)))
    assert isinstance(found, Failure)
    assert found.kind == "message"
