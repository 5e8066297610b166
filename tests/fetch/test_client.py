"""What the client does with servers that misbehave: one row, one behaviour, with the reason that is counted."""

from __future__ import annotations

import asyncio
import gzip
import re
import socket
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import pairwise
from typing import Any

import brotli
import pytest
import zstandard
from aiohttp.abc import AbstractResolver, ResolveResult

from pipeline.errors import ConfigError
from pipeline.fetch import Client, MemoryHosts, guard, transport
from pipeline.fetch.reasons import REASONS
from pipeline.models import Failure, NotModified, Page, Validators
from pipeline.site import Discovery, FetchSettings, Politeness, Site

SETTINGS = FetchSettings(max_body=100_000)
IMPATIENT = FetchSettings(read_timeout=0.3, total_timeout=0.6)
HTML = "<html><title>逾期</title><p>正文</p></html>"


def site_of(base: str, **changes: Any) -> Site:
    return Site("local", base, allow_private=True, **changes)


def fetch(serve: Any, routes: dict[str, Any], path: str = "/a", **options: Any) -> tuple[Any, Any]:
    """Ask a server that has these routes for one path; the answer, and the server."""
    settings = options.pop("settings", SETTINGS)

    async def main() -> tuple[Any, Any]:
        async with serve(routes) as server, Client(settings) as client:
            return await client.get(server.base + path, site=site_of(server.base), **options), server

    return asyncio.run(main())


# ------------------------------------------------------------------------------------------------- a page, as it is


def test_a_page_comes_with_what_was_asked_and_answered(serve: Any, reply: Any) -> None:
    page, server = fetch(serve, {"/a": reply(HTML, headers={"ETag": '"1"', "Set-Cookie": "a=b"})})
    assert isinstance(page, Page)
    assert (page.status, page.body.decode(), page.header("etag")) == (200, HTML, '"1"')
    assert page.url == page.final_url == server.base + "/a"
    assert page.fetched_at.tzinfo is UTC
    assert dict(page.request_headers)["user-agent"].startswith("debt-article-pipeline/")
    assert server.requests[-1].headers["user-agent"] == dict(page.request_headers)["user-agent"]
    assert server.requests[-1].headers["host"] == dict(page.request_headers)["host"]


def test_the_contact_is_in_the_user_agent(serve: Any, reply: Any) -> None:
    _, server = fetch(serve, {"/a": reply(HTML)}, settings=FetchSettings(contact="mailto:me@example.org"))
    assert "(+mailto:me@example.org)" in server.requests[0].headers["user-agent"]


def test_a_public_host_needs_a_contact() -> None:
    async def main() -> None:
        async with Client(FetchSettings()) as client:
            await client.get("http://www.example.com/", site=Site("x", "http://www.example.com"))

    with pytest.raises(ConfigError, match=r"config/settings\.toml.*contact"):
        asyncio.run(main())


@pytest.mark.parametrize("contact", ["我@example.org", "a@example.org\r\nX-Evil: 1"])
def test_a_contact_that_cannot_be_sent_is_refused(contact: str) -> None:
    with pytest.raises(ConfigError, match="contact"):
        Client(FetchSettings(contact=contact))


def test_cookies_are_not_kept(serve: Any, reply: Any) -> None:
    async def main() -> Any:
        routes = {"/a": reply(HTML, headers={"Set-Cookie": "id=1"})}
        async with serve(routes) as server, Client(SETTINGS, resolver=Names("127.0.0.1")) as client:
            base = f"http://www.localhost:{server.port}"  # a name: jars take no cookies of addresses
            for _ in range(2):
                assert isinstance(await client.get(base + "/a", site=site_of(base)), Page)
            return server

    assert all("cookie" not in request.headers for request in asyncio.run(main()).requests)


def test_validators_are_sent_and_304_is_not_modified(serve: Any, reply: Any) -> None:
    answer, server = fetch(
        serve, {"/a": reply(b"", 304)}, validators=Validators('"x"', "Mon, 01 Jan 2024 00:00:00 GMT")
    )
    assert isinstance(answer, NotModified)
    assert server.requests[-1].headers["if-none-match"] == '"x"'
    assert server.requests[-1].headers["if-modified-since"] == "Mon, 01 Jan 2024 00:00:00 GMT"


# ------------------------------------------------------------------------------------------------ what goes wrong


async def drip(count: int = 1000) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"
    for _ in range(count):
        yield b"x"
        await asyncio.sleep(0.05)


async def silence() -> AsyncIterator[bytes]:
    await asyncio.sleep(30)
    yield b""


