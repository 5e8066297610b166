"""The works that are known, and what each is called: by its titles, by short names, by the numbers of its documents."""

from __future__ import annotations

import csv
import json
import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from copy import copy
from dataclasses import replace
from datetime import timedelta
from functools import lru_cache
from importlib import resources
from typing import Any

from pipeline.laws.naming.names import key, short_names
from pipeline.laws.naming.near import Nearest
from pipeline.laws.naming.works import Work, prints_all, read_work

_DOC_OF_MANY = re.compile(r"^(\S+) .*(?=令)")  # 银监会 工业和信息化部 …令2016年第1号 is said by its first issuer
_DECISION = re.compile("(?P<issuer>[^《》]*?)关于修改《(?P<title>.+)》的决定(?:（[一二三四五]）)?$")
_SAME = timedelta(days=90)  # a version published so shortly before a decision is the one that it made


class Registry:
    """All works. Iterating gives them in the order of their titles; ``find`` and ``nearest`` read names."""

    def __init__(self, works: Iterable[Work], aliases: Mapping[str, str] | None = None) -> None:
        """``aliases``: name → title. An alias beats a derived short name, an official title beats both."""
        by_key = {key(work.title): work for work in works}
        by_key |= _amended(by_key)
        names = _names(by_key, aliases or {})
        spoken: dict[str, list[str]] = {}
        for name, owns in names.items():
            if len(owns) == 1 and name != owns[0]:
                spoken.setdefault(owns[0], []).append(name)
        complete = {own: replace(work, aliases=tuple(sorted(spoken.get(own, ())))) for own, work in by_key.items()}
        self._works = tuple(sorted(complete.values(), key=lambda work: work.title))
        self._by_id = {work.law_id: work for work in self._works}
        self._printed = {
            version.version_id: work
            for work in self._works
            for version in work.versions
            if version.version_id.partition("@")[0] != work.law_id
        }
        self._names = {name: tuple(complete[own] for own in owns) for name, owns in names.items()}
        self._given = dict(aliases or {})
        self._nearest: Nearest | None = None  # made when first asked for
        self._doc_numbers = {
            key(number): work
            for work in self._works
            for version in work.versions
            if version.doc_no
            for number in (version.doc_no, _DOC_OF_MANY.sub(r"\1", version.doc_no))
        }

    def __iter__(self) -> Iterator[Work]:
        return iter(self._works)

    def __len__(self) -> int:
        return len(self._works)

    @property
    def names(self) -> Mapping[str, tuple[Work, ...]]:
        """Every name, as ``names.key`` folds it, with the works it can mean."""
        return self._names

    def get(self, work_id: str) -> Work | None:
        """The work with this id."""
        return self._by_id.get(work_id)

    def printed(self, version_id: str) -> Work | None:
        """The work whose newest text this version of a decision is; None where it is the version of its own work."""
        return self._printed.get(version_id)

    def find(self, name: str) -> tuple[Work, ...]:
        """The works that a name can mean: none, one, or several where it is ambiguous."""
        return self._names.get(key(name), ())

    def nearest(self, name: str) -> Work | None:
        """The one work whose title was surely meant by a long title with a small slip (a word dropped, censored)."""
        if self._nearest is None:
            official = {key(work.title) for work in self._works}
            self._nearest = Nearest(
                {
                    found: works[0].law_id
                    for found, works in self._names.items()
                    if len(works) == 1 and (found in official or found.startswith(("最高人民", "全国人民")))
                }
            )
        own = self._nearest.find(key(name), name)
        return self._by_id[own] if own else None

    def by_doc_number(self, number: str) -> Work | None:
        """The work with this document number (法释〔2020〕17号), whatever its brackets and spaces."""
        return self._doc_numbers.get(key(number))

    def extended(self, works: Iterable[Work], aliases: Mapping[str, str] | None = None) -> Registry:
        """A new registry with works (replacing those of the same title) and aliases (name → title) added."""
        added = tuple(works)
        replaced = {key(work.title) for work in added}
        kept = [work for work in self._works if key(work.title) not in replaced]
        return Registry([*kept, *added], {**self._given, **(aliases or {})})

    def filled(self, works: Iterable[Work]) -> Registry:
        """A new registry in which works it has know more of their versions' articles: by far cheaper than ``extended``.

        Titles, versions and their days must be the same.
        """
        known = {work.law_id: replace(work, aliases=self._by_id[work.law_id].aliases) for work in works}

        def newest(work: Work) -> Work:
            return known.get(work.law_id, work)

        other = copy(self)
        other._works = tuple(map(newest, self._works))
        other._by_id = {own: newest(work) for own, work in self._by_id.items()}
        other._names = {
            name: tuple(map(newest, owns)) if any(one.law_id in known for one in owns) else owns
            for name, owns in self._names.items()
        }
        other._printed = {version: newest(work) for version, work in self._printed.items()}
        other._doc_numbers = {number: newest(work) for number, work in self._doc_numbers.items()}
        return other


