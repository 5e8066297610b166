"""Options that several commands share, and how results leave: one JSON object a line, or a table."""

from __future__ import annotations

import contextlib
import functools
import json
import re
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn, ParamSpec, TypeVar

import click

from pipeline.export.values import plain as plain

P = ParamSpec("P")
R = TypeVar("R")

DATABASE = Path("data/articles.db")
CONFIG = Path("config")
NOTHING = 1  # exit status of a query that found nothing


@dataclass(frozen=True, slots=True)
class Place:
    """Where the database and the configuration are."""

    db: Path
    config: Path

    @property
    def archive(self) -> Path:
        """The folder of the database's WARC files, beside it: ``archive``, or ``NAME-archive`` for one of another name, so
        that two databases in one folder do not take each other's pages."""
        return self.db.parent / ("archive" if self.db.name == DATABASE.name else f"{self.db.name}-archive")


def place_options(command: Callable[P, R]) -> Callable[..., R]:
    """``--db`` and ``--config`` after the command too; gives the command its ``place`` as first argument."""

    @click.option("--db", type=click.Path(path_type=Path), default=None, help=f"数据库文件，默认 {DATABASE}。")
    @click.option("--config", type=click.Path(path_type=Path), default=None, help=f"配置目录，默认 {CONFIG}/。")
    @click.pass_context
    @functools.wraps(command)
    def wrapper(ctx: click.Context, /, db: Path | None, config: Path | None, **kwargs: Any) -> R:
        outer = ctx.find_object(Place) or Place(DATABASE, CONFIG)
        place = Place(db or outer.db, config or outer.config)
        return ctx.invoke(command, place, **kwargs)

    return wrapper


class Day(click.ParamType):  # type: ignore[type-arg]  # generic since click 8.3 alone
    """A day as people write it: 2026-01-31; unless ``whole``, also 2026-01 or 2026, which mean their first day."""

    name = "date"
    _WRITTEN = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月?)|年?)", re.ASCII)

    def __init__(self, *, whole: bool = False) -> None:
        self._whole = whole

    def get_metavar(self, param: click.Parameter, ctx: click.Context | None = None) -> str:
        """As --help shows it."""
        return "YYYY-MM-DD" if self._whole else "YYYY[-MM[-DD]]"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day; a wrong one ends the command with a message."""
        if isinstance(value, date):
            return value
        found = self._WRITTEN.fullmatch(str(value).strip())
        try:
            if found and (found[3] or not self._whole):
                return date(int(found[1]), int(found[2] or 1), int(found[3] or 1))
        except ValueError:
            pass  # the 31st of February is told like any other mistake
        forms = "2026-01-31" if self._whole else "2026-01-31、2026-01 或 2026"
        self.fail(f"要写日期，如 {forms}，而不是「{value}」", param, ctx)


json_option = click.option("--json", "as_json", is_flag=True, help="每行输出一个 JSON 对象。")
limit_option = click.option(
    "--limit", "-n", type=click.IntRange(1, 10_000), default=20, show_default=True, help="最多多少条。"
)


def emit(value: Any, *, indent: int | None = None) -> None:
    """One JSON object on stdout, in one line unless indented."""
    click.echo(json.dumps(plain(value), ensure_ascii=False, indent=indent))


def emit_all(values: Iterable[Any]) -> int:
    """One JSON object a line; how many there were."""
    count = 0
    for value in values:
        emit(value)
        count += 1
    return count


def nothing(message: str = "没有找到。") -> NoReturn:
    """Say on stderr that nothing was found, and end with the exit status for that."""
    click.echo(message, err=True)
    raise click.exceptions.Exit(NOTHING)


def tell(text: str) -> None:
    """One line on stderr. A full disk or a closed pipe under it is no reason to stop, nor to end with an error.

    What could not be written is dropped with its stream, which would try it again with each line and at the end; once
    there is room, the next lines are written.
    """
    try:
        click.echo(text, err=True)
    except OSError:
        with contextlib.suppress(OSError):  # a stream that is no file
            sys.stderr = open(sys.stderr.fileno(), "w", encoding="utf-8", errors="replace", closefd=False)  # noqa: SIM115
