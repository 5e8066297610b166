"""Four real content systems, recorded: everything is found, nothing else is stored, and it is read right."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

from tests.programs import run_cli

_spec = importlib.util.spec_from_file_location("recorded", Path(__file__).with_name("recorded.py"))
assert _spec is not None
assert _spec.loader is not None
recorded = importlib.util.module_from_spec(_spec)
sys.modules["recorded"] = recorded
_spec.loader.exec_module(recorded)

pytestmark = pytest.mark.skipif(
    not (recorded.SHARED / "sites").exists(), reason="the recorded sites (../shared/sites) are not here"
)


CHANGING = "zblog"  # its counters and related lists are others on every request


def crawl(base_url: str, folder: Path, *options: str) -> None:
    """In one process: what the processes that extract do for a crawl is tested with the demo site."""
    recorded.add_and_crawl(base_url, folder, *options, workers=0, run=run_cli)


@pytest.mark.parametrize("name", recorded.SITES)
def test_a_recorded_site(name: str, tmp_path: Path) -> None:
    replay = recorded.load(recorded.SHARED / "sites" / "replay.py")
    with replay.RecordedSite(recorded.SHARED / "sites" / name) as site:
        crawl(site.base_url, tmp_path)
        before = {
            path: (row["title"], row["body"]) for path, row in recorded.articles(tmp_path / "articles.db").items()
        }
        if name == CHANGING:
            crawl(site.base_url, tmp_path, "--full")
    again = {path: (row["title"], row["body"]) for path, row in recorded.articles(tmp_path / "articles.db").items()}
    assert again == before, "nothing is new and nothing has changed"
    score = recorded.score(tmp_path / "articles.db", recorded.gold_of(name))
    assert (score.found, score.extra) == (score.gold, ())
    assert score.titles == 1.0, score.wrong["title"]
    assert score.body_f1 >= 0.98
    assert score.days >= 0.99, score.wrong["day"]
    assert score.categories >= 0.98, score.wrong["category"]
    assert score.on_topic >= 0.95, score.wrong["on_topic"]


@pytest.mark.parametrize("name", [name for name in recorded.GBK_SITES if name.endswith("wrong")])
def test_no_wrong_character_whatever_the_charset(name: str, tmp_path: Path) -> None:
    """The same pages in GB18030, declared wrongly; tests/benchmarks/recorded_sites.py runs the other ways, and
    tests/crawl/test_charsets.py each charset with each declaration.
    """
    replay = recorded.load(recorded.SHARED / "sites" / "replay.py")
    with replay.RecordedSite(recorded.SHARED / "sites" / name) as site:
        crawl(site.base_url, tmp_path)
    score = recorded.score(tmp_path / "articles.db", recorded.gold_of(name))
    assert (score.found, score.extra) == (score.gold, ())
    assert score.titles == 1.0, score.wrong["title"]
    for row in recorded.articles(tmp_path / "articles.db").values():
        assert "\ufffd" not in row["title"] + row["body"]
    assert score.body_f1 >= 0.98
