"""A web server on loopback that does what it is told, byte for byte, however wrong."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from typing import Any, Self

import pytest


@dataclass(frozen=True)
class Request:
    target: str
    headers: dict[str, str]


Reply = bytes | AsyncIterator[bytes]
Handler = Callable[[Request], Reply]


def http(
    body: bytes | str = b"", status: int = 200, headers: dict[str, str] | None = None, *, length: int | None = None
) -> bytes:
    """A response; ``length`` lies about the body, -1 leaves Content-Length out."""
    data = body.encode() if isinstance(body, str) else body
    fields = {"Content-Type": "text/html; charset=utf-8", **(headers or {})}
    if length != -1:
        fields["Content-Length"] = str(len(data) if length is None else length)
    head = "".join(f"{name}: {value}\r\n" for name, value in fields.items())
    return f"HTTP/1.1 {status} X\r\n{head}\r\n".encode("latin-1") + data


@dataclass
class Server:
    """``async with Server({"/path": reply}) as server``: a reply is bytes, or a function of the request that gives bytes or
    an async iterator of bytes. What is not routed is 404. A connection is closed after a reply without a true length.
    """

    routes: dict[str, bytes | Handler] = field(default_factory=dict)
    requests: list[Request] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        self._tasks: set[asyncio.Task[Any]] = set()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def asked(self) -> list[str]:
        """Paths in the order they were asked for, without robots.txt."""
        return [request.target for request in self.requests if request.target != "/robots.txt"]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        try:
            while await self._one(reader, writer):
                pass
        except (ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            return
        finally:
            self._tasks.discard(task)
            writer.close()

    async def _one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        fields = dict(line.split(": ", 1) for line in head[1:] if line)
        request = Request(head[0].split(" ")[1], {name.lower(): value for name, value in fields.items()})
        self.requests.append(request)
        route = self.routes.get(request.target, http("nothing", 404))
        reply = route(request) if callable(route) else route
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            if isinstance(reply, bytes):
                writer.write(reply)
                await writer.drain()
                return _whole(reply) and b"Connection: close" not in reply
            async for piece in reply:
                writer.write(piece)
                await writer.drain()
            return False
        finally:
            self.at_once -= 1


def _whole(reply: bytes) -> bool:
    """Whether the reply's Content-Length is true, so that the connection can go on."""
    head, _, body = reply.partition(b"\r\n\r\n")
    _, found, length = head.partition(b"Content-Length: ")
    return bool(found) and length.partition(b"\r\n")[0] == str(len(body)).encode()


@dataclass
class Clock:
    """Time that passes only when somebody sleeps."""

    time: float = 1_700_000_000.0
    slept: list[float] = field(default_factory=list)

    def now(self) -> float:
        return self.time

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        until = self.time + seconds
        await asyncio.sleep(0)
        self.time = max(self.time, until)


@pytest.fixture
def serve() -> type[Server]:
    return Server


@pytest.fixture
def reply() -> Callable[..., bytes]:
    return http


@pytest.fixture
def clock() -> Clock:
    return Clock()
