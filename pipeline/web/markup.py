"""An article's text as HTML of ours: every piece of theirs is escaped, every element comes from ``blocks``. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from pipeline.models import Block, Verdict
from pipeline.web.diff import Difference

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place of the body that is set in an element: ``before`` and ``after`` are markup of ours."""

    start: int
    end: int
    before: Markup
    after: Markup


@dataclass(frozen=True, slots=True)
class _Placed:
    """A block with where it stands in the body; ``start`` None: it does not stand there."""

    kind: str
    level: int
    text: str
    start: int | None
    number: int = 0


def verdict_class(verdict: Verdict) -> str:
    """The colour of a citation: ``bad`` (questionable), ``good`` (holds), ``unknown`` (cannot be told)."""
    if verdict.questionable:
        return "bad"
    return "unknown" if verdict.status == "not_held" else "good"


def citation_marks(verdicts: Sequence[Verdict], label: Callable[[Verdict], str]) -> list[Mark]:
    """Each citation as a link to its note ``#cN`` (N from 1); ``label`` says the verdict in words.

    Of citations that overlap the first is marked; all have their notes.
    """
    marks: list[Mark] = []
    for number, verdict in enumerate(verdicts, 1):
        cited = verdict.citation
        if marks and cited.start < marks[-1].end:
            continue
        before = Markup(
            '<a class="cite cite-{}" id="r{}" href="#c{}" aria-describedby="v{}" title="{}">'
        ).format(verdict_class(verdict), number, number, number, label(verdict))  # fmt: skip
        marks.append(Mark(cited.start, cited.end, before, Markup("</a>")))
    return marks


def highlighted(text: str, spans: Sequence[Span]) -> Markup:
    """Text with its spans in <mark>."""
    return _marked(text, 0, [Mark(a, b, Markup("<mark>"), Markup("</mark>")) for a, b in spans])


def body(text: str, blocks: Sequence[Block], marks: Sequence[Mark]) -> Markup:
    """The text with its structure: headings, paragraphs, lists, tables, quotations.

    What the blocks leave out of the body is shown as paragraphs; a mark that a block's edge cuts is in both parts.
    """
    placed = list(_placed(text, blocks))
    out: list[Markup] = []
    for kind, group in groupby(placed, key=lambda one: one.kind):
        out.append(_GROUPS.get(kind, _each)(list(group), marks))
    return Markup("\n").join(out)


def differing(difference: Difference) -> Markup:
    """A difference as text with <del> and <ins>; lines are kept by the style sheet (white-space: pre-wrap)."""
    tags = {"same": "{}", "removed": "<del>{}</del>", "added": "<ins>{}</ins>"}
    return Markup("").join(Markup(tags[piece.op]).format(piece.text) for piece in difference.pieces)


def _placed(text: str, blocks: Sequence[Block]) -> Iterator[_Placed]:
    position = 0
    for block in blocks:
        start = text.find(block.text, position)
        if start < 0:
            yield _Placed(block.kind, block.level, block.text, None, block.number)
            continue
        yield from _lines(text, position, start)
        yield _Placed(block.kind, block.level, block.text, start, block.number)
        position = start + len(block.text)
    yield from _lines(text, position, len(text))


def _lines(text: str, start: int, end: int) -> Iterator[_Placed]:
    for line in text[start:end].splitlines(keepends=True):
        if line.strip():
            yield _Placed("paragraph", 0, line.rstrip("\r\n"), start)
        start += len(line)


def _inner(one: _Placed, marks: Sequence[Mark]) -> Markup:
    return escape(one.text) if one.start is None else _marked(one.text, one.start, marks)


def _marked(text: str, offset: int, marks: Sequence[Mark]) -> Markup:
    """A text that begins at ``offset``, with the marks that touch it."""
    out: list[Markup] = []
    done = 0
    for mark in marks:
        start, end = max(mark.start - offset, done), min(mark.end - offset, len(text))
        if start >= end:
            continue
        out += [escape(text[done:start]), mark.before, escape(text[start:end]), mark.after]
        done = end
    return Markup("").join([*out, escape(text[done:])])


def _each(group: list[_Placed], marks: Sequence[Mark]) -> Markup:
    return Markup("\n").join(
        Markup("<{0}{1}>{2}</{0}>").format(*_element(one), _inner(one, marks)) for one in group
    )  # fmt: skip


def _element(one: _Placed) -> tuple[str, Markup]:
    """The element of a block and its attributes; the page's own heading is <h1>."""
    if one.kind == "heading":
        return f"h{min(max(one.level, 2), 4)}", Markup("")
    name = {"quote": "blockquote", "code": "pre"}.get(one.kind, "p")
    return name, Markup(' class="caption"') if one.kind == "caption" else Markup("")


def _list(group: list[_Placed], marks: Sequence[Mark]) -> Markup:
    out = []
    for numbered, items in groupby(group, key=lambda one: one.number > 0):
        lines = [
            Markup('<li class="level{}"{}>{}</li>').format(
                min(max(one.level, 1), 5),
                Markup(' value="{}"').format(one.number) if numbered else "",
                _inner(one, marks),
            )
            for one in items
        ]
        out.append(Markup("<{0}>{1}</{0}>").format("ol" if numbered else "ul", Markup("\n").join(lines)))
    return Markup("\n").join(out)


def _table(group: list[_Placed], marks: Sequence[Mark]) -> Markup:
    rows = []
    for one in group:
        cells, at = [], 0
        for cell in one.text.split("\t"):
            start = None if one.start is None else one.start + at
            cells.append(Markup("<td>{}</td>").format(_inner(_Placed("cell", 0, cell, start), marks)))
            at += len(cell) + 1
        rows.append(Markup("<tr>{}</tr>").format(Markup("").join(cells)))
    return Markup('<div class="wide" tabindex="0"><table>{}</table></div>').format(Markup("\n").join(rows))


_GROUPS: dict[str, Callable[[list[_Placed], Sequence[Mark]], Markup]] = {"list_item": _list, "table_row": _table}
