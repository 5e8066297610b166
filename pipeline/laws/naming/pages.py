"""A page that is a statute: its title is that of a work, and it lists the articles of one version from first to last."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.laws.naming.numerals import DIGITS, parse_number
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Version, Work

_AROUND = re.compile(r"[《》]|[（(][^（）()]{0,30}[）)]|(?:全文|最新版?|官方|完整版|20\d\d年?(?:修[正订]|版)?)")
_SITE = re.compile(r"[|_\-—–].*$")
_ARTICLE = re.compile(rf"^[*\s　]*第([{DIGITS}]{{1,9}})条(?:之([一二三四五六七八九十]{{1,2}}))?[*\s　:：]+(\S.*)$")
_HEADING = re.compile(rf"^[\s　]*第[{DIGITS}]{{1,5}}[编章节分](?:[\s　]|$)|^[\s　]*附\s?则$")
_DAY = re.compile(r"(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?日")
_HEAD = 1500  # characters before the first articles in which the day of the version is told


@dataclass(frozen=True, slots=True)
class StatutePage:
    """The articles of a version as a page gives them: (number, 之N, text)."""

    work: Work
    version: Version
    articles: tuple[tuple[int, int, str], ...]


def statute_page(title: str, body: str, registry: Registry) -> StatutePage | None:
    """The statute that a page gives in full, or None.

    Strict, since citations are judged by it: one work of that title, all the numbers of one of its versions in their
    order, each once, and where several versions have these numbers, the one whose day stands above the articles.
    """
    works = registry.find(_AROUND.sub("", _SITE.sub("", title)).strip())
    if len(works) != 1:
        return None
    articles = _articles(body)
    numbers = [(article, inserted) for article, inserted, _ in articles]
    if len(numbers) < 3 or numbers != sorted(set(numbers)):
        return None
    fitting = [one for one in works[0].versions if one.articles and one.numbers == set(numbers)]
    if len(fitting) > 1:
        days = {tuple(map(int, found.groups())) for found in _DAY.finditer(title + body[:_HEAD])}
        fitting = [
            one for one in fitting
            if any(day and (day.year, day.month, day.day) in days for day in (one.published, one.effective))
        ]  # fmt: skip
    return StatutePage(works[0], fitting[0], tuple(articles)) if len(fitting) == 1 else None


def _articles(body: str) -> list[tuple[int, int, str]]:
    """The lines that begin with 第N条, each with the lines up to the next one or to the next heading."""
    out: list[tuple[int, int, str]] = []
    lines: list[str] | None = None
    number = (0, 0)

    def close() -> None:
        if lines:
            out.append((*number, "\n".join(lines)))

    for line in body.splitlines():
        if found := _ARTICLE.match(line):
            close()
            number = (parse_number(found[1]) or 0, parse_number(found[2] or "") or 0)
            lines = [found[3].strip()]
        elif _HEADING.match(line):
            close()
            lines = None
        elif lines is not None and line.strip():
            lines.append(line.strip())
    close()
    return out
