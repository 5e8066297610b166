"""``schedule``: crawls when the site files say so, until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from typing import TYPE_CHECKING

import click

from pipeline.cli.options import Place, place_options

if TYPE_CHECKING:
    from pipeline.schedule import Places


@click.command()
@place_options
def schedule(place: Place) -> None:
    """按站点文件里的时间表（cron 或 every）持续抓取，直到 Ctrl-C；错过的会补上。

    Crawl every enabled site when it is due, until stopped. Missed runs are caught up. Changed site files are read
    again while it runs.
    """
    from pipeline.cli.configured import chosen_sites
    from pipeline.schedule import Places

    chosen_sites(place, ())  # a mistake in a file is told now, not at night
    asyncio.run(_until_stopped(Places(place.config, place.db, place.archive)))


async def _until_stopped(places: Places) -> None:
    from pipeline.cli.progress import Log, stamp, told
    from pipeline.schedule import run

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends at once
            loop.add_signal_handler(number, stop.set)
    stamp(f"按时间表运行：{places.config}/sites → {places.db}。Ctrl-C 停止。")
    await run(places, stop, on_event=Log().tell, on_summary=lambda one: stamp(told(one)))
    stamp("已停止。")
