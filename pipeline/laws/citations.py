"""Finds every citation of a law in a text.

One scan stops only at characters that a citation can hang on (《, 第, the last character of a law's name); everything
else is looked at near those, within fixed bounds, so that time is linear in the length of any text. The marking follows
the rules of a hand-marked corpus: one citation for each provision; a law without an article once a text, and not where
its articles are cited; articles of contracts, charters and the like never.
"""

from __future__ import annotations

import re

from pipeline.laws import grammar
from pipeline.laws.context import POINTERS, Context
from pipeline.laws.names import KINDS, key
from pipeline.laws.numerals import DIGITS
from pipeline.laws.registry import Registry, default
from pipeline.laws.spoken import Law, unknown
from pipeline.laws.titles import (
    ABBREVIATED,
    BETWEEN,
    BOOK_BEHIND,
    BRACKETED,
    CONTRACT,
    CONTRACT_BEFORE,
    DOC_ALONE,
    DOC_BEFORE,
    EDITION_BEHIND,
    ISSUERS_BEFORE,
    NOTES,
    STANDARD,
    is_norm,
    written,
)
from pipeline.laws.unbracketed import FOREIGN, TWO_CHAR_KINDS, name_around, name_ending_at
from pipeline.models import Citation
from pipeline.text import fold

# Where a citation can hang: the characters are searched for first, what stands before them is then looked at.
_ANCHOR = re.compile(
    "[《第苐法典例定释则约见知复案排要号G](?:(?<=[《第苐法典G])|(?<=[0-9 ]号)|(?<=条例|规定|决定|解释|细则|准则|通则|总则|规则|守则|公约|意见|通知|批复|答复|方案"
    "|正案|安排|纪要))"
)
_TRADITIONAL = re.compile("[條項釋國規關證辦產權債電議決執訴訟貸]")
# 公司法人, 合同法律关系, 刑法学: the name goes on into another word.
_GOES_ON = frozenset("人律院官庭规治学理制定典务盲宝医度师系")
# 解释第五条 without 该: only of words that are not said of every law.
_LONE_POINTERS = frozenset(("解释", "办法", "条例", "意见", "细则", "公约", "通知"))
_POINTER = frozenset("本该同此述")
_ARTICLE_IN_TITLE = re.compile(rf"[第苐]?[{DIGITS}]{{1,8}}条")
_NUMBERED = re.compile(r"\d[ ]?号|GB")  # notes whose number is that of the title before them
_LINE_START = re.compile(r"(?:^|\n)[ \t　*#>•·\-]{0,6}$")
# … or behind a sentence, with a space after it: a statute whose lines were run together.
_SENTENCE_BEFORE = re.compile(r"[。；;！？][ \t　*]{0,4}$")
_HEADING_SPACE = re.compile(r"[*]{0,2}[ 　]")


def find_citations(text: str, *, registry: Registry | None = None) -> tuple[Citation, ...]:
    """Every citation in ``text``, in reading order; ``text[c.start:c.end] == c.raw``."""
    return _Reader(text, registry or default()).read()


