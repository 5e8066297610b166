"""``doctor``: is everything there that a run needs?"""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

import click

from pipeline import labels
from pipeline.cli.options import Place, emit_all, json_option, place_options

if TYPE_CHECKING:
    from pipeline.site import Settings, Site

Level = Literal["ok", "note", "bad"]
MARKS = {"ok": ("✓", "green"), "note": ("·", "yellow"), "bad": ("✗", "red")}
EARLIEST_YEAR = 2026  # when this was written: no clock is right that says less
MOST_SITES = 20  # asked one page each
NETWORK_DISKS = frozenset({"nfs", "nfs4", "cifs", "smb3", "fuse.sshfs", "9p", "ceph", "glusterfs"})
LITTLE_SPACE = 1_000_000_000  # bytes free on the disk of the database
# Module → what it is for; those with an extra are not needed by every command.
MODULES = {
    "httpx": "", "httpx_aiohttp": "", "aiohttp": "", "brotli": "", "zstandard": "", "protego": "", "selectolax": "",
    "defusedxml": "", "warcio": "", "sqlite_utils": "", "opencc": "", "pydantic": "", "tomlkit": "", "rich": "",
    "apscheduler": "", "idna": "", "structlog": "", "datasette": "web", "prometheus_client": "metrics",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    level: Level
    subject: str
    text: str


@click.command()
@click.option("--repair", is_flag=True, help="修复：重建全文索引、副本和相关文章；文件损坏时用备份和存档恢复。")
@click.option("--offline", is_flag=True, help="不检查域名和站点能不能访问。")
@json_option
@place_options
def doctor(place: Place, repair: bool, offline: bool, as_json: bool) -> None:
    """检查 Python、依赖、时钟、配置、数据库、磁盘、存档和站点能不能访问；旧数据库会升级到当前的结构。

    Check versions, clock, configuration, database, disk, archive, and whether the enabled sites answer; an older
    database is brought up to date. Exit status 1 if something is wrong.
    """
    mended = _repair(place) if repair else True
    findings = [one for check in CHECKS for one in check(place)]
    findings += [] if offline else _network(place)
    if as_json:
        emit_all(findings)
    else:
        from pipeline.cli.tables import console, safe

        out = console()
        for one in findings:
            mark, colour = MARKS[one.level]
            out.print(safe(mark, colour), safe(f"{one.subject}：{one.text}"), soft_wrap=True)
    if not mended or any(one.level == "bad" for one in findings):
        raise click.exceptions.Exit(1)


def _repair(place: Place) -> bool:
    """Whether the articles are there again, and whole."""
    from pipeline.cli.repair import repair
    from pipeline.errors import StoreError

    if not place.db.exists():
        raise StoreError(f"没有数据库 {place.db}，没有可修复的；从存档重建用 reprocess")
    wrong = repair(place, lambda text: click.echo(text, err=True))
    click.echo("修复完毕。" if not wrong else f"还有问题：{wrong[0]}", err=True)
    return not wrong


def _python(place: Place) -> Iterator[Finding]:
    from pipeline.store.connection import MIN_SQLITE, SQLITE

    version = ".".join(map(str, sys.version_info[:3]))
    yield Finding("ok" if sys.version_info >= (3, 11) else "bad", "Python", f"{version}（需要 3.11 或更高）")
    have, need = (".".join(map(str, one)) for one in (SQLITE, MIN_SQLITE))
    how = "" if SQLITE >= MIN_SQLITE else "：换新一些的 Python，或升级系统的 SQLite"
    yield Finding("bad" if how else "ok", "SQLite", f"{have}（需要 {need} 或更高）{how}")


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
        how = "" if "doctor --repair" in str(error) else "；doctor --repair 可以尝试修复"
        yield Finding("bad", "数据库", f"{error}{how}")
        return
    for text in wrong:
        yield Finding("bad", "数据库", f"{text}；用 doctor --repair 修复")
    if not wrong:
        yield Finding("ok", "数据库", f"{place.db} 完好，结构是最新的")


def _statutes(place: Place) -> Iterator[Finding]:
    from pipeline.errors import StoreError
    from pipeline.store.library import STATUTES
    from pipeline.store.statutes import open_statutes

    path = place.db.parent / STATUTES
    if not path.exists():
        yield Finding("note", "法律文本", "还没有导入，引用只能按条号核对；laws import --package 可以导入")
        return
    try:
        with open_statutes(path) as statutes:
            wrong = statutes.check()
            count = 0 if wrong else statutes.count()
    except StoreError as error:
        yield Finding("bad", "法律文本", f"{error}")
        return
    if wrong:
        yield Finding(
            "bad", "法律文本", f"{path} 已损坏（{wrong[0]}）；移走它，再用 laws import 重新导入，或从备份放回"
        )
    else:
        yield Finding("ok", "法律文本", f"{path} 完好，收录 {count:,} 条")


def _clock(place: Place) -> Iterator[Finding]:
    """The time and its zone: plans, days of budgets and dates of articles hang on them."""
    from zoneinfo import ZoneInfo

    from pipeline.cli.configured import settings_of
    from pipeline.errors import ConfigError

    try:
        zone = settings_of(place).timezone
    except ConfigError:
        return  # told by _configuration
    now = datetime.now(UTC)
    shown = f"{now.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M}（{zone}）"
    latest = _latest(place)
    if now.year < EARLIEST_YEAR:
        yield Finding("bad", "时钟", f"现在是 {shown}，不对：先校准系统时间（timedatectl set-ntp true）")
    elif latest and latest > now + timedelta(hours=1):
        yield Finding(
            "note", "时钟", f"现在是 {shown}，可数据库里有 {latest:%Y-%m-%d %H:%M} UTC 的抓取：时钟曾经超前，或现在落后"
        )
    else:
        yield Finding("ok", "时钟", shown)


def _latest(place: Place) -> datetime | None:
    """When the latest crawl in the database seems to have begun."""
    from pipeline.errors import StoreError
    from pipeline.store import open_store

    try:
        with open_store(place.db) as store:
            return store.runs.latest()
    except StoreError:
        return None  # told by _database


def _places(place: Place) -> Iterator[Finding]:
    folder = _existing(place.db.parent)
    if not os.access(folder, os.W_OK):
        yield Finding("bad", "写入", f"没有权限写入 {folder}：换一个用户运行，或用 chown、chmod 给权限")
    free = shutil.disk_usage(folder).free
    how = "" if free > LITTLE_SPACE else "，不多了：清理磁盘，或用 [archive] days 和 [upkeep] backups 少留一些"
    yield Finding("note" if how else "ok", "磁盘", f"{folder} 还有 {free / 1e9:.1f} GB{how}")
    if (kind := _file_system(folder)) in NETWORK_DISKS:
        yield Finding(
            "note", "磁盘", f"{folder} 在网络磁盘上（{kind}）：SQLite 的 WAL 在上面不可靠，数据库应放在本机的磁盘上"
        )
    files = len(list(place.archive.glob("*.warc*"))) if place.archive.is_dir() else 0
    yield Finding("ok", "存档", f"{place.archive}：{files} 个 WARC 文件")


def _file_system(folder: Path) -> str:
    """The type of the file system of a folder; "" where the system does not say."""
    try:
        mounts = [line.split()[1:3] for line in Path("/proc/mounts").read_text("utf-8", "replace").splitlines()]
    except OSError:
        return ""
    above = [(point, kind) for point, kind in mounts if folder.is_relative_to(point.encode().decode("unicode_escape"))]
    return max(above, key=lambda one: len(one[0]), default=("", ""))[1]


def _network(place: Place) -> Iterator[Finding]:
    """One request to each enabled site, within robots.txt and every limit."""
    from pipeline.cli.configured import settings_of, sites_of
    from pipeline.errors import ConfigError

    try:
        settings, sites = settings_of(place), [site for site in sites_of(place) if site.enabled]
    except ConfigError:
        return
    yield from asyncio.run(_reached(place, settings, sites[:MOST_SITES]))
    if len(sites) > MOST_SITES:
        yield Finding("note", "站点", f"只试了前 {MOST_SITES} 个站点")


async def _reached(place: Place, settings: Settings, sites: Sequence[Site]) -> list[Finding]:
    from pipeline.cli.configured import network
    from pipeline.errors import ConfigError

    async def ask(site: Site) -> Finding:
        try:
            answer = await client.get(site.base_url, site=site, off_site=True)
        except ConfigError as error:
            return Finding("note", "站点", f"{site.name}：{error}")
        return _reached_or_not(site, answer)

    async with network(place, settings) as client:
        return list(await asyncio.gather(*map(ask, sites)))


def _reached_or_not(site: Site, answer: object) -> Finding:
    from pipeline.models import Failure

    if not isinstance(answer, Failure):
        return Finding("ok", "站点", f"{site.name} 能访问（{site.base_url}）")
    host = urlsplit(site.base_url).hostname
    how = {
        "dns_error": f"查不到域名 {host}：检查本机的 DNS（/etc/resolv.conf）和 base_url",
        "connect_error": "连接不上：检查网络、防火墙，或对方网站停了",
        "timeout": "超时：检查网络，或把 [fetch] read_timeout 放宽",
        "host_paused": answer.detail,
        "robots_disallowed": "对方的 robots.txt 不允许抓取首页",
        "robots_unreachable": "取不到对方的 robots.txt，按规矩先不抓",
        "private_address": "是内网地址：确实要抓，在站点文件里写 allow_private = true",
    }.get(answer.reason, "等一段时间再试；一直这样就在浏览器里看看")
    return Finding("note", "站点", f"{site.name}：{labels.reason(answer.reason)}（{site.base_url}）。{how}")


def _existing(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    folder = folder.absolute()
    while not folder.exists():
        folder = folder.parent
    return folder


CHECKS: tuple[Callable[[Place], Iterator[Finding]], ...] = (
    _python, _modules, _clock, _configuration, _database, _statutes, _places,
)  # fmt: skip
