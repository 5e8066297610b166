"""Finds every citation of a law in a text.

One scan stops only at characters that a citation can hang on (《, 第, the last character of a law's name); everything
else is looked at near those, within fixed bounds, so that time is linear in the length of any text. The marking follows
the rules of a hand-marked corpus: one citation for each provision; a law without an article once a text, and not where
its articles are cited; articles of contracts, charters and the like never.
"""

from __future__ import annotations

import re

from pipeline.laws.finding import grammar
from pipeline.laws.finding.bracketed import NOTE_BEGINS, before_title, between, draft_behind, longer_name, names_norm
from pipeline.laws.finding.context import POINTERS, Context
from pipeline.laws.finding.spoken import Law, unknown
from pipeline.laws.finding.standing import NO_PAPER, is_paper, stands_free
from pipeline.laws.finding.titles import (
    ABBREVIATED,
    BRACKETED,
    CALLED_BEHIND,
    CONTRACT,
    DOC_ALONE,
    DOC_FAMILIAR,
    DOC_LEAD,
    EDITION_BEHIND,
    NOTES,
    NUMBER_IN_NOTE,
    TITLE_BEHIND,
    written,
)
from pipeline.laws.finding.unbracketed import FOREIGN, SERIES, TWO_CHAR_KINDS, name_around, name_ending_at
from pipeline.laws.naming.document_numbers import STANDARD, numbered_title
from pipeline.laws.naming.names import KINDS, key
from pipeline.laws.naming.numerals import DIGITS, ORDINAL
from pipeline.laws.naming.registry import Registry, default
from pipeline.models import Citation
from pipeline.text import fold