class _Reader:
    """One pass over one text."""

    __slots__ = ("context", "mentions", "names", "out", "position", "source", "text")

    def __init__(self, text: str, registry: Registry) -> None:
        self.source = text
        self.text = fold(text) if _TRADITIONAL.search(text) else text
        self.context = Context(self.text, registry)
        self.names = self.context.names
        self.mentions: list[tuple[Law | None, int, int]] = []  # laws named without an article
        self.out: list[Citation] = []
        self.position = 0  # all before it has been read

    def read(self) -> tuple[Citation, ...]:
        for found in _ANCHOR.finditer(self.text):
            at = found.start()
            if at < self.position:
                continue
            char = found[0]
            if char == "《":
                self._bracketed(at)
            elif char in "第苐":
                self._bare_reference(at)
            elif char == "号":
                self._document(at)
            elif char == "G":
                self._standard(at)
            else:
                self._named(at, char)
        return self._finished()

    # ---------------------------------------------------------------------------------------------- what comes out

    def _finished(self) -> tuple[Citation, ...]:
        seen = {citation.law for citation in self.out}
        bare = []
        for law, start, end in self.mentions:
            title = law.title if law else None
            if title is None or title not in seen:
                bare.append(self._citation(law, None, start, end))
                seen.add(title)
        if bare:
            return tuple(sorted([*self.out, *bare], key=lambda citation: citation.start))
        return tuple(self.out)

    def _citation(self, law: Law | None, reference: grammar.Reference | None, start: int, end: int) -> Citation:
        return Citation(
            law.title if law else None,
            law.law_id if law else None,
            reference.article if reference else None,
            reference.inserted if reference else 0,
            reference.paragraph if reference else None,
            reference.item if reference else None,
            start,
            end,
            self.source[start:end],
        )

    def _emit(self, law: Law | None, references: list[grammar.Reference], start: int | None = None) -> None:
        """Citations of ``references``; those that begin where the first does begin at ``start``, where the law is."""
        first = references[0].start
        for reference in references:
            begin = start if start is not None and reference.start == first else reference.start
            self.out.append(self._citation(law, reference, begin, reference.end))
        if law is not None:
            self.context.cited(law, references[-1].article, references[-1].end)

    # ---------------------------------------------------------------------------------------------- 第N条 alone

    def _bare_reference(self, at: int) -> None:
        found = grammar.read(self.text, at)
        if found is None:
            self.position = grammar.waiting_end(self.text, at)
            return
        references, self.position = found
        context = self.context
        if CONTRACT_BEFORE.search(self.text, max(0, at - 10), at):
            context.blocked = True
        elif self._heads_article(at):
            law = context.at_line_start(references[0].article, at)
            if law is not None and self._may_have(law, references):
                context.remember(law)
                self._emit(law, references)
        elif context.amended is not None and self.text[at - 1] == "将":  # 修改《…》: 2.将第一条修改为
            self._emit(context.amended, references)
        elif context.current is not None and not context.blocked:
            listed = bool(self.out) and grammar.joins(self.text, self.out[-1].end, at)
            if listed or self._may_have(context.current, references):
                self._emit(context.current, references)

    def _heads_article(self, at: int) -> bool:
        """Whether 第N条 stands where an article of a statute, or a line of a list of articles, begins."""
        if _LINE_START.search(self.text, max(0, at - 8), at):
            return True
        spaced = _HEADING_SPACE.match(self.text, self.position) is not None
        return spaced and _SENTENCE_BEFORE.search(self.text, max(0, at - 5), at) is not None

    def _may_have(self, law: Law, references: list[grammar.Reference]) -> bool:
        """Whether a law that is not named beside them can be meant: it must have had so many articles."""
        work = self.context.registry.get(law.law_id)
        if work is None or not work.versions or not all(version.articles for version in work.versions):
            return True
        return references[0].article <= max(version.last_article for version in work.versions)

    # ---------------------------------------------------------------------------------------------- names without 《》

    def _named(self, at: int, char: str) -> None:
        """A name, or 该法 and the like, that ends with the character at ``at``."""
        text = self.text
        two = text[at - 1 : at + 1] if at else char
        if char == "法" and text[at + 1 : at + 2] in _GOES_ON and not text.startswith("规定", at + 1):
            return
        if found := name_ending_at(text, at, two, self.context):
            start, end, law = found
            self._law_at(law, start, end)
        elif two in TWO_CHAR_KINDS:
            self._pointer_word(at, two)
        elif char == "法" and two[0] in _POINTER and text[at - 2 : at] != "基本":
            self._anaphor(at - 1, at + 1, "法")

    def _pointer_word(self, at: int, word: str) -> None:
        """该办法, 本解释, 该司法解释; 解释第五条 where one was named."""
        text, kind = self.text, KINDS[word]
        start = at - 1
        if word == "解释" and text.startswith("司法", at - 3) and at >= 3:
            start, kind = at - 3, "司法解释"
        if start and text[start - 1] in _POINTER:
            self._anaphor(start - 1, at + 1, kind)
        elif kind == "司法解释" or (word in _LONE_POINTERS and kind in self.context.latest and text[start - 1] != "的"):
            self._anaphor(start, at + 1, kind)

    def _anaphor(self, start: int, end: int, kind: str) -> None:
        """该法第N条 is of the last law of that kind; 本法 within a quotation is the law that is quoted, likewise."""
        if self.text.startswith(("前述", "上述"), start - 1) and start:
            start -= 1
        found = grammar.read(self.text, self._between(end))
        if found is None:
            return
        context = self.context
        law = context.latest.get(kind)
        if law is None and kind == "法" and self.text[start] != "本":
            law = context.current
        if law is None:
            return self._unresolved(found, start)
        references, self.position = found
        self._emit(law, references, start)
        return context.remember(law)

    def _unresolved(self, found: tuple[list[grammar.Reference], int], start: int) -> None:
        """A provision, or a list of them, of a norm that the text does not tell: 本条例第三条、第五条."""
        first: int | None = start
        following: tuple[list[grammar.Reference], int] | None = found
        while following is not None:
            references, self.position = following
            self._emit(None, references, first)
            first, following = None, grammar.next_member(self.text, self.position)
        self.context.block()

    # ---------------------------------------------------------------------------------------------- numbers for names

    def _document(self, at: int) -> None:
        """法释〔2020〕17号 with no title beside it: the work it is the number of, or the number itself."""
        found = DOC_ALONE.search(self.text, max(0, at - 30), at + 1)
        if found is None or self.text.startswith(("《", "文件《"), at + 1):
            return
        if work := self.context.registry.by_doc_number(found[0]):
            self._law_at(self.names.law(work), found.start(), at + 1)
        else:
            self._numbered(found.start(), at + 1)

    def _standard(self, at: int) -> None:
        """GB/T 35273-2020."""
        if found := STANDARD.match(self.text, at):
            self._numbered(at, found.end())

    def _numbered(self, start: int, end: int) -> None:
        """A norm known by its number alone; 第N条 further on is not taken for its."""
        law = unknown(written(self.text[start:end]))
        found = grammar.read(self.text, self._between(end))
        references, self.position = found or ([], end)
        if references:
            self._emit(law, references, start)
        else:
            self.mentions.append((law, start, end))

    # ---------------------------------------------------------------------------------------------- names in 《》

    def _bracketed(self, at: int) -> None:
        found = BRACKETED.match(self.text, at)
        if found is None:
            return
        inner, end = found[1], found.end()
        if (wide := name_around(self.text, at, end, self.context)) is not None:
            return self._law_at(wide[2], wide[0], wide[1])
        if (split := _ARTICLE_IN_TITLE.search(inner)) and (whole := self._known(inner[: split.start()])):
            self._law_at(whole, at, at + 1 + split.start())  # 《民法典第675条》
            self.position = max(self.position, end)
            return None
        start, issuer, numbered = self._before_title(at, inner)
        if EDITION_BEHIND.match(self.text, end):
            return self._no_law(inner, end)
        law = self.context.meant(inner, issuer)
        if law is None and (pointed := POINTERS.get(key(inner))):
            law = self.context.latest.get(pointed)
            if law is None:
                return self._open(at, end)
        if law is None and len(self.context.registry.find(inner)) > 1:
            return self._open(at, end)
        if law is None and self._is_norm(inner, end, numbered=numbered, issued=bool(issuer)):
            law = unknown(written(issuer + inner))
        if law is None or FOREIGN.search(self.text, max(0, at - 6), at):
            return self._no_law(inner, end)
        return self._law_at(law, start, end)

    def _before_title(self, at: int, inner: str) -> tuple[int, str, bool]:
        """Where a citation of a bracketed title begins, the issuer before it, whether a document number stands there."""
        if at and self.text[at - 1] == "号" and (doc := DOC_BEFORE.search(self.text, max(0, at - 30), at)):
            return doc.start(), "", True
        if inner.lstrip().startswith(("关于", "对", "印发")) and (
            issuers := ISSUERS_BEFORE.search(self.text, max(0, at - 60), at)
        ):
            return issuers.start(), issuers[0].rstrip("、,和与及 "), False
        return at, "", False

    def _is_norm(self, inner: str, end: int, *, numbered: bool, issued: bool) -> bool:
        """Whether an unknown title is a norm, by itself and by what stands around it."""
        if CONTRACT.search(inner) or BOOK_BEHIND.match(self.text, end):
            return False
        notes = NOTES.match(self.text, end)
        numbered = numbered or bool(notes and DOC_BEFORE.search(notes[0].rstrip(")） ")))
        if numbered and not inner.endswith("书"):
            return True
        behind = self._between(notes.end() if notes else end)
        return is_norm(inner, issued or grammar.read(self.text, behind) is not None)

    def _no_law(self, inner: str, end: int) -> None:
        """A contract, a book: an article directly behind it is its own."""
        self.position = end
        found = grammar.read(self.text, self._between(end))
        if found is not None:
            self.position = found[1]
        if found is not None or CONTRACT.search(inner):
            self.context.block()

    def _open(self, at: int, end: int) -> None:
        """A norm is meant and which one cannot be known: 《批复》."""
        found = grammar.read(self.text, self._between(end))
        if found is None:
            self.mentions.append((None, at, end))
            self.position = end
            return
        self._unresolved(found, at)

    def _known(self, title: str) -> Law | None:
        works = self.context.registry.find(title)
        return self.names.law(works[0]) if len(works) == 1 else None

    # ---------------------------------------------------------------------------------------------- behind a law

    def _between(self, position: int) -> int:
        found = BETWEEN.match(self.text, position)
        return found.end() if found else position

    def _law_at(self, law: Law, start: int, end: int) -> None:
        """A law is named in [start, end): reads its notes and its article, or keeps it as a bare mention."""
        while self.out and self.out[-1].start >= start:  # 关于刑法第三百一十三条的解释: part of the title
            self.out.pop()
        while self.mentions and self.mentions[-1][1] >= start:  # 担保法解释: the shorter name was read first
            self.mentions.pop()
        context = self.context
        context.remember(law)
        if self.text.startswith("修改", start - 2) and start > 1:
            context.amended = law
        position = end
        if notes := NOTES.match(self.text, end):
            position = notes.end()
            if short := ABBREVIATED.search(notes[0]):
                context.abbreviate(short[1], law)
        for behind in (self._between(position), position):
            if found := grammar.read(self.text, behind):
                references, self.position = found
                self._emit(law, references, start)
                return
        stop = position if notes and DOC_BEFORE.search(notes[0].rstrip(")） ")) else end
        self.mentions.append((law, start, stop))
        self.position = max(position if notes and _NUMBERED.search(notes[0]) else end, self.position)
        context.heads_lines(law, position)
