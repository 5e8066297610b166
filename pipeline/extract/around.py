"""The lines around an article's text: between headline and text, and behind it. Date, author and source stand there."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from selectolax.lexbor import LexborNode

from pipeline.text import fold

from .flat import DATED_TITLE, Flat, Run, clean

ABOVE = 6  # lines over the headline that may belong to it
BELOW = 25  # lines behind the text
LINKED = 4  # … of which a link may be the article's
INSIDE = 12  # … within it, over its first sentence
SENTENCE = 25  # characters of one
_FIELDS = {
    "author": re.compile(r"(?:^|[\s_-]|[a-z](?=[A-Z]))(?:author|post_?author|authi|user|username|byline|writer|zuozhe|nickname)(?:[\s_\d-]|$)|rich_media_meta_text$", re.I),
    "date": re.compile(r"date|time(?!r)|pub(?:lish|date|time)|posted|riqi|shijian|calendar|fa-clock", re.I),
    "category": re.compile(r"(?:^|[\s_-])(?:cate?|category|cat-links|lanmu|column|fenlei|fa-folder(?:-open)?)(?:[\s_-]|$)", re.I),
    "tags": re.compile(r"(?:^|[\s_-])(?:tags?|tag-links|tags-links|post-tags?|keywords?|label)(?:[\s_-]|$)", re.I),
    "source": re.compile(r"(?:^|[\s_-])(?:source|laiyuan|come-?from|origin|fa-globe)(?:[\s_-]|$)", re.I),
    "account": re.compile(r"(?:^|\s)profileBt(?:\s|$)"),  # of WeChat
    "editor": re.compile(r"(?:^|[\s_-])(?:editor|bianji|zebian)(?:[\s_-]|$)", re.I),
    "breadcrumb": re.compile(
        r"bread-?crumb|crumbs?(?:[\s_-]|$)|(?:^|[\s_-])(?:sitemap|location|weizhi|dqwz|curr?pos|position|where|path|mbx|daohang|local)(?:[\s_-]|$)", re.I
    ),
}  # fmt: skip


# A part of every name that one of them finds; most names have none.
_HINTS = re.compile(
    "auth|user|rich_media_meta_text|byline|writ|zuozhe|nick|date|time|pub|post|riqi|shijian|calendar|clock|cat|lanmu|column|fenlei|folder|tag"
    "|keyword|label|source|laiyuan|come|origin|globe|profilebt|edit|bianji|zebian|crumb|sitemap|location|weizhi|dqwz|pos|where|path"
    "|mbx|daohang|local"
)

OTHERS = re.compile(
    r"(?:相关|关联|延伸|推荐|热门|热点|最新|精彩|扩展|同类)(?:的)?(?:新闻|阅读|文章|链接|报道|推荐|资讯|内容|主题|评论|图片|专题)|猜你喜欢|为[你您]推荐"
    r"|(?:网友|发表|已有\d*条?)评论|related (?:posts|articles)",
    re.I,
)
# A forum's posts from the second on, and the headings of readers' words.
REPLIES = re.compile(
    r"(?:^|\s)(?:沙发|板凳|地板)(?:\s|$)|^#?\d{1,4}\s*[楼樓#](?:\s|$)|只看(?:该作者|楼主|大图|他|ta)|倒序浏览"
    r"|^(?:全部|所有|用户|文章|精选|读者|网友)(?:评论|回复|留言|跟[帖贴]|点评)(?:列表|区|内容)?\s*(?:[（(]?\d*\s*条?[)）]?|[:：])$"
    r"|^(?:评论|回复|留言|跟[帖贴]|点评)(?:列表|区)"
    r"|^共?\s*\d+\s*条(?:评论|回复|留言)|\d:\d\d(?::\d\d)?\s*(?:回复|举报|引用|支持|反对|点赞)(?:\s|$)",
    re.I,
)
# A heading or a button: what follows tells.
_REPLY = re.compile(r"(?:评论|回复|留言|跟[帖贴]|点评)\s*[（(]?\d*\s*条?[)）]?\s*[:：]?")
_WHEN = re.compile(r"\d[-/.年月]\d{1,2}|\d\s*(?:分钟|小时|天|周|个?月|年)前|刚刚|[昨前]天")
_LABEL = re.compile(r"[\u4e00-\u9fff]{2}\s*[:：]")
_MAY_REPLY = re.compile("[楼樓#沙凳板评回留跟点序只举引支反赞]")  # each of them has one


@lru_cache(maxsize=8192)
def fields(names: str) -> frozenset[str]:
    """Which facts an element with that class and id holds."""
    if _HINTS.search(names.lower()) is None:
        return _NONE
    return frozenset(name for name, pattern in _FIELDS.items() if pattern.search(names))


_NONE: frozenset[str] = frozenset()


class Line(NamedTuple):
    """A line near the article. Parts of it in different elements are apart by a blank."""

    text: str
    at: int  # index of its first text in the flat lists
    place: str  # above, head, tail
    distance: int  # lines from the headline (above, head) or from the text (tail)
    sentences: int  # punctuation marks of sentences; none in a short line
    outside: bool = False  # none of the text, nor between it and the headline
    linked: int = 0  # characters of it in links
    last: int = -1  # index of its last text


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Lines and named elements around the article."""

    lines: tuple[Line, ...]
    named: dict[str, list[int]]  # field → elements whose names promise it, in document order
    first: int  # index of the article's first text
    last: int  # … and of its last
    until: int = 0  # … and of the first behind it that is another article's or a reply's