# Where a citation can hang: the characters are searched for first, what stands before them is then looked at. 公司法人, 合同
# 法律关系, 刑法学: there the name goes on into another word.
_ANCHOR = re.compile(
    f"[《{ORDINAL}法典例定释则约见知复案排要号G](?:(?<=[《{ORDINAL}典G])|(?<=法)(?![人律院官庭治学理制定典务盲宝医度师系]|规(?!定))|(?<=[0-9０-９ ]号)|(?<=条例|规定|决定|解释|细则|准则|通则|总则|规则|守则|公约|意见|通知|批复|答复|方案"
    "|正案|安排|纪要))"
)
_TRADITIONAL = re.compile("[條項釋國規關證辦產權債電議決執訴訟貸]")
# 解释第五条 without 该: only of words that are not said of every law.
_LONE_POINTERS = frozenset(("解释", "办法", "条例", "意见", "细则", "公约", "通知"))
_POINTER = frozenset("本该同此述")
_VERSIONS = frozenset(("新法", "旧法", "原法"))  # of the law that was named
_ARTICLE_IN_TITLE = re.compile(rf"[{ORDINAL}]?[{DIGITS}]{{1,8}}条")
_IN_BRACKETS = re.compile(rf"[ 　]?[（(]\s?(?=[{ORDINAL}])")  # 民法典（第675条）
_WHOLE = re.compile(r"\s?的?(?:法律)?(?:全文|条文|法条|法律条款)")  # 《民法典》1260条全文: all that it has
_MOST = 5_000  # citations of one text, beyond which a range gives its ends alone
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
            elif char in ORDINAL:
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
        if len(self.out) > _MOST and len(references) > 2 and references[0].start == references[-1].start:
            references = [references[0], references[-1]]
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
        heads = self._heads_article(at)
        if context.lists(references[0].article, at, references[0].end, in_line=not heads):
            return
        number = references[0].article
        if not context.tells_of(at) and is_paper(self.text, at, number):
            context.blocked = True
        elif heads:
            law = context.at_line_start(references[0].article, at)
            if law is not None and self._may_have(law, references):
                context.remember(law, self.position)
                self._emit(law, references)
        elif (pointed := context.pointed(at)) is not None:
            law, start = pointed
            if law is not None and self._may_have(law, references):
                self._emit(law, references, start)
        elif not (listed := self._goes_on(at)) and not context.may_mean(number, at):
            context.blocked = context.blocked or number <= NO_PAPER
        elif context.amended is not None and self.text[at - 1] == "将":  # 修改《…》: 2.将第一条修改为
            self._emit(context.amended, references)
        elif (
            (law := context.current) is not None and not context.blocked and (listed or self._may_have(law, references))
        ):
            self._emit(law, references)

    def _goes_on(self, at: int) -> bool:
        """Whether a reference goes on with the last citation: 第五条、第六条."""
        if not self.out:
            return False
        end = self.out[-1].end
        return end == at or grammar.joins(self.text, end, at)

    def _heads_article(self, at: int) -> bool:
        """Whether 第N条 stands where an article of a statute, or a line of a list of articles, begins."""
        if _LINE_START.search(self.text, max(0, at - 8), at):
            return True
        spaced = _HEADING_SPACE.match(self.text, self.position) is not None
        return spaced and _SENTENCE_BEFORE.search(self.text, max(0, at - 5), at) is not None

    def _may_have(self, law: Law, references: list[grammar.Reference]) -> bool:
        """Whether a law that is not named beside them can be meant: it must have had so many articles."""
        work = self.context.registry.get(law.law_id)
        if work is None or not work.versions or not all(one.articles and not one.partial for one in work.versions):
            return True
        return references[0].article <= max(version.last_article for version in work.versions)

    # ---------------------------------------------------------------------------------------------- names without 《》

    def _named(self, at: int, char: str) -> None:
        """A name, or 该法 and the like, that ends with the character at ``at``."""
        text = self.text
        two = text[at - 1 : at + 1] if at else char
        if found := name_ending_at(text, at, two, self.context):
            start, end, law = found
            self._law_at(law, start, end)
        elif two in TWO_CHAR_KINDS:
            self._pointer_word(at, two)
        elif char == "法" and (two in _VERSIONS or (two[0] in _POINTER and text[at - 2 : at] != "基本")):
            self._anaphor(at - 1, at + 1, "法")

    def _pointer_word(self, at: int, word: str) -> None:
        """该办法, 本解释, 该司法解释; 解释第五条 where one was named."""
        text, kind = self.text, KINDS[word]
        start = at - 1
        if word == "解释" and text.startswith("司法", at - 3) and at >= 3:
            start, kind = at - 3, "司法解释"
        if word == "解释" and (numbered := self._of_series(start, at + 1)):
            self._law_at(numbered[0], start, numbered[1])
        elif start and text[start - 1] in _POINTER:
            self._anaphor(start - 1, at + 1, kind)
        elif kind == "司法解释" or (
            word in _LONE_POINTERS and kind in self.context.latest and stands_free(text, start)
        ):
            self._anaphor(start, at + 1, kind)

    def _of_series(self, start: int, end: int) -> tuple[Law, int] | None:
        """《公司法》及司法解释（三）: the interpretation of the law named before, and where its number ends."""
        law, series = self.context.latest.get("法"), SERIES.match(self.text, end)
        if law is None or series is None:
            return None
        works = self.context.registry.find(law.title + self.text[start:end] + (series[1] or series[2]))
        return (self.names.law(works[0]), series.end()) if len(works) == 1 else None

    def _anaphor(self, start: int, end: int, kind: str) -> None:
        """该法第N条 is of the last law of that kind; 本法 within a quotation is the law that is quoted, likewise."""
        if self.text.startswith(("前述", "上述"), start - 1) and start:
            start -= 1
        found = grammar.read(self.text, between(self.text, end))
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
        return context.remember(law, self.position)

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
        text, end = self.text, at + 1
        if TITLE_BEHIND.match(text, end):
            return
        behind = end + 1 if text.startswith("文", end) else end  # 法释〔2015〕18号文第二十六条
        found = DOC_ALONE.search(text, max(0, at - 30), end)
        if found is None:
            short = DOC_FAMILIAR.search(text, max(0, at - 6), end)
            if short and behind > end and (law := self.names.get(text[short.start() : behind])):
                self._law_at(law, short.start(), behind)
        elif work := self.context.registry.by_doc_number(numbered_title(found[0])):
            self._law_at(self.names.law(work), found.start(), end, behind)
        else:
            lead = DOC_LEAD.match(text, found.start(), at)  # 根据公安部令第125号
            self._numbered(lead.end() if lead else found.start(), end, behind)

    def _standard(self, at: int) -> None:
        """GB/T 35273-2020."""
        if found := STANDARD.match(self.text, at):
            self._numbered(at, found.end())

    def _numbered(self, start: int, end: int, behind: int | None = None) -> None:
        """A norm known by its number alone; 第N条 further on is not taken for its."""
        law = unknown(numbered_title(written(self.text[start:end])))
        found = grammar.read(self.text, between(self.text, behind or end))
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
            self._law_at(whole, at, at + 1 + split.start())  # 《民法典第675条、第676条》
            while self.position < end and (more := grammar.next_member(self.text, self.position)):
                self._emit(whole, more[0])
                self.position = more[1]
            self.position = max(self.position, end)
            return None
        start, issuer, numbered = before_title(self.text, at, inner)
        if EDITION_BEHIND.match(self.text, end):
            return self._no_law(inner, end)
        if draft := draft_behind(self.text, inner, end):
            return self._law_at(unknown(draft[0]), start, draft[1])
        law = self.context.meant(inner, issuer)
        if law is not None and (longer := longer_name(self.context, self.text, inner, law, end)):
            named, stop = longer
            return self._law_at(named, start, stop) if named else self._open(start, stop)
        if law is None and (pointed := POINTERS.get(key(inner))):
            law = self.context.latest.get(pointed)
            if law is None:
                return self._open(at, end)
        if law is None and len(self.context.registry.find(inner)) > 1:
            return self._open(at, end)
        if law is None and names_norm(self.text, inner, at, end, numbered=numbered, issued=bool(issuer)):
            law = unknown(written(issuer + inner))
        if law is None or FOREIGN.search(self.text, max(0, at - 6), at):
            return self._no_law(inner, end)
        return self._law_at(law, start, end)

    def _no_law(self, inner: str, end: int) -> None:
        """A contract, a book: an article directly behind it is its own."""
        self.position = end
        found = grammar.read(self.text, between(self.text, end))
        if found is not None:
            self.position = found[1]
        if found is not None or CONTRACT.search(inner):
            self.context.block()

    def _open(self, at: int, end: int) -> None:
        """A norm is meant and which one cannot be known: 《批复》."""
        found = grammar.read(self.text, between(self.text, end))
        if found is None:
            self.mentions.append((None, at, end))
            self.position = end
            return
        self._unresolved(found, at)

    def _known(self, title: str) -> Law | None:
        works = self.context.registry.find(title)
        return self.names.law(works[0]) if len(works) == 1 else None

    # ---------------------------------------------------------------------------------------------- behind a law

    def _law_at(self, law: Law, start: int, end: int, behind: int | None = None) -> None:
        """A law is named in [start, end): reads its notes and its article, or keeps it as a bare mention.

        ``behind``: where to read on, if a word of the name's is left out of the citation (法释〔2015〕18号文).
        """
        while self.out and self.out[-1].start >= start:  # 关于刑法第三百一十三条的解释: part of the title
            self.out.pop()
        while self.mentions and self.mentions[-1][1] >= start:  # 担保法解释: the shorter name was read first
            self.mentions.pop()
        context, position = self.context, behind or end
        context.remember(law, end)
        if self.text.startswith("修改", start - 2) and start > 1:
            context.amended = law
        notes = None
        if self.text[position : position + 1] in NOTE_BEGINS:
            if (inside := _IN_BRACKETS.match(self.text, position)) and self._articles(law, start, inside.end()):
                return
            if notes := NOTES.match(self.text, position):
                position = notes.end()
        if short := (notes and ABBREVIATED.search(notes[0])) or CALLED_BEHIND.match(self.text, position):
            context.abbreviate(short[1], law)
        behind = between(self.text, position)
        if self._articles(law, start, behind) or (behind > position and self._articles(law, start, position)):
            return
        numbered = notes is not None and _NUMBERED.search(notes[0]) is not None
        beside = numbered and notes is not None and NUMBER_IN_NOTE.search(notes[0]) is not None
        self.mentions.append((law, start, position if beside else end))
        self.position = max(position if numbered else end, self.position)
        context.heads_lines(law, position)

    def _articles(self, law: Law, start: int, at: int) -> bool:
        """Cites the articles of ``law`` that are named at ``at``, if any are."""
        found = grammar.read(self.text, at)
        if found is None or self._counts_all(law, found[0], at):
            return False
        references, self.position = found
        self._emit(law, references, start)
        return True

    def _counts_all(self, law: Law, references: list[grammar.Reference], at: int) -> bool:
        """《民法典》1260条全文: so many articles it has."""
        if len(references) > 1 or self.text[at] in ORDINAL or not _WHOLE.match(self.text, references[0].end):
            return False
        work = self.context.registry.get(law.law_id)
        return work is not None and any(version.last_article == references[0].article for version in work.versions)
