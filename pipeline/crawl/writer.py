"""The store in a thread of its own, so that the event loop never waits for the disk.

Calls that wait together share one transaction (group commit): each is whole or undone by itself, and answered only once
all are committed. A commit, and the full-text segments that it writes, then cost once for several pages: saving four
together takes five sixths of the time of saving each alone.
"""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from pipeline.store import Store, open_store
from pipeline.store.checkpoints import Checkpoints

CACHE = 24 * 1024  # KiB of pages kept by a connection that crawls for days; the system caches the rest

P = ParamSpec("P")
T = TypeVar("T")

GROUP_SECONDS = 0.1  # no longer is the write lock held: another process may be waiting for it
GATHERED, GATHER_SECONDS = 4, 0.1  # patient calls are begun when there are so many, or one has waited for so long


@dataclass(slots=True)
class _Call:
    function: Callable[[], Any]
    answer: asyncio.Future[Any]
    patient: bool
    result: Any = None
    error: BaseException | None = None


class Writer:
    """``async with Writer(path) as writer: await writer(writer.store.frontier.lease, now, …)``."""

    store: Store

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._waiting: deque[_Call] = deque()
        self._lock = threading.Lock()
        self._busy = False  # the thread is at work, and will see what is added
        self._timer: asyncio.TimerHandle | None = None  # begins what is patient

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function of the store in its thread, in the order in which the calls were made, and commit."""
        answer: T = await self._put(partial(function, *args, **kwargs), patient=False)
        return answer

    async def patiently(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The same, for a call that others are to follow at once: it is begun with them."""
        answer: T = await self._put(partial(function, *args, **kwargs), patient=True)
        return answer

    def _put(self, function: Callable[[], T], *, patient: bool) -> asyncio.Future[T]:
        loop = asyncio.get_running_loop()
        call = _Call(function, loop.create_future(), patient)
        with self._lock:
            self._waiting.append(call)
            begin = self._may_begin()
        if begin:
            self._begin(loop)
        elif self._timer is None:
            self._timer = loop.call_later(GATHER_SECONDS, self._begin, loop)
        return call.answer

    def _may_begin(self) -> bool:
        """Whether there is a call that does not wait for others. Holding the lock."""
        return len(self._waiting) >= GATHERED or any(not call.patient for call in self._waiting)

    def _begin(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the thread do all that waits."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        with self._lock:
            for call in self._waiting:
                call.patient = False
            idle, self._busy = not self._busy and bool(self._waiting), self._busy or bool(self._waiting)
        if idle:
            loop.run_in_executor(self._thread, self._work, loop)

    async def __aenter__(self) -> Writer:
        loop = asyncio.get_running_loop()
        try:
            opening = open_store(self._path, read_only=False).__enter__
            self.store = await loop.run_in_executor(self._thread, opening)
            beside = partial(Checkpoints, self._path, self.store.connection)
            self._checkpoints = (await loop.run_in_executor(self._thread, beside)).__enter__()
            await self(self.store.connection.execute, f"PRAGMA cache_size = -{CACHE}")
        except BaseException:
            self._thread.shutdown()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        loop = asyncio.get_running_loop()
        self._begin(loop)  # what still waits, though nobody waits for it any more
        await loop.run_in_executor(self._thread, self._checkpoints.__exit__)
        await loop.run_in_executor(self._thread, self.store.close)
        self._thread.shutdown()

    # ------------------------------------------------------------------------------------------------- in the thread

    def _work(self, loop: asyncio.AbstractEventLoop) -> None:
        """Do what waits, group by group, until nothing does, or only what is patient."""
        while True:
            group = [self._next()]
            try:
                with self.store.transaction():
                    self._together(group)
            except BaseException as error:  # noqa: BLE001 (nothing of the group was committed: each of its callers is told)
                for call in group:
                    call.error = call.error or error
            self._checkpoints.wrote()
            loop.call_soon_threadsafe(_answer, group)
            with self._lock:
                if not self._may_begin():
                    self._busy = False
                    return

    def _next(self) -> _Call:
        with self._lock:
            return self._waiting.popleft()

    def _together(self, group: list[_Call]) -> None:
        """Do the call in ``group``, and more while some wait and the time allows. Raises what ended the transaction."""
        until = time.monotonic() + GROUP_SECONDS
        for call in group:  # it grows on the way
            if self._waiting and time.monotonic() < until:
                group.append(self._next())
            try:
                with self.store.transaction():
                    call.result = call.function()
            except BaseException as error:
                call.error = error
                if not self.store.connection.in_transaction:  # SQLite has undone everything (a full disk)
                    raise


def _answer(group: list[_Call]) -> None:
    for call in group:
        if call.answer.done():  # nobody waits any more
            continue
        if call.error is not None:
            call.answer.set_exception(call.error)
        else:
            call.answer.set_result(call.result)
