"""The demo site's articles and frame, read from the package's TOML files."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from typing import Any, Literal
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")
FILES = ("wangdai", "xinyongka", "cuishou", "jiedai", "other", "copies")

Kind = Literal["original", "template", "repost_exact", "repost_edited", "rewritten"]


@dataclass(frozen=True, slots=True)
class Wrong:
    """A citation that does not hold on the day the article came out, and why."""

    law: str
    article: int
    status: str


@dataclass(frozen=True, slots=True)
class DemoArticle:
    """One article as the site's owner wrote it; ``group`` is the id of the text it is a copy of, or its own."""

    id: int
    title: str
    category: str
    author: str
    published: datetime
    tags: tuple[str, ...]
    body: str
    kind: Kind
    group: int
    on_topic: bool
    wrong: tuple[Wrong, ...]

    @property
    def path(self) -> str:
        """Where the site serves it."""
        return f"/{self.category}/{self.id}.html"


@dataclass(frozen=True, slots=True)
class Broken:
    """A page that is listed like an article and is none; ``what`` says in which way."""

    path: str
    title: str
    what: Literal["missing", "error", "empty", "cut", "head_only", "soft_404", "disallowed"]


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around the articles."""

    title: str
    tagline: str
    firm: str
    per_page: int
    feed_items: int
    robots: str
    categories: tuple[tuple[str, str], ...]  # slug, name
    broken: tuple[Broken, ...]
    expect: dict[str, int]


def frame() -> Frame:
    """The site's frame from site.toml."""
    raw = _read("site.toml")
    return Frame(
        **{key: raw[key] for key in ("title", "tagline", "firm", "per_page", "feed_items", "robots", "expect")},
        categories=tuple((each["slug"], each["name"]) for each in raw["category"]),
        broken=tuple(Broken(**each) for each in raw["broken"]),
    )


def articles(now: datetime) -> tuple[DemoArticle, ...]:
    """Every article, newest first; ages in the data are counted back from ``now`` (aware)."""
    raw = [_read(f"articles/{name}.toml") for name in FILES]
    written = {each["id"]: _original(each, now) for part in raw for each in part.get("article", ())}
    cities = [city for part in raw for each in part.get("template", ()) for city in _template(each, now)]
    copies = [_repost(each, written[each["of"]], now) for part in raw for each in part.get("repost", ())]
    return tuple(sorted([*written.values(), *cities, *copies], key=lambda one: (one.published, one.id), reverse=True))


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))


def _when(text: str, now: datetime) -> datetime:
    """A day of publication, at half past nine in China, or an age like ``3d`` or ``12h``."""
    if text[-1] in "dh":
        count = int(text[:-1])
        return now.astimezone(ZONE) - (timedelta(days=count) if text[-1] == "d" else timedelta(hours=count))
    return datetime.fromisoformat(text).replace(hour=9, minute=30, tzinfo=ZONE)


def _original(raw: dict[str, Any], now: datetime) -> DemoArticle:
    return DemoArticle(
        id=raw["id"],
        title=raw["title"],
        category=raw["category"],
        author=raw["author"],
        published=_when(raw["when"], now),
        tags=tuple(raw["tags"]),
        body=raw["body"].strip(),
        kind="original",
        group=raw["id"],
        on_topic=raw.get("topic", True),
        wrong=tuple(Wrong(*each) for each in raw.get("wrong", ())),
    )


def _template(raw: dict[str, Any], now: datetime) -> list[DemoArticle]:
    """One text under each city's name; the oldest counts as the original."""
    rows = sorted(zip(raw["ids"], raw["cities"], raw["when"], strict=True), key=lambda row: _when(row[2], now))
    first = rows[0][0]
    return [
        DemoArticle(
            id=number,
            title=raw["title"].format(city=city),
            category=raw["category"],
            author=raw["author"],
            published=_when(when, now),
            tags=(*raw["tags"], city),
            body=raw["body"].strip().replace("{city}", city),
            kind="original" if number == first else "template",
            group=first,
            on_topic=True,
            wrong=(),
        )
        for number, city, when in rows
    ]


def _repost(raw: dict[str, Any], source: DemoArticle, now: datetime) -> DemoArticle:
    """A copy: as it is, with small edits, or written anew (then it brings its own body)."""
    body = raw.get("body", source.body).strip()
    for old, new in raw.get("edits", ()):
        body = body.replace(old, new)
    for sentence in raw.get("drop", ()):
        body = body.replace(sentence, "")
    parts = (raw.get("prepend"), body.strip(), raw.get("append"))
    return DemoArticle(
        id=raw["id"],
        title=raw.get("title", source.title),
        category=raw["category"],
        author=raw["author"],
        published=_when(raw["when"], now),
        tags=tuple(raw.get("tags", source.tags)),
        body="\n\n".join(part for part in parts if part),
        kind=raw["kind"],
        group=source.id,
        on_topic=source.on_topic,
        wrong=source.wrong,
    )
