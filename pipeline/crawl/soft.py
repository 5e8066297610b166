"""Error pages that come with status 200 and say nothing of it: the home page under a wrong URL, one text under many. Pure.

Two URLs of one text may be two copies of an article. Whether it is the site's answer to wrong URLs is found out by asking
for one that cannot exist (after Bar-Yossef et al., «Sic transit gloria telae», 2004), once for each such text.
"""

from __future__ import annotations

import re
import secrets
from collections import OrderedDict
from urllib.parse import urljoin

from pipeline.models import Page, Record
from pipeline.urls import path_of

BEGIN = 200  # characters of a body that are compared: what such pages tell of time and address stands at their end
KEPT = 5_000  # texts remembered
PROBES = 10  # in one run
_NUMBERED = re.compile(r"(?<![/:])/[^/]*\d[^/]*/.*$")  # a folder of a URL and what follows; not its host


class SoftPages:
    """What one run has met."""

    def __init__(self) -> None:
        self._first: OrderedDict[int, str] = OrderedDict()  # text → URL at which it was met first
        self._probed: set[int] = set()
        self._soft: set[int] = set()
        self._home: int | None = None

    def is_home(self, url: str, page: Page) -> bool:
        """Whether a page under another URL is, byte for byte, the home page met before."""
        body = hash(page.body)
        if path_of(url) == "/":
            self._home = body
            return False
        return body == self._home and path_of(page.final_url) != "/" and "/index." not in url and "/default." not in url

    def known(self, record: Record) -> bool:
        """Whether an article is the text that the site answers wrong URLs with."""
        return _text(record) in self._soft

    def suspect(self, url: str, record: Record) -> str | None:
        """The other URL at which this text was met, if there is one."""
        text = _text(record)
        first = self._first.setdefault(text, url)
        if len(self._first) > KEPT:
            self._first.popitem(last=False)
        own = {url, record.article.url, record.article.canonical_url}
        return None if first in own else first

    def worth_a_probe(self, record: Record) -> bool:
        """Whether a wrong URL is to be asked for because of this text; said once of each."""
        text = _text(record)
        if text in self._probed or len(self._probed) >= PROBES:
            return False
        self._probed.add(text)
        return True

    def judge(self, record: Record, answer: object) -> bool:
        """Whether the answer to a URL that cannot exist shows a text to be such a page."""
        soft = isinstance(answer, Record) and _text(answer) == _text(record)
        if soft:
            self._soft.add(_text(record))
        return soft


def impossible(url: str) -> str:
    """A URL beside another one that no site has.

    It is in no folder with a number: below /a/7/ many sites show article 7 under any name.
    """
    return urljoin(_NUMBERED.sub("/", url.partition("?")[0]), f"x{secrets.token_hex(10)}.html")


def _text(record: Record) -> int:
    return hash((record.article.title, record.article.body[:BEGIN]))
