"""Whatever is called in whatever order: no page is lost, none is handed to two at once, none comes before its time."""

from __future__ import annotations

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from pipeline.models import Failure, Link
from pipeline.site import Site
from pipeline.store import open_store
from pipeline.store.leasing import Leased

SITES = [Site("a", "https://a.example/"), Site("b", "https://b.example/")]
KINDS = ("article", "list", "feed", "page")
PAGE_KINDS = ("article", "list", "redirect", "message", "other")
SECONDS = 60


class FrontierMachine(RuleBasedStateMachine):
    """Two sites, two owners, a clock that goes on; beside it, what is known to be true of each URL."""

    leases = Bundle("leases")

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.store = open_store(Path(self.folder.name) / "a.db", read_only=False)
        self.store.connection.execute("PRAGMA synchronous = OFF")
        self.frontier = self.store.frontier
        self.now = datetime(2026, 3, 1, tzinfo=UTC)
        self.known: set[str] = set()
        self.held: dict[str, Leased] = {}

    def teardown(self) -> None:
        assert self.store.check() == []
        self.store.close()
        self.folder.cleanup()

    @rule(
        site=st.sampled_from(SITES),
        numbers=st.lists(st.integers(0, 9)),
        kind=st.sampled_from(KINDS),
        revisit=st.booleans(),
        depth=st.integers(0, 6),
    )
    def add(self, site: Site, numbers: list[int], kind: str, revisit: bool, depth: int) -> None:
        urls = [f"{site.base_url}{number}" for number in numbers]
        links = [Link(url, kind) for url in urls]  # type: ignore[arg-type]
        new = self.frontier.add(links, site=site, now=self.now, depth=depth, revisit=revisit)
        assert new == len(set(urls) - self.known)
        self.known |= set(urls)

    @rule(
        target=leases,
        site=st.sampled_from(["a", "b", None]),
        owner=st.sampled_from("xy"),
        limit=st.integers(1, 5),
        new_only=st.booleans(),
    )
    def lease(self, site: str | None, owner: str, limit: int, new_only: bool) -> object:
        rows = self.store.connection.execute("SELECT url, state, due_at FROM pages").fetchall()
        before = {row["url"]: row for row in rows}
        expired = {url for url, one in self.held.items() if one.until <= self.now}
        leased = self.frontier.lease(self.now, owner=owner, limit=limit, seconds=SECONDS, site=site, new_only=new_only)
        assert len(leased) <= limit
        assert len({one.url for one in leased}) == len(leased)
        for one in leased:
            assert site in (None, one.site)
            assert one.url not in self.held or one.url in expired
            if one.url not in expired:
                assert before[one.url]["state"] in ("waiting", "failed")
                assert before[one.url]["due_at"] <= self.now.isoformat()
        for url in expired:
            del self.held[url]
        self.held |= {one.url: one for one in leased}
        return multiple(*leased)

    @rule(
        one=consumes(leases),
        outcome=st.sampled_from(["not_modified", "not_article", "failed", "hopeless", "gone"]),
        kind=st.sampled_from(PAGE_KINDS),
        found=st.lists(st.integers(0, 12)),
    )
    def finish(self, one: Leased, outcome: str, kind: str, found: list[int]) -> None:
        retry = outcome == "failed"
        failure = (
            Failure("fetch", "timeout", one.url, retry=retry) if outcome in ("failed", "hopeless", "gone") else None
        )
        urls = [f"https://{one.site}.example/{number}" for number in found]
        done = self.frontier.finish(
            one,
            "failed" if outcome == "hopeless" else outcome,  # type: ignore[arg-type]
            self.now,
            kind=kind,  # type: ignore[arg-type]
            failure=failure,
            links=[Link(url, "article") for url in urls],
        )
        holder = self.held.get(one.url)
        assert done == (holder is not None and holder.owner == one.owner)
        if done:
            del self.held[one.url]
            self.known |= set(urls)

    @rule(owner=st.sampled_from("xy"))
    def release_all(self, owner: str) -> None:
        mine = [url for url, one in self.held.items() if one.owner == owner]
        assert self.frontier.release(owner, self.now) == len(mine)
        for url in mine:
            del self.held[url]

    @rule(owner=st.sampled_from("xy"))
    def heartbeat(self, owner: str) -> None:
        mine = {url: one for url, one in self.held.items() if one.owner == owner}
        assert self.frontier.extend(owner, self.now, SECONDS) == len(mine)
        until = self.now + timedelta(seconds=SECONDS)
        for one in mine.values():
            object.__setattr__(one, "until", until)

    @rule(site=st.sampled_from(["a", "b"]))
    def full(self, site: str) -> None:
        self.frontier.revisit_all(self.now, site=site)

    @rule(seconds=st.sampled_from([1, 30, 61, 3600, 86400, 10**7]))
    def wait(self, seconds: int) -> None:
        self.now += timedelta(seconds=seconds)

    @invariant()
    def nothing_is_lost(self) -> None:
        urls = {url for (url,) in self.store.connection.execute("SELECT url FROM pages")}
        assert urls == self.known
        assert self.frontier.counts(now=self.now).total == len(self.known)

    @invariant()
    def what_waits_can_be_leased_at_some_time(self) -> None:
        stuck = self.store.connection.execute(
            "SELECT count(*) FROM pages WHERE (state IN ('waiting', 'failed') AND due_at IS NULL)"
            " OR (state = 'leased') <> (leased_by IS NOT NULL) OR (state = 'leased') <> (leased_until IS NOT NULL)"
        ).fetchone()
        assert stuck[0] == 0


FrontierMachine.TestCase.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)
TestFrontier = FrontierMachine.TestCase
