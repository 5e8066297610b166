"""Who holds a site or a page: a name that says on which machine which process, so that its death can be seen."""

from __future__ import annotations

import os
import re
import secrets
import socket
from pathlib import Path

_TOKEN = re.compile(r"(?P<space>\d+)-(?P<begun>\d+)-[0-9a-f]+")


def new_owner() -> str:
    """A name for one run of this process: ``host:pid:token``; the token says which process with that number is meant."""
    return f"{socket.gethostname()}:{os.getpid()}:{_space()}-{_begun(os.getpid())}-{secrets.token_hex(4)}"


def has_died(owner: str) -> bool:
    """Whether the process of an owner is surely gone: it was on this machine, and no such process lives.

    False for owners on other machines or in other containers, of which only time tells, and for names of another form.
    """
    host, _, rest = owner.partition(":")
    pid, _, text = rest.partition(":")
    if host != socket.gethostname() or not pid.isdecimal():
        return False
    token = _TOKEN.fullmatch(text)
    if token and int(token["space"]) != _space():
        return False  # numbers of processes mean something else there
    try:
        os.kill(int(pid), 0)  # signal 0 asks and sends nothing
    except ProcessLookupError:
        return True
    except (PermissionError, OverflowError):
        return False
    if token and int(token["begun"]) and _begun(int(pid)) not in (0, int(token["begun"])):
        return True  # the number has been given to another process since (in a container it is always 1)
    return _stat(int(pid))[:1] in (["Z"], ["X"])  # killed, and only not yet taken note of by its parent


def is_alive(owner: str) -> bool:
    """Whether the process of an owner surely lives, on this machine."""
    host, _, rest = owner.partition(":")
    pid, _, text = rest.partition(":")
    token = _TOKEN.fullmatch(text)
    here = host == socket.gethostname() and token is not None and int(token["space"]) == _space()
    return here and bool(_stat(int(pid))) and not has_died(owner)


def words(owner: str) -> str:
    """An owner as people read it."""
    host, _, rest = owner.partition(":")
    pid = rest.partition(":")[0]
    return f"主机 {host} 的进程 {pid}" if pid.isdecimal() else owner


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat after the name; [] where there is no such file."""
    try:
        return Path(f"/proc/{pid}/stat").read_text("utf-8", "replace").rpartition(")")[2].split()
    except OSError:
        return []


def _begun(pid: int) -> int:
    """When a process began, in ticks since the machine did; 0: not known."""
    fields = _stat(pid)
    return int(fields[19]) if len(fields) > 19 else 0


def _space() -> int:
    """The number of the namespace in which process numbers are meant; 0: there is none."""
    try:
        return os.stat("/proc/self/ns/pid").st_ino
    except OSError:
        return 0
