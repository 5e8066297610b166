"""The jobs of one scheduler process: crawls of sites, upkeep, and a tick that looks at files, clock and alerts."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Coroutine
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.date import DateTrigger

from pipeline.alerts.watch import Watch
from pipeline.config.when import day_began, trigger_of
from pipeline.crawl import Crawler
from pipeline.crawl.events import CrawlOptions, Event, RunSummary
from pipeline.errors import PipelineError
from pipeline.laws import Shelf
from pipeline.schedule.due import Allowance, Why, allowance, catching_up, covered
from pipeline.schedule.files import Files
from pipeline.site import Schedule, Settings, Site
from pipeline.store import Store
from pipeline.store.library import shelf_beside
from pipeline.store.owners import new_owner
from pipeline.store.runs import Run
from pipeline.upkeep import upkeep

log = logging.getLogger("debt_articles.schedule")

TICK_SECONDS = 30.0  # how often the files of config/, the clock and what is wrong are looked at
UPKEEP = ":upkeep"  # the job that belongs to no site; no site can be called so
AGAIN = timedelta(minutes=5)  # after a run that could not be done; twice as long each time …
AGAIN_AT_MOST = timedelta(hours=1)  # … but no longer
JUMP = 60.0  # seconds that the clock may differ from the time that passed before it counts as a jump


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
    tick_seconds: float = TICK_SECONDS,
) -> None:
    """Crawl every enabled site when it is due, until ``stop`` is set; the pages in flight are finished then.

    Raises ConfigError where config/ is broken at the start, and StoreError where the database cannot be opened then.
    Later neither ends it: what was read before holds on, and what could not be done is tried again.
    """
    timetable = Timetable(places, Files(places.config), stop, on_event, on_summary)
    await timetable.run(tick_seconds)


class Timetable:
    """Everything that one scheduler process does."""

    def __init__(
        self,
        places: Places,
        files: Files,
        stop: asyncio.Event,
        on_event: Callable[[Event], None],
        on_summary: Callable[[RunSummary], None],
    ) -> None:
        self._places, self._files, self._stop = places, files, stop
        self._on_event, self._on_summary = on_event, on_summary
        self._owner = new_owner()
        self._jobs = AsyncIOScheduler(
            timezone=files.settings.timezone,
            # APScheduler drops a job that is a second late and says nothing, unless told otherwise.
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._sites: dict[str, Site] = {}
        self._plan_of_upkeep: Schedule | None = None
        self._running: dict[str, asyncio.Task[None]] = {}
        self._closing: set[asyncio.Task[None]] = set()
        self._failures: dict[str, int] = {}  # job → failed in a row
        self._trouble = ""  # of the database, as it was told last
        self._clock = (time.time(), time.monotonic())
        self._watch = Watch(places.db, places.config)

    async def run(self, tick_seconds: float) -> None:
        """Tick until the stop; then wait for the runs, which stop by themselves."""
        self._crawler = await self._opened(self._files.settings)
        try:
            await self._crawler.ask(lambda store: store.schedulers.begin(self._owner, _now()))
            self._jobs.start()
            await self._take_up(starting=True)
            while not self._stop.is_set():
                await self._tick()
                try:
                    await asyncio.wait_for(self._stop.wait(), tick_seconds)
                except TimeoutError:
                    continue
        finally:
            if self._jobs.running:
                self._jobs.shutdown(wait=False)
            await asyncio.gather(*self._running.values(), *self._closing, return_exceptions=True)
            await self._ask(lambda store: store.schedulers.end(self._owner))
            await self._crawler.__aexit__(None, None, None)

    # --------------------------------------------------------------------------------------------------- planning

    async def _take_up(self, *, starting: bool = False, anew: bool = False) -> None:
        """Jobs for what the files say now; ``starting``: what was missed while no scheduler ran is caught up, once.

        ``anew``: plan everything again, because the clock was set back.
        """
        wanted = {site.name: site for site in self._files.sites if site.enabled and trigger_of(site.schedule)}
        for name in self._sites.keys() - wanted.keys():
            self._forget(name)
            log.info("站点 %s：不再定时抓取", name, extra={"action": "unplanned", "site": name})
        for name, site in wanted.items():
            known, self._sites[name] = self._sites.get(name), site
            if anew or known is None or known.schedule != site.schedule:
                self._put(name, trigger_of(site.schedule))
            if starting or known is None:
                await self._catch_up(name, site)
        await self._plan_upkeep(anew=anew)

    async def _catch_up(self, name: str, site: Site) -> None:
        last = await self._last(name)
        if why := catching_up(site, last, _now()):
            self._due(name, why)

    async def _plan_upkeep(self, *, anew: bool) -> None:
        settings = self._files.settings
        plan = Schedule(cron=settings.upkeep.cron or None, jitter=0, timezone=settings.timezone)
        if anew or plan != self._plan_of_upkeep:
            first = self._plan_of_upkeep is None
            self._plan_of_upkeep = plan
            self._put(UPKEEP, trigger_of(plan))
            last = await self._last(None) if first and plan.cron else None
            # A database that never had any is in order: the first upkeep comes in its turn.
            if last and catching_up(Site(UPKEEP, "", schedule=plan), last, _now()):
                self._due(UPKEEP, "missed")

    def _put(self, name: str, trigger: BaseTrigger | None) -> None:
        if trigger is None:
            self._forget(name)
            return
        old, now = self._jobs.get_job(name), _now()
        self._jobs.add_job(self._fire, trigger, args=[name, "due"], id=name, replace_existing=True)
        if old and old.next_run_time and old.next_run_time <= now:  # due by the plan until now, and not begun yet
            self._due(name, "due")
        when = trigger.get_next_fire_time(None, now)
        log.info(
            "%s：下次 %s", _title(name), self._shown(when), extra={"action": "planned", "site": name, "next": when}
        )

    def _shown(self, when: datetime | None) -> str:
        """In the zone that the stamps of the log have."""
        return f"{when.astimezone(ZoneInfo(self._files.settings.timezone)):%Y-%m-%d %H:%M}" if when else "—"

    def _forget(self, name: str) -> None:
        self._sites.pop(name, None)
        for job in (name, f"{name} again"):
            if self._jobs.get_job(job):
                self._jobs.remove_job(job)

    def _again(self, name: str, when: datetime, why: Why) -> None:
        """Try once more at a time beside the plan; the last such wish holds."""
        self._jobs.add_job(self._fire, DateTrigger(when), args=[name, why], id=f"{name} again", replace_existing=True)

    # ----------------------------------------------------------------------------------------------------- the runs

    async def _fire(self, name: str, why: Why) -> None:
        """What APScheduler calls: a coroutine, for functions it calls in a thread."""
        self._due(name, why)

    def _due(self, name: str, why: Why) -> None:
        """Begin a run, unless one of that name runs, which then stands for this one too."""
        if name in self._running or self._stop.is_set():
            log.info("%s：上一次还没有结束，这一次并入", _title(name), extra={"action": "coalesced", "site": name})
            return
        work = self._upkeep(why) if name == UPKEEP else self._crawl(name, why)
        task = asyncio.get_running_loop().create_task(self._guarded(name, work))
        self._running[name] = task
        task.add_done_callback(lambda done: self._running.pop(name))

    async def _guarded(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Whatever goes wrong with one run ends neither the others nor the scheduler; it is tried again."""
        try:
            await work
            self._failures.pop(name, None)
        except PipelineError as error:
            log.error("%s：%s", _title(name), error, extra={"action": "failed", "site": name})
            self._retry(name)
        except Exception:
            log.exception("%s：运行中断", _title(name), extra={"action": "failed", "site": name})
            self._retry(name)
        if not self._stop.is_set():
            await self._look()

    def _retry(self, name: str) -> None:
        if self._stop.is_set():
            return
        count = self._failures.get(name, 0)
        self._failures[name] = count + 1
        self._again(name, _now() + min(AGAIN * 2 ** min(count, 10), AGAIN_AT_MOST), "retry")

    async def _crawl(self, name: str, why: Why) -> None:
        site = self._sites.get(name)
        if site is None:
            return
        last = await self._last(name)
        allowed = await self._allowed(site)
        facts: dict[str, object] = {"site": name, "why": why}
        if allowed.not_before:
            words = {"quiet": "安静时段", "budget": "今天的页数已用完"}[allowed.reason]
            log.info(
                "站点 %s：%s，%s 再抓", name, words, self._shown(allowed.not_before),
                extra={**facts, "action": "put_off", "reason": allowed.reason},
            )  # fmt: skip
            self._again(name, allowed.not_before, "quiet" if allowed.reason == "quiet" else why)
            return
        stands_for = covered(site.schedule, last.started_at if last else None, _now())
        log.info("站点 %s：开始", name, extra={**facts, "action": "run", "stands_for": stands_for})
        options = CrawlOptions(max_pages=allowed.pages, until=allowed.until, why=why)
        summary = await self._crawler.run(site, options, by="schedule")
        self._on_summary(summary)
        if summary.ending == "quiet" and allowed.until:
            self._due_after_quiet(site, allowed.until)
        elif summary.ending == "held":
            self._again(name, _now() + AGAIN, why)

    def _due_after_quiet(self, site: Site, began: datetime) -> None:
        later = allowance(site.schedule, 0, began).not_before
        if later:
            self._again(site.name, later, "quiet")

    async def _allowed(self, site: Site) -> Allowance:
        now, plan, name = _now(), site.schedule, site.name
        spent = 0
        if plan.pages_per_day:
            spent = await self._crawler.ask(lambda store: store.runs.pages(name, day_began(plan, now), now))
        return allowance(plan, spent, now)

    async def _upkeep(self, why: Why) -> None:
        last = await self._last(None)
        if last and why == "due" and timedelta(0) <= _now() - last.started_at < AGAIN:
            return  # another scheduler has done it
        log.info("维护：开始", extra={"action": "upkeep", "why": why})
        places, settings = self._places, self._files.settings
        done = await asyncio.to_thread(
            upkeep, places.db, places.archive, settings, _now(), why=why, stopped=self._stop.is_set, shelf=self._shelf()
        )
        seconds = sum(done.seconds.values())
        if done.trouble:
            raise PipelineError(done.trouble)
        log.info(
            "维护：%s，用时 %.1f 秒%s", "中断" if done.stopped else "完成", seconds,
            f"，备份 {done.backup}" if done.backup else "",
            extra={"action": "upkept", "seconds": round(seconds, 3), "removed": len(done.removed)},
        )  # fmt: skip

    # ----------------------------------------------------------------------------------------------------- the tick

    async def _tick(self) -> None:
        """Take up changed files, see whether the clock jumped, say that we live, look what is wrong."""
        try:
            if self._files.changed():
                await self._changed()
            await self._look_at_clock()
            await self._look()
        except PipelineError as error:
            log.error("%s", error, extra={"action": "trouble"})
        except Exception:  # a bug in what only looks must not end the runs
            log.exception("检查中断", extra={"action": "trouble"})

    async def _changed(self) -> None:
        if self._files.trouble:
            for line in self._files.trouble.splitlines():
                log.error("配置有误，沿用之前的：%s", line, extra={"action": "config"})
        else:
            log.info("配置有变化，已读入", extra={"action": "config"})
        await self._renew_crawler()
        await self._take_up()

    async def _renew_crawler(self) -> None:
        """New runs go by the new settings; those under way end by the old ones."""
        settings = self._files.settings
        if settings == self._crawler.settings and self._shelf() == self._crawler.shelf:
            return
        old, self._crawler = self._crawler, await self._opened(settings)
        runs = list(self._running.values())

        async def close() -> None:
            await asyncio.gather(*runs, return_exceptions=True)
            await old.__aexit__(None, None, None)

        task = asyncio.get_running_loop().create_task(close())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    def _shelf(self) -> Shelf:
        return shelf_beside(self._places.db, *self._files.laws)

    async def _opened(self, settings: Settings) -> Crawler:
        places, shelf = self._places, self._shelf()
        crawler = Crawler(settings, places.db, places.archive, on_event=self._on_event, stop=self._stop, shelf=shelf)
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(crawler)
            stack.pop_all()
        return crawler

    async def _look_at_clock(self) -> None:
        """APScheduler sleeps by the time that passes; a clock that was set, or a machine that slept, moves the plan."""
        wall, passed = time.time(), time.monotonic()
        jump = (wall - self._clock[0]) - (passed - self._clock[1])
        self._clock = (wall, passed)
        if abs(jump) > JUMP:
            log.warning("系统时钟跳了 %+.0f 秒，重新安排", jump, extra={"action": "clock", "jump": round(jump)})
        if jump < -JUMP:
            await self._take_up(anew=True)
        self._jobs.wakeup()

    async def _look(self) -> None:
        """Say that we live, and tell people what is wrong, as far as they have not been told."""
        jobs = [job for job in self._jobs.get_jobs() if job.id in self._sites or job.id == UPKEEP]
        plan = {
            job.id: job.next_run_time for job in jobs if job.next_run_time
        }  # a plan that ended is no reason to fall silent
        trouble, now = self._files.trouble, _now()
        if await self._ask(lambda store: store.schedulers.seen(self._owner, now, plan, trouble)):
            await self._watch.look(self._crawler.ask, self._files.settings, trouble, now)

    async def _ask(self, question: Callable[[Store], object]) -> bool:
        """Write to the database; a database that cannot be written is told once, and again when that is over."""
        try:
            await self._crawler.ask(question)
        except PipelineError as error:
            if str(error) != self._trouble:
                log.error("%s", error, extra={"action": "trouble"})
            self._trouble = str(error)
            return False
        if self._trouble:
            log.info("数据库又可以写了", extra={"action": "trouble_over"})
        self._trouble = ""
        return True

    async def _last(self, site: str | None) -> Run | None:
        """The latest crawl of a site; the latest upkeep for None."""
        kind = "crawl" if site else "upkeep"
        runs = await self._crawler.ask(lambda store: store.runs.history(site, kind=kind, limit=1))
        return runs[0] if runs else None


def _now() -> datetime:
    return datetime.now(UTC)


def _title(name: str) -> str:
    return "维护" if name == UPKEEP else f"站点 {name}"
