"""A registry's names made ready for reading text: which names stand without brackets, and what a title in 《》 means."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from pipeline.laws.finding.titles import DRAFT
from pipeline.laws.naming.names import key as name_key
from pipeline.laws.naming.names import kind_of
from pipeline.laws.naming.registry import Registry
from pipeline.laws.naming.works import Work, law_id

# 《民法典·合同编》, 《刑法分则》: a part of a code within the brackets; articles are numbered through all parts.
_DIVISION = re.compile(
    r"(?<=[法典])(?!典)[·•・]?(?:第?[一二三四五六七八九十]{1,3}分?编|[^\W\d_]{1,6}编(?:通则|分则)?|总则|分则)$"
)
# 新《公司法》, 2015年民间借贷规定, 民事诉讼法（2021年修正）: words about the version, not part of a title.
_VERSION = re.compile(
    r"^(?:新|旧|原|现行|最新|修订后的|修改后的|[12]\d{3}年?版?的?)+|[（(][^（）()]{1,24}[）)]$|[12]\d{3}年?(?:修正|修订|版|修改)?$"
)
_MIN_NAME = 4  # characters of a name that is no law's (规定, 解释 …) to be taken without brackets
_CACHE = 20_000


@dataclass(frozen=True, slots=True)
class Law:
    """A work that a text names."""

    title: str
    law_id: str
    kind: str | None  # 法, 条例, 解释 …


class Spoken:
    """The unambiguous names of a registry."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._laws = {work.law_id: Law(work.title, work.law_id, kind_of(name_key(work.title))) for work in registry}
        self._by_name: dict[str, Law] = {}
        endings: dict[str, set[int]] = {}
        for name, works in registry.names.items():
            law = self._laws[works[0].law_id]
            shortest = 2 if law.kind == "法" else _MIN_NAME
            if len(works) == 1 and len(name) >= shortest and not name.startswith("关于"):
                self._by_name[name] = law
                stem = name.rstrip("一二三四五六七八九十") or name
                endings.setdefault(stem[-4:], set()).add(len(stem))
        self._lengths = {
            end: tuple(sorted({n for i in range(len(end) - 1) for n in endings.get(end[i:], ())}, reverse=True))
            for end in endings
        }
        self._near: dict[str, tuple[int, ...]] = {}
        self._meant: dict[tuple[str, str], Law | None] = {}

    def lengths(self, end: str) -> tuple[int, ...]:
        """How long a name can be whose last characters (up to four) are these, longest first."""
        found = self._near.get(end)
        if found is None:
            known = self._lengths
            if len(self._near) >= _CACHE:
                self._near.clear()
            found = self._near[end] = known.get(end) or known.get(end[1:]) or known.get(end[2:]) or ()
        return found

    def get(self, name: str) -> Law | None:
        """The law with this name, as it stands in text without brackets."""
        return self._by_name.get(name)

    def law(self, work: Work) -> Law:
        """The law of a work of the registry."""
        return self._laws[work.law_id]

    def meant(self, issuer: str, inner: str) -> Law | None:
        """The law that a title in brackets surely means, with the issuer that stands before it."""
        asked = (issuer, inner)
        if asked not in self._meant:
            if len(self._meant) >= _CACHE:
                self._meant.clear()
            self._meant[asked] = self._look_up(issuer, inner)
        return self._meant[asked]

    def _look_up(self, issuer: str, inner: str) -> Law | None:
        names = [issuer + inner, inner] if issuer else [inner]
        if not DRAFT.search(inner):
            names += [_VERSION.sub("", inner), _DIVISION.sub("", inner)]
        for name in names:
            works = self._registry.find(name)
            if works:
                return self._laws[works[0].law_id] if len(works) == 1 else None
        if DRAFT.search(inner):
            return None
        work = self._registry.nearest(issuer + inner) or (self._registry.nearest(inner) if issuer else None)
        return self._laws[work.law_id] if work else None


@lru_cache(maxsize=4)
def spoken(registry: Registry) -> Spoken:
    """The names of a registry, prepared once."""
    return Spoken(registry)


def unknown(title: str) -> Law:
    """A norm that the registry lacks, under its own title."""
    return Law(title, law_id(title), kind_of(name_key(title)))
