"""Content-Encoding undone within limits."""

from __future__ import annotations

import gzip
import zlib

import brotli
import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from pipeline import encoding

TEXT = "逾期还款。".encode() * 500


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


PACK = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": zstandard.compress,
}


@pytest.mark.parametrize("name", PACK)
def test_whole_bodies(name: str) -> None:
    assert encoding.decode(PACK[name](TEXT), name.upper(), len(TEXT)) == TEXT, "exactly the limit is within it"


ODD = {
    "nothing said": (TEXT, None),
    "identity": (TEXT, "identity"),
    "a charset in the wrong header": (TEXT, "UTF-8"),
    "raw deflate": (raw_deflate(TEXT), "deflate"),
    "two layers": (brotli.compress(gzip.compress(TEXT)), "gzip, br"),
    "two members": (gzip.compress(TEXT[:999]) + gzip.compress(TEXT[999:]), "gzip"),
    "two frames": (zstandard.compress(TEXT[:999]) + zstandard.compress(TEXT[999:]), "zstd"),
    "padding after gzip": (gzip.compress(TEXT) + bytes(512), "gzip"),
}


@pytest.mark.parametrize("name", ODD)
def test_what_servers_really_send(name: str) -> None:
    body, header = ODD[name]
    assert encoding.decode(body, header, 10**6) == TEXT


def test_an_empty_body_needs_no_frame() -> None:
    assert encoding.decode(b"", "gzip", 10) == b""


@pytest.mark.parametrize("name", PACK)
def test_bombs_stop_at_the_limit(name: str) -> None:
    with pytest.raises(encoding.TooLargeError):
        encoding.decode(PACK[name](bytes(20_000_000)), name, 100_000)


@pytest.mark.parametrize("name", PACK)
@pytest.mark.parametrize("cut", [1, 3, 20])
def test_an_end_that_is_missing_is_noticed(name: str, cut: int) -> None:
    with pytest.raises(encoding.TruncatedError):
        encoding.decode(PACK[name](TEXT)[:-cut], name, 10**6)


@pytest.mark.parametrize("name", PACK)
def test_garbage(name: str) -> None:
    with pytest.raises((encoding.BadEncodingError, encoding.TruncatedError)):
        encoding.decode(b"<html>not packed at all</html>", name, 10**6)


ATTACKS = {
    "unknown": (b"x", "sdch"),
    "three layers": (b"x", "gzip, gzip, gzip"),
    "a hundred thousand empty members": (gzip.compress(b"") * 100_000, "gzip"),
    "a hundred thousand empty frames": (zstandard.compress(b"") * 100_000, "zstd"),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_attacks(name: str) -> None:
    with pytest.raises(encoding.BadEncodingError):
        encoding.decode(*ATTACKS[name], 10**6)


@given(st.binary(max_size=300), st.sampled_from(sorted(PACK)))
def test_any_bytes_give_bytes_within_the_limit_or_a_named_error(body: bytes, name: str) -> None:
    named = (encoding.TooLargeError, encoding.TruncatedError, encoding.BadEncodingError)
    try:
        size = len(encoding.decode(body, name, 1000))
    except named:
        size = 0
    assert size <= 1000
