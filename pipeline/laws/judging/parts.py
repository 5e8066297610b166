"""Whether an article has the 款 or 项 that a citation names, by its own lines in every version that may be meant."""

from __future__ import annotations

import re
from dataclasses import replace

from pipeline.laws.judging.attribution import Edition
from pipeline.laws.judging.existence import COMPLETE_TYPES, possible_versions
from pipeline.laws.judging.texts import Statutes
from pipeline.laws.naming.numerals import DIGITS, article_label, chinese, parse_number
from pipeline.laws.naming.works import Version, Work
from pipeline.models import Citation, Verdict

_ITEM = re.compile(rf"(?:^|[：:；;。\n])\s*[（(]([{DIGITS}]{{1,4}})[)）]")
_NEW_ITEM = re.compile(rf"^\s*(?:[（(][{DIGITS}]{{1,4}}[)）]|[{DIGITS}]{{1,3}}[.．、])")


def with_parts(verdict: Verdict, work: Work, version: Version, statutes: Statutes, named: Edition | None) -> Verdict:
    """Whether the 款 and 项 are there: in the version in force, and if the version is not sure, in no other either."""
    citation = verdict.citation
    if verdict.questionable or not (citation.paragraph or citation.item):
        return verdict
    if named is None and verdict.on is None and work.type not in COMPLETE_TYPES:
        return verdict  # the article may be from the days of a version that is not known
    wrong = None
    possible = named.versions if named else possible_versions(work, verdict.on)
    others = () if len(possible) == 1 else possible if named and named.complete else work.versions
    for one in (version, *others):
        text = statutes.article(one.version_id, citation.article or 0, citation.inserted)
        if text is None or not statutes.divided(one.version_id):
            if verdict.on is None and one.has(citation.article or 0, citation.inserted) is not False:
                return verdict  # the article may be from the days of a version whose text is not held
            continue
        found = missing_part(citation, text)
        if found is None:
            return verdict
        wrong = wrong or found
    if wrong is None or statutes.article(version.version_id, citation.article or 0, citation.inserted) is None:
        return verdict
    return replace(verdict, status="no_such_article", explanation=wrong)


def missing_part(citation: Citation, text: str) -> str | None:
    """What is wrong with the 款 or 项, in a sentence for people; None where nothing is, or nothing is named.

    ``text``: the article, each 款 and 项 in a line of its own.
    """
    label = article_label(citation.article or 0, citation.inserted)
    paragraphs = [line for line in text.splitlines() if line.strip() and not _NEW_ITEM.match(line)]
    if citation.paragraph and citation.paragraph > max(1, len(paragraphs)):
        return f"{label}只有{chinese(max(1, len(paragraphs)))}款，没有第{chinese(citation.paragraph)}款。"
    if citation.item:
        items = [parse_number(found[1]) or 0 for found in _ITEM.finditer(text)]
        if not items:
            return f"{label}没有分项，没有第{chinese(citation.item)}项。"
        if citation.item > max(items):
            return f"{label}最多到第{chinese(max(items))}项，没有第{chinese(citation.item)}项。"
    return None
