"""A folder of Markdown files, one an article: SITE/YEAR/ID-title.md with YAML front matter. Pure but for the files."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

# Whatever Markdown or HTML could take for markup; a backslash before it makes it text (CommonMark 2.4).
_MARKUP = re.compile(r"([\\`*_{}\[\]<>()#+\-!|~&=$^])")
_NUMBERED = re.compile(r"^(\s*\d+)([.)])")
_NOT_NAME = re.compile(r"[^\w.-]+")
_NOT_YAML = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_FRONT = (
    "id", "url", "site", "title", "published_at", "author", "source", "category", "tags", "on_topic", "original_id", "copy",
)  # fmt: skip
LONGEST = 40  # characters of a title in a file's name


class Folder:
    """Writes into ``folder``; a file gets its name when it is whole.

    Each folder is listed once: to look for an article's earlier file each time takes the square of their number.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._before: dict[Path, dict[str, list[str]]] = {}  # names from an earlier export, by the article's number

    def write(self, row: Mapping[str, Any]) -> None:
        """One article. An export from before of the same article, whatever its title was, is replaced."""
        place = self._folder / path_of(row)
        before = self._before.get(place.parent)
        if before is None:
            place.parent.mkdir(parents=True, exist_ok=True)
            before = self._before[place.parent] = _names(place.parent)
        for old in before.pop(_number(place.name), ()):
            if old != place.name:
                place.with_name(old).unlink(missing_ok=True)
        part = place.with_suffix(".part")
        part.write_text(document(row), "utf-8")
        part.replace(place)

    def close(self) -> None:
        """Nothing is left."""


def _names(folder: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for one in folder.glob("[0-9]*-*.md"):
        found.setdefault(_number(one.name), []).append(one.name)
    return found


def _number(name: str) -> str:
    return name.partition("-")[0]


def path_of(row: Mapping[str, Any]) -> Path:
    """Where an article goes; no name of theirs leads out of the folder."""
    site = _name(row["site"])[:LONGEST] or "site"
    year = (row["published_at"] or "")[:4] or "undated"
    return Path(site) / _name(year) / f"{row['id']:07d}-{_name(row['title'])[:LONGEST]}.md"


def document(row: Mapping[str, Any]) -> str:
    """Front matter (JSON values, which YAML reads), the text by its blocks, the citations with their verdicts."""
    front = "\n".join(
        f"{key}: {_escaped(json.dumps(row.get(key), ensure_ascii=False))}" for key in _FRONT if row.get(key) is not None
    )
    lines = [f"# {escaped(row['title'])}", *_blocks(row)]
    cited = [one for one in row["citations"] if one["law"]]
    if cited:
        lines.append("## 引用的法条")
        lines += [
            f"- {escaped(one['raw'])}：{one['status']}"
            + ("（存疑）" if one["questionable"] else "")
            + (f" {escaped(one['explanation'])}" if one["explanation"] else "")
            for one in cited
        ]
    return f"---\n{front}\n---\n\n" + "\n\n".join(lines) + "\n"


def escaped(text: str) -> str:
    """Text that Markdown shows as it is: nothing of theirs is markup."""
    flat = " ".join(text.split())
    return _NUMBERED.sub(r"\1\\\2", _MARKUP.sub(r"\\\1", flat))


def _escaped(json_text: str) -> str:
    """JSON as YAML 1.2 takes it too: what is no printable character there (5.1) or ends a line stands as an escape."""
    return _NOT_YAML.sub(lambda found: f"\\u{ord(found[0]):04x}", json_text)


def _blocks(row: Mapping[str, Any]) -> list[str]:
    blocks = row.get("blocks") or []
    if not blocks:
        return [escaped(line) for line in row["body"].splitlines() if line.strip()]
    return [_block(kind, level, number, text) for kind, level, number, text in blocks if text.strip()]


def _block(kind: str, level: int, number: int, text: str) -> str:
    if kind == "heading":
        return f"{'#' * min(max(level, 2), 6)} {escaped(text)}"
    if kind == "list_item":
        return f"{'   ' * max(level - 1, 0)}{f'{number}.' if number else '-'} {escaped(text)}"
    if kind == "quote":
        return f"> {escaped(text)}"
    if kind == "table_row":
        return " | ".join(escaped(cell) for cell in text.split("\t"))
    return escaped(text)


def _name(text: str) -> str:
    """Letters, digits, dots and dashes alone; never ``.`` or ``..``."""
    return _NOT_NAME.sub("_", text).strip("._")
