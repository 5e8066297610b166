"""One row of an import as an Article: what each key may hold, and what is told of one that holds something else."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from pipeline.errors import PipelineError
from pipeline.extract import dates, language, topic
from pipeline.models import Article, Block, Precision
from pipeline.moments import SHANGHAI
from pipeline.store.hints import FINENESS
from pipeline.store.times import clean
from pipeline.urls import canonicalize

REQUIRED = ("url", "title", "body")
OPTIONAL = (
    "published_at", "published_precision", "author", "site", "category",
    "modified_at", "source", "editor", "tags", "language",
)  # fmt: skip
# Keys of our own export that follow from the rest, and from this database: never taken over.
ANEW = frozenset(
    "id topic_score on_topic citations original_id copy first_seen_at last_seen_at changed_at gone_at".split()
)
_KNOWN = frozenset((*REQUIRED, *OPTIONAL)) | ANEW
_TEXTS = ("url", "title", "body", "author", "site", "category")  # of another type, they cost the row
_SHOWN = 80  # characters of a value in a message
_TYPES = {
    "int": "数字",
    "float": "数字",
    "bool": "真假值",
    "list": "数组",
    "dict": "对象",
    "NoneType": "null",
    "str": "文字",
}
_DATE = "应是日期，如 2026-11-23 或 2026-11-23T08:30:00+08:00，而不是"


class BadRow(PipelineError):
    """A row that cannot be stored; ``key`` is the one to mend (None: the whole row)."""

    def __init__(self, key: str | None, message: str) -> None:
        super().__init__(message)
        self.key = key


@dataclass(frozen=True, slots=True)
class Incoming:
    """A row that can be stored. ``left_out``: (key, why) of what it has besides. ``anew``: its keys of ANEW that say something."""

    article: Article
    site: str | None
    left_out: tuple[tuple[str, str], ...]
    anew: frozenset[str]


def read(raw: Mapping[str, Any] | str | bytes) -> Incoming:
    """A mapping or a line of JSON as an article. Raises BadRow."""
    row = {clean(str(key)): clean(value) if isinstance(value, str) else value for key, value in _mapping(raw).items()}
    texts = {key: _text(row, key) for key in _TEXTS}
    for key in REQUIRED:
        if not texts[key]:
            raise BadRow(key, "缺少，或者是空的")
    url = canonicalize(texts["url"] or "")
    if url is None:
        raise BadRow("url", f"不是 http 或 https 网址：{_short(texts['url'])}")
    published_at, precision = _moment(row, "published_at")
    said = row.get("published_precision")
    if published_at and isinstance(said, str) and said in FINENESS:  # our own export says how fine its dates are
        precision = said
    left_out: list[tuple[str, str]] = []

    def taken(key: str, reader: Callable[[Mapping[str, Any], str], Any], nothing: Any = None) -> Any:
        """What is good to have, and no reason to lose the article."""
        try:
            return reader(row, key)
        except BadRow as error:
            left_out.append((key, str(error)))
            return nothing

    title = " ".join((texts["title"] or "").split())
    paragraphs = [line.strip() for line in (texts["body"] or "").splitlines() if line.strip()]
    body = "\n".join(paragraphs)
    tags = taken("tags", _tags, ())
    score, on_topic = topic.score(title, texts["category"], tags, body, None)
    article = Article(
        url=url,
        canonical_url=url,
        title=title,
        body=body,
        published_at=published_at,
        published_precision=precision,
        modified_at=taken("modified_at", lambda row, key: _moment(row, key)[0]),
        author=texts["author"],
        source=taken("source", _text),
        editor=taken("editor", _text),
        category=texts["category"],
        tags=tags,
        language=taken("language", _text) or language.detect(body),
        blocks=tuple(Block("paragraph", line) for line in paragraphs),
        topic_score=score,
        on_topic=on_topic,
    )
    known = f"没有这个键（认识的有 {'、'.join((*REQUIRED, *OPTIONAL))}）"
    left_out += [(_short(key), known) for key in sorted(row.keys() - _KNOWN)]
    return Incoming(article, texts["site"], tuple(left_out), frozenset(key for key in ANEW if row.get(key) is not None))


def _mapping(raw: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    if isinstance(raw, Mapping):
        return raw
    try:
        row = json.loads(raw.removeprefix("\ufeff") if isinstance(raw, str) else raw)
    except UnicodeDecodeError as error:
        raise BadRow(None, f"不是 UTF-8（第 {error.start + 1} 个字节）") from None
    except json.JSONDecodeError as error:
        raise BadRow(None, f"不是 JSON（第 {error.pos + 1} 个字符处）") from None
    except (ValueError, RecursionError) as error:  # a number of more digits than Python reads, brackets without end
        raise BadRow(
            None, f"不是能用的 JSON（{'嵌套太深' if isinstance(error, RecursionError) else '数字太长'}）"
        ) from None
    if not isinstance(row, dict):
        raise BadRow(None, f"应是 JSON 对象，而不是{_type(row)}")
    return row


def _text(row: Mapping[str, Any], key: str) -> str | None:
    value = row.get(key)
    if value is not None and not isinstance(value, str):
        raise BadRow(key, f"应是文字，而不是{_type(value)}")
    return (value.strip() or None) if value else None


def _tags(row: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """A list of texts, or one text with commas between."""
    value = row.get(key)
    if value is None:
        return ()
    tags = re.split("[,，;；、|]", value) if isinstance(value, str) else value
    if not isinstance(tags, list | tuple):
        raise BadRow(key, f"应是文字的数组，而不是{_type(value)}")
    for tag in tags:
        if not isinstance(tag, str):
            raise BadRow(key, f"应是文字的数组，其中有{_type(tag)}")
    return tuple(dict.fromkeys(clean(tag.strip()) for tag in tags if tag.strip()))


_SECONDS = re.compile(r"[T ]\d{2}:?\d{2}:?\d{2}")
_PARTIAL = re.compile(r"(\d{4})-(\d{1,2})(?:-(\d{1,2}))?$|(\d{4})$")


def _moment(row: Mapping[str, Any], key: str) -> tuple[datetime | None, Precision | None]:
    """ISO 8601, down to a year alone, or a date as Chinese pages write it; without a zone it is Asia/Shanghai."""
    value = row.get(key)
    if value is None or value == "":
        return None, None
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=SHANGHAI), "second"
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, tzinfo=SHANGHAI), "day"
    if not isinstance(value, str):
        raise BadRow(key, f"{_DATE}{_type(value)}")
    text = value.strip()
    try:
        if found := _PARTIAL.match(text):
            year, month, day = int(found[1] or found[4]), int(found[2] or 1), int(found[3] or 1)
            return datetime(year, month, day, tzinfo=SHANGHAI), "day" if found[3] else "month" if found[2] else "year"
        moment = datetime.fromisoformat(text)
    except ValueError:
        written = dates.parse(text[:_SHOWN])
        if written is None or (written.start, written.end) != (0, len(text)):
            raise BadRow(key, f"{_DATE}「{_short(text)}」") from None
        return written.when, written.precision
    precision: Precision = "second" if _SECONDS.search(text) else "minute"
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI), precision


def _type(value: Any) -> str:
    name = type(value).__name__
    return _TYPES.get(name, name)


def _short(value: str | None) -> str:
    """A value as a message shows it: in one line, and not whole where it is long."""
    text = " ".join((value or "").split())
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}……（共 {len(text):,} 字）"
