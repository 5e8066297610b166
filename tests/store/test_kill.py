"""kill -9 at random moments: nothing lost, nothing twice, the file sound."""

from __future__ import annotations

import random
import signal
import time
from datetime import UTC, datetime
from pathlib import Path

from pipeline.store import open_store
from tests.programs import Program

PAGES = 250
KILLS = 3

# A crawl without network: page N leads to pages 2N+1 and 2N+2; every page is an article, every seventh fails once,
# every tenth is a list.
CRAWLER = """
import hashlib, sys
from datetime import UTC, datetime, timedelta
from pipeline.models import Article, Citation, Failure, Fingerprint, Link, Record, Verdict
from pipeline.site import Site
from pipeline.store import open_store

path, pages, owner = sys.argv[1], int(sys.argv[2]), sys.argv[3]
site = Site("a", "https://a.example/")
link = lambda n: Link(f"https://a.example/{n}", "article")
with open_store(path, read_only=False) as store:
    store.frontier.add([link(0)], site=site, now=datetime.now(UTC))
    print("ready", flush=True)
    while True:
        now = datetime.now(UTC) + timedelta(minutes=5)  # the back-off of the failures is over
        leased = store.frontier.lease(now, owner=owner, limit=7, site="a", seconds=0.05)
        if not leased and not store.frontier.counts(now=now).leased:
            break
        for page in leased:
            n = int(page.url.rsplit("/", 1)[1])
            found = [link(m) for m in (2 * n + 1, 2 * n + 2) if m < pages]
            if n % 7 == 3 and not page.attempts:
                store.frontier.finish(page, "failed", datetime.now(UTC), failure=Failure("fetch", "timeout", page.url, retry=True))
            elif n % 10 == 9:
                store.frontier.finish(page, "not_article", now, kind="list", links=found)
            else:
                body = f"第{n}篇文章的正文。" * 30
                digest = hashlib.sha256(body.encode()).hexdigest()
                citation = Citation("民法典", "cn/law/民法典", n, 0, None, None, 0, 2, body[:2])
                article = Article(page.url, page.url, f"标题{n}", body)
                record = Record(article, (citation,), (Verdict(citation, "exists"),), Fingerprint(digest, digest, (n,), 9))
                store.save(record, site=site, page_url=page.url, fetched_at=now, links=found, depth=page.depth)
"""


def crawl(path: Path, owner: str) -> Program:
    process = Program(str(path), str(PAGES), owner, code=CRAWLER)
    process.wait_for("ready")
    return process


def test_killed_at_random_moments_and_started_again_it_ends_as_if_never_killed(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    dice = random.Random(20260301)
    for kill in range(KILLS):
        with crawl(path, f"owner-{kill}") as process:
            time.sleep(dice.uniform(0.01, 0.25))
            process.send_signal(signal.SIGKILL)
            process.wait()
        with open_store(path, read_only=False) as store:
            assert store.check() == []
            halves = "SELECT count(*) FROM articles WHERE id NOT IN (SELECT article_id FROM {})"
            for part in ("citations", "fingerprints", "pages WHERE article_id IS NOT NULL"):
                assert store.connection.execute(halves.format(part)).fetchone()[0] == 0
    with crawl(path, "last") as last:
        assert last.wait(60) == 0
    expected = {f"https://a.example/{n}" for n in range(PAGES) if n % 10 != 9}
    with open_store(path, read_only=False) as store:
        urls = [url for (url,) in store.connection.execute("SELECT url FROM articles")]
        assert sorted(urls) == sorted(expected)
        assert store.frontier.counts(now=datetime.now(UTC)).total == PAGES
        assert store.connection.execute("SELECT count(*) FROM revisions").fetchone()[0] == 0
        assert store.connection.execute("SELECT count(*) FROM citations").fetchone()[0] == len(expected)
        assert store.check() == []
        store.connection.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
