"""Content-Encoding undone under a limit: no bomb gets further than ``limit`` bytes (RFC 9110, 8.4; RFC 8878 zstd).

Bodies arrive whole and compressed (they are bounded, too), so each decoder runs once and is asked for limit + 1 bytes.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable

import brotli  # type: ignore[import-untyped]
import zstandard

MAX_LAYERS = 2  # «gzip, br» is seen in the wild; more is an attack
_ZSTD_WINDOW = 1 << 23  # what RFC 9659 lets a server of zstd ask for
_ZSTD_STEP = 256
MAX_MEMBERS = 64  # gzip members or zstd frames in one body: each costs a copy of the rest
# Values sent by servers that mean no encoding at all (a charset or a media type in the wrong header).
NOTHING = frozenset({"", "identity", "none", "utf-8", "utf8", "gbk", "gb2312", "text/html", "8bit", "binary"})


class TooLargeError(Exception):
    """More bytes than the limit come out."""


class TruncatedError(Exception):
    """The compressed data ends before its end."""


class BadEncodingError(Exception):
    """An unknown encoding, too many of them, or data that does not decode."""


def decode(body: bytes, header: str | None, limit: int, *, cut: bool = False) -> bytes:
    """The body without its Content-Encoding ``header``; raises one of the three errors above. ``cut``: what is beyond the
    limit is left out instead.
    """
    names = [name for name in (part.strip().lower() for part in (header or "").split(",")) if name not in NOTHING]
    if len(names) > MAX_LAYERS:
        raise BadEncodingError(f"套了 {len(names)} 层编码")
    for name in reversed(names):
        if name not in DECODERS:
            raise BadEncodingError(f"不认识的 Content-Encoding {name[:40]!r}")
        if not body:  # an empty body is sent with the header and without the frame
            return body
        body = DECODERS[name](body, limit)
        if len(body) > limit and cut:
            return body[:limit]
        if len(body) > limit:
            raise TooLargeError(f"{name} 解压后超过 {limit} 字节")
    return body


def _inflate(body: bytes, limit: int, window: int) -> bytes:
    """All members of a zlib or gzip stream, up to limit + 1 bytes; what follows the last one is ignored."""
    out, rest = b"", body
    for _ in range(MAX_MEMBERS):
        if not rest:
            return out
        decoder = zlib.decompressobj(window)
        try:
            out += decoder.decompress(rest, limit + 1 - len(out))
        except zlib.error as error:
            if out:  # padding after the last member, as many servers send
                return out
            raise BadEncodingError(f"数据解不开：{error}") from error
        if len(out) > limit:
            return out
        if not decoder.eof:
            raise TruncatedError("压缩数据不完整")
        rest = decoder.unused_data if window > zlib.MAX_WBITS else b""
    raise BadEncodingError(f"压缩数据超过 {MAX_MEMBERS} 段")


def _gzip(body: bytes, limit: int) -> bytes:
    return _inflate(body, limit, zlib.MAX_WBITS + 16)


def _deflate(body: bytes, limit: int) -> bytes:
    """zlib as the RFC says, or raw deflate as many servers send."""
    zlib_header = len(body) > 1 and body[0] & 0x0F == 8 and int.from_bytes(body[:2], "big") % 31 == 0
    return _inflate(body, limit, zlib.MAX_WBITS if zlib_header else -zlib.MAX_WBITS)


def _brotli(body: bytes, limit: int) -> bytes:
    decoder = brotli.Decompressor()
    out = bytearray()
    piece = body
    try:
        while len(out) <= limit and not decoder.is_finished():
            step = decoder.process(piece, output_buffer_limit=limit + 1 - len(out))
            out += step
            if not step and not piece:
                break
            piece = b""
    except brotli.error as error:
        raise BadEncodingError(f"数据解不开：{error}") from error
    if len(out) <= limit and not decoder.is_finished():
        raise TruncatedError("压缩数据不完整")
    return bytes(out)


def _zstd(body: bytes, limit: int) -> bytes:
    """All frames. A block of 4 bytes can give 128 KiB, so the input goes in by small steps of at most 8 MiB out."""
    out = bytearray()
    decoder = zstandard.ZstdDecompressor(max_window_size=_ZSTD_WINDOW)
    frame = decoder.decompressobj()
    rest = memoryview(body)
    frames = 1
    try:
        while rest and len(out) <= limit:
            out += frame.decompress(rest[:_ZSTD_STEP])
            rest = rest[_ZSTD_STEP:]
            if frame.eof and (frame.unused_data or rest):
                rest = memoryview(frame.unused_data + rest)
                frame = decoder.decompressobj()
                frames += 1
                if frames > MAX_MEMBERS:
                    raise BadEncodingError(f"压缩数据超过 {MAX_MEMBERS} 段")
    except zstandard.ZstdError as error:
        raise BadEncodingError(f"数据解不开：{error}") from error
    if len(out) <= limit and not frame.eof:
        raise TruncatedError("压缩数据不完整")
    return bytes(out)


DECODERS: dict[str, Callable[[bytes, int], bytes]] = {
    "gzip": _gzip,
    "x-gzip": _gzip,
    "deflate": _deflate,
    "br": _brotli,
    "zstd": _zstd,
}
ACCEPT = "gzip, deflate, br, zstd"
