"""One run over one site: begin with its start pages, visit what is due, stop for a reason, leave a row in ``runs``."""

from __future__ import annotations

import asyncio
import os
import secrets
import socket
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from pipeline.archive import Archive
from pipeline.events import CrawlOptions, Ending, Event, EventKind, RunSummary, Tally
from pipeline.fetch import Client
from pipeline.models import Failure, Link, LinkKind, NotModified, Page, PageKind, Record, Validators
from pipeline.paging import Paging
from pipeline.site import Settings, Site
from pipeline.store.frontier import Leased
from pipeline.store.runs import RunState
from pipeline.store.settle import Outcome
from pipeline.urls import canonicalize
from pipeline.visit import Visit, visit
from pipeline.watch import HISTORY, Observed, warnings
from pipeline.workers import Workers
from pipeline.writer import Writer

MOST_IDLE = 5  # waits in a row after which nothing could be leased: another crawler, or a clock set back, has the pages
HELD_SECONDS = 120.0  # a crawler that gives no sign of life for this long has lost its site to the next one
WALL_PAUSE = timedelta(days=1)  # a site that shows a wall is left alone for this long
_STATES: dict[Ending, RunState] = {
    "finished": "finished",
    "budget": "finished",
    "stopped": "stopped",
    "paused": "failed",
    "unreachable": "failed",
}
DATING = frozenset({"feed", "sitemap"})
HOST_TROUBLE = frozenset({"host_paused", "robots_unreachable"})  # says nothing of the page: it keeps its turn


@dataclass(frozen=True, slots=True)
class Tools:
    """What the runs of one process share."""

    writer: Writer
    archive: Archive | None
    client: Client
    workers: Workers


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


