"""Normalising of text and character n-grams: the one idea of «the same text» that search and duplicates share."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache

import opencc

_NOT_WORD = re.compile(r"[\W_]+")
_CJK = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))


@cache
def _fold_table() -> dict[int, str]:
    """Code point → one folded character, for all that change; every entry is one character for one."""
    table: dict[int, str] = {}
    for code in (*range(0x80, 0xD800), *range(0xF900, 0x10000)):
        char = chr(code)
        form = unicodedata.normalize("NFKC", char)
        form = form.lower() if len(form.lower()) == 1 else form
        if len(form) == 1 and form != char:
            table[code] = form
    table.update({code: chr(code).lower() for code in range(ord("A"), ord("Z") + 1)})
    han = [chr(code) for low, high in _CJK[:3] for code in range(low, high + 1)]
    simple = opencc.OpenCC("t2s").convert("\n".join(han)).split("\n")
    for char, form in zip(han, simple, strict=True):
        if len(form) == 1 and form != char:
            table[ord(char)] = form
    return table


def fold(text: str) -> str:
    """One form of text for matching: half width, lower case, simplified characters. Offsets stay the same.

    >>> fold("ＡＰＰ逾期還款")
    'app逾期还款'
    """
    return text.translate(_fold_table())


def squeeze(text: str) -> str:
    """The folded word characters alone: no space, no punctuation.

    >>> squeeze("网贷，逾期 一天！")
    '网贷逾期一天'
    """
    return _NOT_WORD.sub("", fold(text))


def is_cjk(char: str) -> bool:
    """Whether a character is a Chinese one (unified ideographs and their extensions)."""
    code = ord(char)
    return any(low <= code <= high for low, high in _CJK)


def ngrams(text: str, n: int) -> Iterator[str]:
    """Overlapping character n-grams; a text shorter than n gives itself (nothing if empty)."""
    if text and len(text) < n:
        yield text
    for i in range(len(text) - n + 1):
        yield text[i : i + n]
