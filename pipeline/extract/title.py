"""The headline: what is displayed, checked against what <title>, og:title, JSON-LD and other pages say.

Many small sites give every page the same <title>, or none: there the headline is told by where it stands, above the
line of date and source and above the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import takewhile
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.text import squeeze

from .additions import without_additions, without_mark
from .around import href, is_elsewhere
from .body import Found
from .flat import Flat, Run, clean
from .metadata import Metadata
from .site_names import SEPARATOR, SHORTEST, names_owner, tails, without_site

LONGEST = 150
_HEADINGS = {"h1": 3.0, "h2": 1.5, "h3": 1.0, "h4": 0.5}
_H = frozenset(_HEADINGS)
_TITLE_NAME = re.compile(r"(?:^|[\s_-]|[a-z])(?:title|headline|biaoti|subject|bt)(?:[\s_\d-]|$)", re.I)
# A line of facts as stands right below a headline; its labels name facts of an article, not a firm's hours.
_FACTS = re.compile(
    r"(?:来源|作者|编辑|阅读|浏览|点击|人气)[^。]{0,6}[:：]|[記记]者.{0,24}(?:[報报][導道]|整理)"
    r"|(?:19|20)\d\d\s*[-年/.]\s*\d{1,2}\s*[-月/.]\s*\d{1,2}|\d\s*(?:分钟|小时|天|周|个月)前"
    r"|[JFMASOND][a-z]{2,8}\.? \d{1,2}, (?:19|20)\d\d|[Pp]osted by|[Ff]iled under"
)
_NO_HEADLINE = re.compile(
    r"位置\s*[:：是]|首[页頁]\s*[-—>|/]|>[^>]+>|[:：]$|^(?:分类|栏目|标签|发布|日期|时间)[^。]{0,4}[:：]"
)
_CRUMBS = re.compile(r"[>»›＞][^>»›＞。]{1,20}[>»›＞]")
_DASHES = ("—", "--")
AGREED = 0.6  # agreement from which a line on the page is the headline, wherever it stands; or its begin of the <title>
STANDING = {"h1": 3.0, "h2": 2.0, "h3": 1.5, "h4": 1.0, "h5": 1.0, "h6": 1.0}  # what a line's element is worth …
NAMED, DATED, ABOVE, NEAR = 1.5, 2.5, 1.5, 1.0  # … its class, a line of facts right below or soon, the text soon below
SAID = 2.5  # … and that the <title> has it, somewhere
SECTION = 8  # characters with which a line is no section's name
SURELY_OWNED = 4.5  # sum that goes before a line that is also its owner's name
SURELY, LIKELY = 6.0, 2.5  # sums that go before a <title> that says something else, and before one that says nothing
REACH = 12  # lines above the text that are looked at
PROSE = 25  # characters of a line with punctuation that is the text
PATH = 60  # … of a breadcrumb, which is none
BRIEF = 16  # characters of a line that may be a name, though the <title> says it
UNTOLD, TOLD = 0.2, 0.35  # share of a line's pairs of characters in the text: up to it a name, from it on a headline
PLACED = 1.0  # sum from which such a line goes before a name
READ = 20_000  # characters of the text that are looked at


class Headline(NamedTuple):
    """``text``; ``at``: index of its text in the flat lists, -1 where it is not on the page."""

    text: str
    at: int


class _Shown(NamedTuple):
    headline: Headline
    score: float
    agreement: float
    first: bool  # one of the things said begins with it


def find(flat: Flat, metadata: Metadata, body: Found, hint: str | None = None) -> Headline:
    """The headline of the page whose text is in ``body``. ``hint`` is the text other pages link it with (may be cut short)."""
    site_name = metadata.first("og:site_name")
    spoken = [clean(text) for text in (metadata.title, *metadata.meta.get("og:title", ()), metadata.text("headline"))]
    spoken = [text for text in (*spoken, hint or "") if text]
    return _without_owner(_choose(flat, metadata, body, spoken, hint or ""), spoken, site_name)


def _choose(flat: Flat, metadata: Metadata, body: Found, spoken: list[str], hint: str) -> Headline:
    site_name = metadata.first("og:site_name")
    told = _Told(flat, body)
    shown = _shown(flat, spoken, site_name)
    agreed = shown is not None and (shown.agreement >= AGREED or shown.first)
    sure = shown is not None and not names_owner(shown.headline.text)
    if (
        shown is not None
        and agreed
        and sure
        and not (len(shown.headline.text) <= BRIEF and told.little(shown.headline))
    ):
        return shown.headline
    standing, worth = _standing(flat, body, {squeeze(site_name), *tails(spoken)}, () if agreed else spoken)
    stated = list(_stated(metadata, site_name))
    says = bool(stated) and not names_owner(stated[0].text)  # more than the owner's name
    if standing is not None and worth >= (SURELY if says or sure else SURELY_OWNED):
        return standing
    said = shown.headline if shown is not None and agreed else stated[0] if stated else None
    if said is None or told.little(said) or not (says or sure):
        if standing is not None and worth >= PLACED and told.much(standing):
            return standing
        if (heading := _told_heading(flat, told)) is not None:
            return heading
    if shown is not None and (sure or (agreed and not says)):
        return shown.headline
    if says:
        return stated[0]
    if standing is not None and (worth >= LIKELY or not stated):
        return standing
    others = (shown.headline if shown else None, *stated, _first_heading(flat))
    return next((one for one in others if one), Headline(clean(hint or metadata.title), -1))


def _without_owner(headline: Headline, spoken: Sequence[str], site_name: str) -> Headline:
    """A headline without the site's name that some themes put before or behind it, as before or behind the <title>."""
    match = SEPARATOR.search(headline.text)
    if match is None:
        return headline
    names = {squeeze(site_name), *tails(spoken)}
    last = list(SEPARATOR.finditer(headline.text))[-1]
    for name, rest in (
        (headline.text[: match.start()], headline.text[match.end() :]),
        (headline.text[last.end() :], headline.text[: last.start()]),
    ):
        short = squeeze(rest)
        if len(short) >= SHORTEST and squeeze(name) in names and any(squeeze(one).startswith(short) for one in spoken):
            return Headline(rest, headline.at)
    return headline


