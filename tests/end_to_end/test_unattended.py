"""What befalls a program that runs for months: a stop, a full disk, readers that stay, another crawl, a backup meanwhile."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.crawl import crawl
from pipeline.crawl.events import Event, RunSummary
from pipeline.demo.server import DemoServer
from pipeline.site import ArchiveSettings, CrawlSettings, Discovery, Settings, Site
from pipeline.store import open_store
from pipeline.store.upkeep import restore
from tests.programs import Program, run_cli

ROOT = Path(__file__).resolve().parents[2]
SETTINGS = Settings(archive=ArchiveSettings(enabled=False), crawl=CrawlSettings(workers=0, patience=0))
LEFT_OUT = ("^/tags/", "^/author/")  # lists of the demo site that lead to no other article
ARTICLES = 62


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    with DemoServer() as server:
        yield server.base_url + "/"


def configure(
    folder: Path, base_url: str, *more: str, settings: str = "[crawl]\nworkers = 0\npatience = 0.0\n"
) -> list[str]:
    """config/ with the demo site; the options that say where everything is."""
    (folder / "config" / "sites").mkdir(parents=True)
    (folder / "config" / "settings.toml").write_text(settings, "utf-8")
    lines = [
        f'base_url = "{base_url}"',
        "allow_private = true",
        *more,
        "[discover]",
        f"exclude_patterns = {[*LEFT_OUT]}",
    ]
    (folder / "config" / "sites" / "demo.toml").write_text("\n".join(lines), "utf-8")
    return ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]


def ask(db: Path, query: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"file:{db}?mode=ro", uri=True, timeout=5)) as connection:
        return connection.execute(query).fetchall()


def wait_for(db: Path, query: str, seconds: float = 90.0) -> None:
    """Until a query gives something."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if db.exists() and ask(db, query)[0][0]:
                return
        except sqlite3.OperationalError:
            time.sleep(0.02)  # the schema is being made
        time.sleep(0.02)
    raise AssertionError(f"nothing came of {query}")


def _squeezed(text: str) -> str:
    """Without the spaces and line ends of tables."""
    return "".join(text.split())


def run(base_url: str, folder: Path, **options: Any) -> RunSummary:
    site = Site("demo", base_url, allow_private=True, discover=Discovery(exclude_patterns=LEFT_OUT))
    (summary,) = asyncio.run(crawl([site], SETTINGS, folder / "articles.db", folder / "archive", **options))
    return summary


def test_sigterm_finishes_the_pages_in_flight_and_leaves_soon(base_url: str, tmp_path: Path) -> None:
    places = configure(
        tmp_path, base_url, "[schedule]", 'every = "1h"', "[politeness]", "delay = 0.1", "concurrency = 2"
    )
    db = tmp_path / "articles.db"
    with Program(*places, "schedule", "--log-format", "json") as running:
        wait_for(db, "SELECT count(*) FROM articles")
        assert ask(db, "SELECT count(*) FROM schedulers") == [(1,)]
        began = time.monotonic()
        running.send_signal(signal.SIGTERM)
        assert running.wait() == 0, running.err
        seconds = time.monotonic() - began
        lines = [json.loads(line) for line in running.err.splitlines()]
    assert seconds < 10
    assert ask(db, "SELECT count(*) FROM pages WHERE state = 'leased'") == [(0,)]
    assert ask(db, "SELECT state, extra ->> 'ending' FROM runs") == [("stopped", "stopped")]
    assert ask(db, "SELECT held_by FROM sites") == [(None,)]
    assert ask(db, "SELECT count(*) FROM schedulers") == [(0,)]
    assert [line["action"] for line in lines][-1] == "stopped"
    assert {line["level"] for line in lines} <= {"info", "warning"}


def test_a_scheduler_that_was_killed_is_seen_and_the_next_one_goes_on(base_url: str, tmp_path: Path) -> None:
    # A request that the dead one may have had under way blocks its host for as long as a request may take.
    settings = "[crawl]\nworkers = 0\npatience = 0.0\n[fetch]\nconnect_timeout = 2\ntotal_timeout = 5\n"
    more = ("[schedule]", 'every = "1d"', "[politeness]", "delay = 0.1")
    places = configure(tmp_path, base_url, *more, settings=settings)
    db = tmp_path / "articles.db"
    with Program(*places, "schedule") as running:
        wait_for(db, "SELECT count(*) FROM articles")
        running.send_signal(signal.SIGKILL)
        running.wait()
    checked = CliRunner().invoke(cli, [*places, "status", "--check"], catch_exceptions=False)
    assert checked.exit_code == 1
    assert "没有正常停止" in _squeezed(checked.output)
    before = ask(db, "SELECT count(*) FROM articles")[0][0]
    began = time.monotonic()
    with Program(*places, "schedule") as running:
        wait_for(db, f"SELECT count(*) > {before} FROM articles")
        assert time.monotonic() - began < 90, "the site that the dead one held is free at once"
        running.send_signal(signal.SIGTERM)
        running.wait()
    assert ask(db, "SELECT extra ->> 'why' FROM runs ORDER BY id DESC LIMIT 1") == [("unfinished",)]


