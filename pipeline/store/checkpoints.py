"""What is written goes from the WAL into the database file beside the writer, not inside one of its commits.

By itself SQLite lets the commit that finds 1,000 pages in the WAL carry them over and wait for the disk twice: with a
large frontier, whose pages lie far apart, one commit in twenty then takes many times the usual. A passive checkpoint of
another connection hinders no one; what it cannot reach, because the writer goes on, is left to a rare one of the writer.
"""

from __future__ import annotations

import logging
import sqlite3
import threading
from pathlib import Path

from pipeline.errors import StoreError
from pipeline.store.connection import connect

EVERY = 1.0  # seconds between two checkpoints, while something is written
RARELY = 8192  # pages of WAL (32 MiB) at which a commit carries them over itself

log = logging.getLogger("debt_articles.store")


class Checkpoints:
    """``with Checkpoints(path, writer) as checkpoints``; ``checkpoints.wrote()`` after each commit, from any thread."""

    def __init__(self, path: Path, writer: sqlite3.Connection, *, every: float = EVERY) -> None:
        self._every = every
        writer.execute(f"PRAGMA wal_autocheckpoint = {RARELY}")
        self._own = connect(path, read_only=False)
        self._own.execute("PRAGMA cache_size = -512")  # it reads no pages
        self._written, self._ending = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._work, name="checkpoints", daemon=True)

    def __enter__(self) -> Checkpoints:
        self._thread.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._ending.set()
        self._written.set()
        self._thread.join()
        self._own.close()

    def wrote(self) -> None:
        """Something was committed."""
        self._written.set()

    def _work(self) -> None:
        while not self._ending.is_set():
            self._written.wait()
            if self._ending.wait(self._every):
                return
            self._written.clear()
            try:
                self._own.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            except (sqlite3.Error, StoreError) as error:  # a full disk: the writer will meet and tell it
                log.warning("checkpoint: %s", error)
