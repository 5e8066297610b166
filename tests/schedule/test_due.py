"""When sites are due, and what a restart or an edited file changes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from pipeline.config.when import quiet_from, quiet_until, trigger_of
from pipeline.schedule import missed
from pipeline.schedule.due import allowance, catching_up, covered
from pipeline.site import Schedule, Site
from pipeline.store.runs import Run

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


def test_jitter_does_not_add_up() -> None:
    """APScheduler's own interval counts from the last time with its jitter: in two months it would be hours away."""
    trigger = trigger_of(Schedule(every="1h", jitter=300))
    assert trigger is not None
    when, lateness = None, []
    for hour in range(1000):
        when = trigger.get_next_fire_time(when, when or MONDAY)
        assert when is not None
        lateness.append((when - MONDAY - timedelta(hours=hour)).total_seconds())
    assert 0 <= min(lateness) <= max(lateness) <= 300
    assert len(set(lateness)) > 900, "sites of one schedule do not begin all at once"


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


def test_a_last_run_in_the_future_tells_of_a_wrong_clock_and_a_run_is_due() -> None:
    """After a clock that stood in 2036 no run would be missed for ten years."""
    assert missed(site(every="1d"), MONDAY + timedelta(days=3650), MONDAY)
    assert not missed(site(every="1d"), MONDAY + timedelta(minutes=5), MONDAY), "a few minutes are no wrong clock"


def run_row(state: str, ending: str = "", *, hours: float = 1.0) -> Run:
    extra = {"ending": ending} if ending else {}
    return Run(1, "x", "crawl", state, MONDAY - timedelta(hours=hours), None, {}, extra)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("last", "expected", "why"),
    [
        (None, "missed", "never crawled"),
        (run_row("finished", "finished", hours=7), "missed", "a time of the plan went by"),
        (run_row("finished", "finished"), None, "the last run took place and ended"),
        (run_row("running"), "unfinished", "the process was killed in the middle"),
        (run_row("stopped", "stopped"), "unfinished", "it was stopped in the middle"),
        (run_row("stopped", "quiet"), "unfinished", "the quiet hours cut it off"),
        (run_row("failed", "unreachable"), None, "it waits for its turn"),
        (run_row("finished", "budget"), None, "so does what a budget left"),
    ],
)
def test_what_a_scheduler_that_begins_does_at_once(last: Run | None, expected: str | None, why: str) -> None:
    assert catching_up(site(every="6h"), last, MONDAY) == expected, why


@pytest.mark.parametrize(
    ("quiet", "clock", "until"),
    [
        (("08:30-18:00",), "12:00", "03T18:00"),
        (("08:30-18:00",), "08:30", "03T18:00"),  # the first minute belongs to them
        (("08:30-18:00",), "18:00", None),  # the last does not
        (("08:30-18:00",), "03:00", None),
        (("23:00-06:00",), "23:30", "04T06:00"),  # over midnight
        (("23:00-06:00",), "05:59", "03T06:00"),
        (("08:00-12:00", "12:00-14:00"), "09:00", "03T14:00"),  # hours that adjoin are one
        (("00:00-00:00",), "09:00", "05T00:00"),  # the whole day, every day: no endless loop, it is asked again then
        ((), "12:00", None),
    ],
)
def test_quiet_hours(quiet: tuple[str, ...], clock: str, until: str | None) -> None:
    hour, minute = map(int, clock.split(":"))
    now = MONDAY.replace(hour=hour, minute=minute).astimezone(UTC)
    found = quiet_until(site(every="1h", quiet=quiet).schedule, now)
    assert (found.astimezone(SHANGHAI).strftime("%dT%H:%M") if found else None) == until


def test_quiet_hours_are_in_the_sites_own_zone_also_when_its_clocks_are_put_forward() -> None:
    """Berlin, 31 March 2024: from 02:00 on the clocks show 03:00."""
    plan = site(every="1h", quiet=("23:00-06:00",), timezone="Europe/Berlin").schedule
    assert quiet_until(plan, datetime(2024, 3, 30, 22, 30, tzinfo=UTC)) == datetime(2024, 3, 31, 4, 0, tzinfo=UTC)
    assert quiet_from(plan, datetime(2024, 3, 31, 5, 0, tzinfo=UTC)) == datetime(2024, 3, 31, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("plan", "spent", "pages", "reason"),
    [
        ({}, 500, None, ""),  # no budget
        ({"pages_per_day": 1000}, 0, 1000, ""),
        ({"pages_per_day": 1000}, 990, 10, ""),
        ({"pages_per_day": 1000}, 1000, None, "budget"),
        ({"pages_per_day": 1000, "quiet": ("08:00-18:00",)}, 0, None, "quiet"),
    ],
)
def test_what_a_run_may_do_now(plan: dict[str, object], spent: int, pages: int | None, reason: str) -> None:
    found = allowance(site(every="1h", **plan).schedule, spent, MONDAY)
    assert (found.pages, found.reason) == (pages, reason)
    if reason == "budget":
        assert found.not_before == datetime(2024, 6, 4, tzinfo=SHANGHAI), "the next day begins at midnight there"


@pytest.mark.parametrize(
    ("hours", "count"),
    [(0.5, 1), (6, 1), (7, 2), (13, 3), (24 * 7, 28)],  # 0.5: a run between two times of the plan stands for itself
)
def test_how_many_times_of_the_plan_a_run_stands_for(hours: float, count: int) -> None:
    now = MONDAY.replace(hour=14, minute=1)  # 14:00 in Shanghai is a time of «every 6h», counted from UTC midnight
    assert covered(site(every="6h").schedule, now - timedelta(hours=hours), now) == count
