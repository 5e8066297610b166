"""Which element holds the article: text with sentences in it, few links, names that speak for it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from .flat import Flat, Run
from .names import judge

DESCEND = 0.72  # a child that holds this share of the text is where the article is
REPEATED = 40  # characters of a line that is on a page twice only with all the text
FLEA = 0.02  # of the text; less is a line, not a part
BOXES = 5  # questions that make a list
NEAREST = 0.3  # … or this, where the headline is in it too
SENTENCE = 12  # characters a run needs to count as a sentence
LINKED = 0.6  # share of its characters a run must have outside links
UNMARKED = 0.3  # worth of a character in a line without punctuation
WEIGHT_FRAME = 0.2  # … inside nav, footer, aside
WEIGHT_LIST = 0.05  # … in a list of other articles
WEIGHT_BOILERPLATE = 0.1  # … under a name that says boilerplate
WEIGHT_MIXED = 0.3  # … under a name that says both (post-comments)
WEIGHT_BODY = 1.3  # … under a name that says article; once for each level, up to
WEIGHT_MOST = 3.0
HOLDS = 0.6  # share of the page's text, streams left out, with which an element is not the page's layout whatever it is called
FRAME = frozenset({"nav", "footer", "aside", "header", "form"})
# An article is never looked for inside these: they are its parts.
ENTRY = 6  # characters of a link that leads an entry of a list
ENTRIES = 4  # entries that make a list
ENTRY_DEPTH = 6  # elements between an entry and the link that leads it
ENTRY_TAGS = frozenset("li article section div dd tr dl".split())
POSTED = 50  # characters of a comment's line of name and time
_POSTED = re.compile(
    r"(?:\d{1,2}[-/.]\d{1,2}\s+|\d月\d{1,2}日\s*|[今昨前]天\s*)[0-2]?\d:[0-5]\d|\d\s*(?:秒|分钟|小时|天|周|个?月|年)前"
    r"|^(?:回复|回應|回覆|举报|引用|支持|反对|点赞|赞|顶|踩|推|reply)(?:\s*[(（\[]?\d*[)）\]]?)?(?:$|\s)|\d\s*[楼樓](?:$|\s)",
    re.I,
)
_BUTTONS = frozenset("回举引支反点赞顶踩推rR")
_QUESTION = re.compile(r"^\s*(?:问|Q)\s*\d*\s*[:：、.]|[？?]\s*$")
LEAD = 25  # characters of a sentence above the article's element that belongs to it
LEAD_LINES = 4  # more is something else
LEAVES = frozenset("p h1 h2 h3 h4 h5 h6 li pre blockquote span font b strong a i em u table ul ol".split())


@dataclass(frozen=True, slots=True)
class Found:
    """The element of the article (index in the flat lists), with sums over every subtree to judge its parts by.

    A list ``x`` of sums is read ``x[flat.ends[i]] - x[i]``.
    """

    index: int
    lists: set[int]  # elements that list other articles
    worth: list[float]  # article text, weighted by what the names around it say
    chars: list[int]
    link_chars: list[int]


def worth(run: Run) -> float:
    """How much a run speaks for being article text: its characters outside links, more with sentence punctuation."""
    plain = run.chars - run.link_chars
    if run.chars < SENTENCE or plain < LINKED * run.chars:
        return 0.0
    return float(plain) if run.marks else plain * UNMARKED


def find(flat: Flat) -> Found:
    """The element to read the article from."""
    size = len(flat.tags) + 1
    plain, weighted = [0.0] * size, [0.0] * size
    chars, link_chars = [0] * size, [0] * size
    for run in flat.runs:
        at = run.first + 1
        chars[at], link_chars[at] = run.chars, run.link_chars
        plain[at] = worth(run)
    streams = lists(flat, list(accumulate(plain)))
    telling = list(_once(run for run in flat.runs if plain[run.first + 1]))
    fresh = [0.0] * size
    for run in telling:
        fresh[run.first + 1] = plain[run.first + 1]
    own = list(accumulate(_outside(flat, fresh, streams)))
    weight = _weights(flat, streams, own, (run.owner for run in telling))
    for run in telling:
        weighted[run.first + 1] = plain[run.first + 1] * weight[run.owner]
    mass = list(accumulate(weighted))
    return Found(_descend(flat, mass), streams, mass, list(accumulate(chars)), list(accumulate(link_chars)))


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
            and run.marks
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
    """``found`` without what stands beside the element that holds both the headline and much of the text.

    A headline and its article are nearer to each other than to what a firm says of itself below.
    """
    if title < 0:
        return found
    mass, ends = found.worth, flat.ends
    here = found.index
    while here > 0 and not here < title < ends[here]:
        here = flat.parents[here]
    chosen = found.index
    while True:
        parts = [(mass[ends[child]] - mass[child], child) for child in _children(flat, here)]
        own = next((part for part in parts if part[1] < title < ends[part[1]]), None)
        if own is None:
            break
        worth, child = own
        rivals = [mine for mine, part in parts if part != child and mine > FLEA * worth and not _repeats(flat, part)]
        if worth <= 0 or worth < NEAREST * (worth + sum(rivals)) or worth < max(rivals, default=0.0):
            break
        chosen = here = _descend(flat, mass, child)
    return found if chosen == found.index else replace(found, index=chosen)


def _repeats(flat: Flat, index: int) -> bool:
    """Whether an element is made of many boxes that each begin with a question, as stand below every page of a firm."""
    children = list(_children(flat, index))
    while len(children) == 1:
        children = list(_children(flat, children[0]))
    return sum(_is_question(flat, child) for child in children) >= max(BOXES, 0.6 * len(children))


def _is_question(flat: Flat, index: int) -> bool:
    """Whether an element has a first line that asks and more lines."""
    lines = [i for i in range(index + 1, flat.ends[index]) if flat.tags[i] == "-text"]
    return len(lines) > 1 and _QUESTION.search(flat.texts[lines[0]]) is not None


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


def lists(flat: Flat, worth_sums: list[float]) -> set[int]:
    """Elements that are streams of other texts: like entries, each led by a link (other articles, with or without
    teasers), or with the time or the button of a reader's comment.
    """
    entries: dict[int, set[int]] = {}
    parents, ends = flat.parents, flat.ends
    for run in flat.runs:
        if (run.link_chars >= ENTRY and run.link_chars >= 0.35 * run.chars and run.led) or _is_posted(run):
            child = run.owner
            for _ in range(ENTRY_DEPTH):
                holder = parents[child]
                if holder < 0:
                    break
                entries.setdefault(holder, set()).add(child)
                child = holder
    found: set[int] = set()
    for holder, led in entries.items():
        if len(led) < ENTRIES:
            continue
        kinds = Counter((flat.tags[i], flat.names[i]) for i in _children(flat, holder) if flat.tags[i] in ENTRY_TAGS)
        alike = max(kinds.values(), default=0)
        total = worth_sums[ends[holder]] - worth_sums[holder]
        largest = max(worth_sums[ends[i]] - worth_sums[i] for i in _children(flat, holder))
        if alike >= ENTRIES and len(led) >= 0.6 * sum(kinds.values()) and largest <= 0.5 * total + 1:
            found.add(holder)
    return found


def _is_posted(run: Run) -> bool:
    """Whether a line is of a comment's frame: who wrote it at what time of day, a button to answer it."""
    text = run.text
    return (
        run.chars <= POSTED
        and (
            ":" in text or "前" in text or "楼" in text or "樓" in text or text[0] in _BUTTONS
        )  # few lines need the expression
        and _POSTED.search(text) is not None
    )


