"""Small plots as SVG, drawn on the server; colours and fonts come from the style sheet. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 640, 200
LEFT, RIGHT, TOP, BOTTOM = 40, 8, 10, 24  # room for the axes
SERIES = 5  # sites with a colour of their own; the others share one


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing, its one-sentence summary, its legend (class, name) and its numbers as a table."""

    svg: Markup
    summary: str
    legend: tuple[tuple[str, str], ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def stacked(
    title: str, summary: str, columns: Sequence[str], counts: dict[tuple[str, str], int], *, other: str, first: str
) -> Plot:
    """Bars, one a column (a week), stacked by series (a site): ``counts[column, series]``."""
    totals: Counter[str] = Counter()
    for (_, series), count in counts.items():
        totals[series] += count
    named = [name for name, _ in totals.most_common(SERIES)]
    rest = len(totals) > SERIES
    names = [*named, *([other] if rest else [])]
    heights = [
        [counts.get((column, name), 0) for name in named]
        + ([sum(n for (at, name), n in counts.items() if at == column and name not in named)] if rest else [])
        for column in columns
    ]
    top = _round_up(max((sum(one) for one in heights), default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(columns), 1)
    shapes = []
    for number, values in enumerate(heights):
        y = float(HEIGHT - BOTTOM)
        for index, value in enumerate(values):
            height = value / top * (HEIGHT - TOP - BOTTOM)
            y -= height
            if value:
                tip = f"{columns[number]} {names[index]}: {value}"
                shapes.append(
                    Markup('<rect class="s{}" x="{:.1f}" y="{:.1f}" width="{:.1f}" height="{:.1f}"><title>{}</title></rect>').format(
                        index, LEFT + number * step + step * 0.1, y, step * 0.8, height, tip
                    )
                )  # fmt: skip
    labels = _labels_below(columns, step)
    table = tuple(
        (column, *(str(value) for value in values))
        for column, values in zip(columns, heights, strict=True)
        if any(values)
    )
    legend = tuple((f"s{number}", name) for number, name in enumerate(names))
    return Plot(_svg(title, summary, [*_grid(top), *shapes, *labels]), summary, legend, (first, *names), table)


def line(title: str, summary: str, columns: Sequence[str], shares: Sequence[float], *, header: tuple[str, str]) -> Plot:
    """Points from 0 to 1, one a column (a month), joined by a line."""
    highest = max(shares, default=0.0)
    top = next((one for one in (0.05, 0.1, 0.2, 0.3, 0.5) if highest <= one), 1.0)
    step = (WIDTH - LEFT - RIGHT) / max(len(columns), 1)
    points = [
        (LEFT + (number + 0.5) * step, HEIGHT - BOTTOM - share / top * (HEIGHT - TOP - BOTTOM))
        for number, share in enumerate(shares)
    ]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    shapes = [Markup('<polyline class="line" points="{}"/>').format(path)]
    shapes += [
        Markup('<circle class="dot" cx="{:.1f}" cy="{:.1f}" r="3"><title>{}</title></circle>').format(
            x, y, f"{column}: {share:.1%}"
        )
        for (x, y), column, share in zip(points, columns, shares, strict=True)
    ]
    table = tuple((column, f"{share:.1%}") for column, share in zip(columns, shares, strict=True))
    parts = [*_grid(top, percent=True), *shapes, *_labels_below(columns, step)]
    return Plot(_svg(title, summary, parts), summary, (), header, table)


def bars(title: str, summary: str, values: Sequence[tuple[str, int, int]], *, header: tuple[str, ...]) -> Plot:
    """Horizontal bars of (name, count, of which doubtful)."""
    top = max((count for _, count, _ in values), default=0) or 1
    room, row = 220, 24
    parts = []
    for number, (name, count, doubtful) in enumerate(values):
        y = TOP + number * row
        width = (WIDTH - room - 60) * count / top
        shown = name if len(name) <= 15 else name[:14] + "…"
        parts += [
            Markup('<text class="name" x="{}" y="{}">{}</text>').format(room - 8, y + 13, shown),
            Markup('<rect class="s0" x="{}" y="{}" width="{:.1f}" height="16"><title>{}</title></rect>').format(
                room, y, width, f"{name}: {count}"
            ),
            Markup('<rect class="bad" x="{}" y="{}" width="{:.1f}" height="16"/>').format(
                room, y, width * doubtful / count if count else 0
            ),
            Markup('<text class="value" x="{:.1f}" y="{}">{}</text>').format(room + width + 6, y + 13, count),
        ]
    table = tuple((name, str(count), str(doubtful)) for name, count, doubtful in values)
    height = TOP + row * len(values) + 4
    return Plot(_svg(title, summary, parts, height), summary, (), header, table)


def _svg(title: str, summary: str, parts: Sequence[Markup], height: int = HEIGHT) -> Markup:
    return Markup(
        '<svg class="plot" role="img" aria-label="{}" viewBox="0 0 {} {}" xmlns="http://www.w3.org/2000/svg">{}</svg>'
    ).format(f"{title}: {summary}", WIDTH, height, Markup("").join(parts))


def _grid(top: float, *, percent: bool = False) -> list[Markup]:
    out = []
    for quarter in range(3):
        value = top * quarter / 2
        y = HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * quarter / 2
        text = f"{value:.1%}".replace(".0%", "%") if percent else f"{value:g}"
        out += [
            Markup('<line class="grid" x1="{}" x2="{}" y1="{:.1f}" y2="{:.1f}"/>').format(LEFT, WIDTH - RIGHT, y, y),
            Markup('<text class="scale" x="{}" y="{:.1f}">{}</text>').format(LEFT - 6, y + 4, text),
        ]
    return out


def _labels_below(columns: Sequence[str], step: float) -> list[Markup]:
    """As many of the names as have room."""
    every = max(1, -(-len(columns) // 7))
    return [
        Markup('<text class="below" x="{:.1f}" y="{}">{}</text>').format(
            LEFT + (number + 0.5) * step, HEIGHT - 7, escape(columns[number])
        )
        for number in range(0, len(columns), every)
    ]


def _round_up(value: int) -> int:
    """The next even-looking number at or above: 2, 4, 10, 20, 40, 100 …"""
    size = 1
    while True:
        for factor in (2, 4, 10):
            if value <= factor * size:
                return factor * size
        size *= 10
