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
from . import scripted, signs
from .addresses import ARTICLE_PATH, SEARCH_PATH, TAG_PATH, facts, is_home, rules_of
from .outline import Outline, chars, read
from .standing import is_box, is_standing, is_standing_document
from .teasers import leads_on, shows_pictures
from .words import (
    AROUND,
    AROUND_ENGLISH,
    BREADCRUMB_END,
    BUY,
    BYLINE,
    CARD,
    CUT,
    DATE,
    DIRECTORY,
    LIST_TITLE,
    LOCKED,
    MESSAGE,
    NOTICE_TITLE,
    PERSON,
    PRICE,
    PROFILE,
)
from .zones import SILENT

ARTICLE_FROM = 4.0  # sum of weights from which a page is an article
TITLE = 8  # characters of a heading that stands in the document's title: an article's, whatever is listed beside it
SURELY = 9.0  # … from which not even a title like «系统提示» makes it a message
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
    "pg_viewthread": "article", "pg_view": "article", "pg_forumdisplay": "list", "pg_list": "list",
}  # fmt: skip
# When several are there, the first of these counts: «home blog», «archive tag», «single page» (Z-BlogPHP's pages).
_CLASS_ORDER: tuple[PageKind, ...] = ("message", "other", "search", "tag", "home", "list", "article")

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


def no_content(tree: LexborHTMLParser, url: str, site: Site | None = None) -> PageKind | None:
    """``message``, ``wall``, ``redirect``, ``frames`` or ``empty`` where ``page_kind`` is one of these, None for any other kind.

    A page with some text whose title and headings are no message's is none of them: that is asked first.
    """
    if not _may_be_no_content(tree):
        return None
    kind = page_kind(tree, url, site)
    return kind if kind in _NO_CONTENT else None


_NO_CONTENT: frozenset[PageKind] = frozenset({"message", "wall", "redirect", "frames", "empty"})


def _may_be_no_content(tree: LexborHTMLParser) -> bool:
    body = tree.body
    if body is None or body_says(frozenset((body.attributes.get("class") or "").lower().split())) == "message":
        return True
    titles = (node.text() for node in tree.css("title, h1, h2, h3, h4, h5, h6"))
    if any(MESSAGE.search(text[:1000]) for text in titles):
        return True
    spare = chars(body.text()) - 2 * signs.MAX_MESSAGE
    return spare <= 0 or spare <= sum(chars(node.text()) for node in body.css(SILENT))


def judge(outline: Outline, tree: LexborHTMLParser, site: Site | None = None) -> PageKind:
    """The kind of a page that has been looked over."""
    if signs.framed(tree):
        return "frames"
    score = sum(weight for weight, _ in evidence(outline, tree, site))
    kind = _no_content(outline, tree, score)
    if kind is not None:
        return kind
    said = body_says(outline.head.body_classes)
    if is_home(outline.url, site.base_url if site else None):
        return "home"
    if said == "message" and outline.own.stops < signs.MANY_STOPS:
        return "message"
    if score >= ARTICLE_FROM and not _stands(outline):
        return "article"
    return _no_article(outline, said, site)


def _stands(outline: Outline) -> bool:
    """Whether a page is called what a standing page is: no article, however much it says.

    A heading that the document's title does not have may be a box's (在线咨询); then that title must say so too.
    """
    if outline.heading_text and not is_standing(outline.heading_text):
        return False
    return outline.heading_in_title or is_standing_document(outline.head.title)


def may_be_article(outline: Outline, site: Site | None = None) -> bool:
    """Whether nothing says what a page is that was taken for no article: address, title, class of <body>, turning pages."""
    known, heading = facts(outline.url, rules_of(site)), outline.heading_text if outline.heading_in_title else ""
    return not (
        known.by_site == "list"
        or known.listlike
        or known.home
        or body_says(outline.head.body_classes) not in (None, "article")
        or is_list_title(heading)
        or _stands(outline)
        or (outline.teasers.links and len(heading) < TITLE)
        or _FOLDER.search(known.path)
        or outline.turns_pages
    )


# /zhaiwu/: a section's address, where an article's has a number or a name of its own
_FOLDER = re.compile(r"^[^\d?]*/$")


def is_list_title(title: str) -> bool:
    """Whether a headline is a list's or that of a page that every site has (关于我们)."""
    title = title.strip()
    return bool(is_standing(title) or LIST_TITLE.search(title))


def _no_content(outline: Outline, tree: LexborHTMLParser, score: float) -> PageKind | None:
    """Empty pages, messages, walls, redirects: none has prose or entries of its own.

    A short article may speak of such things, so its text alone convicts no page that looks like one.
    """
    if outline.own.chars > signs.MAX_MESSAGE or len(outline.containers) >= 3:
        return None
    head, heading = outline.head, outline.heading_text
    looks_like_article = score >= ARTICLE_FROM
    if signs.message(head, heading, "") and score < SURELY and outline.own.stops < signs.MANY_STOPS:
        return "message"
    if looks_like_article and outline.own.chars <= MOST_LOCKED and LOCKED.search(_below_heading(outline, MOST_LOCKED)):
        return "wall"
    if outline.whole.chars > 2 * signs.MAX_MESSAGE or looks_like_article:
        return None
    text = signs.shown_text(tree)
    if signs.wall(tree, head, text) is not None:
        return "wall"
    if signs.message(head, heading, text):
        return "message"
    if outline.whole.chars <= signs.MAX_STUB and signs.redirect_target(tree, head, outline.url) is not None:
        return "redirect"
    if outline.whole.chars >= 10 or outline.anchors:
        return None
    return "frames" if signs.frame_targets(tree, head, outline.url) else "empty"


