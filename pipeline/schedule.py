"""Runs that nobody watches: APScheduler only ticks, the site files say when, and ``runs`` says what has been missed."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from pipeline.config import load_settings, load_sites
from pipeline.config.when import trigger_of
from pipeline.crawl import Crawler
from pipeline.crawl.events import Event, RunSummary
from pipeline.errors import ConfigError, PipelineError
from pipeline.site import Site

log = logging.getLogger("debt_articles.schedule")

RELOAD_SECONDS = 30.0  # how often the files of config/ are looked at


def missed(site: Site, last_run: datetime | None, now: datetime) -> bool:
    """Whether a run was due since the last one began: a site never crawled is due, and several misses are one."""
    trigger = trigger_of(site.schedule, jitter=False)
    if trigger is None or last_run is None:
        return trigger is not None
    due = trigger.get_next_fire_time(None, last_run + timedelta(seconds=1))
    return due is not None and due <= now


@dataclass(frozen=True, slots=True)
class Places:
    """Where everything is."""

    config: Path
    db: Path
    archive: Path


async def run(
    places: Places,
    stop: asyncio.Event,
    *,
    on_event: Callable[[Event], None] = lambda event: None,
    on_summary: Callable[[RunSummary], None] = lambda summary: None,
    reload_seconds: float = RELOAD_SECONDS,
) -> None:
    """Crawl every enabled site when it is due, until ``stop`` is set; the pages in flight are finished then.

    Raises ConfigError where config/ is broken at the start. Later a broken file is logged, and what was read before
    holds on. Changes of settings.toml need a restart, changes of site files do not.
    """
    settings, sites = load_settings(places.config), load_sites(places.config)
    async with Crawler(settings, places.db, places.archive, on_event=on_event, stop=stop) as crawler:
        await Timetable(places.config, crawler, stop, on_summary, settings.timezone).run(sites, reload_seconds)


class Timetable:
    """The jobs of one scheduler process."""

    def __init__(
        self,
        config: Path,
        crawler: Crawler,
        stop: asyncio.Event,
        on_summary: Callable[[RunSummary], None],
        timezone: str,
    ) -> None:
        self._config, self._crawler, self._stop, self._on_summary = config, crawler, stop, on_summary
        self._scheduler = AsyncIOScheduler(
            timezone=timezone,
            # APScheduler drops a job that is a second late and says nothing, unless told otherwise.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._sites: dict[str, Site] = {}
        self._runs: set[asyncio.Task[None]] = set()
        self._read = _state_of(config)

    async def run(self, sites: Sequence[Site], reload_seconds: float) -> None:
        """Tick until the stop; then wait for the runs, which stop by themselves."""
        await self._plan(sites)
        self._scheduler.start()
        try:
            while not self._stop.is_set():
                try:
                    await asyncio.wait_for(self._stop.wait(), reload_seconds)
                except TimeoutError:
                    await self._reload()
        finally:
            self._scheduler.shutdown(wait=False)
            await asyncio.gather(*self._runs)

    async def _plan(self, sites: Sequence[Site]) -> None:
        """Jobs for the sites that are enabled, as their files say now; what was missed is caught up, once."""
        wanted = {site.name: site for site in sites if site.enabled and trigger_of(site.schedule)}
        for name in self._sites.keys() - wanted.keys():
            self._scheduler.remove_job(name)
            log.info("站点 %s：不再定时抓取", name)
        now = datetime.now(UTC)
        for name, site in wanted.items():
            if self._sites.get(name) == site:
                continue
            trigger = trigger_of(site.schedule)
            assert trigger is not None  # those without were left out above
            self._scheduler.add_job(self._start, trigger, args=[name], id=name, replace_existing=True)
            log.info("站点 %s：下次 %s", name, trigger.get_next_fire_time(None, now))
        self._sites = wanted
        for name, site in wanted.items():
            if missed(site, await self._crawler.last_run(name), now):
                log.info("站点 %s：错过了一次，现在补上", name)
                self._start(name)

    def _start(self, name: str) -> None:
        """Begin a run; the site's own lease keeps two from running at once, here or elsewhere."""
        task = asyncio.get_running_loop().create_task(self._crawl(name))
        self._runs.add(task)
        task.add_done_callback(self._runs.discard)

    async def _crawl(self, name: str) -> None:
        site = self._sites.get(name)
        if site is None or self._stop.is_set():
            return
        try:
            self._on_summary(await self._crawler.run(site, by="schedule"))
        except PipelineError as error:  # one site's trouble does not end the others' runs; it comes again with the next
            log.error("站点 %s：%s", name, error)
        except Exception:
            log.exception("站点 %s：运行中断", name)

    async def _reload(self) -> None:
        """Take up changes in config/; a broken file is said once, and what was read before holds on."""
        state = _state_of(self._config)
        if state == self._read:
            return
        self._read = state
        try:
            await self._plan(load_sites(self._config))
        except (ConfigError, OSError) as error:
            log.error("配置有误，沿用之前读到的：%s", error)


def _state_of(config: Path) -> dict[Path, tuple[int, int]]:
    """What tells that a site file has changed."""
    found: dict[Path, tuple[int, int]] = {}
    for path in sorted((config / "sites").glob("[!.]*.toml")):
        with contextlib.suppress(OSError):  # gone since it was listed: that is a change, too
            stat = path.stat()
            found[path] = (stat.st_mtime_ns, stat.st_size)
    return found
