"""All SQL: migrations, articles, frontier, search, related, reports."""

from __future__ import annotations

from pipeline.store.store import Store, open_store

__all__ = ["Store", "open_store"]
