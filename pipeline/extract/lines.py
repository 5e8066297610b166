"""Lines of the article's element that are not the article, by the phrases in phrases.toml."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Callable, Container, Iterator, Sequence
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
ANY = 1_000_000  # lines of one text that may meet a rule without a limit


@dataclass(frozen=True, slots=True)
class Phrase:
    """One rule of phrases.toml."""

    pattern: str
    meets: Callable[[str], re.Match[str] | None]
    may: Callable[[str], re.Match[str] | None] | None  # a quick look whether it can meet
    zone: Zone
    longest: int
    most: int
    linked: bool
    then: Then
    unless: str = ""  # notice: it is part of an authority's or bank's own; sentence: one that is no link follows


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
        found.append(
            Phrase(
                line[way],
                meets,
                may,
                line["zone"],
                line["longest"],
                line.get("most", ANY),
                line.get("linked", False),
                line["then"],
                line.get("unless", ""),
            )
        )
    return tuple(found)


@cache
def _of_zones(zones: frozenset[Zone]) -> tuple[Phrase, ...]:
    return tuple(phrase for phrase in phrases() if phrase.zone in zones)


def match(text: str, zones: frozenset[Zone], folded: str | None = None, *, notice: bool = False) -> Phrase | None:
    """The first rule that a line of those zones meets. ``folded``: the line as ``bare`` gives it, if known; ``notice``:
    it is of an authority's notice.
    """
    size = len(text)
    if size > _LONGEST:
        return None
    if folded is None:
        folded = bare(text)
    if not folded:
        return _EMPTY
    for phrase in _of_zones(zones):
        if size > phrase.longest or (phrase.may is not None and not phrase.may(folded)) or not phrase.meets(folded):
            continue
        if not notice or phrase.unless != "notice" or _FIRMS.search(folded):
            return phrase
    return None


_FIRMS = re.compile("律师|法律咨询|微信|qq")  # in an advert below a notice


def bare(text: str) -> str:
    """A line as the rules see it."""
    return fold(text).strip(_AROUND)


_EMPTY = Phrase("", re.compile("").search, None, "any", 0, ANY, False, "drop")  # nothing but bullets and rules
_STUFFED = Phrase("", re.compile("").search, None, "any", 0, ANY, False, "drop")  # words for search engines
_BETWEEN = re.compile(r"[\s,;|、/_-]+")
STUFFED = 4  # words of such a line
REPEATED = 0.67  # share of them that are different
LOOK = 5  # lines at the top
CUT = 15  # characters of an abstract that ends in dots …
ABRUPT = 30  # … and of one that stops within a sentence
TOP: frozenset[Zone] = frozenset({"edge", "head", "any"})
BOTTOM: frozenset[Zone] = frozenset({"edge", "tail", "any"})
_BOTH: frozenset[Zone] = frozenset({"edge", "head", "tail", "any"})
_MIDDLE: frozenset[Zone] = frozenset({"any"})
LATER: frozenset[Zone] = frozenset({"any", "tail"})


# A notice's headline, and the date that signs it on a line of its own.
_NOTICE = re.compile(
    r"(?:公告|通告|通知|公示|启事|通报|[复来]?函|征求意见稿|办事指南|须知|简章|倡议书|告知书|公开信|意见)\s*[)）】\]》”\"]*$"
)
_SIGNED = re.compile(
    r"(?:(?:19|20)\d\d|[一二][〇○零一二三四五六七八九]{3})\s*年\s*[\d一二三四五六七八九十]{1,2}\s*月\s*[\d一二三四五六七八九十]{1,3}\s*日"
)
_OFFICE = re.compile(
    r"(?:局|院|委员会|委|厅|部|署|办公?室?|政府|中心|银行|分行|支行|公司|协会|管理人|[监支分]局|大队)$"
)
SIGNING = 4  # lines at the end among which the signature is


def is_notice(texts: Sequence[str], title: str) -> bool:
    """Whether lines are an authority's or a bank's notice: its headline says so, or an office and a date sign it."""
    if _NOTICE.search(title):
        return True
    last = range(max(1, len(texts) - SIGNING), len(texts))
    return any(_SIGNED.fullmatch(texts[at]) and _OFFICE.search(texts[at - 1]) for at in last)


def clean(texts: Sequence[str], linked: Sequence[bool] = (), links: Container[str] = (), *, title: str = "") -> Kept:
    """Which of an article's lines are the article. ``linked``: which of them begin with a link; ``links``: those that are
    links for the most part; ``title``: its headline.

    The edges move inward as lines fall away: a share box may be ten lines long.
    """
    verdicts: dict[int, Phrase] = {}
    folded = _bare(texts)
    notice = is_notice(texts, title)
    stop = min(_end(texts, folded, linked), _dated(texts, folded, linked))
    low, left = 0, HEAD_LINES
    while low < stop and left:
        found = None if _is_row(texts, low) else _verdict(texts[low], TOP, folded[low], links, notice)
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
        found = _verdict(texts[high], BOTTOM, folded[high], links, notice)
        if found is not None and found.unless == "sentence" and _tells(texts, high + 1, linked):
            found = None
        if found is None:
            left -= 1 if len(texts[high]) < 150 else 2
        else:
            verdicts[high] = found
    for index in range(low, high):
        if len(texts[index]) <= 160 and (found := _verdict(texts[index], _MIDDLE, folded[index], links, notice)):
            verdicts[index] = found
    verdicts |= dict.fromkeys(_said_again(texts[:LOOK]), _EMPTY)
    verdicts = _few(verdicts)
    notices = tuple(sorted(index for index, phrase in verdicts.items() if phrase.then == "notice"))
    return Kept(tuple(index for index in range(stop) if index not in verdicts), notices, stop)


def _is_row(texts: Sequence[str], at: int) -> bool:
    """Whether a line is one of a table's rows that begin with days or numbers: no date line of the page."""
    text = texts[at]
    if "\t" not in text or not text[0].isdecimal():
        return False
    beside = (texts[other] for other in (at - 1, at + 1) if 0 <= other < len(texts))
    return any(other[:1].isdecimal() and other.count("\t") == text.count("\t") for other in beside)


