"""Articles from WARC files instead of the network: our own archive after the program got better, or another crawler's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from pipeline import archive
from pipeline.crawl.visit import MAX_PARTS
from pipeline.models import Failure, Hint, Page, Record
from pipeline.process import process
from pipeline.site import Site
from pipeline.store import Store, hints
from pipeline.urls import canonicalize, same_site

NO_ARTICLE = frozenset({"not_article", "not_text"})  # other crawlers keep images, styles and scripts too


@dataclass(slots=True)
class Rebuilt:
    """What a reprocessing came to."""

    pages: int = 0
    new: int = 0
    changed: int = 0
    same: int = 0
    duplicate: int = 0
    not_article: int = 0
    failed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def articles(self) -> int:
        """Article pages read."""
        return self.new + self.changed + self.same + self.duplicate


@dataclass(slots=True)
class _Open:
    """An article that goes on in a page not met yet."""

    page: Page
    parts: tuple[Page, ...]
    record: Record


def archive_files(directory: Path) -> list[Path]:
    """The WARC files of an archive folder, oldest first (their names begin with the time)."""
    return sorted([*directory.glob("*.warc.gz"), *directory.glob("*.warc")])


def files_of(store: Store, directory: Path) -> list[Path]:
    """The WARC files of a database: those of its folder, and those in the ``archive`` beside it that its pages name (every
    database of a folder once wrote there)."""
    own, shared = archive_files(directory), directory.parent / "archive"
    if shared.resolve() == directory.resolve() or not shared.is_dir():
        return own
    named = store.frontier.warc_files()
    return sorted([*own, *(path for path in archive_files(shared) if path.name in named)], key=lambda path: path.name)


def reprocess(
    store: Store,
    files: Sequence[Path],
    sites: Sequence[Site] = (),
    *,
    rebuilt: bool = True,
    on_page: Callable[[Page, str], None] = lambda page, status: None,
    on_failure: Callable[[Failure], None] = lambda failure: None,
) -> Rebuilt:
    """Read every page of the files, oldest first, and save the articles; nothing is fetched.

    ``rebuilt``: these pages were stored before, so a difference is the program's, not the site's, and makes no
    revision; False takes them as news (``import`` of a WARC). Pages of no known site are stored under their host.
    Raises ArchiveError for a file that is missing or no WARC; what is damaged inside is counted and passed over, and so
    are pages that cannot be used: ``on_failure`` hears of each (its ``url``: the page, or file:byte of the record).
    """
    tally = Rebuilt()

    def failed(failure: Failure) -> None:
        tally.failed += 1
        tally.reasons[failure.reason] += 1
        on_failure(failure)

    store.sync_laws()
    payloads = archive.Payloads()
    for path in files:
        for page, found in _articles(archive.read(path, damaged=failed, payloads=payloads), store, sites):
            tally.pages += 1
            if isinstance(found[0], Failure) and found[0].reason not in NO_ARTICLE:
                failed(found[0])
            status = _save(store, page, found, _site_of(page, sites), rebuilt, tally)
            on_page(page, status)
    return tally


def _articles(
    pages: Iterator[Page], store: Store, sites: Sequence[Site]
) -> Iterator[tuple[Page, tuple[Record | Failure, tuple[Page, ...]]]]:
    """Each page with what it came to. The further pages of an article, which follow it in the file, are joined to it."""
    waiting: dict[str, _Open] = {}
    library = store.library
    for page in pages:
        begun = waiting.pop(canonicalize(page.final_url) or page.final_url, None)
        first, parts = (begun.page, (*begun.parts, page)) if begun else (page, ())
        hint = hints.merge(store.frontier.hint(first.url), _hint_of(first))
        found = process(first, _site_of(first, sites), hint=hint, parts=parts, library=library)
        if isinstance(found, Record) and found.next_part and len(parts) < MAX_PARTS:
            waiting[found.next_part] = _Open(first, parts, found)
        else:
            yield first, (found, parts)
    for one in waiting.values():
        yield one.page, (one.record, one.parts)


def _save(
    store: Store,
    page: Page,
    found: tuple[Record | Failure, tuple[Page, ...]],
    site: Site | None,
    rebuilt: bool,
    tally: Rebuilt,
) -> str:
    result, parts = found
    if isinstance(result, Failure):
        tally.not_article += result.reason in NO_ARTICLE
        return result.reason
    saved = store.save(
        result,
        site=site,
        page_url=page.url,
        fetched_at=page.fetched_at,
        other_urls=(page.final_url,),
        parts=tuple(url for part in parts for url in (part.url, part.final_url)),
        rebuilt=rebuilt,
    )
    setattr(tally, saved.status, getattr(tally, saved.status) + 1)
    return saved.status


def _hint_of(page: Page) -> Hint | None:
    """What was known of a page before it was fetched, as our archive keeps it; what is not so is no hint."""
    try:
        hint = hints.from_json(page.hint)
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return hint if hint is None or hint.source in hints.TRUST else None


def _site_of(page: Page, sites: Sequence[Site]) -> Site | None:
    return next((site for site in sites if same_site(page.final_url, site.base_url)), None)
