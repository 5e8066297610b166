"""``export``: articles as JSON lines, CSV, Parquet, a folder of Markdown, or a feed."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.cli.options import Place, nothing, place_options

if TYPE_CHECKING:
    from pipeline.export.feeds import Form
    from pipeline.export.parts import Part
    from pipeline.export.tables import Writer
    from pipeline.store import Store

FEEDS: dict[str, Form] = {"atom": "atom", "rss": "rss", "jsonfeed": "json"}
FORMATS = ("jsonl", "csv", "parquet", "markdown", *FEEDS)
KEPT = 500  # rows after which it is noted how far an export is


@click.command()
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True, help="格式。")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="写入文件（markdown 为目录）；默认标准输出。")
@click.option("--query", help="只导出符合这个检索式的，写法同 search。")
@click.option("--site", help="只导出这个站点。")
@click.option("--all", "include_off_topic", is_flag=True, help="与债务催收无关的也导出。")
@click.option("--originals", is_flag=True, help="只导出原文，不要副本。")
@click.option("--resume", is_flag=True, help="接着上次中断的导出（jsonl、csv、markdown）。")
@click.option("--limit", "-n", type=click.IntRange(1, 1000), default=100, show_default=True, help="订阅源里的篇数。")
@place_options
def export(
    place: Place,
    form: str,
    output: Path | None,
    query: str | None,
    site: str | None,
    include_off_topic: bool,
    originals: bool,
    resume: bool,
    limit: int,
) -> None:
    """导出文章，连同引用的法条和判定：JSON 行（可以再 import）、CSV（Excel 能直接打开）、Parquet、Markdown 目录、订阅源。

    Export articles with their citations and verdicts: JSON lines (import reads them), CSV for spreadsheets, Parquet
    (needs the extra «parquet»), a folder of Markdown files, or the newest as an Atom, RSS or JSON feed.
    """
    from pipeline.store import open_store

    _check(form, output, resume)
    wanted = {
        "query": query,
        "site": site,
        "include_off_topic": include_off_topic,
        "include_copies": not originals,
    }
    with open_store(place.db) as store:
        if form in FEEDS:
            count = _feed(store, FEEDS[form], output, wanted, limit)
        elif output is None:
            count = _stream(store, form, wanted)
        else:
            count = _file(store, form, output, wanted, resume=resume)
    if output:
        click.echo(f"{count} 篇 → {output}", err=True)
    if not count:
        nothing("没有可以导出的文章。")


def _check(form: str, output: Path | None, resume: bool) -> None:
    """What does not go together is told before anything is written."""
    from pipeline.errors import ConfigError

    if form in ("parquet", "markdown") and output is None:
        raise click.UsageError(f"--format {form} 要用 -o 说明写到哪里")
    if form == "markdown" and output and output.exists() and not output.is_dir():
        raise click.UsageError(f"{output} 不是目录")
    if form != "markdown" and output and output.is_dir():
        raise click.UsageError(f"{output} 是目录，请写出文件名")
    if resume and (output is None or form not in ("jsonl", "csv", "markdown")):
        raise click.UsageError("--resume 只用于写入文件的 jsonl、csv 和 markdown")
    if form == "parquet" and importlib.util.find_spec("pyarrow") is None:
        raise ConfigError("没有安装 pyarrow，请先运行：pip install -e '.[parquet]'")


def _stream(store: Store, form: str, wanted: Mapping[str, Any]) -> int:
    """To standard output."""
    from pipeline.export.tables import Csv, Lines

    if form == "csv":
        sys.stdout.write("\ufeff")
    writer = Csv(sys.stdout) if form == "csv" else Lines(sys.stdout)
    count = 0
    for row in store.export(**wanted):
        writer.write(row)
        count += 1
    _warn(writer)
    return count


def _file(store: Store, form: str, output: Path, wanted: Mapping[str, Any], *, resume: bool) -> int:
    """To a file, which gets its name when it is whole; what was broken off stays for ``--resume``."""
    from pipeline.export.parts import Part

    part = Part(output, json.dumps({**wanted, "format": form}, sort_keys=True), resume=resume)
    done = part.progress.count
    try:
        with _writer(form, part) as (writer, keep):
            rows = store.export(**wanted, after_id=part.progress.after_id, with_blocks=form == "markdown")
            for row in _shown(rows, done, lambda: store.count_export(**wanted)):
                writer.write(row)
                done += 1
                if done % KEPT == 0:
                    keep(row["id"], done)
            writer.close()
            _warn(writer)
    except BaseException as error:
        if isinstance(error, OSError) and error.filename is None:  # a full disk does not say which file
            error.filename = str(output)
        if form == "parquet" or not part.progress.count:
            part.drop()
        else:
            click.echo(f"中断：已写 {part.progress.count} 篇，用同样的命令加 --resume 接着导出", err=True)
        raise
    part.finish()
    return done


@contextmanager
def _writer(form: str, part: Part) -> Iterator[tuple[Writer, Callable[[int, int], None]]]:
    """What writes the rows, and what notes how far it is."""
    from pipeline.export.markdown import Folder
    from pipeline.export.tables import Csv, Lines, Parquet

    if form == "markdown":
        yield Folder(part.target), lambda after, count: part.keep(None, after, count)
    elif form == "parquet":
        yield Parquet(part.path), lambda after, count: None
    else:
        # Excel takes a CSV for UTF-8 only with a byte order mark.
        with part.open("utf-8-sig" if form == "csv" else "utf-8") as file:
            if form == "csv":
                writer = Csv(file, header=not part.progress.size, too_long=part.progress.too_long)
                yield writer, lambda after, count: part.keep(file, after, count, writer.too_long)
            else:
                yield Lines(file), lambda after, count: part.keep(file, after, count)


def _warn(writer: Writer) -> None:
    """Of what is whole in the file, but not in the program that it is for."""
    from pipeline.export.tables import CELL, Csv

    if isinstance(writer, Csv) and writer.too_long:
        click.echo(
            f"注意：{writer.too_long} 篇有超过 {CELL:,} 字的单元格，文件里是完整的，但 Excel 打开时会截断；"
            "要看全文请用 --format markdown 或 parquet，或用 LibreOffice、pandas 打开这个 CSV，不要在 Excel 里另存",
            err=True,
        )


def _shown(
    rows: Iterator[dict[str, Any]], done: int, total: Callable[[], int]
) -> Iterator[dict[str, Any]]:  # fmt: skip
    """The rows, with a bar on a terminal."""
    if not sys.stderr.isatty():
        yield from rows
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("导出"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("", total=total(), completed=done)
        for row in rows:
            yield row
            bar.advance(task)


def _feed(store: Store, form: Form, output: Path | None, wanted: Mapping[str, Any], limit: int) -> int:
    """The newest articles as a feed."""
    from pipeline.export.feeds import of_query, write

    words = [wanted["query"] or "", f'site:"{wanted["site"]}"' if wanted["site"] else ""]
    words += [] if wanted["include_copies"] else ["is:original"]
    query = " ".join(filter(None, words))
    found = store.find(f"{query} sort:date", limit=limit, include_off_topic=wanted["include_off_topic"])
    feed = of_query(store.reading.cards(hit.article_id for hit in found.hits), query)
    document = write(feed, form)
    if output is None:
        click.echo(document, nl=False)
    else:
        part = output.with_name(output.name + ".part")
        part.write_text(document, "utf-8")
        part.replace(output)
    return len(feed.entries)
