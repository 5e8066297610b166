"""Messages to people: a JSON webhook, an e-mail. To addresses that whoever runs this has chosen, so nothing of
robots.txt or the guard against private addresses applies; an address may hold a secret and never stands in an error.
"""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, urlsplit

import aiohttp  # not httpx, which logs the whole URL of each request

SECONDS = 10.0
MOST = 65_536  # bytes read of an answer
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})


@dataclass(frozen=True, slots=True)
class Answer:
    """What a webhook answered: JSON as a value, other text as str."""

    value: Any


async def post_json(url: str, body: dict[str, Any]) -> Answer | str:
    """POST a JSON object; the answer, or why it was not taken (in words, without the address). No redirect is followed."""
    timeout = aiohttp.ClientTimeout(total=SECONDS)
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(url, json=body, allow_redirects=False) as response,
        ):
            data = await response.content.read(MOST)
            if not 200 <= response.status < 300:
                return f"对方回应 {response.status}"
    except TimeoutError:
        return f"{SECONDS:g} 秒没有回应"
    except aiohttp.InvalidURL:
        return "地址不是网址"
    except (aiohttp.ClientError, OSError, ValueError) as error:
        return f"连接不上（{type(error).__name__}）"
    try:
        return Answer(json.loads(data))
    except ValueError:
        return Answer(data.decode("utf-8", "replace"))


def send_mail(server: str, sender: str, recipients: Sequence[str], subject: str, text: str) -> str:
    """Send by ``smtps://user:password@host:465``, or ``smtp://…`` with STARTTLS; "" or why not, without the address.

    Only on the machine itself is a server without encryption used.
    """
    try:
        place = urlsplit(server)
        host, secure = place.hostname or "", place.scheme == "smtps"
        port = place.port or (465 if secure else 587)
    except ValueError:
        host, secure, port = "", False, 0
    if not host or urlsplit(server).scheme not in ("smtp", "smtps"):
        return "邮件服务器应写成 smtps://用户:密码@主机:465"
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, sender, ", ".join(recipients)
    mail.set_content(text)
    context = ssl.create_default_context()
    try:
        opened = (
            smtplib.SMTP_SSL(host, port, timeout=SECONDS, context=context)
            if secure
            else smtplib.SMTP(host, port, timeout=SECONDS)
        )
        with opened as connection:
            if not secure and host not in _LOCAL:
                connection.starttls(context=context)
            if place.username:
                connection.login(unquote(place.username), unquote(place.password or ""))
            connection.send_message(mail)
    except smtplib.SMTPAuthenticationError:
        return "邮件服务器不认用户名或密码"
    except (smtplib.SMTPException, OSError) as error:
        return f"邮件没有发出（{type(error).__name__}）"
    return ""
