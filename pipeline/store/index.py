"""The full-text index ``articles_fts``: overlapping character bigrams under SQLite's FTS5.

FTS5's own tokenizers find no two-character Chinese word, so text is split by ``text.segment``, registered here as an
SQL function, and indexed by ``unicode61``, which then only splits at spaces. The index is *external content* over the
view ``articles_segmented``, whose columns call that function: the text itself is stored once, in ``articles``.
Triggers keep the index true. Any SQLite client can MATCH, rank and join; to write without the function fails loudly.
"""

from __future__ import annotations

import json
import sqlite3

from pipeline import text

COLUMNS = ("title", "headings", "body")
WEIGHTS = (8.0, 3.0, 1.0)  # of bm25, as COLUMNS: a word in the title says most about an article
SAMPLE = 2000  # articles read to learn which terms are common
COMMON = 2  # articles of the sample from which on a term's frequency is kept
# article, articles there were, vectors.Vector.packed
KEEP_VECTOR = "INSERT OR REPLACE INTO article_vectors (article_id, articles, packed) VALUES (?, ?, ?)"
_GROWTH = 2.0  # the sample is renewed when there are this many times the articles


def _headings(blocks: str | None) -> str:
    """The headings among an article's blocks (JSON text, each block with ``kind`` and ``text``), as search tokens."""
    if not blocks or '"heading"' not in blocks:
        return ""
    found = [block.get("text", "") for block in json.loads(blocks) if block.get("kind") == "heading"]
    return text.segment("\n".join(found))


def register(connection: sqlite3.Connection) -> None:
    """Give a connection the functions that writing to ``articles`` needs."""
    connection.create_function("segment", 1, text.segment, deterministic=True)
    connection.create_function("segment_headings", 1, _headings, deterministic=True)


def check(connection: sqlite3.Connection) -> None:
    """Compare the index with the articles; raises sqlite3.DatabaseError where they differ. Writes nothing lasting."""
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")


def rebuild(connection: sqlite3.Connection) -> None:
    """Build the index anew from the articles (after another version of the segmenting, or damage)."""
    connection.execute("INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')")


def tidy(connection: sqlite3.Connection, pages: int) -> None:
    """Merge pieces of the index while about so many pages are written; the smaller the pieces, the sooner.

    Each transaction leaves a piece behind, FTS5 merges four of a size, and every look-up of a term seeks in all of them:
    0.1 ms in seventeen, 0.02 ms in one.
    """
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('usermerge', 2)")
    connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('merge', ?)", (pages,))


def upkeep(connection: sqlite3.Connection) -> bool:
    """Learn again which terms are common, if there are twice the articles since; returns whether it was done.

    Reads at most about SAMPLE articles twice (two seconds) and writes ``search_terms``, ``term_weights`` and the vectors
    of these articles, in the caller's transaction if there is one; related.link does it, a crawl or an import may. Search
    is right without it, and faster with it.
    """
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM articles").fetchone()
    row = connection.execute(
        "SELECT s.articles FROM search_terms AS s JOIN term_weights AS w ON w.topics IS NOT NULL WHERE s.term = ''"
    ).fetchone()
    if not last or (row and row[0] * _GROWTH > last):
        return False
    from pipeline.store import counting  # numpy, which opening a database does not need
    from pipeline.store.related.topics import Topics
    from pipeline.store.related.vectors import Vectors, Weights

    sampled = {"step": max(1, last // SAMPLE), "last": last}
    sample = connection.execute(_SAMPLED, sampled)
    read, counts = counting.frequent((f"{title}\n{body}" for _, title, body in sample), COMMON)
    common = {term: round(n * last / read) for term, n in counts.items()}
    connection.execute("DELETE FROM search_terms")
    connection.executemany("INSERT INTO search_terms (term, articles) VALUES (?, ?)", [*common.items(), ("", last)])
    weights = Weights.of(common, last, read)
    found = {one: weights.vector(title, body).packed() for one, title, body in connection.execute(_SAMPLED, sampled)}
    connection.executemany(KEEP_VECTOR, [(one, last, packed) for one, packed in found.items()])
    connection.execute(
        "INSERT OR REPLACE INTO term_weights (id, articles, packed, topics) VALUES (1, ?, ?, ?)",
        (last, weights.packed(), Topics.learn(Vectors(list(found.values()))).packed()),
    )
    return True


_SAMPLED = """
    WITH RECURSIVE sampled (id) AS (SELECT 1 UNION ALL SELECT id + :step FROM sampled WHERE id + :step <= :last)
    SELECT id, title, body FROM sampled JOIN articles USING (id)
"""
