"""Full-text search: the index over the articles, the triggers that keep it true, and what is known of common terms."""

from __future__ import annotations

from sqlite_utils import Database

from pipeline.store import index

STATEMENTS = (
    # What the index is made of. The functions are registered by store/index.py.
    """
    CREATE VIEW articles_segmented AS
    SELECT id, segment(title) AS title, segment_headings(blocks) AS headings, segment(body) AS body FROM articles
    """,
    # remove_diacritics 0: what a token is, is decided by text.segment alone.
    """
    CREATE VIRTUAL TABLE articles_fts USING fts5 (
        title, headings, body,
        content = 'articles_segmented', content_rowid = 'id',
        tokenize = 'unicode61 remove_diacritics 0'
    )
    """,
    # ORDER BY rank prefers the title for every client (index.WEIGHTS).
    "INSERT INTO articles_fts (articles_fts, rank) VALUES ('rank', 'bm25(8.0, 3.0, 1.0)')",
    """
    CREATE TRIGGER articles_fts_insert AFTER INSERT ON articles BEGIN
        INSERT INTO articles_fts (rowid, title, headings, body)
        VALUES (new.id, segment(new.title), segment_headings(new.blocks), segment(new.body));
    END
    """,
    """
    CREATE TRIGGER articles_fts_delete AFTER DELETE ON articles BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, headings, body)
        VALUES ('delete', old.id, segment(old.title), segment_headings(old.blocks), segment(old.body));
    END
    """,
    # A visit that changed nothing (last_seen_at …) does not touch the index.
    """
    CREATE TRIGGER articles_fts_update AFTER UPDATE OF id, title, blocks, body ON articles
    WHEN old.id IS NOT new.id OR old.title IS NOT new.title OR old.blocks IS NOT new.blocks OR old.body IS NOT new.body
    BEGIN
        INSERT INTO articles_fts (articles_fts, rowid, title, headings, body)
        VALUES ('delete', old.id, segment(old.title), segment_headings(old.blocks), segment(old.body));
        INSERT INTO articles_fts (rowid, title, headings, body)
        VALUES (new.id, segment(new.title), segment_headings(new.blocks), segment(new.body));
    END
    """,
    # How many articles a term is in, by index.upkeep: read in place of long posting lists.
    "CREATE VIRTUAL TABLE articles_terms USING fts5vocab ('articles_fts', 'row')",
    "CREATE TABLE search_terms (term TEXT PRIMARY KEY, articles INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    # Which articles have been linked to related ones, and how many there were then (its highest id).
    """
    CREATE TABLE related_state (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        articles INTEGER NOT NULL
    ) STRICT
    """,
    # Tables that existed before this step are indexed now.
    "INSERT INTO articles_fts (articles_fts) VALUES ('rebuild')",
)


def migrate(db: Database) -> None:
    """Create the index and what keeps it true."""
    index.register(db.conn)
    for statement in STATEMENTS:
        db.conn.execute(statement)
