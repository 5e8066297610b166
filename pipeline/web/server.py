"""Datasette with our pages over one database: settings, metadata in Chinese, canned queries."""

from __future__ import annotations

import csv
import json
import tomllib
from collections.abc import Iterable, Sequence
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import quote

from datasette.app import Datasette
from datasette.database import Database
from datasette.plugins import pm
from datasette.views import base

from pipeline import labels, web
from pipeline.errors import ConfigError
from pipeline.export.tables import harmless
from pipeline.web.routes import RESERVED

QUERIES = "queries.toml"  # in the configuration: canned queries of one's own
LOOPBACK = ("localhost", "127.0.0.1", "::1")

# Each setting of Datasette with its reason.
SETTINGS = {
    "sql_time_limit_ms": 2000,  # of one query from the browser
    "truncate_cells_html": 200,  # a table is for an overview; the row's own page has the whole text
    "allow_download": False,  # the file is the owner's to give
    "num_sql_threads": 4,  # one may count for the start page while others read
}


def make(db: Path, *, config: Path | None = None, hosts: Sequence[str] = (), semantic: bool = False) -> Datasette:
    """Datasette for that file, read-only. ``hosts``: names that a request may give as Host; () for any. ``semantic``:
    questions are answered by meaning too; the extra and the vectors must be there.

    Raises ConfigError for a queries.toml that cannot be meant.
    """
    if not pm.is_registered(web):
        pm.register(web)
    # Where rich is installed, Datasette prints every mistake of a reader (a 404, wrong SQL) with all local variables:
    # seconds in which nobody else is answered, and what people ask in the log.
    pm.get_plugin("datasette.handle_exception").rich = None
    base.csv = _Harmless
    name = address_of(db)
    metadata = metadata_for(name, own_queries(config) if config else {})
    metadata["plugins"] = {"pipeline.web": {"hosts": list(hosts), "semantic": semantic}}
    datasette = Datasette([str(db)], metadata=metadata, settings=SETTINGS)
    if name != db.stem:
        datasette.add_database(Database(datasette, path=str(db), is_mutable=True), name=name)
        datasette.remove_database(db.stem)
    return datasette


class _Harmless:
    """Stands where Datasette's views look for the module ``csv``: no cell of theirs is a formula either."""

    class writer:  # the name that is looked for
        def __init__(self, file: Any) -> None:
            self._writer = csv.writer(file)

        def writerow(self, row: Iterable[object]) -> Any:
            """What the file's ``write`` gives: there, something to wait for."""
            return self._writer.writerow([harmless(cell) for cell in row])


def address_of(db: Path) -> str:
    """What the database is called in addresses: its file's name, unless a page of ours is called so."""
    return f"{db.stem}-db" if db.stem in RESERVED else db.stem


def metadata_for(name: str, queries: dict[str, dict[str, str]]) -> dict[str, Any]:
    """Datasette's metadata for the database of that name: titles in Chinese, canned queries, the views for people first."""
    raw = json.loads(resources.files(__package__).joinpath("metadata.json").read_text("utf-8"))
    views = "、".join(
        f'<a href="/{quote(name)}/{view}">{raw["database"]["tables"][view]["title"]}</a>' for view in raw["views"]
    )
    database = {**raw["database"], "description_html": f'先看：{views}，以及下面的查询。<a href="/">回到首页</a>'}
    database["tables"] |= {table: {"hidden": True} for table in raw["hidden"]}
    database["queries"] |= queries
    return {**{key: raw[key] for key in ("title", "description")}, "databases": {name: database}}


def own_queries(config: Path) -> dict[str, dict[str, str]]:
    """The canned queries of ``queries.toml``: tables with ``title``, ``sql`` and, if wanted, ``description``."""
    file = config / QUERIES
    if not file.exists():
        return {}
    try:
        text = file.read_text("utf-8-sig")
        raw = tomllib.loads(text)
    except UnicodeDecodeError as error:
        raise ConfigError(f"{file}：读不了（应是 UTF-8 文本）：{error}") from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{file}：{labels.toml_mistake(error, text)}") from error
    for name, query in raw.items():
        if not isinstance(query, dict) or not isinstance(query.get("sql"), str):
            raise ConfigError(f'{file}：查询 {name} 要有 sql，例如\n[{name}]\ntitle = "…"\nsql = "select …"')
        wrong = [
            key
            for key, value in query.items()
            if key not in ("title", "description", "sql") or not isinstance(value, str)
        ]
        if wrong:
            raise ConfigError(f"{file}：查询 {name} 里的 {wrong[0]} 不对；可以有 title、description、sql，都是文字")
    return raw
