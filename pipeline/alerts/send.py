"""To whom alerts go. Addresses and keys are secrets: read when they are needed, never shown, never kept."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.alerts import message
from pipeline.errors import ConfigError, in_words
from pipeline.fetch import notify
from pipeline.site import AlertSettings, Webhook
from pipeline.store.alerts import Alert

MAIL = ":mail"  # the target that is no webhook


@dataclass(frozen=True, slots=True)
class Secrets:
    """Reads what the settings only name."""

    config: Path
    environ: Mapping[str, str]

    def read(self, reference: str) -> str:
        """What ``env:NAME`` or ``file:PATH`` (relative to config/) stands for; ConfigError names the place, not the value."""
        kind, _, name = reference.partition(":")
        if not reference:
            return ""
        if kind == "env":
            value = self.environ.get(name, "")
            if not value:
                raise ConfigError(f"环境变量 {name} 没有设置")
            return value.strip()
        try:
            return (self.config / name).read_text("utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(f"{self.config / name} 读不了：{in_words(error)}") from None


def targets(settings: AlertSettings) -> tuple[str, ...]:
    """The names of those that are to be told."""
    return (*settings.webhooks, *((MAIL,) if settings.mail_to and settings.smtp else ()))


async def send(target: str, alerts: Sequence[Alert], settings: AlertSettings, config: Path) -> str:
    """Tell one target; "" where it took it, else why not, without any secret."""
    secrets = Secrets(config, os.environ)
    try:
        if target == MAIL:
            return await _mail(alerts, settings, secrets)
        return await _post(settings.webhooks[target], alerts, settings, secrets)
    except ConfigError as error:
        return str(error)


async def _post(robot: Webhook, alerts: Sequence[Alert], settings: AlertSettings, secrets: Secrets) -> str:
    url, key, at = secrets.read(robot.url), secrets.read(robot.secret), time.time()
    text = message.joined(alerts, settings.template, (url, key))
    body = message.payload(robot.kind, text, alerts, secret=key, at=at)
    answer = await notify.post_json(message.address(robot.kind, url, secret=key, at=at), body)
    return answer if isinstance(answer, str) else message.refusal(robot.kind, answer.value)


async def _mail(alerts: Sequence[Alert], settings: AlertSettings, secrets: Secrets) -> str:
    server = secrets.read(settings.smtp)
    text = message.joined(alerts, settings.template, (server,))
    subject = message.title(alerts[0]) + (f"，等 {len(alerts)} 件" if len(alerts) > 1 else "")
    return await asyncio.to_thread(
        notify.send_mail, server, settings.mail_from, settings.mail_to, f"[债务文章] {subject}", text
    )
