"""Titles with a slip: a word dropped or doubled, characters censored, 解释 called 规定. Only long titles, only one answer."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import cached_property

from pipeline.laws.naming.names import KINDS, STATE, key
from pipeline.text import fold, ngrams

_MIN_LENGTH = 12  # characters of a key below which a slip may well be another law
_MAX_LENGTH = 120
_MAX_DROPPED = 3  # characters left out or added, in one place
_CENSORED = re.compile(r"[*＊×□某XxＸ○●■?？]{1,6}")
_FEW = 8  # characters that are left of a censored title
_FEWEST = 4  # … of a short one without the state's name before it
_MARKS_ALONE = re.compile("[*＊×□●■]")  # no 某, which stands for a name that does not matter
# What one drafter writes and another leaves out, or writes otherwise; none of it tells two titles apart.
_FORMULAS = (
    (re.compile(r"(?:具体)?(?:适用|应用)(?:相关|有关)?法律(?:的)?|若干|有关|具体|相关"), ""),
    (re.compile("监管管理|监督和管理|管理监督"), "监督管理"),
    (re.compile("关于(?:处理|办理|审理)"), "关于审理"),
    (re.compile("施行办法|实行办法"), "实施办法"),
)
_ANONYMISED = re.compile(r"(?<=中华人民共和)某{1,3}")  # courts' anonymisers take 国民 for a person's name
_SERIES = re.compile(r"[一二三四五六七八九十]{1,2}$")
_KIND_AT_END = re.compile("(" + "|".join(sorted(KINDS, key=len, reverse=True)) + r")(?=[一二三四五六七八九十]{0,2}$)")
_SWAPPED = ("解释", "规定", "意见", "办法", "条例")
_HALF = (_MIN_LENGTH - _MAX_DROPPED) // 2  # characters of the half that a gap leaves alone in the shortest titles


class Nearest:
    """An index of title keys by their beginnings and ends."""

    def __init__(self, keys: Mapping[str, str]) -> None:
        """``keys``: a title's key → the id of the work; several may mean one work."""
        self._keys = keys
        self._beginnings: dict[tuple[str, int], list[str]] = defaultdict(list)
        self._ends: dict[tuple[str, int], list[str]] = defaultdict(list)
        for name in sorted(keys):
            self._beginnings[name[:_HALF], len(name)].append(name)
            self._ends[name[-_HALF:], len(name)].append(name)

    @cached_property
    def _by_gist(self) -> dict[str, set[str]]:
        """A title without the formulas of drafting → the works; made when the first unknown title is met."""
        found: dict[str, set[str]] = defaultdict(set)
        for name, work in self._keys.items():
            found[_gist(name)].add(work)
        return found

    @cached_property
    def _by_edge(self) -> dict[tuple[int, str], list[str]]:
        """The first (0) and the last (-1) character → the keys of short titles that have it there."""
        found: dict[tuple[int, str], list[str]] = defaultdict(list)
        for name in sorted(self._keys):
            if len(name) <= _MIN_LENGTH:
                for side in (0, -1):
                    found[side, name[side]].append(name)
        return found

    @cached_property
    def _holders(self) -> dict[str, list[str]]:
        """Pair of characters → the keys that have it; made when the first censored title is met."""
        holders: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._keys):
            for pair in set(ngrams(name, 2)):
                holders[pair].append(name)
        return holders

    def find(self, name: str, written: str) -> str | None:
        """The id meant by ``name`` (a key), or None; ``written`` is the title as it stands, marks and all."""
        found = self._censored(written)
        if not found and self._of_a_series(name):
            return None
        if not found and name not in self._keys and _MIN_LENGTH <= len(name) <= _MAX_LENGTH:
            found = self._other_kind(name) or {other for other in self._candidates(name) if _one_gap(name, other)}
        meant = {self._keys[other] for other in found}
        if not found and name not in self._keys and _MIN_LENGTH <= len(name) <= _MAX_LENGTH:
            meant = self._by_gist.get(_gist(name), set()).copy()
        return meant.pop() if len(meant) == 1 else None

    def _of_a_series(self, name: str) -> bool:
        """Whether another number of its series is known by this very name: then it is one of them, and not held."""
        own = _series(name)
        bare = name.removesuffix(own)
        return (
            bool(own) and name not in self._keys and any(bare + other in self._keys for other in "一二三四五六七八九")
        )

    def _candidates(self, name: str) -> Iterator[str]:
        """Keys a few characters longer or shorter that begin or end alike: with one gap, one half of them is alike."""
        for missing in range(1, _MAX_DROPPED + 1):
            for length in (len(name) - missing, len(name) + missing):
                yield from self._beginnings.get((name[:_HALF], length), ())
                yield from self._ends.get((name[-_HALF:], length), ())

    def _other_kind(self, name: str) -> set[str]:
        return {_KIND_AT_END.sub(kind, name, count=1) for kind in _SWAPPED} & self._keys.keys()

    def _censored(self, written: str) -> set[str]:
        """最高人民*关于…, 中华人民共和某某法通则: what is left must fit one title alone."""
        parts = _CENSORED.split(fold(written))
        if len(parts) < 2 or len(parts) > 6:
            return set()
        kept = [re.sub(r"[\W_]+", "", part) for part in parts]
        whole = kept[0].startswith(STATE)
        if not whole and sum(map(len, kept)) < _FEW:
            return self._short(kept, written, _FEWEST) if _MARKS_ALONE.search(written) else set()
        if (guess := key(_ANONYMISED.sub("国民", written))) in self._keys:
            return {guess}
        kept[0] = kept[0].removeprefix(STATE)
        if whole and sum(map(len, kept)) < _FEW:
            return self._short(kept, written, 1)
        pattern = re.compile(".{1,6}?".join(re.escape(part) for part in kept))
        pairs = [pair for part in kept for pair in ngrams(part, 2) if pair in self._holders]
        holders = self._holders[min(pairs, key=lambda pair: len(self._holders[pair]))] if pairs else ()
        return {other for other in holders if pattern.fullmatch(other)}

    def _short(self, kept: list[str], written: str, fewest: int) -> set[str]:
        """中华人民共和国民*典, 征信业管理*例: a short name, with rather a mark for each character than one for many."""
        left = sum(map(len, kept))
        side = 0 if kept[0] else -1
        if left < fewest or not kept[side]:
            return set()
        pattern = re.compile(".{1,6}?".join(re.escape(part) for part in kept))
        found = {other for other in self._by_edge.get((side, kept[side][side]), ()) if pattern.fullmatch(other)}
        hidden = sum(map(len, _CENSORED.findall(written)))
        return {other for other in found if len(other) <= hidden + left} or (found if fewest == 1 else set())


def _gist(name: str) -> str:
    for formula, form in _FORMULAS:
        name = formula.sub(form, name)
    return name


def _one_gap(one: str, other: str) -> bool:
    """Whether one is the other with up to three characters left out in one place, not its series number."""
    short, long = sorted((one, other), key=len)
    missing = len(long) - len(short)
    if not 0 < missing <= _MAX_DROPPED:
        return False
    head = 0
    while head < len(short) and short[head] == long[head]:
        head += 1
    if short[head:] != long[head + missing :]:
        return False
    return _series(one) == _series(other)


def _series(name: str) -> str:
    found = _SERIES.search(name)
    return found[0] if found else ""
