"""Pages of a list and parts of an article: which URL is which page of which series."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

MAX_TURN = 16  # characters
_TURNS = (
    r"\d{1,5}|第\s*\d+\s*[页頁]|page\s*\d+",
    r"(?:[«‹<]{1,2}\s*)?[上下前后後]\s*一?\s*[页頁](?:\s*[»›>]{1,2})?",
    r"(?:首|第一|[尾末]|最后一?)[页頁]",
    r"(?:newer|older|previous|next|first|last)(?:\s+(?:posts?|page|entries))?",
    r"[«»‹›<>→←]{1,2}|\.\.\.|…",
    r"更多|查看更多|加载更多|more",
)
# Text of links that turn pages: numbers, arrows, 下一页 …
TURN = re.compile(rf"^[\s\[(«‹<]*(?:{'|'.join(_TURNS)})[\s\])»›→]*$", re.IGNORECASE)
_PARAMETER = re.compile(
    r"(?P<before>[?&])(?:page|pageno|paged|pageindex|page_no|pagenum|pageid|pn|pg|cpage|currentpage|curpage|p(?=age))=(?P<number>\d{1,6})(?=&|$)",
    re.IGNORECASE,
)
_COUNTS = re.compile(r"[?&](?:totalresult|total|totalpage|pagesize|recordcount)=\d*(?=&|$)", re.IGNORECASE)
# A path with a page number → the path without it; first that fits wins.
_PATHS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"/page/(\d{1,6})/?$"), "/"),  # WordPress, Typecho's home
    (re.compile(r"/page[_-](\d{1,6})(?:\.html?)?/?$"), "/"),  # Z-BlogPHP's home
    (re.compile(r"/(?:index|default)[_-](\d{1,6})\.(?:s?html?|php)$"), "/"),
    (re.compile(r"(/list[_-]\d+)[_-](\d{1,6})(\.html?)$"), r"\1\3"),  # DedeCMS: list_1_2.html
    (re.compile(r"(/list)[_-](\d{1,6})(\.html?)$"), r"\1\3"),
    (re.compile(r"(/[^/]*?)[_-](\d{1,6})(\.[a-z]{3,5})$"), r"\1\3"),  # hf_2.html, 123_2.html
    (re.compile(r"(\.[a-z]{3,5})/(\d{1,4})/?$"), r"\1"),  # WordPress: 51.html/2
    (re.compile(r"(/[^/]+)/(?:p|page)?(\d{1,4})(/?)$"), r"\1\3"),  # category/cuishou/2/, slug/2/
)


@lru_cache(maxsize=8192)
def split(url: str) -> tuple[str, int]:
    """The URL of the first page of a series, and the number; a URL without a number is its own first page.

    A guess from the URL alone: /archives/5/ may be page 5 of /archives/ or article 5. Ask ``series`` with the links.

    >>> split("http://a.cn/hf_3.html"), split("http://a.cn/l.php?tid=1&PageNo=2")
    (('http://a.cn/hf.html', 3), ('http://a.cn/l.php?tid=1', 2))
    """
    base, _, query = url.partition("?")
    if query:
        match = _PARAMETER.search(f"?{query}")
        if match:
            rest = _COUNTS.sub("", _PARAMETER.sub("", f"?{query}", count=1)).lstrip("?&")
            return (f"{base}?{rest}" if rest else base), int(match["number"])
        rest = _COUNTS.sub("", f"?{query}").lstrip("?&")
        return (f"{base}?{rest}" if rest else base), 1
    slash = base.find("/", 8)
    head, path = (base[:slash], base[slash:]) if slash > 0 else (base, "/")
    for pattern, without in _PATHS:
        match = pattern.search(path)
        if match:
            number = next(group for group in match.groups() if group.isdigit())
            return head + path[: match.start()] + match.expand(without), int(number)
    return url, 1


def _same(url: str) -> str:
    """A key that forgives a trailing slash."""
    return url.rstrip("/")


def series(url: str, others: Iterable[str]) -> set[str]:
    """Those of the other URLs that are pages of the same series as ``url``: a list's, or a multi-page article's.

    A series is believed when its first page is among them: prev/next links of /archives/5/ are no pages of it.
    """
    links = set(others)
    bases = {_same(url)}
    key, number = split(url)
    known = {_same(link) for link in links} | {_same(split(link)[0]) for link in links if split(link)[1] == 1}
    if number == 1 or _same(key) in known:
        bases.add(_same(key))
    return {link for link in links if link != url and (_same(link) in bases or _same(split(link)[0]) in bases)}
