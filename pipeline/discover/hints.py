"""What a list says of an article before it is fetched: title and date."""

from __future__ import annotations

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborNode

from ..models import Hint, HintSource, Precision
from .outline import Anchor

ZONE = ZoneInfo("Asia/Shanghai")
_FULL = re.compile(
    r"((?:19|20)(?<!\d\d\d)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?:\s*日)?(?:[\sT]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?(?!\d)"
)
_RANK = re.compile(r"^\d{1,2}\s*[.、．]\s*(?=\D)")  # «3.» before a title in a list of the most read
_CUT = ("...", "…", "。。。")
MAX_MARGIN = 60  # characters: a date this near to an item's title or end is the item's


def from_item(anchor: Anchor, container: LexborNode | None, source: HintSource) -> Hint | None:
    """Title and date of a list's item; None where it says neither."""
    title = title_of(anchor)
    when, precision = date_of(container, anchor.text) if container is not None else (None, None)
    if title is None and when is None:
        return None
    return Hint(source, title=title, published_at=when, published_precision=precision)


def title_of(anchor: Anchor) -> str | None:
    """The title a link shows; None where it is cut short."""
    text = " ".join(anchor.text.split())
    if text[:1].isdecimal() and (anchor.title or anchor.zone.name in ("side", "related")):
        text = _RANK.sub("", text)
    whole = " ".join(anchor.title.split())
    if whole and (not text or whole.startswith(text.rstrip(".… "))):
        return whole
    if not text or text.endswith(_CUT) or len(text) > 200:
        return None
    return text


def date_of(container: LexborNode, title: str) -> tuple[datetime | None, Precision | None]:
    """The one full date an item prints; relative dates and those without a year say nothing here."""
    text = container.text()
    before, _, after = text.partition(title)
    after = after.strip()
    margins = f"{before[-MAX_MARGIN:]}\n{after[:MAX_MARGIN]}"
    if len(after) > MAX_MARGIN:
        margins += "\n" + after[-min(MAX_MARGIN, len(after) - MAX_MARGIN) :]
    found = [match.groups() for match in _FULL.finditer(margins)]
    days = {groups[:3] for groups in found}
    if len(days) != 1:
        return None, None
    fullest = max(found, key=lambda groups: sum(group is not None for group in groups))
    return to_datetime(fullest)


def to_datetime(groups: tuple[str | None, ...]) -> tuple[datetime | None, Precision | None]:
    """Year, month, day and maybe hour, minute, second as printed in China."""
    numbers = [int(group) for group in groups if group is not None]
    try:
        when = datetime(*numbers[:6], tzinfo=ZONE)  # type: ignore[misc,arg-type]  # at most six numbers
    except ValueError:
        return None, None
    return when, ("day", "day", "day", "day", "minute", "minute", "second")[len(numbers)]
