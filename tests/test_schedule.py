"""When sites are due, and what a restart or an edited file changes."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.config.when import trigger_of
from pipeline.schedule import missed
from pipeline.site import Schedule, Site

SHANGHAI = ZoneInfo("Asia/Shanghai")
MONDAY = datetime(2024, 6, 3, 12, 0, tzinfo=SHANGHAI)


def site(**plan: object) -> Site:
    return Site("x", "http://x.cn/", schedule=Schedule(jitter=0, **plan))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("plan", "expected"),
    [
        ({"cron": "30 6 * * *"}, "2024-06-04T06:30"),  # the next morning, Shanghai time
        ({"cron": "0 14 * * *", "timezone": "UTC"}, "2024-06-03T22:00"),  # 14:00 UTC
        ({"cron": "0 8 * * 0"}, "2024-06-09T08:00"),  # crontab's 0 is Sunday (APScheduler's own is Monday)
        ({"cron": "0 8 * * 7"}, "2024-06-09T08:00"),  # and so is 7
        ({"cron": "0 8 * * 1-3"}, "2024-06-04T08:00"),  # Monday to Wednesday
        ({"cron": "0 8 * * 0-2"}, "2024-06-04T08:00"),  # Sunday to Tuesday
        ({"cron": "0 8 * * sat"}, "2024-06-08T08:00"),
        ({"cron": "*/20 * * * *"}, "2024-06-03T12:20"),
        ({"cron": "0 9 1,15 * *"}, "2024-06-15T09:00"),
    ],
)
def test_the_next_run(plan: dict[str, object], expected: str) -> None:
    trigger = trigger_of(site(**plan).schedule)
    assert trigger is not None
    due = trigger.get_next_fire_time(None, MONDAY + timedelta(seconds=1))
    assert due is not None
    assert due.astimezone(SHANGHAI).isoformat(timespec="minutes")[:16] == expected


def test_an_interval_is_not_shifted_by_a_restart() -> None:
    plan = site(every="6h")
    trigger = trigger_of(plan.schedule)
    assert trigger is not None
    first = trigger.get_next_fire_time(None, MONDAY)
    later = trigger.get_next_fire_time(None, MONDAY + timedelta(hours=2))
    assert first is not None
    assert later is not None
    assert (later - first) % timedelta(hours=6) == timedelta(0)


@pytest.mark.parametrize(
    ("plan", "last", "expected"),
    [
        ({"cron": "0 6 * * *"}, MONDAY.replace(hour=6), False),  # this morning's run took place
        ({"cron": "0 6 * * *"}, MONDAY.replace(hour=5), True),  # it did not
        ({"cron": "0 6 * * *"}, MONDAY - timedelta(days=9), True),  # nine were missed: one run
        ({"every": "6h"}, MONDAY - timedelta(hours=7), True),
        ({"every": "1d"}, MONDAY - timedelta(minutes=1), False),
    ],
)
def test_what_was_missed_while_the_process_was_down(plan: dict[str, object], last: datetime, expected: bool) -> None:
    assert missed(site(**plan), last, MONDAY) is expected


def test_a_site_that_was_never_crawled_is_due() -> None:
    assert missed(site(every="1d"), None, MONDAY)


def test_a_site_without_a_schedule_is_never_due() -> None:
    assert trigger_of(site().schedule) is None
    assert not missed(site(), None, MONDAY)
