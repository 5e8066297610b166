"""Which part of a page an element stands in: navigation, side column, comments … or the page's own content.

Told by tag, role, class and id names, nearest first. A name says what a block is called, not what it is: outline.py
takes a zone back that holds most of the page's prose.
"""

from __future__ import annotations

import re
from collections.abc import Container
from functools import lru_cache

from selectolax.lexbor import LexborNode

# Zone → class and id names (whole names, lower case), most telling first: the first row that fits wins.
NAMES: tuple[tuple[str, str], ...] = (
    (
        "prevnext",
        r"pre(?:v|vious)?[-_]?(?:and[-_]?)?next.*|next[-_]?pre.*|post[-_](?:near|navigation|nav)|nav[-_](?:previous|next|single)"
        r"|(?:article|single|entry|arc|news|content)[-_]?(?:nav|prev|next|pn|near|pages?).*|shangxia.*|sxp.*|near|neighbou?r.*"
        r"|up[-_]?down|pagination-(?:previous|next)|nextlog|prevlog|pnav",
    ),
    (
        "pager",
        r"pagination.*|pager|paging|page[-_]?(?:bar|navi?|navigator|list|links?|num|numbers?|box|turn|index|wrap|code)|pages?"
        r"|(?:dede|list|column|show|e)[-_]?pages?|wp-pagenavi|nav-links|fanye|laypage.*|load-?more|turn-?page|post-pagination|page-item",
    ),
    (
        "breadcrumb",
        r"bread[-_]?crumbs?.*|crumbs?.*|position|cur[-_]?pos.*|location|place|weizhi|dqwz|sitemap|path|nav[-_]?path"
        r"|here|mbx|mianbao.*|now[-_]?place|rank-math-breadcrumb",
    ),
    (
        "comment",
        r"comments?(?:[-_]?(?:list|area|s|box|wrap|form|respond|body|main|content|template|container).*)?|respond|repl(?:y|ies).*"
        r"|cmts?|feedbacks?|duoshuo.*|ds-thread|changyan.*|sohucs|pinglun.*|liuyan.*|discuss.*|postcmt|divcomment.*",
    ),
    (
        "related",
        r"relat.*|recommend.*|tuijian.*|xiangguan.*|xgwz.*|hot.*|rank.*|paihang.*|guess.*|likes?|like-?list|random.*|similar.*"
        r"|interest.*|you-may.*|yarpp.*|jp-relatedposts|remen.*|popular.*|latest.*|newest|zuixin.*|more[-_]?(?:news|articles?|posts?).*",
    ),
    (
        "side",
        r"side.*|aside.*|widget.*|secondary|right[-_]?(?:bar|side|col).*|col[-_]?(?:right|side)|sub-?col.*|tagcloud|tag-?cloud.*",
    ),
    ("share", r"share.*|bdshare.*|bdsharebuttonbox|social.*|sharing|jiathis.*|qrcode.*|tpureqr"),
    ("form", r"login.*|sign(?:in|up)?|search.*|sch(?:fixed|-m|con)?|register.*|account"),
    (
        "nav",
        r"nav|nav-?bar.*|nav[-_](?!links|path|previous|next).*|navs|menus?|menu[-_].*|navigation|channels?"
        r"|(?:sub|primary|global|main|site|head|foot|top|mobile)[-_]?(?:nav|menu).*",
    ),
    (
        "footer",
        r"foot|footer.*|site-footer.*|copy-?right.*|copynotice|colophon|bottom.*|btm|friend.*|flinks?|links|link-?box|youlian.*|yqlj"
        r"|beian|ft",
    ),
    ("header", r"header|header[-_].*|head|masthead|top-?(?:bar|nav|line)?|site-header.*|banner.*|logo.*|hd"),
    (
        "meta",
        r"(?:entry|post|article|single|art|news)[-_]?(?:meta|info|footer|data).*|meta|info|byline|author|author[-_].*|auth|authinfo"
        r"|(?:post-?)?tags?|tags?[-_]?(?:list|links|box)|keywords?|cat-links|filter.*",
    ),
)
# Prose in these is not the page's own.
BOILERPLATE = frozenset({"prevnext", "pager", "comment", "related", "side", "share", "form", "nav", "footer", "header"})
_MAY_WRAP = BOILERPLATE - {"comment", "footer"}  # these may be most of a page and are still not its content
# Which zone a tag or ARIA role is by itself.
TAGS = {"nav": "nav", "aside": "side", "footer": "footer", "header": "header"}
ROLES = {"navigation": "nav", "complementary": "side", "contentinfo": "footer", "banner": "header", "search": "form"}
# Never a zone by its names: the whole page wears them, or a bit of text.
WHOLE = frozenset(
    "html body main h1 h2 h3 h4 h5 h6 a p span img em i b strong time font small big center u tr tbody label".split()
)
WRAPPER = 0.7  # of the page's text
SILENT = "script, style, noscript, textarea, select, svg, template"  # text that is not read
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
MAX_CLIMB = 2000  # elements above one link; the parser is given no deeper trees

