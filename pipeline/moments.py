"""Moments in a time zone, safe at both ends of the calendar.

The years 1 and 9999 are written as «no date» and «for ever»; a zone's hours beside them lead out of what ``datetime``
can hold (OverflowError). Whatever comes from outside is brought into a zone, or shifted, here.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta, tzinfo
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
FIRST = datetime(1, 1, 1)  # noqa: DTZ001 - the zone is the caller's
LAST = datetime(9999, 12, 31, 23, 59, 59)  # noqa: DTZ001


def in_zone(when: datetime, zone: tzinfo = SHANGHAI) -> datetime:
    """The same moment in another zone; one that has no date there is the calendar's first or last moment.

    >>> from datetime import UTC
    >>> in_zone(datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)).isoformat()
    '9999-12-31T23:59:59+08:00'
    """
    try:
        return when.astimezone(zone)
    except (OverflowError, ValueError):  # ValueError: a naive one, by the machine's zone
        return _edge(when.year > 1).replace(tzinfo=zone)


def aware(when: datetime, zone: tzinfo = SHANGHAI) -> datetime:
    """A moment as it is, or a naive one as the clock of that zone showed it.

    >>> aware(datetime(2026, 11, 26, 12)).isoformat()
    '2026-11-26T12:00:00+08:00'
    """
    return when if when.utcoffset() is not None else when.replace(tzinfo=zone)


def day_in_china(when: datetime) -> date:
    """The calendar day in Asia/Shanghai."""
    return in_zone(when).date()


def shifted(when: datetime, by: timedelta) -> datetime:
    """``when + by``, no further than the calendar goes; the zone stays."""
    try:
        return when + by
    except OverflowError:
        return _edge(by > timedelta(0)).replace(tzinfo=when.tzinfo)


def _edge(last: bool) -> datetime:
    return LAST if last else FIRST
