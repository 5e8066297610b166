"""The end of an archive file after a crash: what a killed writer left half done is cut off before more is appended."""

from __future__ import annotations

import os
import zlib

MEMBER = b"\x1f\x8b\x08\x00\x00\x00\x00\x00"  # how every member of ours begins: gzip, deflate, no flags, no time
_WINDOW = 1 << 20  # bytes looked at from the end, doubled until a member's beginning is in sight


def cut_torn_tail(fd: int) -> int:
    """Cut the last member off if it is not whole; returns the bytes cut.

    Only the last write can be torn, so the last beginning of a member in the file tells; its 8 bytes do not occur by
    chance.
    """
    end = os.fstat(fd).st_size
    cut = 0
    while end:
        begin = _last_member(fd, end)
        if begin is not None and _whole(fd, begin, end):
            break
        cut += end - (begin or 0)
        end = begin or 0
    if cut:
        os.ftruncate(fd, end)
    return cut


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


def _whole(fd: int, begin: int, end: int) -> bool:
    """Whether one member goes from ``begin`` to ``end`` exactly."""
    unpacker = zlib.decompressobj(zlib.MAX_WBITS + 16)
    position = begin
    while position < end and not unpacker.eof:
        piece = os.pread(fd, min(1 << 16, end - position), position)
        position += len(piece)
        try:
            while piece:  # bounded: a page may unpack to its largest size
                unpacker.decompress(piece, 1 << 20)
                piece = unpacker.unconsumed_tail
        except zlib.error:
            return False
    return unpacker.eof and not unpacker.unused_data and position == end
