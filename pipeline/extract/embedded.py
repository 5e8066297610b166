"""The text of a page that has it only as data for its own script: Next.js, Nuxt and others of their kind.

Pages that show prose of their own are never touched. Time and size are bounded.
"""

from __future__ import annotations

import html as escapes
import json
import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any

from .dates import SHANGHAI

MAX_DATA = 1_500_000  # characters of one script that are looked at
MAX_SCRIPTS = 10  # … and fields
MAX_VALUES = 200_000  # values of one
MAX_LOOKED = 5_000_000  # characters of texts in one that are looked at
MAX_TEXT = 500_000  # characters of an article
VISIBLE = 80  # characters of prose that make a page one that shows its text
LEAST = 120  # characters of an article's text, tags not counted
ENTRIES = 3  # texts side by side are a list of others
_SCRIPT = re.compile(r"<script\b", re.I)
_HOLDS = re.compile(r"application/json|__(?:NEXT|NUXT)_DATA__", re.I)
_ASSIGNED = re.compile(r"window\.__(?:NUXT|INITIAL_STATE|PRELOADED_STATE|INITIAL_DATA|DATA)__\s*+=\s*+")
_SIGNS = ("application/json", "window.__")  # cheaper than all that names such data
_BODY = re.compile(r"<body[^>]*>", re.I)
_TAG = re.compile(r"<[^<>]*>")
_SENTENCE = re.compile(r"[，。；？！]")
_CONTENT = re.compile(r"content|body|html|text|detail|article|desc", re.I)
_TITLE = re.compile(r"(?:article|news|post)?_?(?:title|headline|subject)$", re.I)
_WHEN = re.compile(r"(?:publish|pub|release|create|post|add)_?(?:ed|d)?_?(?:time|date|at)?$|^(?:date|time)$", re.I)
_AUTHOR = re.compile(r"(?:author|writer|editor)_?(?:name)?$", re.I)
_SOURCE = re.compile(r"(?:source|origin|media)_?(?:name)?$", re.I)
_DATE = re.compile(r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}")
_LABELS = (("发布时间", _WHEN), ("作者", _AUTHOR), ("来源", _SOURCE))


def shown(html: str) -> str:
    """The page with the article of its data in it, the page itself where it shows its text or has no such data."""
    held = "<textarea" in html and "&lt;" in html
    if not (held or any(sign in html for sign in _SIGNS)) or _shows_text(html):
        return html
    if held and (page := _laid_open(html)):
        return page
    best: tuple[int, dict[str, Any], str] | None = None
    for data in _data(html):
        for size, holder, text in _texts(data):
            if best is None or size > best[0]:
                best = size, holder, text
    if best is None:
        return html
    article = _article(best[1], best[2])
    match = _BODY.search(html)
    at = match.end() if match else 0
    return html[:at] + article + html[at:]


def _laid_open(html: str) -> str | None:
    """The page with the markup that a hidden <textarea> holds for a script in its place; None where none holds a text."""
    best: re.Match[str] | None = None
    for match in islice(_TEXTAREA.finditer(html), MAX_SCRIPTS):
        if _HIDDEN.search(match[1]) and (best is None or len(match[2]) > len(best[2])):
            best = match
    if best is None:
        return None
    text = escapes.unescape(best[2])
    if _TAG.search(text) is None or len(_TAG.sub("", text)) < LEAST or len(_SENTENCE.findall(text)) < 3:
        return None
    return f"{html[: best.start()]}<div class='article-content'>{text}</div>{html[best.end() :]}"


# Possessive: the attributes end at the first >, the text at the next tag, since its own are escaped.
_TEXTAREA = re.compile(r"<textarea\b([^<>]{0,300}+)>([^<]{120,500000}+)</textarea", re.I)
_HIDDEN = re.compile(r"display\s*:\s*none|\bhidden\b", re.I)


