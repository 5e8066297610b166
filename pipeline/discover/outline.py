"""One look over a page's tree: its links and where they stand, its entries, and how much prose is its own.

Everything that tells an article from a list is measured here, once, in time linear in the page; kinds.py judges it.
«Prose» is counted in characters and in stops (。！？，； …): labels, menus and title lists have hardly any.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from selectolax.lexbor import LexborHTMLParser, LexborNode

from ..urls import canonicalize, same_site
from . import cards
from .addresses import is_home
from .cards import MAX_DEPTH, MIN_TITLE, claim
from .head import Head, read_head
from .headings import own_heading
from .teasers import Teasers
from .teasers import read as read_teasers
from .words import AROUND
from .zones import HEADINGS, SILENT, Zone, Zones, is_own

MAX_ANCHORS = 20_000  # of one page; what comes after is not looked at
MAX_SECTION = 7  # characters of a section's name
MAX_KIND = 10  # characters of a link in a heading that may say what kind of thread it is
MAX_LEAD = 120  # characters of an item before its link: picture, date, category
_NEVER_CONTENT = frozenset({"footer", "comment", "side", "nav"})  # may be longer than a short article
_SKIP = ("#", "javascript:", "mailto:", "tel:", "sms:", "data:", "weixin:", "about:", "JavaScript:")


class Anchor(NamedTuple):
    """A link to the same site. ``heading``: it is (the text of) a heading. ``rel``: lower case.

    ``text``: what it shows; of a card's picture, the card's title.
    """

    node: LexborNode
    url: str
    text: str
    title: str  # its title attribute
    zone: Zone
    heading: bool
    rel: str
    fragment: bool  # it points into the page: to a comment, a chapter


class Amount(NamedTuple):
    """An amount of text: characters without white space, and stops."""

    chars: int = 0
    stops: int = 0


@dataclass(slots=True)
class Outline:
    """What was seen of one page."""

    url: str
    head: Head
    anchors: list[Anchor]
    entries: list[Anchor]  # links that head an item of a list in the page's own part, one for each address
    containers: dict[str, LexborNode]  # entry's URL → the item's element
    whole: Amount  # all text of the body
    own: Amount  # prose that belongs to the page itself: not boilerplate, not an item's, not link text
    items: Amount  # text in the items
    heading: LexborNode | None  # the page's own heading: not linked elsewhere, and in the document title if that helps
    heading_text: str
    heading_in_title: bool
    text: str = ""  # of the body, scripts included, with single spaces
    zones: Zones | None = None
    tops: dict[int, Amount] = field(default_factory=dict)
    parts: dict[int, Amount] = field(default_factory=dict)
    _teasers: Teasers | None = None

    @property
    def turns_pages(self) -> bool:
        """Whether the page says that there are further ones."""
        return _turns_pages(self.text)

    @property
    def names_section(self) -> bool:
        """Whether the page's heading is as short as a section's name: 网贷, 成功案例."""
        return self.heading_in_title and len(self.heading_text) <= MAX_SECTION

    @property
    def in_menu(self) -> bool:
        """Whether the site's menu leads to this page, by a section's name."""
        if self.heading_in_title and not self.names_section:
            return False
        own = {self.url, self.head.canonical or self.url}
        return any(
            one.zone.name == "nav" and not one.fragment and one.url in own and 2 <= len(one.text) <= MAX_SECTION
            for one in self.anchors
        )

    @property
    def teasers(self) -> Teasers:
        """The links with some text between them; read when first asked for."""
        if self._teasers is None:
            self._teasers = read_teasers(self)
        return self._teasers

    def is_elsewhere(self, node: LexborNode) -> bool:
        """Whether an element stands in boilerplate or in an item."""
        return self.zones is None or not is_own(self.zones.of(node), self.tops) or _inside(node, self.parts)


def _turns_pages(text: str) -> bool:
    return any(match.lastgroup == "pages" for match in AROUND.finditer(text))


def amount(text: str) -> Amount:
    """How much prose a text holds."""
    count = text.count
    return Amount(chars(text), count("。") + count("，") + count("；") + count("？") + count(","))


def chars(text: str) -> int:
    """The characters of a text, blanks not counted."""
    return len(text) - text.count(" ") - text.count("\n") - text.count("\t")


def total(amounts: Iterable[Amount]) -> Amount:
    chars = stops = 0
    for one in amounts:
        chars += one.chars
        stops += one.stops
    return Amount(chars, stops)


def read(tree: LexborHTMLParser, url: str, base_url: str | None = None) -> Outline:
    """Look over a page at ``url`` of the site at ``base_url``. The tree is not changed."""
    head = read_head(tree, url)
    body = tree.body
    if body is None:
        return Outline(url, head, [], [], {}, Amount(), Amount(), Amount(), None, "", False)
    silent = [(node, node.text()) for node in body.css(SILENT)]
    text = body.text()
    line = " ".join(text.split())
    linked = [(node, node.text()) for node in body.css("a[href]")]
    size = len(text) - sum(len(unread) for _, unread in silent)
    zones = Zones(size, size - sum(len(shown) for _, shown in linked))
    headings = body.css("h1, h2, h3, h4, h5, h6")
    selves = {url, head.canonical or url}
    seen = _Links(head.base, base_url or url, selves, headings)
    for node, shown in linked[:MAX_ANCHORS]:
        seen.add(node, shown.strip(), zones.above(node))
    whole = _less(amount(line), amount("".join(unread for _, unread in silent)))
    tops = _boilerplate(seen.all, silent, zones, whole)
    seen.name_cards(headings, tops, head.title, line)
    heading, title, in_title = own_heading(body, headings, seen.elsewhere, zones, tops, head)
    entries = _entries(seen.anchors, selves, tops)
    containers = _containers(entries, heading)
    parts = _parts(containers)
    items = total(parts.values())
    loose = [text for _, text, zone in seen.all if is_own(zone, tops)]
    if parts:
        items = _less(items, amount("".join(unread for node, unread in silent if _inside(node, parts))))
        inside = {link.mem_id for node in containers.values() for link in node.css("a")}
        loose = [text for node, text, zone in seen.all if is_own(zone, tops) and node.mem_id not in inside]
    own = _less(whole, total((*tops.values(), items, amount("".join(loose)))))
    return Outline(
        url, head, seen.anchors, entries, containers, whole, own, items, heading, " ".join(title.split()), in_title,
        line, zones, tops, parts,
    )  # fmt: skip


def _less(size: Amount, other: Amount) -> Amount:
    return Amount(max(0, size.chars - other.chars), max(0, size.stops - other.stops))


class _Links:
    """The links of a page, sorted while they are met."""

    __slots__ = ("_base", "_cards", "_headings", "_origin", "_selves", "_site", "all", "anchors", "elsewhere")

    def __init__(self, base: str, site: str, selves: set[str], headings: list[LexborNode]) -> None:
        self._base, self._site, self._selves = base, site, selves
        self._origin = canonicalize("/", site) or site
        self._cards = _cards(headings)
        self._headings = {node.mem_id: node for node in headings}
        self.all: list[tuple[LexborNode, str, Zone]] = []
        self.anchors: list[Anchor] = []  # to the same site
        self.elsewhere: set[int] = set(self._cards.values())  # headings that link to another page

    def add(self, node: LexborNode, text: str, zone: Zone) -> None:
        self.all.append((node, text, zone))
        attributes = node.attributes
        href = attributes["href"]
        if not href or href.startswith(_SKIP):
            return
        url = canonicalize(href, self._base)
        if url is None:
            return
        if zone.heading and url not in self._selves and self._is_whole(zone.heading, text):
            self.elsewhere.add(zone.heading)
        if not (url.startswith(self._origin) or same_site(url, self._site)):
            return
        heading = bool(zone.heading) or node.mem_id in self._cards
        title, rel = attributes.get("title") or "", attributes.get("rel")
        self.anchors.append(Anchor(node, url, text, title, zone, heading, rel.lower() if rel else "", "#" in href))

    def _is_whole(self, heading: int, text: str) -> bool:
        """Whether a link is most of its heading, not the kind of thread before it: [经验] 某某."""
        if len(text) > MAX_KIND:
            return True
        node = self._headings.get(heading)
        return node is None or 2 * chars(text) >= chars(node.text())

    def name_cards(self, headings: list[LexborNode], tops: dict[int, Amount], title: str, line: str) -> None:
        """Links without words get the titles of their cards, whose headings then lead elsewhere."""
        known = cards.read(self.anchors, headings, tops, title, turns=_turns_pages(line))
        if not known:
            return
        self.elsewhere.update(card.heading.mem_id for card in known.values() if card.heading is not None)
        self.anchors = [
            one._replace(text=card.title, heading=one.heading or card.heading is not None)
            if (card := known.get(one.node.mem_id))
            else one
            for one in self.anchors
        ]


def _cards(headings: list[LexborNode]) -> dict[int, int]:
    """Link → heading for headings inside a link: <a><h3>…</h3><p>…</p></a>."""
    found: dict[int, int] = {}
    for heading in headings:
        above = heading.parent
        for _ in range(3):
            if above is None:
                break
            if above.tag == "a":
                found[above.mem_id] = heading.mem_id
                break
            above = above.parent
    return found


def _boilerplate(
    links: list[tuple[LexborNode, str, Zone]], silent: list[tuple[LexborNode, str]], zones: Zones, whole: Amount
) -> dict[int, Amount]:
    """Outermost boilerplate elements with their size, without those that hold most of the prose: names mislead."""
    regions: dict[int, tuple[Zone, list[str]]] = {}
    loose: list[str] = []
    for _, text, zone in links:
        top = zone.top
        if top is None or top.root is None:
            loose.append(text)
        else:
            regions.setdefault(top.root.mem_id, (top, []))[1].append(text)
    unread: dict[int, list[str]] = {}
    for node, text in silent:
        top = zones.above(node).top
        if top is not None and top.root is not None:
            unread.setdefault(top.root.mem_id, []).append(text)
    linked = {ident: amount("".join(texts)) for ident, (_, texts) in regions.items()}
    prose = _less(whole, total((amount("".join(loose)), *linked.values())))
    tops: dict[int, Amount] = {}
    for ident, (zone, _) in regions.items():
        if zone.root is None:
            continue
        size = _less(amount(zone.root.text()), amount("".join(unread.get(ident, ()))))
        plain = _less(size, linked[ident])
        if plain.stops > max(2, 0.6 * prose.stops) and zone.name not in _NEVER_CONTENT:
            continue
        tops[ident] = size
    return tops


def _entries(anchors: list[Anchor], selves: set[str], tops: dict[int, Amount]) -> list[Anchor]:
    """The links of the page's own part that head something: one for each address."""
    found: dict[str, Anchor] = {}
    for anchor in anchors:
        if len(anchor.text) < MIN_TITLE or anchor.fragment or anchor.url in selves:
            continue
        if not is_own(anchor.zone, tops) or anchor.zone.name in ("meta", "breadcrumb"):
            continue
        if is_home(anchor.url, None):
            continue  # the site's name above an article heads no item
        before = found.get(anchor.url)
        if (anchor.heading and (before is None or not before.heading)) or (before is None and _alone(anchor.node)):
            found[anchor.url] = anchor
    return list(found.values())