class _Told:
    """How much of a line the article's text tells of: the share of its pairs of characters that the text has.

    A headline's words come back in its text; a site's name does not.
    """

    __slots__ = ("_body", "_flat", "_text")

    def __init__(self, flat: Flat, body: Found) -> None:
        self._flat, self._body = flat, body
        self._text: str | None = None  # read when first asked, which is seldom

    @property
    def at(self) -> int:
        """The article's element."""
        return self._body.index

    def much(self, line: Headline) -> bool:
        return self._share(line.text) >= TOLD and not (len(line.text) >= PROSE and "，" in line.text)

    def little(self, line: Headline) -> bool:
        return self._share(line.text) <= UNTOLD

    def _share(self, line: str) -> float:
        if self._text is None:
            end = self._flat.ends[self._body.index]
            runs = self._flat.runs[bisect_left(self._flat.runs, self._body.index, key=_first) :]
            prose = takewhile(lambda run: run.first < end, runs)
            self._text = squeeze("\n".join(run.text for run in prose if _is_prose(self._flat, run))[:READ])
        return told_share(line, self._text)


def told_share(line: str, squeezed: str) -> float:
    """Share of a line's pairs of characters that a squeezed text has."""
    short = squeeze(line)
    pairs = {short[at : at + 2] for at in range(len(short) - 1)}
    return sum(pair in squeezed for pair in pairs) / len(pairs) if pairs else 0.0


def is_facts(text: str) -> bool:
    """Whether a line tells date, source or author, as stands under a headline."""
    return len(text) <= 120 and _FACTS.search(text) is not None


