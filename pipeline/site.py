"""What a site file (config/sites/NAME.toml) can say. Read and validated by config.py, handed on to every stage."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any, ClassVar, Literal

from annotated_types import Ge, Le, MinLen

Platform = Literal["zblog", "wordpress", "typecho", "dedecms", "generic"]

_STRICT: dict[str, Any] = {"extra": "forbid"}


@dataclass(frozen=True, slots=True)
class Discovery:
    """Where a site's articles are found. Patterns are regular expressions searched in the URL's path and query."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    start: tuple[str, ...] = ("/",)  # pages to begin at, relative to base_url
    sitemaps: tuple[str, ...] = ()
    feeds: tuple[str, ...] = ()
    article_patterns: tuple[str, ...] = ()  # a URL that matches is thought to be an article
    list_patterns: tuple[str, ...] = ()  # … a list page
    exclude_patterns: tuple[str, ...] = ()  # never visited
    follow_related: bool = True  # follow the related list inside articles
    max_list_pages: Annotated[int, Ge(1)] = 2000  # of one list, against endless paging


@dataclass(frozen=True, slots=True)
class Politeness:
    """How a site is asked. robots.txt is always obeyed."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    delay: Annotated[float, Ge(0), Le(3600)] | None = None  # seconds between requests; None = settings' default
    concurrency: Annotated[int, Ge(1), Le(64)] | None = None  # requests at once


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a site is crawled by ``schedule``: ``cron`` (five fields) or ``every`` (30m, 6h, 1d)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    cron: str | None = None
    every: str | None = None
    jitter: Annotated[int, Ge(0), Le(86400)] = 300  # seconds
    timezone: str = "Asia/Shanghai"


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's own CSS selectors, tried before the general way; what matches nothing is given up with a warning."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    title: str | None = None
    body: str | None = None
    published: str | None = None
    author: str | None = None
    source: str | None = None
    category: str | None = None
    tags: str | None = None
    related: str | None = None  # elements that hold one related link each
    next_part: str | None = None  # link to the next page of the same article
    drop: tuple[str, ...] = ()  # elements removed before anything is read


@dataclass(frozen=True, slots=True)
class Topic:
    """Narrows or widens what counts as on topic here."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    threshold: Annotated[float, Ge(0), Le(1)] | None = None
    terms: dict[str, float] = field(default_factory=dict)  # term → weight, added to the general list; 0 removes one


@dataclass(frozen=True, slots=True)
class Site:
    """One site. ``name`` is the file's name without .toml."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    name: Annotated[str, MinLen(1)]
    base_url: str
    title: str = ""
    enabled: bool = True
    verified: bool = True  # false: written without having seen the live site
    platform: Platform = "generic"
    allow_private: bool = False  # allow loopback and private addresses (local tests)
    max_pages: Annotated[int, Ge(1)] | None = None  # budget of one run
    discover: Discovery = Discovery()
    politeness: Politeness = Politeness()
    schedule: Schedule = Schedule()
    rules: Rules = Rules()
    topic: Topic = field(default_factory=Topic)


# ------------------------------------------------------------------------------------------------ config/settings.toml


@dataclass(frozen=True, slots=True)
class FetchSettings:
    """How pages are asked for, on every site. Times in seconds, sizes in bytes."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    contact: str = ""  # e-mail or URL of whoever runs this, sent in the User-Agent; needed for public hosts
    concurrency: Annotated[int, Ge(1), Le(256)] = 16  # requests at once, over all hosts
    host_concurrency: Annotated[int, Ge(1), Le(64)] = 2  # … to one host
    delay: Annotated[float, Ge(0), Le(3600)] = 1.0  # between requests to one public host; loopback: 0
    connect_timeout: Annotated[float, Ge(0.1), Le(300)] = 10.0
    read_timeout: Annotated[float, Ge(0.1), Le(300)] = 20.0
    total_timeout: Annotated[float, Ge(0.1), Le(3600)] = 60.0  # of one response, against slow drips
    max_body: Annotated[int, Ge(1024)] = 10_000_000  # after decompression
    max_redirects: Annotated[int, Ge(0), Le(20)] = 5
    max_attempts: Annotated[int, Ge(1), Le(20)] = 4  # of one page in one run, before it is put off
    max_crawl_delay: Annotated[float, Ge(0)] = 60.0  # a longer Crawl-delay is cut to this


@dataclass(frozen=True, slots=True)
class ArchiveSettings:
    """The WARC files of fetched pages."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    enabled: bool = True
    max_bytes: Annotated[int, Ge(1_000_000)] = 500_000_000  # a file is closed and a new one begun beyond this


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """What a run does with what it fetched."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    workers: Annotated[int, Ge(0), Le(64)] = 1  # processes that extract; 0 = in the main process
    max_pages: Annotated[int, Ge(1)] = 100_000  # budget of one site and run
    patience: Annotated[float, Ge(0), Le(3600)] = 30.0  # seconds a run waits, at its end, for a page to be tried again
    lease: Annotated[float, Ge(10)] = 300.0  # seconds a page is held by a run before another may take it


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything global."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    timezone: str = "Asia/Shanghai"
    fetch: FetchSettings = FetchSettings()
    archive: ArchiveSettings = ArchiveSettings()
    crawl: CrawlSettings = CrawlSettings()
