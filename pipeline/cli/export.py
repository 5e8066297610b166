"""``export``: articles as JSON lines or CSV."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

import click

from pipeline.cli.options import Place, nothing, place_options

# Columns of the CSV, in order; the rest of a row is JSON lines' alone.
CSV_COLUMNS = (
    "id", "url", "site", "title", "published_at", "author", "source", "category", "tags", "on_topic", "topic_score",
    "original_id", "copy", "laws", "questionable", "body",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet would take for a formula


@click.command()
@click.option(
    "--format", "form", type=click.Choice(["jsonl", "csv"]), default="jsonl", show_default=True, help="格式。"
)
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="写入文件；默认标准输出。")
@click.option("--site", help="只导出这个站点。")
@click.option("--all", "include_off_topic", is_flag=True, help="与债务催收无关的也导出。")
@click.option("--originals", is_flag=True, help="只导出原文，不要副本。")
@place_options
def export(
    place: Place, form: str, output: Path | None, site: str | None, include_off_topic: bool, originals: bool
) -> None:
    """导出文章，连同引用的法条和判定。JSON 行可以再用 import 导入；CSV 可以直接用 Excel 打开。

    Export articles with their citations and verdicts, as JSON lines (import reads them) or CSV for spreadsheets.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        rows = store.export(site=site, include_off_topic=include_off_topic, include_copies=not originals)
        with _target(output, form) as file:
            count = _write_csv(rows, file) if form == "csv" else _write_lines(rows, file)
    if output:
        click.echo(f"{count} 篇 → {output}", err=True)
    if not count:
        nothing("没有可以导出的文章。")


@contextmanager
def _target(output: Path | None, form: str) -> Iterator[TextIO]:
    """Standard output, or the file, which gets its name when it is whole."""
    if output is None:
        yield sys.stdout
        return
    part = output.with_name(output.name + ".part")
    try:
        # Excel takes a CSV for UTF-8 only with a byte order mark.
        with part.open("w", encoding="utf-8-sig" if form == "csv" else "utf-8", newline="") as file:
            yield file
        part.replace(output)
    finally:
        part.unlink(missing_ok=True)


def _write_lines(rows: Iterable[Mapping[str, Any]], file: TextIO) -> int:
    count = 0
    for row in rows:
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
        count += 1
    return count


def _write_csv(rows: Iterable[Mapping[str, Any]], file: TextIO) -> int:
    writer = csv.writer(file)
    writer.writerow(CSV_COLUMNS)
    count = 0
    for row in rows:
        cited = [one for one in row["citations"] if one["law"]]
        flat = {
            **row,
            "tags": "；".join(row["tags"]),
            "laws": "；".join(dict.fromkeys(one["raw"] for one in cited)),
            "questionable": sum(one["questionable"] for one in row["citations"]),
        }
        writer.writerow([harmless(flat[name]) for name in CSV_COLUMNS])
        count += 1
    return count


def harmless(value: object) -> object:
    """A cell that a spreadsheet shows and does not run: text like a formula gets an apostrophe in front (OWASP)."""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return "" if value is None else value
