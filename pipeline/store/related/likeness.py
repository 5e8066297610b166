"""How closely an article and its candidates are related, and why.

By words (vectors.Comparer), shared provisions, the site's own links, what both are about (topics), the category, and, where
the sentence model has read them, by meaning.
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence

import numpy as np

from pipeline.store.related import reasons
from pipeline.store.related.known import Facts, Known
from pipeline.store.related.vectors import Comparer, Numbers, Vector, Vectors

NEIGHBOURS, NEIGHBOUR_SHARE = 5, 0.4  # compared once more from a point moved so far towards the nearest
PROVISION = 0.05  # of a shared provision that hardly any other article cites
PROVISIONS_MOST = 0.2  # … of all of them together
SITE_LINK = 0.15  # the site itself calls the two related
SAME_CATEGORY = 0.02
TOPICAL = 40  # candidates that are compared by it, the best by words and meaning
TOPICS = 0.8  # of how alike the two are by what they are about (related.topics)
# Where the meaning of both is known. It counts twice what all the rest does, and what is close is about as close by both, so
# that those compared with it have scores as those without.
REST, MEANING = 0.47, 0.94
CLOSE = 0.35  # in meaning, from which on two are related whatever their words are …
TOLD = 0.6  # … and from which on it is a reason that is told
OFF_TOPIC = 0.7  # of the score, for an article off topic beside one on topic
LEAST = 0.05  # score by words, provisions and links below which nothing is related by them
_CACHE = 50_000  # articles whose topics are kept in memory

Ranked = list[tuple[int, float, list[str]]]


class Likeness:
    """Compares articles of one database."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._comparer = Comparer()
        self._topical: dict[int, Numbers] = {}

    def forget(self, article_id: int) -> None:
        """Nothing is kept of an article as it was."""
        if len(self._topical) > _CACHE:
            self._topical.clear()
        self._topical.pop(article_id, None)

    def ranked(
        self,
        article_id: int,
        candidates: Sequence[int],
        linked: frozenset[int],
        words: reasons.Words,
        meanings: Numbers | None,
        most: int,
    ) -> Ranked:
        """(article, score, reasons) of at most ``most``, best first. ``meanings``: Meanings.likeness of the candidates,
        NaN where one is not known."""
        self._known.load(candidates)
        own = self._known.facts[article_id]
        facts = [self._known.facts[one] for one in candidates]
        vectors = Vectors([one.packed for one in facts])
        rest = self._by_words(own, vectors)
        rest += [
            self._laws(own, other) + SITE_LINK * (one in linked) for one, other in zip(candidates, facts, strict=True)
        ]
        if meanings is None:
            meanings = np.full(len(candidates), np.nan, np.float32)
        unknown = np.isnan(meanings)
        related = (rest >= LEAST) | (meanings >= CLOSE)
        scores = np.where(unknown, rest, REST * rest + MEANING * np.maximum(meanings, 0.0))
        places = [place for place in np.argsort(-scores, kind="stable").tolist() if related[place]][:TOPICAL]
        topics = self._about([article_id, *(candidates[place] for place in places)])
        scored = []
        for place, alike in zip(places, (topics[1:] @ topics[0]).tolist(), strict=True):
            other = facts[place]
            about = TOPICS * alike + SAME_CATEGORY * bool(own.category and own.category == other.category)
            score = float(scores[place]) + (1.0 if unknown[place] else REST) * about
            scored.append(
                (score * (OFF_TOPIC if own.on_topic and not other.on_topic else 1.0), candidates[place], place)
            )
        return [
            (
                one,
                score,
                self._reasons(
                    own,
                    facts[place],
                    words.shared(vectors.vector(place).places),
                    linked=one in linked,
                    meant=bool(meanings[place] >= TOLD or rest[place] < LEAST),
                ),
            )
            for score, one, place in heapq.nlargest(most, scored)
        ]

    def _by_words(self, own: Facts, vectors: Vectors) -> Numbers:
        vector = Vector.unpacked(own.packed)
        close = self._comparer.likeness([(1.0, vector)], vectors)
        nearest = np.argsort(-close, kind="stable")[:NEIGHBOURS]
        total = float(np.sum(close[nearest])) or 1.0
        moved = [(NEIGHBOUR_SHARE * float(close[one]) / total, vectors.vector(one)) for one in nearest.tolist()]
        return self._comparer.likeness([(1.0, vector), *moved], vectors)

    def _about(self, article_ids: Sequence[int]) -> Numbers:
        """What articles that are loaded are about: a row of topics for each."""
        new = [one for one in article_ids if one not in self._topical]
        if new:
            rows = self._known.topics.of(Vectors([self._known.facts[one].packed for one in new]))
            self._topical.update(zip(new, rows, strict=True))
        return np.stack([self._topical[one] for one in article_ids])

    def _laws(self, own: Facts, other: Facts) -> float:
        total = sum(self._known.rarity(provision) for provision in own.provisions & other.provisions)
        return min(PROVISIONS_MOST, PROVISION * total)

    def _reasons(self, own: Facts, other: Facts, words: Sequence[str], *, linked: bool, meant: bool) -> list[str]:
        both = sorted(own.provisions & other.provisions, key=lambda one: (-self._known.rarity(one), one))
        category = own.category if own.category == other.category else None
        return reasons.told(words, both, linked=linked, category=category, meant=meant)
