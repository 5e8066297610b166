"""Whether a run is due, why, and how much it may do: decisions on facts. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from pipeline.config.when import day_began, quiet_from, quiet_until, trigger_of
from pipeline.site import Schedule, Site
from pipeline.store.runs import Run

Why = Literal["due", "missed", "unfinished", "quiet", "retry"]

AHEAD = timedelta(hours=1)  # a run that began further in the future was begun while the clock was wrong
MOST_COUNTED = 10_000  # fire times counted between two runs


def missed(site: Site, last_run: datetime | None, now: datetime) -> bool:
    """Whether a run was due since the last one began: a site never crawled is due, and several misses are one.

    A last run in the future tells that the clock was wrong then, and nothing of what was missed: a run is due.
    """
    trigger = trigger_of(site.schedule, jitter=False)
    if trigger is None or last_run is None or last_run > now + AHEAD:
        return trigger is not None
    due = trigger.get_next_fire_time(None, last_run + timedelta(seconds=1))
    return due is not None and due <= now


def catching_up(site: Site, last: Run | None, now: datetime) -> Why | None:
    """Why a site is to be crawled as soon as the scheduler begins; None where it is not."""
    if missed(site, last.started_at if last else None, now):
        return "missed"
    cut_off = last is not None and (last.state == "running" or last.extra.get("ending") in ("stopped", "quiet"))
    return "unfinished" if cut_off and trigger_of(site.schedule) else None


def covered(plan: Schedule, last_run: datetime | None, now: datetime) -> int:
    """How many times of the plan one run now stands for, those that were missed or fell into a longer run included."""
    trigger = trigger_of(plan, jitter=False)
    if trigger is None or last_run is None or last_run > now:
        return 1
    count, when = 0, trigger.get_next_fire_time(None, last_run + timedelta(seconds=1))
    while when is not None and when <= now and count < MOST_COUNTED:
        count += 1
        when = trigger.get_next_fire_time(when, when + timedelta(seconds=1))
    return max(count, 1)


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a scheduled run may do now. ``not_before``: nothing until then, for the reason."""

    pages: int | None = None  # of the budget of the day; None: no bound
    until: datetime | None = None  # the quiet hours begin
    not_before: datetime | None = None
    reason: Literal["", "quiet", "budget"] = ""


def allowance(plan: Schedule, spent: int, now: datetime) -> Allowance:
    """``spent``: pages of the scheduled runs of this day, in the plan's time zone (when.day_began)."""
    if quiet := quiet_until(plan, now):
        return Allowance(not_before=quiet, reason="quiet")
    left = plan.pages_per_day - spent if plan.pages_per_day else None
    if left is not None and left <= 0:
        tomorrow = day_began(plan, day_began(plan, now) + timedelta(hours=30))  # 30: a day may have 25 hours
        return Allowance(not_before=tomorrow, reason="budget")
    return Allowance(left, quiet_from(plan, now))
