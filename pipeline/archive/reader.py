"""Pages out of WARC files (ours and other crawlers', WARC 0.18 to 1.1 and ARC, compressed or not).

A page is a response with an http(s) URL and a 2xx status, or a resource record; chunking and Content-Encoding, where the
stored bytes still have them, are undone. A revisit record gives the payload it refers to, in this file or in one read
before it. Damage is reported and skipped: reading goes on at the next record that is whole.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Callable, Generator, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.bufferedreaders import ChunkedDataReader
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord

from pipeline import encoding
from pipeline.archive.payloads import At, Payloads
from pipeline.archive.place import WarcPlace
from pipeline.archive.records import ASKED, HINT, PREFIX, REFERS_FILE, REFERS_OFFSET, RENAMED
from pipeline.errors import ArchiveError, in_words
from pipeline.models import Failure, Page

LARGEST = 64_000_000  # bytes of one body; a longer one is damage, or not an article
_GZIP = b"\x1f\x8b\x08"
_STEP = 1 << 20
_DAMAGE = (ArchiveLoadFailed, EOFError, ValueError, OSError, KeyError, IndexError, AttributeError, TypeError)


class DamageError(Exception):
    """A record that is not whole."""


def read(
    path: Path | str, *, damaged: Callable[[Failure], None] | None = None, payloads: Payloads | None = None
) -> Iterator[Page]:
    """All pages of a file, in order. ``damaged`` is told of each place that had to be skipped.

    ``payloads``: what earlier files held, where several are read one after the other; this one's are added.

    Raises ArchiveError where there is no such file or no WARC or ARC in it.
    """
    path = Path(path)
    payloads = Payloads() if payloads is None else payloads
    try:
        with path.open("rb") as file:
            start: int | None = 0
            while start is not None:
                file.seek(start)
                start = yield from _read_from(file, start, path, payloads, damaged)
    except OSError as error:
        raise ArchiveError(f"存档 {path} 读不了：{in_words(error)}") from error


def read_at(directory: Path | str, place: WarcPlace) -> Page:
    """The page of one place, revisits resolved. Raises ArchiveError where there is none."""
    page = _page_at(Path(directory), place)
    if page is None:
        raise ArchiveError(f"存档 {place.file} 的 {place.offset} 处没有网页")
    return page


def header_at(directory: Path, place: WarcPlace) -> dict[str, str] | None:
    """The WARC header of a record; None where it is not (or no longer) there."""
    try:
        with (directory / place.file).open("rb") as file:
            file.seek(place.offset)
            for record in ArchiveIterator(file):
                return {str(name): str(value) for name, value in record.rec_headers.headers}
    except _DAMAGE:
        return None
    return None


# --------------------------------------------------------------------------------------------------------- inside


def _read_from(
    file: BinaryIO, start: int, path: Path, payloads: Payloads, damaged: Callable[[Failure], None] | None
) -> Generator[Page, None, int | None]:
    """Pages from an offset on; returns where to go on after damage, or None at the end."""
    records = ArchiveIterator(file, arc2warc=True)
    offset, read_any, found_any = start, False, False
    try:
        for record in records:
            if record.rec_type == "revisit":
                page = _repeated(record, path.parent, payloads)
                if page is None and damaged:
                    damaged(Failure("archive", "payload_missing", f"{path.name}:{offset}", _uri(record)))
            else:
                page = _page(record)
                if page is not None:
                    payloads.note(record, At(path, records.get_record_offset()))
            read_any = True
            if page is not None:
                found_any = True
                yield page
            offset = records.get_record_offset() + records.get_record_length()
        if start == 0 and not found_any and file.seek(0, os.SEEK_END):
            if not _looks_like_archive(file):  # warcio takes many a line for the head of an ARC record
                raise ArchiveError(f"{path} 不是 WARC 或 ARC 文件")
            if not read_any:
                raise DamageError("there is no record in the file")  # too short: warcio says nothing of it
    except (*_DAMAGE, DamageError) as error:
        if start == 0 and not read_any and not _looks_like_archive(file):
            raise ArchiveError(f"{path} 不是 WARC 或 ARC 文件") from error
        if damaged:
            damaged(
                Failure("archive", "damaged_record", f"{path.name}:{offset}", f"{type(error).__name__}: {error}"[:200])
            )
        return _next_member(file, offset + 1)
    return None


def _looks_like_archive(file: BinaryIO) -> bool:
    """Whether the file, or what is packed in it, begins as a WARC or ARC does; true where it ends or breaks before that."""
    file.seek(0)
    head = file.read(4096)
    if head.startswith(_GZIP):
        try:
            head = zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(head, 16)
        except zlib.error:
            return True
    elif _GZIP.startswith(head):
        return True
    return any(head.startswith(one) or one.startswith(head) for one in (b"WARC/", b"filedesc:"))


def _next_member(file: BinaryIO, offset: int) -> int | None:
    """Where the next gzip member may begin; None at the end or in a file that is not compressed."""
    file.seek(0)
    if file.read(3) != _GZIP:
        return None
    file.seek(offset)
    kept = b""
    while piece := file.read(_STEP):
        found = (kept + piece).find(_GZIP)
        if found >= 0:
            return offset - len(kept) + found
        offset += len(piece)
        kept = piece[-2:]
    return None


def _page_at(directory: Path, place: WarcPlace, *, follow: bool = True) -> Page | None:
    try:
        with (directory / place.file).open("rb") as file:
            file.seek(place.offset)
            for record in ArchiveIterator(file, arc2warc=True):
                if record.rec_type == "revisit":
                    return _repeated(record, directory, Payloads()) if follow else None
                return _page(record)
    except (*_DAMAGE, DamageError):
        return None
    return None


def _page(record: ArcWarcRecord) -> Page | None:
    """The page that a response or resource holds, if it holds one. Raises DamageError where the record is not whole."""
    uri = _uri(record)
    if record.rec_type not in ("response", "resource") or not uri.startswith(("http:", "https:")):
        return None
    if record.rec_type == "resource":
        headers = (("content-type", record.rec_headers.get_header("Content-Type") or ""),)
        return Page(uri, uri, 200, headers, _whole(record, record.raw_stream), _moment(record))
    if record.http_headers is None or not 200 <= _status(record) < 300:
        return None
    return _made(record, _status(record), _headers(record.http_headers.headers), _body(record))


def _repeated(record: ArcWarcRecord, directory: Path, payloads: Payloads) -> Page | None:
    """The page that a revisit stands for: another's body, and the new answer's headers, where it had a body to describe."""
    uri = _uri(record)
    if not uri.startswith(("http:", "https:")):
        return None
    original = _original(record, directory, payloads)
    if original is None:
        return None
    status = _status(record)
    if record.http_headers is None or status == HTTPStatus.NOT_MODIFIED:
        return _made(record, original.status, original.headers, original.body)
    return _made(record, status, _headers(record.http_headers.headers), original.body) if 200 <= status < 300 else None


def _made(record: ArcWarcRecord, status: int, headers: tuple[tuple[str, str], ...], body: bytes) -> Page:
    get, uri = record.rec_headers.get_header, _uri(record)
    return Page(get(ASKED) or uri, uri, status, headers, body, _moment(record), hint=get(HINT))


def _uri(record: ArcWarcRecord) -> str:
    """What a record is of; wget puts it in angle brackets."""
    return (record.rec_headers.get_header("WARC-Target-URI") or "").strip("<>")


def _status(record: ArcWarcRecord) -> int:
    code = ((record.http_headers and record.http_headers.get_statuscode()) or "").strip()
    return int(code) if code.isdigit() else 0


def _body(record: ArcWarcRecord) -> bytes:
    """The payload without chunking and Content-Encoding; where the stored bytes are not so packed, as they are."""
    get = record.http_headers.get_header
    chunked = (get("transfer-encoding") or "").strip().lower() == "chunked"
    raw = _whole(record, ChunkedDataReader(record.raw_stream) if chunked else record.raw_stream)
    try:
        return encoding.decode(raw, get("content-encoding"), LARGEST)
    except encoding.BadEncodingError:
        return raw
    except (encoding.TooLargeError, encoding.TruncatedError) as error:
        raise DamageError(str(error)) from error


def _whole(record: ArcWarcRecord, stream: Any) -> bytes:
    """All of a stream up to LARGEST; the record must not end before its Content-Length."""
    pieces: list[bytes] = []
    size = 0
    while piece := stream.read(_STEP):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST:
            raise DamageError(f"more than {LARGEST} bytes")
    if getattr(record.raw_stream, "limit", 0):
        raise DamageError("the record ends early")
    return b"".join(pieces)


def _original(record: ArcWarcRecord, directory: Path, payloads: Payloads) -> Page | None:
    """The page whose payload a revisit record repeats."""
    get = record.rec_headers.get_header
    name, offset = get(REFERS_FILE), get(REFERS_OFFSET)
    if name and (offset or "").isdigit() and Path(name).name == name:
        page = _page_at(directory, WarcPlace(name, int(offset)), follow=False)
        if page is not None:
            return page
    at = payloads.find(record)
    return _page_at(at.path.parent, WarcPlace(at.path.name, at.offset), follow=False) if at else None


def _headers(headers: list[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Names in lower case; what was renamed for the archive gets its name back."""
    lower = [(name.lower(), value) for name, value in headers]
    prefix = PREFIX.lower()
    if any(name.startswith(prefix) for name, _ in lower):
        lower = [(name, value) for name, value in lower if name not in RENAMED]
    return tuple((name.removeprefix(prefix) if name.startswith(prefix) else name, value) for name, value in lower)


def _moment(record: ArcWarcRecord) -> datetime:
    """WARC-Date as a time; its absence is damage."""
    date = record.rec_headers.get_header("WARC-Date")
    try:
        moment = datetime.fromisoformat((date or "").strip().replace("Z", "+00:00"))
    except ValueError as error:
        raise DamageError(f"WARC-Date {date!r}") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
