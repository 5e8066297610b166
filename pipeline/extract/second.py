"""A second look at a page that seems to be a list: a short article among many teasers has more prose of others than of its own."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipeline.discover import is_list_title
from pipeline.text import squeeze

from .article import Reading

STOPS = 4  # marks of sentences that an article has outside all lists …
CHARS = 80  # … and characters
LISTED = 0.2  # share of its lines that may stand in lists of others
ENTRIES = 3  # titles of other articles among its lines; a list has as many
TITLE = 6  # characters of a headline
_ONWARD = re.compile(r"(?:全文|详情|详细|更多|more)[\]】）)>»… ]*$", re.I)  # a teaser's last words


def is_article(reading: Reading, entries: Sequence[str]) -> bool:
    """Whether what was read is an article: a headline and a date that stand on the page, and sentences in no list.

    ``entries``: the titles that the page links to, as a list does.
    """
    title = reading.article.title
    if not (reading.shown and reading.stated) or len(title) < TITLE or is_list_title(title):
        return False
    linked = {squeeze(entry) for entry in entries}
    own = reading.own()
    if squeeze(title) in linked or not own or _ONWARD.search(own[-1].text):
        return False
    if sum(run.marks for run in own) < STOPS or sum(run.chars for run in own) < CHARS:
        return False
    if len(reading.runs) - len(own) > LISTED * len(reading.runs):
        return False
    return len({squeeze(run.text) for run in own} & linked) < ENTRIES
