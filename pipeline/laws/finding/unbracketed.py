"""Names of laws that stand without 《》: read backwards from their last character, within fixed bounds."""

from __future__ import annotations

import re

from pipeline.laws.finding.context import Context
from pipeline.laws.finding.spoken import Law
from pipeline.laws.finding.standing import stands_free
from pipeline.laws.finding.titles import ISSUERS_BEFORE
from pipeline.laws.naming.names import KINDS, STATE
from pipeline.laws.naming.numerals import DIGITS

Named = tuple[int, int, Law]  # start, end, law

TWO_CHAR_KINDS = frozenset(kind for kind in KINDS if len(kind) == 2)
FOREIGN = re.compile("(?:美国|英国|德国|法国|日本|韩国|台湾|香港|澳门|欧盟|意大利|瑞士|俄罗斯|新加坡)(?:地区)?(?:的)?$")
# 解释（二）第…条, 解释二第…条
SERIES = re.compile(r"[（(]\s?([一二三四五六七八九十]{1,2})\s?[)）]|([一二三四五六七八九十]{1,2})(?=第|的|规定|》|\d)")
_BRACKETS = frozenset("《〈﹤＜<")
_CLOSING = re.compile("[》〉﹥＞>]{1,2}|[）)〕](?=第)")
_QUOTES = frozenset('“"「『【‘')
_QUOTED = re.compile(
    r"[”\"」』】’](?=[ 　]?(?:第|\d|[一二三四五六七八九十百千]{2,}条))"
)  # of a citation, not of a word alone
_SPACED = re.compile(r"(?:[一-鿿][ 　]){1,12}[一-鿿]$")
_SERIES_BEGINS = frozenset("（(一二三四五六七八九十")
_TAIL = re.compile(
    r"[^，。；;：:“”\n第]{0,45}?(?:解释|规定|批复|决定|意见|办法|通知|决议|安排)(?:[（(][一二三四五六七八九十]{1,3}[）)])?"
)
_EVERYDAY = 6  # characters of a short name that may be an everyday word
_ARTICLE_BEHIND = re.compile(rf"[》”的中]?[ 　]?(?:第|[{DIGITS}]{{1,6}}条)")
_REACH = 64  # characters looked back for the beginning of a long name


def name_ending_at(text: str, at: int, two: str, context: Context) -> Named | None:
    """The name whose last character stands at ``at``; ``two``: the last two characters up to there."""
    end = at + 1
    series = SERIES.match(text, end) if text[end : end + 1] in _SERIES_BEGINS else None
    if context.local_lengths:
        for length in context.local_lengths.get(two, ()):
            if end >= length and (local := context.local.get(text[end - length : end])):
                return end - length, end, local
    names = context.names
    for length in names.lengths(text[end - 4 if end > 4 else 0 : end]):
        start = end - length
        if start < 0:
            continue
        name = text[start:end]
        if series and (numbered := names.get(name + (series[1] or series[2]))):
            return *_with_marks(text, with_state(text, start), series.end()), numbered
        if known := names.get(name):
            if FOREIGN.search(text, max(0, start - 6), start):
                return None
            if length <= _EVERYDAY and known.kind == "规定" and not _is_cited(text, start, end):
                return None
            return *_with_marks(text, with_state(text, start), end), known
    if two[0] in " 　" and (spaced := _spaced_name(text, end, context)):
        return spaced
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


def _is_cited(text: str, start: int, end: int) -> bool:
    """Whether 执行规定 or 诉讼时效规定 is a name here, not what is said of any rules: an article follows."""
    return text[start - 1 : start] == "《" or (
        stands_free(text, start) and _ARTICLE_BEHIND.match(text, end) is not None
    )


def _spaced_name(text: str, end: int, context: Context) -> Named | None:
    """民 法 典: letters set apart."""
    found = _SPACED.search(text, max(0, end - 30), end)
    parts = found[0].split() if found else []
    for first in range(len(parts) - 1):
        if law := context.names.get("".join(parts[first:])):
            start = end
            for part in reversed(parts[first:]):
                start = text.rindex(part, 0, start)
            return start, end, law
    return None


def with_state(text: str, start: int) -> int:
    """Takes in 中华人民共和国 before a name."""
    return start - len(STATE) if start >= len(STATE) and text.startswith(STATE, start - len(STATE)) else start


def _with_marks(text: str, start: int, end: int) -> tuple[int, int]:
    """Takes in the marks around a name that stand for 《》, closed or not; 《 alone, too."""
    opening = text[start - 1] if start else ""
    if opening in _BRACKETS:
        while start and text[start - 1] in _BRACKETS:
            start -= 1
        closing = _CLOSING.match(text, end)
        return start, closing.end() if closing else end
    if opening in _QUOTES and _QUOTED.match(text, end):
        return start - 1, end + 1
    return start, end


def _long_name(text: str, about: int, end: int, context: Context) -> Named | None:
    """最高人民法院关于…的解释, if the registry knows it."""
    issuers = ISSUERS_BEFORE.search(text, max(0, about - 60), about)
    start = issuers.start() if issuers else about
    law = context.known(text[start:end])
    return (start, end, law) if law else None
