"""The values that flow through the pipeline: frozen, slotted, picklable, and without behaviour of their own.

Datetimes are aware; what is stored is UTC, what people see is Asia/Shanghai. Offsets are Python string indices.
Database columns carry the names of the fields here.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter
from typing import Literal, Self

Stage = Literal["fetch", "discover", "classify", "extract", "laws", "duplicates", "store", "archive"]
Precision = Literal["second", "minute", "hour", "day", "month", "year"]
PageKind = Literal[
    "article", "list", "home", "tag", "search", "message", "wall", "redirect", "frames", "empty", "other"
]
LinkKind = Literal["article", "list", "feed", "sitemap", "part", "page"]
HintSource = Literal["feed", "news_sitemap", "sitemap", "list", "related"]
BlockKind = Literal["heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"]


class Value:
    """A frozen dataclass that goes from process to process in a third of the time: by its fields, in their order."""

    __slots__ = ()
    __match_args__: tuple[str, ...] = ()

    def __reduce__(self) -> tuple[type[Self], tuple[object, ...]]:
        kind = type(self)
        read = _FIELDS.get(kind) or _FIELDS.setdefault(kind, attrgetter(*kind.__match_args__))
        return kind, read(self)


_FIELDS: dict[
    type[Value], Callable[[Value], tuple[object, ...]]
] = {}  # what reads all fields, of which each has two or more


# ---------------------------------------------------------------------------------------------------- from the network


@dataclass(frozen=True, slots=True)
class Validators(Value):
    """What a server gave to ask «has it changed?» with (RFC 9110, 13.1)."""

    etag: str | None = None
    last_modified: str | None = None


@dataclass(frozen=True, slots=True)
class Page(Value):
    """One response, as the server gave it: ``body`` is decoded from its Content-Encoding, never from its charset."""

    url: str  # asked for
    final_url: str  # answered, after redirects
    status: int
    headers: tuple[tuple[str, str], ...]  # names in lower case, in order, repeats kept
    body: bytes
    fetched_at: datetime
    request_headers: tuple[tuple[str, str], ...] = ()  # as sent, for the archive; empty where not known
    hint: str | None = None  # for the archive: what was known of it before (a Hint, as store.hints.to_json writes it)

    def header(self, name: str) -> str | None:
        """The first header of that (lower-case) name."""
        return next((value for key, value in self.headers if key == name), None)


@dataclass(frozen=True, slots=True)
class NotModified(Value):
    """The server said 304: the stored copy still holds."""

    url: str
    fetched_at: datetime


@dataclass(frozen=True, slots=True)
class HostState(Value):
    """What is remembered of one host (host[:port]) between requests. Times are seconds since the epoch."""

    host: str
    next_at: float = 0.0  # no request before this
    slots: tuple[tuple[str, float], ...] = ()  # requests under way: token, and when it counts as lost
    latency: float | None = None  # seconds of one answer, smoothed
    penalty: float = 0.0  # seconds added to the delay since the host last erred
    failures: int = 0  # in a row that speak against the host
    failed_at: float = 0.0  # when the last of them was counted
    paused_until: float = 0.0
    reason: str = ""  # why it is paused: a Failure.reason


@dataclass(frozen=True, slots=True)
class Failure(Value):
    """What went wrong with one page. ``reason`` is a short snake_case code to count by, ``detail`` a sentence.

    ``retry`` says whether the same URL may go well later; ``retry_after`` is the wait in seconds the server asked for.
    A page that is simply no article is a Failure of stage ``classify`` with reason ``not_article`` and its ``kind``.
    """

    stage: Stage
    reason: str
    url: str
    detail: str = ""
    status: int | None = None
    retry: bool = False
    retry_after: float | None = None
    kind: PageKind | None = None


# ------------------------------------------------------------------------------------------------------- discovery


@dataclass(frozen=True, slots=True)
class Hint(Value):
    """What another page (feed, sitemap, list) said about a URL before it was fetched."""

    source: HintSource
    title: str | None = None
    published_at: datetime | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None  # a sitemap's lastmod
    author: str | None = None
    category: str | None = None


@dataclass(frozen=True, slots=True)
class Link(Value):
    """A URL worth visiting. ``kind`` is a guess from where and how it was linked; the page itself decides later."""

    url: str  # absolute, canonical form of urls.canonicalize
    kind: LinkKind
    text: str = ""
    hint: Hint | None = None


# ------------------------------------------------------------------------------------------------------- extraction


@dataclass(frozen=True, slots=True)
class Block(Value):
    """One block of a body, in reading order. ``level``: heading 1–6, nesting depth of a list item (1 = outermost).

    ``number``: of an item in a numbered list, as a browser shows it before the text; 0 for any other block.
    """

    kind: BlockKind
    text: str
    level: int = 0
    number: int = 0


@dataclass(frozen=True, slots=True)
class RelatedLink(Value):
    """An entry of the site's own list of related articles."""

    url: str
    title: str
    teaser: str = ""


