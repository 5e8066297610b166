"""A host that asked to be left alone is left alone by every command that has the database which knows of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from pipeline.cli.app import cli
from pipeline.cli.configured import network
from pipeline.cli.options import Place
from pipeline.models import Failure, HostState
from pipeline.site import Settings, Site
from pipeline.store.hosts import SharedHosts, keep_pauses, pauses
from tests import databases

NOBODY = "127.0.0.1:9"  # whoever asks it is refused the connection
FOREVER = 1e12  # beyond the longest pause believed: a day from now
SITE = f'name = "quiet"\nbase_url = "http://{NOBODY}/"\nallow_private = true\n[discover]\nstart = ["/"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.db").write_bytes(databases.empty())
    (tmp_path / "config" / "sites").mkdir(parents=True)
    (tmp_path / "config" / "sites" / "quiet.toml").write_text(SITE, "utf-8")
    with SharedHosts(tmp_path / "a.db") as hosts:
        pause = lambda state: replace(state, paused_until=FOREVER, reason="http_429")  # noqa: E731
        asyncio.run(hosts.update(NOBODY, pause))
    return tmp_path


def told(folder: Path, *command: str) -> str:
    """All that a command says, its error included."""
    places = ["--db", str(folder / "a.db"), "--config", str(folder / "config")]
    result = CliRunner().invoke(cli, [*places, *command])
    return f"{result.output}{result.exception}".replace("\n", "")


COMMANDS = (
    ("sites", "add", f"http://{NOBODY}/", "--name", "again", "--allow-private"),
    ("sites", "check", "quiet"),
    ("extract", f"http://{NOBODY}/n/1.html", "--allow-private"),
    ("doctor",),
)


@pytest.mark.parametrize("command", COMMANDS, ids=" ".join)
def test_commands_keep_to_the_pauses_of_hosts(folder: Path, command: tuple[str, ...]) -> None:
    said = told(folder, *command)
    assert "请求过多 http_429" in said
    assert "以后再试" in said
    assert "连接不上" not in said


def test_where_no_database_is_none_is_made(folder: Path) -> None:
    assert pauses(folder / "none.db", 0) == []
    keep_pauses(folder / "none.db", [HostState("a.example", paused_until=FOREVER)])
    assert not (folder / "none.db").exists()


def test_what_one_command_learns_the_next_knows(folder: Path) -> None:
    """Also of an address on this machine, whose requests are counted by each process for itself."""

    async def main() -> list[Failure]:
        async def reply(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            asked.append((await reader.readuntil(b"\r\n\r\n")).split()[1])
            status = b"404 X" if asked[-1] == b"/robots.txt" else b"429 X\r\nRetry-After: 3600"
            writer.write(b"HTTP/1.1 " + status + b"\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
            writer.close()

        server = await asyncio.start_server(reply, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/"
        place, site = Place(folder / "a.db", folder / "config"), Site("a", url, allow_private=True)
        found = []
        for _ in range(2):
            async with network(place, Settings()) as client:
                found.append(await client.get(url, site=site))
        server.close()
        return found

    asked: list[bytes] = []
    answers = asyncio.run(main())
    assert [answer.reason for answer in answers] == ["http_429", "host_paused"]
    assert asked == [b"/robots.txt", b"/"]
