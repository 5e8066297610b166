"""Who holds a site or a page: a name that says on which machine which process, so that its death can be seen."""

from __future__ import annotations

import os
import secrets
import socket
from pathlib import Path


def new_owner() -> str:
    """A name for one run of this process: ``host:pid:token``."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def has_died(owner: str) -> bool:
    """Whether the process of an owner is surely gone: it was on this machine, and no such process lives.

    False for owners on other machines, of which only time tells, and for names of another form.
    """
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    try:
        os.kill(int(pid), 0)  # signal 0 asks and sends nothing
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()[0]
    except (OSError, IndexError):
        return False
    return state in ("Z", "X")  # killed, and only not yet taken note of by its parent
