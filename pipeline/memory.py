"""Memory that is free goes back to the system."""

from __future__ import annotations

import ctypes
import gc


def give_back() -> None:
    """Collect cycles (document trees are some), then let glibc hand free pages of its heap back; elsewhere only the first.

    A process that parses one page after another otherwise keeps about twice what it needs, in pieces (malloc_trim(3)).
    """
    gc.collect()
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # musl, macOS; Windows
        return
    trim(0)
