"""The bundled sample site, from the command line to the database: a whole crawl, a second one, a killed one, the archive."""

from __future__ import annotations

import importlib.util
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.demo.server import DemoServer
from tests.programs import Program, run_cli

_spec = importlib.util.spec_from_file_location("recorded", Path(__file__).with_name("recorded.py"))
assert _spec is not None
assert _spec.loader is not None
recorded = importlib.util.module_from_spec(_spec)
sys.modules["recorded"] = recorded
_spec.loader.exec_module(recorded)


@pytest.fixture(scope="module")
def server() -> Iterator[DemoServer]:
    with DemoServer() as running:
        yield running


@pytest.fixture(scope="module")
def whole(server: DemoServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a crawl that nobody disturbed, with as many processes as a user gets, started as a user does."""
    folder = tmp_path_factory.mktemp("whole")
    recorded.add_and_crawl(server.base_url, folder)
    return folder


def stored(folder: Path) -> set[tuple[str, str, str]]:
    """(path, title, body) of every stored article."""
    return {(path, row["title"], row["body"]) for path, row in recorded.articles(folder / "articles.db").items()}


def ask(folder: Path, query: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(folder / "articles.db")) as connection:
        return connection.execute(query).fetchall()


def check_sound(folder: Path) -> None:
    assert ask(folder, "PRAGMA integrity_check") == [("ok",)]
    assert ask(folder, "PRAGMA foreign_key_check") == []
    assert ask(folder, "SELECT url FROM articles GROUP BY url HAVING count(*) > 1") == []


def test_everything_that_is_an_article_is_stored(server: DemoServer, whole: Path) -> None:
    expected = {article.path for article in server.site.articles}
    assert {path for path, _, _ in stored(whole)} == expected
    check_sound(whole)


def test_broken_pages_are_counted_with_a_reason(whole: Path) -> None:
    reasons = {reason for (reason,) in ask(whole, "SELECT DISTINCT reason FROM failures")}
    assert "http_500" in reasons
    assert "http_404" in reasons


def test_a_second_crawl_finds_nothing_new_and_nothing_changed(server: DemoServer, whole: Path) -> None:
    """Although view counters and the related list change with every request, and everything is fetched again."""
    before = stored(whole)
    recorded.add_and_crawl(server.base_url, whole, "--full", run=run_cli)
    new, changed, same = ask(whole, "SELECT new, changed, same FROM runs ORDER BY id DESC LIMIT 1")[0]
    assert (new, changed) == (0, 0)
    assert same == len(before)
    assert stored(whole) == before
    assert ask(whole, "SELECT count(*) FROM revisions") == [(0,)]


def test_a_crawl_that_is_killed_again_and_again_ends_with_the_same_articles(
    server: DemoServer, whole: Path, tmp_path: Path
) -> None:
    """kill -9 at random moments; each new crawl picks up where the last one stopped, nothing is lost or stored twice."""
    places = ("--db", str(tmp_path / "articles.db"), "--config", str(tmp_path / "config"))
    recorded.impatient(tmp_path, workers=1)
    assert run_cli("sites", "add", server.base_url, "--allow-private", *places).returncode == 0
    moments = random.Random(7)
    killed, sizes = 0, [0]
    for _ in range(3):
        with Program("crawl", *places) as crawl:
            wait_for_articles(tmp_path / "articles.db", sizes[-1] + moments.randint(1, 12), crawl)
            time.sleep(moments.random() * 0.05)
            killed += crawl.poll() is None
            crawl.send_signal(signal.SIGKILL)
            crawl.wait()
        check_sound(tmp_path)
        sizes.append(len(recorded.articles(tmp_path / "articles.db")))
        assert sizes[-1] >= sizes[-2]
    assert killed >= 2, "the crawl was over too soon to be killed"
    recorded.add_and_crawl(server.base_url, tmp_path, run=run_cli)
    assert stored(tmp_path) == stored(whole)
    check_sound(tmp_path)


def wait_for_articles(db: Path, count: int, crawl: Program) -> None:
    """Until a crawl has stored so many articles, or is over."""
    deadline = time.monotonic() + 60
    while crawl.poll() is None and time.monotonic() < deadline:
        if db.exists():
            with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True)) as connection:
                try:
                    if connection.execute("SELECT count(*) FROM articles").fetchone()[0] >= count:
                        return
                except sqlite3.OperationalError:
                    time.sleep(0.05)  # the schema is being made
        time.sleep(0.02)


def test_articles_come_out_of_the_archive_again(whole: Path, tmp_path: Path) -> None:
    """Without the network: an empty database is filled from data/archive, and finds the same articles."""
    done = run_cli(
        "reprocess",
        *("--db", str(tmp_path / "articles.db"), "--config", str(whole / "config")),
        *(str(path) for path in sorted((whole / "archive").glob("*.warc.gz"))),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert stored(tmp_path) == stored(whole)
