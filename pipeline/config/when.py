"""When a site is due: the crontab or interval of its file as a trigger."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from pipeline.site import Schedule

QUIET = re.compile(r"(?P<h1>[01]\d|2[0-3]):(?P<m1>[0-5]\d)-(?P<h2>[01]\d|2[0-3]):(?P<m2>[0-5]\d)")
EVERY = re.compile(r"(?P<number>[1-9]\d{0,4})(?P<unit>[mhd])")
_SECONDS = {"m": 60, "h": 3600, "d": 86_400}
_WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)  # intervals are counted from here, so that a restart does not shift them
_ALL_DAYS = "2000-2040"  # each day of the year on each day of the week, the 29th of February too
_DAY = 24 * 60  # minutes


def interval_seconds(every: str) -> int:
    """``30m``, ``6h`` or ``1d`` in seconds; ValueError for anything else."""
    found = EVERY.fullmatch(every)
    if found is None:
        raise ValueError(f"{every!r}: a number and m, h or d")
    return int(found["number"]) * _SECONDS[found["unit"]]


class Steady(IntervalTrigger):  # type: ignore[misc]  # APScheduler has no types
    """An interval whose times stay where they are: APScheduler's own counts from the last time with its jitter, and so
    drifts away from what is found missed after a restart.
    """

    def get_next_fire_time(self, previous_fire_time: datetime | None, now: datetime) -> datetime:
        """The next time after the previous one, or not before ``now`` where there was none."""
        passed = ((previous_fire_time or now) - self.start_date).total_seconds() / self.interval_length
        number = math.floor(passed) + 1 if previous_fire_time else math.ceil(passed)
        when = self.start_date + number * self.interval
        found: datetime = self._apply_jitter(when.astimezone(self.timezone), self.jitter, now)
        return found


def trigger_of(plan: Schedule, *, jitter: bool = True) -> BaseTrigger | None:
    """The trigger of a schedule, in its time zone; None for one that says nothing. ValueError for a crontab that is none."""
    most = (plan.jitter or None) if jitter else None
    if plan.cron:
        return _crontab(plan.cron, timezone=plan.timezone, jitter=most)
    if not plan.every:
        return None
    seconds = interval_seconds(plan.every)
    return Steady(
        seconds=seconds, start_date=_EPOCH, timezone=plan.timezone, jitter=min(most, seconds // 2) if most else None
    )


def never(cron: str) -> bool:
    """Whether a crontab has no time at all (the 30th of February). ValueError for one that is none."""
    return _crontab(cron, timezone="UTC", year=_ALL_DAYS).get_next_fire_time(None, _EPOCH) is None


def _crontab(cron: str, **more: object) -> CronTrigger:
    fields = cron.split()
    if len(fields) != 5:
        raise ValueError(f"{len(fields)} fields instead of five")
    minute, hour, day, month, weekday = fields
    return CronTrigger(minute=minute, hour=hour, day=day, month=month, day_of_week=_weekdays(weekday), **more)


def always_quiet(windows: Sequence[str]) -> bool:
    """Whether hours of the form of QUIET leave no minute of the day."""
    left = set(range(_DAY))
    for first, last in map(_minutes, windows):
        left -= {minute % _DAY for minute in range(first, last if last > first else last + _DAY)}
    return not left


def _minutes(window: str) -> tuple[int, int]:
    """The beginning and the end of quiet hours in minutes of the day."""
    match = QUIET.fullmatch(window)
    if match is None:
        raise ValueError(f"{window!r}: hours such as 08:30-18:00")
    return int(match["h1"]) * 60 + int(match["m1"]), int(match["h2"]) * 60 + int(match["m2"])


def quiet_until(plan: Schedule, now: datetime) -> datetime | None:
    """When the quiet hours that ``now`` falls into end; None outside of them. Hours that adjoin are one."""
    until = now
    for _ in range(len(plan.quiet) + 1):  # each window once: windows that cover the whole day must not loop
        ends = [end for begin, end in _windows(plan, until) if begin <= until < end]
        if not ends:
            break
        until = max(ends)
    return until if until > now else None


def quiet_from(plan: Schedule, now: datetime) -> datetime | None:
    """When the next quiet hours begin; None where there are none."""
    return min((begin for begin, _ in _windows(plan, now) if begin > now), default=None)


def day_began(plan: Schedule, now: datetime) -> datetime:
    """The beginning of the day in the plan's time zone: what the budget of a day is counted from."""
    return now.astimezone(ZoneInfo(plan.timezone)).replace(hour=0, minute=0, second=0, microsecond=0)


def _windows(plan: Schedule, now: datetime) -> list[tuple[datetime, datetime]]:
    """The quiet hours of yesterday, today and tomorrow; those that end at or before their begin go over midnight."""
    zone = ZoneInfo(plan.timezone)
    today = now.astimezone(zone).date()
    found = []
    for text in plan.quiet:
        first, last = (time(*divmod(minutes, 60)) for minutes in _minutes(text))
        for days in (-1, 0, 1):
            day = today + timedelta(days=days)
            end = day if last > first else day + timedelta(days=1)
            hours = (datetime.combine(day, first, zone), datetime.combine(end, last, zone))
            found.append((hours[0].astimezone(UTC), hours[1].astimezone(UTC)))
    return found


def _weekdays(field: str) -> str:
    """crontab counts days of the week from Sunday = 0 (or 7), APScheduler from Monday = 0; names mean the same to both.

    A range that begins on Sunday is written as Sunday and a range from Monday: APScheduler's week ends on Sunday.
    """
    out = []
    for part in field.split(","):
        span, _, step = part.partition("/")
        first, dash, last = span.partition("-")
        if first in ("0", "7") and dash and last.isdigit() and not step:
            out += ["sun", *_WEEKDAYS[1 : int(last) + 1]]
        elif step:
            out.append(part)  # */2 and the like: the same to both
        else:
            out.append(dash.join(_WEEKDAYS[int(day)] if day in "01234567" and day else day for day in (first, last)))
    return ",".join(out).rstrip(",")
