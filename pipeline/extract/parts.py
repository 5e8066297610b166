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

_NEXT = re.compile(r"^(?:下\s*一?\s*[页頁]|后\s*一?\s*页|next(?: page)?|下一页\s*[>»]*|[>»›]+)\s*[>»›]*$", re.I)
_NUMBER = re.compile(r"^(?:第?\s*|page\s*|[\[(（]\s*)(\d{1,3})\s*(?:页|頁|[\])）])?$", re.I)
_PAGER = re.compile(r"page|pagination|pager|fenye|pagelist|dede_pages|nextprev", re.I)
_PAGE_KEYS = frozenset("page p pageno pagenum pn pg paged cpage pageindex index".split())
# What a page number adds to the address of the first page: -2, _2, /2, /page/2, ?page=2
_TAIL = re.compile(r"^(?:[-_/](?:page[-_/])?(?P<number>\d{1,3}))?(?P<ending>\.(?:s?html?|php|aspx?|jsp))?/?$")
_PART_MARK = re.compile(r"\s*(?:[(（\[]\s*(?:第?\s*\d{1,3}\s*页?(?:\s*/\s*\d+)?)\s*[)）\]]|[-–—_ ]+第\s*\d+\s*页)\s*$")
_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp)(?=/|$)")
_INNER_EXTENSION = re.compile(r"\.(?:s?html?|php|aspx?|jsp)/")
_WHOLE = re.compile(r"(?:https?:/)?/[\w/.:?=&~-]*", re.A)  # from the root on, and spelt as in its canonical form
MOST = 60


def next_part(tree: LexborHTMLParser, url: str, rules: Rules | None = None) -> str | None:
    """The next page of the same article, None on the last or only page.

    A link is taken when it says «next» or bears the following number, and its address is the article's own with a
    page number: a list's next page or a neighbouring article never is.
    """
    here = urls.canonicalize(url)
    if here is None:
        return None
    if rules is not None and rules.next_part:
        node = tree.css_first(rules.next_part)
        target = urls.canonicalize(node.attributes.get("href") or "", url) if node is not None else None
        return target if target != here else None
    base, number = _split(here)
    if number >= MOST:
        return None
    begin = base.partition("?")[0]
    path = begin.split("/", 3)[-1]
    for node in tree.css("a[href]"):
        href = node.attributes["href"] or ""
        if path not in href and _WHOLE.fullmatch(href) and "/." not in href and not _INNER_EXTENSION.search(href):
            continue  # its path is all there and is another
        target = urls.canonicalize(href, url)
        if target is None or target == here:
            continue
        if not target.startswith(begin) and _INNER_EXTENSION.search(target) is None:
            continue  # hardly any address needs to be taken apart
        other, following = _split(target, base)
        if other != base or following != number + 1:
            continue
        text = node.text(strip=True)
        said = _NUMBER.match(text)
        if _NEXT.match(text) or (said and int(said[1]) == following) or _in_pager(node):
            return target
    return None


def _in_pager(node: LexborNode) -> bool:
    parent = node.parent
    for _ in range(3):
        if parent is None:
            return False
        if _PAGER.search(f"{parent.attributes.get('class') or ''} {parent.id or ''}"):
            return True
        parent = parent.parent
    return False


def _split(url: str, base: str | None = None) -> tuple[str, int]:
    """A URL without its page number, and the number (1 without one). With ``base``, only what that base adds counts."""
    parts = urlsplit(url)
    query = [(key, value) for key, value in parse_qsl(parts.query, keep_blank_values=True)]
    numbers = [int(value) for key, value in query if key.lower() in _PAGE_KEYS and value.isdigit() and len(value) <= 3]
    kept = sorted((key, value) for key, value in query if not (key.lower() in _PAGE_KEYS and value.isdigit()))
    path = parts.path
    number = numbers[0] if numbers else 1
    if numbers:
        path = _EXTENSION.sub("", path).rstrip("/")
    else:
        path, number = _split_path(path, None if base is None else urlsplit(base.split("?")[0]).path)
    return f"{parts.scheme}://{parts.netloc}{path}?{kept}", number


def _split_path(path: str, base: str | None) -> tuple[str, int]:
    stem = _EXTENSION.sub("", path).rstrip("/")
    if base is not None:
        known = _EXTENSION.sub("", base).rstrip("/")
        rest = stem[len(known) :] if stem.startswith(known) else None
        match = _TAIL.match(rest) if rest is not None else None
        return (known, int(match["number"] or 1)) if match else (stem, 1)
    match = re.search(r"(?<=[^/])(?:[-_]|/(?:page/)?)(\d{1,2})$", stem)
    if match and int(match[1]) > 1 and len(stem[: match.start()]) > 1 and re.search(r"\d", stem[: match.start()]):
        return stem[: match.start()], int(match[1])
    return stem, 1


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
