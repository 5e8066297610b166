"""The texts of statutes in a SQLite file of their own, with an index that finds an article by words taken from it.

    with open_statutes(path, read_only=False) as statutes: statutes.load(read_statutes(source), default())
    with open_statutes(path) as statutes: laws.check(text, citations, on=day, statutes=statutes)

Equal texts are kept once. The index holds runs of five characters of the folded text (those whose first character's
code is a multiple of four, as stable 32-bit hashes), so that opening costs nothing and a look-up some page reads.
"""

from __future__ import annotations

import os
import sqlite3
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.errors import StoreError
from pipeline.laws import Passage, Registry
from pipeline.laws.judging import plain
from pipeline.store.statutes import facts
from pipeline.store.statutes.places import Place, asked, known_by, places, told_parts, with_imported
from pipeline.store.statutes.sources import StatuteText, read_statutes

_VERSION = 2
_SCHEMA = """
CREATE TABLE texts (text_id INTEGER PRIMARY KEY, digest INTEGER NOT NULL, text TEXT NOT NULL);
CREATE INDEX texts_digest ON texts (digest);
CREATE TABLE articles (
  version_id TEXT NOT NULL, article INTEGER NOT NULL, inserted INTEGER NOT NULL, law_id TEXT NOT NULL,
  text_id INTEGER NOT NULL REFERENCES texts, PRIMARY KEY (version_id, article, inserted)
) WITHOUT ROWID;
CREATE INDEX articles_text ON articles (text_id);
CREATE TABLE runs (run INTEGER NOT NULL, text_id INTEGER NOT NULL);
CREATE INDEX runs_run ON runs (run, text_id);
CREATE TABLE works (law_id TEXT PRIMARY KEY, facts TEXT NOT NULL);
CREATE TABLE state (stamp TEXT NOT NULL);
INSERT INTO state VALUES ('');
"""
_RUN = 5  # characters
_EVERY = 4  # of the runs are kept one in so many, by their first character
_MAX_RUNS = 14  # looked up for one text
_KEPT = 4096  # articles kept at hand
_SURROUNDINGS = 128  # … and articles with all their neighbours
_MAX_HOLDERS = 300  # a run that more texts have tells little and is not kept


@dataclass(frozen=True, slots=True)
class Loaded:
    """What an import brought."""

    laws: int
    versions: int
    articles: int
    changed: int  # … that were not held, or in other words
    notes: tuple[str, ...] = ()  # what was left out or is held in part, for people


