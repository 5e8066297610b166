"""docs/schema.md says what the schema is: every table, view and column, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.store import Store

PAGE = Path(__file__).resolve().parents[2] / "docs" / "schema.md"


def documented() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    name = ""
    for line in PAGE.read_text("utf-8").splitlines():
        if match := re.fullmatch(r"### `(\w+)`", line):
            name = match[1]
            assert name not in found, f"{name} is there twice"
            found[name] = []
        elif match := re.match(r"\| `(\w+)` \|", line):
            found[name].append(match[1])
    return found


def in_the_schema(store: Store) -> dict[str, list[str]]:
    tables = store.connection.execute("PRAGMA table_list").fetchall()
    return {
        table["name"]: [
            column["name"]
            for column in store.connection.execute(f"PRAGMA table_xinfo({table['name']})")
            if not column["hidden"]
        ]
        for table in tables
        if table["schema"] == "main" and table["type"] != "shadow" and not table["name"].startswith("sqlite_")
    }


def test_every_table_view_and_column_is_described_and_no_other(store: Store) -> None:
    assert documented() == in_the_schema(store)
