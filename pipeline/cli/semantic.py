"""``semantic``: vectors of the sentence model, made by hand instead of by the nightly upkeep."""

from __future__ import annotations

import click

from pipeline.cli.options import Place, place_options, tell


@click.command()
@click.option(
    "--budget", type=click.IntRange(min=1), default=2_000, show_default=True, help="这次最多为多少篇文章生成。"
)
@place_options
def semantic(place: Place, budget: int) -> None:
    """生成语义向量（search --semantic 和相关文章用），最新的文章先做；可以随时中断，下次接着做。要装附加组件 semantic。

    Make vectors of the sentence model for `search --semantic` and for related articles, the newest first; can be broken off at any time.
    """
    from pipeline.store import open_store

    open_store(place.db).close()  # a database that is not there is not made
    with open_store(place.db, read_only=False) as store:
        done = 0
        for made in store.make_semantic(budget):
            done += made
            tell(f"已生成 {done} 篇")
        lists = 0
        for made in store.renew_by_meaning(max(budget, done)):
            lists += made
            tell(f"已按意思重排 {lists} 篇的相关文章")
        click.echo(f"生成了 {done} 篇的语义向量，重排了 {lists} 篇的相关文章；还有 {store.left_for_semantic()} 篇没有")
