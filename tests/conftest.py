"""For all tests: what hypothesis keeps between runs goes to a folder that is removed, not into the checkout; the demo's
database, made once.
"""

from __future__ import annotations

import fcntl
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


def pytest_unconfigure(config: pytest.Config) -> None:
    """The end of the session."""
    _HOME.cleanup()


@pytest.fixture(scope="session")
def demo_db(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the demo, for reading: one for all tests, whichever of xdist's processes needs it first."""
    from pipeline.cli import cli

    own = tmp_path_factory.getbasetemp()
    shared = own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own
    made = shared / "demo"
    with (shared / "demo.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            done = CliRunner().invoke(cli, ["demo", "--keep", str(shared / "demo.part")], catch_exceptions=False)
            assert done.exit_code == 0, done.output
            (shared / "demo.part").rename(made)
    return made / "articles.db"
