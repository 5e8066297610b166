"""Dates near an article that are not its own: of entries in lists, of comments, and of the day the page was asked for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime, timedelta

from selectolax.lexbor import LexborNode

from pipeline.moments import in_zone

from . import dates
from .around import Line
from .dates import Moment
from .lines import BOTTOM, match

TITLE = 6  # characters of a link that may be the title of another article
LISTED = 3  # lines with a date, all before the headline or all behind the text, that are a list
NAME = 6  # characters of the name a comment begins with
_VERBS = (
    r"(?:发布|發布|发表|發表|更新|修改|刊发|刊登|上传|录入|创建|提问|发帖|来源|來源|作者|[记記]者|分类|分類|标签|栏目|编辑|責編|责编|稿源|供稿|摘自|转自|原载|首发"
    r"|点击|浏览|阅读|人气|posted|published|updated)(?:时间|時間|日期|次数|于|於|自|量|数|者|人)?"
)
_LABELLED = re.compile(rf"(?:{_VERBS}|时间|時間|日期|date|time)\s*[:：|]", re.I)
_LABEL_BEFORE = re.compile(rf"(?:{_VERBS}|[于於在]|\b(?:by|on))\s*[:：|/]?\s*$", re.I)
_LABEL_AFTER = re.compile(rf"[\s)）]*(?:{_VERBS}|[\[【|]?\s*(?:大|字号|打印))", re.I)
# The clock of a page's head. 「今天是」 is followed by the day the page was asked for.
_TODAY = re.compile(r"(?:今天|今日|现在|当前|此刻|系统|北京)(?:时间|日期)?是?\s*[:：]?\s*$")
_WEEKDAY = re.compile(
    r"(?:星期|礼拜|周)[一二三四五六日天]|农历|[农農][历曆]|(?:mon|tues|wednes|thurs|fri|satur|sun)day", re.I
)
_ISSUE = re.compile(r"[报報刊网網]|第\s*\w{1,5}\s*[版期号]")  # of a newspaper, which has the day and its weekday too
_OFFICE = re.compile(r"[院局委部会所社报网台处厅]$")
_BLANK = re.compile(r"[\s()（）\[\]【】|·•:：/]+")
_PATH = re.compile(r"[>»›＞/|]|\s\S+\s")  # between the parts of a breadcrumb or a menu
_CLOCK_SLACK = timedelta(days=1)


def others(lines: Sequence[Line], found: Sequence[Sequence[Moment]], now: datetime | None) -> frozenset[int]:
    """Positions of the lines whose dates are not the article's. ``found``: the dates of each line."""
    foreign: set[int] = set()
    listed: dict[str, list[int]] = {"above": [], "head": [], "tail": []}
    for at, line in enumerate(lines):
        if not found[at]:
            continue
        if _TODAY.search(line.text[: found[at][0].start]):
            foreign.add(at)
        elif not line.outside:
            continue
        elif (line.place == "above" and _is_clock(line, found[at][0], now)) or below_title(lines, at):
            foreign.add(at)
        elif not _is_labelled(lines, at, found[at][0]):
            if _is_entry(lines, at, found[at]) or _is_comment(lines, at, found[at][0]):
                foreign.add(at)
            if not _is_date(line, found[at]):
                listed[line.place].append(at)
    foreign.update(at for dated in listed.values() if len(dated) >= LISTED for at in dated)
    return frozenset(foreign)


def _is_labelled(lines: Sequence[Line], at: int, moment: Moment) -> bool:
    """Whether words of a byline stand beside a date, or its label in the cell before."""
    text = lines[at].text
    said = text[: moment.start].strip()
    if len(said) >= TITLE + 2 and " " not in said and lines[at].linked >= len(said):
        return False  # a title that ends in such a word: 招聘公告发布
    if _LABELLED.search(text) or _LABEL_BEFORE.search(text[: moment.start]) or _LABEL_AFTER.match(text[moment.end :]):
        return True
    return at > 0 and lines[at - 1].text.endswith((":", "："))


def _is_clock(line: Line, moment: Moment, now: datetime | None) -> bool:
    """Whether a line over the headline shows the day of the visit: with its weekday, and no paper's name."""
    if _WEEKDAY.search(line.text) is None:
        return False
    if now is None:
        return _ISSUE.search(line.text) is None
    return abs(in_zone(now, dates.SHANGHAI).date() - moment.when.date()) <= _CLOCK_SLACK


def _is_entry(lines: Sequence[Line], at: int, found: Sequence[Moment]) -> bool:
    """A title with a date beside it or below it, or several."""
    line = lines[at]
    if len({moment.when.date() for moment in found}) > 1:
        return True
    if _is_date(line, found):
        return at > 0 and _is_title(lines[at - 1], line.place)
    said = line.text[: found[0].start] + line.text[found[-1].end :]
    if line.linked < TITLE or line.linked < 0.6 * len(_BLANK.sub("", said)):
        return False
    return max(map(len, said.split())) >= TITLE  # sections and tags are shorter


def _is_date(line: Line, found: Sequence[Moment]) -> bool:
    return not _BLANK.sub("", line.text[: found[0].start] + line.text[found[-1].end :])


def _is_title(line: Line, place: str, least: int = TITLE) -> bool:
    """Whether a line is a link that may be another article's title; no menu, no breadcrumb."""
    return (
        line.outside
        and line.place == place
        and line.linked >= max(least, 0.9 * len(_BLANK.sub("", line.text)))
        and _PATH.search(line.text) is None
    )


def below_title(lines: Sequence[Line], at: int) -> bool:
    """Whether a line behind the text stands below the title of another article: it is that one's byline."""
    return at > 0 and lines[at].place == "tail" and lines[at].outside and _is_title(lines[at - 1], "tail", TITLE + 2)


def _is_comment(lines: Sequence[Line], at: int, moment: Moment) -> bool:
    """A name with the time it spoke, and what it said below."""
    line = lines[at]
    if line.place != "tail" or at + 1 == len(lines):
        return False
    name, behind = _BLANK.sub("", line.text[: moment.start]), _BLANK.sub("", line.text[moment.end :])
    if not name and moment.precision != "day":
        name = lines[at - 1].text if at > 0 and lines[at - 1].outside else ""
    said = lines[at + 1]
    return (
        1 < len(name) <= NAME
        and not behind
        and _OFFICE.search(name) is None
        and not said.linked
        and len(said.text) > NAME
        and said.text[-1] in "。！？!?~"
        and match(said.text, BOTTOM) is None
    )


def in_comments(node: LexborNode) -> bool:
    """Whether an element stands in comments, in a related list or in a sidebar."""
    parent = node.parent
    for _ in range(6):
        if parent is None:
            return False
        names = f"{parent.attributes.get('class') or ''} {parent.id or ''}".lower()
        if "comment" in names or "related" in names or "widget" in names or parent.tag == "aside":
            return True
        parent = parent.parent
    return False
