"""A site's file, with a comment on each key."""

from __future__ import annotations

import dataclasses
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import Comment, Item, Table

from ..errors import ConfigError, in_words
from ..site import Site
from .comments import COMMENTS, EXAMPLES
from .load import SITE_NAME


def write_site(
    path: str | Path, site: Site, comments: Mapping[str, str] | None = None, *, overwrite: bool = False
) -> None:
    """Write ``sites/NAME.toml``; the name is the file's.

    ``comments``: dotted key → what is to be said of its value, below the key's general comment. ConfigError where the
    file exists and ``overwrite`` is not asked for, where its name is not the site's, or where it cannot be written.
    """
    target = Path(path)
    if not SITE_NAME.fullmatch(site.name):
        raise ConfigError(f"站点不能叫 {site.name}：名字由字母、数字、- 和 _ 组成")
    if target.suffix != ".toml" or target.stem != site.name:
        raise ConfigError(f"{target}：站点 {site.name} 的文件应叫 {site.name}.toml")
    text = to_toml(site, comments or {})
    try:
        if not target.parent.is_dir():
            target.parent.mkdir(parents=True)
        _write(target, text, overwrite)
    except OSError as error:
        if isinstance(error, FileExistsError) and target.exists():
            raise ConfigError(f"{target} 已存在，没有改动它；要覆盖请明说，或换一个名字") from None
        raise ConfigError(f"{target} 写不了：{in_words(error)}") from None


def to_toml(site: Site, comments: Mapping[str, str]) -> str:
    """The file's text. Keys without a value stand as comments, with an example."""
    document = tomlkit.document()
    for line in (f"{site.title or site.name}：抓取设置", *comments.get("", "").splitlines()):
        document.add(_comment_line(line))
    tables: list[tuple[str, Any]] = []
    for field in dataclasses.fields(site):
        value = getattr(site, field.name)
        if dataclasses.is_dataclass(value):
            tables.append((field.name, value))
        elif field.name != "name":
            _add(document, field.name, field.name, value, comments)
    for name, section in tables:
        document.add(tomlkit.nl())
        table = tomlkit.table()
        _comment(table, name, comments)
        for field in dataclasses.fields(section):
            _add(table, f"{name}.{field.name}", field.name, getattr(section, field.name), comments)
        document.add(name, table)
    return tomlkit.dumps(document)


def _add(
    container: tomlkit.TOMLDocument | Table, dotted: str, key: str, value: Any, comments: Mapping[str, str]
) -> None:
    container.add(tomlkit.nl())
    _comment(container, dotted, comments)
    if value is None:
        container.add(tomlkit.comment(f"{key} = {EXAMPLES[dotted]}"))
    else:
        container.add(key, _item(value))


def _comment(container: tomlkit.TOMLDocument | Table, dotted: str, comments: Mapping[str, str]) -> None:
    for line in (COMMENTS[dotted], *comments.get(dotted, "").splitlines()):
        container.add(_comment_line(line))


def _comment_line(line: str) -> Comment:
    """A comment; control characters, which TOML forbids there, become spaces."""
    return tomlkit.comment("".join(char if char.isprintable() else " " for char in line))


def _item(value: Any) -> Item:
    if isinstance(value, tuple):
        array = tomlkit.array()
        array.extend(_item(one) for one in value)
        array.multiline(len(value) > 1)
        return array
    if isinstance(value, dict):
        table = tomlkit.inline_table()
        table.update(value)
        return table
    if isinstance(value, str) and "\\" in value and "'" not in value and value.isprintable():
        return tomlkit.string(value, literal=True)
    item: Item = tomlkit.item(value)
    return item


def _write(target: Path, text: str, overwrite: bool) -> None:
    """Whole or not at all."""
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        if overwrite:
            os.replace(name, target)
        else:
            os.link(name, target)  # fails if it exists, at this very moment too
    finally:
        Path(name).unlink(missing_ok=True)
