"""The tables of words that the signs go by."""

from __future__ import annotations

import re

import pytest

from pipeline.laws.judging.entailment.tables import rows


@pytest.mark.parametrize("name", ["actors", "parties", "signs", "starts"])
def test_patterns_compile(name: str) -> None:
    assert all(re.compile(pattern) for row in rows(name) for pattern in row[1:])
    assert len({len(row) for row in rows(name)}) == 1