def look(flat: Flat, title: int, body: Sequence[Run]) -> Surroundings:
    """What stands around the article whose text is ``body`` (may be empty) and whose headline is at ``title``."""
    first = body[0].first if body else max(title, 0)
    last = body[-1].last if body else first
    runs = flat.runs
    at = bisect_left(runs, title if 0 <= title < first else first, key=_first)
    begin = bisect_left(runs, first, key=_first)
    end = max(begin, bisect_right(runs, last, key=_first))
    left_out = _left_out(runs, {run.first for run in body}, begin, end)
    top = max((position for position in left_out if position - begin <= INSIDE), default=begin)
    inside = set(left_out)
    lines: list[Line] = []
    until = len(flat.tags)
    for position in (
        *range(max(0, at - ABOVE), begin + 1),
        *left_out,
        *(p for p in range(max(end - 3, begin + 1), end + BELOW) if p not in inside),
    ):
        if position >= len(runs) or runs[position].first == title:
            continue
        run = runs[position]
        if position >= end and _begins_others(runs, position):
            until = run.first
            break  # from here on every name and date is another's
        if position >= end and is_elsewhere(flat, run.owner, first):
            continue
        place = "above" if position < at else "head" if position <= top else "tail"
        distance = abs(position - (end - 1 if place == "tail" else at))
        lines.append(
            Line(
                spaced(flat, run),
                run.first,
                place,
                distance,
                _clauses(run) if run.chars > 40 else 0,
                position < at or position >= end or position in inside,
                run.link_chars,
                run.last,
            )
        )
    return Surroundings(tuple(lines), _named(flat, title, first, last, until), first, last, until)


