"""TOML files to Settings and Site values."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from .. import labels
from ..errors import ConfigError
from ..site import Settings, Site
from ..urls import canonicalize, twin_key
from .checks import SETTINGS_CHECKS, Problem, problems, site_problems
from .explain import describe, report

T = TypeVar("T", Settings, Site)
SITE_NAME = re.compile(r"\w[\w.-]{0,63}")
MAX_FILE = 1_000_000  # bytes
_SETTINGS = TypeAdapter(Settings)
_SITE = TypeAdapter(Site)


def load_settings(directory: str | Path) -> Settings:
    """``settings.toml`` of a configuration directory; all defaults where the file is not there.

    ConfigError names every wrong key or value at once, and a directory that does not exist.
    """
    folder = _folder(directory)
    path = folder / "settings.toml"
    if not path.exists():
        return Settings()
    value, wrong = _read(path, _SETTINGS, Settings, lambda data: problems(data, SETTINGS_CHECKS), {})
    if value is None:
        raise ConfigError("\n".join(wrong))
    return value


def load_laws(directory: str | Path) -> tuple[str, str]:
    """The text of ``laws.toml`` of a configuration directory, empty where there is no such file, and what messages call it.

    ConfigError where it cannot be read, or says what ``laws.naming.custom`` cannot take.
    """
    from ..laws.naming.custom import with_custom  # what most commands do without
    from ..laws.registry import default

    path = Path(directory) / "laws.toml"
    if not path.exists():
        return "", str(path)
    try:
        if path.stat().st_size > MAX_FILE:
            raise ConfigError(f"{path}：文件大于 {MAX_FILE} 字节")
        text = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}：读不了（应是 UTF-8 文本）：{error}") from error
    with_custom(default(), text, str(path))
    return text, str(path)


def load_sites(directory: str | Path) -> tuple[Site, ...]:
    """Every ``sites/*.toml`` of a configuration directory, by name; ConfigError names the mistakes of all files."""
    sites: list[Site] = []
    wrong: list[str] = []
    for path in sorted((_folder(directory) / "sites").glob("[!.]*.toml")):
        site, faults = _site(path)
        wrong += faults
        if site is not None:
            sites.append(site)
    wrong += _twins(sites)
    if wrong:
        raise ConfigError("\n".join(wrong))
    return tuple(sites)


def load_site(path: str | Path) -> Site:
    """One site file; its name is the file's name. ConfigError names every wrong key or value at once."""
    site, wrong = _site(Path(path))
    if site is None:
        raise ConfigError("\n".join(wrong))
    return site


def _folder(directory: str | Path) -> Path:
    folder = Path(directory)
    if not folder.is_dir():
        raise ConfigError(f"配置目录不存在：{folder}；用 --config 指定别的目录")
    return folder


def _site(path: Path) -> tuple[Site | None, list[str]]:
    if not SITE_NAME.fullmatch(path.stem):
        return None, [f"{path}：文件名应由字母、数字、- 和 _ 组成，它就是站点的名字"]
    return _read(path, _SITE, Site, site_problems, {"name": path.stem})


def _read(
    path: Path,
    adapter: TypeAdapter[T],
    schema: type[T],
    check: Callable[[Mapping[str, Any]], Iterator[Problem]],
    given: dict[str, Any],
) -> tuple[T | None, list[str]]:
    """The value of a file, or a line for each thing wrong with it."""
    try:
        if path.stat().st_size > MAX_FILE:
            return None, [f"{path}：文件大于 {MAX_FILE} 字节"]
        text = path.read_text("utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError:
        return None, [f"{path}：没有这个文件"]
    except (OSError, UnicodeDecodeError) as error:
        return None, [f"{path}：读不了（应是 UTF-8 文本）：{error}"]
    except tomllib.TOMLDecodeError as error:
        return None, [f"{path}：{labels.toml_mistake(error, text)}"]
    found: list[Problem] = list(check(data))
    found += [
        ((key,), f"与文件名不符；删去它，或写 {value}")
        for key, value in given.items()
        if key in data and data[key] != value
    ]
    try:
        value = adapter.validate_json(json.dumps({**data, **given}, default=_no_string), strict=True)
    except ValidationError as error:
        found += [describe(one, schema) for one in error.errors()]
    except ValueError as error:  # a number JSON has no form for
        found.append(((), str(error)))
    if found:
        return None, report(str(path), text, data, found)
    return value, []


def _no_string(value: Any) -> list[str]:
    """A TOML date has no form in JSON; as a list it fits no key."""
    return [str(value)]


def _twins(sites: list[Site]) -> list[str]:
    """Enabled sites that are one and the same."""
    first: dict[str, str] = {}
    wrong: list[str] = []
    for site in (site for site in sites if site.enabled):
        key = twin_key(canonicalize(site.base_url) or site.base_url)
        if key in first:
            wrong.append(
                f'sites/{site.name}.toml：base_url = "{site.base_url}"：与 sites/{first[key]}.toml 是同一个站点'
            )
        first.setdefault(key, site.name)
    return wrong
