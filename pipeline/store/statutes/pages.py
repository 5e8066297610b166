"""Statutes among the pages that were crawled."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from pipeline.laws import Registry, Statutes
from pipeline.laws.naming.pages import statute_page
from pipeline.store.statutes.sources import StatuteText


def crawled_statutes(connection: sqlite3.Connection, registry: Registry, held: Statutes) -> Iterator[StatuteText]:
    """The articles of statutes that pages give in full, as far as ``held`` lacks them: what was imported is better."""
    rows = connection.execute(
        "SELECT title, body FROM articles WHERE body LIKE '%第一条%' OR body LIKE '%第1条%' ORDER BY id"
    )
    seen: set[str] = set()
    for title, body in rows:
        page = statute_page(title, body, registry)
        if page is None or page.version.version_id in seen:
            continue
        seen.add(page.version.version_id)
        for article, inserted, text in page.articles:
            if held.article(page.version.version_id, article, inserted) is None:
                yield StatuteText(page.work.title, page.version.published, article, inserted, text)
