"""The headline: what is displayed, checked against what <title>, og:title, JSON-LD and other pages say."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from pipeline.text import squeeze

from .flat import Flat, clean
from .metadata import Metadata

SHORTEST = 4  # characters of a headline found by its text alone
LONGEST = 150
_HEADINGS = {"h1": 3.0, "h2": 1.5, "h3": 1.0, "h4": 0.5}
_H = frozenset(_HEADINGS)
_TITLE_NAME = re.compile(r"(?:^|[\s_-]|[a-z])(?:title|headline|biaoti|subject|bt)(?:[\s_\d-]|$)", re.I)
_SEPARATOR = re.compile(r"\s*[_|｜丨»«]\s*|\s+[-–—－·•:：]+\s+|\s*[-–—－]{1,2}\s*(?=[^\s\d])|\s*(?:<<|>>|--+)\s*")
# What the last part of a document title is called when it is the site, not the article.
_SITE = re.compile(
    r"(?:网|网站|在线|频道|新闻|资讯|中心|门户|首页|论坛|博客|律师事务所|律所|法律咨询|平台|小说|阅读|下载|大全|百科|百科全书|日报|晚报|时报|商报|电视台|之家|社区"
    r"|\.(?:com|cn|net|org)\S*|online|news|blog|栏目|专栏|正文)$",
    re.I,
)


class Headline(NamedTuple):
    """``text``; ``at``: index of its text in the flat lists, -1 where it is not on the page."""

    text: str
    at: int


def find(flat: Flat, metadata: Metadata, hint: str | None = None) -> Headline:
    """The headline of the page. ``hint`` is the text other pages link it with (may be cut short)."""
    spoken = [clean(text) for text in (metadata.title, *metadata.meta.get("og:title", ()), metadata.text("headline"))]
    spoken = [text for text in (*spoken, hint or "") if text]
    shown = _shown(flat, spoken, metadata.first("og:site_name"))
    if shown is not None:
        return shown
    for text in (metadata.first("og:title", "twitter:title"), metadata.text("headline"), metadata.title):
        bare = without_site(clean(text), metadata.first("og:site_name")) if text else ""
        if len(squeeze(bare)) >= SHORTEST and not text.startswith(("-", "_", "|")):
            return Headline(bare, -1)
    return _first_heading(flat) or Headline(clean(hint or metadata.title), -1)


def _shown(flat: Flat, spoken: list[str], site_name: str) -> Headline | None:
    """The line on the page that agrees best with what is said of it elsewhere."""
    names = {squeeze(site_name)} if site_name else set()
    said = [squeeze(text) for text in spoken]
    tails = {squeeze(part) for text in spoken for part in _SEPARATOR.split(text)[1:] if part and _SITE.search(part)}
    best: tuple[float, Headline] | None = None
    all_spoken = "\n".join(spoken)
    for position, run in enumerate(flat.runs):
        if not SHORTEST <= run.chars <= LONGEST:
            continue
        owner = run.owner
        heading = _HEADINGS.get(flat.tags[owner], 0.0)
        if run.marks > 3 and run.chars > 60 and not heading:
            continue
        named = bool(flat.names[owner]) and _is_title(flat.names[owner])
        if not heading and not named and run.text not in all_spoken:
            continue
        text = squeeze(run.text)
        if not text or text in names or (text in tails and text not in said):
            continue
        agreement = max((_agreement(text, other) for other in said), default=0.0)
        if not agreement:
            continue
        linked = run.link_chars > 0.5 * run.chars
        score = agreement * 10 + heading + named - (2.0 if linked and not heading else 0.0) - position * 1e-4
        if best is None or score > best[0]:
            best = score, Headline(run.text, run.first)
    return best[1] if best else None


@lru_cache(maxsize=8192)
def _is_title(names: str) -> bool:
    return _TITLE_NAME.search(names) is not None


def _agreement(text: str, other: str) -> float:
    """How well a line fits what is said elsewhere: 1 equal, less where one holds the other, 0 unrelated."""
    if text == other:
        return 1.0
    if text in other:
        return len(text) / len(other) * (1.0 if other.startswith(text) else 0.5)
    if len(other) >= 8 and text.startswith(other):  # cut short elsewhere
        return len(other) / len(text)
    return 0.0


def _first_heading(flat: Flat) -> Headline | None:
    for run in flat.runs:
        if flat.tags[run.owner] == "h1" and run.chars <= LONGEST:
            return Headline(run.text, run.first)
    return None


def without_site(title: str, site_name: str = "") -> str:
    """A document title without the names of site and section behind it (or before it).

    >>> without_site("欠款不还怎么办？-某某法律咨询网")
    '欠款不还怎么办？'
    """
    parts = [part for part in _SEPARATOR.split(title) if part]
    if len(parts) < 2:
        return title
    name = squeeze(site_name)
    cut = len(parts)
    while cut > 1 and (_SITE.search(parts[cut - 1]) or (name and squeeze(parts[cut - 1]) == name)):
        cut -= 1
    if cut == len(parts):  # nothing looks like a site: the longest part is the headline
        return max(parts, key=len) if len(max(parts, key=len)) >= 0.5 * len(title) else parts[0]
    if len(parts[0]) >= SHORTEST or cut == 1:
        end = title.find(parts[cut - 1], sum(map(len, parts[: cut - 1]))) + len(parts[cut - 1])
        first = parts[0]
        return title[:end].strip() if cut <= 2 or not _SITE.search(first) else max(parts[:cut], key=len)
    return max(parts[:cut], key=len)
