"""What attackers and accidents send ends soon, with a value or a reason, and no exception."""

from __future__ import annotations

import gzip
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.discover import feeds, look, parse_feed, parse_sitemap, sitemaps, sniff, xmltree
from pipeline.discover.outline import MAX_ANCHORS
from pipeline.discover.sitemaps import MAX_URLS
from pipeline.extract import parse
from pipeline.models import Failure

URL = "http://a.cn/x"
BILLION = "".join(f'<!ENTITY l{i + 1} "{f"&l{i};" * 10}">' for i in range(9))
XML = [
    (f'<!DOCTYPE x [<!ENTITY l0 "lol">{BILLION}]><rss><channel><item><title>&l9;</title></item></channel></rss>'.encode(), "xml_entities", "billion laughs"),
    (b'<!DOCTYPE x [<!ENTITY a SYSTEM "http://169.254.169.254/">]><urlset><url><loc>&a;</loc></url></urlset>', "xml_entities", "external entity"),
    (b'<!DOCTYPE x [<!ENTITY % p SYSTEM "http://a.cn/p.dtd">%p;]><urlset><url><loc>x</loc></url></urlset>', "xml_entities", "parameter entity"),
    (b"<urlset>" + b"<url>" * 500_000, "xml_depth", "half a million open elements"),
    (b"<rss>" + b"<item>" * 500_000, "xml_depth", "… of a feed"),
    (gzip.compress(b"<urlset>" + b" " * 60_000_000), "too_large", "a gzip bomb"),
    (gzip.compress(gzip.compress(b"<urlset>")), "not_a_sitemap", "packed twice"),
    (b"<urlset><url><loc>" + b"<![CDATA[" * 200_000, "malformed_xml", "CDATA that never ends"),
    (b"<rss>" + b"&" * 2_000_000, "malformed_xml", "two million ampersands"),
    (b"<rss><channel>" + b"<item" * 300_000, "malformed_xml", "tags that never end"),
    (b"<urlset>" + b"<a/>" * 700_000 + b"</urlset>", "xml_size", "elements that would fill the memory"),
    (b"<urlset>" + "<中>".encode() * 200_000, "xml_depth", "open elements with names beyond ASCII"),
    (b"<rss a='>'" + b" b='>'" * 100_000 + b"/>", "xml_size", "attributes, with what looks like the end of the tag in each"),
    (b"<feed>" + b"<e " + b" ".join(b"a%d=''" % i for i in range(20_000)) + b"/></feed>", "xml_size", "a tag of attributes alone"),
    (b'{"items": [' + b"{}," * 400_000 + b"{}]}", "json_size", "values of JSON that would fill the memory"),
]  # fmt: skip


@pytest.mark.parametrize(("body", "reason", "why"), XML, ids=[row[2] for row in XML])
@pytest.mark.parametrize("reader", [parse_feed, parse_sitemap])
def test_xml_is_refused_with_a_reason(
    reader: Callable[[bytes, str], object], body: bytes, reason: str, why: str
) -> None:
    found = reader(body, URL)
    if isinstance(found, Failure):
        assert found.reason in (reason, "not_a_feed", "not_a_sitemap"), why
    else:
        assert found == ()


def test_a_document_type_alone_is_no_attack() -> None:
    body = b'<!DOCTYPE rss PUBLIC "-//Netscape//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd"><rss><channel><item><link>http://a.cn/1.html</link></item></channel></rss>'
    assert [link.url for link in parse_feed(body, URL)] == ["http://a.cn/1.html"]


def test_a_sitemap_is_read_up_to_its_limit() -> None:
    body = (
        b"<urlset>"
        + b"".join(b"<url><loc>http://a.cn/a/%d.html</loc></url>" % i for i in range(MAX_URLS + 10))
        + b"</urlset>"
    )
    assert len(parse_sitemap(body, URL)) == MAX_URLS


