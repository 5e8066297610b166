"""``reprocess``: the archive again, without the network."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import labels
from pipeline.cli.options import Place, nothing, place_options

if TYPE_CHECKING:
    from pipeline.models import Page

TOLD_EVERY = 500  # pages


@click.command()
@click.argument("files", nargs=-1, metavar="[WARC]...", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option(
    "--archive",
    type=click.Path(path_type=Path, file_okay=False),
    help="存档目录，默认数据库旁边的 archive/（数据库不叫 articles.db 时是 数据库名-archive/）。",
)
@place_options
def reprocess(place: Place, files: tuple[Path, ...], archive: Path | None) -> None:
    """不联网，从存档（或指定的 WARC 文件）重新提取、核对和分组全部文章。程序改进之后使用。

    Rebuild every article from the archive, without the network: after the program got better.
    """
    from pipeline.cli.configured import sites_of, writable
    from pipeline.reprocess import archive_files, files_of
    from pipeline.reprocess import reprocess as rebuild

    directory = archive or place.archive
    if not (files or place.db.exists() or archive_files(directory)):  # nor is a database made
        nothing(f"{directory} 里没有存档。")
    seen = 0

    def tell(page: Page, status: str) -> None:
        nonlocal seen
        seen += 1
        if seen % TOLD_EVERY == 0:
            click.echo(f"已处理 {seen} 页", err=True)

    with writable(place) as store:
        wanted = list(files) or (archive_files(directory) if archive else files_of(store, directory))
        if not wanted:
            nothing(f"{directory} 里没有存档。")
        tally = rebuild(store, wanted, sites_of(place), on_page=tell)
    reasons = "，".join(f"{labels.reason(code)}：{count}" for code, count in tally.reasons.most_common())
    click.echo(
        f"{len(wanted)} 个文件，{tally.pages} 页：文章 {tally.articles}（新增 {tally.new}，更新 {tally.changed}，"
        f"未变 {tally.same}，重复 {tally.duplicate}），非文章 {tally.not_article}，出错 {tally.failed}"
        + (f"（{reasons}）" if reasons else "")
    )
    if not tally.articles:
        nothing("没有重建任何文章。")
