"""One article, its copies and two articles side by side: what these pages show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.models import Verdict
from pipeline.store import Store
from pipeline.store.detail import Revision, StoredArticle
from pipeline.store.duplicates import Copy, Group
from pipeline.web.diff import LONGEST, Difference, difference
from pipeline.web.markup import Mark, body, citation_marks, differing
from pipeline.web.messages import Words

RELATED = 8
COPIES = 12  # shown beside an article; all of them stand on the page of the group
REVISIONS = 10
SLOTS = 8  # columns of a template's table
ROWS = 200  # copies of one group that are listed
SHOWN = 12  # differing words of one copy


@dataclass(frozen=True, slots=True)
class Evidence:
    """What differs between a copy and its original, as far as it is shown."""

    slots: list[tuple[str, str]]
    words: list[tuple[str, str]]
    added: list[str]
    dropped: list[str]
    because: str


def read(store: Store, *, article_id: int, words: Words) -> dict[str, Any] | None:
    """What the page of an article shows; None where there is none."""
    found = store.article(article_id)
    if found is None:
        return None
    marks = citation_marks(found.verdicts, lambda one: words.verdict(one.status, one.quotation, rule=one.of_rule))
    return {
        "article": found,
        "text": body(found.body, found.blocks, marks),
        "notes": [(number, one, _statute_difference(one)) for number, one in enumerate(found.verdicts, 1)],
        "texts_held": any(one.statute for one in found.verdicts),
        "original": next((one for one in found.duplicates if one.role == "original" and one.kind != "excerpt"), None),
        "copies": [(one, evidence(one.evidence)) for one in found.duplicates[:COPIES]],
        "more_copies": max(0, len(found.duplicates) - COPIES),
        "related": store.related(article_id, limit=RELATED),
        "revisions": _changes(found),
    }  # fmt: skip


def group(store: Store, *, article_id: int) -> dict[str, Any] | None:
    """The group that an article is in; None where it is in none."""
    found = store.group(article_id)
    if found is None:
        return None
    original = store.article(found.original_id)
    templates = [one for one in found.copies if one.kind == "template"][:ROWS]
    places = _places(templates)
    marks = _slot_marks(original.body, places) if original and places else []
    return {
        "group": found,
        "chain": [(one, evidence(one.evidence)) for one in found.copies[:ROWS]],
        "hidden": max(0, len(found.copies) - ROWS),
        "places": places[:SLOTS],
        "templates": [(one, [_slots(one).get(place, "") for place in places[:SLOTS]]) for one in templates],
        "template_text": body(original.body, original.blocks, marks) if original and marks else None,
        "sites": _sites(found),
    }


def compare(store: Store, *, first: int, second: int) -> dict[str, Any] | None:
    """Two articles, word by word; None where one of them does not exist."""
    one, other = store.article(first), store.article(second)
    if one is None or other is None:
        return None
    title, text = difference(one.title, other.title), difference(one.body, other.body)
    return {
        "first": one,
        "second": other,
        "title_difference": differing(title),
        "text_difference": differing(text),
        "share": text.share,
        "same": text.share == 1 and title.share == 1,
        "cut": LONGEST if text.cut else 0,
    }


def evidence(raw: dict[str, Any]) -> Evidence:
    """The evidence of ``duplicates.evidence``, whatever of it there is."""
    return Evidence(
        _pairs(raw.get("slots")), _pairs(raw.get("words")), _texts(raw.get("added")), _texts(raw.get("dropped")),
        str(raw.get("because") or ""),
    )  # fmt: skip


def _pairs(raw: Any) -> list[tuple[str, str]]:
    pairs = [one for one in raw or () if isinstance(one, list) and len(one) == 2]
    return [(str(a), str(b)) for a, b in pairs[:SHOWN]]


def _texts(raw: Any) -> list[str]:
    return [str(one) for one in raw or () if len(str(one)) > 1][:SHOWN]  # single characters say nothing


def _slots(copy: Copy) -> dict[str, str]:
    """What stands in the copy in place of what stands in the original."""
    return {str(one[0]): str(one[1]) for one in copy.evidence.get("slots") or () if len(one) == 2}


def _places(copies: list[Copy]) -> list[str]:
    """What varies, as it stands in the original: what most copies exchanged first."""
    counts: dict[str, int] = {}
    for copy in copies:
        for place in _slots(copy):
            counts[place] = counts.get(place, 0) + 1
    return sorted(counts, key=lambda place: -counts[place])


def _slot_marks(text: str, places: list[str]) -> list[Mark]:
    found = []
    for place in filter(None, places):
        start = text.find(place)
        while start >= 0:
            found.append(Mark(start, start + len(place), Markup('<mark class="slot">'), Markup("</mark>")))
            start = text.find(place, start + len(place))
    return sorted(found, key=lambda mark: (mark.start, -mark.end))


def _sites(found: Group) -> list[str]:
    return list(dict.fromkeys([found.original_site, *(one.site for one in found.copies)]))


def _statute_difference(verdict: Verdict) -> Markup | None:
    """The article's quotation held against the statute's sentence, where both are known and differ."""
    if not verdict.quoted or not verdict.statute or verdict.quotation in ("exact", "not_held"):
        return None
    return differing(difference(verdict.statute, verdict.quoted))


def _changes(article: StoredArticle) -> list[tuple[Revision, tuple[Markup, Difference]]]:
    """The last earlier versions, newest first, each with what the next one changed."""
    old = article.revisions[-REVISIONS:]
    new: list[Revision | StoredArticle] = [*old[1:], article]
    return [(one, _text_difference(one, other)) for one, other in zip(old, new, strict=bool(old))][::-1]


def _text_difference(old: Revision, new: Revision | StoredArticle) -> tuple[Markup, Difference]:
    """What an earlier version and the next one differ in."""
    found = difference(f"{old.title}\n{old.body}", f"{new.title}\n{new.body}")
    return differing(found), found
