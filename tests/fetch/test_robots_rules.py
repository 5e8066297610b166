"""Reading robots.txt: RFC 9309, and the cases that the reference parser's authors published, in words of our own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.fetch import robots

US = "User-agent: debt-article-pipeline\n"
CLOSED = US + "Disallow: /\n"


@dataclass(frozen=True)
class Case:
    """A file, what may be asked under it and what may not, and why."""

    text: str | bytes
    yes: tuple[str, ...]
    no: tuple[str, ...]
    why: str


CASES: dict[str, Case] = {
    # ---- lines (RFC 9309, 2.2; the reference parser's leniency)
    "empty": Case("", ("/", "/a"), (), "no rules"),
    "html": Case("<html><p>404: not here</p></html>", ("/", "/a"), (), "a page in place of robots.txt has no rules"),
    "no group": Case("Disallow: /\n", ("/a",), (), "rules before any User-agent belong to nobody"),
    "misspelt key": Case(US + "Dissallow: /\n", (), ("/a",), "misspellings that are common are taken for the rule"),
    "no colon": Case("User-agent debt-article-pipeline\nDisallow /x\n", ("/a",), ("/x",), "two words are key and value"),
    "no colon, three words": Case(US + "Disallow /x y\n", ("/x",), (), "… three are not"),
    "other keys": Case("foo: debt-article-pipeline\nbar: /\n", ("/a",), (), "unknown keys say nothing"),
    "case of keys": Case("USER-AGENT: debt-article-pipeline\nDISALLOW: /x\naLLow: /x/y\n", ("/x/y",), ("/x",), "no case"),
    "case of the name": Case("user-agent: Debt-Article-PIPELINE\ndisallow: /x\n", ("/a",), ("/x",), "no case either"),
    "case of paths": Case(US + "Disallow: /X/\n", ("/x/",), ("/X/",), "paths have case"),
    "CRLF": Case((US + "Disallow: /x\n").replace("\n", "\r\n"), ("/a",), ("/x",), "line ends of Windows"),
    "CR": Case((US + "Disallow: /x\n").replace("\n", "\r"), ("/a",), ("/x",), "line ends of old Macs"),
    "U+2028 and form feed": Case(US + "Disallow: /x\u2028y\fz\n", ("/a",), ("/x%E2%80%A8y\fz",), "are no line ends"),
    "BOM": Case(b"\xef\xbb\xbf" + CLOSED.encode(), (), ("/a",), "a byte order mark is skipped"),
    "half a BOM": Case(b"\xef\xbb" + CLOSED.encode(), (), ("/a",), "… and half of one"),
    "broken BOM": Case(b"\xef\x11\xbf" + CLOSED.encode(), ("/a",), (), "… but not something else: that line is lost"),
    "BOM inside": Case(b"User-agent: x\n\xef\xbb\xbf" + CLOSED.encode(), ("/a",), (), "… nor later on"),
    "UTF-16": Case(("\ufeff" + CLOSED).encode("utf-16-le"), (), ("/a",), "editors of Windows"),
    "comments": Case(US + "# Disallow: /\nDisallow: /x#y\nAllow: /\n", ("/a",), ("/x", "/xz"), "from # to the end"),
    "NUL": Case(US.encode() + b"Disallow: /x\0y\n", ("/a",), ("/x",), "a line ends at NUL"),
    "spaces": Case("  user-agent :  debt-article-pipeline \n\tdisallow\t:\t/x\t\n", ("/a",), ("/x",), "around all parts"),
    "no newline at the end": Case(US + "Disallow: /x", ("/a",), ("/x",), "the last line counts"),
    "line too long": Case(US + "Disallow: /x/" + "a" * 30_000 + "\n", ("/x/",), ("/x/" + "a" * 16_700,), "cut, not dropped"),
    # ---- groups (2.2.1)
    "ours and all": Case("User-agent: *\nDisallow: /\n" + US + "Disallow: /x\n", ("/a",), ("/x",), "ours alone counts"),
    "all": Case("User-agent: *\nDisallow: /x\nUser-agent: y\nDisallow: /\n", ("/a",), ("/x",), "no group of ours"),
    "others only": Case("User-agent: a\nDisallow: /\nUser-agent: b\nDisallow: /\n", ("/a",), (), "none for us"),
    "ours twice": Case(US + "Disallow: /x\nUser-agent: b\nDisallow: /\n" + US + "Disallow: /y\n", ("/a",), ("/x", "/y"),
                       "groups of one name are one group"),
    "shared group": Case("User-agent: b\n" + US + "Disallow: /x\n", ("/a",), ("/x",), "several names in a row"),
    "shared with *": Case("User-agent: *\n" + US + "Disallow: /x\n", ("/a",), ("/x",), "we are one of them"),
    "sitemap inside": Case(US + "Sitemap: https://a/s\nUser-agent: *\nDisallow: /x\n", ("/a",), ("/x",), "ends no group"),
    "unknown inside": Case(US + "Crawl-delay: 1\nUser-agent: *\nDisallow: /x\n", ("/a",), ("/x",), "nor does any other"),
    "ours, empty": Case("User-agent: *\nDisallow: /\n" + US + "Disallow:\n", ("/a",), (), "an empty rule allows all"),
    "ours, no rule": Case(US + "\nUser-agent: b\nDisallow: /\n", (), ("/a",), "names in a row, whatever lies between"),
    "name and version": Case("User-agent: debt-article-pipeline/2.1 (x)\nDisallow: /\n", (), ("/a",), "the token counts"),
    "longer name": Case("User-agent: debt-article-pipeline-images\nDisallow: /\n", ("/a",), (), "another robot"),
    "shorter name": Case("User-agent: debt\nDisallow: /\n", ("/a",), (), "names are matched whole"),
    "star and words": Case("User-agent: * all robots\nDisallow: /x\n", ("/a",), ("/x",), "a star before a space is the star"),
    "star and letters": Case("User-agent: *bot\nDisallow: /\n", ("/a",), (), "… else it is no name"),
    # ---- precedence (2.2.2)
    "longest wins": Case(US + "Disallow: /x/page.html\nAllow: /x/\n", ("/x/", "/x/a"), ("/x/page.html",), "in any order"),
    "longest wins, allow": Case(US + "Allow: /x/page.html\nDisallow: /x/\n", ("/x/page.html",), ("/x/", "/x/a"), "likewise"),
    "tie": Case(US + "Disallow: /x\nAllow: /x\n", ("/x", "/x/a"), (), "allow wins"),
    "both empty": Case(US + "Disallow:\nAllow:\n", ("/x",), (), "nothing is said"),
    "root and more": Case(US + "Disallow: /\nAllow: /p\n", ("/page",), ("/a",), "longer"),
    "wildcards count": Case(US + "Allow: /page\nDisallow: /*.html\n", ("/page",), ("/page.html",), "by their length"),
    "wildcards count less": Case(US + "Allow: /x/page\nDisallow: /*.html\n", ("/x/page.html",), ("/y.html",), "likewise"),
    "tie with an end": Case(US + "Allow: /a$\nDisallow: /b\n", ("/a",), ("/b",), "the end counts as a character"),
    "half a character": Case(US + "Disallow: /*F\nDisallow: /*5\n", ("/?", "/%E9%80%BE"), ("/aF", "/5"),
                             "what is escaped is one character, not three"),
    "tie with a star": Case(US + "Allow: /a*b\nDisallow: /axb\n", ("/axb",), (), "a star counts as one"),
    "root only": Case(US + "Allow: /$\nDisallow: /\n", ("/",), ("/page",), "the home page alone"),
    # ---- patterns (2.2.3)
    "prefix": Case(CLOSED + "Allow: /fish\n", ("/fish", "/fish.html", "/fish/a", "/fishing", "/fish?id=1"),
                   ("/Fish", "/catfish", "/?id=fish", "/a"), "a path begins with it"),
    "prefix and star": Case(CLOSED + "Allow: /fish*\n", ("/fish", "/fish/a"), ("/Fish", "/catfish"), "the star adds nothing"),
    "folder": Case(CLOSED + "Allow: /fish/\n", ("/fish/", "/fish/a", "/fish/?id=1"), ("/fish", "/fish.html", "/Fish/a"), ""),
    "star": Case(CLOSED + "Allow: /*.php\n", ("/a.php", "/b/a.php?c", "//b/any.php.html", "/index?f=a.php/"),
                 ("/php/", "/index?php", "/a.PHP"), "anything in between"),
    "star and end": Case(CLOSED + "Allow: /*.php$\n", ("/a.php", "/b/a.php"), ("/a.php?c", "/a.php/", "/a.php5"), "$ ends"),
    "star inside": Case(CLOSED + "Allow: /fish*.php\n", ("/fish.php", "/fishing/cat.php?c"), ("/Fish.PHP",), ""),
    "stars": Case(US + "Disallow: /a***b*c\n", ("/acb",), ("/abc", "/a/x/b/y/c"), "many are one"),
    "star matches slashes": Case(US + "Disallow: /foo/bar/quz\nAllow: /foo/*/qux\n", ("/foo/quz", "/foo//quz"),
                                 ("/foo/bar/quz",), "any number of characters"),
    "end": Case(US + "Disallow: /foo$\n", ("/foo/", "/foobar", "/foo$"), ("/foo",), "the end of the path"),
    "dollar inside": Case(US + "Disallow: /a$b\n", ("/a", "/ab"), ("/a$b", "/a$bc"), "is a dollar"),
    "star only": Case(US + "Disallow: *\n", (), ("/", "/a"), "everything"),
    "no slash": Case(US + "Disallow: foo\n", ("/foo", "/"), (), "a path begins with a slash"),
    "whole URL": Case(US + "Disallow: http://h.example/x\n", ("/x",), (), "likewise"),
    "query": Case(US + "Disallow: /*?\n", ("/a",), ("/a?", "/a?b", "/?p=1"), "the question mark is part of the path"),
    "index.html": Case(CLOSED + "Allow: /x/index.html\n", ("/x/", "/x/index.html"), ("/x/index.htm", "/x/a"), "is the folder"),
    # ---- encoding (2.2.2)
    "unescaped query": Case(CLOSED + "Allow: /b?q=t&z=http://h?t&p\n", ("/b?q=t&z=http://h?t&p",), ("/b?q=t",), "as is"),
    "Chinese": Case(CLOSED + "Allow: /逾期\n", ("/%E9%80%BE%E6%9C%9F", "/%e9%80%be%e6%9c%9f/a"), ("/逾期", "/%E9"),
                    "escaped before it is compared; a URL that is not escaped is none"),
    "Chinese, escaped": Case(CLOSED + "Allow: /%e9%80%be\n", ("/%E9%80%BE", "/%e9%80%be"), ("/逾", "/a"), "the same"),
    "Chinese in GBK": Case(US.encode() + "Disallow: /逾期\n".encode("gbk"), ("/%E9%80%BE%E6%9C%9F",), ("/%D3%E2%C6%DA",),
                           "bytes are compared, not characters"),
    "needless escapes, allow": Case(CLOSED + "Allow: /%62%61%7A\n", ("/%62%61%7A",), ("/baz",),
                                    "the RFC says the same, the published cases say not: refused where they differ"),
    "needless escapes, disallow": Case(US + "Disallow: /%62%61%7A\n", ("/a",), ("/baz", "/%62%61%7A"), "refused by the RFC"),
    "escaped slash": Case(US + "Disallow: /a%2Fb\n", ("/a/b",), ("/a%2Fb", "/a%2fb"), "is another path"),
    "escaped plus": Case(US + "Disallow: /a%2Bb\n", ("/a+b",), ("/a%2Bb",), "reserved characters are not decoded"),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_what_may_be_asked(name: str) -> None:
    case = CASES[name]
    body = case.text if isinstance(case.text, bytes) else case.text.encode()
    rules = robots.parse(body)
    assert [path for path in case.yes if not rules.allowed("http://h.example" + path)] == [], case.why
    assert [path for path in case.no if rules.allowed("http://h.example" + path)] == [], case.why


def test_robots_txt_itself_may_always_be_asked() -> None:
    assert robots.parse(CLOSED.encode()).allowed("http://h.example/robots.txt")


def test_sitemaps_stand_outside_groups_and_are_kept_in_order() -> None:
    text = "Sitemap: http://h/1.xml\nUser-agent: x\nDisallow: /\nsite-map: http://h/2.xml\nSITEMAP:http://h/1.xml\n"
    assert robots.parse(text.encode()).sitemaps == ("http://h/1.xml", "http://h/2.xml")


DELAYS = {
    "User-agent: *\nCrawl-delay: 10\n": 10.0,
    "User-agent: *\nCrawl-delay: 0.5\nDisallow: /x": 0.5,
    "User-agent: *\nCrawl-delay: 10\n\n" + US + "Crawl-delay: 2\n": 2.0,
    "User-agent: *\nCrawl-delay: 10\nDisallow: /a\n" + US + "Crawl-delay: 2\n": 2.0,
    "User-agent: other\nCrawl-delay: 10\nDisallow: /a\n": None,
    "User-agent: *\nCrawl-delay: soon\n": None,
    "User-agent: *\nCrawl-delay: -1\n": None,
    "User-agent: *\nCrawl-delay: nan\n": None,
    "User-agent: *\nCrawl-delay: 1e999\n": None,
    "Crawl-delay: 10\n": None,
}


@pytest.mark.parametrize("text", DELAYS)
def test_crawl_delay(text: str) -> None:
    assert robots.parse(text.encode()).crawl_delay == DELAYS[text]


def test_only_the_first_500_kib_count() -> None:
    filler = b"# " + b"x" * 1000 + b"\n"
    body = filler * (robots.MAX_BYTES // len(filler) + 1) + CLOSED.encode()
    assert robots.parse(body).allowed("http://h/a")
    assert len(robots.parse(body).body) == robots.MAX_BYTES


@pytest.mark.parametrize(
    ("url", "where"),
    [
        ("http://h/a/b?c", "http://h/robots.txt"),
        ("https://h:8443/", "https://h:8443/robots.txt"),
        ("http://[::1]:80/x", "http://[::1]:80/robots.txt"),
    ],
)
def test_scheme_and_authority_decide_where_it_is(url: str, where: str) -> None:
    assert robots.origin(url) == where


@given(st.binary(max_size=400))
def test_any_bytes_give_rules(body: bytes) -> None:
    assert robots.parse(US.encode() + b"Disallow: /x\n" + body).allowed("http://h/") in (True, False)


@given(st.text(alphabet="ab*$/?%2F", max_size=12), st.text(alphabet="ab/?", max_size=12))
def test_a_pattern_means_what_the_regular_expression_of_it_means(pattern: str, path: str) -> None:
    """* is anything, a last $ the end, all else itself (2.2.3); escapes are left to the table above."""
    import re

    if "%" in pattern or not pattern.startswith(("/", "*")):
        return
    body, end = (pattern[:-1], "$") if pattern.endswith("$") else (pattern, "")
    expression = "".join(".*" if char == "*" else re.escape(char) for char in body) + end
    expected = re.match(expression, "/" + path) is None
    assert robots.parse(f"{US}Disallow: {pattern}\n".encode()).allowed("http://h/" + path) is expected