_ZONE = re.compile("|".join(f"(?P<{zone}>(?:{names}))" for zone, names in NAMES))


class Zone:
    """One region. ``root`` is its outermost element, ``top`` the outermost boilerplate zone around it;
    ``heading`` the ``mem_id`` of the heading it lies in, 0 if in none.
    """

    __slots__ = ("_above", "_is_top", "heading", "in_article", "name", "root")

    def __init__(
        self, name: str, root: LexborNode | None, top: Zone | None, in_article: bool, heading: int = 0
    ) -> None:
        self.name, self.root, self.in_article, self.heading = name, root, in_article, heading
        self._above, self._is_top = top, top is None and name in BOILERPLATE

    @property
    def top(self) -> Zone | None:
        """No reference to itself: that would keep the page's tree until the next collection of cycles."""
        return self if self._is_top else self._above


@lru_cache(maxsize=8192)
def zone_name(tag: str, classes: str, ident: str, role: str) -> str:
    """The zone an element opens by its names; "" if none.

    >>> zone_name("div", "bread-crumbs clearfix", "", "")
    'breadcrumb'
    """
    ident = "" if ident == "page" else ident  # WordPress's wrapper around everything
    for name in (*classes.lower().split()[:8], ident.lower()):
        if name and (match := _ZONE.fullmatch(name)):
            return match.lastgroup or ""
    return TAGS.get(tag) or ROLES.get(role, "")


class Zones:
    """Zones of one tree's elements, each looked up once."""

    __slots__ = ("_known", "_most", "_most_plain", "_open")

    def __init__(self, size: int, plain: int) -> None:
        """``size``: characters of the body's text without scripts; ``plain``: … and without links."""
        self._most, self._most_plain = WRAPPER * size, WRAPPER * plain
        self._open = Zone("", None, None, False)
        self._known: dict[int, Zone] = {}

    def above(self, node: LexborNode) -> Zone:
        """The innermost zone around an element, its own names left out."""
        parent = node.parent
        if parent is None:
            return self._open
        return self._known.get(parent.mem_id) or self.of(parent)

    def of(self, node: LexborNode) -> Zone:
        """The innermost zone around an element (its own names count too)."""
        known, path = self._known, []
        current: LexborNode | None = node
        zone = self._open
        while current is not None:
            ident = current.mem_id
            found = known.get(ident)
            if found is not None:
                zone = found
                break
            path.append((ident, current))
            if len(path) > MAX_CLIMB:
                break
            current = current.parent
        for ident, element in reversed(path):
            zone = known[ident] = self._below(zone, element)
        return zone

    def _below(self, zone: Zone, element: LexborNode) -> Zone:
        tag = element.tag or ""
        if tag == "article":
            return zone if zone.in_article else Zone(zone.name, zone.root, zone.top, True)
        if tag in HEADINGS:
            return Zone(zone.name, zone.root, zone.top, zone.in_article, element.mem_id)
        if tag in WHOLE:
            return zone
        attributes = element.attributes
        if not attributes and tag not in TAGS:
            return zone
        name = zone_name(tag, attributes.get("class") or "", attributes.get("id") or "", attributes.get("role") or "")
        if not name or name == zone.name:
            return zone
        if zone.in_article and tag in ("header", "footer") and name == tag:
            return zone  # an article's own head and foot
        if zone.top is None and name in _MAY_WRAP and self._is_wrapper(element):
            return zone
        return Zone(name, element, zone.top, zone.in_article)

    def _is_wrapper(self, element: LexborNode) -> bool:
        """Whether an element holds most of the page's text, links or no links: whatever its name, it is the page."""
        if len(element.text()) <= self._most:
            return False
        return _plain(element) > self._most_plain


def _plain(element: LexborNode) -> int:
    """Characters outside links and scripts."""
    return len(element.text()) - sum(len(node.text()) for node in element.css(f"a, {SILENT}"))


def is_own(zone: Zone, tops: Container[int]) -> bool:
    """Whether a zone belongs to the page's own part."""
    return zone.top is None or zone.top.root is None or zone.top.root.mem_id not in tops
