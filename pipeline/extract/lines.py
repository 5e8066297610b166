"""Lines of the article's element that are not the article, by the phrases in phrases.toml."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise, takewhile
from typing import Literal

from pipeline.text import fold

Zone = Literal["edge", "head", "tail", "any"]
Then = Literal["drop", "notice", "end"]

HEAD_LINES = 4  # lines from the top and …
TAIL_LINES = 8  # … from the bottom that count as the article's edge
SENTENCE = 35  # characters of a line behind an end mark that may be article text
END_SHARE = 0.3  # of the text; an end mark with more than this behind it is part of the article
_OWN_LINK = re.compile(r"本文(?:链接|地址|网址|永久链接)\s*[:：]?\s*(https?://[^\s<>\"'，。）)]+)")
MAY_BE_NOTICE = re.compile("[版权轉转载載摘来來源出处處作者声聲明侵本文]{2}")  # cheaper than all rules
_DATED = re.compile(
    r"(?:(?:19|20)\d\d[-/.][01]?\d[-/.]|[01]\d-)[0-3]?\d(?: +\d{1,2}:\d\d(?::\d\d)?)?"
)  # alone, as lists show it
DATED = 3  # lines of a date alone that make a list of other articles …
DATED_GAP = 3  # … at most so many lines apart …
DATED_REST = 60  # … with no sentence and no more than these characters behind the last
_AROUND = "[]()【】「」『』〔〕<>《》〈〉{}·•・※▪■□◆◇★☆●○◎→>»*~-—_|: "
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class Phrase:
    """One rule of phrases.toml."""

    pattern: str
    meets: Callable[[str], re.Match[str] | None]
    may: Callable[[str], re.Match[str] | None] | None  # a quick look whether it can meet
    zone: Zone
    longest: int
    then: Then


@dataclass(frozen=True, slots=True)
class Kept:
    """What is left of the lines: their positions, and the notices among the rest."""

    lines: tuple[int, ...]
    notices: tuple[int, ...]
    stop: int  # the first line behind the article's end


@cache
def phrases() -> tuple[Phrase, ...]:
    """The rules, in file order."""
    data = tomllib.loads(resources.files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8"))
    found: list[Phrase] = []
    for line in data["line"]:
        way = next(key for key in ("starts", "whole", "holds") if key in line)
        pattern = re.compile(line[way])
        meets = {"starts": pattern.match, "whole": pattern.fullmatch, "holds": pattern.search}[way]
        may = re.compile(f"[{line['needs']}]").search if "needs" in line else None
        found.append(Phrase(line[way], meets, may, line["zone"], line["longest"], line["then"]))
    return tuple(found)


@cache
def _of_zones(zones: frozenset[Zone]) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in phrases() if phrase.zone in zones)


def match(text: str, zones: frozenset[Zone], folded: str | None = None) -> Phrase | None:
    """The first rule that a line of those zones meets. ``folded``: the line as ``bare`` gives it, if known."""
    size = len(text)
    if size > _LONGEST:
        return None
    if folded is None:
        folded = bare(text)
    if not folded:
        return _EMPTY
    for phrase in _of_zones(zones):
        if size <= phrase.longest and (phrase.may is None or phrase.may(folded)) and phrase.meets(folded):
            return phrase
    return None


def bare(text: str) -> str:
    """A line as the rules see it."""
    return fold(text).strip(_AROUND)


_EMPTY = Phrase("", re.compile("").search, None, "any", 0, "drop")  # nothing but bullets and rules
TOP: frozenset[Zone] = frozenset({"edge", "head", "any"})
BOTTOM: frozenset[Zone] = frozenset({"edge", "tail", "any"})
_BOTH: frozenset[Zone] = frozenset({"edge", "head", "tail", "any"})
_MIDDLE: frozenset[Zone] = frozenset({"any"})
LATER: frozenset[Zone] = frozenset({"any", "tail"})


def clean(texts: Sequence[str], linked: Sequence[bool] = ()) -> Kept:
    """Which of an article's lines are the article. ``linked``: which of them begin with a link.

    The edges move inward as lines fall away: a share box may be ten lines long.
    """
    verdicts: dict[int, Phrase] = {}
    folded = _bare(texts)
    stop = min(_end(texts, folded), _dated(texts, folded, linked))
    low, left = 0, HEAD_LINES
    while low < stop and left:
        found = match(texts[low], TOP, folded[low])
        if found is None:
            left -= 1
        else:
            verdicts[low] = found
        low += 1
    high, left = stop, TAIL_LINES
    while high > 0 and left:
        high -= 1
        if high in verdicts:
            continue
        found = match(texts[high], BOTTOM, folded[high])
        if found is None:
            left -= 1 if len(texts[high]) < 150 else 2
        else:
            verdicts[high] = found
    for index in range(low, high):
        if len(texts[index]) <= 160 and (found := match(texts[index], _MIDDLE, folded[index])):
            verdicts[index] = found
    notices = tuple(sorted(index for index, phrase in verdicts.items() if phrase.then == "notice"))
    return Kept(tuple(index for index in range(stop) if index not in verdicts), notices, stop)


def _bare(texts: Sequence[str]) -> list[str]:
    """``bare`` of every line that a rule may meet, "" for the longer ones; folded at once, which keeps offsets."""
    short = ["" if len(text) > _LONGEST else text for text in texts]
    folded = fold("\n".join(short)).split("\n")
    if len(folded) != len(short):  # a line with a line break in it
        folded = [fold(text) for text in short]
    return [text.strip(_AROUND) for text in folded]


def own_links(text: str) -> list[str]:
    """Addresses that a line gives as the article's own (本文链接：…)."""
    return _OWN_LINK.findall(text) if "http" in text else []


def _dated(texts: Sequence[str], folded: Sequence[str], linked: Sequence[bool]) -> int:
    """Where a list of other articles begins that the text runs into: linked titles, with or without teasers, each above
    the date it is of.
    """
    dates = [index for index, text in enumerate(texts) if len(text) <= 20 and _DATED.fullmatch(text)]
    if len(dates) < DATED:
        return len(texts)
    behind = [
        text
        for text, bare_ in zip(texts[dates[-1] + 1 :], folded[dates[-1] + 1 :], strict=True)
        if match(text, BOTTOM, bare_) is None
    ]
    if sum(map(len, behind)) > DATED_REST or any("。" in text for text in behind):
        return len(texts)
    gaps = list(
        takewhile(lambda gap: gap <= DATED_GAP, (after - before for after, before in pairwise(reversed(dates))))
    )
    if len(gaps) < DATED - 1:
        return len(texts)
    start = dates[-1 - len(gaps)] - max(gaps) + 1
    return start if start > 0 and sum(linked[start:]) >= len(gaps) else len(texts)


def _end(texts: Sequence[str], folded: Sequence[str]) -> int:
    """The line of the first end mark that has little text behind it: only sentences count that no rule knows."""
    rest, total = 0, sum(map(len, texts))
    stop = len(texts)
    for index in range(len(texts) - 1, 0, -1):
        text = texts[index]
        found = match(text, LATER, folded[index]) if len(text) <= 120 else None
        if found is not None and found.then == "end":
            stop = index
        elif len(text) > SENTENCE and "。" in text and match(text, BOTTOM, folded[index]) is None:
            rest += len(text)
            if rest > END_SHARE * total:
                break
    return stop
