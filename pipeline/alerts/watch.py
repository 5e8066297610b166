"""Looks what is wrong, and tells it."""

from __future__ import annotations

import logging
import shutil
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Protocol, TypeVar

from pipeline.alerts import send
from pipeline.alerts.rules import troubles
from pipeline.errors import PipelineError
from pipeline.site import AlertSettings, Settings
from pipeline.store import Store
from pipeline.store.alerts import Alert

T = TypeVar("T")
log = logging.getLogger("debt_articles.alerts")

AGAIN_AFTER, AGAIN_AT_MOST = 60.0, 3600.0  # seconds until a target that failed is tried again, doubled each time


class Ask(Protocol):
    """Puts a question to the store (Crawler.ask)."""

    async def __call__(self, question: Callable[[Store], T], /) -> T: ...


Sender = Callable[[str, Sequence[Alert], AlertSettings, Path], Awaitable[str]]


class Watch:
    """The alerts of one database."""

    def __init__(self, db: Path, config: Path, sender: Sender = send.send) -> None:
        self._db, self._config, self._send = db, config, sender
        self._not_before: dict[str, float] = {}  # target → time.monotonic() of the next try
        self._wait: dict[str, float] = {}

    async def look(self, ask: Ask, settings: Settings, config_trouble: str, now: datetime) -> None:
        """Note what is wrong and what is over, and tell those who are to know. A target that fails is tried again later."""
        chosen = settings.alerts
        free = shutil.disk_usage(self._db.parent).free

        def update(store: Store) -> list[Alert]:
            store.alerts.update(troubles(store, chosen, now, config=config_trouble, free=free), now)
            return store.alerts.untold()

        try:
            await self._tell(ask, await ask(update), chosen, now)
        except PipelineError as error:  # a full disk: the scheduler tells it
            log.error("通知没有记下：%s", error, extra={"action": "alert_failed"})

    async def _tell(self, ask: Ask, untold: list[Alert], chosen: AlertSettings, now: datetime) -> None:
        names = send.targets(chosen)
        took: dict[int, set[str]] = {alert.id: set() for alert in untold}
        for name in names:
            wanted = [alert for alert in untold if name not in alert.told_to]
            if (
                wanted
                and time.monotonic() >= self._not_before.get(name, 0.0)
                and await self._sent(name, wanted, chosen)
            ):
                for alert in wanted:
                    took[alert.id].add(name)
        for alert in (one for one in untold if took[one.id]):
            reached = took[alert.id]
            rest = set(names) - alert.told_to - reached
            await ask(lambda store, a=alert, r=reached, d=not rest: store.alerts.told(a, r, now, all_of_them=d))  # type: ignore[misc]

    async def _sent(self, name: str, alerts: Sequence[Alert], chosen: AlertSettings) -> bool:
        why_not = await self._send(name, alerts, chosen, self._config)
        shown = "邮件" if name == send.MAIL else name
        if not why_not:
            self._wait.pop(name, None)
            log.info("已通知 %s：%d 件", shown, len(alerts), extra={"action": "alert", "target": name})
            return True
        wait = min(self._wait.get(name, AGAIN_AFTER / 2) * 2, AGAIN_AT_MOST)
        self._wait[name], self._not_before[name] = wait, time.monotonic() + wait
        log.error(
            "通知不了 %s：%s；%.0f 秒后再试", shown, why_not, wait, extra={"action": "alert_failed", "target": name}
        )
        return False
