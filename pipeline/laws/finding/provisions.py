"""Reads the name of a provision as a person types it: 民法典第675条, 民间借贷规定25条, 刑法293之一, 催收公约."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.laws.finding.citations import find_citations
from pipeline.laws.naming.names import key
from pipeline.laws.naming.numerals import DIGITS
from pipeline.laws.naming.registry import Registry, default
from pipeline.laws.naming.works import provision_id
from pipeline.models import Citation

_NUMBER_AT_END = re.compile(
    rf"^(?P<law>.*?[^\s{DIGITS}第])\s*第?\s*(?P<number>[{DIGITS}]+)(?:(?:条?之|-)(?P<n>[{DIGITS}]+))?条?$"
)
# What is left behind a law, or an article, of a number that is none: 第99999条, 第0款, a 第 alone. Years and parts are none.
_UNREAD = re.compile(
    rf"^(?!\s*(?:(?:19|20)\d\d|第\s*[{DIGITS}]{{1,4}}\s*(?:分?编|章|节|次|版|号)))[^第\d]*?(?:第|(?<![{DIGITS}])[{DIGITS}]++\s*条|\d++\s*$)"
)
_NUMBERED = re.compile(rf"\s*第?\s*[{DIGITS}]+\s*条.*$")
_NEAR = 0.6  # of two names: one letter of three is another, or two have changed places
_UNREAD_PART = re.compile(rf"^\s*(?:条?之|第?[{DIGITS}\s]*[款项目]|第$)")
_ID = re.compile(
    r"^(?P<law>cn/[^#@]+)(?:@[^#]*)?(?:#a(?P<a>\d+)(?:-(?P<n>\d+))?(?:\.p(?P<p>\d+))?(?:\.i(?P<i>\d+))?)?$"
)


@dataclass(frozen=True, slots=True)
class Provision:
    """A law or one of its provisions; ``known`` says whether the registry holds the law."""

    law: str
    law_id: str
    article: int | None = None
    inserted: int = 0
    paragraph: int | None = None
    item: int | None = None
    known: bool = True

    @property
    def id(self) -> str:
        """Like ``cn/law/刑法#a293-1.p1.i2``."""
        return provision_id(self.law_id, self.article, self.inserted, self.paragraph, self.item)


def parse_provision(text: str, *, registry: Registry | None = None) -> Provision | None:
    """The provision that a query means, with or without 《》, 第 and 条, or as an id.

    None where no law is named, or where what stands behind it is no number that an article can have.

    >>> parse_provision("民法典第675条").id
    'cn/law/民法典#a675'
    """
    works = registry or default()
    text = text.strip()
    if found := _ID.match(text):
        return _by_id(found, works)
    cited = [
        (form, one)
        for form in (text, *_spelled_out(text))
        for one in find_citations(form, registry=works)
        if one.law_id
    ]
    if cited:
        form, best = next((pair for pair in cited if pair[1].article is not None), cited[0])
        unread = _UNREAD if best.article is None else _UNREAD_PART
        return None if unread.search(form[best.end :]) else provision_of(best, works)
    named = works.find(text)
    work = named[0] if len(named) == 1 else works.nearest(text)
    return Provision(work.title, work.law_id) if work else None


def near_names(text: str, *, registry: Registry | None = None, limit: int = 2) -> list[str]:
    """Names of laws that look like what was typed, for «did you mean»: nearest first.

    >>> near_names("民典法第675条", limit=1)
    ['民法典']
    """
    from rapidfuzz import process  # what is asked for by its right name does without
    from rapidfuzz.distance import OSA

    typed = key(_NUMBERED.sub("", text.strip("《》 ")))
    names = list((registry or default()).names)
    found = process.extract(
        typed, names, scorer=OSA.normalized_similarity, processor=None, score_cutoff=_NEAR, limit=20
    )
    best = sorted(found, key=lambda one: (-one[1], -len(one[0]))) if found else []
    return [name for name, _, _ in best][:limit]


def provision_of(citation: Citation, works: Registry) -> Provision:
    """The provision that is cited."""
    title, law = citation.law or "", citation.law_id or ""
    known = works.get(law) is not None
    return Provision(title, law, citation.article, citation.inserted, citation.paragraph, citation.item, known)


def _spelled_out(text: str) -> list[str]:
    """民法典675 → 《民法典》第675条; 催收公约 → 《催收公约》."""
    if not (found := _NUMBER_AT_END.match(text)):
        return [] if "《" in text else [f"《{text}》"]
    law = found["law"].strip("《》 ")
    return [f"《{law}》第{found['number']}条" + (f"之{found['n']}" if found["n"] else "")]


def _by_id(found: re.Match[str], works: Registry) -> Provision:
    def number(group: str) -> int | None:
        return int(found[group]) if found[group] else None

    work = works.get(found["law"])
    title = work.title if work else found["law"].removeprefix("cn/law/")
    return Provision(title, found["law"], number("a"), number("n") or 0, number("p"), number("i"), work is not None)
