"""One spelling for one page, and which URLs are one site."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.urls import (
    MAX_LENGTH,
    canonicalize,
    host_of,
    is_variant,
    path_of,
    plainness,
    same_site,
    site_key,
    twin_key,
)

SPELLINGS = [
    ("HTTP://Example.COM/a", "http://example.com/a", "scheme and host in lower case (RFC 3986, 6.2.2.1)"),
    ("http://a.cn:80/x", "http://a.cn/x", "default port"),
    ("https://a.cn:443/x", "https://a.cn/x", "default port"),
    ("http://a.cn:8080/x", "http://a.cn:8080/x", "another port stays"),
    ("http://a.cn", "http://a.cn/", "empty path"),
    ("http://a.cn./x", "http://a.cn/x", "root dot of a host name"),
    ("http://a.cn/x/./y/../z", "http://a.cn/x/z", "dot segments (5.2.4)"),
    ("http://a.cn/../../x", "http://a.cn/x", "dot segments above the root"),
    ("http://a.cn/x/..", "http://a.cn/", "a dot segment at the end leaves its slash"),
    ("http://a.cn/x#top", "http://a.cn/x", "fragment"),
    ("http://a.cn/%e5%82%ac", "http://a.cn/%E5%82%AC", "escapes in upper case (6.2.2.1)"),
    ("http://a.cn/催", "http://a.cn/%E5%82%AC", "Chinese characters, escaped as UTF-8"),
    ("http://a.cn/%7Euser", "http://a.cn/~user", "needless escapes (6.2.2.2)"),
    ("http://a.cn/a%2Fb", "http://a.cn/a%2Fb", "an escaped slash is no slash"),
    ("http://a.cn/s?q=%D0%C5", "http://a.cn/s?q=%D0%C5", "escapes of another charset stay as they are"),
    ("http://a.cn/a b", "http://a.cn/a%20b", "a space"),
    ("http://a.cn/100%", "http://a.cn/100%25", "a lone percent sign"),
    ("http://a.cn\\b\\c", "http://a.cn/b/c", "backslashes, as browsers read them"),
    (" http://a.cn/x\n", "http://a.cn/x", "white space around"),
    ("http://a.cn/x\ty", "http://a.cn/xy", "tabs inside, as browsers read them"),
    ("http://user:pw@a.cn/x", "http://a.cn/x", "user and password"),
    ("http://律师.cn/", "http://xn--etto7a.cn/", "host with Chinese characters (UTS 46)"),
    ("http://[::1]:8080/x", "http://[::1]:8080/x", "IPv6"),
    ("http://a.cn/x?", "http://a.cn/x", "empty query"),
    ("http://a.cn/x?utm_source=wx&id=2", "http://a.cn/x?id=2", "campaign"),
    ("http://a.cn/x?id=2&spm=1.2&gclid=9", "http://a.cn/x?id=2", "trackers"),
    ("http://a.cn/x?from=timeline&isappinstalled=0", "http://a.cn/x", "shared from WeChat"),
    ("http://a.cn/x?from=12", "http://a.cn/x?from=12", "«from» may also be a place"),
    ("http://a.cn/x?PHPSESSID=0123456789abcdef0123", "http://a.cn/x", "session id"),
    ("http://a.cn/x?sid=12", "http://a.cn/x?sid=12", "«sid» may also be a story's number"),
    ("http://a.cn/x;jsessionid=AB12.node1?id=3", "http://a.cn/x?id=3", "session id in the path"),
    ("http://a.cn/(S(lit3py55t21z5v55vlm25s55))/x.aspx", "http://a.cn/x.aspx", "ASP.NET's cookieless session"),
    ("http://a.cn/x?b=2&a=1", "http://a.cn/x?b=2&a=1", "the order of parameters means something"),
    ("http://a.cn/x?a=&b", "http://a.cn/x?a=&b", "empty values stay"),
    ("http://a.cn//x//y", "http://a.cn//x//y", "double slashes are not ours to mend"),
]


@pytest.mark.parametrize(("url", "canonical", "why"), SPELLINGS, ids=[row[2] for row in SPELLINGS])
def test_one_spelling(url: str, canonical: str, why: str) -> None:
    assert canonicalize(url) == canonical
    assert canonicalize(canonical) == canonical


@pytest.mark.parametrize(
    ("href", "expected"),
    [
        ("x.html", "http://a.cn/dir/x.html"),
        ("/x.html", "http://a.cn/x.html"),
        ("../x.html", "http://a.cn/x.html"),
        ("?page=2", "http://a.cn/dir/page.php?page=2"),
        ("//b.cn/x", "http://b.cn/x"),
        ("https://b.cn/x", "https://b.cn/x"),
        ("", "http://a.cn/dir/page.php?id=1"),
        ("#comments", "http://a.cn/dir/page.php?id=1"),
    ],
)
def test_joined_to_a_page(href: str, expected: str) -> None:
    assert canonicalize(href, "http://a.cn/dir/page.php?id=1") == expected


@pytest.mark.parametrize(
    "url",
    [
        "javascript:;", "mailto:a@b.cn", "tel:123", "ftp://a.cn/x", "data:text/html,x", "http://", "http:///x", "http://a.cn:99999/",
        "http://a.cn:x/", "http://exa mple.cn/", "http://<a>.cn/", "http://[::1/", "x", "http://a.cn/" + "x" * MAX_LENGTH,
    ],
)  # fmt: skip
def test_what_is_no_web_address(url: str) -> None:
    assert canonicalize(url) is None


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none_and_an_address_is_stable(text: str) -> None:
    for url in (canonicalize(text), canonicalize(text, "http://a.cn/b/c.html"), canonicalize("http://a.cn/" + text)):
        assert url is None or (url.isascii() and canonicalize(url) == url)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("http://www.a.cn/x", "https://a.cn/", True),
        ("http://m.a.cn/x", "http://www.a.cn/", True),
        ("http://wap.a.com.cn/", "http://a.com.cn/", True),
        ("http://blog.a.cn/", "http://a.cn/", False),
        ("http://a.cn.evil.com/", "http://a.cn/", False),
        ("http://127.0.0.1:81/", "http://127.0.0.1:82/", False),
        ("http://m.cn/", "http://cn/", False),
    ],
)
def test_twins_are_one_site(one: str, other: str, same: bool) -> None:
    assert same_site(one, other) is same
    assert (site_key(one) == site_key(other)) is same


def test_twins_of_one_page_share_a_key() -> None:
    twins = {"http://a.cn/x?id=1", "https://www.a.cn/x?id=1", "https://m.a.cn/x?id=1"}
    assert {twin_key(url) for url in twins} == {"a.cn/x?id=1"}
    assert twin_key("http://a.cn/x?id=2") not in {twin_key(url) for url in twins}


def test_parts_of_an_address() -> None:
    assert host_of("http://a.cn:81/x") == "a.cn:81"
    assert path_of("http://a.cn/%E5%82%AC?x=%31") == "/催?x=1"
    assert path_of("http://a.cn") == "/"


VARIANTS = [
    ("http://a.cn/a/1/", "http://a.cn/a/1", True, "a slash at the end"),
    ("http://a.cn/index.php/n/1.html", "http://a.cn/n/1.html", True, "index.php before the path"),
    ("http://a.cn/index.php?p=12", "http://a.cn/?p=12", True, "… or the whole of it"),
    ("http://a.cn/N/1.html", "http://a.cn/n/1.html", True, "case"),
    ("http://a.cn/m/n/1.html", "http://a.cn/n/1.html", True, "a mobile folder"),
    ("http://m.a.cn/n/1.html", "https://www.a.cn/n/1.html?print=1", True, "mobile host, scheme and a parameter"),
    ("http://a.cn/n/1.html?ref=home", "http://a.cn/n/1.html?ref=list", True, "where the link stood"),
    ("http://a.cn/n/1.html?ref=home", "http://a.cn/n/1.html?print=1", True, "two parameters of one page"),
    ("http://a.cn/show.asp?id=12", "http://a.cn/show.asp?id=13", False, "the number of the article"),
    ("http://a.cn/show.asp?id=12&c=1", "http://a.cn/show.asp?id=13", False, "… also beside a parameter"),
    ("http://a.cn/hf/1.html", "http://a.cn/nj/1.html", False, "city pages"),
    ("http://a.cn/n/m/1.html", "http://a.cn/n/1.html", False, "a folder m that is not the first"),
    ("http://a.cn/n/1.html", "http://b.cn/n/1.html", False, "another site"),
    ("http://a.cn/n/1", "http://a.cn/n/1.html", False, "a name with an ending is another name"),
]


@pytest.mark.parametrize(("url", "other", "variant", "why"), VARIANTS)
def test_variants_of_one_address(url: str, other: str, variant: bool, why: str) -> None:
    assert is_variant(url, other) == is_variant(other, url) == variant, why


def test_the_plainest_variant_comes_first() -> None:
    order = (
        "http://a.cn/n/1", "http://a.cn/n/1/", "http://a.cn/N/1", "http://a.cn/index.php/n/1", "http://m.a.cn/n/1",
        "http://a.cn/m/n/1", "http://a.cn/n/1?print=1", "http://a.cn/n/1?ref=home",
    )  # fmt: skip
    assert tuple(sorted(set(order), key=plainness)) == order
