"""Finds every citation of a law in a text.

One scan stops only at characters that a citation can hang on (《, 第, the last character of a law's name); everything
else is looked at near those, within fixed bounds, so that time is linear in the length of any text. The marking follows
the rules of a hand-marked corpus: one citation for each provision; a law without an article once a text, and not where
its articles are cited; articles of contracts, charters and the like never.
"""

from __future__ import annotations

import re

from pipeline.laws import grammar
from pipeline.laws.names import KINDS, STATE, key
from pipeline.laws.numerals import DIGITS
from pipeline.laws.registry import Registry, Work, default
from pipeline.laws.spoken import Law, spoken, unknown
from pipeline.laws.titles import (
    ABBREVIATED,
    BETWEEN,
    BRACKETED,
    CONTRACT,
    CONTRACT_BEFORE,
    DOC_BEFORE,
    ISSUERS_BEFORE,
    NOTES,
    is_norm,
    written,
)
from pipeline.models import Citation
from pipeline.text import fold

_ANCHOR = re.compile("[《第苐法典例定释则约见知复案排要]")
_TRADITIONAL = re.compile("[條項釋國規關證辦產權債電議決執訴訟貸]")
# 公司法人, 合同法律关系, 刑法学: the name goes on into another word.
_GOES_ON = frozenset("人律院官庭规治学理制定典务盲宝医度师系")
_FOREIGN = re.compile("(?:美国|英国|德国|法国|日本|韩国|台湾|香港|澳门|欧盟|意大利|瑞士|俄罗斯|新加坡)(?:的)?$")
_SERIES = re.compile(r"[（(]?([一二三四五六七八九十]{1,2})[)）]")
_TWO_CHAR_KINDS = frozenset(kind for kind in KINDS if len(kind) == 2)
_POINTER = frozenset("本该同此述")
_ARTICLE_IN_TITLE = re.compile(rf"[第苐]?[{DIGITS}]{{1,8}}条")
_UNBRACKETED_TAIL = re.compile(
    r"[^，。；;：:“”\n第]{0,45}?(?:解释|规定|批复|决定|意见|办法|通知|决议|安排)(?:[（(][一二三四五六七八九十]{1,3}[）)])?"
)
_INNER_TITLE = re.compile("《([^《》]+)》")
_REACH = 64  # characters looked back for the name of a law


def find_citations(text: str, *, registry: Registry | None = None) -> tuple[Citation, ...]:
    """Every citation in ``text``, in reading order; ``text[c.start:c.end] == c.raw``."""
    return _Reader(text, registry or default()).read()


