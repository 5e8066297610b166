"""The article's runs of text as blocks in reading order: headings, paragraphs, list items, table rows, quotations."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import takewhile

from pipeline.models import Block, BlockKind

from .additions import without_mark
from .flat import Flat, Run

_KINDS: dict[str, BlockKind] = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    **dict.fromkeys(("li", "dd", "dt"), "list_item"),
    "blockquote": "quote",
    "pre": "code",
    "figcaption": "caption",
    "caption": "caption",
    "tr": "table_row",
}
_LISTS = frozenset({"ul", "ol", "dl", "menu"})
_DIGITS = 6  # of a list's first number; more are no number
_CELL_CHARS = 400  # a cell with more than this belongs to a table that lays out a page
_CELL_SHARE = 0.8  # … and so does one with this share of the table's text, on several lines


def build(flat: Flat, runs: Sequence[Run], top: int) -> list[Block]:
    """Blocks of the runs, all below the element at index ``top``. A table row is one block, its cells tab-separated.

    What goes on in an item behind its first line is a paragraph.
    """
    blocks: list[Block] = []
    begun: set[int] = set()  # items
    at = 0
    tables: dict[int, bool] = {}
    while at < len(runs):
        run = runs[at]
        kind, place, depth = _kind(flat, run.owner, top, tables)
        if kind == "table_row":
            end = flat.ends[place]
            after = at
            while after < len(runs) and runs[after].first < end:
                after += 1
            blocks.append(Block(kind, _row(flat, place, runs[at:after])))
            at = after
            continue
        if kind == "code":
            blocks += (Block(kind, line) for line in _code(flat, run))
        elif kind == "list_item":
            goes_on = place in begun and flat.tags[place] == "li"
            blocks.append(
                Block("paragraph", run.text) if goes_on else Block(kind, run.text, depth, _number(flat, place))
            )
            begun.add(place)
        else:
            heading = kind == "heading"
            text = without_mark(run.text) if heading else run.text
            blocks.append(Block(kind, text, int(flat.tags[place][1]) if heading else 0))
        at += 1
    return blocks


def _kind(flat: Flat, index: int, top: int, tables: dict[int, bool]) -> tuple[BlockKind, int, int]:
    """What the nearest element that means something makes of a text; that element; how many lists are around it."""
    kind: BlockKind = "paragraph"
    place, depth = index, 0
    while index > top:
        tag = flat.tags[index]
        found = _KINDS.get(tag)
        if tag in _LISTS:
            depth += 1
        elif found == "table_row" and _is_data(flat, index, tables):
            return "table_row", index, 0
        elif found is not None and found != "table_row" and kind == "paragraph":
            kind, place = found, index
        index = flat.parents[index]
    return kind, place, max(depth, 1)


def _number(flat: Flat, item: int) -> int:
    """The number that a browser shows before an item of an ``ol``; 0 where it shows none."""
    numbered = flat.parents[item]
    if flat.tags[item] != "li" or numbered < 0 or flat.tags[numbered] != "ol":
        return 0
    node = flat.nodes.get(numbered)
    start = (node.attributes.get("start") or "").strip() if node is not None else ""
    first = int(start) if start.isascii() and start.isdigit() and len(start) <= _DIGITS else 1
    return first + sum(flat.tags[one] == "li" for one in takewhile(lambda one: one < item, flat.children(numbered)))


def _is_data(flat: Flat, row: int, tables: dict[int, bool]) -> bool:
    """Whether a row's table holds data; old pages lay themselves out in tables."""
    table = row
    while table > 0 and flat.tags[table] != "table":
        table = flat.parents[table]
    if table not in tables:
        inner = flat.tags[table + 1 : flat.ends[table]]
        cells = [i for i in range(table + 1, flat.ends[table]) if flat.tags[i] in ("td", "th")]
        rows = inner.count("tr")
        tables[table] = "table" not in inner and len(cells) > rows > 0 and not _lays_out(flat, cells, rows)
    return tables[table]


def _lays_out(flat: Flat, cells: Sequence[int], rows: int) -> bool:
    """Whether one of a table's cells holds a text: a long one, or several lines that are nearly all there is."""
    if "pre" in flat.tags[cells[0] : flat.ends[cells[-1]]]:
        return True
    sizes = [sum(len(flat.raw(i)) for i in _texts(flat, cell)) for cell in cells]
    if max(sizes) > _CELL_CHARS:
        return True
    most = max(range(len(cells)), key=sizes.__getitem__)
    if rows > 1 and sizes[most] < _CELL_SHARE * sum(sizes):
        return False
    begin, end = (bisect_left(flat.runs, at, key=_first) for at in (cells[most], flat.ends[cells[most]]))
    return end - begin > 1


def _first(run: Run) -> int:
    return run.first


def _texts(flat: Flat, index: int) -> Iterator[int]:
    return (i for i in range(index + 1, flat.ends[index]) if flat.tags[i] == "-text")


def _row(flat: Flat, row: int, runs: Sequence[Run]) -> str:
    cells: list[str] = []
    for index in range(row + 1, flat.ends[row]):
        if flat.tags[index] in ("td", "th"):
            cells.append(" ".join(run.text for run in runs if index < run.first < flat.ends[index]))
    return "\t".join(cells).rstrip("\t")


def _code(flat: Flat, run: Run) -> list[str]:
    text = "".join(flat.raw(i) for i in range(run.first, run.last + 1) if flat.tags[i] == "-text")
    return [line.rstrip() for line in text.expandtabs(4).splitlines() if line.strip()]
