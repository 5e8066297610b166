"""One page's walk over the network and through extraction, with the further pages of the same article."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from pipeline.models import Failure, Hint, Link, NotModified, Outcome, Page, Record, Validators
from pipeline.moments import day_in_china
from pipeline.site import Site
from pipeline.urls import same_site

MAX_PARTS = 60  # pages of one article; a «next page» that never ends is no article

Get = Callable[[str, Validators | None], Awaitable[Page | NotModified | Failure]]


class Examine(Protocol):
    """As process.examine, awaited."""

    async def __call__(self, page: Page, site: Site, *, hint: Hint | None, parts: tuple[Page, ...]) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class Visit:
    """What one visit brought. ``page`` is None where none was had; ``parts`` are the article's further pages."""

    answer: NotModified | Failure | Record
    page: Page | None = None
    parts: tuple[Page, ...] = ()
    links: tuple[Link, ...] = ()

    @property
    def validators(self) -> Validators | None:
        """What to ask the server with the next time."""
        if self.page is None:
            return None
        return Validators(self.page.header("etag"), self.page.header("last-modified"))

    def older_than(self, since: date | None) -> bool:
        """Whether this is an article that was published before a day."""
        if since is None or not isinstance(self.answer, Record):
            return False
        published = self.answer.article.published_at
        return published is not None and day_in_china(published) < since


async def visit(
    url: str, site: Site, get: Get, examine: Examine, *, hint: Hint | None = None, validators: Validators | None = None
) -> Visit:
    """Fetch and extract one URL; what goes wrong with the page comes back as its answer.

    A part of an article that cannot be had now but may be later makes the whole visit fail, to be tried again; one
    that is missing for good is left out, with a warning in the article.
    """
    page = await get(url, validators)
    if not isinstance(page, Page):
        return Visit(page)
    if not same_site(page.final_url, site.base_url):
        return Visit(Failure("fetch", "redirect_off_site", url, f"跳转到 {page.final_url}"), page)
    outcome = await examine(page, site, hint=hint, parts=())
    links = tuple(link for link in outcome.links if link.kind != "part")
    parts: tuple[Page, ...] = ()
    while isinstance(outcome.result, Record) and (further := outcome.result.next_part) and len(parts) < MAX_PARTS:
        part = await get(further, None)
        if isinstance(part, Failure) and part.retry:
            return Visit(part, page, parts, links)
        if not isinstance(part, Page):
            return Visit(_incomplete(outcome.result, further), page, parts, links)
        parts += (part,)
        outcome = await examine(page, site, hint=hint, parts=parts)
    return Visit(outcome.result, page, parts, links)


def _incomplete(record: Record, missing: str) -> Record:
    """The record with a warning that a part of its article could not be had."""
    article = record.article
    return replace(
        record, article=replace(article, warnings=(*article.warnings, f"a further page is missing: {missing}"))
    )
