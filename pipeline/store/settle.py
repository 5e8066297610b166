"""What a visit does to a page's row: when it is due again, what was observed, whether its article is gone."""

from __future__ import annotations

import sqlite3
from datetime import datetime, timedelta
from typing import Literal

from pipeline.models import Failure, PageKind, Validators
from pipeline.store import freshness, priorities
from pipeline.store.times import clean, from_text, to_text

Outcome = Literal["saved", "not_modified", "not_article", "failed", "gone"]

GONE_AFTER = 2  # times in a row that a page must be 404 or 410


def still_held(connection: sqlite3.Connection, page_id: int, owner: str) -> bool:
    """Whether the lease still stands: it may have run out and the page been taken by another."""
    return (
        connection.execute(
            "SELECT 1 FROM pages WHERE id = ? AND state = 'leased' AND leased_by = ?", (page_id, owner)
        ).fetchone()
        is not None
    )


def settle(
    connection: sqlite3.Connection,
    page_id: int,
    outcome: Outcome,
    now: datetime,
    *,
    kind: PageKind | None = None,
    changed: bool = False,
    failure: Failure | None = None,
    validators: Validators | None = None,
    max_attempts: int = 4,
    run_id: int | None = None,
    warc: tuple[str, int] | None = None,
) -> None:
    """Record one outcome (see Frontier.finish), inside the caller's transaction."""
    row = connection.execute("SELECT * FROM pages WHERE id = ?", (page_id,)).fetchone()
    change: dict[str, object] = {"leased_by": None, "leased_until": None}
    if run_id is not None:
        change["run_id"] = run_id
    if outcome == "failed":
        change |= _failed(row, failure, now, max_attempts)
    elif outcome == "gone":
        change |= _gone(row, failure, now)
    else:
        change |= _visited(row, "article" if outcome == "saved" else kind, now, changed)
        if validators is not None:
            change |= {"etag": validators.etag, "last_modified": validators.last_modified}
        if outcome == "not_modified":
            change["status"] = 304
        if warc is not None:
            change |= {"warc_file": warc[0], "warc_offset": warc[1]}
    columns = ", ".join(f"{column} = ?" for column in change)
    connection.execute(f"UPDATE pages SET {columns} WHERE id = ?", (*change.values(), page_id))
    if outcome == "not_modified" and row["article_id"]:
        connection.execute("UPDATE articles SET last_seen_at = ? WHERE id = ?", (to_text(now), row["article_id"]))
    if change.get("state") == "gone" and row["article_id"]:
        _mark_gone(connection, row["article_id"], now)
    if failure is not None and outcome in ("failed", "gone"):
        record_failure(connection, failure, now, site=row["site"], run_id=run_id)


def record_failure(
    connection: sqlite3.Connection, failure: Failure, now: datetime, *, site: str | None, run_id: int | None
) -> None:
    """One row of ``failures``, inside the caller's transaction."""
    connection.execute(
        "INSERT INTO failures (run_id, site, url, stage, reason, detail, status, kind, at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            run_id,
            site,
            clean(failure.url),
            failure.stage,
            failure.reason,
            clean(failure.detail) if failure.detail else failure.detail,
            failure.status,
            failure.kind,
            to_text(now),
        ),
    )


def _visited(row: sqlite3.Row, kind: PageKind | None, now: datetime, changed: bool) -> dict[str, object]:
    page_kind = kind or row["page_kind"]
    before = from_text(row["visited_at"])
    observed, changes = row["observed"], row["changes"]
    if before is not None:  # the first visit observes no interval
        observed += max(0, round((now - before).total_seconds()))  # a clock set back observes nothing
        changes += changed
    pace = row["kind"] if row["kind"] in ("feed", "sitemap") else page_kind or "other"
    wait = freshness.next_visit(pace, row["visits"], changes, observed)
    return {
        "state": "done" if wait is None else "waiting",
        "due_at": None if wait is None else to_text(now + timedelta(seconds=wait)),
        "priority": priorities.of_visited(page_kind, row["kind"], row["depth"]),
        "page_kind": page_kind,
        "attempts": 0,
        "missing": 0,
        "status": 200,
        "reason": None,
        "visited_at": to_text(now),
        "changed_at": to_text(now) if changed or before is None else row["changed_at"],
        "visits": row["visits"] + 1,
        "changes": changes,
        "observed": observed,
    }


def _failed(row: sqlite3.Row, failure: Failure | None, now: datetime, max_attempts: int) -> dict[str, object]:
    attempts = row["attempts"] + 1
    if failure is not None and not failure.retry:
        wait, put_off = freshness.HOPELESS, True
    else:
        wait, put_off = freshness.retry_wait(attempts, max_attempts, failure.retry_after if failure else None)
    return {
        "state": "failed" if put_off else "waiting",
        "due_at": to_text(now + timedelta(seconds=wait)),
        "attempts": attempts,
        "status": failure.status if failure else None,
        "reason": failure.reason if failure else "failed",
    }


def _gone(row: sqlite3.Row, failure: Failure | None, now: datetime) -> dict[str, object]:
    missing = row["missing"] + 1
    gone = missing >= GONE_AFTER
    return {
        "state": "gone" if gone else "waiting",
        "due_at": None if gone else to_text(now + timedelta(seconds=freshness.GONE_AGAIN)),
        "missing": missing,
        "attempts": 0,
        "status": failure.status if failure else None,
        "reason": failure.reason if failure else "gone",
    }


def _mark_gone(connection: sqlite3.Connection, article_id: int, now: datetime) -> None:
    """The article is gone when its last page is; other pages of it, so far left alone, are asked first."""
    others = connection.execute(
        "SELECT count(*) FROM pages WHERE article_id = ? AND state <> 'gone' AND kind <> 'part'", (article_id,)
    ).fetchone()[0]
    if others:
        connection.execute(
            "UPDATE pages SET state = 'waiting', due_at = ? WHERE article_id = ? AND state = 'done' AND kind <> 'part'",
            (to_text(now), article_id),
        )
    else:
        connection.execute(
            "UPDATE articles SET gone_at = ? WHERE id = ? AND gone_at IS NULL", (to_text(now), article_id)
        )
