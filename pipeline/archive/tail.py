"""The end of an archive file after a crash: what a killed writer left half done is cut off before more is appended."""

from __future__ import annotations

import os
import zlib

MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # how every member of ours begins: gzip, deflate, no flags, no time
_WINDOW = 1 << 20  # bytes looked at from the end, doubled until a member's beginning is in sight


def cut_torn_tail(fd: int) -> bool:
    """Cut off what a killed writer left after the last whole member.

    False, and nothing is touched, where the end of the file is not of our making. Only the last write can be torn, so
    members are looked at from the end until one is whole; their 8 first bytes do not occur by chance.
    """
    size = end = os.fstat(fd).st_size
    while end:
        begin = _last_member(fd, end)
        whole = None if begin is None else _end_of_member(fd, begin, end)
        if begin is not None and whole is None:
            end = begin
            continue
        whole = whole or 0
        if whole < end and not _begun(os.pread(fd, len(MEMBER), whole)):
            return False
        end = whole
        break
    if end < size:
        os.ftruncate(fd, end)
    return True


def _begun(rest: bytes) -> bool:
    """Whether these are the first bytes of a member of ours, or the zeros that a power cut leaves."""
    return MEMBER.startswith(rest) or not rest.strip(b"\0")


def _last_member(fd: int, end: int) -> int | None:
    window = _WINDOW
    while True:
        start = max(0, end - window)
        found = os.pread(fd, end - start, start).rfind(MEMBER)
        if found >= 0:
            return start + found
        if start == 0:
            return None
        window *= 2


def _end_of_member(fd: int, begin: int, limit: int) -> int | None:
    """Where the member at ``begin`` ends; None if it is not whole before ``limit``."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    position = begin
    while position < limit and not unpacker.eof:
        piece = os.pread(fd, min(1 << 16, limit - position), position)
        position += len(piece)
        try:
            while piece and not unpacker.eof:  # bounded: a page may unpack to its largest size
                unpacker.decompress(piece, 1 << 20)
                piece = unpacker.unconsumed_tail
        except zlib.error:
            return None
    return position - len(unpacker.unused_data) if unpacker.eof else None
