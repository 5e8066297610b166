"""``crawl``: every enabled site, or those named."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import Day, Place, place_options, tell

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from rich.console import Console

    from pipeline.crawl.events import CrawlOptions, Event, RunSummary
    from pipeline.launch import Launched
    from pipeline.site import Settings, Site

NO_CRAWL = 1  # exit status: a site could not be crawled at all


@click.command()
@click.argument("sites", nargs=-1, metavar="[SITE]...")
@click.option("--max-pages", type=click.IntRange(min=1), help="每个站点本次最多抓取多少页。")
@click.option("--since", type=Day(), help="只收这一天（北京时间；也可以写到月或年）及以后发布的文章。")
@click.option("--dry-run", is_flag=True, help="抓取并提取，但不写数据库和存档。")
@click.option("--full", is_flag=True, help="所有页面重新访问一遍，而不只是到期的。")
@click.option("--allow-private", is_flag=True, help="允许本机和内网地址（测试用）。")
@place_options
def crawl(
    place: Place,
    sites: tuple[str, ...],
    max_pages: int | None,
    since: date | None,
    dry_run: bool,
    full: bool,
    allow_private: bool,
) -> None:
    """抓取全部启用的站点，或者 SITE 指定的站点。

    Crawl every enabled site, or those named. Ctrl-C finishes the pages in flight and keeps the rest for the next run.
    Exit status 1 if a site could not be crawled at all.
    """
    from pipeline.cli.configured import chosen_sites, settings_of
    from pipeline.crawl.events import CrawlOptions

    wanted = chosen_sites(place, sites)
    if allow_private:
        wanted = [replace(site, allow_private=True) for site in wanted]
    options = CrawlOptions(max_pages, since, full=full, dry_run=dry_run)
    summaries = run(place, wanted, settings_of(place), options)
    if any(one.ending in ("unreachable", "held", "paused", "failed") for one in summaries):
        raise click.exceptions.Exit(NO_CRAWL)


def run(
    place: Place, sites: Sequence[Site], settings: Settings, options: CrawlOptions, *, to: Console | None = None
) -> list[RunSummary]:
    """Crawl with the progress display, and print the summary table."""
    from pipeline import launch

    with launch.ahead(settings.crawl.workers) as launched:  # before all that is imported from here on
        from pipeline.cli.progress import summary, watching
        from pipeline.cli.tables import console

        with watching(settings.timezone) as on_event:
            summaries = asyncio.run(_stoppable(place, sites, settings, options, on_event, launched))
    summary(summaries, to or console())
    return summaries


async def _stoppable(
    place: Place,
    sites: Sequence[Site],
    settings: Settings,
    options: CrawlOptions,
    on_event: Callable[[Event], None],
    launched: Sequence[Launched],
) -> list[RunSummary]:
    """The first Ctrl-C or SIGTERM lets the pages in flight finish; a second one ends at once."""
    from pipeline.cli.configured import shelf_of
    from pipeline.crawl import crawl as crawl_sites

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def ask_to_stop(number: int) -> None:
        stop.set()
        tell("正在收尾，再按一次 Ctrl-C 立即结束。")
        loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends at once
            loop.add_signal_handler(number, ask_to_stop, number)
    shelf = shelf_of(place)
    return await crawl_sites(
        sites,
        settings,
        place.db,
        place.archive,
        options=options,
        on_event=on_event,
        stop=stop,
        shelf=shelf,
        launched=launched,
    )
