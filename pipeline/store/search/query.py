"""The query language of command line, Python and web: text → Query. Pure; a mistake is a QueryError with its place.

网贷 逾期            every word must occur, each as it is written (a question that nothing answers literally is
                     answered by what shares most of it)
"上门催收"           exactly this, also «…» with “…” or 「…」
-起诉                must not occur; also before a phrase or a filter
title:催收           only in the title
law:民法典第675条     cites this provision; law:民法典 any of this law; law:民法典第1032条至第1034条 any of these
verdict:repealed     has a citation with this verdict
site: category: author: tag: source:
after:2026-01 before:2026-03-15      published on the first day or later, and earlier than the second (Asia/Shanghai)
is:original is:copy is:on-topic is:off-topic   has:citations has:questionable   sort:date sort:relevance
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from pipeline import text
from pipeline.errors import QueryError
from pipeline.laws.naming import DIGITS
from pipeline.models import QuotationKind, VerdictKind

Sort = Literal["relevance", "date"]
MAX_LENGTH = 1000  # characters of a query
SEVERAL = 5  # characters without a space, a Latin word or a number as one, from which on they are several words …
SENTENCE = 8  # … and Chinese ones in a row from which on they are a sentence
MAX_TERMS = 50  # words, phrases and filters of a query
_SHOWN = 12  # characters of a query that are shown where a mistake is

_QUOTES = {'"': '"', "“": '”"', "「": "」", "『": "』", "＂": "＂"}  # opening → what closes it
_QUOTE = re.compile(r"[\"“「『＂]")
_LITERAL = re.compile(r"[\"＂]")  # typed by who wants a phrase; the others also stand in plain sentences
_BREAK = re.compile(
    r"(?:[\s，。！？；、…;!?]|,(?!\d))+"
)  # ends a word; other punctuation inside one (3.5%, 1,000, 2026-01) does not
_PROVISION = rf"第[{DIGITS}]{{1,9}}条?|[{DIGITS}]{{1,9}}条"
_NEXT = re.compile(rf"[、，,](?:{_PROVISION})[^\s，。！？；、…,;!?]*")  # law:民法典第675、676条 goes on behind the mark
_FIELD = re.compile(r"([A-Za-z_]+|[一-鿿]{2,4})[:：]")
_MINUS = "-－"
_DATE = re.compile(r"(\d{4})(?:[-/.年]?(\d{1,2})(?:[-/.月]?(\d{1,2})日?|月)?|年)?")
_ASKS = re.compile(
    r"[吗呢么啥]|怎|如何|什么|为何|(?<!任)何[时地处人种]|多少|多久|(?<![很许更众太])多[大长远]|哪|谁|几[天年个]"
    r"|能否|是否|可否|会不会|能不能|可不可以|要不要|是不是|有没有"
)

_MARK = re.compile(r"[？?]")

# What a field may be called, and the name it has here. Chinese names are for people who type no Latin.
FIELDS = {
    "title": "title", "标题": "title",
    "law": "law", "法律": "law", "法条": "law",
    "verdict": "verdict", "判定": "verdict",
    "site": "site", "网站": "site",
    "category": "category", "分类": "category", "栏目": "category",
    "author": "author", "作者": "author",
    "tag": "tag", "标签": "tag",
    "source": "source", "来源": "source",
    "after": "after",
    "before": "before",
    "is": "is",
    "has": "has",
    "sort": "sort", "排序": "sort",
}  # fmt: skip
VALUES: dict[str, tuple[str, ...]] = {
    "verdict": tuple(dict.fromkeys((*get_args(VerdictKind), *get_args(QuotationKind)))),
    "is": ("original", "copy", "on-topic", "off-topic"),
    "has": ("citations", "questionable"),
    "sort": ("relevance", "date"),
}


@dataclass(frozen=True, slots=True)
class Term:
    """One word or phrase: what was written, where, and what is asked of it."""

    text: str
    position: int
    quoted: bool = False
    negated: bool = False
    title: bool = False  # in the title only


@dataclass(frozen=True, slots=True)
class Filter:
    """``field:value`` with the value in its one form (a date as ISO text)."""

    field: str
    value: str
    position: int  # of the value
    negated: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked."""

    text: str
    terms: tuple[Term, ...] = ()
    filters: tuple[Filter, ...] = ()
    sort: Sort = "relevance"

    @property
    def wanted(self) -> tuple[Term, ...]:
        """The terms that must occur."""
        return tuple(term for term in self.terms if not term.negated)

    @property
    def topic(self) -> bool:
        """Whether it says itself which topic the articles must have."""
        return any(one.field == "is" and one.value.endswith("topic") for one in self.filters)

    @property
    def question(self) -> bool:
        """Whether it is a sentence in plain language: literal answers are welcome, but not all that is asked for."""
        return not self._literal and (self._longest >= SENTENCE or self._asks)

    @property
    def plain(self) -> bool:
        """Whether it may be answered by what shares most of it, where nothing has it literally."""
        return not self._literal and (self._asks or self._most >= SEVERAL)

    @property
    def _asks(self) -> bool:
        """Whether what is wanted asks something; what is refused, and the value of a filter, does not count."""
        return any(_ASKS.search(term.text) for term in self.wanted) or bool(_MARK.search(self.text))

    @property
    def _literal(self) -> bool:
        return bool(_LITERAL.search(self.text)) or any(term.title for term in self.wanted)

    @property
    def _longest(self) -> int:
        return max((len(run) for term in self.wanted for run in text.runs(term.text)), default=0)

    @property
    def _most(self) -> int:
        return max((_length(term.text) for term in self.wanted), default=0)


