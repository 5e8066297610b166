"""What a text has named so far: the law that 第N条 belongs to, what 该办法 means, the names the text gives itself."""

from __future__ import annotations

import re

from pipeline.laws.finding.spoken import Law, spoken
from pipeline.laws.finding.standing import begins_list, is_about, is_no_papers, names_paper, stands_free
from pipeline.laws.naming.names import KINDS, key
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Work

# 《解释》, 该司法解释: words that only point at a norm, and the kind they mean.
POINTERS = {**KINDS, "司法解释": "司法解释"}
_INNER_TITLE = re.compile("《([^《》]+)》")
_CARRY = 1500  # characters over which an article at the start of a line goes on with the law of the line before
_OWN_FIRST_ARTICLE = re.compile(r"(?:^|\n)[\s*#]*第[一1]条[\s　*:：]")
_HEADING_REST = re.compile(r"[^\n。！？；]{0,12}[:：]?[\s*#]*\n")
_STATUTES = frozenset(("法", "条例", "办法"))
_ITS_OWN = re.compile(r"(?<![尤极及何莫])其中?的?$")  # 尤其第N条 is no other
_ONE_OF_TWO = re.compile(r"([前后])者的?$")


class Context:
    """Grows as a text is read from front to back."""

    __slots__ = ("_counted", "_end", "_heading", "_last_line", "_open", "_own_lines", "_pair", "_text", "amended", "blocked",
                 "current", "latest", "local", "local_lengths", "named", "names", "registry")  # fmt: skip

    def __init__(self, text: str, registry: Registry) -> None:
        self._text = text
        self.registry = registry
        self.names = spoken(registry)
        self.current: Law | None = None  # what 第N条 without a law belongs to
        self.blocked = False  # … or rather: to a contract, or to something that is not known
        self.amended: Law | None = None  # what a decision of amendment amends
        self.named: dict[str, Law] = {}  # by id
        self.latest: dict[str | None, Law] = {}  # the last one named of each kind
        self.local: dict[str, Law] = {}  # 以下简称 …
        self.local_lengths: dict[str, set[int]] = {}  # last two characters of such a name → its lengths
        self._open: set[str] = set()  # ambiguous names that this text does not resolve
        self._heading: Law | None = None  # a law that stands as a heading above lines of articles
        self._own_lines: bool | None = None  # the text prints a statute's articles, from the first on
        self._pair: tuple[Law, ...] = ()  # the last two laws named: 前者 and 后者
        self._end = 0  # where the last one's name ends
        self._counted = 0  # the last number of a list that is none of articles: 教大家三招。第一条, …
        self._last_line: tuple[Law, int, int] | None = None  # law, article and place of the last cited article

    def remember(self, law: Law, end: int) -> None:
        """A law is named, up to ``end``: it is what follows from here on."""
        if not self._pair or (self._pair[-1] is not law and self._pair[-1].law_id != law.law_id):
            self._pair = (*self._pair[-1:], law)
        self._end = end
        self.current = law
        self.blocked = False
        self.named[law.law_id] = self.latest[law.kind] = law
        if law.title.startswith("最高人民"):
            self.latest["司法解释"] = law

    def block(self) -> None:
        """Something else than a law is named: its articles are no citations."""
        self.current, self.blocked = None, True

    def abbreviate(self, short: str, law: Law) -> None:
        """（以下简称《…》）"""
        name = key(short)
        self.local[name] = law
        self.local_lengths.setdefault(name[-2:], set()).add(len(name))

    def heads_lines(self, law: Law, end: int) -> None:
        """A law was named and its mention ends at ``end``: it is a heading if little of its line is left."""
        self._heading = law if _HEADING_REST.match(self._text, end) else None

    def cited(self, law: Law, article: int, end: int) -> None:
        """An article of a law was cited."""
        self._last_line = (law, article, end)

    def at_line_start(self, article: int, at: int) -> Law | None:
        """The law of 第N条 that begins a line: that of the heading, or of the article in the lines before.

        In the text of a statute such lines are its own articles; whatever law it names in between is none of theirs.
        """
        if self._heading is not None:
            return self._heading
        if self._last_line is None or self.blocked:
            return None
        if self._own_lines is None:
            self._own_lines = _OWN_FIRST_ARTICLE.search(self._text, 0, 20_000) is not None
        if self._own_lines:
            return None
        law, before, end = self._last_line
        return law if law is self.current and before < article and at - end < _CARRY else None

    def pointed(self, at: int) -> tuple[Law | None, int] | None:
        """The law that 其第N条, 后者第N条 or the text's own name for it means, where such a word ends at ``at``.

        With the place where the citation begins; no law: the word is there, and what it means is not known.
        """
        for length in self.local_lengths.get(self._text[max(0, at - 2) : at], ()):
            if at >= length and (law := self.local.get(self._text[at - length : at])):  # 新规第二十五条
                return law, at - length
        if one := _ONE_OF_TWO.search(self._text, max(0, at - 3), at):
            if len(self._pair) < 2:
                return None, at
            return self._pair[0 if one[1] == "前" else 1], one.start()
        if not _ITS_OWN.search(self._text, max(0, at - 3), at):
            return None
        papers = self.blocked or names_paper(self._text, self._end, at)
        return None if papers else self.current, at

    def may_mean(self, number: int, at: int) -> bool:
        """Whether article ``number`` at ``at``, with no law beside it, may be of the law named before."""
        text = self._text
        return stands_free(text, at) or is_no_papers(text, at, number) or self.tells_of(at)

    def tells_of(self, at: int) -> bool:
        """Whether the law named before, and what the article at ``at`` is about, stand right before it."""
        return self._text[at - 1 : at] == "的" and is_about(self._text, self._end, at)

    def lists(self, number: int, at: int, end: int, *, in_line: bool) -> bool:
        """Whether 第N条 at [``at``, ``end``) is an item of a list that the text made itself, not an article."""
        law = self._heading or self.current
        of_statute = law is not None and law.kind in _STATUTES
        if number == 1 and begins_list(self._text, at, end, in_line=in_line, of_statute=of_statute):
            self._counted = 1
            return True
        if self._counted and number == self._counted + 1:
            self._counted = number
            return True
        return False

    def known(self, name: str) -> Law | None:
        """The one work of the registry that has this name."""
        works = self.registry.find(name)
        return self.names.law(works[0]) if len(works) == 1 else None

    def meant(self, inner: str, issuer: str) -> Law | None:
        """The work a title means: by the text's own abbreviations, the registry, or a slip of one of its titles."""
        if law := self.local.get(key(inner)):
            return law
        if law := self.names.meant(issuer, inner):
            return law
        works = self.registry.find(inner)
        return self._by_context(inner, works) if len(works) > 1 else None

    def _by_context(self, inner: str, works: tuple[Work, ...]) -> Law | None:
        """An ambiguous short name: the work named before in full, or the only one whose inner law the text names."""
        named = [self.named[work.law_id] for work in works if work.law_id in self.named]
        if len(named) == 1:
            return named[0]
        name = key(inner)
        if name in self._open:
            return None
        about = {work.law_id: [key(part) for part in _INNER_TITLE.findall(work.title)] for work in works}
        fitting = [work for work in works if any(law in self._text for law in about[work.law_id])]
        if len(fitting) != 1:
            self._open.add(name)
            return None
        self.local[name] = law = self.names.law(fitting[0])
        return law
