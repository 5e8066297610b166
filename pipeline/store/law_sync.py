"""Brings the tables of laws to what the registry says."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from typing import Any

from pipeline.laws.library import RULES
from pipeline.laws.registry import Version, Work
from pipeline.store import rejudge
from pipeline.store.connection import transaction
from pipeline.store.times import dumps


def sync(connection: sqlite3.Connection, registry: Iterable[Work], stamp: str | None = None) -> int:
    """Bring laws, law_versions and law_aliases to what the registry says; returns how many laws changed.

    A law that the registry does not have stays, as not known, while an article cites it. Where a law changed, or
    ``stamp`` is not that of the library which the stored verdicts are of, the articles stored so far are noted to
    be judged anew (``Store.rejudge``, or the nightly upkeep).
    """
    works = {work.law_id: work for work in registry}
    stamp = str(RULES) if stamp is None else stamp
    with transaction(connection):
        stored = _stored(connection)
        changed = [work for work in works.values() if stored.get(work.law_id) != _facts(work)]
        for work in changed:
            _write(connection, work)
        lost = [own for own, facts in stored.items() if own not in works and facts[0][3]]
        for own in lost:
            connection.execute("UPDATE laws SET known = 0 WHERE law_id = ?", (own,))
            connection.execute("DELETE FROM law_versions WHERE law_id = ?", (own,))
            connection.execute("DELETE FROM law_aliases WHERE law_id = ?", (own,))
        connection.execute(
            "DELETE FROM laws WHERE known = 0"
            " AND NOT EXISTS (SELECT 1 FROM citations WHERE citations.law_id = laws.law_id)"
        )
        if changed or lost or rejudge.judged_by(connection) != stamp:
            rejudge.ask(connection, stamp)
    return len(changed) + len(lost)


def _stored(
    connection: sqlite3.Connection,
) -> dict[str, tuple[tuple[object, ...], frozenset[tuple[object, ...]], frozenset[str]]]:
    versions: dict[str, set[tuple[object, ...]]] = {}
    for row in connection.execute(
        "SELECT law_id, version, published, effective, expired, doc_no, articles FROM law_versions"
    ):
        versions.setdefault(row[0], set()).add(tuple(row)[1:])
    aliases: dict[str, set[str]] = {}
    for own, alias in connection.execute("SELECT law_id, alias FROM law_aliases"):
        aliases.setdefault(own, set()).add(alias)
    return {
        row[0]: (tuple(row)[1:], frozenset(versions.get(row[0], ())), frozenset(aliases.get(row[0], ())))
        for row in connection.execute("SELECT law_id, title, type, issuer, known, repealed, successor FROM laws")
    }


def _write(connection: sqlite3.Connection, work: Work) -> None:
    facts, versions, aliases = _facts(work)
    connection.execute(
        "INSERT INTO laws (law_id, title, type, issuer, known, repealed, successor) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (law_id) DO UPDATE SET title = excluded.title, type = excluded.type, issuer = excluded.issuer,"
        " known = excluded.known, repealed = excluded.repealed, successor = excluded.successor",
        (work.law_id, *facts),
    )
    connection.execute("DELETE FROM law_versions WHERE law_id = ?", (work.law_id,))
    connection.execute("DELETE FROM law_aliases WHERE law_id = ?", (work.law_id,))
    connection.executemany(  # a version may have been another work's: what a decision printed is the rule's
        "INSERT OR REPLACE INTO law_versions (law_id, version, published, effective, expired, doc_no, articles)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        [(work.law_id, *version) for version in versions],
    )
    connection.executemany(
        "INSERT INTO law_aliases (law_id, alias) VALUES (?, ?)", [(work.law_id, alias) for alias in aliases]
    )


def _facts(work: Work) -> tuple[tuple[object, ...], frozenset[tuple[object, ...]], frozenset[str]]:
    """A work as its rows."""
    facts = (
        work.title,
        work.type,
        work.issuer,
        int(work.known),
        work.repealed.isoformat() if work.repealed else None,
        work.successor,
    )
    return facts, frozenset(version_row(version) for version in work.versions), frozenset(work.aliases)


def version_row(version: Version) -> tuple[Any, ...]:
    days = (day.isoformat() if day else None for day in (version.published, version.effective, version.expired))
    return (version.version_id, *days, version.doc_no, dumps([_span(*span) for span in version.articles]))


def _span(first: int, last: int, inserted: int) -> str:
    if inserted:
        return f"{first}-{inserted}"
    return str(first) if first == last else f"{first}..{last}"
