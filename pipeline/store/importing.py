"""Articles from elsewhere (JSON lines): through the same laws, duplicates and store stages as a crawled page."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from pipeline import process
from pipeline.extract import topic
from pipeline.laws import Library
from pipeline.models import Article, Block, Precision
from pipeline.moments import SHANGHAI
from pipeline.store.articles import Saved
from pipeline.store.connection import transaction
from pipeline.store.hints import FINENESS
from pipeline.store.save import save
from pipeline.urls import canonicalize

BATCH = 200  # rows in one transaction; a row that fails is rolled back alone

REQUIRED = ("url", "title", "body")
OPTIONAL = ("published_at", "published_precision", "author", "site", "category")
# Keys of our own export and of models.Article that are allowed and not needed.
IGNORED = frozenset(
    "id modified_at source editor tags language topic_score on_topic first_seen_at last_seen_at"
    " changed_at gone_at citations original_id copy".split()
)


@dataclass(frozen=True, slots=True)
class RowError:
    """A row that was not imported: ``line`` counts from 1, ``key`` is the one to mend (None: the whole row)."""

    line: int
    key: str | None
    message: str


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import came to."""

    new: int
    changed: int
    same: int
    duplicate: int
    errors: tuple[RowError, ...]
    article_ids: tuple[int, ...]  # of the rows that were stored, in their order
    changed_ids: tuple[int, ...]  # … of those that are new or changed


class _BadRow(ValueError):
    def __init__(self, key: str | None, message: str) -> None:
        super().__init__(message)
        self.key = key


def import_rows(
    connection: sqlite3.Connection,
    rows: Iterable[Mapping[str, Any] | str | bytes],
    *,
    now: datetime,
    library: Library | None = None,
) -> Imported:
    """Store each row (a mapping, or a line of JSON) as an article that was seen ``now``; blank lines are passed over.

    A wrong row is reported with its line and key, and the rest goes on. A key that is not known is reported once,
    its row is stored all the same.
    """
    errors: list[RowError] = []
    ids: list[int] = []
    changed: list[int] = []
    counts = dict.fromkeys(("new", "changed", "same", "duplicate"), 0)
    unknown: set[str] = set()
    lines = enumerate(rows, 1)
    while chunk := list(islice(lines, BATCH)):
        with transaction(connection):
            for line, raw in chunk:
                if isinstance(raw, (str, bytes)) and not raw.strip():
                    continue
                try:
                    row = _mapping(raw)
                    article, site = _article(row)
                except _BadRow as error:
                    errors.append(RowError(line, error.key, str(error)))
                    continue
                for key in sorted(row.keys() - _KNOWN - unknown):
                    unknown.add(key)
                    errors.append(
                        RowError(line, key, f"unknown key, left out; known are {', '.join(REQUIRED + OPTIONAL)}")
                    )
                saved = _save(connection, article, site, now, library)
                counts[saved.status] += 1
                ids.append(saved.article_id)
                changed += [saved.article_id] if saved.status != "same" else []
    return Imported(**counts, errors=tuple(errors), article_ids=tuple(ids), changed_ids=tuple(changed))


_KNOWN = frozenset((*REQUIRED, *OPTIONAL)) | IGNORED


def _save(
    connection: sqlite3.Connection, article: Article, site: str | None, now: datetime, library: Library | None
) -> Saved:
    record = process.finish(article, library)
    return save(connection, record, site=site, page_url=article.url, fetched_at=now, crawled=False)


def _mapping(raw: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    if isinstance(raw, Mapping):
        return raw
    try:
        row = json.loads(raw.removeprefix("\ufeff") if isinstance(raw, str) else raw)
    except UnicodeDecodeError as error:
        raise _BadRow(None, f"not UTF-8 ({error.reason} at byte {error.start})") from None
    except (ValueError, RecursionError) as error:  # ValueError: also a number of more digits than Python reads
        raise _BadRow(None, f"not JSON ({error})") from None
    if not isinstance(row, dict):
        raise _BadRow(None, f"a JSON object is needed, this is {type(row).__name__}")
    return row


def _article(row: Mapping[str, Any]) -> tuple[Article, str | None]:
    texts: dict[str, str | None] = {}
    for key in ("url", "title", "body", "author", "site", "category"):
        value = row.get(key)
        if value is not None and not isinstance(value, str):
            raise _BadRow(key, f"text is needed, this is {type(value).__name__}")
        texts[key] = value.strip() if value else None
        if key in REQUIRED and not texts[key]:
            raise _BadRow(key, "missing or empty")
    url = canonicalize(texts["url"] or "")
    if url is None:
        raise _BadRow("url", f"not an http or https URL: {texts['url']}")
    title = " ".join((texts["title"] or "").split())
    paragraphs = [line.strip() for line in (texts["body"] or "").splitlines() if line.strip()]
    body = "\n".join(paragraphs)
    published_at, precision = _published(row.get("published_at"))
    said = row.get("published_precision")
    if published_at and isinstance(said, str) and said in FINENESS:  # our own export says how fine its dates are
        precision = said
    score, on_topic = topic.score(title, texts["category"], (), body, None)
    article = Article(
        url=url,
        canonical_url=url,
        title=title,
        body=body,
        published_at=published_at,
        published_precision=precision,
        author=texts["author"],
        category=texts["category"],
        blocks=tuple(Block("paragraph", line) for line in paragraphs),
        topic_score=score,
        on_topic=on_topic,
    )
    return article, texts["site"]


_SECONDS = re.compile(r"[T ]\d{2}:?\d{2}:?\d{2}")
_PARTIAL = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$|(\d{4})$")


def _published(value: Any) -> tuple[datetime | None, Precision | None]:
    """ISO 8601, down to a year alone; without a zone it is Asia/Shanghai."""
    if value is None or value == "":
        return None, None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI), "second"
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=SHANGHAI), "day"
    if not isinstance(value, str):
        raise _BadRow(
            "published_at", f"a date such as 2026-11-23 or 2026-11-23T08:30:00+08:00 is needed, not {value!r}"
        )
    text = value.strip()
    try:
        if found := _PARTIAL.match(text):
            year, month, day = int(found[1] or found[4]), int(found[2] or 1), int(found[3] or 1)
            return datetime(year, month, day, tzinfo=SHANGHAI), "day" if found[3] else "month" if found[2] else "year"
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _BadRow(
            "published_at", f"a date such as 2026-11-23 or 2026-11-23T08:30:00+08:00 is needed, not {text!r}"
        ) from None
    precision: Precision = "second" if _SECONDS.search(text) else "minute"
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI), precision
