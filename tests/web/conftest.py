"""The demo site, crawled once, served inside the process; and a database whose every field is hostile."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.store import open_store

pytest.importorskip("datasette", reason="the pages need the extra «web»")

Get = Callable[..., Any]
HOSTILE = '"><script>window.pwned=1</script><img src=x onerror="window.pwned=2">{{7*7}}<b>'
BAD_URL = "javascript:window.pwned=3//https://x.example/"


@pytest.fixture(scope="session")
def hostile_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two articles, copies of each other, with markup in every text that a site could give."""
    file = tmp_path_factory.mktemp("hostile") / "articles.db"
    body = f"{HOSTILE} 依据《民法典》第六百七十五条，逾期应当还款，催收不得骚扰。\n{HOSTILE}\n第二段催收。" * 4
    rows = [
        {
            "url": f"https://{name}.example/1.html",
            "title": f"催收 {HOSTILE}",
            "body": body + extra,
            "author": HOSTILE,
            "category": HOSTILE,
            "site": HOSTILE,
            "published_at": "2026-10-01",
        }
        for name, extra in (("one", ""), ("two", f"\n编者按：{HOSTILE}转载。"))
    ]
    with open_store(file, read_only=False) as store:
        assert store.import_articles(rows, now=datetime.now(UTC)).new + 1 >= 1
        # What no import sets: a hostile site could, so the pages must bear it.
        texts = json.dumps([HOSTILE])
        store.connection.execute(
            "UPDATE articles SET url = url || ?, source = ?, editor = ?, tags = ?, breadcrumb = ?, notices = ?, images = ?,"
            " language = ?, on_topic = 1",
            ("#" + HOSTILE, HOSTILE, HOSTILE, texts, texts, texts, json.dumps([BAD_URL]), HOSTILE),
        )
        store.connection.execute("UPDATE articles SET url = ? WHERE id = 2", (BAD_URL,))
        store.connection.execute(
            "UPDATE citations SET law = ?, raw = ?, explanation = ?, quoted = ?, statute = ?, version = ?, successor = ?,"
            " status = ?, quotation = 'altered', questionable = 1, similarity = 0.5",
            (HOSTILE, HOSTILE, HOSTILE, HOSTILE + "甲", HOSTILE + "乙", HOSTILE, HOSTILE, HOSTILE),
        )
        store.connection.execute("UPDATE laws SET title = ?, type = ?, issuer = ?", (HOSTILE, HOSTILE, HOSTILE))
        store.connection.execute(
            "UPDATE sites SET title = ?, base_url = ?, platform = ?, paused_until = '2999-01-01T00:00:00+00:00',"
            " paused_reason = ?",
            (HOSTILE, BAD_URL, HOSTILE, HOSTILE),
        )
        evidence = json.dumps(
            {key: [[HOSTILE, HOSTILE]] for key in ("slots", "words")}
            | {key: [HOSTILE] for key in ("added", "dropped")}
            | {"because": HOSTILE}
        )
        store.connection.execute("DELETE FROM duplicates")
        store.connection.execute(
            "INSERT INTO duplicates (article_id, original_id, kind, similarity, evidence) VALUES (2, 1, 'template', .9, ?)",
            (evidence,),
        )
        store.connection.execute("INSERT OR REPLACE INTO related VALUES (1, 2, 1.0, ?)", (texts,))
        store.connection.execute(
            "INSERT INTO revisions (article_id, title, body, body_hash, first_seen_at, last_seen_at)"
            " VALUES (1, ?, ?, '', '2026-01-01T00:00:00+00:00', '2026-02-01T00:00:00+00:00')",
            (HOSTILE, HOSTILE),
        )
        store.connection.execute(
            "INSERT INTO runs (site, kind, state, started_at, warnings) VALUES (?, 'crawl', 'finished', '2026-01-01T00:00:00+00:00', ?)",
            (HOSTILE, texts),
        )
        store.connection.execute(
            "INSERT INTO failures (run_id, site, url, stage, reason, detail, at)"
            " SELECT max(id), ?, ?, ?, ?, ?, '2026-01-01T00:00:00+00:00' FROM runs",
            (HOSTILE, BAD_URL, HOSTILE, HOSTILE, HOSTILE),
        )
        store.connection.execute("INSERT INTO site_links VALUES (1, 90, ?, ?, ?)", (BAD_URL, HOSTILE, HOSTILE))
        store.connection.execute("UPDATE law_versions SET doc_no = ?", (HOSTILE,))
        store.connection.execute("INSERT INTO law_aliases VALUES (?, 'cn/law/民法典')", (HOSTILE,))
        store.connection.commit()
    return file


@pytest.fixture(scope="session")
def loop() -> Iterator[asyncio.Runner]:
    """One event loop for all requests."""
    with asyncio.Runner() as runner:
        yield runner


@pytest.fixture(scope="session")
def serving(loop: asyncio.Runner) -> Callable[[Path], Get]:
    """``serving(db)`` gives a function that asks the pages of that database, without a socket."""

    def serve(db: Path, **options: Any) -> Get:
        from pipeline.web.server import make

        datasette = make(db, **options)
        loop.run(datasette.invoke_startup())

        def get(path: str, method: str = "GET", **values: Any) -> Any:
            return loop.run(datasette.client.request(method, path, **values))

        return get

    return serve


@pytest.fixture(scope="session")
def get(serving: Callable[[Path], Get], demo_db: Path) -> Get:
    """Ask a page of the demo."""
    return serving(demo_db)
