"""One article under several addresses that all answer: http and https, www and mobile, ?id=N and its pretty URL.

The names are this machine's; http is at port 80 and https at port 443 as the crawler sees it, with a certificate made here.
"""

from __future__ import annotations

import ssl
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.fetch import transport
from tests.crawl.small_sites import Pages, article, crawled, listing, title

trustme = pytest.importorskip("trustme", reason="makes the certificates of https servers on loopback")

WWW, BARE, MOBILE = "www.zhaiwu.localhost", "zhaiwu.localhost", "m.zhaiwu.localhost"
NUMBERS = (1, 2, 3)


def site(of: Callable[[str, int], str], *extra: str) -> Pages:
    """Home and three articles, the same on every host; ``of`` makes the page of an article."""

    def pages(host: str, path: str) -> str | None:
        if path == "/":
            return listing(*extra, *(f"/hf/{n}.html" for n in NUMBERS))
        return next((of(host, n) for n in NUMBERS if path == f"/hf/{n}.html"), None)

    return pages


def everywhere(*hosts: str) -> tuple[str, ...]:
    """Links to every article on these hosts, with their scheme."""
    return tuple(f"{host}/hf/{n}.html" for host in hosts for n in NUMBERS)


def to_https(host: str, path: str) -> tuple[int, dict[str, str], str]:
    return 301, {"Location": f"https://{host}{path}"}, "moved"


def mobile_layout(host: str, number: int) -> str:
    """The article in another template on the mobile host, as themes make it, naming the one for screens."""
    page = article(number, head=f"<link rel=canonical href='http://{WWW}/hf/{number}.html'>")
    if host == MOBILE:
        page = page.replace("<div class=info>", "<div class=m-info>手机版 ").replace(
            "<div class=nav>", "<div class=m-top>"
        )
    return page


def pretty_or_not(host: str, path: str) -> str | None:
    """Every article at ?id=N and at its pretty URL, which the page names."""
    for n in NUMBERS:
        if path in (f"/?id={n}", f"/hf/{n}.html"):
            return article(n, head=f"<link rel=canonical href='https://{WWW}/hf/{n}.html'>")
    return listing(*everywhere(f"https://{WWW}"), *(f"http://{WWW}/?id={n}" for n in NUMBERS)) if path == "/" else None


def mobile_by_number(host: str, path: str) -> str | None:
    """The mobile host has numbers only (/a/7), and names the page for screens; the latter names its mobile one."""
    for n in NUMBERS:
        if (host, path) == (MOBILE, f"/a/{n}"):
            return article(n, head=f"<link rel=canonical href='http://{WWW}/hf/{n}.html'>")
        if (host, path) == (WWW, f"/hf/{n}.html"):
            return article(n, head=f"<link rel=alternate media='only screen' href='http://{MOBILE}/a/{n}'>")
    if path == "/":
        return listing(*(f"http://{MOBILE}/a/{n}" for n in NUMBERS), *everywhere(f"http://{WWW}"))
    return None


def plain(host: str, number: int) -> str:
    return article(number)


def named_https(host: str, number: int) -> str:
    return article(number, head=f"<link rel=canonical href='https://{WWW}/hf/{number}.html'>")


TWINS: dict[str, tuple[Pages, Pages]] = {
    # what is at http, what is at https
    "both schemes answer alike, and are linked": (
        site(plain, *everywhere(f"https://{WWW}")), site(plain, *everywhere(f"http://{WWW}"))),
    "both schemes answer, rel=canonical names https": (
        site(named_https, *everywhere(f"https://{WWW}")), site(named_https, *everywhere(f"http://{WWW}"))),
    "http sends its readers to https": (to_https, site(plain, *everywhere(f"http://{WWW}"))),
    "with www and without, both schemes": (
        site(plain, *everywhere(f"https://{WWW}", f"http://{BARE}", f"https://{BARE}")), site(plain)),
    "the mobile host answers alike": (
        site(plain, *everywhere(f"http://{MOBILE}", f"https://{MOBILE}")), site(plain, *everywhere(f"https://{MOBILE}"))),
    "the mobile host has a layout of its own": (site(mobile_layout, *everywhere(f"http://{MOBILE}")), site(plain)),
    "the mobile host has addresses of its own": (mobile_by_number, mobile_by_number),
    "?id=N over http and the pretty URL over https": (pretty_or_not, pretty_or_not),
}  # fmt: skip


@pytest.fixture(scope="module")
def authority() -> object:
    return trustme.CA()


@pytest.fixture
def https(authority: object, monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """What a server of these hosts needs; the crawler trusts who vouches for it."""
    trusted = ssl.create_default_context()
    authority.configure_trust(trusted)  # type: ignore[attr-defined]
    monkeypatch.setattr(transport, "_tls", lambda: trusted)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(WWW, BARE, MOBILE).configure_cert(context)  # type: ignore[attr-defined]
    return context


@pytest.mark.parametrize("case", TWINS)
def test_twins_that_all_answer_are_one_article(
    case: str, https: ssl.SSLContext, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain_pages, secure_pages = TWINS[case]
    found = crawled(plain_pages, tmp_path, monkeypatch, times=2, tls=(https, secure_pages))
    assert found.titles == sorted(title(n) for n in NUMBERS), found.rows("SELECT url, gone_at FROM articles")
    assert found.rows("SELECT count(*) FROM articles") == [(len(NUMBERS),)], "nor is one stored and marked gone"
    assert (found.summary.tally.new, found.summary.tally.changed) == (0, 0), "a second crawl sees no change in them"
    assert found.rows("SELECT count(*) FROM failures") == [(0,)], found.rows("SELECT url, reason FROM failures")
