"""``serve``: the database in the browser, read-only, with Datasette."""

from __future__ import annotations

import asyncio
import importlib.util
import json
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from pipeline.cli.options import Place, place_options

# Each setting of Datasette with its reason.
SETTINGS = {
    "sql_time_limit_ms": 2000,  # of one query from the browser
    "allow_download": False,  # the file is the owner's to give
}


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="端口；0 为任意空闲端口。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；默认只有本机能访问。")
@place_options
def serve(place: Place, port: int, host: str) -> None:
    """在浏览器里查看数据库（Datasette，只读，默认只在本机）。需要：pip install -e '.[web]'

    Browse the database with Datasette, read-only and on loopback unless told otherwise. Needs the extra «web».
    """
    from pipeline.errors import ConfigError
    from pipeline.store import open_store

    if importlib.util.find_spec("datasette") is None:
        raise ConfigError("没有安装 Datasette，请先运行：pip install -e '.[web]'")
    with open_store(place.db):  # tells what is wrong with the file before a server starts
        pass
    _run(place.db, host, port)


def _run(db: Path, host: str, port: int) -> None:
    """Datasette in this process, until Ctrl-C or SIGTERM."""
    import uvicorn
    from datasette.app import Datasette
    from datasette.plugins import pm

    from pipeline import web

    pm.register(web)
    datasette = Datasette([str(db)], metadata=metadata_for(db), settings=SETTINGS)
    asyncio.run(datasette.invoke_startup())
    uvicorn.run(datasette.app(), host=host, port=port, log_level="info", lifespan="on", access_log=False)


def metadata_for(db: Path) -> dict[str, Any]:
    """Datasette's metadata for the file of that name: titles in Chinese, canned queries, the views for people first."""
    raw = json.loads(resources.files(__package__).joinpath("metadata.json").read_text("utf-8"))
    views = "、".join(
        f'<a href="/{quote(db.stem)}/{name}">{raw["database"]["tables"][name]["title"]}</a>' for name in raw["views"]
    )
    database = {**raw["database"], "description_html": f"先看：{views}，以及下面的查询。"}
    database["tables"] |= {name: {"hidden": True} for name in raw["hidden"]}
    return {
        **{key: raw[key] for key in ("title", "description")},
        "databases": {db.stem: database},
    }
