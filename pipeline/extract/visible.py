"""The text of a page as a browser shows it (copied, saved as .txt) to an Article: no tags, only lines."""

from __future__ import annotations

import re
from datetime import datetime
from difflib import SequenceMatcher

from pipeline import urls
from pipeline.models import Article, Block, RelatedLink
from pipeline.moments import aware
from pipeline.site import Site
from pipeline.text import fold, squeeze

from . import byline, language, lines, published
from . import title as titles
from . import topic as topics
from .around import Line, Surroundings
from .flat import Flat, clean
from .metadata import Metadata
from .site_names import names_owner

_CRUMBS = re.compile(r"^(?:您?的?(?:当前|现在)?(?:的)?位置)\s*[:：]\s*(.+)$")
_RELATED = re.compile(r"(?:相关(?:文章|阅读|新闻|推荐|链接|资讯)|延伸阅读|推荐阅读|猜你喜欢)\s*[:：]?$")
_BULLET = re.compile(r"^\s*(?:[•·●○▪■◆*]|[-–](?=\s))\s*")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.、)）]\s*(?=\S)")
_MARKDOWN = re.compile(r"^#{1,6}\s+")  # a heading's mark
_INDENTED = re.compile(r"^\s{2,}\S")
_ENDS_SENTENCE = re.compile(r"[。；;.!！:：,，、…”」』）)]$")
HEADING_CHARS = 36


