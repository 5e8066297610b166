"""Copies in the database: kept as articles come and go, and read."""

from __future__ import annotations

from pipeline.store.duplicates.placing import catch_up, place, rebuild, remove
from pipeline.store.duplicates.reading import Copy, Group, Shares, groups, of, shares

__all__ = ["Copy", "Group", "Shares", "catch_up", "groups", "of", "place", "rebuild", "remove", "shares"]
