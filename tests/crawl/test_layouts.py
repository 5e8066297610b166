"""A site that is built otherwise from one crawl to the next: told in the run's row, by the run itself and in ``status``."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from pipeline.cli import main
from tests.crawl.small_sites import Pages, article, crawled, listing

ARTICLES = tuple(f"/hf/{number}.html" for number in range(1, 9))


def before(path: str) -> str | None:
    if path == "/":
        return listing(*ARTICLES)
    return article(int(path[4:-5])) if path in ARTICLES else None


def by_script(path: str) -> str | None:
    """The text is brought in by a script from now on."""
    page = before(path)
    return (
        page
        if page is None or path == "/"
        else re.sub(r"<div class=content>.*</div></div>", "<div id=app></div></div>", page)
    )


def undated(path: str) -> str | None:
    page = before(path)
    return page and re.sub(r"<div class=info>.*?</div>", "<div class=info>编辑部</div>", page)


def first_lines(path: str) -> str | None:
    """Only the first lines are shown to those who have no account."""
    page = before(path)
    return page and re.sub(r"(<div class=content>(?:<p>.*?</p>){2}).*?</div>", r"\1</div>", page)


def unavailable(path: str) -> tuple[int, dict[str, str], str] | str | None:
    return before(path) if path == "/" else (403, {}, "no")


CHANGES = {
    # what is different, word of the warning
    "bodies come by script": (by_script, "没有取到正文或标题"),
    "dates are gone": (undated, "没有日期"),
    "bodies are cut short": (first_lines, "正文只有"),
    "most pages cannot be had": (unavailable, "取不到"),
}


@pytest.mark.parametrize("case", CHANGES)
def test_a_site_that_changes_is_told_with_three_pages(
    case: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    after, word = CHANGES[case]
    visits = 0

    def pages(host: str, path: str) -> object:
        nonlocal visits
        visits += path == "/"
        return (before if visits < 2 else after)(path)

    shown: Pages = pages  # type: ignore[assignment]
    found = crawled(shown, tmp_path, monkeypatch, times=2)
    (told,) = [text for text in found.summary.warnings if word in text]
    assert len(re.findall(r"/hf/\d\.html", told)) == 3, told
    first, last = (json.loads(row) for (row,) in found.rows("SELECT warnings FROM runs ORDER BY id"))
    assert first == []
    assert told in last
    config = tmp_path / "config"
    config.mkdir()
    main(["status", "--db", str(tmp_path / "a.db"), "--config", str(config)])
    assert word in capsys.readouterr().out
