"""What ``status``, ``sites list`` and the other overviews show."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pipeline.models import HostState
from pipeline.store.connection import snapshot
from pipeline.store.frontier import Counts, Frontier
from pipeline.store.hosts import troubled
from pipeline.store.owners import has_died
from pipeline.store.runs import Run, Runs
from pipeline.store.schedulers import Scheduler, Schedulers
from pipeline.store.times import from_text, to_text


@dataclass(frozen=True, slots=True)
class SiteStatus:
    """One site: what is stored of it, and how its last run went."""

    name: str
    base_url: str
    title: str
    platform: str
    enabled: bool
    verified: bool
    pages: Counts
    articles: int
    on_topic: int
    questionable: int  # articles with a questionable citation
    last_run: Run | None
    next_due: datetime | None  # of the next page that waits
    failures: Mapping[str, int]  # of the last run, by reason
    warnings: tuple[str, ...]  # of the last run
    paused_until: datetime | None
    paused_reason: str | None
    held_by: str | None  # who crawls it now
    next_run: datetime | None  # as a running scheduler says
    crawled: int  # pages fetched by all its runs


@dataclass(frozen=True, slots=True)
class Status:
    """The whole collection."""

    path: str
    bytes: int  # the file with its WAL
    articles: int
    on_topic: int
    copies: int  # articles that are a copy of another
    citations: int
    questionable: int  # citations
    laws: int  # cited
    pages: Counts
    sites: tuple[SiteStatus, ...]
    schedulers: tuple[Scheduler, ...]  # that run, or died
    hosts: tuple[HostState, ...]  # that are paused (the breaker is open) or failed last
    last_upkeep: Run | None


class Reports:
    """Overviews; nothing is written."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._frontier = Frontier(connection)
        self._runs = Runs(connection)

    def status(self, now: datetime) -> Status:
        """Everything that ``status`` shows, of one moment."""
        with snapshot(self._connection):
            return self._status(now)

    def _status(self, now: datetime) -> Status:
        sites = self.sites(now)
        path = str(self._connection.execute("PRAGMA database_list").fetchone()[2])
        return Status(
            path=path,
            bytes=sum(os.path.getsize(path + tail) for tail in ("", "-wal") if os.path.exists(path + tail)),
            articles=sum(site.articles for site in sites),
            on_topic=sum(site.on_topic for site in sites),
            copies=self._one("SELECT count(DISTINCT article_id) FROM duplicates WHERE kind <> 'excerpt'"),
            citations=self._one("SELECT count(*) FROM citations"),
            questionable=self._one("SELECT count(*) FROM citations WHERE questionable = 1"),
            laws=self._one("SELECT count(DISTINCT law_id) FROM citations"),
            pages=self._frontier.counts(now=now),
            sites=sites,
            schedulers=Schedulers(self._connection).all(now),
            hosts=tuple(troubled(self._connection, now.timestamp())),
            last_upkeep=next(iter(self._runs.history(None, kind="upkeep", limit=1)), None),
        )

    def sites(self, now: datetime) -> tuple[SiteStatus, ...]:
        """Every site that the database knows, by name."""
        articles = {
            row["site"]: row
            for row in self._connection.execute(
                "SELECT site, count(*) AS articles, sum(on_topic) AS on_topic FROM articles GROUP BY site"
            )
        }
        questionable = dict(
            tuple(row)
            for row in self._connection.execute(
                "SELECT site, count(*) FROM articles WHERE id IN (SELECT article_id FROM citations WHERE questionable = 1)"
                " GROUP BY site"
            )
        )
        plan: dict[str, datetime] = {}
        for scheduler in reversed(Schedulers(self._connection).all(now)):
            plan |= scheduler.next_runs if scheduler.alive else {}
        rows = self._connection.execute("SELECT * FROM sites ORDER BY name").fetchall()
        return tuple(
            self._site(row, articles.get(row["name"]), questionable.get(row["name"], 0), plan.get(row["name"]), now)
            for row in rows
        )

    def questionable(self, limit: int = 20, *, site: str | None = None) -> list[dict[str, Any]]:
        """The questionable citations of the latest articles, as rows of the view ``questionable_citations``."""
        where = "WHERE site = :site" if site else ""
        rows = self._connection.execute(
            f"SELECT * FROM questionable_citations {where} ORDER BY article_id DESC, citation_id LIMIT :limit",
            {"site": site, "limit": limit},
        )
        return [dict(row) for row in rows]

    def overview(self, limit: int = 20, *, site: str | None = None) -> list[dict[str, Any]]:
        """The latest articles, as rows of the view ``article_overview``."""
        where = "WHERE site = :site" if site else ""
        rows = self._connection.execute(
            f"SELECT * FROM article_overview {where} ORDER BY id DESC LIMIT :limit", {"site": site, "limit": limit}
        )
        return [dict(row) for row in rows]

    def _site(
        self,
        row: sqlite3.Row,
        articles: sqlite3.Row | None,
        questionable: int,
        next_run: datetime | None,
        now: datetime,
    ) -> SiteStatus:
        name = row["name"]
        run = next(iter(self._runs.history(name, limit=1)), None)
        return SiteStatus(
            name=name,
            base_url=row["base_url"],
            title=row["title"],
            platform=row["platform"],
            enabled=bool(row["enabled"]),
            verified=bool(row["verified"]),
            pages=self._frontier.counts(name, now=now),
            articles=articles["articles"] if articles else 0,
            on_topic=articles["on_topic"] if articles else 0,
            questionable=questionable,
            last_run=run,
            next_due=self._frontier.next_due(site=name),
            failures=self._runs.failures(run.id) if run else {},
            warnings=run.warnings if run else (),
            paused_until=_future(row["paused_until"], now),
            paused_reason=row["paused_reason"] if _future(row["paused_until"], now) else None,
            held_by=row["held_by"] if _future(row["held_until"], now) and not has_died(row["held_by"]) else None,
            next_run=next_run,
            crawled=self._one("SELECT coalesce(sum(pages), 0) FROM runs WHERE site = ? AND kind = 'crawl'", name),
        )

    def _one(self, query: str, *values: object) -> int:
        return int(self._connection.execute(query, values).fetchone()[0])


def _future(text: str | None, now: datetime) -> datetime | None:
    return from_text(text) if text and text > to_text(now) else None