def _names(by_key: Mapping[str, Work], aliases: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Every name as a key → the keys of the works it can mean; of works by the key of their title, and of aliases."""
    named: dict[str, set[str]] = {}
    for alias, title in aliases.items():
        if key(title) in by_key and key(alias) not in by_key:
            named.setdefault(key(alias), set()).add(key(title))
    derived: dict[str, set[str]] = {}
    for own, work in by_key.items():
        for name in short_names(work.title):
            derived.setdefault(name, set()).add(own)
    ordered = sorted(derived)
    for alias, targets in named.items():  # 民诉法 inside longer names: 民诉法解释
        target = min(targets)
        first, last = bisect_right(ordered, target), bisect_left(ordered, target + "\uffff")
        for name in ordered[first:last]:
            derived.setdefault(alias + name[len(target) :], set()).update(derived[name])
    names: dict[str, tuple[str, ...]] = {own: (own,) for own in by_key}
    for table in (named, derived):
        names.update({name: tuple(sorted(owns)) for name, owns in table.items() if name not in names})
    return names


def _amended(works: Mapping[str, Work]) -> dict[str, Work]:
    """Key of a work → the work, as decisions newer than all its versions leave it.

    Where a decision prints the whole text as it is now, that is the work's newest version, and the decision has no
    articles of its own: whoever cites its third article means the third of the rule. Else the work is ``amended``.
    """
    found: dict[str, Work] = {}
    for decision in works.values():
        title = _DECISION.match(decision.title)
        made = next((one for one in reversed(decision.versions) if one.published), None)
        if title is None or made is None:
            continue
        keys = (key(title["title"]), key(title["issuer"] + title["title"]))
        own = next((one for one in keys if one in works and works[one].versions), None)
        last = works[own].versions[-1] if own else None
        if not own or not last or not last.published or not made.published or last.published + _SAME >= made.published:
            continue
        if prints_all(made, last) and not made.partial:
            found[own] = replace(works[own], versions=(*works[own].versions, made))
            found[key(decision.title)] = replace(decision, versions=())
        else:
            found[own] = replace(works[own], amended=made.start)
    return found


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = (resources.files("pipeline.laws.naming") / "data" / name).read_text("utf-8")
    return csv.DictReader(text.splitlines(), delimiter="\t")


@lru_cache(maxsize=1)
def default() -> Registry:
    """The registry of the package data, read once."""
    text = (resources.files("pipeline.laws.naming") / "data" / "registry.jsonl").read_text("utf-8")
    rows: dict[str, dict[str, Any]] = {key(row["title"]): row for row in map(json.loads, text.splitlines())}
    for end in _rows("repealed.tsv"):  # also of works of which only the end is known
        row = rows.setdefault(key(end["title"]), {"title": end["title"]})
        row.update(repealed=end["expired"], successor=end["successor"])
    for first in _rows("first_in_force.tsv"):  # … of which only the beginning is
        rows.setdefault(key(first["title"]), {"title": first["title"]})["since"] = first["since"]
    names = [row for name in ("aliases.tsv", "aliases_added.tsv") for row in _rows(name)]  # of the facts; by hand
    return Registry(map(read_work, rows.values()), {row["alias"]: row["title"] for row in names})
