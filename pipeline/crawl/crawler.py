"""What the crawls of one process share, and the call that crawls sites side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from pipeline import archive, fetch, memory
from pipeline.crawl.events import CrawlOptions, Event, RunSummary
from pipeline.crawl.recorder import Tools
from pipeline.crawl.run import SiteRun
from pipeline.crawl.workers import Workers
from pipeline.crawl.writer import Writer
from pipeline.launch import Launched
from pipeline.laws import Shelf
from pipeline.site import Settings, Site
from pipeline.store import Store, open_store
from pipeline.store.aside import copy_aside, shelf_aside
from pipeline.store.hosts import SharedHosts
from pipeline.store.library import shelf_beside

T = TypeVar("T")

LINKED_AT_ONCE = 500  # articles whose related ones are looked for before a stop is looked at again
LINKING_CACHE = 4 * 1024  # KiB of pages kept meanwhile: with six times as much it is no quicker
TIDY_SECONDS = 60.0  # between two times that free memory goes back to the system (it takes 50 ms)


class Crawler:
    """What crawls of one process share: ``async with Crawler(settings, db, archive_dir) as crawler``.

    The database (made if it is missing), the archive, the network client with its robots.txt cache and host states, and
    the extracting processes. ``dry_run`` writes into a database that is thrown away, and no archive. ``stop``, once
    set, lets the pages in flight finish and leaves the rest in the frontier. ``shelf``: what citations are judged by.
    ``launched``: extracting processes that were started already.
    """

    def __init__(
        self,
        settings: Settings,
        db: Path,
        archive_dir: Path,
        *,
        on_event: Callable[[Event], None] = lambda event: None,
        stop: asyncio.Event | None = None,
        dry_run: bool = False,
        shelf: Shelf | None = None,
        launched: Iterable[Launched] = (),
    ) -> None:
        self._settings, self._db, self._archive_dir = settings, db, archive_dir
        self._shelf = shelf or shelf_beside(db)
        self._on_event, self._stop, self._dry_run = on_event, stop or asyncio.Event(), dry_run
        self._launched = launched
        self._gate = asyncio.Semaphore(settings.fetch.concurrency)
        self._linking = asyncio.Lock()
        self._open = AsyncExitStack()
        self._tools: Tools

    async def __aenter__(self) -> Crawler:
        async with AsyncExitStack() as opening:
            if self._dry_run:
                folder = Path(opening.enter_context(TemporaryDirectory(prefix="debt-articles-")))
                self._shelf = await asyncio.to_thread(shelf_aside, self._shelf, folder)
                if self._db.exists():  # what is known, paused or held counts for a dry run too
                    await asyncio.to_thread(copy_aside, self._db, folder / "dry-run.db")
                self._db = folder / "dry-run.db"
            else:
                self._db.parent.mkdir(parents=True, exist_ok=True)
            writer = await opening.enter_async_context(Writer(self._db))
            writer.store.shelf = self._shelf
            await writer(writer.store.sync_laws)
            kept = None
            if self._settings.archive.enabled and not self._dry_run:
                kept = opening.enter_context(archive.Archive(self._archive_dir, self._settings.archive))
            workers = Workers(self._settings.crawl.workers, self._shelf, self._launched)
            opening.push_async_callback(workers.aclose)
            hosts = opening.enter_context(SharedHosts(self._db))
            client = await opening.enter_async_context(fetch.Client(self._settings.fetch, hosts=hosts))
            self._tools = Tools(writer, kept, client, workers)
            opening.callback(asyncio.create_task(_tidy()).cancel)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *error: object) -> None:
        await self._open.aclose()

    async def run(self, site: Site, options: CrawlOptions | None = None, *, by: str = "manual") -> RunSummary:
        """Crawl one site; ``by`` (who asked for it) stands in the row of ``runs``. Raises PipelineError for a broken set-up (database,
        archive, settings), never for what a site does. As many sites run at once as requests may.
        """
        async with self._gate:
            summary = await SiteRun(
                site, self._settings, self._tools, options or CrawlOptions(), self._on_event, self._stop, by
            ).run()
        if summary.tally.new or summary.tally.changed or summary.tally.duplicate:
            await self._link()
        return summary

    async def _link(self) -> None:
        """Find the related articles of what is new, in a thread and connection of its own: pages go on being stored.
        What a stop leaves is done after the next run.
        """

        def some() -> bool:
            """Whether there may be more; what other sites store meanwhile is linked when they are done."""
            with open_store(self._db, read_only=False) as store:
                store.connection.execute(f"PRAGMA cache_size = -{LINKING_CACHE}")
                waiting = store.unlinked(LINKED_AT_ONCE)
                store.link_related(waiting)
            memory.give_back()
            return len(waiting) == LINKED_AT_ONCE

        async with self._linking:
            while not self._stop.is_set() and await asyncio.to_thread(some):
                pass

    @property
    def settings(self) -> Settings:
        """What its runs go by."""
        return self._settings

    @property
    def shelf(self) -> Shelf:
        """What citations are judged by in its runs."""
        return self._shelf

    async def ask(self, question: Callable[[Store], T]) -> T:
        """Put a question to the store, in the thread that writes."""
        return await self._tools.writer(question, self._tools.writer.store)


async def _tidy() -> None:
    """For crawls that go on for weeks: what a page needed for a moment is not kept in pieces."""
    while True:
        await asyncio.sleep(TIDY_SECONDS)
        await asyncio.to_thread(memory.give_back)


async def crawl(
    sites: Sequence[Site],
    settings: Settings,
    db: Path,
    archive_dir: Path,
    *,
    options: CrawlOptions | None = None,
    on_event: Callable[[Event], None] = lambda event: None,
    stop: asyncio.Event | None = None,
    by: str = "manual",
    shelf: Shelf | None = None,
    launched: Iterable[Launched] = (),
) -> list[RunSummary]:
    """Crawl ``sites`` side by side with a Crawler of their own; one summary each, in their order."""
    options = options or CrawlOptions()
    crawler = Crawler(
        settings, db, archive_dir, on_event=on_event, stop=stop, dry_run=options.dry_run, shelf=shelf, launched=launched
    )
    async with crawler:
        tasks = [asyncio.ensure_future(crawler.run(site, options, by=by)) for site in sites]
        try:
            ended = await asyncio.gather(*tasks, return_exceptions=True)  # one site's trouble does not end the others
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for one in ended:
            if isinstance(one, BaseException):
                raise one
        return [one for one in ended if not isinstance(one, BaseException)]
