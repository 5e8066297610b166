"""Collects Chinese debt-collection articles, checks the laws they cite, and finds the copies.

    from pipeline import process_html, find_citations, check_citations, open_store

Each name is imported when it is first used, so that a command that only queries starts at once.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.laws import find_citations
    from pipeline.process import check_citations, process_html
    from pipeline.store import open_store

__all__ = ["check_citations", "find_citations", "open_store", "process_html"]

_WHERE = {
    "check_citations": ("pipeline.process", "check_citations"),
    "find_citations": ("pipeline.laws", "find_citations"),
    "open_store": ("pipeline.store", "open_store"),
    "process_html": ("pipeline.process", "process_html"),
}


def __getattr__(name: str) -> Any:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)
