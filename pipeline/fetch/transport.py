"""One request, one answer: httpx values over aiohttp connections, with every size and time bounded.

The transport is used without httpx's client: redirects, cookies and authentication are not for a crawler to follow
blindly, and a request costs half as much.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import aiohttp
import httpx
import idna
from aiohttp.abc import AbstractResolver
from httpx_aiohttp import AiohttpTransport

from pipeline import encoding
from pipeline.errors import known_words
from pipeline.fetch import guard
from pipeline.fetch.reasons import failure
from pipeline.models import Failure
from pipeline.site import FetchSettings

MAX_HEADER_LINE = 16 * 1024  # bytes of one header line
MAX_HEADERS = 200  # header lines of one answer
_QUOTE_SAFE = "!$%&'()*+,/:;=?@[]~"
DNS_CACHE = 300  # seconds a host's addresses are kept
_ON_SENT: ContextVar[Callable[[], None]] = ContextVar("_ON_SENT")  # of the request of this task


@dataclass(frozen=True, slots=True)
class Answer:
    """Status, headers (names in lower case) and body, undone from its Content-Encoding."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes

    def header(self, name: str) -> str | None:
        """The first header of that (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)


class Transport:
    """Connections for one kind of site: public addresses only, or private ones, too."""

    def __init__(
        self, settings: FetchSettings, *, allow_private: bool, resolver: AbstractResolver | None = None
    ) -> None:
        self._settings = settings
        self._allow_private = allow_private
        self._resolver = resolver
        self._transport: AiohttpTransport | None = None

    def _connect(self) -> AiohttpTransport:
        """Made at first use, within the running loop."""
        connector = aiohttp.TCPConnector(
            limit=0,  # the gate limits
            ttl_dns_cache=DNS_CACHE,
            keepalive_timeout=30,
            ssl=_tls(),
            resolver=self._resolver,
            socket_factory=guard.socket_factory(self._allow_private),
        )
        session = aiohttp.ClientSession(
            connector=connector,
            cookie_jar=aiohttp.DummyCookieJar(),
            max_line_size=MAX_HEADER_LINE,
            max_field_size=MAX_HEADER_LINE,
            max_headers=MAX_HEADERS,
            trace_configs=[_tell_when_sent()],
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        )
        # aiohttp asks again at once where a kept connection turns out to be closed: that would be a request that no
        # delay was waited for. It has no public switch (aiohttp's own test client sets this too).
        session._retry_connection = False
        return AiohttpTransport(client=session, verify=_tls())

    async def get(
        self,
        url: str,
        headers: Mapping[str, str],
        *,
        limit: int,
        cut: bool = False,
        media: frozenset[str] = frozenset(),
        on_sent: Callable[[], None] = lambda: None,
    ) -> Answer | Failure:
        """Ask once. ``limit``: bytes of the body, beyond which it fails or, with ``cut``, is cut off.

        ``on_sent`` is called when the request goes out on its connection.
        ``media``: kinds of Content-Type (``image``, ``video``, ``application/zip`` …) whose body is not read at all.
        """
        if self._transport is None:
            self._transport = self._connect()
        _ON_SENT.set(on_sent)
        try:
            async with asyncio.timeout(self._settings.total_timeout):
                return await self._exchange(self._transport, url, headers, limit, cut, media)
        except TimeoutError:
            return failure("timeout", url, f"{self._settings.total_timeout:g} 秒内没有收完")
        except Exception as error:  # noqa: BLE001 — whatever a server provokes in the libraries is that page's failure
            return explain(error, url)

    async def _exchange(
        self,
        transport: AiohttpTransport,
        url: str,
        headers: Mapping[str, str],
        limit: int,
        cut: bool,
        media: frozenset[str],
    ) -> Answer | Failure:
        request = httpx.Request("GET", url, headers=dict(headers), extensions=self._timeouts())
        response = await transport.handle_async_request(request)
        try:
            fields = _fields(response)
            status = response.status_code
            kind = next((value for key, value in fields if key == "content-type"), "").partition(";")[0].strip().lower()
            if status < 300 and (kind in media or kind.partition("/")[0] in media):
                return failure("media_type", url, f"类型是 {kind}", status=status)
            announced = response.headers.get("content-length", "")
            if not cut and announced.isdigit() and int(announced[:18]) > limit:
                return failure("too_large", url, f"声明 {announced[:18]} 字节，最多 {limit}", status=status)
            raw, whole = await _read(response, limit)
            if not whole and not cut:
                return failure("too_large", url, f"超过 {limit} 字节", status=status)
            coding = ",".join(value for key, value in fields if key == "content-encoding")
            return Answer(status, fields, encoding.decode(raw, coding, limit, cut=cut) if coding else raw[:limit])
        except encoding.TooLargeError as error:
            return failure("too_large", url, str(error), status=response.status_code)
        except encoding.TruncatedError as error:
            return failure("truncated", url, str(error), status=response.status_code)
        except encoding.BadEncodingError as error:
            return failure("bad_encoding", url, str(error), status=response.status_code)
        finally:
            await response.stream.aclose()  # type: ignore[union-attr]

    def _timeouts(self) -> dict[str, dict[str, float | None]]:
        connect, read = self._settings.connect_timeout, self._settings.read_timeout
        return {"timeout": {"connect": connect, "read": read, "write": read, "pool": None}}

    async def aclose(self) -> None:
        """Close every connection."""
        if self._transport is not None:
            await self._transport.aclose()
            self._transport = None


def _tell_when_sent() -> aiohttp.TraceConfig:
    """Calls _ON_SENT when the headers of a request are written to its connection."""

    async def headers_sent(*_: object) -> None:
        _ON_SENT.get()()

    config = aiohttp.TraceConfig()
    config.on_request_headers_sent.append(headers_sent)
    return config


@cache
def _tls() -> ssl.SSLContext:
    """One context for all connections: reading the machine's certificates takes 50 ms."""
    return ssl.create_default_context()


