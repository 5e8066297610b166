"""The command line: commands, progress and tables, and no logic of its own. Commands are loaded when they are called."""

from __future__ import annotations

import sys

__all__ = ["main"]


def main(args: list[str] | None = None) -> None:
    """Run the command line (pipeline.cli.app); Ctrl-C while it is still being imported ends it as quietly as later."""
    try:
        from pipeline.cli import app
    except KeyboardInterrupt:
        sys.stderr.write("已中断。\n")
        sys.exit(130)
    app.main(args)
