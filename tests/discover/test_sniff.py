"""What a body is: bytes before the declared type."""

from __future__ import annotations

import gzip

import pytest

from pipeline.discover import is_code, sniff

CASES = [
    (b"<!DOCTYPE html><html>", "text/html", "html", "a page"),
    (b"<!doctype HTML>\n<!-- x --><html>", None, "html", "no type declared"),
    (b"\xef\xbb\xbf  <html>", None, "html", "mark and spaces first"),
    (b"<p>x", "text/plain", "html", "a page declared as text"),
    (
        b'<?xml version="1.0"?><!DOCTYPE html PUBLIC "x"><html xmlns="x">',
        "application/xhtml+xml",
        "html",
        "XHTML is a page",
    ),
    (b'<?xml version="1.0"?><rss version="2.0">', "text/html", "feed", "a feed declared as a page"),
    (b'<?xml version="1.0"?>\n<!-- g --><feed xmlns="x">', None, "feed", "Atom"),
    (b'<rdf:RDF xmlns:rdf="x">', None, "feed", "RSS 1.0"),
    (b'{"version": "https://jsonfeed.org/version/1.1"}', "application/json", "feed", "JSON Feed"),
    (b'<?xml version="1.0"?><?xml-stylesheet href="x"?><urlset xmlns="x">', "text/html", "sitemap", "sitemap"),
    (b"<sitemapindex>", None, "sitemap", "index"),
    (gzip.compress(b"<urlset>"), "application/x-gzip", "sitemap", "a packed sitemap"),
    (gzip.compress(b"\x00\x01\x02"), "application/gzip", "binary", "something else packed"),
    (b"\x89PNG\r\n\x1a\n", "text/html", "binary", "a picture behind .html"),
    (b"%PDF-1.7", "text/html", "binary", "a PDF behind .html"),
    (b"PK\x03\x04", "text/html", "binary", "an Office file"),
    (b"\x00\x01\x02\x03", None, "binary", "NUL bytes"),
    (b"User-agent: *", "text/plain", "text", "robots.txt"),
    (b"http://x.cn/1.html\nhttp://x.cn/2.html\n", "text/plain", "sitemap", "a plain list of addresses"),
    (b"https://x.cn/" + b"1" * 40 + b"\r\n" + b"https://x.cn/2\r\n" * 500, None, "sitemap", "a long one, cut"),
    (b"http://x.cn/1.html says so", "text/plain", "text", "text that begins with an address"),
    (b'{"a": 1}', "application/json", "text", "JSON"),
    (b"dedebiz", "text/html; charset=utf-8", "html", "a bare word declared as a page"),
    (b"", "text/html", "html", "nothing, declared as a page"),
    (b"", None, "text", "nothing"),
    ("<html>".encode("utf-16"), None, "html", "UTF-16"),
]


@pytest.mark.parametrize(("body", "content_type", "expected", "why"), CASES, ids=[row[3] for row in CASES])
def test_sniff(body: bytes, content_type: str | None, expected: str, why: str) -> None:
    assert sniff(body, content_type) == expected


CODE = [
    (b"User-agent: *\nDisallow: /", "text/plain", True, "robots.txt"),
    (
        b"\xef\xbb\xbf# rules\r\n\r\n# more\r\nSitemap: http://a.cn/s.xml",
        None,
        True,
        "robots.txt that begins with comments",
    ),
    (b"p { margin: 0 }", "text/css", True, "a style sheet"),
    (b"var a", "application/x-javascript;charset=utf-8", True, "a script"),
    (b"{}", "application/ld+json", True, "data of a kind"),
    ("# 逾期怎么办\n协商还款。".encode(), "text/plain", False, "a heading, then prose"),
    ("说明：逾期".encode(), None, False, "prose"),
    (b"#a\n" + b" " * 4000 + b"z", "text/plain", False, "much white space: tried once, not in every way"),
    (b"", "text/plain", False, "nothing"),
]


@pytest.mark.parametrize(("body", "content_type", "expected", "why"), CODE, ids=[row[3] for row in CODE])
def test_is_code(body: bytes, content_type: str | None, expected: bool, why: str) -> None:
    assert is_code(body, content_type) is expected
