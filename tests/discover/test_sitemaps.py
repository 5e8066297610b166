"""Sitemaps of every form, and what is no sitemap."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.discover import parse_sitemap
from pipeline.models import Failure, Link

URL = "https://www.a.cn/sitemap.xml"
CHINA = timezone(timedelta(hours=8))
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def urlset(*locs: str, extra: str = "") -> bytes:
    inside = "".join(f"<url><loc>{loc}</loc>{extra}</url>" for loc in locs)
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {SPACE}>{inside}</urlset>'.encode()


def urls(found: tuple[Link, ...] | Failure) -> list[str]:
    assert isinstance(found, tuple), found
    return [link.url for link in found]


ONE = "https://www.a.cn/a/1.html"
FORMS = [
    (urlset(ONE), "plain"),
    (gzip.compress(urlset(ONE)), "gzip bytes, whatever the name"),
    (urlset(ONE).replace(b"<urlset", b"<!-- made by x --><urlset"), "a comment first"),
    (b"\xef\xbb\xbf" + urlset(ONE), "byte order mark"),
    (b"\n\n" + urlset(ONE), "blank lines before the declaration"),
    (urlset(ONE).decode().replace("UTF-8", "UTF-16").encode("utf-16"), "UTF-16"),
    (urlset(ONE).replace(b"UTF-8", b"gb2312"), "a declared charset that XML parsers do not know"),
    (
        urlset(ONE)
        .replace(b"<url>", b"<sm:url>")
        .replace(b"</url>", b"</sm:url>")
        .replace(b"xmlns=", b'xmlns:sm="x" xmlns='),
        "prefix",
    ),
    (ONE.encode() + b"\n", "a plain list"),
    (urlset(ONE)[: -len(b"</urlset>")], "cut short"),
    (urlset(ONE, "https://www.a.cn/a/2.html?x=1&y=2&c").replace(b"2.html", b"1.html#"), "bare ampersands"),
    (urlset(ONE + "\x01"), "a control character"),
    (urlset(f"  {ONE}\n  "), "white space around the address"),
    (urlset(f"<![CDATA[{ONE}]]>"), "CDATA"),
]


@pytest.mark.parametrize(("body", "why"), FORMS, ids=[why for _, why in FORMS])
def test_forms(body: bytes, why: str) -> None:
    assert ONE in urls(parse_sitemap(body, URL))


def test_index_names_sitemaps() -> None:
    body = f"<sitemapindex {SPACE}><sitemap><loc>https://www.a.cn/s1.xml.gz</loc><lastmod>2026-01-02</lastmod></sitemap></sitemapindex>"
    (link,) = parse_sitemap(body.encode(), URL)
    assert (link.url, link.kind, link.hint.modified_at) == (
        "https://www.a.cn/s1.xml.gz",
        "sitemap",
        datetime(2026, 1, 2, tzinfo=CHINA),
    )


@pytest.mark.parametrize(
    ("lastmod", "expected"),
    [
        ("2026-03-04", datetime(2026, 3, 4, tzinfo=CHINA)),
        ("2026-03-04T05:06:07+08:00", datetime(2026, 3, 4, 5, 6, 7, tzinfo=CHINA)),
        ("2026-03-04T05:06:07Z", datetime(2026, 3, 4, 5, 6, 7, tzinfo=UTC)),
        ("2026-03-04 05:06:07", datetime(2026, 3, 4, 5, 6, 7, tzinfo=CHINA)),
        ("1970-01-01", None),
        ("yesterday", None),
        ("2026-13-40", None),
    ],
)
def test_lastmod_is_when_it_was_changed_not_published(lastmod: str, expected: datetime | None) -> None:
    (link,) = parse_sitemap(urlset(ONE, extra=f"<lastmod>{lastmod}</lastmod>"), URL)
    assert (link.hint.modified_at if link.hint else None) == expected
    assert link.hint is None or link.hint.published_at is None


def test_news_extension_gives_title_and_time_of_publication() -> None:
    news = "<n:news xmlns:n='x'><n:publication><n:name>站</n:name></n:publication><n:publication_date>2026-05-06T07:08:09+08:00</n:publication_date><n:title>网贷逾期怎么办</n:title></n:news>"
    (link,) = parse_sitemap(urlset(ONE, extra=news), URL)
    assert (link.hint.source, link.hint.title) == ("news_sitemap", "网贷逾期怎么办")
    assert link.hint.published_at == datetime(2026, 5, 6, 7, 8, 9, tzinfo=CHINA)


def test_an_images_title_is_not_the_articles() -> None:
    image = "<i:image xmlns:i='x'><i:loc>https://www.a.cn/1.jpg</i:loc><i:title>图</i:title></i:image>"
    (link,) = parse_sitemap(urlset(ONE, extra=image), URL)
    assert (link.url, link.hint) == (ONE, None)


def test_other_sites_files_and_doubles_are_left_out() -> None:
    found = parse_sitemap(
        urlset(ONE, ONE + "#x", "https://b.cn/x", "https://www.a.cn/x.pdf", "https://www.a.cn/wp-login.php", "ftp://a"),
        URL,
    )
    assert urls(found) == [ONE]


@pytest.mark.parametrize(
    ("name", "loc", "kind"),
    [
        ("wp-sitemap-posts-post-1.xml", "https://www.a.cn/hf/3.html", "article"),
        ("wp-sitemap-taxonomies-category-1.xml", "https://www.a.cn/daikuan", "list"),
        ("wp-sitemap-users-1.xml", "https://www.a.cn/who", "list"),
        ("wp-sitemap-posts-page-1.xml", "https://www.a.cn/fuwu", "page"),
        ("sitemap.xml", "https://www.a.cn/", "list"),
        ("sitemap.xml", "https://www.a.cn/category/x/", "list"),
    ],
)
def test_kind_from_address_and_from_the_sitemaps_name(name: str, loc: str, kind: str) -> None:
    (link,) = parse_sitemap(urlset(loc), f"https://www.a.cn/{name}")
    assert link.kind == kind


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><body>404</body></html>", "not_a_sitemap"),
        (b"", "not_a_sitemap"),
        (b"hello world", "not_a_sitemap"),
        (b"\x1f\x8b" + b"not gzip", "bad_gzip"),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><urlset><url><loc>&a;</loc></url></urlset>', "xml_entities"),
        (
            b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><urlset><url><loc>&a;</loc></url></urlset>',
            "xml_entities",
        ),
    ],
)
def test_refused_with_a_reason(body: bytes, reason: str) -> None:
    found = parse_sitemap(body, URL)
    assert isinstance(found, Failure)
    assert (found.stage, found.reason, found.url) == ("discover", reason, URL)
