"""What class and id names say about an element: article, boilerplate, or nothing."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[\u3400-\u9fff]+")

# Words of names that hold the article's text. Chinese sites write many of them in pinyin.
BODY = frozenset(
    "article content text body entry post news detail details main story single markdown rich richtext endtext artibody "
    "zoom nr neirong zhengwen wenzhang artical articlebody articlecontent contentbody newscontent newsbody newstext "
    "articletext maincontent postbody blog essay paragraph prose cont con txt trs contents art arti show".split()
)
# Words of names that hold navigation and frame of the page. Where such an element holds the text all the same, its end
# tag was forgotten or its name is the layout's.
LAYOUT = frozenset(
    "nav navi navbar menu header footer foot breadcrumb breadcrumbs crumb crumbs sitemap topbar toolbar sidebar side "
    "aside pager pagination pagenav pagebar paging pages pagelist prenext prevnext prevnext pagelink pagelinks "
    "previous next login search form".split()
)
# Words of names that hold what else surrounds an article, each group with what it stands for.
BOILERPLATE = LAYOUT | frozenset(
    # other articles
    "related relate relates relatecon relation recommend recommended recommends recom rec hot hotlist ranking "
    "rank paihang xiangguan tuijian xgwz like likes more morelist popular latest latestnews links widget latestpost "
    # readers' words and actions
    "comment comments commentlist discuss respond reply feedback pinglun share sharebox sharing bdshare bdsharebuttonbox jiathis "
    "references reflist navbox infobox toc editsection social vote digg digger mood zan praise favor subscribe follow "
    # what opens over the page or plays in it
    "modal popup dialog toast player video playlist "
    # notices and advertisements
    "copyright copynotice copyrights copynoticetxt disclaimer statement shengming banner advert advertisement "
    "ad sponsor promo promotion qrcode qr tpureqr erweima ewm gg guanggao ads adbox adv "
    # facts about the article, read elsewhere
    "pls meta tag tags keywords keyword zebian byline postmeta entrymeta author bianji".split()
)
# Joined words whose parts would mislead.
_PHRASES = (
    (re.compile(r"comment|reply|share|relat(?!ive\b)|recommend|copyright|guanggao", re.I), "boilerplate"),
    (re.compile(r"sidebar|breadcrumb", re.I), "layout"),
    (
        re.compile(r"(?:article|news|post|entry|detail|main|text)[-_]?(?:content|body|text|con|txt|detail)", re.I),
        "body",
    ),
)


class Names(NamedTuple):
    """Evidence of one element's names."""

    body: bool
    boilerplate: bool
    layout: bool  # all that says boilerplate is of the page's layout


# Tokens that describe a state or a theme's options: «no-sidebar» holds no sidebar.
_STATE = re.compile(
    r"^(?:no|not|has|with|without|enable|disable|hide|show|status|type|format|tag|category|cat|term|postid|page-id"
    r"|col|row|grid|mt|mb|pt|pb|py|px|my|mx)[-_A-Z]"
)


# Made by a build tool (css-1ad8f2, _3tag9x): letters between digits are no words; 300x250 is a size.
_HASH = re.compile(r"\d(?!x\d)[A-Za-z]{1,4}\d|(?:\d[A-Za-z]+){2}")


def _bare(token: str) -> str:
    """A name without the parts that are a hash: Article_content__2b7Qz says article and content."""
    if _HASH.search(token) is None:
        return token
    return "_".join(part for part in re.split("[-_]+", token) if not _HASH.search(part))


@lru_cache(maxsize=8192)
def judge(names: str) -> Names:
    """What the class and id of an element say (both may be true: ``post-comments``)."""
    tokens = [_bare(token) for token in names.split() if not _STATE.match(token)]
    words = {word.lower() for token in tokens for word in _WORDS.findall(token)}
    joined = " ".join(tokens)
    phrases = {kind for pattern, kind in _PHRASES if pattern.search(joined)}
    surely = bool(words & (BOILERPLATE - LAYOUT)) or "boilerplate" in phrases
    layout = bool(words & LAYOUT) or "layout" in phrases
    return Names(bool(words & BODY) or "body" in phrases, surely or layout, layout and not surely)
