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

from . import byline, dates, language, lines
from . import topic as topics
from .around import Line, Surroundings
from .flat import Flat, clean
from .metadata import Metadata

_CRUMBS = re.compile(r"^(?:您?的?(?:当前|现在)?(?:的)?位置)\s*[:：]\s*(.+)$")
_RELATED = re.compile(r"(?:相关(?:文章|阅读|新闻|推荐|链接|资讯)|延伸阅读|推荐阅读|猜你喜欢)\s*[:：]?$")
_BULLET = re.compile(r"^\s*(?:[•·●○▪■◆*]|[-–](?=\s))\s*")
_NUMBERED = re.compile(r"^\s*\d{1,3}[.、)）]\s*(?=\S)")
_MARKDOWN = re.compile(r"^#{1,6}\s+")  # a heading's mark
_INDENTED = re.compile(r"^\s{2,}\S")
_ENDS_SENTENCE = re.compile(r"[。；;.!！:：,，、…”」』）)]$")
HEADING_CHARS = 36


def from_text(text: str, url: str = "", *, fetched_at: datetime | None = None, site: Site | None = None) -> Article:
    """An article from visible text. The headline is the first line that could be one; ``url`` may be empty, then the
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
    cut = [block.text for i, block in enumerate(blocks) if i not in set(kept.lines)]
    moment = next((m for line in cut for m in dates.find(line)), None)
    if moment is None and fetched_at is not None:
        moment = next((m for line in cut if (m := dates.relative(line, fetched_at))), None)
    if moment is not None and fetched_at is not None and moment.when > fetched_at:
        moment = None
    names = byline.read(Flat(), _surroundings(cut), {}, Metadata())
    joined = "\n".join(block.text for block in body)
    category = crumbs[-1] if crumbs else None
    score, on_topic = topics.score(title, category, (), joined, site.topic if site is not None else None)
    return Article(
        url=own,
        canonical_url=urls.canonicalize(own) or own,
        title=title,
        body=joined,
        published_at=moment.when if moment else None,
        published_precision=moment.precision if moment else None,
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


def _surroundings(texts: list[str]) -> Surroundings:
    return Surroundings(tuple(Line(text, i, "head", i, 0) for i, text in enumerate(texts)), {}, 0, 0)


def _breadcrumb(rows: list[str]) -> tuple[tuple[str, ...], list[str]]:
    for at, row in enumerate(rows[:15]):
        if match := _CRUMBS.match(row.strip()):
            parts = [part.strip() for part in re.split(r"[>»›＞/]", match[1])]
            kept = tuple(part for part in parts if part and part not in ("首页", "主页", "正文", "正文内容"))
            return kept, rows[:at] + rows[at + 1 :]
    return (), rows


def _title(rows: list[str]) -> tuple[str, list[str]]:
    """The first line of some length that is no sentence, and the lines behind it."""
    for at, row in enumerate(rows[:20]):
        line = _MARKDOWN.sub("", clean(row))
        if 4 <= len(line) <= 100 and not line.endswith(("。", "；", "，")) and lines.match(line, lines.TOP) is None:
            return line, rows[at + 1 :]
    return "", rows


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
