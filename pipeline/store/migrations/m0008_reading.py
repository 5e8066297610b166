"""Indexes for the pages: what is counted of a law is read from the index alone, and a category without a scan."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    "DROP INDEX citations_law",
    "CREATE INDEX citations_law ON citations(law_id, article, inserted, article_id, questionable, status, quotation)",
    "CREATE INDEX articles_category ON articles(category COLLATE NOCASE, published_at)",
)


def migrate(db: Database) -> None:
    """A wider index in the place of the one by law, and one by category."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
