"""Masks what a template exchanges (numbers and dates, places, names), so that texts that differ in these alone are equal.

Works on squeezed text (text.squeeze). Each masked run becomes one character of Unicode's private use area, which
squeezed text never holds; what stood there is kept, in order, as the slots.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from pipeline.text import code_units

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PLACE, NAME, NUMBER = "\ue000", "\ue001", "\ue002"
MASKS = frozenset((PLACE, NAME, NUMBER))

# The hundred commonest surnames and a few more; a name is only masked where something beside it says that it is one.
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白"
    "邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤华施洪倪"
)
_NAME_OR_NUMBER = re.compile(
    rf"(?P<name>[{_SURNAMES}]某[某甲乙丙丁]?[0-9]?"  # 张某, 李某某, 赵某1
    rf"|[{_SURNAMES}]x{{1,3}}"  # 张xx
    rf"|[{_SURNAMES}](?:先生|女士|小姐|老板))"
    r"|[0-9零〇一二三四五六七八九十百千万亿两]+"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """``slots[i]`` is what stood where the i-th mask character of ``text`` is."""

    text: str
    slots: tuple[str, ...]


def mask(squeezed: str) -> Masked:
    """Squeezed text with its numbers, places and names masked.

    >>> mask("乐平市张某1借款3万元")
    Masked(text='\\ue000\\ue001借款\\ue002元', slots=('乐平市', '张某1', '3万'))
    """
    found = [(start, end, PLACE) for start, end in _places(squeezed)]
    for match in _NAME_OR_NUMBER.finditer(squeezed):
        found.append((match.start(), match.end(), NAME if match["name"] else NUMBER))
    if not found:
        return Masked(squeezed, ())
    found.sort(key=lambda one: (one[0], -one[1]))  # the longest first: 三门峡市 is no number
    pieces: list[str] = []
    slots: list[str] = []
    done = 0
    for start, end, kind in found:
        if start < done:
            continue
        pieces += (squeezed[done:start], kind)
        slots.append(squeezed[start:end])
        done = end
    pieces.append(squeezed[done:])
    return Masked("".join(pieces), tuple(slots))


def _places(squeezed: str) -> list[tuple[int, int]]:
    heads = _gazetteer()
    spans: list[tuple[int, int]] = []
    done = 0
    for at in _may_begin(squeezed):
        if at < done:
            continue
        for name in heads.get(squeezed[at : at + 2], ()):
            if squeezed.startswith(name, at):
                done = at + len(name)
                spans.append((at, done))
                break
    return spans


def _may_begin(text: str) -> Iterable[int]:
    """Where two characters stand that some places begin with, each of them: few, and found in all of a text at once."""
    import numpy as np  # which opening a database, and with it this module, does not need

    points = code_units(text)
    if len(points) != len(text):  # characters beyond the basic plane
        return range(len(text))
    first, second = _beginnings()
    found: list[int] = np.flatnonzero(first.take(points[:-1]) & second.take(points[1:])).tolist()
    return found


@cache
def _beginnings() -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Whether a character is the first of a place, and the second."""
    import numpy as np

    first, second = np.zeros(0x10000, bool), np.zeros(0x10000, bool)
    for head in _gazetteer():
        first[ord(head[0])] = second[ord(head[1])] = True
    return first, second


@cache
def _gazetteer() -> dict[str, tuple[str, ...]]:
    """First two characters → the names that begin so, longest first."""
    text = resources.files("pipeline.duplicates").joinpath("data", "places.txt").read_text(encoding="utf-8")
    heads: dict[str, list[str]] = {}
    for name in text.splitlines():
        if not name.startswith("#"):
            heads.setdefault(name[:2], []).append(name)
    return {head: tuple(sorted(names, key=len, reverse=True)) for head, names in heads.items()}
