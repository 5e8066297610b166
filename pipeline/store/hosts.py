"""Host states in the database: every process that asks a host sees, and counts, the requests of the others."""

from __future__ import annotations

import asyncio
import json
import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import fields, replace
from types import TracebackType
from typing import Self

from pipeline.errors import StoreError
from pipeline.models import HostState
from pipeline.store.connection import connect, readable_errors, transaction
from pipeline.store.owners import has_died, new_owner

_COLUMNS = tuple(field.name for field in fields(HostState))
_READ = f"SELECT {', '.join(_COLUMNS)} FROM hosts"
_WRITE = f"INSERT OR REPLACE INTO hosts ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


class SharedHosts:
    """fetch.Hosts on a database file, through a connection of its own; a context manager.

    A change is read, made and written in one write transaction, so that two processes never both take the last place.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._connection = connect(path, read_only=False)
        self._connection.execute("PRAGMA cache_size = -1024")  # 1 MiB: one small table is all that it reads
        self._lock = threading.Lock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._connection.close()

    async def update(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
        """Apply ``change`` to the state of ``host`` and return the result; waiting for the lock is another thread's."""
        return await asyncio.to_thread(self._update, host, change)

    def new_token(self) -> str:
        """A name for one request that says which process on which machine makes it."""
        return new_owner()

    def lost(self, token: str) -> bool:
        """Whether the process that made a token died; False for other machines', whose leases run out with time."""
        return has_died(token)

    def pause(self, known: HostState) -> None:
        """Leave a host alone as long as ``known`` says, or longer where that is told already."""
        self._update(
            known.host,
            lambda state: (
                replace(state, paused_until=known.paused_until, reason=known.reason)
                if known.paused_until > state.paused_until
                else state
            ),
        )

    def _update(self, host: str, change: Callable[[HostState], HostState]) -> HostState:
        with self._lock, transaction(self._connection):
            row = self._connection.execute(f"{_READ} WHERE host = ?", (host,)).fetchone()
            before = _state(row) if row else HostState(host)
            after = change(before)
            if after != before:
                self._connection.execute(_WRITE, _row(after))
        return after


def pauses(path: str | os.PathLike[str], now: float) -> list[HostState]:
    """The hosts that a database knows to be paused at ``now`` (epoch seconds), each with its pause alone; none where there
    is no such file, or it is not up to date. Nothing is written.
    """
    alone = not os.path.exists(f"{os.fspath(path)}-wal")  # nobody has it open: read without the files of a usual reader
    try:
        with closing(connect(path, read_only=True, untouched=alone)) as connection:
            known = troubled(connection, now)
    except StoreError:
        return []
    return [
        HostState(one.host, paused_until=one.paused_until, reason=one.reason) for one in known if one.paused_until > now
    ]


def keep_pauses(path: str | os.PathLike[str], learnt: Iterable[HostState]) -> None:
    """Tell a database that is there of new pauses; one that cannot be written now stays as it is."""
    try:
        with closing(connect(path, read_only=True)):  # makes no file, and upgrades none
            hosts = SharedHosts(path)
    except StoreError:
        return
    with hosts:
        for one in learnt:
            hosts.pause(one)


def troubled(connection: sqlite3.Connection, now: float) -> list[HostState]:
    """Hosts that are paused at ``now`` (epoch seconds) or failed last, the longest pause first: for ``status``."""
    with readable_errors(connection):
        rows = connection.execute(
            f"{_READ} WHERE paused_until > ? OR failures > 0 ORDER BY paused_until DESC, host", (now,)
        )
        return [_state(row) for row in rows]


def _state(row: sqlite3.Row) -> HostState:
    values = dict(zip(_COLUMNS, row, strict=True))
    return HostState(**{**values, "slots": tuple((token, until) for token, until in json.loads(values["slots"]))})


def _row(state: HostState) -> tuple[object, ...]:
    values = {name: getattr(state, name) for name in _COLUMNS}
    return tuple({**values, "slots": json.dumps(state.slots)}.values())
