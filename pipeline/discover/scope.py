"""Which URLs of a site are never visited: accounts, searches, actions, files that are no pages, and traps."""

from __future__ import annotations

import re
from functools import lru_cache

from ..urls import path_of
from .words import either

MAX_SEGMENTS = 12  # of a path; deeper ones are traps (pathological paths, after Heritrix)
MAX_FACETS = 3  # parameters that only sort or filter; more are a faceted trap
MAX_PARAMETERS = 8

_END = r"(?:[/.?]|$)"
_FILE_TYPES = (
    "jpe?g png gif webp bmp svg ico tiff? avif",  # pictures
    "css m?js map json woff2? ttf eot xsl dtd",  # parts of pages
    "pdf docx? xlsx? pptx? wps rtf csv txt",  # documents
    "zip rar 7z gz tgz bz2 tar exe msi dmg apk ipa iso bin torrent ics vcf",
    "mp3 wav ogg wma flac m4a mp4 avi mov wmv flv mkv webm swf",
)
_FILES = re.compile(rf"\.(?:{'|'.join(' '.join(_FILE_TYPES).split())})$", re.IGNORECASE)
# Path or query → why it is not visited.
NEVER: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "account",
        either(
            rf"/(?:wp-(?:login|admin|signup)|log-?in|logout|sign-?in|sign-?up|register|reg|passport|logging){_END}",
            rf"/(?:(?:lost)?password|my-?account|ucenter|usercenter|member){_END}",
            r"/(?:user|member|admin|manage|dede)/(?:login|index|reg|pm|api|admin)?",
        ),
    ),
    (
        "search",
        either(
            r"/(?:search|so|sousuo|query)(?:\.(?:php|aspx?|html?|jsp))?(?:[/?]|$)",
            r"[?&](?:s|q|keywords?|wd|searchword|searchid|kw|act=search)=",
        ),
    ),
    (
        "comment",
        either(
            r"[?&](?:replyto|replytocom|cmtid|commentid|comment_id|respond)=|comment-page-\d+|wp-comments-post",
            r"/(?:comment|trackback|feedback|guestbook|pinglun)s?(?:\.(?:php|aspx?)|/?$|/(?:add|post|reply|list))",
        ),
    ),
    (
        "action",
        either(
            r"[?&](?:action|act|do|dopost|op|mod)="
            r"(?!(?:view|list|show|index|news|article|viewthread|forumdisplay|space|portal)\b)",
            r"[?&](?:print|printable|share|download|attachment_id|preview|add-to-cart|like|vote|digg|format)=",
            rf"/(?:print|printpage|share|downloads?|cart|checkout|vote|digg){_END}",
        ),
    ),
    (
        "machine",
        either(
            r"/(?:wp-json|wp-includes|wp-content/(?:plugins|themes)|xmlrpc\.php|wp-trackback\.php|wp-cron\.php)",
            r"/(?:action/|zb_system/|zb_users/(?:theme|plugin)|usr/(?:themes|plugins))",
            r"/(?:cgi-bin/|cdn-cgi/|api/|oembed|ajax)|/email-protection",
            r"/apps/(?:stow|recommend|count|digg|vdimg|disdls|statistics)",
            r"/plus/(?:stow|recommend|count|digg|erraddsave|diy|download|carbuyaction)",
        ),
    ),
    (
        "calendar",
        either(
            r"/(?:calendar|rili|events?)/\d{4}",
            r"[?&](?:month|cal|calendar|tribe-bar-date|ical|yr|date)=\d",
        ),
    ),
)
_FACETS = re.compile(
    r"[?&;](?:sort|order|orderby|order_by|dir|filter\w*|view|display|limit|perpage|pagesize|price|color|size|brand"
    r"|lang|theme|skin|mobile|tpl|style|from|ref|referer|source)(?:\[\w*\])?=",
    re.IGNORECASE,
)
_OUT = re.compile(
    r"[?&](?:url|goto|redirect\w*|return\w*|back\w*|jump|target|link|u)=(?:https?:|//|%2f%2f)", re.IGNORECASE
)

_FEED_FILES = ("feed.json", "rss.json", "sitemap.txt")
# One search for all: most URLs are in none of these.
_ANY = re.compile(
    "|".join(f"(?:{mark.pattern})" for mark in (_FILES, *(mark for _, mark in NEVER), _OUT)), re.IGNORECASE
)


@lru_cache(maxsize=16384)
def never(url: str) -> str | None:
    """Why a canonical URL is never visited (file, account, search, trap …); None if it may be.

    >>> never("http://a.cn/wp-login.php"), never("http://a.cn/hf/1.html")
    ('account', None)
    """
    return never_path(path_of(url))


def never_path(path: str) -> str | None:
    """The same for a URL's decoded path and query."""
    bare, _, query = path.partition("?")
    if _ANY.search(path) or (query and _ANY.search(bare)):
        if _FILES.search(bare) and not bare.endswith(_FEED_FILES):
            return "file"
        for reason, mark in NEVER:
            if mark.search(path):
                return reason
        if _OUT.search(path):
            return "redirector"
    return _trap(bare, query) if query or bare.count("/") > 2 else None


def _trap(path: str, query: str) -> str | None:
    """Shapes of URLs that machines make without end."""
    segments = [segment for segment in path.split("/") if segment]
    if len(segments) > MAX_SEGMENTS:
        return "trap_depth"
    if _repeats(segments):
        return "trap_repeats"
    if query.count("&") >= MAX_PARAMETERS or len(_FACETS.findall(f"?{query}")) >= MAX_FACETS:
        return "trap_facets"
    return None


def _repeats(segments: list[str]) -> bool:
    """Whether a run of segments comes three times in a row: /a/b/a/b/a/b."""
    count = len(segments)
    for length in range(1, count // 3 + 1):
        for start in range(count - 3 * length + 1):
            run = segments[start : start + length]
            if (
                run
                == segments[start + length : start + 2 * length]
                == segments[start + 2 * length : start + 3 * length]
            ):
                return True
    return False
