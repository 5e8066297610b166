"""The facade: one open database and everything that can be done with it."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from pipeline.laws import Library, Shelf
from pipeline.models import Failure, Link, Record, Validators
from pipeline.site import Site
from pipeline.store import connection, detail, duplicates, export, rejudge, related, save, search, trends, upkeep
from pipeline.store.alerts import Alerts
from pipeline.store.articles import Saved
from pipeline.store.detail import CopyOf, StoredArticle
from pipeline.store.duplicates import Group, Shares
from pipeline.store.frontier import Frontier
from pipeline.store.laws import Laws
from pipeline.store.library import open_library, shelf_beside
from pipeline.store.reading import Reading
from pipeline.store.related import Related
from pipeline.store.reports import Reports
from pipeline.store.runs import Runs
from pipeline.store.schedulers import Schedulers
from pipeline.store.search import Hit, Results, folding
from pipeline.store.sites import Sites

if TYPE_CHECKING:
    from pipeline.store.importing import Imported


def open_store(
    path: str | os.PathLike[str],
    *,
    read_only: bool = True,
    shelf: Shelf | None = None,
    older: bool = False,
    untouched: bool = False,
) -> Store:
    """The database at ``path``; for writing it is made or brought up to date. Use it in a ``with`` statement.

    ``shelf``: what citations are judged by; by default the package's registry and the statutes beside the database.
    ``older``: for reading, a schema that is not up to date is taken as it is, which is enough to copy it.
    ``untouched``: for reading, nothing is made beside the file; nobody may write in it meanwhile.
    Raises StoreError with one clear line: no such file, not ours, newer than this program, no permission.
    """
    return Store(
        connection.connect(path, read_only=read_only, older=older, untouched=untouched),
        shelf or shelf_beside(Path(path)),
    )


class Store:
    """One open database; used by one thread at a time. Moments in time are arguments, as everywhere."""

    def __init__(self, opened: sqlite3.Connection, shelf: Shelf | None = None) -> None:
        self.connection = opened
        self.alerts = Alerts(opened)
        self.shelf = shelf or Shelf()
        self.frontier = Frontier(opened)
        self.laws = Laws(opened)
        self.reading = Reading(opened)
        self.reports = Reports(opened)
        self.runs = Runs(opened)
        self.schedulers = Schedulers(opened)
        self.sites = Sites(opened)

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the file. What was not committed is rolled back."""
        self.connection.close()

    @property
    def library(self) -> Library:
        """What citations are judged by: opened when first asked for, and anew after an import of statutes."""
        return open_library(self.shelf)

    def transaction(self) -> AbstractContextManager[None]:
        """Several writes as one: all or nothing, and one commit for all of them."""
        return connection.transaction(self.connection)

    # ------------------------------------------------------------------------------------------------------- writing

    def save(
        self,
        record: Record,
        *,
        site: Site | str | None,
        page_url: str,
        fetched_at: datetime,
        warc: tuple[str, int] | None = None,
        run_id: int | None = None,
        validators: Validators | None = None,
        other_urls: tuple[str, ...] = (),
        parts: tuple[str, ...] = (),
        links: Iterable[Link] = (),
        depth: int = 0,
        rebuilt: bool = False,
    ) -> Saved:
        """Store an article page: text, revision, citations, copies, its page's state and the links on it, all or nothing.

        ``page_url`` is what was leased; ``other_urls`` are further ones that gave this text (redirects); ``parts`` are
        the further pages of the article, which are never visited by themselves.
        Whether it changed is judged by title and body alone. ``warc`` is (file, offset), ``depth`` that of the page.
        ``rebuilt``: the same bytes read again (reprocess), so that a difference is no change of the site.
        """
        return save.save(
            self.connection,
            record,
            site=site,
            page_url=page_url,
            fetched_at=fetched_at,
            warc=warc,
            run_id=run_id,
            validators=validators,
            other_urls=other_urls,
            parts=parts,
            found=links,
            depth=depth,
            rebuilt=rebuilt,
        )

    def import_articles(
        self, rows: Iterable[Mapping[str, Any] | str | bytes], *, now: datetime | None = None
    ) -> Imported:
        """Store articles from elsewhere (``url, title, body``, optional ``published_at, author, site, category, tags``
        and what else of an article ``store.incoming`` names).

        Rows are mappings or lines of JSON. A wrong row is reported with its line and key (also in ``failures``), and
        the rest goes on. ``now`` (default: the present) is when they count as seen.
        """
        from pipeline.store import importing  # brings the whole processing along, which a query does not need

        moment = now or datetime.now(UTC)
        run_id = self.runs.begin(None, "import", moment)
        try:
            result = importing.import_rows(self.connection, rows, now=moment, library=self.library)
        except BaseException:
            self.runs.finish(run_id, {}, moment, state="failed")
            raise
        self.link_related(result.changed_ids)
        for error in result.bad:
            reason = f"第 {error.line} 行" + (f"，{error.key}" if error.key else "")
            failure = Failure("store", "bad_row", reason, error.message)
            self.runs.fail(failure, moment, site=None, run_id=run_id)
        counts = {name: getattr(result, name) for name in ("new", "changed", "same", "duplicate")}
        self.runs.finish(run_id, {**counts, "failed": len(result.bad)}, now or datetime.now(UTC))
        return result

    def unlinked(self, limit: int) -> list[int]:
        """Ids of up to ``limit`` articles whose related ones have not been looked for yet, the oldest first."""
        return related.unlinked(self.connection, limit)

    def link_related(self, article_ids: Iterable[int] | None = None) -> int:
        """Find related articles for those given, or for all that have none yet; returns how many were done.

        To be called with many at once: at the end of a crawl or an import.
        """
        return related.link(self.connection, article_ids)

    # ------------------------------------------------------------------------------------------------------- reading

    def article_id(self, id_or_url: int | str) -> int | None:
        """The id of an article by its id (also as digits) or by any URL it was reached by."""
        return detail.find(self.connection, id_or_url)

    def article(self, id_or_url: int | str) -> StoredArticle | None:
        """An article with its citations, copies and revisions, by id or by any URL it was reached by."""
        with connection.snapshot(self.connection):
            return detail.read(self.connection, id_or_url)

    def search(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        include_off_topic: bool = False,
        copies: bool = False,
        semantic: bool = False,
    ) -> list[Hit]:
        """Articles that answer a query, best first, from ``offset``; QueryError, with the place, for one that cannot be
        meant. Copies of one text are folded under the best of them (``Hit.copies``); with ``copies`` each is a hit.
        """
        found = self.find(
            query,
            limit=limit,
            offset=offset,
            include_off_topic=include_off_topic,
            copies=copies,
            fold=not copies,
            semantic=semantic,
        )
        return list(found.hits)

    def find(
        self,
        query: str,
        *,
        limit: int = 20,
        offset: int = 0,
        include_off_topic: bool = False,
        copies: bool = False,
        fold: bool = False,
        semantic: bool = False,
    ) -> Results:
        """As search, with how many there are in all, and suggestions where there is none. Copies are folded with ``fold``
        alone; else they are ranked behind their originals, or, with ``copies``, like them. ``semantic`` compares the best
        answers to a question by meaning too: StoreError where its extra or its vectors are missing.
        """
        with connection.snapshot(self.connection):
            options: dict[str, Any] = {
                "limit": limit,
                "offset": offset,
                "include_off_topic": include_off_topic,
                "semantic": semantic,
            }
            if fold:
                return folding.find(self.connection, query, **options)
            return search.find(self.connection, query, copies=copies, **options)

    def duplicates(self, article_id: int) -> tuple[CopyOf, ...]:
        """What the article is a copy of, then the copies of it."""
        with connection.snapshot(self.connection):
            return detail.duplicates(self.connection, article_id)

    def duplicate_groups(self, limit: int = 20, offset: int = 0) -> list[Group]:
        """Originals with their copies, the largest groups first."""
        with connection.snapshot(self.connection):
            return duplicates.groups(self.connection, limit, offset)

    def group(self, article_id: int) -> Group | None:
        """The group of an article, be it the original or a copy; None where there is neither copy nor excerpt."""
        with connection.snapshot(self.connection):
            return duplicates.of(self.connection, article_id)

    def copy_shares(self) -> list[Shares]:
        """How many articles of each site are originals, copies, templates."""
        return duplicates.shares(self.connection)

    def related(self, article_id: int, *, limit: int = 10) -> list[Related]:
        """The related articles of one, best first, with reasons; never a copy of it."""
        with connection.snapshot(self.connection):
            return related.of(self.connection, article_id, limit=limit)

    def trends(
        self,
        kind: trends.Kind,
        *,
        months: int = 3,
        until: str | None = None,
        limit: int = 10,
        site: str | None = None,
        include_off_topic: bool = False,
    ) -> list[trends.Trend]:
        """The most frequent terms, laws, provisions, pairs of provisions or sites of the last months; as trends.trends."""
        with connection.snapshot(self.connection):
            return trends.trends(
                self.connection,
                kind,
                months=months,
                until=until,
                limit=limit,
                site=site,
                include_off_topic=include_off_topic,
            )

    def export(self, **options: Any) -> Iterator[dict[str, Any]]:
        """All articles as dicts, in constant memory; options as in export.rows."""
        return export.rows(self.connection, **options)

    def count_export(self, **options: Any) -> int:
        """How many articles export() gives; options as in export.count."""
        return export.count(self.connection, **options)

    # -------------------------------------------------------------------------------------------------------- upkeep

    def rebuild_duplicates(self) -> tuple[int, int]:
        """Compare every article anew, in one transaction; comes to what comparing each when it was stored came to.

        Returns how many articles there are, and how many of them are now something else than was said before.
        """
        with self.transaction():
            return duplicates.rebuild(self.connection)

    def backup(self, target: str | os.PathLike[str]) -> None:
        """A checked copy of the database in ``target``, made while others read and write."""
        upkeep.backup(self.connection, target)

    def backup_dated(
        self, folder: str | os.PathLike[str], now: datetime, *, keep: int = 7, stopped: Callable[[], bool] = bool
    ) -> Path:
        """As backup, in a file named by its time; of these the newest ``keep`` stay in the folder."""
        return upkeep.backup_dated(self.connection, folder, now, keep=keep, stopped=stopped)

    def maintain(self, *, budget: int = 500, stopped: Callable[[], bool] = bool) -> dict[str, float]:
        """What is due now and then (nightly): verdicts, related articles, index, statistics, WAL; seconds of each."""
        return upkeep.maintain(self.connection, self.library, budget=budget, stopped=stopped)

    def make_semantic(self, budget: int) -> Iterator[int]:
        """Make vectors of the sentence model for at most ``budget`` articles that have none, portion by portion; StoreError
        where the extra ``semantic`` is not installed.
        """
        from pipeline.store import semantic  # numpy, which opening a database does not need

        return semantic.fill(self.connection, budget)

    def renew_by_meaning(self, budget: int) -> Iterator[int]:
        """Make related lists anew that are due since there are new vectors, at most ``budget``, portion by portion."""
        return related.renew_due(self.connection, budget)

    def check_semantic(self) -> None:
        """StoreError, with what to do, where ``find(semantic=True)`` would end with one."""
        from pipeline.store import semantic

        semantic.ready(self.connection)

    def left_for_semantic(self) -> int:
        """How many articles have no such vector of their present text."""
        from pipeline.store import semantic

        return semantic.left(self.connection)

    def sync_laws(self) -> int:
        """Bring the tables of laws to what the library says; returns how many changed.

        Where it says other things than the one before, what is stored waits to be judged anew (``rejudge``).
        """
        return self.laws.sync(self.library.registry, self.library.stamp)

    def rejudge(self, limit: int | None = None) -> tuple[int, int]:
        """Judge citations anew after a change of the library; returns (articles looked at, articles that changed).

        Does nothing where nothing is left of it; broken off, it goes on where it was.
        """
        return rejudge.rejudge(self.connection, self.library, limit)

    def ask_to_judge(self) -> None:
        """Note that every article is to be judged anew."""
        with self.transaction():
            rejudge.ask(self.connection, self.library.stamp)

    def left_to_judge(self) -> int:
        """How many articles wait to be judged anew."""
        return rejudge.left(self.connection)

    def repair(self) -> None:
        """Build the full-text index, the copies and the related articles anew from the articles."""
        upkeep.repair(self.connection)

    def optimize(self) -> None:
        """What SQLite advises now and then: statistics for the query planner, the WAL taken into the file."""
        upkeep.optimize(self.connection)

    def check(self) -> list[str]:
        """What is wrong with the file, in words; [] where it is sound. The full-text index only where one may write."""
        wrong = upkeep.check(self.connection)
        read_only = self.connection.execute("PRAGMA query_only").fetchone()[0]
        return wrong if read_only else [*wrong, *upkeep.check_index(self.connection)]
