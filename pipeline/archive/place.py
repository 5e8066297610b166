"""Where a record is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WarcPlace:
    """A record: name of a file in the archive's folder, and the byte its gzip member begins at."""

    file: str
    offset: int
