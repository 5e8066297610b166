"""Starts extracting processes (``pipeline.examiner``). Imports nothing of ours, so that one can begin before all else:
its imports take a second, as those of the crawling process do, and go on beside them.
"""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_RUN = "from pipeline.examiner import main; main()"  # not -m: what the examiner pickles must not be __main__'s
_BUFFER = 1 << 20  # of the sockets: most pages and answers go through in one piece


@dataclass(frozen=True, slots=True)
class Launched:
    """A process on its way up, and our end of the socket that it is asked over. It ends when that is closed."""

    process: subprocess.Popen[bytes]
    socket: socket.socket


@contextlib.contextmanager
def ahead(count: int) -> Iterator[list[Launched]]:
    """So many processes, which have ended when the context ends."""
    launched: list[Launched] = []
    try:
        for _ in range(count):
            launched.append(launch())
        yield launched
    finally:
        for one in launched:
            one.socket.close()
            one.process.kill()
            one.process.wait()


def launch() -> Launched:
    """A new process."""
    with contextlib.ExitStack() as failing:
        ours, theirs = map(failing.enter_context, socket.socketpair())
        for end in (ours, theirs):
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER)
        home = str(Path(__file__).parents[1])
        path = os.pathsep.join(filter(None, (home, os.environ.get("PYTHONPATH"))))
        with _uninterrupted():
            process = subprocess.Popen(
                [sys.executable, "-c", _RUN, str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": path},
            )
            failing.pop_all()
        theirs.close()
    return Launched(process, ours)


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Ctrl-C waits; and it never reaches a process that is started here, for which it is the crawling process's business
    from its first instruction on: what is blocked stays so in a new process.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
