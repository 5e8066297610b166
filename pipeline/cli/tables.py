"""Tables for people. Texts of others are never read as markup, and lose what could steer a terminal."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

WIDTH = 110  # columns where the output is no terminal
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]")


def console() -> Console:
    """Standard output, with colours on a terminal only."""
    from rich.console import Console

    class Piped(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # the reader has seen enough; rich would end with status 1, which means «nothing found»

    return Piped(width=None if sys.stdout.isatty() else WIDTH, highlight=False)


def safe(text: object, style: str = "") -> Text:
    """A text of others as one that is only shown."""
    from rich.text import Text

    return Text(_CONTROL.sub("", str(text if text is not None else "—")), style=style)


def steady(text: str) -> str:
    """The same, with every offset kept: what could steer a terminal becomes a space."""
    return _CONTROL.sub(" ", text)


def show(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, to: Console, right: Sequence[str] = ()
) -> None:
    """A table; the columns named in ``right`` are numbers. Long cells fold."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", title_style="bold", box=None, pad_edge=False)
    for name in columns:
        table.add_column(name, justify="right" if name in right else "left", overflow="fold", header_style="dim")
    for row in rows:
        table.add_row(*(cell if isinstance(cell, Text) else safe(cell) for cell in row))
    to.print(table)
