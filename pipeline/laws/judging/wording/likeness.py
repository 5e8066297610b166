"""How near some words are to a statute's: contained, altered in a word, told in other words, or about something else."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from pipeline.laws.naming.numerals import parse_number
from pipeline.text import fold, squeeze

_CHINESE = "零〇一二三四五六七八九十百千"
# It begins with one set of characters, by which most of a text is passed over; three alternatives cost three times as much.
_NUMERAL = re.compile(
    rf"[0-9{_CHINESE}两](?:(?<=[0-9])[0-9]*[百千][{_CHINESE}]*|(?<=[{_CHINESE}])[{_CHINESE}]*|(?<=两)(?=[年个倍次月日天人]))"
)
_ENUMERATOR = re.compile(r"[（(][一二三四五六七八九十\d]{1,3}[）)]")
_PERCENT = re.compile("百分之(?=[零〇一二三四五六七八九十百])")
_SPELLINGS = (("帐", "账"), ("它", "他"), ("份", "分"), ("像", "象"), ("做", "作"))
SENTENCES = re.compile(r"[^。；;！？\n]+")
_ELLIPSIS = re.compile(r"…+|\.{3,}|。{2,}")
# What stands behind it is said not to be so: 不|属于夫妻共同债务; but 除非|…, 是否|….
_NEGATION_BEFORE = re.compile("(?:[不未没]|没有|(?<!有)无|(?<![除并是])非)(?:得|予|能|应当?|可|须|需|会)?$")
# …的，处五日以下拘留：（一）写恐吓信的；
_LISTED = re.compile(r"[：:]\s*[（(][一1][）)]|\n\s*[（(][一1][）)]")
_NEGATIVE_HEAD = re.compile("不得|不能|禁止|除外|无效|不予|不适用|不支持|免[予于除]")
_BEGINNING = 6  # characters by which a sentence is told to be the retelling of another
_CLAUSES = re.compile("[，,、；;：:。\n]+")


@lru_cache(maxsize=4096)
def plain(text: str) -> str:
    """The words alone, numbers as digits: what texts are compared by.

    >>> plain("百分之二十四，三年。") == plain("24%、3年")
    True
    """
    if "百分之" in text:
        text = _PERCENT.sub("", text)
    if "（" in text or "(" in text:
        text = _ENUMERATOR.sub("", text)
    words = squeeze(text)
    for written, meant in _SPELLINGS:
        words = words.replace(written, meant)  # five of these cost less than one translate
    return _NUMERAL.sub(_digits, words)


def in_plain_writing(pattern: str) -> str:
    """A pattern as it must be to fit ``plain`` text: numbers as digits, one spelling of each word.

    >>> in_plain_writing("一半|录像")
    '1半|录象'
    """
    for written, meant in _SPELLINGS:
        pattern = pattern.replace(written, meant)
    return _NUMERAL.sub(_digits, pattern)


def _digits(found: re.Match[str]) -> str:
    return _figure(found[0])


@lru_cache(maxsize=4096)
def _figure(numeral: str) -> str:
    number = parse_number(numeral)
    return numeral if number is None else str(number)


@lru_cache(maxsize=4096)
def pairs(words: str) -> frozenset[str]:
    """The pairs of characters that stand beside each other in some words."""
    return frozenset(map(str.__add__, words, words[1:]))


def _shared(parts: Iterable[str], words: str) -> int:
    """How many of the pairs stand in ``words``; looking for them costs less than taking a statute to pieces."""
    return sum(map(words.__contains__, parts))


def contained(claim: str, statute: str) -> float:
    """The share of the claim's pairs of characters that the statute has: 0 to 1."""
    ours = pairs(plain(claim))
    return _shared(ours, plain(statute)) / len(ours) if ours else 0.0


def is_exact(claim: str, statute: str) -> bool:
    """Whether every word of the claim stands in the statute, in its order; … may leave something out."""
    at = statute.find(claim)
    if at >= 0 and not _NEGATION_BEFORE.search(statute, max(0, at - 3), at):
        return True
    return _stand_in_order(_ELLIPSIS.split(claim), statute)


