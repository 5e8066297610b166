"""``doctor``: is everything there that a run needs?"""

from __future__ import annotations

import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from pipeline.cli.options import Place, emit_all, json_option, place_options

Level = Literal["ok", "note", "bad"]
MARKS = {"ok": ("✓", "green"), "note": ("·", "yellow"), "bad": ("✗", "red")}
LITTLE_SPACE = 1_000_000_000  # bytes free on the disk of the database
# Module → what it is for; those with an extra are not needed by every command.
MODULES = {
    "httpx": "", "httpx_aiohttp": "", "aiohttp": "", "brotli": "", "zstandard": "", "protego": "", "selectolax": "",
    "defusedxml": "", "warcio": "", "sqlite_utils": "", "opencc": "", "pydantic": "", "tomlkit": "", "rich": "",
    "apscheduler": "", "idna": "", "datasette": "web",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    subject: str
    text: str


@click.command()
@json_option
@place_options
def doctor(place: Place, as_json: bool) -> None:
    """检查 Python、依赖、配置、数据库和存档；旧数据库会升级到当前的结构。

    Check Python, libraries, configuration, database and archive; an older database is brought up to date.
    Exit status 1 if something is wrong.
    """
    findings = [one for check in CHECKS for one in check(place)]
    if as_json:
        emit_all(findings)
    else:
        from pipeline.cli.tables import console, safe

        out = console()
        for one in findings:
            mark, colour = MARKS[one.level]
            out.print(safe(mark, colour), safe(f"{one.subject}：{one.text}"), soft_wrap=True)
    if any(one.level == "bad" for one in findings):
        raise click.exceptions.Exit(1)


def _python(place: Place) -> Iterator[Finding]:
    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok" if sys.version_info >= (3, 11) else "bad", "Python", f"{version}（需要 3.11 或更高）")


def _modules(place: Place) -> Iterator[Finding]:
    missing = [name for name in MODULES if not _importable(name)]
    for name in missing:
        extra = MODULES[name]
        how = f"pip install -e '.[{extra}]'" if extra else "pip install -e ."
        yield Finding("note" if extra else "bad", "依赖", f"缺少 {name}：{how}")
    if not missing:
        yield Finding("ok", "依赖", f"{len(MODULES)} 个都在")


def _importable(name: str) -> bool:
    try:
        importlib.import_module(name)
    except ImportError:
        return False
    return True


def _configuration(place: Place) -> Iterator[Finding]:
    from pipeline.cli.configured import settings_of, sites_of
    from pipeline.errors import ConfigError

    try:
        settings = settings_of(place)
        sites = sites_of(place)
    except ConfigError as error:
        yield Finding("bad", "配置", str(error))
        return
    enabled = [site for site in sites if site.enabled]
    yield Finding("ok" if enabled else "note", "配置", f"{place.config}：{len(sites)} 个站点，启用 {len(enabled)} 个")
    if not settings.fetch.contact:
        yield Finding("note", "联系方式", f"{place.config / 'settings.toml'} 里 [fetch] contact 为空，抓公网之前要填")
    for site in enabled:
        if not site.verified:
            yield Finding("note", "站点", f"{site.name} 的站点文件还没有对照真实网站核对过（verified = false）")


def _database(place: Place) -> Iterator[Finding]:
    from pipeline.errors import StoreError
    from pipeline.store import open_store

    if not place.db.exists():
        yield Finding("note", "数据库", f"还没有 {place.db}，第一次 crawl 或 import 时建立")
        return
    try:
        with open_store(place.db, read_only=False) as store:
            wrong = store.check()
    except StoreError as error:
        yield Finding("bad", "数据库", str(error))
        return
    for text in wrong:
        yield Finding("bad", "数据库", text)
    if not wrong:
        yield Finding("ok", "数据库", f"{place.db} 完好，结构是最新的")


def _places(place: Place) -> Iterator[Finding]:
    folder = _existing(place.db.parent)
    if not os.access(folder, os.W_OK):
        yield Finding("bad", "写入", f"没有权限写入 {folder}")
    free = shutil.disk_usage(folder).free
    yield Finding("ok" if free > LITTLE_SPACE else "note", "磁盘", f"{folder} 还有 {free / 1e9:.1f} GB")
    files = len(list(place.archive.glob("*.warc*"))) if place.archive.is_dir() else 0
    yield Finding("ok", "存档", f"{place.archive}：{files} 个 WARC 文件")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


CHECKS: tuple[Callable[[Place], Iterator[Finding]], ...] = (_python, _modules, _configuration, _database, _places)
