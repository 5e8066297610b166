"""Vectors by which related articles are compared, and what each term tells: made once, read for each new article."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # packed: vectors.Vector.packed; articles: how many there were then (the weights of terms are those of that time).
    """
    CREATE TABLE article_vectors (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        articles INTEGER NOT NULL,
        packed BLOB NOT NULL
    ) STRICT
    """,
    # One row: vectors.Weights.packed, by index.upkeep.
    """
    CREATE TABLE term_weights (
        id INTEGER PRIMARY KEY CHECK (id = 1),
        articles INTEGER NOT NULL,
        packed BLOB NOT NULL
    ) STRICT
    """,
    # Learnt anew, so that both say the same.
    "DELETE FROM search_terms",
)


def migrate(db: Database) -> None:
    """Empty tables: the next articles that are linked fill them."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
