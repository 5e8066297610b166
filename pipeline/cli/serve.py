"""``serve``: the database in the browser, read-only, with Datasette and our pages."""

from __future__ import annotations

import asyncio
import importlib.util
from pathlib import Path

import click

from pipeline.cli.options import Place, place_options, tell


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="端口；0 为任意空闲端口。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；默认只有本机能访问。")
@click.option("--allow-host", "names", multiple=True, metavar="NAME", help="反向代理用的域名，可以多次给出。")
@place_options
def serve(place: Place, port: int, host: str, names: tuple[str, ...]) -> None:
    """在浏览器里查看：首页、检索、文章、法条、转载、站点，以及全部数据表（只读，默认只在本机）。需要：pip install -e '.[web]'

    The database as pages to read, with Datasette's tables, SQL, CSV and JSON behind them; read-only, and on loopback
    unless told otherwise. Needs the extra «web». config/queries.toml may add canned queries.
    """
    from pipeline.cli.configured import settings_of
    from pipeline.errors import ConfigError, StoreError
    from pipeline.store import open_store

    if importlib.util.find_spec("datasette") is None:
        raise ConfigError("没有安装 Datasette，请先运行：pip install -e '.[web]'")
    _try(host, port)
    semantic = settings_of(place).search.semantic
    with open_store(place.db) as store:  # tells what is wrong with the file before a server starts
        if semantic:
            try:
                store.check_semantic()
            except StoreError as error:
                tell(f"{error}。先只按词检索。")
                semantic = False
    _run(place, host, port, names, semantic=semantic)


def _try(host: str, port: int) -> None:
    """Raises InputError where nobody can listen: the server itself would end with a log and a status of its own."""
    import socket

    from pipeline.errors import InputError, in_words

    where = f"--host {host} --port {port}"
    try:
        found = socket.getaddrinfo(host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError):
        raise InputError(f"{where}：查不到这个监听地址；只给本机看用 127.0.0.1，给别的机器看用 0.0.0.0") from None
    for family, kind, protocol, _, address in found:
        try:
            with socket.socket(family, kind, protocol) as tried:
                tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the server does
                if family == socket.AF_INET6:
                    tried.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
                tried.bind(address)
                tried.listen()
        except OSError as error:
            raise InputError(
                f"{where}：不能在这里监听：{in_words(error)}；换一个 --port（0 为任意空闲端口）或 --host"
            ) from None


def _run(place: Place, host: str, port: int, names: tuple[str, ...], *, semantic: bool) -> None:
    """Datasette in this process, until Ctrl-C or SIGTERM.

    A server that only this machine reaches answers only to this machine's names: a page elsewhere whose name is made
    to point here (DNS rebinding) reads nothing.
    """
    import numpy  # noqa: F401  # where it is loaded texts are folded in bulk (text.py): worth it to what stays
    import uvicorn

    from pipeline.web.server import LOOPBACK, make

    local = host in LOOPBACK
    hosts = (*LOOPBACK, *names) if local or names else ()
    datasette = make(Path(place.db), config=place.config, hosts=hosts, semantic=semantic)
    asyncio.run(datasette.invoke_startup())
    uvicorn.run(datasette.app(), host=host, port=port, log_level="info", lifespan="on", access_log=False)
