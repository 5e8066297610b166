"""One database for all tests of the command line: the demo site, added, crawled and archived by the commands."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline.cli.app import cli
from pipeline.demo.server import DemoServer


@dataclass(frozen=True, slots=True)
class Crawled:
    """Where the demo site was crawled to, and what was asked of it."""

    db: Path
    config: Path
    requests: tuple[str, ...]
    base_url: str


@pytest.fixture(scope="session")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    """The demo site after ``sites add`` and ``crawl``; it goes on being served."""
    folder = tmp_path_factory.mktemp("crawled")
    places = ["--db", str(folder / "articles.db"), "--config", str(folder / "config")]
    (folder / "config").mkdir()
    # What is broken in the demo site is broken for good: no waiting for a better answer.
    (folder / "config" / "settings.toml").write_text("[fetch]\nmax_attempts = 1\n[crawl]\nworkers = 0\n", "utf-8")
    with DemoServer() as server:
        for args in (["sites", "add", server.base_url, "--name", "demo", "--allow-private"], ["crawl"]):
            done = CliRunner().invoke(cli, [*places, *args], catch_exceptions=False)
            assert done.exit_code == 0, done.output
        yield Crawled(folder / "articles.db", folder / "config", tuple(server.requests), server.base_url)


@pytest.fixture
def run(crawled: Crawled) -> Callable[..., Result]:
    """Call a command on that database."""

    def call(*args: str) -> Result:
        places = ["--db", str(crawled.db), "--config", str(crawled.config)]
        return CliRunner().invoke(cli, [*places, *args], catch_exceptions=False)

    return call
