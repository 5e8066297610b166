"""How many articles each site has, and how many of them say themselves that they come from elsewhere."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    """
    CREATE TABLE duplicate_habits (
        site TEXT PRIMARY KEY REFERENCES sites(name) ON DELETE CASCADE,
        articles INTEGER NOT NULL DEFAULT 0,
        taken INTEGER NOT NULL DEFAULT 0
    ) STRICT, WITHOUT ROWID
    """,
    """
    INSERT INTO duplicate_habits (site, articles, taken)
    SELECT site, count(*), count(taken_from) FROM duplicate_members JOIN articles ON id = article_id GROUP BY site
    """,
)


def migrate(db: Database) -> None:
    """The counts of the articles that were placed already."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
