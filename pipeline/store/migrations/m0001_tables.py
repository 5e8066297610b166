"""Every table and view of the first schema, except full-text search.

Times are UTC as ISO 8601 text with seconds, so that they sort as text; booleans are 0 and 1; lists are JSON text.
"""

from __future__ import annotations

from sqlite_utils import Database

STATEMENTS = (
    # ------------------------------------------------------------------------------------------------ sites and pages
    """
    CREATE TABLE sites (
        name TEXT PRIMARY KEY,
        base_url TEXT NOT NULL,
        title TEXT NOT NULL DEFAULT '',
        platform TEXT NOT NULL DEFAULT 'generic',
        enabled INTEGER NOT NULL DEFAULT 1,
        verified INTEGER NOT NULL DEFAULT 1,
        first_seen_at TEXT NOT NULL,
        paused_until TEXT,
        paused_reason TEXT,
        held_by TEXT,
        held_until TEXT,
        turn INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    """
    CREATE TABLE pages (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        site TEXT NOT NULL REFERENCES sites(name),
        kind TEXT NOT NULL,
        page_kind TEXT,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'leased', 'done', 'failed', 'gone')),
        priority INTEGER NOT NULL,
        due_at TEXT,
        leased_by TEXT,
        leased_until TEXT,
        attempts INTEGER NOT NULL DEFAULT 0,
        missing INTEGER NOT NULL DEFAULT 0,
        depth INTEGER NOT NULL DEFAULT 0,
        referrer TEXT,
        hint TEXT,
        etag TEXT,
        last_modified TEXT,
        status INTEGER,
        reason TEXT,
        article_id INTEGER REFERENCES articles(id) ON DELETE SET NULL,
        first_seen_at TEXT NOT NULL,
        visited_at TEXT,
        changed_at TEXT,
        visits INTEGER NOT NULL DEFAULT 0,
        changes INTEGER NOT NULL DEFAULT 0,
        observed INTEGER NOT NULL DEFAULT 0,
        warc_file TEXT,
        warc_offset INTEGER,
        run_id INTEGER REFERENCES runs(id) ON DELETE SET NULL
    ) STRICT
    """,
    # What is due, for one site and priority: the lease reads only the rows it takes.
    "CREATE INDEX pages_due ON pages(site, priority, due_at) WHERE state = 'waiting'",
    "CREATE INDEX pages_leased ON pages(leased_by, leased_until) WHERE state = 'leased'",
    "CREATE INDEX pages_put_off ON pages(due_at) WHERE state = 'failed' AND due_at IS NOT NULL",
    # The rest, for counting, without touching this index at each lease.
    "CREATE INDEX pages_settled ON pages(site, state) WHERE state IN ('done', 'failed', 'gone')",
    "CREATE INDEX pages_run ON pages(run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX pages_article ON pages(article_id) WHERE article_id IS NOT NULL",
    # ------------------------------------------------------------------------------------------------------- articles
    """
    CREATE TABLE articles (
        id INTEGER PRIMARY KEY,
        url TEXT NOT NULL UNIQUE,
        site TEXT NOT NULL REFERENCES sites(name),
        title TEXT NOT NULL,
        published_at TEXT,
        published_precision TEXT,
        modified_at TEXT,
        author TEXT,
        source TEXT,
        editor TEXT,
        category TEXT,
        tags TEXT NOT NULL DEFAULT '[]',
        breadcrumb TEXT NOT NULL DEFAULT '[]',
        language TEXT,
        topic_score REAL NOT NULL DEFAULT 0,
        on_topic INTEGER NOT NULL DEFAULT 0,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL,
        changed_at TEXT,
        gone_at TEXT,
        body_hash TEXT NOT NULL,
        url_key TEXT NOT NULL,
        body TEXT NOT NULL,
        blocks TEXT NOT NULL DEFAULT '[]',
        images TEXT NOT NULL DEFAULT '[]',
        notices TEXT NOT NULL DEFAULT '[]',
        warnings TEXT NOT NULL DEFAULT '[]'
    ) STRICT
    """,
    "CREATE INDEX articles_published ON articles(published_at)",
    "CREATE INDEX articles_first_seen ON articles(first_seen_at)",
    "CREATE INDEX articles_site ON articles(site, published_at, on_topic)",
    "CREATE INDEX articles_url_key ON articles(url_key)",
    """
    CREATE TABLE revisions (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        title TEXT NOT NULL,
        body TEXT NOT NULL,
        body_hash TEXT NOT NULL,
        published_at TEXT,
        published_precision TEXT,
        first_seen_at TEXT NOT NULL,
        last_seen_at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX revisions_article ON revisions(article_id, first_seen_at)",
    """
    CREATE TABLE site_links (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        position INTEGER NOT NULL,
        url TEXT NOT NULL,
        title TEXT NOT NULL,
        teaser TEXT NOT NULL DEFAULT '',
        PRIMARY KEY (article_id, position)
    ) STRICT
    """,
    "CREATE INDEX site_links_url ON site_links(url)",
    """
    CREATE TABLE related (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        related_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        score REAL NOT NULL,
        reasons TEXT NOT NULL DEFAULT '[]',
        PRIMARY KEY (article_id, related_id)
    ) STRICT
    """,
    "CREATE INDEX related_back ON related(related_id)",
    # ------------------------------------------------------------------------------------------------------------ laws
    """
    CREATE TABLE laws (
        law_id TEXT PRIMARY KEY,
        title TEXT NOT NULL,
        type TEXT,
        issuer TEXT,
        known INTEGER NOT NULL DEFAULT 0,
        repealed TEXT,
        successor TEXT
    ) STRICT
    """,
    """
    CREATE TABLE law_versions (
        version TEXT PRIMARY KEY,
        law_id TEXT NOT NULL REFERENCES laws(law_id) ON DELETE CASCADE,
        published TEXT,
        effective TEXT,
        expired TEXT,
        doc_no TEXT,
        articles TEXT NOT NULL DEFAULT '[]'
    ) STRICT
    """,
    "CREATE INDEX law_versions_law ON law_versions(law_id, published)",
    """
    CREATE TABLE law_aliases (
        alias TEXT NOT NULL,
        law_id TEXT NOT NULL REFERENCES laws(law_id) ON DELETE CASCADE,
        PRIMARY KEY (alias, law_id)
    ) STRICT
    """,
    "CREATE INDEX law_aliases_law ON law_aliases(law_id)",
    """
    CREATE TABLE citations (
        id INTEGER PRIMARY KEY,
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        law TEXT,
        law_id TEXT REFERENCES laws(law_id),
        article INTEGER,
        inserted INTEGER NOT NULL DEFAULT 0,
        paragraph INTEGER,
        item INTEGER,
        start INTEGER NOT NULL,
        "end" INTEGER NOT NULL,
        raw TEXT NOT NULL,
        status TEXT NOT NULL DEFAULT 'not_held',
        "on" TEXT,
        version TEXT,
        successor TEXT,
        quotation TEXT NOT NULL DEFAULT 'not_held',
        quoted TEXT,
        statute TEXT,
        similarity REAL,
        explanation TEXT NOT NULL DEFAULT '',
        questionable INTEGER NOT NULL DEFAULT 0
    ) STRICT
    """,
    "CREATE INDEX citations_article ON citations(article_id, start)",
    "CREATE INDEX citations_law ON citations(law_id, article, inserted, article_id)",
    "CREATE INDEX citations_questionable ON citations(article_id) WHERE questionable = 1",
    # ------------------------------------------------------------------------------------------------------ duplicates
    """
    CREATE TABLE fingerprints (
        article_id INTEGER PRIMARY KEY REFERENCES articles(id) ON DELETE CASCADE,
        content_hash TEXT NOT NULL,
        masked_hash TEXT NOT NULL,
        sketch BLOB NOT NULL,
        length INTEGER NOT NULL
    ) STRICT
    """,
    "CREATE INDEX fingerprints_content ON fingerprints(content_hash)",
    "CREATE INDEX fingerprints_masked ON fingerprints(masked_hash)",
    """
    CREATE TABLE duplicates (
        article_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        original_id INTEGER NOT NULL REFERENCES articles(id) ON DELETE CASCADE,
        kind TEXT NOT NULL,
        similarity REAL NOT NULL,
        evidence TEXT NOT NULL DEFAULT '{}',
        PRIMARY KEY (article_id, original_id)
    ) STRICT
    """,
    "CREATE INDEX duplicates_original ON duplicates(original_id)",
    # ------------------------------------------------------------------------------------------------ runs and failures
    """
    CREATE TABLE runs (
        id INTEGER PRIMARY KEY,
        site TEXT REFERENCES sites(name),
        kind TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('running', 'finished', 'stopped', 'failed')),
        started_at TEXT NOT NULL,
        finished_at TEXT,
        pages INTEGER NOT NULL DEFAULT 0,
        new INTEGER NOT NULL DEFAULT 0,
        changed INTEGER NOT NULL DEFAULT 0,
        same INTEGER NOT NULL DEFAULT 0,
        duplicate INTEGER NOT NULL DEFAULT 0,
        not_modified INTEGER NOT NULL DEFAULT 0,
        not_article INTEGER NOT NULL DEFAULT 0,
        gone INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        extra TEXT NOT NULL DEFAULT '{}',
        warnings TEXT NOT NULL DEFAULT '[]'
    ) STRICT
    """,
    "CREATE INDEX runs_site ON runs(site, started_at)",
    """
    CREATE TABLE failures (
        id INTEGER PRIMARY KEY,
        run_id INTEGER REFERENCES runs(id) ON DELETE SET NULL,
        site TEXT,
        url TEXT NOT NULL,
        stage TEXT NOT NULL,
        reason TEXT NOT NULL,
        detail TEXT NOT NULL DEFAULT '',
        status INTEGER,
        kind TEXT,
        at TEXT NOT NULL
    ) STRICT
    """,
    "CREATE INDEX failures_run ON failures(run_id, reason)",
    "CREATE INDEX failures_site ON failures(site, at)",
    "CREATE INDEX failures_url ON failures(url)",
    # ------------------------------------------------------------------------------------------------ views for people
    """
    CREATE VIEW article_overview AS
    SELECT
        articles.id,
        articles.title,
        articles.site,
        articles.category,
        date(articles.published_at, '+8 hours') AS published,
        articles.author,
        articles.on_topic,
        articles.topic_score,
        length(articles.body) AS characters,
        (SELECT count(*) FROM citations WHERE citations.article_id = articles.id) AS citations,
        (SELECT count(*) FROM citations WHERE citations.article_id = articles.id AND questionable = 1) AS questionable,
        (SELECT kind FROM duplicates WHERE duplicates.article_id = articles.id AND kind <> 'excerpt' LIMIT 1) AS copy,
        (SELECT count(*) FROM revisions WHERE revisions.article_id = articles.id) AS revisions,
        articles.gone_at,
        articles.url
    FROM articles
    """,
    """
    CREATE VIEW law_counts AS
    SELECT
        law_id,
        law,
        article,
        inserted,
        count(*) AS citations,
        count(DISTINCT article_id) AS articles,
        sum(questionable) AS questionable
    FROM citations
    WHERE law IS NOT NULL
    GROUP BY law_id, law, article, inserted
    """,
    """
    CREATE VIEW questionable_citations AS
    SELECT
        citations.id AS citation_id,
        articles.id AS article_id,
        articles.title,
        articles.site,
        citations.law,
        citations.article,
        citations.inserted,
        citations.raw,
        citations.status,
        citations.quotation,
        citations.explanation,
        citations.quoted,
        citations.statute,
        citations.version,
        citations.successor,
        citations."on",
        articles.url
    FROM citations JOIN articles ON articles.id = citations.article_id
    WHERE citations.questionable = 1
    """,
    """
    CREATE VIEW duplicate_groups AS
    SELECT
        duplicates.original_id,
        originals.title AS original_title,
        originals.site AS original_site,
        duplicates.article_id,
        copies.title,
        copies.site,
        duplicates.kind,
        duplicates.similarity,
        copies.url
    FROM duplicates
    JOIN articles AS originals ON originals.id = duplicates.original_id
    JOIN articles AS copies ON copies.id = duplicates.article_id
    WHERE duplicates.kind <> 'excerpt'
    """,
)


def migrate(db: Database) -> None:
    """Create everything; statement by statement, because ``executescript`` would end the transaction."""
    db.conn.execute("PRAGMA application_id = 0x44656274")  # connection.APPLICATION_ID: how a file is known to be ours
    for statement in STATEMENTS:
        db.conn.execute(statement)