class SiteRun:
    """The state of one run; ``run()`` once."""

    def __init__(
        self,
        site: Site,
        settings: Settings,
        tools: Tools,
        options: CrawlOptions,
        on_event: Callable[[Event], None],
        stop: asyncio.Event,
        by: str,
    ) -> None:
        self._site, self._settings, self._tools, self._options = site, settings, tools, options
        self._on_event, self._stop, self._by = on_event, stop, by
        self._writer, self._store = tools.writer, tools.writer.store
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"
        self._tally = Tally()
        self._warnings: list[str] = []
        self._ending: Ending | None = None  # set: no further page is begun
        self._detail = ""
        self._run_id: int | None = None
        self._dating = 0  # feeds and sitemaps under way
        self._observed = Observed()
        self._paging = Paging(site.discover.max_list_pages, options.since)

    async def run(self) -> RunSummary:
        """Crawl until nothing is due, the budget is spent, the site is walled or unreachable, or it is stopped."""
        started = utc_now()
        await self._writer(self._store.sites.put, self._site, started)
        if not await self._hold():
            holder = await self._writer(self._store.sites.holder, self._site.name, started)
            detail = f"another crawl has it: {holder[0] if holder else '?'}"
            return RunSummary(self._site.name, None, started, utc_now(), "held", self._tally, (), detail)
        pause = await self._writer(self._store.sites.paused, self._site.name, started)
        if pause:
            await self._writer(self._store.sites.release, self._site.name, self._owner)
            detail = f"{pause[0]}: left alone until {pause[1].isoformat(timespec='minutes')}"
            return RunSummary(self._site.name, None, started, utc_now(), "paused", self._tally, (), detail)
        heart = asyncio.create_task(self._beat())
        try:
            self._run_id = await self._writer(self._store.runs.begin, self._site.name, "crawl", started)
            self._tell("begin")
            await self._seed(started)
            await self._work()
        finally:
            heart.cancel()
            summary = await self._end(started)
        return summary

    # ------------------------------------------------------------------------------------------------- begin and end

    async def _hold(self) -> bool:
        return await self._writer(self._store.sites.hold, self._site.name, self._owner, utc_now(), HELD_SECONDS)

    async def _beat(self) -> None:
        """Keep the site and the leases while the run lives."""
        while True:
            await asyncio.sleep(HELD_SECONDS / 3)
            await self._hold()
            await self._writer(self._store.frontier.extend, self._owner, utc_now(), self._settings.crawl.lease)

    async def _seed(self, now: datetime) -> None:
        """Start pages, sitemaps and feeds are due at the begin of every run."""
        if self._options.full:
            await self._writer(self._store.frontier.revisit_all, now, site=self._site.name)
        if self._options.only_due:
            return
        found = self._site.discover
        places: dict[LinkKind, tuple[str, ...]] = {"feed": found.feeds, "sitemap": found.sitemaps, "list": found.start}
        urls = [(canonicalize(path, self._site.base_url), kind) for kind, paths in places.items() for path in paths]
        links = [Link(url, kind) for url, kind in urls if url]
        await self._writer(self._store.frontier.add, links, site=self._site, now=now, revisit=True)

    async def _end(self, started: datetime) -> RunSummary:
        now = utc_now()
        ending = self._ending or "finished"
        await self._writer(self._store.frontier.release, self._owner, now)
        counts = await self._writer(self._store.frontier.counts, self._site.name, now=now)
        self._tally.waiting = counts.due
        if self._run_id is not None:
            await self._watch()
            await self._writer(
                self._store.runs.finish,
                self._run_id,
                self._tally.counts(),
                now,
                state=_STATES[ending],
                extra={
                    "by": self._by,
                    "ending": ending,
                    "reasons": dict(self._tally.reasons),
                    "observed": self._observed.summary(),
                },
                warnings=self._warnings,
            )
        await self._writer(self._store.sites.release, self._site.name, self._owner)
        self._tell("end", status=ending, detail=self._detail)
        return RunSummary(
            self._site.name, self._run_id, started, now, ending, self._tally, tuple(self._warnings), self._detail
        )

    async def _watch(self) -> None:
        """Hold the run against the site's earlier ones."""
        history = await self._writer(self._store.runs.history, self._site.name, limit=HISTORY + 1)
        seen = [run.extra["observed"] for run in history if run.id != self._run_id and "observed" in run.extra]
        for text in warnings(self._observed, cast(list[Mapping[str, int]], seen)):
            self._warn(text)

    # ------------------------------------------------------------------------------------------------------- the loop

    async def _work(self) -> None:
        """Keep as many visits under way as the site may have, until there is nothing left to do."""
        width = self._width()
        queue: deque[Leased] = deque()
        under_way: set[asyncio.Task[None]] = set()
        idle = 0
        try:
            while True:
                self._look_at_stop()
                if not self._ending and len(queue) < width:
                    queue += await self._lease(width * 4 - len(queue))
                while self._may_begin(queue, len(under_way), width):
                    under_way.add(self._begin(queue.popleft()))
                if not under_way:
                    idle += 1
                    if self._ending or idle > MOST_IDLE or not await self._wait_for_retries():
                        return
                    continue
                idle = 0
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    task.result()  # a bug or a broken set-up ends the run
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    def _may_begin(self, queue: deque[Leased], under_way: int, width: int) -> bool:
        """Whether the next page may be begun. Feeds and sitemaps come first and are waited for: they date the rest."""
        if not queue or under_way >= width or self._ending:
            return False
        if queue[0].kind not in DATING and self._dating:
            return False
        return self._within_budget(under_way)

    def _begin(self, leased: Leased) -> asyncio.Task[None]:
        task = asyncio.create_task(self._visit(leased))
        if leased.kind in DATING:
            self._dating += 1
            task.add_done_callback(self._dated)
        return task

    def _dated(self, task: asyncio.Task[None]) -> None:
        self._dating -= 1

    def _width(self) -> int:
        own = self._site.politeness.concurrency
        fetch = self._settings.fetch
        return own or (fetch.concurrency if self._site.allow_private else fetch.host_concurrency)

    def _look_at_stop(self) -> None:
        if self._stop.is_set() and not self._ending:
            self._ending = "stopped"

    def _within_budget(self, under_way: int) -> bool:
        budget = min(
            self._options.max_pages or self._settings.crawl.max_pages,
            self._site.max_pages or self._settings.crawl.max_pages,
        )
        if self._tally.pages + under_way < budget:
            return True
        if not under_way:
            self._ending = "budget"
        return False

    async def _lease(self, limit: int) -> list[Leased]:
        return await self._writer(
            self._store.frontier.lease,
            utc_now(),
            owner=self._owner,
            limit=limit,
            seconds=self._settings.crawl.lease,
            site=self._site.name,
        )

    async def _wait_for_retries(self) -> bool:
        """Sleep until the next page is due if that is soon; False where nothing more is to come in this run."""
        due = await self._writer(self._store.frontier.next_due, site=self._site.name)
        wait = (due - utc_now()).total_seconds() if due else None
        if wait is None or wait > self._settings.crawl.patience:
            return False
        self._tell("waiting", detail=f"{max(wait, 0):.0f}")
        try:
            await asyncio.wait_for(self._stop.wait(), max(wait, 0.05))
        except TimeoutError:
            return True
        return True

    # --------------------------------------------------------------------------------------------------- one page

    async def _visit(self, leased: Leased) -> None:
        """One page from lease to commit."""

        async def get(url: str, validators: Validators | None) -> Page | NotModified | Failure:
            return await self._tools.client.get(url, site=self._site, validators=validators)

        validators = None if self._options.full else leased.validators
        found = await visit(
            leased.url, self._site, get, self._tools.workers.examine, hint=leased.hint, validators=validators
        )
        if isinstance(found.answer, Record) and found.page and self._dated_since(leased):
            hint = await self._writer(self._store.frontier.hint, leased.url)
            outcome = await self._tools.workers.examine(found.page, self._site, hint=hint, parts=found.parts)
            found = replace(found, answer=outcome.result)
        if isinstance(found.answer, Failure) and found.answer.reason in HOST_TROUBLE:
            await self._give_back(leased, found.answer)
            return
        self._tally.pages += 1
        self._observed.page(leased.url, found.answer)
        if isinstance(found.answer, Record):
            await self._save(leased, found)
        else:
            await self._note(leased, found)

    def _dated_since(self, leased: Leased) -> bool:
        """Whether another page gave the article a date after this page was leased."""
        return leased.url in self._paging.dated and not (leased.hint and leased.hint.published_at)

    async def _save(self, leased: Leased, found: Visit) -> None:
        record, page = found.answer, found.page
        assert isinstance(record, Record)
        assert page is not None
        if found.older_than(self._options.since):
            self._tally.older += 1
            await self._finish(leased, "not_article", found, kind="article", changed=False)
            return
        place = await asyncio.to_thread(self._archive, page, found.parts) if self._tools.archive else None
        saved = await self._writer(
            self._store.save,
            record,
            site=self._site,
            page_url=leased.url,
            fetched_at=page.fetched_at,
            warc=place,
            run_id=self._run_id,
            validators=found.validators,
            other_urls=(page.final_url, *(url for part in found.parts for url in (part.url, part.final_url))),
            links=self._paging.fresh(found.links),
            depth=leased.depth,
        )
        setattr(self._tally, saved.status, getattr(self._tally, saved.status) + 1)
        self._tell("article", leased.url, saved.status, record.article.title)

    def _archive(self, page: Page, parts: Iterable[Page]) -> tuple[str, int]:
        assert self._tools.archive is not None
        place = self._tools.archive.append(page)
        for part in parts:
            self._tools.archive.append(part)
        return place.file, place.offset

    async def _note(self, leased: Leased, found: Visit) -> None:
        """Everything that is no article."""
        answer = found.answer
        assert not isinstance(answer, Record)
        if isinstance(answer, NotModified):
            self._tally.not_modified += 1
            await self._finish(leased, "not_modified", found, changed=False)
            self._tell("page", leased.url, "not_modified")
        elif answer.kind == "wall":
            await self._wall(leased, answer)
        elif answer.reason == "not_article" and answer.kind != "message":
            self._tally.not_article += 1
            await self._finish(leased, "not_article", found, kind=answer.kind, links=self._links(leased, found))
            self._tell("page", leased.url, answer.kind or "other")
        elif answer.status in (404, 410) or answer.reason in ("soft_404", "not_article"):
            self._tally.gone += 1
            await self._finish(leased, "gone", found, failure=answer)
            self._tell("failure", leased.url, answer.reason, detail=answer.detail)
        else:
            self._tally.failed += 1
            self._tally.reasons[answer.reason] += 1
            await self._finish(leased, "failed", found, failure=answer, links=self._paging.fresh(found.links))
            self._tell("failure", leased.url, answer.reason, detail=answer.detail)

    def _links(self, leased: Leased, found: Visit) -> tuple[Link, ...]:
        if leased.kind in DATING:
            return self._paging.fresh(found.links)
        self._observed.listing(leased.url, sum(link.kind == "article" for link in found.links))
        return self._paging.of_listing(leased.url, found.links)

    async def _finish(
        self,
        leased: Leased,
        outcome: Outcome,
        found: Visit,
        *,
        kind: PageKind | None = None,
        changed: bool | None = None,
        failure: Failure | None = None,
        links: Iterable[Link] = (),
    ) -> None:
        await self._writer(
            self._store.frontier.finish,
            leased,
            outcome,
            utc_now(),
            kind=kind,
            changed=changed,
            failure=failure,
            validators=found.validators,
            max_attempts=self._settings.fetch.max_attempts,
            run_id=self._run_id,
            links=tuple(links),
        )

    async def _wall(self, leased: Leased, wall: Failure) -> None:
        """A page that keeps machines out: recorded, the site left alone for a day, never broken."""
        self._tally.failed += 1
        self._tally.reasons[wall.reason] += 1
        await self._finish(leased, "failed", Visit(wall), failure=wall)
        await self._writer(self._store.sites.pause, self._site.name, utc_now() + WALL_PAUSE, wall.reason)
        self._warn(f"{wall.reason} at {leased.url}: the site is left alone for a day")
        self._ending = "paused"
        self._detail = f"{wall.reason} at {leased.url}"

    async def _give_back(self, leased: Leased, trouble: Failure) -> None:
        """The host is not to be asked now: the page keeps its turn; a long pause ends the run."""
        wait = trouble.retry_after or 0.0
        await self._writer(self._store.frontier.release, self._owner, utc_now(), [leased])
        if self._ending:
            return
        self._ending = "unreachable"
        self._detail = f"{trouble.reason}: {trouble.detail}" + (f", again in {wait:.0f} s" if wait else "")
        self._tally.reasons[trouble.reason] += 1
        self._warn(self._detail)

    # ------------------------------------------------------------------------------------------------------- telling

    def _warn(self, text: str) -> None:
        self._warnings.append(text)
        self._tell("warning", detail=text)

    def _tell(self, kind: EventKind, url: str = "", status: str = "", title: str = "", detail: str = "") -> None:
        self._on_event(Event(self._site.name, kind, self._tally, url, status, title, detail))