def _left_out(runs: Sequence[Run], kept: set[int], begin: int, end: int) -> list[int]:
    """Lines within the text that are none of it: over its first sentence and near its end."""
    sentence = next((p for p in range(begin, min(begin + INSIDE, end)) if _is_sentence(runs[p], kept)), begin)
    near = (*range(begin + 1, sentence), *range(max(sentence + 1, end - INSIDE // 2), end))
    return [position for position in near if runs[position].first not in kept]


def _is_sentence(run: Run, kept: set[int]) -> bool:
    return run.chars >= SENTENCE and _clauses(run) > 0 and run.first in kept


def _begins_others(runs: Sequence[Run], position: int) -> bool:
    """Whether a line behind the text heads a list of other articles, or a reply to it."""
    text = runs[position].text
    if runs[position].chars > 90:
        return False
    if OTHERS.search(fold(text)) is not None:
        return True
    if _MAY_REPLY.search(text) is None:
        return False
    if REPLIES.search(text) is not None:
        return True
    return _REPLY.fullmatch(text) is not None and any(
        _WHEN.search(run.text) is not None and _LABEL.search(run.text) is None
        for run in runs[position + 1 : position + 4]
    )


def _clauses(run: Run) -> int:
    """Marks of a line that no row of fields has: what labels end with, and what stands between names, does not count."""
    return run.marks - run.text.count("：") - run.text.count("、")


def spaced(flat: Flat, run: Run) -> str:
    """A run's text with a blank between the parts that stand in different elements."""
    if run.first == run.last:
        return run.text
    return clean(" ".join(flat.raw(i) for i in range(run.first, run.last + 1) if flat.tags[i] == "-text"))


def _named(flat: Flat, title: int, first: int, last: int, until: int) -> dict[str, list[int]]:
    """Elements by the field their names promise, outside comments, sidebars and the article's own text."""
    promising = {names: promised for names in set(flat.names) if names and (promised := fields(names))}
    found: dict[str, list[int]] = {}
    anchor = title if 0 <= title <= first else first
    for index, names in enumerate(flat.names):
        if names not in promising or first < index <= last:
            continue
        promised = promising[names]
        if (promised == _CRUMBS or anchor - 120 <= index <= last + 250) and not is_elsewhere(flat, index, first):
            for name in promised if index < until else promised - _PERSONAL:
                found.setdefault(name, []).append(index)
    return found


def _first(run: Run) -> int:
    return run.first


@lru_cache(maxsize=8192)
def _is_elsewhere(names: str) -> bool:
    return _ELSEWHERE.search(names) is not None


def is_elsewhere(flat: Flat, index: int, text: int) -> bool:
    """Whether an element stands in a sidebar, a comment or a list of other articles. ``text``: index of the article's
    own element or first text: what holds it too is a column of the page, whatever its name.
    """
    while index > 0 and not index <= text < flat.ends[index]:
        if flat.tags[index] == "aside" or (flat.names[index] and _is_elsewhere(flat.names[index])):
            return True
        index = flat.parents[index]
    return False


_ELSEWHERE = re.compile(
    r"comment|sidebar|widget|secondary|relat|recommend|pinglun|(?:^|[\s_-])(?:side|right|hot)(?:[\s_-]|$)"
    # … or the page's footer; an article's own holds who wrote it and where it belongs
    r"|(?:^|[\s_-])(?<!post[_-])(?<!entry[_-])(?<!article[_-])(?<!single[_-])(?<!content[_-])(?<!detail[_-])(?<!news[_-])footer(?:[\s_-]|$)",
    re.I,
)
_CRUMBS = frozenset({"breadcrumb"})
_PERSONAL = frozenset({"author", "account", "date", "editor", "source"})


class Marked(NamedTuple):
    """An element marked up for machines; ``at``: index of its first text in the flat lists."""

    node: LexborNode
    at: int


def marked(flat: Flat, around: Surroundings) -> dict[str, list[Marked]]:
    """Elements near the article marked up for machines: rel=author, rel=tag, itemprop, time; by that mark."""
    found: dict[str, list[Marked]] = {}
    low, high = around.first - 400, min(around.last + 300, around.until)
    for index, node in flat.nodes.items():
        if not low <= index <= high or flat.tags[index] == "img":
            continue
        attributes = node.attributes
        marks = f"{attributes.get('rel') or ''} {attributes.get('itemprop') or ''}".split()
        if flat.tags[index] != "a" and DATED_TITLE.match(attributes.get("title") or ""):
            marks.append("dated")
        for mark in (*marks, "time") if flat.tags[index] == "time" else marks:
            found.setdefault(mark, []).append(Marked(node, min(index + 1, flat.ends[index])))
    return found


def href(flat: Flat, index: int) -> str:
    """Where a link leads; "" for any other element."""
    node = flat.nodes.get(index)
    return (node.attributes.get("href") or "").strip() if node is not None else ""


def linked(flat: Flat, around: Surroundings, address: re.Pattern[str], places: Collection[str]) -> Iterator[str]:
    """Texts of the links in lines near the text whose addresses are of that kind."""
    for line in around.lines:
        if not line.linked or line.place not in places or (line.place == "tail" and line.distance > LINKED):
            continue
        for index in range(max(line.at - 3, 0), line.last):
            if flat.tags[index] == "a" and flat.ends[index] > line.at and address.search(href(flat, index)):
                yield flat.words(index)
