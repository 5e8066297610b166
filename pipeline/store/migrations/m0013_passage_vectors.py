"""Vectors of a sentence model (extra ``semantic``), and the vectors of related articles made anew by their new recipe."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # body_hash: of the article when it was read, so that a changed one is read again; vector: 384 signed bytes.
    """
    CREATE TABLE passage_vectors (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        body_hash TEXT NOT NULL,
        vector BLOB NOT NULL
    ) STRICT
    """,
    "DELETE FROM article_vectors",
)


def migrate(db: Database) -> None:
    """Nothing of the articles is touched; vectors for related articles are made again when they are needed."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
