"""What can still be read of a damaged database, row by row, in a new file.

SQLite's shell has ``.recover`` for this; Python's module has neither it nor the table of pages it reads. Rows are sought
by rowid instead: where a page of a table cannot be read, the next rowid that can is found by doubling steps and then
bisecting (each try goes down the tree anew, past the damage).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from urllib.parse import quote, urlsplit

from pipeline.store.connection import connect, readable_errors, transaction
from pipeline.store.rows import body_hash

# Built anew from the articles, or of programs that no longer run.
DERIVED = frozenset({
    "related", "related_state", "duplicates", "duplicate_texts", "duplicate_members", "duplicate_features",
    "duplicate_habits", "search_terms", "term_weights", "article_vectors", "schedulers", "_sqlite_migrations",
})  # fmt: skip
_FIRST, _LAST = -(2**63), 2**63 - 1  # rowids there can be
_HASHED = frozenset({"articles", "revisions"})  # hold the hash of their text
_UNREADABLE = (sqlite3.Error, MemoryError, OverflowError)  # MemoryError: a length that is damaged

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a table: rows in the new file, and lost ones (None: the damaged file no longer says how many)."""

    saved: int
    lost: int | None


def salvage(source: Path, target: Path) -> dict[str, Saved]:
    """Copy what can be read of ``source`` into the new file ``target``, of the present schema, in which every row is sound.

    Tables of before a newer version are read as they are. Copies, related articles are not in it: upkeep.repair builds
    them. ``source`` is only read, ``target`` not flushed to the disk. {} where nothing can be read; StoreError where
    ``target`` cannot be written.
    """
    with closing(open_damaged(source)) as old, closing(connect(target, read_only=False)) as new:
        new.execute("PRAGMA foreign_keys = OFF")  # a lost site or law is no reason to lose what points to it
        new.execute("PRAGMA synchronous = OFF")  # a file that is not whole yet; whoever gives it its name flushes it
        try:
            tables = [table for table in tables_of(new) if _columns(old, table)]
        except _UNREADABLE:
            return {}
        found = {}
        for table in tables:
            with transaction(new):
                found[table] = _copy(old, new, table)
        with transaction(new):
            dropped = settle(new)
            if found.get("citations", Saved(0, 0)).lost != 0:
                new.execute("DELETE FROM judging")  # so that every article is judged anew
        return {
            table: Saved(
                one.saved - dropped.get(table, 0), None if one.lost is None else one.lost + dropped.get(table, 0)
            )
            for table, one in found.items()
        }


def fill(target: Path, backup: Path, lost: set[int] | None) -> int:
    """Copy the articles that are missing, with all that hangs on them, from a sound backup; returns how many.

    ``lost``: ids that the damaged file is known to have held; None: every one it does not hold is taken, among them
    those that were deleted since the backup.
    """
    with closing(connect(backup, read_only=True, older=True)) as old, closing(connect(target, read_only=False)) as new:
        new.execute("PRAGMA foreign_keys = OFF")
        before = _ids(new)
        tables = [table for table in tables_of(new) if _columns(old, table)]
        added: set[int] = set()

        def wanted(table: str, row: Row) -> bool:
            if table == "articles":
                return row["id"] not in before and (lost is None or row["id"] in lost)
            return table in ("sites", "pages") or ("article_id" in row and row["article_id"] in added)

        with transaction(new):
            for table in tables:
                _copy(old, new, table, wanted)
                if table == "articles":
                    added = _ids(new) - before
            settle(new)
        return len(added)


def lost_articles(source: Path, target: Path) -> set[int] | None:
    """Ids of the articles that an index of the damaged file names and the new file does not have; None: no index is whole."""
    with closing(open_damaged(source)) as old, closing(connect(target, read_only=True)) as new:
        try:
            named = _named(old, "articles")
        except _UNREADABLE:
            return None
        return None if named is None else named - _ids(new)


