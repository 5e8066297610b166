"""robots.txt over the network: what each answer means, and for how long (RFC 9309, 2.3 and 2.4)."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from pipeline.fetch.reasons import failure
from pipeline.fetch.robots import Robots
from pipeline.fetch.robots_cache import RETRY, RobotsCache
from pipeline.fetch.transport import Answer
from pipeline.models import Failure
from pipeline.site import Site

SITE = Site("x", "http://h")
WHERE = "http://h/robots.txt"
RULES = b"User-agent: *\nDisallow: /x\n"
DAY = 24 * 3600.0


def says(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, tuple(headers.items()), body)


class Web:
    """Gives its answers in turn, the last one for ever; ``asked`` are the URLs."""

    def __init__(self, *answers: Answer | Failure) -> None:
        self.answers = list(answers)
        self.asked: list[str] = []

    async def ask(self, url: str, site: Site, limit: int) -> Answer | Failure:
        self.asked.append(url)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]


def get(clock: Any, web: Web, cache: RobotsCache | None = None, url: str = "http://h/a") -> Robots | Failure:
    cache = cache or RobotsCache(web.ask, now=clock.now, sleep=clock.sleep)
    return asyncio.run(cache.get(url, SITE))


RULES_FOR = {
    200: (says(200, RULES), False),
    203: (says(203, RULES), False),
    301: (says(301), True),  # without Location: nothing to be had
    400: (says(400, RULES), True),
    401: (says(401, RULES), True),
    403: (says(403, RULES), True),
    404: (says(404, RULES), True),
    410: (says(410, RULES), True),
}


@pytest.mark.parametrize("status", RULES_FOR)
def test_2xx_is_read_and_4xx_allows_all(status: int, clock: Any) -> None:
    answer, open_to_all = RULES_FOR[status]
    found = get(clock, Web(answer))
    assert isinstance(found, Robots)
    assert found.status == status
    assert found.allowed("http://h/x") is open_to_all


UNREACHABLE: list[Answer | Failure] = [
    says(500),
    says(503),
    says(521),
    says(429),  # «slower», not «nothing here»: Google and StormCrawler read it so, too
    failure("timeout", WHERE),
    failure("connect_error", WHERE),
    failure("dns_error", WHERE),
    failure("tls_error", WHERE),
    failure("truncated", WHERE),
]


@pytest.mark.parametrize("answer", UNREACHABLE, ids=str)
def test_5xx_and_the_network_allow_nothing(answer: Answer | Failure, clock: Any) -> None:
    web = Web(answer)
    found = get(clock, web)
    assert isinstance(found, Failure)
    assert (found.reason, found.retry, found.retry_after) == ("robots_unreachable", True, RETRY)
    assert len(web.asked) == 3, "faults that pass are waited out a little"


def test_a_fault_that_passes_is_no_fault(clock: Any) -> None:
    assert isinstance(get(clock, Web(says(503), failure("timeout", WHERE), says(200, RULES))), Robots)


@pytest.mark.parametrize("reason", ["host_paused", "private_address", "wall_jsl", "wall_cloudflare", "no_contact"])
def test_where_we_may_not_ask_the_reason_stays(reason: str, clock: Any) -> None:
    found = get(clock, Web(failure(reason, WHERE)))
    assert isinstance(found, Failure)
    assert found.reason == reason


def test_redirects_are_followed_also_to_another_host(clock: Any) -> None:
    web = Web(says(301, location="/r"), says(302, location="http://other/r"), says(200, RULES))
    found = get(clock, web)
    assert isinstance(found, Robots)
    assert not found.allowed("http://h/x")
    assert web.asked == [WHERE, "http://h/r", "http://other/r"]


def test_five_redirects_are_followed_and_a_sixth_means_none(clock: Any) -> None:
    web = Web(says(301, location="/r"))
    found = get(clock, web)
    assert isinstance(found, Robots)
    assert found.allowed("http://h/x")
    assert len(web.asked) == 6


def test_a_copy_is_used_for_a_day(clock: Any) -> None:
    web = Web(says(200, RULES), says(200, b""))
    cache = RobotsCache(web.ask, now=clock.now, sleep=clock.sleep)
    for seconds, asked, allowed in ((0, 1, False), (DAY - 1, 1, False), (2, 2, True)):
        clock.time += seconds
        found = get(clock, web, cache)
        assert isinstance(found, Robots)
        assert (len(web.asked), found.allowed("http://h/x")) == (asked, allowed)


def test_the_last_good_copy_is_used_for_a_day_while_it_is_unreachable(clock: Any) -> None:
    web = Web(says(200, RULES), says(503))
    cache = RobotsCache(web.ask, now=clock.now, sleep=clock.sleep)
    get(clock, web, cache)
    clock.time += DAY + 1
    found = get(clock, web, cache)
    assert isinstance(found, Robots)
    assert not found.allowed("http://h/x")
    clock.time += DAY
    assert isinstance(get(clock, web, cache), Failure)


def test_unreachable_is_asked_again_after_a_while_and_less_and_less_often(clock: Any) -> None:
    web = Web(says(503))
    cache = RobotsCache(web.ask, now=clock.now, sleep=clock.sleep)
    waits = []
    for _ in range(9):
        found = get(clock, web, cache)
        assert isinstance(found, Failure)
        assert found.retry_after is not None
        waits.append(found.retry_after)
        asked = len(web.asked)
        clock.time += found.retry_after / 2
        get(clock, web, cache)
        assert len(web.asked) == asked, "not before"
        clock.time += found.retry_after / 2
    assert waits == [60.0, 120.0, 240.0, 480.0, 960.0, 1920.0, 3600.0, 3600.0, 3600.0]


def test_each_origin_has_its_own(clock: Any) -> None:
    web = Web(says(404))
    cache = RobotsCache(web.ask, now=clock.now, sleep=clock.sleep)
    for url in ("http://h/a", "http://h/b", "https://h/a", "http://h:81/a"):
        get(clock, web, cache, url)
    assert web.asked == [WHERE, "https://h/robots.txt", "http://h:81/robots.txt"]


def test_many_at_once_ask_once(clock: Any) -> None:
    web = Web(says(200, RULES))

    async def main() -> None:
        cache = RobotsCache(web.ask, now=clock.now, sleep=clock.sleep)
        await asyncio.gather(*(cache.get("http://h/a", SITE) for _ in range(20)))

    asyncio.run(main())
    assert len(web.asked) == 1
