"""``serve``: the database in the browser, read-only, with Datasette."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import click

from pipeline.cli.options import Place, place_options

SQL_TIME_LIMIT = 2000  # milliseconds of one query from the browser


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8001, show_default=True, help="端口；0 为任意空闲端口。")
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址；默认只有本机能访问。")
@click.option("--open", "open_browser", is_flag=True, help="启动后打开浏览器。")
@place_options
def serve(place: Place, port: int, host: str, open_browser: bool) -> None:
    """在浏览器里查看数据库（Datasette，只读，默认只在本机）。需要：pip install -e '.[web]'

    Browse the database with Datasette, read-only and on loopback unless told otherwise. Needs the extra «web».
    """
    from pipeline.errors import ConfigError
    from pipeline.store import open_store

    if importlib.util.find_spec("datasette") is None:
        raise ConfigError("没有安装 Datasette，请先运行：pip install -e '.[web]'")
    with open_store(place.db):  # tells what is wrong with the file before a server starts
        pass
    with TemporaryDirectory(prefix="debt-articles-") as folder:
        metadata = Path(folder) / "metadata.json"
        metadata.write_text(json.dumps(metadata_for(place.db), ensure_ascii=False), "utf-8")
        command = [
            *(sys.executable, "-m", "datasette", "serve", str(place.db), "--metadata", str(metadata)),
            *("--host", host, "--port", str(port)),
            *("--setting", "sql_time_limit_ms", str(SQL_TIME_LIMIT), "--setting", "allow_download", "off"),
            *(["--open"] if open_browser else []),
        ]
        try:
            done = subprocess.run(command, check=False)
        except KeyboardInterrupt:
            return
    if done.returncode:
        raise click.exceptions.Exit(2)


def metadata_for(db: Path) -> dict[str, Any]:
    """Datasette's metadata: titles and descriptions in Chinese for the file of that name, canned queries first."""
    raw = json.loads(resources.files(__package__).joinpath("metadata.json").read_text("utf-8"))
    return {**{key: value for key, value in raw.items() if key != "database"}, "databases": {db.stem: raw["database"]}}