def has_run(claim: str, statute: str, *, length: int = 6) -> bool:
    """Whether so many characters of the claim stand together in the statute."""
    ours, words = plain(claim), plain(statute)
    return any(ours[i : i + length] in words for i in range(max(1, len(ours) - length + 1)))


def is_condensed(claim: str, statute: str) -> bool:
    """Whether the claim is the statute's wording with clauses left out, or an item of its list before what rules it."""
    clauses = _CLAUSES.split(claim)
    if _stand_in_order(clauses, statute):
        return True
    words = plain(statute)
    return _LISTED.search(statute) is not None and all(_affirmed(plain(one), words, 0) >= 0 for one in clauses)


def items_from(statute: str) -> int:
    """Where, in its plain form, the items begin of a list that a negation heads (不得有下列行为：（一）…); far off without one."""
    listed = _LISTED.search(statute)
    head = SENTENCES.findall(statute[: listed.start()]) if listed else []
    ruled = bool(head) and _NEGATIVE_HEAD.search(head[-1]) is not None
    return len(plain(statute[: listed.start()])) if listed and ruled else len(statute)


def _stand_in_order(parts: Iterable[str], statute: str) -> bool:
    words = plain(statute)
    at = 0
    for part in parts:
        piece = plain(part)
        found = _affirmed(piece, words, at)
        if found < 0:
            return False
        at = found + len(piece)
    return True


def _affirmed(piece: str, words: str, at: int) -> int:
    """Where the piece stands from ``at`` on, not behind a negation that it has lost; -1 if nowhere."""
    found = words.find(piece, at)
    while found > 0 and piece and _NEGATION_BEFORE.search(words, max(0, found - 3), found):
        found = words.find(piece, found + 1)
    return found


def carried_on(words: str, behind: str, statute: str) -> str | None:
    """The sentence behind some words of a statute, if it begins as the statute's own next sentence does."""
    sentences = [found[0].strip() for found in SENTENCES.finditer(statute)]
    told = [found[0] for found in SENTENCES.finditer(words)]
    said = SENTENCES.search(behind)
    if len(sentences) < 2 or not told or said is None:
        return None
    place = sentences.index(nearest_sentence(told[-1], statute)) + 1
    begins = plain(said[0])[:_BEGINNING]
    follows = place < len(sentences) and len(begins) == _BEGINNING and plain(sentences[place]).startswith(begins)
    return said[0].strip() if follows else None


def clause_at(text: str, position: int) -> str:
    """The clause of a text that has the character at ``position`` of its plain form."""
    clauses = [one for one in _CLAUSES.split(text) if plain(one)]
    end = 0
    for clause in clauses:
        end += len(plain(clause))
        if position < end:
            return clause.strip()
    return clauses[-1].strip() if clauses else ""


def nearest_sentence(claim: str, statute: str) -> str:
    """The sentence of the statute that shares most with the claim."""
    places = list(SENTENCES.finditer(statute))
    if len(places) < 2:
        return places[0][0].strip() if places else ""
    if (start := statute.find(claim)) >= 0:  # the one of which it has most
        end = start + len(claim)
        return max(places, key=lambda one: min(end, one.end()) - max(start, one.start()))[0].strip()
    sentences = [found[0].strip() for found in places]
    # As they are written: to lay the words bare would cost many times as much, and tell no other sentence.
    ours = pairs(claim)
    shared = [_shared(ours, one) for one in sentences]
    if 2 * max(shared) < len(ours):  # in traditional characters, or in other words
        ours = pairs(fold(claim))
        shared = [_shared(ours, fold(one)) for one in sentences]
    return sentences[shared.index(max(shared))]


def first_sentences(claim: str, statute: str) -> str:
    """The claim up to where it leaves the statute: behind a colon, an author's own words follow the law's."""
    sentences = [found[0] for found in SENTENCES.finditer(claim)]
    kept = sentences[:1]
    for sentence in sentences[1:]:
        if contained(sentence, statute) < 0.6:
            break
        kept.append(sentence)
    return "。".join(kept)
