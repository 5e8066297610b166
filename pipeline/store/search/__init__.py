"""The query language, and what it finds: candidates, ranking, snippets, suggestions, facets."""

from __future__ import annotations

from pipeline.store.search.find import Hit, Results, find, literally, search

__all__ = ["Hit", "Results", "find", "literally", "search"]
