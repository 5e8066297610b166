"""Breadcrumb, category and tags."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import urlsplit

from selectolax.lexbor import LexborNode

from pipeline.text import squeeze

from .around import Marked, Surroundings
from .flat import Flat
from .metadata import Metadata

_CRUMB_LABEL = re.compile(
    r"^(?:您?\s*(?:现在|当前|當前|目前|所在)?的?(?:所在)?\s*(?:位置|位於|位于)|当前页面|导航|你在这里)\s*(?:是|为)?\s*[:：>»]?"
)
_HOME = re.compile(r"^(?:网站|本站)?(?:首\s*页|首\s*頁|主页|home|index|当前位置|位置)$|首页$", re.I)
_HERE = re.compile(
    r"^(?:正文|内容|正文内容|文章正文|详情|文章详情|内容页|查看|浏览|阅读全文|新闻详情|文章内容|列表|详细内容|相关新闻|相关文章)$|[\d:：\[\]【】]|^(?:查看|订阅|訂閱|打印|收藏)"
)
_NOT_SECTION = re.compile(r"[:：。，\d]|^(?:广告|推广|赞助)$")
_SPLIT = re.compile(r"\s*(?:>{1,2}|»|›|→|＞|》|/|\\|-{1,2}>|::)\s*")
_CATEGORY = re.compile(
    r"(?:(?:分类|分類|栏目|欄目|类别|類別|所属专栏|专栏|category)\s*[:：]|categorized as|filed under)\s*(\S{2,20})",
    re.I,
)
_TAG_LABEL = re.compile(r"^(?:本文)?(?:标签|標籤|关键词|关键字|tags?|tagged)\s*[:：]\s*", re.I)
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
    crumbs = _breadcrumb(flat, around, title, url)
    categories = _texts(node for node, _ in marked.get("tag", ()) if "category" in (node.attributes.get("rel") or ""))
    category = (
        (categories[0] if categories else None)
        or _named(flat, around)
        or (crumbs[-1] if crumbs else None)
        or _labelled(around)
        or metadata.first("article:section", "og:article:section", "section")
        or metadata.text("articleSection")
        or None
    )
    return Place(category, crumbs, _tags(flat, around, marked, metadata, set(categories)))


def _breadcrumb(flat: Flat, around: Surroundings, title: str, url: str) -> tuple[str, ...]:
    """The path of sections above the article, without the home page and the article itself."""
    said = squeeze(title)
    for index in _crumb_elements(flat, around):
        links = [i for i in range(index, flat.ends[index]) if flat.tags[i] == "a"]
        parts = [flat.words(i) for i in links if not _leads_home(flat, i, url)]
        if not links:
            parts = _SPLIT.split(_CRUMB_LABEL.sub("", flat.words(index)))
        kept = [
            part
            for part in (piece.strip(" >»›:：") for piece in parts)
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


def _leads_home(flat: Flat, index: int, url: str) -> bool:
    """Whether a link leads to the site's home page, which portals call by their name: 新华网 > 时政 > 正文."""
    node = flat.nodes.get(index)
    href = (node.attributes.get("href") or "").strip() if node is not None else ""
    if href in ("/", "/index.html"):
        return True
    target, own = urlsplit(href), urlsplit(url)
    if not target.netloc or target.path not in ("", "/", "/index.html"):
        return False
    return f".{own.netloc}".endswith("." + target.netloc.removeprefix("www."))


def _crumb_elements(flat: Flat, around: Surroundings) -> list[int]:
    found = [i for i in around.named.get("breadcrumb", ()) if i < around.first and flat.ends[i] - i < 60]
    found.sort(key=lambda i: not flat.words(i).startswith(("当前", "您", "你", "位置", "首页")))
    for run in flat.runs:
        if run.first >= around.first:
            break
        if _CRUMB_LABEL.match(run.text):
            found.insert(0, run.owner)
    return found


def _named(flat: Flat, around: Surroundings) -> str | None:
    for index in around.named.get("category", ()):
        links = [i for i in range(index, flat.ends[index]) if flat.tags[i] == "a"]
        if len(links) > 2 or index < around.first - 80 or index > around.last + 120:
            continue
        text = flat.words(links[0] if links else index)
        text = re.sub(r"^(?:分类|栏目|categorized as)\s*[:：]?\s*", "", text, flags=re.I)
        if 1 < len(text) <= 12 and not _NOT_SECTION.search(text) and not _HOME.search(text):
            return text
    return None


def _labelled(around: Surroundings) -> str | None:
    for line in around.lines:
        if line.sentences <= 2 and (match := _CATEGORY.search(line.text)):
            return match[1].strip(" ,，、|")
    return None


def _tags(
    flat: Flat, around: Surroundings, marked: dict[str, list[Marked]], metadata: Metadata, categories: set[str]
) -> tuple[str, ...]:
    found = _texts(node for node, _ in marked.get("tag", ()) if "category" not in (node.attributes.get("rel") or ""))
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
        found = re.split(r"[,，、;；|]+", metadata.first("keywords", "news_keywords", "article:tag"))
        found = found if len(found) <= 8 else []
    clean = (tag.strip(" #") for tag in found)
    return tuple(dict.fromkeys(tag for tag in clean if 1 < len(tag) <= LONGEST_TAG and tag not in categories))[
        :MOST_TAGS
    ]


def _texts(nodes: Iterable[LexborNode]) -> list[str]:
    return [text for node in nodes if (text := node.text(strip=True)) and len(text) <= LONGEST_TAG]
