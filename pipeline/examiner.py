"""``process.examine`` in a process of its own: ``main`` answers what comes over the socket whose number is argv[1].

A frame is its length (8 bytes, big-endian) and a pickle. In: ``(site and shelf, page, hint, parts)``, the first as a
pickle of its own, kept as long as it is the same. Out: READY once it can work, then, in the order asked, an Outcome, or a
Crash where examining raised. It ends when the other side closes, so it never outlives the process that started it, however that one went.
"""

from __future__ import annotations

import contextlib
import gc
import pickle
import resource
import signal
import socket
import struct
import sys
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BufferedRWPair

from pipeline import memory
from pipeline.laws import Library, Shelf
from pipeline.models import Hint, Outcome, Page
from pipeline.site import Site

HEAD = struct.Struct(">Q")
READY = "ready"
_GC_EVERY = 50_000  # containers made beyond those let go: about a page's; the usual 700 looks through its tree 15 times
MEMORY = 1 << 30  # bytes: ten times what a page needs; what wants more is that page's Crash, and takes no machine along
_SITES = 64  # kept ready on either side
_TIDY_AFTER = 100  # pages: it takes about 20 ms
_FIRST = "<title>借款</title><h1>借款</h1><p>依照《民法典》第六百七十五条，借款人应当按照约定的期限返还借款。</p>"  # loads all tables


@dataclass(frozen=True, slots=True)
class Crash:
    """A bug of ours, met on one page: ``detail`` is one line, ``trace`` for the log."""

    detail: str
    trace: str


class Questions:
    """Makes the frames that ask for a page to be examined; a site is pickled once. ``shelf``: what laws are judged by."""

    def __init__(self, shelf: Shelf | None = None) -> None:
        self._shelf = shelf or Shelf()
        self._sites: dict[int, tuple[Site | None, bytes]] = {}  # by identity: a Site holds dicts

    def __call__(self, page: Page, site: Site | None, hint: Hint | None, parts: Sequence[Page]) -> bytes:
        known = self._sites.get(id(site))
        if known is None:
            known = self._sites[id(site)] = (site, pickle.dumps((site, self._shelf), pickle.HIGHEST_PROTOCOL))
            if len(self._sites) > _SITES:
                del self._sites[next(iter(self._sites))]
        return _frame((known[1], page, hint, tuple(parts)))


def serve(stream: BufferedRWPair) -> None:
    """Answer frames until the stream ends."""
    stream.write(_frame(READY))
    stream.flush()
    answered = 0
    while len(head := stream.read(HEAD.size)) == HEAD.size:
        (size,) = HEAD.unpack(head)
        stream.write(_frame(_answer(stream.read(size))))
        stream.flush()
        answered += 1
        if answered % _TIDY_AFTER == 0:
            memory.give_back()


def _answer(data: bytes) -> Outcome | Crash:
    from pipeline import process  # not for who asks

    known, page, hint, parts = pickle.loads(data)
    site, shelf = _known(known)
    try:
        return process.examine(page, site, hint=hint, parts=parts, library=library_of(shelf))
    except Exception as error:  # noqa: BLE001 (whatever it is, it goes to the other side)
        return Crash(f"{type(error).__name__}: {error}", traceback.format_exc())


def _frame(value: object) -> bytes:
    data = pickle.dumps(value, pickle.HIGHEST_PROTOCOL)
    return HEAD.pack(len(data)) + data


@lru_cache(maxsize=_SITES)
def _known(data: bytes) -> tuple[Site | None, Shelf]:
    known: tuple[Site | None, Shelf] = pickle.loads(data)
    return known


def library_of(shelf: Shelf) -> Library | None:
    """What citations are judged by; None for the package's registry alone."""
    if not shelf.custom and not (shelf.statutes and shelf.statutes.exists()):
        return None
    from pipeline.store.library import open_library  # brings SQLite along, which a process without texts does not need

    return open_library(shelf)


def main() -> None:
    """Serve until the other side closes; Ctrl-C is the other side's business."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    from pipeline import process

    process.process_html(_FIRST)
    gc.freeze()  # tables and patterns stay as long as the process: no collection need look at them
    gc.set_threshold(_GC_EVERY)
    with contextlib.suppress(OSError, ValueError):  # a lower limit is set already, or the system has none
        resource.setrlimit(resource.RLIMIT_DATA, (MEMORY, resource.getrlimit(resource.RLIMIT_DATA)[1]))
    with (
        contextlib.suppress(
            BrokenPipeError, ConnectionResetError
        ),  # the other side has gone: nobody waits for the answer
        socket.socket(fileno=int(sys.argv[1])) as end,
        end.makefile("rwb") as stream,  # what it still holds is sent at its end, too
    ):
        serve(stream)
