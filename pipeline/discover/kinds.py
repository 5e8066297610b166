"""What a page is: an article, a list, the home page … judged by the page itself, with the URL as one witness.

Each row of evidence has a weight for (+) or against (−) «article» and a reason; the sum decides. The strongest witness
is prose that belongs to the page itself (outline.py): a list's prose is in its items, an article's is its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser

from ..models import PageKind
from ..site import Site
from . import signs
from .addresses import ARTICLE_PATH, SEARCH_PATH, TAG_PATH, facts, is_home, rules_of
from .outline import Outline, read

ARTICLE_FROM = 4.0  # sum of weights from which a page is an article
Evidence = tuple[float, str]

# What platforms write on <body>: class → kind. WordPress core (body_class), Z-BlogPHP themes, DedeCMS, Discuz portal.
BODY_CLASSES: dict[str, PageKind] = {
    "single": "article", "single-post": "article", "article": "article", "post-template-default": "article",
    "page-template-default": "other", "page-template": "other",
    "error404": "message", "404": "message", "error-404": "message",
    "search": "search", "search-results": "search", "search-no-results": "search",
    "tag": "tag", "tags": "tag",
    "home": "home", "index": "home",
    "blog": "list", "archive": "list", "category": "list", "catalog": "list", "author": "list", "date": "list",
    "multi": "list", "tax": "list",
}  # fmt: skip
# When several are there, the first of these counts: «home blog», «archive tag», «single page» (Z-BlogPHP's pages).
_CLASS_ORDER: tuple[PageKind, ...] = ("message", "other", "search", "tag", "home", "list", "article")

_LIST_TITLE = re.compile(
    r"^(?:标签|分类|栏目|归档|作者|存档|搜索|关键[字词])\s*[:：]?\s*[^，。？！]{1,30}(?:下的文章|的文章|发布的文章|归档|存档)?$|(?:下的|发布的|的全部|全部|所有)文章$"
    r"|(?:文章)?(?:归档|存档|列表)$|^(?:category|tag|author|archives?|month|year|day|search results?)\b.{0,3}:|搜索(?:结果|到)|^\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?$|_(?:列表|专题)",
    re.IGNORECASE,
)
STATIC_TITLE = re.compile(
    r"^(?:关于(?:我们|本站|本所|我|网站)?|联系(?:我们|方式|本站|律师)?|留言(?:本|板|簿)?|免责(?:声明|条款)|法律声明|版权(?:声明|说明)|隐私(?:政策|声明|权政策|条款|协议)"
    r"|(?:用户|服务|注册|会员)(?:服务)?协议|网站地图|站点地图|友情链接|诚聘英才|人才招聘|加入我们|广告(?:服务|合作)|投稿(?:须知|指南)?|(?:律所|本所|公司|团队|网站|律师事务所)(?:简介|介绍|概况)"
    r"|(?:律师|专业|精英)团队|业务(?:范围|领域)|收费标准|服务项目|在线(?:咨询|留言)|我要咨询|归档|示例页面|about(?: us| me)?|contact(?: us)?|sample page|privacy policy"
    r"|terms.{0,20}|sitemap|guestbook|links)$",
    re.IGNORECASE,
)
_BREADCRUMB_END = re.compile(
    r"[>»›→＞/\-]\s{0,40}(?:正文(?:内容)?|文章(?:正文|内容|详情)|内容(?:页|详情)?|详情|详细(?:内容|页)|(?:查看|浏览|阅读)(?:文章|正文)|全文)(?=\s|$)"
)
# Words around a page's content, found in one go: previous/next article, further pages of a list.
_AROUND = re.compile(
    r"(?P<neighbour>[上下前后後]一?[篇条條则則](?=文章|[\s:：>»」】）)]|$|没有|沒有)|(?:Previous|Next) Post)"
    r"|(?P<pages>下一?[页頁]|后一页|[尾末][页頁]|最后一页|Older posts|Next page)"
)
DATE = re.compile(
    r"(?<!\d)(?:19|20)\d{2}\s*[-/.年]\s*\d{1,2}\s*[-/.月]\s*\d{1,2}(?!\d)|\d{1,3}\s*(?:秒|分钟|小时|天|周|个?月|年)前|(?:昨天|前天|今天|刚刚)(?=[\s\d]|$)|(?<![\d-])[01]\d-[0-3]\d(?:\s+\d{2}:\d{2})(?!\d)"
)
_BYLINE = re.compile(
    r"作者|来源|發布|发布|发表|时间|日期|编辑|責任編輯|阅读|浏览|点击|人气|评论|点赞|字号|Published|Posted"
)
_LD_TYPE = re.compile(r'"@type"\s*:\s*\[?\s*"([A-Za-z]+)"')
_LD_ARTICLE = frozenset(
    {"Article", "NewsArticle", "BlogPosting", "Report", "TechArticle", "ScholarlyArticle", "QAPage"}
)
_LD_LIST = frozenset({"CollectionPage", "ItemList", "SearchResultsPage", "Blog", "ProfilePage"})


def page_kind(tree: LexborHTMLParser, url: str, site: Site | None = None) -> PageKind:
    """What a page is. ``url``: its final, canonical URL; ``site``: whose patterns and base URL count. Changes nothing.

    A further part of a multi-page article is an ``article`` too.
    """
    return judge(read(tree, url, site.base_url if site else None), tree, site)


def judge(outline: Outline, tree: LexborHTMLParser, site: Site | None = None) -> PageKind:
    """The kind of a page that has been looked over."""
    kind = _no_content(outline, tree)
    if kind is not None:
        return kind
    said = body_says(outline.head.body_classes)
    if is_home(outline.url, site.base_url if site else None):
        return "home"
    if said == "message" and outline.own.stops < 8:
        return "message"
    if sum(weight for weight, _ in evidence(outline, tree, site)) >= ARTICLE_FROM:
        return "article"
    return _no_article(outline, said, site)


def _no_content(outline: Outline, tree: LexborHTMLParser) -> PageKind | None:
    """Empty pages, messages, walls, redirects: none has prose or entries of its own."""
    own, head = outline.own.chars, outline.head
    if own > signs.MAX_MESSAGE or len(outline.containers) >= 3:
        return None
    text = outline.text.strip()
    if outline.whole.chars <= 2 * signs.MAX_MESSAGE:
        if signs.wall(tree, text) is not None:
            return "wall"
        if signs.message(head, outline.heading_text, text):
            return "message"
        if outline.whole.chars <= signs.MAX_STUB and signs.redirect_target(tree, head, outline.url) is not None:
            return "redirect"
    elif outline.own.stops < 8 and signs.message(head, outline.heading_text, ""):
        return "message"
    if outline.whole.chars < 10 and not outline.anchors:
        return "empty"
    return None


def body_says(classes: frozenset[str]) -> PageKind | None:
    """What the class of <body> says the page is, in the words of common platforms."""
    if "page" in classes and ("single" in classes or any(name.startswith("page-id-") for name in classes)):
        return "other"
    kinds = {BODY_CLASSES[name] for name in classes if name in BODY_CLASSES}
    return next((kind for kind in _CLASS_ORDER if kind in kinds), None)


def evidence(outline: Outline, tree: LexborHTMLParser, site: Site | None = None) -> Iterator[Evidence]:
    """Every witness for (+) and against (−) «this page is an article», with its weight and reason."""
    yield from _from_marks(outline, tree)
    yield from _from_prose(outline)
    yield from _from_words(outline, tree)
    yield from _from_address(outline.url, site)


def _from_marks(outline: Outline, tree: LexborHTMLParser) -> Iterator[Evidence]:
    meta = outline.head.meta
    said = body_says(outline.head.body_classes)
    if said is not None:
        yield (5.0 if said == "article" else -6.0), f"body class of a page of kind {said}"
    if meta.get("og:type", "").lower() in ("article", "news", "blog"):
        yield 2.0, "og:type is article"
    if any(
        name in meta for name in ("article:published_time", "og:release_date", "bytedance:published_time", "pubdate")
    ):
        yield 2.0, "meta with the time of publication"
    types = {
        name
        for node in tree.css('script[type="application/ld+json"]')[:5]
        for name in _LD_TYPE.findall(node.text()[:20000])
    }
    if types & _LD_LIST:
        yield -3.0, "JSON-LD of a list"
    elif types & _LD_ARTICLE:
        yield 3.0, "JSON-LD of an article"


def _from_prose(outline: Outline) -> Iterator[Evidence]:
    own, items, count = outline.own, outline.items, len(outline.containers)
    for least, weight in ((60, 6.0), (30, 5.0), (15, 4.0), (8, 3.0), (4, 1.5), (2, 0.0), (1, -2.0), (0, -4.0)):
        if own.stops >= least:
            yield weight, f"{own.stops} stops of its own"
            break
    if count >= 3 and items.stops > 2 * own.stops:
        yield -4.0, f"{count} items hold most of the prose"
    elif count >= 8 and own.stops < 8:
        yield -3.0, f"{count} entries and little prose"
    elif count and items.stops > own.stops and own.stops < 4:
        yield -3.0, "the prose is in an item"


def _from_words(outline: Outline, tree: LexborHTMLParser) -> Iterator[Evidence]:
    heading, text = outline.heading_text, outline.text
    if outline.heading_in_title:
        yield (2.0 if len(heading) >= 8 else 0.5), "its heading is the document's title"
    if STATIC_TITLE.match(heading.strip()):
        yield -5.0, "the title of a standing page"
    if _LIST_TITLE.search(heading.strip()) and len(heading) < 40 and not heading.strip().endswith(("？", "?")):
        yield -4.0, "the title of a list"
    if _BREADCRUMB_END.search(text[:4000]):
        yield 3.0, "breadcrumb that ends in 正文"
    around = {match.lastgroup for match in _AROUND.finditer(text)}
    if "neighbour" in around or _turns(outline):
        yield 3.0, "previous and next article"
    place = text.find(heading) if heading else -1
    window = text[place + len(heading) : place + len(heading) + 300] if place >= 0 else text[:300]
    dated = DATE.search(window) is not None or _own_time(outline, tree)
    if dated:
        yield 2.0, "a date near its heading"
    if _BYLINE.search(window):
        yield 1.0, "a byline near its heading"
    if len(outline.containers) >= 3 and "pages" in around:
        yield -2.0, "pages of a list"


def _turns(outline: Outline) -> bool:
    """Links with rel=prev or next whose text is a title: WordPress's post navigation."""
    return any(
        anchor.rel in ("prev", "next") and len(anchor.text) > 6 and anchor.zone.name == "prevnext"
        for anchor in outline.anchors
    )


def _own_time(outline: Outline, tree: LexborHTMLParser) -> bool:
    """A <time> outside of items and boilerplate."""
    return any(not outline.is_elsewhere(node) for node in tree.css("time")[:8])


def _from_address(url: str, site: Site | None) -> Iterator[Evidence]:
    known = facts(url, rules_of(site))
    if ARTICLE_PATH.search(known.path):
        yield 1.0, "a number or date in its URL, as articles have"
    if known.by_site == "list":
        yield -1.5, "the site's pattern for lists"
    elif known.by_site == "article":
        yield 1.5, "the site's pattern for articles"


def _no_article(outline: Outline, said: PageKind | None, site: Site | None) -> PageKind:
    """Which kind a page has that is no article."""
    known = facts(outline.url, rules_of(site))
    if said in ("search", "tag"):
        return said
    if SEARCH_PATH.search(known.path):
        return "search"
    if TAG_PATH.search(known.path) or outline.heading_text.startswith(("标签", "Tag:")):
        return "tag"
    if outline.containers or said in ("list", "home") or known.listlike or known.by_site == "list":
        return "list"
    return "other"
