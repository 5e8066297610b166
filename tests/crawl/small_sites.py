"""Small sites on loopback that misbehave as real ones do, and what a crawl makes of them."""

from __future__ import annotations

import asyncio
import sqlite3
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl import crawl, crawler
from pipeline.crawl.events import CrawlOptions, RunSummary
from pipeline.fetch import Client
from pipeline.site import ArchiveSettings, CrawlSettings, Settings, Site
from tests import databases

SETTINGS = Settings(archive=ArchiveSettings(enabled=False), crawl=CrawlSettings(workers=0, patience=0))
ENOUGH = 150  # requests: no site below needs a third of them

Pages = Callable[[str, str], "str | tuple[int, dict[str, str], str | bytes] | None"]  # host, path and query → page


def article(number: int, *, head: str = "", tail: str = "") -> str:
    """An article page; no two numbers share a sentence."""
    words = ("逾期", "利息", "催收", "协商", "合同", "法院", "证据", "录音", "银行", "平台", "还款", "征信")
    sentences = (
        f"第{number}篇里的第{n}点，说的是{words[(number + n) % 12]}怎样影响{words[(number * 5 + n * 7 + 3) % 12]}，"
        f"借款人{number * 13 + n}号保存了{words[(number * 3 + n * n) % 12]}材料并写明了经过。"
        for n in range(12)
    )
    body = "".join(f"<p>{sentence}</p>" for sentence in sentences)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{title(number)} - 测试站</title>{head}</head><body>"
        f"<div class=nav><a href='/'>首页</a></div><div class=main><h1>{title(number)}</h1>"
        f"<div class=info>发布时间：2024-05-{number % 28 + 1:02} 10:00</div><div class=content>{body}</div>{tail}</div>"
        "</body></html>"
    )


def title(number: int) -> str:
    subjects = ("网贷逾期以后", "信用卡分期", "催收上门时", "征信修复骗局", "债务协商步骤", "借条丢失了")
    return f"{subjects[number % 6]}该怎么办之{number}"


def listing(*links: str, name: str = "文章列表") -> str:
    items = "".join(f"<li><a href='{link}'>{link.strip('/')} 的文章题目在这里</a></li>" for link in links)
    return (
        f"<!doctype html><html><head><meta charset=utf-8><title>{name} - 测试站</title></head>"
        f"<body><div class=nav><a href='/'>首页</a></div><ul class=list>{items}</ul></body></html>"
    )


@contextmanager
def served(
    pages: Pages, *, tls: ssl.SSLContext | None = None, address: str = "127.0.0.1", port: int = 0
) -> Iterator[tuple[int, list[str]]]:
    """``pages`` on a loopback port; gives the port and what was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            host = self.headers.get("Host", "").partition(":")[0]
            found = pages(host, self.path)
            if self.path == "/robots.txt" and not isinstance(found, tuple):  # a site that answers everything alike
                found = None
            status, headers, text = (
                found if isinstance(found, tuple) else (200 if found else 404, {}, found or "nothing")
            )
            body = text.encode() if isinstance(text, str) else text
            if "ETag" in headers and self.headers.get("If-None-Match") == headers["ETag"]:
                status, body = 304, b""
            self.send_response(status)
            for name, value in {"Content-Type": "text/html; charset=utf-8", **headers}.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer((address, port), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1], asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Loopback:
    """A resolver for which every name is this machine, and the usual ports are ``ports``."""

    def __init__(self, ports: dict[int, int] | None = None, names: dict[str, str] | None = None) -> None:
        self._ports, self._names = ports or {}, names or {}

    async def resolve(self, host: str, port: int = 0, family: int = 0) -> list[dict[str, Any]]:
        address = self._names.get(host, "127.0.0.1")
        port = self._ports.get(port, port)
        return [{"hostname": host, "host": address, "port": port, "family": 2, "proto": 0, "flags": 0}]

    async def close(self) -> None:
        pass


@dataclass(frozen=True)
class Crawled:
    summary: RunSummary
    asked: list[str]
    titles: list[str]
    rows: Callable[[str], list[tuple[Any, ...]]]


def crawled(
    pages: Pages,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    host: str = "www.zhaiwu.localhost",
    times: int = 1,
    tls: tuple[ssl.SSLContext, Pages] | None = None,
    settings: Settings = SETTINGS,
    full: bool = True,
    later: dict[str, Any] | None = None,
    **site: Any,
) -> Crawled:
    """The state after so many crawls of a site, full ones after the first, with the values ``later``. With ``tls`` it is at the usual port of http, and that at the one of https."""
    with ExitStack() as serving:
        port, asked = serving.enter_context(served(pages))
        ports, authority = {}, f"{host}:{port}"
        if tls:
            context, secure = tls
            ports, authority = {80: port, 443: serving.enter_context(served(secure, tls=context))[0]}, host
        monkeypatch.setattr(crawler.fetch, "Client", partial(Client, resolver=Loopback(ports)))
        (folder / "a.db").write_bytes(databases.empty())
        described = Site("site", f"http://{authority}/", **{"allow_private": True, **site})
        for number in range(times):
            described = replace(described, **(later or {})) if number else described
            options = CrawlOptions(full=full and number > 0, max_pages=ENOUGH)
            (summary,) = asyncio.run(crawl([described], settings, folder / "a.db", folder, options=options))

    def rows(query: str) -> list[tuple[Any, ...]]:
        with closing(sqlite3.connect(folder / "a.db")) as connection:
            return connection.execute(query).fetchall()

    return Crawled(
        summary, asked, [name for (name,) in rows("SELECT title FROM articles WHERE gone_at IS NULL ORDER BY 1")], rows
    )
