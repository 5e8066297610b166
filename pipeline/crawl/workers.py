"""Runs ``process.examine`` beside the event loop, in processes of its own, and survives pages that kill or hang one."""

from __future__ import annotations

import asyncio
import logging
import multiprocessing
import os
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool

from pipeline import process
from pipeline.models import Failure, Hint, Outcome, Page
from pipeline.site import Site

log = logging.getLogger("debt_articles.crawl")

SECONDS_PER_PAGE = 60.0  # extraction takes milliseconds; beyond this the page is given up and its process replaced


def _leave_with_parent(parent: int) -> None:
    """In a worker: end when the main process is gone, however it went (kill -9 closes no pool)."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


class Workers:
    """``await examine(…)`` from many tasks at once. ``count`` processes; 0 works in the calling thread."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._free = asyncio.Semaphore(max(count, 1))  # no page waits inside the pool: its clock starts with its work
        self._pool: ProcessPoolExecutor | None = None

    async def examine(
        self, page: Page, site: Site | None, *, hint: Hint | None = None, parts: Sequence[Page] = ()
    ) -> Outcome:
        """As process.examine; a page that breaks it, kills its process or takes too long comes back as a Failure.

        A process that dies may take pages of other processes along; each of these is tried once more.
        """
        async with self._free:
            for _ in range(2):
                try:
                    return await self._examine(page, site, hint, tuple(parts))
                except TimeoutError:
                    detail = f"took over {SECONDS_PER_PAGE:g} s"
                    return Outcome(Failure("extract", "too_slow", page.url, detail, retry=True))
                except BrokenProcessPool:
                    continue
                except Exception as error:  # a bug of ours, met on one page: told, counted, and the rest goes on
                    log.exception("extraction of %s failed", page.url)
                    return Outcome(Failure("extract", "crashed", page.url, f"{type(error).__name__}: {error}"))
        return Outcome(Failure("extract", "crashed", page.url, "the extracting process died on this page"))

    async def _examine(self, page: Page, site: Site | None, hint: Hint | None, parts: tuple[Page, ...]) -> Outcome:
        if self._count == 0:
            return process.examine(page, site, hint=hint, parts=parts)
        pool = self._pool or self._start()
        try:
            call = asyncio.wrap_future(pool.submit(process.examine, page, site, hint=hint, parts=parts))
            call.add_done_callback(_looked_at)
            # Shielded: a cancelled call would break the pool's own book-keeping when its process is killed.
            return await asyncio.wait_for(asyncio.shield(call), SECONDS_PER_PAGE)
        except (TimeoutError, BrokenProcessPool):
            self._replace(pool)
            raise

    def close(self) -> None:
        """End the processes; what they were doing is given up."""
        if self._pool:
            self._replace(self._pool)

    def _start(self) -> ProcessPoolExecutor:
        self._pool = ProcessPoolExecutor(
            self._count,
            mp_context=multiprocessing.get_context("spawn"),
            initializer=_leave_with_parent,
            initargs=(os.getpid(),),
        )
        return self._pool

    def _replace(self, pool: ProcessPoolExecutor) -> None:
        """Kill a pool's processes; the next page starts a new one (another task may have done so already)."""
        if pool is self._pool:
            self._pool = None
        for worker in list((pool._processes or {}).values()):
            worker.kill()
        pool.shutdown(wait=False)  # what was under way in it ends as BrokenProcessPool


def _looked_at(call: asyncio.Future[Outcome]) -> None:
    """Take note of how a call ended that nobody waits for any more."""
    if not call.cancelled():
        call.exception()
