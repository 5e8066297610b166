"""Numbers as statutes are cited with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.laws.naming.numerals import chinese, parse_number


@given(st.integers(1, 9999))
def test_numerals_are_read_as_they_are_written(number: int) -> None:
    assert parse_number(chinese(number)) == parse_number(str(number)) == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一〇七", 107),  # positional
        ("１０３２", 1032),  # full width
        ("1千零33", 1033),  # mixed
        ("廿三", 23),
        ("十", 10),
        ("2 9 3", 293),  # spaces inside
        ("", None),
        ("法", None),
        ("99999", None),  # no statute is so long
    ],
)
def test_numbers(text: str, number: int | None) -> None:
    assert parse_number(text) == number
