"""Streams of other people's texts on a page: lists of other articles, with or without teasers, and readers' comments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .flat import Flat, Run

ENTRY = 6  # characters of a link that leads an entry of a list
ENTRIES = 4  # entries that make a list
ENTRY_DEPTH = 6  # elements between an entry and the line that shows it to be one
ENTRY_TAGS = frozenset("li article section div dd tr dl".split())
POSTED = 50  # characters of the line that frames a comment: who wrote it and when, buttons
OPENING = 3.0  # times as much text as in any other entry, with which the first one is no comment
SEVERAL = 0.7  # share of comments that have a writer of their own; those who chat are two

_TIME = (
    r"(?:(?:(?:(?:19|20)?\d\d[-/.年])?\d{1,2}[-/.月]\d{1,2}日?|[今昨前]天)\s*[0-2]?\d:[0-5]\d(?::[0-5]\d)?"
    r"|\d{1,3}\s*(?:秒钟?|分钟|小时|天|周|个?月|年)前|刚刚)"
)
# Possessive throughout: a space that two repetitions could both take would be tried both ways each time.
_BUTTON = r"\s*+(?:回复|回應|回覆|举报|引用|支持|反对|点赞|赞|顶|踩|推|reply|like)\s*+[(（\[]?+\d*+[)）\]]?+"
# 作者：某某 时间：… · IP属地:某地3楼2024-…: Tianya's and Tieba's.
_LABELS = r"(?:(?P<author>作者|网友|用户)\s*[:：]\s*)?(?P<floor>IP属地\s*[:：]?\s*[\u4e00-\u9fff]{2,8}?\s*\d{1,5}\s*[楼樓]\s*)?"
_FRAME = re.compile(
    rf"{_LABELS}(?P<name>[^，。！？；]{{0,24}}?)\s*(?:(?:发表|发布|回复|评论)于|说|(?:时间|日期)(?=\s*[:：]))?\s*[:：]?\s*{_TIME}"
    rf"(?P<buttons>(?:{_BUTTON})*+)(?:\s*+(?:\d++\s*+[楼樓]|来自\S{{1,8}}+|IP属地\S*+|[|·#]))*+\s*+",
    re.I,
)
# Where the line has a day without a time, the writer must be called a reader: so are lists of cases and of people dated.
_READER = re.compile(
    r"(?P<name>[^，。！？；]{0,12}?(?:网友|匿名|游客|访客|用户|会员)[^，。！？；]{0,12}?)\s*(?:发表于|评论于)?\s*[:：]?\s*"
    r"(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?\s*"
)
_STRONG = re.compile(
    rf"(?:{_BUTTON})++\s*+|(?:[^，。！？：]{{0,20}}\s)?\d{{1,4}}\s*[楼樓](?:\s[^，。！？]{{0,24}})?", re.I
)
_ANSWERS = re.compile(r"律师|法师|专家|官方|客服|答主|回答|办公室|委|局")  # on a page of questions these are the text


def find(flat: Flat, sums: list[float]) -> set[int]:
    """Elements whose children are such a stream. ``sums``: of the worth of lines (body.worth), to be read as Found's."""
    found = _of_articles(flat, sums)
    return found | _of_comments(flat, sums)


def _of_articles(flat: Flat, sums: list[float]) -> set[int]:
    """Like entries, each led by a link."""
    led: dict[int, set[int]] = {}
    for run in flat.runs:
        if run.link_chars >= ENTRY and run.link_chars >= 0.35 * run.chars and run.led:
            for holder, child in _holders(flat, run.owner):
                led.setdefault(holder, set()).add(child)
    return {
        holder
        for holder, entries in led.items()
        if len(entries) >= ENTRIES and _is_stream(flat, sums, holder, len(entries))
    }


