"""Whether an article has the 款 or 项 that a citation names, by the article's own lines."""

from __future__ import annotations

import re

from pipeline.laws.naming.numerals import DIGITS, article_label, chinese, parse_number
from pipeline.models import Citation

_ITEM = re.compile(rf"(?:^|[：:；;。\n])\s*[（(]([{DIGITS}]{{1,4}})[)）]")
_NEW_ITEM = re.compile(rf"^\s*(?:[（(][{DIGITS}]{{1,4}}[)）]|[{DIGITS}]{{1,3}}[.．、])")


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
