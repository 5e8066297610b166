"""Pages into WARC files: appended in one write, rotated by size, and not stored twice.

Each process holds a file of its own (an advisory lock), so a manual crawl beside the scheduler never mixes records.
A file that an earlier run left below its size is gone on with, after its torn tail is cut. Beside each file
``NAME.digests`` lists the payloads in it (hex digest, offset), so that a later run knows them; it may be deleted.
"""

from __future__ import annotations

import fcntl
import os
import re
import threading
from collections import OrderedDict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from pipeline.archive import records
from pipeline.archive.place import WarcPlace
from pipeline.archive.reader import header_at
from pipeline.archive.tail import cut_torn_tail
from pipeline.errors import ArchiveError, in_words
from pipeline.models import Page
from pipeline.site import ArchiveSettings

STEM = "articles"
KNOWN = 50_000  # payloads remembered
SMALLEST = 1_024  # bytes: a smaller payload costs less than a revisit record
RESUMABLE = 8  # newest files looked at for one to go on with
_NAME = re.compile(rf"{STEM}-(?P<begun>\d{{14}})-\d{{5}}\.warc\.gz")
_LINE = re.compile(r"(sha1:[A-Z2-7]{32}) (\d{1,15})")


class Archive:
    """The archive in one folder; a context manager. Safe to use from several threads."""

    def __init__(self, directory: Path | str, settings: ArchiveSettings | None = None) -> None:
        self._directory = Path(directory)
        self._settings = settings or ArchiveSettings()
        self._lock = threading.Lock()
        self._fd: int | None = None
        self._digests: int | None = None
        self._name = ""
        self._size = 0
        self._known: OrderedDict[str, WarcPlace] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def append(self, page: Page) -> WarcPlace:
        """Keep a page; where its response (or revisit) record begins. Raises ArchiveError where it cannot be written."""
        with self._lock:
            try:
                return self._append(page)
            except OSError as error:
                raise ArchiveError(f"存档 {self._directory} 写不了：{in_words(error)}") from error

    def close(self) -> None:
        """Give the file back; the next append opens one again."""
        with self._lock:
            self._close()

    # ----------------------------------------------------------------------------------------------------- inside

    def _append(self, page: Page) -> WarcPlace:
        if self._known is None:
            self._known = _known_payloads(self._directory)
        if self._fd is not None and (self._size >= self._settings.max_bytes or self._old(self._name)):
            self._close()
        if self._fd is None:
            self._open()
        digest = records.digest_of(page.body)
        record, record_id = self._revisit(page, digest) or records.response(page, digest)
        place = WarcPlace(self._name, self._size)
        self._write(record + records.request(page, record_id))
        if (digest not in self._known or self._old(self._known[digest].file)) and len(page.body) >= SMALLEST:
            self._remember(digest, place)
        return place

    def _revisit(self, page: Page, digest: str) -> tuple[bytes, str] | None:
        """A revisit record, if the payload is known and still where it was."""
        assert self._known is not None
        place = self._known.get(digest)
        if place is None or self._old(place.file):
            return None
        header = header_at(self._directory, place)
        if header is None or header.get("WARC-Payload-Digest") != digest:
            del self._known[digest]
            return None
        self._known.move_to_end(digest)
        uri, date, record_id = (header.get(f"WARC-{name}", "") for name in ("Target-URI", "Date", "Record-ID"))
        return records.revisit(page, digest, uri, date, record_id, place.file, place.offset)

    def _remember(self, digest: str, place: WarcPlace) -> None:
        assert self._known is not None
        assert self._digests is not None
        os.write(self._digests, f"{digest} {place.offset}\n".encode())
        self._known[digest] = place
        if len(self._known) > KNOWN:
            self._known.popitem(last=False)

    def _write(self, data: bytes) -> None:
        """All or nothing: a full disk leaves the file as it was."""
        assert self._fd is not None
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[os.write(self._fd, rest) :]
        except OSError:
            os.ftruncate(self._fd, self._size)
            raise
        self._size += len(data)

    def _open(self) -> None:
        """Go on with a file of ours that nobody holds, or begin one."""
        self._directory.mkdir(parents=True, exist_ok=True)
        for path in sorted(self._directory.glob(f"{STEM}-*.warc.gz"), reverse=True)[:RESUMABLE]:
            fits = path.stat().st_size < self._settings.max_bytes and not self._old(path.name)
            if _NAME.fullmatch(path.name) and fits and self._take(path, 0):
                return
        number = 0
        while True:
            name = f"{STEM}-{datetime.now(UTC):%Y%m%d%H%M%S}-{number:05d}.warc.gz"
            try:
                if self._take(self._directory / name, os.O_CREAT | os.O_EXCL):
                    return
            except FileExistsError:
                pass
            number += 1

    def _old(self, name: str) -> bool:
        """Whether a file has been begun so long ago that nothing is added, and nothing referred to it, any more."""
        begun = _begun(name)
        days = self._settings.days
        return bool(days) and begun is not None and datetime.now(UTC) - begun > timedelta(days=days)

    def _take(self, path: Path, flags: int) -> bool:
        """Lock a file and make it ready to be appended to; False where another process holds it, or others wrote in it."""
        fd = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC | flags, 0o644)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            os.close(fd)
            return False
        try:
            if not cut_torn_tail(fd):
                os.close(fd)
                return False
            self._fd, self._name, self._size = fd, path.name, os.fstat(fd).st_size
            if not self._size:
                self._write(records.info(path.name))
            self._digests = os.open(
                path.with_name(path.name + ".digests"), os.O_WRONLY | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o644
            )
        except OSError:
            os.close(fd)
            self._fd = None
            raise
        return True

    def _close(self) -> None:
        for fd in (self._fd, self._digests):
            if fd is not None:
                os.fsync(fd)
                os.close(fd)
        self._fd = self._digests = None


def prune(directory: Path, days: int, now: datetime) -> list[Path]:
    """Remove the files of the archive in which no page was fetched, or referred to, in the last ``days``; which they were.

    Nothing refers to a file that was begun more than ``days`` ago (Archive), so one that was last written in twice as
    long ago is free to go. ``days`` 0: everything stays. A file that is being written in stays.
    """
    removed: list[Path] = []
    for path in sorted(directory.glob(f"{STEM}-*.warc.gz")) if days else ():
        begun, written = _begun(path.name), datetime.fromtimestamp(path.stat().st_mtime, UTC)
        if begun is None or now - max(begun, written) <= timedelta(days=2 * days):
            continue
        fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
            path.unlink()
            path.with_name(path.name + ".digests").unlink(missing_ok=True)
            removed.append(path)
        except BlockingIOError:
            continue
        finally:
            os.close(fd)
    return removed


def _begun(name: str) -> datetime | None:
    """When a file of ours was begun, as its name says; None for other names."""
    found = _NAME.fullmatch(name)
    try:
        return datetime.strptime(found["begun"], "%Y%m%d%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None


def _known_payloads(directory: Path) -> OrderedDict[str, WarcPlace]:
    """What the digest lists say, newest files first, up to KNOWN; a file that is gone takes its list with it."""
    known: dict[str, WarcPlace] = {}
    for path in sorted(directory.glob(f"{STEM}-*.warc.gz.digests"), reverse=True):
        name = path.name.removesuffix(".digests")
        if len(known) >= KNOWN or not (directory / name).exists():
            continue
        for line in path.read_text("ascii", "replace").splitlines():
            if found := _LINE.fullmatch(line):
                known.setdefault(found[1], WarcPlace(name, int(found[2])))
    return OrderedDict(reversed(list(known.items())[:KNOWN]))
