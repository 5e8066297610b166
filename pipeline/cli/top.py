"""``top``: what the articles of each month wrote about, cited, and where they stood."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import Place, emit_all, json_option, nothing, place_options

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.store.trends import Kind, Trend

# What can be asked for, and the heading of its column; as store.trends.KINDS.
HEADINGS: dict[Kind, str] = {
    "terms": "标题里的词",
    "laws": "法律",
    "provisions": "条文",
    "together": "一起引用的条文",
    "sites": "站点",
}


@click.command()
@click.argument("kind", type=click.Choice(list(HEADINGS)))
@click.option("--months", type=click.IntRange(1, 120), default=3, show_default=True, help="最近几个月。")
@click.option("--until", metavar="YYYY-MM", help="到哪个月为止，默认到最新文章的月份。")
@click.option("--site", help="只统计这个站点。")
@click.option("--all", "include_off_topic", is_flag=True, help="与债务催收无关的文章也算。")
@click.option("--limit", "-n", type=click.IntRange(1, 1000), default=10, show_default=True, help="每月最多多少条。")
@json_option
@place_options
def top(
    place: Place,
    kind: Kind,
    months: int,
    until: str | None,
    site: str | None,
    include_off_topic: bool,
    limit: int,
    as_json: bool,
) -> None:
    """逐月的趋势：标题里的词 terms、法律 laws、条文 provisions、一起引用的条文 together、站点 sites。

    Trends by month of publication: terms of titles, laws, provisions, provisions cited together, sites.
    """
    from pipeline.store import open_store

    with open_store(place.db) as store:
        rows = store.trends(
            kind, months=months, until=until, limit=limit, site=site, include_off_topic=include_off_topic
        )
    if not rows:
        nothing("这段时间没有这样的文章。")
    if as_json:
        emit_all(rows)
    else:
        _print(kind, rows)


def _print(kind: Kind, rows: Sequence[Trend]) -> None:
    """A table for each month, the newest first."""
    from pipeline.cli.tables import console, show

    out = console()
    for month, group in groupby(rows, lambda row: row.month):
        found = list(group)
        show(
            f"{month}（{found[0].of} 篇）",
            ("名次", HEADINGS[kind], "文章", "上月"),
            [(row.rank, row.name, row.articles, row.before) for row in found],
            to=out,
            right=("名次", "文章", "上月"),
        )
