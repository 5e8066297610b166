"""The store in a thread of its own, so that the event loop never waits for the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar

from pipeline.store import Store, open_store

P = ParamSpec("P")
T = TypeVar("T")


class Writer:
    """``async with Writer(path) as writer: await writer(writer.store.frontier.lease, now, …)``."""

    store: Store

    def __init__(self, path: Path) -> None:
        self._path = path
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="store")

    async def __call__(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a function in the store's thread; calls are done in the order in which they were made."""
        return await asyncio.get_running_loop().run_in_executor(self._thread, lambda: function(*args, **kwargs))

    async def __aenter__(self) -> Writer:
        try:
            self.store = await self(lambda: open_store(self._path, read_only=False).__enter__())
        except BaseException:
            self._thread.shutdown()
            raise
        return self

    async def __aexit__(self, *error: object) -> None:
        await self(self.store.__exit__, None, None, None)
        self._thread.shutdown()
