"""One pass over one text: what it has cited so far, and what it reads behind a law that the text names."""

from __future__ import annotations

import re

from pipeline.laws.finding import grammar
from pipeline.laws.finding.bracketed import NOTE_BEGINS, between
from pipeline.laws.finding.context import Context
from pipeline.laws.finding.spoken import Law
from pipeline.laws.finding.titles import ABBREVIATED, CALLED_BEHIND, CONTRACT, NOTES, NUMBER_IN_NOTE
from pipeline.laws.finding.tokens import Reference
from pipeline.laws.naming.numerals import ORDINAL
from pipeline.laws.naming.registry import Registry
from pipeline.models import Citation
from pipeline.text import fold

_TRADITIONAL = re.compile("[條項釋國規關證辦產權債電議決執訴訟貸]")
_IN_BRACKETS = re.compile(rf"[ 　]?[（(]\s?(?=[{ORDINAL}])")  # 民法典（第675条）
_WHOLE = re.compile(r"\s?的?(?:法律)?(?:全文|条文|法条|法律条款)")  # 《民法典》1260条全文: all that it has
_MOST = 5_000  # citations of one text, beyond which a range gives its ends alone
_NUMBERED = re.compile(r"\d[ ]?号|GB")  # notes whose number is that of the title before them


class Reading:
    """The state of a pass, and how laws and articles are put down; ``citations`` says where in a text they are."""

    __slots__ = ("context", "mentions", "names", "out", "position", "source", "text")

    def __init__(self, text: str, registry: Registry) -> None:
        self.source = text
        self.text = fold(text) if _TRADITIONAL.search(text) else text
        self.context = Context(self.text, registry)
        self.names = self.context.names
        self.mentions: list[tuple[Law | None, int, int]] = []  # laws named without an article
        self.out: list[Citation] = []
        self.position = 0  # all before it has been read

    def finished(self) -> tuple[Citation, ...]:
        """All citations in their order; of a law that is named without an article one, if no article of it is cited."""
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

    def _citation(self, law: Law | None, reference: Reference | None, start: int, end: int) -> Citation:
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

    def cite(self, law: Law | None, references: list[Reference], start: int | None = None) -> None:
        """Citations of ``references``; those that begin where the first does begin at ``start``, where the law is."""
        first = references[0].start
        if len(self.out) > _MOST and len(references) > 2 and references[0].start == references[-1].start:
            references = [references[0], references[-1]]
        for reference in references:
            begin = start if start is not None and reference.start == first else reference.start
            self.out.append(self._citation(law, reference, begin, reference.end))
        if law is not None:
            self.context.cited(law, references[-1].article, references[-1].end)

    # ---------------------------------------------------------------------------------------------- behind a law

    def law_at(self, law: Law, start: int, end: int, behind: int | None = None) -> None:
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
        self.cite(law, references, start)
        return True

    def _counts_all(self, law: Law, references: list[Reference], at: int) -> bool:
        """《民法典》1260条全文: so many articles it has."""
        if len(references) > 1 or self.text[at] in ORDINAL or not _WHOLE.match(self.text, references[0].end):
            return False
        work = self.context.registry.get(law.law_id)
        return work is not None and any(version.last_article == references[0].article for version in work.versions)

    # ---------------------------------------------------------------------------------------------- no law, or an open one

    def no_law(self, inner: str, end: int) -> None:
        """A contract, a book: an article directly behind it is its own."""
        self.position = end
        found = grammar.read(self.text, between(self.text, end))
        if found is not None:
            self.position = found[1]
        if found is not None or CONTRACT.search(inner):
            self.context.block()

    def open_norm(self, at: int, end: int) -> None:
        """A norm is meant and which one cannot be known: 《批复》."""
        found = grammar.read(self.text, between(self.text, end))
        if found is None:
            self.mentions.append((None, at, end))
            self.position = end
            return
        self.unresolved(found, at)

    def unresolved(self, found: tuple[list[Reference], int], start: int) -> None:
        """A provision, or a list of them, of a norm that the text does not tell: 本条例第三条、第五条."""
        first: int | None = start
        following: tuple[list[Reference], int] | None = found
        while following is not None:
            references, self.position = following
            self.cite(None, references, first)
            first, following = None, grammar.next_member(self.text, self.position)
        self.context.block()
