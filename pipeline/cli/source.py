"""What a person points at (a file, standard input, a URL) as the Page that every stage reads."""

from __future__ import annotations

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import labels
from pipeline.errors import InputError

if TYPE_CHECKING:
    from pipeline.cli.options import Place
    from pipeline.models import Page

MAX_FILE = 50_000_000  # bytes of a file read as one page


def is_url(text: str) -> bool:
    """Whether it is meant as an address."""
    return text.lower().startswith(("http://", "https://"))


def from_file(name: str, url: str, at: datetime | None) -> Page:
    """A file, or standard input for ``-``. Relative dates count from ``at``, else from the file's last change."""
    from pipeline.models import Page

    now = datetime.now(UTC)
    if name == "-":
        return Page(url, url, 200, (), sys.stdin.buffer.read(), at or now)
    if not name:
        raise InputError("没有写文件名或网址")
    path = Path(name)
    if not path.exists():
        raise InputError(f"没有这个文件：{name}（网址要以 http:// 或 https:// 开头）")
    if path.is_dir():
        raise InputError(f"{name} 是目录，不是文件")
    if path.stat().st_size > MAX_FILE:
        raise InputError(f"{name} 超过 {MAX_FILE // 1_000_000} MB，不像一篇文章")
    changed = datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return Page(url, url, 200, (), path.read_bytes(), at or changed)


def from_network(url: str, place: Place, *, allow_private: bool) -> Page:
    """Fetch one page, within robots.txt and every limit. Raises InputError with the reason where it cannot be had."""
    from pipeline.cli.configured import network, settings_of
    from pipeline.models import Failure, NotModified
    from pipeline.site import Site
    from pipeline.urls import canonicalize

    address = canonicalize(url)
    if address is None:
        raise InputError(f"不是可用的网址：{url}")
    site = Site(name="extract", base_url=address, allow_private=allow_private)

    async def fetch() -> Page | NotModified | Failure:
        async with network(place, settings_of(place)) as client:
            return await client.get(address, site=site, off_site=True)

    answer = asyncio.run(fetch())
    if isinstance(answer, Failure):
        private = answer.reason == "private_address"
        hint = (
            "；这样的地址一律不取" if private and allow_private else "；确实要取就加 --allow-private" if private else ""
        )
        raise InputError(
            f"无法取得 {url}：{labels.reason(answer.reason)}" + (f"（{answer.detail}）" if answer.detail else "") + hint
        )
    if isinstance(answer, NotModified):
        raise InputError(f"无法取得 {url}：服务器只回答没有变化")
    return answer
