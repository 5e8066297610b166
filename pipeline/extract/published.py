"""When an article was published: every statement on the page and elsewhere, weighed against the others."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.models import Hint, Precision
from pipeline.moments import in_zone, shifted

from . import dates, whose
from .around import Line, Marked
from .dates import Moment
from .metadata import Metadata

# How much each kind of statement is believed; statements of one day add up.
WEIGHTS = {
    "json_ld": 8.0,
    "meta": 7.0,
    "itemprop": 8.0,
    "labelled": 8.0,  # 发布时间：…
    "line": 5.0,  # a date under the headline
    "time": 5.0,  # <time datetime>
    "relative": 3.0,  # 3天前
    "url": 4.5,
    "tail": 3.0,  # a date behind the text
    "feed": 9.0,
    "list": 4.0,
    "lastmod": 0.5,  # a sitemap's lastmod is the day of a change: an upper bound, when nothing else is known
}
META = (
    "article:published_time og:published_time og:article:published_time publishdate publish_date publish-date pubdate pub_date "
    "datepublished date.published article.published dc.date.issued dcterms.created dcterms.issued dc.date.created releasedate "
    "og:release_date apub:time bytedance:published_time weibo:article:create_at parsely-pub-date sailthru.date "
    "article:create_at publication_date publishtime firstpublishedtime"
).split()
META_MODIFIED = (
    "article:modified_time og:updated_time og:modified_time datemodified dcterms.modified dc.date.modified lastmod "
    "last-modified weibo:article:update_at bytedance:updated_time apub:updatetime updated_time"
).split()
_PUBLISHED = re.compile(
    r"(?:发布|發布|发表|發表|刊发|刊登|上传|发帖|创建|录入|提交|出版|提问|咨询|来信|写信|published?|posted|首发)(?:时间|時間|日期|于|於|on)?\s*[:：]?\s*$",
    re.I,
)
# 发布时间：18-03-08 12:30. On the mainland the year stands first; from 13 on it cannot be taken for a month.
_LABELLED_SHORT = re.compile(
    r"(?:发布|发表)(?:时间|日期|于)?\s*[:：]?\s*((?:1[3-9]|2\d)-\d\d-\d\d(?!\d)(?:\s*\d\d:\d\d(?::\d\d)?)?)"
)
_LABELLED_MONTH = re.compile(
    r"(?:发布|发表)(?:时间|日期|于)?\s*[:：]?\s*(?P<year>(?:19|20)\d{2})\s*年\s*(?P<month>1[0-2]|0?[1-9])\s*月(?!\s*\d)"
)
# 發布日期：113-03-05, in the years of the Republic, as offices in Taiwan write them; the label is in their characters.
_LABELLED_REPUBLIC = re.compile(
    r"(?:發[布佈]|發表|刊登|上版|張貼|公[布佈告])(?:日期|時間)?\s*[:：]\s*(1[0-2]\d)\s*[-/.年]\s*(1[0-2]|0?[1-9])\s*[-/.月]\s*(3[01]|[12]\d|0?[1-9])(?!\d)"
)
_WRITTEN = re.compile(r"(?:成文|生成|印发|签发|签署|落款)(?:时间|日期)\s*[:：]?\s*$")  # not the day the page was made
# What happened on a day, told in a sentence: 「2016年3月4日，李某借款」 dates no article.
_GOES_ON = re.compile(r"\s*(?:[，,、；;]|起|前|后|以前|以后|之前|之后|至|止|许|左右|的)")
_SINCE = re.compile(r"\s*(?:起|至|止|前|后|以前|以后|之前|之后)")
_LEADS_IN = re.compile(r"(?:[于在自从到]|截至|截止)\s*$")
# … but not where the words beside it are those of a byline: 由 admin 于 2024年3月5日 发表.
_BYLINE_AFTER = re.compile(
    r"[\s，,、(（)）]*(?:(?:首次|已)?(?:发表|发布|首发|提供|发帖|上传|刊登|刊发|转载|修改|更新|编辑)(?=$|[\s在于，,。)）:：])"
    r"|来源|來源|作者|[记記]者|星期|周[一二三四五六日天]|第\s*\w{1,4}\s*版|点击|浏览|阅读|评论|人气|《|$)"
)
_BYLINE_BEFORE = re.compile(r"(?:发布|发表|写|作|刊|刊登|原?载|首发|摘|转)(?:于|在|自)\s*$")
_BYLINE_LABEL = re.compile(r"(?:来源|來源|作者|[记記]者|编辑|点击数?|浏览|阅读)\s*[:：]")
_OTHER_AFTER = re.compile(r"[\s，,]*(?:版权|copyright|©|all rights|成立|创立|创办|上线|开通)", re.I)
_CHANGED = re.compile(r"\s*(?:已)?(?:修改|更新|编辑)(?=$|[\s，,。)）])")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_DATED = re.compile(r"(?:时间|時間|日期|date|time)\s*[:：]?\s*$", re.I)
_MODIFIED = re.compile(
    r"(?:更新|修改|最后编辑|编辑(?=于)|修订|updated?|modified|edited)(?:时间|時間|日期|于|於|on)?\s*[:：]?\s*$", re.I
)
_OTHER = re.compile(
    r"(?:浏览|访问|注册|登录|生日|出生|版权|copyright|©|评论|回复|\bto\b|至|—|-|~"
    r"|(?:成立|截止|截至|有效|失效|实施|施行|生效|废止|开庭|拍卖|报名|签订|到期|还款|裁判|判决|宣判|结案|立案|审结|受理|裁定|引用)(?:时间|日期|期至?)?)\s*[:：]?\s*$",
    re.I,
)
_URL_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/_]?(1[0-2]|0[1-9])[-/_]?(3[01]|[12]\d|0[1-9])(?!\d)")
_URL_DATE_LOOSE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/_](1[0-2]|0?[1-9])[-/_](3[01]|[12]\d|0?[1-9])(?=[-/_.])")
_DIGITS = {"year": 0, "month": 1, "day": 2, "hour": 3, "minute": 4, "second": 5}
_STATED = frozenset({"json_ld", "meta", "itemprop", "labelled", "line", "time"})
_NEIGHBOUR = re.compile(r"\s*(?:[上下]一[篇条页]|[上下][篇条页]\s*[:：])")  # whose date is another article's
LABEL = 8  # characters of a cell or element that says what the next one holds: 发布日期：
NEAR = 2  # lines below the headline where a month and day alone are a date
APART = 24  # characters of a part of a date
FUTURE_EXACT = timedelta(days=366)  # a date ahead that the site itself states (editors post-date to stay on top)
FUTURE_LOOSE = timedelta(days=1)  # clocks and zones differ


class Statement(NamedTuple):
    kind: str
    when: datetime
    precision: Precision
    weight: float


class Published(NamedTuple):
    """The verdict: when, how exactly known, and the last change if the page tells it."""

    when: datetime | None
    precision: Precision | None
    modified: datetime | None
    warnings: tuple[str, ...] = ()
    stated: bool = False  # on the page, near the headline or for machines; not in its address or by a list


def weigh(
    metadata: Metadata,
    lines: Sequence[Line],
    marked: dict[str, list[Marked]],
    url: str,
    hint: Hint | None,
    now: datetime | None,
) -> Published:
    """The day most believed, in the most exact form in which it was stated. ``now`` is when the page was fetched."""
    modified: list[datetime] = []
    dated = [list(dates.find(line.text)) for line in lines]
    foreign = whose.others(lines, dated, now)
    said = [
        *_machine(metadata, modified),
        *_elements(marked, modified, [lines[at] for at in foreign]),
        *_visible(lines, dated, foreign, modified, now),
        *_from_url(url),
    ]
    said = [item for item in said if _possible(item, now)]
    said += _hinted(hint, said, now)
    if not said:
        return Published(None, None, max(modified, default=None))
    days: dict[str, float] = {}
    for item in said:
        if item.precision not in ("month", "year"):
            day = item.when.date().isoformat()
            days[day] = days.get(day, 0.0) + item.weight
    if not days:
        best = max(said, key=lambda item: item.weight)
        return Published(best.when, best.precision, max(modified, default=None))
    day = max(days, key=lambda key: (days[key], key))
    same = [item for item in said if item.when.date().isoformat() == day]
    best = max(same, key=lambda item: (_DIGITS[item.precision], item.weight))
    ahead = now is not None and best.when > shifted(now, FUTURE_LOOSE)
    changed = max(
        (when for when in modified if when >= best.when and (now is None or when <= shifted(now, FUTURE_LOOSE))),
        default=None,
    )
    return Published(
        best.when,
        best.precision,
        changed,
        ("published_in_the_future",) if ahead else (),
        any(item.kind in _STATED for item in same),
    )


def _possible(item: Statement, now: datetime | None) -> bool:
    if now is None:
        return True
    return item.when <= shifted(now, FUTURE_EXACT if item.kind in _STATED else FUTURE_LOOSE)


def _statement(kind: str, moment: Moment, weight: float | None = None) -> Statement:
    return Statement(kind, moment.when, moment.precision, WEIGHTS[kind] if weight is None else weight)


def _machine(metadata: Metadata, modified: list[datetime]) -> Iterator[Statement]:
    for key in ("datePublished", "pubDate", "dateCreated"):
        if moment := dates.parse(metadata.text(key)):
            yield _statement("json_ld", moment)
            break
    for key in META:
        for content in metadata.meta.get(key, ()):
            if moment := dates.parse(content) or dates.compact(content):
                yield _statement("meta", moment)
                break
    for text in (metadata.text("dateModified"), metadata.text("upDate"), metadata.first(*META_MODIFIED)):
        if text and (moment := dates.parse(text)):
            modified.append(moment.when)


def _elements(
    marked: dict[str, list[Marked]], modified: list[datetime], foreign: Sequence[Line]
) -> Iterator[Statement]:
    """<time> and itemprop. A datetime in UTC whose visible day is its own digits was local time all along."""
    for mark, kind in (("datePublished", "itemprop"), ("time", "time"), ("dated", "time")):
        own = (node for node, at in marked.get(mark, ()) if not any(line.at <= at <= line.last for line in foreign))
        for node in islice(own, 3):
            attributes = node.attributes
            text = node.text(strip=True)
            stated = attributes.get("datetime") or attributes.get("content") or ""
            if mark == "dated" and dates.parse(text) is None:
                stated = attributes.get("title") or ""
                if _CHANGED_TITLE.search(stated) or _CHANGED_TITLE.search(text):
                    continue
            moment = dates.parse(stated) or dates.parse(text)
            if moment is None:
                continue
            if "commentTime" in (attributes.get("itemprop") or "") or whose.in_comments(node):
                continue
            if "dateModified" in (attributes.get("itemprop") or "").split() or (
                "updated" in (attributes.get("class") or "") and "published" not in (attributes.get("class") or "")
            ):
                modified.append(moment.when)
                continue
            yield _statement(kind, _local(moment, stated, dates.parse(text)))


_CHANGED_TITLE = re.compile("更新|修改|编辑")


def _local(moment: Moment, stated: str, visible: Moment | None) -> Moment:
    if moment.zone in ("Z", "z", "+00:00", "+0000") and visible is not None:
        naive = dates.parse(stated[: stated.rfind(moment.zone)])
        if naive is not None and naive.when.date() == visible.when.date():
            return naive
    return moment


MOST_DAYS = 20  # of one line that are looked at


def _visible(
    lines: Sequence[Line],
    dated: Sequence[Sequence[Moment]],
    foreign: frozenset[int],
    modified: list[datetime],
    now: datetime | None,
) -> Iterator[Statement]:
    label = ""
    for at, line in enumerate(lines):
        if at in foreign or _NEIGHBOUR.match(line.text):
            label = ""
            continue
        found = dated[at]
        for moment in found[:MOST_DAYS]:
            before = line.text[max(0, moment.start - 12) : moment.start] or label
            labelled = _PUBLISHED.search(before) or _MODIFIED.search(before)
            if not labelled and (line.sentences > 2 or _tells_a_story(line, moment, before)):
                continue
            if _MODIFIED.search(before) or (not labelled and _CHANGED.match(line.text, moment.end)):
                modified.append(moment.when)
            elif not _OTHER.search(before) or (line.place == "head" and _PUBLISHED.search(before)):
                yield _statement(*_belief(line, moment, before))
        if not found and (match := _LABELLED_SHORT.search(line.text)) and (short := dates.short_year(match[1])):
            yield _statement("labelled", short)
        elif not found and (match := _LABELLED_REPUBLIC.search(line.text)):
            year, month_, day = map(int, match.groups())
            if told := dates.parse(f"{1911 + year}-{month_}-{day}"):
                yield _statement("labelled", told)
        elif not found and (match := _LABELLED_MONTH.search(line.text)):
            month = datetime(int(match["year"]), int(match["month"]), 1, tzinfo=dates.SHANGHAI)
            yield Statement("labelled", month, "month", WEIGHTS["labelled"])
        elif not found and (whole := _apart(lines, at)):
            yield _statement("line", whole)
        elif now is not None and not found and _may_be_relative(line):
            if told := dates.relative(line.text, now):
                yield _statement("relative", told)
            elif _may_lack_its_year(line) and (told := dates.yearless(line.text, now)):
                yield _statement("relative", told, 1.0)
        label = line.text if len(line.text) <= LABEL and line.text.endswith((":", "：", "时间", "日期")) else ""


def _apart(lines: Sequence[Line], at: int) -> Moment | None:
    """A date in parts at the headline, on one line or on two."""
    line = lines[at]
    if len(line.text) > APART or line.place == "tail" or (line.place == "above" and line.distance > 2):
        return None
    before = lines[at - 1] if at and lines[at - 1].place == line.place else None
    together = f"{before.text} {line.text}" if before is not None and len(before.text) <= APART else ""
    if "20" not in line.text and "20" not in together and "19" not in together:
        return None
    return dates.apart(line.text) or (dates.apart(together) if together else None)


def _may_be_relative(line: Line) -> bool:
    """Whether 「3天前」 in a line can be the page's own: under its headline, and no sentence of the text."""
    return line.place == "head" and len(line.text) <= 120 and line.sentences <= 2 and "。" not in line.text


