"""Normalising of text and character n-grams: the one idea of «the same text» that search and duplicates share."""

from __future__ import annotations

import encodings.utf_16_le  # noqa: F401  # now, and not when text is first folded: its disk may have gone by then
import re
import sys
import unicodedata
from collections.abc import Callable, Iterator
from functools import cache, lru_cache, partial
from typing import TYPE_CHECKING

import opencc

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_NOT_WORD = re.compile(r"[\W_]+")
# … nearly all that stand in Chinese text: a set that is listed costs less to look up than what is no word at all.
_FEW_MARKS = re.compile(r"[\s!-/:-@\[-`{-~“”《》〈〉、。【】〔〕…—]+")
_CJK = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x323AF))  # code points: first and last
CHINESE = (*_CJK, (0x3007, 0x3007), (0x3005, 0x3005))  # 〇 is a numeral, 々 repeats a character
_HAN = "".join(f"{chr(low)}-{chr(high)}" for low, high in CHINESE)
_RUN = re.compile(rf"([{_HAN}]+)|[^\W_{_HAN}]+")
_OTHER_WORD = re.compile(rf"[^\W_{_HAN}]+")


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


@cache
def _folder() -> Callable[[str], str]:
    """Replaces the characters that fold alone: three times as fast as to look every character up."""
    forms = {chr(code): form for code, form in _fold_table().items()}
    changed = re.compile("[" + "".join(map(re.escape, sorted(forms))) + "]")
    return partial(changed.sub, lambda match: forms[match[0]])


def fold(text: str) -> str:
    """One form of text for matching: half width, lower case, simplified characters. Offsets stay the same.

    >>> fold("ＡＰＰ逾期還款")
    'app逾期还款'
    """
    return _fold_long(text) if len(text) >= _LONG else _folded(text)


_LONG = 500  # characters: a text that several steps fold one after the other, as they do an article's body


# Most of what folds and most of what is squeezed out of an article. To exchange one character in all of a text costs a
# hundredth of a look at every character.
_FREQUENT = tuple(zip("，：；？！（）", ",:;?!()", strict=True))
_MARKS = ",。\n、() ”“:;《》.?%-"


# Characters from which it is quicker to look every one up, all at once. Who has not loaded numpy does not do so for that:
# a search folds a few texts, and the import costs more than all of them.
_BULK = 130


def _in_bulk(text: str) -> bool:
    return len(text) >= _BULK and "numpy" in sys.modules


def _folded(text: str) -> str:
    return (_folded_in_bulk(text) if _in_bulk(text) else None) or _folded_by_parts(text)


def _folded_by_parts(text: str) -> str:
    for char, form in _FREQUENT:
        text = text.replace(char, form)
    return _folder()(text)


def _folded_in_bulk(text: str) -> str | None:
    """As ``_folded_by_parts``, a fifth of its time; None for what UTF-16 code units, one by one, do not tell."""
    points = code_units(text)
    folded: bytes = _forms().take(points).tobytes()
    found = folded.decode("utf-16-le", "surrogatepass")
    return found if len(found) == len(text) and _UNTOLD not in found else None


_UNTOLD = "\uffff"  # a character that folds to one beyond the basic plane; it stands for no other


def code_units(text: str) -> NDArray[np.uint16]:
    """The UTF-16 code units of a text: as many as characters, but for those beyond the basic plane, which are two."""
    import numpy as np

    return np.frombuffer(text.encode("utf-16-le", "surrogatepass"), "<u2")


@cache
def _forms() -> NDArray[np.uint16]:
    """The folded form of each UTF-16 code unit."""
    import numpy as np

    forms = np.arange(0x10000, dtype="<u2")
    for code, form in _fold_table().items():
        forms[code] = min(ord(form), ord(_UNTOLD))
    return forms


_fold_long = lru_cache(maxsize=2)(_folded)


def squeeze(text: str) -> str:
    """The folded word characters alone: no space, no punctuation.

    >>> squeeze("网贷，逾期 一天！")
    '网贷逾期一天'
    """
    return squeeze_folded(fold(text))


def squeeze_folded(folded: str) -> str:
    """``squeeze`` of a text that is folded already."""
    squeezed = _squeezed_in_bulk(folded) if _in_bulk(folded) else None
    return _squeezed_by_parts(folded) if squeezed is None else squeezed


def _squeezed_by_parts(folded: str) -> str:
    if len(folded) >= _LONG:
        for mark in _MARKS:
            folded = folded.replace(mark, "")
    else:
        folded = _FEW_MARKS.sub("", folded)
    if folded.isalnum():
        return folded
    return _NOT_WORD.sub("", folded)


def _squeezed_in_bulk(folded: str) -> str | None:
    """As ``_squeezed_by_parts``, a fifth of its time; None where there are characters beyond the basic plane."""
    points = code_units(folded)
    if len(points) != len(folded):
        return None
    squeezed: bytes = points[_word_characters().take(points)].tobytes()
    return squeezed.decode("utf-16-le", "surrogatepass")


@cache
def _word_characters() -> NDArray[np.bool_]:
    """Whether each UTF-16 code unit is a word character."""
    import numpy as np

    kept = np.ones(0x10000, bool)
    for match in _NOT_WORD.finditer("".join(map(chr, range(0x10000)))):
        kept[match.start() : match.end()] = False
    return kept


