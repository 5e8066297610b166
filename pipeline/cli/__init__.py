"""The command line: commands, progress and tables, and no logic of its own. Commands are loaded when they are called."""

from __future__ import annotations

from pipeline.cli.app import cli, main

__all__ = ["cli", "main"]
