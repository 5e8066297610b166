"""``schedule``: crawls when the site files say so, until it is stopped."""

from __future__ import annotations

import asyncio
import logging
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.cli.logs import log_options
from pipeline.cli.options import Place, place_options

if TYPE_CHECKING:
    from pipeline.crawl.events import RunSummary
    from pipeline.schedule import Places

log = logging.getLogger("debt_articles.schedule")


@click.command()
@click.option(
    "--metrics", metavar="[HOST:]PORT",
    help="在这个端口（默认只在本机）给出 Prometheus 指标 /metrics 和健康检查 /healthz。",
)  # fmt: skip
@log_options
@place_options
def schedule(place: Place, metrics: str | None, log_format: str, log_file: Path | None) -> None:
    """按站点文件里的时间表（cron 或 every）持续抓取，直到 Ctrl-C 或 SIGTERM；错过的会补上一次。

    Crawl every enabled site when it is due, and keep the database in order, until stopped. Missed runs are caught up
    once. Changed files in config/ are read again while it runs; a broken one keeps its old version.
    """
    from pipeline.cli.configured import chosen_sites, settings_of
    from pipeline.cli.logs import set_up
    from pipeline.schedule import Places

    chosen_sites(place, ())  # a mistake in a file is told now, not at night
    set_up(log_format, log_file, settings_of(place).timezone)
    with ExitStack() as open_things:
        if metrics:
            from pipeline.cli.monitor import serving

            url = open_things.enter_context(serving(place.db, metrics))
            log.info("指标在 %s/metrics，健康检查在 %s/healthz", url, url, extra={"action": "metrics"})
        asyncio.run(_until_stopped(Places(place.config, place.db, place.archive)))


async def _until_stopped(places: Places) -> None:
    from pipeline.cli.logs import saying
    from pipeline.cli.progress import Log, told
    from pipeline.cli.stopping import stop_on_signals
    from pipeline.schedule import run

    stop = asyncio.Event()
    stop_on_signals(stop)
    log.info("按时间表运行：%s/sites → %s。Ctrl-C 停止。", places.config, places.db, extra={"action": "start"})
    say = saying(logging.getLogger("debt_articles.crawl"))

    def tell_summary(one: RunSummary) -> None:
        facts = {"site": one.site, "ending": one.ending, "run": one.run_id, **one.tally.counts()}
        log.info("%s", told(one), extra={"action": "ended", **facts})

    await run(places, stop, on_event=Log(say).tell, on_summary=tell_summary)
    log.info("已停止。", extra={"action": "stopped"})