def is_cjk(char: str) -> bool:
    """Whether a character is a Chinese one (unified ideographs and their extensions)."""
    return (
        "\u4e00" <= char <= "\u9fff"  # nearly all, so asked first
        or "\u3400" <= char <= "\u4dbf"
        or "\uf900" <= char <= "\ufaff"
        or "\U00020000" <= char <= "\U000323af"
    )


def ngrams(text: str, n: int) -> Iterator[str]:
    """Overlapping character n-grams; a text shorter than n gives itself (nothing if empty)."""
    if text and len(text) < n:
        yield text
    for i in range(len(text) - n + 1):
        yield text[i : i + n]


def _chinese(run: str) -> bool:
    return is_cjk(run[0]) or run[0] in "〇々"


def runs(text: str) -> list[str]:
    """The folded text as runs: Chinese characters that stand together, and whole Latin words and numbers.

    >>> runs("向APP借款3万元，已逾期")
    ['向', 'app', '借款', '3', '万元', '已逾期']
    """
    return [match.group() for match in _RUN.finditer(fold(text))]


def words(folded: str) -> list[str]:
    """The words and numbers of a folded text that are not Chinese, each as often as it stands there.

    >>> words("向app借款3万元")
    ['app', '3']
    """
    return _OTHER_WORD.findall(folded)


def segment(text: str | None) -> str:
    """The text as search tokens with a space between: what the full-text index is made of.

    A Chinese run gives its overlapping bigrams and then its last character alone, so that every character begins
    exactly one token and what follows the run can be told to follow it; a Latin word or a number is one token.

    >>> segment("借款3万元").split()
    ['借款', '款', '3', '万元', '元']
    """
    folded = fold(text or "")
    return (_segment_long(folded) if len(folded) >= _LONG else None) or _segment(folded)


def _segment(folded: str) -> str:
    out: list[str] = []
    for match in _RUN.finditer(folded):
        run = match.group()
        if match.lastindex:
            tokens = [" "] * (3 * len(run))  # two places for each token and one for the space after it
            tokens[0::3] = run
            tokens[1:-3:3] = run[1:]
            out.append("".join(tokens))
        else:
            out.append(run + " ")
    return "".join(out)


def _segment_long(folded: str) -> str | None:
    """As ``_segment`` in arrays, a quarter of its time; None for characters beyond the basic plane."""
    import numpy as np  # by what writes articles alone: no search needs it

    points = code_units(folded)
    if len(points) != len(folded):
        return None
    kinds = np.frombuffer(_kinds(), np.uint8)[points]
    chinese, goes_on = kinds == _CHINESE, np.append(kinds[1:] == kinds[:-1], False)
    # Each character has three places: itself, the next one of its run or a space, and a space.
    places = np.full((len(points), 3), ord(" "), "<u2")
    places[:, 0] = points
    follows = np.flatnonzero(chinese & goes_on)
    places[follows, 1] = points[follows + 1]
    filled = np.stack((kinds > 0, chinese | ((kinds == _OTHER) & ~goes_on), chinese), axis=1)
    spelt: bytes = places[filled].tobytes()
    return spelt.decode("utf-16-le", "surrogatepass")


_CHINESE, _OTHER = 1, 2  # kinds of characters that _RUN knows


@cache
def _kinds() -> bytes:
    """The kind of each character of the basic plane, 0 for what is in no run."""
    kinds = bytearray(_OTHER * chr(code).isalnum() for code in range(0x10000))
    for low, high in CHINESE:
        if high < 0x10000:
            kinds[low : high + 1] = bytes([_CHINESE]) * (high + 1 - low)
    return bytes(kinds)


def phrase(text: str) -> tuple[tuple[str, ...], bool]:
    """The tokens that stand one after the other in the index where the text occurs, and whether the last is a prefix.

    The last character of each Chinese run is kept except in the final run, which may go on in the text; a final run
    of one character is the beginning of a token.

    >>> phrase("借款3万元")
    (('借款', '款', '3', '万元'), False)
    >>> phrase("第3条")
    (('第', '3', '条'), True)
    """
    tokens = tuple(segment(text).split())
    if not tokens or not _chinese(tokens[-1]):
        return tokens, False
    alone = len(runs(text)[-1]) == 1
    return (tokens, True) if alone else (tokens[:-1], False)


@lru_cache(maxsize=512)
def pattern(text: str) -> re.Pattern[str]:
    """What finds in a *folded* text the places where the index finds the phrase: the full scan, said as an expression.

    Between two runs of the phrase any punctuation and space may stand; between two Chinese runs some must, because
    without it they were one run. Words and numbers are whole.

    >>> pattern("第3条").search(fold("依照第 3 条")).group()
    '第 3 条'
    """
    out = ""
    previous = ""
    for run in runs(text):
        chinese = _chinese(run)
        if previous:
            out += r"[\W_]+" if chinese == _chinese(previous) else r"[\W_]*"
        edge = rf"[^\W_{_HAN}]"
        out += re.escape(run) if chinese else rf"(?<!{edge}){re.escape(run)}(?!{edge})"
        previous = run
    return re.compile(out or r"(?!)")
