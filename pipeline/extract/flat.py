"""The visible part of a tree as flat lists in document order, and its text as runs: what all later steps read.

A walk over lists costs a tenth of a walk over node objects, and the sum over any subtree is one subtraction.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence

from selectolax.lexbor import LexborHTMLParser, LexborNode

from .hidden import Doubtful, Ground, visible_name

LONG_LINK = 40  # characters; no author links that much, except by a forgotten end tag
MAX_NODES = 300_000  # elements and texts looked at; more is no article

# Elements whose content a reader never sees as text.
UNSEEN = frozenset(
    "script style noscript template iframe object embed svg canvas audio video select option button textarea input "
    "head link meta title map datalist rt rp dialog -comment".split()
)
# Elements that begin and end a line; any other element is inline (WHATWG rendering, 15.3).
BLOCKS = frozenset(
    "html body address article aside blockquote center dd details div dl dt fieldset figcaption figure footer form h1 "
    "h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre section summary table tbody td tfoot th thead tr ul "
    "caption legend optgroup search".split()
)
_HEADINGS = frozenset("h2 h3 h4 h5 h6 dt summary".split())  # a button in one opens what stands below
_SPACE = " \t\r\n\f\v\u00a0\u3000\u200b\ufeff"
# <span title="2024-03-05 10:20">3天前</span>
DATED_TITLE = re.compile(
    r"(?:(?:发布|发表|更新)(?:时间|日期|于)?\s*[:：]?\s*)?(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}"
)
_PUNCTUATION = re.compile(r"[，。；：、！？,;!?….](?:(?<!\.)|(?=\s|$))")  # a full stop within a word or number is none


class Run:
    """One line of text as laid out: from a block's begin or a line break to the next."""

    __slots__ = ("_marks", "chars", "first", "last", "led", "link_chars", "owner", "text")

    def __init__(self, first: int, owner: int) -> None:
        self.first = first  # index of its first text in the flat lists
        self.last = first
        self.owner = owner  # index of the block element that holds it
        self.text = ""
        self.chars = 0
        self.link_chars = 0  # of these, inside links
        self.led = False  # begins with a link
        self._marks = -1  # counted when first asked for: most lines are links, and are not

    @property
    def marks(self) -> int:
        """How many marks of punctuation a sentence has."""
        if self._marks < 0:
            self._marks = len(_PUNCTUATION.findall(self.text)) if self.chars > 3 else 0
        return self._marks

    @property
    def has_marks(self) -> bool:
        """Whether there is one: the first is found sooner than all are counted."""
        return self.chars > 3 and _PUNCTUATION.search(self.text) is not None


class Flat:
    """Parallel lists over the visible elements and texts below a root, in document order."""

    __slots__ = ("ends", "ids", "names", "nodes", "parents", "runs", "styles", "tags", "texts")

    def __init__(self) -> None:
        self.tags: list[str] = []  # "-text" for texts
        self.parents: list[int] = []  # -1 for the root
        self.ends: list[int] = []  # index after the last descendant
        self.names: list[str] = []  # class and id; "" for texts and links
        self.texts: list[str] = []  # as written; "" for elements
        self.nodes: dict[int, LexborNode] = {}  # links, pictures and what is marked up for machines
        self.ids: dict[int, int] = {}  # mem_id → index, where asked for
        self.runs: list[Run] = []
        self.styles: list[LexborNode] = []  # style elements

    def raw(self, index: int) -> str:
        """The text of a text node, as written; "" for elements."""
        return self.texts[index]

    def words(self, index: int) -> str:
        """The visible text below a node on one line, parts apart by a blank."""
        return clean(" ".join(self.raw(i) for i in range(index, self.ends[index]) if self.tags[i] == "-text"))

    def children(self, index: int) -> Iterator[int]:
        """The elements right below one."""
        child, end = index + 1, self.ends[index]
        while child < end:
            if self.tags[child] != "-text":
                yield child
            child = self.ends[child]

    def inside(self, index: int, tags: frozenset[str]) -> bool:
        """Whether a node has an ancestor (or is itself) of one of the tags."""
        while index >= 0:
            if self.tags[index] in tags:
                return True
            index = self.parents[index]
        return False


def within(index: int, ranges: Sequence[tuple[int, int]]) -> bool:
    """Whether one of the ranges, in order and apart, holds an index."""
    at = bisect_right(ranges, index, key=_start)
    return at > 0 and index < ranges[at - 1][1]


def _start(one: tuple[int, int]) -> int:
    return one[0]


