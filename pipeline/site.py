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
    exclude_patterns: tuple[str, ...] = ()  # never visited, wherever the URL was found
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
    quiet: tuple[str, ...] = ()  # hours without scheduled crawls, such as 08:30-18:00 or 23:00-06:00
    pages_per_day: Annotated[int, Ge(1)] | None = None  # budget of the scheduled crawls of one day


@dataclass(frozen=True, slots=True)
class Rules:
    """A site's own CSS selectors, tried before the general way; what matches nothing is given up with a warning.

    Of several matches the first is taken, except for ``body`` and ``tags`` (all, in their order). Labels before a name
    (作者：) are no part of it.
    """

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
    editor: str | None = None


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
    days: Annotated[int, Ge(0)] = 0  # a page stays at least so long after it was last fetched; 0: for good


@dataclass(frozen=True, slots=True)
class CrawlSettings:
    """What a run does with what it fetched."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    workers: Annotated[int, Ge(0), Le(64)] = 1  # processes that extract; 0 = in the main process
    max_pages: Annotated[int, Ge(1)] = 100_000  # budget of one site and run
    patience: Annotated[float, Ge(0), Le(3600)] = 30.0  # seconds a run waits, at its end, for a page to be tried again
    lease: Annotated[float, Ge(10)] = 300.0  # seconds a page is held by a run before another may take it


@dataclass(frozen=True, slots=True)
class UpkeepSettings:
    """What ``schedule`` does for the database and the archive now and then, and when (in the settings' time zone)."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    cron: str = "30 4 * * *"  # five fields; empty: never
    backups: Annotated[int, Ge(0), Le(1000)] = 7  # dated copies kept in backups/ beside the database; 0: none are made
    failure_days: Annotated[int, Ge(1)] = 180  # failures of pages are remembered so long


@dataclass(frozen=True, slots=True)
class SearchSettings:
    """How questions are answered."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    semantic: bool = False  # compare the best answers by meaning too (extra semantic)
    semantic_budget: Annotated[int, Ge(0)] = 2_000  # articles that one upkeep makes vectors for


@dataclass(frozen=True, slots=True)
class Webhook:
    """A robot or program that takes alerts as JSON. Secrets are named, never written here."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    url: str  # env:NAME of an environment variable, or file:PATH
    kind: Literal["dingtalk", "wecom", "feishu", "json"] = "json"
    secret: str = ""  # likewise; what DingTalk and Feishu robots sign with


@dataclass(frozen=True, slots=True)
class AlertSettings:
    """Who is told of what is wrong, once, and once more when it is over."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    failures: Annotated[int, Ge(1), Le(1000)] = 3  # runs of a site that fail in a row before it is told
    silence: Annotated[float, Ge(1)] = 3.0  # times the longest usual gap between new articles
    free_space: Annotated[int, Ge(0)] = 1_000_000_000  # bytes; less on the disk of the database is told
    template: str = "$mark $title\n$text\n$time"  # what is sent; $mark $title $text $time $site $kind
    smtp: str = ""  # env:NAME or file:PATH of smtps://user:password@host:465
    mail_from: str = ""
    mail_to: tuple[str, ...] = ()
    webhooks: dict[str, Webhook] = field(default_factory=dict)  # name → robot


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything global."""

    __pydantic_config__: ClassVar[dict[str, Any]] = _STRICT

    timezone: str = "Asia/Shanghai"
    fetch: FetchSettings = FetchSettings()
    archive: ArchiveSettings = ArchiveSettings()
    crawl: CrawlSettings = CrawlSettings()
    search: SearchSettings = SearchSettings()
    upkeep: UpkeepSettings = UpkeepSettings()
    alerts: AlertSettings = field(default_factory=AlertSettings)
