"""A page's tree to an Article: finds the headline and the text, then reads what stands around them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline import urls
from pipeline.models import Article, Block, Hint, RelatedLink
from pipeline.moments import aware
from pipeline.site import Rules, Site
from pipeline.text import squeeze

from . import (
    around,
    blocks,
    body,
    byline,
    category,
    dates,
    images,
    language,
    lines,
    metadata,
    prune,
    published,
    related,
)
from . import title as titles
from . import topic as topics
from .flat import Flat, Run, flatten, within
from .rules import Matched, apply
from .veil import veil

HEADING = 12  # characters of the heading of a list


@dataclass(frozen=True, slots=True)
class _Text:
    """The article's text: its element, what was left out of it, its blocks and runs."""

    index: int
    dropped: list[tuple[int, int]]
    blocks: tuple[Block, ...]
    notices: tuple[str, ...]
    runs: list[Run]


@dataclass(frozen=True, slots=True)
class Reading:
    """An article, and what tells whether its page is an article's or a list of others."""

    article: Article
    shown: bool = False  # its headline stands on the page
    stated: bool = False  # so does its date, near the headline or for machines
    runs: Sequence[Run] = ()  # of its text
    streams: Sequence[tuple[int, int]] = ()  # where other articles or comments are listed

    def own(self) -> list[Run]:
        """The lines of its text that are in no list of others."""
        return [run for run in self.runs if not within(run.first, self.streams)]


def extract(
    tree: LexborHTMLParser,
    url: str,
    *,
    site: Site | None = None,
    hint: Hint | None = None,
    fetched_at: datetime | None = None,
) -> Article:
    """The article of a page; its body is empty where there is none. The tree may be changed and is not used again.

    ``url`` is the page's own; ``fetched_at`` (a naive one is China's) resolves «3天前»; ``hint`` is what feed, sitemap or list said.
    """
    return read(tree, url, site=site, hint=hint, fetched_at=fetched_at).article


def read(
    tree: LexborHTMLParser,
    url: str,
    *,
    site: Site | None = None,
    hint: Hint | None = None,
    fetched_at: datetime | None = None,
) -> Reading:
    """As ``extract``, with what tells an article from a list."""
    fetched_at = aware(fetched_at) if fetched_at is not None else None
    rules = site.rules if site is not None and site.rules != Rules() else None
    matched = apply(tree, rules)
    root = tree.body or tree.root
    if root is None:
        return Reading(_empty(url))
    facts = metadata.read(tree)
    flat = flatten(root, places=bool(matched.nodes))
    head = tree.head.iter() if tree.head is not None else ()
    veil(flat, [*(node for node in head if node.tag == "style"), *flat.styles])
    if not flat.tags:
        return Reading(_empty(url))
    found = body.find(flat)
    headline = _headline(flat, found, facts, hint, matched)
    text = _text(flat, body.narrow(flat, found, headline.at), headline, matched)
    near = around.look(flat, headline.at, text.runs)
    marked = around.marked(flat, near)
    when = published.weigh(facts, near.lines, marked, url, hint, fetched_at)
    elsewhere = _elsewhere(url, facts.canonical)
    notices = tuple(dict.fromkeys((*text.notices, *_notices(near), *elsewhere)))
    names = byline.read(flat, near, marked, facts, headline.text)
    place = category.read(flat, near, marked, facts, headline.text, url)
    joined = "\n".join(block.text for block in text.blocks)
    chosen = category.said(matched.text("category")) or place.category or (hint.category if hint else None)
    tags = category.said_tags(matched.parts("tags")) or place.tags
    score, on_topic = topics.score(headline.text, chosen, tags, joined, site.topic if site is not None else None)
    warnings = [*matched.warnings, *when.warnings]
    moment, precision = when.when, when.precision
    if said := matched.text("published"):
        stated = (
            dates.parse(said)
            or dates.apart(said)
            or dates.compact(said)
            or (dates.relative(said, fetched_at) if fetched_at is not None else None)
        )
        if stated is not None:
            moment, precision = stated.when, stated.precision
        else:
            warnings.append("rule_matched_nothing:published")
    article = Article(
        url=url,
        canonical_url=_canonical(url, facts.canonical, notices, near),
        title=headline.text,
        body=joined,
        published_at=moment,
        published_precision=precision,
        modified_at=when.modified,
        author=byline.said("author", matched.text("author")) or names.author or (hint.author if hint else None),
        source=byline.said("source", matched.text("source")) or names.source,
        editor=byline.said("editor", matched.text("editor")) or names.editor,
        category=chosen,
        tags=tags,
        breadcrumb=place.breadcrumb,
        language=language.detect(joined or headline.text, facts.language),
        images=images.find(flat, text.index, flat.ends[text.index], text.dropped, url),
        blocks=text.blocks,
        related_links=_related(flat, url, text, matched),
        notices=notices,
        warnings=tuple(warnings),
        topic_score=score,
        on_topic=on_topic,
    )
    return Reading(article, headline.at >= 0, when.stated, text.runs, _outermost(flat, found.lists))


def _empty(url: str) -> Article:
    return Article(url=url, canonical_url=urls.canonicalize(url) or url, title="", body="")


def _place(flat: Flat, node: LexborNode | None) -> int:
    """The index of an element in the flat lists, -1 if it is not visible."""
    return -1 if node is None else flat.ids.get(node.mem_id, -1)


def _headline(
    flat: Flat, found: body.Found, facts: metadata.Metadata, hint: Hint | None, matched: Matched
) -> titles.Headline:
    if said := matched.text("title"):
        at = _place(flat, matched.first("title"))
        first = next((run.first for run in flat.runs if at >= 0 and at <= run.first < flat.ends[at]), -1)
        return titles.Headline(said, first)
    return titles.find(flat, facts, found, hint.title if hint else None)


