"""Which element holds the article: text with sentences in it, few links, names that speak for it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from . import streams
from .flat import Flat, Run
from .names import judge

DESCEND = 0.72  # a child that holds this share of the text is where the article is
NEAREST = 0.3  # a child that holds the headline and this share may be, if all beside it is the site's own words
LITTLE = 0.02  # of the article's text; with less an element is a line, not a part
LINKS = 0.5  # share of an element's characters in links, or said before, that makes it no part of the text
ABOUT = 80  # characters at the begin of an element that tell whether a site speaks of itself
_ABOUT = re.compile(
    r"简介|关于我们|联系(?:我们|方式|电话)|咨询(?:热线|电话)|(?:地址|电话|邮编|传真|邮箱)\s*[:：]|版权所有|备案|友情链接|热门|猜你喜欢"
    r"|(?:相关|最新|推荐)(?:文章|阅读|资讯|推荐)|为[您你]推荐|网友评论|登录|注册"
)
REPEATED = 40  # characters of a line that stands on a page twice only where all the text does
SENTENCE = 12  # characters a run needs to count as a sentence
LINKED = 0.6  # share of its characters a run must have outside links
UNMARKED = 0.3  # worth of a character in a line without punctuation
WEIGHT_FRAME = 0.2  # … inside nav, footer, aside
WEIGHT_LIST = 0.05  # … in a list of other articles
WEIGHT_BOILERPLATE = 0.1  # … under a name that says boilerplate
WEIGHT_MIXED = 0.3  # … under a name that says both (post-comments)
WEIGHT_BODY = 1.3  # … under a name that says article; once for each level, up to
WEIGHT_MOST = 3.0
HOLDS = 0.6  # share of the page's text with which an element that has a headline is no layout, whatever it is called
FRAME = frozenset({"nav", "footer", "aside", "header", "form"})
LEAD = 25  # characters of a sentence above the article's element that belongs to it
LEAD_LINES = 4  # more is something else
# An article is never looked for inside these: they are its parts.
LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 li pre blockquote span font b strong a i em u table ul ol".split())


@dataclass(frozen=True, slots=True)
class Found:
    """The element of the article (index in the flat lists), with sums over every subtree to judge its parts by.

    A list ``x`` of sums is read ``x[flat.ends[i]] - x[i]``.
    """

    index: int
    lists: set[int]  # elements that list other articles
    worth: list[float]  # article text, without streams of others and second copies
    mass: list[float]  # … weighted by what the names around it say
    chars: list[int]
    link_chars: list[int]
    repeats: list[int]  # characters of second copies


def worth(run: Run) -> float:
    """How much a run speaks for being article text: its characters outside links, more with sentence punctuation."""
    plain = run.chars - run.link_chars
    if run.chars < SENTENCE or plain < LINKED * run.chars:
        return 0.0
    return float(plain) if run.has_marks else plain * UNMARKED


def find(flat: Flat) -> Found:
    """The element to read the article from."""
    size = len(flat.tags) + 1
    chars, link_chars = [0] * size, [0] * size
    worths = [0.0] * size  # of every line
    for run in flat.runs:
        at = run.first + 1
        chars[at], link_chars[at] = run.chars, run.link_chars
        worths[at] = worth(run)
    whole = list(accumulate(worths))
    others = streams.find(flat, whole)
    telling = [run for run in flat.runs if worths[run.first + 1]]
    again = _repeated(telling)
    once, repeats = worths[:], [0] * size
    for run in again:
        once[run.first + 1], repeats[run.first + 1] = 0.0, run.chars
    own = list(accumulate(_outside(flat, once, others))) if others or again else whole
    weight = _weights(flat, others, own, (run.owner for run in telling))
    masses = [0.0] * size
    for run in telling:
        masses[run.first + 1] = once[run.first + 1] * weight[run.owner]
    mass = list(accumulate(masses))
    if again:
        repeats = list(accumulate(repeats))
    return Found(
        _descend(flat, mass), others, own, mass, list(accumulate(chars)), list(accumulate(link_chars)), repeats
    )


def lead(flat: Flat, found: Found, title: int) -> list[Run]:
    """Sentences between the headline and the article's element: an abstract or the text of the first picture."""
    if not 0 <= title < found.index:
        return []
    kept: list[Run] = []
    for run in flat.runs:
        if run.first >= found.index:
            break
        if (
            run.first > title
            and run.chars >= LEAD
            and run.has_marks
            and not run.link_chars
            and not _boilerplate(flat, run.owner)
        ):
            kept.append(run)
    return kept if len(kept) <= LEAD_LINES else []


def _boilerplate(flat: Flat, index: int) -> bool:
    while index > 0:
        if flat.tags[index] in FRAME - {"header"} or (flat.names[index] and judge(flat.names[index]).boilerplate):
            return True
        index = flat.parents[index]
    return False


