"""Every reason that a page can fail with has words."""

from __future__ import annotations

import pytest

from pipeline import labels
from pipeline.fetch import REASONS


@pytest.mark.parametrize("code", [*REASONS, "http_404", "http_503", "wall_cloudflare", "empty_body", "too_slow"])
def test_a_reason_is_told_in_words_with_its_code(code: str) -> None:
    told = labels.reason(code)
    assert told.endswith(f" {code}")
    assert any("\u4e00" <= char <= "\u9fff" for char in told)


def test_what_has_no_words_keeps_its_code() -> None:
    assert labels.reason("something_new") == "something_new"
