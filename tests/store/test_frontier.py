"""The frontier: what is fetched next, by whom, and what came of it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest

from pipeline.models import Failure, Hint, Link, LinkKind, PageKind, Validators
from pipeline.site import Site
from pipeline.store import Store
from pipeline.store.freshness import GONE_AGAIN, HOPELESS, PACES
from pipeline.store.leasing import Leased

A = Site("a", "https://a.example/")
B = Site("b", "https://b.example/")
TIMEOUT = Failure("fetch", "timeout", "https://a.example/1", "no answer in 20 s", retry=True)


def links(site: Site, *paths: str, kind: LinkKind = "article", hint: Hint | None = None) -> list[Link]:
    return [Link(f"{site.base_url}{path}", kind, hint=hint) for path in paths]


def paths(leased: Iterable[Leased]) -> list[str]:
    return [one.url.rsplit("/", 1)[1] for one in leased]


def page(store: Store, path: str) -> sqlite3.Row:
    return store.connection.execute("SELECT * FROM pages WHERE url LIKE ?", (f"%/{path}",)).fetchone()


# ------------------------------------------------------------------------------------------------------------- adding


def test_no_url_twice(store: Store, now: datetime) -> None:
    assert store.frontier.add(links(A, "1", "2", "1"), site=A, now=now) == 2
    assert store.frontier.add(links(A, "2", "3"), site=A, now=now) == 1
    assert store.frontier.counts(now=now).total == 3


def test_hints_are_merged_and_handed_out(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "1", hint=Hint("list", title="逾期…", category="债务")), site=A, now=now)
    store.frontier.add(links(A, "1", hint=Hint("feed", title="逾期怎么办")), site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    assert leased.hint == Hint("feed", title="逾期怎么办", category="债务")
    assert store.frontier.hint("https://a.example/1") == leased.hint


def test_the_more_urgent_kind_wins(store: Store, now: datetime) -> None:
    """A URL first met as some page, then as an article, then as some page again, is an article."""
    for kind in ("page", "article", "page"):
        store.frontier.add(links(A, "1", kind=kind), site=A, now=now)  # type: ignore[arg-type]
    assert page(store, "1")["kind"] == "article"


def test_a_start_page_is_due_at_every_run(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "feed", kind="feed"), site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    store.frontier.finish(leased, "not_article", now, kind="list")
    soon = now + timedelta(minutes=1)
    store.frontier.add(links(A, "feed", kind="feed"), site=A, now=soon)
    assert store.frontier.lease(soon, owner="x", site="a") == []
    store.frontier.add(links(A, "feed", kind="feed"), site=A, now=soon, revisit=True)
    assert paths(store.frontier.lease(soon, owner="x", site="a")) == ["feed"]


@pytest.mark.parametrize(
    ("hint", "after", "due", "why"),
    [
        (
            Hint("sitemap", modified_at=datetime(2026, 3, 20, tzinfo=UTC)),
            25,
            True,
            "changed since the visit, says a sitemap",
        ),
        (Hint("sitemap", modified_at=datetime(2026, 2, 1, tzinfo=UTC)), 25, False, "changed before the visit"),
        (Hint("sitemap", modified_at=datetime(2026, 3, 1, 9, tzinfo=UTC)), 0.2, False, "sitemaps that date all «now»"),
        (Hint("list", title="逾期怎么办"), 25, False, "a title is no reason"),
    ],
)
def test_a_lastmod_brings_a_visit_forward(
    store: Store, now: datetime, hint: Hint, after: float, due: bool, why: str
) -> None:
    store.frontier.add(links(A, "1"), site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    store.frontier.finish(leased, "not_article", now, kind="other")
    later = now + timedelta(days=after)
    store.frontier.add(links(A, "1", hint=hint), site=A, now=later)
    assert bool(store.frontier.lease(later, owner="x", site="a")) is due, why


# ------------------------------------------------------------------------------------------------------------ leasing


def test_order_within_a_site(store: Store, now: datetime) -> None:
    """Feeds and sitemaps, first list pages, new articles with further list pages between, other pages, re-visits."""
    store.frontier.add(links(A, "old"), site=A, now=now)
    (old,) = store.frontier.lease(now, owner="x", site="a")
    store.frontier.finish(old, "not_article", now, kind="other")
    now += timedelta(days=300)
    store.frontier.add(links(A, "page", kind="page"), site=A, now=now)
    store.frontier.add(links(A, "article-1"), site=A, now=now)
    store.frontier.add(links(A, "list-9", kind="list"), site=A, now=now, depth=9)
    store.frontier.add(links(A, "article-2"), site=A, now=now)
    store.frontier.add(links(A, "list-1", kind="list"), site=A, now=now, depth=1)
    store.frontier.add(links(A, "sitemap", kind="sitemap"), site=A, now=now)
    store.frontier.add(links(A, "feed", kind="feed"), site=A, now=now)
    assert paths(store.frontier.lease(now, owner="x", limit=20, site="a")) == [
        *("sitemap", "feed"),
        "list-1",
        *("article-1", "list-9", "article-2"),
        "page",
        "old",
    ]


def test_new_only_leaves_revisits_out(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "1"), site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    store.frontier.finish(leased, "not_article", now, kind="other")
    later = now + timedelta(days=300)
    store.frontier.add(links(A, "2"), site=A, now=later)
    assert paths(store.frontier.lease(later, owner="x", limit=9, site="a", new_only=True)) == ["2"]


def test_a_page_is_leased_once(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, *"12345"), site=A, now=now)
    first = store.frontier.lease(now, owner="x", limit=3, site="a")
    second = store.frontier.lease(now, owner="y", limit=9, site="a")
    assert sorted(paths(first) + paths(second)) == list("12345")
    assert store.frontier.lease(now, owner="z", limit=9, site="a") == []


def test_sites_share_a_lease_equally(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, *(f"a{i}" for i in range(100))), site=A, now=now)
    store.frontier.add(links(B, *(f"b{i}" for i in range(100))), site=B, now=now)
    leased = store.frontier.lease(now, owner="x", limit=10)
    assert sorted(one.site for one in leased) == ["a"] * 5 + ["b"] * 5


def test_what_one_site_does_not_need_goes_to_the_others(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "a1"), site=A, now=now)
    store.frontier.add(links(B, *(f"b{i}" for i in range(100))), site=B, now=now)
    assert len(store.frontier.lease(now, owner="x", limit=10)) == 10


def test_sites_take_turns_when_there_are_more_of_them_than_places(store: Store, now: datetime) -> None:
    """Within one second, too: the turn is counted, not read off a clock."""
    for name in "abcdefg":
        site = Site(name, f"https://{name}.example/")
        store.frontier.add(links(site, *(f"{i}" for i in range(10))), site=site, now=now)
    order = "".join(store.frontier.lease(now, owner="x", limit=1)[0].site for _ in range(21))
    assert order == "abcdefg" * 3


def test_paused_and_disabled_sites_are_left_alone(store: Store, now: datetime) -> None:
    off = Site("off", "https://off.example/", enabled=False)
    for site in (A, B, off):
        store.frontier.add(links(site, "1"), site=site, now=now)
    store.sites.pause("a", now + timedelta(hours=1), "wall")
    assert [one.site for one in store.frontier.lease(now, owner="x", limit=9, seconds=9999)] == ["b"]
    assert store.frontier.lease(now, owner="x", site="a") == []
    later = now + timedelta(hours=2)
    assert [one.site for one in store.frontier.lease(later, owner="x", limit=9)] == ["a"]
    assert [one.site for one in store.frontier.lease(now, owner="x", site="off")] == ["off"]  # asked for by name


def test_a_lease_that_runs_out_is_given_to_another(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "1"), site=A, now=now)
    (first,) = store.frontier.lease(now, owner="died", site="a", seconds=60)
    assert store.frontier.lease(now + timedelta(seconds=59), owner="y", site="a") == []
    (second,) = store.frontier.lease(now + timedelta(seconds=60), owner="y", site="a")
    assert second.page_id == first.page_id
    assert second.attempts == 0  # dying is not the page's fault
    assert store.frontier.finish(first, "failed", now, failure=TIMEOUT) is False  # too late
    assert page(store, "1")["leased_by"] == "y"


def test_what_killed_a_process_is_not_tried_first_again(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "deadly", "2"), site=A, now=now)
    store.frontier.lease(now, owner="x", site="a", seconds=60)
    later = now + timedelta(seconds=61)
    assert paths(store.frontier.lease(later, owner="x", limit=2, site="a")) == ["2", "deadly"]


def test_a_clock_set_back_locks_nothing_away(store: Store, now: datetime) -> None:
    """A machine with a wrong clock leased a page and held the site in 2036, and died; then the clock was mended."""
    store.frontier.add(links(A, "1"), site=A, now=now)
    future = now + timedelta(days=3650)
    store.frontier.lease(future, owner="x", site="a")
    assert paths(store.frontier.lease(now, owner="y", site="a")) == ["1"]
    assert store.sites.hold("a", "x", future, 120)
    assert store.sites.hold("a", "y", now, 120)


def test_no_lease_is_longer_than_a_day(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "1"), site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a", seconds=10**9)
    assert leased.until == now + timedelta(days=1)


def test_a_heartbeat_keeps_leases(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "1"), site=A, now=now)
    store.frontier.lease(now, owner="x", site="a", seconds=60)
    assert store.frontier.extend("x", now + timedelta(seconds=50), 60) == 1
    assert store.frontier.lease(now + timedelta(seconds=100), owner="y", site="a") == []


def test_release_of_some_and_of_all_gives_back_without_loss(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, *"1234"), site=A, now=now)
    leased = store.frontier.lease(now, owner="x", limit=3, site="a")
    store.frontier.lease(now, owner="y", limit=1, site="a")
    assert store.frontier.release("x", now, leased[:1]) == 1
    assert store.frontier.release("x", now) == 2
    assert store.frontier.counts("a", now=now).leased == 1
    assert sorted(paths(store.frontier.lease(now, owner="z", limit=9, site="a"))) == list("123")


# ---------------------------------------------------------------------------------------------------------- finishing


def one_leased(store: Store, now: datetime, kind: LinkKind = "article") -> Leased:
    store.frontier.add(links(A, "1", kind=kind), site=A, now=now)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    return leased


@pytest.mark.parametrize(
    ("kind", "state", "why"),
    [
        ("list", "waiting", "lists are asked again"),
        ("home", "waiting", "and the home page"),
        ("message", "waiting", "may be maintenance"),
        ("empty", "waiting", "may be filled"),
        ("redirect", "done", "the target is a page of its own"),
        ("search", "done", "nothing of its own"),
    ],
)
def test_what_is_no_article(store: Store, now: datetime, kind: PageKind, state: str, why: str) -> None:
    leased = one_leased(store, now)
    assert store.frontier.finish(leased, "not_article", now, kind=kind)
    row = page(store, "1")
    assert (row["state"], row["page_kind"], row["visits"]) == (state, kind, 1), why
    assert (row["leased_by"], row["leased_until"]) == (None, None)


def test_links_found_on_a_page_are_noted_with_it(store: Store, now: datetime) -> None:
    leased = one_leased(store, now, "list")
    store.frontier.finish(leased, "not_article", now, kind="list", links=links(A, "2", "3"))
    row = page(store, "2")
    assert (row["depth"], row["referrer"]) == (1, "https://a.example/1")
    assert store.frontier.counts("a", now=now).due == 2


def test_a_list_changed_when_it_led_to_something_new(store: Store, now: datetime) -> None:
    leased = one_leased(store, now, "list")
    store.frontier.finish(leased, "not_article", now, kind="list", links=links(A, "2"))
    for days, new, changes in ((3, "2", 0), (6, "3", 1)):
        later = now + timedelta(days=days)
        store.frontier.revisit_all(later, site="a")
        leased = next(one for one in store.frontier.lease(later, owner="x", limit=9, site="a") if one.kind == "list")
        store.frontier.finish(leased, "not_article", later, kind="list", links=links(A, new))
        store.frontier.release("x", later)
        assert page(store, "1")["changes"] == changes
    assert page(store, "1")["observed"] == 6 * 86400


def test_not_modified_is_a_visit_without_change(store: Store, now: datetime) -> None:
    leased = one_leased(store, now)
    store.frontier.finish(leased, "not_article", now, kind="article", validators=Validators('"v1"', None))
    later = now + timedelta(days=300)
    (leased,) = store.frontier.lease(later, owner="x", site="a")
    assert leased.validators == Validators('"v1"', None)
    store.frontier.finish(leased, "not_modified", later)
    row = page(store, "1")
    assert (row["visits"], row["changes"], row["etag"], row["status"]) == (2, 0, '"v1"', 304)


def test_a_failure_is_tried_again_with_back_off_and_then_put_off(store: Store, now: datetime) -> None:
    one_leased(store, now)
    store.frontier.release("x", now)
    run = store.runs.begin("a", "crawl", now)
    for wait in (1, 4, 16):
        (leased,) = store.frontier.lease(now, owner="x", site="a")
        store.frontier.finish(leased, "failed", now, failure=TIMEOUT, run_id=run)
        assert store.frontier.next_due(site="a") == now + timedelta(seconds=wait)
        now += timedelta(seconds=wait)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    assert leased.attempts == 3
    store.frontier.finish(leased, "failed", now, failure=TIMEOUT, run_id=run)
    assert store.frontier.counts("a", now=now).failed == 1
    assert store.frontier.next_due(site="a") is None  # this run need not wait for it
    assert store.runs.failures(run) == {"timeout": 4}
    later = now + timedelta(hours=6)
    assert paths(store.frontier.lease(later, owner="x", site="a")) == ["1"]  # nothing is ever lost


def test_a_success_forgets_failures(store: Store, now: datetime) -> None:
    leased = one_leased(store, now)
    store.frontier.finish(leased, "failed", now, failure=TIMEOUT)
    now += timedelta(seconds=30)
    (leased,) = store.frontier.lease(now, owner="x", site="a")
    store.frontier.finish(leased, "not_article", now, kind="list")
    assert (page(store, "1")["attempts"], page(store, "1")["reason"]) == (0, None)


def test_a_failure_that_would_come_again_waits_long(store: Store, now: datetime) -> None:
    leased = one_leased(store, now)
    store.frontier.finish(leased, "failed", now, failure=Failure("fetch", "too_large", leased.url, retry=False))
    row = page(store, "1")
    assert (row["state"], row["reason"]) == ("failed", "too_large")
    assert row["due_at"] == (now + timedelta(seconds=HOPELESS)).isoformat()


def test_gone_needs_two_times(store: Store, now: datetime) -> None:
    leased = one_leased(store, now)
    not_found = Failure("fetch", "http_404", leased.url, status=404)
    store.frontier.finish(leased, "gone", now, failure=not_found)
    assert page(store, "1")["state"] == "waiting"
    later = now + timedelta(seconds=GONE_AGAIN)
    (leased,) = store.frontier.lease(later, owner="x", site="a")
    store.frontier.finish(leased, "gone", later, failure=not_found)
    assert (page(store, "1")["state"], page(store, "1")["status"]) == ("gone", 404)
    assert store.frontier.lease(later + timedelta(days=999), owner="x", site="a") == []


def test_a_page_that_comes_back_in_between_is_not_gone(store: Store, now: datetime) -> None:
    leased = one_leased(store, now)
    for days, outcome in ((0, "gone"), (300, "not_article"), (600, "gone")):
        later = now + timedelta(days=days)
        leased = next(iter(store.frontier.lease(later, owner="x", site="a")), leased)
        store.frontier.finish(leased, outcome, later, kind="other")  # type: ignore[arg-type]
    assert page(store, "1")["state"] == "waiting"


def test_full_makes_everything_due_but_what_is_gone(store: Store, now: datetime) -> None:
    store.frontier.add(links(A, "waiting", "done", "failed", "gone"), site=A, now=now)
    for leased in store.frontier.lease(now, owner="x", limit=9, site="a"):
        if leased.url.endswith("done"):
            store.frontier.finish(leased, "not_article", now, kind="redirect")
        elif leased.url.endswith("failed"):
            store.frontier.finish(leased, "failed", now, failure=Failure("fetch", "too_large", leased.url))
        elif leased.url.endswith("waiting"):
            store.frontier.finish(leased, "not_article", now, kind="other")
        else:
            store.connection.execute("UPDATE pages SET state = 'gone', due_at = NULL WHERE id = ?", (leased.page_id,))
    assert store.frontier.lease(now, owner="x", limit=9, site="a") == []
    assert store.frontier.revisit_all(now, site="a") == 3
    assert sorted(paths(store.frontier.lease(now, owner="x", limit=9, site="a"))) == ["done", "failed", "waiting"]


def test_counts_and_next_due(store: Store, now: datetime) -> None:
    assert store.frontier.next_due(site="a") is None
    store.frontier.add(links(A, *"123"), site=A, now=now)
    store.frontier.add(links(B, "1"), site=B, now=now)
    leased = store.frontier.lease(now, owner="x", limit=2, site="a")
    store.frontier.finish(leased[0], "not_article", now, kind="list")
    counts = store.frontier.counts("a", now=now)
    assert (counts.waiting, counts.due, counts.leased, counts.total) == (2, 1, 1, 3)
    assert store.frontier.counts(now=now).total == 4
    assert store.frontier.next_due(site="a") == now


# ------------------------------------------------------------------------------------------------------------- indexes


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ("lease", "asks by site, priority and time"),
        ("next_due", "the first of each priority"),
        ("finish", "by id"),
        ("release", "by owner"),
        ("extend", "by owner"),
        ("add", "by URL"),
    ],
)
def test_no_call_reads_the_whole_table(store: Store, now: datetime, call: str, why: str) -> None:
    """With ten million pages each call must stay as fast: every statement is a search in an index, or a scan of the
    few leased pages."""
    store.frontier.add(links(A, *"123456789"), site=A, now=now)
    (leased, *_) = store.frontier.lease(now, owner="x", limit=3, site="a")
    statements: list[str] = []
    store.connection.set_trace_callback(statements.append)
    if call == "lease":
        store.frontier.lease(now, owner="y", limit=3)
    elif call == "next_due":
        store.frontier.next_due(site="a")
    elif call == "finish":
        store.frontier.finish(leased, "not_article", now, kind="list")
    elif call == "release":
        store.frontier.release("x", now)
    elif call == "extend":
        store.frontier.extend("x", now, 60)
    else:
        store.frontier.add(links(A, "1", "new"), site=A, now=now)
    store.connection.set_trace_callback(None)
    plans = [
        (row["detail"], statement)
        for statement in statements
        if statement.lstrip().startswith(("SELECT", "UPDATE", "INSERT"))
        for row in store.connection.execute(f"EXPLAIN QUERY PLAN {statement}")
    ]
    assert statements
    scans = [plan for plan in plans if plan[0].startswith("SCAN pages") and "pages_leased" not in plan[0]]
    assert scans == [], why


def test_every_pace_has_sane_bounds() -> None:
    for kind, pace in PACES.items():
        assert 0 < pace.least <= pace.prior <= pace.most, kind