async def endless(chunked: bool = False) -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n" + b"Transfer-Encoding: chunked\r\n" * chunked + b"\r\n"
    while True:
        yield (b"400\r\n" + b"y" * 0x400 + b"\r\n") if chunked else b"y" * 4096


async def endless_headers() -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\n"
    while True:
        yield b"X-More: yes\r\n" * 50


def told(first: bytes, piece: bytes = b"", pause: float | None = None) -> Any:
    """An answer that begins so, and goes on with the same piece for ever: as fast as it is read, or slowly."""

    async def answer() -> AsyncIterator[bytes]:
        yield first
        while piece:
            yield piece
            await asyncio.sleep(pause or 0)

    return answer


OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"


async def cut_chunks() -> AsyncIterator[bytes]:
    yield b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"


BOMB = bytes(5_000_000)
DATE = "Wed, 21 Oct 2115 07:28:00 GMT"  # far in the future: believed for a day

# name: (what the server answers, reason, whether another try may help, why)
FAULTS: dict[str, tuple[Any, str, bool, str]] = {
    "404": ({"status": 404}, "http_404", False, "the page is not there"),
    "410": ({"status": 410}, "http_410", False, "… and never will be"),
    "403": ({"status": 403}, "http_403", False, "forbidden is an answer"),
    "408": ({"status": 408}, "http_408", True, "the server's own time-out passes"),
    "500": ({"status": 500}, "http_500", True, "errors of the server pass"),
    "503": ({"status": 503}, "http_503", True, "… overload, too"),
    "206": ({"body": "half", "status": 206}, "http_206", False, "a part that nobody asked for is no page"),
    "304 unasked": ({"status": 304}, "http_304", False, "not modified since nothing"),
    "redirect without Location": ({"status": 302}, "http_302", False, "leads nowhere"),
    "redirect to another scheme": (
        {"status": 302, "headers": {"Location": "file:///etc/passwd"}}, "bad_redirect", False, "only http(s)"),
    "redirect to itself": ({"status": 302, "headers": {"Location": "/a"}}, "redirect_loop", False, "would never end"),
    "image": ({"body": "GIF89a", "headers": {"Content-Type": "image/gif"}}, "media_type", False, "no article"),
    "archive": ({"body": "PK", "headers": {"Content-Type": "application/zip"}}, "media_type", False, "no article"),
    "body too long, announced": ({"body": "x", "length": 10**12}, "too_large", False, "not even begun to read"),
    "length that is no number of bytes": (
        {"body": "x", "length": 10**40}, "protocol_error", True, "beyond what any parser takes"),
    "body too long": ({"body": "x" * 200_000, "length": -1}, "too_large", False, "cut at the limit"),
    "endless body": (endless, "too_large", False, "cut at the limit, not at the end of time"),
    "endless chunks": (lambda: endless(chunked=True), "too_large", False, "likewise in chunks"),
    "gzip bomb": ({"body": gzip.compress(BOMB), "headers": {"Content-Encoding": "gzip"}}, "too_large", False, "5 MB of 5 KB"),
    "brotli bomb": ({"body": brotli.compress(BOMB), "headers": {"Content-Encoding": "br"}}, "too_large", False, "of 20 bytes"),
    "zstd bomb": ({"body": zstandard.compress(BOMB), "headers": {"Content-Encoding": "zstd"}}, "too_large", False, "of 200"),
    "bomb in a bomb": (
        {"body": gzip.compress(gzip.compress(BOMB)), "headers": {"Content-Encoding": "gzip, gzip"}},
        "too_large", False, "each layer has the limit"),
    "ten layers": ({"body": "x", "headers": {"Content-Encoding": "gzip," * 10}}, "bad_encoding", False, "an attack"),
    "unknown encoding": ({"body": "x", "headers": {"Content-Encoding": "sdch"}}, "bad_encoding", False, "not asked for"),
    "not gzip": ({"body": "plain", "headers": {"Content-Encoding": "gzip"}}, "bad_encoding", False, "a lie"),
    "half a gzip": (
        {"body": gzip.compress(HTML.encode())[:-9], "headers": {"Content-Encoding": "gzip"}},
        "truncated", True, "a body cut on the way would be stored as a short article"),
    "shorter than announced": ({"body": "short", "length": 5000}, "truncated", True, "likewise"),
    "chunks without end": (cut_chunks, "truncated", True, "likewise"),
    "slow drip": (drip, "timeout", True, "each byte is in time, the whole is not"),
    "silence": (silence, "timeout", True, "no answer at all"),
    "no HTTP": (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", "protocol_error", True, "something else lives there"),
    "bad status line": (b"HTTP/1.1 abc\r\n\r\n", "protocol_error", True, "no status"),
    "closed at once": (b"", "connect_error", True, "nothing came"),
    "endless headers": (endless_headers, "headers_too_large", False, "the number of headers has a limit"),
    "long header": ({"headers": {"X-Long": "x" * 40_000}}, "headers_too_large", False, "so has their length"),
    "two lengths": (
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 50\r\n\r\nhello", "protocol_error", True,
        "which is it? (request smuggling)"),
    "slow drip of headers": (told(OK + b"X-A: ", b"x", 0.05), "timeout", True, "likewise before the body"),
    "slow drip of trailers": (told(CHUNKED + b"1\r\nx\r\n0\r\n", b"X-T: 1\r\n", 0.05), "timeout", True, "… and after it"),
    "endless status line": (told(b"HTTP/1.1 200 ", b"x" * 4096), "headers_too_large", False, "a line, too"),
    "endless header line": (told(OK + b"X-A: ", b"x" * 4096), "headers_too_large", False, "never ends"),
    "endless trailers": (
        told(CHUNKED + b"1\r\nx\r\n0\r\n", b"X-T: 1\r\n" * 50), "headers_too_large", False, "headers after the body"),
    "endless early hints": (
        told(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n", 0.01), "timeout", True, "answers that are none count for nothing"),
    "another protocol": (
        told(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n", b"x" * 999),
        "http_101", False, "nobody asked for it"),
    "endless chunk size": (told(CHUNKED, b"0" * 4096, 0.01), "timeout", True, "a number that never ends"),
    "chunk beyond any size": (told(CHUNKED + b"F" * 17 + b"\r\n"), "protocol_error", True, "beyond 64 bits"),
    "endless chunk extension": (told(CHUNKED + b"5;a=", b"1" * 4096, 0.01), "timeout", True, "is passed over, but not for ever"),
    "chunks of one byte": (told(CHUNKED, b"1\r\nx\r\n" * 1000), "too_large", False, "many, but the limit is of bytes"),
    "a length, and chunks": (
        told(OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n"), "protocol_error",
        True, "request smuggling"),
    "a length below zero": (told(OK + b"Content-Length: -5\r\n\r\n"), "protocol_error", True, "no number of bytes"),
    "encodings on thirty lines": (
        told(OK + b"Content-Encoding: gzip\r\n" * 30 + b"Content-Length: 1\r\n\r\nx"), "bad_encoding", False, "an attack"),
    "NUL in a Location": (
        told(b"HTTP/1.1 302 X\r\nLocation: /b\0c\r\nContent-Length: 0\r\n\r\n"), "protocol_error", True, "no header"),
    "another host before the @": (
        {"status": 302, "headers": {"Location": "http://127.0.0.1@169.254.169.254/"}}, "redirect_off_site", False,
        "what stands before the @ is no host"),
    "soft 404": ({"body": "<title>页面不存在 - 某网</title>没有"}, "soft_404", False, "says so in its title"),
    "wall": (
        {"body": "<script>var arg1='A1';document.cookie='acw_sc__v2='+x</script>"}, "wall_acw_sc__v2", True,
        "recorded, never broken"),
    "wall in a header": ({"status": 403, "headers": {"cf-mitigated": "challenge"}}, "wall_cloudflare", True, "likewise"),
    "parked": ({"body": "<script src=//img.sedoparking.com/x.js></script>"}, "parked_domain", False, "nobody lives there"),
}  # fmt: skip


@pytest.mark.parametrize("name", FAULTS)
def test_what_goes_wrong_is_a_value_with_its_reason(name: str, serve: Any, reply: Any) -> None:
    answer, reason, retry, why = FAULTS[name]
    if isinstance(answer, dict):
        route: Any = reply(answer.get("body", b""), **{key: value for key, value in answer.items() if key != "body"})
    else:
        route = answer if isinstance(answer, bytes) else lambda _: answer()
    found, server = fetch(serve, {"/a": route}, settings=IMPATIENT if reason == "timeout" else SETTINGS)
    assert isinstance(found, Failure), why
    assert (found.stage, found.reason, found.retry) == ("fetch", reason, retry), (why, found)
    assert not found.detail or re.search("[一-鿿]", found.detail) or found.detail.startswith("http"), found.detail
    assert found.url == server.base + "/a"


def test_every_reason_can_be_told_to_a_person() -> None:
    assert all(reason.meaning for reason in REASONS.values())


NOT_FAULTS: dict[str, tuple[Any, str]] = {
    "longer than announced": ({"body": HTML + "HTTP/1.1 200 OK", "length": len(HTML.encode())}, "the rest is not read"),
    "no length": ({"body": HTML, "length": -1}, "ends with the connection"),
    "gzip": ({"body": gzip.compress(HTML.encode()), "headers": {"Content-Encoding": "gzip"}}, "undone"),
    "brotli": ({"body": brotli.compress(HTML.encode()), "headers": {"Content-Encoding": "br"}}, "undone"),
    "zstd": ({"body": zstandard.compress(HTML.encode()), "headers": {"Content-Encoding": "zstd"}}, "undone"),
    "charset as encoding": (
        {"body": HTML, "headers": {"Content-Encoding": "utf-8"}},
        "seen on old servers: no encoding",
    ),
    "header in GBK": (
        {"body": HTML, "headers": {"X-Note": "中".encode("gbk").decode("latin-1")}},
        "any bytes are taken",
    ),
    "150 headers": ({"body": HTML, "headers": {f"X-{i}": "1" for i in range(150)}}, "many, but within the limit"),
    "203": ({"body": HTML, "status": 203}, "through a transforming proxy: still a page"),
    "gzipped sitemap": ({"body": HTML, "headers": {"Content-Type": "application/x-gzip"}}, "left to discovery"),
}


@pytest.mark.parametrize("name", NOT_FAULTS)
def test_what_is_odd_but_whole_is_a_page(name: str, serve: Any, reply: Any) -> None:
    answer, why = NOT_FAULTS[name]
    options = {key: value for key, value in answer.items() if key != "body"}
    page, _ = fetch(serve, {"/a": reply(answer["body"], **options)})
    assert isinstance(page, Page), (why, page)
    assert page.body.decode() == HTML


def test_bytes_beyond_the_length_are_not_the_next_answer(serve: Any, reply: Any) -> None:
    """A server (or who sits behind it) must not be able to answer for another page."""
    smuggled = reply(HTML) + reply("<p>smuggled</p>")

    async def main() -> list[Any]:
        async with serve({"/a": smuggled, "/b": reply("<p>true</p>")}) as server, Client(SETTINGS) as client:
            return [await client.get(server.base + path, site=site_of(server.base)) for path in ("/a", "/b", "/b")]

    assert [page.body.decode() for page in asyncio.run(main())] == [HTML, "<p>true</p>", "<p>true</p>"]


def test_a_server_that_is_not_there(clock: Any) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        base = f"http://127.0.0.1:{unused.getsockname()[1]}"

        async def main() -> Any:
            async with Client(SETTINGS, sleep=clock.sleep) as client:
                return await client.get(base + "/a", site=site_of(base))

        found = asyncio.run(main())
    assert (found.reason, found.retry) == ("robots_unreachable", True)
    assert "连接不上 connect_error 对方拒绝连接" in found.detail


def test_tls_errors_have_a_name_of_their_own(clock: Any) -> None:
    async def plain(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 400 this port speaks no TLS\r\n\r\n")
        writer.close()

    async def main() -> Any:
        async with (
            await asyncio.start_server(plain, "127.0.0.1", 0) as server,
            Client(SETTINGS, sleep=clock.sleep) as client,
        ):
            base = f"https://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            return await client.get(base + "/a", site=site_of(base))

    assert "tls_error" in asyncio.run(main()).detail


@pytest.mark.parametrize(
    "url", ["ftp://h/x", "http://", "http:///x", "http://[::1/x", "http://h:99999/", "javascript:1", "http://h/\ud800"]
)
def test_what_is_no_web_address_is_not_asked(url: str) -> None:
    async def main() -> Any:
        async with Client(SETTINGS) as client:
            return await client.get(url, site=site_of("http://h"))

    assert asyncio.run(main()).reason == "bad_url"


# -------------------------------------------------------------------------------------------------------- redirects


def test_redirects_are_followed_and_the_last_url_kept(serve: Any, reply: Any) -> None:
    routes = {
        "/a": reply("", 301, {"Location": "/b?x=1"}),
        "/b?x=1": reply("", 307, {"Location": "c"}),
        "/c": reply(HTML),
    }
    page, server = fetch(serve, routes)
    assert (page.url, page.final_url) == (server.base + "/a", server.base + "/c")
    assert server.asked == ["/a", "/b?x=1", "/c"]


def test_validators_are_not_sent_to_where_a_redirect_leads(serve: Any, reply: Any) -> None:
    """They are another page's: a 304 for them would say nothing."""
    routes = {"/a": reply("", 302, {"Location": "/b"}), "/b": reply(HTML)}
    page, server = fetch(serve, routes, validators=Validators('"a"'))
    assert isinstance(page, Page)
    assert [request.headers.get("if-none-match") for request in server.requests[1:]] == ['"a"', None]


CHINESE = {
    "UTF-8 bytes": "/逾期".encode().decode("latin-1"),
    "escaped": "/%E9%80%BE%E6%9C%9F",
}


@pytest.mark.parametrize("name", CHINESE)
def test_a_location_with_chinese_characters(name: str, serve: Any, reply: Any) -> None:
    routes = {"/a": reply("", 302, {"Location": CHINESE[name]}), "/%E9%80%BE%E6%9C%9F": reply(HTML)}
    page, _ = fetch(serve, routes)
    assert isinstance(page, Page), page


def test_a_redirect_to_a_public_host_without_a_contact_is_the_pages_fault(serve: Any, reply: Any) -> None:
    routes = {
        "/a": reply("", 302, {"Location": "http://www.example.com/"}),
        "/robots.txt": reply("", 302, {"Location": "http://www.example.com/robots.txt"}),
    }
    assert fetch(serve, {"/a": routes["/a"]}, off_site=True)[0].reason == "no_contact"
    assert fetch(serve, routes)[0].reason == "no_contact"


TARGETS = {
    "http://中文.example/逾期": "http://xn--fiq228c.example/%E9%80%BE%E6%9C%9F",
    "//中文.example:81/": "http://xn--fiq228c.example:81/",
    "/a b?c=|": "http://h.example/a%20b?c=%7C",
    "?p=2": "http://h.example/x/y?p=2",
    "../z#top": "http://h.example/z",
    "/%e4%b8%ad%2F": "http://h.example/%e4%b8%ad%2F",
    "http://[::1/": "invalid:http://[::1/",
    "http://\u0378.example/": "invalid:http://\u0378.example/",
}


@pytest.mark.parametrize("target", TARGETS)
def test_where_a_location_leads(target: str) -> None:
    assert transport.absolute("http://h.example/x/y?p=1", target) == TARGETS[target]


EXACT = [
    "/%D6%D0%CE%C4.html",
    "/a%2Fb",
    "/a+b?x=%2B&y=a+b",
    "/a//b/",
    "/?a=1&amp;b=2",
    "/a;b=1/c",
    "/100%25",
]


@pytest.mark.parametrize("path", EXACT)
def test_the_server_is_asked_for_the_very_url(path: str, serve: Any, reply: Any) -> None:
    """No library on the way may spell it anew: pages of old servers have GBK bytes in their names."""
    _, server = fetch(serve, {}, path)
    assert server.asked == [path]


def test_too_many_redirects(serve: Any, reply: Any) -> None:
    routes = {f"/{i}": reply("", 302, {"Location": f"/{i + 1}"}) for i in range(20)}
    found, server = fetch(serve, routes, "/0")
    assert found.reason == "too_many_redirects"
    assert len(server.asked) == SETTINGS.max_redirects + 1


def test_a_redirect_in_a_circle(serve: Any, reply: Any) -> None:
    routes = {"/a": reply("", 302, {"Location": "/b"}), "/b": reply("", 302, {"Location": "/a#again"})}
    assert fetch(serve, routes)[0].reason == "redirect_loop"


PLAIN = {
    "meta refresh": '<meta http-equiv="refresh" content="0;url=/b">',
    "meta refresh, quotes": "<META HTTP-EQUIV='Refresh' CONTENT='0; URL=\"/b\"'>",
    "script": "<html><script>window.location.href = '/b';</script></html>",
    "script, replace": "<script language=javascript>location.replace('/b')</script>",
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_redirects_in_the_page_are_followed(name: str, serve: Any, reply: Any) -> None:
    page, server = fetch(serve, {"/a": reply(PLAIN[name]), "/b": reply(HTML)})
    assert page.final_url == server.base + "/b"


CLOSED = "User-agent: *\nDisallow: /\n"
# What robots.txt answers: (reply, what comes of the page, why); a page is None.
ROBOTS: dict[str, tuple[Any, str | None, str]] = {
    "404": ({"status": 404}, None, "no rules"),
    "401": ({"body": CLOSED, "status": 401}, None, "every 4xx means no rules, whatever the body (RFC 9309, 2.3.1.3)"),
    "403": ({"body": CLOSED, "status": 403}, None, "likewise"),
    "429": ({"body": "", "status": 429}, "host_paused", "asks for slowness: the host is left alone for a while"),
    "500": ({"status": 500}, "robots_unreachable", "unreachable: nothing may be asked (2.3.1.4)"),
    "503": ({"status": 503}, "robots_unreachable", "likewise"),
    "closed at once": (b"", "robots_unreachable", "network errors are no leave"),
    "silence": (lambda: silence(), "robots_unreachable", "a robots.txt without an end hangs nobody"),
    "no HTTP": (b"SSH-2.0\r\n\r\n", "robots_unreachable", "likewise"),
    "closed": ({"body": CLOSED}, "robots_disallowed", "the rules hold"),
    "closed, lone CR, BOM": ({"body": "\ufeff" + CLOSED.replace("\n", "\r")}, "robots_disallowed", "in any line ends"),
    "closed in gzip": (
        {"body": gzip.compress(CLOSED.encode()), "headers": {"Content-Encoding": "gzip"}}, "robots_disallowed", "undone"),
    "HTML": ({"body": HTML}, None, "an error page says nothing"),
    "a home page sent instead": ({"body": CLOSED, "headers": {"Content-Type": "text/html"}}, "robots_disallowed", "the text counts"),
    "ten megabytes": ({"body": "# x\n" * 2_500_000 + CLOSED}, None, "what stands beyond 500 KiB is not read (2.5)"),
    "endless": (endless, None, "likewise, and it is not waited for"),
    "a bomb": (
        {"body": gzip.compress(BOMB), "headers": {"Content-Encoding": "gzip"}}, None, "not unpacked beyond that"),
    "redirect to itself": ({"status": 302, "headers": {"Location": "/robots.txt"}}, None, "after five no rules (2.3.1.2)"),
    "redirect inside": (
        {"status": 302, "headers": {"Location": "http://169.254.169.254/"}}, "private_address", "never asked"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROBOTS)
def test_what_a_robots_txt_that_misbehaves_means_for_a_page(name: str, serve: Any, reply: Any, clock: Any) -> None:
    answer, reason, why = ROBOTS[name]
    if isinstance(answer, dict):
        route: Any = reply(answer.get("body", ""), **{key: value for key, value in answer.items() if key != "body"})
    else:
        route = answer if isinstance(answer, bytes) else lambda _: answer()

    async def main() -> tuple[Any, Any]:
        routes = {"/robots.txt": route, "/a": reply(HTML)}
        async with serve(routes) as server, Client(IMPATIENT, now=clock.now, sleep=clock.sleep) as client:
            return await client.get(server.base + "/a", site=site_of(server.base)), server.asked

    found, asked = asyncio.run(main())
    assert getattr(found, "reason", None) == reason, (why, found)
    assert asked == ([] if reason else ["/a"]), why


def test_a_redirect_is_judged_by_robots_txt_too(serve: Any, reply: Any) -> None:
    routes = {
        "/robots.txt": reply("User-agent: *\nDisallow: /secret"),
        "/a": reply("", 302, {"Location": "/secret"}),
        "/secret": reply(HTML),
    }
    found, server = fetch(serve, routes)
    assert found.reason == "robots_disallowed"
    assert "/secret" not in server.asked


@pytest.mark.parametrize("asked", ["/hf/1", "/a", "/refresh", "/%68f/1"])
def test_what_the_site_file_excludes_is_not_asked_for_even_as_where_a_redirect_leads(
    asked: str, serve: Any, reply: Any
) -> None:
    routes = {
        "/a": reply("", 302, {"Location": "/hf/1"}),
        "/refresh": reply("<meta http-equiv=refresh content='0;url=/hf/1'>"),
        "/hf/1": reply(HTML),
    }

    async def main() -> tuple[Any, list[str]]:
        async with serve(routes) as server, Client(SETTINGS) as client:
            site = replace(site_of(server.base), discover=Discovery(exclude_patterns=("^/hf",)))
            return await client.get(server.base + asked, site=site), server.asked

    found, seen = asyncio.run(main())
    assert (found.reason, found.retry) == ("excluded", False)
    assert "^/hf" in found.detail
    assert not any("f/1" in path for path in seen)


def test_redirects_leave_the_site_only_on_request(serve: Any, reply: Any) -> None:
    async def main(off_site: bool) -> Any:
        async with serve({"/b": reply(HTML)}) as other, Client(SETTINGS) as client:
            away = reply("", 302, {"Location": other.base + "/b"})
            async with serve({"/a": away}) as server:
                return await client.get(server.base + "/a", site=site_of(server.base), off_site=off_site)

    assert asyncio.run(main(False)).reason == "redirect_off_site"
    assert isinstance(asyncio.run(main(True)), Page)


# ------------------------------------------------------------------------------------------------------- addresses


class Names(AbstractResolver):
    """DNS that gives its answers in turn; the last one stays. An answer is one address or several."""

    def __init__(self, *answers: str) -> None:
        self.answers = list(answers)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return [
            ResolveResult(
                hostname=host,
                host=address,
                port=port,
                family=socket.AF_INET6 if ":" in address else socket.AF_INET,
                proto=0,
                flags=socket.AI_NUMERICHOST,
            )
            for address in answer.split()
        ]

    async def close(self) -> None:
        self.answers.clear()


ADDRESSES = {
    "127.0.0.1": "loopback",
    "10.1.2.3": "private",
    "169.254.169.254": "metadata",
    "::1": "loopback",
    "127.0.0.1 ::1 10.0.0.1": "several, none of them public",
    "::ffff:127.0.0.1": "loopback in IPv6",
    "64:ff9b::7f00:1": "loopback behind NAT64",
    "fd00:ec2::254": "metadata",
}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_public_name_that_resolves_to_a_private_address(address: str, serve: Any, reply: Any) -> None:
    async def main() -> tuple[Any, Any]:
        settings = FetchSettings(contact="me@example.org", delay=0.0)
        async with serve({"/a": reply(HTML)}) as server, Client(settings, resolver=Names(address)) as client:
            base = f"http://innocent.example:{server.port}"
            return await client.get(base + "/a", site=Site("x", base)), server

    found, server = asyncio.run(main())
    assert found.reason == "private_address", ADDRESSES[address]
    assert not server.requests


def test_an_address_that_changes_between_two_requests(serve: Any, reply: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """DNS rebinding: what is checked is the address that is dialled, each time. 127.0.0.1 plays the public one here."""
    true = guard.classify
    monkeypatch.setattr(guard, "classify", lambda address: "public" if str(address) == "127.0.0.1" else true(address))
    monkeypatch.setattr(transport, "DNS_CACHE", 0)

    async def main() -> tuple[list[Any], Any]:
        names = Names("127.0.0.1", "127.0.0.1", "127.0.0.2")
        settings = FetchSettings(contact="me@example.org", delay=0.0)
        routes = {
            "/a": reply(HTML, headers={"Connection": "close"}),
            "/robots.txt": reply("", 404, {"Connection": "close"}),
        }
        async with serve(routes) as server, Client(settings, resolver=names) as client:
            base = f"http://rebinding.example:{server.port}"
            return [await client.get(base + "/a", site=Site("x", base)) for _ in range(2)], server

    (first, second), server = asyncio.run(main())
    assert isinstance(first, Page)
    assert second.reason == "private_address"
    assert server.asked == ["/a"]


def test_metadata_addresses_are_refused_even_to_local_sites() -> None:
    async def main(url: str) -> Any:
        async with Client(SETTINGS) as client:
            return await client.get(url, site=site_of(url))

    for host in ("169.254.169.254", "0xa9.0xfe.0xa9.0xfe", "[::ffff:a9fe:a9fe]", "100.100.100.200"):
        assert asyncio.run(main(f"http://{host}/latest/meta-data")).reason == "private_address", host


@pytest.mark.parametrize("target", ["http://169.254.169.254/", "http://2852039166/", "http://[fe80::1]/"])
def test_a_redirect_to_a_forbidden_address(target: str, serve: Any, reply: Any) -> None:
    found, _ = fetch(serve, {"/a": reply("", 302, {"Location": target})}, off_site=True)
    assert found.reason == "private_address"


def test_private_addresses_need_the_sites_own_switch(serve: Any, reply: Any) -> None:
    async def main() -> tuple[Any, Any]:
        async with serve({"/a": reply(HTML)}) as server, Client(SETTINGS) as client:
            return await client.get(server.base + "/a", site=Site("x", server.base)), server

    found, server = asyncio.run(main())
    assert found.reason == "private_address"
    assert not server.requests


# ------------------------------------------------------------------------------------------------------- politeness


def test_no_more_requests_at_once_than_the_site_allows(serve: Any, reply: Any) -> None:
    """As many as allowed are there together (each answer waits for the others), and never more."""

    async def main(site_changes: dict[str, Any], settings: FetchSettings, places: int) -> int:
        together = asyncio.Barrier(places)

        async def with_the_others(_: Any) -> AsyncIterator[bytes]:
            await together.wait()
            await asyncio.sleep(0.05)  # time for one too many to come
            yield reply(HTML)

        async with serve({"/a": with_the_others}) as server, Client(settings) as client:
            site = site_of(server.base, **site_changes)
            pages = await asyncio.gather(*(client.get(server.base + "/a", site=site) for _ in range(4 * places)))
            assert all(isinstance(page, Page) for page in pages)
            return int(server.most_at_once)

    assert asyncio.run(main({"politeness": Politeness(concurrency=3)}, SETTINGS, 3)) == 3
    assert asyncio.run(main({}, FetchSettings(concurrency=5), 5)) == 5, "loopback: as many as there are in all"


def test_a_crawl_delay_is_kept_up_to_the_limit(serve: Any, reply: Any, clock: Any) -> None:
    async def main(limit: float) -> list[float]:
        begun: list[float] = []

        def note(_: Any) -> bytes:
            begun.append(clock.now())
            return bytes(reply(HTML))

        settings = FetchSettings(max_crawl_delay=limit)
        routes = {"/robots.txt": reply("User-agent: *\nCrawl-delay: 20\n"), "/a": note}
        async with serve(routes) as server, Client(settings, now=clock.now, sleep=clock.sleep) as client:
            for _ in range(4):
                await client.get(server.base + "/a", site=site_of(server.base))
        return begun

    for limit, least, most in ((60.0, 20.0, 25.0), (5.0, 5.0, 6.25)):
        begun = asyncio.run(main(limit))
        assert all(least <= later - earlier <= most for earlier, later in pairwise(begun))


@pytest.mark.parametrize("host", ["private.localhost", "public.example"])
def test_states_of_public_hosts_alone_are_shared(
    host: str, serve: Any, reply: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Local tests write nothing into the database's host states. 127.0.0.1 plays a public address here."""
    monkeypatch.setattr(guard, "classify", lambda _: "public")
    shared = MemoryHosts()

    async def main() -> tuple[Any, float]:
        settings = FetchSettings(contact="me@example.org", delay=0.001)
        async with serve({"/a": reply(HTML)}) as server:
            async with Client(settings, hosts=shared, resolver=Names("127.0.0.1")) as client:
                base = f"http://{host}:{server.port}"
                page = await client.get(base + "/a", site=Site("x", base, allow_private=True))
            return page, (await shared.update(f"{host}:{server.port}", lambda state: state)).next_at

    page, next_at = asyncio.run(main())
    assert isinstance(page, Page)
    assert bool(next_at) is (host == "public.example")


def test_a_host_that_asks_for_a_pause_gets_it(serve: Any, reply: Any) -> None:
    """The page that was refused says so; the next one is not even asked while the pause is long."""

    async def main(value: str) -> tuple[Any, Any, Any]:
        routes = {"/a": reply("", 503, {"Retry-After": value}), "/b": reply(HTML)}
        async with serve(routes) as server, Client(SETTINGS) as client:
            first = await client.get(server.base + "/a", site=site_of(server.base))
            return first, await client.get(server.base + "/b", site=site_of(server.base)), server

    for value, seconds in (("120", 120.0), (DATE, 86400.0)):
        first, second, server = asyncio.run(main(value))
        assert (first.reason, first.retry_after) == ("http_503", seconds)
        assert second.reason == "host_paused"
        assert second.retry_after == pytest.approx(seconds, abs=5)
        assert server.asked == ["/a"]


def test_a_wall_closes_the_host(serve: Any, reply: Any) -> None:
    async def main() -> tuple[Any, Any]:
        routes = {"/a": reply("x", 521, {"Set-Cookie": "__jsluid_s=1"}), "/b": reply(HTML)}
        async with serve(routes) as server, Client(SETTINGS) as client:
            await client.get(server.base + "/a", site=site_of(server.base))
            return await client.get(server.base + "/b", site=site_of(server.base)), server

    found, server = asyncio.run(main())
    assert (found.reason, server.asked) == ("host_paused", ["/a"])
    assert "因为访问验证 wall_jsl" in found.detail


def test_a_cancelled_request_gives_its_place_back(serve: Any, reply: Any) -> None:
    async def main() -> Any:
        routes = {"/a": lambda _: silence(), "/b": reply(HTML)}
        async with serve(routes) as server, Client(FetchSettings(concurrency=1)) as client:
            site = site_of(server.base)
            task = asyncio.create_task(client.get(server.base + "/a", site=site))
            while not server.asked:
                await asyncio.sleep(0.01)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            return await client.get(server.base + "/b", site=site)

    assert isinstance(asyncio.run(main()), Page)


def test_robots_txt_is_asked_once_for_many_pages(serve: Any, reply: Any) -> None:
    async def main() -> Any:
        async with serve({"/a": reply(HTML)}) as server, Client(SETTINGS) as client:
            site = site_of(server.base)
            await asyncio.gather(*(client.get(server.base + "/a", site=site) for _ in range(10)))
            return server

    server = asyncio.run(main())
    assert [request.target for request in server.requests].count("/robots.txt") == 1
    assert server.requests[0].target == "/robots.txt", "before anything else"


def test_fetched_at_is_the_clocks_time(serve: Any, reply: Any, clock: Any) -> None:
    async def main() -> Any:
        async with serve({"/a": reply(HTML)}) as server, Client(SETTINGS, now=clock.now, sleep=clock.sleep) as client:
            return await client.get(server.base + "/a", site=site_of(server.base))

    assert asyncio.run(main()).fetched_at == datetime.fromtimestamp(clock.now(), UTC)
