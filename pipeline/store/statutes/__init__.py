"""The texts of statutes, in a file of their own beside the database: read from sources, kept, given to judging."""

from __future__ import annotations

from pipeline.store.statutes.texts import StatuteStore, connect_statutes, import_statutes, open_statutes

__all__ = ["StatuteStore", "connect_statutes", "import_statutes", "open_statutes"]
