"""Breadcrumb, category and tags."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, takewhile
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborNode

from pipeline.text import squeeze

from .around import Marked, Surroundings, href, linked
from .flat import Flat, Run, clean
from .metadata import Metadata

_CRUMB_LABEL = re.compile(
    r"^(?:[您你]?\s*+(?:现在|当前|當前|目前)?\s*+(?:正)?(?:所在)?\s*+的?\s*+(?:所在)?的?\s*+(?:位置|位於|位于)|(?:当前|所在)(?:页面|栏目|频道)|导航|你在这里"
    r"|[您你](?:现在|当前|目前)?(?:正)?在(?=\s*+[:：]))\s*+(?:是|为|在)?\s*+[:：>»]?"
)
_LABEL_BEGINS = frozenset("您你现当當目正所的位导")
_HOME = re.compile(r"^(?:网站|本站)?(?:首\s*页|首\s*頁|主[页頁]|home|index|当前位置|位置)$|首页$", re.I)
_HERE = re.compile(
    r"^(?:正文|文章|内容|正文内容|文章正文|详情|文章详情|内容页|查看|浏览|阅读全文|新闻详情|(?:浏览|查看|阅读|当前)(?:文章|新闻|内容|信息|详情)|(?:新闻|信息)(?:内容|浏览)|文章内容|列表|详细内容|相关新闻|相关文章)$|[\d:：\[\]【】]|^(?:查看|订阅|訂閱|打印|收藏)"
)
_NOT_SECTION = re.compile(r"[:：。，\d]|^(?:广告|推广|赞助)$")
_SPLIT = re.compile(r"\s*(?:>{1,2}|»|›|→|＞|》|/|\\|-{1,2}>|::)\s*")
_MARK = re.compile(r"[>»›→＞》/\\–—-]|::")
_MENU = re.compile(r"关于我?们?|联系我?们|登[录陆]|注册|留言|招聘|收藏本站|点击|立即|更多")
PATH = 100  # characters of a breadcrumb with the headline in it
_DASHED = re.compile(r"\s+[-–—]\s+")  # stands between sections, too, where the home page is the first of them
_CATEGORY = re.compile(
    r"(?:(?:分类|归类|归档|收录)[于在到]\s+|(?:分类|分類|栏目|欄目|类别|類別|所属专栏|专栏|category)\s*[:：]|categorized as|filed under)\s*(\S{2,20})",
    re.I,
)
_TAG_LABEL = re.compile(r"^(?:本文|文章|相关|所属|tags?)?\s*(?:标签|標籤|关键词|关键字|tags?|tagged)\s*[:：]\s*", re.I)
_TAGS_IN_LINE = re.compile(
    r"[|｜·]\s*(?:标签|關鍵詞|关键[词字]|tags?)\s*[:：]\s*([^|｜:：。]{2,60}?)\s*(?:[|｜·]|$)", re.I
)
_CATEGORY_LINK = re.compile(r"/(?:category|categories|fenlei|lanmu)/[^/?#]", re.I)
_TAG_LINK = re.compile(r"/tags?/[^/?#]", re.I)
LONGEST_TAG = 20
MOST_TAGS = 20


@dataclass(frozen=True, slots=True)
class Place:
    """Where on the site an article stands."""

    category: str | None = None
    breadcrumb: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()


def read(
    flat: Flat, around: Surroundings, marked: dict[str, list[Marked]], metadata: Metadata, title: str, url: str
) -> Place:
    """Category as the site displays it: its own mark, the breadcrumb's last link, a label, then metadata."""
    crumbs = _breadcrumb(flat, around, marked, metadata, title, url)
    tagged = [node for node, _ in marked.get("tag", ())]
    categories = _texts(node for node in tagged if _is_category(node))
    category = (
        (categories[0] if categories else None)
        or _named(flat, around)
        or (crumbs[-1] if crumbs else None)
        or _labelled(around)
        or next(_linked(flat, around, _CATEGORY_LINK), None)
        or metadata.first("article:section", "og:article:section", "section", "columnname")
        or metadata.text("articleSection")
        or _in_title(flat, metadata.title, title)
        or None
    )
    tags = _texts(node for node in tagged if not _is_category(node))
    return Place(category, crumbs, _tags(flat, around, tags, metadata, set(categories)))


def _in_title(flat: Flat, spoken: str, headline: str) -> str | None:
    """The section between headline and site in the document's title, where a link or line of the page is called so too.

    某某标题_法治_某某网
    """
    parts = [part.strip() for part in _TITLE_PARTS.split(spoken)]
    if len(parts) != 3 or squeeze(parts[0]) != squeeze(headline) or not 2 <= len(parts[1]) <= 6:
        return None
    name = parts[1]
    if parts[2].endswith("博客"):  # the writer's
        return None
    if _NOT_SECTION.search(name) or _HERE.search(name) or _HOME.search(name):
        return None
    return name if any(text.strip() == name for text in flat.texts) else None


