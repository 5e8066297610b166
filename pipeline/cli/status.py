"""``status``: the database, its sites and who looks after them."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import labels
from pipeline.cli.options import CONFIG, Place, emit, json_option, nothing, place_options, plain

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.site import AlertSettings
    from pipeline.store.alerts import Trouble
    from pipeline.store.reports import SiteStatus, Status
    from pipeline.store.runs import Run

RUN_STATES = {"running": "进行中", "finished": "完成", "stopped": "中断", "failed": "失败"}
TROUBLED = 1  # exit status of --check where something is wrong


@dataclass(frozen=True, slots=True)
class Disk:
    """Bytes on the disk of the database."""

    database: int
    archive: int
    backups: int
    free: int


@click.command()
@click.option("--check", is_flag=True, help="给监控用：有问题就退出码 1，没有就 0（数据库打不开是 2）。")
@json_option
@place_options
def status(place: Place, as_json: bool, check: bool) -> None:
    """数据库里有什么，各站点上次和下次抓取，有没有警告、访问验证和暂停，磁盘用了多少。

    What is in the database, how each site's last run went and when the next is due, what is wrong, disk use.
    """
    from pipeline.alerts.rules import troubles
    from pipeline.store import open_store

    now = datetime.now(UTC)
    chosen, config = _configuration(place)
    with open_store(place.db) as store:
        found = store.reports.status(now)
        disk = disk_use(found)
        wrong = [*troubles(store, chosen, now, config=config, free=disk.free), *_dead(found)]
    if as_json:
        emit({**plain(found), "disk": asdict(disk), "troubles": plain(wrong)})
    else:
        print_status(found, disk, wrong)
    if check:
        raise click.exceptions.Exit(TROUBLED if wrong else 0)
    if not found.sites:
        nothing("还没有抓取过站点。")


def _configuration(place: Place) -> tuple[AlertSettings, str]:
    """What is to be told, and what is wrong with the files."""
    from pipeline.cli.configured import settings_of, sites_of
    from pipeline.errors import ConfigError
    from pipeline.site import AlertSettings

    try:
        settings = settings_of(place)
        sites_of(place)
    except ConfigError as error:
        return AlertSettings(), str(error)
    return settings.alerts, ""


def disk_use(found: Status) -> Disk:
    """What the files take, and what is left."""
    folder, archive = Path(found.path).parent, Place(Path(found.path), CONFIG).archive
    return Disk(found.bytes, _size(archive), _size(folder / "backups"), shutil.disk_usage(folder).free)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*") if path.is_file()) if folder.is_dir() else 0


def _dead(found: Status) -> list[Trouble]:
    """Schedulers that ended without a clean stop, or hang."""
    from pipeline.store.alerts import Trouble
    from pipeline.store.owners import words

    if any(one.alive for one in found.schedulers):
        return []
    return [
        Trouble("scheduler", "", f"{words(one.owner)} 的 schedule 没有正常停止，最后一次出现在 {_minute(one.seen_at)}")
        for one in found.schedulers[:1]
    ]


def print_status(found: Status, disk: Disk, wrong: Sequence[Trouble] = (), *, to: Console | None = None) -> None:
    """The status for people."""
    from pipeline.cli.tables import console, safe, show

    out = to or console()
    out.print(
        safe(
            f"{found.path}（{_bytes(disk.database)}，存档 {_bytes(disk.archive)}，备份 {_bytes(disk.backups)}，"
            f"磁盘还剩 {_bytes(disk.free)}）",
            "dim",
        ),
        soft_wrap=True,
    )
    out.print(
        safe(
            f"文章 {found.articles} 篇，其中债务催收 {found.on_topic} 篇，副本 {found.copies} 篇；"
            f"引用法条 {found.citations} 处，涉及 {found.laws} 部，存疑 {found.questionable} 处"
        )
    )
    show(
        "站点",
        ("站点", "文章", "相关", "存疑", "待抓", "上次抓取", "结果", "页面", "新增", "更新", "出错", "下次抓取"),
        [_row(site) for site in found.sites],
        to=out,
        right=("文章", "相关", "存疑", "待抓", "页面", "新增", "更新", "出错"),
    )
    out.print(safe(_schedulers(found), "dim"), soft_wrap=True)
    for one in wrong:
        out.print(safe(f"{_kind(one.kind)}{'：' + one.site if one.site else ''}：{one.text}", "red"))
    for site in found.sites:
        for line in _notes(site):
            out.print(safe(f"{site.name}：{line}", "yellow"))
    now = datetime.now(UTC).timestamp()
    for host in found.hosts:
        if host.paused_until > now:
            until = datetime.fromtimestamp(host.paused_until, UTC)
            out.print(
                safe(f"{host.host}：出错太多，{_minute(until)} 前不再访问（{labels.reason(host.reason)}）", "yellow")
            )


def _schedulers(found: Status) -> str:
    """Who looks after the collection, and when it was put in order last."""
    from pipeline.store.owners import words

    alive = [one for one in found.schedulers if one.alive]
    told = "，".join(f"{words(one.owner)}（{_minute(one.started_at)} 起）" for one in alive)
    run = found.last_upkeep
    kept = f"；上次维护 {_minute(run.started_at)} {RUN_STATES[run.state]}" if run else ""
    backup = run.extra.get("backup") if run else None
    return (f"定时抓取：{told}" if told else "定时抓取：没有在运行") + kept + (f"，备份 {backup}" if backup else "")


def _row(site: SiteStatus) -> tuple[object, ...]:
    run = site.last_run
    counts = run.counts if run else {}
    return (
        site.name,
        site.articles,
        site.on_topic,
        site.questionable,
        site.pages.due,
        _minute(run.started_at) if run else "—",
        _ending(run) if run else "—",
        counts.get("pages", "—"),
        counts["new"] + counts["duplicate"] if run else "—",
        counts.get("changed", "—"),
        counts.get("failed", "—"),
        _minute(site.next_run),
    )


def _ending(run: Run) -> str:
    """How a run ended: as the crawl said, or by its state."""
    from pipeline.cli.progress import ENDINGS

    ending = str(run.extra.get("ending") or "")
    return ENDINGS.get(ending) or RUN_STATES.get(run.state, run.state)


def _notes(site: SiteStatus) -> list[str]:
    """What a person should know of a site."""
    from pipeline.store.owners import words

    notes = []
    if site.paused_until:
        notes.append(f"暂停到 {_minute(site.paused_until)}（{labels.reason(site.paused_reason or '未说明')}）")
    if site.held_by:
        notes.append(f"正在被抓取（{words(site.held_by)}）")
    if site.failures:
        notes.append(
            "上次出错 " + "，".join(f"{labels.reason(code)}：{count}" for code, count in site.failures.items())
        )
    return [*notes, *site.warnings]


def _kind(kind: str) -> str:
    from pipeline.alerts.message import KINDS

    return {**KINDS, "scheduler": "定时抓取停了"}.get(kind, kind)


def _minute(when: datetime | None) -> str:
    return labels.moment(when, "minute")


def _bytes(number: int) -> str:
    return f"{number / 1e9:.1f} GB" if number >= 1e9 else f"{number / 1e6:.1f} MB"
