"""Related lists of articles that the sentence model has read are due to be made anew: they are compared by it now."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = ("UPDATE related_state SET articles = 0 WHERE article_id IN (SELECT article_id FROM passage_vectors)",)


def migrate(db: Database) -> None:
    """Nothing of the articles is touched; the lists stay until ``semantic`` or the nightly upkeep makes them anew."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
