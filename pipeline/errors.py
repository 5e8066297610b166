"""One tree of exceptions, for broken set-ups and bugs. What goes wrong with one page is a value: models.Failure."""

from __future__ import annotations


class PipelineError(Exception):
    """Anything this package raises on purpose; its text is one clear line for a person."""


class ConfigError(PipelineError):
    """A settings or site file is missing, unreadable or wrong; names the file, the key and what is allowed."""


class QueryError(PipelineError):
    """A search query cannot be understood; ``position`` is the offset in it where that shows."""

    def __init__(self, message: str, position: int | None = None) -> None:
        super().__init__(message)
        self.position = position


class StoreError(PipelineError):
    """The database is missing, not ours, newer than this program, or cannot be written."""


class TooSlow(PipelineError):
    """A question to the database took longer than the time that was given."""


class ArchiveError(PipelineError):
    """A WARC file cannot be read or written."""


class InputError(PipelineError):
    """A file or URL given by a person cannot be used."""
