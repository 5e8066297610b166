"""Shows a crawl while it runs: a live table on a terminal, plain log lines elsewhere; a summary table at the end."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from pipeline import labels
from pipeline.cli.options import tell

if TYPE_CHECKING:
    from rich.console import Console, Group

    from pipeline.crawl.events import Event, RunSummary, Tally

LOG_SECONDS = 5.0  # between two lines of counts where stderr is no terminal
RECENT = 3  # lines of what happened last, below the live table

# How an ended run is called.
ENDINGS = {
    "finished": "完成",
    "budget": "达到页数上限",
    "stopped": "已停止",
    "quiet": "安静时段",
    "paused": "暂停",
    "held": "另一进程正在抓取",
    "unreachable": "无法访问",
    "failed": "失败",
}
ARTICLE = {"new": "新增", "changed": "更新", "same": "未变", "duplicate": "重复"}  # what became of an article


@contextmanager
def watching(zone: str) -> Iterator[Callable[[Event], None]]:
    """Gives the function to hand to crawl() as ``on_event``; shows what it is told on stderr until it is left.

    ``zone``: whose time log lines have (a name of the IANA database).
    """
    if sys.stderr.isatty():
        with _Live() as live:
            yield live.tell
    else:
        yield Log(lambda text, facts: stamp(text, zone)).tell


class _Counts:
    """What is known of one site, copied from the live tally, with the time it began."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.pages = self.articles = self.new = self.failed = self.waiting = 0
        self.ended = False

    def take(self, tally: Tally) -> None:
        self.pages, self.articles, self.new = tally.pages, tally.articles, tally.new + tally.duplicate
        self.failed, self.waiting = tally.failed, tally.waiting

    @property
    def rate(self) -> float:
        """Pages a second, since the beginning."""
        return self.pages / max(time.monotonic() - self.began, 0.001)

    @property
    def left(self) -> str:
        """Time left for the pages that are known, as m:ss; new ones may turn up."""
        if self.ended:
            return "—"
        if not self.pages:
            return "…"
        return str(timedelta(seconds=round(self.waiting / max(self.rate, 0.001)))).removeprefix("0:")


