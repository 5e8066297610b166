"""One run over one site: begin with its start pages, visit what is due, stop for a reason, leave a row in ``runs``."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast

from pipeline.crawl.events import CrawlOptions, Ending, Event, RunSummary
from pipeline.crawl.loop import Loop
from pipeline.crawl.recorder import Progress, Tools, utc_now
from pipeline.crawl.visitor import Visitor
from pipeline.crawl.watch import HISTORY, warnings
from pipeline.discover import excluded
from pipeline.errors import ConfigError
from pipeline.models import Link, LinkKind
from pipeline.moments import SHANGHAI
from pipeline.site import Settings, Site
from pipeline.store.owners import new_owner, words
from pipeline.store.runs import RunState
from pipeline.urls import canonicalize

HELD_SECONDS = 120.0  # a crawler that gives no sign of life for this long has lost its site to the next one
_STATES: dict[Ending, RunState] = {
    "finished": "finished",
    "budget": "finished",
    "stopped": "stopped",
    "quiet": "stopped",
    "held": "stopped",
    "paused": "failed",
    "unreachable": "failed",
    "failed": "failed",
}


class SiteRun:
    """The state of one run; ``run()`` once."""

    def __init__(
        self,
        site: Site,
        settings: Settings,
        tools: Tools,
        options: CrawlOptions,
        on_event: Callable[[Event], None],
        stop: asyncio.Event,
        by: str,
    ) -> None:
        self._site, self._settings, self._tools, self._options = site, settings, tools, options
        self._by = by
        self._writer, self._store = tools.writer, tools.writer.store
        self._owner = new_owner()
        self._layout: list[str] = []  # signs that the site's pages are built otherwise than before
        self._progress = Progress(site, on_event)
        self._loop = Loop(site, settings, tools, options, self._progress, self._owner, stop)
        self._visitor = Visitor(site, settings, tools, options, self._progress, self._owner, self._loop.hold_off)

    async def run(self) -> RunSummary:
        """Crawl until nothing is due, the budget is spent, the site is walled or unreachable, or it is stopped."""
        started = utc_now()
        await self._writer(self._store.sites.put, self._site, started)
        if not await self._hold():
            holder = await self._writer(self._store.sites.holder, self._site.name, started)
            detail = f"{words(holder[0])} 正在抓这个站点，等它抓完再试" if holder else "刚被另一个进程接手"
            return RunSummary(self._site.name, None, started, utc_now(), "held", self._progress.tally, (), detail)
        pause = await self._writer(self._store.sites.paused, self._site.name, started)
        if pause:
            await self._writer(self._store.sites.release, self._site.name, self._owner)
            detail = f"{pause[0]}，{pause[1].astimezone(SHANGHAI):%Y-%m-%d %H:%M} 以后再抓"
            return RunSummary(self._site.name, None, started, utc_now(), "paused", self._progress.tally, (), detail)
        self._heart = asyncio.create_task(self._beat())
        try:
            self._progress.run_id = await self._writer(self._store.runs.begin, self._site.name, "crawl", started)
            self._progress.tell("begin")
            await self._seed(started)
            await self._loop.work(self._visitor, self._check)
        except ConfigError as error:  # concerns this site alone (no contact is set for a public host)
            self._progress.ending, self._progress.detail = "failed", str(error)
            self._progress.warn(str(error))
        except Exception as error:
            self._progress.ending, self._progress.detail = "failed", f"{type(error).__name__}: {error}"
            self._progress.warn(self._progress.detail)
            raise
        finally:
            self._heart.cancel()
            summary = await self._end(started)
        return summary

    # ------------------------------------------------------------------------------------------------- begin and end

    async def _hold(self) -> bool:
        """Take the site, or keep it. Where another one's hold has run out and its process lives, its next heartbeat is
        waited for: it is the clock that jumped, or the process hangs.
        """
        if await self._writer(self._store.sites.doubtful, self._site.name, self._owner, utc_now()):
            self._progress.tell("warning", detail="占着这个站点的进程没有按时续期，等它一会儿")
            await self._loop.sleep(HELD_SECONDS / 3 + 5)
        return await self._writer(self._store.sites.hold, self._site.name, self._owner, utc_now(), HELD_SECONDS)

    async def _beat(self) -> None:
        """Keep the site and the leases while the run lives."""
        while True:
            await asyncio.sleep(HELD_SECONDS / 3)
            if not await self._hold() and not self._progress.ending:
                self._progress.ending, self._progress.detail = "held", "另一个进程接手了这个站点"
                return
            await self._writer(self._store.frontier.extend, self._owner, utc_now(), self._settings.crawl.lease)

    def _check(self) -> None:
        """Raise what ended the heartbeat: a database that cannot be written ends the run."""
        if self._heart.done():
            self._heart.result()

    async def _seed(self, now: datetime) -> None:
        """Start pages, sitemaps and feeds are due at the begin of every run."""
        if await self._writer(self._store.frontier.mend_clock, now, site=self._site.name):
            self._progress.warn("系统时钟曾经超前：推迟到将来的页面改为现在就抓")
        if self._options.full:
            await self._writer(self._store.frontier.revisit_all, now, site=self._site.name)
        if self._options.only_due:
            return
        found = self._site.discover
        places: dict[LinkKind, tuple[str, ...]] = {"feed": found.feeds, "sitemap": found.sitemaps, "list": found.start}
        urls = [(canonicalize(path, self._site.base_url), kind) for kind, paths in places.items() for path in paths]
        links = [Link(url, kind) for url, kind in urls if url and not self._excluded(url)]
        await self._writer(self._store.frontier.add, links, site=self._site, now=now, revisit=True)

    def _excluded(self, url: str) -> bool:
        """Whether the site's file excludes what it names as a way in, which is told."""
        pattern = excluded(url, self._site)
        if pattern is not None:
            self._progress.warn(f"{url} 写在站点文件里，又被它的 discover.exclude_patterns「{pattern}」排除：不取")
        return pattern is not None

    async def _end(self, started: datetime) -> RunSummary:
        now = utc_now()
        self._progress.judge()
        ending = self._progress.ending or "finished"
        await self._writer(self._store.frontier.release, self._owner, now)
        counts = await self._writer(self._store.frontier.counts, self._site.name, now=now)
        self._progress.tally.waiting = counts.due
        if self._progress.run_id is not None:
            await self._watch()
            await self._writer(
                self._store.runs.finish,
                self._progress.run_id,
                self._progress.tally.counts(),
                now,
                state=_STATES[ending],
                extra={
                    "by": self._by,
                    "why": self._options.why,
                    "layout": self._layout,
                    "ending": ending,
                    "reasons": dict(self._progress.tally.reasons),
                    "observed": self._progress.observed.summary(),
                },
                warnings=self._progress.warnings,
            )
        await self._writer(self._store.sites.release, self._site.name, self._owner)
        self._progress.tell("end", status=ending, detail=self._progress.detail)
        return RunSummary(
            self._site.name,
            self._progress.run_id,
            started,
            now,
            ending,
            self._progress.tally,
            tuple(self._progress.warnings),
            self._progress.detail,
        )

    async def _watch(self) -> None:
        """Hold the run against the site's earlier ones."""
        history = await self._writer(self._store.runs.history, self._site.name, limit=HISTORY + 1)
        seen = [run.extra["observed"] for run in history if run.id != self._progress.run_id and "observed" in run.extra]
        self._layout = warnings(self._progress.observed, cast(list[Mapping[str, int]], seen))
        for text in self._layout:
            self._progress.warn(text)
