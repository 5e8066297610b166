"""An empty database to copy: the steps of its schema, one after another, cost more than most tests."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from pipeline.store import open_store


@cache
def empty() -> bytes:
    """The file of a database in which nothing is stored."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "articles.db"
        open_store(path, read_only=False).close()
        return path.read_bytes()
