"""Which text of a group is the original: the earliest, unless it says itself that it was taken from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from urllib.parse import urlsplit

from pipeline.moments import day_in_china
from pipeline.text import fold

Reason = Literal["says_so", "published", "habit", "first_seen", "address"]

_EDGE = 200  # characters at the beginning and end of a body where copyists name their source

# What says that a text was taken from elsewhere, and from where. 「禁止转载」 says the opposite.
_TAKEN = re.compile(
    r"(?:转载自|转载于|转自|摘自|摘编自|(?:系|为|属)转载|转载:)(?P<from>[^\n,。;)]{0,40})"
    r"|原(?:文)?(?:作者|标题|链接|地址|载于?|出处)[:《](?P<original>[^\n,。;)]{0,40})"
    r"|(?:网络(?:转载|整理)|(?:整理|来)自(?:网络|互联网))"
)
_SOURCE = re.compile(r"(?:信息|文章|稿件|本文)?来源[:](?P<from>[^\n,。;()]{2,40})")
_ADDRESS = re.compile(r"https?://[^\s()<>\"'，。；）]+")
_ANYWHERE = ("网络", "互联网", "转载", "网络整理")  # sources that are none of the own site


@dataclass(frozen=True, slots=True)
class Claim:
    """What speaks for and against an article being the original. Times as UTC ISO 8601 text, which sorts."""

    article_id: int
    url: str
    published_at: str | None
    first_seen_at: str
    taken_from: str | None  # what the article says that it was taken from

    copying: bool = False  # whether its site mostly takes its articles from elsewhere

    @property
    def precedence(self) -> tuple[bool, date, bool, str, str, str]:
        """Sorts the likeliest original first. Without a date, a text is as old as our knowledge of it.

        The habit of a site counts among articles of one day: hours are often missing, or those of an import.
        """
        since = self.published_at or self.first_seen_at
        return (self.taken_from is not None, _day(since), self.copying, since, self.first_seen_at, self.url)


def taken_from(
    body: str, notices: Sequence[str], source: str | None, author: str | None, url: str, own_names: Iterable[str]
) -> str | None:
    """The source that an article names, as it is written; None where it names none, or its own site.

    ``notices`` are the lines cut from the body, ``own_names`` how the article's own site calls itself.
    """
    own = {fold(name).strip() for name in own_names if name.strip()}
    host = urlsplit(url).netloc
    places = [*(fold(notice) for notice in notices), fold(body[:_EDGE]), fold(body[-_EDGE:])]
    for place in places:
        match = _TAKEN.search(place)
        if match and not _is_own(match["from"] or match["original"] or "", own, host):
            return match[0].strip()
        match = _SOURCE.search(place)
        if match and not _is_own(match["from"], own, host) and host not in _hosts(place):
            return match[0].strip()
    for notice in notices:
        if (hosts := _hosts(notice)) and host not in hosts:
            return notice.strip()[:_EDGE]
    if source and not _is_own(fold(source), own, host):
        return source
    return author if author and fold(author).strip() in _ANYWHERE else None


def _is_own(name: str, own: set[str], host: str) -> bool:
    name = name.strip(' :《》“”"')
    return (
        bool(name)
        and (any(name.startswith(one) or one.startswith(name) for one in own) or (host and host in name)) is True
    )


def _hosts(text: str) -> set[str]:
    return {urlsplit(address).netloc for address in _ADDRESS.findall(text)}


def original(claims: Iterable[Claim]) -> Claim:
    """The original among the articles of a group."""
    return min(claims, key=lambda claim: claim.precedence)


def reason(copy: Claim, first: Claim) -> Reason:
    """Why one article comes before another."""
    if copy.taken_from is not None and first.taken_from is None:
        return "says_so"
    since, before = copy.published_at or copy.first_seen_at, first.published_at or first.first_seen_at
    if copy.copying and not first.copying and _day(since) == _day(before):
        return "habit"
    if since != before:
        return "published" if copy.published_at and first.published_at else "first_seen"
    return "first_seen" if copy.first_seen_at != first.first_seen_at else "address"


def _day(moment: str) -> date:
    """The day in China."""
    when = datetime.fromisoformat(moment)
    return day_in_china(when) if when.tzinfo else when.date()
