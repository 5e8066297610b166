"""From the light markup of the articles to the HTML that an editor of Z-BlogPHP leaves behind, and to plain lines."""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

_PARAGRAPH_STYLE = ' style="text-indent: 2em; line-height: 1.75em;"'
# Line mark → element that holds the run, element of one line.
_RUNS = {"- ": ("ul", "li"), "1. ": ("ol", "li"), "> ": ("blockquote", "p"), "| ": ("table", "tr")}
_NUMBER = re.compile(r"^\d+\. ")


def to_html(body: str) -> str:
    """The body as HTML, one element a block."""
    out: list[str] = []
    for mark, lines in groupby(_lines(body), key=_mark):
        if mark in _RUNS:
            outer, inner = _RUNS[mark]
            out.append(f"<{outer}>\n" + "\n".join(_element(inner, line) for line in lines) + f"\n</{outer}>")
        elif mark == "## ":
            out.extend(f"<h2>{_inline(line[3:])}</h2>" for line in lines)
        else:
            out.extend(f"<p{_PARAGRAPH_STYLE}>{_inline(line)}</p>" for line in lines)
    return "\n".join(out)


def to_text(body: str) -> list[str]:
    """The body as a reader sees it, one block a line, cells of a table row joined by a tab."""
    return [_visible(line) for line in _lines(body)]


def _lines(body: str) -> list[str]:
    return [line for line in body.splitlines() if line.strip()]


def _mark(line: str) -> str:
    if _NUMBER.match(line):
        return "1. "
    return next((mark for mark in ("## ", "- ", "> ", "| ") if line.startswith(mark)), "")


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def _visible(line: str) -> str:
    mark = _mark(line)
    if mark == "| ":
        return "\t".join(_cells(line))
    text = _NUMBER.sub("", line) if mark == "1. " else line.removeprefix(mark)
    return text.replace("**", "")


def _inline(text: str) -> str:
    return re.sub(r"\*\*(.+?)\*\*", r"<strong>\1</strong>", escape(text, quote=False))


def _element(name: str, line: str) -> str:
    if name == "tr":
        return "<tr>" + "".join(f"<td>{_inline(cell)}</td>" for cell in _cells(line)) + "</tr>"
    text = _NUMBER.sub("", line) if _NUMBER.match(line) else line[2:]
    inside = f"<p>{_inline(text)}</p>" if name == "li" else _inline(text)
    return f"<{name}>{inside}</{name}>"
