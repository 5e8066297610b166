"""The package's own tables: lines of words divided by tabs."""

from __future__ import annotations

import csv
from importlib import resources


def rows(name: str) -> list[list[str]]:
    """The rows of data/NAME.tsv, as they are written there."""
    table = resources.files("pipeline.laws.judging.entailment") / "data" / f"{name}.tsv"
    with table.open(encoding="utf-8") as lines:
        return [row for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if row]
