"""How a page reads the database: in one of Datasette's threads, read-only, within a time limit, through Store."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from pipeline.errors import PipelineError
from pipeline.store import Store

T = TypeVar("T")
CHECKED = 1000  # steps of SQLite's machine between two looks at the clock
BACKGROUND_MS = 60_000  # for what is counted beside the requests
FRESH = 60.0  # seconds that counts over the whole collection are shown before they are counted again


class TooSlow(PipelineError):
    """A page asked for more than the time limit allows."""


class Source(Protocol):
    """What is used of datasette.app.Datasette."""

    def setting(self, key: str) -> Any: ...  # noqa: D102

    def get_database(self) -> Any: ...  # noqa: D102


async def read(datasette: Source, question: Callable[[Store], T], *, limit_ms: int | None = None) -> T:
    """What ``question`` finds; TooSlow where its statements together take longer than the limit."""
    limit = limit_ms or int(datasette.setting("sql_time_limit_ms"))

    def work(connection: sqlite3.Connection) -> T:
        ends = time.monotonic() + limit / 1000
        connection.set_progress_handler(lambda: int(time.monotonic() > ends), CHECKED)
        try:
            return question(Store(connection))
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
                raise TooSlow(f"{limit} ms") from error
            raise
        finally:
            connection.set_progress_handler(None, CHECKED)

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

    async def get(self, key: str, question: Callable[[Store], T]) -> T:
        """The value of that key."""
        made, value = self._values.get(key, (None, None))
        if made is not None and time.monotonic() - made < FRESH:
            return value  # type: ignore[no-any-return]
        task = self._tasks.get(key)
        if task is None:
            task = self._tasks[key] = asyncio.create_task(self._make(key, question))
        if made is None:
            return await asyncio.shield(task)  # type: ignore[no-any-return]
        return value  # type: ignore[no-any-return]

    async def _make(self, key: str, question: Callable[[Store], T]) -> T:
        try:
            value = await read(self._datasette, question, limit_ms=BACKGROUND_MS)
            self._values[key] = (time.monotonic(), value)
            if len(self._values) > 500:  # laws that were looked at once
                self._values.pop(next(iter(self._values)))
            return value
        finally:
            self._tasks.pop(key, None)
