"""How an alert is said: the words, and the form in which each kind of robot takes them. Pure."""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from string import Template
from typing import Any
from urllib.parse import quote_plus

from pipeline.store.alerts import Alert
from pipeline.store.search.conditions import SHANGHAI

KINDS = {
    "failing": "连续失败",
    "layout": "版面变了",
    "wall": "出现访问验证",
    "silent": "很久没有新文章",
    "config": "配置有误",
    "disk": "磁盘快满了",
    "upkeep": "维护失败",
}
LONGEST = 600  # characters of one alert's text
LONGEST_MESSAGE = 3500  # … of a whole message: robots take 4,096 bytes to 20,000
_LOGIN = re.compile(r"(?<=://)[^/\s@]*@")
_QUERY = re.compile(r"(https?://[^\s?#]*)[?#]\S*")


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """A text without what could be a secret: known ones, logins and query strings in URLs."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, "***")
    return _QUERY.sub(r"\1", _LOGIN.sub("", text))


def title(alert: Alert) -> str:
    """In a few words: «example：连续失败», «已恢复：…»."""
    name = KINDS.get(alert.kind, alert.kind)
    return ("已恢复：" if alert.over else "") + (f"{alert.site}：{name}" if alert.site else name)


def words(alert: Alert, template: str, secrets: Iterable[str] = ()) -> str:
    """One alert as the template says it."""
    when = (alert.ended_at or alert.began_at).astimezone(SHANGHAI)
    text = scrub(alert.text, secrets).replace("<", "＜")  # Feishu takes <at user_id="all"> for a call to everybody
    fields = {
        "mark": "🟢" if alert.over else "🔴",
        "title": title(alert),
        "text": text if len(text) <= LONGEST else text[: LONGEST - 1] + "…",
        "time": f"{when:%Y-%m-%d %H:%M}",
        "site": alert.site,
        "kind": alert.kind,
    }
    return Template(template).safe_substitute(fields)


def joined(alerts: Sequence[Alert], template: str, secrets: Iterable[str] = ()) -> str:
    """Several in one message: robots take only so many messages a minute."""
    text = "\n\n".join(words(alert, template, secrets) for alert in alerts)
    return text if len(text) <= LONGEST_MESSAGE else text[: LONGEST_MESSAGE - 1] + "…"


def payload(kind: str, text: str, alerts: Sequence[Alert], *, secret: str = "", at: float = 0.0) -> dict[str, Any]:
    """The JSON that a robot takes. ``at``: seconds since 1970, for the signature that Feishu wants in the body."""
    if kind == "wecom" or kind == "dingtalk":
        return {"msgtype": "text", "text": {"content": text}}
    if kind == "feishu":
        body: dict[str, Any] = {"msg_type": "text", "content": {"text": text}}
        if secret:
            key = f"{int(at)}\n{secret}".encode()
            body |= {
                "timestamp": str(int(at)),
                "sign": base64.b64encode(hmac.digest(key, b"", hashlib.sha256)).decode(),
            }
        return body
    facts = [
        {
            "kind": one.kind,
            "site": one.site,
            "title": title(one),
            "over": one.over,
            "began_at": one.began_at.isoformat(),
            "ended_at": one.ended_at.isoformat() if one.ended_at else None,
        }
        for one in alerts
    ]
    return {"text": text, "alerts": facts}


def address(kind: str, url: str, *, secret: str = "", at: float = 0.0) -> str:
    """Where it is sent to: DingTalk wants the signature in the URL."""
    if kind != "dingtalk" or not secret:
        return url
    stamp = str(int(at * 1000))
    sign = base64.b64encode(hmac.digest(secret.encode(), f"{stamp}\n{secret}".encode(), hashlib.sha256))
    return f"{url}{'&' if '?' in url else '?'}timestamp={stamp}&sign={quote_plus(sign)}"


def refusal(kind: str, answer: object) -> str:
    """Why a robot that answered 200 did not take it; "" where it did."""
    if not isinstance(answer, dict):
        return ""
    code = answer.get("errcode", answer.get("code", answer.get("StatusCode", 0))) if kind != "json" else 0
    return f"机器人拒收（{code}）" if code else ""
