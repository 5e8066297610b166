"""Texts are numbered by their place in the order in which copies are grouped, which no order of arrival changes.

The sketch, so far kept twice, is kept with the text alone. Articles of before are placed anew, some at every upkeep
(duplicates.catch_up), or all of them by ``duplicates --rebuild``; what was found of them stays.
"""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    "DROP TABLE duplicate_features",
    "DROP TABLE duplicate_members",
    "DROP TABLE duplicate_texts",
    # One row is one text, however many articles hold it; ``id`` is Fingerprint.number. ``leader_id`` is the text whose
    # copy this is, or itself; ``source_id`` the leader of a text that holds this one (an excerpt).
    """
    CREATE TABLE duplicate_texts (
        id INTEGER PRIMARY KEY,
        masked_hash TEXT NOT NULL,
        sketch BLOB NOT NULL,
        leader_id INTEGER REFERENCES duplicate_texts(id),
        score REAL NOT NULL DEFAULT 0,
        source_id INTEGER REFERENCES duplicate_texts(id),
        contained REAL NOT NULL DEFAULT 0,
        original_id INTEGER REFERENCES articles(id) ON DELETE SET NULL
    ) STRICT
    """,
    "CREATE INDEX duplicate_texts_leader ON duplicate_texts(leader_id)",
    "CREATE INDEX duplicate_texts_source ON duplicate_texts(source_id) WHERE source_id IS NOT NULL",
    "CREATE INDEX duplicate_texts_original ON duplicate_texts(original_id)",
    """
    CREATE TABLE duplicate_members (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        text_id INTEGER NOT NULL REFERENCES duplicate_texts(id),
        taken_from TEXT
    ) STRICT
    """,
    "CREATE INDEX duplicate_members_text ON duplicate_members(text_id)",
    # An inverted index of the sketches. ``leads`` first, so that leaders are read without the copies that follow them.
    """
    CREATE TABLE duplicate_features (
        feature INTEGER NOT NULL,
        leads INTEGER NOT NULL,
        text_id INTEGER NOT NULL,
        PRIMARY KEY (feature, leads, text_id)
    ) STRICT, WITHOUT ROWID
    """,
    "DROP INDEX fingerprints_masked",
    "ALTER TABLE fingerprints DROP COLUMN sketch",
)


def migrate(db: Database) -> None:
    """Nothing of the articles is touched."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