def _length(term: str) -> int:
    """Characters of a term with Chinese in it; a Latin word or a number is one, as it is one token."""
    lengths = [(len(run), text.is_cjk(run[0])) for run in text.runs(term)]
    return sum(length if chinese else 1 for length, chinese in lengths) if any(one for _, one in lengths) else 0


def parse(source: str) -> Query:
    """Read a query. Raises QueryError, with the offset of the mistake and its place in words, for what cannot be meant."""
    with placed(source):
        return _read(source)


@contextmanager
def placed(source: str) -> Iterator[None]:
    """Errors about a query that know their offset tell the place in words, once."""
    try:
        yield
    except QueryError as mistake:
        if mistake.position is None or mistake.placed:
            raise
        told = f"{mistake}（{place(source, mistake.position)}）"
        raise QueryError(told, mistake.position, placed=True) from None


def _read(source: str) -> Query:
    source = source.encode("utf-8", "replace").decode()  # a lone surrogate is no text
    if len(source) > MAX_LENGTH:
        raise QueryError(f"查询太长了：最多 {MAX_LENGTH} 个字", MAX_LENGTH)
    terms: list[Term] = []
    filters: list[Filter] = []
    position = 0
    while position < len(source):
        if gap := _BREAK.match(source, position):
            position = gap.end()
            continue
        start = position
        negated = source[position] in _MINUS
        position += negated
        field, position = _read_field(source, position)
        value, at, quoted, position = _read_value(source, position)
        while field == "law" and not quoted and value and (more := _NEXT.match(source, position)):
            value, position = value + more[0], more.end()
        if field is None or field == "title":
            terms.extend(_terms(value, at, quoted=quoted, negated=negated, title=field == "title"))
        else:
            filters.append(_filter(field, value, at, negated=negated))
        if field is not None and not value.strip():
            raise QueryError(f"「{source[start:at].strip('-－')}」的冒号后面要紧接着写内容，中间不留空格", at)
        if len(terms) + len(filters) > MAX_TERMS:
            raise QueryError(f"词太多了：最多 {MAX_TERMS} 个", start)
    if not terms and not filters:
        raise QueryError("没有可以检索的内容：请至少写一个词、数字或条件", 0)
    sort: Sort = "date" if any(one.field == "sort" and one.value == "date" for one in filters) else "relevance"
    return Query(source, tuple(terms), tuple(one for one in filters if one.field != "sort"), sort)


