"""Which content system wrote a page."""

from __future__ import annotations

import re

import pytest

from pipeline.discover import excluded
from pipeline.discover.platforms import BY_NAME, COMMON_FEEDS, COMMON_SITEMAPS, PROFILES, Profile, recognise
from pipeline.extract import parse
from pipeline.site import Discovery, Site

CASES = [
    ('<meta name="generator" content="Z-BlogPHP 1.7.3">', (), "zblog", "generator"),
    ('<link href="/zb_users/theme/tpure/style.css" rel="stylesheet">', (), "zblog", "theme folder"),
    ("", (("product", "Z-BlogPHP 1.7.2"),), "zblog", "response header"),
    ('<meta name="generator" content="WordPress 6.5">', (), "wordpress", "generator"),
    ('<script src="/wp-includes/js/jquery.js"></script>', (), "wordpress", "script folder"),
    ("", (("link", '<https://a.cn/wp-json/>; rel="https://api.w.org/"'),), "wordpress", "REST link"),
    ('<meta name="generator" content="Typecho 1.2.1">', (), "typecho", "generator"),
    ('<link href="http://a.cn/usr/themes/handsome/a.css">', (), "typecho", "theme folder"),
    ('<script src="/plus/count.php?aid=3"></script>', (), "dedecms", "counter"),
    ('<link href="/templets/default/style/dedecms.css">', (), "dedecms", "template folder"),
    ("<body><p>文章</p><div>Powered by <a>DedeCMS</a></div></body>", (), "dedecms", "powered-by line"),
    ('<meta name="generator" content="Discuz! X3.4">', (), "generic", "a system without a profile"),
    ("<body><p>WordPress 建站教程</p></body>", (), "generic", "an article about a system"),
]


@pytest.mark.parametrize(("html", "headers", "expected", "why"), CASES, ids=[f"{row[2]}: {row[3]}" for row in CASES])
def test_recognise(html: str, headers: tuple[tuple[str, str], ...], expected: str, why: str) -> None:
    assert recognise(parse(html), headers, "http://a.cn/") == expected


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.platform)
def test_profiles_are_sound(profile: object) -> None:
    for name in ("generator", "assets", "headers"):
        re.compile(getattr(profile, name))
    for pattern in (*profile.list_patterns, *profile.exclude_patterns):  # type: ignore[attr-defined]
        re.compile(pattern)


def test_every_platform_has_a_profile() -> None:
    assert set(BY_NAME) == {"zblog", "wordpress", "typecho", "dedecms", "generic"}


@pytest.mark.parametrize("profile", PROFILES, ids=lambda profile: profile.platform)
def test_no_profile_excludes_its_own_ways_in(profile: Profile) -> None:
    """sites add writes both into one file, and what is excluded is never asked for."""
    site = Site("x", "http://a.cn/", discover=Discovery(exclude_patterns=profile.exclude_patterns))
    ways = (*profile.sitemaps, *profile.feeds, *COMMON_SITEMAPS, *COMMON_FEEDS)
    assert [way for way in ways if excluded(f"http://a.cn{way}", site)] == []