def open_damaged(path: Path) -> sqlite3.Connection:
    """For reading only, whatever is wrong with the file; statements that meet the damage raise sqlite3.DatabaseError."""
    with readable_errors(None, path):
        connection = sqlite3.connect(f"file:{quote(str(path.absolute()))}?mode=ro", uri=True, isolation_level=None)
    with suppress(sqlite3.DatabaseError):
        connection.execute("PRAGMA writable_schema = ON")  # tables whose definition is whole, though another's is not
        connection.execute("PRAGMA cell_size_check = ON")  # damage is met where it is, not further on
        connection.execute("PRAGMA query_only = ON")
    return connection


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The tables that hold what cannot be built anew, each after those that it points to."""
    rows = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
        " AND name NOT LIKE 'articles_fts%' AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    )
    names = [name for (name,) in rows if name not in DERIVED]
    sorter: TopologicalSorter[str] = TopologicalSorter(dict.fromkeys(names, ()))
    for name in names:
        parents = {row[2] for row in connection.execute(f"PRAGMA foreign_key_list({name})")}
        sorter.add(name, *(parents & set(names) - {name}))
    return list(sorter.static_order())


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


def _ids(connection: sqlite3.Connection) -> set[int]:
    return {one for (one,) in connection.execute("SELECT id FROM articles")}


def _copy(
    old: sqlite3.Connection,
    new: sqlite3.Connection,
    table: str,
    wanted: Callable[[str, Row], bool] = lambda table, row: True,
) -> Saved:
    there = {row[1]: row for row in new.execute(f"PRAGMA table_info({table})")}
    columns = [name for name in _columns(old, table) if name in there]
    lists = {name for name in columns if there[name][4] in ("'[]'", "'{}'")}
    reader = _Reader(old, table, columns)
    saved = left_out = 0
    for row in reader.rows():
        if not wanted(table, row):
            continue
        if _sound(table, row, lists) and _insert(new, table, row):
            saved += 1
        else:
            left_out += 1
    named = _named_or_none(old, table) if reader.gaps else None
    if named is None:
        return Saved(saved, None if reader.gaps else left_out)
    return Saved(saved, max(len(named) - saved, left_out))


def _insert(new: sqlite3.Connection, table: str, row: Row) -> bool:
    names, marks = ", ".join(f'"{name}"' for name in row), ", ".join("?" * len(row))
    try:
        cursor = new.execute(f"INSERT OR IGNORE INTO {table} ({names}) VALUES ({marks})", list(row.values()))
    except (sqlite3.IntegrityError, sqlite3.DataError):
        return False
    return cursor.rowcount > 0


def _sound(table: str, row: Row, lists: Iterable[str]) -> bool:
    """Whether the text is the one that was stored. Lists that are no JSON any more are left to their defaults."""
    for name in lists:
        try:
            json.loads(str(row.get(name, "[]")))
        except ValueError:
            del row[name]
    if table in _HASHED and {"title", "body", "body_hash"} <= row.keys():
        return row["body_hash"] == body_hash(str(row["title"]), str(row["body"]))
    return True


class _Reader:
    """The rows of one table of a damaged file, by rowid where it has them. ``gaps``: places that could not be read."""

    def __init__(self, connection: sqlite3.Connection, table: str, columns: list[str]) -> None:
        self.gaps = 0
        self._connection = connection
        self._table = table
        self._columns = columns
        self._listed = ", ".join(f'"{name}"' for name in columns)

    def rows(self) -> Iterator[Row]:
        """Every row that can be read, once; of one read in part, the columns that can be."""
        keys = [
            row[1]
            for row in sorted(self._connection.execute(f"PRAGMA table_info({self._table})"), key=lambda row: row[5])
            if row[5]
        ]
        try:
            self._connection.execute(f"SELECT rowid FROM {self._table} NOT INDEXED LIMIT 0")
        except sqlite3.OperationalError:  # WITHOUT ROWID: from both ends, as far as each goes
            for direction in ("ASC", "DESC"):
                order = ", ".join(f'"{key}" {direction}' for key in keys)
                try:
                    for values in self._connection.execute(
                        f"SELECT {self._listed} FROM {self._table} ORDER BY {order}"
                    ):
                        yield dict(zip(self._columns, values, strict=True))
                    return
                except _UNREADABLE:
                    self.gaps += 1
            return
        yield from self._by_rowid()

    def _by_rowid(self) -> Iterator[Row]:
        after = _FIRST
        while True:
            try:
                for rowid, *values in self._connection.execute(
                    f"SELECT rowid, {self._listed} FROM {self._table} NOT INDEXED WHERE rowid > ? ORDER BY rowid",
                    (after,),
                ):
                    if rowid > after:  # else pages are out of order
                        after = rowid
                        yield dict(zip(self._columns, values, strict=True))
                return
            except _UNREADABLE:
                self.gaps += 1
            found = self._next(after)
            if found is None:
                return
            after = found
            if row := self._piecewise(found):
                yield row

    def _piecewise(self, rowid: int) -> Row:
        """The columns of a row that lie before the damage; the others are left to their defaults."""
        row: Row = {}
        for name in self._columns:
            with suppress(*_UNREADABLE):
                found = self._connection.execute(
                    f'SELECT "{name}" FROM {self._table} NOT INDEXED WHERE rowid = ?', (rowid,)
                ).fetchone()
                if found:
                    row[name] = found[0]
        return row

    def _next(self, after: int) -> int | None:
        """The first rowid above ``after`` that can be reached; None where there is none."""
        unreadable, step = after, 1
        while not (found := self._seek(reached := min(after + step, _LAST)))[0]:
            if reached == _LAST:
                return None
            unreadable, step = reached, step * 2
        readable = reached
        while readable - unreadable > 1:
            middle = (unreadable + readable) // 2
            tried = self._seek(middle)
            if tried[0]:
                readable, found = middle, tried
            else:
                unreadable = middle
        return found[1]

    def _seek(self, rowid: int) -> tuple[bool, int | None]:
        """Whether the way to this rowid can be read, and the first row from there on."""
        try:
            found = self._connection.execute(
                f"SELECT rowid FROM {self._table} NOT INDEXED WHERE rowid >= ? ORDER BY rowid LIMIT 1", (rowid,)
            ).fetchone()
        except _UNREADABLE:
            return False, None
        return True, found[0] if found and found[0] >= rowid else None


def _named_or_none(connection: sqlite3.Connection, table: str) -> set[int] | None:
    try:
        return _named(connection, table)
    except _UNREADABLE:
        return None


def _named(connection: sqlite3.Connection, table: str) -> set[int] | None:
    """The rowids that an index of the table holds: those of rows that can no longer be read, too. None: no index is whole."""
    for _, name, _, _, partial in connection.execute(f"PRAGMA index_list({table})").fetchall():
        if not partial:
            with suppress(*_UNREADABLE):
                return {one for (one,) in connection.execute(f'SELECT rowid FROM {table} INDEXED BY "{name}"')}
    return None


def settle(new: sqlite3.Connection) -> dict[str, int]:
    """Mend what points to lost rows: sites and laws are made up from what names them, pages of a lost article are fetched
    again, other references are emptied where they may be, else their row goes. Returns how many went of each table."""
    _name_sites(new)
    new.execute(
        "INSERT OR IGNORE INTO laws (law_id, title) SELECT law_id, coalesce(max(law), law_id) FROM citations"
        " WHERE law_id IS NOT NULL AND law_id NOT IN (SELECT law_id FROM laws) GROUP BY law_id"
    )
    new.execute(
        "UPDATE pages SET state = 'waiting', due_at = first_seen_at, etag = NULL, last_modified = NULL,"
        " leased_by = NULL, leased_until = NULL"
        " WHERE kind <> 'part' AND state IN ('waiting', 'leased', 'done') AND article_id NOT IN (SELECT id FROM articles)"
    )
    dropped: dict[str, int] = {}
    for table in tables_of(new):
        for key in new.execute(f"PRAGMA foreign_key_list({table})").fetchall():
            parent, column, to = key[2], key[3], key[4]
            dangling = f'"{column}" IS NOT NULL AND "{column}" NOT IN (SELECT "{to}" FROM {parent})'
            if key[6] == "SET NULL":
                new.execute(f'UPDATE {table} SET "{column}" = NULL WHERE {dangling}')
            else:
                gone = new.execute(f"DELETE FROM {table} WHERE {dangling}").rowcount
                dropped[table] = dropped.get(table, 0) + gone
    return dropped


def _name_sites(new: sqlite3.Connection) -> None:
    """Rows for sites that articles, pages or runs name and that were lost; the site files bring them up to date later."""
    rows = new.execute(
        "SELECT site, max(url), min(first_seen_at) FROM"
        " (SELECT site, url, first_seen_at FROM articles UNION ALL SELECT site, url, first_seen_at FROM pages"
        " UNION ALL SELECT site, 'http://' || site || '/', started_at FROM runs WHERE site IS NOT NULL)"
        " WHERE site NOT IN (SELECT name FROM sites) GROUP BY site"
    ).fetchall()
    for name, url, seen in rows:
        parts = urlsplit(url)
        new.execute(
            "INSERT INTO sites (name, base_url, title, first_seen_at) VALUES (?, ?, ?, ?)",
            (name, f"{parts.scheme}://{parts.netloc}/", name, seen),
        )
