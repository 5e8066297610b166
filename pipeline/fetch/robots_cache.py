"""robots.txt over the network: statuses, redirects and caching as RFC 9309 (2.3, 2.4) wants them."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pipeline import labels
from pipeline.fetch import robots
from pipeline.fetch.reasons import failure
from pipeline.fetch.robots import Robots
from pipeline.fetch.transport import Answer, absolute
from pipeline.models import Failure
from pipeline.site import Site

FRESH = 24 * 3600.0  # seconds a copy is used without asking again
STALE = 24 * 3600.0  # … and the last good copy beyond that, while robots.txt cannot be had
RETRY = 60.0  # seconds until an unreachable robots.txt is asked for again, doubled up to
RETRY_MAX = 3600.0
ATTEMPTS = 3  # at once, for faults that pass
ATTEMPT_WAIT = 1.0  # seconds between them
REDIRECTS = 5  # RFC 9309, 2.3.1.2
ORIGINS = 2_000  # kept at most


Ask = Callable[[str, Site, int], Awaitable[Answer | Failure]]


@dataclass(slots=True)
class _Entry:
    lock: asyncio.Lock
    good: Robots | None = None
    good_until: float = 0.0  # fresh until
    blocked: Failure | None = None
    blocked_until: float = 0.0
    faults: int = 0


class RobotsCache:
    """The rules of every origin, asked for once a day. ``ask`` makes one request, politely."""

    def __init__(self, ask: Ask, *, now: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._ask = ask
        self._now = now
        self._sleep = sleep
        self._entries: OrderedDict[str, _Entry] = OrderedDict()

    async def get(self, url: str, site: Site) -> Robots | Failure:
        """The rules for a URL, or the Failure for which it may not be asked now."""
        where = robots.origin(url)
        entry = self._entries.get(where)
        if entry is None:
            entry = self._entries[where] = _Entry(asyncio.Lock())
            while len(self._entries) > ORIGINS:
                self._entries.popitem(last=False)
        if entry.good and self._now() < entry.good_until:
            return entry.good
        async with entry.lock:
            return await self._refresh(entry, where, site)

    async def _refresh(self, entry: _Entry, where: str, site: Site) -> Robots | Failure:
        now = self._now()
        if entry.good and now < entry.good_until:
            return entry.good
        if not (entry.blocked and now < entry.blocked_until):
            found = await self._attempts(where, site)
            now = self._now()
            if isinstance(found, Robots):
                entry.good, entry.good_until, entry.blocked, entry.faults = found, now + FRESH, None, 0
                return found
            wait = min(RETRY * 2 ** min(entry.faults, 10), RETRY_MAX)
            entry.blocked, entry.faults = found, entry.faults + 1
            entry.blocked_until = now + max(wait, found.retry_after or 0.0)
        if entry.good and now < entry.good_until + STALE:
            return entry.good
        blocked = entry.blocked
        assert blocked is not None  # either it was there, or it was just set
        wait = max(0.0, entry.blocked_until - now)
        return failure(
            blocked.reason, where, blocked.detail, status=blocked.status, after=wait if blocked.retry else None
        )

    async def _attempts(self, where: str, site: Site) -> Robots | Failure:
        """Faults that pass are waited out a little; what stays is robots_unreachable, or why we may not ask at all."""
        attempt = 0
        while True:
            attempt += 1
            found = await self._fetch(where, site)
            if isinstance(found, Robots) or not found.retry or found.kind == "wall" or found.reason == "host_paused":
                return found
            if (found.retry_after or 0.0) > ATTEMPT_WAIT or attempt == ATTEMPTS:
                break
            await self._sleep(ATTEMPT_WAIT)
        return failure("robots_unreachable", where, f"{labels.reason(found.reason)} {found.detail}".strip(), status=found.status,
                       after=found.retry_after)  # fmt: skip

    async def _fetch(self, where: str, site: Site) -> Robots | Failure:
        """robots.txt after its redirects. 2xx: its rules. 4xx, or too many redirects: none. 5xx and 429: unreachable."""
        url, hops = where, 0
        while True:
            answer = await self._ask(url, site, robots.MAX_BYTES)
            if isinstance(answer, Failure):
                return answer
            if 200 <= answer.status < 300:
                return robots.parse(answer.body, where, answer.status)
            if answer.status >= 500 or answer.status == 429:
                return failure(f"http_{answer.status}", where, status=answer.status)
            location = answer.header("location")
            if answer.status >= 400 or not location or hops == REDIRECTS:
                return Robots(where, answer.status, b"")
            hops += 1
            url = absolute(url, location)
