"""Two months of schedules in some minutes: four recorded sites, a clock that is moved, and everything that goes wrong.

    pip install time-machine        (in the extra dev)
    python tests/benchmarks/unattended.py [--days 60] [--seed 8] [--step 20] [--keep DIR]

One real scheduler process at a time, driven over a pipe: its clock is moved on in steps, and each step waits for the
runs that it began. Meanwhile it is killed (SIGKILL) in the middle of runs, stopped (SIGTERM), left down for days, its
clock jumps ahead and back (once to 2036), files in config/ are edited, broken and mended, sites are switched off and on,
and manual crawls run beside it. Needs ../shared/sites. Exit status 1 where a run was lost, two crawls of a site
overlapped, an article is missing or twice, or the database is damaged.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import logging
import os
import random
import shutil
import signal
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "end_to_end")]
BEGIN = datetime(2027, 1, 4, 0, 5, tzinfo=UTC)
SHANGHAI = ZoneInfo("Asia/Shanghai")
# Site → plan, quiet hours, pages a day.
PLANS: dict[str, dict[str, Any]] = {
    "zblog": {"every": "12h"},
    "typecho": {"cron": "30 3 * * *"},
    "wordpress": {"every": "6h", "quiet": ["08:00-20:00"]},
    "dede": {"every": "1d", "pages_per_day": 25},
}
SECONDS = {"m": 60, "h": 3600, "d": 86_400}


# ------------------------------------------------------------------------------------------------- the scheduler process


def child(folder: Path, at: datetime) -> None:
    """A scheduler whose clock the parent moves; tells what happens as JSON lines on stdout."""
    import time_machine

    with time_machine.travel(at, tick=True) as clock:
        asyncio.run(_driven(folder, clock))


async def _driven(folder: Path, clock: Any) -> None:
    from pipeline.crawl.events import Event, RunSummary
    from pipeline.schedule import timetable
    from pipeline.schedule.files import Files

    moved = 0.0
    timetable.time = SimpleNamespace(time=time.time, monotonic=lambda: time.monotonic() + moved)  # type: ignore[attr-defined]

    class Told(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            facts = {
                key: getattr(record, key)
                for key in ("action", "site", "why", "reason", "stands_for")
                if hasattr(record, key)
            }
            if record.levelno >= logging.ERROR:
                facts["error"] = record.getMessage() + (f" {record.exc_info[1]!r}" if record.exc_info else "")
            _say(**facts)

    logging.getLogger("debt_articles").addHandler(Told())
    logging.getLogger("debt_articles").setLevel(logging.INFO)

    def on_event(event: Event) -> None:
        if event.kind in ("begin", "end"):
            _say(crawl=event.kind, site=event.site)

    def on_summary(one: RunSummary) -> None:
        _say(ended=one.ending, site=one.site, pages=one.tally.pages, warnings=list(one.warnings))

    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    places = timetable.Places(folder / "config", folder / "articles.db", folder / "archive")
    table = timetable.Timetable(places, Files(places.config), stop, on_event, on_summary)
    running = asyncio.create_task(table.run(86_400.0))
    commands: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    def listen() -> None:
        for line in sys.stdin:
            loop.call_soon_threadsafe(commands.put_nowait, json.loads(line))

    threading.Thread(target=listen, daemon=True).start()
    while not (table._jobs.running or running.done()):
        await asyncio.sleep(0.01)
    while not running.done():
        got = asyncio.create_task(commands.get())
        await asyncio.wait({got, running}, return_when=asyncio.FIRST_COMPLETED)
        if not got.done():
            got.cancel()
            break
        command = got.result()
        delta = (datetime.fromisoformat(command["to"]) - datetime.now(UTC)).total_seconds()
        clock.shift(delta)
        if not command["jump"]:
            moved += delta
        await table._tick()
        await asyncio.sleep(0.01)  # APScheduler begins what is due
        while command["wait"] and table._running and not running.done():
            await asyncio.sleep(0.01)
        _say(done=True, running=list(table._running), rss=_rss())
    await running


def manual(folder: Path, name: str, at: datetime) -> None:
    """A crawl by hand beside the scheduler, at its time."""
    import time_machine

    from pipeline.config import load_settings, load_site
    from pipeline.crawl import crawl
    from pipeline.crawl.events import Event

    def on_event(event: Event) -> None:
        if event.kind in ("begin", "end"):
            _say(crawl=event.kind, site=event.site)

    with time_machine.travel(at, tick=True):
        site = load_site(folder / "config" / "sites" / f"{name}.toml")
        settings = load_settings(folder / "config")
        (one,) = asyncio.run(crawl([site], settings, folder / "articles.db", folder / "archive", on_event=on_event))
        _say(ended=one.ending, site=one.site)


def _say(**facts: Any) -> None:
    print(json.dumps({**facts, "at": time.monotonic()}, ensure_ascii=False, default=str), flush=True)


def _rss() -> float:
    """Memory of this process, MB."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


