"""For all tests: what hypothesis keeps between runs goes to a folder that is removed, not into the checkout; the demo's
database, made once.
"""

from __future__ import annotations

import fcntl
import gc
import os
import tempfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import configuration, settings

_HOME = tempfile.TemporaryDirectory(prefix="hypothesis-")
configuration.set_hypothesis_home_dir(_HOME.name)
settings.register_profile("no clock", deadline=None)  # a busy machine fails no test
settings.load_profile("no clock")


gc.disable()  # until all tests are collected: they stay, and to look at them again and again would find nothing


def pytest_collection_finish(session: pytest.Session) -> None:
    """What was imported and collected stays to the end: the collections that crawls ask for need not walk it each time."""
    gc.enable()
    gc.collect()
    gc.freeze()


def pytest_unconfigure(config: pytest.Config) -> None:
    """The end of the session."""
    _HOME.cleanup()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder that the demo keeps, for reading, and what it said: made once for all tests, by whichever of xdist's
    processes needs it first.
    """
    from pipeline.cli.app import cli

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    made, said = shared / "demo", shared / "demo.txt"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            done = CliRunner().invoke(cli, ["demo", "--keep", str(shared / "demo.part")], catch_exceptions=False)
            assert done.exit_code == 0, done.output
            said.write_text(done.stdout, "utf-8")
            (shared / "demo.part").rename(made)
    return made, said.read_text("utf-8")


@pytest.fixture(scope="session")
def demo_db(demo: tuple[Path, str]) -> Path:
    """The database of the demo, for reading."""
    return demo[0] / "articles.db"
