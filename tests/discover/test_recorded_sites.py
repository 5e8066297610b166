"""On the recorded sites, from the address alone: every article is found, nothing else is taken for one."""

from __future__ import annotations

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from pipeline.discover import page_kind, sniff
from pipeline.extract import decode, parse

SHARED = Path(__file__).resolve().parents[2].parent / "shared" / "sites"
NAMES = [
    "zblog",
    "typecho",
    "wordpress",
    "dede",
    "zblog_gbk_header",
    "zblog_gbk_meta",
    "zblog_gbk_none",
    "zblog_gbk_wrong",
]
PLATFORMS = {"typecho": "typecho", "wordpress": "wordpress", "dede": "dedecms"}


def recorded(name: str) -> tuple[str, dict[str, Any], set[str], set[str]]:
    folder = SHARED / name
    if not folder.is_dir():
        pytest.skip(f"the recorded sites are not here: {SHARED}")
    gold = [json.loads(line) for line in (folder / "gold.jsonl").read_text("utf-8").splitlines()]
    pages = {}
    with gzip.open(folder / "responses.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            pages[unquote(row["path"])] = (row["status"], row["headers"], base64.b64decode(row["body_b64"]))
    first = {unquote(row["path"]) for row in gold}
    every = first | {unquote(path) for row in gold for path in row.get("page_paths", ())}
    return json.loads((folder / "site.json").read_text("utf-8"))["base"], pages, first, every


@pytest.mark.parametrize("name", NAMES)
def test_all_articles_and_nothing_else(name: str, walk: Callable[..., Any]) -> None:
    base, pages, first, every = recorded(name)
    walked = walk(pages, base)
    assert walked.survey.site.platform == PLATFORMS.get(name, "zblog")
    assert first <= walked.articles <= every
    further = every - first
    assert {path for path, link in walked.links.items() if link.kind == "part"} == further


@pytest.mark.parametrize("name", NAMES[:4])
def test_every_recorded_page_is_told_right_even_if_nothing_links_to_it(name: str) -> None:
    base, pages, _, every = recorded(name)
    wrong = {}
    for path, (status, headers, body) in pages.items():
        if status != 200 or sniff(body, headers.get("content-type")) != "html":
            continue
        kind = page_kind(parse(decode(body, headers.get("content-type"))), base + path)
        if (kind == "article") != (path in every):
            wrong[path] = kind
    assert wrong == {}