def _verdict(text: str, zones: frozenset[Zone], folded: str, links: Container[str], notice: bool) -> Phrase | None:
    found = match(text, zones, folded, notice=notice)
    if found is not None:
        return found if not found.linked or text in links else None
    return _STUFFED if is_stuffed(folded) else None


def is_stuffed(folded: str) -> bool:
    """Whether a line is a row of words for search engines: the same ones again, or all with one begin and one end."""
    if "。" in folded or not STUFFED * 4 < len(folded) <= _LONGEST:
        return False
    words = _BETWEEN.split(folded)
    if len(words) < STUFFED or not all(3 <= len(word) <= 14 for word in words):
        return False
    different = set(words)
    alike = len({(word[:2], word[-2:]) for word in words}) == 1 and min(map(len, words)) >= 5
    return alike or len(different) <= REPEATED * len(words)


def _said_again(texts: Sequence[str]) -> Iterator[int]:
    """Lines at the top that are cut short and the next ones begin with: an abstract made of the text's first words."""
    for index, text in enumerate(texts):
        words = text.rstrip(" .…")
        size = len(words)
        if size < (CUT if size < len(text) else ABRUPT):
            continue
        if any(other.startswith(words) and (size < len(text) or _goes_on(other, size)) for other in texts[index + 1 :]):
            yield index


def _goes_on(text: str, at: int) -> bool:
    """Whether a sentence does not end there."""
    return at < len(text) and text[at - 1] not in _MARKS and text[at] not in _MARKS


_MARKS = frozenset("，。！？；：、,.!?;:”）)")


def _few(verdicts: dict[int, Phrase]) -> dict[int, Phrase]:
    """Verdicts without those of rules that more lines meet than they may."""
    counts = Counter(phrase.pattern for phrase in verdicts.values() if phrase.most < ANY)
    if not counts:
        return verdicts
    return {index: phrase for index, phrase in verdicts.items() if counts[phrase.pattern] <= phrase.most}


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


def _end(texts: Sequence[str], folded: Sequence[str], linked: Sequence[bool]) -> int:
    """The line of the first end mark that has little text behind it: only sentences count that no rule knows."""
    rest, total = 0, sum(map(len, texts))
    stop = len(texts)
    for index in range(len(texts) - 1, 0, -1):
        text = texts[index]
        found = match(text, LATER, folded[index]) if len(text) <= 120 else None
        if found is not None and found.then == "end":
            if found.unless != "sentence" or not _tells(texts, index + 1, linked):
                stop = index
        elif len(text) > SENTENCE and "。" in text and match(text, BOTTOM, folded[index]) is None:
            rest += len(text)
            if rest > END_SHARE * total:
                break
    return stop


def _tells(texts: Sequence[str], at: int, linked: Sequence[bool]) -> bool:
    """Whether a line there is a sentence that does not begin with a link: an entry of a list has its title first."""
    if at >= len(texts) or (at < len(linked) and linked[at]):
        return False
    return len(texts[at]) > SENTENCE and texts[at].endswith("。")