# ------------------------------------------------------------------------------------------------------------ the parent


@dataclass
class Account:
    """What was planned and what became of it, a site."""

    planned: int = 0
    runs: int = 0
    coalesced: int = 0
    extra: int = 0
    put_off: int = 0
    lost: int = 0
    pending: int = 0


@dataclass
class Soak:
    """The world of the scheduler."""

    folder: Path
    dice: random.Random
    step: timedelta
    now: datetime = BEGIN
    process: subprocess.Popen[str] | None = None
    plans: dict[str, dict[str, Any]] = field(default_factory=dict)
    accounts: dict[str, Account] = field(default_factory=lambda: defaultdict(Account))
    spans: dict[str, list[tuple[float, float]]] = field(default_factory=lambda: defaultdict(list))
    open: dict[str, float] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    endings: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    stops: list[float] = field(default_factory=list)
    recoveries: list[float] = field(default_factory=list)
    memory: list[tuple[datetime, float]] = field(default_factory=list)
    begun: set[str] = field(default_factory=set)
    delayed: set[str] = field(default_factory=set)
    busy: list[str] = field(default_factory=list)

    # -------------------------------------------------------------------------------------------------- configuration

    def write(self, name: str, base_url: str | None = None, **changes: Any) -> None:
        """The file of a site, with its plan changed."""
        plan = self.plans.setdefault(name, {"base_url": base_url, **PLANS[name]})
        plan.update(changes)
        schedule = {
            key: value for key, value in plan.items() if key not in ("base_url", "enabled") and value is not None
        }
        lines = [f"base_url = {json.dumps(plan['base_url'])}", "allow_private = true"]
        lines += [f"enabled = {json.dumps(plan.get('enabled', True))}", "[schedule]", "jitter = 0"]
        lines += [f"{key} = {json.dumps(value)}" for key, value in schedule.items()]
        path = self.folder / "config" / "sites" / f"{name}.toml"
        path.write_text("\n".join(lines) + "\n", "utf-8")

    def due(self, name: str, first: datetime, last: datetime) -> int:
        """How many times of a site's plan lie in (first, last]; arithmetic of its own."""
        plan = self.plans[name]
        if not plan.get("enabled", True):
            return 0
        if plan.get("every"):
            every = int(plan["every"][:-1]) * SECONDS[plan["every"][-1]]
            return int(last.timestamp() // every - first.timestamp() // every)
        minute, hour = map(int, plan["cron"].split()[:2])
        shift = timedelta(hours=8 - hour, minutes=-minute)
        return ((last + shift).date() - (first + shift).date()).days

    # -------------------------------------------------------------------------------------------------- the process

    def start(self) -> None:
        """Begin a scheduler, at the present time of the soak."""
        command = [sys.executable, str(Path(__file__)), "--child", str(self.folder), "--at", self.now.isoformat()]
        began = time.monotonic()
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
        )
        self.counts["starts"] += 1
        before = sum(account.runs + account.extra for account in self.accounts.values())
        self.tell(self.now, wait=True)
        if self.counts["starts"] > 1 and sum(a.runs + a.extra for a in self.accounts.values()) > before:
            self.recoveries.append(min(self.firsts) - began)

    def tell(self, to: datetime, *, wait: bool, jump: bool = False) -> None:
        """Move the clock, and hear what came of it."""
        assert self.process is not None
        assert self.process.stdin is not None
        self.begun, self.delayed, self.firsts = set(), set(), []
        self.process.stdin.write(json.dumps({"to": to.isoformat(), "wait": wait, "jump": jump}) + "\n")
        self.process.stdin.flush()
        self.hear(until_done=True)

    def hear(self, *, until_done: bool) -> None:
        """Take note of what the scheduler says."""
        assert self.process is not None
        assert self.process.stdout is not None
        for line in self.process.stdout:
            facts = json.loads(line)
            self.note(facts)
            if until_done and facts.get("done"):
                self.busy = facts["running"]
                self.memory.append((self.now, facts["rss"]))
                return
        if until_done:
            raise SystemExit(f"the scheduler ended by itself, status {self.process.wait()}")

    def note(self, facts: dict[str, Any]) -> None:
        """One line of the scheduler, or of a manual crawl."""
        name = facts.get("site", "")
        if facts.get("crawl") == "begin":
            self.open[name] = facts["at"]
        elif facts.get("crawl") == "end" and name in self.open:
            self.spans[name].append((self.open.pop(name), facts["at"]))
        elif facts.get("action") == "run":
            self.firsts.append(facts["at"])
            self.begun.add(name)
            account = self.accounts[name]
            if account.pending:
                account.runs += 1
                account.coalesced += account.pending - 1
                account.pending = 0
            else:
                account.extra += 1
            self.counts[f"why {facts['why']}"] += 1
        elif facts.get("action") == "put_off":
            self.delayed.add(name)
            self.accounts[name].put_off += 1
        elif facts.get("action") == "upkept":
            self.counts["upkeeps"] += 1
        elif facts.get("action") in ("clock", "config", "coalesced"):
            self.counts[facts["action"]] += 1
            if facts["action"] == "coalesced" and name in self.accounts:  # the run under way stands for it
                self.accounts[name].coalesced += self.accounts[name].pending
                self.accounts[name].pending = 0
        if "ended" in facts:
            self.endings[facts["ended"]] += 1
        if "error" in facts:
            self.errors[facts["error"][:150]] += 1

    def gone(self, how: int) -> float:
        """End the scheduler with a signal; seconds until it is gone."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(how)
        if how == signal.SIGTERM:
            self.hear(until_done=False)
        self.process.wait()
        seconds = time.monotonic() - began
        if how == signal.SIGKILL:
            assert self.process.stdout is not None
            for line in self.process.stdout:
                with contextlib.suppress(ValueError):  # the last line may be half of one
                    self.note(json.loads(line))
        for name in list(self.open):
            self.spans[name].append((self.open.pop(name), time.monotonic()))
        self.process.stdout.close()  # type: ignore[union-attr]
        self.process.stdin.close()  # type: ignore[union-attr]
        self.process = None
        return seconds

    # -------------------------------------------------------------------------------------------------- time

    def on(self, to: datetime, *, wait: bool = True, jump: bool = False) -> None:
        """Time goes on (or jumps); what was planned meanwhile is counted, and must have been begun."""
        for name in self.plans:
            planned = max(0, self.due(name, self.now, to))
            self.accounts[name].planned += planned
            self.accounts[name].pending += planned
        self.now = to
        if self.process is None:
            return
        self.tell(to, wait=wait, jump=jump)
        if wait:
            for name, account in self.accounts.items():
                if account.pending and name not in self.delayed and name not in self.quiet():
                    account.lost += account.pending
                    account.pending = 0

    def quiet(self) -> set[str]:
        """Sites that wait for the end of their quiet hours, or for a new day's budget."""
        return {name for name, plan in self.plans.items() if plan.get("quiet") or plan.get("pages_per_day")}