def _told_heading(flat: Flat, told: _Told) -> Headline | None:
    """The first main heading, or line named as the title, that the text tells of."""
    named: Headline | None = None
    for run in flat.runs:
        if not SHORTEST <= run.chars <= LONGEST or is_elsewhere(flat, run.owner, told.at):
            continue
        main = flat.tags[run.owner] == "h1"
        if (main or (named is None and _is_title(flat.names[run.owner]) and not run.link_chars)) and told.much(
            line := Headline(run.text, run.first)
        ):
            if main:
                return line
            named = line
    return named


def _stated(metadata: Metadata, site_name: str) -> Iterator[Headline]:
    """What the page says its title is, without the site's name."""
    for text in (metadata.first("og:title", "twitter:title"), metadata.text("headline"), metadata.title):
        bare = without_site(clean(text), site_name) if text else ""
        if len(squeeze(bare)) >= SHORTEST and not text.startswith(("-", "_", "|")):
            yield Headline(bare, -1)


def _shown(flat: Flat, spoken: list[str], site_name: str) -> _Shown | None:
    """The line on the page that agrees best with what is said of it elsewhere."""
    names = {squeeze(site_name)} if site_name else set()
    said = [squeeze(text) for text in spoken]
    sites = tails(spoken)
    best: _Shown | None = None
    place = 0
    all_spoken = "\n".join(spoken)
    for position, run in enumerate(flat.runs):
        if not SHORTEST <= run.chars <= LONGEST and not _is_short_heading(flat, run, spoken):
            continue
        owner = run.owner
        heading = _HEADINGS.get(flat.tags[owner], 0.0)
        if run.chars > 60 and not heading and run.marks > 3:
            continue
        named = bool(flat.names[owner]) and _is_title(flat.names[owner])
        if not heading and not named and run.text not in all_spoken:
            continue
        line, text = without_mark(run.text), squeeze(run.text)
        told = any(other.startswith(text) for other in said)  # the <title> has the line with whatever stands in it
        if (heading or named) and not told and (bare := without_additions(flat, run, told_otherwise=True)) != run.text:
            short = squeeze(bare)
            if any(other.startswith(short) for other in said):
                line, text = bare, short
        if not text or text in names or (text in sites and text not in said):
            continue
        if run.link_chars >= run.chars and _leads_home(flat, run):  # the site's name
            continue
        agreement = max((_agreement(text, other) for other in said), default=0.0)
        linked = run.link_chars > 0.5 * run.chars
        if not agreement or (linked and not heading and not named and len(text) < SECTION and agreement < AGREED):
            continue
        score = agreement * 10 + heading + named - (2.0 if linked and not heading else 0.0) - position * 1e-4
        if best is None or score > best.score:
            first = any(other.startswith(text) for other in said)
            best, place = _Shown(Headline(line, run.first), score, agreement, first), position
    return best and best._replace(headline=_with_second_line(flat, best.headline, place, said))


def _is_short_heading(flat: Flat, run: Run, spoken: Sequence[str]) -> bool:
    """Whether a line of two or three characters is a main heading that what is said elsewhere begins with: 代位权（民法概念）."""
    if not 2 <= run.chars < SHORTEST or flat.tags[run.owner] != "h1":
        return False
    return any(other.startswith(run.text) and not other[run.chars : run.chars + 1].isalnum() for other in spoken)


def _leads_home(flat: Flat, run: Run) -> bool:
    """Whether a line is a link to the home page."""
    index = run.first
    while index > run.owner and flat.tags[index] != "a":
        index = flat.parents[index]
    target = urlsplit(href(flat, index))
    return target.path in _HOME if target.netloc else target.path in _HOME[1:] and not target.query


_HOME = ("", "/", "/index.html")


