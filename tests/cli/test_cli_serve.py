"""``serve``: Datasette over the database, in Chinese, read-only, on loopback, ended by a signal without leftovers."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from click.testing import CliRunner

from pipeline.cli import app
from pipeline.cli.app import cli

ROOT = Path(__file__).resolve().parents[2]
NOT_IN_DEMO = {"changed", "spreading"}  # nothing in the demo site is changed, and what is copied there is right


@pytest.fixture(scope="module")
def address(crawled: Any) -> Iterator[str]:
    """Where the database is served."""
    pytest.importorskip("datasette", reason="serve needs the extra «web»")
    command = [sys.executable, str(ROOT / "run_pipeline.py"), "--db", str(crawled.db), "serve", "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stderr is not None
        found = None
        lines = []
        while not found and (line := server.stderr.readline()):
            lines.append(line)
            found = re.search(r"running on (http://127\.0\.0\.1:\d+)", line)
        assert found, "".join(lines)
        yield found[1]
        server.send_signal(signal.SIGTERM)
        assert "Traceback" not in server.stderr.read()


def test_pages_go_by_words_where_settings_ask_for_meaning_and_nothing_is_ready_for_it(
    crawled: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipeline.cli import serve

    asked = {}
    monkeypatch.setattr(serve, "_run", lambda *_, semantic: asked.update(semantic=semantic))
    (tmp_path / "settings.toml").write_text("[search]\nsemantic = true\n", "utf-8")
    done = CliRunner().invoke(cli, ["--db", str(crawled.db), "--config", str(tmp_path), "serve"])
    assert done.exit_code == 0
    assert "先只按词检索" in done.stderr
    assert asked == {"semantic": False}


def get(url: str) -> str:
    with urllib.request.urlopen(url) as answer:
        return str(answer.read().decode())


def test_the_front_page_is_chinese_and_shows_the_views_first(address: str) -> None:
    assert "债务文章库" in get(address + "/")
    page = get(address + "/articles")
    assert page.index("article_overview") < page.index("/articles/citations")
    assert "存疑的引用" in page


@pytest.mark.parametrize(
    "name", [*json.loads((ROOT / "pipeline/web/metadata.json").read_text("utf-8"))["database"]["queries"]]
)
def test_every_canned_query_runs(address: str, name: str) -> None:
    params = {"by_law": "&law=" + quote("民法典"), "by_provision": f"&law={quote('中华人民共和国民法典')}&article=675"}
    found = json.loads(get(f"{address}/articles/{name}.json?_shape=array{params.get(name, '')}"))
    assert found or name in NOT_IN_DEMO, f"{name} finds nothing in the demo site"


def test_the_index_can_be_searched_from_the_browser(address: str) -> None:
    sql = "select count(*) as n from articles_fts where articles_fts match '\"催收\"'"
    (row,) = json.loads(get(f"{address}/articles.json?_shape=array&sql={quote(sql)}"))
    assert row["n"] > 10


def test_nothing_can_be_written_from_the_browser(address: str) -> None:
    with pytest.raises(urllib.error.HTTPError, match="400"):
        get(f"{address}/articles.json?sql={quote('delete from articles')}")


def test_without_datasette_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], crawled: Any
) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(SystemExit) as stop:
        app.main(["--db", str(crawled.db), "serve"])
    assert stop.value.code == 2
    assert "pip install -e '.[web]'" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("host", "words", "why"),
    [
        ("127.0.0.1", "端口已被占用", "another program listens there"),
        ("192.0.2.1", "本机没有这个地址", "an address of another machine"),
        ("no such host.invalid", "查不到这个监听地址", "no name"),
    ],
)
def test_where_nobody_can_listen_is_one_line_and_status_2(
    crawled: Any, capsys: pytest.CaptureFixture[str], host: str, words: str, why: str
) -> None:
    pytest.importorskip("datasette", reason="serve needs the extra «web»")
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SystemExit) as stop:
            app.main(["--db", str(crawled.db), "serve", "--host", host, "--port", str(taken.getsockname()[1])])
    assert stop.value.code == 2
    error = capsys.readouterr().err
    assert words in error
    assert error.count("\n") == 1


def test_a_missing_database_is_told_before_a_server_starts(tmp_path: Path) -> None:
    pytest.importorskip("datasette", reason="serve needs the extra «web»")
    result = CliRunner().invoke(cli, ["--db", str(tmp_path / "none.db"), "serve"])
    assert "none.db" in str(result.exception)