def manual_crawl(soak: Soak, name: str) -> None:
    """A crawl by hand, of a site that may be being crawled."""
    command = [sys.executable, str(Path(__file__)), "--manual", name, str(soak.folder), "--at", soak.now.isoformat()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        facts = json.loads(line)
        soak.note({**facts, "ended": f"manual: {facts['ended']}"} if "ended" in facts else facts)
    if done.returncode:
        soak.errors[done.stderr[-150:]] += 1
    soak.counts["manual crawls"] += 1


def crash(soak: Soak) -> None:
    """Killed in the middle of runs; then down for minutes or days."""
    _into_a_run(soak)
    time.sleep(soak.dice.uniform(0.0, 0.6))
    soak.gone(signal.SIGKILL)
    soak.counts["kills"] += 1
    _down(soak)


def stopped(soak: Soak) -> None:
    """Stopped in the middle of runs, and begun again."""
    _into_a_run(soak)
    time.sleep(soak.dice.uniform(0.0, 0.6))
    soak.stops.append(soak.gone(signal.SIGTERM))
    _down(soak)


def _into_a_run(soak: Soak) -> None:
    """Half a day in which something is due is entered, and its runs not waited for."""
    for name in ("zblog", "dede"):
        soak.write(name)  # touched: no change
    soak.on(soak.now + timedelta(hours=13), wait=False)


def _down(soak: Soak) -> None:
    soak.on(
        soak.now + soak.dice.choice([timedelta(minutes=1), timedelta(hours=5), timedelta(days=1), timedelta(days=3)])
    )
    soak.start()


def jumps(soak: Soak) -> None:
    """The clock is set wrong, and right again an hour later."""
    right = soak.now
    wrong = soak.dice.choice([timedelta(hours=-9), timedelta(hours=14), timedelta(days=2), timedelta(days=3400)])
    if wrong < timedelta(days=100):
        soak.on(right + wrong, jump=True)
        soak.on(soak.now + timedelta(hours=1))
    else:  # so far ahead that the times between are not counted
        soak.now = right + wrong
        soak.tell(soak.now, wait=True, jump=True)
    soak.now = right + timedelta(hours=1)
    soak.tell(soak.now, wait=True, jump=True)
    soak.counts["clock set"] += 2


def edits(soak: Soak) -> None:
    """A file is broken and mended, a plan changed and changed back, a site switched off and on, settings changed."""
    name = soak.dice.choice(list(soak.plans))
    path = soak.folder / "config" / "sites" / f"{name}.toml"
    good = path.read_text("utf-8")
    path.write_text(good[: len(good) // 2] + "= [", "utf-8")
    soak.on(soak.now + soak.step)  # the old version goes on
    path.write_text(good, "utf-8")
    soak.on(soak.now + soak.step)
    soak.write("zblog", every=soak.dice.choice(["8h", "12h", "1d"]))
    off = soak.dice.choice(["typecho", "dede"])
    soak.write(off, enabled=False)
    for _ in range(round(timedelta(hours=10) / soak.step)):
        soak.on(soak.now + soak.step)
    soak.write(off, enabled=True)
    (soak.folder / "config" / "settings.toml").write_text(
        f"[crawl]\npatience = 1.0\n[fetch]\nmax_attempts = {soak.dice.randint(1, 3)}\n[upkeep]\nbackups = 3\n", "utf-8"
    )
    soak.counts["edits"] += 1


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--step", type=int, default=20, help="minutes")
    parser.add_argument("--keep", type=Path, help="leave the database and its folder here")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--manual", nargs=2, help=argparse.SUPPRESS)
    parser.add_argument("--at", type=datetime.fromisoformat, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.child:
        child(options.child, options.at)
        return
    if options.manual:
        manual(Path(options.manual[1]), options.manual[0], options.at)
        return
    import recorded

    began = time.monotonic()
    with ExitStack() as open_things:
        folder = Path(open_things.enter_context(tempfile.TemporaryDirectory()))
        (folder / "config" / "sites").mkdir(parents=True)
        (folder / "config" / "settings.toml").write_text("[crawl]\npatience = 1.0\n[upkeep]\nbackups = 3\n", "utf-8")
        soak = Soak(folder, random.Random(options.seed), timedelta(minutes=options.step))
        served = recorded.load(recorded.SHARED / "sites" / "replay.py").RecordedSite
        for name in PLANS:
            site = open_things.enter_context(served(recorded.SHARED / "sites" / name))
            soak.write(name, site.base_url + "/")
        try:
            drive(soak, options.days)
        finally:
            if soak.process:
                soak.process.kill()
        report(soak, recorded, time.monotonic() - began)
        if options.keep:
            shutil.copytree(folder, options.keep)
    trouble = [a for a in soak.accounts.values() if a.lost] or soak.counts["overlaps"] or soak.counts["bad"]
    sys.exit(1 if trouble else 0)


def drive(soak: Soak, days: int) -> None:
    """Trouble for the first half of the time; then peace, in which memory must not grow."""
    end, peace = BEGIN + timedelta(days=days), BEGIN + timedelta(days=days * 0.55)
    soak.start()
    happenings = [crash, stopped, jumps, edits]
    turn = 0
    while soak.now < end:
        soak.on(soak.now + soak.step)
        if soak.now < peace and soak.dice.random() < soak.step / timedelta(hours=30):
            happenings[turn % len(happenings)](soak)
            turn += 1
        elif soak.now < peace and soak.dice.random() < soak.step / timedelta(hours=60):
            soak.on(soak.now + soak.step, wait=False)
            manual_crawl(soak, soak.dice.choice(list(soak.plans)))
            soak.on(soak.now + soak.step)
        if soak.now.hour == 0 and soak.now.minute < soak.step.total_seconds() / 60:
            print(f"\r{soak.now:%Y-%m-%d}  {dict(soak.counts)}", end="", file=sys.stderr, flush=True)
    soak.counts["peace from"] = int(peace.timestamp())
    soak.stops.append(soak.gone(signal.SIGTERM))


def report(soak: Soak, recorded: Any, seconds: float) -> None:
    """Print the tables."""
    print(f"\n{'site':12}{'planned':>9}{'run':>7}{'coalesced':>11}{'beside':>8}{'put off':>9}{'waiting':>9}{'lost':>6}")
    for name, one in soak.accounts.items():
        row = (one.planned, one.runs, one.coalesced, one.extra, one.put_off, one.pending, one.lost)
        print(
            f"{name:12}"
            + "".join(f"{value:>{width}}" for value, width in zip(row, (9, 7, 11, 8, 9, 9, 6), strict=True))
        )
    overlaps = sum(later[0] < first[1] for spans in soak.spans.values() for first, later in _pairs(sorted(spans)))
    soak.counts["overlaps"] = overlaps
    peace = datetime.fromtimestamp(soak.counts.pop("peace from"), UTC) + timedelta(days=2)
    calm = [rss for when, rss in soak.memory if peace <= when < peace + timedelta(days=400)]
    third = max(1, len(calm) // 3)
    lost, twice, wrong = 0, 0, []
    with closing(sqlite3.connect(soak.folder / "articles.db")) as connection:
        stored = Counter(
            (site, recorded.local_path(url)) for site, url in connection.execute("SELECT site, url FROM articles")
        )
        sound = connection.execute("PRAGMA integrity_check").fetchone()[0]
        broken = len(connection.execute("PRAGMA foreign_key_check").fetchall())
        runs = connection.execute("SELECT count(*) FROM runs WHERE kind = 'crawl'").fetchone()[0]
        revisions = connection.execute("SELECT count(*) FROM revisions").fetchone()[0]
    for name in PLANS:
        gold = {(name, row["path"]) for row in recorded.gold_of(name)}
        lost += len(gold - stored.keys())
        wrong += [key for key in stored if key[0] == name and key not in gold]
    twice = sum(count > 1 for count in stored.values())
    soak.counts["bad"] = lost + twice + broken + (sound != "ok")
    rows = [
        ("simulated days, real seconds", f"{(soak.now - BEGIN).days}, {seconds:.0f}"),
        ("crawls in the database; upkeeps", f"{runs}; {soak.counts['upkeeps']}"),
        ("runs by reason", _told(soak.counts, "why ")),
        ("endings", json.dumps(dict(soak.endings.most_common()))),
        ("SIGKILL, starts, clock set, edits, manual", ", ".join(str(soak.counts[key]) for key in ("kills", "starts", "clock set", "edits", "manual crawls"))),
        ("crawls of one site that overlapped", overlaps),
        ("articles lost, twice, that are none; revisions", f"{lost} of {sum(len(recorded.gold_of(n)) for n in PLANS)}, {twice}, {len(wrong)}; {revisions}"),
        ("integrity, broken keys", f"{sound}, {broken}"),
        ("seconds from SIGTERM to the end: median, most", f"{statistics.median(soak.stops):.2f}, {max(soak.stops):.2f} (of {len(soak.stops)})"),
        ("seconds from start to the first run: median, most", f"{statistics.median(soak.recoveries):.2f}, {max(soak.recoveries):.2f}" if soak.recoveries else "—"),
        ("MB in peace: first, last third (median), most", f"{statistics.median(calm[:third]):.0f}, {statistics.median(calm[-third:]):.0f}, {max(calm):.0f}" if calm else "—"),
        ("errors told", json.dumps(dict(soak.errors.most_common(8)), ensure_ascii=False)),
    ]  # fmt: skip
    for label, value in rows:
        print(f"{label:52} {value}")


def _pairs(spans: list[tuple[float, float]]) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    return list(pairwise(spans))


def _told(counts: Counter[str], prefix: str) -> str:
    return ", ".join(
        f"{key.removeprefix(prefix)} {value}" for key, value in counts.most_common() if key.startswith(prefix)
    )


if __name__ == "__main__":
    main()
