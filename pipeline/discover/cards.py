"""Cards: items whose link shows no words, for only their picture is linked. The heading beside it is the link's title.

<div><a><img></a><h3>title</h3><p>teaser</p></div>, <li><a class="cover"></a><p>title</p></li> …: the same form, item for
item. Taken for a title are, in this order, the one heading of the item, what the picture stands for (alt), its first line.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from selectolax.lexbor import LexborNode

from .addresses import facts, rules_of
from .head import squeeze
from .zones import HEADINGS, is_own

if TYPE_CHECKING:
    from .outline import Anchor

MIN_TITLE = 6  # characters
_MAX_LINE = 60  # … of an item's first line that may be its title
MAX_DEPTH = 12  # elements between an item and its link
_HEADED, _UNHEADED = 2, 3  # items of one form from which they are cards, with and without headings
_ITEMS = frozenset(("article", "li", "tr"))
_NOT_HERE = frozenset(("meta", "breadcrumb", "pager", "prevnext"))


class Card(NamedTuple):
    """``title``: of the link ``node``, as ``heading`` says, where the item has one."""

    node: LexborNode
    title: str
    heading: LexborNode | None
    form: tuple[str, str, int]  # item's tag, heading's tag, elements between item and link
    alike: bool  # the picture bears the heading's words: no chance


def pictured(node: LexborNode) -> str:
    """What the picture of a link without words stands for."""
    image = node.css_first("img[alt]")
    return (image.attributes.get("alt") or "").strip() if image is not None else ""


def claim(owner: dict[int, str], node: LexborNode | None, url: str) -> list[LexborNode]:
    """Write a URL on all elements above a node, itself included; one that had another becomes nobody's."""
    chain: list[LexborNode] = []
    while node is not None and node.tag not in ("body", "html") and len(chain) < MAX_DEPTH:
        ident = node.mem_id
        owner[ident] = url if owner.get(ident, url) == url else ""
        chain.append(node)
        node = node.parent
    return chain


def read(
    anchors: Sequence[Anchor], headings: Iterable[LexborNode], tops: Container[int], title: str, *, turns: bool
) -> dict[int, Card]:
    """``mem_id`` of links without words → their cards. ``title``: the document's; ``turns``: the page names further ones.

    A page's own title is no card's, nor is a heading above a picture: a part of an article begins so.
    """
    worded = {one.url for one in anchors if len(one.text) >= MIN_TITLE}
    bare = {one.url: one for one in reversed(anchors) if not one.text and one.url not in worded and _leads(one, tops)}
    if not bare:
        return {}
    own = squeeze(title)
    owner: dict[int, str] = {}
    for one in anchors:
        if one.url in worded and is_own(one.zone, tops):
            claim(owner, one.node, one.url)
    held = _held(headings, owner, own)
    chains = {url: claim(owner, one.node, url) for url, one in bare.items()}
    cards = [card for url, chain in chains.items() if (card := _card(url, chain, owner, held, own)) is not None]
    forms = Counter(card.form for card in cards)
    names = {card.title for card in cards}
    enough = len(names) >= _UNHEADED
    return {
        card.node.mem_id: card
        for card in cards
        if (forms[card.form] >= _HEADED or card.alike or turns if card.heading is not None else enough)
    }


def _leads(anchor: Anchor, tops: Container[int]) -> bool:
    """Whether a link may lead from an item: to a page that is neither the home page nor a file."""
    known = facts(anchor.url, rules_of(None))
    return (
        known.allowed
        and not (known.home or known.feed or anchor.fragment)
        and anchor.zone.name not in _NOT_HERE
        and is_own(anchor.zone, tops)
    )


def _held(headings: Iterable[LexborNode], owner: dict[int, str], own: str) -> dict[int, LexborNode | None]:
    """``mem_id`` of elements → the one heading in each; None for several. The page's own heading is in no item."""
    held: dict[int, LexborNode | None] = {}
    for heading in headings:
        plain = squeeze(heading.text())
        if plain and plain in own:
            claim(owner, heading, "")
        for node in claim({}, heading, ""):
            held[node.mem_id] = None if node.mem_id in held else heading
    return held


def _card(
    url: str, chain: list[LexborNode], owner: dict[int, str], held: dict[int, LexborNode | None], own: str
) -> Card | None:
    item, depth = chain[0], 0
    for at, node in enumerate(chain[1:], 1):
        if owner.get(node.mem_id) != url or held.get(node.mem_id, node) is None:
            break
        item, depth = node, at
        if node.tag in _ITEMS:
            break
    link, heading = chain[0], held.get(item.mem_id)
    if heading is None:
        heading = _following(item, url, owner, held)
    elif not _is_first(item, link, heading):
        return None
    alt = pictured(link)
    named = " ".join(heading.text().split()) if heading is not None else ""
    title = named or (alt if len(alt) >= MIN_TITLE else _first_line(item))
    if len(title) < MIN_TITLE or squeeze(title) in own:
        return None
    tag = heading.tag or "" if heading is not None else ""
    return Card(link, title, heading, (item.tag or "", tag, depth), bool(named) and squeeze(alt) == squeeze(named))


def _following(
    item: LexborNode, url: str, owner: dict[int, str], held: dict[int, LexborNode | None]
) -> LexborNode | None:
    """The heading that follows a picture in an element of its own."""
    after = item.next
    while after is not None and not after.is_element_node:
        after = after.next
    return held.get(after.mem_id) if after is not None and owner.get(after.mem_id, url) == url else None


def _is_first(item: LexborNode, link: LexborNode, heading: LexborNode) -> bool:
    """Whether the picture stands above the heading; a link that only covers the item may stand anywhere."""
    if link.css_first("img") is None:
        return True
    wanted = {link.mem_id, heading.mem_id}
    first = next((node for node in item.css(f"a, {', '.join(sorted(HEADINGS))}") if node.mem_id in wanted), link)
    return first.mem_id == link.mem_id


def _first_line(item: LexborNode) -> str:
    """An item's first line, where it may be a title."""
    for line in item.text(separator="\n").split("\n"):
        if words := " ".join(line.split()):
            return words if len(words) <= _MAX_LINE and "。" not in words else ""
    return ""
