"""What related articles have in common beyond their words, and their vectors made anew by their new recipe."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # topics.Topics.packed, by index.upkeep; empty until it runs next.
    "ALTER TABLE term_weights ADD COLUMN topics BLOB",
    "DELETE FROM article_vectors",
)


def migrate(db: Database) -> None:
    """Nothing of the articles is touched; vectors for related articles are made again when they are needed."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