def _with_second_line(flat: Flat, headline: Headline, position: int, said: Sequence[str] = ()) -> Headline:
    """A headline with the line below that belongs to it: the <title> goes on with it, or it begins with a dash."""
    runs = flat.runs
    if runs[position].text.startswith(_DASHES) and position and flat.tags[runs[position - 1].owner] in _H:
        position -= 1  # this is the second line
        headline = Headline(without_additions(flat, runs[position]), runs[position].first)
    if position + 1 >= len(runs):
        return headline
    upper, lower = runs[position], runs[position + 1]
    both = squeeze(headline.text + lower.text)
    dashed = lower.text.startswith(_DASHES)
    own = lower.owner == upper.owner and flat.tags[upper.owner] in _H
    goes_on = len(both) > len(squeeze(headline.text)) and any(other.startswith(both) for other in said)
    if not (goes_on and (own or dashed or flat.tags[lower.owner] in _H)) and not (own and dashed):
        return headline
    return Headline(headline.text + ("" if dashed else " ") + lower.text, lower.first)


def _standing(flat: Flat, body: Found, names: set[str], spoken: Sequence[str]) -> tuple[Headline | None, float]:
    """The line above the text that stands like a headline, and how much speaks for it. ``names`` are the site's."""
    runs = flat.runs
    all_spoken = squeeze("\n".join(spoken))
    first = bisect_left(runs, body.index, key=_first)
    prose = next((at for at in range(first, len(runs)) if _is_prose(flat, runs[at])), min(first, len(runs)))
    best: Headline | None = None
    place, most = 0, 0.0
    for at in range(max(0, prose - REACH), prose):
        run = runs[at]
        element = STANDING.get(flat.tags[run.owner], 0.0)
        below = [_is_facts(other) for other in runs[at + 1 : at + 3]]
        if not SHORTEST <= run.chars <= LONGEST or (not element and (run.marks > 3 or "。" in run.text)):
            continue
        if (run.link_chars > 0.5 * run.chars and element < STANDING["h1"]) or squeeze(run.text) in names:
            continue
        if (
            is_elsewhere(flat, run.owner, body.index)
            or (element < STANDING["h1"] and _FACTS.search(run.text))
            or _NO_HEADLINE.search(run.text)
        ):
            continue
        if names_owner(run.text) and not any(below[:1]):
            continue
        if run.link_chars >= run.chars and _leads_home(flat, run):
            continue
        short = squeeze(run.text)
        said = SAID if len(short) >= SECTION and short in all_spoken else 0.0
        named = NAMED if flat.names[run.owner] and _is_title(flat.names[run.owner]) else 0.0
        dated = DATED if any(below[:1]) else ABOVE if any(below) else 0.0
        worth = element + named + dated + said + (NEAR if prose - at <= 3 else 0.0)
        if worth > most:
            best, place, most = Headline(without_additions(flat, run), run.first), at, worth
    return best and _with_second_line(flat, best, place), most


def _first(run: Run) -> int:
    return run.first


def _is_prose(flat: Flat, run: Run) -> bool:
    if run.chars < PROSE or 2 * run.link_chars >= PROSE or not run.has_marks or flat.tags[run.owner] in STANDING:
        return False
    return run.chars > PATH or _CRUMBS.search(run.text) is None


def _is_facts(run: Run) -> bool:
    """A line of date, source or author, as stands under a headline."""
    return is_facts(run.text)


@lru_cache(maxsize=8192)
def _is_title(names: str) -> bool:
    return _TITLE_NAME.search(names) is not None


def _agreement(text: str, other: str) -> float:
    """How well a line fits what is said elsewhere: 1 equal, less where one holds the other, 0 unrelated."""
    if text == other:
        return 1.0
    if text in other:
        return len(text) / len(other) * (1.0 if other.startswith(text) else 0.5)
    if len(other) >= 8 and text.startswith(other):  # cut short elsewhere
        return len(other) / len(text)
    return 0.0


def _first_heading(flat: Flat) -> Headline | None:
    for run in flat.runs:
        if flat.tags[run.owner] == "h1" and run.chars <= LONGEST:
            return Headline(run.text, run.first)
    return None
