"""One run over one site: begin with its start pages, visit what is due, stop for a reason, leave a row in ``runs``."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from pipeline import labels
from pipeline.crawl.events import CrawlOptions, Ending, Event, RunSummary
from pipeline.crawl.paging import Paging
from pipeline.crawl.recorder import DATING, Progress, Recorder, Tools, utc_now
from pipeline.crawl.soft import SoftPages, impossible
from pipeline.crawl.visit import Get, Visit, visit
from pipeline.crawl.watch import HISTORY, warnings
from pipeline.errors import ConfigError
from pipeline.models import Failure, Hint, Link, LinkKind, NotModified, Page, Record, Validators
from pipeline.process import SHANGHAI
from pipeline.site import Settings, Site
from pipeline.store.leasing import Leased
from pipeline.store.owners import new_owner, words
from pipeline.store.runs import RunState
from pipeline.urls import canonicalize

STOP_SECONDS = 8.0  # for the pages in flight, once a stop was asked for; then they go back to the frontier
MOST_IDLE = 5  # waits in a row after which nothing could be leased: another crawler, or a clock set back, has the pages
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
HOST_TROUBLE = frozenset({"host_paused", "robots_unreachable"})  # says nothing of the page: it keeps its turn


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
        self._stop, self._by = stop, by
        self._writer, self._store = tools.writer, tools.writer.store
        self._owner = new_owner()
        self._not_before = 0.0  # of the event loop's clock: the host asked for a pause until then
        self._soft, self._probing = SoftPages(), asyncio.Lock()
        self._dating = 0  # feeds and sitemaps under way
        self._layout: list[str] = []  # signs that the site's pages are built otherwise than before
        self._progress = Progress(site, on_event)
        self._paging = Paging(site.discover.max_list_pages, options.since)
        self._recorder = Recorder(site, settings, tools, self._progress, self._paging, options.since)

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
            await self._work()
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
            await self._sleep(HELD_SECONDS / 3 + 5)
        return await self._writer(self._store.sites.hold, self._site.name, self._owner, utc_now(), HELD_SECONDS)

    async def _beat(self) -> None:
        """Keep the site and the leases while the run lives."""
        while True:
            await asyncio.sleep(HELD_SECONDS / 3)
            if not await self._hold() and not self._progress.ending:
                self._progress.ending, self._progress.detail = "held", "另一个进程接手了这个站点"
                return
            await self._writer(self._store.frontier.extend, self._owner, utc_now(), self._settings.crawl.lease)

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
        links = [Link(url, kind) for url, kind in urls if url]
        await self._writer(self._store.frontier.add, links, site=self._site, now=now, revisit=True)

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

    # ------------------------------------------------------------------------------------------------------- the loop

    async def _work(self) -> None:
        """Keep as many visits under way as the site may have, until there is nothing left to do."""
        width = self._width()
        queue: deque[Leased] = deque()
        under_way: set[asyncio.Task[None]] = set()
        stopped = asyncio.create_task(self._stop.wait())
        idle = 0
        try:
            while not self._at_end():
                if len(queue) < width:
                    queue += await self._lease(width * 4 - len(queue))
                while self._may_begin(queue, len(under_way), width):
                    under_way.add(self._begin(queue.popleft()))
                if not under_way:
                    idle += 1
                    if idle > MOST_IDLE or not (await self._wait_for_host() or await self._wait_for_retries()):
                        return
                    continue
                idle = 0
                done, _ = await asyncio.wait({*under_way, stopped}, return_when=asyncio.FIRST_COMPLETED)
                _collect(under_way, done)
            done, _ = await asyncio.wait(under_way, timeout=STOP_SECONDS) if under_way else (set(), set())
            _collect(under_way, done)
        finally:
            stopped.cancel()
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _at_end(self) -> bool:
        """Whether no further page is to be begun."""
        if self._heart.done():
            self._heart.result()  # a database that cannot be written ends the run
        if self._stop.is_set() and not self._progress.ending:
            self._progress.ending = "stopped"
        if self._options.until and utc_now() >= self._options.until and not self._progress.ending:
            self._progress.ending, self._progress.detail = "quiet", "安静时段开始，剩下的之后再抓"
        return self._progress.ending is not None

    def _may_begin(self, queue: deque[Leased], under_way: int, width: int) -> bool:
        """Whether the next page may be begun. Feeds and sitemaps come first and are waited for: they date the rest."""
        if not queue or under_way >= width or self._at_end() or self._host_pause() > 0:
            return False
        if queue[0].kind not in DATING and self._dating:
            return False
        return self._within_budget(under_way)

    def _begin(self, leased: Leased) -> asyncio.Task[None]:
        task = asyncio.create_task(self._visit(leased))
        if leased.kind in DATING:
            self._dating += 1
            task.add_done_callback(self._dated)
        return task

    def _dated(self, task: asyncio.Task[None]) -> None:
        self._dating -= 1

    def _width(self) -> int:
        own = self._site.politeness.concurrency
        fetch = self._settings.fetch
        return own or (fetch.concurrency if self._site.allow_private else fetch.host_concurrency)

    def _within_budget(self, under_way: int) -> bool:
        usual = self._site.max_pages or self._settings.crawl.max_pages
        budget = min(self._options.max_pages or usual, usual)
        if self._progress.tally.pages + under_way < budget:
            return True
        if not under_way:
            self._progress.ending = "budget"
        return False

    async def _lease(self, limit: int) -> list[Leased]:
        return await self._writer(
            self._store.frontier.lease,
            utc_now(),
            owner=self._owner,
            limit=limit,
            seconds=self._settings.crawl.lease,
            site=self._site.name,
        )

    async def _wait_for_retries(self) -> bool:
        """Sleep until the next page is due if that is soon; False where nothing more is to come in this run."""
        due = await self._writer(self._store.frontier.next_due, site=self._site.name)
        wait = (due - utc_now()).total_seconds() if due else None
        if wait is None or wait > self._settings.crawl.patience:
            return False
        await self._pause(max(wait, 0.05))
        return True

    async def _wait_for_host(self) -> bool:
        """Sleep while the host is not to be asked; False where it may be."""
        wait = self._host_pause()
        if wait > 0:
            await self._pause(wait)
        return wait > 0

    def _host_pause(self) -> float:
        """Seconds until the host may be asked again."""
        return self._not_before - asyncio.get_running_loop().time()

    async def _pause(self, seconds: float) -> None:
        self._progress.tell("waiting", detail=f"{seconds:.0f}")
        await self._sleep(seconds)

    async def _sleep(self, seconds: float) -> None:
        """Until the time is over, the run is to end, or a stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), self._until(seconds))

    def _until(self, seconds: float) -> float:
        """A wait, cut where the run is to end."""
        until = self._options.until
        return seconds if until is None else max(0.0, min(seconds, (until - utc_now()).total_seconds()))

    # --------------------------------------------------------------------------------------------------- one page

    async def _visit(self, leased: Leased) -> None:
        """One page from lease to commit. What ``since`` leaves out stays leased, and goes back at the end of the run."""
        if self._paging.left(leased.url) or self._before(leased.hint):
            self._progress.tally.older += leased.kind == "article"
            return
        if self._recorder.traps.holds(leased.url):
            await self._recorder.leave(leased)
            return

        async def get(url: str, validators: Validators | None) -> Page | NotModified | Failure:
            return await self._tools.client.get(url, site=self._site, validators=validators)

        validators = None if self._options.full else leased.validators
        found = await visit(
            leased.url, self._site, get, self._tools.workers.examine, hint=leased.hint, validators=validators
        )
        if isinstance(found.answer, Record) and found.page and self._dated_since(leased):
            hint = await self._writer(self._store.frontier.hint, leased.url)
            outcome = await self._tools.workers.examine(found.page, self._site, hint=hint, parts=found.parts)
            found = replace(found, answer=outcome.result)
        if isinstance(found.answer, Failure) and found.answer.reason in HOST_TROUBLE:
            await self._give_back(leased, found.answer)
            return
        if found.page and await self._soft_404(leased.url, found, found.page, get):
            detail = "和该站点对不存在的网址的回答一样"
            found = Visit(Failure("fetch", "soft_404", leased.url, detail, status=200, kind="message"), found.page)
        self._progress.tally.pages += 1
        self._progress.observed.page(leased.url, found.answer)
        await self._recorder.record(leased, found)

    async def _soft_404(self, url: str, found: Visit, page: Page, get: Get) -> bool:
        """Whether a page is what the site shows under wrong URLs, too; where it was met first, it is taken back."""
        record = found.answer
        if not isinstance(record, Record):
            return self._soft.is_home(url, page)
        if self._soft.known(record):
            return True
        first = self._soft.suspect(url, record)
        if first is None:
            return False
        async with self._probing:  # pages that came at the same time wait for what is found out
            if self._soft.worth_a_probe(record):
                probe = await visit(impossible(url), self._site, get, self._tools.workers.examine)
                if self._soft.judge(record, probe.answer):
                    await self._writer(self._store.frontier.disown, first, utc_now())
        return self._soft.known(record)

    def _before(self, hint: Hint | None) -> bool:
        """Whether what was said of a page dates it before ``since``."""
        since, published = self._options.since, hint.published_at if hint else None
        return since is not None and published is not None and published.astimezone(SHANGHAI).date() < since

    def _dated_since(self, leased: Leased) -> bool:
        """Whether another page gave the article a date after this page was leased."""
        return self._paging.dated(leased.url) and not (leased.hint and leased.hint.published_at)

    async def _give_back(self, leased: Leased, trouble: Failure) -> None:
        """The host is not to be asked now: the page keeps its turn; a pause beyond our patience ends the run."""
        wait = trouble.retry_after or 0.0
        await self._writer(self._store.frontier.release, self._owner, utc_now(), [leased])
        if self._progress.ending:
            return
        if 0 < wait <= self._settings.crawl.patience:
            self._not_before = max(self._not_before, asyncio.get_running_loop().time() + wait)
            return
        self._progress.ending = "unreachable"
        self._progress.detail = f"{labels.reason(trouble.reason)}：{trouble.detail}" + (
            f"，{wait:.0f} 秒后可再试" if wait else ""
        )
        self._progress.tally.failed += 1
        self._progress.tally.reasons[trouble.reason] += 1
        run_id = self._progress.run_id
        await self._writer(self._store.runs.fail, trouble, utc_now(), site=self._site.name, run_id=run_id)
        self._progress.warn(self._progress.detail)


def _collect(under_way: set[asyncio.Task[None]], done: set[asyncio.Task[Any]]) -> None:
    """Take what is done out of what is under way; a bug or a broken set-up raises here and ends the run."""
    for task in done & under_way:
        under_way.discard(task)
        task.result()
