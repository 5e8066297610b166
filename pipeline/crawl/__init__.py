"""frontier → fetch → process → store, for one site or many, until nothing is due, the budget is spent or it is stopped.

Three places work at once: the event loop fetches, processes of their own extract (workers.py), and one thread writes to
the database (writer.py). Whatever happens to the process, a page is either stored with everything it brought or is still
in the frontier: the two are one transaction.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.crawl.crawler import Crawler, crawl

__all__ = ["Crawler", "crawl"]


def __getattr__(name: str) -> Any:
    """Both are imported when they are first used: what a crawl can be asked for (events.py) is known without them."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline.crawl import crawler

    return getattr(crawler, name)
