"""The names by which other rooms, and other people's programs, come in; they stay as they are."""

from __future__ import annotations

import importlib

import pytest

# (door, what it must give)
DOORS = [
    ("pipeline.laws", "Library Passage Provision Registry Shelf Statutes Version Work check find_citations near_names"),
    ("pipeline.laws", "not_found parse_provision parse_provisions provision_id registry stale_claims"),
    ("pipeline.laws.citations", "find_citations"),
    ("pipeline.laws.registry", "Registry Version Work default in_force law_id prints_all provision_id read_work spans"),
    ("pipeline.laws.verdicts", "Judgement check judge"),
    ("pipeline.laws.library", "Library RULES Shelf"),
]


@pytest.mark.parametrize(("door", "names"), DOORS)
def test_a_door_gives_its_names(door: str, names: str) -> None:
    module = importlib.import_module(door)
    assert [name for name in names.split() if not hasattr(module, name)] == []


@pytest.mark.parametrize(
    "package", ["naming", "finding", "judging", "judging.attribution", "judging.wording", "judging.entailment"]
)
def test_a_package_says_what_it_is_for_and_what_it_gives(package: str) -> None:
    module = importlib.import_module(f"pipeline.laws.{package}")
    assert module.__doc__
    assert all(hasattr(module, name) for name in module.__all__)