def narrow(flat: Flat, found: Found, title: int) -> Found:
    """``found`` without what stands beside the headline's own box, where all of that is the site's words about itself.

    The box that holds headline and text may be one of several that hold the text; only what is known to be something
    else (contact data, a firm's introduction, links) is left out.
    """
    if title < 0:
        return found
    mass, ends = found.mass, flat.ends
    here = chosen = found.index
    while here > 0 and not here < title < ends[here]:
        here = flat.parents[here]
    while True:
        parts = {child: mass[ends[child]] - mass[child] for child in flat.children(here)}
        own = next((child for child in parts if child < title < ends[child]), None)
        whole = mass[ends[here]] - mass[here]
        if own is None or parts[own] < NEAREST * whole:
            break
        if whole - sum(parts.values()) > LITTLE * parts[own]:  # text in no part
            break
        if any(
            share > LITTLE * parts[own] and child != own and not _is_sites(flat, found, child)
            for child, share in parts.items()
        ):
            break
        chosen = here = _descend(flat, mass, own)
    return found if chosen == found.index else replace(found, index=chosen)


def _is_sites(flat: Flat, found: Found, index: int) -> bool:
    """Whether an element holds what a site says of itself on every page, links, or a second copy."""
    end = flat.ends[index]
    other = max(found.link_chars[end] - found.link_chars[index], found.repeats[end] - found.repeats[index])
    if other > LINKS * (found.chars[end] - found.chars[index]):
        return True
    return _ABOUT.search(flat.words(index)[:ABOUT]) is not None


def _descend(flat: Flat, mass: list[float], here: int = 0) -> int:
    """From an element to the last one inside of which no single part holds nearly all the text."""
    ends, tags = flat.ends, flat.tags
    while True:
        best, best_mass = -1, DESCEND * (mass[ends[here]] - mass[here])
        child, end = here + 1, ends[here]
        while child < end:
            after = ends[child]
            if mass[after] - mass[child] > best_mass and tags[child] != "-text":
                best, best_mass = child, mass[after] - mass[child]
            child = after
        if best < 0 or tags[best] in LEAVES:
            return here
        here = best


def _repeated(runs: Iterable[Run]) -> list[Run]:
    """Lines of a second copy of the text, for narrow screens or printers: it is worth nothing."""
    said: set[str] = set()
    again: list[Run] = []
    for run in runs:
        if run.chars >= REPEATED:
            if run.text in said:
                again.append(run)
            said.add(run.text)
    return again


class _Signs:
    """Tells whether an element holds what an article shows itself by: a main heading, or a part named as its text."""

    __slots__ = ("_at", "_flat")

    def __init__(self, flat: Flat) -> None:
        self._flat = flat
        self._at: list[int] | None = None  # found when first asked, which is seldom

    def __call__(self, index: int) -> bool:
        if self._at is None:
            names = self._flat.names
            named = {name for name in set(names) if name and judge(name)[:2] == (True, False)}
            self._at = [i for i, tag in enumerate(self._flat.tags) if tag in ("h1", "article") or names[i] in named]
        return bisect_right(self._at, self._flat.ends[index] - 1) > bisect_right(self._at, index)


def _outside(flat: Flat, worths: list[float], others: set[int]) -> list[float]:
    """Worths without those inside streams of other texts."""
    outside = worths[:]
    done = 0
    for index in sorted(others):
        if index >= done:
            done = flat.ends[index]
            outside[index + 1 : done + 1] = [0.0] * (done - index)
    return outside


def _weights(flat: Flat, others: set[int], own: list[float], owners: Iterable[int]) -> dict[int, float]:
    """For elements with text, what their own and their ancestors' names make of it. ``own``: sums of the page's text."""
    names, parents, tags, ends = flat.names, flat.parents, flat.tags, flat.ends
    most = HOLDS * own[-1]
    shows = _Signs(flat)
    weights = {0: 1.0}
    for owner in owners:
        path: list[int] = []
        index = owner
        while index not in weights:
            path.append(index)
            index = parents[index]
        weight = weights[index]
        for index in reversed(path):
            holds = own[ends[index]] - own[index] > most
            if tags[index] in FRAME and not (holds and shows(index)):
                weight *= WEIGHT_FRAME
            if index in others:
                weight *= WEIGHT_LIST
            if names[index]:
                verdict = judge(names[index])
                if verdict.boilerplate and not (verdict.layout and holds and shows(index)):
                    weight *= WEIGHT_MIXED if verdict.body else WEIGHT_BOILERPLATE
                elif verdict.body:
                    weight = min(weight * WEIGHT_BODY, WEIGHT_MOST)
            weights[index] = weight
    return weights