class _Reader:
    """One pass over one text: what has been named so far, and what was found."""

    __slots__ = (
        "amended", "blocked", "current", "latest", "local", "local_lengths", "mentions", "named", "names", "open", "out",
        "position", "registry", "source", "text",
    )  # fmt: skip

    def __init__(self, text: str, registry: Registry) -> None:
        self.source = text
        self.text = fold(text) if _TRADITIONAL.search(text) else text
        self.registry = registry
        self.names = spoken(registry)
        self.current: Law | None = None  # what 第N条 without a law belongs to
        self.amended: Law | None = None  # what a decision of amendment amends
        self.blocked = False  # … or rather: to a contract
        self.named: dict[str, Law] = {}  # by id
        self.latest: dict[str | None, Law] = {}  # the last one named of each kind: what 该办法 means
        self.local: dict[str, Law] = {}  # 以下简称 …
        self.local_lengths: dict[str, set[int]] = {}  # last two characters of such a name → its lengths
        self.open: set[str] = set()  # ambiguous names that this text does not resolve
        self.mentions: list[tuple[Law | None, int, int]] = []  # laws named without an article
        self.out: list[Citation] = []
        self.position = 0

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

    def _remember(self, law: Law) -> None:
        self.current = law
        self.blocked = False
        self.named[law.law_id] = self.latest[law.kind] = law

    # ---------------------------------------------------------------------------------------------- 第N条 alone

    def _bare_reference(self, at: int) -> None:
        found = grammar.read(self.text, at)
        if found is None:
            self.position = grammar.waiting_end(self.text, at)
            return
        references, self.position = found
        if CONTRACT_BEFORE.search(self.text, max(0, at - 10), at):
            self.blocked = True
            return
        law = self.current
        if self.amended is not None and self.text[at - 1] == "将":  # 修改《…》: 2.将第一条修改为
            law = self.amended
        if law is not None and not self.blocked:
            self._emit(law, references)

    # ---------------------------------------------------------------------------------------------- names without 《》

    def _named(self, at: int, char: str) -> None:
        """A name, or 该法 and the like, that ends with the character at ``at``."""
        text = self.text
        two = text[at - 1 : at + 1] if at else char
        if char == "法" and text[at + 1 : at + 2] in _GOES_ON and not text.startswith("规定", at + 1):
            return
        if found := self._name_ending_at(at, two):
            start, end, law = found
            self._law_at(law, start, end)
        elif two in _TWO_CHAR_KINDS:
            if at > 1 and text[at - 2] in _POINTER:
                self._anaphor(at - 2, at + 1, KINDS[two])
        elif char == "法" and two[0] in _POINTER and text[at - 2 : at] != "基本":
            self._anaphor(at - 1, at + 1, "法")

    def _name_ending_at(self, at: int, two: str) -> tuple[int, int, Law] | None:
        text, end = self.text, at + 1
        series = _SERIES.match(text, end)
        for length in self.local_lengths.get(two, ()):
            if end >= length and (local := self.local.get(text[end - length : end])):
                return end - length, end, local
        for length in self.names.lengths.get(two, ()):
            start = end - length
            if start < 0:
                continue
            name = text[start:end]
            if series and (numbered := self.names.get(name + series[1])):
                return self._with_state(start), series.end(), numbered
            if known := self.names.get(name):
                if _FOREIGN.search(text, max(0, start - 4), start):
                    return None
                return self._with_state(start), end, known
        if two in _TWO_CHAR_KINDS and (about := text.rfind("关于", max(0, at - _REACH), at)) >= 0:
            return self._long_name(about, series.end() if series else end)
        return None

    def _with_state(self, start: int) -> int:
        """Takes in 中华人民共和国 and an unclosed 《 before a name."""
        if self.text.startswith(STATE, start - len(STATE)) and start >= len(STATE):
            start -= len(STATE)
        return start - 1 if start and self.text[start - 1] == "《" else start

    def _long_name(self, about: int, end: int) -> tuple[int, int, Law] | None:
        """最高人民法院关于…的解释 without brackets, if the registry knows it."""
        issuers = ISSUERS_BEFORE.search(self.text, max(0, about - 60), about)
        start = issuers.start() if issuers else about
        works = self.registry.find(self.text[start:end])
        if len(works) != 1:
            return None
        return start, end, self.names.law(works[0])

    def _anaphor(self, start: int, end: int, kind: str) -> None:
        """该法第N条 is of the last law of that kind; 本法 within a quotation is the law that is quoted, likewise."""
        if self.text.startswith(("前述", "上述"), start - 1) and start:
            start -= 1
        position = self._between(end)
        found = grammar.read(self.text, position)
        if found is None:
            return
        references, self.position = found
        law = self.latest.get(kind)
        if law is None and kind == "法" and self.text[start] != "本":
            law = self.current
        self._emit(law, references, start)
        if law is not None:
            self._remember(law)

    # ---------------------------------------------------------------------------------------------- names in 《》

    def _bracketed(self, at: int) -> None:
        found = BRACKETED.match(self.text, at)
        if found is None:
            return
        inner, end = found[1], found.end()
        if (wide := self._around(at, end)) is not None:
            return self._law_at(wide[2], wide[0], wide[1])
        start = at
        issuer = ""
        doc = DOC_BEFORE.search(self.text, max(0, at - 30), at) if at and self.text[at - 1] == "号" else None
        if doc:
            start = doc.start()
        elif inner.lstrip().startswith(("关于", "对", "印发")) and (
            issuers := ISSUERS_BEFORE.search(self.text, max(0, at - 60), at)
        ):
            start, issuer = issuers.start(), issuers[0].rstrip("、,和与及 ")
        if (split := _ARTICLE_IN_TITLE.search(inner)) and (whole := self._known(inner[: split.start()])):
            self._law_at(whole, at, at + 1 + split.start())  # 《民法典第675条》
            self.position = max(self.position, end)
            return None
        law: Law | None = self._resolve(inner, issuer)
        if law is None:
            if CONTRACT.search(inner):
                self.current, self.blocked = None, True
            elif is_pointer(inner):
                law = self.latest.get(KINDS[key(inner)])
                if law is None:
                    return self._open(at, end)
            elif self._is_norm(inner, end, numbered=doc is not None, issued=bool(issuer)):
                law = unknown(written(issuer + inner))
        if law is None:
            self.position = end
            return None
        return self._law_at(law, start, end)

    def _is_norm(self, inner: str, end: int, *, numbered: bool, issued: bool) -> bool:
        """Whether an unknown title is a norm, by itself and by what stands around it."""
        notes = NOTES.match(self.text, end)
        numbered = numbered or bool(notes and DOC_BEFORE.search(notes[0].rstrip(")） ")))
        if numbered and not inner.endswith("书"):
            return True
        behind = self._between(notes.end() if notes else end)
        return is_norm(inner, issued or grammar.read(self.text, behind) is not None)

    def _open(self, at: int, end: int) -> None:
        """A norm is meant and which one cannot be known: 《批复》."""
        found = grammar.read(self.text, self._between(end))
        if found is None:
            self.mentions.append((None, at, end))
            self.position = end
            return
        references, self.position = found
        self._emit(None, references, at)
        self.current, self.blocked = None, True

    def _around(self, at: int, end: int) -> tuple[int, int, Law] | None:
        """最高人民法院关于适用《…》若干问题的解释（一）, where the brackets are only those of the inner title."""
        text = self.text
        about = text.rfind("关于", max(0, at - 40), at)
        if about < 0 or any(mark in text[about:at] for mark in "，。；：“”\n"):
            return None
        tail = _UNBRACKETED_TAIL.match(text, end)
        return self._long_name(about, tail.end()) if tail else None

    def _known(self, title: str) -> Law | None:
        works = self.registry.find(title)
        return self.names.law(works[0]) if len(works) == 1 else None

    def _resolve(self, inner: str, issuer: str) -> Law | None:
        """The work a title means: by the text's own abbreviations, the registry, or a slip of one of its titles."""
        if law := self.local.get(key(inner)):
            return law
        law = self.names.meant(issuer, inner)
        if law is not None:
            return law
        works = self.registry.find(inner)
        return self._by_context(inner, works) if len(works) > 1 else None

    def _by_context(self, inner: str, works: tuple[Work, ...]) -> Law | None:
        """An ambiguous short name: the work named before in full, or the only one whose inner law the text names."""
        named = [self.named[work.law_id] for work in works if work.law_id in self.named]
        if len(named) == 1:
            return named[0]
        if key(inner) in self.open:
            return None
        about = {work.law_id: [key(part) for part in _INNER_TITLE.findall(work.title)] for work in works}
        fitting = [work for work in works if any(law in self.text for law in about[work.law_id])]
        if len(fitting) != 1:
            self.open.add(key(inner))
            return None
        self.local[key(inner)] = law = self.names.law(fitting[0])
        return law

    # ---------------------------------------------------------------------------------------------- behind a law

    def _between(self, position: int) -> int:
        found = BETWEEN.match(self.text, position)
        return found.end() if found else position

    def _law_at(self, law: Law, start: int, end: int) -> None:
        """A law is named in [start, end): reads its notes and its article, or keeps it as a bare mention."""
        while (
            self.out and self.out[-1].start >= start
        ):  # 关于刑法第三百一十三条的解释: the article is part of the title
            self.out.pop()
        while self.mentions and self.mentions[-1][1] >= start:  # 担保法解释: the shorter name was read first
            self.mentions.pop()
        self._remember(law)
        if self.text.startswith("修改", start - 2) and start > 1:
            self.amended = law
        position = end
        notes = NOTES.match(self.text, end)
        if notes:
            position = notes.end()
            if short := ABBREVIATED.search(notes[0]):
                name = key(short[1])
                self.local[name] = law
                self.local_lengths.setdefault(name[-2:], set()).add(len(name))
        for behind in (self._between(position), position):
            if found := grammar.read(self.text, behind):
                references, self.position = found
                self._emit(law, references, start)
                return
        stop = position if notes and DOC_BEFORE.search(notes[0].rstrip(")） ")) else end
        self.mentions.append((law, start, stop))
        self.position = max(end, self.position)


def is_pointer(title: str) -> bool:
    """Whether a title like 《批复》, 《规定》 only points at a norm named elsewhere."""
    return key(title) in KINDS
