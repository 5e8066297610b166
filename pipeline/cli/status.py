"""``status``: the database and its sites."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import click

from pipeline.cli import labels
from pipeline.cli.options import Place, emit, json_option, nothing, place_options

if TYPE_CHECKING:
    from rich.console import Console

    from pipeline.store.reports import SiteStatus, Status
    from pipeline.store.runs import Run

RUN_STATES = {"running": "进行中", "finished": "完成", "stopped": "中断", "failed": "失败"}


@click.command()
@json_option
@place_options
def status(place: Place, as_json: bool) -> None:
    """数据库里有什么，各站点上次抓取得怎样，有没有警告。

    What is in the database, how each site's last run went, warnings.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        found = store.reports.status(datetime.now(UTC))
    if as_json:
        emit(found)
    else:
        print_status(found)
    if not found.sites:
        nothing("还没有抓取过站点。")


def print_status(found: Status, *, to: Console | None = None) -> None:
    """The status for people."""
    from pipeline.cli.tables import console, safe, show

    out = to or console()
    out.print(safe(f"{found.path}（{found.bytes / 1e6:.1f} MB）", "dim"), soft_wrap=True)
    out.print(
        safe(
            f"文章 {found.articles} 篇，其中债务催收 {found.on_topic} 篇，副本 {found.copies} 篇；"
            f"引用法条 {found.citations} 处，涉及 {found.laws} 部，存疑 {found.questionable} 处"
        )
    )
    show(
        "站点",
        ("站点", "文章", "相关", "存疑", "页面", "待抓", "出错", "上次抓取", "结果", "新增", "下次到期"),
        [_row(site) for site in found.sites],
        to=out,
        right=("文章", "相关", "存疑", "页面", "待抓", "出错", "新增"),
    )
    for site in found.sites:
        for line in _notes(site):
            out.print(safe(f"{site.name}：{line}", "yellow"))


def _row(site: SiteStatus) -> tuple[object, ...]:
    run = site.last_run
    return (
        site.name,
        site.articles,
        site.on_topic,
        site.questionable,
        site.pages.total,
        site.pages.due,
        site.pages.failed,
        labels.moment(run.started_at, "minute") if run else "—",
        _ending(run) if run else "—",
        run.counts["new"] + run.counts["duplicate"] if run else "—",
        labels.moment(site.next_due, "minute"),
    )


def _ending(run: Run) -> str:
    """How a run ended: as the crawl said, or by its state."""
    from pipeline.cli.progress import ENDINGS

    ending = str(run.extra.get("ending") or "")
    return ENDINGS.get(ending) or RUN_STATES.get(run.state, run.state)


def _notes(site: SiteStatus) -> list[str]:
    """What a person should know of a site."""
    notes = []
    if site.paused_until:
        notes.append(f"暂停到 {labels.moment(site.paused_until, 'minute')}（{site.paused_reason or '未说明'}）")
    if site.held_by:
        notes.append(f"正在被抓取（{site.held_by}）")
    if site.failures:
        notes.append(
            "上次出错 " + "，".join(f"{labels.reason(code)}：{count}" for code, count in site.failures.items())
        )
    return [*notes, *site.warnings]