_TITLE_PARTS = re.compile(r"\s*(?:[_|｜]|-{1,2}|[–—])\s*")
_ANY_LABEL = re.compile(r"^[\u4e00-\u9fffA-Za-z \u3000]{1,8}\s*[:：]\s*")


def said(text: str | None) -> str | None:
    """The section in the text of an element that a site's rule points to."""
    return _ANY_LABEL.sub("", text).strip() or None if text else None


def said_tags(texts: Iterable[str]) -> tuple[str, ...]:
    """The tags in the texts of such elements; a text with a label may hold several."""
    found: dict[str, None] = {}
    for text in texts:
        bare = _ANY_LABEL.sub("", text)
        several = re.split(r"[\s,，、;；|]+", bare) if bare != text else re.split(r"[,，、;；|]+", bare)
        found.update(dict.fromkeys(tag for one in several if (tag := one.strip(" #"))))
    return tuple(found)


class Part(NamedTuple):
    """A part of a breadcrumb; ``href`` is None where it is no link."""

    text: str
    href: str | None = None


def _breadcrumb(
    flat: Flat, around: Surroundings, marked: dict[str, list[Marked]], metadata: Metadata, title: str, url: str
) -> tuple[str, ...]:
    """The path of sections above the article, without the home page and the article itself."""
    said = squeeze(title)
    for parts in _paths(flat, around, marked, metadata, url):
        sections = (part.text.strip(" >»›:：") for part in parts)
        kept = [
            part
            for part in sections
            if part
            and len(part) <= 20
            and not _HOME.search(part)
            and not _HERE.search(part)
            and squeeze(part) != said
            and not (len(part) > 8 and squeeze(part) in said)
        ]
        if kept and len(kept) <= 6:
            return tuple(dict.fromkeys(kept))
    return ()


def _paths(
    flat: Flat, around: Surroundings, marked: dict[str, list[Marked]], metadata: Metadata, url: str
) -> Iterator[Sequence[Part]]:
    """What may be a breadcrumb, surest first: labelled or named, marked up for machines, or shaped like one."""
    for index in _crumb_elements(flat, around):
        links = [i for i in range(index, flat.ends[index]) if flat.tags[i] == "a"]
        if not links:
            path = _CRUMB_LABEL.sub("", flat.words(index))
            yield [Part(text) for text in (_SPLIT if _SPLIT.search(path) else _DASHED).split(path)]
            continue
        before = any(_named_before(flat.texts[i]) for i in range(index, links[0]))
        named = [Part(flat.words(i), href(flat, i)) for i in _joined(flat, links)]
        yield named if before else _without_home(named, url)
    items = [(node, at) for node, at in marked.get("itemListElement", ()) if at < around.first and _in_crumbs(node)]
    if items:
        yield _without_home([Part(flat.words(flat.parents[at]), _link_in(node)) for node, at in items], url)
    if metadata.crumbs:
        yield _without_home([Part(*crumb) for crumb in metadata.crumbs], url)
    for run in reversed(flat.runs[: bisect_left(flat.runs, around.first, key=_first)]):
        if parts := _shaped(flat, run, url):
            yield parts


def _joined(flat: Flat, links: Sequence[int]) -> Sequence[int]:
    """The links of a path: where marks stand between them (首页 > 法治), those up to the first without one, a button."""
    gaps = [
        clean("".join(flat.raw(i) for i in range(flat.ends[one], other) if flat.tags[i] == "-text"))
        for one, other in pairwise(links)
    ]
    if not any(gaps) or _MARK.search(gaps[0]) is None:
        return links
    return links[: 1 + sum(1 for _ in takewhile(lambda gap: _MARK.search(gap[-1:]), gaps))]


def _named_before(text: str) -> bool:
    """Whether text before the first link is a name with a mark behind it: 人民网>>"""
    bare = _CRUMB_LABEL.sub("", clean(text))
    return len(bare.strip(" >»›:：/")) > 1 and _SPLIT.search(bare) is not None


def _without_home(parts: Sequence[Part], url: str) -> Sequence[Part]:
    """Without the first, where it leads to the home page, which portals call by their name: 新华网 > 时政 > 正文."""
    return parts[1:] if parts and parts[0].href is not None and _leads_home(parts[0].href, url) else parts


def _leads_home(href: str, url: str) -> bool:
    href = href.strip()
    if href in ("/", "/index.html") or (_UP.fullmatch(href) and urlsplit(urljoin(url, href)).path == "/"):
        return True
    target, own = urlsplit(href), urlsplit(url)
    if not target.netloc or target.path not in ("", "/", "/index.html"):
        return False
    return f".{own.netloc}".endswith("." + target.netloc.removeprefix("www."))


_UP = re.compile(r"(?:\.\.?/)+|\./")


def _in_crumbs(node: LexborNode) -> bool:
    parent = node.parent
    return parent is not None and "BreadcrumbList" in (parent.attributes.get("itemtype") or "")