def test_one_crawl_of_a_site_at_a_time_across_processes(base_url: str, tmp_path: Path) -> None:
    """The second one says who has the site, and what to do; nothing is fetched twice."""
    places = configure(tmp_path, base_url, "[politeness]", "delay = 0.1")
    with Program(*places, "crawl") as first:
        wait_for(tmp_path / "articles.db", "SELECT count(*) FROM articles")
        second = CliRunner().invoke(cli, [*places, "crawl"], catch_exceptions=False)
        first.send_signal(signal.SIGINT)
        first.wait()
    assert second.exit_code == 1
    assert f"的进程{first.pid}正在抓这个站点" in _squeezed(second.output)
    assert ask(tmp_path / "articles.db", "SELECT count(*) FROM runs") == [(1,)]


def test_a_reader_that_stays_does_not_stop_a_crawl(base_url: str, tmp_path: Path) -> None:
    """A read transaction over the whole crawl: it sees the old state, and the WAL is taken in when it is gone."""
    with open_store(tmp_path / "articles.db", read_only=False):
        pass
    with closing(sqlite3.connect(tmp_path / "articles.db", isolation_level=None)) as reader:
        reader.execute("BEGIN")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        summary = run(base_url, tmp_path)
        assert summary.ending == "finished"
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (0,)
        reader.execute("COMMIT")
        assert reader.execute("SELECT count(*) FROM articles").fetchone() == (ARTICLES,)
    with open_store(tmp_path / "articles.db", read_only=False) as store:
        store.maintain()
    assert not (tmp_path / "articles.db-wal").exists() or (tmp_path / "articles.db-wal").stat().st_size == 0


def test_a_backup_while_a_crawl_writes_can_be_restored(base_url: str, tmp_path: Path) -> None:
    """Several, at moments of the crawl; each is one moment's state, and a crawl from it finds the rest."""
    made: list[Path] = []

    def copy(event: Event) -> None:
        if event.kind == "article" and event.tally.articles in (5, 25):
            target = tmp_path / f"b{event.tally.articles}.db"
            thread = threading.Thread(target=_backup, args=(tmp_path / "articles.db", target))
            thread.start()
            made.append(target)
            threads.append(thread)

    threads: list[threading.Thread] = []
    assert run(base_url, tmp_path, on_event=copy).ending == "finished"
    for thread in threads:
        thread.join()
    for source in made:
        folder = tmp_path / source.stem
        folder.mkdir()
        restore(source, folder / "articles.db")
        before = ask(folder / "articles.db", "SELECT count(*) FROM articles")[0][0]
        assert 5 <= before <= ARTICLES
        assert ask(folder / "articles.db", "PRAGMA integrity_check") == [("ok",)]
    run(base_url, folder)
    assert ask(folder / "articles.db", "SELECT count(*) FROM articles") == [(ARTICLES,)]


def _backup(db: Path, target: Path) -> None:
    with open_store(db) as store:
        store.backup(target)


FULL_DISK = """
set -e
mount -t tmpfs -o size=64m tmpfs {disk}
cp -r {config} {disk}/config
head -c 63300000 /dev/zero > {disk}/ballast
for turn in full free; do
    {python} {program} --db {disk}/articles.db --config {disk}/config crawl 2>{disk}.err >{disk}.out || echo "status $?"
    tail -n 1 {disk}.err
    rm -f {disk}/ballast
    {python} -c "import sqlite3; c = sqlite3.connect('{disk}/articles.db'); print(c.execute('PRAGMA integrity_check').fetchone()[0])"
done
{python} -c "import sqlite3; c = sqlite3.connect('{disk}/articles.db'); print(c.execute('SELECT count(*) FROM articles').fetchone()[0])"
"""


