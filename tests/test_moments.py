"""Moments beside the ends of the calendar, which every aware datetime from outside may be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline import labels
from pipeline.moments import SHANGHAI, day_in_china, in_zone, shifted
from pipeline.process import day_of
from pipeline.store.times import to_text

EAST, WEST = timezone(timedelta(hours=14)), timezone(timedelta(hours=-12))


@pytest.mark.parametrize(
    ("when", "china", "utc"),
    [
        (datetime(2026, 1, 31, 16, tzinfo=UTC), "2026-02-01T00:00:00+08:00", "2026-01-31T16:00:00+00:00"),
        (datetime(9999, 12, 31, 23, tzinfo=UTC), "9999-12-31T23:59:59+08:00", "9999-12-31T23:00:00+00:00"),
        (datetime(9999, 12, 31, 23, tzinfo=WEST), "9999-12-31T23:59:59+08:00", "9999-12-31T23:59:59+00:00"),
        (
            datetime(1, 1, 1, tzinfo=EAST),
            "0001-01-01T00:00:00+08:05:43",
            "0001-01-01T00:00:00+00:00",
        ),  # local mean time
        (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T08:05:43+08:05:43", "0001-01-01T00:00:00+00:00"),
    ],
)
def test_in_a_zone(when: datetime, china: str, utc: str) -> None:
    """Everything that brings moments into a zone does it without an error, and says the same day."""
    assert (in_zone(when).isoformat(), in_zone(when, UTC).isoformat()) == (china, utc)
    assert day_in_china(when) == day_of(when) == datetime.fromisoformat(china).date()
    assert to_text(when) == utc
    assert labels.moment(when) == f"{datetime.fromisoformat(china):%Y-%m-%d}"


def test_shifted_goes_no_further_than_the_calendar() -> None:
    day, year = timedelta(days=1), timedelta(days=366)
    assert shifted(datetime(2026, 1, 1, tzinfo=SHANGHAI), -day) == datetime(2025, 12, 31, tzinfo=SHANGHAI)
    assert shifted(datetime(9999, 12, 31, tzinfo=UTC), year) == datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
    assert shifted(datetime(1, 1, 5, tzinfo=UTC), -year) == datetime(1, 1, 1, tzinfo=UTC)
