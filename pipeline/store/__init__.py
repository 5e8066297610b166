"""All SQL: migrations, articles, frontier, search, related, reports.

``Store`` and ``open_store`` are imported when they are first used: whoever only opens the texts of statutes, as a process
that judges does, needs neither search nor copies.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.store.store import Store, open_store

__all__ = ["Store", "open_store"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.store import store

    return getattr(store, name)