async def _read(response: httpx.Response, limit: int) -> tuple[bytes, bool]:
    """The raw bytes up to ``limit`` (a little more at most), and whether that is all."""
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.stream:  # type: ignore[union-attr]
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            return b"".join(chunks), False
    return b"".join(chunks), True


def _fields(response: httpx.Response) -> tuple[tuple[str, str], ...]:
    """Header fields as text: UTF-8 where it is that, else byte for byte."""
    return tuple((name.decode("latin-1").lower(), _text(value)) for name, value in response.headers.raw)


def _text(value: bytes) -> str:
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return value.decode("latin-1")


def absolute(url: str, target: str) -> str:
    """Absolute and in ASCII (IDNA, percent-encoded UTF-8), without fragment; otherwise as the server wrote it."""
    try:
        joined = urlsplit(urljoin(url, target.strip()).partition("#")[0])
        if not joined.netloc.isascii() and joined.hostname:
            port = f":{joined.port}" if joined.port else ""
            joined = joined._replace(netloc=idna.encode(joined.hostname, uts46=True).decode() + port)
        return quote(urlunsplit(joined), safe=_QUOTE_SAFE)
    except ValueError:  # also of idna, and of lone surrogates
        return "invalid:" + target[:200]


# What was thrown, and what it means: the first row whose type is found in the chain of causes.
_MEANINGS: tuple[tuple[type[BaseException], str], ...] = (
    (guard.PrivateAddressError, "private_address"),
    (aiohttp.ClientConnectorDNSError, "dns_error"),
    (ssl.SSLError, "tls_error"),
    (ssl.CertificateError, "tls_error"),
    (aiohttp.ClientSSLError, "tls_error"),
    (aiohttp.http_exceptions.LineTooLong, "headers_too_large"),
    (aiohttp.ServerTimeoutError, "timeout"),
    (aiohttp.ClientPayloadError, "truncated"),
    (aiohttp.ServerDisconnectedError, "connect_error"),
    (aiohttp.http_exceptions.HttpProcessingError, "protocol_error"),  # «Too many headers» is told by its text
    (aiohttp.ClientResponseError, "protocol_error"),
    (aiohttp.InvalidURL, "bad_url"),
    (httpx.InvalidURL, "bad_url"),
    (httpx.UnsupportedProtocol, "bad_url"),
    (aiohttp.ClientConnectionError, "connect_error"),
    (httpx.TimeoutException, "timeout"),
    (httpx.TransportError, "connect_error"),
    (OSError, "connect_error"),
    (UnicodeError, "bad_url"),
    (ValueError, "protocol_error"),
)


def explain(error: BaseException, url: str) -> Failure:
    """The Failure that an exception of the libraries below stands for; a bug of ours is raised on."""
    chain = _causes(error)
    for kind, code in _MEANINGS:
        for cause in chain:
            if isinstance(cause, kind):
                code = "headers_too_large" if "Too many headers" in str(cause) else code
                return failure(code, url, _said(cause))
    raise error


# What the libraries say, as people read it; others keep their own words.
_WORDS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"received (\d+) of (\d+) bytes"), "声明 {1} 字节，只收到 {0} 字节"),
    (re.compile(r"TransferEncodingError|Not enough data to satisfy transfer length"), "分块传输没有到结尾"),
    (re.compile(r"Too many headers"), f"头信息超过 {MAX_HEADERS} 行"),
    (re.compile(r"LineTooLong"), f"一行头信息超过 {MAX_HEADER_LINE} 字节"),
    (re.compile(r"ServerDisconnectedError"), "对方没有答完就断开了连接"),
    (re.compile(r"Bad status line|BadStatusLine"), "回答的第一行不是 HTTP"),
    (re.compile(r"HttpProcessingError: 400, message: (.{1,150})"), "回答不合 HTTP 的格式（{0}）"),
    (re.compile(r"ConnectionTimeoutError|Timeout on connecting|ConnectTimeout"), "连接用时太久"),
    (re.compile(r"TimeoutError|ReadTimeout"), "很久没有收到数据"),
    (re.compile(r"CERTIFICATE_VERIFY_FAILED"), "证书不可信"),
    (re.compile(r"WRONG_VERSION_NUMBER|record layer failure"), "这个端口不说 TLS"),
)


def _said(cause: BaseException) -> str:
    text = " ".join(f"{type(cause).__name__}: {cause}".split())
    for pattern, words in _WORDS:
        if found := pattern.search(text):
            return words.format(*found.groups())
    return known_words(cause) or text[:300]


def _causes(error: BaseException) -> list[BaseException]:
    """An exception, what it came from, and the members of groups, each once."""
    seen: list[BaseException] = []
    todo: list[BaseException | None] = [error]
    while todo:
        cause = todo.pop()
        if cause is None or any(cause is known for known in seen):
            continue
        seen.append(cause)
        todo += [cause.__cause__, cause.__context__, getattr(cause, "os_error", None)]
        if isinstance(cause, BaseExceptionGroup):
            todo += cause.exceptions
    return seen