def from_text(text: str, url: str = "", *, fetched_at: datetime | None = None, site: Site | None = None) -> Article:
    """An article from visible text. ``url`` may be empty, then the
    page's own note (本文链接：…) tells it."""
    fetched_at = aware(fetched_at) if fetched_at is not None else None
    rows = [row.rstrip() for row in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    crumbs, rows = _breadcrumb(rows)
    title, rows = _title(rows)
    rows, related_rows = _split_related(rows)
    blocks = _blocks(rows)
    kept = lines.clean([block.text for block in blocks])
    body = [blocks[i] for i in kept.lines]
    notices = tuple(dict.fromkeys(blocks[i].text for i in kept.notices))
    own = url or next((link for note in notices for link in lines.own_links(note)), "")
    near = _surroundings([block.text for block in blocks], set(kept.lines))
    when = published.weigh(Metadata(), near.lines, {}, own, None, fetched_at)
    names = byline.read(Flat(), near, {}, Metadata())
    joined = "\n".join(block.text for block in body)
    category = crumbs[-1] if crumbs else None
    score, on_topic = topics.score(title, category, (), joined, site.topic if site is not None else None)
    return Article(
        url=own,
        canonical_url=urls.canonicalize(own) or own,
        title=title,
        body=joined,
        published_at=when.when,
        published_precision=when.precision,
        modified_at=when.modified,
        author=names.author,
        source=names.source,
        editor=names.editor,
        category=category,
        breadcrumb=crumbs,
        language=language.detect(joined or title),
        blocks=tuple(body),
        related_links=tuple(_related(related_rows)),
        notices=notices,
        topic_score=score,
        on_topic=on_topic,
    )


def _surroundings(texts: list[str], kept: set[int]) -> Surroundings:
    """The lines between headline and text, and those of the rest that are none of it."""
    prose = next((at for at, text in enumerate(texts) if _is_prose(text)), len(texts))
    found = []
    for at, text in enumerate(texts):
        if at < min(prose, HEAD) or at not in kept:
            head = at <= prose
            clauses = len(_CLAUSE.findall(text)) if len(text) > 40 else 0
            found.append(
                Line(text, at, "head" if head else "tail", at + 1 if head else len(texts) - at, clauses, at not in kept)
            )
    return Surroundings(tuple(found), {}, 0, 0)


HEAD = 8  # lines below the headline that may tell of the article
_CLAUSE = re.compile("[，。；！？]")


def _breadcrumb(rows: list[str]) -> tuple[tuple[str, ...], list[str]]:
    for at, row in enumerate(rows[:15]):
        if match := _CRUMBS.match(row.strip()):
            parts = [part.strip() for part in re.split(r"[>»›＞/]", match[1])]
            kept = tuple(part for part in parts if part and part not in ("首页", "主页", "正文", "正文内容"))
            return kept, rows[:at] + rows[at + 1 :]
    return (), rows


def _title(rows: list[str]) -> tuple[str, list[str]]:
    """The headline, and the lines behind it: the first line that could be one, or, where that is the page's menu or the
    site's name, the one that stands above the date or the text and that the text tells of.
    """
    may = [at for at, row in enumerate(rows[:MOST_ABOVE]) if _may_be_title(_MARKDOWN.sub("", clean(row)))]
    prose = next((at for at, row in enumerate(rows) if _is_prose(clean(row))), 0)
    first = next((at for at in may if at < 20), None)
    text = squeeze("\n".join(rows[prose:])[: titles.READ])
    if first is None or (
        prose and (_is_frame(clean(rows[first])) or titles.told_share(rows[first], text) <= titles.UNTOLD)
    ):
        above = [at for at in may if at < prose and not _is_frame(clean(rows[at]))]
        first = max(above, key=lambda at: (_stands(rows, at, prose, text), -at), default=first)
    if first is None:
        return "", rows
    title, rest = _MARKDOWN.sub("", clean(rows[first])), rows[first + 1 :]
    second = next((at for at, row in enumerate(rest) if row.strip()), 0)
    if rest and clean(rest[second]).startswith(_DASHES):  # its second line
        return title + clean(rest[second]), rest[second + 1 :]
    return title, rest


MOST_ABOVE = 60  # rows in which a headline may stand
LEAST = 30  # characters of a line of prose
SECTION = 6  # characters of a menu's entry


def _may_be_title(line: str) -> bool:
    return (
        4 <= len(line) <= 100
        and not line.startswith(_DASHES)
        and not _ONLY_DATE.fullmatch(line)
        and not line.endswith(("。", "；", "，"))
        and lines.match(line, lines.TOP) is None
    )


def _is_prose(line: str) -> bool:
    return len(line) >= LEAST and "，" in line and ("。" in line or line.count("，") > 1)


def _is_frame(line: str) -> bool:
    """Whether a line above a text is the site's name, the way to the page, or facts about it."""
    return names_owner(line) or titles.is_facts(line) or len(_PATH.findall(line)) > 1


def _is_dated(line: str) -> bool:
    return titles.is_facts(line) or _ONLY_DATE.fullmatch(line) is not None


_ONLY_DATE = re.compile(r"(?:[\d\s:：/.年月日-]|[今昨前]天|上午|下午|分钟前|小时前|天前)+")
_DASHES = ("—", "--")
_PATH = re.compile(r"[>»›/]")


def _stands(rows: list[str], at: int, prose: int, text: str) -> int:
    """How much speaks for a line: facts right below it, the text soon below it, its words in the text, its length."""
    below = [line for row in rows[at + 1 : prose + 1] if (line := clean(row))][:2]
    return (
        3 * any(map(_is_dated, below[:1]))
        + 2 * any(map(_is_dated, below[1:]))
        + any(map(_is_prose, below))
        + 2 * (titles.told_share(rows[at], text) > titles.UNTOLD)
        + (len(rows[at].strip()) > SECTION)
    )


def _split_related(rows: list[str]) -> tuple[list[str], list[str]]:
    """Lines of the article, and those behind the headline of the related list."""
    for at in range(len(rows) - 1, 0, -1):
        line = clean(rows[at])
        if 4 <= len(line) <= 120 and _RELATED.search(fold(line)):
            first = next((i for i in range(1, at + 1) if clean(rows[i]) == line), at)
            return rows[:first], rows[first + 1 :]
    return rows, []


def _blocks(rows: list[str]) -> list[Block]:
    blocks: list[Block] = []
    in_item = False
    for at, row in enumerate(rows):
        line = clean(row)
        if not line:
            in_item = in_item and at + 1 < len(rows) and not rows[at + 1].strip()
            continue
        bullet = _BULLET.sub("", line)
        item = _NUMBERED.sub("", bullet) if _INDENTED.match(row) else bullet
        if item != line:
            blocks.append(Block("list_item", item, 1))
            in_item = True
        elif in_item and _INDENTED.match(row):
            blocks.append(Block("list_item", line, 1))
        else:
            alone = (at == 0 or not rows[at - 1].strip()) and at + 1 < len(rows) and not rows[at + 1].strip()
            heading = alone and len(line) <= HEADING_CHARS and not _ENDS_SENTENCE.search(line)
            blocks.append(Block("heading", line, 2) if heading else Block("paragraph", line))
            in_item = False
    return blocks


def _alike(title: str, other: str) -> bool:
    return SequenceMatcher(None, squeeze(title), squeeze(other), autojunk=False).ratio() > 0.8


def _related(rows: list[str]) -> list[RelatedLink]:
    """Titles with the longer line behind each as its teaser; a picture's text repeats the title before it."""
    found: list[RelatedLink] = []
    for row in rows:
        line = clean(row)
        if not line or ((known := lines.match(line, lines.BOTTOM)) and known.then == "notice"):
            continue
        if found and len(line) <= 60 and _alike(found[-1].title, line):
            continue  # the picture's text: the title once more, some characters dropped
        if len(line) > 60 or line.endswith(("...", "…")):
            if found and not found[-1].teaser:
                found[-1] = RelatedLink(found[-1].url, found[-1].title, line)
        else:
            found.append(RelatedLink("", line))
    return found
