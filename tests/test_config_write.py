"""A site's file is written with a comment on each key, reads back as it was, and never takes another's place."""

from __future__ import annotations

import dataclasses
import tempfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.config import load_site, write_site
from pipeline.config.comments import COMMENTS, EXAMPLES
from pipeline.config.write import to_toml
from pipeline.errors import ConfigError
from pipeline.site import Discovery, Politeness, Rules, Schedule, Site, Topic

FULL = Site(
    "full",
    "http://www.a.cn/",
    title="某站 “引号” \\ 'x'",
    enabled=False,
    verified=False,
    platform="dedecms",
    allow_private=True,
    max_pages=7,
    discover=Discovery(
        ("/", "/a/"), ("/s.xml",), ("/feed/",), (r"^/a/\d+\.html$",), (r"/list_\d+",), (r"^/x'y/",), False, 9
    ),
    politeness=Politeness(1.5, 2),
    schedule=Schedule(every="6h", jitter=0, timezone="UTC"),
    rules=Rules("h1", "div", "time", "b", "i", ".c", ".t a", ".r", ".n", ("p.ad", "div.x"), ".ed"),
    topic=Topic(0.4, {"催收": 2.0, "a.b": 0.0}),
)


def keys(kind: type, prefix: str = "") -> set[str]:
    """Dotted names of every key of a site file."""
    found: set[str] = set()
    for field in dataclasses.fields(kind):
        found.add(prefix + field.name)
        inner = {
            "discover": Discovery,
            "politeness": Politeness,
            "schedule": Schedule,
            "rules": Rules,
            "topic": Topic,
        }.get(field.name)
        if inner and not prefix:
            found |= keys(inner, field.name + ".")
    return found


def test_every_key_has_a_comment() -> None:
    assert set(COMMENTS) == keys(Site) - {"name"}


def test_examples_are_of_keys_that_may_be_left_out() -> None:
    bare = Site("a", "http://a.cn/")
    empty = {"max_pages"} | {
        f"{section}.{field.name}"
        for section in ("discover", "politeness", "schedule", "rules", "topic")
        for field in dataclasses.fields(getattr(bare, section))
        if getattr(getattr(bare, section), field.name) is None
    }
    assert set(EXAMPLES) == empty


@pytest.mark.parametrize("site", [FULL, Site("full", "http://www.a.cn/")], ids=["everything", "nothing"])
def test_reads_back_as_it_was(tmp_path: Path, site: Site) -> None:
    path = tmp_path / "sites" / "full.toml"
    write_site(path, site)
    assert load_site(path) == site


@settings(max_examples=40, deadline=None)
@example("\x1f\\", "")  # a control character beside a backslash: no literal string may hold it
@given(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40),
    st.text(st.characters(codec="utf-8"), max_size=30),
)
def test_any_text_reads_back(title: str, term: str) -> None:
    site = Site("x", "http://a.cn/", title=title, topic=Topic(terms={term: 1.0}))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "x.toml"
        write_site(path, site, {"title": term})
        assert load_site(path) == site


def test_each_key_stands_under_its_comment_and_what_was_found() -> None:
    text = to_toml(FULL, {"": "看了网站\n两行", "discover.start": "首页和一个栏目"})
    lines = text.splitlines()
    assert lines[1:3] == ["# 看了网站", "# 两行"]
    place = lines.index("start = [")
    assert lines[place - 2 : place] == [f"# {COMMENTS['discover.start']}", "# 首页和一个栏目"]
    assert r"article_patterns = ['^/a/\d+\.html$']" in lines, "patterns without doubled backslashes"


def test_keys_without_a_value_stand_as_examples_that_are_valid(tmp_path: Path) -> None:
    text = to_toml(Site("x", "http://a.cn/"), {})
    shown = [line.removeprefix("# ") for line in text.splitlines() if line.startswith("# ") and " = " in line]
    assert len(shown) == len(EXAMPLES)
    live = "\n".join(
        line.removeprefix("# ") if line.removeprefix("# ") in shown else line for line in text.splitlines()
    )
    live = live.replace('every = "12h"', "")  # not together with cron
    (tmp_path / "x.toml").write_text(live, "utf-8")
    assert load_site(tmp_path / "x.toml").rules.title == "div.post > h1"


def test_a_file_that_exists_is_not_touched(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    path.write_text("mine", "utf-8")
    with pytest.raises(ConfigError, match="已存在"):
        write_site(path, Site("a", "http://a.cn/"))
    assert path.read_text("utf-8") == "mine"
    assert list(tmp_path.iterdir()) == [path], "nothing left behind"
    write_site(path, Site("a", "http://a.cn/"), overwrite=True)
    assert load_site(path).name == "a"


def test_a_file_is_named_as_its_site(tmp_path: Path) -> None:
    for name, file in (("a", "b.toml"), ("a", "a.txt"), ("a b", "a b.toml")):
        with pytest.raises(ConfigError):
            write_site(tmp_path / file, Site(name, "http://a.cn/"))


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "sites").write_text("a file, no folder")
    with pytest.raises(ConfigError, match="写不了"):
        write_site(tmp_path / "sites" / "a.toml", Site("a", "http://a.cn/"))
