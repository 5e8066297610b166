"""What copies are found and grouped by. One row of duplicate_texts is one text, however many articles hold it."""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # ``weight`` is ten times that of the text (quoted statutes and boilerplate count a tenth); ``leader_id`` is the text
    # whose copy this is, or itself; ``source_id`` the leader of a text that holds this one (an excerpt).
    """
    CREATE TABLE duplicate_texts (
        id INTEGER PRIMARY KEY,
        masked_hash TEXT NOT NULL UNIQUE,
        weight INTEGER NOT NULL,
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
)


def migrate(db: Database) -> None:
    """Create the tables; what is stored already is placed by ``duplicates --rebuild`` or when it changes."""
    for statement in STATEMENTS:
        db.conn.execute(statement)
