"""The crawler's one way to the network: robots.txt, politeness, guard and limits are inside, whoever calls.

A page's fault is a value: ``get`` returns a Failure whose reason stands in reasons.REASONS, it does not raise.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from aiohttp.abc import AbstractResolver

from pipeline import encoding, labels
from pipeline.discover import excluded
from pipeline.errors import ConfigError
from pipeline.fetch import guard, politeness, walls
from pipeline.fetch.gate import Gate, Hosts, KnownPauses, MemoryHosts, Refusal
from pipeline.fetch.politeness import Policy
from pipeline.fetch.reasons import failure, reason_of
from pipeline.fetch.robots import AGENT, Robots
from pipeline.fetch.robots_cache import RobotsCache
from pipeline.fetch.transport import Answer, Transport, absolute
from pipeline.models import Failure, NotModified, Page, Validators
from pipeline.site import FetchSettings, Site
from pipeline.urls import host_of, same_site

VERSION = "0.1"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
# Never an article, list, feed or sitemap: their bodies are not read.
REFUSED_MEDIA = frozenset(
    "image audio video font model application/pdf application/zip application/x-rar-compressed application/vnd.rar "
    "application/x-7z-compressed application/msword application/vnd.ms-excel application/vnd.ms-powerpoint "
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document "
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet "
    "application/vnd.openxmlformats-officedocument.presentationml.presentation "
    "application/vnd.android.package-archive application/x-msdownload application/x-shockwave-flash "
    "application/javascript text/javascript text/css application/wasm".split()
)


class Client:
    """``async with Client(settings) as client: await client.get(url, site=site)``.

    ``hosts``: where host states live, shared between processes if they are to share limits; private addresses without a
    delay are counted in this process alone, but for their long pauses. ``now`` (epoch seconds), ``sleep`` and ``resolver`` are for tests.
    """

    def __init__(
        self,
        settings: FetchSettings,
        *,
        hosts: Hosts | None = None,
        now: Callable[[], float] = time.time,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._settings = settings
        self._now = now
        everywhere = asyncio.Semaphore(settings.concurrency)
        own = KnownPauses(hosts, now) if hosts else MemoryHosts()
        self._gate = Gate(hosts or own, everywhere, now=now, sleep=sleep)
        self._own_gate = Gate(own, everywhere, now=now, sleep=sleep)
        self._transports = {
            allow: Transport(settings, allow_private=allow, resolver=resolver) for allow in (False, True)
        }
        self._headers = _request_headers(settings.contact)
        self._robots = RobotsCache(self._robots_answer, now=now, sleep=sleep)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close every connection."""
        for transport in self._transports.values():
            await transport.aclose()

    # ------------------------------------------------------------------------------------------------------ pages

    async def get(
        self, url: str, *, site: Site, validators: Validators | None = None, off_site: bool = False
    ) -> Page | NotModified | Failure:
        """Fetch a page, after its redirects. ``validators`` make it a conditional request.

        Redirects leave the site only with ``off_site``. Raises ConfigError for a public host without a contact set.
        """
        headers = dict(self._headers)
        if validators and validators.etag:
            headers["If-None-Match"] = validators.etag
        if validators and validators.last_modified:
            headers["If-Modified-Since"] = validators.last_modified
        current = absolute(url, "")
        seen = {current}
        if refused := self._refuse_asked(current, site):
            return _for(url, refused)
        while True:
            answer = await self._ask(current, headers, site=site)
            if isinstance(answer, Failure):
                return _for(url, answer)
            if answer.status == 304 and validators:
                return NotModified(url, self._today())
            target = redirect_target(answer, current)
            if target is None:
                return self._judge(url, current, answer, headers)
            stop = self._stop(url, target, seen, site, off_site)
            if stop:
                return stop
            seen.add(target)
            current = target
            headers = dict(self._headers)  # validators belong to the URL they came from

    def _stop(self, url: str, target: str, seen: set[str], site: Site, off_site: bool) -> Failure | None:
        """Why a redirect is not followed."""
        if urlsplit(target).scheme not in ("http", "https") or not urlsplit(target).hostname:
            return failure("bad_redirect", url, f"跳转到 {target[:200]}")
        if target in seen:
            return failure("redirect_loop", url, f"跳回 {target[:200]}")
        if len(seen) > self._settings.max_redirects:
            return failure("too_many_redirects", url, f"超过 {self._settings.max_redirects} 次")
        if not (off_site or same_site(target, url) or same_site(target, site.base_url)):
            return failure("redirect_off_site", url, target[:2000])
        return None

    def _judge(self, url: str, final: str, answer: Answer, headers: dict[str, str]) -> Page | Failure:
        """What an answer that is no redirect comes to; walls were seen before."""
        status = answer.status
        if not 200 <= status < 300 or status == 206:
            after = politeness.retry_after(answer.header("retry-after"), self._now())
            return failure(f"http_{status}", url, status=status, after=after)
        if walls.soft_404(status, answer.body):
            return failure("soft_404", url, "标题说页面不存在", status=status)
        sent = (("host", host_of(final)), *((name.lower(), value) for name, value in headers.items()))
        return Page(url, final, status, answer.headers, answer.body, self._today(), sent)

    def _today(self) -> datetime:
        return datetime.fromtimestamp(self._now(), UTC)

    # ----------------------------------------------------------------------------------------------------- robots

    async def robots(self, url: str, *, site: Site) -> Robots | Failure:
        """The robots.txt that holds for a URL, from the cache where it is fresh."""
        return self._refuse_asked(url, site) or await self._robots.get(url, site)

    async def _robots_answer(self, url: str, site: Site, limit: int) -> Answer | Failure:
        """One hop of a robots.txt: its own redirects are followed by the cache."""
        return self._refuse(url, site) or await self._polite(url, self._headers, site, None, limit=limit, cut=True)

    # ----------------------------------------------------------------------------------------------- one hop

    async def _ask(self, url: str, headers: dict[str, str], *, site: Site) -> Answer | Failure:
        """Guard, the site's exclusions, robots.txt and politeness, then the request; a wall is a Failure."""
        refused = self._refuse(url, site) or self._excluded(url, site)
        if refused:
            return refused
        robots = await self._robots.get(url, site)
        if isinstance(robots, Failure):
            return robots
        if not robots.allowed(url):
            return failure("robots_disallowed", url, f"依据 {robots.url}")
        return await self._polite(url, headers, site, robots.crawl_delay, limit=self._settings.max_body)

    def _refuse(self, url: str, site: Site) -> Failure | None:
        """Why a URL is not asked at all."""
        try:
            parts = urlsplit(url)
            host = parts.hostname if parts.scheme in ("http", "https") and (parts.port or 80) > 0 else None
        except ValueError:
            host = None
        if not host:
            return failure("bad_url", url)
        kind = guard.host_class(url)
        if kind == "never" or (kind == "private" and not site.allow_private):
            return failure("private_address", url, f"{host} 不在公网上")
        if kind == "public" and not self._settings.contact.strip():
            return failure("no_contact", url)
        return None

    def _excluded(self, url: str, site: Site) -> Failure | None:
        """What the site's file excludes is asked by nobody: pages, their further pages, and where redirects lead."""
        pattern = excluded(url, site)
        return failure("excluded", url, f"discover.exclude_patterns「{pattern}」") if pattern is not None else None

    def _refuse_asked(self, url: str, site: Site) -> Failure | None:
        """As _refuse, for a URL that the caller chose: without a contact the set-up is at fault, not a page."""
        refused = self._refuse(url, site)
        if refused and refused.reason == "no_contact":
            raise ConfigError(
                "没有写联系方式，不抓公网：在 config/settings.toml 的 [fetch] contact 里写上站长找得到你的邮箱或网址"
            )
        return refused

    async def _polite(
        self,
        url: str,
        headers: dict[str, str],
        site: Site,
        crawl_delay: float | None,
        *,
        limit: int,
        cut: bool = False,
    ) -> Answer | Failure:
        """Wait for the host's turn, ask, and let the host's state learn from the answer."""
        private = guard.host_class(url) == "private"
        policy = self._policy(site, private, crawl_delay)
        gate = self._own_gate if private and not policy.delay else self._gate
        ticket = await gate.enter(host_of(url), policy)
        if isinstance(ticket, Refusal):
            until = labels.moment(datetime.fromtimestamp(self._now() + ticket.seconds, UTC), "minute")
            detail = f"因为{labels.reason(ticket.reason)}，{until} 以后再试"
            return failure("host_paused", url, detail, after=ticket.seconds)
        lesson = politeness.Answer(ticket.started_at, 0.0, politeness.CANCELLED)
        notes: list[asyncio.Task[None]] = []

        def on_sent() -> None:  # the note may wait for a database; the request does not
            notes.append(asyncio.create_task(gate.sent(ticket, self._now())))

        try:
            answer = await self._transports[site.allow_private].get(
                url, headers, limit=limit, cut=cut, media=frozenset() if cut else REFUSED_MEDIA, on_sent=on_sent
            )
            answer, lesson = self._lesson(url, answer, ticket.started_at)
            return answer
        finally:
            try:
                await asyncio.gather(*notes)
            finally:
                await gate.leave(ticket, replace(lesson, sent=bool(notes)))

    def _lesson(self, url: str, answer: Answer | Failure, started: float) -> tuple[Answer | Failure, politeness.Answer]:
        """The answer, or the wall it is, and what it says of the host."""
        now = self._now()
        code, after, pauses = "", None, False
        if isinstance(answer, Failure):
            code = answer.reason
        else:
            wall = walls.detect(answer.status, answer.headers, answer.body)
            if wall:
                code, pauses = wall.code, wall.pauses
                answer = failure(code, url, status=answer.status)
            elif answer.status >= 400:
                code = f"http_{answer.status}"
                after = politeness.retry_after(answer.header("retry-after"), now)
        against = bool(code) and reason_of(code).host
        return answer, politeness.Answer(started, now - started, code, against, after, pauses)

    def _policy(self, site: Site, private: bool, crawl_delay: float | None) -> Policy:
        """A site's own politeness over the settings'; a Crawl-delay over both where it is longer."""
        settings, own = self._settings, site.politeness
        delay = own.delay if own.delay is not None else 0.0 if private else settings.delay
        usual = settings.concurrency if private else settings.host_concurrency
        return Policy(
            delay=max(delay, min(crawl_delay or 0.0, settings.max_crawl_delay)),
            concurrency=own.concurrency or usual,
            lease=settings.total_timeout + settings.connect_timeout,
            max_delay=settings.max_crawl_delay,
        )


