"""``backup``, ``restore`` and ``upkeep``: the database copied, put back, kept in order."""

from __future__ import annotations

import signal
import threading
from datetime import UTC, datetime
from pathlib import Path

import click

from pipeline.cli.options import Place, place_options

FAILED = 1  # exit status of an upkeep in which something could not be done


@click.command()
@click.argument("target", required=False, type=click.Path(path_type=Path))
@click.option(
    "--keep", type=click.IntRange(1, 1000), default=7, show_default=True, help="目录里保留多少份带日期的备份。"
)
@place_options
def backup(place: Place, target: Path | None, keep: int) -> None:
    """备份数据库：可以在抓取时做，做完检查过才算数。

    TARGET 是 .db 文件就写成这个文件；是目录（默认数据库旁边的 backups/）就写成带日期的文件，只留最新的几份。
    导入的法律文本（statutes.db）放在同一个目录里，各份备份共用一份，有变化才重写。

    Copy the database while it is in use, checked before it counts. A directory gets dated files, the newest are kept.
    """
    from pipeline.store import open_store
    from pipeline.store.library import STATUTES
    from pipeline.store.statutes.backup import back_up_texts
    from pipeline.upkeep import BACKUPS

    goal = target or place.db.parent / BACKUPS
    if goal.name == STATUTES:
        raise click.UsageError(f"{STATUTES} 是法律文本的文件名，备份请写别的名字")
    with open_store(place.db, older=True) as store:
        if goal.suffix == ".db" and not goal.is_dir():
            store.backup(goal)
        else:
            goal = store.backup_dated(goal, datetime.now(UTC), keep=keep)
    click.echo(f"已备份到 {goal}（{goal.stat().st_size / 1e6:.1f} MB，检查无误）；恢复：debt-articles restore {goal}")
    if texts := back_up_texts(place.db, goal.parent):
        click.echo(f"法律文本也备份到 {texts}（{texts.stat().st_size / 1e6:.1f} MB，各份备份共用）")


@click.command()
@click.argument("source", type=click.Path(path_type=Path))
@place_options
def restore(place: Place, source: Path) -> None:
    """用备份恢复数据库：先检查备份；原来的数据库改名为 ….before-restore 留着；旁边没有法律文本的，也从备份的目录放回来。要先停下 schedule 和 crawl。

    Put a backup in the place of the database, after checking it; what was there is kept beside it.
    """
    from pipeline.store.statutes.backup import restore_texts
    from pipeline.store.upkeep import restore as put_back

    kept = put_back(source, place.db)
    click.echo(f"已从 {source} 恢复 {place.db}" + (f"；原来的留在 {kept}" if kept else ""))
    if texts := restore_texts(source, place.db):
        click.echo(f"法律文本也恢复到 {texts}")


@click.command()
@place_options
def upkeep(place: Place) -> None:
    """维护一次（schedule 会定时做）：法条判定、转载、相关文章、全文索引、统计、备份、清理过期的存档。

    Keep the database in order now: what `schedule` does every night. Exit status 1 if something could not be done.
    """
    from pipeline.cli.configured import settings_of, shelf_of
    from pipeline.store import open_store
    from pipeline.upkeep import upkeep as keep_in_order

    open_store(place.db).close()  # a database that is not there is not made
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *told: stop.set())
    done = keep_in_order(
        place.db,
        place.archive,
        settings_of(place),
        datetime.now(UTC),
        why="manual",
        stopped=stop.is_set,
        shelf=shelf_of(place),
    )
    for name, seconds in done.seconds.items():
        click.echo(f"{STEPS.get(name, name)}：{seconds:.1f} 秒")
    if done.backup:
        click.echo(f"备份：{done.backup}")
    if done.removed:
        click.echo(f"存档：删去 {len(done.removed)} 个过期的文件")
    if done.stopped:
        click.echo("已中断；做完的都算数，下次接着做。", err=True)
    if done.trouble:
        click.echo(f"错误：{done.trouble}", err=True)
    if done.stopped or done.trouble:
        raise click.exceptions.Exit(FAILED)


STEPS = {
    "verdicts": "法条判定",
    "copies": "转载",
    "related": "相关文章",
    "semantic": "语义向量",
    "merge": "全文索引",
    "statistics": "统计",
    "checkpoint": "写回日志",
    "failures": "出错记录",
    "backup": "备份",
    "texts": "备份法律文本",
    "archive": "存档",
}