def _may_lack_its_year(line: Line) -> bool:
    """Whether a line has room for a month and day with what makes them a date: a clock, a weekday, other facts."""
    text = line.text
    if line.distance <= NEAR and dates.is_padded(text):
        return True
    return len(text) <= 60 and (
        ":" in text or (("周" in text or "星期" in text) and dates.WEEKDAY.search(text) is not None)
    )


def _tells_a_story(line: Line, moment: Moment, before: str) -> bool:
    """Whether a date without a label stands in a sentence of the text, not in a line about it."""
    after = line.text[moment.end :]
    if _DATED.search(before) or _BYLINE_AFTER.match(after) or _BYLINE_BEFORE.search(before):
        return False
    if _BYLINE_LABEL.search(line.text):
        return False
    if _OTHER_AFTER.match(after):
        return True
    words = len(_CHINESE.findall(after))
    if _GOES_ON.match(after):
        since = _SINCE.match(after) and (line.place != "head" or _LEADS_IN.search(before))
        return words >= (1 if since else 4)
    return words >= 3 if _LEADS_IN.search(before) else words >= 6 and "。" in after


_ANSWERED = re.compile(r"(?:答复|回复|回答|处理|办结|受理)(?:时间|日期)\s*[:：]?\s*$")  # the question was there before