class StatuteStore:
    """Texts of statutes; a ``laws.Statutes``. Closed when nobody holds it any more."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._divided: dict[str, bool] = {}
        self._read: dict[tuple[str, int, int], str | None] = {}  # the same few articles are cited again and again
        self._around: dict[tuple[str, int, int], tuple[Passage, ...]] = {}
        self._passages_of: dict[int, tuple[Passage, ...]] = {}  # … and copied

    def __del__(self) -> None:
        self._connection.close()

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def stamp(self) -> str:
        """Another one after every import that changed something."""
        return str(self._connection.execute("SELECT stamp FROM state").fetchone()[0])

    def article(self, version_id: str, article: int, inserted: int) -> str | None:
        """The text of an article in a version; None where it is not held."""
        place = (version_id, article, inserted)
        try:
            return self._read[place]
        except KeyError:
            row = self._connection.execute(
                "SELECT text FROM articles JOIN texts USING (text_id)"
                " WHERE version_id = ? AND article = ? AND inserted = ?",
                place,
            ).fetchone()
        found = str(row[0]) if row else None
        if len(self._read) >= _KEPT:
            self._read.clear()
        self._read[place] = found
        return found

    def divided(self, version_id: str) -> bool:
        """Whether this version's texts keep each 款 and 项 in a line of its own; sources differ in this."""
        if version_id not in self._divided:
            row = self._connection.execute(
                "SELECT 1 FROM articles JOIN texts USING (text_id) WHERE version_id = ? AND instr(text, char(10)) LIMIT 1",
                (version_id,),
            ).fetchone()
            self._divided[version_id] = row is not None
        return self._divided[version_id]

    def near(self, version_id: str, article: int, reach: int) -> Sequence[Passage]:
        """The articles of a version whose numbers are at most ``reach`` away from that one, itself and 之N among them."""
        place = (version_id, article, reach)
        found = self._around.get(place)
        if found is None:
            rows = self._connection.execute(
                "SELECT law_id, version_id, article, inserted, text FROM articles JOIN texts USING (text_id)"
                " WHERE version_id = ? AND article BETWEEN ? AND ? ORDER BY article, inserted",
                (version_id, article - reach, article + reach),
            )
            found = tuple(Passage(*row) for row in rows)
            if len(self._around) >= _SURROUNDINGS:
                self._around.clear()
            self._around[place] = found
        return found

    def similar(self, text: str, *, limit: int = 6, share: float = 0.4) -> Sequence[Passage]:
        """Articles that have at least that share of ``text``'s runs of characters, most first, at most ``limit`` texts."""
        runs = sorted(set(_runs(text)))
        runs = runs[:: max(1, -(-len(runs) // _MAX_RUNS))]
        rows = self._connection.execute(
            f"SELECT text_id FROM runs WHERE run IN ({','.join('?' * len(runs))}) GROUP BY text_id"
            " HAVING count(*) >= ? ORDER BY count(*) DESC, text_id LIMIT ?",
            (*runs, max(2, share * len(runs)), limit),
        ).fetchall()
        return [passage for (text_id,) in rows for passage in self._passages(text_id)]

    def _passages(self, text_id: int) -> tuple[Passage, ...]:
        """The articles that have this text."""
        found = self._passages_of.get(text_id)
        if found is None:
            rows = self._connection.execute(
                "SELECT law_id, version_id, article, inserted, text FROM articles JOIN texts USING (text_id)"
                " WHERE text_id = ? LIMIT 12",
                (text_id,),
            )
            found = tuple(Passage(*row) for row in rows)
            if len(self._passages_of) >= _KEPT:
                self._passages_of.clear()
            self._passages_of[text_id] = found
        return found

    def count(self) -> int:
        """Articles held, over all versions."""
        return int(self._connection.execute("SELECT count(*) FROM articles").fetchone()[0])

    def check(self) -> list[str]:
        """SQLite's own check of the file's structure; [] where nothing is wrong."""
        try:
            rows = self._connection.execute("PRAGMA quick_check").fetchall()
        except sqlite3.DatabaseError as error:
            return [str(error)]
        return [str(text) for (text,) in rows if text != "ok"]

    def registry(self, base: Registry) -> Registry:
        """``base`` with the works and versions that only this file holds."""
        return with_imported(base, facts.of(self._connection).items(), self.article)

    def load(self, statutes: Iterable[StatuteText], registry: Registry) -> Loaded:
        """Takes texts in, in one transaction; an article that is held already is replaced.

        Texts whose title may mean several works, or whose version is not told, are left out: ``Loaded.notes`` says so.
        """
        texts = list(statutes)
        self._divided.clear()
        self._read.clear()
        self._passages_of.clear()
        self._around.clear()
        found, notes = places(texts, registry)
        connection = self._connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            moved = facts.settle(connection, registry)
            recorded = facts.versions(connection)
            listed: dict[Place, set[tuple[int, int]]] = defaultdict(set)
            own: dict[Place, bool] = {}  # whether a version is known from imports alone
            articles = changed = 0
            for one in texts:
                place = found.get(asked(one))
                if place is None:
                    continue
                if place not in own:
                    own[place] = place.version_id in recorded or not known_by(registry, place)
                if own[place] and one.article:  # a text without numbers is kept as article 0
                    listed[place].add((one.article, one.inserted))
                changed += self._put(place.law_id, place.version_id, one)
                articles += 1
            if changed or moved:
                facts.record(connection, listed)
                self._forget_common_runs()
                connection.execute("UPDATE state SET stamp = ?", (os.urandom(8).hex(),))
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("PRAGMA optimize")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        notes += told_parts(self.registry(registry), listed) if listed else []
        laws, versions = {place.law_id for place in found.values()}, {place.version_id for place in found.values()}
        return Loaded(len(laws), len(versions), articles, changed, tuple(notes))

    def _forget_common_runs(self) -> None:
        """Runs of characters that stand in a great many texts are of no use in a search."""
        self._connection.execute(
            "DELETE FROM runs WHERE run IN (SELECT run FROM runs GROUP BY run HAVING count(*) > ?)", (_MAX_HOLDERS,)
        )

    def _put(self, law: str, version: str, one: StatuteText) -> bool:
        """Keep one text; whether it was not held before."""
        digest = zlib.crc32(one.text.encode())
        held = self._connection.execute(
            "SELECT text_id FROM texts WHERE digest = ? AND text = ?", (digest, one.text)
        ).fetchone()
        if held:
            text_id = held[0]
        else:
            text_id = self._connection.execute(
                "INSERT INTO texts (digest, text) VALUES (?, ?)", (digest, one.text)
            ).lastrowid
            self._connection.executemany(
                "INSERT INTO runs VALUES (?, ?)", [(run, text_id) for run in set(_runs(one.text))]
            )
        place = (version, one.article, one.inserted)
        before = self._connection.execute(
            "SELECT text_id FROM articles WHERE version_id = ? AND article = ? AND inserted = ?", place
        ).fetchone()
        if before and before[0] == text_id:
            return False
        self._connection.execute("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?, ?)", (*place, law, text_id))
        return True


def import_statutes(source: Path, target: Path, registry: Registry) -> Loaded:
    """Takes a file or folder of statute texts (see statutes.sources) into the file ``target``; InputError, StoreError."""
    with open_statutes(target, read_only=False) as statutes:
        return statutes.load(read_statutes(source), registry)


def _runs(text: str) -> list[int]:
    words = plain(text)
    lowest = words[: max(0, len(words) - _RUN + 1)].encode("utf-32-le", "surrogatepass")[::4]  # byte of each code
    return [
        zlib.crc32(words[i : i + _RUN].encode("utf-8", "surrogatepass"))
        for i, code in enumerate(lowest)
        if code % _EVERY == 0
    ]


@contextmanager
def open_statutes(path: str | os.PathLike[str], *, read_only: bool = True) -> Iterator[StatuteStore]:
    """As connect_statutes, closed at the end."""
    statutes = connect_statutes(path, read_only=read_only)
    with closing(statutes):
        yield statutes


def connect_statutes(path: str | os.PathLike[str], *, read_only: bool = True) -> StatuteStore:
    """The texts in a file; made if ``read_only`` is false and there is none. StoreError where it cannot be used."""
    file = Path(path)
    if read_only and not file.exists():
        raise StoreError(f"{file}：这里没有法律文本；用 laws import 导入")
    if not read_only:
        file.parent.mkdir(parents=True, exist_ok=True)
    uri = f"file:{quote(str(file.resolve()))}" + ("?mode=ro" if read_only else "")
    try:
        # A reader may go from thread to thread: SQLite itself lets one in at a time.
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, timeout=30, check_same_thread=not read_only, cached_statements=32
        )
    except sqlite3.Error as error:
        raise StoreError(f"{file}：打不开（{error}）") from error
    try:
        _prepare(connection, file, read_only=read_only)
    except BaseException as error:
        connection.close()
        if isinstance(error, sqlite3.Error):
            raise StoreError(f"{file}：不是法律文本文件，或已损坏（{error}）") from error
        raise
    return StatuteStore(connection)


def _prepare(connection: sqlite3.Connection, file: Path, *, read_only: bool) -> None:
    """Look whether the file is one of ours; make its tables if it is new."""
    found = connection.execute("PRAGMA user_version").fetchone()[0]
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if found not in (0, _VERSION):
        raise StoreError(f"{file}：由另一版本的程序写成；请移走它，再用 laws import 重新导入")
    if found == 0 and (read_only or not empty):
        raise StoreError(f"{file}：不是法律文本文件")
    if found == 0:
        connection.executescript(f"PRAGMA journal_mode = WAL; {_SCHEMA} PRAGMA user_version = {_VERSION};")
    connection.execute("PRAGMA cache_size = -32768")
    connection.execute("PRAGMA mmap_size = 268435456")  # pages are read without a call each
