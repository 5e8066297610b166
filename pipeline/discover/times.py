"""Times as feeds and sitemaps write them."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from ..models import Precision
from .hints import ZONE

_W3C = re.compile(
    r"^\s*(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?(?:[T\s]+(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d+)?)?\s*(Z|[+-]\d{2}:?\d{2})?)?\s*$",
    re.IGNORECASE,
)
_NAMES: tuple[Precision, ...] = ("year", "month", "day", "day", "minute", "second")
_YEAR_OF_NONE = re.compile(r"(?<![\d:+-])000\d(?![\d:])")  # .NET's «no date», which the parser takes for 2001
EARLIEST = datetime(1990, 1, 1, tzinfo=UTC)  # before this there was no web: 1970-01-01 is «no date»


def read_time(text: str | None) -> tuple[datetime | None, Precision | None]:
    """An aware datetime and its precision from RFC 822 (RSS) or W3C-DTF (Atom, sitemaps, dc:date).

    A time without a zone is China's. A day, month or year alone is its first moment there, with that precision.
    """
    if not text or len(text) > 64:
        return None, None
    match = _W3C.match(text)
    when, precision = _from_w3c(match) if match else _from_rfc822(text)
    if when is None or when < EARLIEST:
        return None, None
    return when, precision


def _from_w3c(match: re.Match[str]) -> tuple[datetime | None, Precision | None]:
    *parts, zone = match.groups()
    numbers = [int(part) for part in parts if part is not None]
    precision = _NAMES[len(numbers) - 1]
    numbers += [1] * (3 - len(numbers))
    try:
        naive = datetime(*numbers[:6])  # type: ignore[arg-type]  # noqa: DTZ001  # six numbers; the zone follows
        if zone is None:
            return naive.replace(tzinfo=ZONE), precision
        return datetime.fromisoformat(f"{naive.isoformat()}{'+00:00' if zone in 'zZ' else zone}"), precision
    except ValueError:
        return None, None


def _from_rfc822(text: str) -> tuple[datetime | None, Precision | None]:
    if _YEAR_OF_NONE.search(text):
        return None, None
    try:
        when = parsedate_to_datetime(text.strip())
    except (TypeError, ValueError, IndexError, OverflowError):
        return None, None
    if when.tzinfo is None:  # also for -0000, which is UTC of an unknown place (RFC 5322, 3.3)
        when = when.replace(tzinfo=UTC if text.rstrip().endswith("-0000") else ZONE)
    return when, "second"
