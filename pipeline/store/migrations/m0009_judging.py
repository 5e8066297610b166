"""What stored verdicts were judged by, and which provisions articles cite together."""

from __future__ import annotations

from sqlite_utils import Database

_STATEMENTS = (
    # One row: Library.stamp of the library that all verdicts are of, or are being brought to (``upkeep``).
    "CREATE TABLE judging (one INTEGER PRIMARY KEY CHECK (one = 1), stamp TEXT NOT NULL) STRICT",
    """
    CREATE VIEW law_pairs AS
    WITH cited AS (
        SELECT DISTINCT article_id, law_id, law, article, inserted FROM citations
        WHERE law_id IS NOT NULL AND article IS NOT NULL
    )
    SELECT
        one.law_id, one.law, one.article, one.inserted,
        other.law_id AS other_law_id, other.law AS other_law, other.article AS other_article,
        other.inserted AS other_inserted,
        count(*) AS articles
    FROM cited AS one JOIN cited AS other ON other.article_id = one.article_id
        AND (other.law_id, other.article, other.inserted) <> (one.law_id, one.article, one.inserted)
    GROUP BY one.law_id, one.article, one.inserted, other.law_id, other.article, other.inserted
    """,
)


def migrate(db: Database) -> None:
    """The table ``judging`` and the view ``law_pairs``."""
    for statement in _STATEMENTS:
        db.conn.execute(statement)