MOST_LOCKED = 150  # characters of the page's own text, beside which nothing of the article is shown


def _below_heading(outline: Outline, most: int) -> str:
    text, heading = outline.text, outline.heading_text
    place = text.find(heading) if heading else -1
    place = place + len(heading) if place >= 0 else 0
    return text[place : place + most]


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
    yield from _from_address(outline, site)


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
    elif teasers := outline.teasers.links:
        yield -9.0, f"{teasers} links with some prose between any two"
    elif count >= 8 and own.stops < 8:
        yield -3.0, f"{count} entries and little prose"
    elif count and items.stops > own.stops and own.stops < 4:
        yield -3.0, "the prose is in an item"


def _from_words(outline: Outline, tree: LexborHTMLParser) -> Iterator[Evidence]:
    heading, text = outline.heading_text, outline.text
    if outline.heading_in_title:
        yield (2.0 if len(heading) >= 8 else 0.5), "its heading is the document's title"
    if is_standing(heading) and (outline.heading_in_title or not is_box(heading)):
        yield -5.0, "the title of a standing page"
    if (
        not outline.entries
        and (not outline.heading_in_title or outline.names_section)
        and len(scripted.entries(tree, outline)) >= 3
    ):
        yield -9.0, "items that lead on by script"
    if outline.in_menu and leads_on(outline):
        yield -4.0, "the site's menu leads here, and this page on"
    if LIST_TITLE.search(heading.strip()) and len(heading) < 40 and not heading.strip().endswith(("？", "?")):
        yield -4.0, "the title of a list"
    if BREADCRUMB_END.search(text[:2000]):
        yield 3.0, "breadcrumb that ends in 正文"
    around = {match.lastgroup for match in AROUND.finditer(text)}
    around.update(name for name, word in AROUND_ENGLISH if word in text)
    if "neighbour" in around or _turns(outline):
        yield 3.0, "previous and next article"
    window = _below_heading(outline, 300)
    dated = DATE.search(window) is not None or _own_time(outline, tree)
    if dated:
        yield 2.0, "a date near its heading"
    if BYLINE.search(window):
        yield 1.0, "a byline near its heading"
    if NOTICE_TITLE.search(heading.strip()):
        yield 1.0, "the title of a notice"
    yield from _of_things(heading.strip(), text, window, dated)
    if len(outline.containers) >= 3 and "pages" in around:
        yield -2.0, "pages of a list"


def _of_things(heading: str, text: str, window: str, dated: bool) -> Iterator[Evidence]:
    """Pages of goods, of people and of directories, whose prose describes these; and those of texts cut short."""
    if BUY.search(window) and PRICE.search(window):
        yield -6.0, "something to buy"
    if PERSON.match(heading) and len({match[0] for match in PROFILE.finditer(text)}) >= PROFILED:
        yield -6.0, "a person's name and the parts of a curriculum vitae"
    if DIRECTORY.search(heading) and not dated and len(CARD.findall(text)) >= CARDS:
        yield -9.0, "lawyers' cards below a directory's title"
    if CUT.search(text):
        cuts = list(CUT.finditer(text))
        place = max(text.find(heading), 0)
        if len(cuts) >= CUTS and sum(map(text[place : cuts[0].start()].count, "，。；？")) <= CUT_STOPS:
            yield -9.0, "texts cut short, with a button below each"


PROFILED = 3  # different headings of a curriculum vitae
CARDS = 6  # marks of lawyers' cards
CUTS = 4  # texts cut short …
CUT_STOPS = 8  # … and the stops up to the first one's end: a page's own text before them has more


def _turns(outline: Outline) -> bool:
    """Links with rel=prev or next whose text is a title: WordPress's post navigation."""
    return any(
        anchor.rel in ("prev", "next") and len(anchor.text) > 6 and anchor.zone.name == "prevnext"
        for anchor in outline.anchors
    )


def _own_time(outline: Outline, tree: LexborHTMLParser) -> bool:
    """A <time> outside of items and boilerplate."""
    return any(not outline.is_elsewhere(node) for node in tree.css("time")[:8])


def _from_address(outline: Outline, site: Site | None) -> Iterator[Evidence]:
    known = facts(outline.url, rules_of(site))
    if outline.names_section and _FOLDER.search(known.path):
        yield -2.0, "a folder's address and a section's name"
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
    items = outline.containers or outline.teasers.links or shows_pictures(outline)
    if items or said in ("list", "home") or known.listlike or known.by_site == "list":
        return "list"
    return "other"