@dataclass(frozen=True, slots=True)
class Article(Value):
    """What a reader sees. ``body`` is plain text, one block a line, without boilerplate."""

    url: str
    canonical_url: str
    title: str
    body: str
    published_at: datetime | None = None
    published_precision: Precision | None = None
    modified_at: datetime | None = None
    author: str | None = None
    source: str | None = None  # the medium an article says it was taken from (来源)
    editor: str | None = None
    category: str | None = None
    tags: tuple[str, ...] = ()
    breadcrumb: tuple[str, ...] = ()
    language: str | None = None  # BCP 47: zh-Hans, zh-Hant, en …
    images: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    related_links: tuple[RelatedLink, ...] = ()
    notices: tuple[str, ...] = ()  # copyright, 转载自 and source lines cut from the body: evidence of origin
    warnings: tuple[str, ...] = ()  # a site rule that matched nothing, a part that is missing …
    topic_score: float = 0.0
    on_topic: bool = False


# ------------------------------------------------------------------------------------------------------------- laws


@dataclass(frozen=True, slots=True)
class Citation(Value):
    """One reference to a legal norm; ``text[start:end] == raw``. ``law_id`` is like ``cn/law/民法典``.

    ``article`` 条, ``inserted`` 之N (0 = none), ``paragraph`` 款, ``item`` 项; ``law`` is None where it cannot be known.
    """

    law: str | None
    law_id: str | None
    article: int | None
    inserted: int
    paragraph: int | None
    item: int | None
    start: int
    end: int
    raw: str


VerdictKind = Literal[
    "exists",
    "no_such_article",
    "not_yet_in_force",
    "repealed",
    "superseded_version",
    "not_held",
]
QuotationKind = Literal["exact", "altered", "paraphrase", "misattributed", "unsupported", "not_held"]


@dataclass(frozen=True, slots=True)
class Verdict(Value):
    """What can be said of one citation on one day, with its evidence. ``not_held`` is «cannot tell», never «wrong»."""

    citation: Citation
    status: VerdictKind
    on: date | None = None  # the day it was judged for
    version: str | None = None  # version used, like cn/law/民法典@2020-05-28
    successor: str | None = None  # law_id or provision that took its place
    quotation: QuotationKind = "not_held"
    quoted: str | None = None  # the article's sentence
    statute: str | None = None  # the statute's sentence
    similarity: float | None = None
    explanation: str = ""  # one sentence in Chinese for people

    @property
    def questionable(self) -> bool:
        """Whether a reader should be warned."""
        return self.status in ("no_such_article", "not_yet_in_force", "repealed", "superseded_version") or (
            self.quotation in ("altered", "misattributed", "unsupported")
        )

    @property
    def of_rule(self) -> bool:
        """Whether it is on a rule that is told without naming a provision (laws.judging.stale)."""
        return self.citation.law is None and self.successor is not None


# -------------------------------------------------------------------------------------------------------- duplicates


@dataclass(frozen=True, slots=True)
class Fingerprint(Value):
    """What is kept of an article to find its copies by."""

    content_hash: str  # hex; equal for texts that are equal after normalising
    masked_hash: str  # likewise with places, names and numbers masked
    sketch: tuple[int, ...]  # see duplicates.fingerprint
    length: int  # characters after normalising
    number: int = 0  # the text's place among all, the heaviest first; equal where masked_hash is; 0: not told


# ---------------------------------------------------------------------------------------------------------- the whole


@dataclass(frozen=True, slots=True)
class Record(Value):
    """All that was learned from one article page; what the store saves in one transaction."""

    article: Article
    citations: tuple[Citation, ...]
    verdicts: tuple[Verdict, ...]
    fingerprint: Fingerprint
    next_part: str | None = None  # the article goes on at this URL, which was not given


@dataclass(frozen=True, slots=True)
class Outcome(Value):
    """What one page came to: a record or a failure, and the links on it."""

    result: Record | Failure
    links: tuple[Link, ...] = field(default=())