def _link_in(node: LexborNode) -> str | None:
    link = node.css_first("a")
    return None if link is None else link.attributes.get("href")


def _shaped(flat: Flat, run: Run, url: str) -> Sequence[Part]:
    """The parts of a line that begins with the home page and goes on like a path: 首页 / 法律知识 / 网贷催收."""
    if run.chars > PATH or not _MARK.search(run.text):
        return ()
    texts = _SPLIT.split(run.text)
    by_name = _HOME.match(texts[0]) is not None
    if len(texts) < 2:
        texts = _DASHED.split(run.text)
        by_name = _HOME.match(texts[0]) is not None
        if not by_name:
            return ()
    if not 2 <= len(texts) <= 6 or _MENU.search(run.text):
        return ()
    if not by_name:
        if len(texts) == 2 and "/" in run.text:  # a site's two names
            return ()
        index = run.first
        while index > 0 and flat.tags[index] != "a" and index > run.owner:
            index = flat.parents[index]
        if flat.tags[index] != "a" or not _leads_home(href(flat, index), url):
            return ()
    return [Part(text) for text in texts[1:]]


def _first(run: Run) -> int:
    return run.first


def _crumb_elements(flat: Flat, around: Surroundings) -> list[int]:
    found = [i for i in around.named.get("breadcrumb", ()) if i < around.first and flat.ends[i] - i < 60]
    found.sort(key=lambda i: not flat.words(i).startswith(("当前", "您", "你", "位置", "首页")))
    for run in flat.runs:
        if run.first >= around.first:
            break
        if run.text[0] in _LABEL_BEGINS and _CRUMB_LABEL.match(run.text):
            found.insert(0, run.owner)
    return found


def _named(flat: Flat, around: Surroundings) -> str | None:
    for index in around.named.get("category", ()):
        links = [i for i in range(index, flat.ends[index]) if flat.tags[i] == "a"]
        if len(links) > 2 or index < around.first - 80 or index > around.last + 120:
            continue
        path = len(links) == 2 and _MARK.fullmatch(
            clean("".join(flat.raw(i) for i in range(flat.ends[links[0]], links[1]) if flat.tags[i] == "-text"))
        )
        text = flat.words(links[1 if path else 0] if links else index)
        text = re.sub(r"^(?:分类|栏目|categorized as)\s*[:：]?\s*", "", text, flags=re.I)
        if 1 < len(text) <= 12 and not _NOT_SECTION.search(text) and not _HOME.search(text):
            return text
    return None


def _labelled(around: Surroundings) -> str | None:
    for line in around.lines:
        if line.sentences <= 2 and (match := _CATEGORY.search(line.text)):
            name = match[1].strip(" ,，、|#")
            if len(name) > 1 and not _HOME.match(name):
                return name
    return None


def _is_category(node: LexborNode) -> bool:
    """Whether an element with rel=tag names a section: themes mark both alike, and tell them apart by address."""
    said = node.attributes.get
    return "category" in (said("rel") or "") or _CATEGORY_LINK.search(said("href") or "") is not None


def _linked(flat: Flat, around: Surroundings, address: re.Pattern[str]) -> Iterator[str]:
    """Sections or tags near the text by where they lead."""
    for said in linked(flat, around, address, ("head", "tail")):
        text = said.strip("# ")
        if 1 < len(text) <= LONGEST_TAG and not _NOT_SECTION.search(text) and not _HOME.search(text):
            yield text


def _tags(
    flat: Flat, around: Surroundings, found: list[str], metadata: Metadata, categories: set[str]
) -> tuple[str, ...]:
    if not found:
        for index in around.named.get("tags", ()):
            if index > around.first and flat.ends[index] - index < 120:
                found += [flat.words(i) for i in range(index, flat.ends[index]) if flat.tags[i] == "a"]
    if not found:
        for line in around.lines:
            if line.place != "above" and _TAG_LABEL.match(line.text):
                found = re.split(r"[\s,，、;；|]+", _TAG_LABEL.sub("", line.text))
                break
    if not found:
        listed = (
            _TAGS_IN_LINE.search(line.text) for line in around.lines if line.place == "head" and not line.sentences
        )
        found = next((re.split(r"[\s,，、;；]+", match[1]) for match in listed if match), [])
    if not found and len(near := list(_linked(flat, around, _TAG_LINK))) > 1:
        found = near
    if not found:
        found = re.split(r"[,，、;；|]+", metadata.first("keywords", "news_keywords", "article:tag"))
        found = found if len(found) <= 8 else []
    clean = (tag.strip(" #") for tag in found)
    return tuple(dict.fromkeys(tag for tag in clean if 1 < len(tag) <= LONGEST_TAG and tag not in categories))[
        :MOST_TAGS
    ]


def _texts(nodes: Iterable[LexborNode]) -> list[str]:
    return [text for node in nodes if (text := node.text(strip=True)) and len(text) <= LONGEST_TAG]
