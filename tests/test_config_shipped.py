"""The configuration the project ships."""

from __future__ import annotations

import dataclasses
import re
from itertools import pairwise
from pathlib import Path

import pytest

from pipeline.config import load_settings, load_sites
from pipeline.discover import page_links
from pipeline.extract import parse
from pipeline.site import Settings, Site

CONFIG = Path(__file__).resolve().parents[1] / "config"
SITES = {site.name: site for site in load_sites(CONFIG)}


def vars_of(value: Settings) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}


def test_settings_show_every_key_with_its_default_and_a_comment() -> None:
    assert load_settings(CONFIG) == Settings()
    text = (CONFIG / "settings.toml").read_text("utf-8")
    expected = {name for name, value in vars_of(Settings()).items() if not dataclasses.is_dataclass(value)}
    for section in ("fetch", "archive", "crawl", "search", "upkeep", "alerts"):
        expected |= {field.name for field in dataclasses.fields(getattr(Settings(), section))}
    expected.remove("webhooks")  # tables of one's own: shown in a comment
    assert set(re.findall(r"^(\w+) = ", text, re.MULTILINE)) == expected
    assert [line for before, line in pairwise(text.splitlines()) if " = " in line and not before.startswith("#")] == []


def test_the_sample_site_is_shipped_and_others_are_examples() -> None:
    assert SITES["hefeilaws"].platform == "zblog"
    others = [site for name, site in SITES.items() if name != "hefeilaws"]
    assert len(others) >= 2
    assert not any(site.verified or site.enabled for site in others)


@pytest.mark.parametrize("site", SITES.values(), ids=SITES)
def test_no_site_is_asked_too_often(site: Site) -> None:
    assert (site.politeness.delay or 0) >= 1
    assert site.politeness.concurrency == 1


@pytest.mark.parametrize(
    ("name", "path", "kind"),
    [
        ("hefeilaws", "/hf/1211377.html", "article"),
        ("hefeilaws", "/hf.html", "list"),
        ("hefeilaws", "/hf_2.html", "list"),
        ("hefeilaws", "/tags/3.html", "list"),
        ("66law", "/laws/113843.aspx", "article"),
        ("66law", "/laws/laodonggongshang/ldht/page_2.aspx", "list"),
        ("64365", "/zs/693205.aspx", "article"),
        ("findlaw", "/info/hy/hunyinfagui/80924.html", "article"),
    ],
)
def test_patterns_know_the_sites_addresses(name: str, path: str, kind: str) -> None:
    site = SITES[name]
    tree = parse(f'<title>页</title><h1>页</h1><p><a href="{path}">一个链接</a></p>')
    (link,) = page_links(tree, f"{site.base_url}x/y/z", site)
    assert link.kind == kind
