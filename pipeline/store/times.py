"""How times and lists stand in the database: UTC as ISO 8601 text with seconds (sorts as text), lists as JSON text."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from typing import Any

from pipeline.moments import in_zone

_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def to_text(moment: datetime) -> str:
    """An aware datetime in the form of the database; a naive one is a bug and raises ValueError.

    >>> from datetime import timedelta, timezone
    >>> to_text(datetime(2026, 11, 23, 21, 42, 33, tzinfo=timezone(timedelta(hours=8))))
    '2026-11-23T13:42:33+00:00'
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no time zone")
    return in_zone(moment, UTC).isoformat(timespec="seconds")


def optional_text(moment: datetime | None) -> str | None:
    """As to_text; None stays None."""
    return None if moment is None else to_text(moment)


def from_text(text: str | None) -> datetime | None:
    """The aware datetime (UTC) of a text of the database; None stays None."""
    return None if text is None else datetime.fromisoformat(text)


def dumps(value: Any) -> str:
    """JSON as it stands in the database: Chinese as it is, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def clean(text: str) -> str:
    """Text that SQLite can hold and every client can read: NUL and lone surrogates are replaced, offsets stay."""
    return _UNSTORABLE.sub("\ufffd", text)