# What portals put behind the last sentence, in its paragraph: 返回某某，查看更多
_ONWARD = ("查看更多", "阅读更多", "了解更多")
_BACK = re.compile(r"(?<=\S)\s*(?:返回[^，。！？]{2,10}[，,\s]+|[\[【(（]?点击)(?:查看|阅读|了解)更多$")


def _text(flat: Flat, found: body.Found, headline: titles.Headline, matched: Matched) -> _Text:
    given = _outermost(flat, {at for node in matched.nodes.get("body", ()) if (at := _place(flat, node)) >= 0})
    if given:
        found = replace(found, index=_around_all(flat, given))
    out = prune.dropped(flat, found)
    if len(given) > 1:
        out = _only(given, out, flat.ends[found.index])
    start, end = found.index, flat.ends[found.index]
    after = headline.at if start <= headline.at < end and not given else start - 1
    runs = [run for run in flat.runs if after < run.first < end and not within(run.first, out)]
    if not given:
        runs = [*body.lead(flat, found, headline.at), *runs]
    for run in runs:
        if run.link_chars and run.text.endswith(_ONWARD):
            run.text = _BACK.sub("", run.text)
    built = blocks.build(flat, runs, 0 if runs and runs[0].first < start else start)
    linked = {run.text for run in runs if run.led}
    links = {run.text for run in runs if run.link_chars >= 0.5 * run.chars}
    kept = lines.clean(
        [block.text for block in built], [block.text in linked for block in built], links, title=headline.text
    )
    said = squeeze(headline.text)
    chosen = [built[i] for position, i in enumerate(kept.lines) if position > 2 or squeeze(built[i].text) != said]
    if _heads_nothing(built, kept, runs, out, found):
        chosen.pop()
    notices = tuple(dict.fromkeys(built[i].text for i in kept.notices))
    texts = {part for block in chosen for part in block.text.split("\t")}  # a table's cells are lines of their own
    left = [run for run in runs if run.text in texts or flat.tags[run.owner] == "pre"] or runs
    return _Text(found.index, out, tuple(chosen), notices, left)


def _around_all(flat: Flat, given: Sequence[tuple[int, int]]) -> int:
    """The nearest element that holds all of the given ones; one alone is its own."""
    index = given[0][0]
    while flat.ends[index] < given[-1][1]:
        index = flat.parents[index]
    return index


def _only(given: Sequence[tuple[int, int]], out: Sequence[tuple[int, int]], end: int) -> list[tuple[int, int]]:
    """What is left out where a rule names several elements: all between them, and within them what was before."""
    kept: list[tuple[int, int]] = []
    at = 0
    for first, last in given:
        kept.append((at, first))
        kept += (one for one in out if first <= one[0] and one[1] <= last)
        at = last
    return [*kept, (at, end)]


def _heads_nothing(
    built: Sequence[Block], kept: lines.Kept, runs: Sequence[Run], out: Sequence[tuple[int, int]], found: body.Found
) -> bool:
    """Whether the last line kept is the short heading of a list of other articles that was left out."""
    if len(kept.lines) < 2:
        return False
    last = built[kept.lines[-1]]
    if last.kind != "heading" or len(last.text) > HEADING or any(mark in last.text for mark in "，。！？"):
        return False
    if kept.stop < len(built):
        return kept.lines[-1] == kept.stop - 1
    following = next((start for start, _ in out if start > runs[-1].first), None)
    return last is built[-1] and following in found.lists


def _notices(near: around.Surroundings) -> Iterator[str]:
    """Copyright and source notes that stand behind the article's own element."""
    for line in near.lines:
        if line.place == "tail" and line.at > near.last and lines.MAY_BE_NOTICE.search(line.text):
            found = lines.match(line.text, lines.BOTTOM)
            if found is not None and found.then == "notice":
                yield line.text


def _outermost(flat: Flat, indices: Iterable[int]) -> list[tuple[int, int]]:
    """The ranges of elements, without those inside others."""
    ranges: list[tuple[int, int]] = []
    for index in sorted(indices):
        if not ranges or index >= ranges[-1][1]:
            ranges.append((index, flat.ends[index]))
    return ranges


def _related(flat: Flat, url: str, text: _Text, matched: Matched) -> tuple[RelatedLink, ...]:
    if matched.nodes.get("related"):
        found: dict[str, RelatedLink] = {}
        for node in matched.nodes["related"]:
            at = _place(flat, node)
            for link in related.entries(flat, at, url) if at >= 0 else ():
                found.setdefault(link.url, link)
                break
        return tuple(found.values())
    last = text.runs[-1].last if text.runs else text.index
    return related.read(flat, url, last)


def _elsewhere(url: str, declared: str) -> tuple[str, ...]:
    """A rel=canonical to a page of another site as a notice: that is where the text is from, not the article's address."""
    target = urls.canonicalize(declared, url) if declared else None
    if target is None or urls.same_site(target, urls.canonicalize(url) or url) or urls.path_of(target) in ("/", ""):
        return ()
    return (f"原文链接（canonical）：{target}",)


def _canonical(url: str, declared: str, notices: Sequence[str], near: around.Surroundings) -> str:
    """rel=canonical, else the address a copyright note gives (本文链接), if it is of this site and no home page."""
    own = urls.canonicalize(url) or url
    noted = [target for text in (*notices, *(line.text for line in near.lines)) for target in lines.own_links(text)]
    for candidate in (declared, *noted):
        target = urls.canonicalize(candidate, url) if candidate else None
        if target and urls.same_site(target, own) and urls.path_of(target) not in ("/", ""):
            return target
    return own