@pytest.mark.parametrize(
    ("reader", "entry"),
    [
        (parse_sitemap, "<url><loc>http://a.cn/{}.html</loc></url>"),
        (parse_feed, "<item><link>http://a.cn/{}.html</link></item>"),
    ],
    ids=["sitemap", "feed"],
)
@pytest.mark.parametrize("end", ["</urlset>", "</x>"], ids=["well-formed", "not well-formed"])
def test_a_file_too_large_for_a_tree_is_read_entry_by_entry(
    reader: Callable[[bytes, str], object], entry: str, end: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It gives what stands in its first entries, as many as one file may have; the rest is not looked at."""
    monkeypatch.setattr(xmltree, "MAX_NODES", 1_000)
    monkeypatch.setattr(sitemaps, "MAX_URLS", 700)
    monkeypatch.setattr(feeds, "MAX_ITEMS", 700)
    found = reader(("<urlset>" + "".join(entry.format(i // 2) for i in range(1_500)) + end).encode(), URL)
    assert isinstance(found, tuple)
    assert [link.url for link in found] == [f"http://a.cn/{i}.html" for i in range(350)], "every one stands there twice"


def test_what_cannot_be_stored_stays_out_of_hints() -> None:
    """JSON can spell lone surrogates and NUL, which no database takes."""
    body = rb'{"items": [{"url": "http://a.cn/1.html", "title": "\ud800\u0000", "authors": [{"name": "a\udc00"}]}]}'
    (link,) = parse_feed(body, URL)
    assert link.hint is not None
    assert (link.text, link.hint.title, link.hint.author) == ("", None, "a")


def test_a_hundred_thousand_links_are_read_up_to_a_limit() -> None:
    html = "".join(f'<p><a href="/a/{i}.html">网贷逾期怎么办第{i}讲</a></p>' for i in range(100_000))
    _, links = look(parse(html), "http://a.cn/list/")
    assert 0 < len(links) <= MAX_ANCHORS


PAGES = [
    ("<div>" * 2_000_000, "ten megabytes of nested tags"),
    ("<a href='/x'>" * 200_000, "links inside links"),
    ("<b><i>" * 300_000 + "文字", "formatting that is never closed"),
    ("<table><tr><td>" * 100_000, "tables inside tables"),
    ("<select>" + "<option>逾期" * 100_000, "a choice of a hundred thousand options"),
    ("<p>" + "，" * 3_000_000, "one endless paragraph"),
    ("<h1><a href='/a'>" + "长" * 1_000_000 + "</a></h1>", "a title of a million characters"),
    ("<title>" + " -" * 1_000_000 + "</title><h1>x</h1>", "a document title of separators"),
    ("<p>" + " " * 3_000_000 + "&gt; 正文" + "</p>", "a breadcrumb behind three million spaces"),
    ("<div class='" + "x " * 500_000 + "'><a href='/a/1.html'>标题标题标题标题</a></div>", "half a million classes"),
    ("<a href='" + "/a" * 1_000_000 + "'>标题标题标题标题</a>", "an address of two million characters"),
    ("<script>" + "location=" * 300_000 + "</script>", "a script that is no redirect"),
    ("\0<html>\0<p>\ud800文字\udfff</p>", "NUL bytes and lone surrogates"),
    (
        "<a href='http://[::1'>标题标题标题</a><a href='http://a.cn:99999999/'>标题标题标题</a><a href='//\ud800/'>x</a>",
        "addresses that are none",
    ),
    ("<a href='/1.html'>" * 3 + "<base href='http://[bad'>", "a base that is none"),
]


@pytest.mark.parametrize(("html", "why"), PAGES, ids=[row[1] for row in PAGES])
def test_pages_end_soon(html: str, why: str) -> None:
    kind, links = look(parse(html), "http://a.cn/a/1.html")
    assert isinstance(kind, str)
    assert all(link.url.startswith("http") and link.url.isascii() for link in links)


def test_a_feed_with_tags_that_html_does_not_close_is_read_entry_by_entry() -> None:
    """Each unescaped <br> opens an element, as XML has it: by the hundredth it looks like an attack in depth."""
    item = "<item><title>逾期</title><link>http://a.cn/{}.html</link><description>一<br>二<img src='a.jpg'></description></item>"
    body = f"<rss><channel>{''.join(map(item.format, range(150)))}</channel></rss>".encode()
    assert len(parse_feed(body, URL)) == 150


def test_no_copies_are_made_of_a_large_file_to_mend_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 50 MB with one wide character they would be more than an extracting process may have."""
    monkeypatch.setattr(xmltree, "MAX_MENDED", 100)
    monkeypatch.setattr(xmltree, "_mended", lambda text: pytest.fail("mended"))
    body = b"<urlset>" + b"".join(b"<url><loc>http://a.cn/%d.html?a&b</loc></url>" % i for i in range(9)) + b"</urlset>"
    assert len(parse_sitemap(body, URL)) == 9


def test_an_article_below_a_choice_of_all_counties_is_read() -> None:
    choice = "".join(f"<option value={i}>第{i}县</option>" for i in range(3_300))
    tree = parse(f"<select>{choice}</select><h1>题目</h1><p id=end>正文</p>")
    end = tree.css_first("#end")
    assert end is not None
    assert end.text() == "正文"


def test_many_links_of_one_text_are_looked_for_a_few_times_each() -> None:
    """Each is followed by what a sentence goes on with: 4,000 of them took half a minute."""
    html = "".join(f"<p><a href='/n/{i}.html'>借款逾期怎么办呢</a>，先谈。再说。</p>" for i in range(4000))
    kind, links = look(parse(f"<body>{html}</body>"), "http://a.cn/a/")
    assert len(links) == 4000, kind


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>/=\"' abhpdivltr123&;#!-[]?\0\ud800。，文章"), max_size=300))
def test_any_text_is_some_kind_of_page(text: str) -> None:
    look(parse(text), "http://a.cn/a/1.html")


@settings(max_examples=150, deadline=None)
@given(
    st.binary(max_size=200),
    st.sampled_from([b"", b"<rss><item>", b"<urlset><url><loc>", b"\x1f\x8b", b"{", b"<feed><entry>"]),
)
def test_any_bytes_are_read_or_refused(body: bytes, start: bytes) -> None:
    for reader in (parse_feed, parse_sitemap):
        assert isinstance(reader(start + body, URL), tuple | Failure)
    sniff(start + body, "text/html")