def _children(flat: Flat, holder: int) -> Iterator[int]:
    child = holder + 1
    while child < flat.ends[holder]:
        if flat.tags[child] != "-text":
            yield child
        child = flat.ends[child]


def _once(runs: Iterable[Run]) -> Iterator[Run]:
    """Lines without those of a second copy of the text, for narrow screens or printers: it is worth nothing."""
    said: set[str] = set()
    for run in runs:
        if run.chars < REPEATED:
            yield run
        elif run.text not in said:
            said.add(run.text)
            yield run


def _outside(flat: Flat, worths: list[float], streams: set[int]) -> list[float]:
    """Worths without those inside streams of other texts."""
    outside = worths[:]
    done = 0
    for index in sorted(streams):
        if index >= done:
            done = flat.ends[index]
            outside[index + 1 : done + 1] = [0.0] * (done - index)
    return outside


def _weights(flat: Flat, streams: set[int], own: list[float], owners: Iterable[int]) -> dict[int, float]:
    """For elements with text, what their own and their ancestors' names make of it. ``own``: sums of the page's text."""
    names, parents, tags = flat.names, flat.parents, flat.tags
    most = HOLDS * own[-1]
    weights = {0: 1.0}
    for owner in owners:
        path: list[int] = []
        index = owner
        while index not in weights:
            path.append(index)
            index = parents[index]
        weight = weights[index]
        for index in reversed(path):
            holds = own[flat.ends[index]] - own[index] > most
            if tags[index] in FRAME and not holds:
                weight *= WEIGHT_FRAME
            if index in streams:
                weight *= WEIGHT_LIST
            if names[index]:
                verdict = judge(names[index])
                if verdict.boilerplate and not (verdict.layout and holds):
                    weight *= WEIGHT_MIXED if verdict.body else WEIGHT_BOILERPLATE
                elif verdict.body:
                    weight = min(weight * WEIGHT_BODY, WEIGHT_MOST)
            weights[index] = weight
    return weights
