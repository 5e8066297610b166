"""Finds every citation of a law in a text.

One scan stops only at characters that a citation can hang on (《, 第, the last character of a law's name); everything
else is looked at near those, within fixed bounds, so that time is linear in the length of any text. The marking follows
the rules of a hand-marked corpus: one citation for each provision; a law without an article once a text, and not where
its articles are cited; articles of contracts, charters and the like never.
"""

from __future__ import annotations

import re

from pipeline.laws.finding import grammar
from pipeline.laws.finding.bracketed import before_title, between, draft_behind, longer_name, names_norm
from pipeline.laws.finding.context import POINTERS
from pipeline.laws.finding.reading import Reading
from pipeline.laws.finding.spoken import Law, unknown
from pipeline.laws.finding.standing import NO_PAPER, is_paper, stands_free
from pipeline.laws.finding.titles import (
    BRACKETED,
    DOC_ALONE,
    DOC_FAMILIAR,
    DOC_LEAD,
    EDITION_BEHIND,
    TITLE_BEHIND,
    written,
)
from pipeline.laws.finding.tokens import Reference
from pipeline.laws.finding.unbracketed import FOREIGN, SERIES, TWO_CHAR_KINDS, name_around, name_ending_at
from pipeline.laws.naming.document_numbers import STANDARD, numbered_title
from pipeline.laws.naming.names import KINDS, key
from pipeline.laws.naming.numerals import DIGITS, ORDINAL
from pipeline.laws.naming.registry import Registry, default
from pipeline.models import Citation

# Where a citation can hang: the characters are searched for first, what stands before them is then looked at. 公司法人, 合同
# 法律关系, 刑法学: there the name goes on into another word.
_ANCHOR = re.compile(
    f"[《{ORDINAL}法典例定释则约见知复案排要号G](?:(?<=[《{ORDINAL}典G])|(?<=法)(?![人律院官庭治学理制定典务盲宝医度师系]|规(?!定))|(?<=[0-9０-９ ]号)|(?<=条例|规定|决定|解释|细则|准则|通则|总则|规则|守则|公约|意见|通知|批复|答复|方案"
    "|正案|安排|纪要))"
)
# 解释第五条 without 该: only of words that are not said of every law.
_LONE_POINTERS = frozenset(("解释", "办法", "条例", "意见", "细则", "公约", "通知"))
_POINTER = frozenset("本该同此述")
_VERSIONS = frozenset(("新法", "旧法", "原法"))  # of the law that was named
_ARTICLE_IN_TITLE = re.compile(rf"[{ORDINAL}]?[{DIGITS}]{{1,8}}条")
_LINE_START = re.compile(r"(?:^|\n)[ \t　*#>•·\-]{0,6}$")
# … or behind a sentence, with a space after it: a statute whose lines were run together.
_SENTENCE_BEFORE = re.compile(r"[。；;！？][ \t　*]{0,4}$")
_HEADING_SPACE = re.compile(r"[*]{0,2}[ 　]")


def find_citations(text: str, *, registry: Registry | None = None) -> tuple[Citation, ...]:
    """Every citation in ``text``, in reading order; ``text[c.start:c.end] == c.raw``."""
    return _Scan(text, registry or default()).read()


class _Scan(Reading):
    """Where a citation can hang: a character of each kind has its own way to be read."""

    __slots__ = ()

    def read(self) -> tuple[Citation, ...]:
        """From front to back; what a reader has gone over is not looked at again."""
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
        return self.finished()

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
                self.cite(law, references)
        elif (pointed := context.pointed(at)) is not None:
            law, start = pointed
            if law is not None and self._may_have(law, references):
                self.cite(law, references, start)
        elif not (listed := self._goes_on(at)) and not context.may_mean(number, at):
            context.blocked = context.blocked or number <= NO_PAPER
        elif context.amended is not None and self.text[at - 1] == "将":  # 修改《…》: 2.将第一条修改为
            self.cite(context.amended, references)
        elif (
            (law := context.current) is not None and not context.blocked and (listed or self._may_have(law, references))
        ):
            self.cite(law, references)

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

    def _may_have(self, law: Law, references: list[Reference]) -> bool:
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
            self.law_at(law, start, end)
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
            self.law_at(numbered[0], start, numbered[1])
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
        meant = self.context.known(law.title + self.text[start:end] + (series[1] or series[2]))
        return (meant, series.end()) if meant else None

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
            return self.unresolved(found, start)
        references, self.position = found
        self.cite(law, references, start)
        return context.remember(law, self.position)

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
                self.law_at(law, short.start(), behind)
        elif work := self.context.registry.by_doc_number(numbered_title(found[0])):
            self.law_at(self.names.law(work), found.start(), end, behind)
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
            self.cite(law, references, start)
        else:
            self.mentions.append((law, start, end))

    # ---------------------------------------------------------------------------------------------- names in 《》

    def _bracketed(self, at: int) -> None:
        found = BRACKETED.match(self.text, at)
        if found is None:
            return
        inner, end = found[1], found.end()
        if (wide := name_around(self.text, at, end, self.context)) is not None:
            return self.law_at(wide[2], wide[0], wide[1])
        if (split := _ARTICLE_IN_TITLE.search(inner)) and (whole := self.context.known(inner[: split.start()])):
            self.law_at(whole, at, at + 1 + split.start())  # 《民法典第675条、第676条》
            while self.position < end and (more := grammar.next_member(self.text, self.position)):
                self.cite(whole, more[0])
                self.position = more[1]
            self.position = max(self.position, end)
            return None
        start, issuer, numbered = before_title(self.text, at, inner)
        if EDITION_BEHIND.match(self.text, end):
            return self.no_law(inner, end)
        if draft := draft_behind(self.text, inner, end):
            return self.law_at(unknown(draft[0]), start, draft[1])
        law = self.context.meant(inner, issuer)
        if law is not None and (longer := longer_name(self.context, self.text, inner, law, end)):
            named, stop = longer
            return self.law_at(named, start, stop) if named else self.open_norm(start, stop)
        if law is None and (pointed := POINTERS.get(key(inner))):
            law = self.context.latest.get(pointed)
            if law is None:
                return self.open_norm(at, end)
        if law is None and len(self.context.registry.find(inner)) > 1:
            return self.open_norm(at, end)
        if law is None and names_norm(self.text, inner, at, end, numbered=numbered, issued=bool(issuer)):
            law = unknown(written(issuer + inner))
        if law is None or FOREIGN.search(self.text, max(0, at - 6), at):
            return self.no_law(inner, end)
        return self.law_at(law, start, end)
