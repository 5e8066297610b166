"""Values to columns and back: how an article, its blocks, citations and fingerprint stand in the database."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from datetime import date
from typing import Any

from pipeline.models import Article, Block, Citation, Fingerprint, Verdict
from pipeline.store.times import clean, dumps, optional_text


def body_hash(title: str, body: str) -> str:
    """What a change of an article is judged by: title and body, nothing that drifts from one request to the next."""
    return hashlib.sha256(f"{title}\0{body}".encode()).hexdigest()


def article_row(article: Article) -> dict[str, Any]:
    """The columns of ``articles`` that an Article fills (not its URL, site and times)."""
    title, body = clean(article.title), clean(article.body)
    return {
        "title": title,
        "published_at": optional_text(article.published_at),
        "published_precision": article.published_precision if article.published_at else None,
        "modified_at": optional_text(article.modified_at),
        "author": _text(article.author),
        "source": _text(article.source),
        "editor": _text(article.editor),
        "category": _text(article.category),
        "tags": _texts(article.tags),
        "breadcrumb": _texts(article.breadcrumb),
        "language": article.language,
        "topic_score": article.topic_score,
        "on_topic": int(article.on_topic),
        "body_hash": body_hash(title, body),
        "body": body,
        "blocks": blocks_to_json(article.blocks, body),
        "images": _texts(article.images),
        "notices": _texts(article.notices),
        "warnings": _texts(article.warnings),
    }


def blocks_to_json(blocks: tuple[Block, ...], body: str) -> str:
    """Blocks as objects with ``kind``, ``level`` and ``number`` (where not 0) and ``start`` and ``end`` in the body: text is stored once.

    Headings, which search reads from here, and a block that does not stand in the body have their ``text`` too.
    """
    out: list[dict[str, Any]] = []
    position = 0
    for block in blocks:
        text = clean(block.text)
        start = body.find(text, position)
        entry: dict[str, Any] = {"kind": block.kind}
        if block.level:
            entry["level"] = block.level
        if block.number:
            entry["number"] = block.number
        if start >= 0:
            position = start + len(text)
            entry |= {"start": start, "end": position}
        if start < 0 or block.kind == "heading":
            entry["text"] = text
        out.append(entry)
    return dumps(out)


def blocks_from_json(text: str, body: str) -> tuple[Block, ...]:
    """The blocks of an article, from its columns ``blocks`` and ``body``."""
    return tuple(
        Block(
            entry["kind"],
            entry["text"] if "text" in entry else body[entry["start"] : entry["end"]],
            entry.get("level", 0),
            entry.get("number", 0),
        )
        for entry in json.loads(text)
    )


_VERDICT_COLUMNS = (
    "status",
    "on",
    "version",
    "successor",
    "quotation",
    "quoted",
    "statute",
    "similarity",
    "explanation",
)
_CITATION_COLUMNS = ("law", "law_id", "article", "inserted", "paragraph", "item", "start", "end", "raw")
CITATION_COLUMNS = (*_CITATION_COLUMNS, *_VERDICT_COLUMNS, "questionable")


def citation_rows(citations: tuple[Citation, ...], verdicts: tuple[Verdict, ...]) -> list[tuple[Any, ...]]:
    """Each citation with its verdict, as CITATION_COLUMNS; one that was not judged is ``not_held``.

    After these the verdicts on rules that the text tells without a citation (``laws.stale_claims``).
    """
    judged = {verdict.citation: verdict for verdict in verdicts}
    rows = []
    for citation in dict.fromkeys((*citations, *judged)):
        verdict = judged.get(citation) or Verdict(citation, "not_held")
        cited = (_column(getattr(citation, name)) for name in _CITATION_COLUMNS)
        said = (_column(getattr(verdict, name)) for name in _VERDICT_COLUMNS)
        rows.append((*cited, *said, int(verdict.questionable)))
    return rows


def verdict_from_row(row: sqlite3.Row) -> Verdict:
    """A row of ``citations`` as the verdict with its citation."""
    citation = Citation(**{name: row[name] for name in _CITATION_COLUMNS})
    values = {name: row[name] for name in _VERDICT_COLUMNS}
    values["on"] = date.fromisoformat(row["on"]) if row["on"] else None
    return Verdict(citation, **values)


def fingerprint_row(fingerprint: Fingerprint) -> tuple[str, str, int]:
    """content_hash, masked_hash, length; the sketch is kept with the text (duplicate_texts)."""
    return fingerprint.content_hash, fingerprint.masked_hash, fingerprint.length


def _column(value: Any) -> Any:
    if isinstance(value, str):
        return clean(value)
    return value.isoformat() if isinstance(value, date) else value


def _text(value: str | None) -> str | None:
    return clean(value) if value else None


def _texts(values: tuple[str, ...]) -> str:
    return dumps([clean(value) for value in values])