def _alone(node: LexborNode) -> bool:
    """Whether a link stands for itself, not in running text."""
    parent = node.parent
    for _ in range(2):
        if parent is None or parent.tag == "p":
            return False
        if len((parent.text(deep=False) or "").strip()) > 16:
            return False
        if parent.tag not in ("span", "b", "strong", "font", "em", "i"):
            return True
        parent = parent.parent
    return parent is not None and parent.tag != "p"


def _containers(entries: list[Anchor], heading: LexborNode | None) -> dict[str, LexborNode]:
    """The element of each entry's item: the highest that holds no other entry and not the page's heading."""
    owner: dict[int, str] = {}
    chains: dict[str, list[LexborNode]] = {}
    claim(owner, heading, "")
    for entry in entries:
        chains[entry.url] = claim(owner, entry.node, entry.url)
    limit = 3 if len(entries) < 2 else MAX_DEPTH
    return {entry.url: _top_of(chains[entry.url], owner, entry, limit) for entry in entries}


def _top_of(chain: list[LexborNode], owner: dict[int, str], entry: Anchor, limit: int) -> LexborNode:
    best = chain[0]
    for node in chain[1 : limit + 1]:
        if owner.get(node.mem_id) != entry.url:
            break
        best = node
        if node.tag in ("article", "li", "tr"):
            break
    lead, found, _ = best.text().partition(entry.text)
    if best is not chain[0] and found and len(lead.strip()) > MAX_LEAD:
        return chain[0]  # an item begins with its link; here something else does
    return best


def _parts(containers: dict[str, LexborNode]) -> dict[int, Amount]:
    """Element → amount of text of the items; where an item is a bare heading, of what follows it too."""
    heads = {node.mem_id for node in containers.values()}
    parts: dict[int, Amount] = {}
    for node in containers.values():
        parts[node.mem_id] = amount(node.text())
        if node.tag not in HEADINGS and node.tag not in ("dt", "a"):
            continue
        after, steps = node.next, 0
        while after is not None and steps < 12 and after.mem_id not in heads and after.tag not in HEADINGS:
            if after.is_element_node:
                parts[after.mem_id] = amount(after.text())
            after, steps = after.next, steps + 1
    return parts


def _inside(node: LexborNode, parts: dict[int, Amount]) -> bool:
    current: LexborNode | None = node
    for _ in range(MAX_DEPTH):
        if current is None:
            return False
        if current.mem_id in parts:
            return True
        current = current.parent
    return False
