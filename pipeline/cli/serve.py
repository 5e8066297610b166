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
    semantic = settings_of(place).search.semantic
    with open_store(place.db) as store:  # tells what is wrong with the file before a server starts
        if semantic:
            try:
                store.check_semantic()
            except StoreError as error:
                tell(f"{error}。先只按词检索。")
                semantic = False
    _run(place, host, port, names, semantic=semantic)


def _run(place: Place, host: str, port: int, names: tuple[str, ...], *, semantic: bool) -> None:
    """Datasette in this process, until Ctrl-C or SIGTERM.

    A server that only this machine reaches answers only to this machine's names: a page elsewhere whose name is made
    to point here (DNS rebinding) reads nothing.
    """
    import uvicorn

    from pipeline.web.server import LOOPBACK, make

    local = host in LOOPBACK
    hosts = (*LOOPBACK, *names) if local or names else ()
    datasette = make(Path(place.db), config=place.config, hosts=hosts, semantic=semantic)
    asyncio.run(datasette.invoke_startup())
    uvicorn.run(datasette.app(), host=host, port=port, log_level="info", lifespan="on", access_log=False)
