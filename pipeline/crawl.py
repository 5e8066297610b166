"""frontier → fetch → process → store, for one site or many, until nothing is due, the budget is spent or it is stopped.

Three places work at once: the event loop fetches, processes of their own extract (workers.py), and one thread writes to
the database. Whatever happens to the process, a page is either stored with everything it brought or is still in the
frontier: the two are one transaction.
"""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from pipeline import archive, fetch
from pipeline.events import CrawlOptions, Event, RunSummary
from pipeline.site import Settings, Site
from pipeline.site_run import SiteRun, Tools
from pipeline.workers import Workers
from pipeline.writer import Writer


async def crawl(
    sites: Sequence[Site],
    settings: Settings,
    db: Path,
    archive_dir: Path,
    *,
    options: CrawlOptions | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: asyncio.Event | None = None,
    kind: str = "manual",
) -> list[RunSummary]:
    """Crawl ``sites`` side by side; one summary each, in their order. ``kind`` stands in the row of ``runs``.

    ``stop``, once set, lets the pages in flight finish and leaves the rest in the frontier. Raises PipelineError for
    a broken set-up (database, archive, settings), never for what a site does.
    """
    options = options or CrawlOptions()
    stop = stop or asyncio.Event()
    gate = asyncio.Semaphore(settings.fetch.concurrency)

    async def one(site: Site, tools: Tools) -> RunSummary:
        async with gate:
            return await SiteRun(site, settings, tools, options, on_event, stop, kind).run()

    async with _places(db, archive_dir, settings, options) as (writer, shelf):
        workers = Workers(settings.crawl.workers)
        try:
            async with fetch.Client(settings.fetch) as client:
                tools = Tools(writer, shelf, client, workers)
                async with asyncio.TaskGroup() as group:
                    tasks = [group.create_task(one(site, tools)) for site in sites]
            return [task.result() for task in tasks]
        finally:
            workers.close()


@asynccontextmanager
async def _places(
    db: Path, archive_dir: Path, settings: Settings, options: CrawlOptions
) -> AsyncIterator[tuple[Writer, archive.Archive | None]]:
    """Where the run writes: a dry run into a database that is thrown away, and no archive."""
    if options.dry_run:
        with tempfile.TemporaryDirectory(prefix="debt-articles-") as folder:
            async with Writer(Path(folder) / "dry-run.db") as writer:
                yield writer, None
        return
    db.parent.mkdir(parents=True, exist_ok=True)
    async with Writer(db) as writer:
        if settings.archive.enabled:
            with archive.Archive(archive_dir, settings.archive) as shelf:
                yield writer, shelf
        else:
            yield writer, None
