"""Articles from elsewhere (JSON lines): through the same laws, duplicates and store stages as a crawled page."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from pipeline import process
from pipeline.errors import PipelineError
from pipeline.laws import Library
from pipeline.models import Record
from pipeline.store import incoming
from pipeline.store.connection import transaction
from pipeline.store.incoming import BadRow, Incoming
from pipeline.store.save import save

log = logging.getLogger("debt_articles.import")

BATCH = 200  # rows in one transaction; a row that fails is rolled back alone


@dataclass(frozen=True, slots=True)
class RowError:
    """What could not be imported: ``line`` counts from 1, ``key`` is the one to mend (None: the whole row).

    ``stored``: the row was, without that key; a key that is not known is told once, for the first row that has it.
    """

    line: int
    key: str | None
    message: str
    stored: bool = False


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
    anew: frozenset[str] = frozenset()  # keys of an export that the rows had, and that were found out anew instead

    @property
    def bad(self) -> tuple[RowError, ...]:
        """Of the rows that were not stored."""
        return tuple(error for error in self.errors if not error.stored)


def import_rows(
    connection: sqlite3.Connection,
    rows: Iterable[Mapping[str, Any] | str | bytes],
    *,
    now: datetime,
    library: Library | None = None,
) -> Imported:
    """Store each row (a mapping, or a line of JSON) as an article that was seen ``now``; blank lines are passed over.

    A wrong row is reported with its line and key, and the rest goes on. A row with a key that is not known, or with one
    that is not needed and holds something else than it should, is reported and stored without it.
    """
    errors: list[RowError] = []
    ids: list[int] = []
    changed: list[int] = []
    counts = dict.fromkeys(("new", "changed", "same", "duplicate"), 0)
    told: set[tuple[str, str]] = set()
    anew: set[str] = set()
    lines = enumerate(rows, 1)
    while chunk := list(islice(lines, BATCH)):
        with transaction(connection):
            for line, raw in chunk:
                if isinstance(raw, (str, bytes)) and not raw.strip():
                    continue
                try:
                    row, record = _read(raw, library, line)
                except BadRow as error:
                    errors.append(RowError(line, error.key, str(error)))
                    continue
                errors += [RowError(line, *one, stored=True) for one in row.left_out if one not in told]
                told.update(row.left_out)
                anew |= row.anew
                saved = save(connection, record, site=row.site, page_url=row.article.url, fetched_at=now, crawled=False)
                counts[saved.status] += 1
                ids.append(saved.article_id)
                changed += [saved.article_id] if saved.status != "same" else []
    return Imported(
        **counts, errors=tuple(errors), article_ids=tuple(ids), changed_ids=tuple(changed), anew=frozenset(anew)
    )


def _read(raw: Mapping[str, Any] | str | bytes, library: Library | None, line: int) -> tuple[Incoming, Record]:
    """A row and its record. A bug that one text brings out costs that row alone, as it does in a crawl: BadRow."""
    try:
        row = incoming.read(raw)
        return row, process.finish(row.article, library)
    except (PipelineError, sqlite3.Error, OSError, MemoryError):
        raise
    except Exception as error:
        log.exception("第 %d 行：处理时程序出错", line, extra={"action": "failed"})
        raise BadRow(None, f"处理时程序出错（{type(error).__name__}），没有导入；请报告这个错误") from error
