"""How a program that crawls is stopped: by Ctrl-C or SIGTERM, in order, and in any case soon."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import signal
import threading

log = logging.getLogger("debt_articles.schedule")

GRACE = 9.0  # seconds from the signal until the process leaves, whatever it waits for: a kill loses nothing stored
LATE = 1  # exit status then


def stop_on_signals(stop: asyncio.Event, *, grace: float = GRACE) -> None:
    """SIGINT and SIGTERM set ``stop``. What then does not end in time (a disk that hangs) is left behind."""
    loop = asyncio.get_running_loop()

    def ask_to_stop() -> None:
        if not stop.is_set():
            log.info("正在停止：抓完手上的页面", extra={"action": "stopping"})
            timer = threading.Timer(grace, _leave)
            timer.daemon = True
            timer.start()
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends at once
            loop.add_signal_handler(number, ask_to_stop)


def _leave() -> None:
    log.warning("没有及时停下，直接退出；已存的不受影响，没做完的下次接着做", extra={"action": "left"})
    logging.shutdown()
    os._exit(LATE)
