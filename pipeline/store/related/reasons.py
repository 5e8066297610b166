"""Why two articles are related, in short sentences in Chinese for people. Pure."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from pipeline.store.related.vectors import Codes, Profile
from pipeline.store.search import ranking

_UNTELLING = ranking.IDLE | ranking.ASKING
WORDS = 5  # that a reason names
PROVISIONS = 3  # … and so many provisions
_TRIED = 20  # terms that are read for these words
_AROUND = 8  # characters beside a bigram that are cut, to see which word it belongs to


class Words:
    """The words of one article behind its terms, for telling what it shares with others."""

    def __init__(self, folded: str, profile: Profile) -> None:
        self._folded = folded
        self._terms = [term for term, _, _ in profile.terms]
        self._places = np.array([place for _, place, _ in profile.terms], np.uint32)
        self._words: dict[str, str | None] = {}

    def shared(self, other: Codes) -> list[str]:
        """Whole words that are also at these places of another's vector, heaviest first.

        A bigram stands for the word that it belongs to in the text: 护法 for nothing unless 保护法 is shared as a whole.
        """
        at = np.minimum(np.searchsorted(other, self._places), len(other) - 1)
        common = [self._terms[one] for one in np.flatnonzero(other[at] == self._places).tolist()]
        whole = set(common)
        found: list[str] = []
        for term in common[:_TRIED]:
            word = self._word(term)
            if word is None or word in _UNTELLING or any(word in known or known in word for known in found):
                continue
            if word.isascii() or all(word[i : i + 2] in whole for i in range(len(word) - 1)):
                found.append(word)
                if len(found) == WORDS:
                    break
        return found

    def _word(self, term: str) -> str | None:
        """The word of the text that has a bigram in it, at its first place; None for one across two words."""
        if term not in self._words:
            self._words[term] = term if term.isascii() else self._cut(term)
        return self._words[term]

    def _cut(self, bigram: str) -> str | None:
        at = self._folded.find(bigram)
        if at < 0:
            return None
        import rjieba  # its dictionary is read where a reason is told, not by every command that opens a store

        begin = max(0, at - _AROUND)
        for word in rjieba.cut(self._folded[begin : at + 2 + _AROUND]):
            end = begin + len(word)
            if begin <= at and at + 2 <= end:
                return str(word) if rjieba.has_word(word) else None
            begin = end
        return None


def told(
    words: Sequence[str],
    provisions: Sequence[tuple[str, int, int]],
    *,
    linked: bool,
    category: str | None,
    meant: bool = False,
) -> list[str]:
    """The reasons; there is always one. ``meant``: the sentence model calls the two alike."""
    out = []
    if words:
        out.append(f"共同的词：{'、'.join(words)}")
    if provisions:
        names = [
            f"{law.rpartition('/')[2]}第{number}条{f'之{added}' if added else ''}" for law, number, added in provisions
        ]
        out.append(f"都引用：{'、'.join(names[:PROVISIONS])}")
    if linked:
        out.append("网站列为相关")
    if category:
        out.append(f"同一栏目：{category}")
    if meant:
        out.append("意思相近")
    return out or ["用词相近"]
