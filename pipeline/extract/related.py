"""The site's own list of related articles: links and teasers under a headline or name that says so."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import lru_cache

from pipeline import urls
from pipeline.models import RelatedLink

from .flat import Flat, Run

_HEADLINE = re.compile(
    r"(?:相[关關]|[关關][联聯]|延伸|推[荐薦]|扩展|拓展|[类類]似|同[类類])(?:的)?(?:新[闻聞]|[阅閱][读讀]|文章|[链連][接結]|报道|報導|推[荐薦]|[资資][讯訊]|内容|內容"
    r"|主[题題]|[话話][题題]|法[规規]|知[识識]|[问問][题題]|案例|[咨諮][询詢]|帖子)|猜你喜欢"
    r"|(?:你|您)(?:可能|也许|或许|也許|或許).{0,4}(?:感兴趣|感興趣|喜欢|喜歡)|[为為][你您]推[荐薦]|看过本文的|看了.{0,4}还看|related (?:posts|articles)"
    r"|you may also like",
    re.I,
)
_NAME = re.compile(
    r"relat|xiangguan|(?:^|[\s_-])(?:xg|tuijian|recommend\w*|guess|like-?list|you-?like)(?:[\s_-]|$)", re.I
)
_ASIDE = re.compile(r"comment|sidebar|(?:^|[\s_-])(?:footer|nav|menu|widget)(?:[\s_-]|$)", re.I)
MOST = 30
SHORTEST = 5  # characters of an article's title in a list


def read(flat: Flat, url: str, after: int) -> tuple[RelatedLink, ...]:
    """Entries of the related list, in order. ``after``: index of the article's end; lists above it are others."""
    for index in _lists(flat, after):
        found = list(entries(flat, index, url))
        if found:
            return tuple(found[:MOST])
    return ()


def _lists(flat: Flat, after: int) -> Iterator[int]:
    """Elements that hold a related list: named ones, then what stands under a headline that says so."""
    for run in flat.runs:
        if run.first > after and run.chars <= 90 and run.link_chars < 0.5 * run.chars and _HEADLINE.search(run.text):
            holder = run.owner
            for _ in range(4):
                if holder <= 0:
                    break
                if _links_in(flat, max(holder, run.last), flat.ends[holder]) >= 2:
                    yield holder
                    break
                holder = flat.parents[holder]
    promising = {names for names in set(flat.names) if names and _promises(names)}
    if promising:
        yield from (index for index in range(after + 1, len(flat.names)) if flat.names[index] in promising)


@lru_cache(maxsize=8192)
def _promises(names: str) -> bool:
    """Whether an element of that class and id holds related articles."""
    return _NAME.search(names) is not None and _ASIDE.search(names) is None


def _links_in(flat: Flat, start: int, end: int) -> int:
    return flat.tags[start:end].count("a")


def entries(flat: Flat, index: int, url: str) -> Iterator[RelatedLink]:
    """Links below an element to other pages of the same site; the text up to the next link is the teaser."""
    seen: set[str] = set()
    end, own = flat.ends[index], urls.canonicalize(url)
    links: list[tuple[int, str, str]] = []
    for at in range(index, end):
        if flat.tags[at] != "a":
            continue
        attributes = flat.nodes[at].attributes
        target = urls.canonicalize(attributes.get("href") or "", url)
        if target is None or target == own:
            continue
        title = flat.words(at) or (attributes.get("title") or "")
        if len(title) >= SHORTEST and urls.same_site(target, url):
            links.append((at, target, title))
    for position, (at, target, title) in enumerate(links):
        if target in seen:
            continue
        seen.add(target)
        following = next((link[0] for link in links[position + 1 :] if link[1] != target), end)
        yield RelatedLink(target, _full(flat, at, title), _teaser(flat, flat.ends[at], following, title))


def _full(flat: Flat, at: int, title: str) -> str:
    """The title attribute where the visible text is that, cut short."""
    attribute = " ".join((flat.nodes[at].attributes.get("title") or "").split())
    shown = title.rstrip(".…")
    return attribute if len(attribute) > len(shown) and attribute.startswith(shown) else title


def _first(run: Run) -> int:
    return run.first


def _teaser(flat: Flat, start: int, end: int, title: str) -> str:
    runs = flat.runs
    low, high = (bisect_left(runs, place, key=_first) for place in (start, end))
    # A line with the next link in it is that entry's.
    texts = [run.text for run in runs[low:high] if run.text != title and run.last < end]
    return " ".join(text for text in texts if len(text) >= 15)[:400]