def _read_field(source: str, position: int) -> tuple[str | None, int]:
    found = _FIELD.match(source, position)
    if not found or source.startswith("//", found.end()):  # an address is words
        return None, position
    name = found[1].lower()
    if name in FIELDS:
        return FIELDS[name], found.end()
    if name.isascii():
        known = ", ".join(key for key in FIELDS if key.isascii())
        raise QueryError(f"没有「{found[1]}:」这个条件；有 {known}（要检索这几个字，请加引号）", position)
    return None, position


def _read_value(source: str, position: int) -> tuple[str, int, bool, int]:
    """(value, its offset, whether quoted, where reading goes on)."""
    if position < len(source) and (closing := _QUOTES.get(source[position])):
        end = min((at for at in (source.find(one, position + 1) for one in closing) if at > 0), default=-1)
        if end > 0:
            return source[position + 1 : end], position + 1, True, end + 1
        if _LITERAL.match(closing):
            raise QueryError(f"引号没有配对：这里开始的引号缺少 {closing}", position)
        return "", position, False, position + 1
    gap = _BREAK.search(source, position)
    end = gap.start() if gap else len(source)
    if quote := _LITERAL.search(source, position, end):  # 网贷"上门催收" are two
        end = quote.start()
    return source[position:end], position, False, end


def _terms(value: str, at: int, *, quoted: bool, negated: bool, title: bool) -> list[Term]:
    """A term, or nothing where there is no word character in it."""
    if not text.runs(value):
        return []
    return [Term(value, at, quoted, negated, title)]


def _filter(field: str, value: str, at: int, *, negated: bool) -> Filter:
    check = _CHECKS.get(field)
    return Filter(field, check(field, value, at) if check else value.strip(), at, negated)


def _one_of(field: str, value: str, at: int) -> str:
    if value.lower() in VALUES[field]:
        return value.lower()
    raise QueryError(f"{field}: 后面不能写「{value}」；可以写 {', '.join(VALUES[field])}", at)


def _day(field: str, value: str, at: int) -> str:
    """A day, month or year as the ISO text of its first day."""
    found = _DATE.fullmatch(text.fold(value.strip()))
    try:
        if found:
            return date(int(found[1]), int(found[2] or 1), int(found[3] or 1)).isoformat()
    except ValueError:
        pass  # the 31st of February is told like any other mistake
    raise QueryError(f"{field}: 后面要写日期，如 2026-01-31、2026-01 或 2026，而不是「{value}」", at)


_CHECKS: dict[str, Callable[[str, str, int], str]] = {
    "after": _day,
    "before": _day,
    **dict.fromkeys(VALUES, _one_of),
}


def place(source: str, position: int) -> str:
    """Where a mistake is, for people.

    >>> place('催收 "上门', 3)
    '第 4 个字起：「"上门」'
    """
    rest = source[position : position + _SHOWN]
    return f"第 {position + 1} 个字起：「{rest}{'…' if position + _SHOWN < len(source) else ''}」" if rest else "末尾"


def write(query: Query) -> str:
    """The query as text again: ``parse(write(query))`` asks the same. ValueError for a value that holds every quote."""
    parts = [
        f"{'-' if term.negated else ''}{'title:' if term.title else ''}{_quoted(term.text, always=term.quoted)}"
        for term in query.terms
    ]
    parts += [f"{'-' if one.negated else ''}{one.field}:{_quoted(one.value)}" for one in query.filters]
    return " ".join([*parts, *(["sort:date"] if query.sort == "date" else [])])


def _quoted(value: str, *, always: bool = False) -> str:
    if not always and not _BREAK.search(value) and not _QUOTE.search(value):
        return value
    opening = next((one for one, closing in _QUOTES.items() if not set(closing) & set(value)), None)
    if opening is None:
        raise ValueError(f"cannot be quoted: {value}")
    return f"{opening}{value}{_QUOTES[opening][0]}"