class _Live:
    """The live table."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.live import Live

        self._sites: dict[str, _Counts] = {}
        self._recent: list[str] = []
        self._live = Live(
            get_renderable=self._render, console=Console(stderr=True), refresh_per_second=8, transient=True
        )

    def __enter__(self) -> _Live:
        self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.stop()

    def tell(self, event: Event) -> None:
        counts = self._sites.setdefault(event.site, _Counts())
        counts.take(event.tally)
        counts.ended = event.kind == "end"
        if event.kind in ("article", "failure", "warning", "waiting"):
            self._recent = [*self._recent, _line(event)][-RECENT:]

    def _render(self) -> Group:
        from rich.console import Group
        from rich.table import Table
        from rich.text import Text

        from pipeline.cli.tables import steady

        table = Table(box=None, pad_edge=False)
        for name, justify in (
            ("站点", "left"),
            ("页面", "right"),
            ("文章", "right"),
            ("新增", "right"),
            ("出错", "right"),
            ("待抓", "right"),
            ("页/秒", "right"),
            ("剩余", "right"),
        ):
            table.add_column(name, justify=justify)  # type: ignore[arg-type]  # a literal in the table above
        for site, counts in self._sites.items():
            numbers = (counts.pages, counts.articles, counts.new, counts.failed, counts.waiting)
            table.add_row(Text(site), *map(str, numbers), f"{counts.rate:.1f}", counts.left)
        recent = [Text(steady(line), style="dim", overflow="ellipsis", no_wrap=True) for line in self._recent]
        return Group(table, *recent)


class Log:
    """Plain lines, with the time, for files and services."""

    def __init__(self, say: Callable[[str, Mapping[str, object]], None]) -> None:
        """``say`` gets each line with its facts (site, action …)."""
        self._say = say
        self._sites: dict[str, _Counts] = {}
        self._told: dict[str, float] = {}

    def tell(self, event: Event) -> None:
        if event.kind == "begin":
            self._sites[event.site] = _Counts()  # a scheduler crawls a site again and again
        counts = self._sites.setdefault(event.site, _Counts())
        counts.take(event.tally)
        now = time.monotonic()
        if event.kind in ("begin", "end", "failure", "warning", "waiting"):
            facts = {"url": event.url, "status": event.status, "detail": event.detail}
            self._say(
                f"{event.site}: {_line(event)}",
                {"site": event.site, "action": event.kind, **{key: value for key, value in facts.items() if value}},
            )
        if event.kind == "end" or now - self._told.get(event.site, counts.began) >= LOG_SECONDS:
            self._told[event.site] = now
            self._say(
                f"{event.site}: 页面 {counts.pages}，文章 {counts.articles}，新增 {counts.new}，"
                f"出错 {counts.failed}，待抓 {counts.waiting}，{counts.rate:.1f} 页/秒",
                {
                    "site": event.site,
                    "action": "progress",
                    "pages": counts.pages,
                    "articles": counts.articles,
                    "new": counts.new,
                    "failed": counts.failed,
                    "waiting": counts.waiting,
                },
            )


def stamp(text: str, zone: str) -> None:
    """One log line on stderr, with the time of a zone."""
    from pipeline.cli.tables import steady  # what sites say must not steer the terminal

    tell(steady(f"{datetime.now(ZoneInfo(zone)):%Y-%m-%d %H:%M:%S} {text}"))


def _line(event: Event) -> str:
    """One event in one line."""
    match event.kind:
        case "begin":
            return "开始" + (f"（{event.detail}）" if event.detail else "")
        case "end":
            return f"结束：{ENDINGS.get(event.status, event.status)}" + (f"，{event.detail}" if event.detail else "")
        case "article":
            return f"{ARTICLE.get(event.status, event.status)} {event.title}"
        case "failure":
            return f"出错 {labels.reason(event.status)} {event.url}" + (f"（{event.detail}）" if event.detail else "")
        case "waiting":
            return f"等 {event.detail} 秒再试出错的页面"
        case _:
            return " ".join(part for part in (event.detail or event.status, event.url) if part)


def summary(summaries: Sequence[RunSummary], console: Console) -> None:
    """The table at the end of a crawl, with the reasons of failures and warnings below it."""
    from pipeline.cli.tables import safe, show

    numbers: tuple[str, ...] = ("页面", "新增", "更新", "未变", "重复", "非文章", "未修改", "不存在", "出错", "用时")
    if any(one.tally.older for one in summaries):
        numbers = (*numbers[:-1], "早于起始日", "用时")
    rows = [(one.site, *_numbers(one, older="早于起始日" in numbers), _ending(one)) for one in summaries]
    show("抓取结果", ("站点", *numbers, "结果"), rows, to=console, right=numbers)
    for one in summaries:
        if one.tally.reasons:
            reasons = "，".join(f"{labels.reason(code)}：{count}" for code, count in one.tally.reasons.most_common())
            console.print(safe(f"{one.site} 出错和不存在的原因：{reasons}"))
        for warning in one.warnings:
            console.print(safe(f"{one.site} 注意：{warning}", "yellow"))


def _numbers(one: RunSummary, *, older: bool) -> tuple[object, ...]:
    tally = one.tally
    return (
        tally.pages,
        tally.new,
        tally.changed,
        tally.same,
        tally.duplicate,
        tally.not_article,
        tally.not_modified,
        tally.gone,
        tally.failed,
        *((tally.older,) if older else ()),
        f"{(one.finished_at - one.started_at).total_seconds():.1f}s",
    )


def _ending(one: RunSummary) -> str:
    return ENDINGS.get(one.ending, one.ending) + (f"：{one.detail}" if one.detail else "")


def told(one: RunSummary) -> str:
    """A summary in one line, for logs."""
    tally = one.tally
    return (
        f"{one.site}: {_ending(one)}，页面 {tally.pages}，新增 {tally.new}，更新 {tally.changed}，"
        f"重复 {tally.duplicate}，出错 {tally.failed}"
    )
