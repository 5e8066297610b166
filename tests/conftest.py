"""For all tests: what hypothesis keeps between runs goes to a folder that is removed, not into the checkout."""

from __future__ import annotations

import tempfile

import pytest
from hypothesis import configuration

_HOME = tempfile.TemporaryDirectory(prefix="hypothesis-")
configuration.set_hypothesis_home_dir(_HOME.name)


def pytest_unconfigure(config: pytest.Config) -> None:
    """The end of the session."""
    _HOME.cleanup()
