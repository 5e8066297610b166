"""What a crawl tells while it runs, and what it says at the end: values for progress displays, logs and tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Literal

EventKind = Literal["begin", "page", "article", "failure", "warning", "waiting", "end"]
Ending = Literal["finished", "budget", "stopped", "quiet", "paused", "held", "unreachable", "failed"]


@dataclass(frozen=True, slots=True)
class CrawlOptions:
    """What a manual crawl can ask for."""

    max_pages: int | None = None  # of each site, in this run
    since: date | None = None  # only articles published on or after this day (Asia/Shanghai)
    full: bool = False  # visit everything again
    dry_run: bool = False  # fetch and extract, but write nothing
    until: datetime | None = None  # no page is begun from then on: the quiet hours of a scheduled crawl
    why: str = ""  # what the scheduler began it for: due, missed, unfinished, quiet, retry
    only_due: bool = False  # do not begin with the start pages, feeds and sitemaps; only what is due


@dataclass(slots=True)
class Tally:
    """Counts of one site's run, so far."""

    pages: int = 0  # answers had, of whatever kind
    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0  # new articles that are copies of another one
    older: int = 0  # articles left out by ``since``
    not_modified: int = 0
    not_article: int = 0
    gone: int = 0
    failed: int = 0
    waiting: int = 0  # known, due and not yet fetched
    reasons: Counter[str] = field(default_factory=Counter)  # of the failures

    def counts(self) -> dict[str, int]:
        """All counts by name."""
        return {one.name: getattr(self, one.name) for one in fields(self) if one.name != "reasons"}

    @property
    def articles(self) -> int:
        """Article pages seen."""
        return self.new + self.changed + self.same + self.duplicate


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened. ``tally`` is live: read it at once, do not keep it."""

    site: str
    kind: EventKind
    tally: Tally
    url: str = ""
    status: str = ""  # article: new, changed, same, duplicate; page: its kind; failure: the reason
    title: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class RunSummary:
    """How one site's run went."""

    site: str
    run_id: int | None
    started_at: datetime
    finished_at: datetime
    ending: Ending
    tally: Tally
    warnings: tuple[str, ...] = ()
    detail: str = ""  # why it ended, where that needs words
