"""From validation errors to lines a person can act on: file, line, key, the value, what is allowed, the likely key."""

from __future__ import annotations

import dataclasses
import difflib
import json
import re
import types
import typing
from collections.abc import Iterable
from typing import Any

from pydantic_core import ErrorDetails

from .checks import SECRET_KEYS, Place

# pydantic's error type → what is allowed; fields of its context in braces.
_ALLOWED: dict[str, str] = {
    "string_type": "应是字符串（用引号括起）",
    "string_too_short": "不能为空",
    "bool_type": "应是 true 或 false",
    "int_type": "应是整数",
    "int_from_float": "应是整数",
    "float_type": "应是数字",
    "finite_number": "应是有限的数字",
    "tuple_type": '应是数组，例如 ["…", "…"]',
    "dict_type": "应是一个表",
    "dataclass_type": "应是一个表（[小节] 或 {{ … }}）",
    "greater_than_equal": "应不小于 {ge:g}",
    "less_than_equal": "应不大于 {le:g}",
    "too_short": "不能为空",
    "missing": "必须写明",
}
_SECTION = re.compile(r"^\s*\[\s*([^\[\]]+?)\s*\]\s*(?:#.*)?$")
_KEY = re.compile(r"""^\s*((?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*'))*)\s*=""")


def describe(error: ErrorDetails, schema: type) -> tuple[Place, str]:
    """Where an error is, and what is allowed there, in Chinese."""
    place: Place = tuple(error["loc"])
    kind = error["type"]
    if kind in ("unexpected_keyword_argument", "extra_forbidden"):
        return place, _unknown(place, schema)
    if kind == "literal_error":
        allowed = _fields(schema, place[:-1])[str(place[-1])]
        return place, "只能是 " + "、".join(map(str, typing.get_args(_unwrapped(allowed)))) + _near(
            error["input"], allowed
        )
    text = _ALLOWED.get(kind)
    return place, text.format(**error.get("ctx", {})) if text else str(error["msg"])


def _unknown(place: Place, schema: type) -> str:
    known = _fields(schema, place[:-1])
    elsewhere = _elsewhere(str(place[-1]), schema)
    if elsewhere:
        return f"这里没有这个键；它属于 [{elsewhere}]"
    close = difflib.get_close_matches(str(place[-1]), known, n=1, cutoff=0.6)
    if close:
        return f"没有这个键；是不是想写 {close[0]}？"
    return f"没有这个键；这里可用的键：{'、'.join(known)}"


def _elsewhere(key: str, schema: type) -> str | None:
    """The section that has a key of this name."""
    for name, kind in _fields(schema, ()).items():
        inner = _unwrapped(kind)
        if dataclasses.is_dataclass(inner) and key in {field.name for field in dataclasses.fields(inner)}:
            return name
    return None


def _near(value: Any, allowed: Any) -> str:
    choices = [str(choice) for choice in typing.get_args(_unwrapped(allowed))]
    close = difflib.get_close_matches(str(value), choices, n=1, cutoff=0.5)
    return f"；是不是想写 {close[0]}？" if close else ""


def _fields(schema: type, place: Place) -> dict[str, Any]:
    """Field names and types of the dataclass at a place."""
    current: Any = schema
    for key in place:
        if dataclasses.is_dataclass(current):
            current = _unwrapped(typing.get_type_hints(current, include_extras=True).get(str(key)))
        elif typing.get_origin(current) is dict:  # a table of tables, under names of the user's
            current = _unwrapped(typing.get_args(current)[1])
    if not dataclasses.is_dataclass(current):
        return {}
    hints = typing.get_type_hints(current, include_extras=True)
    return {field.name: hints[field.name] for field in dataclasses.fields(current)}


def _unwrapped(kind: Any) -> Any:
    """A type without Annotated and without None."""
    if typing.get_origin(kind) is typing.Annotated:
        kind = typing.get_args(kind)[0]
    if typing.get_origin(kind) in (typing.Union, types.UnionType):
        rest = [one for one in typing.get_args(kind) if one is not type(None)]
        return _unwrapped(rest[0]) if len(rest) == 1 else kind
    return kind


def line_of(text: str, place: Place) -> int | None:
    """The line (from 1) that writes the key at a place, or the section it should be in."""
    keys = tuple(key for key in place if isinstance(key, str))
    section: tuple[str, ...] = ()
    best: tuple[int, int] | None = None
    for number, line in enumerate(text.splitlines(), 1):
        if match := _SECTION.match(line):
            section = _split(match[1])
            full = section
        elif match := _KEY.match(line):
            full = (*section, *_split(match[1]))
        else:
            continue
        if full and full == keys[: len(full)] and (best is None or len(full) > best[0]):
            best = (len(full), number)
    return best[1] if best else None


def _split(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in re.findall(r"\"[^\"]*\"|'[^']*'|[^.\s]+", dotted))


def value_at(data: Any, place: Place) -> Any:
    """The value at a place; None if there is none."""
    for key in place:
        try:
            data = data[key]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def report(path: str, text: str, data: Any, found: Iterable[tuple[Place, str]]) -> list[str]:
    """One line for each problem, in the order of the file."""
    lines: list[tuple[int, str]] = []
    for place, wrong in found:
        number = line_of(text, place)
        where = f"{path} 第 {number} 行" if number else path
        key = ".".join(str(part) for part in place if isinstance(part, str))
        index = next((f" 第 {part + 1} 项" for part in place if isinstance(part, int)), "")
        value = value_at(data, place)
        hidden = value is None or isinstance(value, dict) or bool(SECRET_KEYS.intersection(place))
        shown = "" if hidden else f" = {_short(value)}"
        lines.append((number or 0, f"{where}：{key}{index}{shown}：{wrong}"))
    return [line for _, line in sorted(dict.fromkeys(lines))]


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)  # one line
    return text if len(text) <= 80 else text[:77] + "…"
