"""What was seen of a site, as the file that describes it: every value of it was seen."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from urllib.parse import urlsplit

from ..discover.patterns import article_patterns, list_patterns
from ..site import Discovery, Schedule, Site
from ..urls import path_of
from .look import NOTHING, Seen

MAX_START = 40  # start pages written down
_SEPARATOR = re.compile(r"\s*[|_–—»·]+\s*|\s*-\s*")
_SUFFIX = re.compile(r"\.(?:(?:com|net|org|gov|edu|ac)\.(?:cn|hk|tw)|[a-z]{2,})$")
# Seconds between a feed's articles (median) below which a site is visited so often.
_RHYTHM: tuple[tuple[timedelta, str], ...] = (
    (timedelta(hours=6), "3h"),
    (timedelta(days=1), "6h"),
    (timedelta(days=4), "12h"),
)


@dataclass(frozen=True, slots=True)
class Survey:
    """A site file to be, what was found in words (Chinese), and what to say of its values (dotted key → comment)."""

    site: Site
    findings: tuple[str, ...]
    comments: dict[str, str]


def describe(seen: Seen) -> Survey:
    """The site file that what was seen amounts to."""
    lists = tuple(dict.fromkeys((*seen.profile.list_patterns, *_own_lists(seen))))
    others = [url for url in seen.lists if not any(re.search(pattern, path_of(url)) for pattern in lists)]
    found = [url for url in dict.fromkeys((*seen.articles, *seen.candidates)) if url not in seen.refuted]
    articles = article_patterns(
        (url for url in found if not any(re.search(pattern, path_of(url)) for pattern in lists)),
        [*others, *seen.refuted],
        least=2 if len(found) > 3 else 1,
    )
    columns = [_relative(url, seen.base) for url in seen.columns]
    seen.findings.append(f"栏目：{len(columns)} 个{'，如 ' + '、'.join(columns[:5]) if columns else ''}")
    every = _every(seen.dates)
    title = _site_title(seen)
    discovery = Discovery(
        start=tuple(dict.fromkeys((*(() if seen.kind in NOTHING else ("/",)), *columns)))[:MAX_START],
        sitemaps=tuple(_relative(url, seen.base) for url in seen.sitemaps),
        feeds=tuple(_relative(url, seen.base) for url in seen.feeds),
        article_patterns=articles,
        list_patterns=lists,
        exclude_patterns=seen.profile.exclude_patterns,
    )
    site = Site(
        name=name_of(seen.base),
        base_url=seen.base,
        title=title,
        platform=seen.profile.platform,
        allow_private=_is_private(seen.base),
        discover=discovery,
        schedule=Schedule(every=every),
    )
    return Survey(site, tuple(seen.findings), _comments(seen, site))


def _own_lists(seen: Seen) -> tuple[str, ...]:
    """Patterns of the lists that the platform's own patterns do not have."""
    known = [re.compile(pattern) for pattern in seen.profile.list_patterns]
    rest = [url for url in seen.lists if not any(pattern.search(path_of(url)) for pattern in known)]
    return list_patterns(rest, seen.articles)


def _comments(seen: Seen, site: Site) -> dict[str, str]:
    comments = {
        "": "由 sites add 写成，依据：\n" + "\n".join(f"- {line}" for line in seen.findings),
        "platform": f"看上去是 {seen.profile.label}",
        "schedule.every": "依订阅里文章的间隔估计" if seen.dates else "没有依据，取中间值",
    }
    if site.discover.article_patterns:
        comments["discover.article_patterns"] = (
            f"由 {len(set(seen.candidates))} 个文章网址归纳，例如 {path_of((seen.articles or seen.candidates)[0])}"
        )
    else:
        comments["discover.article_patterns"] = "看不出共同的样子；不写也能抓，由页面本身判断"
    if site.allow_private:
        comments["allow_private"] = "首页在本机或内网"
    return comments


def _every(dates: list[datetime]) -> str:
    days = sorted(dates)
    gaps = sorted(later - earlier for earlier, later in pairwise(days))
    if not gaps:
        return "12h"
    middle = gaps[len(gaps) // 2]
    return next((every for limit, every in _RHYTHM if middle <= limit), "1d")


def _site_title(seen: Seen) -> str:
    """The site's name: og:site_name, or the part of the home page's title that articles' titles have too."""
    meta = seen.tree.css_first('meta[property="og:site_name"]')
    if meta is not None and (name := (meta.attributes.get("content") or "").strip()):
        return name
    node = seen.tree.css_first("title")
    parts = [part for part in _SEPARATOR.split(node.text().strip() if node is not None else "") if part]
    shared = [part for part in parts if any(part in title for title in seen.titles)]
    return (shared or parts or [""])[0]


def name_of(url: str) -> str:
    """A name for a site's file, from its host: www.hefeilaws.com → hefeilaws."""
    parts = urlsplit(url)
    host = parts.hostname or "site"
    if not re.fullmatch(r"[\d.]+|.*:.*", host):
        host = _SUFFIX.sub("", re.sub(r"^(?:www|m|wap)\.", "", host)) or host
    name = f"{host}-{parts.port}" if parts.port else host
    return re.sub(r"[^\w]+", "-", name).strip("-_") or "site"


def _is_private(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _relative(url: str, base: str) -> str:
    """The path where the origin is the site's own, else the whole URL."""
    origin = "/".join(base.split("/", 3)[:3])
    return url.removeprefix(origin) if url.startswith(origin + "/") else url
