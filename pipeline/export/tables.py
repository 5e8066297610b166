"""Rows of ``Store.export`` as JSON lines, CSV or Parquet, written as they come. Pure but for the file."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol, TextIO

# Columns of the CSV, in order; the rest of a row is JSON lines' alone.
CSV_COLUMNS = (
    "id", "url", "site", "title", "published_at", "author", "source", "category", "tags", "on_topic", "topic_score",
    "original_id", "copy", "laws", "questionable", "body",
)  # fmt: skip
_FORMULA = (
    "=",
    "+",
    "-",
    "@",
    "\t",
    "\r",
    "\n",
    "＝",
    "＋",
    "－",
    "＠",
)  # what a spreadsheet may take for a formula (OWASP)
_BLANK = " \u00a0\u3000\u200b\ufeff"  # what some programs strip before they look
CELL = 32_767  # UTF-16 units of a cell from which on Excel cuts what it opens (its «specifications and limits»)
BATCH = 1000  # rows of one Parquet row group

Row = Mapping[str, Any]


class Writer(Protocol):
    """What takes rows one by one."""

    def write(self, row: Row) -> None:
        """Take one row."""

    def close(self) -> None:
        """Write what is left."""


class Lines:
    """One JSON object a line; ``import`` reads it."""

    def __init__(self, file: TextIO) -> None:
        self._file = file

    def write(self, row: Row) -> None:
        """One line."""
        self._file.write(json.dumps(row, ensure_ascii=False) + "\n")

    def close(self) -> None:
        """Nothing is left."""


class Csv:
    """For spreadsheets: opened with a byte order mark by the caller, no cell is a formula. ``too_long``: rows so far
    with a cell that Excel would cut; they are written whole.
    """

    def __init__(self, file: TextIO, *, header: bool = True, too_long: int = 0) -> None:
        self.too_long = too_long
        self._writer = csv.writer(file)
        if header:
            self._writer.writerow(CSV_COLUMNS)

    def write(self, row: Row) -> None:
        """One line of cells."""
        flat = flattened(row)
        cells = [harmless(flat[name]) for name in CSV_COLUMNS]
        self.too_long += any(isinstance(cell, str) and _units(cell) > CELL for cell in cells)
        self._writer.writerow(cells)

    def close(self) -> None:
        """Nothing is left."""


class Parquet:
    """A Parquet file (zstd) with typed columns, a row group of BATCH rows at a time. Needs the extra «parquet»."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        self._arrow = pa
        self._schema = pa.schema(_fields(pa))
        self._writer = pq.ParquetWriter(str(path), self._schema, compression="zstd")
        self._rows: list[dict[str, Any]] = []

    def write(self, row: Row) -> None:
        """Keep it until the row group is full."""
        self._rows.append({name: row.get(name) for name in self._schema.names})
        if len(self._rows) >= BATCH:
            self._flush()

    def close(self) -> None:
        """The last row group, and the footer without which the file cannot be read."""
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._rows:
            self._writer.write_table(self._arrow.Table.from_pylist(self._rows, schema=self._schema))
            self._rows.clear()


def flattened(row: Row) -> dict[str, Any]:
    """A row as one has it in a table: tags and laws in one cell, how many citations are questionable."""
    cited = [one for one in row["citations"] if one["law"]]
    return {
        **row,
        "tags": "；".join(row["tags"]),
        "laws": "；".join(dict.fromkeys(one["raw"] for one in cited)),
        "questionable": sum(one["questionable"] for one in row["citations"]),
    }


def harmless(value: object) -> object:
    """A cell that a spreadsheet shows and does not run: text like a formula gets an apostrophe in front."""
    if isinstance(value, str) and value.lstrip(_BLANK).startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value


def _units(text: str) -> int:
    """Characters as Excel counts them."""
    return len(text) if len(text) * 2 <= CELL else len(text.encode("utf-16-le", "surrogatepass")) // 2


def _fields(pa: Any) -> list[Any]:
    text, whole, real, yes = pa.string(), pa.int64(), pa.float64(), pa.bool_()
    citation = pa.struct(
        [
            *((name, text) for name in ("law", "law_id")),
            *((name, whole) for name in ("article", "inserted", "paragraph", "item")),
            *((name, text) for name in ("raw", "status", "quotation")),
            ("questionable", yes),
            ("explanation", text),
        ]
    )
    return [
        ("id", whole), ("url", text), ("site", text), ("title", text), ("body", text), ("published_at", text),
        ("published_precision", text), ("modified_at", text), ("author", text), ("source", text), ("editor", text),
        ("category", text), ("tags", pa.list_(text)), ("language", text), ("topic_score", real), ("on_topic", yes),
        ("first_seen_at", text), ("last_seen_at", text), ("changed_at", text), ("gone_at", text),
        ("original_id", whole), ("copy", text), ("citations", pa.list_(citation)),
    ]  # fmt: skip
