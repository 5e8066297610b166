"""What is wrong with an unattended collection, as far as its database, its files and its disk tell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from typing import cast

from pipeline import labels
from pipeline.moments import SHANGHAI
from pipeline.site import AlertSettings
from pipeline.store import Store
from pipeline.store.alerts import Trouble
from pipeline.store.runs import Run

HISTORY = 30  # runs of a site looked back on
LOOK_BACK = timedelta(days=120)  # … for how long it usually takes until something new comes
ENOUGH_GAPS = 5  # before they say what is usual
TELLING = 5  # articles in a run before it tells that a site is read well again


def troubles(
    store: Store, settings: AlertSettings, now: datetime, *, config: str = "", free: int | None = None
) -> list[Trouble]:
    """Everything that is wrong at ``now``. ``config``: what is wrong with the files; ``free``: bytes left on the disk."""
    found: list[Trouble] = []
    if config:
        found.append(Trouble("config", "", f"沿用之前读到的：{config}"))
    if free is not None and free < settings.free_space:
        found.append(Trouble("disk", "", f"只剩 {free / 1e9:.2f} GB，少于 {settings.free_space / 1e9:.2f} GB"))
    for run in store.runs.history(None, kind="upkeep", limit=1):
        if run.state == "failed":
            found.append(Trouble("upkeep", "", "；".join(run.warnings)))
    for name, paused in store.sites.enabled(now):
        history = store.runs.history(name, limit=max(HISTORY, settings.failures))
        found += _wall(name, paused)
        found += _failing(name, history, settings.failures)
        found += _layout(name, history)
        found += _silent(name, history, store.runs.fruitful(name, now - LOOK_BACK, now), settings.silence, now)
    return found


def _wall(name: str, paused: tuple[str, datetime] | None) -> Iterator[Trouble]:
    if paused and paused[0].startswith("wall_"):
        until = paused[1].astimezone(SHANGHAI)
        yield Trouble(
            "wall", name, f"出现访问验证（{labels.reason(paused[0])}），暂停到 {until:%Y-%m-%d %H:%M}，不作绕过"
        )


def _failing(name: str, history: Sequence[Run], most: int) -> Iterator[Trouble]:
    """So many runs in a row that came to nothing; those under way or cut off say nothing."""
    told = [run for run in history if run.state in ("finished", "failed")][:most]
    if len(told) == most and all(run.state == "failed" for run in told):
        yield Trouble("failing", name, f"连续 {most} 次没有抓成：{'；'.join(told[0].warnings) or '原因见 status'}")


def _layout(name: str, history: Sequence[Run]) -> Iterator[Trouble]:
    """Signs of another layout in the latest run that had any, unless a later one read enough pages well."""
    for run in history:
        signs = cast(Sequence[str], run.extra.get("layout") or ())
        if signs:
            yield Trouble("layout", name, "；".join(signs))
            return
        seen = cast(Mapping[str, int], run.extra.get("observed") or {})
        if seen.get("articles", 0) >= TELLING:
            return


def _silent(
    name: str, history: Sequence[Run], fruitful: Sequence[datetime], times: float, now: datetime
) -> Iterator[Trouble]:
    """Nothing new for much longer than ever in the last months, although the site was crawled."""
    gaps = [later - first for first, later in pairwise(fruitful)]
    if len(gaps) < ENOUGH_GAPS:
        return
    most = max(max(gaps), timedelta(days=1))
    last, done = fruitful[-1], [run.started_at for run in history if run.state == "finished"]
    if now - last > most * times and any(when > last + most for when in done):
        yield Trouble(
            "silent", name, f"{(now - last).days} 天没有新文章（以往最长 {most.total_seconds() / 86400:.1f} 天）"
        )
