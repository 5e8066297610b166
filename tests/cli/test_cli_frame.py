"""The frame of the command line: help, the README's list of commands, exit statuses, one clear line for an error."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline import cli
from pipeline.cli import app
from pipeline.demo.server import DemoServer
from pipeline.errors import ConfigError, PipelineError

ROOT = Path(__file__).resolve().parents[2]


def _commands() -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """Every command with the words that call it, subcommands too."""
    context = click.Context(app.cli)
    for name in app.cli.list_commands(context):
        command = app.cli.get_command(context, name)
        assert command is not None
        yield (name,), command
        if isinstance(command, click.Group):
            yield from (((name, inner), each) for inner, each in command.commands.items())


def _leaves() -> list[tuple[tuple[str, ...], click.Command]]:
    return [(words, command) for words, command in _commands() if not isinstance(command, click.Group)]


@pytest.mark.parametrize(
    ("words", "command"), list(_commands()), ids=lambda value: " ".join(value) if isinstance(value, tuple) else ""
)
def test_every_command_and_option_has_help(words: tuple[str, ...], command: click.Command) -> None:
    answer = CliRunner().invoke(app.cli, [*words, "--help"])
    assert answer.exit_code == 0
    assert command.help
    assert len(command.help) > 10
    for option in command.params:
        if isinstance(option, click.Option):
            assert option.help, f"{' '.join(words)} {option.name} says nothing of itself"


@pytest.mark.parametrize("words", [words for words, _ in _leaves()], ids=" ".join)
def test_every_command_stands_in_the_readme(words: tuple[str, ...]) -> None:
    table = [line for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| `")]
    call = " ".join(words)
    assert any(line.startswith((f"| `{call}`", f"| `{call} ")) for line in table), f"README's table lacks {call}"


def test_the_readme_lists_no_command_that_is_gone() -> None:
    known = {" ".join(words) for words, _ in _leaves()}
    section = (ROOT / "README.md").read_text("utf-8").split("## 全部命令")[1].split("\n## ")[0]
    for line in section.splitlines():
        if line.startswith("| `"):
            words = line.removeprefix("| `").split("`")[0].split()
            call = " ".join(word for word in words if word.islower())
            assert call in known, call


def _calls() -> list[str]:
    """Every call of the program in README and CONTRIBUTING."""
    found = []
    for name in ("README.md", "CONTRIBUTING.md"):
        text = (ROOT / name).read_text("utf-8")
        blocks = re.findall(r"```sh\n(.*?)```", text, re.DOTALL)
        lines = [line for block in blocks for line in block.splitlines()] + re.findall(r"`(debt-articles [^`]+)`", text)
        found += [line for line in lines if line.startswith("debt-articles ")]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize("call", _calls())
def test_every_call_in_the_readme_is_understood(call: str) -> None:
    """Parsed, not run: the command is there and takes these arguments and options."""
    words = [word for word in shlex.split(call, comments=True)[1:] if not re.fullmatch(r"\[?[A-Z]+…?\]?", word)]
    command: click.Command = app.cli
    context = click.Context(command)
    while isinstance(command, click.Group):
        found = command.get_command(context, words[0])
        assert found is not None, call
        command, words = found, words[1:]
    missing = not words and any(isinstance(one, click.Argument) and one.required for one in command.params)
    command.make_context("call", ["PLACE"] if missing else words)


def _main(monkeypatch: pytest.MonkeyPatch, *args: str) -> int:
    with pytest.raises(SystemExit) as stop:
        app.main(list(args))
    code = stop.value.code
    assert isinstance(code, int)
    return code


@pytest.mark.parametrize(
    ("error", "code", "shown"),
    [
        (
            ConfigError("config/sites/a.toml: unknown key «colour»"),
            2,
            "错误：config/sites/a.toml: unknown key «colour»",
        ),
        (PipelineError("a.toml: one\nb.toml: two"), 2, "错误：a.toml: one\n错误：b.toml: two\n"),  # a line each
        (PermissionError(13, "Permission denied", "/x.db"), 2, "错误：没有权限：/x.db"),
        (ZeroDivisionError("division by zero"), 3, "程序内部错误：ZeroDivisionError: division by zero"),
        (KeyboardInterrupt(), 130, "已中断。"),
    ],
    ids=["set-up", "two mistakes", "system", "bug", "Ctrl-C"],
)
def test_an_error_is_one_line_on_stderr_and_never_a_traceback(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], error: BaseException, code: int, shown: str
) -> None:
    @click.command()
    def broken() -> None:
        raise error

    monkeypatch.setattr(app.cli, "get_command", lambda ctx, name: broken)
    monkeypatch.delenv(app.DEBUG, raising=False)
    assert _main(monkeypatch, "broken") == code
    out, err = capsys.readouterr()
    assert out == ""
    assert err.strip().startswith(shown.strip())
    assert len([line for line in err.splitlines() if line]) == max(shown.count("错误："), 1)
    assert "Traceback" not in err


@pytest.mark.parametrize(
    "args",
    [
        ("no-such-command",),
        ("crawl", "--max-pages", "0"),
        ("crawl", "--since", "yesterday"),
        ("search",),  # without a query
        ("--no-such-option",),
        ("search", "x", "--limit", "many"),
        ("search", "x", "--limt", "3"),  # a slip is no word to search for
    ],
    ids=" ".join,
)
def test_wrong_use_is_exit_status_2(monkeypatch: pytest.MonkeyPatch, args: tuple[str, ...]) -> None:
    assert _main(monkeypatch, *args) == 2


@pytest.mark.parametrize(
    ("args", "code"),
    [
        (("laws", "check", "empty.txt"), 1),  # nothing found
        (("reprocess",), 1),
        (("--help",), 0),
        (("--version",), 0),
        (("search", "--help"), 0),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_the_exit_status_reaches_the_shell(tmp_path: Path, args: tuple[str, ...], code: int) -> None:
    (tmp_path / "empty.txt").write_text("今天天气很好。", "utf-8")
    command = [sys.executable, str(ROOT / "run_pipeline.py"), *args]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == code, done.stderr


@pytest.mark.parametrize(
    "args",
    [("--db", "none.db", "search", "催收"), ("search", "催收", "--db", "none.db")],
    ids=["before the command", "after it"],
)
def test_db_is_understood_before_and_after_the_command(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, args: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert _main(monkeypatch, *args) == 2
    assert "none.db" in capsys.readouterr().err
    assert not (tmp_path / "none.db").exists(), "a query makes no database"


def test_help_imports_no_heavy_library_and_opening_a_database_no_extraction() -> None:
    """Commands start fast because nothing heavy is loaded; measured by what is imported, not by a clock."""
    code = (
        "import gc, sys\nfrom pipeline.cli import app\n"
        "try:\n    app.main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'rich', 'httpx', 'aiohttp', 'sqlite_utils', 'pydantic', 'selectolax', 'opencc', 'apscheduler'}\n"
        "print('HEAVY', sorted(heavy & set(sys.modules)))\n"
        "print('SELDOM', gc.get_threshold()[0] >= 10_000)\n"
        "import pipeline.store.store\n"
        "heavy = {'numpy', 'selectolax', 'pipeline.extract', 'pipeline.discover', 'pydantic', 'sqlite_utils'}\n"
        "print('STORE', sorted(heavy & set(sys.modules)))"
    )
    answer = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert "HEAVY []" in answer.stdout
    assert "STORE []" in answer.stdout
    assert "SELDOM True" in answer.stdout, "the imports alone would look for cycles 300 times"


def test_output_into_a_file_is_utf_8_in_any_locale(tmp_path: Path) -> None:
    """Python would write a pipe in the locale's charset, and fail on Chinese in most."""
    done = subprocess.run(
        [sys.executable, str(ROOT / "run_pipeline.py"), "--help"],
        env={"PATH": os.environ["PATH"], "PYTHONIOENCODING": "latin-1"},
        capture_output=True,
        check=True,
        cwd=tmp_path,
    )
    assert "债务与催收文章" in done.stdout.decode("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
@pytest.mark.parametrize(
    ("out", "err", "code"),
    [
        pytest.param("null", "full", 0, id="the log of a crawl: the crawl goes on"),
        pytest.param("full", "full", 2, id="the result itself: told by the status, whatever else cannot be written"),
    ],
)
def test_a_full_disk_under_the_output(tmp_path: Path, out: str, err: str, code: int) -> None:
    (tmp_path / "config" / "sites").mkdir(parents=True)
    command = [sys.executable, str(ROOT / "run_pipeline.py"), "crawl", "--max-pages", "3"]
    with DemoServer() as site, open(f"/dev/{out}", "w") as stdout, open(f"/dev/{err}", "w") as stderr:
        text = f'base_url = "{site.base_url}"\nallow_private = true\n'
        (tmp_path / "config" / "sites" / "demo.toml").write_text(text, "utf-8")
        (tmp_path / "config" / "settings.toml").write_text("[crawl]\nworkers = 0\n", "utf-8")
        done = subprocess.run(command, cwd=tmp_path, stdout=stdout, stderr=stderr, check=False)
    assert done.returncode == code
    with closing(sqlite3.connect(tmp_path / "data" / "articles.db")) as database:
        assert database.execute("SELECT state, pages FROM runs").fetchall() == [("finished", 3)]


class _Interrupts:
    """In the place of an import: Ctrl-C just then."""

    @staticmethod
    def find_spec(name: str, path: object = None, target: object = None) -> None:
        if name == "pipeline.cli.app":
            raise KeyboardInterrupt


def test_ctrl_c_while_the_program_is_being_imported(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delitem(sys.modules, "pipeline.cli.app")
    monkeypatch.delattr("pipeline.cli.app")
    monkeypatch.setattr(sys, "meta_path", [_Interrupts, *sys.meta_path])
    with pytest.raises(SystemExit) as ended:
        cli.main(["status"])
    assert ended.value.code == 130
    assert capsys.readouterr().err == "已中断。\n"
