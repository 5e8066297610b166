"""Logs of programs that nobody watches: lines for people, key=value, or JSON; to stderr or a file that is rotated."""

from __future__ import annotations

import logging
import logging.handlers
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import ParamSpec, TypeVar
from zoneinfo import ZoneInfo

import click

from pipeline.errors import InputError, in_words

P = ParamSpec("P")
R = TypeVar("R")

STYLES = ("text", "logfmt", "json")
FILE_BYTES, FILES = 10_000_000, 5  # a log file is put aside beyond so many bytes; so many are kept
KEYS = ("timestamp", "level", "logger", "message", "site", "action")  # these come first


def log_options(command: Callable[P, R]) -> Callable[P, R]:
    """``--log-format`` and ``--log-file``."""
    for option in (
        click.option("--log-file", type=click.Path(path_type=Path), help="日志写进这个文件（满 10 MB 换新，留 5 个），而不是标准错误。"),
        click.option(
            "--log-format", type=click.Choice(STYLES), default="text", show_default=True,
            help="日志的样子：text 给人看，logfmt 是 key=value，json 每行一个对象。",
        ),
    ):  # fmt: skip
        command = option(command)
    return command


def set_up(style: str, file: Path | None, zone: str) -> None:
    """Send what this program logs, and warnings of its libraries, there; lines for people have the time of ``zone`` (a name of
    the IANA database), those for programs UTC. Raises InputError for a file that cannot be."""
    handler: logging.Handler = logging.StreamHandler(sys.stderr)
    if file is not None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            handler = logging.handlers.RotatingFileHandler(
                file, maxBytes=FILE_BYTES, backupCount=FILES, encoding="utf-8"
            )
        except OSError as error:
            raise InputError(f"日志文件 {file} 写不了：{in_words(error)}") from None
    handler.setFormatter(_formatter(style, zone))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    logging.getLogger("debt_articles").setLevel(logging.INFO)
    logging.getLogger("apscheduler").setLevel(logging.ERROR)  # what it warns of, the scheduler says in its own words
    logging.raiseExceptions = False  # a full disk under the log is no reason to stop


class _Text(logging.Formatter):
    """One line, with the time of a zone; what sites say must not steer the terminal."""

    def __init__(self, zone: ZoneInfo) -> None:
        super().__init__("%(asctime)s %(message)s")
        self._zone = zone

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # the library's
        return f"{datetime.fromtimestamp(record.created, self._zone):%Y-%m-%d %H:%M:%S}"

    def format(self, record: logging.LogRecord) -> str:
        from pipeline.cli.tables import steady

        lines = super().format(record).split("\n")
        return "\n".join(steady(line) for line in lines)


def _formatter(style: str, zone: str) -> logging.Formatter:
    if style == "text":
        return _Text(ZoneInfo(zone))
    import structlog

    shape = (
        structlog.processors.JSONRenderer(ensure_ascii=False, default=str)
        if style == "json"
        else structlog.processors.LogfmtRenderer(key_order=KEYS, drop_missing=True, bool_as_flag=False)
    )
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=[
            structlog.stdlib.add_log_level,
            structlog.stdlib.add_logger_name,
            structlog.stdlib.ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True),
        ],
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            structlog.processors.EventRenamer("message"),
            shape,
        ],
    )


def saying(logger: logging.Logger) -> Callable[[str, Mapping[str, object]], None]:
    """What progress.Log says its lines with: to a logger, with the facts beside the words."""

    def say(text: str, facts: Mapping[str, object]) -> None:
        level = logging.WARNING if facts.get("action") in ("failure", "warning") else logging.INFO
        logger.log(level, "%s", text, extra=dict(facts))

    return say
