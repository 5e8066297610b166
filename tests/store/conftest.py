"""What the tests of the store share: a fresh database, a moment, and records made of a title and a body."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.models import Article, Citation, Fingerprint, Record, Verdict
from pipeline.store import Store, open_store
from tests import databases

MakeRecord = Callable[..., Record]


@pytest.fixture
def now() -> datetime:
    """A moment to count from."""
    return datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty database, open for writing."""
    (tmp_path / "articles.db").write_bytes(databases.empty())
    with open_store(tmp_path / "articles.db", read_only=False) as opened:
        yield opened


@pytest.fixture
def make_record() -> MakeRecord:
    """make_record(url, title, body, citations=(Citation, …), verdicts=(…), **fields of Article)."""

    def make(
        url: str,
        title: str = "网贷逾期怎么办",
        body: str = "网贷逾期后应当先与平台协商。",
        *,
        citations: tuple[Citation, ...] = (),
        verdicts: tuple[Verdict, ...] = (),
        **fields: Any,
    ) -> Record:
        article = replace(Article(url, url, title, body), **fields)
        digest = hashlib.sha256(body.encode(errors="surrogatepass")).hexdigest()
        return Record(article, citations, verdicts, Fingerprint(digest, digest, (1, 2**64 - 1), len(body)))

    return make
