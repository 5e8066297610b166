"""Whether the process that holds a site lives: told from a later process with its number, and from one in a container."""

from __future__ import annotations

import os
import socket
from datetime import datetime, timedelta

import pytest

from pipeline.site import Site
from pipeline.store import Store
from pipeline.store.owners import has_died, is_alive, new_owner, words

A = Site("a", "https://a.example/")


def changed(owner: str, part: int, by: int) -> str:
    """The owner with one number of its token changed: 0 the space of process numbers, 1 when the process began."""
    host, pid, token = owner.split(":")
    numbers = token.split("-")
    numbers[part] = str(int(numbers[part]) + by)
    return f"{host}:{pid}:{'-'.join(numbers)}"


def test_this_process_lives() -> None:
    owner = new_owner()
    assert is_alive(owner)
    assert not has_died(owner)
    assert new_owner() != owner, "one process may hold several sites, and the same one twice in a row"


def test_a_number_that_another_process_has_now() -> None:
    """In a container the program is always process 1: after a restart the site is free at once."""
    before = changed(new_owner(), 1, -1)
    assert has_died(before)
    assert not is_alive(before)


def test_numbers_in_another_container_mean_nothing_here() -> None:
    """Host networking gives containers the name of the host: only time tells there."""
    elsewhere = changed(new_owner(), 0, 1).replace(f":{os.getpid()}:", ":4194303:")
    assert not has_died(elsewhere)
    assert not is_alive(elsewhere)


@pytest.mark.parametrize(
    ("owner", "shown"),
    [
        (f"{socket.gethostname()}:12:x", f"主机 {socket.gethostname()} 的进程 12"),
        ("somebody", "somebody"),
    ],
)
def test_an_owner_in_words(owner: str, shown: str) -> None:
    assert words(owner) == shown


def test_a_hold_that_seems_to_have_run_out_while_its_process_lives(store: Store, now: datetime) -> None:
    """The clock jumped ahead: the next heartbeat is to be waited for before the site is taken."""
    store.sites.put(A, now)
    living, other = new_owner(), new_owner()
    assert store.sites.hold("a", living, now, 120)
    later = now + timedelta(hours=5)
    assert not store.sites.doubtful("a", other, now + timedelta(seconds=60)), "it holds it, nothing is in doubt"
    assert store.sites.doubtful("a", other, later)
    assert not store.sites.doubtful("a", living, later), "one's own"
    store.sites.hold("a", living, later, 120)  # the heartbeat
    assert not store.sites.hold("a", other, later + timedelta(seconds=1), 120)
    store.sites.hold("a", changed(living, 1, -1), later + timedelta(days=2), 120)
    assert not store.sites.doubtful("a", other, later + timedelta(days=3)), "the dead are not waited for"
