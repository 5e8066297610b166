"""What a response body is, by its bytes first and its declared type second."""

from __future__ import annotations

import re
import zlib
from typing import Literal

Sniffed = Literal["html", "feed", "sitemap", "text", "binary"]

# Beginnings of files that are no text (WHATWG MIME Sniffing, and what is often served as .html).
_MAGIC = (
    b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"BM", b"%PDF-", b"PK\x03\x04", b"Rar!", b"7z\xbc\xaf", b"\x00\x00\x01\x00", b"MZ", b"\x7fELF",
    b"ID3", b"OggS", b"fLaC", b"\x1aE\xdf\xa3", b"FLV\x01", b"CWS", b"FWS", b"wOFF", b"wOF2", b"\xd0\xcf\x11\xe0", b"SQLite format 3",
)  # fmt: skip
_HEAD = 4096
_ROOT = re.compile(rb"<(?!\?|!--|!doctype\b)(?:[a-z]+:)?([a-z]+)\b", re.IGNORECASE)
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a]")  # no text has them; a page that a server damaged may
_MARKUP = re.compile(
    rb"<(?:!doctype|html|head|body|meta|title|div|p|script|rss|feed|rdf|urlset|sitemapindex)[\s>/:]", re.I
)
_COMMENT = re.compile(rb"<!--.*?(?:-->|$)", re.DOTALL)
_PROGRAMS = ("css", "javascript", "ecmascript", "json", "typescript", "x-sh")  # subtypes of what machines read
_RULES = re.compile(rb"\s*+(?:#[^\n]*+\n\s*+)*+(?:user-agent|disallow|sitemap)[ \t]*:", re.IGNORECASE)  # robots.txt
_FEEDS = (b"rss", b"feed", b"rdf", b"channel")
_SITEMAPS = (b"urlset", b"sitemapindex")


def sniff(body: bytes, content_type: str | None = None) -> Sniffed:
    """Which reader a body is for: ``html``, ``feed``, ``sitemap``, ``text`` (robots.txt, JSON …) or ``binary``.

    A gzip file is a ``sitemap`` when its first bytes unpack to one.
    """
    if body.startswith(b"\x1f\x8b"):
        return _packed(body)
    head = _readable(body[:_HEAD])
    declared = (content_type or "").partition(";")[0].strip().lower()
    if head.startswith(_MAGIC) or (_CONTROL.search(head[:1024]) and not _MARKUP.search(head)):
        return "binary"
    text = _COMMENT.sub(b"", head).lstrip()
    root = _ROOT.search(text)
    name = root[1].lower() if root else b""
    if text.startswith(b"<") or b"xml" in declared.encode():
        if name in _FEEDS:
            return "feed"
        if name in _SITEMAPS:
            return "sitemap"
    if text.startswith(b"{") and b"jsonfeed.org" in text:
        return "feed"
    if declared.startswith(("image/", "audio/", "video/", "font/")) or declared in (
        "application/pdf",
        "application/zip",
    ):
        return "binary" if not text.startswith(b"<") else "html"
    if (
        "html" in declared
        or text[:1] == b"<"
        or (root and name in (b"html", b"head", b"body", b"div", b"p", b"script", b"meta"))
    ):
        return "html"
    return "sitemap" if _lists_addresses(text) else "text"


def _lists_addresses(head: bytes) -> bool:
    """Whether a text is a plain list of addresses (sitemaps.org); its last line may be cut."""
    lines = head.split()
    whole = lines[:-1] if len(lines) > 1 and len(head) > _HEAD // 2 else lines
    return bool(whole) and all(line.startswith((b"http://", b"https://")) for line in whole)


def is_code(body: bytes, content_type: str | None = None) -> bool:
    """Whether text is for machines (style sheets, scripts, data, robots.txt): another crawler's archive holds these too."""
    subtype = (content_type or "").partition(";")[0].strip().lower().partition("/")[2]
    return subtype.removeprefix("x-").rpartition("+")[2] in _PROGRAMS or bool(_RULES.match(_readable(body[:_HEAD])))


def _readable(head: bytes) -> bytes:
    """The beginning in single bytes: UTF-16 and marks undone."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", "replace").encode("utf-8", "replace").lstrip(b"\xef\xbb\xbf")
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()


def _packed(body: bytes) -> Sniffed:
    try:
        head = zlib.decompressobj(wbits=31).decompress(body[:65536], _HEAD)
    except zlib.error:
        return "binary"
    return (
        "sitemap" if re.search(rb"<(?:\w+:)?(?:urlset|sitemapindex)\b", head) or head.startswith(b"http") else "binary"
    )
