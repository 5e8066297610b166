"""Runs ``process.examine`` beside the event loop, in processes of its own, and survives pages that kill or hang one.

Each process (``pipeline.examiner``) is asked over a socket. A few pages are on their way to it, so that it never waits for
the event loop; they are answered in order, so the first of them is the one it works on.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import pickle
from collections import deque
from collections.abc import Iterable, Sequence
from subprocess import Popen
from typing import Any

from pipeline import examiner
from pipeline.launch import Launched, launch
from pipeline.laws import Shelf
from pipeline.models import Failure, Hint, Outcome, Page
from pipeline.site import Site

log = logging.getLogger("debt_articles.crawl")

SECONDS_PER_PAGE = 60.0  # extraction takes milliseconds; beyond this the page is given up and its process replaced
SECONDS_TO_START = 120.0  # of an interpreter and its imports, on a busy machine; none of it counts against a page
IN_FLIGHT = 3  # pages under way to one process
TRIES = 2  # of a page whose process died on it


class _DiedError(Exception):
    """The process ended. ``on_it``: while it worked on this page, so that the page may be what killed it."""

    def __init__(self, on_it: bool) -> None:
        super().__init__("the extracting process died")
        self.on_it = on_it


class Workers:
    """``await examine(…)`` from many tasks at once. ``count`` processes; 0 works in the calling thread.

    ``shelf``: what citations are judged by; each process opens its own library of it. ``launched``: processes that were
    started already, which are taken before others are started; those that are not needed are left to who started them.
    """

    def __init__(self, count: int, shelf: Shelf | None = None, launched: Iterable[Launched] = ()) -> None:
        self._count, self._shelf, self._launched = count, shelf or Shelf(), deque(launched)
        self._free = asyncio.Semaphore(max(count, 1) * IN_FLIGHT)
        self._starting = asyncio.Lock()
        self._question = examiner.Questions(self._shelf)
        self._workers: list[_Worker] = []

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that run."""
        return tuple(worker.process.pid for worker in self._workers if not worker.dead)

    @property
    def busy(self) -> bool:
        """Whether a page is on its way through a process."""
        return any(worker.pending for worker in self._workers)

    async def examine(
        self, page: Page, site: Site | None, *, hint: Hint | None = None, parts: Sequence[Page] = ()
    ) -> Outcome:
        """As process.examine; a page that breaks it, kills its process or takes too long comes back as a Failure."""
        async with self._free:
            try:
                found = await self._examine(page, site, hint, parts)
            except TimeoutError:
                detail = f"超过 {SECONDS_PER_PAGE:g} 秒"
                return Outcome(Failure("extract", "too_slow", page.url, detail, retry=True))
            except _DiedError:
                return Outcome(Failure("extract", "crashed", page.url, "提取进程在这一页上中断"))
        if isinstance(found, Outcome):
            return found
        log.error("extraction of %s failed: %s", page.url, found.trace)  # the rest goes on
        return Outcome(Failure("extract", "crashed", page.url, found.detail))

    async def _examine(
        self, page: Page, site: Site | None, hint: Hint | None, parts: Sequence[Page]
    ) -> Outcome | examiner.Crash:
        if self._count == 0:
            from pipeline import process  # all of extraction, which else is imported in processes of its own alone

            try:
                return process.examine(page, site, hint=hint, parts=parts, library=examiner.library_of(self._shelf))
            except Exception as error:
                log.debug("in this process", exc_info=True)
                return examiner.Crash(f"{type(error).__name__}: {error}", repr(error))
        frame = self._question(page, site, hint, parts)
        tries = 0
        while True:
            worker = await self._least_busy()
            try:
                return await worker.ask(frame)
            except _DiedError as died:
                tries += died.on_it
                if tries == TRIES:
                    raise

    async def _least_busy(self) -> _Worker:
        async with self._starting:
            while True:  # while one starts another may die
                self._workers = [worker for worker in self._workers if not worker.dead]
                if len(self._workers) >= self._count:
                    break
                self._workers.append(await _Worker.of(self._launched.popleft() if self._launched else launch()))
        return min(self._workers, key=lambda worker: len(worker.pending))

    async def aclose(self) -> None:
        """End the processes; what they were doing is given up."""
        for worker in self._workers:
            await worker.end()
        self._workers = []


class _Worker:
    """One process, the stream to it, and the answers that are waited for, in order."""

    def __init__(self, child: Popen[bytes], reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.process, self._reader, self._writer = child, reader, writer
        self.pending: deque[asyncio.Future[Outcome | examiner.Crash]] = deque()
        self.dead = False
        self._clock: asyncio.TimerHandle | None = asyncio.get_running_loop().call_later(SECONDS_TO_START, child.kill)
        self._ready = False  # until then the clock is of its start, thereafter of the page it works on
        self._listening = asyncio.create_task(self._listen())

    @classmethod
    async def of(cls, launched: Launched) -> _Worker:
        """A process that was just started."""
        return cls(launched.process, *await asyncio.open_connection(sock=launched.socket))

    async def ask(self, frame: bytes) -> Outcome | examiner.Crash:
        """One answer. Raises TimeoutError where the page takes too long, _DiedError where the process ends."""
        answer: asyncio.Future[Outcome | examiner.Crash] = asyncio.get_running_loop().create_future()
        self.pending.append(answer)
        if self._ready and len(self.pending) == 1:
            self._wind()
        self._writer.write(frame)
        return await answer

    async def end(self) -> None:
        """Kill the process, and take note of its end."""
        self.process.kill()
        await self._listening

    async def _listen(self) -> None:
        """Hand out answers until the stream ends; what is waited for then ends as _DiedError."""
        try:
            self._ready = await self._frame() == examiner.READY
            self._wind()
            while True:
                found = await self._frame()
                answer = self.pending.popleft()
                self._wind()
                if not answer.done():
                    answer.set_result(found)
        except (asyncio.IncompleteReadError, ConnectionError):
            pass  # it ended
        except Exception:
            log.exception("an answer of the extracting process %d cannot be read", self.process.pid)
        finally:
            await self._bury()

    async def _frame(self) -> Any:
        (size,) = examiner.HEAD.unpack(await self._reader.readexactly(examiner.HEAD.size))
        return pickle.loads(await self._reader.readexactly(size))

    async def _bury(self) -> None:
        self.dead = True
        if self._clock:
            self._clock.cancel()
        for place, answer in enumerate(self.pending):
            if not answer.done():
                answer.set_exception(_DiedError(on_it=place == 0))
        self.pending.clear()
        self.process.kill()
        self._writer.close()
        with contextlib.suppress(ConnectionError):
            await self._writer.wait_closed()
        await asyncio.to_thread(self.process.wait)

    def _wind(self) -> None:
        """Time begins for the first page that is waited for."""
        if self._clock:
            self._clock.cancel()
        self._clock = (
            asyncio.get_running_loop().call_later(SECONDS_PER_PAGE, self._give_up, self.pending[0])
            if self.pending
            else None
        )

    def _give_up(self, answer: asyncio.Future[Outcome | examiner.Crash]) -> None:
        if not answer.done():
            answer.set_exception(TimeoutError())
        self.process.kill()
