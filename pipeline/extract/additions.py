"""What sites write beside a headline, in its own element: marks of kind and rank, buttons, the date."""

from __future__ import annotations

import re

from .flat import Flat, Run, clean

LEAST = 4  # characters of a headline
TYPE = 8  # characters of a forum's kind of thread, in brackets
_WORDS = (
    r"原创|转载|首发|独家|精华?|精选|置顶|推荐|热门?|荐|顶|新|new|hot|top|编辑|修改|删除|举报|打印|收藏|分享|复制(?:链接|网址|地址)?|已解决|待解决|已关闭|edit|[问問答]"
    r"|(?:(?:19|20)\d\d\s?[-/.年]\s?)?\d{1,2}\s?[-/.月]\s?\d{1,2}日?(?:\s+\d{1,2}:\d\d(?::\d\d)?)?"
    r"|(?:阅读|浏览|点击|评论|人气)?\s*[:：]?\s*\d{1,7}\s*(?:次|人|条)?(?:阅读|浏览|点击|评论)"
)
_ALONE = re.compile(rf"[\[【(（\s|·]*(?:{_WORDS})[\])】）\s|·]*", re.I)
_BEFORE = re.compile(rf"\s*[\[【](?:{_WORDS})[\]】]\s*", re.I)
_BEHIND = re.compile(rf"[\[【](?:{_WORDS})[\]】]\s*$", re.I)
_BRACKETED = re.compile(rf"\s*[\[【][^\[\]【】]{{1,{TYPE}}}[\]】]\s*")


# What documentation generators and wikis put beside a heading: a link to itself, a button.
_MARK = re.compile(r"^[#¶§]\s+(?=\S)|(?:\s+[#§]|\s*¶|\s*\[\s*(?:编辑|編輯|edit)\s*\])$", re.I)


def without_mark(text: str) -> str:
    """A heading without the sign that links to it or edits it."""
    return _MARK.sub("", text) if text[0] in _MARKS or text[-1] in _MARKS else text


_MARKS = frozenset("#¶§]")


def without_additions(flat: Flat, run: Run, *, told_otherwise: bool = False) -> str:
    """A headline's line without what stands in elements of its own, or in brackets, before and behind it.

    ``told_otherwise``: the document's title has it otherwise, so that a single character (新, 热) may be a mark too.
    """
    line = without_mark(run.text)
    if run.first != run.last:
        parts = [at for at in range(run.first, run.last + 1) if flat.tags[at] == "-text"]
        while len(parts) > 1 and _is_addition(flat, parts[0], told_otherwise):
            del parts[0]
        while len(parts) > 1 and _is_addition(flat, parts[-1], told_otherwise):
            del parts[-1]
        if parts[0] != run.first or parts[-1] != run.last:
            line = without_mark(clean("".join(flat.raw(at) for at in parts)))
    if line[-1:] in "]】" and (match := _BEHIND.search(line)):
        line = line[: match.start()].rstrip()
    if line[:1] in "[【" and (match := _BEFORE.match(line)):
        line = line[match.end() :]
    return line if len(line) >= LEAST else run.text


def _is_addition(flat: Flat, at: int, told_otherwise: bool) -> bool:
    text = flat.raw(at)
    if len(text) > 40 or (len(text.strip()) == 1 and not told_otherwise):
        return False
    if _ALONE.fullmatch(text):
        return True
    return _BRACKETED.fullmatch(text) is not None and flat.inside(at, _LINK)


_LINK = frozenset({"a"})
