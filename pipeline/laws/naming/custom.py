"""Works, versions and other names that users add, as in config/laws.toml:

[aliases]
"催收新规" = "某省催收行为管理办法"

[[works]]
title = "某省催收行为管理办法"
type = "地方性法规"                 # optional, as are issuer, repealed, successor (a title) and since
versions = [{ published = 2024-01-02, effective = 2024-03-01, doc_no = "某令第1号", articles = ["1..40", "12-1"] }]
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pipeline import labels
from pipeline.errors import ConfigError
from pipeline.laws.naming.names import key
from pipeline.laws.naming.placing import named, version_of
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Version, Work, read_work

_SPAN = re.compile(r"(\d{1,4})(?:\.\.(\d{1,4})|-\d{1,3})?")


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_day(value: object) -> bool:
    if isinstance(value, str):
        try:
            date.fromisoformat(value)
        except ValueError:
            return False
        return True
    return isinstance(value, date) and not isinstance(value, datetime)


def _is_list_of_numbers(value: object) -> bool:
    spans = (
        [_SPAN.fullmatch(one) if isinstance(one, str) else None for one in value] if isinstance(value, list) else [None]
    )
    return all(span is not None and int(span[1]) <= int(span[2] or span[1]) for span in spans)


def _is_list_of_tables(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, Mapping) for one in value)


_Check = tuple[Callable[[object], bool], str]  # whether a value is allowed, and what is
_TEXT = (_is_text, '要写成文字："…"')
_DAY = (_is_day, "要写成日期：2024-01-02")
_WORK: dict[str, _Check] = {
    "title": (_is_text, '要写成文字："法律的名称"'),
    "type": _TEXT,
    "issuer": _TEXT,
    "versions": (_is_list_of_tables, "要写成列表：[{ published = 2024-01-02, … }]"),
    "repealed": _DAY,
    "successor": (_is_text, '要写成文字："取代它的法律的名称"'),
    "since": _DAY,
}
_VERSION: dict[str, _Check] = {
    "published": _DAY,
    "effective": _DAY,
    "expired": _DAY,
    "doc_no": _TEXT,
    "articles": (_is_list_of_numbers, '要写成条号的列表：["1..40", "12-1"]，小的在前'),
}


def with_custom(registry: Registry, toml: str, source: str = "laws.toml") -> Registry:
    """The registry with what a user's file adds; ConfigError names the file, the key and what is allowed, in Chinese.

    A work that the registry has, under whatever name, keeps its facts and gains the versions given; so does one that the
    file has twice. What is given of a version that is known is added to it.
    """
    try:
        data = tomllib.loads(toml)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{source}：{labels.toml_mistake(error, toml)}") from error
    _only(data, ("works", "aliases"), source)
    rows = data.get("works", [])
    if not _is_list_of_tables(rows):
        raise ConfigError(f"{source}：works 要写成 [[works]] 的表")
    added: dict[str, Work] = {}
    heirs: dict[str, tuple[str, str]] = {}  # law_id → title of its successor, and where that stands
    for number, row in enumerate(rows, 1):
        place = f"{source}：works 第 {number} 项"
        work = _work(row, registry, added, place)
        added[work.law_id] = work
        if "successor" in row:
            heirs[work.law_id] = (row["successor"], place)
    known = registry.extended(added.values()) if added else registry
    for own, (title, place) in heirs.items():
        added[own] = replace(added[own], successor=_one(title, known, f"{place}的 successor").law_id)
    aliases = _aliases(data.get("aliases", {}), known, source)
    return registry.extended(added.values(), aliases) if added or aliases else registry


def _work(row: Mapping[str, Any], registry: Registry, added: Mapping[str, Work], place: str) -> Work:
    if "title" not in row:
        raise ConfigError(f"{place}：缺少 title（法律的名称，写成文字）")
    _right(row, _WORK, place)
    for number, version in enumerate(row.get("versions", ()), 1):
        _right(version, _VERSION, f"{place}的 versions 第 {number} 个")
    title = row["title"].strip()
    said = named(title, registry)
    if len(said.works) > 1:
        raise ConfigError(f"{place}的 title：{said.told()}")
    before = said.work or next((work for work in added.values() if key(work.title) == key(title)), None)
    before = added.get(before.law_id, before) if before else None
    facts = {**_texts(row), "title": before.title if before else title}
    work = read_work({**facts, "versions": [_texts(version) for version in row.get("versions", ())]})
    if before is None:
        before = Work(work.law_id, title)
    return _joined(before, work, place)


def _joined(known: Work, given: Work, place: str) -> Work:
    """A work with what a user says of it."""
    versions = list(known.versions)
    for one in given.versions:
        before = replace(known, versions=tuple(versions))
        held = version_of(before, one.published, one.effective, articles=one.numbers, passed=False)
        if held is None and known.versions and not (one.published or one.effective):
            raise ConfigError(
                f"{place}的 versions：《{known.title}》有几个版本，要写 published（公布的日期，如 2024-01-02）"
            )
        if held is None:
            versions.append(one)
        else:
            versions[versions.index(held)] = _filled(held, one)
    return replace(
        known,
        type=known.type or given.type,
        issuer=known.issuer or given.issuer,
        versions=tuple(sorted(versions, key=lambda one: one.published or one.effective or date.min)),
        repealed=given.repealed or known.repealed,
        since=given.since or known.since,
    )


def _filled(held: Version, given: Version) -> Version:
    """A version that is known with what is said of it beside."""
    return replace(
        held,
        published=held.published or given.published,
        effective=given.effective or held.effective,
        expired=given.expired or held.expired,
        doc_no=given.doc_no or held.doc_no,
        articles=given.articles or held.articles,
        partial=held.partial and not given.articles,
    )


def _aliases(given: object, registry: Registry, source: str) -> dict[str, str]:
    if not isinstance(given, Mapping) or not all(_is_text(title) for title in given.values()):
        raise ConfigError(f'{source}：aliases 里每一行都要写成 "别名" = "法律的名称"')
    titles: dict[str, str] = {}
    meant: dict[str, tuple[str, str]] = {}  # key of an alias → as it is written, and the work
    for alias, title in given.items():
        place = f"{source}：aliases 里的 {alias or '“”'}"
        if not key(alias):
            raise ConfigError(f"{place}：别名是空的；删去这一行，或写上名称")
        work = _one(title, registry, place)
        official = next((one for one in registry.find(alias) if key(one.title) == key(alias)), work)
        if official.law_id != work.law_id:
            raise ConfigError(f"{place}：这是《{official.title}》的正式名称，不能作别的法律的别名")
        other, before = meant.setdefault(key(alias), (alias, work.law_id))
        if before != work.law_id:
            raise ConfigError(f"{place}：和 {other} 是同一个名称，不能指两部法律")
        titles[alias] = work.title
    return titles


def _one(title: str, registry: Registry, place: str) -> Work:
    """The work of that name; ConfigError where there is none or it may be several."""
    said = named(title, registry)
    if len(said.works) > 1:
        raise ConfigError(f"{place}：{said.told()}")
    if said.work is None:
        raise ConfigError(f"{place}：没有收录叫“{title}”的法律；先在 [[works]] 里添加它，或改成它的全称")
    return said.work


def _right(table: Mapping[str, object], allowed: Mapping[str, _Check], place: str) -> None:
    _only(table, allowed, place)
    for name, value in table.items():
        fits, words = allowed[name]
        if not fits(value):
            shown = str(value) if isinstance(value, date) else repr(value)
            raise ConfigError(f"{place}的 {name}：{words}，不是 {shown[:60]}")


def _only(table: Mapping[str, object], allowed: Iterable[str], place: str) -> None:
    if wrong := sorted(set(table) - set(allowed)):
        raise ConfigError(f"{place}：没有 {wrong[0]} 这个键；可以用的是 {', '.join(sorted(allowed))}")


def _texts(table: Mapping[str, Any]) -> dict[str, Any]:
    """TOML dates as the text that facts are read from; a successor is looked up when all works are known."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in table.items()
        if name != "successor"
    }
