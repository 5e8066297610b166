"""docs/fetching.md says what is so: its tests exist, its reasons are the program's."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.fetch.reasons import REASONS, RETRY_STATUS, reason_of
from pipeline.fetch.walls import WALLS

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "fetching.md").read_text("utf-8")


def test_every_test_it_names_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))
    defined = {
        name
        for path in (ROOT / "tests").rglob("test_*.py")
        for name in re.findall(r"def (test_\w+)", path.read_text("utf-8"))
    }
    assert named
    assert named - defined == set()


def test_every_behaviour_names_a_test() -> None:
    table = PAGE.split("## Behaviours")[1].split("\n## ")[0]
    rows = [
        line for line in table.splitlines() if line.startswith("| ") and not line.startswith(("| **", "| behaviour"))
    ]
    assert len(rows) > 30
    assert [row for row in rows if "`test_" not in row] == []


def test_the_reasons_are_the_programs() -> None:
    rows = dict(re.findall(r"^\| `(\w+)` \| (.*) \|$", PAGE, re.M))
    families = {"http_NNN", "wall_NAME"}
    said = {code: row for code, row in rows.items() if code not in families}
    word = {True: "yes", False: "no"}
    assert said == {code: f"{word[r.retry]} | {word[r.host]} | {r.meaning}" for code, r in REASONS.items()}
    assert families <= set(rows)


def test_statuses_worth_another_try_are_named() -> None:
    numbers = re.search(r"`http_NNN` \| ([^|]*) \|", PAGE)
    assert numbers
    told: set[int] = set()
    for part in numbers[1].split(","):
        first, _, last = part.strip().partition("–")
        told |= set(range(int(first), int(last or first) + 1))
    assert told == RETRY_STATUS


def test_every_wall_has_a_reason() -> None:
    assert all(reason_of(wall.code).meaning for wall in WALLS)
    assert {wall.code for wall in WALLS if not wall.code.startswith("wall_")} <= set(REASONS)
