"""Works, versions and other names that users add, as in config/laws.toml.

[aliases]
催收新规 = "某省催收行为管理办法"

[[works]]
title = "某省催收行为管理办法"
type = "地方性法规"                 # optional, as are issuer, repealed, successor (a title) and since
versions = [{ published = 2024-01-02, effective = 2024-03-01, articles = ["1..40", "12-1"] }]
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from pipeline import labels
from pipeline.errors import ConfigError
from pipeline.laws.registry import Registry, Work, law_id, read_work

_WORK = {"title", "type", "issuer", "versions", "repealed", "successor", "since"}
_VERSION = {"published", "effective", "expired", "doc_no", "articles"}


def with_custom(registry: Registry, toml: str, source: str = "laws.toml") -> Registry:
    """The registry with what a user's file adds; ConfigError names the file, the place and what is allowed, in Chinese.

    A work that the registry has keeps its facts and gains the versions given.
    """
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}：{labels.toml_mistake(error, toml)}") from error
    _only(data, {"works", "aliases"}, source)
    rows = data.get("works", [])
    if not isinstance(rows, list):
        raise ConfigError(f"{source}：works 要写成 [[works]] 的表")
    works = [_work(row, registry, f"{source}：works 第 {i + 1} 项") for i, row in enumerate(rows)]
    return registry.extended(works, _aliases(data.get("aliases", {}), [work.title for work in works], registry, source))


def _work(row: Any, registry: Registry, place: str) -> Work:
    if not isinstance(row, Mapping) or not isinstance(row.get("title"), str) or not row["title"].strip():
        raise ConfigError(f"{place}：缺少 title（法律的名称，写成文字）")
    _only(row, _WORK, place)
    versions = row.get("versions", [])
    if not isinstance(versions, list) or not all(isinstance(version, Mapping) for version in versions):
        raise ConfigError(f"{place}：versions 要写成 [{{ published = 2024-01-02, … }}] 这样的列表")
    for version in versions:
        _only(version, _VERSION, f"{place}的 versions")
    try:
        work = read_work({**_texts(row), "versions": [_texts(version) for version in versions]})
    except (ValueError, TypeError, AttributeError) as error:
        raise ConfigError(
            f'{place}：有看不懂的值（{error}）；日期写成 2024-01-02，条号写成 "1..40" 或 "12-1"'
        ) from error
    known = registry.get(law_id(work.title))
    if known is None:
        return work
    held = {version.version_id for version in work.versions}
    joined = [version for version in known.versions if version.version_id not in held] + list(work.versions)
    return replace(
        known,
        versions=tuple(sorted(joined, key=lambda version: version.published or date.min)),
        repealed=work.repealed or known.repealed,
        successor=work.successor or known.successor,
        since=work.since or known.since,
    )


def _aliases(given: Any, added: list[str], registry: Registry, source: str) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(isinstance(title, str) for title in given.values()):
        raise ConfigError(f'{source}：aliases 里每一行都要写成 "别名" = "法律的名称"')
    titles = {}
    for alias, title in given.items():
        works = registry.find(title)
        if title not in added and len(works) != 1:
            raise ConfigError(
                f"{source}：aliases 里的 {alias}：没有收录叫“{title}”的法律；先在 [[works]] 里添加它，或改成它的全称"
            )
        titles[alias] = title if title in added else works[0].title
    return titles


def _only(table: Mapping[str, Any], allowed: set[str], place: str) -> None:
    if wrong := sorted(set(table) - allowed):
        raise ConfigError(f"{place}：没有 {wrong[0]} 这个键；可以用的是 {', '.join(sorted(allowed))}")


def _texts(table: Mapping[str, Any]) -> dict[str, Any]:
    """TOML dates as the text that facts are read from."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in table.items()}
