"""What other pages said about a URL: kept with it as JSON, and merged when more is said. Pure."""

from __future__ import annotations

import json
from functools import lru_cache

from pipeline.models import Hint, HintSource, Precision
from pipeline.store.times import clean, dumps, from_text, optional_text

# How far each source is trusted, best first: a feed is made by the content system, a list is read off a page.
TRUST: dict[HintSource, int] = {"feed": 0, "news_sitemap": 1, "list": 2, "related": 3, "sitemap": 4}
FINENESS: dict[Precision | None, int] = {
    None: 0,
    "year": 1,
    "month": 2,
    "day": 3,
    "hour": 4,
    "minute": 5,
    "second": 6,
}


def merge(old: Hint | None, new: Hint | None) -> Hint | None:
    """All that both know. The finer date wins, then the more trusted source; ``modified_at`` is the later one."""
    if old is None or new is None:
        return new if old is None else old
    first, second = (new, old) if TRUST[new.source] < TRUST[old.source] else (old, new)  # the older of equals leads
    later = second.published_at and (
        not first.published_at or finer(second.published_precision, first.published_precision)
    )
    dated = second if later else first
    modified = [hint.modified_at for hint in (old, new) if hint.modified_at]
    return Hint(
        source=first.source,
        title=first.title or second.title,
        published_at=dated.published_at,
        published_precision=dated.published_precision,
        modified_at=max(modified, default=None),
        author=first.author or second.author,
        category=first.category or second.category,
    )


def finer(new: Precision | None, old: Precision | None) -> bool:
    """Whether a date of precision ``new`` says more than one of precision ``old``."""
    return FINENESS[new] > FINENESS[old]


def to_json(hint: Hint | None) -> str | None:
    """The hint as it stands in ``pages.hint``: only what it knows."""
    if hint is None:
        return None
    values: dict[str, str | None] = {
        "source": hint.source,
        "title": hint.title and clean(hint.title),
        "published_at": optional_text(hint.published_at),
        "published_precision": hint.published_precision,
        "modified_at": optional_text(hint.modified_at),
        "author": hint.author and clean(hint.author),
        "category": hint.category and clean(hint.category),
    }
    return dumps({key: value for key, value in values.items() if value})


@lru_cache(maxsize=4096)  # pages of one site name the same pages again and again
def from_json(text: str | None) -> Hint | None:
    """The hint of ``pages.hint``."""
    if text is None:
        return None
    values = json.loads(text)
    return Hint(
        source=values["source"],
        title=values.get("title"),
        published_at=from_text(values.get("published_at")),
        published_precision=values.get("published_precision"),
        modified_at=from_text(values.get("modified_at")),
        author=values.get("author"),
        category=values.get("category"),
    )
