"""What types alone cannot say of a value: a URL is a URL, a pattern compiles, a cron line is one, a selector parses."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator, Mapping
from string import Template
from typing import Any
from zoneinfo import ZoneInfo

from selectolax.lexbor import LexborHTMLParser, SelectolaxError

from ..site import Rules
from ..urls import canonicalize, same_site
from .when import EVERY, QUIET, always_quiet, never

Place = tuple[str | int, ...]
Problem = tuple[Place, str]  # where, and what is wrong and allowed
Check = Callable[[str], str | None]

MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
ALERT_FIELDS = frozenset({"mark", "title", "text", "time", "site", "kind"})
CONTACT = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+|https?://\S+")
_EMPTY = LexborHTMLParser("<p></p>")


def _url(value: str) -> str | None:
    if canonicalize(value) is not None:
        return None
    return "不是网址；应以 http:// 或 https:// 开头，例如 https://www.example.com/"


def _address(value: str) -> str | None:
    if value.startswith(("http://", "https://")):
        return _url(value)
    if value.startswith("/") and not value.startswith("//"):
        return None
    return "应是以 / 开头的路径（相对 base_url），或完整网址"


def _pattern(value: str) -> str | None:
    if not value:
        return "正则表达式不能为空（空的会匹配一切）"
    try:
        re.compile(value)
    except re.error as error:
        return f"不是有效的正则表达式：{error}"
    return None


def _selector(value: str) -> str | None:
    try:
        _EMPTY.css(value)
    except SelectolaxError:
        return "不是有效的 CSS 选择器，例如 div.post > h1"
    return None


def _zone(value: str) -> str | None:
    try:
        ZoneInfo(value)
    except (ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
        return "没有这个时区；例如 Asia/Shanghai"
    except KeyError:
        return "没有这个时区；例如 Asia/Shanghai"
    return None


def _cron(value: str) -> str | None:
    try:
        if never(value):
            return "没有这样的日期，永远不会到；例如 30 3 * * * 是每天 3:30"
    except (ValueError, TypeError) as error:
        return f"不是五段的 cron 表达式（分 时 日 月 周），例如 30 3 * * *：{error}"
    return None


def _every(value: str) -> str | None:
    return None if EVERY.fullmatch(value) else "应是数字加单位 m（分钟）、h（小时）或 d（天），例如 30m、6h、1d"


def _quiet(value: str) -> str | None:
    if not QUIET.fullmatch(value):
        return "应是起止时间，例如 08:30-18:00；过午夜的写 23:00-06:00"
    first, _, last = value.partition("-")
    return "起止是同一时刻；应是例如 08:30-18:00，整天不抓写 enabled = false" if first == last else None


def _upkeep(value: str) -> str | None:
    return _cron(value) if value else None


def _secret(value: str) -> str | None:
    """Secrets stand in the environment or in a file of their own; what is written here instead is never repeated."""
    kind, _, name = value.partition(":")
    if not value or (kind in ("env", "file") and name):
        return None
    return "密钥不写在这里：写 env:环境变量名，或 file:文件路径（文件里只放它）"


def _mail(value: str) -> str | None:
    return None if not value or MAIL.fullmatch(value) else "应是电子邮箱，例如 me@example.com"


def _template(value: str) -> str | None:
    unknown = set(Template(value).get_identifiers()) - ALERT_FIELDS
    if unknown or not Template(value).is_valid():
        return f"只能用 {' '.join('$' + name for name in sorted(ALERT_FIELDS))}，写 $ 本身用 $$"
    return None


def _contact(value: str) -> str | None:
    return (
        None if not value or CONTACT.fullmatch(value) else "应是电子邮箱或网址，例如 me@example.com；留空则不能抓取公网"
    )


SITE_CHECKS: Mapping[str, Check] = {
    "base_url": _url,
    "discover.start": _address,
    "discover.sitemaps": _address,
    "discover.feeds": _address,
    "discover.article_patterns": _pattern,
    "discover.list_patterns": _pattern,
    "discover.exclude_patterns": _pattern,
    "schedule.cron": _cron,
    "schedule.every": _every,
    "schedule.timezone": _zone,
    "schedule.quiet": _quiet,
    **{f"rules.{field.name}": _selector for field in dataclasses.fields(Rules)},
}
SETTINGS_CHECKS: Mapping[str, Check] = {
    "timezone": _zone,
    "fetch.contact": _contact,
    "upkeep.cron": _upkeep,
    "alerts.template": _template,
    "alerts.smtp": _secret,
    "alerts.mail_from": _mail,
    "alerts.mail_to": _mail,
    "alerts.webhooks.*.url": _secret,
    "alerts.webhooks.*.secret": _secret,
}
SECRET_KEYS = frozenset({"url", "secret", "smtp"})  # never shown in a message


def problems(data: Mapping[str, Any], checks: Mapping[str, Check]) -> Iterator[Problem]:
    """Every string value that a check refuses; values of the wrong type are left to the types."""
    for path, check in checks.items():
        for place, value in _values(data, tuple(path.split("."))):
            if isinstance(value, str):
                if (wrong := check(value)) is not None:
                    yield place, wrong
            elif isinstance(value, list):
                for i, one in enumerate(value):
                    if isinstance(one, str) and (wrong := check(one)) is not None:
                        yield (*place, i), wrong


def _values(data: Any, path: tuple[str, ...], place: Place = ()) -> Iterator[tuple[Place, Any]]:
    """The values at a path, with their places; ``*`` stands for every key of a table."""
    if not path:
        yield place, data
    elif isinstance(data, Mapping):
        for key in data if path[0] == "*" else (path[0],):
            yield from _values(data.get(key), path[1:], (*place, key))


def _covers_the_day(windows: Any) -> bool:
    """Whether quiet hours, each right in itself, leave no time to crawl."""
    sound = isinstance(windows, list) and all(isinstance(one, str) and _quiet(one) is None for one in windows)
    return sound and always_quiet(windows)


def site_problems(data: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong between the values of a site file."""
    yield from problems(data, SITE_CHECKS)
    schedule = data.get("schedule")
    if isinstance(schedule, Mapping) and schedule.get("cron") and schedule.get("every"):
        yield ("schedule", "every"), "cron 和 every 只能写一个"
    if isinstance(schedule, Mapping) and _covers_the_day(schedule.get("quiet")):
        yield ("schedule", "quiet"), "合起来盖住了整天，永远不会抓；整天不抓写 enabled = false"
    base, discover = data.get("base_url"), data.get("discover")
    if not isinstance(base, str) or canonicalize(base) is None or not isinstance(discover, Mapping):
        return
    for key in ("start", "sitemaps", "feeds"):
        values = discover.get(key)
        for i, value in enumerate(values if isinstance(values, list) else ()):
            url = canonicalize(value, base) if isinstance(value, str) else None
            if url is not None and not same_site(url, canonicalize(base) or base):
                yield ("discover", key, i), f"不在本站（base_url = {base}）"
