"""One page as WARC records: bytes ready to be appended, one gzip member a record.

A Page's body is already undone from its Content-Encoding and chunking, so the three headers that would lie about the
stored bytes are renamed to X-Crawler-* and Content-Length is the stored one's: what Common Crawl does, and every reader
understands. Reading turns them back.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import zlib
from collections.abc import Sequence
from datetime import UTC, datetime
from http.client import responses
from urllib.parse import urlsplit

from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

from pipeline.models import Page

SOFTWARE = "debt-article-pipeline"
PREFIX = "X-Crawler-"
RENAMED = frozenset({"content-encoding", "transfer-encoding", "content-length"})
ASKED = "WARC-X-Requested-URI"  # the URL that was asked for, where redirects led to another
HINT = "WARC-X-Hint"  # what feeds and lists had said of the page, in ASCII JSON: without them its date may be lost
REFERS_FILE, REFERS_OFFSET = "WARC-Refers-To-Filename", "WARC-Refers-To-File-Offset"  # as Heritrix writes them
_LONGEST_HINT = 8000  # bytes of a header line that every reader takes
_LEVEL = 3  # a page of 40 KB in a third of a millisecond; 6 takes twice that for 5 %, 9 four times for 6 %


def digest_of(body: bytes) -> str:
    """The payload digest in the form that WARC tools compare: sha1 in base32."""
    return "sha1:" + base64.b32encode(hashlib.sha1(body, usedforsecurity=False).digest()).decode()


def warc_date(moment: datetime) -> str:
    """WARC-Date with microseconds, as WARC 1.1 allows."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def info(filename: str) -> bytes:
    """The warcinfo record that a file begins with."""
    writer = _Writer()
    fields = {
        "software": SOFTWARE,
        "format": "WARC File Format 1.1",
        "conformsTo": "https://iipc.github.io/warc-specifications/specifications/warc-format/warc-1.1/",
        "robots": "obey",
    }
    return writer.member(writer.create_warcinfo_record(filename, fields))


def response(page: Page, digest: str) -> tuple[bytes, str]:
    """The response record and its id."""
    writer = _Writer()
    record_id = writer.new_id()
    block = _headers(page, stored=len(page.body))
    record = writer.create_warc_record(
        page.final_url,
        "response",
        payload=io.BytesIO(page.body),
        length=len(page.body),
        http_headers=block,
        warc_headers_dict=_fields(page, record_id, digest),
    )
    return writer.member(record), record_id


def revisit(page: Page, digest: str, uri: str, date: str, original: str, file: str, offset: int) -> tuple[bytes, str]:
    """A record that says: the same payload as that one. Its headers are the new answer's."""
    writer = _Writer()
    record_id = writer.new_id()
    fields = _fields(page, record_id, digest)
    del fields["WARC-Payload-Digest"]  # create_revisit_record adds it
    fields |= {"WARC-Refers-To": original, REFERS_FILE: file, REFERS_OFFSET: str(offset)}
    record = writer.create_revisit_record(
        page.final_url, digest, uri, date, http_headers=_headers(page, stored=None), warc_headers_dict=fields
    )
    return writer.member(record), record_id


def request(page: Page, response_id: str) -> bytes:
    """The request as it was sent; nothing where the page does not know it."""
    if not page.request_headers:
        return b""
    parts = urlsplit(page.final_url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    writer = _Writer()
    record = writer.create_warc_record(
        page.final_url,
        "request",
        http_headers=StatusAndHeaders(f"GET {target} HTTP/1.1", _title(page.request_headers), is_http_request=True),
        warc_headers_dict={"WARC-Date": warc_date(page.fetched_at), "WARC-Concurrent-To": response_id},
    )
    return writer.member(record)


class _Writer(WARCWriter):  # type: ignore[misc]  # warcio has no types
    """warcio's records, compressed by us: its own level is 9."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), gzip=False, warc_version="1.1")

    def new_id(self) -> str:
        return str(self._make_warc_id())

    def member(self, record: object) -> bytes:
        self.write_record(record)
        packer = zlib.compressobj(_LEVEL, zlib.DEFLATED, zlib.MAX_WBITS + 16)
        return packer.compress(self.out.getbuffer()) + packer.flush()


def _fields(page: Page, record_id: str, digest: str) -> dict[str, str]:
    fields = {"WARC-Record-ID": record_id, "WARC-Date": warc_date(page.fetched_at), "WARC-Payload-Digest": digest}
    if page.url != page.final_url:
        fields[ASKED] = page.url
    if page.hint and len(hint := json.dumps(json.loads(page.hint))) <= _LONGEST_HINT:
        fields[HINT] = hint
    return fields


def _headers(page: Page, stored: int | None) -> StatusAndHeaders:
    named = [(PREFIX + name if name in RENAMED else name, value) for name, value in page.headers]
    line = f"{page.status} {responses.get(page.status, '')}".rstrip()
    length = [] if stored is None else [("Content-Length", str(stored))]
    return StatusAndHeaders(line, [*_title(named), *length], protocol="HTTP/1.1")


def _title(headers: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Names as people write them: some readers look for «Content-Type» only."""
    return [("-".join(part.capitalize() for part in name.split("-")), value) for name, value in headers]
