"""The headline: what is displayed, checked against what <title>, og:title, JSON-LD and other pages say.

Many small sites give every page the same <title>, or none: there the headline is told by where it stands, above the
line of date and source and above the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from pipeline.text import squeeze

from .around import is_elsewhere
from .body import Found
from .flat import Flat, Run, clean
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


# Names of whoever runs the site, and what a page is called that nobody named.
_OWNER = re.compile(
    r"(?:网站|官网|门户|律师事务所|律所|有限公司|协会|学会|律师团队|^[^，。？！]{2,10}网|\.(?:com|cn|net|org)\S*)$"
    r"|^(?:(?:文章|新闻|资讯|内容|信息|公告|行业|公司|媒体)?(?:详情|内容|正文|页面|详细|展示|中心|动态|资讯|列表|浏览|报道)页?|首页|标题"
    r"|无标题.*|untitled.*|document|index)$",
    re.I,
)
# A line of facts as stands right below a headline; its labels name facts of an article, not a firm's hours.
_FACTS = re.compile(
    r"(?:来源|作者|编辑|阅读|浏览|点击|人气)[^。]{0,6}[:：]|[記记]者.{0,24}(?:[報报][導道]|整理)"
    r"|(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|\d\s*(?:分钟|小时|天|周|个月)前"
)
_NO_HEADLINE = re.compile(
    r"位置\s*[:：是]|首[页頁]\s*[-—>|/]|>[^>]+>|[:：]$|^(?:分类|栏目|标签|发布|日期|时间)[^。]{0,4}[:：]"
)
AGREED = 0.6  # agreement from which a line on the page is the headline, wherever it stands; or its begin of the <title>
STANDING = {"h1": 3.0, "h2": 2.0, "h3": 1.5, "h4": 1.0, "h5": 1.0, "h6": 1.0}  # what a line's element is worth …
NAMED, DATED, ABOVE, NEAR = 1.5, 2.5, 1.5, 1.0  # … its class, a line of facts right below or soon, the text soon below
SURELY_OWNED = 4.5  # sum that goes before a line that is also its owner's name
SURELY, LIKELY = 6.0, 2.5  # sums that go before a <title> that says something else, and before one that says nothing
REACH = 12  # lines above the text that are looked at
PROSE = 25  # characters of a line with punctuation that is the text


class Headline(NamedTuple):
    """``text``; ``at``: index of its text in the flat lists, -1 where it is not on the page."""

    text: str
    at: int


class _Shown(NamedTuple):
    headline: Headline
    score: float
    agreement: float
    first: bool  # one of the things said begins with it


def find(flat: Flat, metadata: Metadata, body: Found, hint: str | None = None) -> Headline:
    """The headline of the page whose text is in ``body``. ``hint`` is the text other pages link it with (may be cut short)."""
    site_name = metadata.first("og:site_name")
    spoken = [clean(text) for text in (metadata.title, *metadata.meta.get("og:title", ()), metadata.text("headline"))]
    spoken = [text for text in (*spoken, hint or "") if text]
    shown = _shown(flat, spoken, site_name)
    agreed = shown is not None and (shown.agreement >= AGREED or shown.first)
    sure = shown is not None and not _OWNER.search(shown.headline.text)
    if shown is not None and agreed and sure:
        return shown.headline
    standing, worth = _standing(flat, body, {squeeze(site_name), *_tails(spoken)})
    stated = list(_stated(metadata, site_name))
    says = bool(stated) and not _OWNER.search(stated[0].text)  # more than the owner's name
    if standing is not None and worth >= (SURELY if says or sure else SURELY_OWNED):
        return standing
    if shown is not None and (agreed or sure):
        return shown.headline
    if says:
        return stated[0]
    if standing is not None and (worth >= LIKELY or not stated):
        return standing
    others = (shown.headline if shown else None, *stated, _first_heading(flat))
    return next((one for one in others if one), Headline(clean(hint or metadata.title), -1))


def _stated(metadata: Metadata, site_name: str) -> Iterator[Headline]:
    """What the page says its title is, without the site's name."""
    for text in (metadata.first("og:title", "twitter:title"), metadata.text("headline"), metadata.title):
        bare = without_site(clean(text), site_name) if text else ""
        if len(squeeze(bare)) >= SHORTEST and not text.startswith(("-", "_", "|")):
            yield Headline(bare, -1)


def _tails(spoken: Iterable[str]) -> set[str]:
    """Parts of document titles that look like the site's name."""
    return {squeeze(part) for text in spoken for part in _SEPARATOR.split(text)[1:] if part and _SITE.search(part)}


def _shown(flat: Flat, spoken: list[str], site_name: str) -> _Shown | None:
    """The line on the page that agrees best with what is said of it elsewhere."""
    names = {squeeze(site_name)} if site_name else set()
    said = [squeeze(text) for text in spoken]
    tails = _tails(spoken)
    best: _Shown | None = None
    all_spoken = "\n".join(spoken)
    for position, run in enumerate(flat.runs):
        if not SHORTEST <= run.chars <= LONGEST:
            continue
        owner = run.owner
        heading = _HEADINGS.get(flat.tags[owner], 0.0)
        if run.chars > 60 and not heading and run.marks > 3:
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
        if best is None or score > best.score:
            best = _Shown(
                Headline(run.text, run.first), score, agreement, any(other.startswith(text) for other in said)
            )
    return best


def _standing(flat: Flat, body: Found, names: set[str]) -> tuple[Headline | None, float]:
    """The line above the text that stands like a headline, and how much speaks for it. ``names`` are the site's."""
    runs = flat.runs
    first = bisect_left(runs, body.index, key=_first)
    prose = next((at for at in range(first, len(runs)) if _is_prose(flat, runs[at])), min(first, len(runs)))
    best: Headline | None = None
    most = 0.0
    for at in range(max(0, prose - REACH), prose):
        run = runs[at]
        element = STANDING.get(flat.tags[run.owner], 0.0)
        below = [_is_facts(other) for other in runs[at + 1 : at + 3]]
        if not SHORTEST <= run.chars <= LONGEST or (not element and (run.marks > 3 or "。" in run.text)):
            continue
        if (run.link_chars > 0.5 * run.chars and element < STANDING["h1"]) or squeeze(run.text) in names:
            continue
        if (
            is_elsewhere(flat, run.owner)
            or (element < STANDING["h1"] and _FACTS.search(run.text))
            or _NO_HEADLINE.search(run.text)
        ):
            continue
        if _OWNER.search(run.text) and not any(below[:1]):
            continue
        named = NAMED if flat.names[run.owner] and _is_title(flat.names[run.owner]) else 0.0
        dated = DATED if any(below[:1]) else ABOVE if any(below) else 0.0
        worth = element + named + dated + (NEAR if prose - at <= 3 else 0.0)
        if worth > most:
            best, most = Headline(run.text, run.first), worth
    return best, most


def _first(run: Run) -> int:
    return run.first


def _is_prose(flat: Flat, run: Run) -> bool:
    return run.chars >= PROSE > 2 * run.link_chars and run.has_marks and flat.tags[run.owner] not in STANDING


def _is_facts(run: Run) -> bool:
    """A line of date, source or author, as stands under a headline."""
    return run.chars <= 120 and _FACTS.search(run.text) is not None


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