def _of_comments(flat: Flat, sums: list[float]) -> set[int]:
    """Like entries that are framed as comments: by buttons or numbers, or by as many writers with the time of each."""
    framed: dict[int, dict[int, str | None]] = {}
    for run in flat.runs:
        frame = _frame(flat, run)
        if frame is not None:
            for holder, child in _holders(flat, run.owner):
                entries = framed.setdefault(holder, {})
                if entries.get(child, frame) is not None:
                    entries[child] = frame or None
    found = set()
    for holder, entries in framed.items():
        writers = {name for name in entries.values() if name}
        strong = sum(name is None for name in entries.values())
        if 2 * strong < len(entries) and len(writers) < SEVERAL * len(entries):
            continue
        if any(_ANSWERS.search(name) for name in writers):
            continue
        first, *replies = sorted(entries)
        if replies and _opens(flat, sums, first, replies):
            if _is_stream(flat, sums, holder, len(replies), apart=first):
                found.update(replies)
        elif _is_stream(flat, sums, holder, len(entries), numbered=True):
            found.add(holder)
    return found


def _opens(flat: Flat, sums: list[float], first: int, replies: list[int]) -> bool:
    """Whether the first entry of a stream is the article: a forum's thread begins with the text that the others answer to.

    Its elements must be called a forum's posts, and no text stand beside them: below an article the first comment is one.
    """
    if not _POST.search(flat.names[first]):
        return False
    worths = [sums[flat.ends[one]] - sums[one] for one in (first, *replies)]
    return worths[0] > OPENING * max(worths[1:]) and worths[0] > sums[-1] - sum(worths)


def _frame(flat: Flat, run: Run) -> str | None:
    """The writer of a comment whose frame a line is, "" where buttons or its number alone show it; None of any other line."""
    text = run.text
    if run.chars > POSTED or not (text[-1].isdecimal() or _HINT.search(text) or text[0] in _BEGINS):
        return None
    if _STRONG.fullmatch(text):
        return ""
    match = _FRAME.fullmatch(text) if _TIMED.search(text) else None
    if match is not None and (match["buttons"] or match["floor"] or match["author"]):
        return ""
    match = match or _READER.fullmatch(text)
    if match is None:
        return None
    name = flat.raw(run.first).strip() if run.last > run.first else match["name"]
    return name or None


_TIMED = re.compile(r":[0-5]\d|前|刚刚")  # in every _TIME; to look for a name before it takes twenty times as long
_HINT = re.compile("[:前楼樓日]")  # one of these, or a number at its end, is in every frame
_BEGINS = frozenset("回举引支反点赞顶踩推刚rRlL")


def _holders(flat: Flat, index: int) -> Iterator[tuple[int, int]]:
    """The elements above one, each with its child on the way."""
    child = index
    for _ in range(ENTRY_DEPTH):
        holder = flat.parents[child]
        if holder < 0:
            return
        yield holder, child
        child = holder


def _is_stream(
    flat: Flat, sums: list[float], holder: int, entries: int, *, apart: int = -1, numbered: bool = False
) -> bool:
    """Whether most children of an element are alike and entries, and none of them has most of the text.

    ``apart``: a child that is looked away from; ``numbered``: so are the numbers in names.
    """
    if entries < ENTRIES:
        return False
    children = [child for child in flat.children(holder) if child != apart]
    numbered = numbered or apart >= 0
    kinds = Counter(
        (flat.tags[i], _NUMBER.sub("", flat.names[i]) if numbered else flat.names[i])
        for i in children
        if flat.tags[i] in ENTRY_TAGS
    )
    if max(kinds.values(), default=0) < ENTRIES or entries < 0.6 * kinds.total():
        return False
    worths = [sums[flat.ends[i]] - sums[i] for i in children]
    return max(worths) <= 0.5 * (sum(worths) if apart >= 0 else sums[flat.ends[holder]] - sums[holder]) + 1


_NUMBER = re.compile(r"\d+")
_POST = re.compile(r"post|thread|floor|reply|pid|bbs", re.I)
