"""Names of laws that stand without 《》: read backwards from their last character, within fixed bounds."""

from __future__ import annotations

import re

from pipeline.laws.context import Context
from pipeline.laws.names import KINDS, STATE
from pipeline.laws.spoken import Law
from pipeline.laws.titles import ISSUERS_BEFORE

Named = tuple[int, int, Law]  # start, end, law

TWO_CHAR_KINDS = frozenset(kind for kind in KINDS if len(kind) == 2)
FOREIGN = re.compile("(?:美国|英国|德国|法国|日本|韩国|台湾|香港|澳门|欧盟|意大利|瑞士|俄罗斯|新加坡)(?:地区)?(?:的)?$")
# 解释（二）第…条, 解释二第…条
_SERIES = re.compile(r"[（(]\s?([一二三四五六七八九十]{1,2})\s?[)）]|([一二三四五六七八九十]{1,2})(?=第|的|规定|》)")
_SERIES_BEGINS = frozenset("（(一二三四五六七八九十")
_TAIL = re.compile(
    r"[^，。；;：:“”\n第]{0,45}?(?:解释|规定|批复|决定|意见|办法|通知|决议|安排)(?:[（(][一二三四五六七八九十]{1,3}[）)])?"
)
_REACH = 64  # characters looked back for the beginning of a long name


def name_ending_at(text: str, at: int, two: str, context: Context) -> Named | None:
    """The name whose last character stands at ``at``; ``two``: the last two characters up to there."""
    end = at + 1
    series = _SERIES.match(text, end) if text[end : end + 1] in _SERIES_BEGINS else None
    for length in context.local_lengths.get(two, ()):
        if end >= length and (local := context.local.get(text[end - length : end])):
            return end - length, end, local
    names = context.names
    for length in names.lengths(text[max(0, end - 4) : end]):
        start = end - length
        if start < 0:
            continue
        name = text[start:end]
        if series and (numbered := names.get(name + (series[1] or series[2]))):
            return _with_state(text, start), series.end(), numbered
        if known := names.get(name):
            if FOREIGN.search(text, max(0, start - 6), start):
                return None
            return _with_state(text, start), end, known
    if two in TWO_CHAR_KINDS and (about := text.rfind("关于", max(0, at - _REACH), at)) >= 0:
        return _long_name(text, about, series.end() if series else end, context)
    return None


def name_around(text: str, at: int, end: int, context: Context) -> Named | None:
    """最高人民法院关于适用《…》若干问题的解释（一）, where the brackets, from ``at`` to ``end``, are the inner title's."""
    about = text.rfind("关于", max(0, at - 40), at)
    if about < 0 or any(mark in text[about:at] for mark in "，。；：“”\n"):
        return None
    tail = _TAIL.match(text, end)
    return _long_name(text, about, tail.end(), context) if tail else None


def _with_state(text: str, start: int) -> int:
    """Takes in 中华人民共和国 and an unclosed 《 before a name."""
    if start >= len(STATE) and text.startswith(STATE, start - len(STATE)):
        start -= len(STATE)
    return start - 1 if start and text[start - 1] == "《" else start


def _long_name(text: str, about: int, end: int, context: Context) -> Named | None:
    """最高人民法院关于…的解释, if the registry knows it."""
    issuers = ISSUERS_BEFORE.search(text, max(0, about - 60), about)
    start = issuers.start() if issuers else about
    works = context.registry.find(text[start:end])
    return (start, end, context.names.law(works[0])) if len(works) == 1 else None
