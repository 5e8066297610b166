"""What came of a page is written down: in the store, in the counts of the run, and to whoever watches."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from pipeline import labels
from pipeline.archive import Archive
from pipeline.crawl.events import Ending, Event, EventKind, Tally
from pipeline.crawl.paging import Paging
from pipeline.crawl.traps import MOST, Traps
from pipeline.crawl.visit import Visit
from pipeline.crawl.watch import Observed
from pipeline.crawl.workers import Workers
from pipeline.crawl.writer import Writer
from pipeline.discover import excluded
from pipeline.fetch import Client
from pipeline.models import Failure, Link, NotModified, Page, PageKind, Record
from pipeline.site import Settings, Site
from pipeline.store import hints
from pipeline.store.articles import Saved
from pipeline.store.leasing import Leased
from pipeline.store.settle import Outcome

WALL_PAUSE = timedelta(days=1)  # a site that shows a wall is left alone for this long
LOCKED_IN_A_ROW = 20  # pages for members only, no article between them: they are the site's, not the page's
DATING = frozenset({"feed", "sitemap"})


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


class Progress:
    """How far a run is, and how it ends."""

    def __init__(self, site: Site, on_event: Callable[[Event], None]) -> None:
        self._site, self._on_event = site, on_event
        self.tally = Tally()
        self.observed = Observed()
        self.warnings: list[str] = []
        self.ending: Ending | None = None  # set: no further page is begun
        self.detail = ""
        self.run_id: int | None = None

    def judge(self) -> None:
        """A run of which no page came to anything has not crawled the site, whatever it says itself."""
        tally = self.tally
        if self.ending is None and tally.pages and tally.failed + tally.gone == tally.pages:
            self.ending = "unreachable"
            reasons = "，".join(f"{labels.reason(reason)} {count} 次" for reason, count in tally.reasons.most_common(3))
            self.detail = f"没有一页可用（{reasons}）" if reasons else "没有一页可用"

    def warn(self, text: str) -> None:
        """A warning for the row of the run, the log and ``status``."""
        self.warnings.append(text)
        self.tell("warning", detail=text)

    def tell(self, kind: EventKind, url: str = "", status: str = "", title: str = "", detail: str = "") -> None:
        """Pass an event on."""
        self._on_event(Event(self._site.name, kind, self.tally, url, status, title, detail))


class Recorder:
    """Writes visits down, each in one transaction with the state of its page and the links on it."""

    def __init__(
        self,
        site: Site,
        settings: Settings,
        tools: Tools,
        progress: Progress,
        paging: Paging,
        since: date | None,
    ) -> None:
        self._site, self._settings, self._tools, self._since = site, settings, tools, since
        self._progress, self._paging = progress, paging
        self._writer, self._store = tools.writer, tools.writer.store
        self.traps = Traps()
        self._locked = 0  # pages for members only since the last article

    async def record(self, leased: Leased, found: Visit) -> None:
        """Store what a visit brought, whatever it is."""
        if isinstance(found.answer, Record) or (isinstance(found.answer, NotModified) and leased.article_id):
            self._locked = 0
        if isinstance(found.answer, Record):
            await self._save(leased, found)
        else:
            await self._note(leased, found)

    async def _save(self, leased: Leased, found: Visit) -> None:
        record, page = found.answer, found.page
        assert isinstance(record, Record)
        assert page is not None
        if found.older_than(self._since):
            self._progress.tally.older += 1  # it stays leased until the end of the run, and is due for the next one
            return
        write = self._writer.patiently if self._tools.workers.busy else self._writer  # with the pages that come next
        saved = await write(
            self._keep,
            found,
            record,
            site=self._site,
            page_url=leased.url,
            fetched_at=page.fetched_at,
            run_id=self._progress.run_id,
            validators=found.validators,
            other_urls=(page.final_url,),
            parts=tuple(url for part in found.parts for url in (part.url, part.final_url)),
            links=self._paging.fresh(found.links),
            depth=leased.depth,
        )
        self.traps.article(leased.url)
        setattr(self._progress.tally, saved.status, getattr(self._progress.tally, saved.status) + 1)
        self._progress.tell("article", leased.url, saved.status, record.article.title)

    def _keep(self, found: Visit, record: Record, **what: Any) -> Saved:
        """Into the archive, then into the store: what the store names is there. In the store's thread."""
        place = self._archive(found.page, found.parts) if found.page and self._tools.archive else None
        return self._store.save(record, warc=place, **what)

    def _archive(self, page: Page, parts: Iterable[Page]) -> tuple[str, int]:
        """With what feeds and lists had said of the article, so that it can be made anew without them."""
        assert self._tools.archive is not None
        hint = hints.to_json(self._store.frontier.hint(page.url))
        place = self._tools.archive.append(replace(page, hint=hint))
        for part in parts:
            self._tools.archive.append(part)
        return place.file, place.offset

    async def _note(self, leased: Leased, found: Visit) -> None:
        """Everything that is no article."""
        answer = found.answer
        assert not isinstance(answer, Record)
        if isinstance(answer, NotModified):
            self._progress.tally.not_modified += 1
            await self._finish(leased, "not_modified", found, changed=False)
            self._progress.tell("page", leased.url, "not_modified")
        elif answer.kind == "wall":
            await self._wall(leased, answer)
        elif answer.reason == "not_article" and answer.kind != "message":
            self._progress.tally.not_article += 1
            await self._finish(leased, "not_article", found, kind=answer.kind, links=self._links(leased, found))
            self._progress.tell("page", leased.url, answer.kind or "other")
        elif answer.status in (404, 410) or answer.reason in ("soft_404", "not_article"):
            self._progress.tally.gone += 1
            self._progress.tally.reasons[answer.reason] += 1
            await self._finish(leased, "gone", found, failure=answer)
            self._progress.tell("failure", leased.url, answer.reason, detail=answer.detail)
        else:
            self._progress.tally.failed += 1
            self._progress.tally.reasons[answer.reason] += 1
            await self._finish(leased, "failed", found, failure=answer, links=self._paging.fresh(found.links))
            self._progress.tell("failure", leased.url, answer.reason, detail=answer.detail)
            self._locked += answer.reason == "wall_login"
            if self._locked == LOCKED_IN_A_ROW:
                await self._leave_alone(answer, f"连续 {self._locked} 页要登录或付费才能看")

    def _links(self, leased: Leased, found: Visit) -> tuple[Link, ...]:
        if leased.kind in DATING:
            return self._paging.fresh(found.links)
        self._progress.observed.listing(leased.url, sum(link.kind == "article" for link in found.links))
        links = self._paging.of_listing(leased.url, found.links)
        if leased.kind not in ("article", "page"):
            return links
        if begin := self.traps.astray(leased.url, links):
            self._progress.warn(
                f"{begin} 这样的网址引出的 {MOST} 个页面里没有一篇文章，其余的不再抓（日历、筛选之类的无底洞？）：{leased.url}"
            )
        return () if self.traps.cut(leased.url) else links

    async def leave(self, leased: Leased) -> bool:
        """Put off a page that is not to be asked for; False where nothing speaks against it.

        It was found in a trap, or is known from before its site's file excluded it.
        """
        pattern = excluded(leased.url, self._site)
        if pattern is not None:
            failure = Failure("discover", "excluded", leased.url, f"discover.exclude_patterns「{pattern}」")
        elif self.traps.holds(leased.url):
            failure = Failure("discover", "trap", leased.url, "所在的页面引不出文章（无底洞）")
        else:
            return False
        await self._finish(leased, "failed", Visit(failure), failure=failure)
        return True

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
            run_id=self._progress.run_id,
            links=tuple(links),
        )

    async def _wall(self, leased: Leased, wall: Failure) -> None:
        """A page that keeps machines out: recorded, the site left alone for a day, never broken."""
        self._progress.tally.failed += 1
        self._progress.tally.reasons[wall.reason] += 1
        await self._finish(leased, "failed", Visit(wall), failure=wall)
        await self._leave_alone(wall, f"{leased.url} 有访问验证（{labels.reason(wall.reason)}）")

    async def _leave_alone(self, wall: Failure, why: str) -> None:
        """No further page of the site, in this run and for a day."""
        await self._writer(self._store.sites.pause, self._site.name, utc_now() + WALL_PAUSE, wall.reason)
        self._progress.warn(f"{why}：该站点暂停一天，不作绕过")
        self._progress.ending = "paused"
        self._progress.detail = f"{labels.reason(wall.reason)} {wall.url}"