def _shows_text(html: str) -> bool:
    match = _BODY.search(html)
    at, left = match.end() if match else 0, VISIBLE
    while at >= 0:
        start = html.find("<script", at)
        tag = ""
        for piece in html[at : start if start >= 0 else len(html)].split(">"):
            text, _, following = piece.partition("<")
            if not tag.startswith(("noscript", "style", "textarea")) and _SENTENCE.search(text):
                left -= len(text.strip())
                if left <= 0:
                    return True
            tag = following
        at = html.find("</script", start) if start >= 0 else -1
    return False


def _data(html: str) -> Iterator[Any]:
    decoder = json.JSONDecoder()
    left = MAX_SCRIPTS
    for piece in _SCRIPT.split(html)[1:]:
        head, _, content = piece.partition(">")
        if _HOLDS.search(head):
            start = 0
        elif match := _ASSIGNED.search(content):
            start = match.end()
        else:
            continue
        try:
            data = decoder.raw_decode(content[start : start + MAX_DATA].lstrip())[0]
        except (ValueError, RecursionError):  # a program, or nested without end: no data to read
            data = None
        yield data
        if not (left := left - 1):
            break


def _texts(data: Any) -> Iterator[tuple[int, dict[str, Any], str]]:
    """Objects with a text in them that stand in no list of their like: characters, the object, the text."""
    table = data if isinstance(data, list) else None  # Nuxt's: values are places in one list
    stack: list[tuple[Any, bool]] = [(data, False)]
    left = MAX_LOOKED
    for _ in range(MAX_VALUES):
        if not stack or left < 0:
            break
        value, listed = stack.pop()
        if isinstance(value, list):
            objects = [one for one in value if isinstance(one, dict)]
            many = value is not table and len(objects) >= ENTRIES
            stack.extend((one, listed or many) for one in value if isinstance(one, (dict, list)))
        elif isinstance(value, dict):
            own = {key: _resolved(one, table) for key, one in value.items()}
            stack.extend((one, listed) for one in value.values() if isinstance(one, (dict, list)))
            for key, one in own.items():
                if not listed and isinstance(one, str) and LEAST <= len(one) <= MAX_TEXT and _CONTENT.search(key):
                    left -= len(one)
                    text = escapes.unescape(one) if "&lt;" in one and "<" not in one else one
                    size = len(_TAG.sub("", text))
                    if size >= LEAST and len(_SENTENCE.findall(text)) >= 3:
                        yield size, own, text


def _resolved(value: Any, table: list[Any] | None) -> Any:
    if table is not None and type(value) is int and 0 <= value < len(table):
        return table[value]
    return value


def _article(holder: dict[str, Any], text: str) -> str:
    """The article as markup: headline, a line of facts, text."""
    title = next((one for key, one in holder.items() if _TITLE.search(key) and isinstance(one, str)), "")
    facts = []
    for label, pattern in _LABELS:
        found = (_fact(one, pattern) for key, one in holder.items() if pattern.search(key))
        if fact := next((one for one in found if one), ""):
            facts.append(f"{label}：{escapes.escape(fact)}")
    if _TAG.search(text) is None:
        text = "".join(f"<p>{escapes.escape(line)}</p>" for line in text.splitlines() if line.strip())
    head = f"<h1>{escapes.escape(_TAG.sub('', title))}</h1>" if title else ""
    return f"<article>{head}<p>{' '.join(facts)}</p><div class='article-content'>{text}</div></article>"


def _fact(value: Any, pattern: re.Pattern[str]) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("nickname")
    if pattern is not _WHEN:
        return value if isinstance(value, str) and 0 < len(value) <= 30 else ""
    if isinstance(value, str) and _DATE.match(value):
        return value[:19].replace("T", " ") if "Z" not in value and "+" not in value[10:] else _moment(value)
    if type(value) is int and 946_684_800 <= (seconds := value // 1000 if value > 10**11 else value) <= 4_102_444_800:
        return datetime.fromtimestamp(seconds, SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    return ""


def _moment(stamp: str) -> str:
    try:
        return datetime.fromisoformat(stamp).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    except ValueError:
        return stamp[:10]
