"""The recorded sites and the corpora beside the project: the bars that extraction has to keep."""

from __future__ import annotations

import importlib.util
import statistics
from pathlib import Path
from typing import Any

import pytest

SHARED = Path(__file__).resolve().parents[2].parent / "shared"
pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason="needs the data beside the project (../shared)")


@pytest.fixture(scope="module")
def benchmark() -> Any:
    spec = importlib.util.spec_from_file_location(
        "extraction_quality", Path(__file__).resolve().parents[1] / "benchmarks" / "extraction.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules["extraction_quality"] = module
    spec.loader.exec_module(module)
    return module


def share(values: list[bool]) -> float:
    return sum(values) / len(values)


@pytest.mark.parametrize("name", ["zblog", "typecho", "wordpress", "dede"])
def test_a_recorded_site_without_rules(benchmark: Any, name: str) -> None:
    figures = benchmark.measure(benchmark.site(name), benchmark.scorer())
    assert statistics.mean(figures.body) >= 0.995
    assert share(figures.checks["title"]) == 1.0
    assert share(figures.checks["author"]) >= 0.98
    assert share(figures.checks["category"]) >= 0.98
    assert share(figures.checks["on_topic"]) >= 0.95
    assert share(figures.checks.get("noise out", [True])) == 1.0
    assert figures.hinted["right"] / sum(figures.hinted.values()) >= 0.99


@pytest.mark.parametrize("name", ["zblog_gbk_header", "zblog_gbk_meta", "zblog_gbk_wrong", "zblog_gbk_none"])
def test_charset_variants_have_not_one_wrong_character(benchmark: Any, name: str) -> None:
    from pipeline import extract

    plain = {case.name: case for case in benchmark.site("zblog")}
    for case in benchmark.site(name):
        body, content_type, _ = case.pages[0]
        assert "\ufffd" not in extract.decode(body, content_type)
        mine, other = benchmark.article(case), benchmark.article(plain[case.name])
        assert (mine.title, mine.body) == (other.title, other.body)


@pytest.mark.parametrize(("name", "body"), [("daniel_zh", 0.95), ("magic_article", 0.96)])
def test_a_corpus(benchmark: Any, name: str, body: float) -> None:
    figures = benchmark.measure(benchmark.corpus(name), benchmark.scorer())
    assert statistics.mean(figures.body) >= body
    assert share(figures.checks["title"]) >= 0.95
    assert figures.days["wrong"] <= 1
    if figures.days:
        assert figures.days["right"] >= 46
