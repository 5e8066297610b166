"""A Datasette plugin: the functions of ours that the full-text index calls. Registered by ``serve``."""

from __future__ import annotations

from typing import Any

from datasette import hookimpl

from pipeline.store import index


@hookimpl  # type: ignore[untyped-decorator]  # Datasette has no types
def prepare_connection(conn: Any) -> None:
    """Give every connection of Datasette the functions."""
    index.register(conn)
