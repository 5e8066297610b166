"""Reads the provisions that a person asks for, one or several: 民法典第1032条至第1034条, 民法典675、676, 民法典 刑法."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from pipeline.laws.finding.citations import find_citations
from pipeline.laws.finding.provisions import Provision, near_names, parse_provision, provision_of
from pipeline.laws.naming.numerals import DIGITS
from pipeline.laws.naming.placing import named
from pipeline.laws.naming.registry import Registry, default
from pipeline.models import Citation

# 民法典1032-1034; where the second number is the smaller one (刑法293-1) it is 之一
_RANGE = re.compile(
    r"^(?P<law>.*?[^ \d第]) ?第? ?(?P<first>\d{1,4}) ?条? ?(?:[-—–~～]{1,2}|至|到) ?第? ?(?P<last>\d{1,4}) ?条?$"
)
_LIST = re.compile(
    r"^(?P<law>.*?[^ \d第、，,]) ?第? ?(?P<numbers>\d{1,4}(?: ?条?(?: ?[、，,和及] ?| )第? ?\d{1,4})+) ?条?$"
)
_TO = re.compile("[-—–~～至到]")
_NUMBER = re.compile(r"\d+")
_UNREAD = re.compile(rf"第\s*[{DIGITS}]+\s*条")
_BEHIND = re.compile(r"\s*(?:第|\d).*$", re.S)


@dataclass(frozen=True, slots=True)
class Run:
    """Provisions of one law that follow each other; of one alone, ``first`` is ``last``, of a whole law they are None."""

    law_id: str
    first: int | None
    last: int | None
    inserted: int = 0
    paragraph: int | None = None
    item: int | None = None


def parse_provisions(text: str, *, registry: Registry | None = None) -> tuple[Provision, ...]:
    """All the provisions that a query means, in its order; () where it names no law, or a number that cannot be read.

    >>> [one.id for one in parse_provisions("民法典第1032条至第1033条、刑法第293条之一")]
    ['cn/law/民法典#a1032', 'cn/law/民法典#a1033', 'cn/law/刑法#a293-1']
    """
    works = registry or default()
    text = _spelled_out(" ".join(text.split()))
    first = parse_provision(text, registry=works)
    if first is None and "《" not in text and (behind := _BEHIND.search(text)):  # a law that is not known
        text = f"《{text[: behind.start()]}》{text[behind.start() :]}"
        first = parse_provision(text, registry=works)
    if first is None:
        return ()
    cited = [one for one in find_citations(text, registry=works) if one.law_id]
    if len(cited) < 2:
        return () if first.article is not None and _unread(text, [(one.start, one.end) for one in cited]) else (first,)
    if _unread(text, [(one.start, one.end) for one in cited]):
        return ()
    found = {provision.id: provision for provision in (provision_of(one, works) for one in cited)}
    return _between(text, cited, tuple(found.values()))


def _between(text: str, cited: Sequence[Citation], found: tuple[Provision, ...]) -> tuple[Provision, ...]:
    """All from the first to the last where that is said, though no author means so many: 第1条至第1260条."""
    if len(cited) != 2 or len(found) != 2 or cited[0].raw != cited[1].raw or not _TO.search(cited[0].raw):
        return found
    first, last = found
    if first.law_id != last.law_id or not first.article or not last.article or first.inserted or last.inserted:
        return found
    return tuple(replace(first, article=number) for number in range(first.article, last.article + 1)) or found


def _spelled_out(text: str) -> str:
    """民法典1032-1034 → 民法典第1032条至第1034条; 民法典675,676 → 民法典第675条、第676条."""
    if (found := _RANGE.match(text)) and int(found["first"]) < int(found["last"]):
        return f"{found['law']}第{found['first']}条至第{found['last']}条"
    if found := _LIST.match(text):
        return found["law"] + "、".join(f"第{number}条" for number in _NUMBER.findall(found["numbers"]))
    return text


def _unread(text: str, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a number of an article stands outside of what was read, as one that no law can have: 第99999条."""
    place = 0
    for start, end in spans:
        if place and _UNREAD.search(text, place, max(place, start)):
            return True
        place = max(place, end)
    return bool(place and _UNREAD.search(text, place))


def runs(provisions: Sequence[Provision]) -> list[Run]:
    """Provisions with those that follow each other in one: 1032, 1033, 1034 → 1032 to 1034."""
    out: list[Run] = []
    for one in provisions:
        before = out[-1] if out else None
        plain = one.article is not None and not (one.inserted or one.paragraph or one.item)
        if (
            plain
            and before is not None
            and before.last is not None
            and not (before.inserted or before.paragraph or before.item)
            and (before.law_id, before.last + 1) == (one.law_id, one.article)
        ):
            out[-1] = Run(before.law_id, before.first, one.article)
        else:
            out.append(Run(one.law_id, one.article, one.article, one.inserted, one.paragraph, one.item))
    return out


def not_found(text: str, *, registry: Registry | None = None) -> str:
    """Why no provision was found, in Chinese, with what may be meant.

    >>> not_found("民法典第0条")
    '《民法典》没有这样的条号：民法典第0条；条号可以写 第675条、第293条之一、第1032条至第1034条'
    """
    works = registry or default()
    name = _BEHIND.sub("", text.strip()).strip("《》 ")
    said = named(name or text, works)
    if len(said.works) > 1:
        return said.told()
    if said.work is not None and name != text.strip("《》 "):
        example = "条号可以写 第675条、第293条之一、第1032条至第1034条"
        return f"《{said.work.short_title}》没有这样的条号：{text}；{example}"
    near = near_names(text, registry=works)
    return f"没有找到法律：{text}" + (f"；是不是 {'、'.join(near)}" if near else "")