def redirect_target(answer: Answer, url: str) -> str | None:
    """Where an answer sends its reader: Location, or a plain meta refresh or script; None where it stays."""
    if answer.status in REDIRECTS:
        location = answer.header("location")
        return absolute(url, location) if location else None
    if answer.status == 200 and (plain := walls.plain_redirect(answer.body)):
        target = absolute(url, plain.decode("utf-8", "replace"))
        return target if target != url and target.startswith(("http:", "https:")) else None
    return None


def _for(url: str, found: Failure) -> Failure:
    """The Failure of a hop, told of the URL that was asked for."""
    if found.url == url:
        return found
    detail = f"{found.detail}（在 {found.url}）"
    return Failure(found.stage, found.reason, url, detail, found.status, found.retry, found.retry_after, found.kind)


def _request_headers(contact: str) -> dict[str, str]:
    """Who we are and what we take."""
    contact = contact.strip()
    if not contact.isascii() or not contact.isprintable():
        raise ConfigError("config/settings.toml 的 [fetch] contact：只能用可见的 ASCII 字符，它写在请求头里")
    return {
        "User-Agent": f"{AGENT}/{VERSION}" + (f" (+{contact})" if contact else ""),
        "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.5",
        "Accept-Language": "zh-CN,zh;q=0.9,en;q=0.5",
        "Accept-Encoding": encoding.ACCEPT,
    }
