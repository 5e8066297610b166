"""Keeping the copies of the database: place an article among the others, take it out, or do everything anew.

Every function works in the caller's transaction. What stands in ``duplicates`` is a function of the articles alone,
whatever the order in which they came: one row for each copy, with its group's original, and one for each excerpt.
"""

from __future__ import annotations

import json
import sqlite3

from pipeline.duplicates import grouping, originals
from pipeline.duplicates.fingerprints import of_text
from pipeline.models import Fingerprint
from pipeline.store.duplicates import copying_habits
from pipeline.store.duplicates.board import SqlBoard
from pipeline.store.duplicates.rows import refresh


def place(connection: sqlite3.Connection, article_id: int, fingerprint: Fingerprint | None = None) -> None:
    """Compare a stored article, new or changed, with the others, and bring its old and new group up to date.

    ``fingerprint``: that of its title and body, where it was made already (by a worker); else it is made here.
    """
    row = connection.execute(
        "SELECT articles.title, body, notices, source, author, url, site, sites.title AS site_title FROM articles JOIN sites ON sites.name = articles.site"
        " WHERE articles.id = ?",
        (article_id,),
    ).fetchone()
    if fingerprint is None or not fingerprint.number:
        fingerprint = of_text(row["title"], row["body"])
    board = SqlBoard(connection)
    member = _member(connection, article_id)
    old = member[0] if member else None
    new, is_new = board.find_or_add(fingerprint)
    taken = _taken_from(row)
    connection.execute(
        "INSERT INTO duplicate_members (article_id, text_id, taken_from) VALUES (:article, :text, :taken)"
        " ON CONFLICT (article_id) DO UPDATE SET text_id = excluded.text_id, taken_from = excluded.taken_from",
        {"article": article_id, "text": new, "taken": taken},
    )
    counted = (taken is not None) - (member is not None and member[1] is not None)
    if copying_habits.count(connection, row["site"], articles=member is None, taken=counted):
        board.reasons = True
        board.leaders |= set(copying_habits.groups(connection, row["site"]))
    undecided = {new} if is_new else set()
    if old is not None and old != new:
        undecided |= _let_go(board, old)
    grouping.settle(board, undecided)
    state = board.state(new)
    assert state is not None
    refresh(board, (article_id, state.leader))


def remove(connection: sqlite3.Connection, article_id: int) -> None:
    """Take an article out, before it is deleted: its copies find another original."""
    member = _member(connection, article_id)
    if member is None:
        return
    text, taken = member
    board = SqlBoard(connection)
    (site,) = connection.execute("SELECT site FROM articles WHERE id = ?", (article_id,)).fetchone()
    if copying_habits.count(connection, site, articles=-1, taken=-(taken is not None)):
        board.reasons = True
        board.leaders |= set(copying_habits.groups(connection, site))
    connection.execute("DELETE FROM duplicate_members WHERE article_id = ?", (article_id,))
    connection.execute("DELETE FROM duplicates WHERE :id IN (article_id, original_id)", {"id": article_id})
    grouping.settle(board, _let_go(board, text))
    refresh(board)


def rebuild(connection: sqlite3.Connection) -> tuple[int, int]:
    """Forget everything and place every article anew; comes to the same as what was there.

    Returns how many articles there are, and how many of them are now something else.
    """
    before = _relations(connection)
    for table in ("duplicates", "duplicate_features", "duplicate_members", "duplicate_texts", "duplicate_habits"):
        connection.execute(f"DELETE FROM {table}")
    ids = connection.execute("SELECT id FROM articles ORDER BY id").fetchall()
    for (article_id,) in ids:
        place(connection, article_id)
    return len(ids), len({article_id for article_id, _, _ in before ^ _relations(connection)})


def _relations(connection: sqlite3.Connection) -> set[tuple[int, int, str]]:
    return {tuple(row) for row in connection.execute("SELECT article_id, original_id, kind FROM duplicates")}


def catch_up(connection: sqlite3.Connection, limit: int, after: int = 0) -> list[int]:
    """Place articles that never were: those of a database from before the tables of a newer version.

    ``limit`` at most, with ids above ``after``, in order. Returns which.
    """
    rows = connection.execute(
        "SELECT id FROM articles WHERE id > ? AND id NOT IN (SELECT article_id FROM duplicate_members)"
        " ORDER BY id LIMIT ?",
        (after, limit),
    ).fetchall()
    for (article_id,) in rows:
        place(connection, article_id)
    return [article_id for (article_id,) in rows]


def _let_go(board: SqlBoard, text: int) -> set[int]:
    """An article left this text; if no other holds it, the text goes. Returns the texts to decide anew."""
    state = board.state(text)
    if state is not None:
        board.leaders.add(state.leader)
    held = board.connection.execute("SELECT 1 FROM duplicate_members WHERE text_id = ? LIMIT 1", (text,)).fetchone()
    return set() if held else board.drop(text)


def _member(connection: sqlite3.Connection, article_id: int) -> tuple[int, str | None] | None:
    """The text of an article, and the source that it names."""
    row = connection.execute(
        "SELECT text_id, taken_from FROM duplicate_members WHERE article_id = ?", (article_id,)
    ).fetchone()
    return (row[0], row[1]) if row else None


def _taken_from(row: sqlite3.Row) -> str | None:
    return originals.taken_from(
        row["body"],
        json.loads(row["notices"]),
        row["source"],
        row["author"],
        row["url"],
        (row["site"], row["site_title"]),
    )
