"""The loop of a run: as many visits under way as the site may have, its pauses waited out, until there is a reason to end."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable, Coroutine
from typing import Any

from pipeline.crawl.events import CrawlOptions
from pipeline.crawl.recorder import DATING, Progress, Tools, utc_now
from pipeline.site import Settings, Site
from pipeline.store.leasing import Leased

STOP_SECONDS = 8.0  # for the pages in flight, once a stop was asked for; then they go back to the frontier
MOST_IDLE = 5  # waits in a row after which nothing could be leased: another crawler, or a clock set back, has the pages


class Loop:
    """``await loop.work(visit, check)``: leases what is due and hands it to ``visit``; ``check`` raises what ends the run."""

    def __init__(
        self,
        site: Site,
        settings: Settings,
        tools: Tools,
        options: CrawlOptions,
        progress: Progress,
        owner: str,
        stop: asyncio.Event,
    ) -> None:
        self._site, self._settings, self._options = site, settings, options
        self._writer, self._store = tools.writer, tools.writer.store
        self._progress, self._owner, self._stop = progress, owner, stop
        self._not_before = 0.0  # of the event loop's clock: the host asked for a pause until then
        self._dating = 0  # feeds and sitemaps under way

    def hold_off(self, seconds: float) -> None:
        """The host is not to be asked for so long."""
        self._not_before = max(self._not_before, asyncio.get_running_loop().time() + seconds)

    async def sleep(self, seconds: float) -> None:
        """Until the time is over, the run is to end, or a stop."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stop.wait(), self._until(seconds))

    async def work(self, visit: Callable[[Leased], Coroutine[Any, Any, None]], check: Callable[[], None]) -> None:
        """Until nothing is due, the budget is spent, or the run has an ending."""
        self._visit, self._check = visit, check
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
        self._check()
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
        await self.sleep(seconds)

    def _until(self, seconds: float) -> float:
        """A wait, cut where the run is to end."""
        until = self._options.until
        return seconds if until is None else max(0.0, min(seconds, (until - utc_now()).total_seconds()))


def _collect(under_way: set[asyncio.Task[None]], done: set[asyncio.Task[Any]]) -> None:
    """Take what is done out of what is under way; a bug or a broken set-up raises here and ends the run."""
    for task in done & under_way:
        under_way.discard(task)
        task.result()
