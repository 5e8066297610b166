"""Draws docs/demo.svg, the picture of the README, from what ``demo`` really prints: ``python docs/make_picture.py``."""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

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


def main() -> None:
    """Run the tour on a recording console and write what it shows."""
    out = Console(
        record=True, width=WIDTH, file=StringIO(), force_terminal=True, color_system="truecolor", highlight=False
    )
    with TemporaryDirectory() as folder, contextlib.chdir(folder):  # so that the paths shown are short
        tour(Place(Path("articles.db"), Path("config")), out, STEPS)
    TARGET.write_text(out.export_svg(title="debt-articles demo", code_format=FORMAT), "utf-8")
    sys.stderr.write(f"{TARGET}: {TARGET.stat().st_size / 1000:.0f} kB\n")


if __name__ == "__main__":
    main()