def flatten(root: LexborNode, *, places: bool = False) -> Flat:
    """The visible nodes below ``root`` (itself at index 0) and the runs of text. One loop: this is the hot path.

    ``places`` fills ``ids``, to find elements that a selector gave.
    """
    flat = Flat()
    ground = Ground(root)
    tags, parents, ends, names, texts, nodes = flat.tags, flat.parents, flat.ends, flat.names, flat.texts, flat.nodes
    runs, known = flat.runs, _KINDS
    stack: list[tuple[LexborNode, int, int, bool]] = []
    run: Run | None = None
    pieces: list[str] = []
    node: LexborNode | None = root
    parent, owner, linked = -1, 0, False
    while node is not None:
        tag, kind = known.get(node.tag_id) or (node.tag or "", _INLINE)
        child: LexborNode | None = None
        if kind == _TEXT:
            text = node.text_content or ""
            if not text.isspace() and (bare := len(text.strip(_SPACE))):
                index = len(tags)
                if run is None or run.owner != owner:
                    if run is not None:
                        finish(run, pieces, runs)
                    run, pieces = Run(index, owner), []
                run.last = index
                if linked:
                    run.link_chars += bare
                    if len(pieces) < 3:
                        run.led = True
                pieces.append(text)
                tags.append(tag)
                parents.append(parent)
                ends.append(index + 1)
                names.append("")
                texts.append(text)
            elif run is not None:
                pieces.append(" ")
        elif kind != _UNSEEN or (tag == "button" and parent >= 0 and tags[parent] in _HEADINGS):
            index = len(tags)
            name: str | None = ""
            if kind in _HELD:
                nodes[index] = node
            elif kind != _BARE:
                attributes = node.attributes
                if attributes:
                    said = attributes.get
                    name = visible_name(said("class"), said("id"), said("style"), said("color"), "hidden" in attributes)
                    if name is None and tag == "dd":  # an answer folded below its question
                        name = said("class") or ""
                    if type(name) is Doubtful and ground.hides(node):
                        name = None
                    if (
                        ("title" in attributes and DATED_TITLE.match(said("title") or ""))
                        or "itemprop" in attributes
                        or "rel" in attributes
                        or "start" in attributes
                    ):
                        nodes[index] = node
            if name is not None:
                if kind >= _BREAK and run is not None:
                    finish(run, pieces, runs)
                    run = None
                tags.append(tag)
                parents.append(parent)
                ends.append(index + 1)
                names.append(name)
                texts.append("")
                if places:
                    flat.ids[node.mem_id] = index
                child = node.first_child
                if child is not None and index < MAX_NODES:
                    stack.append((node, parent, owner, linked))
                    node, parent = child, index
                    if kind == _BLOCK:
                        owner = index
                    elif kind == _ANCHOR:
                        linked = True
                    continue
        elif tag == "style":
            flat.styles.append(node)
        following = node.next if stack else None
        while following is None and stack:
            ends[parent] = len(tags)
            node, parent, owner, linked = stack.pop()
            following = node.next if stack else None
        node = following
    if run is not None:
        finish(run, pieces, runs)
    _unlink(flat)
    return flat


# What the loop does with a tag; those from _BREAK on end a line. Attributes are a dictionary each: links, of which there
# are most, and bare formatting are asked for theirs only where an article's facts are read.
_INLINE, _TEXT, _UNSEEN, _BARE, _KEPT, _ANCHOR, _BREAK, _BLOCK = range(8)
_HELD = frozenset((_KEPT, _ANCHOR))


def _by_id() -> dict[int, tuple[str, int]]:
    """Tag number of the parser → name and kind."""
    kinds = {
        **dict.fromkeys(BLOCKS, _BLOCK),
        **dict.fromkeys(UNSEEN, _UNSEEN),
        **dict.fromkeys("b strong em u s sub sup big small tt wbr".split(), _BARE),
        **dict.fromkeys(("img", "time"), _KEPT),
        "a": _ANCHOR,
        "br": _BREAK,
    }
    probe = LexborHTMLParser("<p>x</p>")
    table: dict[int, tuple[str, int]] = {}
    for tag, kind in kinds.items():
        if tag.isalnum():
            table[probe.create_node(tag).tag_id] = (tag, kind)
    for tag in "span font i cite abbr code label ins del q mark section".split():
        table.setdefault(probe.create_node(tag).tag_id, (tag, _INLINE))
    assert probe.root is not None
    for text in probe.root.traverse(include_text=True):
        if text.is_text_node:
            table[text.tag_id] = ("-text", _TEXT)
    holder = LexborHTMLParser("<div><!--x--></div>").css_first("div")
    comment = holder.first_child if holder is not None else None
    assert comment is not None
    table[comment.tag_id] = ("-comment", _UNSEEN)
    return table


_KINDS = _by_id()


def _unlink(flat: Flat) -> None:
    """An a element around several long lines was never closed: its text is no link."""
    around: dict[int, list[Run]] = {}
    for run in flat.runs:
        if run.link_chars >= LONG_LINK:
            index = run.first
            while index > 0 and flat.tags[index] != "a":
                index = flat.parents[index]
            around.setdefault(index, []).append(run)
    for index, found in around.items():
        if len(found) >= 3 and flat.tags[index] == "a":
            for run in found:
                run.link_chars = 0


def finish(run: Run, pieces: list[str], runs: list[Run]) -> None:
    """Puts a line with the text of the pieces among the runs, if it has any."""
    text = clean(pieces[0] if len(pieces) == 1 else "".join(pieces))
    if text:
        run.text = text
        run.chars = len(text)
        runs.append(run)


_BLANKS = re.compile(r"[ \t\r\n\f\v\u00a0\u2000-\u200a\u2028\u2029\u202f\u3000]+")
_ZERO_WIDTH = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
_WRAP = re.compile(r"(?<=[\u3000-\u9fff\uff00-\uffef])[ \t]*[\r\n][\s]*(?=[\u3000-\u9fff\uff00-\uffef])")


def clean(text: str) -> str:
    """A line as a reader sees it: blanks as one space, none where the source wrapped between Chinese characters."""
    text = text.strip(_SPACE)
    if text.isprintable():  # no blank but the plain one, nothing invisible
        return _BLANKS.sub(" ", text) if "  " in text else text
    if "\n" in text or "\r" in text:
        text = _WRAP.sub("", text)
    return _ZERO_WIDTH.sub("", _BLANKS.sub(" ", text)).strip()
