"""What people read for the codes that the models hold."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")

STATUS = {
    "exists": "有效",
    "no_such_article": "没有这一条",
    "not_yet_in_force": "尚未施行",
    "repealed": "已废止",
    "superseded_version": "已被修订",
    "not_held": "无法核对",
}
QUOTATION = {
    "exact": "引文一致",
    "altered": "引文有改动",
    "paraphrase": "转述",
    "misattributed": "引文属于别的条文",
    "unsupported": "条文没有这样的内容",
    "not_held": "",
}
COPY = {
    "exact": "一字不差",
    "repost": "转载",
    "template": "套用模板",
    "rewrite": "改写",
    "excerpt": "节选",
    "near": "近似",
}
PRECISION = {"second": "%Y-%m-%d %H:%M", "minute": "%Y-%m-%d %H:%M", "month": "%Y-%m", "year": "%Y"}


def verdict(status: str, quotation: str = "not_held") -> str:
    """A verdict in words: «有效，引文有改动»."""
    words = (STATUS.get(status, status), QUOTATION.get(quotation, quotation))
    return "，".join(word for word in words if word)


def provision(law: str | None, article: int | None, inserted: int = 0) -> str:
    """A provision in words: «民法典 第675条», «刑法 第293条之1»."""
    name = (law or "（未说明的法律）").removeprefix("中华人民共和国").removeprefix("最高人民法院关于")
    if article is None:
        return name
    return f"{name} 第{article}条" + (f"之{inserted}" if inserted else "")


def moment(when: datetime | str | None, precision: str | None = "day") -> str:
    """A time in China, as finely as it is known; «—» for none."""
    if when is None:
        return "—"
    value = datetime.fromisoformat(when) if isinstance(when, str) else when
    return value.astimezone(SHANGHAI).strftime(PRECISION.get(precision or "day", "%Y-%m-%d"))
