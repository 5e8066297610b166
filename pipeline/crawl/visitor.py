"""One leased page from the network to the store: what is passed over, read twice, asked again about, or given back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace

from pipeline import labels
from pipeline.crawl.events import CrawlOptions
from pipeline.crawl.paging import Paging
from pipeline.crawl.recorder import Progress, Recorder, Tools, utc_now
from pipeline.crawl.soft import SoftPages, impossible
from pipeline.crawl.visit import Visit, visit
from pipeline.models import Failure, Hint, NotModified, Page, Record, Validators
from pipeline.moments import day_in_china
from pipeline.site import Settings, Site
from pipeline.store.leasing import Leased

HOST_TROUBLE = frozenset({"host_paused", "robots_unreachable"})  # says nothing of the page: it keeps its turn


class Visitor:
    """``await visitor(leased)``. ``hold_off`` is told how long the host is not to be asked."""

    def __init__(
        self,
        site: Site,
        settings: Settings,
        tools: Tools,
        options: CrawlOptions,
        progress: Progress,
        owner: str,
        hold_off: Callable[[float], None],
    ) -> None:
        self._site, self._settings, self._tools, self._options = site, settings, tools, options
        self._writer, self._store = tools.writer, tools.writer.store
        self._progress, self._owner, self._hold_off = progress, owner, hold_off
        self._soft, self._probing = SoftPages(), asyncio.Lock()
        self._paging = Paging(site.discover.max_list_pages, options.since)
        self._recorder = Recorder(site, settings, tools, progress, self._paging, options.since)

    async def __call__(self, leased: Leased) -> None:
        """One page from lease to commit. What ``since`` leaves out stays leased, and goes back at the end of the run."""
        if self._paging.left(leased.url) or self._before(leased.hint):
            self._progress.tally.older += leased.kind == "article"
            return
        if await self._recorder.leave(leased):
            return

        validators = None if self._options.full else leased.validators
        found = await visit(
            leased.url, self._site, self._get, self._tools.workers.examine, hint=leased.hint, validators=validators
        )
        if isinstance(found.answer, Record) and found.page and self._dated_since(leased):
            hint = await self._writer(self._store.frontier.hint, leased.url)
            outcome = await self._tools.workers.examine(found.page, self._site, hint=hint, parts=found.parts)
            found = replace(found, answer=outcome.result)
        if isinstance(found.answer, Failure) and found.answer.reason in HOST_TROUBLE:
            await self._give_back(leased, found.answer)
            return
        if found.page and await self._soft_404(leased.url, found, found.page):
            detail = "和该站点对不存在的网址的回答一样"
            found = Visit(Failure("fetch", "soft_404", leased.url, detail, status=200, kind="message"), found.page)
        self._progress.tally.pages += 1
        self._progress.observed.page(leased.url, found.answer, was_article=leased.article_id is not None)
        await self._recorder.record(leased, found)

    async def _get(self, url: str, validators: Validators | None) -> Page | NotModified | Failure:
        return await self._tools.client.get(url, site=self._site, validators=validators)

    async def _soft_404(self, url: str, found: Visit, page: Page) -> bool:
        """Whether a page is what the site shows under wrong URLs, too; where it was met first, it is taken back."""
        record = found.answer
        if not isinstance(record, Record):
            return self._soft.is_home(url, page)
        if self._soft.known(record):
            return True
        first = self._soft.suspect(url, record)
        if first is None:
            return False
        async with self._probing:  # pages that came at the same time wait for what is found out
            if self._soft.worth_a_probe(record):
                probe = await visit(impossible(url), self._site, self._get, self._tools.workers.examine)
                if self._soft.judge(record, probe.answer):
                    await self._writer(self._store.frontier.disown, first, utc_now())
        return self._soft.known(record)

    def _before(self, hint: Hint | None) -> bool:
        """Whether what was said of a page dates it before ``since``."""
        since, published = self._options.since, hint.published_at if hint else None
        return since is not None and published is not None and day_in_china(published) < since

    def _dated_since(self, leased: Leased) -> bool:
        """Whether another page gave the article a date after this page was leased."""
        return self._paging.dated(leased.url) and not (leased.hint and leased.hint.published_at)

    async def _give_back(self, leased: Leased, trouble: Failure) -> None:
        """The host is not to be asked now: the page keeps its turn; a pause beyond our patience ends the run."""
        wait = trouble.retry_after or 0.0
        await self._writer(self._store.frontier.release, self._owner, utc_now(), [leased])
        if self._progress.ending:
            return
        if 0 < wait <= self._settings.crawl.patience:
            self._hold_off(wait)
            return
        self._progress.ending = "unreachable"
        said = "以后再试" in trouble.detail  # until when, as a pause of the host says
        self._progress.detail = f"{labels.reason(trouble.reason)}：{trouble.detail}" + (
            f"，{wait:.0f} 秒后可再试" if wait and not said else ""
        )
        self._progress.tally.failed += 1
        self._progress.tally.reasons[trouble.reason] += 1
        run_id = self._progress.run_id
        await self._writer(self._store.runs.fail, trouble, utc_now(), site=self._site.name, run_id=run_id)
        self._progress.warn(self._progress.detail)
