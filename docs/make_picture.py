"""Draws docs/demo.svg, the picture of the README, from what ``demo`` really prints: ``python docs/make_picture.py``."""

from __future__ import annotations

import contextlib
import html
import inspect
import re
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.cells import cell_len
from rich.console import Console

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from pipeline.cli.demo import tour  # noqa: E402 - the package is importable from here on
from pipeline.cli.options import Place  # noqa: E402

TARGET = ROOT / "docs" / "demo.svg"
WIDTH = 118  # columns
STEPS = ("search", "questionable", "copies")  # of the tour; all of them would be too tall for a picture
# The picture asks no other host for fonts; Chinese needs a font that is there anyway.
STANDARD = inspect.signature(Console.export_svg).parameters["code_format"].default
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\s*", "", STANDARD, flags=re.DOTALL).replace(
    "Fira Code, monospace", "'Noto Sans Mono CJK SC', 'Sarasa Mono SC', 'PingFang SC', 'Microsoft YaHei', monospace"
)

CELL = 12.2  # width of a column in rich's pictures
_TEXT = re.compile(
    r'<text (?P<style>[^>]*?) ?x="(?P<x>[\d.]+)" y="(?P<y>[\d.]+)" textLength="[\d.]+"(?P<clip>[^>]*)>(?P<text>[^<]*)</text>'
)
_SCRIPT = re.compile(r"[\u1100-\uffff]+|[^\u1100-\uffff]+")


def in_cells(svg: str) -> str:
    """The picture with each text where its columns are: rich counts characters, and a Chinese one has two columns.

    Chinese and other letters are texts of their own, for no font may be counted on in which one is twice the other.
    """

    def parts(found: re.Match[str]) -> str:
        at, out = float(found["x"]), ""
        for part in _SCRIPT.findall(html.unescape(found["text"]).rstrip()):
            width = cell_len(part) * CELL
            said = html.escape(part, quote=False).replace("\xa0", "&#160;")
            out += (
                f'<text {found["style"]} x="{at:g}" y="{found["y"]}" textLength="{width:g}"'
                f' lengthAdjust="spacingAndGlyphs"{found["clip"]}>{said}</text>'
            )
            at += width
        return out

    return _TEXT.sub(parts, svg)


def main() -> None:
    """Run the tour on a recording console and write what it shows."""
    out = Console(
        record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    with TemporaryDirectory() as folder, contextlib.chdir(folder):  # so that the paths shown are short
        tour(Place(Path("articles.db"), Path("config")), out, STEPS)
    TARGET.write_text(in_cells(out.export_svg(title="debt-articles demo", code_format=FORMAT)), "utf-8")
    sys.stderr.write(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
