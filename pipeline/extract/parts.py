"""Articles that go on over several pages: finding the next page, joining the pages."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline import urls
from pipeline.models import Article
from pipeline.site import Rules
from pipeline.text import squeeze

_NEXT = re.compile(
    r"^(?:[下后後]\s*一?\s*[页頁]|余下全文|阅读余下全文|查看余下内容|next(?: page)?|[>»›→]+)\s*[>»›→]*$", re.I
)
_NUMBER = re.compile(r"^(?:第?\s*|page\s*|[\[(（]\s*)(\d{1,3})\s*(?:页|頁|[\])）])?$", re.I)
_PAGE_KEYS = frozenset("page p pageno pagenum pn pg paged pageindex".split())
# What a page number adds to the address of the first page: -2, _2, /2, /page/2
_NUMBERED = re.compile(r"(?P<sign>[-_/](?:page[-_/]?|p(?=\d))?)(?P<number>\d{1,2})$")
_PART_MARK = re.compile(r"\s*(?:[(（\[]\s*(?:第?\s*\d{1,3}\s*页?(?:\s*/\s*\d+)?)\s*[)）\]]|[-–—_ ]+第\s*\d+\s*页)\s*$")
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp)(?=/|$)")
_DAY_FOLLOWS = re.compile(r"(?:19|20)\d\d[-_/]?\d{1,2}$")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d$")  # what follows may be a month, or the number of a year's articles
_HAS_NUMBER = re.compile(r"\d")
_LONGEST_SIGN = 12  # characters of a link that turns the page
MOST = 60


def next_part(tree: LexborHTMLParser, url: str, rules: Rules | None = None) -> str | None:
    """The next page of the same article, None on the last or only page.

    A link is taken when it says «next» or bears the following number, and its address is the article's own with the
    following page number: a list's next page or a neighbouring article (下一篇) never is.
    """
    here = urls.canonicalize(url)
    if here is None:
        return None
    if rules is not None and rules.next_part:
        node = tree.css_first(rules.next_part)
        target = urls.canonicalize(node.attributes.get("href") or "", url) if node is not None else None
        return target if target != here else None
    linked = _Linked(tree, here)
    for node in tree.css("a[href]"):
        text = node.text(strip=True) if node.first_child is not None else ""
        if len(text) > _LONGEST_SIGN:
            continue
        said = _NUMBER.match(text)
        if said is None and not _NEXT.match(text or _described(node)):
            continue
        target = urls.canonicalize(node.attributes["href"] or "", url)
        step = _step(here, target, linked) if target is not None and target != here else None
        if step is None or step[1] != step[0] + 1 or step[1] >= MOST:
            continue
        if said is None or int(said[1]) == step[1] + 1 or (step[0] and int(said[1]) == step[1]):
            return target  # some count from 0 in the address
    return None


def _described(node: LexborNode) -> str:
    """What a link without words says: its title, or what its picture stands for."""
    image = node.css_first("img[alt]")
    words = node.attributes.get("title") or node.attributes.get("aria-label") or ""
    return (words or (image.attributes.get("alt") or "" if image is not None else "")).strip()


def _step(here: str, target: str, linked: _Linked) -> tuple[int, int] | None:
    """The numbers of two pages of one article, by their addresses; None where they are not.

    The first page mostly has no number, and counts as the one before the target's: 1, or 0 where that has 1. /a/7/2 and
    /a/7/3, jiekuan_2 and jiekuan_3, 2024-1 and 2024-2 are pages of one article only where the first page is linked too, days never are.
    """
    one, other = urlsplit(here), urlsplit(target)
    if (one.scheme, one.netloc) != (other.scheme, other.netloc):
        return None
    ours, rest = _of_query(one.query)
    theirs, others = _of_query(other.query)
    path, following = (_EXTENSION.sub("", part).rstrip("/") for part in (one.path, other.path))
    if rest != others:
        return None
    numbered = _HAS_NUMBER.search(path) is not None
    if path == following and (numbered or rest):
        return (1 if ours is None else ours, theirs) if theirs is not None else None
    if ours is not None or theirs is not None:
        return None
    added = _NUMBERED.fullmatch(following[len(path) :]) if following.startswith(path) else None
    if added is not None:
        number = int(added["number"])
        return (number - 1, number) if (number == 1 and numbered) or number == 2 else None
    before, after = _NUMBERED.search(path), _NUMBERED.search(following)
    if before is None or after is None or before["sign"] != after["sign"]:
        return None
    stem = path[: before.start()]
    if stem != following[: after.start()] or len(stem) < 2 or _DAY_FOLLOWS.search(stem):
        return None
    if (before["sign"] == "/" or not _HAS_NUMBER.search(_YEAR.sub("", stem))) and not linked.has(stem):
        return None
    return int(before["number"]), int(after["number"])


class _Linked:
    """The paths that a page links to, without their endings; read when first asked for."""

    def __init__(self, tree: LexborHTMLParser, here: str) -> None:
        self._tree, self._here = tree, here
        self._paths: set[str] | None = None

    def has(self, path: str) -> bool:
        if self._paths is None:
            nodes = self._tree.css("a[href]")
            targets = (urls.canonicalize(node.attributes["href"] or "", self._here) for node in nodes)
            self._paths = {_EXTENSION.sub("", urlsplit(one).path).rstrip("/") for one in targets if one}
        return path in self._paths


def _of_query(query: str) -> tuple[int | None, list[tuple[str, str]]]:
    """The page number in a query, and what else it holds."""
    number, rest = None, []
    for key, value in parse_qsl(query, keep_blank_values=True):
        if number is None and key.lower() in _PAGE_KEYS and value.isdigit() and len(value) <= 3:
            number = int(value)
        else:
            rest.append((key, value))
    return number, sorted(rest)


def without_part(title: str) -> str:
    """A headline without the page number that some systems put behind it.

    >>> without_part("民间借贷的利率上限(2)")
    '民间借贷的利率上限'
    """
    return _PART_MARK.sub("", title) or title


def join(parts: Sequence[Article]) -> Article:
    """One article from its pages in order; the first leads, the others add text, images and tags.

    A block at a page's beginning that repeats the end of the page before (systems repeat headings) is left out.
    """
    first = parts[0]
    if len(parts) == 1:
        return first
    blocks = list(first.blocks)
    for part in parts[1:]:
        held = {squeeze(block.text) for block in blocks[-2:]}
        fresh = list(part.blocks)
        while fresh and (squeeze(fresh[0].text) in held or squeeze(fresh[0].text) == squeeze(first.title)):
            fresh.pop(0)
        blocks += fresh

    def merged(values: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(value for group in values for value in group))

    related = {link.url: link for part in parts for link in part.related_links}
    return replace(
        first,
        title=without_part(first.title) if len(without_part(first.title)) < len(first.title) else first.title,
        body="\n".join(block.text for block in blocks),
        blocks=tuple(blocks),
        images=merged([part.images for part in parts]),
        tags=merged([part.tags for part in parts]),
        notices=merged([part.notices for part in parts]),
        warnings=merged([part.warnings for part in parts]),
        related_links=tuple(related.values()),
    )
