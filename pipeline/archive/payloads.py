"""Where the payloads of the records read so far are, so that a revisit record of any crawler leads to what it repeats.

A revisit names its original by record id (WARC 1.0), by URI and date (WARC 1.1), by payload digest (wget), by file and
offset (Heritrix, and we), or, where a server said 304, by nothing but its own URI: then what that gave last is meant.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from warcio.recordloader import ArcWarcRecord

KNOWN = 200_000  # names remembered, the newest (some 40 MB)


class At(NamedTuple):
    """A record: its file, and the byte it begins at."""

    path: Path
    offset: int


class Payloads:
    """Places by every name that a revisit may use."""

    def __init__(self) -> None:
        self._places: OrderedDict[str, At] = OrderedDict()

    def note(self, record: ArcWarcRecord, at: At) -> None:
        """Remember where a record's payload is."""
        get = record.rec_headers.get_header
        uri, date, digest = (get(f"WARC-{name}") for name in ("Target-URI", "Date", "Payload-Digest"))
        for name in (get("WARC-Record-ID"), f"{_bare(uri)} {date}", _bare(uri), digest and digest.lower()):
            if name:
                self._places[name] = at
                self._places.move_to_end(name)
        while len(self._places) > KNOWN:
            self._places.popitem(last=False)

    def find(self, revisit: ArcWarcRecord) -> At | None:
        """Where the payload is that a revisit repeats, if it was read before."""
        return next((self._places[name] for name in _names(revisit) if name in self._places), None)


def _names(revisit: ArcWarcRecord) -> Iterator[str]:
    """The names a revisit gives its original, the surest first."""
    get = revisit.rec_headers.get_header
    if identity := get("WARC-Refers-To"):
        yield identity
    if (uri := get("WARC-Refers-To-Target-URI")) and (date := get("WARC-Refers-To-Date")):
        yield f"{_bare(uri)} {date}"
    if digest := get("WARC-Payload-Digest"):
        yield digest.lower()
    if (get("WARC-Profile") or "").endswith("/server-not-modified"):
        yield _bare(uri or get("WARC-Target-URI"))


def _bare(uri: str | None) -> str:
    """A URI without the angle brackets that wget puts around it."""
    return (uri or "").strip("<>")
