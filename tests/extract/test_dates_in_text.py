"""Dates as Chinese pages write them. No date rather than a wrong one."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract import dates
from tests.extract.extract_pages import NOW

ABSOLUTE = [
    ("2024-03-05 12:30:45", "2024-03-05T12:30:45+08:00", "second"),
    ("2024-03-05 12:30", "2024-03-05T12:30:00+08:00", "minute"),
    ("2024/3/5", "2024-03-05T00:00:00+08:00", "day"),
    ("2024.03.05", "2024-03-05T00:00:00+08:00", "day"),
    ("发布时间：2024年3月5日 下午3:20", "2024-03-05T15:20:00+08:00", "minute"),
    ("2024年3月5日12时30分", "2024-03-05T12:30:00+08:00", "minute"),
    ("二〇二四年三月五日", "2024-03-05T00:00:00+08:00", "day"),
    ("二○二四年十二月三十一日", "2024-12-31T00:00:00+08:00", "day"),
    ("2024-03-05T04:30:45Z", "2024-03-05T12:30:45+08:00", "second"),
    ("2024-03-05T12:30:45.123+08:00", "2024-03-05T12:30:45+08:00", "second"),
    ("Tue, 05 Mar 2024 04:30:45 +0000", "2024-03-05T12:30:45+08:00", "second"),
    ("March 5th, 2024 at 12:06 am", "2024-03-05T00:06:00+08:00", "minute"),
    ("民國101年1月12日", "2012-01-12T00:00:00+08:00", "day"),  # Taiwan counts from 1912
    ("2012-01-12 HKT 16:53", "2012-01-12T16:53:00+08:00", "minute"),
]


@pytest.mark.parametrize(("text", "when", "precision"), ABSOLUTE)
def test_absolute(text: str, when: str, precision: str) -> None:
    moment = dates.parse(text)
    assert moment is not None
    assert (moment.when, moment.precision) == (datetime.fromisoformat(when), precision)


NOT_DATES = {
    "no such day": "2024-02-30",
    "month 13": "2024-13-01",
    "lunar": "农历2024年3月5日",
    "lunar month": "腊月二十三",
    "before the web": "1949-10-01",
    "version": "v2024.3.5.1",
    "month alone": "2020年5月",
    "case number": "（2024）某0102民初1234号",
    "telephone": "0791-2024315",
}


@pytest.mark.parametrize("text", NOT_DATES.values(), ids=NOT_DATES.keys())
def test_not_a_date(text: str) -> None:
    assert dates.parse(text) is None


RELATIVE = [
    # NOW is 2026-11-23 21:42:33 +08:00
    ("刚刚", "2026-11-23T21:42:00+08:00", "minute"),
    ("30分钟前", "2026-11-23T21:12:00+08:00", "minute"),
    ("5小时前", "2026-11-23T16:00:00+08:00", "hour"),
    ("今天 08:15", "2026-11-23T08:15:00+08:00", "minute"),
    ("昨天", "2026-11-22T00:00:00+08:00", "day"),
    ("昨天 12:30", "2026-11-22T12:30:00+08:00", "minute"),
    ("前天", "2026-11-21T00:00:00+08:00", "day"),
    ("3天前", "2026-11-20T00:00:00+08:00", "day"),
    ("三天前", "2026-11-20T00:00:00+08:00", "day"),
    ("2周前 (11-09)", "2026-11-09T00:00:00+08:00", "day"),  # the count is rounded, the day beside it is not
    ("2个月前 (10-07)", "2026-10-07T00:00:00+08:00", "day"),
    ("12个月前 (12-03)", "2025-12-03T00:00:00+08:00", "day"),  # no year: the one that fits the count
    ("1个月前（10-21）", "2026-10-21T00:00:00+08:00", "day"),
    ("3个月前", "2026-08-24T00:00:00+08:00", "month"),
    ("2年前", "2024-11-23T00:00:00+08:00", "year"),
]


@pytest.mark.parametrize(("text", "when", "precision"), RELATIVE)
def test_relative_to_the_fetch(text: str, when: str, precision: str) -> None:
    moment = dates.relative(text, NOW)
    assert moment is not None
    assert (moment.when, moment.precision) == (datetime.fromisoformat(when), precision)


def test_month_and_day_alone_are_the_last_such_day() -> None:
    late, early = dates.yearless("12-03 10:20", NOW), dates.yearless("10月7日", NOW)
    assert late is not None
    assert early is not None
    assert (late.when.year, early.when.year) == (2025, 2026)


def test_the_twenty_ninth_of_february_needs_its_year() -> None:
    assert dates.yearless("02-29", NOW) is None  # neither 2026 nor 2025 has one


@given(st.datetimes(datetime.fromisoformat("1995-01-01"), datetime.fromisoformat("2050-01-01")))
def test_what_is_written_is_read(moment: datetime) -> None:
    for form in ("%Y-%m-%d %H:%M:%S", "%Y年%m月%d日 %H:%M:%S", "%Y/%m/%d %H:%M:%S"):
        found = dates.parse(moment.strftime(form))
        assert found is not None
        assert found.when.replace(tzinfo=None) == moment.replace(microsecond=0)


@given(st.text(alphabet="0123456789-/.: 年月日时分上下午前天刚昨（）()TZ+农历", max_size=40))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    for moment in (dates.parse(text), dates.compact(text), dates.relative(text, NOW), dates.yearless(text, NOW)):
        assert moment is None or moment.when.utcoffset() is not None
