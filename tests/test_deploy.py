"""docs/deploy: every call in it is one that the program understands, and the files hold what the pages promise."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import tomllib
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.config.load import _SETTINGS, _SITE

ROOT = Path(__file__).resolve().parents[1]
DEPLOY = ROOT / "docs" / "deploy"


def calls() -> list[str]:
    """Command lines of the units, the image and the page."""
    found = []
    for unit in DEPLOY.glob("*.service"):
        found += re.findall(r"^ExecStart=\S+/debt-articles (.+)$", unit.read_text("utf-8"), re.MULTILINE)
    image = (DEPLOY / "Dockerfile").read_text("utf-8")
    entry, command = (re.search(rf"^{key} \[(.+)\]$", image, re.MULTILINE) for key in ("ENTRYPOINT", "CMD"))
    assert entry is not None
    assert command is not None
    found.append(" ".join([*re.findall(r'"([^"]+)"', entry[1])[1:], *re.findall(r'"([^"]+)"', command[1])]))
    page = (ROOT / "docs" / "unattended.md").read_text("utf-8")
    found += [call.split("#")[0] for call in re.findall(r"^debt-articles (.+)$", page, re.MULTILINE)]
    return found


@pytest.mark.parametrize("call", calls())
def test_every_call_is_understood(call: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Parsed, not run."""
    parsed = []
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: parsed.append(self.name))
    assert CliRunner().invoke(cli, shlex.split(call), catch_exceptions=False).exit_code == 0
    assert len(parsed) == 2, "the program itself, and a command of it"


def test_the_settings_in_the_page_are_valid() -> None:
    page = (ROOT / "docs" / "unattended.md").read_text("utf-8")
    site, alerts = (tomllib.loads(block) for block in re.findall(r"```toml\n(.*?)```", page, re.DOTALL))
    _SITE.validate_python({"name": "x", "base_url": "http://x.cn/", **site})
    _SETTINGS.validate_python(alerts)


def test_the_image_is_slim_not_root_and_has_one_volume() -> None:
    lines = (DEPLOY / "Dockerfile").read_text("utf-8").splitlines()
    assert all(line.split()[1].endswith("-slim-bookworm") for line in lines if line.startswith("FROM"))
    assert [line for line in lines if line.startswith("VOLUME")] == ["VOLUME /data"]
    user = next(i for i, line in enumerate(lines) if line == "USER debt-articles")
    assert user < next(i for i, line in enumerate(lines) if line.startswith("ENTRYPOINT"))


def test_systemd_accepts_the_units(tmp_path: Path) -> None:
    if not shutil.which("systemd-analyze"):
        pytest.skip("systemd-analyze is not on this machine")
    program = tmp_path / "debt-articles"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    for unit in DEPLOY.glob("debt-articles*.*"):
        text = unit.read_text("utf-8").replace("/opt/debt-articles/bin/debt-articles", str(program))
        (tmp_path / unit.name).write_text(text, "utf-8")
    units = sorted(str(path) for path in tmp_path.glob("*.service")) + sorted(
        str(path) for path in tmp_path.glob("*.timer")
    )
    done = subprocess.run(["systemd-analyze", "verify", *units], capture_output=True, text=True, check=False)
    complaints = [line for line in done.stderr.splitlines() if "debt-articles" in line]
    assert complaints == []