def test_a_full_disk_is_one_clear_line_and_it_goes_on_when_there_is_room(base_url: str, tmp_path: Path) -> None:
    """A disk of 64 megabytes (the WAL may take half of it), nearly full: a file system in a mount namespace of its own."""
    disk = tmp_path / "disk"
    disk.mkdir()
    spaces = [shutil.which("unshare") or "unshare", "--map-root-user", "--mount"]
    probe = f"mount -t tmpfs -o size=1m tmpfs {disk}"
    if not shutil.which("unshare") or subprocess.run([*spaces, "sh", "-c", probe], capture_output=True).returncode:
        pytest.skip("needs a mount namespace of one's own (unshare --mount), which this machine does not allow")
    settings = "[crawl]\nworkers = 0\npatience = 0.0\n[archive]\nenabled = false\n"
    configure(tmp_path, base_url, settings=settings)
    script = FULL_DISK.format(
        disk=disk, config=tmp_path / "config", python=sys.executable, program=ROOT / "run_pipeline.py"
    )
    done = subprocess.run([*spaces, "bash", "-c", script], capture_output=True, text=True, cwd=ROOT, timeout=120)
    lines = done.stdout.splitlines()
    assert done.returncode == 0, done.stdout + done.stderr
    assert lines[0] == "status 2"
    assert "磁盘满了" in lines[1]
    assert lines[2] == "ok", "what was stored is whole"
    assert lines[-2:] == ["ok", str(ARTICLES)]


QUERIES = """
import encodings.utf_8_sig, os, sys
from click.testing import CliRunner
from pipeline.cli.app import cli
import pipeline.cli.search, pipeline.cli.laws, pipeline.cli.duplicates, pipeline.cli.status, pipeline.cli.export
import pipeline.alerts.rules, pipeline.store, pipeline.laws.registry, pipeline.config, rich.table, rich.text
pipeline.laws.registry.default()
if os.getuid() == 0:
    os.setgid(65534)
    os.setuid(65534)
for query in (["search", "催收"], ["show", "1"], ["related", "1"], ["laws", "top"], ["duplicates"], ["status"], ["export"]):
    found = CliRunner().invoke(cli, ["--db", sys.argv[1], *query])
    print(query[0], found.exit_code, bool(found.output), repr(found.exception or ""))
"""


def test_queries_work_on_a_read_only_medium(demo_db: Path) -> None:
    folder = Path("/tmp") / f"read-only-{os.getpid()}"  # the parents of tmp_path are closed to other users
    folder.mkdir(mode=0o755)
    try:
        with open_store(demo_db) as store:
            store.backup(folder / "articles.db")
        (folder / "articles.db").chmod(0o444)
        folder.chmod(0o555)
        done = run_cli(str(folder / "articles.db"), code=QUERIES)
        assert done.stderr == ""
        assert [line.split()[1:] for line in done.stdout.splitlines()] == [["0", "True", "''"]] * 7, done.stdout
        assert [file.name for file in folder.iterdir()] == ["articles.db"]
    finally:
        folder.chmod(0o755)
        shutil.rmtree(folder)


def test_doctor_repairs_a_damaged_file_from_backup_and_archive(base_url: str, tmp_path: Path) -> None:
    """The backup is of the middle of the crawl, the damage of later: what came between comes out of the archive."""
    places = configure(tmp_path, base_url)
    for limit in ("30", "500"):
        CliRunner().invoke(cli, [*places, "crawl", "--max-pages", limit], catch_exceptions=False)
        if limit == "30":
            assert CliRunner().invoke(cli, [*places, "backup"], catch_exceptions=False).exit_code == 0
    db = tmp_path / "articles.db"
    before = ask(db, "SELECT url, title, body FROM articles ORDER BY url")
    assert len(before) == ARTICLES
    data = bytearray(db.read_bytes())
    data[4096 * 3 : 4096 * 60] = os.urandom(4096 * 57)
    db.write_bytes(data)
    for tail in ("-wal", "-shm"):
        Path(f"{db}{tail}").unlink(missing_ok=True)
    told = CliRunner().invoke(cli, [*places, "doctor", "--offline"])
    assert told.exit_code == 1
    assert "doctor --repair" in told.output
    mended = CliRunner().invoke(cli, [*places, "doctor", "--repair", "--offline"], catch_exceptions=False)
    assert mended.exit_code == 0, mended.output
    for part in ("已损坏", "已恢复备份", "补回", "修复完毕"):
        assert part in mended.output
    assert ask(db, "SELECT url, title, body FROM articles ORDER BY url") == before
    assert list(tmp_path.glob("articles.db.damaged-*"))