def _belief(line: Line, moment: Moment, before: str) -> tuple[str, Moment, float]:
    if _ANSWERED.search(before):
        return "line", moment, 0.5
    labelled = _PUBLISHED.search(before) or _DATED.search(before)
    if line.place == "tail":
        return "tail", moment, WEIGHTS["tail"] + (3.0 if labelled else 0.0) - 0.1 * line.distance
    if labelled:
        less = 0.0 if _PUBLISHED.search(before) else 4.0 if _WRITTEN.search(before) else 1.0
        return "labelled", moment, WEIGHTS["labelled"] - less
    clock = 1.0 if moment.precision != "day" else 0.0
    away = 0.3 * line.distance + (2.0 if line.place == "above" else 0.0) + (2.0 if line.sentences else 0.0)
    return "line", moment, max(0.5, WEIGHTS["line"] + clock - away)


def _from_url(url: str) -> Iterator[Statement]:
    path = urlsplit(url).path
    match = _URL_DATE.search(path) or _URL_DATE_LOOSE.search(path)
    if match and (moment := dates.parse("-".join(match.groups()))):
        yield _statement("url", moment)


def _hinted(hint: Hint | None, said: Sequence[Statement], now: datetime | None) -> list[Statement]:
    """What another page said. A feed knows the time; lastmod counts only where nothing else does."""
    if hint is None:
        return []
    if hint.published_at is not None:
        when = in_zone(hint.published_at, dates.SHANGHAI)
        kind = "feed" if hint.source in ("feed", "news_sitemap") else "list"
        if when.year >= dates.FIRST_YEAR and (now is None or when <= shifted(now, FUTURE_EXACT)):
            return [Statement(kind, when, hint.published_precision or "second", WEIGHTS[kind])]
    if hint.modified_at is not None and not said:
        when = in_zone(hint.modified_at, dates.SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
        if when.year < dates.FIRST_YEAR or (now is not None and when > shifted(now, FUTURE_LOOSE)):
            return []  # a server's «none» or «for ever»
        return [Statement("lastmod", when, "day", WEIGHTS["lastmod"])]
    return []
