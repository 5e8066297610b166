"""How a page reads the database: in one of Datasette's threads, read-only, within a time limit, through Store."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar, cast

from pipeline.errors import TooSlow
from pipeline.store import Store
from pipeline.store.connection import plain_rows, time_limit

T = TypeVar("T")
PATIENCE = 3  # a page asks several bounded things, where SQL from the browser is one and may be anything
BACKGROUND_MS = 60_000  # for what is counted beside the requests
FRESH = 120.0  # seconds that counts over the whole collection are shown before they are counted again
AT_ONCE = 2  # counts that are made at once: half of the server's threads stay free for pages
WAITING = 20  # … and that wait for their turn; who asks for one more is told to come back
LONGEST = 30.0  # seconds that a page waits for a count, which goes on without it


class Source(Protocol):
    """What is used of datasette.app.Datasette."""

    def setting(self, key: str) -> Any: ...

    def get_database(self) -> Any: ...


async def read(datasette: Source, question: Callable[[Store], T], *, limit_ms: int | None = None) -> T:
    """What ``question`` finds; TooSlow where its statements together take longer than the limit."""
    seconds = (limit_ms or PATIENCE * int(datasette.setting("sql_time_limit_ms"))) / 1000

    def work(connection: Any) -> T:
        with time_limit(connection, seconds), plain_rows(connection):
            return question(Store(connection))

    found: T = await datasette.get_database().execute_fn(work)
    return found


class Counted:
    """Counts over the whole collection, made once and shown for FRESH seconds; then made again beside the requests,
    which are given the old ones meanwhile. One for each Datasette.
    """

    def __init__(self, datasette: Source) -> None:
        self._datasette = datasette
        self._values: dict[str, tuple[float, Any]] = {}
        self._tasks: dict[str, asyncio.Task[Any]] = {}
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def get(self, key: str, question: Callable[[Store], T]) -> T:
        """The value of that key; TooSlow where it is not there within LONGEST, or too many others are asked for."""
        task = self.prepare(key, question)
        made, value = self._values.get(key, (0.0, None))
        if made:
            return cast(T, value)
        if task is None:
            raise TooSlow(f"{len(self._tasks)} 项统计还没有完成")
        try:
            return await asyncio.wait_for(asyncio.shield(task), LONGEST)
        except TimeoutError:
            raise TooSlow(f"统计超过了 {LONGEST:g} 秒") from None

    def prepare(self, key: str, question: Callable[[Store], T]) -> asyncio.Task[T] | None:
        """Count what ``get`` will be asked for, where it is not counted or old; nobody waits for it. None where there is no
        need, or no room.
        """
        made, _ = self._values.get(key, (0.0, None))
        if made and time.monotonic() - made < FRESH:
            return None
        if key not in self._tasks and len(self._tasks) >= AT_ONCE + WAITING:
            return None
        if key not in self._tasks:
            self._tasks[key] = asyncio.create_task(self._make(key, question))
            # What fails is counted again for the next who asks; those who wait are told.
            self._tasks[key].add_done_callback(lambda task: task.cancelled() or task.exception())
        return self._tasks[key]

    async def _make(self, key: str, question: Callable[[Store], T]) -> T:
        try:
            async with self._turns:
                value = await read(self._datasette, question, limit_ms=BACKGROUND_MS)
            self._values.pop(key, None)  # the newest stand last
            self._values[key] = (time.monotonic(), value)
            if len(self._values) > 500:  # laws that were looked at once
                self._values.pop(next(iter(self._values)))
            return value
        finally:
            self._tasks.pop(key, None)
