"""Feeds of every form, whole and broken."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from pipeline.discover import parse_feed
from pipeline.models import Failure, Hint

URL = "http://www.a.cn/feed/"
CHINA = timezone(timedelta(hours=8))
WHEN = datetime(2026, 3, 4, 5, 6, 7, tzinfo=CHINA)


def rss(item: str, head: str = "") -> bytes:
    spaces = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:content="http://purl.org/rss/1.0/modules/content/"'
    return f'<?xml version="1.0"?><rss version="2.0" {spaces}><channel><title>站</title><link>http://www.a.cn/</link>{head}<item>{item}</item></channel></rss>'.encode()


TITLE, LINK = "<title>网贷逾期怎么办</title>", "<link>http://www.a.cn/a/1.html</link>"
DATE = "<pubDate>Wed, 04 Mar 2026 05:06:07 +0800</pubDate>"
FULL = (
    TITLE
    + LINK
    + DATE
    + "<dc:creator><![CDATA[张律师]]></dc:creator><category>债务</category><category>网贷</category>"
)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom"><title>站</title><link href="http://www.a.cn/"/><entry><title type="html">网贷逾期怎么办</title>'
    '<link rel="replies" href="http://www.a.cn/a/1.html#c"/><link rel="alternate" href="http://www.a.cn/a/1.html"/><id>x</id>'
    "<published>2026-03-04T05:06:07+08:00</published><updated>2026-03-05T00:00:00+08:00</updated>"
    '<author><name>张律师</name></author><category term="债务"/></entry></feed>'
)
RDF = (
    '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">'
    '<channel rdf:about="http://www.a.cn/"><title>站</title></channel><item rdf:about="http://www.a.cn/a/1.html"><title>网贷逾期怎么办</title>'
    "<link>http://www.a.cn/a/1.html</link><dc:date>2026-03-03T21:06:07Z</dc:date><dc:creator>张律师</dc:creator></item></rdf:RDF>"
)
JSON = {
    "version": "https://jsonfeed.org/version/1.1",
    "items": [{"id": "1", "url": "http://www.a.cn/a/1.html", "title": "网贷逾期怎么办", "date_published": "2026-03-04T05:06:07+08:00",
               "authors": [{"name": "张律师"}], "tags": ["债务"]}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("body", "category"),
    [(rss(FULL), "债务"), (ATOM.encode(), "债务"), (RDF.encode(), None), (json.dumps(JSON).encode(), "债务")],
    ids=["RSS 2.0", "Atom", "RSS 1.0", "JSON Feed"],
)
def test_formats_say_the_same(body: bytes, category: str | None) -> None:
    (link,) = parse_feed(body, URL)
    assert (link.url, link.kind, link.hint.source) == ("http://www.a.cn/a/1.html", "article", "feed")
    assert (link.hint.title, link.hint.author, link.hint.category) == ("网贷逾期怎么办", "张律师", category)
    assert (link.hint.published_at, link.hint.published_precision) == (WHEN, "second")


@pytest.mark.parametrize(
    ("item", "field", "value", "why"),
    [
        ("<title>A &amp;amp; B &lt;b&gt;问&lt;/b&gt;</title>" + LINK, "title", "A & B 问", "titles are HTML, escaped"),
        (
            "<title><![CDATA[《公约》<试行>要点]]></title>" + LINK,
            "title",
            "《公约》<试行>要点",
            "what is no markup stays",
        ),
        ("<title>\n 两行\n 标题 </title>" + LINK, "title", "两行 标题", "white space"),
        (LINK + "<author>a@a.cn (张律师)</author>", "author", "张律师", "RSS 2.0's form of an author"),
        (LINK + "<pubDate>Wed, 04 Mar 2026 05:06:07</pubDate>", "published_at", WHEN, "no zone: China's"),
        (LINK + "<pubDate>2026-03-04 05:06:07</pubDate>", "published_at", WHEN, "not RFC 822, as some systems write"),
        (LINK + "<pubDate>Tue, 03 Mar 2026 21:06:07 GMT</pubDate>", "published_at", WHEN, "GMT"),
        (LINK + "<pubDate>2026-03-04</pubDate>", "published_precision", "day", "a day alone"),
        (LINK + "<pubDate>Thu, 01 Jan 1970 00:00:00 +0000</pubDate>", "published_at", None, "the epoch is no date"),
        (
            LINK + "<pubDate>Mon, 01 Jan 0001 00:00:00 GMT</pubDate>",
            "published_at",
            None,
            ".NET's «no date» is not 2001",
        ),
        (
            LINK + "<pubDate>Tue, 05 Mar 2024 04:00:00 -0000</pubDate>",
            "published_at",
            datetime(2024, 3, 5, 4, tzinfo=UTC),
            "-0000 is UTC, and no year",
        ),
        (LINK + "<pubDate>soon</pubDate>", "published_at", None, "no date at all"),
    ],
)
def test_fields(item: str, field: str, value: object, why: str) -> None:
    (link,) = parse_feed(rss(item), URL)
    assert isinstance(link.hint, Hint)
    assert getattr(link.hint, field) == value


def test_atom_without_published_gives_updated() -> None:
    body = ATOM.replace("<published>2026-03-04T05:06:07+08:00</published>", "")
    (link,) = parse_feed(body.encode(), URL)
    assert link.hint.published_at == link.hint.modified_at == datetime(2026, 3, 4, 16, tzinfo=UTC)


@pytest.mark.parametrize(
    ("item", "urls", "why"),
    [
        (TITLE + "<guid>http://www.a.cn/a/1.html</guid>", ["http://www.a.cn/a/1.html"], "guid stands in for link"),
        (TITLE + '<guid isPermaLink="false">http://www.a.cn/?p=1</guid>', [], "a guid that is no address"),
        (TITLE + "<link>/a/1.html</link>", ["http://www.a.cn/a/1.html"], "relative"),
        (TITLE + "<link>http://www.a.cn/a/1.html?utm_source=rss</link>", ["http://www.a.cn/a/1.html"], "tracking"),
        (TITLE + "<link>http://b.cn/a/1.html</link>", [], "another site"),
        (TITLE + "<link>http://www.a.cn/a/1.html#comment-15</link>", [], "a comment"),
        (TITLE + "<link>javascript:alert(1)</link>", [], "no address"),
        (TITLE, [], "no link"),
    ],
)
def test_addresses(item: str, urls: list[str], why: str) -> None:
    assert [link.url for link in parse_feed(rss(item), URL)] == urls


BROKEN = [
    (rss(FULL).replace(b"</title>", b" & Co</title>"), "bare ampersand"),
    (rss(FULL).replace(b"</title>", b"&nbsp;&mdash;x</title>"), "HTML entities"),
    (rss(FULL).replace(b"</title>", b"<br></title>"), "unclosed tag"),
    (rss(FULL)[:-20], "cut short"),
    (b"<br /><b>Warning</b>: mysql_connect()<br />\n" + rss(FULL), "a PHP warning before it"),
    (rss(FULL).replace(b"<title>", b"<title>\x0b", 2), "control characters"),
    (
        rss(FULL)
        .decode()
        .replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="gb2312"?>')
        .encode("gb18030"),
        "GB2312",
    ),
    (
        rss(FULL).decode().replace('<?xml version="1.0"?>', '<?xml version="1.0" encoding="utf-8"?>').encode("gb18030"),
        "GBK that says UTF-8",
    ),
]


@pytest.mark.parametrize(("body", "why"), BROKEN, ids=[why for _, why in BROKEN])
def test_broken_feeds_give_what_they_can(body: bytes, why: str) -> None:
    (link,) = parse_feed(body, URL)
    assert link.url == "http://www.a.cn/a/1.html"
    assert link.hint.published_at == WHEN
    assert (link.hint.title or "").startswith("网贷逾期怎么办")


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html><body>404</body></html>", "not_a_feed"),
        (b'{"version": "1"}', "not_a_feed"),
        (b"{broken", "malformed_json"),
        (b'<!DOCTYPE r [<!ENTITY a "b">]><rss><channel><item><link>&a;</link></item></channel></rss>', "xml_entities"),
    ],
)
def test_refused_with_a_reason(body: bytes, reason: str) -> None:
    found = parse_feed(body, URL)
    assert isinstance(found, Failure)
    assert found.reason == reason
