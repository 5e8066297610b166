"""Every example of docs/analysis.md runs on the demo's database and finds something there."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import sqlite3
import warnings
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "analysis.md").read_text("utf-8")
SECTIONS = re.findall(r"^## (\d+)\..*?\n(.*?)(?=^## |\Z)", PAGE, re.M | re.S)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, demo_db: Path) -> Path:
    """Where demo-data is."""
    folder = tmp_path_factory.mktemp("analysis")
    shutil.copytree(demo_db.parent, folder / "demo-data")
    return folder


def code(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.S)


def test_there_are_ten() -> None:
    assert [number for number, _ in SECTIONS] == [str(n) for n in range(1, 11)]


@pytest.mark.parametrize(("number", "text"), [one for one in SECTIONS if code(one[1], "sql")], ids=lambda one: one[:2])
def test_sql(folder: Path, number: str, text: str) -> None:
    for sql in code(text, "sql"):
        with contextlib.closing(sqlite3.connect(folder / "demo-data" / "articles.db")) as db:
            assert db.execute(sql).fetchall(), number


@pytest.mark.parametrize(
    ("number", "text"), [one for one in SECTIONS if code(one[1], "python")], ids=lambda one: one[:2]
)
def test_pandas(folder: Path, number: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("pandas", reason="the pandas examples need pandas")
    if "parquet" in text:
        pytest.importorskip("pyarrow", reason="needs the extra «parquet»")
    monkeypatch.chdir(folder)
    for line in "".join(code(text, "sh")).splitlines():
        args = line.partition("run_pipeline.py ")[2].split()
        assert CliRunner().invoke(cli, args, catch_exceptions=False).exit_code == 0, line
    variables: dict[str, Any] = {}
    shown = io.StringIO()
    with contextlib.redirect_stdout(shown), warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # of pandas, that it prefers SQLAlchemy
        exec(code(PAGE, "python")[0], variables)
        for block in code(text, "python"):
            exec(block, variables)
        variables["db"].close()
    assert len(shown.getvalue().splitlines()) > 2
