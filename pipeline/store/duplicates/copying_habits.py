"""Sites that mostly take their articles from elsewhere, by their own word: evidence of who is the original.

Told from what each article says of its source and not from the copies found, which would go round in a circle.
"""

from __future__ import annotations

import sqlite3

LEAST = 10  # articles, before anything is said of a site
MOSTLY = 0.5  # share of articles that name another source

# Whether the site ``articles.site`` is such a site, as a column of a query that joins duplicate_habits.
IS_COPYING = f"(duplicate_habits.articles >= {LEAST} AND taken >= {MOSTLY} * duplicate_habits.articles)"


def count(connection: sqlite3.Connection, site: str, *, articles: int = 0, taken: int = 0) -> bool:
    """Count articles of a site in or out; returns whether the site became a copying one, or ceases to be one."""
    if not articles and not taken:
        return False
    before = _is_copying(connection, site)
    connection.execute(
        "INSERT INTO duplicate_habits (site, articles, taken) VALUES (:site, :articles, :taken)"
        " ON CONFLICT (site) DO UPDATE SET articles = articles + excluded.articles, taken = taken + excluded.taken",
        {"site": site, "articles": articles, "taken": taken},
    )
    return _is_copying(connection, site) != before


def groups(connection: sqlite3.Connection, site: str) -> list[int]:
    """The leaders of all groups in which the site has an article beside another one."""
    rows = connection.execute(
        "SELECT DISTINCT leader_id FROM duplicates AS found"
        " JOIN articles ON articles.id IN (found.article_id, found.original_id)"
        " JOIN duplicate_members AS members ON members.article_id = articles.id"
        " JOIN duplicate_texts ON duplicate_texts.id = text_id WHERE site = ? AND leader_id IS NOT NULL",
        (site,),
    )
    return [leader for (leader,) in rows.fetchall()]


def _is_copying(connection: sqlite3.Connection, site: str) -> bool:
    row = connection.execute(f"SELECT {IS_COPYING} FROM duplicate_habits WHERE site = ?", (site,)).fetchone()
    return bool(row and row[0])
